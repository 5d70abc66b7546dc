/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What is read of a cluster from CLIXML and JSON: texts as PowerShell writes them, by hand. */

#include "unit.h"

#include <string.h>
#include <CUnit/Basic.h>

#include "tools/import/clixml.h"
#include "tools/import/json.h"

#define DB_ID   "7c0e3f0a-9d0c-4c0e-8a43-5a3f4d0f8b11"
#define NAME_ID "0f6dd7a4-3c8e-4a6b-9f8d-2f4f3e1c7d22"

#define CLIXML(body)                                                                               \
    "<Objs Version=\"1.1.0.1\" "                                                                   \
    "xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\r\n" body "</Objs>"

static windows_cluster_t *cluster;
static notes_t *notes;
static GError *error;

static void
setup(void)
{
    cluster = windows_cluster_new("export");
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
read_xml(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));

    g_clear_error(&error);
    return clixml_read(cluster, bytes, "export", notes, &error);
}

static bool
read_json(const char *text)
{
    g_clear_error(&error);
    return json_read(cluster, text, "export", notes, &error);
}

static struct windows_resource *
resource(const char *name)
{
    return windows_cluster_find(cluster, WINDOWS_RESOURCE, name);
}

static char *
shown(const struct windows_object *object, const char *name)
{
    const struct windows_value *value = windows_properties_find(object->private, name);

    value = value != NULL ? value : windows_properties_find(object->common, name);
    return value != NULL ? windows_value_show(value) : NULL;
}

