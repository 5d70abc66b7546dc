/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What is missing in what was exported: files that were forgotten or cut off. The report must not look better
 * for it. */

#include "unit.h"

#include <string.h>
#include <CUnit/CUnit.h>

#include "import-fixture.h"
#include "import-mapping-fixture.h"
#include "tools/import/clixml.h"
#include "tools/import/json.h"
#include "tools/import/listing.h"
#include "tools/import/merge.h"
#include "tools/import/own-output.h"
#include "tools/import/reg-file.h"
#include "tools/import/resolve.h"

static windows_cluster_t *cluster;
static notes_t *notes;

static void
teardown(void)
{
    g_clear_pointer(&cluster, windows_cluster_free);
    g_clear_pointer(&notes, notes_free);
}

static void
setup(void)
{
    cluster = windows_cluster_new("input");
    notes = notes_new();
}

static unsigned int
told_of(enum windows_kind kind, const char *name)
{
    const struct windows_object *object = windows_cluster_find(cluster, kind, name);

    CU_ASSERT_PTR_NOT_NULL_FATAL(object);
    return object->told;
}

static void
has_problem(const char *object, const char *why)
{
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, object, why));
}

/* Registry exports. */

#define V5   "Windows Registry Editor Version 5.00\r\n\r\n"
#define HKLM "[HKEY_LOCAL_MACHINE\\Cluster\\"
#define DISK HKLM "Resources\\11111111-aaaa-4000-8000-000000000000"
#define R1   DISK "]\n\"Name\"=\"disk\"\n\"Type\"=\"Physical Disk\"\n"
#define P1   DISK "\\Parameters]\n"
#define R2                                                                                         \
    HKLM "Resources\\22222222-aaaa-4000-8000-000000000000]\n\"Name\"=\"share\"\n\"Type\"=\"File "  \
         "Share\"\n"
#define G HKLM "Groups\\99999999-aaaa-4000-8000-000000000000]\n\"Name\"=\"files\"\n"

#define MIDDLE_OF_VALUE "the file ends in the middle of a value"
#define MIDDLE_OF_KEY   "the file ends in the middle of a key"
#define NO_EMPTY_LINE   "does not end with an empty line"

static void
read_reg(const char *text, const char *end)
{
    g_autofree char *whole = g_strconcat(V5, text, end, NULL);

    teardown();
    setup();
    CU_ASSERT_TRUE(reg_file_read(cluster, whole, "x.reg", notes, NULL));
}

static void
test_reg_cut_off(void)
{
    static const struct {
        const char *text;
        const char *why;
        const char *line; /* what is said of it too; NULL: nothing */
    } cuts[] = {
        { "\"a\"=\"never closed\n", MIDDLE_OF_VALUE, "line 7: has no closing quote" },
        { "\"a\"=\"never clo", MIDDLE_OF_VALUE, "line 7: has no closing quote" },
        { "\"a\"=hex:01,02,\\\n", MIDDLE_OF_VALUE, "line 7: ends in the middle of its bytes" },
        { "\"a\"=hex:01,0", MIDDLE_OF_VALUE, "line 7: ends in the middle of its bytes" },
        { "\"a\"=dword:00", MIDDLE_OF_VALUE, "line 7: ends in the middle of its number" },
        { "\"a\"=dwo", MIDDLE_OF_VALUE, "line 7: has no data" },
        { "\"a\"", MIDDLE_OF_VALUE, "line 7: has no '='" },
        { HKLM "Gro", MIDDLE_OF_KEY, NULL },
        { "", NO_EMPTY_LINE, NULL },
        { "\"a\"=\"b\"", NO_EMPTY_LINE, NULL },
        { "\"a\"=dword:00000001", NO_EMPTY_LINE, NULL },
        { "\"a\"=hex:01,02", NO_EMPTY_LINE, NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
        read_reg(R1 P1, cuts[i].text);
        has_problem("x.reg", cuts[i].why);
        if (cuts[i].line != NULL) {
            has_problem("x.reg", cuts[i].line);
        }
        CU_ASSERT_EQUAL(notes_count(notes), cuts[i].line == NULL ? 1 : 2);
        CU_ASSERT_EQUAL(cluster->resources->len, 1);
    }
}

/* What ends in order, whoever has written it. */
static void
test_reg_whole(void)
{
    static const char *const ends[] = { "\r\n\r\n", "\n\n", "\r\n; edited\r\n\r\n", "\n \n" };

    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        read_reg(R1 P1 "\"a\"=dword:1", ends[i]);
        CU_ASSERT_EQUAL(notes_count(notes), 0);
    }
}

