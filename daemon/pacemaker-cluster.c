/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker-cluster.h"

#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "dependencies.h"
#include "error.h"
#include "groups.h"
#include "guid.h"
#include "layout.h"
#include "standalone.h"

#define ID_SPACE   "resapid pacemaker "
#define OWN_AGENTS "ocf:resapi:"
#define AND        " and "

/* While it is made. Tables are by Pacemaker's names; what is in them is the cluster's. */
struct making {
    const struct pacemaker_view *view;
    struct cluster *cluster;
    const struct cluster_node *here;
    GHashTable *nodes;
    GHashTable *resources;
    GHashTable *groups;
    GHashTable *stored_groups; /* groups_table() */
    GHashTable *locations;     /* name of a resource -> GPtrArray of the configuration's */
};

static char *
id_of(const char *kind, const char *name)
{
    g_autofree char *what = g_strconcat(kind, " ", name, NULL);

    return guid_of_name(ID_SPACE, what);
}

/* Nodes */

static void
add_nodes(struct making *making)
{
    const GPtrArray *nodes = making->view->status->nodes;

    for (guint i = 0; i < nodes->len; i++) {
        const struct pacemaker_node *node = g_ptr_array_index(nodes, i);
        struct cluster_node *added = g_new0(struct cluster_node, 1);

        added->id = g_strdup(node->id);
        added->name = g_strdup(node->name);
        added->state = node->state;
        added->local = strcmp(node->name, making->view->node) == 0;
        making->here = added->local ? added : making->here;
        g_hash_table_insert(making->nodes, node->name, added);
        g_ptr_array_add(making->cluster->nodes, added);
    }
}

static const char *
node_id(const struct making *making, const char *name)
{
    const struct cluster_node *node = g_hash_table_lookup(making->nodes, name);

    return node != NULL ? node->id : "";
}

/* Resources */

static bool
is_own_agent(const struct pacemaker_resource *resource)
{
    return g_str_has_prefix(resource->agent, OWN_AGENTS);
}

static const struct resource *
own_of(const struct making *making, const struct pacemaker_resource *resource)
{
    return is_own_agent(resource) ? inventory_find(making->view->inventory, resource->name) : NULL;
}

static const char *
type_of(const struct making *making, const struct pacemaker_resource *resource)
{
    const struct resource *own = own_of(making, resource);
    const char *type;

    if (own != NULL) {
        return resource_type(own);
    }
    type = is_own_agent(resource)
               ? g_hash_table_lookup(making->view->configuration->types, resource->name)
               : NULL;
    return type != NULL ? type : resource->agent;
}

static bool
runs_elsewhere(const struct making *making, const struct pacemaker_resource *resource)
{
    return resource->node[0] != '\0' && strcmp(resource->node, making->here->name) != 0;
}

/* What is offline here says nothing of other nodes, nor that it has not failed. */
static void
put_state(const struct making *making, struct cluster_resource *added,
          const struct pacemaker_resource *resource)
{
    const struct resource *own = own_of(making, resource);
    uint32_t state = own != NULL ? (uint32_t)resource_state(own) : CLUSTER_RESOURCE_OFFLINE;
    bool down = state == CLUSTER_RESOURCE_OFFLINE || state == CLUSTER_RESOURCE_FAILED;
    const char *node = node_id(making, resource->node);

    if (own == NULL || (down && runs_elsewhere(making, resource)) ||
        (state == CLUSTER_RESOURCE_OFFLINE && resource->state == CLUSTER_RESOURCE_FAILED)) {
        state = resource->state;
    } else if (state != CLUSTER_RESOURCE_OFFLINE) {
        node = making->here->id;
    }
    added->state = state;
    g_free(added->node);
    added->node = g_strdup(node);
}

static int
rank(const struct making *making, const struct pacemaker_resource *resource)
{
    if (resource->node[0] == '\0') {
        return 0;
    }
    return runs_elsewhere(making, resource) ? 1 : 2;
}

static int
rank_of_added(const struct making *making, const struct cluster_resource *added)
{
    if (added->node[0] == '\0') {
        return 0;
    }
    return strcmp(added->node, making->here->id) != 0 ? 1 : 2;
}

