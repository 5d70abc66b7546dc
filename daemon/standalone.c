/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "standalone.h"

#include "catalog.h"
#include "dependencies.h"
#include "error.h"
#include "groups.h"
#include "layout.h"
#include "log.h"
#include "networks.h"

/* So long addresses may have changed unnoticed. */
#define FRESH_US (10 * G_USEC_PER_SEC)

/* What a resource was when the cluster was made. */
struct seen {
    const struct resource *resource;
    enum resource_state state;
};

struct standalone {
    const struct clusdb *db;
    const struct inventory *inventory;
    struct cluster_source source;
    struct cluster *cluster; /* NULL: none was made yet */
    uint64_t generation;     /* of the database, when it was */
    GArray *seen;            /* struct seen, in the inventory's order */
    int64_t made_us;
};

/* Making it */

static char *
string_or(char *text, const char *other)
{
    if (text != NULL && text[0] != '\0') {
        return text;
    }
    g_free(text);
    return g_strdup(other);
}

static struct cluster_node *
add_node(struct cluster *cluster, const struct clusdb *db)
{
    struct cluster_node *node = g_new0(struct cluster_node, 1);
    g_autofree char *host = layout_node_name();
    uint32_t paused;

    node->id = g_strdup(LAYOUT_NODE_ID);
    node->name = string_or(clusdb_string(db, LAYOUT_NODE, LAYOUT_NODE_NAME), host);
    node->state = clusdb_dword(db, LAYOUT_NODE, LAYOUT_PAUSED, &paused) && paused != 0
                      ? CLUSTER_NODE_PAUSED
                      : CLUSTER_NODE_UP;
    node->local = true;
    g_ptr_array_add(cluster->nodes, node);
    return node;
}

static void
add_types(struct cluster *cluster, const struct clusdb *db)
{
    const char *name;

    for (uint32_t i = 0; clusdb_subkey(db, "ResourceTypes", i, &name) == WIN32_SUCCESS; i++) {
        struct cluster_type *type = g_new0(struct cluster_type, 1);
        g_autofree char *key = g_strconcat("ResourceTypes\\", name, NULL);

        type->name = g_strdup(name);
        type->display_name = string_or(clusdb_string(db, key, "Name"), name);
        g_ptr_array_add(cluster->types, type);
    }
}

/* A resource may be gone that another depends on: its id stays where it stands. */
static char *
as_it_is(void *user, const char *bracketed)
{
    (void)user;
    return g_strdup(bracketed);
}

static char *
dependencies_of(const struct clusdb *db, const struct resource *resource)
{
    g_autofree char *stored = catalog_resource_dependencies(db, resource_key(resource));
    g_autoptr(GError) error = NULL;
    char *expression = dependencies_rewrite(stored, as_it_is, NULL, &error);

    if (expression == NULL) {
        log_warning("resource %s: cluster database: %s", resource_name(resource), error->message);
        return g_strdup("");
    }
    return expression;
}

static void
add_resource(struct cluster *cluster, const struct clusdb *db, GHashTable *groups,
             const struct resource *resource)
{
    struct cluster_resource *added = g_new0(struct cluster_resource, 1);
    const char *group;

    added->key = g_strdup(resource_key(resource));
    added->id = g_strdup(catalog_id(added->key));
    added->name = g_strdup(resource_name(resource));
    added->type = g_strdup(resource_type(resource));
    added->state = resource_state(resource);
    group = groups_table_find(groups, added->id);
    added->group = g_strdup(group != NULL ? catalog_id(group) : "");
    added->node = g_strdup(LAYOUT_NODE_ID);
    added->dependencies = dependencies_of(db, resource);
    added->owners = clusdb_strings(db, added->key, CATALOG_OWNERS);
    g_ptr_array_add(cluster->resources, added);
}

/* Resources by group: arrays of states. */
static GHashTable *
states_by_group(const struct cluster *cluster)
{
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);

    for (guint i = 0; i < cluster->resources->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(cluster->resources, i);
        GArray *states = g_hash_table_lookup(table, resource->group);

        if (states == NULL) {
            states = g_array_new(FALSE, FALSE, sizeof(uint32_t));
            g_hash_table_insert(table, g_strdup(resource->group), states);
        }
        g_array_append_val(states, resource->state);
    }
    return table;
}

