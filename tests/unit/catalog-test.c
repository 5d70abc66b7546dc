/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Types and resources in a real cluster database. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "catalog.h"

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

static void
add_type(const char *name, const char *dll)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    catalog_put_type(batch, name, dll, NULL);
    fixture_must_commit(db, batch);
}

static char *
add_resource(const char *name, const char *type)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    char *key = catalog_put_resource(batch, name, type);

    fixture_must_commit(db, batch);
    return key;
}

static void
check_name(const char *name, bool good)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_EQUAL(catalog_check_name("resource", name, &error), good);
    CU_ASSERT_EQUAL(error == NULL, good);
    if (error != NULL) {
        CU_ASSERT_TRUE(g_error_matches(error, RESAPID_ERROR, OUTCOME_INVALID));
        CU_ASSERT_TRUE(g_str_has_prefix(error->message, "resource name"));
    }
}

static void
test_names(void)
{
    g_autofree char *longest = g_strnfill(255, 'a');
    g_autofree char *too_long = g_strnfill(256, 'a');
    GString *wide = g_string_new(NULL);

    for (int i = 0; i < 255; i++) {
        g_string_append(wide, "\xc3\xa4");
    }
    check_name("web", true);
    check_name("Web Server (1) / a.b", true);
    check_name(longest, true);
    check_name(wide->str, true);
    check_name("", false);
    check_name(too_long, false);
    check_name("a\\b", false);
    check_name("a\nb", false);
    check_name("a\x7f", false);
    check_name("\xc2\x85", false);
    g_string_free(wide, TRUE);
}

static void
test_types(void)
{
    g_autofree char *missing = catalog_type_dll(db, "Fake");
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    g_autofree char *key = catalog_type_key("Fake");

    CU_ASSERT_PTR_NULL(missing);
    add_type("Fake", "/a.dll");
    first = catalog_type_dll(db, "fAKE");
    CU_ASSERT_STRING_EQUAL(first, "/a.dll");
    add_type("Fake", "/b.dll");
    second = catalog_type_dll(db, "Fake");
    CU_ASSERT_STRING_EQUAL(second, "/b.dll");
    CU_ASSERT_STRING_EQUAL(key, "ResourceTypes\\Fake");
    CU_ASSERT_EQUAL(clusdb_key(db, "ResourceTypes\\Fake\\Parameters", NULL), WIN32_SUCCESS);
}

static void
test_resources(void)
{
    g_autofree char *key = add_resource("Gr\xc3\xb6\xc3\x9f"
                                        "e",
                                        "Fake");
    g_autofree char *name = catalog_resource_name(db, key);
    g_autofree char *type = catalog_resource_type(db, key);
    g_autofree char *parameters = catalog_resource_parameters(key);

    CU_ASSERT_TRUE(g_str_has_prefix(key, "Resources\\"));
    CU_ASSERT_TRUE(g_uuid_string_is_valid(key + strlen("Resources\\")));
    CU_ASSERT_TRUE(catalog_same_name(name, "GR\xc3\x96SSE"));
    CU_ASSERT_FALSE(catalog_same_name(name, "other"));
    CU_ASSERT_STRING_EQUAL(name, "Gr\xc3\xb6\xc3\x9f"
                                 "e");
    CU_ASSERT_STRING_EQUAL(type, "Fake");
    CU_ASSERT_EQUAL(clusdb_key(db, parameters, NULL), WIN32_SUCCESS);
}

static void
test_same_names(void)
{
    CU_ASSERT_TRUE(catalog_same_name("Web", "wEB"));
    CU_ASSERT_TRUE(catalog_same_name("\xc3\x84", "\xc3\xa4"));
    CU_ASSERT_FALSE(catalog_same_name("Web", "Web2"));
    CU_ASSERT_FALSE(catalog_same_name("", "a"));
}

static void
test_managed(void)
{
    g_autofree char *key = add_resource("web", "Fake");
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_FALSE(catalog_resource_managed(db, key));
    catalog_put_managed(batch, key);
    fixture_must_commit(db, batch);
    CU_ASSERT_TRUE(catalog_resource_managed(db, key));
    batch = clusdb_batch_new();
    catalog_put_unmanaged(batch, key);
    fixture_must_commit(db, batch);
    CU_ASSERT_FALSE(catalog_resource_managed(db, key));
}

