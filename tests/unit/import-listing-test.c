/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What is read of a cluster from listings of cluster.exe, by hand. */

#include "unit.h"

#include <string.h>
#include <CUnit/Basic.h>

#include "tools/import/listing.h"
#include "tools/import/listing-columns.h"
#include "tools/import/listing-value.h"

static windows_cluster_t *cluster;
static notes_t *notes;
static GError *error;

static void
setup(void)
{
    cluster = windows_cluster_new("listing");
    notes = notes_new();
}

static void
teardown(void)
{
    g_clear_pointer(&cluster, windows_cluster_free);
    g_clear_pointer(&notes, notes_free);
    g_clear_error(&error);
}

static bool
read_text(const char *text)
{
    g_clear_error(&error);
    return listing_read(cluster, text, "listing", notes, &error);
}

static struct windows_resource *
resource(const char *name)
{
    return windows_cluster_find(cluster, WINDOWS_RESOURCE, name);
}

static void
shows(const void *pointer, const char *name, const char *expected)
{
    const struct windows_object *object = pointer;
    const struct windows_value *value = windows_properties_find(object->private, name);
    g_autofree char *text = NULL;

    value = value != NULL ? value : windows_properties_find(object->common, name);
    text = value != NULL ? windows_value_show(value) : g_strdup("(none)");
    CU_ASSERT_STRING_EQUAL(text, expected);
}

static bool
is_noted(const char *part)
{
    for (guint i = 0; i < notes_count(notes); i++) {
        if (strstr(notes_at(notes, i)->why, part) != NULL) {
            return true;
        }
    }
    return false;
}

#define NODES                                                                                      \
    "Listing status for all available nodes:\r\n\r\n"                                              \
    "Node           Node ID Status\r\n"                                                            \
    "-------------- ------- ---------------------\r\n"                                             \
    "N1                   1 Up\r\n"                                                                \
    "N2                   2 Down\r\n\r\n"

#define GROUPS                                                                                     \
    "Listing status for all available resource groups:\r\n\r\n"                                    \
    "Group                Node            Status\r\n"                                              \
    "-------------------- --------------- ------\r\n"                                              \
    "Cluster Group        N1              Online\r\n"                                              \
    "SQL Server (MSSQLSERVER) N2              Partially Online\r\n\r\n"

#define STATUS_HEAD                                                                                \
    "Resource             Group                Node            Status\r\n"                         \
    "-------------------- -------------------- --------------- ------\r\n"

#define RESOURCES                                                                                  \
    "Listing status for all available resources:\r\n\r\n" STATUS_HEAD                              \
    "Cluster Name         Cluster Group        N1              Online\r\n"                         \
    "SQL Network Name (SQLCLUST) SQL Server (MSSQLSERVER) N2              Online\r\n"              \
    "Disk L               SQL Server (MSSQLSERVER) N2              Online Pending\r\n\r\n"

