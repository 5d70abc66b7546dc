/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Registry exports of Windows clusters, and the tree of keys that they are read into. */

#include "unit.h"

#include <string.h>
#include <CUnit/Basic.h>

#include "tools/import/reg-file.h"
#include "tools/import/registry-cluster.h"
#include "tools/import/registry-key.h"
#include "tools/import/registry-value.h"

#define V5   "Windows Registry Editor Version 5.00\r\n\r\n"
#define HKLM "HKEY_LOCAL_MACHINE\\Cluster"
#define ID_1 "11111111-aaaa-4000-8000-000000000000"
#define ID_2 "22222222-aaaa-4000-8000-000000000000"
#define ID_G "99999999-aaaa-4000-8000-000000000000"
#define R1   "[" HKLM "\\Resources\\" ID_1 "]\n\"Name\"=\"disk\"\n\"Type\"=\"Physical Disk\"\n"
#define R2   "[" HKLM "\\Resources\\" ID_2 "]\n\"Name\"=\"share\"\n\"Type\"=\"File Share\"\n"
#define P1   "[" HKLM "\\Resources\\" ID_1 "\\Parameters]\n"
#define G    "[" HKLM "\\Groups\\" ID_G "]\n\"Name\"=\"files\"\n"

static windows_cluster_t *cluster;
static notes_t *notes;
static GError *error;

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
    teardown();
    cluster = windows_cluster_new("x.reg");
    notes = notes_new();
    return reg_file_read(cluster, text, "x.reg", notes, &error);
}

/* The texts end with their last value; a file ends with an empty line. */
static void
must_read(const char *text)
{
    g_autofree char *whole = g_strconcat(text, "\r\n\r\n", NULL);
    bool result = read_text(whole);

    CU_ASSERT_TRUE_FATAL(result);
    CU_ASSERT_PTR_NULL(error);
}

/* Whether a note says so; object NULL: of any. */
static bool
is_noted(const char *object, const char *words)
{
    for (guint i = 0; i < notes_count(notes); i++) {
        const struct note *note = notes_at(notes, i);

        if ((object == NULL || strcmp(note->object, object) == 0) && note->why != NULL &&
            strstr(note->why, words) != NULL) {
            return true;
        }
    }
    return false;
}