static void
test_opened(void)
{
    g_autofree char *key = add_resource("web", "Fake");
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_FALSE(catalog_resource_was_open(db, key));
    catalog_put_opened(batch, key);
    fixture_must_commit(db, batch);
    CU_ASSERT_TRUE(catalog_resource_was_open(db, key));
}

static void
test_rename(void)
{
    g_autofree char *key = add_resource("web", "Fake");
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *name = NULL;
    g_autofree char *type = NULL;

    catalog_put_name(batch, key,
                     "Gr\xc3\xb6\xc3\x9f"
                     "e");
    fixture_must_commit(db, batch);
    name = catalog_resource_name(db, key);
    type = catalog_resource_type(db, key);
    CU_ASSERT_STRING_EQUAL(name, "Gr\xc3\xb6\xc3\x9f"
                                 "e");
    CU_ASSERT_STRING_EQUAL(type, "Fake");
}

static void
put_isolation(const char *isolation)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    catalog_put_type(batch, "Fake", "/a.dll", isolation);
    fixture_must_commit(db, batch);
}

static void
test_isolation(void)
{
    CU_ASSERT_FALSE(catalog_type_is_shared(db, "Fake"));
    put_isolation(NULL);
    CU_ASSERT_FALSE(catalog_type_is_shared(db, "Fake"));
    put_isolation("type");
    CU_ASSERT_TRUE(catalog_type_is_shared(db, "fake"));
    put_isolation(NULL);
    CU_ASSERT_TRUE(catalog_type_is_shared(db, "Fake"));
    put_isolation("resource");
    CU_ASSERT_FALSE(catalog_type_is_shared(db, "Fake"));
}

/* Returns the number of changes; a batch without an error is committed. */
static int
put(const char *key, const char *const *words, GError **error)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    int changes = catalog_put_properties(batch, db, key, words, error);

    if (changes < 0) {
        clusdb_batch_free(batch);
    } else {
        fixture_must_commit(db, batch);
    }
    return changes;
}

static void
test_properties(void)
{
    g_autofree char *key = add_resource("web", "Fake");
    g_autofree char *parameters = catalog_resource_parameters(key);
    g_autofree char *root = NULL;
    GError *error = NULL;
    uint32_t port = 0;

    CU_ASSERT_EQUAL(put(key, (const char *[]){ "Port=80", "Root=/srv", NULL }, &error), 2);
    CU_ASSERT_EQUAL(put(key, (const char *[]){ "Port=80", "Root=/srv", NULL }, &error), 0);
    CU_ASSERT_EQUAL(put(key, (const char *[]){ "port=81", "Root=/srv", NULL }, &error), 1);
    CU_ASSERT_EQUAL(put(key, (const char *[]){ NULL }, &error), 0);
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_TRUE(clusdb_dword(db, parameters, "Port", &port));
    CU_ASSERT_EQUAL(port, 81);
    root = clusdb_string(db, parameters, "Root");
    CU_ASSERT_STRING_EQUAL(root, "/srv");

    CU_ASSERT_EQUAL(put(key, (const char *[]){ "Port=", "None=", NULL }, &error), 1);
    CU_ASSERT_FALSE(clusdb_dword(db, parameters, "Port", &port));
}

static void
test_wrong_properties(void)
{
    g_autofree char *key = add_resource("web", "Fake");
    g_autofree char *parameters = catalog_resource_parameters(key);
    g_autofree char *name = g_strnfill(16384, 'n');
    g_autofree char *too_long = g_strdup_printf("%s=1", name);
    const char *const wrong[] = { "Port=many", "=1", "Port", too_long };
    uint32_t port = 0;

    CU_ASSERT_EQUAL(put(key, (const char *[]){ "Port=80", NULL }, NULL), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        GError *error = NULL;

        CU_ASSERT_EQUAL(put(key, (const char *[]){ "Port=81", wrong[i], NULL }, &error), -1);
        CU_ASSERT_TRUE(g_error_matches(error, RESAPID_ERROR, OUTCOME_INVALID));
        g_clear_error(&error);
    }
    CU_ASSERT_TRUE(clusdb_dword(db, parameters, "Port", &port));
    CU_ASSERT_EQUAL(port, 80);
}

static void
put_dependencies(const char *key, const char *expression)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    catalog_put_dependencies(batch, db, key, expression);
    fixture_must_commit(db, batch);
}

static void
expect_dependencies(const char *key, const char *expression)
{
    g_autofree char *stored = catalog_resource_dependencies(db, key);

    CU_ASSERT_STRING_EQUAL(stored, expression);
}

