/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Windows clusters as they are read: references, and several files of one cluster. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "import-fixture.h"
#include "tools/import/merge.h"
#include "tools/import/resolve.h"

#define ID_A "11111111-0000-4000-8000-00000000000a"
#define ID_B "11111111-0000-4000-8000-00000000000b"

static void
must_depend(const struct windows_resource *resource, const char *expected)
{
    g_autofree char *text = import_fixture_providers(resource);

    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void
test_properties(void)
{
    windows_properties_t *properties = windows_properties_new();
    guint64 number = 0;

    windows_properties_set(properties, "Zeta", windows_value_text("0x1f"));
    windows_properties_set(properties, "alpha", windows_value_number(7));
    windows_properties_set(properties, "\303\204rger", windows_value_text("no number"));
    windows_properties_set(properties, "ALPHA", windows_value_number(8));
    CU_ASSERT_EQUAL(windows_properties_count(properties), 3);
    CU_ASSERT_STRING_EQUAL(windows_properties_at(properties, 0)->name, "alpha");
    CU_ASSERT_STRING_EQUAL(windows_properties_at(properties, 1)->name, "Zeta");
    CU_ASSERT_TRUE(windows_properties_number(properties, "Alpha", &number) && number == 8);
    CU_ASSERT_TRUE(windows_properties_number(properties, "zeta", &number) && number == 31);
    CU_ASSERT_FALSE(windows_properties_number(properties, "\303\244RGER", &number));
    CU_ASSERT_FALSE(windows_properties_number(properties, "absent", &number));
    CU_ASSERT_PTR_NULL(windows_properties_text(properties, "alpha"));
    windows_properties_free(properties);
}

static void
must_show(struct windows_value *value, const char *expected)
{
    g_autofree char *text = windows_value_show(value);
    struct windows_value *other = windows_value_text("other");

    CU_ASSERT_STRING_EQUAL(text, expected);
    CU_ASSERT_TRUE(windows_value_equal(value, value));
    CU_ASSERT_FALSE(windows_value_equal(value, other));
    windows_value_free(other);
    windows_value_free(value);
}

static void
test_values(void)
{
    static const char *const texts[] = { "a b", "c", NULL };

    must_show(windows_value_number(4294967295U), "4294967295");
    must_show(windows_value_text("x"), "x");
    must_show(windows_value_texts(texts), "a b; c");
    must_show(windows_value_binary("\x00\xff", 2), "00ff");
}

static void
must_count(struct windows_value *value, bool is_number, guint64 expected)
{
    guint64 number = 0;

    CU_ASSERT_EQUAL(windows_value_to_number(value, &number), is_number);
    CU_ASSERT_EQUAL(number, expected);
    windows_value_free(value);
}

static void
test_numbers(void)
{
    must_count(windows_value_number(7), true, 7);
    must_count(windows_value_text("7"), true, 7);
    must_count(windows_value_text("0X1f"), true, 31);
    must_count(windows_value_text("7bogus"), false, 0);
    must_count(windows_value_text(""), false, 0);
    must_count(windows_value_binary("7", 1), false, 0);
}

static void
test_ids(void)
{
    g_autofree char *braced = windows_id("{11111111-0000-4000-8000-00000000000A}");
    g_autofree char *bare = windows_id(ID_B);

    CU_ASSERT_EQUAL(g_strcmp0(braced, ID_A), 0);
    CU_ASSERT_EQUAL(g_strcmp0(bare, ID_B), 0);
    CU_ASSERT_PTR_NULL(windows_id("{11111111-0000-4000-8000-00000000000G}"));
    CU_ASSERT_PTR_NULL(windows_id("web"));
    CU_ASSERT_PTR_NULL(windows_id(NULL));
}

static void
test_references(void)
{
    static const char *const owners[] = { "1", "n2", "n2", NULL };
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_group *group = import_fixture_group(cluster, "G");
    struct windows_resource *ip = import_fixture_resource(cluster, "ip", "g", "");
    struct windows_resource *web = import_fixture_resource(cluster, "Web", "G", "[IP]");

    import_fixture_node(cluster, "n2", "2");
    import_fixture_node(cluster, "n1", "1");
    import_fixture_node(cluster, "n3", "3");
    group->preferred_owner_names = g_strdupv((char **)owners);
    web->possible_owner_names = g_strdupv((char **)owners);
    cluster_resolve(cluster, notes);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    CU_ASSERT_PTR_EQUAL(web->group, group);
    CU_ASSERT_EQUAL(group->resources->len, 2);
    CU_ASSERT_STRING_EQUAL(web->type->object.name, "Fault");
    CU_ASSERT_EQUAL(group->preferred_owners->len, 2);
    CU_ASSERT_EQUAL(web->possible_owners->len, 2);
    CU_ASSERT_PTR_NULL(ip->possible_owners);
    must_depend(ip, "");
    must_depend(web, "ip");
}

/* A list with each node in it says nothing. */
static void
test_all_owners(void)
{
    static const char *const all[] = { "n1", "n2", NULL };
    static const char *const none[] = { "gone", NULL };
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *everywhere = import_fixture_resource(cluster, "e", "G", "");
    struct windows_resource *nowhere = import_fixture_resource(cluster, "w", "G", "");

    import_fixture_group(cluster, "G");
    import_fixture_node(cluster, "n1", "1");
    import_fixture_node(cluster, "n2", "2");
    everywhere->possible_owner_names = g_strdupv((char **)all);
    nowhere->possible_owner_names = g_strdupv((char **)none);
    cluster_resolve(cluster, notes);
    CU_ASSERT_PTR_NULL(everywhere->possible_owners);
    CU_ASSERT_PTR_NULL(nowhere->possible_owners);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "w", "there is no node 'gone'"));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "w", "no node that is there"));
    CU_ASSERT_EQUAL(notes_count(notes), 2);
}