static void
add_groups(struct cluster *cluster, const struct clusdb *db)
{
    g_autoptr(GHashTable) table = states_by_group(cluster);
    const char *guid;

    for (uint32_t i = 0; clusdb_subkey(db, "Groups", i, &guid) == WIN32_SUCCESS; i++) {
        struct cluster_group *group = g_new0(struct cluster_group, 1);
        g_autofree char *key = g_strconcat("Groups\\", guid, NULL);
        const GArray *states = g_hash_table_lookup(table, guid);

        group->id = g_strdup(guid);
        group->name = string_or(groups_name(db, key), guid);
        group->state = states != NULL ? cluster_group_state((const uint32_t *)(void *)states->data,
                                                            states->len)
                                      : cluster_group_state(NULL, 0);
        group->type = groups_type(db, key);
        group->node = g_strdup(LAYOUT_NODE_ID);
        group->owners = groups_owners(db, key);
        g_ptr_array_add(cluster->groups, group);
    }
}

static struct cluster *
make_cluster(const struct standalone *standalone)
{
    const struct clusdb *db = standalone->db;
    g_autoptr(GHashTable) groups = groups_table(db);
    g_autoptr(GArray) addresses = networks_addresses();
    struct cluster *cluster = cluster_new();
    const struct cluster_node *node = add_node(cluster, db);
    const struct resource *resource;

    cluster->name = string_or(clusdb_string(db, "", LAYOUT_CLUSTER_NAME), node->name);
    cluster->id =
        string_or(clusdb_string(db, "", LAYOUT_CLUSTER_ID), "00000000-0000-0000-0000-000000000000");
    add_types(cluster, db);
    for (uint32_t i = 0; (resource = inventory_at(standalone->inventory, i)) != NULL; i++) {
        add_resource(cluster, db, groups, resource);
    }
    add_groups(cluster, db);
    networks_choose(addresses);
    networks_fill(cluster, db, node, addresses);
    cluster_sort(cluster);
    return cluster;
}

/* Keeping it */

static bool
is_as_seen(const struct standalone *standalone)
{
    const struct resource *resource;
    uint32_t i = 0;

    for (; (resource = inventory_at(standalone->inventory, i)) != NULL; i++) {
        const struct seen *seen = &g_array_index(standalone->seen, struct seen, i);

        if (i >= standalone->seen->len || seen->resource != resource ||
            seen->state != resource_state(resource)) {
            return false;
        }
    }
    return i == standalone->seen->len;
}

static bool
is_fresh(const struct standalone *standalone)
{
    return standalone->cluster != NULL &&
           standalone->generation == clusdb_generation(standalone->db) &&
           g_get_monotonic_time() - standalone->made_us < FRESH_US && is_as_seen(standalone);
}

static void
look(struct standalone *standalone)
{
    const struct resource *resource;

    g_array_set_size(standalone->seen, 0);
    for (uint32_t i = 0; (resource = inventory_at(standalone->inventory, i)) != NULL; i++) {
        const struct seen seen = { resource, resource_state(resource) };

        g_array_append_val(standalone->seen, seen);
    }
    standalone->generation = clusdb_generation(standalone->db);
    standalone->made_us = g_get_monotonic_time();
    cluster_unref(standalone->cluster);
    standalone->cluster = make_cluster(standalone);
}

/* The cluster must last as long as told(), which may change a state. */
static void
ask(void *source, cluster_told told, void *user)
{
    struct standalone *standalone = source;
    struct cluster *cluster;

    if (!is_fresh(standalone)) {
        look(standalone);
    }
    cluster = cluster_ref(standalone->cluster);
    told(user, cluster, NULL);
    cluster_unref(cluster);
}

/* Nobody ever waits. */
static void
cancel(void *source, void *user)
{
    (void)source;
    (void)user;
}

const struct cluster_source *
standalone_source(const struct standalone *standalone)
{
    return &standalone->source;
}

struct standalone *
standalone_new(const struct clusdb *db, const struct inventory *inventory)
{
    struct standalone *standalone = g_new0(struct standalone, 1);

    standalone->db = db;
    standalone->inventory = inventory;
    standalone->source =
        (struct cluster_source){ .ask = ask, .cancel = cancel, .source = standalone };
    standalone->seen = g_array_new(FALSE, FALSE, sizeof(struct seen));
    return standalone;
}

void
standalone_free(struct standalone *standalone)
{
    if (standalone != NULL) {
        cluster_unref(standalone->cluster);
        g_array_unref(standalone->seen);
        g_free(standalone);
    }
}
