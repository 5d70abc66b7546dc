/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Registry hives of Windows clusters, whole and damaged; libhivex writes them. */

#include "unit.h"

#include <hivex.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <CUnit/Basic.h>
#include <glib/gstdio.h>

#include "tools/import/hive.h"

#define PAGE 4096U
#define ROOT 0x20U /* of the first page */
#define ID   "11111111-aaaa-4000-8000-%012u"

static char *path;
static windows_cluster_t *cluster;
static notes_t *notes;
static GError *error;

static void
setup(void)
{
    path = g_build_filename(g_get_tmp_dir(), "resapid-hive-XXXXXX", NULL);
    close(g_mkstemp(path));
}

static void
forget(void)
{
    g_clear_pointer(&cluster, windows_cluster_free);
    g_clear_pointer(&notes, notes_free);
    g_clear_error(&error);
}

static void
teardown(void)
{
    forget();
    g_unlink(path);
    g_clear_pointer(&path, g_free);
}

/* ---- an empty hive, since libhivex makes none */

static void
put(guint8 *at, guint32 number)
{
    for (size_t i = 0; i < 4; i++) {
        at[i] = (guint8)(number >> (8 * i));
    }
}

/* A root key without a name at ROOT, its security descriptor, which holds nothing, behind it, and the
 * rest of the page free. */
static void
put_page(guint8 *page)
{
    guint8 *key = page + ROOT;
    guint8 *security = key + 80;
    guint8 *rest = security + 48;

    memcpy(page, "hbin", 4);
    put(page + 8, PAGE);
    put(key, (guint32)-80);
    memcpy(key + 4, "nk\x2c", 3);
    put(key + 20, G_MAXUINT32); /* parent */
    put(key + 32, G_MAXUINT32); /* sub-keys */
    put(key + 36, G_MAXUINT32);
    put(key + 44, G_MAXUINT32); /* values */
    put(key + 48, ROOT + 80);
    put(key + 52, G_MAXUINT32); /* class */
    put(security, (guint32)-48);
    memcpy(security + 4, "sk", 2);
    put(security + 8, ROOT + 80); /* the list has this one */
    put(security + 12, ROOT + 80);
    put(security + 16, 1);
    put(security + 20, 20);
    memcpy(security + 24, "\1\0\0\x80", 4);
    put(rest, (guint32)(page + PAGE - rest));
}

static void
put_checksum(guint8 *base)
{
    guint8 sum[4] = { 0 };

    for (size_t i = 0; i < 508; i++) {
        sum[i % 4] ^= base[i];
    }
    memcpy(base + 508, sum, sizeof(sum));
}

static void
write_bytes(const guint8 *bytes, gsize size)
{
    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, (const char *)bytes, (gssize)size, NULL));
}

static void
write_empty(void)
{
    guint8 bytes[2 * PAGE] = { 0 };

    memcpy(bytes, "regf", 4);
    put(bytes + 20, 1); /* version 1.5 */
    put(bytes + 24, 5);
    put(bytes + 32, 1);
    put(bytes + 36, ROOT);
    put(bytes + 40, PAGE);
    put(bytes + 44, 1);
    put_checksum(bytes);
    put_page(bytes + PAGE);
    write_bytes(bytes, sizeof(bytes));
}

/* ---- what is in it */

static hive_node_h
add_key(hive_h *hive, hive_node_h parent, const char *name)
{
    hive_node_h node = hivex_node_add_child(hive, parent, name);

    CU_ASSERT_FATAL(node != 0);
    return node;
}

static void
set(hive_h *hive, hive_node_h node, const char *name, hive_type type, void *bytes, gsize size)
{
    const hive_set_value value = { .key = (char *)name, .t = type, .len = size, .value = bytes };

    CU_ASSERT_EQUAL_FATAL(hivex_node_set_value(hive, node, &value, 0), 0);
}

static void
set_text(hive_h *hive, hive_node_h node, const char *name, const char *text)
{
    glong units = 0;
    g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units, NULL);

    set(hive, node, name, hive_t_REG_SZ, wide, 2 * ((gsize)units + 1));
}

static void
add_resource(hive_h *hive, hive_node_h resources, guint number)
{
    g_autofree char *id = g_strdup_printf(ID, number);
    g_autofree char *name = g_strdup_printf("res-\xc3\xa4-%u", number);
    hive_node_h resource = add_key(hive, resources, id);

    set_text(hive, resource, "Name", name);
    set_text(hive, resource, "Type", "Generic Service");
    set_text(hive, add_key(hive, resource, "Parameters"), "ServiceName", name);
}

/* One group of all the resources. */
static void
write_cluster(guint count)
{
    hive_h *hive;
    hive_node_h root;
    hive_node_h resources;
    hive_node_h group;
    g_autoptr(GString) ids = g_string_new(NULL);

    write_empty();
    hive = hivex_open(path, HIVEX_OPEN_WRITE);
    CU_ASSERT_PTR_NOT_NULL_FATAL(hive);
    root = hivex_root(hive);
    set_text(hive, root, "ClusterName", "halle");
    group = add_key(hive, add_key(hive, root, "Groups"), "mine");
    set_text(hive, group, "Name", "all");
    resources = add_key(hive, root, "Resources");
    for (guint i = 0; i < count; i++) {
        add_resource(hive, resources, i);
        g_string_append_printf(ids, ID " ", i);
    }
    set_text(hive, group, "Contains", ids->str);
    CU_ASSERT_EQUAL_FATAL(hivex_commit(hive, NULL, 0), 0);
    hivex_close(hive);
}

/* ---- reading */

static bool
read_it(void)
{
    forget();
    cluster = windows_cluster_new(path);
    notes = notes_new();
    return hive_read(cluster, path, notes, &error);
}

