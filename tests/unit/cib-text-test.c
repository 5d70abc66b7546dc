/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The cluster database as Pacemaker's CIB has it, and what a node makes of what others wrote there. */

#include "unit.h"

#include <string.h>

#include <CUnit/CUnit.h>

#include "clusdb/cib-text.h"
#include "clusdb/cib-value.h"
#include "clusdb/merge.h"

#define EMPTY "<cluster_property_set id=\"" CIB_TEXT_SET "\"></cluster_property_set>"

/* Takes the batch. */
static struct tree_key *
tree_of(struct clusdb_batch *batch)
{
    struct tree_key *empty = tree_new();
    struct tree_key *tree = tree_apply(empty, batch, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    tree_unref(empty);
    clusdb_batch_free(batch);
    return tree;
}

static void
put(struct clusdb_batch *batch, const char *path, const char *name, uint32_t type, const void *data,
    size_t length)
{
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path), 0);
    CU_ASSERT_EQUAL(clusdb_batch_set(batch, path, name, type, data, length), 0);
}

static void
put_text(struct clusdb_batch *batch, const char *path, const char *name, const char *text)
{
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path), 0);
    CU_ASSERT_EQUAL(clusdb_batch_set_string(batch, path, name, text), 0);
}

static struct tree_key *
read_text(const char *xml, const struct tree_key *known)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *others = NULL;
    struct tree_key *tree = cib_text_read(xml, strlen(xml), known, &others, &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    return tree;
}

static bool
is_used_key(void *user, const char *path)
{
    return strcmp(user, path) == 0;
}

/* NULL if nothing is to change; the changes, one line each. */
static char *
difference(const struct merge *merge, const struct tree_key *ours, const struct tree_key *theirs)
{
    static const char *const kinds[] = { "create", "delete", "set", "unset" };
    GString *lines = g_string_new(NULL);
    char *used = NULL;
    struct clusdb_batch *batch = merge_trees(merge, ours, theirs, &used);

    if (batch == NULL) {
        g_string_append_printf(lines, "used %s", used);
    }
    for (size_t i = 0; batch != NULL && i < clusdb_batch_size(batch); i++) {
        const struct clusdb_change change = clusdb_batch_change(batch, i);

        g_string_append_printf(lines, "%s %s%s%s;", kinds[change.kind], change.path,
                               change.name != NULL ? ":" : "",
                               change.name != NULL ? change.name : "");
    }
    g_free(used);
    clusdb_batch_free(batch);
    return g_string_free(lines, FALSE);
}

static void
expect_difference(const struct merge *merge, const struct tree_key *ours,
                  const struct tree_key *theirs, const char *expected)
{
    g_autofree char *found = difference(merge, ours, theirs);

    CU_ASSERT_STRING_EQUAL(found, expected);
    if (strcmp(found, expected) != 0) {
        fprintf(stderr, "%s\n", found);
    }
}

static void
expect_same(const struct tree_key *one, const struct tree_key *other)
{
    const struct merge take = { .mode = MERGE_TAKE };

    expect_difference(&take, one, other, "");
}

/* What is written is read as what it was. */
static char *
expect_round_trip(struct clusdb_batch *batch)
{
    struct tree_key *tree = tree_of(batch);
    char *xml = cib_text_write(tree, NULL);
    struct tree_key *back = read_text(xml, NULL);

    expect_same(tree, back);
    tree_unref(back);
    tree_unref(tree);
    return xml;
}

static void
expect_value(uint32_t type, const void *data, size_t length, const char *expected)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    bool binary = false;
    g_autofree char *text = cib_value_write(type, bytes, &binary);
    uint32_t back_type = 0;
    g_autoptr(GBytes) back = cib_value_read(text, &back_type);

    CU_ASSERT_STRING_EQUAL(text, expected);
    CU_ASSERT_PTR_NOT_NULL_FATAL(back);
    CU_ASSERT_EQUAL(back_type, type);
    CU_ASSERT_TRUE(g_bytes_equal(bytes, back));
    CU_ASSERT_EQUAL(binary, g_ascii_isdigit(expected[0]));
}

#define VALUE(type, bytes, expected) expect_value(type, bytes, sizeof(bytes) - 1, expected)