static const struct windows_resource *
resource(const char *name)
{
    const struct windows_resource *found = windows_cluster_find(cluster, WINDOWS_RESOURCE, name);

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

/* A private property of the resource disk, as it is shown; NULL: it is not there. */
static const char *private(const char *name)
{
    static char *shown;
    const struct windows_value *value =
        windows_properties_find(resource("disk")->object.private, name);

    g_clear_pointer(&shown, g_free);
    shown = value != NULL ? windows_value_show(value) : NULL;
    return shown;
}

#define CHECK_TEXT(text, expected) CU_ASSERT_EQUAL(g_strcmp0(text, expected), 0)

/* ---- values */

static char *
decode(guint32 type, const char *bytes, size_t size, const char **problem)
{
    struct windows_value *value = registry_value_decode(type, bytes, size, problem);
    char *shown = windows_value_show(value);

    windows_value_free(value);
    return shown;
}

static void
expect_value(guint32 type, const char *bytes, size_t size, const char *shown, const char *words)
{
    const char *problem = "none yet";
    g_autofree char *text = decode(type, bytes, size, &problem);

    CHECK_TEXT(text, shown);
    if (words == NULL) {
        CU_ASSERT_PTR_NULL(problem);
    } else {
        CU_ASSERT_PTR_NOT_NULL_FATAL(problem);
        CU_ASSERT_PTR_NOT_NULL(strstr(problem, words));
    }
}

#define EXPECT(type, literal, shown, words)                                                        \
    expect_value(type, literal, sizeof(literal) - 1, shown, words)

static void
test_texts(void)
{
    EXPECT(REGISTRY_SZ, "a\0b\0\0\0", "ab", NULL);
    EXPECT(REGISTRY_EXPAND_SZ, "a\0\xfc\0", "a\xc3\xbc", NULL);
    EXPECT(REGISTRY_SZ, "\x3d\xd8\x00\xde\0\0", "\xf0\x9f\x98\x80", NULL);
    EXPECT(REGISTRY_SZ, "", "", NULL);
    EXPECT(REGISTRY_SZ, "a\0b", "a", "odd number");
    EXPECT(REGISTRY_SZ,
           "\x3d\xd8"
           "a\0\0\0",
           "\xef\xbf\xbd"
           "a",
           "UTF-16");
    EXPECT(REGISTRY_SZ, "a\0\x00\xde", "a\xef\xbf\xbd", "UTF-16");
    EXPECT(REGISTRY_SZ, "\x3d\xd8", "\xef\xbf\xbd", "UTF-16");
    EXPECT(REGISTRY_SZ, "a\0\0\0b\0", "a", "behind its end");
}

static void
test_lists(void)
{
    EXPECT(REGISTRY_MULTI_SZ, "a\0\0\0b\0c\0\0\0\0\0", "a; bc", NULL);
    EXPECT(REGISTRY_MULTI_SZ, "a\0\0\0b\0", "a; b", NULL);
    EXPECT(REGISTRY_MULTI_SZ, "\0\0\0\0", "", NULL);
    EXPECT(REGISTRY_MULTI_SZ, "", "", NULL);
    EXPECT(REGISTRY_MULTI_SZ, "a\0\0\0\0\0b\0", "a", "behind its end");
    EXPECT(REGISTRY_MULTI_SZ, "a\0\0\0\0\0b", "a", "odd number");
}

static void
test_numbers_and_bytes(void)
{
    EXPECT(REGISTRY_DWORD, "\x01\x02\0\x80", "2147484161", NULL);
    EXPECT(REGISTRY_DWORD_BIG_ENDIAN, "\0\0\x01\x02", "258", NULL);
    EXPECT(REGISTRY_QWORD, "\x01\0\0\0\0\0\0\x80", "9223372036854775809", NULL);
    EXPECT(REGISTRY_DWORD, "\x05", "5", "another length");
    EXPECT(REGISTRY_DWORD, "\x05\0\0\0\x01", "5", "another length");
    EXPECT(REGISTRY_QWORD, "", "0", "another length");
    EXPECT(REGISTRY_BINARY, "\x01\xff", "01ff", NULL);
    EXPECT(REGISTRY_NONE, "", "", NULL);
    EXPECT(0x12345678, "a", "61", NULL);
}

/* ---- the tree */

static void
test_tree(void)
{
    g_autoptr(registry_key_t) root = registry_key_new("");
    registry_key_t *key = registry_key_add(root, "Gr\xc3\xbc\xc3\x9f");

    CU_ASSERT_PTR_EQUAL(registry_key_find(root, "GR\xc3\x9c\xc3\x9f"), key);
    CU_ASSERT_PTR_EQUAL(registry_key_add(root, "gr\xc3\xbc\xc3\x9f"), key);
    CU_ASSERT_PTR_NULL(registry_key_find(root, "Gr"));
    CU_ASSERT_TRUE(registry_key_set(key, "A", windows_value_number(1), NULL));
    CU_ASSERT_TRUE(registry_key_set(key, "a", windows_value_number(2), NULL));
    CU_ASSERT_EQUAL(registry_key_value(key, "A")->value->number, 2);
    CU_ASSERT_EQUAL(key->values.length, 1);
    registry_key_unset(key, "b");
    registry_key_unset(key, "A");
    CU_ASSERT_PTR_NULL(registry_key_value(key, "a"));
    registry_key_remove(root, "nothing");
    registry_key_remove(root, "GR\xc3\x9c\xc3\x9f");
    CU_ASSERT_EQUAL(root->keys.length, 0);
}

static void
test_tree_is_bounded(void)
{
    g_autoptr(registry_key_t) root = registry_key_new("");
    registry_key_t *key = root;
    registry_key_t *below;
    guint depth = 0;

    for (below = registry_key_add(key, "k"); below != NULL; below = registry_key_add(key, "k")) {
        key = below;
        depth++;
    }
    CU_ASSERT_EQUAL(depth, REGISTRY_DEPTH_MAX);
    root->count = REGISTRY_COUNT_MAX - 1;
    CU_ASSERT_TRUE(registry_key_set(key, "a", windows_value_number(1), NULL));
    CU_ASSERT_FALSE(registry_key_set(key, "b", windows_value_number(1), NULL));
    CU_ASSERT_TRUE(registry_key_set(key, "a", windows_value_number(2), NULL));
    CU_ASSERT_PTR_NULL(registry_key_add(root, "other"));
    CU_ASSERT_PTR_NOT_NULL(registry_key_add(root, "K"));
}

/* ---- the text format */

static void
test_headings(void)
{
    must_read("\xef\xbb\xbf" V5 R1);
    must_read("\r\n\r\nREGEDIT4\r\n" R1);
    CU_ASSERT_FALSE(read_text(""));
    CU_ASSERT_FALSE(read_text("Windows Registry Editor Version 4.00\n" R1));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "x.reg: is no registry export"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "reg export"));
}

