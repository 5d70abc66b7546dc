/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Groups and their resources in a real cluster database. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "catalog.h"
#include "groups.h"
#include "properties.h"

static struct clusdb *db;

static void
setup(void)
{
    fixture_setup();
    db = fixture_open();
}

static void
teardown(void)
{
    clusdb_close(db);
    fixture_teardown();
}

static char *
add_resource(const char *name)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    char *key = catalog_put_resource(batch, name, "Fake");

    fixture_must_commit(db, batch);
    return key;
}

static char *
add_group(const char *name)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    char *key = groups_put(batch, name, GROUP_TYPE_UNKNOWN);

    fixture_must_commit(db, batch);
    return key;
}

static void
add_own(const char *name, const char *resource_key)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    groups_put_own(batch, name, resource_key);
    fixture_must_commit(db, batch);
}

static void
move(const char *group, const char *resource_key)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_EQUAL(groups_put_member(batch, db, group, resource_key), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
}

static void
forget(const char *resource_key)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_delete_key(batch, resource_key);
    groups_forget_member(batch, db, resource_key);
    fixture_must_commit(db, batch);
}

static void
expect_group(const char *resource_key, const char *group)
{
    g_autofree char *key = groups_of_resource(db, resource_key);
    g_autoptr(GHashTable) table = groups_table(db);

    CU_ASSERT_EQUAL(key == NULL, group == NULL);
    CU_ASSERT_EQUAL(g_strcmp0(groups_table_find(table, catalog_id(resource_key)), key), 0);
    if (key != NULL && group != NULL) {
        g_autofree char *name = groups_name(db, key);

        CU_ASSERT_STRING_EQUAL(name, group);
    }
}

static void
expect_members(const char *group, unsigned int count)
{
    g_auto(GStrv) members = groups_members(db, group);

    CU_ASSERT_EQUAL(g_strv_length(members), count);
}

static bool
exists(const char *name)
{
    g_autofree char *key = groups_find(db, name);

    return key != NULL;
}

static void
test_groups(void)
{
    g_autofree char *key = add_group("Gr\xc3\xb6\xc3\x9f"
                                     "e");
    g_autofree char *found = groups_find(db, "GR\xc3\x96SSE");
    g_autofree char *by_id = groups_find(db, catalog_id(key));
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *name = NULL;

    CU_ASSERT_TRUE(g_str_has_prefix(key, "Groups\\"));
    CU_ASSERT_TRUE(g_uuid_string_is_valid(catalog_id(key)));
    CU_ASSERT_STRING_EQUAL(found, key);
    CU_ASSERT_STRING_EQUAL(by_id, key);
    CU_ASSERT_EQUAL(groups_type(db, key), GROUP_TYPE_UNKNOWN);
    CU_ASSERT_FALSE(groups_is_own(db, key));
    CU_ASSERT_FALSE(exists("none"));
    CU_ASSERT_FALSE(exists(""));
    expect_members(key, 0);
    groups_put_name(batch, key, "other");
    fixture_must_commit(db, batch);
    name = groups_name(db, key);
    CU_ASSERT_STRING_EQUAL(name, "other");
    batch = clusdb_batch_new();
    groups_remove(batch, key);
    fixture_must_commit(db, batch);
    CU_ASSERT_FALSE(exists("other"));
}

static void
test_own_groups(void)
{
    g_autofree char *web = add_resource("web");
    g_autofree char *key = NULL;

    expect_group(web, NULL);
    add_own("web", web);
    expect_group(web, "web");
    key = groups_find(db, "WEB");
    CU_ASSERT_TRUE(groups_is_own(db, key));
    expect_members(key, 1);
    forget(web);
    CU_ASSERT_FALSE(exists("web"));
}