static bool
is_noted(const char *words)
{
    for (guint i = 0; i < notes_count(notes); i++) {
        if (strstr(notes_at(notes, i)->why, words) != NULL) {
            return true;
        }
    }
    return false;
}

static void
expect_error(const char *words)
{
    CU_ASSERT_FALSE(read_it());
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, words));
}

/* The file's bytes, to be damaged; g_free(). */
static guint8 *
load(gsize *size)
{
    char *bytes = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &bytes, size, NULL));
    return (guint8 *)bytes;
}

static void
test_whole(void)
{
    const struct windows_resource *resource;

    write_cluster(500);
    CU_ASSERT_TRUE_FATAL(read_it());
    CU_ASSERT_STRING_EQUAL(cluster->object.name, "halle");
    CU_ASSERT_EQUAL(cluster->resources->len, 500);
    resource = windows_cluster_find(cluster, WINDOWS_RESOURCE, "res-\xc3\xa4-499");
    CU_ASSERT_PTR_NOT_NULL_FATAL(resource);
    CU_ASSERT_EQUAL(g_strcmp0(resource->group_name, "all"), 0);
    CU_ASSERT_EQUAL(g_strcmp0(windows_properties_text(resource->object.private, "servicename"),
                              "res-\xc3\xa4-499"),
                    0);
    CU_ASSERT_PTR_NULL(resource->dependency);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_no_hive(void)
{
    expect_error("is no registry hive");
    write_bytes((const guint8 *)"Windows Registry Editor Version 5.00, and so on", 47);
    expect_error("reg export");
    g_unlink(path);
    expect_error("ENOENT (2)");
}

static void
test_no_cluster(void)
{
    write_empty();
    expect_error("has no cluster in it");
}

static void
test_bad_header(void)
{
    gsize size;
    g_autofree guint8 *bytes = NULL;

    write_cluster(1);
    bytes = load(&size);
    bytes[508] ^= 1;
    write_bytes(bytes, size);
    expect_error("EINVAL (22)");
    write_bytes(bytes, 100);
    expect_error("is damaged");
}

static void
test_in_use(void)
{
    gsize size;
    g_autofree guint8 *bytes = NULL;

    write_cluster(1);
    bytes = load(&size);
    bytes[4]++;
    put_checksum(bytes);
    write_bytes(bytes, size);
    CU_ASSERT_TRUE(read_it());
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_TRUE(is_noted("was in use"));
}

/* The first pages have the keys that were added first. */
static void
test_cut_off(void)
{
    gsize size;
    g_autofree guint8 *bytes = NULL;

    write_cluster(200);
    bytes = load(&size);
    write_bytes(bytes, size - 1000);
    CU_ASSERT_TRUE(read_it());
    CU_ASSERT_TRUE(is_noted("is cut off"));
    CU_ASSERT_EQUAL(g_strcmp0(cluster->object.name, "halle"), 0);
    CU_ASSERT_EQUAL(cluster->groups->len, 1);
    write_bytes(bytes, PAGE + 1000);
    expect_error("no cluster is in what can be read");
}

static void
test_a_page_of_zeros(void)
{
    gsize size;
    g_autofree guint8 *bytes = NULL;

    write_cluster(200);
    bytes = load(&size);
    memset(bytes + 10 * PAGE, 0, PAGE);
    write_bytes(bytes, size);
    CU_ASSERT_TRUE(read_it());
    CU_ASSERT_TRUE(is_noted("is damaged"));
    CU_ASSERT_TRUE(is_noted("cannot be read"));
    CU_ASSERT_TRUE(cluster->resources->len > 100);
    CU_ASSERT_TRUE(cluster->resources->len < 200);
}

/* The list of a key's sub-keys with the root in it. */
static void
test_a_key_below_itself(void)
{
    gsize size;
    g_autofree guint8 *bytes = NULL;
    guint8 *list;
    guint32 offset;

    write_cluster(2);
    bytes = load(&size);
    memcpy(&offset, bytes + PAGE + ROOT + 32, sizeof(offset));
    list = bytes + PAGE + GUINT32_FROM_LE(offset);
    CU_ASSERT_EQUAL_FATAL(list[4], 'l');
    put(list + 8, ROOT);
    write_bytes(bytes, size);
    CU_ASSERT_TRUE(read_it());
    CU_ASSERT_TRUE(is_noted("is in two places"));
}

/* Whatever the bytes are, there is an answer. */
static void
test_any_damage(void)
{
    gsize size;
    g_autofree guint8 *bytes = NULL;
    g_autoptr(GRand) random = g_rand_new_with_seed(8);

    write_cluster(5);
    bytes = load(&size);
    for (guint round = 0; round < 300; round++) {
        g_autofree guint8 *copy = g_memdup2(bytes, size);

        for (guint i = 0; i < 1 + round / 30; i++) {
            copy[g_rand_int_range(random, (gint32)PAGE, (gint32)size)] =
                (guint8)g_rand_int_range(random, 0, 256);
        }
        write_bytes(copy, size);
        CU_ASSERT_TRUE(read_it() == (error == NULL));
    }
}

void
suite_import_hive(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import: hives", NULL, NULL, setup, teardown);

    CU_add_test(suite, "a whole hive", test_whole);
    CU_add_test(suite, "no hive", test_no_hive);
    CU_add_test(suite, "no cluster", test_no_cluster);
    CU_add_test(suite, "a bad header", test_bad_header);
    CU_add_test(suite, "a hive that was in use", test_in_use);
    CU_add_test(suite, "a hive that is cut off", test_cut_off);
    CU_add_test(suite, "a page of zeros", test_a_page_of_zeros);
    CU_add_test(suite, "a key below itself", test_a_key_below_itself);
    CU_add_test(suite, "any damage", test_any_damage);
}