static void
test_expressions(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *by_id =
        import_fixture_resource(cluster, "x", "G", "([" ID_A "] OR [b[1]]) and [c]");
    struct windows_resource *a;

    import_fixture_group(cluster, "G");
    import_fixture_resource(cluster, "b[1]", "G", "");
    import_fixture_resource(cluster, "c", "G", "");
    a = windows_cluster_add(cluster, WINDOWS_RESOURCE, ID_A, "a", "fixture");
    a->object.told = WINDOWS_TOLD_ALL;
    a->group_name = g_strdup("G");
    a->dependency = g_strdup("");
    cluster_resolve(cluster, notes);
    must_depend(by_id, "a | b[1], c");
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "a", "no resource type"));
    CU_ASSERT_EQUAL(notes_count(notes), 1);
}

static void
test_dangling(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *half =
        import_fixture_resource(cluster, "half", "G", "([gone] or [ip]) and [{" ID_B "}]");
    struct windows_resource *bad = import_fixture_resource(cluster, "bad", "G", "[ip] or or");
    struct windows_resource *self = import_fixture_resource(cluster, "self", "G", "[self]");
    struct windows_resource *far = import_fixture_resource(cluster, "far", "H", "[ip]");
    struct windows_resource *lost = import_fixture_resource(cluster, "lost", "gone", NULL);
    struct windows_resource *free_one = import_fixture_resource(cluster, "free", NULL, NULL);

    import_fixture_group(cluster, "G");
    import_fixture_group(cluster, "H");
    import_fixture_resource(cluster, "ip", "G", "");
    cluster_resolve(cluster, notes);
    must_depend(half, "ip");
    must_depend(bad, "");
    must_depend(self, "");
    must_depend(far, "");
    CU_ASSERT_STRING_EQUAL(lost->group->object.name, "lost");
    CU_ASSERT_STRING_EQUAL(free_one->group->object.name, "free");
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "half", "'gone'"));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "half", ID_B));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "bad", "(87)"));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "self", "on itself"));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "far", "another group"));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "lost", "no group 'gone'"));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "free", "has no group"));
    CU_ASSERT_EQUAL(notes_count(notes), 7);
}

/* What is told of none is one finding, what is not told of some is one of each; a group's only member
 * needs nothing told. */
static void
test_untold(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *a = import_fixture_resource(cluster, "a", "G", NULL);

    import_fixture_group(cluster, "G");
    import_fixture_group(cluster, "H");
    import_fixture_resource(cluster, "b", "G", NULL);
    import_fixture_resource(cluster, "alone", "H", NULL);
    cluster_resolve(cluster, notes);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "fixture",
                                           "its resources depend on is not told"));
    a->dependency = g_strdup("");
    g_clear_pointer(&notes, notes_free);
    notes = notes_new();
    cluster_resolve_dependencies(cluster, notes);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "b", "depends on is not told"));
}