static void
shows(const void *object, const char *name, const char *expected)
{
    g_autofree char *text = shown(object, name);

    CU_ASSERT_STRING_EQUAL(text != NULL ? text : "(none)", expected);
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

/* Get-ClusterResource | Export-Clixml: the group within, an enum, a type that is told by reference. */
static const char resources_xml[] = CLIXML(
    "  <Obj RefId=\"0\">\r\n"
    "    <TN RefId=\"0\">\r\n"
    "      <T>Microsoft.FailoverClusters.PowerShell.ClusterResource</T>\r\n"
    "      <T>System.Object</T>\r\n"
    "    </TN>\r\n"
    "    <ToString>Ledger DB</ToString>\r\n"
    "    <Props>\r\n"
    "      <S N=\"Cluster\">lab</S>\r\n"
    "      <B N=\"IsCoreResource\">false</B>\r\n"
    "      <Obj N=\"OwnerGroup\" RefId=\"1\">\r\n"
    "        <TN RefId=\"1\">\r\n"
    "          <T>Microsoft.FailoverClusters.PowerShell.ClusterGroup</T>\r\n"
    "          <T>System.Object</T>\r\n"
    "        </TN>\r\n"
    "        <ToString>Ledger</ToString>\r\n"
    "        <Props>\r\n"
    "          <S N=\"Name\">Ledger</S>\r\n"
    "          <U32 N=\"FailoverThreshold\">4</U32>\r\n"
    "          <U32 N=\"FailoverPeriod\">6</U32>\r\n"
    "          <Obj N=\"AntiAffinityClassNames\" RefId=\"2\">\r\n"
    "            <TN RefId=\"2\"><T>System.Collections.Specialized.StringCollection</T></TN>\r\n"
    "            <LST><S>db</S><S>heavy load</S></LST>\r\n"
    "          </Obj>\r\n"
    "        </Props>\r\n"
    "      </Obj>\r\n"
    "      <S N=\"OwnerNode\">n1</S>\r\n"
    "      <Obj N=\"ResourceType\" RefId=\"3\">\r\n"
    "        <TN "
    "RefId=\"3\"><T>Microsoft.FailoverClusters.PowerShell.ClusterResourceType</T></TN>\r\n"
    "        <ToString>Ledger Server</ToString>\r\n"
    "        <Props><S N=\"Name\">Ledger Server</S><S N=\"DllName\">ledgerres.dll</S></Props>\r\n"
    "      </Obj>\r\n"
    "      <Obj N=\"State\" RefId=\"4\">\r\n"
    "        <TN RefId=\"4\"><T>Microsoft.FailoverClusters.PowerShell.ClusterResourceState</T>"
    "<T>System.Enum</T></TN>\r\n"
    "        <ToString>Online</ToString>\r\n"
    "        <I32>2</I32>\r\n"
    "      </Obj>\r\n"
    "      <S N=\"Name\">Ledger DB</S>\r\n"
    "      <S N=\"Description\">two_x000D__x000A_lines, _x005F_x0041_, _xD83D__xDE00_</S>\r\n"
    "      <U32 N=\"PendingTimeout\">600000</U32>\r\n"
    "      <U32 N=\"LooksAlivePollInterval\">4294967295</U32>\r\n"
    "      <Obj N=\"RestartAction\" RefId=\"5\">\r\n"
    "        <TN RefId=\"5\"><T>System.Enum</T></TN>\r\n"
    "        <ToString>ClusterResourceRestartNoNotify</ToString>\r\n"
    "        <U32>1</U32>\r\n"
    "      </Obj>\r\n"
    "      <S N=\"Id\">" DB_ID "</S>\r\n"
    "    </Props>\r\n"
    "  </Obj>\r\n"
    "  <Obj RefId=\"6\">\r\n"
    "    <TNRef RefId=\"0\" />\r\n"
    "    <ToString>Ledger Name</ToString>\r\n"
    "    <Props>\r\n"
    "      <Ref N=\"OwnerGroup\" RefId=\"1\" />\r\n"
    "      <S N=\"ResourceType\">Network Name</S>\r\n"
    "      <S N=\"Name\">Ledger Name</S>\r\n"
    "      <S N=\"Id\">" NAME_ID "</S>\r\n"
    "    </Props>\r\n"
    "    <MS><I32 N=\"RestartThreshold\">3</I32><S N=\"PSComputerName\">n1</S></MS>\r\n"
    "  </Obj>\r\n");

static void
test_xml_resources(void)
{
    struct windows_resource *db;
    struct windows_group *group;

    CU_ASSERT_TRUE(read_xml(resources_xml));
    db = resource(DB_ID);
    group = windows_cluster_find(cluster, WINDOWS_GROUP, "Ledger");
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    CU_ASSERT_PTR_NOT_NULL_FATAL(group);
    CU_ASSERT_STRING_EQUAL(db->type_name, "Ledger Server");
    CU_ASSERT_STRING_EQUAL(db->group_name, "Ledger");
    shows(db, "PendingTimeout", "600000");
    shows(db, "RestartAction", "1");
    shows(db, "Description", "two\r\nlines, _x0041_, \xf0\x9f\x98\x80");
    shows(db, "LooksAlivePollInterval", "(none)");
    shows(db, "State", "(none)");
    shows(db, "OwnerNode", "(none)");
    shows(group, "FailoverThreshold", "4");
    shows(group, "FailoverPeriod", "(none)");
    shows(group, "AntiAffinityClassNames", "db; heavy load");
    CU_ASSERT_STRING_EQUAL(resource("ledger name")->group_name, "Ledger");
    CU_ASSERT_STRING_EQUAL(resource(NAME_ID)->type_name, "Network Name");
    shows(resource(NAME_ID), "RestartThreshold", "3");
    CU_ASSERT_STRING_EQUAL(
        ((struct windows_type *)windows_cluster_find(cluster, WINDOWS_TYPE, "Ledger Server"))->dll,
        "ledgerres.dll");
    CU_ASSERT_EQUAL(cluster->groups->len, 1);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

#define PARAMETER(ref, whose, rest)                                                                \
    "<Obj RefId=\"" ref                                                                            \
    "\"><TN RefId=\"9\"><T>Microsoft.FailoverClusters.PowerShell.ClusterParameter"                 \
    "</T></TN><Props>" whose "<B N=\"IsReadOnly\">false</B>" rest "</Props></Obj>"

#define WHOSE                                                                                      \
    "<Obj N=\"ClusterObject\" RefId=\"30\"><TN RefId=\"8\"><T>Deserialized.Microsoft."             \
    "FailoverClusters.PowerShell.ClusterResource</T></TN><ToString>Ledger DB</ToString><Props>"    \
    "<S N=\"Name\">Ledger DB</S><S N=\"ResourceType\">Ledger Server</S></Props></Obj>"

static const char parameters_xml[] = CLIXML(
    PARAMETER(
        "10", WHOSE,
        "<S N=\"ParameterType\">String</S><S N=\"Name\">DataPath</S><S N=\"Value\">L:\\data</S>")
        PARAMETER(
            "11", "<Ref N=\"ClusterObject\" RefId=\"30\" />",
            "<S N=\"ParameterType\">Int32</S><S N=\"Name\">Limit</S><I32 N=\"Value\">-1</I32>")
            PARAMETER(
                "12", "<S N=\"ClusterObject\">Ledger DB</S>",
                "<S N=\"ParameterType\">StringCollection</S><S N=\"Name\">Files</S>"
                "<Obj N=\"Value\" RefId=\"31\"><TN RefId=\"7\"><T>System.Collections.Specialized."
                "StringCollection</T></TN><LST><S>a</S><S>b c</S></LST></Obj>")
                PARAMETER("13", "<Ref N=\"ClusterObject\" RefId=\"30\" />",
                          "<S N=\"ParameterType\">ByteArray</S><S N=\"Name\">Blob</S><BA "
                          "N=\"Value\">AQD/</BA>")
                    PARAMETER("14", "<Ref N=\"ClusterObject\" RefId=\"30\" />",
                              "<S N=\"ParameterType\">String</S><S N=\"Name\">Unset</S><Nil "
                              "N=\"Value\" />")
                        PARAMETER("15", "<Ref N=\"ClusterObject\" RefId=\"30\" />",
                                  "<S N=\"ParameterType\">ByteArray</S><S N=\"Name\">Lost</S>"
                                  "<S N=\"Value\">System.Byte[]</S>")
                            PARAMETER("16", "",
                                      "<S N=\"ParameterType\">String</S><S N=\"Name\">Whose</S><S "
                                      "N=\"Value\">x</S>")
                                PARAMETER("17", "<Ref N=\"ClusterObject\" RefId=\"30\" />",
                                          "<S N=\"ParameterType\">UInt64</S><S N=\"Name\">Size</S>"
                                          "<U64 N=\"Value\">18446744073709551615</U64>"));

static void
test_xml_parameters(void)
{
    struct windows_resource *db;

    CU_ASSERT_TRUE(read_xml(parameters_xml));
    db = resource("Ledger DB");
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_STRING_EQUAL(db->type_name, "Ledger Server");
    shows(db, "DataPath", "L:\\data");
    shows(db, "Limit", "4294967295");
    shows(db, "Files", "a; b c");
    shows(db, "Blob", "0100ff");
    shows(db, "Unset", "(none)");
    shows(db, "Lost", "(none)");
    shows(db, "Size", "18446744073709551615");
    CU_ASSERT_TRUE(is_noted("does not tell its value as ByteArray"));
    CU_ASSERT_TRUE(is_noted("has 1 parameters"));
    CU_ASSERT_EQUAL(notes_count(notes), 2);
}

/* In one file, as resapi-export.ps1 writes it: a dictionary of lists of objects without types of ours. */
static const char export_xml[] = CLIXML(
    "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Collections.Hashtable</T></TN><DCT>"
    "<En><S N=\"Key\">Format</S><S N=\"Value\">resapi-export</S></En>"
    "<En><S N=\"Key\">Version</S><I32 N=\"Value\">1</I32></En>"
    "<En><S N=\"Key\">Cluster</S><Obj N=\"Value\" RefId=\"1\"><MS><S N=\"Name\">lab</S>"
    "<S N=\"Id\">{5A1E1F0B-0B0C-4E67-8F5B-9B2D8E0C1234}</S>"
    "<U32 N=\"ShutdownTimeoutInMinutes\">30</U32></MS></Obj></En>"
    "<En><S N=\"Key\">Nodes</S><Obj N=\"Value\" RefId=\"2\"><LST>"
    "<Obj RefId=\"3\"><MS><S N=\"Name\">N1</S><S N=\"Id\">1</S></MS></Obj>"
    "<Obj RefId=\"4\"><MS><S N=\"Name\">N2</S><S N=\"Id\">2</S></MS></Obj></LST></Obj></En>"
    "<En><S N=\"Key\">Groups</S><Obj N=\"Value\" RefId=\"5\"><LST>"
    "<Obj RefId=\"6\"><MS><S N=\"Name\">FS1</S><S "
    "N=\"Priority\">High</S></MS></Obj></LST></Obj></En>"
    "<En><S N=\"Key\">Resources</S><Obj N=\"Value\" RefId=\"7\"><LST>"
    "<Obj RefId=\"8\"><MS><S N=\"Name\">FS1</S><S N=\"OwnerGroup\">FS1</S>"
    "<S N=\"ResourceType\">Network Name</S></MS></Obj></LST></Obj></En>"
    "<En><S N=\"Key\">Parameters</S><Obj N=\"Value\" RefId=\"9\"><LST>"
    "<Obj RefId=\"10\"><MS><S N=\"ObjectKind\">Resource</S><S N=\"ClusterObject\">FS1</S>"
    "<S N=\"Name\">AdminPassword</S><Nil N=\"Value\" /><S N=\"ParameterType\">String</S>"
    "<B N=\"Secret\">true</B></MS></Obj></LST></Obj></En>"
    "<En><S N=\"Key\">OwnerNodes</S><Obj N=\"Value\" RefId=\"11\"><LST>"
    "<Obj RefId=\"12\"><MS><S N=\"ObjectKind\">Group</S><S N=\"ClusterObject\">FS1</S>"
    "<Obj N=\"OwnerNodes\" RefId=\"13\"><LST><S>N2</S><S>N1</S></LST></Obj></MS></Obj>"
    "<Obj RefId=\"14\"><MS><S N=\"ObjectKind\">Resource</S><S N=\"ClusterObject\">FS1</S>"
    "<Obj N=\"OwnerNodes\" RefId=\"15\"><LST><S>n1</S><S>n2</S></LST></Obj></MS></Obj>"
    "<Obj RefId=\"16\"><MS><S N=\"ObjectKind\">Resource</S><S N=\"ClusterObject\">IP2</S>"
    "<Obj N=\"OwnerNodes\" RefId=\"17\"><LST><S>N2</S></LST></Obj></MS></Obj></LST></Obj></En>"
    "<En><S N=\"Key\">Dependencies</S><Obj N=\"Value\" RefId=\"18\"><LST>"
    "<Obj RefId=\"19\"><MS><S N=\"Resource\">FS1</S>"
    "<S N=\"DependencyExpression\">([IP1] or [IP2])</S></MS></Obj></LST></Obj></En>"
    "<En><S N=\"Key\">Checkpoints</S><Obj N=\"Value\" RefId=\"20\"><LST>"
    "<Obj RefId=\"21\"><MS><S N=\"Resource\">FS1</S><S N=\"Name\">Software\\Lab</S><Nil N=\"Type\" "
    "/>"
    "<Nil N=\"Key\" /></MS></Obj>"
    "<Obj RefId=\"22\"><MS><S N=\"Resource\">FS1</S><S N=\"Name\">Strong Provider</S>"
    "<S N=\"Type\">1</S><S N=\"Key\">container</S></MS></Obj>"
    "<Obj RefId=\"23\"><MS><S N=\"ResourceName\">FS1</S><S N=\"Name\">Software\\Lab\\Other</S>"
    "<S N=\"Key\">SOFTWARE\\Lab\\Other</S></MS></Obj></LST></Obj></En>"
    "</DCT></Obj>");

static void
check_export(void)
{
    struct windows_resource *fs;
    struct windows_group *group;

    fs = resource("FS1");
    group = windows_cluster_find(cluster, WINDOWS_GROUP, "FS1");
    CU_ASSERT_PTR_NOT_NULL_FATAL(fs);
    CU_ASSERT_PTR_NOT_NULL_FATAL(group);
    CU_ASSERT_STRING_EQUAL(cluster->object.name, "lab");
    CU_ASSERT_STRING_EQUAL(cluster->object.id, "5a1e1f0b-0b0c-4e67-8f5b-9b2d8e0c1234");
    shows(&cluster->object, "ShutdownTimeoutInMinutes", "30");
    CU_ASSERT_STRING_EQUAL(
        ((struct windows_node *)windows_cluster_find(cluster, WINDOWS_NODE, "n2"))->number, "2");
    shows(group, "Priority", "3000");
    CU_ASSERT_STRING_EQUAL(group->preferred_owner_names[0], "N2");
    CU_ASSERT_STRING_EQUAL(group->preferred_owner_names[1], "N1");
    shows(fs, "AdminPassword", "");
    CU_ASSERT_EQUAL(g_strv_length(fs->possible_owner_names), 2);
    CU_ASSERT_STRING_EQUAL(resource("IP2")->possible_owner_names[0], "N2");
    CU_ASSERT_STRING_EQUAL(fs->dependency, "([IP1] or [IP2])");
    CU_ASSERT_EQUAL(g_strv_length(fs->checkpoints), 2);
    CU_ASSERT_STRING_EQUAL(fs->checkpoints[1], "Software\\Lab\\Other");
    CU_ASSERT_STRING_EQUAL(fs->checkpoints[0], "Software\\Lab");
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_NO_EQUIVALENT), 1);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
}