/* A key without Parameters may be whole, and may not. */
static void
test_reg_told(void)
{
    read_reg(R1 P1 R2 G, "\r\n");
    CU_ASSERT_EQUAL(told_of(WINDOWS_RESOURCE, "disk"), WINDOWS_TOLD_ALL);
    CU_ASSERT_EQUAL(told_of(WINDOWS_RESOURCE, "share"),
                    (WINDOWS_TOLD_ALL & ~WINDOWS_TOLD_PRIVATE) | WINDOWS_TOLD_NO_PRIVATE);
    CU_ASSERT_TRUE((told_of(WINDOWS_GROUP, "files") & WINDOWS_TOLD_OWNERS) != 0);
    CU_ASSERT_EQUAL(cluster->object.told, 0);
}

/* PowerShell: each cmdlet tells what it is for. */

static void
test_powershell_told(void)
{
    CU_ASSERT_TRUE(json_read(
        cluster,
        "[{\"Name\":\"db\",\"ResourceType\":\"Y\",\"OwnerGroup\":\"G\"},"
        "{\"Name\":\"web\",\"ResourceType\":\"Y\",\"OwnerGroup\":\"G\",\"RestartAction\":2}]"
        "[{\"ClusterObject\":\"db\",\"OwnerNodes\":[]}]"
        "[{\"ClusterObject\":\"web\",\"IsReadOnly\":false,\"ParameterType\":\"String\",\"Name\":"
        "\"A\",\"Value\":\"b\"}]",
        "input", notes, NULL));
    CU_ASSERT_EQUAL(told_of(WINDOWS_RESOURCE, "db"), WINDOWS_TOLD_OWNERS);
    CU_ASSERT_EQUAL(told_of(WINDOWS_RESOURCE, "web"), WINDOWS_TOLD_COMMON | WINDOWS_TOLD_PRIVATE);
    CU_ASSERT_EQUAL(told_of(WINDOWS_GROUP, "G"), 0); /* there at least, as resources name it */
    CU_ASSERT_EQUAL(cluster->groups->len, 1);
    CU_ASSERT_EQUAL(cluster->object.told, WINDOWS_TOLD_NO_PRIVATE);
}

static void
export_tells(const char *records, unsigned int told)
{
    g_autofree char *text =
        g_strconcat("{\"Format\":\"resapi-export\",\"Version\":1,\"Resources\":[{\"Name\":\"db\","
                    "\"ResourceType\":\"Y\",\"OwnerGroup\":\"G\"}]",
                    records, "}", NULL);

    teardown();
    setup();
    CU_ASSERT_TRUE(json_read(cluster, text, "input", notes, NULL));
    CU_ASSERT_EQUAL(cluster->object.told, told);
}

static void
test_export_told(void)
{
    export_tells("", 0);
    export_tells(",\"Parameters\":[],\"Checkpoints\":[]",
                 WINDOWS_TOLD_PRIVATE | WINDOWS_TOLD_CHECKPOINTS);
    export_tells(",\"Parameters\":[],\"Checkpoints\":null", WINDOWS_TOLD_PRIVATE);
}

/* What Get-ClusterCheckpoint | Export-Clixml writes of a cluster without any. */
static void
test_empty_clixml(void)
{
    static const char text[] = "<Objs Version=\"1.1.0.1\"></Objs>";
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, sizeof(text) - 1);

    CU_ASSERT_TRUE(clixml_read(cluster, bytes, "input", notes, NULL));
    CU_ASSERT_EQUAL(cluster->object.told, WINDOWS_TOLD_CHECKPOINTS);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