static void
test_status(void)
{
    struct windows_node *node;

    CU_ASSERT_TRUE(read_text(RESOURCES GROUPS NODES));
    node = windows_cluster_find(cluster, WINDOWS_NODE, "n2");
    CU_ASSERT_PTR_NOT_NULL_FATAL(node);
    CU_ASSERT_STRING_EQUAL(node->number, "2");
    CU_ASSERT_EQUAL(cluster->groups->len, 2);
    CU_ASSERT_EQUAL(cluster->resources->len, 3);
    CU_ASSERT_STRING_EQUAL(resource("Cluster Name")->group_name, "Cluster Group");
    CU_ASSERT_STRING_EQUAL(resource("SQL Network Name (SQLCLUST)")->group_name,
                           "SQL Server (MSSQLSERVER)");
    CU_ASSERT_STRING_EQUAL(resource("Disk L")->group_name, "SQL Server (MSSQLSERVER)");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

/* Without the groups nobody knows where a long name ends. */
static void
test_doubtful(void)
{
    CU_ASSERT_TRUE(read_text(RESOURCES));
    CU_ASSERT_PTR_NOT_NULL(resource("Cluster Name"));
    CU_ASSERT_EQUAL(cluster->resources->len, 2);
    CU_ASSERT_TRUE(is_noted("can be read in two ways"));
}

#define PROPERTY_HEAD(object)                                                                      \
    "T  " object " Name                           Value\r\n"                                       \
    "-- -------------------- ------------------------------ -----------------------\r\n"

static void
test_properties(void)
{
    struct windows_group *group;

    CU_ASSERT_TRUE(read_text("Listing properties for 'Disk L':\r\n\r\n" PROPERTY_HEAD(
        "Resource            ") "SR Disk L               Name                           Disk L\r\n"
                                "S  Disk L               Type                           Physical "
                                "Disk\r\n"
                                "S  Disk L               Description                    \r\n"
                                "D  Disk L               SeparateMonitor                1 (0x1)\r\n"
                                "D  Disk L               LooksAlivePollInterval         4294967295 "
                                "(0xffffffff)\r\n"
                                "D  Disk L               RestartThreshold               4 (0x4)\r\n"
                                "DR Disk L               MonitorProcessId               4711 "
                                "(0x1267)\r\n\r\n"
                                "Listing properties for 'SQL Server "
                                "(MSSQLSERVER)':\r\n\r\n" PROPERTY_HEAD(
                                    "Group               ") "SR SQL Server (MSSQLSERVER) Name      "
                                                            "                     SQL Server "
                                                            "(MSSQLSERVER)\r\n"
                                                            "D  SQL Server (MSSQLSERVER) "
                                                            "FailoverThreshold              3 "
                                                            "(0x3)\r\n"
                                                            "M  SQL Server (MSSQLSERVER) "
                                                            "AntiAffinityClassNames         db\r\n"
                                                            "M  SQL Server (MSSQLSERVER) "
                                                            "AntiAffinityClassNames         heavy "
                                                            "load\r\n\r\n"
                                                            "Listing properties for 'Ledger "
                                                            "Server':\r\n\r\n" PROPERTY_HEAD(
                                                                "Resource Type       ") "SR Ledger "
                                                                                        "Server    "
                                                                                        "    "
                                                                                        "DllName   "
                                                                                        "          "
                                                                                        "          "
                                                                                        " ledgerres"
                                                                                        ".dll\r\n"
                                                                                        "D  Ledger "
                                                                                        "Server    "
                                                                                        "    "
                                                                                        "IsAlivePol"
                                                                                        "lInterval "
                                                                                        "          "
                                                                                        " 90000 "
                                                                                        "(0x15f90)"
                                                                                        "\r\n"));
    CU_ASSERT_STRING_EQUAL(resource("Disk L")->type_name, "Physical Disk");
    shows(resource("Disk L"), "SeparateMonitor", "1");
    shows(resource("Disk L"), "RestartThreshold", "4");
    shows(resource("Disk L"), "LooksAlivePollInterval", "(none)");
    shows(resource("Disk L"), "MonitorProcessId", "(none)");
    shows(resource("Disk L"), "Type", "(none)");
    group = windows_cluster_find(cluster, WINDOWS_GROUP, "SQL Server (MSSQLSERVER)");
    CU_ASSERT_PTR_NOT_NULL_FATAL(group);
    shows(group, "FailoverThreshold", "3");
    shows(group, "AntiAffinityClassNames", "db; heavy load");
    CU_ASSERT_STRING_EQUAL(
        ((struct windows_type *)windows_cluster_find(cluster, WINDOWS_TYPE, "Ledger Server"))->dll,
        "ledgerres.dll");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static const char private_text[] =
    "C:\\>cluster res \"SQL Network Name (SQLCLUST)\" /priv\r\n\r\n"
    "Listing private properties for 'SQL Network Name (SQLCLUST)':\r\n\r\n" PROPERTY_HEAD(
        "Resource            ") "BR SQL Network Name (SQLCLUST) ResourceData                   01 "
                                "00 00 00 ... (260 bytes)\r\n"
                                "B  SQL Network Name (SQLCLUST) Short                          4E "
                                "0f A2 (3 bytes)\r\n"
                                "S  SQL Network Name (SQLCLUST) Name                           "
                                "SQLCLUST\r\n"
                                "S  SQL Network Name (SQLCLUST) DnsName                        \r\n"
                                "D  SQL Network Name (SQLCLUST) HostRecordTTL                  "
                                "1200 (0x4b0)\r\n"
                                "L  SQL Network Name (SQLCLUST) Offset                         -5 "
                                "(0xfffffffb)\r\n"
                                "X  SQL Network Name (SQLCLUST) Folder                         "
                                "%SystemDrive%\\a b  c\r\n";

static void
check_private(const struct windows_resource *name)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(name);
    CU_ASSERT_EQUAL(windows_properties_count(name->object.common), 0);
    shows(name, "Name", "SQLCLUST");
    shows(name, "DnsName", "");
    shows(name, "HostRecordTTL", "1200");
    shows(name, "Offset", "4294967291");
    shows(name, "Folder", "%SystemDrive%\\a b  c");
    shows(name, "Short", "4e0fa2");
    shows(name, "ResourceData", "(none)");
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_STRING_EQUAL(notes_at(notes, 0)->property, "ResourceData");
}

static void
test_private(void)
{
    CU_ASSERT_TRUE(read_text(private_text));
    check_private(resource("SQL Network Name (SQLCLUST)"));
}

/* German, without the command: the heading names the kind, the title says "private". */
static void
test_translated(void)
{
    const char *table = strstr(private_text, "-- ---");
    g_autofree char *text =
        g_strconcat("Private Eigenschaften f\xc3\xbcr \xe2\x80\x9eSQL Network Name "
                    "(SQLCLUST)\xe2\x80\x9c werden "
                    "aufgef\xc3\xbchrt:\r\n\r\n"
                    "T  Ressource            Name                           Wert\r\n",
                    table, NULL);

    CU_ASSERT_TRUE(read_text(text));
    check_private(resource("SQL Network Name (SQLCLUST)"));
}

static void
test_links(void)
{
    struct windows_group *group;

    CU_ASSERT_TRUE(read_text(
        NODES GROUPS
        "Listing resource dependencies for 'SQL Server':\r\n\r\n" STATUS_HEAD
        "Disk L               SQL Server (MSSQLSERVER) N2              Online\r\n"
        "SQL Network Name (SQLCLUST) SQL Server (MSSQLSERVER) N2              Online\r\n\r\n"
        "Listing possible owners for resource 'SQL Server':\r\n\r\n"
        "Possible Owner Nodes\r\n"
        "--------------------\r\n"
        "N2\r\n\r\n"
        "Listing possible owners for resource 'Disk L':\r\n\r\n"
        "Possible Owner Nodes\r\n"
        "--------------------\r\n"
        "N1\r\nN2\r\n\r\n"
        "Listing preferred owners for resource group 'SQL Server (MSSQLSERVER)':\r\n\r\n"
        "Preferred Owner Nodes\r\n"
        "---------------------\r\n"
        "N2\r\nN1\r\n\r\n"
        "C:\\>cluster resource \"Disk L\" /checkpoints\r\n\r\n"
        "Resource             Registry Checkpoint\r\n"
        "-------------------- --------------------------------------------------------\r\n"
        "Disk L               'Software\\Lab\\Disk'\r\n\r\n"
        "Listing resource dependencies for 'Disk L':\r\n"
        "([A] or [B])\r\n"));
    CU_ASSERT_STRING_EQUAL(resource("SQL Server")->dependency,
                           "[Disk L] and [SQL Network Name (SQLCLUST)]");
    CU_ASSERT_TRUE(resource("SQL Server")->is_dependency_a_list);
    CU_ASSERT_FALSE(resource("Disk L")->is_dependency_a_list);
    CU_ASSERT_STRING_EQUAL(resource("SQL Server")->possible_owner_names[0], "N2");
    CU_ASSERT_EQUAL(g_strv_length(resource("Disk L")->possible_owner_names), 2);
    CU_ASSERT_STRING_EQUAL(resource("Disk L")->checkpoints[0], "Software\\Lab\\Disk");
    CU_ASSERT_STRING_EQUAL(resource("Disk L")->dependency, "([A] or [B])");
    group = windows_cluster_find(cluster, WINDOWS_GROUP, "SQL Server (MSSQLSERVER)");
    CU_ASSERT_STRING_EQUAL(group->preferred_owner_names[0], "N2");
    CU_ASSERT_STRING_EQUAL(group->preferred_owner_names[1], "N1");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

/* A listing of dependencies with no row says that there is none; without it nothing is known. */
static void
test_no_dependencies(void)
{
    CU_ASSERT_TRUE(read_text(NODES GROUPS RESOURCES
                             "Listing resource dependencies for 'Disk L':\r\n\r\n" STATUS_HEAD
                             "\r\n"));
    CU_ASSERT_EQUAL(g_strcmp0(resource("Disk L")->dependency, ""), 0);
    CU_ASSERT_PTR_NULL(resource("Cluster Name")->dependency);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_two_of_one_name(void)
{
    CU_ASSERT_TRUE(
        read_text(NODES GROUPS STATUS_HEAD
                  "A                    Cluster Group        N1              Online\r\n"
                  "a                    Cluster Group        N2              Online\r\n"
                  "A                    SQL Server (MSSQLSERVER) N1              Online\r\n"));
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(is_noted("tells 'Cluster Group' of it, which stands, and 'SQL Server"));
}

static void
test_others(void)
{
    CU_ASSERT_TRUE(read_text("Listing status for all available networks:\n\n"
                             "Network                               Status\n"
                             "------------------------------------- ------\n"
                             "Cluster Network 1                     Up\n\n"
                             "Listing all resource types:\n\n"
                             "Display Name                   Resource Type Name\n"
                             "------------------------------ ------------------\n"
                             "The Ledger                     Ledger Server\n\n"
                             "Anything\n\n"
                             "This    That\n"
                             "------- ----\n"
                             "a       b\n\n"
                             "Node            Network              Status\n"
                             "--------------- -------------------- ------\n"
                             "N1              Cluster Network 1    Up\n"));
    CU_ASSERT_PTR_NOT_NULL(windows_cluster_find(cluster, WINDOWS_NETWORK, "Cluster Network 1"));
    CU_ASSERT_PTR_NOT_NULL(windows_cluster_find(cluster, WINDOWS_TYPE, "Ledger Server"));
    CU_ASSERT_EQUAL(cluster->groups->len, 0);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(is_noted("the table at line 16 is not understood"));
}

static void
test_refused(void)
{
    CU_ASSERT_FALSE(read_text(""));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "has nothing that cluster.exe "));
    CU_ASSERT_FALSE(read_text("a\nb\n------\n"));
    CU_ASSERT_FALSE(read_text(STATUS_HEAD "alone\n"));
    CU_ASSERT_TRUE(is_noted("line 3 does not fit the columns"));
    CU_ASSERT_FALSE(is_noted("alone"));
}

/* A value that goes on in a second line, and rows that could be anything's, may be secrets. */
static void
test_rows_are_not_shown(void)
{
    CU_ASSERT_TRUE(read_text(RESOURCES GROUPS NODES
                             "Listing private properties for 'Disk L':\r\n\r\n"
                             "T  Resource Name       Value\r\n"
                             "-- -------- ---------- -----------------\r\n"
                             "S  Disk L   Password   hunter2-line1\r\n"
                             "hunter3-line2\r\n"
                             "S  Diskx Y Z Password hunter4\r\n\r\n"
                             "T                       Name       Value\r\n"
                             "-- -------------------- ---------- -----------------\r\n"
                             "S  nobody               Password   hunter5\r\n"));
    CU_ASSERT_TRUE(is_noted("line 28 does not fit the columns"));
    CU_ASSERT_TRUE(is_noted("line 29 can be read in two ways"));
    CU_ASSERT_EQUAL(cluster->resources->len, 3);
    CU_ASSERT_TRUE(is_noted("line 33 does not say whether it is of a resource or of a group"));
    CU_ASSERT_FALSE(is_noted("hunter"));
}

/* What is beyond a limit is told, once each. */
static void
test_limits(void)
{
    GString *text = g_string_new(NODES GROUPS);
    g_autofree char *row = g_strnfill(70000, 'x');

    g_string_append(text, "Listing resource dependencies for 'SQL Server':\r\n\r\n" STATUS_HEAD);
    for (int i = 0; i < 4000; i++) {
        g_string_append_printf(text,
                               "provider-%010d  Cluster Group        N1              Online\n", i);
    }
    g_string_append_printf(text, "%s\n%s\n\nC:\\>cluster resource \"A\" /checkpoints\n\n", row,
                           row);
    g_string_append(text, "Resource             Registry Checkpoint\n"
                          "-------------------- --------------------\n");
    for (int i = 0; i < 1010; i++) {
        g_string_append_printf(text, "A                    'Software\\%d'\n", i);
    }
    CU_ASSERT_TRUE(read_text(text->str));
    CU_ASSERT_EQUAL(g_strv_length(resource("A")->checkpoints), 1000);
    CU_ASSERT_TRUE(is_noted("2 rows have more than 65536 bytes, the first one in line "));
    CU_ASSERT_TRUE(is_noted("listing has more of them than are read"));
    CU_ASSERT_EQUAL(notes_count(notes), 3);
    g_string_free(text, TRUE);
}

static void
shows_value(const char *type, const char *text, const char *expected)
{
    struct windows_value *value = listing_value(type, text);
    g_autofree char *shown = value != NULL ? windows_value_show(value) : NULL;

    CU_ASSERT_STRING_EQUAL(shown != NULL ? shown : "(none)", expected);
    windows_value_free(value);
}

static void
test_values(void)
{
    shows_value("D", "0 (0x0)", "0");
    shows_value("DR", "much", "(none)");
    shows_value("D", "7bogus", "(none)");
    shows_value("D", "7 (0x7)", "7");
    shows_value("D", "0x2bf21 (180001)", "180001");
    shows_value("D", "99999999999999999999999999", "(none)");
    shows_value("L", "-", "(none)");
    shows_value("L", "-99999999999999999999999999", "(none)");
    shows_value("UL", "18446744073709551615 (0xffffffffffffffff)", "18446744073709551615");
    shows_value("B", "", "");
    shows_value("B", "01 02", "0102");
    shows_value("B", "01 02 (3 bytes)", "(none)");
    shows_value("B", "01 02 ... ", "(none)");
    shows_value("B", "0", "(none)");
    shows_value("SD", "anything", "(none)");
    shows_value("FTR", "1/2/2003 4:05:06", "1/2/2003 4:05:06");
    shows_value("M", "", "");
    CU_ASSERT_TRUE(listing_value_is_list("MR"));
    CU_ASSERT_FALSE(listing_value_is_list("S"));
}

static int
judge_all(void *user, char **cells)
{
    (void)user;
    return cells[0][0] != '\0' && cells[1][0] != '\0' ? 0 : -1;
}

static void
test_columns(void)
{
    static const guint widths[] = { 4, 3, 3 };
    bool is_doubtful = false;
    char **cells = listing_split("ab   c   d e f", widths, 3, judge_all, NULL, &is_doubtful);

    CU_ASSERT_STRING_EQUAL(cells[1], "c");
    CU_ASSERT_STRING_EQUAL(cells[2], "d e f");
    CU_ASSERT_FALSE(is_doubtful);
    g_strfreev(cells);
    cells = listing_split("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f c   d", widths, 3, judge_all, NULL,
                          &is_doubtful);
    CU_ASSERT_STRING_EQUAL(cells[1], "c");
    g_strfreev(cells);
    CU_ASSERT_PTR_NULL(listing_split("ab", widths, 3, judge_all, NULL, &is_doubtful));
    cells = listing_split("aaaaa bbb ccc", widths, 2, judge_all, NULL, &is_doubtful);
    CU_ASSERT_TRUE(is_doubtful);
    g_strfreev(cells);
}

void
suite_import_listing(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import_listing", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_status);
    CU_ADD_TEST(suite, test_doubtful);
    CU_ADD_TEST(suite, test_properties);
    CU_ADD_TEST(suite, test_private);
    CU_ADD_TEST(suite, test_translated);
    CU_ADD_TEST(suite, test_links);
    CU_ADD_TEST(suite, test_no_dependencies);
    CU_ADD_TEST(suite, test_two_of_one_name);
    CU_ADD_TEST(suite, test_others);
    CU_ADD_TEST(suite, test_refused);
    CU_ADD_TEST(suite, test_rows_are_not_shown);
    CU_ADD_TEST(suite, test_limits);
    CU_ADD_TEST(suite, test_values);
    CU_ADD_TEST(suite, test_columns);
}