static void
test_circles(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *a = import_fixture_resource(cluster, "a", "G", "[b]");
    struct windows_resource *b = import_fixture_resource(cluster, "b", "G", "[c] and [d]");
    struct windows_resource *c = import_fixture_resource(cluster, "c", "G", "[a] or [d]");
    struct windows_resource *d = import_fixture_resource(cluster, "d", "G", "");

    import_fixture_group(cluster, "G");
    cluster_resolve(cluster, notes);
    must_depend(a, "b");
    must_depend(b, "c, d");
    must_depend(c, "d");
    must_depend(d, "");
    CU_ASSERT_TRUE(
        import_fixture_has_note(notes, NOTE_PROBLEM, "c",
                                "in a circle (a on b on c on a): that on 'a' is left out"));
    CU_ASSERT_EQUAL(notes_count(notes), 1);
}

/* A way of 30,000 resources would be too deep for recursion. */
static void
test_long_way(void)
{
    enum { LENGTH = 30000 };
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();

    import_fixture_group(cluster, "G");
    for (int i = 0; i < LENGTH; i++) {
        g_autofree char *name = g_strdup_printf("r%05d", i);
        g_autofree char *provider = g_strdup_printf("[r%05d]", (i + 1) % LENGTH);

        import_fixture_resource(cluster, name, "G", provider);
    }
    cluster_resolve(cluster, notes);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "r29999", "... on r00000"));
}

static void
test_names(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("fixture");
    g_autoptr(notes_t) notes = notes_new();

    windows_cluster_add(cluster, WINDOWS_GROUP, ID_A, "Twice", "fixture");
    windows_cluster_add(cluster, WINDOWS_GROUP, ID_B, "twice", "fixture");
    windows_cluster_add(cluster, WINDOWS_NETWORK, ID_A, NULL, "fixture");
    cluster_resolve(cluster, notes);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "twice", "the id " ID_A));
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, ID_A, "it has no name"));
    CU_ASSERT_EQUAL(notes_count(notes), 2);
}

/* What one file says by names, the other by ids and numbers. */
static void
test_merge(void)
{
    static const char *const names[] = { "N1", NULL };
    static const char *const numbers[] = { "1", NULL };
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *web = import_fixture_resource(cluster, "web", "G", "[ip]");
    struct windows_resource *more =
        windows_cluster_add(other, WINDOWS_RESOURCE, ID_A, "Web", "two");

    import_fixture_resource(cluster, "ip", "G", NULL);
    import_fixture_group(cluster, "G");
    web->possible_owner_names = g_strdupv((char **)names);
    windows_properties_set(web->object.private, "Port", windows_value_text("80"));
    windows_cluster_add(other, WINDOWS_RESOURCE, ID_B, "IP", "two");
    windows_cluster_add(other, WINDOWS_GROUP, ID_B, "g", "two");
    import_fixture_node(other, "n1", "1");
    more->group_name = g_strdup("{" ID_B "}");
    more->dependency = g_strdup("([" ID_B "])");
    more->possible_owner_names = g_strdupv((char **)numbers);
    windows_properties_set(more->object.private, "port", windows_value_number(80));
    windows_properties_set(more->object.common, "RestartAction", windows_value_number(1));
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    CU_ASSERT_EQUAL(cluster->resources->len, 2);
    CU_ASSERT_EQUAL(cluster->groups->len, 1);
    CU_ASSERT_EQUAL(g_strcmp0(web->object.id, ID_A), 0);
    CU_ASSERT_PTR_EQUAL(windows_cluster_find(cluster, WINDOWS_RESOURCE, "{" ID_A "}"), web);
    CU_ASSERT_EQUAL(windows_properties_count(web->object.private), 1);
    CU_ASSERT_EQUAL(windows_properties_count(web->object.common), 1);
}

/* Listings have the providers in another order; AND and OR are not the same. */
static guint
problems_of_dependencies(const char *one, const char *two)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();

    import_fixture_resource(cluster, "web", "G", one);
    import_fixture_resource(other, "web", "G", two);
    import_fixture_resource(cluster, "ip", "G", NULL);
    import_fixture_resource(cluster, "disk", "G", NULL);
    cluster_merge(cluster, other, notes);
    return notes_count(notes);
}

static void
test_merge_dependencies(void)
{
    CU_ASSERT_EQUAL(problems_of_dependencies("[ip] and [disk]", "[Disk] and [IP]"), 0);
    CU_ASSERT_EQUAL(problems_of_dependencies("[gone] and ([ip] or [disk])",
                                             "([disk] or [ip]) and [gone]"),
                    0);
    CU_ASSERT_EQUAL(problems_of_dependencies("[ip] and [disk]", "[ip] or [disk]"), 1);
    CU_ASSERT_EQUAL(problems_of_dependencies("[ip] and [disk]", "[ip]"), 1);
    CU_ASSERT_EQUAL(problems_of_dependencies("[gone]", "[away]"), 1);
}

