/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The registry checkpoints of resources in a real cluster database. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "catalog.h"
#include "checkpoint-list.h"
#include "properties.h"
#include "property-list.h"

static struct clusdb *db;
static char *resource;

static void
setup(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    fixture_setup();
    db = fixture_open();
    resource = catalog_put_resource(batch, "web", "Fake");
    fixture_must_commit(db, batch);
}

static void
teardown(void)
{
    g_clear_pointer(&resource, g_free);
    clusdb_close(db);
    fixture_teardown();
}

/* Commits what has succeeded. */
static uint32_t
finish(struct clusdb_batch *batch, uint32_t result)
{
    if (result == WIN32_SUCCESS) {
        fixture_must_commit(db, batch);
    } else {
        CU_ASSERT_EQUAL(clusdb_batch_size(batch), 0);
        clusdb_batch_free(batch);
    }
    return result;
}

static uint32_t
add_bytes(const void *data, size_t length, uint32_t view)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    struct wire_bytes in = { data, (uint32_t)length };

    return finish(batch, checkpoint_list_add(batch, db, resource, &in, view));
}

static uint32_t
add(const char *subtree, uint32_t view)
{
    g_autoptr(GBytes) text = property_text_encode(subtree);
    gsize length;
    const void *data = g_bytes_get_data(text, &length);

    return add_bytes(data, length, view);
}

static uint32_t delete (const char *subtree)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autoptr(GBytes) text = property_text_encode(subtree);
    gsize length;
    const void *data = g_bytes_get_data(text, &length);
    struct wire_bytes in = { data, (uint32_t)length };

    return finish(batch, checkpoint_list_delete(batch, db, resource, &in));
}

/* As the clients show a REG_MULTI_SZ. */
static void
expect(const char *subtrees)
{
    g_autoptr(GBytes) list = checkpoint_list_encode(db, resource);
    gsize length;
    const void *data = g_bytes_get_data(list, &length);
    g_autofree char *text = property_decode(7, data, (uint32_t)length);

    CU_ASSERT_STRING_EQUAL(text, subtrees);
}

static void
test_add(void)
{
    expect("");
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_OWN), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("SYSTEM\\Zw\xc3\xb6lf", VIEW_64BIT), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("A", VIEW_32BIT), WIN32_SUCCESS);
    expect("Software\\One;SYSTEM\\Zw\xc3\xb6lf;A");
}

static void
test_add_twice(void)
{
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_OWN), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_OWN), WIN32_ALREADY_EXISTS);
    CU_ASSERT_EQUAL(add("SOFTWARE\\ONE", VIEW_OWN), WIN32_ALREADY_EXISTS);
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_32BIT), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_32BIT), WIN32_ALREADY_EXISTS);
    expect("Software\\One;Software\\One");
}