static void
test_moving(void)
{
    g_autofree char *web = add_resource("web");
    g_autofree char *disk = add_resource("disk");
    g_autofree char *shop = add_group("shop");

    add_own("web", web);
    add_own("disk", disk);
    move(shop, web);
    expect_group(web, "shop");
    CU_ASSERT_FALSE(exists("web"));
    move(shop, web);
    expect_members(shop, 1);
    move(shop, disk);
    expect_members(shop, 2);
    forget(web);
    expect_members(shop, 1);
    expect_group(disk, "shop");
    forget(disk);
    CU_ASSERT_TRUE(exists("shop"));
    expect_members(shop, 0);
}

/* A group that was made for a resource stays as long as any is in it. */
static void
test_own_group_with_guests(void)
{
    g_autofree char *web = add_resource("web");
    g_autofree char *disk = add_resource("disk");
    g_autofree char *key = NULL;

    add_own("web", web);
    key = groups_find(db, "web");
    move(key, disk);
    forget(web);
    expect_group(disk, "web");
    forget(disk);
    CU_ASSERT_FALSE(exists("web"));
}

static void
test_a_new_group_with_its_first_resource(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *resource = catalog_put_resource(batch, "web", "Fake");
    g_autofree char *group = groups_put(batch, "shop", GROUP_TYPE_UNKNOWN);

    CU_ASSERT_EQUAL(groups_put_member(batch, db, group, resource), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
    expect_group(resource, "shop");
}

static bool
is_second(void *user, const char *name)
{
    return strcmp(name, user) == 0;
}

static void
expect_free_name(const char *name, groups_taken taken, const char *expected)
{
    g_autofree char *free_name = groups_free_name(db, name, taken, "web (2)");

    CU_ASSERT_STRING_EQUAL(free_name, expected);
}

static void
test_free_names(void)
{
    g_autofree char *key = NULL;

    expect_free_name("web", NULL, "web");
    key = add_group("WEB");
    expect_free_name("web", NULL, "web (2)");
    expect_free_name("web", is_second, "web (3)");
    expect_free_name("disk", is_second, "disk");
}

static void
rename_resource(const char *resource_key, const char *new_name, const char *group)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *name =
        groups_put_name_of_resource(batch, db, resource_key, new_name, NULL, NULL);

    CU_ASSERT_EQUAL(g_strcmp0(name, group), 0);
    catalog_put_name(batch, resource_key, new_name);
    fixture_must_commit(db, batch);
}

static void
test_new_names_of_resources(void)
{
    g_autofree char *web = add_resource("web");
    g_autofree char *shop = NULL;

    rename_resource(web, "web", NULL);
    add_own("web", web);
    rename_resource(web, "WEB", "WEB");
    expect_group(web, "WEB");
    shop = add_group("shop");
    rename_resource(web, "shop", "shop (2)");
    expect_group(web, "shop (2)");
    rename_resource(web, "web", NULL);
    move(shop, web);
    rename_resource(web, "shop", NULL);
    rename_resource(web, "other", NULL);
    expect_group(web, "shop");
}

static void
test_owners(void)
{
    g_autofree char *key = add_group("web");
    struct clusdb_batch *batch = clusdb_batch_new();
    g_auto(GStrv) none = groups_owners(db, key);
    g_autofree char *joined = NULL;
    g_auto(GStrv) two = NULL;

    CU_ASSERT_EQUAL(g_strv_length(none), 0);
    CU_ASSERT_EQUAL(groups_put_owners(batch, key, (const char *[]){ "2", "1", NULL }), 0);
    CU_ASSERT_EQUAL(groups_put_owners(batch, key, (const char *[]){ "", NULL }),
                    WIN32_INVALID_PARAMETER);
    fixture_must_commit(db, batch);
    two = groups_owners(db, key);
    joined = g_strjoinv(",", two);
    CU_ASSERT_STRING_EQUAL(joined, "2,1");
}