static void
test_values(void)
{
    VALUE(1, "A\0b\0\0\0", "SZ:Ab");
    VALUE(1, "\0\0", "SZ:");
    VALUE(2, "%\0A\0%\0\0\0", "EXPAND_SZ:%25A%25");
    VALUE(1, "\"\0<\0\\\0\n\0&\0\0\0", "SZ:%22%3C%5C%0A%26");
    VALUE(1, "\xfc\0=\xd8\0\xde\0\0", "SZ:ü😀");
    VALUE(4, "\x90\x1f\0\0", "DWORD:8080");
    VALUE(11, "\xff\xff\xff\xff\xff\xff\xff\xff", "QWORD:18446744073709551615");
    VALUE(7, "a\0\0\0;\0\0\0\0\0", "MULTI_SZ:a;%3B;");
    VALUE(7, "\0\0\0\0", "MULTI_SZ:");
    VALUE(3, "\0\1\2", "3:AAEC");
    VALUE(3, "", "3:");
    VALUE(0xfffffffe, "x", "4294967294:eA==");
}

/* Their text would not give them back. */
static void
test_values_in_base64(void)
{
    VALUE(1, "", "1:");
    VALUE(1, "A\0", "1:QQA=");
    VALUE(1, "A\0\0\0\0\0", "1:QQAAAAAA");
    VALUE(1, "A\0b\0\0", "1:QQBiAAA=");
    VALUE(1, "\0\xd8\0\0", "1:ANgAAA==");
    VALUE(4, "\1\0\0", "4:AQAA");
    VALUE(4, "\1\0\0\0\0", "4:AQAAAAA=");
    VALUE(7, "\0\0", "7:AAA=");
    VALUE(7, "a\0\0\0", "7:YQAAAA==");
    VALUE(7, "a\0\0\0\0\0b\0\0\0\0\0", "7:YQAAAAAAYgAAAAAA");
}

static void
test_no_values(void)
{
    static const char *const texts[] = {
        "",           "KEY",
        "SZ",         "sz:a",
        "SZ:%",       "SZ:%0",
        "SZ:%zz",     "SZ:%ff",
        "SZ:%00",     "DWORD:",
        "DWORD:-1",   "DWORD:4294967296",
        "DWORD:0x",   "DWORD:1 ",
        "MULTI_SZ:a", "MULTI_SZ:;",
        "3:A",        "3:AAE*",
        "3:AAEC\n",   "3:=AAA",
        "3:A===",     "4294967296:AAEC",
        "x:AAEC",     ":AAEC",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        uint32_t type = 0;
        GBytes *bytes = cib_value_read(texts[i], &type);

        CU_ASSERT_PTR_NULL(bytes);
        if (bytes != NULL) {
            fprintf(stderr, "%s is a value\n", texts[i]);
        }
    }
}

static void
expect_name(const char *path, const char *name, const char *expected)
{
    g_autofree char *text = cib_name_write(path, name);
    g_autofree char *back_path = NULL;
    g_autofree char *back_name = NULL;

    CU_ASSERT_STRING_EQUAL(text, expected);
    CU_ASSERT_TRUE_FATAL(cib_name_read(text, &back_path, &back_name));
    CU_ASSERT_STRING_EQUAL(back_path, path);
    CU_ASSERT_EQUAL(g_strcmp0(back_name, name), 0);
}

static void
test_names(void)
{
    static const char *const wrong[] = { "", "a", "/", "stonith-enabled", "a%5cb:x", "%:", "a:%4" };

    expect_name("", "ClusterName", ":ClusterName");
    expect_name("Resources\\{0-1}\\Parameters", "Port", "Resources/{0-1}/Parameters:Port");
    expect_name("Groups", NULL, "Groups/");
    expect_name("Groups", "", "Groups:");
    expect_name("a/b:c\\d", "x:y\\z/", "a%2Fb%3Ac/d:x%3Ay%5Cz%2F");
    expect_name("File Share", "Größe=1", "File%20Share:Größe%3D1");
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *path = NULL;
        g_autofree char *name = NULL;

        CU_ASSERT_FALSE(cib_name_read(wrong[i], &path, &name));
    }
}

static void
test_round_trip(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *large = g_malloc(65536);
    g_autofree char *xml = NULL;

    for (size_t i = 0; i < 65536; i++) {
        large[i] = (char)(i * 7 + i / 256);
    }
    put(batch, "Resources\\{1}\\Parameters", "large", 3, large, 65536);
    put(batch, "Resources\\{1}\\Parameters", "Größe <\"'&>\n\t", 1, "\n\0\t\0\0\0", 6);
    put(batch, "", "", 0, "", 0);
    put_text(batch, "Resources\\{1}", "Name",
             "Wëb & <Seite> 'x' \"y\" \\z \xe2\x80\xa8 \xef\xbf\xbf");
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, "Quorum\\leer ü"), 0);
    xml = expect_round_trip(batch);
    CU_ASSERT_PTR_NOT_NULL(strstr(xml, "name=\"Quorum/leer%20ü/\" value=\"KEY\"/>"));
    CU_ASSERT_PTR_NULL(strpbrk(xml, "\n\t&'"));
}