static void
test_malformed(void)
{
    static const char *const paths[] = { "",   "\\Software", "Software\\", "A\\\\B",
                                         "\\", "Cluster",    "CLUSTER",    "cluster\\Groups" };
    static const uint8_t lone_surrogate[] = { 0x00, 0xd8, 0, 0 };
    g_autofree char *longest = g_strnfill(255, 'k');
    g_autofree char *too_long = g_strnfill(256, 'k');

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        CU_ASSERT_EQUAL(add(paths[i], VIEW_OWN), WIN32_INVALID_PARAMETER);
        CU_ASSERT_EQUAL(delete (paths[i]), WIN32_INVALID_PARAMETER);
    }
    CU_ASSERT_EQUAL(add(too_long, VIEW_OWN), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(add_bytes(NULL, 0, VIEW_OWN), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(add_bytes("A\0", 2, VIEW_OWN), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(add_bytes("A\0\0", 3, VIEW_OWN), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(add_bytes(lone_surrogate, sizeof(lone_surrogate), VIEW_OWN),
                    WIN32_INVALID_PARAMETER);
    expect("");
    CU_ASSERT_EQUAL(add(longest, VIEW_OWN), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("Clusters", VIEW_OWN), WIN32_SUCCESS);
    /* A buffer is often larger than the string in it. */
    CU_ASSERT_EQUAL(add_bytes("B\0\0\0x\0", 6, VIEW_OWN), WIN32_SUCCESS);
}

static void
test_delete(void)
{
    CU_ASSERT_EQUAL(delete ("Software\\One"), WIN32_FILE_NOT_FOUND);
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_OWN), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("Software\\One", VIEW_64BIT), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("Software\\Two", VIEW_OWN), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(delete ("Software"), WIN32_FILE_NOT_FOUND);
    CU_ASSERT_EQUAL(delete ("SOFTWARE\\one"), WIN32_SUCCESS);
    expect("Software\\Two");
    CU_ASSERT_EQUAL(delete ("Software\\One"), WIN32_FILE_NOT_FOUND);
}

static char *
key_at(guint index)
{
    g_autoptr(GPtrArray) list = checkpoint_list(db, resource);

    CU_ASSERT_FATAL(index < list->len);
    return g_strdup(((const struct checkpoint *)g_ptr_array_index(list, index))->key);
}

/* What is on its way to a deleted checkpoint must not land in a new one. */
static void
test_key_is_new(void)
{
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    add("One", VIEW_OWN);
    first = key_at(0);
    delete ("One");
    add("One", VIEW_OWN);
    second = key_at(0);
    CU_ASSERT_STRING_NOT_EQUAL(first, second);
    CU_ASSERT_TRUE(g_str_has_prefix(first, "Checkpoints\\"));
    CU_ASSERT_PTR_NOT_NULL(strstr(first, catalog_id(resource)));
}

static void
test_saved(void)
{
    g_autoptr(GPtrArray) before = NULL;
    g_autoptr(GPtrArray) after = NULL;
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = NULL;
    g_autofree char *tree = NULL;

    add("One", VIEW_32BIT);
    before = checkpoint_list(db, resource);
    CU_ASSERT_FALSE(((const struct checkpoint *)before->pdata[0])->saved);
    CU_ASSERT_EQUAL(((const struct checkpoint *)before->pdata[0])->view, VIEW_32BIT);
    key = key_at(0);
    tree = g_strconcat(key, "\\Tree", NULL);
    clusdb_batch_create_key(batch, tree);
    fixture_must_commit(db, batch);
    after = checkpoint_list(db, resource);
    CU_ASSERT_TRUE(((const struct checkpoint *)after->pdata[0])->saved);
}

/* A DLL may have written anything there. */
static void
test_foreign_keys(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *parent = g_strconcat("Checkpoints\\", catalog_id(resource), NULL);
    g_autofree char *none = g_strconcat(parent, "\\zzz", NULL);
    g_autofree char *bad = g_strconcat(parent, "\\fffffff0", NULL);

    clusdb_batch_create_key(batch, none);
    clusdb_batch_create_key(batch, bad);
    clusdb_batch_set_string(batch, bad, "SubTree", "\\\\");
    fixture_must_commit(db, batch);
    expect("");
    CU_ASSERT_EQUAL(add("One", VIEW_OWN), WIN32_SUCCESS);
    expect("One");
}

static void
create_foreign(const char *name)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = g_strconcat("Checkpoints\\", catalog_id(resource), "\\", name, NULL);

    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_string(batch, key, "SubTree", name);
    fixture_must_commit(db, batch);
}

/* None of them is overwritten, whatever number comes next. */
static void
test_foreign_numbers(void)
{
    create_foreign("7fffffff");
    create_foreign("80000000");
    create_foreign("80000001");
    create_foreign("FFFFFFFF");
    create_foreign("00000000");
    create_foreign("ffffffffffffffff");
    CU_ASSERT_EQUAL(add("One", VIEW_OWN), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("Two", VIEW_OWN), WIN32_SUCCESS);
    expect("00000000;7fffffff;80000000;80000001;One;Two;FFFFFFFF;ffffffffffffffff");
}

static void
test_too_many(void)
{
    g_autoptr(GPtrArray) list = NULL;

    for (int i = 0; i < CHECKPOINTS_MAX; i++) {
        g_autofree char *subtree = g_strdup_printf("Number %d", i);

        CU_ASSERT_EQUAL(add(subtree, VIEW_OWN), WIN32_SUCCESS);
    }
    CU_ASSERT_EQUAL(add("One", VIEW_OWN), WIN32_NOT_ENOUGH_QUOTA);
    CU_ASSERT_EQUAL(add("Number 0", VIEW_OWN), WIN32_ALREADY_EXISTS);
    create_foreign("zzz");
    list = checkpoint_list(db, resource);
    CU_ASSERT_EQUAL(list->len, CHECKPOINTS_MAX);
    CU_ASSERT_EQUAL(delete ("zzz"), WIN32_FILE_NOT_FOUND);
    CU_ASSERT_EQUAL(delete ("Number 0"), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(delete ("zzz"), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(add("One", VIEW_OWN), WIN32_SUCCESS);
}

static void
test_drop(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    add("One", VIEW_OWN);
    checkpoint_list_drop(batch, resource);
    fixture_must_commit(db, batch);
    expect("");
    batch = clusdb_batch_new();
    checkpoint_list_drop(batch, resource); /* none is no failure */
    fixture_must_commit(db, batch);
}

static GPtrArray *changed;

static void
collect(void *user, const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);
    char *key = checkpoint_list_changed(&change);

    (void)user;
    if (key != NULL) {
        g_ptr_array_add(changed, key);
    }
}

static void
test_changed(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = NULL;
    g_autofree char *tree = NULL;

    changed = g_ptr_array_new_with_free_func(g_free);
    clusdb_observe(db, collect, NULL);
    add("One", VIEW_OWN);
    CU_ASSERT_EQUAL_FATAL(changed->len, 1);
    CU_ASSERT_STRING_EQUAL(changed->pdata[0], resource);
    key = key_at(0);
    tree = g_strconcat(key, "\\Tree", NULL);
    clusdb_batch_create_key(batch, tree);
    clusdb_batch_set_string(batch, tree, "SubTree", "no checkpoint's");
    clusdb_batch_set_string(batch, resource, "SubTree", "nor here");
    clusdb_batch_drop_key(batch, tree);
    fixture_must_commit(db, batch);
    CU_ASSERT_EQUAL(changed->len, 1);
    delete ("One");
    CU_ASSERT_EQUAL(changed->len, 2);
    clusdb_observe(db, NULL, NULL);
    g_clear_pointer(&changed, g_ptr_array_unref);
}

static void
drop(const char *key)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_drop_key(batch, key);
    fixture_must_commit(db, batch);
}

/* One deletion goes for all that is below. */
static void
test_deleted_above(void)
{
    g_autofree char *parent = g_strconcat("Checkpoints\\", catalog_id(resource), NULL);

    changed = g_ptr_array_new_with_free_func(g_free);
    add("One", VIEW_OWN);
    clusdb_observe(db, collect, NULL);
    drop(parent);
    CU_ASSERT_EQUAL_FATAL(changed->len, 1);
    CU_ASSERT_STRING_EQUAL(changed->pdata[0], resource);
    drop("Checkpoints");
    CU_ASSERT_EQUAL_FATAL(changed->len, 2);
    CU_ASSERT_STRING_EQUAL(changed->pdata[1], "");
    drop("Checkpoints"); /* which is not there */
    drop("Resources");
    CU_ASSERT_EQUAL(changed->len, 2);
    clusdb_observe(db, NULL, NULL);
    g_clear_pointer(&changed, g_ptr_array_unref);
}

void
suite_checkpoint_list(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("checkpoint-list", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_add);
    CU_ADD_TEST(suite, test_add_twice);
    CU_ADD_TEST(suite, test_malformed);
    CU_ADD_TEST(suite, test_delete);
    CU_ADD_TEST(suite, test_key_is_new);
    CU_ADD_TEST(suite, test_saved);
    CU_ADD_TEST(suite, test_foreign_keys);
    CU_ADD_TEST(suite, test_foreign_numbers);
    CU_ADD_TEST(suite, test_too_many);
    CU_ADD_TEST(suite, test_drop);
    CU_ADD_TEST(suite, test_changed);
    CU_ADD_TEST(suite, test_deleted_above);
}