static void
test_xml_export(void)
{
    CU_ASSERT_TRUE(read_xml(export_xml));
    check_export();
}

static const char export_json[] =
    "{\"Format\":\"resapi-export\",\"Version\":1,"
    "\"Cluster\":{\"Name\":\"lab\",\"Id\":\"5a1e1f0b-0b0c-4e67-8f5b-9b2d8e0c1234\","
    "\"ShutdownTimeoutInMinutes\":30},"
    "\"Nodes\":[{\"Name\":\"N1\",\"Id\":\"1\"},{\"Name\":\"N2\",\"Id\":\"2\"}],"
    "\"Groups\":{\"Name\":\"FS1\",\"Priority\":3000},"
    "\"Resources\":[{\"Name\":\"FS1\",\"OwnerGroup\":\"FS1\",\"ResourceType\":\"Network Name\"}],"
    "\"Parameters\":[{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"FS1\","
    "\"Name\":\"AdminPassword\",\"Value\":null,\"ParameterType\":\"String\",\"Secret\":true}],"
    "\"OwnerNodes\":[{\"ObjectKind\":\"Group\",\"ClusterObject\":\"FS1\","
    "\"OwnerNodes\":{\"value\":[\"N2\",\"N1\"],\"Count\":2}},"
    "{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"FS1\",\"OwnerNodes\":[\"n1\",\"n2\"]},"
    "{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"IP2\",\"OwnerNodes\":[\"N2\"]}],"
    "\"Dependencies\":[{\"Resource\":\"FS1\",\"DependencyExpression\":\"([IP1] or [IP2])\"}],"
    "\"Checkpoints\":[{\"Resource\":\"FS1\",\"Name\":\"Software\\\\Lab\",\"Type\":null,\"Key\":"
    "null},"
    "{\"Resource\":\"FS1\",\"Name\":\"Strong Provider\",\"Type\":\"1\",\"Key\":\"container\"},"
    "{\"ResourceName\":\"FS1\",\"Name\":\"Software\\\\Lab\\\\Other\",\"Key\":"
    "\"SOFTWARE\\\\Lab\\\\Other\"}]}";

