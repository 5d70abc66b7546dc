/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What hosts tell of property tables, by resource types in a real cluster database. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "catalog.h"
#include "property-items.h"
#include "property-list.h"

static struct clusdb *db;
static struct property_items *items;

static void
on_landed(void *user, const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);

    (void)user;
    property_items_landed(items, &change);
}

static void
put_type(const char *name, const char *dll)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    catalog_put_type(batch, name, dll, NULL);
    fixture_must_commit(db, batch);
}

static void
setup(void)
{
    fixture_setup();
    db = fixture_open();
    items = property_items_new();
    clusdb_observe(db, on_landed, NULL);
    put_type("File Share", "/opt/share.dll");
    put_type("Other", "/opt/other.dll");
}

static void
teardown(void)
{
    clusdb_close(db);
    property_items_free(g_steal_pointer(&items));
    fixture_teardown();
}

static struct channel_property_item
named(const char *name)
{
    return (struct channel_property_item){
        .type_name = "File Share", .name = name, .key = "", .format = CLUSPROP_FORMAT_SZ
    };
}

static bool
take(struct channel_property_item told)
{
    return property_items_take(items, db, &told);
}

static const struct property_item *
at(guint index)
{
    return property_items_at(items, "file share", index);
}

static void
test_take(void)
{
    struct channel_property_item told = named("Port");
    const uint8_t port[] = { 0x90, 0x1f, 0, 0 };

    told.format = CLUSPROP_FORMAT_DWORD;
    told.flags = PROPERTY_ITEM_REQUIRED;
    told.has_bounds = 1;
    told.least = 1;
    told.most = 65535;
    told.has_preset = 1;
    told.preset = (struct wire_bytes){ port, sizeof(port) };
    CU_ASSERT_TRUE(take(told));
    told = named("State");
    told.key = "Sub";
    told.flags = PROPERTY_ITEM_READ_ONLY;
    CU_ASSERT_TRUE(take(told));
    CU_ASSERT_PTR_NOT_NULL_FATAL(at(1));
    CU_ASSERT_STRING_EQUAL(at(0)->name, "Port");
    CU_ASSERT_STRING_EQUAL(at(0)->preset, "8080");
    CU_ASSERT_TRUE(at(0)->required && !at(0)->read_only && at(0)->has_bounds);
    CU_ASSERT_TRUE(at(0)->format == CLUSPROP_FORMAT_DWORD && at(0)->least == 1 &&
                   at(0)->most == 65535);
    CU_ASSERT_STRING_EQUAL(at(1)->key, "Sub");
    CU_ASSERT_TRUE(at(1)->read_only && !at(1)->required && at(1)->preset == NULL);
    CU_ASSERT_PTR_NULL(at(2));
    CU_ASSERT_PTR_NULL(property_items_at(items, "Other", 0));
    CU_ASSERT_PTR_NULL(property_items_at(items, "None", 0));
}

static void
check_preset(uint32_t format, bool is_signed, const void *data, uint32_t length, const char *text)
{
    struct channel_property_item told = named("Value");

    told.format = format;
    told.is_signed = is_signed;
    told.has_preset = 1;
    told.preset = (struct wire_bytes){ data, length };
    CU_ASSERT_TRUE(take(told));
    if (text == NULL) {
        CU_ASSERT_PTR_NULL(at(0)->preset);
    } else {
        CU_ASSERT_PTR_NOT_NULL_FATAL(at(0)->preset);
        CU_ASSERT_STRING_EQUAL(at(0)->preset, text);
    }
}

