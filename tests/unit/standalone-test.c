/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The layout of the database, and the cluster that a resapid without Pacemaker makes of it. */

#include "unit.h"

#include "world-fixture.h"

#include <string.h>
#include <glib/gstdio.h>

#include "builtin-types.h"
#include "catalog.h"
#include "common-tables.h"
#include "dll-file.h"
#include "groups.h"
#include "layout.h"
#include "paths.h"
#include "protocol/windows-version.h"
#include "reopen-note.h"
#include "standalone.h"

static struct standalone *standalone;

static void
setup(void)
{
    fixture_setup_world("[cluster]\nname=Alpha\n");
    standalone = standalone_new(fixture_world.db, fixture_inventory);
}

static void
teardown(void)
{
    standalone_free(standalone);
    fixture_teardown_world();
}

static unsigned int
put_layout(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    unsigned int put = layout_put_missing(batch, fixture_world.db, fixture_config);

    fixture_must_commit(fixture_world.db, batch);
    return put;
}

static void
expect_string(const char *path, const char *name, const char *text)
{
    g_autofree char *stored = clusdb_string(fixture_world.db, path, name);

    CU_ASSERT_EQUAL(g_strcmp0(stored, text), 0);
}

static void
set_string(const char *path, const char *name, const char *text)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_set_string(batch, path, name, text);
    fixture_must_commit(fixture_world.db, batch);
}

static void
set_config_name(const char *name)
{
    g_free(fixture_config->cluster_name);
    fixture_config->cluster_name = g_strdup(name);
}

static void
test_layout(void)
{
    static const char *const keys[] = { "Groups",       "Resources",   "ResourceTypes",
                                        "Networks",     "Quorum",      "NetworkInterfaces",
                                        "Dependencies", "Checkpoints", "Nodes\\1" };
    g_autofree char *node = layout_node_name();
    g_autofree char *id = NULL;

    CU_ASSERT_TRUE(put_layout() > 10);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        CU_ASSERT_EQUAL(clusdb_key(fixture_world.db, keys[i], NULL), WIN32_SUCCESS);
    }
    expect_string("", "ClusterName", "Alpha");
    expect_string("Nodes\\1", "NodeName", node);
    expect_string("Nodes\\1", "CSDVersion", "");
    id = clusdb_string(fixture_world.db, "", "ClusterInstanceID");
    CU_ASSERT_TRUE(g_uuid_string_is_valid(id));
    CU_ASSERT_EQUAL(put_layout(), 0);
    expect_string("", "ClusterInstanceID", id);
}

/* Also of a database that has one by hand, whose other settings stay. */
static void
test_builtin_types(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    catalog_put_type(batch, "generic script", "/opt/other.dll", "type");
    clusdb_batch_set_dword(batch, "ResourceTypes\\Generic Script", "PendingTimeout", 77);
    fixture_must_commit(fixture_world.db, batch);
    put_layout();
    for (const struct builtin_type *type = builtin_types; type->name != NULL; type++) {
        g_autofree char *key = catalog_type_key(type->name);

        expect_string(key, "DllName", BUILTIN_DLL);
        expect_string(key, "Name", type->name);
        CU_ASSERT_TRUE(layout_needs(key));
    }
    CU_ASSERT_TRUE(catalog_type_is_shared(fixture_world.db, "Generic Script"));
    CU_ASSERT_FALSE(catalog_type_reopens(fixture_world.db, "Generic Script"));
    CU_ASSERT_TRUE(catalog_type_reopens(fixture_world.db, "generic service"));
    CU_ASSERT_FALSE(catalog_type_reopens(fixture_world.db, "Other"));
    CU_ASSERT_TRUE(layout_needs("resourcetypes\\generic script"));
    CU_ASSERT_FALSE(layout_needs("ResourceTypes\\Generic Script\\Parameters"));
    CU_ASSERT_FALSE(layout_needs("ResourceTypes"));
    CU_ASSERT_EQUAL(put_layout(), 0);
    batch = clusdb_batch_new();
    catalog_put_reopen(batch, "Generic Service", "no");
    catalog_put_reopen(batch, "Generic Script", "yes");
    fixture_must_commit(fixture_world.db, batch);
    CU_ASSERT_FALSE(catalog_type_reopens(fixture_world.db, "Generic Service"));
    CU_ASSERT_TRUE(catalog_type_reopens(fixture_world.db, "Generic Script"));
}