static void
test_json_export(void)
{
    CU_ASSERT_TRUE(read_json(export_json));
    check_export();
}

/* ConvertTo-Json of two cmdlets, one behind the other: shapes instead of types, cut by -Depth 2. */
static void
test_json_shapes(void)
{
    CU_ASSERT_TRUE(read_json(
        "[ {\"Cluster\":{\"Domain\":\"x\",\"Name\":\"lab\"},\"IsCoreResource\":false,"
        "\"OwnerGroup\":\"Ledger\",\"OwnerNode\":\"n1\",\"ResourceType\":\"Ledger "
        "Server\",\"State\":2,"
        "\"Name\":\"Ledger DB\",\"RestartAction\":1,\"SeparateMonitor\":true,"
        "\"Id\":\"" DB_ID "\"} ]\r\n"
        "[ {\"ClusterObject\":{\"Name\":\"Ledger DB\",\"ResourceType\":\"Ledger Server\"},"
        "\"IsReadOnly\":false,\"ParameterType\":\"StringCollection\",\"Name\":\"Files\","
        "\"Value\":[\"a\",\"b\"]},"
        "{\"ClusterObject\":\"Ledger DB\",\"ParameterType\":\"ByteArray\",\"Name\":\"Blob\","
        "\"Value\":\"1 0 255\"},"
        "{\"ClusterObject\":\"Ledger "
        "DB\",\"ParameterType\":\"Int32\",\"Name\":\"Limit\",\"Value\":-1},"
        "{\"ClusterObject\":\"Ledger DB\",\"ParameterType\":\"DateTime\",\"Name\":\"Since\","
        "\"Value\":\"\\/Date(1225144220000)\\/\"},"
        "{\"ClusterObject\":\"Ledger DB\",\"ParameterType\":\"StringCollection\",\"Name\":\"Cut\","
        "\"Value\":\"@{A=1; B=2}\"} ]"));
    shows(resource(DB_ID), "RestartAction", "1");
    shows(resource(DB_ID), "SeparateMonitor", "1");
    shows(resource(DB_ID), "Files", "a; b");
    shows(resource(DB_ID), "Blob", "0100ff");
    shows(resource(DB_ID), "Limit", "4294967295");
    shows(resource(DB_ID), "Since", "2008-10-27T21:50:20Z");
    shows(resource(DB_ID), "Cut", "(none)");
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(is_noted("-Depth"));
}