static void
test_presets(void)
{
    static const uint8_t ones[PROPERTY_ITEM_PRESET_MAX + 1] = { 0xfe, 0xff, 0xff, 0xff,
                                                                0xff, 0xff, 0xff, 0xff };

    check_preset(CLUSPROP_FORMAT_LONG, true, ones, 4, "-2");
    check_preset(CLUSPROP_FORMAT_DWORD, true, ones, 4, "-2");
    check_preset(CLUSPROP_FORMAT_DWORD, false, ones, 4, "4294967294");
    check_preset(CLUSPROP_FORMAT_LARGE_INTEGER, true, ones, 8, "-2");
    check_preset(CLUSPROP_FORMAT_ULARGE_INTEGER, false, ones, 8, "18446744073709551614");
    check_preset(CLUSPROP_FORMAT_SZ, true, "a\0b\0\0", 6, "ab");
    check_preset(CLUSPROP_FORMAT_MULTI_SZ, false, "a\0\0\0b\0\0\0\0", 10, "a;b");
    check_preset(CLUSPROP_FORMAT_BINARY, true, ones, 2, "feff");
    check_preset(CLUSPROP_FORMAT_BINARY, false, NULL, 0, "");
    /* The length of another format, no NUL, too long. */
    check_preset(CLUSPROP_FORMAT_DWORD, true, ones, 8, NULL);
    check_preset(CLUSPROP_FORMAT_LARGE_INTEGER, true, ones, 0, NULL);
    check_preset(CLUSPROP_FORMAT_SZ, false, "a\0", 2, NULL);
    check_preset(CLUSPROP_FORMAT_BINARY, false, ones, sizeof(ones), NULL);
    CU_ASSERT_PTR_NULL(at(1));
}

/* Tables are joined, and the last word counts. */
static void
test_again(void)
{
    struct channel_property_item told = named("port");

    CU_ASSERT_TRUE(take(named("Port")) && take(named("Path")));
    told.flags = PROPERTY_ITEM_REQUIRED;
    told.has_bounds = 1; /* text has none */
    CU_ASSERT_TRUE(take(told));
    CU_ASSERT_STRING_EQUAL(at(0)->name, "port");
    CU_ASSERT_TRUE(at(0)->required && !at(0)->has_bounds);
    CU_ASSERT_STRING_EQUAL(at(1)->name, "Path");
    CU_ASSERT_PTR_NULL(at(2));
}

static void
test_refused(void)
{
    g_autofree char *longest = g_strnfill(3 * PROPERTY_ITEM_NAME_MAX, 'x');
    g_autofree char *longer = g_strnfill(3 * PROPERTY_ITEM_NAME_MAX + 1, 'x');
    struct channel_property_item told = named("Port");

    told.type_name = "None";
    CU_ASSERT_FALSE(take(told));
    CU_ASSERT_FALSE(take(named("")));
    CU_ASSERT_FALSE(take(named(longer)));
    told = named("Port");
    told.key = longer;
    CU_ASSERT_FALSE(take(told));
    CU_ASSERT_PTR_NULL(at(0));
    CU_ASSERT_TRUE(take(named(longest)));
    for (guint i = 1; i < PROPERTY_ITEMS_MAX; i++) {
        g_autofree char *name = g_strdup_printf("P%u", i);

        CU_ASSERT_TRUE(take(named(name)));
    }
    CU_ASSERT_FALSE(take(named("Too many")));
    CU_ASSERT_TRUE(take(named("P1")));
    CU_ASSERT_PTR_NULL(at(PROPERTY_ITEMS_MAX));
}

static void
test_forget(void)
{
    struct channel_property_item other = named("Port");
    struct clusdb_batch *batch = clusdb_batch_new();

    other.type_name = "Other";
    CU_ASSERT_TRUE(take(named("Port")) && take(other));
    property_items_forget(items, "FILE SHARE");
    CU_ASSERT_PTR_NULL(at(0));
    CU_ASSERT_PTR_NOT_NULL(property_items_at(items, "Other", 0));
    property_items_forget(items, "None");

    CU_ASSERT_TRUE(take(named("Port")));
    put_type("File Share", "/opt/share.dll");
    CU_ASSERT_PTR_NOT_NULL(at(0));
    put_type("File Share", "/opt/share-2.dll");
    CU_ASSERT_PTR_NULL(at(0));

    CU_ASSERT_TRUE(take(named("Port")));
    clusdb_batch_delete_key(batch, "ResourceTypes\\File Share");
    fixture_must_commit(db, batch);
    CU_ASSERT_PTR_NULL(at(0));
    CU_ASSERT_PTR_NOT_NULL(property_items_at(items, "Other", 0));
    CU_ASSERT_FALSE(take(named("Port")));
}

void
suite_property_items(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("property-items", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_take);
    CU_ADD_TEST(suite, test_presets);
    CU_ADD_TEST(suite, test_again);
    CU_ADD_TEST(suite, test_refused);
    CU_ADD_TEST(suite, test_forget);
}