static void
test_dependencies(void)
{
    g_autofree char *web = add_resource("web", "Fake");
    g_autofree char *disk = add_resource("disk", "Fake");
    g_autofree char *on_disk = g_strdup_printf("[%s]", catalog_id(disk));
    g_autofree char *on_both = g_strdup_printf("%s and [other]", on_disk);
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_TRUE(g_str_has_suffix(disk, catalog_id(disk)));
    CU_ASSERT_STRING_EQUAL(catalog_id("Groups"), "Groups");
    put_dependencies(web, "");
    expect_dependencies(web, "");
    put_dependencies(web, on_both);
    expect_dependencies(web, on_both);
    put_dependencies(disk, on_disk);
    catalog_forget_provider(batch, db, catalog_id(disk));
    clusdb_batch_delete_key(batch, disk);
    fixture_must_commit(db, batch);
    expect_dependencies(web, "[other]");
    put_dependencies(web, "");
    expect_dependencies(web, "");
}

/* What another hand has written there is not for resapid to judge. */
static void
test_what_is_no_expression_stays(void)
{
    g_autofree char *web = add_resource("web", "Fake");
    g_autofree char *disk = add_resource("disk", "Fake");
    g_autofree char *garbage = g_strdup_printf("[%s] or and", catalog_id(disk));
    struct clusdb_batch *batch = clusdb_batch_new();

    put_dependencies(web, garbage);
    catalog_forget_provider(batch, db, catalog_id(disk));
    CU_ASSERT_EQUAL(clusdb_batch_size(batch), 0);
    clusdb_batch_free(batch);
    expect_dependencies(web, garbage);
}

/* A batch of which a part cannot be stored is not committed by half. */
static void
test_what_cannot_be_put_fails_the_batch(void)
{
    g_autofree char *web = add_resource("web", "Fake");
    g_autofree char *large = g_strnfill(CLUSDB_VALUE_MAX, 'l');
    g_autofree char *key = NULL;
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch = clusdb_batch_new();

    catalog_put_managed(batch, web);
    catalog_put_dependencies(batch, db, web, large);
    error = fixture_commit(db, batch);
    CU_ASSERT_EQUAL(error_win32(error), WIN32_BUFFER_OVERFLOW);
    CU_ASSERT_FALSE(catalog_resource_managed(db, web));
    g_clear_error(&error);

    batch = clusdb_batch_new();
    key = catalog_put_resource(batch, "\xff", "Fake");
    error = fixture_commit(db, batch);
    CU_ASSERT_EQUAL(error_win32(error), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(clusdb_key(db, key, NULL), WIN32_FILE_NOT_FOUND);
}

static void
test_owners(void)
{
    g_autofree char *web = add_resource("web", "Fake");
    struct clusdb_batch *batch = clusdb_batch_new();
    g_auto(GStrv) owners = NULL;

    catalog_put_owners(batch, db, web, NULL);
    catalog_put_owners(batch, db, web, (const char *[]){ "1", "3", NULL });
    fixture_must_commit(db, batch);
    owners = clusdb_strings(db, web, CATALOG_OWNERS);
    CU_ASSERT_EQUAL_FATAL(g_strv_length(owners), 2);
    CU_ASSERT_STRING_EQUAL(owners[1], "3");
    batch = clusdb_batch_new();
    catalog_put_owners(batch, db, web, NULL);
    fixture_must_commit(db, batch);
    CU_ASSERT_PTR_NULL(clusdb_strings(db, web, CATALOG_OWNERS));
}

void
suite_catalog(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("catalog", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_names);
    CU_ADD_TEST(suite, test_types);
    CU_ADD_TEST(suite, test_resources);
    CU_ADD_TEST(suite, test_same_names);
    CU_ADD_TEST(suite, test_managed);
    CU_ADD_TEST(suite, test_opened);
    CU_ADD_TEST(suite, test_rename);
    CU_ADD_TEST(suite, test_isolation);
    CU_ADD_TEST(suite, test_dependencies);
    CU_ADD_TEST(suite, test_what_is_no_expression_stays);
    CU_ADD_TEST(suite, test_what_cannot_be_put_fails_the_batch);
    CU_ADD_TEST(suite, test_owners);
    CU_ADD_TEST(suite, test_properties);
    CU_ADD_TEST(suite, test_wrong_properties);
}