static struct cluster_resource *
resource_new_of(const struct making *making, const struct pacemaker_resource *resource)
{
    const struct resource *own = own_of(making, resource);
    struct cluster_resource *added = g_new0(struct cluster_resource, 1);

    added->key = own != NULL ? g_strdup(resource_key(own)) : NULL;
    added->id = own != NULL ? g_strdup(catalog_id(added->key)) : id_of("resource", resource->name);
    added->name = g_strdup(resource->name);
    added->type = g_strdup(type_of(making, resource));
    added->dependencies = g_strdup("");
    added->managed = !resource->orphaned;
    return added;
}

/* Groups */

/* A group of its own has its key in the database, if resapid has the resource here. */
static char *
group_id(const struct making *making, const struct cluster_resource *resource, const char *group)
{
    const struct clusdb *db = making->view->db;
    const char *key;

    if (group == NULL && resource->key != NULL) {
        key = groups_table_find(making->stored_groups, resource->id);
        if (key != NULL && groups_is_own(db, key)) {
            g_auto(GStrv) members = groups_members(db, key);

            if (g_strv_length(members) == 1) {
                return g_strdup(catalog_id(key));
            }
        }
    }
    return id_of("group", group != NULL ? group : resource->name);
}

static const struct cluster_group *
find_or_add_group(struct making *making, const struct cluster_resource *resource, const char *group)
{
    const char *name = group != NULL ? group : resource->name;
    struct cluster_group *added = g_hash_table_lookup(making->groups, name);

    if (added == NULL) {
        added = g_new0(struct cluster_group, 1);
        added->id = group_id(making, resource, group);
        added->name = g_strdup(name);
        added->type = GROUP_TYPE_UNKNOWN;
        added->node = g_strdup("");
        added->owners = g_new0(char *, 1);
        g_hash_table_insert(making->groups, added->name, added);
        g_ptr_array_add(making->cluster->groups, added);
    }
    return added;
}

static void
add_resource(struct making *making, const struct pacemaker_resource *resource)
{
    struct cluster_resource *added = g_hash_table_lookup(making->resources, resource->name);

    if (added == NULL) {
        added = resource_new_of(making, resource);
        added->group = g_strdup(find_or_add_group(making, added, resource->group)->id);
        put_state(making, added, resource);
        g_hash_table_insert(making->resources, added->name, added);
        g_ptr_array_add(making->cluster->resources, added);
    } else if (rank(making, resource) > rank_of_added(making, added)) {
        put_state(making, added, resource);
    }
}

static void
add_resources(struct making *making)
{
    const GPtrArray *resources = making->view->status->resources;

    for (guint i = 0; i < resources->len; i++) {
        add_resource(making, g_ptr_array_index(resources, i));
    }
}

/* The members of a group run on one node, unless they run nowhere. */
static void
note_member(GHashTable *states, struct cluster_group *group,
            const struct cluster_resource *resource)
{
    GArray *of_group = g_hash_table_lookup(states, group);

    if (of_group == NULL) {
        of_group = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_hash_table_insert(states, group, of_group);
    }
    g_array_append_val(of_group, resource->state);
    if (group->node[0] == '\0') {
        g_free(group->node);
        group->node = g_strdup(resource->node);
    }
}

static void
put_group_states(const struct making *making)
{
    g_autoptr(GHashTable) states =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    GHashTableIter iter;
    gpointer group;
    gpointer array;

    for (guint i = 0; i < making->cluster->resources->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(making->cluster->resources, i);

        note_member(states, (struct cluster_group *)cluster_group(making->cluster, resource->group),
                    resource);
    }
    g_hash_table_iter_init(&iter, states);
    while (g_hash_table_iter_next(&iter, &group, &array)) {
        const GArray *of_group = array;

        ((struct cluster_group *)group)->state =
            cluster_group_state((const uint32_t *)(void *)of_group->data, of_group->len);
    }
}

/* Dependencies */