/* Listings tell what they list. */

#define PROPERTIES_OF_NONE                                                                         \
    "T  Resource             Name                           Value\n"                               \
    "-- -------------------- ------------------------------ -----------------------\n"

static void
listing_tells(const char *text, const char *resource, unsigned int told, unsigned int told_of_all)
{
    teardown();
    setup();
    CU_ASSERT_TRUE(listing_read(cluster, text, "input", notes, NULL));
    CU_ASSERT_EQUAL(told_of(WINDOWS_RESOURCE, resource), told);
    CU_ASSERT_EQUAL(cluster->object.told, told_of_all);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_listing_told(void)
{
    listing_tells("Listing private properties for 'web':\n\n" PROPERTIES_OF_NONE "\n", "web",
                  WINDOWS_TOLD_PRIVATE, 0);
    listing_tells("Listing private properties for all resources:\n\n" PROPERTIES_OF_NONE
                  "S  web                  Port                           80\n",
                  "web", WINDOWS_TOLD_PRIVATE, WINDOWS_TOLD_NO_PRIVATE);
    listing_tells("Listing properties for 'web':\n\n" PROPERTIES_OF_NONE
                  "D  web                  RestartAction                  2 (0x2)\n",
                  "web", WINDOWS_TOLD_COMMON, 0);
    listing_tells("Listing possible owners for resource 'web':\n\n"
                  "Possible Owner Nodes\n--------------------\nN1\n",
                  "web", WINDOWS_TOLD_OWNERS, 0);
    listing_tells("Listing registry checkpoints for resource 'web':\n\n"
                  "Resource             Registry Checkpoint\n"
                  "-------------------- -------------------\n\n",
                  "web", WINDOWS_TOLD_CHECKPOINTS, 0);
}

/* Several files. */
static void
test_merge_told(void)
{
    g_autoptr(windows_cluster_t) other = windows_cluster_new("other");
    struct windows_resource *web = import_fixture_resource(cluster, "web", "G", "");

    web->object.told = WINDOWS_TOLD_COMMON;
    import_fixture_resource(other, "web", "G", "")->object.told = WINDOWS_TOLD_OWNERS;
    other->object.told = WINDOWS_TOLD_CHECKPOINTS;
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(web->object.told, WINDOWS_TOLD_COMMON | WINDOWS_TOLD_OWNERS);
    CU_ASSERT_TRUE(windows_cluster_is_told(cluster, &web->object, WINDOWS_TOLD_CHECKPOINTS));
    CU_ASSERT_FALSE(windows_cluster_is_told(cluster, &web->object, WINDOWS_TOLD_PRIVATE));
}

/* Once for the cluster where it is told of none, else of each that lacks it. */
static void
test_untold(void)
{
    struct windows_resource *a = import_fixture_resource(cluster, "a", "G", "");
    struct windows_resource *b = import_fixture_resource(cluster, "b", "H", "");
    struct windows_group *g = import_fixture_group(cluster, "G");
    struct windows_group *h = import_fixture_group(cluster, "H");

    import_fixture_group(cluster, "without resources")->object.told = 0;
    a->object.told = 0;
    b->object.told = WINDOWS_TOLD_COMMON;
    g->object.told = WINDOWS_TOLD_OWNERS;
    h->object.told = 0;
    cluster_resolve(cluster, notes);
    has_problem("input", "which nodes may own its resources is not told");
    has_problem("input", "the common properties of its groups are not told");
    has_problem("H", "which nodes it prefers is not told");
    has_problem("a", "its common properties are not told");
    CU_ASSERT_EQUAL(notes_count(notes), 4);
}

/* What only resources that resapid hosts have. */

static struct mapping_fixture fixture;

static struct windows_resource *
add_web(const char *name, unsigned int told)
{
    struct windows_group *group = windows_cluster_find(fixture.cluster, WINDOWS_GROUP, "G");
    struct windows_resource *web;

    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = fixture_resource(&fixture, group != NULL ? group : fixture_group(&fixture, "G"), name,
                           "Sample Web");
    web->object.told = told;
    return web;
}

static void
must_note(enum note_kind kind, const char *object, const char *why)
{
    CU_ASSERT_TRUE(import_fixture_has_note(fixture.notes, kind, object, why));
}

#define ALL_BUT(what) ((unsigned int)WINDOWS_TOLD_ALL & ~(unsigned int)(what))

static void
test_private_untold(void)
{
    static const char *const settings[] = { "set:Port=80", "forgotten:RestartAction=1", NULL };

    mapping_fixture_begin(&fixture);
    fixture.pacemaker = "2.1.6";
    add_web("whole", WINDOWS_TOLD_ALL);
    add_web("doubtful", ALL_BUT(WINDOWS_TOLD_PRIVATE) | WINDOWS_TOLD_NO_PRIVATE);
    add_web("forgotten", ALL_BUT(WINDOWS_TOLD_PRIVATE));
    add_web("set", ALL_BUT(WINDOWS_TOLD_PRIVATE));
    fixture_map(&fixture, settings, NULL, false);
    must_note(NOTE_DECIDE, "doubtful", "no private property of it is told, while all else is");
    must_note(NOTE_PROBLEM, "forgotten", "no private property of it is told: give");
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_DECIDE), 1);
    CU_ASSERT_FALSE(import_fixture_has_note(fixture.notes, NOTE_PROBLEM, "set", "no private"));
    mapping_fixture_end(&fixture);
}