/* Secrets that resapi-export.ps1 has left on Windows stay known, with their kind. */
static void
test_secrets(void)
{
    const struct windows_value *key;

    CU_ASSERT_TRUE(
        read_json("{\"Parameters\":[{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"A\","
                  "\"Name\":\"Key\",\"ParameterType\":\"ByteArray\",\"Value\":null,"
                  "\"Secret\":true},{\"ObjectKind\":\"Group\",\"ClusterObject\":\"G\","
                  "\"Name\":\"Pwd\",\"ParameterType\":\"String\",\"Value\":null,"
                  "\"Secret\":true}]}"));
    key = windows_properties_find(resource("A")->object.private, "Key");
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    CU_ASSERT_EQUAL(key->kind, WINDOWS_BINARY);
    shows(windows_cluster_find(cluster, WINDOWS_GROUP, "G"), "Pwd", "");
    CU_ASSERT_PTR_NULL(windows_cluster_find(cluster, WINDOWS_RESOURCE, "G"));
}

/* "" is an answer; what is no text is none; and what could not be read on Windows says so itself. */
static void
test_told(void)
{
    CU_ASSERT_TRUE(read_json(
        "{\"Dependencies\":[{\"Resource\":\"A\",\"DependencyExpression\":\"\"},"
        "{\"Resource\":\"B\",\"DependencyExpression\":null},"
        "{\"Resource\":\"C\",\"DependencyExpression\":[\"x\"]},"
        "{\"Resource\":\"D\",\"DependencyExpression\":null,\"Error\":\"it is busy\"}],"
        "\"OwnerNodes\":[{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"D\","
        "\"OwnerNodes\":null,\"Error\":\"it is gone\"}],"
        "\"Parameters\":[{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"D\",\"Name\":null,"
        "\"Error\":\"it is shy\"},{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"A\","
        "\"Value\":\"hush\",\"ParameterType\":\"String\"}]}"));
    CU_ASSERT_EQUAL(g_strcmp0(resource("A")->dependency, ""), 0);
    CU_ASSERT_EQUAL(g_strcmp0(resource("B")->dependency, ""), 0);
    CU_ASSERT_PTR_NULL(resource("C")->dependency);
    CU_ASSERT_PTR_NULL(resource("D")->dependency);
    CU_ASSERT_TRUE(is_noted("DependencyExpression of it that is no text"));
    CU_ASSERT_TRUE(is_noted("what it depends on could not be read on Windows (it is busy)"));
    CU_ASSERT_TRUE(is_noted("its owners could not be read on Windows (it is gone)"));
    CU_ASSERT_TRUE(is_noted("its parameters could not be read on Windows (it is shy)"));
    CU_ASSERT_TRUE(is_noted("a parameter of it without a Name"));
    CU_ASSERT_FALSE(is_noted("hush"));
    CU_ASSERT_EQUAL(notes_count(notes), 5);
}