static void
test_dll_of_builtin_types(void)
{
    g_autofree char *folder = g_path_get_dirname(fixture_config->host_program);
    g_autofree char *own = g_build_filename(folder, "clusres.dll", NULL);
    g_autofree char *found = dll_file_path(fixture_config, "CLUSRES.dll");
    g_autofree char *other = dll_file_path(fixture_config, "/opt/clusres.dll");
    g_autofree char *searched = dll_file_path(fixture_config, "other.dll");

    CU_ASSERT_STRING_EQUAL(found, own);
    CU_ASSERT_STRING_EQUAL(other, "/opt/clusres.dll");
    CU_ASSERT_STRING_EQUAL(searched, "other.dll");
    CU_ASSERT_TRUE(dll_file_is_same(fixture_config, "clusres.dll", own));
    CU_ASSERT_FALSE(dll_file_is_same(fixture_config, "clusres.dll", "/opt/clusres.dll"));
}

static void
test_reopen_note(void)
{
    g_autofree char *path = paths_reopen_note(fixture_config, "Web");
    g_autofree char *folder = g_path_get_dirname(path);
    GError *error = NULL;

    CU_ASSERT_FALSE(reopen_note_is_there(fixture_config, "Web"));
    CU_ASSERT_TRUE(reopen_note_remove(fixture_config, "Web", NULL));
    CU_ASSERT_TRUE(reopen_note_make(fixture_config, "Web", NULL));
    CU_ASSERT_TRUE(reopen_note_make(fixture_config, "wEB", NULL));
    CU_ASSERT_TRUE(reopen_note_is_there(fixture_config, "WEB"));
    CU_ASSERT_FALSE(reopen_note_is_there(fixture_config, "other"));
    CU_ASSERT_TRUE(reopen_note_remove(fixture_config, "web", NULL));
    CU_ASSERT_FALSE(reopen_note_is_there(fixture_config, "Web"));
    /* A folder in its place. */
    CU_ASSERT_EQUAL(g_mkdir(path, 0755), 0);
    CU_ASSERT_TRUE(reopen_note_is_there(fixture_config, "Web"));
    CU_ASSERT_FALSE(reopen_note_make(fixture_config, "Web", &error));
    CU_ASSERT_PTR_NOT_NULL(error != NULL ? strstr(error->message, "EISDIR (21)") : NULL);
    g_clear_error(&error);
    CU_ASSERT_FALSE(reopen_note_remove(fixture_config, "Web", &error));
    CU_ASSERT_PTR_NOT_NULL(error != NULL ? strstr(error->message, path) : NULL);
    g_clear_error(&error);
    g_rmdir(path);
    g_rmdir(folder);
}

/* What clusapi.dll, the database and the properties of a node that the database does not know tell. */
static const struct {
    const char *name;
    uint32_t number;
} versions[] = {
    { "MajorVersion", WINDOWS_MAJOR },
    { "MinorVersion", WINDOWS_MINOR },
    { "BuildNumber", WINDOWS_BUILD },
    { "NodeHighestVersion", WINDOWS_CLUSTER_HIGHEST },
    { "NodeLowestVersion", WINDOWS_CLUSTER_LOWEST },
};

static void
test_versions(void)
{
    const struct common_table *table = &common_tables[COMMON_OF_NODE];

    put_layout();
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        uint32_t number = 0;
        bool found = false;

        CU_ASSERT_TRUE(clusdb_dword(fixture_world.db, "Nodes\\1", versions[i].name, &number));
        CU_ASSERT_EQUAL(number, versions[i].number);
        for (size_t k = 0; k < table->count; k++) {
            if (strcmp(table->properties[k].name, versions[i].name) == 0) {
                CU_ASSERT_EQUAL(table->properties[k].preset, versions[i].number);
                found = true;
            }
        }
        CU_ASSERT_TRUE(found);
    }
}

/* A database that an earlier resapid has written tells what this one does. */
static void
test_versions_are_renewed(void)
{
    struct clusdb_batch *old = clusdb_batch_new();
    uint32_t number = 0;

    put_layout();
    clusdb_batch_set_dword(old, "Nodes\\1", "BuildNumber", 17763);
    fixture_must_commit(fixture_world.db, old);
    CU_ASSERT_EQUAL(put_layout(), 1);
    CU_ASSERT_TRUE(clusdb_dword(fixture_world.db, "Nodes\\1", "BuildNumber", &number));
    CU_ASSERT_EQUAL(number, WINDOWS_BUILD);
}