static void
test_missing_groups(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *web = add_resource("web");
    g_autofree char *second = add_resource("web (2)");
    g_autofree char *disk = add_resource("disk");
    g_autofree char *group = add_group("WEB");

    clusdb_batch_create_key(batch, "Resources\\nameless");
    fixture_must_commit(db, batch);
    move(group, disk);
    batch = clusdb_batch_new();
    CU_ASSERT_EQUAL(groups_put_missing(batch, db), 2);
    fixture_must_commit(db, batch);
    expect_group(disk, "WEB");
    CU_ASSERT_TRUE(exists("web (2)"));
    batch = clusdb_batch_new();
    CU_ASSERT_EQUAL(groups_put_missing(batch, db), 0);
    clusdb_batch_free(batch);
    forget(web);
    forget(second);
    forget(disk);
    CU_ASSERT_FALSE(exists("web (2)"));
    CU_ASSERT_FALSE(exists("web (2) (2)"));
    CU_ASSERT_TRUE(exists("WEB"));
}

/* What a DLL could have written there. */
static void
test_nonsense(void)
{
    static const uint8_t odd[] = { 'a', 0, 0, 0, 0, 0, 'b', 0, 0, 0xd8, 0, 0, 'c' };
    g_autofree char *key = add_group("web");
    g_autofree char *other = add_group("other");
    struct clusdb_batch *batch = clusdb_batch_new();
    g_auto(GStrv) members = NULL;

    clusdb_batch_set(batch, key, "Contains", REG_MULTI_SZ, odd, sizeof(odd));
    clusdb_batch_set(batch, key, "GroupType", REG_SZ, odd, 4);
    clusdb_batch_set(batch, key, GROUPS_OWN, REG_DWORD, odd, 1);
    clusdb_batch_set(batch, other, "Contains", REG_SZ, odd, 4);
    clusdb_batch_set(batch, other, "Name", REG_DWORD, odd, 4);
    fixture_must_commit(db, batch);
    members = groups_members(db, key);
    CU_ASSERT_EQUAL_FATAL(g_strv_length(members), 1);
    CU_ASSERT_STRING_EQUAL(members[0], "a");
    CU_ASSERT_EQUAL(groups_type(db, key), GROUP_TYPE_UNKNOWN);
    CU_ASSERT_FALSE(groups_is_own(db, key));
    expect_members(other, 0);
    CU_ASSERT_FALSE(exists("other"));
    CU_ASSERT_PTR_NULL(groups_of_resource(db, "Resources\\none"));
}

static void
test_too_many_members(void)
{
    g_autofree char *key = add_group("web");
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autoptr(GPtrArray) guids = g_ptr_array_new_with_free_func(g_free);

    for (int i = 0; i < 1328; i++) {
        g_ptr_array_add(guids, g_uuid_string_random());
    }
    g_ptr_array_add(guids, NULL);
    CU_ASSERT_EQUAL(clusdb_batch_set_strings(batch, key, "Contains",
                                             (const char *const *)guids->pdata),
                    0);
    fixture_must_commit(db, batch);
    batch = clusdb_batch_new();
    CU_ASSERT_EQUAL(groups_put_member(batch, db, key,
                                      "Resources\\12345678-1234-1234-1234-123456789abc"),
                    WIN32_BUFFER_OVERFLOW);
    clusdb_batch_free(batch);
}

void
suite_groups(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("groups", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_groups);
    CU_ADD_TEST(suite, test_own_groups);
    CU_ADD_TEST(suite, test_moving);
    CU_ADD_TEST(suite, test_own_group_with_guests);
    CU_ADD_TEST(suite, test_a_new_group_with_its_first_resource);
    CU_ADD_TEST(suite, test_free_names);
    CU_ADD_TEST(suite, test_new_names_of_resources);
    CU_ADD_TEST(suite, test_owners);
    CU_ADD_TEST(suite, test_missing_groups);
    CU_ADD_TEST(suite, test_nonsense);
    CU_ADD_TEST(suite, test_too_many_members);
}