static void
test_checkpoints_limit(void)
{
    GString *text = g_string_new("{\"Checkpoints\":[");

    for (int i = 0; i < 1010; i++) {
        g_string_append_printf(text, "%s{\"Resource\":\"A\",\"Name\":\"Software\\\\%d\"}",
                               i > 0 ? "," : "", i);
    }
    g_string_append(text, "]}");
    CU_ASSERT_TRUE(read_json(text->str));
    CU_ASSERT_EQUAL(g_strv_length(resource("A")->checkpoints), 1000);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(is_noted("has more than 1000 of them"));
    g_string_free(text, TRUE);
}

/* Two of one name, without ids, may be one that is told twice, or two. */
static void
test_two_of_one_name(void)
{
    CU_ASSERT_TRUE(
        read_json("{\"Resources\":[{\"Name\":\"A\",\"ResourceType\":\"X\",\"OwnerGroup\":\"G\"},"
                  "{\"Name\":\"a\",\"ResourceType\":\"x\",\"OwnerGroup\":\"g\"}]}"));
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    CU_ASSERT_TRUE(read_json(
        "{\"Resources\":[{\"Name\":\"A\",\"ResourceType\":\"Y\",\"OwnerGroup\":\"H\"}]}"));
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_EQUAL(notes_count(notes), 2);
    CU_ASSERT_TRUE(is_noted("tells 'X' of it, which stands, and 'Y'"));
    CU_ASSERT_TRUE(is_noted("tells 'G' of it, which stands, and 'H'"));
}