static void
test_all_untold(void)
{
    mapping_fixture_begin(&fixture);
    add_web("one", 0);
    add_web("other", 0);
    fixture_map(&fixture, NULL, NULL, false);
    must_note(NOTE_PROBLEM, "test", "of types of their own is told: give");
    must_note(NOTE_PROBLEM, "test", "which registry checkpoints its resources have");
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 2);
    mapping_fixture_end(&fixture);
}

/* What this program has written itself is no export. */

static void
must_be_own(const char *data, const char *what)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_FALSE(own_output_check(data, strlen(data), "file", &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, what));
}

static void
must_not_be_own(const char *data)
{
    CU_ASSERT_TRUE(own_output_check(data, strlen(data), "file", NULL));
}

static void
test_own_output(void)
{
    must_be_own("{\n  \"notes\" : [\n    {\n      \"object_kind\" : \"node\"", "is a report");
    must_be_own("{\"notes\":[],\"groups\":[]}", "is a report");
    must_be_own("Import of the Windows failover cluster X\n=====", "is a report");
    must_be_own("<!DOCTYPE html>\n<title>Import of the Windows failover cluster X", "is a report");
    must_be_own("<?xml version=\"1.0\"?>\n<resapictl>\n", "is a report");
    must_be_own("<?xml version=\"1.0\"?>\n<configuration>\n", "is a configuration for Pacemaker");
    must_be_own("<cib epoch=\"1\">", "is a configuration for Pacemaker");
    must_be_own("property a=b\nprimitive x ocf:heartbeat:IPaddr2\n", "is a configuration");
    must_be_own("#!/bin/sh\n# with pcs\n", "is a configuration");
    must_not_be_own("{\"notes\":1}");
    must_not_be_own("<Objs><S>&lt;cib </S></Objs>");
    must_not_be_own("REGEDIT4\n");
    must_not_be_own("");
}

void
suite_import_incomplete(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import_incomplete", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_reg_cut_off);
    CU_ADD_TEST(suite, test_reg_whole);
    CU_ADD_TEST(suite, test_reg_told);
    CU_ADD_TEST(suite, test_powershell_told);
    CU_ADD_TEST(suite, test_export_told);
    CU_ADD_TEST(suite, test_empty_clixml);
    CU_ADD_TEST(suite, test_listing_told);
    CU_ADD_TEST(suite, test_merge_told);
    CU_ADD_TEST(suite, test_untold);
    CU_ADD_TEST(suite, test_private_untold);
    CU_ADD_TEST(suite, test_all_untold);
    CU_ADD_TEST(suite, test_own_output);
}
