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

struct standalone {
    const struct clusdb *db;
    const struct inventory *inventory;
    struct cluster_source source;
    struct cluster *cluster; /* NULL: none was made yet */
    uint64_t generation;     /* of the database, when it was */
    GArray *seen;            /* of the inventory, likewise */
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

/* Where Pacemaker has other nodes, they know nothing of it. */
static char **
owners_of(const struct cluster *cluster, const struct clusdb *db, const struct cluster_node *node,
          const char *key)
{
    const char *const here[] = { node->id, NULL };

    return cluster->managed ? g_strdupv((char **)here) : clusdb_strings(db, key, CATALOG_OWNERS);
}

static void
add_resource(struct cluster *cluster, const struct clusdb *db, const struct cluster_node *node,
             GHashTable *groups, const struct resource *resource)
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
    added->node = g_strdup(node->id);
    added->dependencies = dependencies_of(db, resource);
    added->owners = owners_of(cluster, db, node, added->key);
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

static char **
group_owners(const struct cluster *cluster, const struct clusdb *db, const char *key)
{
    return cluster->managed ? g_new0(char *, 1) : groups_owners(db, key);
}

static void
add_group(struct cluster *cluster, const struct clusdb *db, const struct cluster_node *node,
          const char *guid, const GArray *states)
{
    struct cluster_group *group = g_new0(struct cluster_group, 1);
    g_autofree char *key = g_strconcat("Groups\\", guid, NULL);

    group->id = g_strdup(guid);
    group->name = string_or(groups_name(db, key), guid);
    group->state = states != NULL
                       ? cluster_group_state((const uint32_t *)(void *)states->data, states->len)
                       : cluster_group_state(NULL, 0);
    group->type = groups_type(db, key);
    group->node = g_strdup(node->id);
    group->owners = group_owners(cluster, db, key);
    g_ptr_array_add(cluster->groups, group);
}

/* A group of nothing but what the cluster has already is not the node's own; nor is one that it has, whose
 * properties a DLL has set. */
static bool
is_shown(const struct cluster *cluster, const struct clusdb *db, const char *guid,
         GHashTable *shown)
{
    g_autofree char *key = g_strconcat("Groups\\", guid, NULL);
    g_auto(GStrv) members = groups_members(db, key);
    const struct cluster_group *there = cluster->managed ? cluster_group(cluster, guid) : NULL;

    if (there != NULL && catalog_same_name(there->id, guid)) {
        return true;
    }
    for (size_t i = 0; members[i] != NULL; i++) {
        g_autofree char *member = g_strconcat("Resources\\", members[i], NULL);

        if (!g_hash_table_contains(shown, member)) {
            return false;
        }
    }
    return members[0] != NULL;
}

static void
add_groups(struct cluster *cluster, const struct clusdb *db, const struct cluster_node *node,
           GHashTable *shown)
{
    g_autoptr(GHashTable) table = states_by_group(cluster);
    const char *guid;

    for (uint32_t i = 0; clusdb_subkey(db, "Groups", i, &guid) == WIN32_SUCCESS; i++) {
        if (!is_shown(cluster, db, guid, shown)) {
            add_group(cluster, db, node, guid, g_hash_table_lookup(table, guid));
        }
    }
}

/* Keys of the resources of resapid's that the cluster has; the strings are the cluster's. */
static GHashTable *
keys_of(const struct cluster *cluster)
{
    GHashTable *keys = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < cluster->resources->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(cluster->resources, i);

        if (resource->key != NULL) {
            g_hash_table_add(keys, resource->key);
        }
    }
    return keys;
}

void
standalone_add_own(struct cluster *cluster, const struct clusdb *db,
                   const struct inventory *inventory, const struct cluster_node *node)
{
    g_autoptr(GHashTable) groups = groups_table(db);
    g_autoptr(GHashTable) shown = keys_of(cluster);
    g_autoptr(GArray) addresses = networks_addresses();
    const struct resource *resource;

    add_types(cluster, db);
    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        if (!g_hash_table_contains(shown, resource_key(resource))) {
            add_resource(cluster, db, node, groups, resource);
        }
    }
    add_groups(cluster, db, node, shown);
    networks_choose(addresses);
    networks_fill(cluster, db, node, addresses);
}

char *
standalone_cluster_id(const struct clusdb *db)
{
    return string_or(clusdb_string(db, "", LAYOUT_CLUSTER_ID),
                     "00000000-0000-0000-0000-000000000000");
}

static struct cluster *
make_cluster(const struct standalone *standalone)
{
    const struct clusdb *db = standalone->db;
    struct cluster *cluster = cluster_new();
    const struct cluster_node *node = add_node(cluster, db);

    cluster->name = string_or(clusdb_string(db, "", LAYOUT_CLUSTER_NAME), node->name);
    cluster->id = standalone_cluster_id(db);
    standalone_add_own(cluster, db, standalone->inventory, node);
    cluster_sort(cluster);
    return cluster;
}

/* Keeping it */

static bool
is_fresh(const struct standalone *standalone)
{
    return standalone->cluster != NULL &&
           standalone->generation == clusdb_generation(standalone->db) &&
           g_get_monotonic_time() - standalone->made_us < FRESH_US &&
           inventory_is_as_seen(standalone->inventory, standalone->seen);
}

static void
look(struct standalone *standalone)
{
    inventory_see(standalone->inventory, standalone->seen);
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
    standalone->seen = inventory_seen_new();
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