/* The only node of this file may be one of several in another. */
static void
test_owners_of_a_part(void)
{
    CU_ASSERT_TRUE(read_json("{\"Nodes\":[{\"Name\":\"N1\",\"Id\":\"1\"}],"
                             "\"OwnerNodes\":[{\"ObjectKind\":\"Resource\",\"ClusterObject\":\"A\","
                             "\"OwnerNodes\":[\"N1\"]}]}"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(resource("A")->possible_owner_names);
    CU_ASSERT_STRING_EQUAL(resource("A")->possible_owner_names[0], "N1");
}

/* A name that a group and a resource have, in a format without types. */
static void
test_json_ambiguous(void)
{
    CU_ASSERT_TRUE(read_json("[{\"Name\":\"FS1\",\"ResourceType\":\"File Server\"},"
                             "{\"Name\":\"FS1\",\"GroupType\":\"FileServer\"},"
                             "{\"ClusterObject\":\"FS1\",\"OwnerNodes\":[\"N1\"]}]"));
    CU_ASSERT_STRING_EQUAL(resource("FS1")->possible_owner_names[0], "N1");
    shows(windows_cluster_find(cluster, WINDOWS_GROUP, "FS1"), "GroupType", "100");
    CU_ASSERT_TRUE(is_noted("does not tell whether the resource or the group is meant"));
}

static void
test_utf16(void)
{
    g_autofree char *declared =
        g_strconcat("<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n", export_xml, NULL);
    gsize size = 0;
    g_autofree char *text = g_convert(declared, -1, "UTF-16LE", "UTF-8", NULL, &size, NULL);
    g_autofree char *marked = g_malloc(size + 2);
    g_autoptr(GBytes) bytes = NULL;

    memcpy(marked, "\xff\xfe", 2);
    memcpy(marked + 2, text, size);
    bytes = g_bytes_new(marked, size + 2);
    CU_ASSERT_TRUE(clixml_read(cluster, bytes, "export", notes, &error));
    check_export();
}

/* What stands before the cut is there, although all is in one object. */
static void
test_cut(void)
{
    g_autofree char *text =
        g_strndup(export_xml, (gsize)(strstr(export_xml, "Dependencies") - export_xml));

    CU_ASSERT_TRUE(read_xml(text));
    CU_ASSERT_PTR_NOT_NULL(resource("FS1"));
    CU_ASSERT_PTR_NULL(resource("FS1")->dependency);
    CU_ASSERT_TRUE(is_noted("is damaged at line"));
    CU_ASSERT_TRUE(read_json("{\"Name\":\"X\",\"ResourceType\":\"Y\"} {\"Name\":"));
    CU_ASSERT_PTR_NOT_NULL(resource("X"));
    CU_ASSERT_TRUE(is_noted("is damaged ("));
    CU_ASSERT_TRUE(read_json("{\"Name\":\"X\",\"ResourceType\":\"Y\"}\n\n"
                             "{\"Name\":\"Password\",\n\"Value\":hunter}"));
    CU_ASSERT_TRUE(is_noted("is damaged (it is no JSON at line 4, column "));
    CU_ASSERT_FALSE(is_noted("hunter"));
}

static void
refused(bool result, const char *part)
{
    CU_ASSERT_FALSE(result);
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, part));
}