static void
test_names(void)
{
    g_autofree char *node = layout_node_name();
    g_autofree char *name = layout_default_cluster_name();
    g_autofree char *upper = g_utf8_strup(node, -1);

    CU_ASSERT_PTR_NULL(strchr(node, '.'));
    CU_ASSERT_STRING_EQUAL(node, upper);
    CU_ASSERT_TRUE(g_str_has_prefix(node, name));
    CU_ASSERT_TRUE(name[0] != '\0' && g_utf8_strlen(name, -1) <= 15);
    put_layout();
    set_config_name("");
    CU_ASSERT_EQUAL(put_layout(), 0);
    set_string("", "ClusterName", "");
    CU_ASSERT_EQUAL(put_layout(), 1);
    expect_string("", "ClusterName", name);
    set_string("", "ClusterName", "renamed");
    CU_ASSERT_EQUAL(put_layout(), 0);
    set_config_name("Beta");
    CU_ASSERT_EQUAL(put_layout(), 1);
    expect_string("", "ClusterName", "Beta");
    set_string("Nodes\\1", "NodeName", "former");
    CU_ASSERT_EQUAL(put_layout(), 1);
    expect_string("Nodes\\1", "NodeName", node);
}

/* A database of an earlier version. */
static void
test_groups_of_old_resources(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = catalog_put_resource(batch, "web", "Fake");
    g_autofree char *group = NULL;

    fixture_must_commit(fixture_world.db, batch);
    put_layout();
    group = groups_of_resource(fixture_world.db, key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(group);
    expect_string(group, "Name", "web");
    CU_ASSERT_EQUAL(put_layout(), 0);
}

static void
take(void *user, struct cluster *cluster, const GError *error)
{
    CU_ASSERT_PTR_NULL(error);
    *(struct cluster **)user = cluster_ref(cluster);
}

static struct cluster *
look(void)
{
    const struct cluster_source *source = standalone_source(standalone);
    struct cluster *cluster = NULL;

    source->ask(source->source, take, &cluster);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cluster);
    return cluster;
}

static char *
add_resource(const char *name)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    char *key = catalog_put_resource(batch, name, "Fake");

    groups_put_own(batch, name, key);
    fixture_must_commit(fixture_world.db, batch);
    inventory_add(fixture_inventory, key);
    return key;
}

static void
test_empty(void)
{
    struct cluster *cluster = look();

    CU_ASSERT_EQUAL(cluster->nodes->len, 1);
    CU_ASSERT_EQUAL(cluster->resources->len, 0);
    CU_ASSERT_TRUE(cluster->name[0] != '\0' && cluster->id[0] != '\0');
    cluster_unref(cluster);
}

static void
test_cluster(void)
{
    g_autofree char *disk = add_resource("disk");
    g_autofree char *web = add_resource("web");
    g_autofree char *on_disk = g_strdup_printf("[%s]", catalog_id(disk));
    struct clusdb_batch *batch = clusdb_batch_new();
    const struct cluster_resource *resource;
    const struct cluster_group *group;
    struct cluster *cluster;

    catalog_put_type(batch, "Fake", "/a.dll", NULL);
    catalog_put_dependencies(batch, fixture_world.db, web, on_disk);
    catalog_put_owners(batch, fixture_world.db, web, (const char *[]){ "1", NULL });
    fixture_must_commit(fixture_world.db, batch);
    put_layout();
    cluster = look();
    CU_ASSERT_STRING_EQUAL(cluster->name, "Alpha");
    CU_ASSERT_EQUAL(cluster_local_node(cluster)->state, CLUSTER_NODE_UP);
    CU_ASSERT_PTR_NOT_NULL(cluster_type(cluster, "fake"));
    resource = cluster_resource(cluster, "WEB");
    CU_ASSERT_PTR_NOT_NULL_FATAL(resource);
    CU_ASSERT_STRING_EQUAL(resource->id, catalog_id(web));
    CU_ASSERT_STRING_EQUAL(resource->key, web);
    CU_ASSERT_STRING_EQUAL(resource->dependencies, on_disk);
    CU_ASSERT_STRING_EQUAL(resource->node, "1");
    CU_ASSERT_STRING_EQUAL(resource->owners[0], "1");
    CU_ASSERT_EQUAL(resource->state, CLUSTER_RESOURCE_OFFLINE);
    CU_ASSERT_PTR_NULL(cluster_resource(cluster, "disk")->owners);
    group = cluster_group(cluster, resource->group);
    CU_ASSERT_PTR_NOT_NULL_FATAL(group);
    CU_ASSERT_STRING_EQUAL(group->name, "web");
    CU_ASSERT_EQUAL(group->state, CLUSTER_GROUP_OFFLINE);
    CU_ASSERT_EQUAL(group->type, GROUP_TYPE_UNKNOWN);
    CU_ASSERT_TRUE(cluster->networks->len > 0 || cluster->interfaces->len == 0);
    cluster_unref(cluster);
}