static void
test_contradictions(void)
{
    static const char *const one[] = { "n1", NULL };
    static const char *const two[] = { "n2", NULL };
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_group *group = import_fixture_group(cluster, "G");
    struct windows_group *other_group = import_fixture_group(other, "G");
    struct windows_resource *web = import_fixture_resource(cluster, "web", "G", "[ip]");
    struct windows_resource *more = import_fixture_resource(other, "web", "H", "[disk]");

    group->preferred_owner_names = g_strdupv((char **)one);
    other_group->preferred_owner_names = g_strdupv((char **)two);
    web->possible_owner_names = g_strdupv((char **)one);
    more->possible_owner_names = g_strdupv((char **)two);
    windows_properties_set(web->object.private, "Password", windows_value_text("tick"));
    windows_properties_set(more->object.private, "Password", windows_value_text("tock"));
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_PROBLEM), 5);
    for (guint i = 0; i < notes_count(notes); i++) {
        CU_ASSERT_PTR_NULL(strstr(notes_at(notes, i)->why, "tick"));
        CU_ASSERT_PTR_NULL(strstr(notes_at(notes, i)->why, "tock"));
    }
    CU_ASSERT_STRING_EQUAL(windows_properties_text(web->object.private, "Password"), "tick");
    CU_ASSERT_STRING_EQUAL(web->dependency, "[ip]");
}

static void
test_merge_checkpoints(void)
{
    static const char *const one[] = { "Software\\One", "Software\\Both", NULL };
    static const char *const two[] = { "SOFTWARE\\Both", "Software\\Two", NULL };
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *web = import_fixture_resource(cluster, "web", "G", "");
    struct windows_resource *more = import_fixture_resource(other, "web", "G", "");

    more->checkpoints = g_strdupv((char **)two);
    web->checkpoints = g_strdupv((char **)one);
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(g_strv_length(web->checkpoints), 3);
    CU_ASSERT_STRING_EQUAL(web->checkpoints[2], "Software\\Two");
    g_clear_pointer(&more->checkpoints, g_strfreev);
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(g_strv_length(web->checkpoints), 3);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

/* resapi-export.ps1 tells only that a secret is there: another file may have it. */
static void
test_secrets_left_out(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *web = import_fixture_resource(cluster, "web", "G", "");
    struct windows_resource *more = import_fixture_resource(other, "web", "G", "");

    windows_properties_set(web->object.private, "Password", windows_value_text(""));
    windows_properties_set(more->object.private, "Password", windows_value_text("tick"));
    windows_properties_set(web->object.private, "Blob", windows_value_binary("\1", 1));
    windows_properties_set(more->object.private, "Blob", windows_value_binary("", 0));
    windows_properties_set(web->object.private, "Share", windows_value_text(""));
    windows_properties_set(more->object.private, "Share", windows_value_text("x"));
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_STRING_EQUAL(notes_at(notes, 0)->property, "Share");
    CU_ASSERT_STRING_EQUAL(windows_properties_text(web->object.private, "Password"), "tick");
    CU_ASSERT_EQUAL(g_bytes_get_size(windows_properties_find(web->object.private, "Blob")->bytes),
                    1);
}

static struct windows_resource *
add_dependent(windows_cluster_t *cluster, const char *dependency, bool is_list)
{
    struct windows_resource *web = import_fixture_resource(cluster, "web", "G", dependency);

    import_fixture_resource(cluster, "a", "G", "");
    import_fixture_resource(cluster, "b[1]", "G", "");
    import_fixture_group(cluster, "G");
    web->is_dependency_a_list = is_list;
    return web;
}

/* What stands when the dependencies of two files come together. */
static void
must_merge(const char *one, bool is_list, const char *two, bool is_other_list, const char *expected,
           guint problems, guint decisions)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();
    struct windows_resource *web = add_dependent(cluster, one, is_list);

    add_dependent(other, two, is_other_list);
    cluster_merge(cluster, other, notes);
    cluster_resolve(cluster, notes);
    must_depend(web, expected);
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_PROBLEM), problems);
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_DECIDE), decisions);
    CU_ASSERT_EQUAL(notes_count(notes), problems + decisions);
}