static void
test_own_keys(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    struct tree_key *tree;
    g_autofree char *xml = NULL;

    put_text(batch, "Nodes\\1", "NodeName", "N1");
    put_text(batch, "networkinterfaces\\x", "Address", "10.0.0.1");
    put_text(batch, "NodesToo", "Name", "x");
    tree = tree_of(batch);
    xml = cib_text_write(tree, NULL);
    CU_ASSERT_PTR_NULL(strstr(xml, "name=\"Nodes/"));
    CU_ASSERT_PTR_NULL(strstr(xml, "10.0.0.1"));
    CU_ASSERT_PTR_NOT_NULL(strstr(xml, "name=\"NodesToo:Name\""));
    tree_unref(tree);
}

static void
test_ids(void)
{
    struct clusdb_batch *one = clusdb_batch_new();
    struct clusdb_batch *other = clusdb_batch_new();
    struct tree_key *tree;
    struct tree_key *same;
    g_autofree char *xml = NULL;
    g_autofree char *same_xml = NULL;
    const char *id;

    put_text(one, "Key", "name", "a");
    put_text(other, "KEY", "Name", "b");
    tree = tree_of(one);
    same = tree_of(other);
    xml = cib_text_write(tree, NULL);
    same_xml = cib_text_write(same, NULL);
    id = strstr(xml, "<nvpair id=\"resapid-");
    CU_ASSERT_PTR_NOT_NULL_FATAL(id);
    CU_ASSERT_EQUAL(strncmp(id, strstr(same_xml, "<nvpair"), 44), 0);
    CU_ASSERT_EQUAL(strspn(id + 20, "0123456789abcdef"), 24);
    tree_unref(tree);
    tree_unref(same);
}

/* What others may have written there. */
static void
test_strange_pairs(void)
{
    static const char xml[] = "<cluster_property_set id='resapid-database'>"
                              "<nvpair id='a' name='stonith-enabled' value='false'/>"
                              "<nvpair id='b' name='A:x' value='DWORD:none'/>"
                              "<nvpair id='c' name='A:y' value='DWORD:0x10'/>"
                              "<nvpair id='d' name='a:Y' value='DWORD:2'/>"
                              "<nvpair id='e' name='A:new' value='nonsense'/>"
                              "<nvpair id='f' name='Nodes/1:NodeName' value='SZ:other'/>"
                              "<nvpair id='g' name='A//B:z' value='DWORD:1'/>"
                              "<nvpair id='h'/>"
                              "<rule id='i'/>"
                              "</cluster_property_set>";
    struct clusdb_batch *batch = clusdb_batch_new();
    struct tree_key *known;
    struct tree_key *read;
    const struct tree_key *key;

    put(batch, "A", "x", 4, "\1\0\0\0", 4);
    known = tree_of(batch);
    read = read_text(xml, known);
    key = tree_find(read, "A");
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    CU_ASSERT_EQUAL(read->subkeys->len, 1);
    CU_ASSERT_EQUAL(key->values->len, 2);
    CU_ASSERT_EQUAL(key->subkeys->len, 0);
    CU_ASSERT_PTR_NOT_NULL(tree_find_value(key, "x"));
    CU_ASSERT_EQUAL(*(const char *)g_bytes_get_data(tree_find_value(key, "y")->data, NULL), 16);
    tree_unref(read);
    tree_unref(known);
}

static void
test_no_set(void)
{
    static const char *const texts[] = { "", "no", "<cib/>", "<cluster_property_set>",
                                         "<!DOCTYPE x><cluster_property_set/>" };
    struct tree_key *tree = read_text(EMPTY, NULL);

    CU_ASSERT_EQUAL(tree->subkeys->len, 0);
    tree_unref(tree);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_autofree char *others = NULL;

        CU_ASSERT_PTR_NULL(cib_text_read(texts[i], strlen(texts[i]), NULL, &others, &error));
        CU_ASSERT_PTR_NOT_NULL(error);
    }
}

/* An option of Pacemaker's that a tool has put there must not go. */
static void
test_others(void)
{
    static const char xml[] = "<cluster_property_set id='resapid-database'>"
                              "<nvpair id='a&quot;' name='stonith-enabled' value='&lt;x'/>"
                              "<nvpair id='b' name='A:y' value='DWORD:1'/>"
                              "</cluster_property_set>";
    g_autofree char *others = NULL;
    struct tree_key *tree = cib_text_read(xml, strlen(xml), NULL, &others, NULL);
    g_autofree char *set = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    CU_ASSERT_STRING_EQUAL(others,
                           "<nvpair id=\"a&quot;\" name=\"stonith-enabled\" value=\"&lt;x\"/>");
    set = cib_text_with(EMPTY, others);
    CU_ASSERT_PTR_NOT_NULL(strstr(set, "value=\"&lt;x\"/></cluster_property_set>"));
    CU_ASSERT_TRUE(g_str_has_prefix(set, "<cluster_property_set id=\"resapid-database\"><nvpair"));
    tree_unref(tree);
}