static void
test_value_syntax(void)
{
    must_read(V5 R1 P1 "; a comment\r\n"
                       "\"T\\\"e\\\\xt\" = \"a \\\"b\\\" C:\\\\d\"  ; why\r\n"
                       "\"lines\"=\"one\r\ntwo\"\r\n"
                       "\"dword\"=dword:000000fF\r\n"
                       "\"binary\"=hex:01,a,FF\r\n"
                       "\"none\"=hex(0):\r\n"
                       "\"qword\"=hex(b):01,00,00,00,00,00,00,00\r\n"
                       "\"expand\"=hex(2):25,00,41,00,\\\r\n  25,00,\\\r\n  00,00\r\n"
                       "\"list\"=hex(7):61,00,00,00,\\\n\t62,00,00,00,00,00\n"
                       "\"gone\"=dword:1\n\"Gone\"=-\n");
    CHECK_TEXT(private("t\"e\\xt"), "a \"b\" C:\\d");
    CHECK_TEXT(private("lines"), "one\r\ntwo");
    CHECK_TEXT(private("DWORD"), "255");
    CHECK_TEXT(private("binary"), "010aff");
    CHECK_TEXT(private("none"), "");
    CHECK_TEXT(private("qword"), "1");
    CHECK_TEXT(private("expand"), "%A%");
    CHECK_TEXT(private("list"), "a; b");
    CHECK_TEXT(private("gone"), NULL);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_regedit4(void)
{
    must_read("REGEDIT4\n" R1 P1 "\"expand\"=hex(2):80,e4,00\n\"list\"=hex(7):61,00,62,00,00\n"
              "\"binary\"=hex:61,00\n");
    CHECK_TEXT(private("expand"), "\xe2\x82\xac\xc3\xa4");
    CHECK_TEXT(private("list"), "a; b");
    CHECK_TEXT(private("binary"), "6100");
    CU_ASSERT_TRUE(is_noted("x.reg", "code page"));
    must_read(V5 R1 P1 "\"expand\"=hex(2):61,00\n");
    CHECK_TEXT(private("expand"), "a");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

/* One bad line each; the one behind it is read. */
static void
test_bad_lines(void)
{
    static const struct {
        const char *line;
        const char *words;
    } bad[] = {
        { "what is this", "line 8: is no key, value or comment" },
        { "\"a=dword:1", "line 8: has no '='" },
        { "\"a\"dword:1", "line 8: has no '='" },
        { "\"a\"=\"b", "line 8: goes on behind its data" },
        { "\"a\"=dword:", "line 8: has no number" },
        { "\"a\"=dword:123456789", "line 8: has no number" },
        { "\"a\"=dword:12x", "line 8: goes on behind its data" },
        { "\"a\"=hex(:01", "line 8: has no type" },
        { "\"a\"=hex(123456789):01", "line 8: has no type" },
        { "\"a\"=hex:01,zz", "line 8: goes on behind its data" },
        { "\"a\"=hex:01,\\\n  02,zz", "line 8: goes on behind its data" },
        { "\"a\"=qword:1", "line 8: has no data" },
        { "\"a\"=", "line 8: has no data" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *text = g_strconcat(V5 R1 "\n" P1, bad[i].line, "\n\"next\"=\"x\"\n", NULL);

        must_read(text);
        CU_ASSERT_TRUE(is_noted("x.reg", bad[i].words));
        CHECK_TEXT(private("a"), NULL);
        CHECK_TEXT(private("next"), "x");
    }
}

static void
test_before_keys(void)
{
    must_read(V5 "\"early\"=\"x\"\n" R1);
    CU_ASSERT_TRUE(is_noted("x.reg", "before any key"));
}

static void
test_many_faults(void)
{
    g_autoptr(GString) text = g_string_new(V5 R1);

    for (guint i = 0; i < 1000; i++) {
        g_string_append(text, "?\n");
    }
    must_read(text->str);
    CU_ASSERT_EQUAL(notes_count(notes), 21);
    CU_ASSERT_TRUE(is_noted("x.reg", "980 more places"));
}

static void
test_deletions(void)
{
    must_read(V5 R1 R2 "[-" HKLM "\\Resources\\" ID_1 "]\n\"Name\"=\"ignored\"\n"
                       "[-" HKLM "\\Nothing\\Here]\n[-]\n[]\n");
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CHECK_TEXT(resource(ID_2)->object.name, "share");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    CU_ASSERT_FALSE(read_text(V5 R1 "[-HKEY_LOCAL_MACHINE]\n"));
}

static void
test_deep_key(void)
{
    g_autoptr(GString) text = g_string_new(V5 R1 "[HKEY_LOCAL_MACHINE");

    for (guint i = 0; i < 100000; i++) {
        g_string_append(text, "\\k");
    }
    g_string_append(text, "]\n\"a\"=\"b\"\n" R2);
    must_read(text->str);
    CU_ASSERT_TRUE(is_noted("x.reg", "levels"));
    CU_ASSERT_EQUAL(cluster->resources->len, 2);
}

/* ---- which key is the cluster's */

static void
test_place(void)
{
    must_read(V5 "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Nodes]\n"
                 "[HKEY_LOCAL_MACHINE\\0.Loaded\\Groups]\n"
                 "[HKEY_LOCAL_MACHINE\\0.Loaded\\Resources\\" ID_1 "]\n\"Name\"=\"a\"\n");
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    must_read(V5 R1 G
              "[HKEY_LOCAL_MACHINE\\Copy\\Groups]\n[HKEY_LOCAL_MACHINE\\Copy\\Resources]\n");
    CU_ASSERT_TRUE(is_noted("x.reg", "1 more keys look like"));
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_FALSE(read_text(V5 "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Nodes]\n"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "x.reg: has no cluster in it"));
}

/* ---- objects */

static void
test_objects(void)
{
    const struct windows_node *node;
    const struct windows_type *type;

    must_read(V5 "[" HKLM "]\n\"ClusterName\"=\"halle\"\n\"DrainOnShutdown\"=dword:0\n"
                 "\"ShutdownTimeoutInMinutes\"=dword:14\n"
                 "[" HKLM "\\Nodes\\2]\n\"NodeName\"=\"n2\"\n\"BuildNumber\"=\"17763\"\n"
                 "[" HKLM "\\Networks\\" ID_2 "]\n\"Name\"=\"lan\"\n\"Address\"=\"192.0.2.0\"\n"
                 "[" HKLM "\\ResourceTypes\\My DB]\n\"Name\"=\"Shown\"\n\"DllName\"=\"db.dll\"\n"
                 "\"IsAlivePollInterval\"=dword:0000ea60\n\"PendingTimeout\"=dword:1\n"
                 "[" HKLM "\\ResourceTypes\\My DB\\Parameters]\n\"Level\"=dword:3\n");
    node = windows_cluster_find(cluster, WINDOWS_NODE, "N2");
    type = windows_cluster_find(cluster, WINDOWS_TYPE, "My DB");
    CHECK_TEXT(cluster->object.name, "halle");
    CU_ASSERT_EQUAL(windows_properties_count(cluster->object.common), 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(node);
    CHECK_TEXT(node->number, "2");
    CU_ASSERT_EQUAL(windows_properties_count(node->object.common), 0);
    CU_ASSERT_PTR_NOT_NULL(windows_cluster_find(cluster, WINDOWS_NETWORK, "{" ID_2 "}"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(type);
    CHECK_TEXT(type->dll, "db.dll");
    CHECK_TEXT(type->object.source, "x.reg");
    CU_ASSERT_EQUAL(windows_properties_count(type->object.common), 1);
    CU_ASSERT_EQUAL(windows_properties_count(type->object.private), 1);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_properties(void)
{
    guint64 number = 0;

    must_read(V5 R1 "\"RestartAction\"=dword:2\n\"RestartPeriod\"=dword:0\n"
                    "\"IsAlivePollInterval\"=dword:ffffffff\n\"MonitorProcessId\"=dword:7\n"
                    "\"RestartThreshold\"=hex(4):03\n" P1 "@=\"\"\n\"DiskPath\"=\"X:\"\n"
                    "\"bad\"=hex(1):61\n"
                    "[" HKLM "\\Resources\\" ID_1 "\\Parameters\\Sub\\Sub]\n"
                    "@=\"default\"\n\"b\"=dword:1\n"
                    "[" HKLM "\\Resources\\" ID_1 "\\Other]\n\"c\"=dword:1\n");
    CU_ASSERT_EQUAL(windows_properties_count(resource("disk")->object.common), 2);
    CU_ASSERT_TRUE(
        windows_properties_number(resource("disk")->object.common, "RestartPeriod", &number));
    CU_ASSERT_EQUAL(number, 0);
    CHECK_TEXT(resource("disk")->type_name, "Physical Disk");
    CU_ASSERT_EQUAL(windows_properties_count(resource("disk")->object.private), 4);
    CHECK_TEXT(private("diskpath"), "X:");
    CHECK_TEXT(private("Sub\\Sub"), "default");
    CHECK_TEXT(private("Sub\\Sub\\B"), "1");
    CU_ASSERT_TRUE(is_noted("disk", "the value has another length"));
    CU_ASSERT_TRUE(is_noted("disk", "the value has an odd number"));
    CU_ASSERT_TRUE(is_noted("disk", "beside Parameters"));
    CU_ASSERT_EQUAL(notes_count(notes), 3);
}

static void
test_unknown_values(void)
{
    must_read(V5 R1 "\"Mine\"=dword:1\n\"RestartThreshold\"=dword:3\n@=\"nothing\"\n"
                    "\"State\"=dword:2\n");
    CU_ASSERT_EQUAL(windows_properties_count(resource("disk")->object.common), 1);
    CU_ASSERT_PTR_NOT_NULL(
        windows_properties_find(resource("disk")->object.common, "restartthreshold"));
    CU_ASSERT_TRUE(is_noted("disk", "no common property that is documented"));
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_DROPPED), 1);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
}

static void
test_deep_parameters(void)
{
    g_autoptr(GString) text = g_string_new(V5 R1 "[" HKLM "\\Resources\\" ID_1 "\\Parameters");

    for (guint i = 0; i < 100; i++) {
        g_string_append(text, "\\k");
    }
    g_string_append(text, "]\n\"a\"=\"b\"\n");
    must_read(text->str);
    CU_ASSERT_EQUAL(windows_properties_count(resource("disk")->object.private), 0);
    CU_ASSERT_TRUE(is_noted("disk", "deeper than"));
}

static void
test_without_names(void)
{
    must_read(V5 "[" HKLM "\\Resources\\" ID_1 "]\n[" HKLM "\\Resources\\mine]\n"
                 "[" HKLM "\\Nodes\\1]\n\"NodeName\"=dword:1\n");
    CU_ASSERT_EQUAL(cluster->resources->len, 2);
    CHECK_TEXT(resource(ID_1)->object.id, ID_1);
    CHECK_TEXT(resource("mine")->object.id, NULL);
    CU_ASSERT_TRUE(is_noted(ID_1, "has no name"));
    CU_ASSERT_TRUE(is_noted("mine", "has no name"));
    CU_ASSERT_TRUE(is_noted("1", "has no name"));
}

static void
test_the_same_id(void)
{
    must_read(V5 R1 "[" HKLM "\\Resources\\{" ID_1 "}]\n\"Name\"=\"again\"\n");
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_TRUE(is_noted("x.reg", "twice"));
}

/* ---- groups */

/* Lists as texts, which are lists too. */
static void
test_members(void)
{
    const struct windows_group *group;

    must_read(V5 G "\"Contains\"=\"{" ID_1 "} " ID_2 "\"\n\"PreferredOwners\"=\"2,1\"\n"
                   "\"Priority\"=dword:bb8\n\"FailoverPeriod\"=dword:6\n" R1 R2
                   "\"PossibleOwners\"=hex(7):31,00,00,00,00,00\n");
    group = windows_cluster_find(cluster, WINDOWS_GROUP, "files");
    CU_ASSERT_PTR_NOT_NULL_FATAL(group);
    CHECK_TEXT(resource("disk")->group_name, ID_G);
    CHECK_TEXT(resource("share")->group_name, ID_G);
    CU_ASSERT_PTR_NOT_NULL_FATAL(group->preferred_owner_names);
    CHECK_TEXT(group->preferred_owner_names[0], "2");
    CHECK_TEXT(group->preferred_owner_names[1], "1");
    CU_ASSERT_EQUAL(windows_properties_count(group->object.common), 1);
    CU_ASSERT_PTR_NULL(resource("disk")->possible_owner_names);
    CU_ASSERT_PTR_NOT_NULL_FATAL(resource("share")->possible_owner_names);
    CHECK_TEXT(resource("share")->possible_owner_names[0], "1");
}

static void
test_dangling_members(void)
{
    must_read(V5 R1 G "\"Contains\"=\"" ID_2 "," ID_1 "," ID_G "\"\n"
                      "[" HKLM "\\Groups\\mine]\n\"Name\"=\"second\"\n\"Contains\"=\"" ID_1 "\"\n"
                      "\"PreferredOwners\"=dword:1\n");
    CHECK_TEXT(resource("disk")->group_name, ID_G);
    CU_ASSERT_TRUE(is_noted("files", "2 of the ids are of no resource, such as " ID_2));
    CU_ASSERT_TRUE(is_noted("disk", "more than one group: it is left out of group second"));
    CU_ASSERT_TRUE(is_noted("second", "is no list"));
}

/* ---- dependencies */

static void
expect_dependency(const char *value, const char *expression, const char *other)
{
    g_autofree char *text = g_strconcat(V5 R1 R2, value, "\n", NULL);

    must_read(text);
    CHECK_TEXT(resource("share")->dependency, expression);
    CU_ASSERT_EQUAL(g_strcmp0(resource("disk")->dependency, other), 0);
}

static void
test_dependencies(void)
{
    expect_dependency("\"DependencyExpression\"=\"([" ID_1 "] or [x])\"", "([" ID_1 "] or [x])",
                      "");
    expect_dependency("\"dependency\"=\"{" ID_1 "}\"", "[{" ID_1 "}]", "");
    expect_dependency("\"DependsOn\"=\"" ID_1 ", " ID_2 "\"", "[" ID_1 "] and [" ID_2 "]", "");
    expect_dependency("\"DependsOn\"=hex(7):61,00,00,00,62,00,00,00,00,00", "[a] and [b]", "");
    expect_dependency("\"Dependencies\"=\"what\"", "what", "");
    expect_dependency("[" HKLM "\\Dependencies\\{" ID_2 "}]\n@=\"[disk]\"", "[disk]", "");
    expect_dependency("[" HKLM "\\Dependencies\\" ID_2 "]\n\"Dependency\"=\"[disk]\"", "[disk]",
                      "");
    expect_dependency("[" HKLM "\\Resources\\" ID_2 "\\Dependencies]\n@=\"[disk]\"", "[disk]", "");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    CU_ASSERT_EQUAL(windows_properties_count(resource("share")->object.common), 0);
    expect_dependency("\"Dependency\"=\"[a]\"\n[" HKLM "\\Dependencies\\" ID_2 "]\n@=\"[b]\"",
                      "[a]", "");
}

static void
test_bad_dependencies(void)
{
    expect_dependency("", NULL, NULL);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    expect_dependency("\"Dependency\"=\"\"", "", "");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    expect_dependency("\"Dependency\"=dword:1", NULL, NULL);
    CU_ASSERT_TRUE(is_noted("share", "no dependency expression"));
    expect_dependency("[" HKLM "\\Dependencies\\" ID_2 "]\n\"x\"=\"[disk]\"", NULL, NULL);
    CU_ASSERT_TRUE(is_noted("x.reg", "1 keys that should have dependencies"));
    expect_dependency("[" HKLM "\\Dependencies\\" ID_G "]\n@=\"[disk]\"", NULL, NULL);
    CU_ASSERT_TRUE(is_noted("x.reg", "key Dependencies\\" ID_G ": there is no resource"));
}

/* ---- checkpoints */

static void
test_checkpoints(void)
{
    must_read(V5 R1 "[" HKLM "\\Resources\\" ID_1 "\\RegSync]\n\"00000001\"=\"Software\\\\A\"\n"
                    "\"00000002\"=\"Software\\\\B C\"\n"
                    "[" HKLM "\\Checkpoints\\" ID_1 "]\n\"1\"=hex(7):64,00,00,00,00,00\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(resource("disk")->checkpoints);
    CU_ASSERT_EQUAL(g_strv_length(resource("disk")->checkpoints), 3);
    CHECK_TEXT(resource("disk")->checkpoints[1], "Software\\B C");
    CHECK_TEXT(resource("disk")->checkpoints[2], "d");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    must_read(V5 R1 "[" HKLM "\\Checkpoints\\" ID_1 "]\n\"1\"=hex:64,00\n"
                    "[" HKLM "\\Checkpoints\\" ID_2 "]\n\"1\"=\"x\"\n");
    CU_ASSERT_PTR_NULL(resource("disk")->checkpoints);
    CU_ASSERT_TRUE(is_noted("x.reg", "have a form that is not known"));
    CU_ASSERT_TRUE(is_noted("x.reg", "key Checkpoints\\" ID_2));
}

void
suite_import_registry(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import: registry", NULL, NULL, NULL, teardown);

    CU_add_test(suite, "texts", test_texts);
    CU_add_test(suite, "lists of texts", test_lists);
    CU_add_test(suite, "numbers and bytes", test_numbers_and_bytes);
    CU_add_test(suite, "the tree of keys", test_tree);
    CU_add_test(suite, "the tree is bounded", test_tree_is_bounded);
    CU_add_test(suite, "headings", test_headings);
    CU_add_test(suite, "values of each form", test_value_syntax);
    CU_add_test(suite, "REGEDIT4", test_regedit4);
    CU_add_test(suite, "bad lines", test_bad_lines);
    CU_add_test(suite, "values before any key", test_before_keys);
    CU_add_test(suite, "very many bad lines", test_many_faults);
    CU_add_test(suite, "deletions", test_deletions);
    CU_add_test(suite, "a key that is too deep", test_deep_key);
    CU_add_test(suite, "where the cluster's key is", test_place);
    CU_add_test(suite, "objects", test_objects);
    CU_add_test(suite, "properties", test_properties);
    CU_add_test(suite, "values that are no properties", test_unknown_values);
    CU_add_test(suite, "keys deep below Parameters", test_deep_parameters);
    CU_add_test(suite, "objects without names", test_without_names);
    CU_add_test(suite, "the same id twice", test_the_same_id);
    CU_add_test(suite, "members and owners", test_members);
    CU_add_test(suite, "members that are not there", test_dangling_members);
    CU_add_test(suite, "dependencies", test_dependencies);
    CU_add_test(suite, "dependencies that cannot be read", test_bad_dependencies);
    CU_add_test(suite, "registry checkpoints", test_checkpoints);
}