static void
test_pause(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    struct cluster *cluster;

    put_layout();
    clusdb_batch_set_dword(batch, LAYOUT_NODE, LAYOUT_PAUSED, 1);
    fixture_must_commit(fixture_world.db, batch);
    cluster = look();
    CU_ASSERT_EQUAL(cluster_local_node(cluster)->state, CLUSTER_NODE_PAUSED);
    cluster_unref(cluster);
}

/* What a DLL has written where nobody kept it from doing so. */
static void
test_nonsense(void)
{
    g_autofree char *web = add_resource("web");
    struct clusdb_batch *batch = clusdb_batch_new();
    struct cluster *cluster;

    clusdb_batch_set_string(batch, web, CATALOG_DEPENDENCIES, "((nonsense");
    clusdb_batch_set_dword(batch, web, CATALOG_OWNERS, 5);
    clusdb_batch_create_key(batch, "Groups\\nameless");
    clusdb_batch_create_key(batch, "ResourceTypes\\Nameless");
    clusdb_batch_set_dword(batch, "", LAYOUT_CLUSTER_NAME, 1);
    clusdb_batch_set_string(batch, "", LAYOUT_CLUSTER_ID, "none");
    fixture_must_commit(fixture_world.db, batch);
    cluster = look();
    CU_ASSERT_STRING_EQUAL(cluster_resource(cluster, "web")->dependencies, "");
    CU_ASSERT_PTR_NULL(cluster_resource(cluster, "web")->owners);
    CU_ASSERT_STRING_EQUAL(cluster_group(cluster, "nameless")->name, "nameless");
    CU_ASSERT_STRING_EQUAL(cluster_type(cluster, "nameless")->display_name, "Nameless");
    CU_ASSERT_STRING_EQUAL(cluster->name, cluster_local_node(cluster)->name);
    cluster_unref(cluster);
}

static void
test_keeping(void)
{
    struct cluster *one = look();
    struct cluster *same = look();
    struct cluster *other;
    g_autofree char *web = NULL;

    CU_ASSERT_PTR_EQUAL(one, same);
    set_string("", "Any", "value");
    other = look();
    CU_ASSERT_PTR_NOT_EQUAL(other, one);
    cluster_unref(one);
    cluster_unref(same);
    one = other;
    web = add_resource("web");
    other = look();
    CU_ASSERT_EQUAL(other->resources->len, 1);
    CU_ASSERT_EQUAL(one->resources->len, 0);
    cluster_unref(one);
    one = other;
    inventory_remove(fixture_inventory, inventory_find(fixture_inventory, "web"));
    other = look();
    CU_ASSERT_EQUAL(other->resources->len, 0);
    cluster_unref(one);
    cluster_unref(other);
}

/* Someone asks when a new name has landed that the inventory is yet to hear of. */
static void
test_keeping_while_told(void)
{
    g_autofree char *web = add_resource("web");
    struct cluster *one;
    struct cluster *other;

    set_string(web, "Name", "mail");
    one = look();
    CU_ASSERT_PTR_NOT_NULL(cluster_resource(one, "web"));
    inventory_rename(fixture_inventory, inventory_find(fixture_inventory, "web"), "mail");
    other = look();
    CU_ASSERT_PTR_NULL(cluster_resource(other, "web"));
    CU_ASSERT_PTR_NOT_NULL(cluster_resource(other, "mail"));
    cluster_unref(one);
    cluster_unref(other);
}

void
suite_standalone(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("standalone", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_layout);
    CU_ADD_TEST(suite, test_builtin_types);
    CU_ADD_TEST(suite, test_dll_of_builtin_types);
    CU_ADD_TEST(suite, test_reopen_note);
    CU_ADD_TEST(suite, test_versions);
    CU_ADD_TEST(suite, test_versions_are_renewed);
    CU_ADD_TEST(suite, test_names);
    CU_ADD_TEST(suite, test_groups_of_old_resources);
    CU_ADD_TEST(suite, test_empty);
    CU_ADD_TEST(suite, test_cluster);
    CU_ADD_TEST(suite, test_pause);
    CU_ADD_TEST(suite, test_nonsense);
    CU_ADD_TEST(suite, test_keeping);
    CU_ADD_TEST(suite, test_keeping_while_told);
}