static void
test_refused(void)
{
    g_autofree char *deep = g_strnfill(100000, '[');

    refused(read_xml(""), "is empty");
    refused(read_xml("no XML"), "is nothing that Export-Clixml has written");
    refused(read_xml("<html/>"), "it does not begin with the element Objs");
    refused(read_xml("<!DOCTYPE Objs [<!ENTITY a \"b\">]><Objs><S>&a;</S></Objs>"),
            "document type");
    refused(read_xml(CLIXML("<S>text</S>")), "has nothing of a cluster");
    refused(read_json("{\"A\":"), "is nothing that ConvertTo-Json has written");
    refused(read_json("{\"A\":1}"), "has nothing of a cluster");
    refused(read_json(deep), "brackets deep");
    refused(read_json(""), "has nothing of a cluster");
}

/* What json-glib reads and JSON does not have, in which a quotation mark hides how deep it is. */
static void
test_hidden_depth(void)
{
    static const char *const hides[] = { "{\"A\":/* \" */", "{\"A\":// \"\n", "{\"A\":# \"\n",
                                         "['\"',", "var a = '\"'; [" };
    g_autofree char *deep = g_strnfill(1000000, '[');

    for (size_t i = 0; i < G_N_ELEMENTS(hides); i++) {
        g_autofree char *text = g_strconcat(hides[i], deep, NULL);

        refused(read_json(text), "comments, or texts that are not between");
    }
    CU_ASSERT_TRUE(read_json("[{\"Name\":\"It's a/b # c\",\"ResourceType\":\"Y\","
                             "\"RestartDelay\":-1.5e+3,\"Secret\":true}]"));
    CU_ASSERT_PTR_NOT_NULL(resource("It's a/b # c"));
}

static void
test_hostile(void)
{
    GString *deep = g_string_new("<Objs>");

    /* An object that has itself inside, and a reference to nothing. */
    CU_ASSERT_TRUE(read_xml(
        CLIXML("<Obj RefId=\"0\"><LST><Ref RefId=\"0\" /><Ref RefId=\"77\" />"
               "<Obj RefId=\"1\"><MS><S N=\"Name\">X</S><Ref N=\"ResourceType\" RefId=\"1\" />"
               "<Ref N=\"OwnerGroup\" RefId=\"0\" /></MS></Obj></LST></Obj>")));
    CU_ASSERT_PTR_NOT_NULL(resource("X"));
    for (int i = 0; i < 5000; i++) {
        g_string_append(deep, "<Obj><LST>");
    }
    CU_ASSERT_FALSE(read_xml(deep->str));
    g_string_free(deep, TRUE);
    CU_ASSERT_TRUE(read_json("[{\"ResourceType\":\"Y\",\"Name\":null}]"));
    CU_ASSERT_TRUE(is_noted("a resource without Name and Id"));
}

void
suite_import_powershell(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import_powershell", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_xml_resources);
    CU_ADD_TEST(suite, test_xml_parameters);
    CU_ADD_TEST(suite, test_xml_export);
    CU_ADD_TEST(suite, test_json_export);
    CU_ADD_TEST(suite, test_json_shapes);
    CU_ADD_TEST(suite, test_secrets);
    CU_ADD_TEST(suite, test_told);
    CU_ADD_TEST(suite, test_checkpoints_limit);
    CU_ADD_TEST(suite, test_two_of_one_name);
    CU_ADD_TEST(suite, test_owners_of_a_part);
    CU_ADD_TEST(suite, test_json_ambiguous);
    CU_ADD_TEST(suite, test_utf16);
    CU_ADD_TEST(suite, test_cut);
    CU_ADD_TEST(suite, test_refused);
    CU_ADD_TEST(suite, test_hidden_depth);
    CU_ADD_TEST(suite, test_hostile);
}