/* The same in another order, and as ids and names: no contradiction, and one order. */
static void
test_orders_of_dependencies(void)
{
    must_merge("[b[1]] and [a]", false, "([A]) and ([B[1]])", false, "a, b[1]", 0, 0);
    must_merge("([b[1]] or [a])", false, "[a] or [b[1]]", false, "a | b[1]", 0, 0);
    must_merge("[a] and ([b[1]] or [a])", false, "([a] or [b[1]]) and [a]", false, "a, a | b[1]", 0,
               0);
    must_merge("[a] and [b[1]]", false, "[a] or [b[1]]", false, "a, b[1]", 1, 0);
    must_merge("[a]", false, "[a] and [a]", false, "a", 0, 0);
    must_merge("[a] or or", false, "[A] OR OR", false, "", 1, 0);
}

/* A list of cluster.exe is as good as AND until an expression is there. */
static void
test_lists_of_dependencies(void)
{
    must_merge("[a] and [b[1]]", true, NULL, false, "a, b[1]", 0, 1);
    must_merge(NULL, false, "[a] and [b[1]]", true, "a, b[1]", 0, 1);
    must_merge("[a]", true, "[a]", true, "a", 0, 0);
    must_merge("[a] and [b[1]]", true, "([b[1]] or [A])", false, "a | b[1]", 0, 0);
    must_merge("([a] or [b[1]])", false, "[a] and [b[1]]", true, "a | b[1]", 0, 0);
    must_merge("[a] and [b[1]]", true, "[b[1]]", false, "b[1]", 1, 0);
    must_merge("[a]", false, "[a] and [b[1]]", true, "a", 1, 0);
    must_merge("", false, "[a]", true, "", 1, 0);
}

/* Two of one name, each with its id, are two; a thing that was only an id gets its name. */
static void
test_merge_identities(void)
{
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("one");
    g_autoptr(windows_cluster_t) other = windows_cluster_new("two");
    g_autoptr(notes_t) notes = notes_new();
    const struct windows_object *nameless =
        windows_cluster_add(cluster, WINDOWS_NETWORK, ID_A, NULL, "one");

    windows_cluster_add(cluster, WINDOWS_GROUP, ID_A, "G", "one");
    windows_cluster_add(other, WINDOWS_GROUP, ID_B, "G", "two");
    windows_cluster_add(other, WINDOWS_NETWORK, ID_A, "LAN", "two");
    other->object.name[0] = '\0';
    cluster_merge(cluster, other, notes);
    CU_ASSERT_EQUAL(cluster->groups->len, 2);
    CU_ASSERT_EQUAL(cluster->networks->len, 1);
    CU_ASSERT_STRING_EQUAL(nameless->name, "LAN");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
    g_free(cluster->object.name);
    cluster->object.name = g_strdup("ALPHA");
    g_free(other->object.name);
    other->object.name = g_strdup("BETA");
    cluster_merge(cluster, other, notes);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, "two", "'BETA'"));
}

void
suite_import_resolve(void)
{
    CU_pSuite suite = CU_add_suite("import_resolve", NULL, NULL);

    CU_add_test(suite, "merging: dependencies in any order", test_merge_dependencies);
    CU_add_test(suite, "properties: by name, in order", test_properties);
    CU_add_test(suite, "values: shown, and compared", test_values);
    CU_add_test(suite, "values: numbers, and texts that are", test_numbers);
    CU_add_test(suite, "ids: with and without braces", test_ids);
    CU_add_test(suite, "references: groups, owners, dependencies", test_references);
    CU_add_test(suite, "possible owners: all of them, and none", test_all_owners);
    CU_add_test(suite, "files: checkpoints of each", test_merge_checkpoints);
    CU_add_test(suite, "files: secrets that one leaves out", test_secrets_left_out);
    CU_add_test(suite, "dependencies: AND of ORs, by name and id", test_expressions);
    CU_add_test(suite, "dependencies: not told", test_untold);
    CU_add_test(suite, "dependencies: the same in another order", test_orders_of_dependencies);
    CU_add_test(suite, "dependencies: lists, and expressions", test_lists_of_dependencies);
    CU_add_test(suite, "dangling references: each is a problem", test_dangling);
    CU_add_test(suite, "circles: cut at one place", test_circles);
    CU_add_test(suite, "circles: a very long one", test_long_way);
    CU_add_test(suite, "names: twice, and none", test_names);
    CU_add_test(suite, "merge: names and ids, numbers and texts", test_merge);
    CU_add_test(suite, "merge: contradictions", test_contradictions);
    CU_add_test(suite, "merge: who is who", test_merge_identities);
}