static void
test_packed(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    char data[4000];
    struct tree_key *tree;
    size_t packed = 0;

    memset(data, 'x', sizeof(data));
    put(batch, "A", "b", 3, data, sizeof(data));
    tree = tree_of(batch);
    g_free(cib_text_write(tree, &packed));
    CU_ASSERT(packed >= 4000 && packed < 4100);
    tree_unref(tree);
    batch = clusdb_batch_new();
    data[3999] = '\0';
    put_text(batch, "A", "b", data);
    tree = tree_of(batch);
    g_free(cib_text_write(tree, &packed));
    CU_ASSERT(packed >= 1000 && packed < 1100);
    tree_unref(tree);
}

/* Two trees that differ in all ways. */
static void
make_two(struct tree_key **ours, struct tree_key **theirs)
{
    struct clusdb_batch *our = clusdb_batch_new();
    struct clusdb_batch *their = clusdb_batch_new();

    put_text(our, "Both", "same", "1");
    put_text(our, "Both", "other", "1");
    put_text(our, "Both", "ours", "1");
    put_text(our, "Nodes\\1", "NodeName", "N1");
    put_text(our, "Ours\\Below", "x", "1");
    put_text(our, "Resources\\{1}\\Parameters", "x", "1");
    put_text(our, "Resources\\{1}", "Name", "Web");
    put_text(their, "BOTH", "Same", "1");
    put_text(their, "Both", "other", "2");
    put_text(their, "Nodes\\1", "NodeName", "N2");
    put_text(their, "Theirs", "x", "1");
    put_text(their, "Resources\\{2}", "Name", "web");
    *ours = tree_of(our);
    *theirs = tree_of(their);
}

static void
test_take(void)
{
    const struct merge take = { .mode = MERGE_TAKE, .is_own = cib_text_is_own };
    struct tree_key *ours;
    struct tree_key *theirs;

    make_two(&ours, &theirs);
    expect_difference(&take, ours, theirs,
                      "set Both:other;unset Both:ours;delete Ours;delete Resources\\{1};"
                      "create Resources\\{2};set Resources\\{2}:Name;create Theirs;set Theirs:x;");
    tree_unref(ours);
    tree_unref(theirs);
}

static void
test_take_but_used(void)
{
    const struct merge take = { .mode = MERGE_TAKE,
                                .is_own = cib_text_is_own,
                                .is_used = is_used_key,
                                .user = (char[]){ "Resources\\{1}" } };
    struct tree_key *empty = tree_new();
    struct tree_key *ours;
    struct tree_key *theirs;

    make_two(&ours, &theirs);
    expect_difference(&take, ours, theirs,
                      "set Both:other;unset Both:ours;delete Ours;"
                      "create Resources\\{2};set Resources\\{2}:Name;create Theirs;set Theirs:x;");
    expect_difference(&take, ours, empty, "delete Both;delete Ours;");
    tree_unref(empty);
    tree_unref(ours);
    tree_unref(theirs);
}

static void
test_join(void)
{
    struct merge join = { .mode = MERGE_JOIN, .is_own = cib_text_is_own };
    struct tree_key *ours;
    struct tree_key *theirs;

    make_two(&ours, &theirs);
    expect_difference(&join, ours, theirs,
                      "set Both:other;delete Resources\\{1};create Resources\\{2};"
                      "set Resources\\{2}:Name;create Theirs;set Theirs:x;");
    join.is_used = is_used_key;
    join.user = (char[]){ "Resources\\{1}" };
    expect_difference(&join, ours, theirs, "used Resources\\{1}");
    tree_unref(ours);
    tree_unref(theirs);
}

void
suite_cib_text(void)
{
    CU_pSuite suite = CU_add_suite("cib_text", NULL, NULL);

    CU_ADD_TEST(suite, test_values);
    CU_ADD_TEST(suite, test_values_in_base64);
    CU_ADD_TEST(suite, test_no_values);
    CU_ADD_TEST(suite, test_names);
    CU_ADD_TEST(suite, test_round_trip);
    CU_ADD_TEST(suite, test_own_keys);
    CU_ADD_TEST(suite, test_ids);
    CU_ADD_TEST(suite, test_strange_pairs);
    CU_ADD_TEST(suite, test_no_set);
    CU_ADD_TEST(suite, test_others);
    CU_ADD_TEST(suite, test_packed);
    CU_ADD_TEST(suite, test_take);
    CU_ADD_TEST(suite, test_take_but_used);
    CU_ADD_TEST(suite, test_join);
}