/* "[id]", or "([id] or [id])"; what does not exist is left out. */
static char *
clause(const struct making *making, char *const *providers)
{
    g_autoptr(GString) text = g_string_new(NULL);
    unsigned int count = 0;

    for (size_t i = 0; providers[i] != NULL; i++) {
        const struct cluster_resource *provider =
            g_hash_table_lookup(making->resources, providers[i]);

        if (provider != NULL) {
            g_string_append_printf(text, "%s[%s]", count > 0 ? " or " : "", provider->id);
            count++;
        }
    }
    return count > 1 ? g_strdup_printf("(%s)", text->str) : g_strdup(text->str);
}

/* An alternative among others is not the resource alone. */
static bool
has_clause(const char *expression, const char *clause)
{
    g_auto(GStrv) clauses = g_strsplit(expression, AND, -1);

    return g_strv_contains((const char *const *)clauses, clause);
}

static void
put_dependency(const struct making *making, const struct pacemaker_dependency *dependency)
{
    struct cluster_resource *resource =
        g_hash_table_lookup(making->resources, dependency->resource);
    g_autofree char *added = NULL;
    char *expression;

    if (resource == NULL) {
        return;
    }
    added = clause(making, dependency->providers);
    if (added[0] == '\0' || has_clause(resource->dependencies, added)) {
        return;
    }
    expression = resource->dependencies[0] == '\0'
                     ? g_strdup(added)
                     : g_strconcat(resource->dependencies, AND, added, NULL);
    g_free(resource->dependencies);
    resource->dependencies = expression;
}

static void
put_dependencies(const struct making *making)
{
    const GPtrArray *dependencies = making->view->configuration->dependencies;

    for (guint i = 0; i < dependencies->len; i++) {
        put_dependency(making, g_ptr_array_index(dependencies, i));
    }
}

/* Owners */

struct preference {
    const struct cluster_group *group;
    const char *node; /* an id */
    int score;
};

static int
compare_preferences(const void *one, const void *other)
{
    const struct preference *left = one;
    const struct preference *right = other;

    return left->score != right->score ? (left->score > right->score ? -1 : 1)
                                       : strcmp(left->node, right->node);
}

/* Of a location that attracts, for a group that there is. */
static void
note_preference(const struct making *making, const struct pacemaker_location *location,
                GArray *preferences)
{
    const struct cluster_resource *resource =
        g_hash_table_lookup(making->resources, location->resource);
    const struct preference preference = {
        .group = resource != NULL ? cluster_group(making->cluster, resource->group) : NULL,
        .node = node_id(making, location->node),
        .score = location->score,
    };

    if (preference.group != NULL && preference.node[0] != '\0' && preference.score > 0) {
        g_array_append_val(preferences, preference);
    }
}

static void
append_owner(char ***owners, const char *node)
{
    guint count = g_strv_length(*owners);

    if (!g_strv_contains((const char *const *)*owners, node)) {
        *owners = g_renew(char *, *owners, count + 2);
        (*owners)[count] = g_strdup(node);
        (*owners)[count + 1] = NULL;
    }
}

static void
put_preferred_owners(const struct making *making)
{
    const GPtrArray *locations = making->view->configuration->locations;
    g_autoptr(GArray) preferences = g_array_new(FALSE, FALSE, sizeof(struct preference));

    for (guint i = 0; i < locations->len; i++) {
        note_preference(making, g_ptr_array_index(locations, i), preferences);
    }
    g_array_sort(preferences, compare_preferences);
    for (guint i = 0; i < preferences->len; i++) {
        const struct preference *each = &g_array_index(preferences, struct preference, i);

        append_owner(&((struct cluster_group *)each->group)->owners, each->node);
    }
}

static GHashTable *
locations_by_resource(const struct pacemaker_configuration *configuration)
{
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < configuration->locations->len; i++) {
        struct pacemaker_location *location = g_ptr_array_index(configuration->locations, i);
        GPtrArray *same = g_hash_table_lookup(table, location->resource);

        if (same == NULL) {
            same = g_ptr_array_new();
            g_hash_table_insert(table, location->resource, same);
        }
        g_ptr_array_add(same, location);
    }
    return table;
}

static bool
is_possible(const struct making *making, const char *resource, const char *node)
{
    const GPtrArray *locations = g_hash_table_lookup(making->locations, resource);
    bool possible = !making->view->configuration->opt_in;

    for (guint i = 0; locations != NULL && i < locations->len; i++) {
        const struct pacemaker_location *location = g_ptr_array_index(locations, i);

        if (strcmp(location->node, node) == 0) {
            if (location->score <= -PACEMAKER_INFINITY) {
                return false;
            }
            possible = possible || location->score >= 0;
        }
    }
    return possible;
}

/* NULL stands for every node, which it mostly is. */
static void
put_possible_owners(const struct making *making, struct cluster_resource *resource)
{
    const GPtrArray *nodes = making->view->status->nodes;
    char **owners = g_new0(char *, 1);

    for (guint i = 0; i < nodes->len; i++) {
        const struct pacemaker_node *node = g_ptr_array_index(nodes, i);

        if (is_possible(making, resource->name, node->name)) {
            append_owner(&owners, node->id);
        }
    }
    if (g_strv_length(owners) == nodes->len) {
        g_strfreev(owners);
        owners = NULL;
    }
    resource->owners = owners;
}

static void
put_owners(const struct making *making)
{
    put_preferred_owners(making);
    for (guint i = 0; i < making->cluster->resources->len; i++) {
        put_possible_owners(making, g_ptr_array_index(making->cluster->resources, i));
    }
}

/* Types: agents of others are types too, so that each resource's type is there. */
static void
add_missing_types(const struct making *making)
{
    for (guint i = 0; i < making->cluster->resources->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(making->cluster->resources, i);
        struct cluster_type *type;

        if (resource->type[0] == '\0' || cluster_type(making->cluster, resource->type) != NULL) {
            continue;
        }
        type = g_new0(struct cluster_type, 1);
        type->name = g_strdup(resource->type);
        type->display_name = g_strdup(resource->type);
        g_ptr_array_add(making->cluster->types, type);
    }
}

static char *
cluster_name(const struct making *making)
{
    const struct pacemaker_view *view = making->view;
    const char *theirs = view->configuration->cluster_name;
    char *stored;

    if (view->name[0] != '\0') {
        return g_strdup(view->name);
    }
    if (theirs != NULL && theirs[0] != '\0') {
        return g_strdup(theirs);
    }
    stored = clusdb_string(view->db, "", LAYOUT_CLUSTER_NAME);
    return stored != NULL ? stored : g_strdup(making->here->name);
}

/* Its own things come last, so that what Pacemaker has of them is there already. */
static void
fill(struct making *making)
{
    struct cluster *cluster = making->cluster;

    cluster->managed = true;
    cluster->name = cluster_name(making);
    cluster->id = standalone_cluster_id(making->view->db);
    add_resources(making);
    put_group_states(making);
    put_dependencies(making);
    put_owners(making);
    standalone_add_own(cluster, making->view->db, making->view->inventory, making->here);
    add_missing_types(making);
    cluster_sort(cluster);
}

struct cluster *
pacemaker_cluster_make(const struct pacemaker_view *view, GError **error)
{
    struct making making = {
        .view = view,
        .cluster = cluster_new(),
        .nodes = g_hash_table_new(g_str_hash, g_str_equal),
        .resources = g_hash_table_new(g_str_hash, g_str_equal),
        .groups = g_hash_table_new(g_str_hash, g_str_equal),
        .stored_groups = groups_table(view->db),
        .locations = locations_by_resource(view->configuration),
    };

    add_nodes(&making);
    if (making.here != NULL) {
        fill(&making);
    } else {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    "crm_mon: it does not know this node, '%s'", view->node);
        g_clear_pointer(&making.cluster, cluster_unref);
    }
    g_hash_table_unref(making.nodes);
    g_hash_table_unref(making.resources);
    g_hash_table_unref(making.groups);
    g_hash_table_unref(making.stored_groups);
    g_hash_table_unref(making.locations);
    return making.cluster;
}
