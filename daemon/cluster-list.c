/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What belongs to an object of the cluster. */

#include "cluster-private.h"
#include "dependencies.h"

/* Where one object names another, by its id. */
static bool
is_id_of(const char *id, const char *other)
{
    return g_ascii_strcasecmp(id, other) == 0;
}

struct list {
    const struct cluster *cluster;
    uint32_t what;
    cluster_each each;
    void *user;
};

static bool
wants(const struct list *list, uint32_t bit)
{
    return (list->what & bit) != 0;
}

static void
tell(const struct list *list, uint32_t bit, enum object_kind kind, const void *item)
{
    struct cluster_object object = cluster_object_of(kind, item);

    list->each(list->user, bit, object.id, object.name);
}

/* Whether an item is one of those that belong to the object. */
typedef bool (*belongs)(const void *item, const void *owner);

/* All that belong to the owner, or simply all if there is no question. */
static void
tell_those(const struct list *list, uint32_t bit, enum object_kind kind, belongs question,
           const void *owner)
{
    const GPtrArray *array = cluster_array(list->cluster, kind);

    for (guint i = 0; wants(list, bit) && i < array->len; i++) {
        const void *item = g_ptr_array_index(array, i);

        if (question == NULL || question(item, owner)) {
            tell(list, bit, kind, item);
        }
    }
}

/* The objects with these ids or names, in their order. */
static void
tell_named(const struct list *list, uint32_t bit, enum object_kind kind, char *const *names)
{
    for (size_t i = 0; wants(list, bit) && names[i] != NULL; i++) {
        const void *item = names[i][0] != '\0' ? cluster_item(list->cluster, kind, names[i]) : NULL;

        if (item != NULL) {
            tell(list, bit, kind, item);
        }
    }
}

/* owners as cluster.h has them: NULL is every node. */
static void
tell_owners(const struct list *list, uint32_t bit, char *const *owners)
{
    if (owners != NULL) {
        tell_named(list, bit, OBJECT_NODE, owners);
    } else {
        tell_those(list, bit, OBJECT_NODE, NULL, NULL);
    }
}

static bool
is_internal(const void *item, const void *unused)
{
    const struct cluster_network *network = item;

    (void)unused;
    return (network->role & CLUSTER_ROLE_INTERNAL) != 0;
}

static void
list_cluster(const struct list *list, const void *unused)
{
    (void)unused;
    tell_those(list, CLUSTER_LIST_NODES, OBJECT_NODE, NULL, NULL);
    tell_those(list, CLUSTER_LIST_TYPES, OBJECT_RESOURCE_TYPE, NULL, NULL);
    tell_those(list, CLUSTER_LIST_RESOURCES, OBJECT_RESOURCE, NULL, NULL);
    tell_those(list, CLUSTER_LIST_GROUPS, OBJECT_GROUP, NULL, NULL);
    tell_those(list, CLUSTER_LIST_NETWORKS, OBJECT_NETWORK, NULL, NULL);
    tell_those(list, CLUSTER_LIST_INTERFACES, OBJECT_NETINTERFACE, NULL, NULL);
    tell_those(list, CLUSTER_LIST_INTERNAL_NETWORKS, OBJECT_NETWORK, is_internal, NULL);
}

static bool
is_interface_of_node(const void *item, const void *owner)
{
    const struct cluster_interface *interface = item;
    const struct cluster_node *node = owner;

    return is_id_of(interface->node, node->id);
}

static bool
is_group_on_node(const void *item, const void *owner)
{
    const struct cluster_group *group = item;
    const struct cluster_node *node = owner;

    return is_id_of(group->node, node->id);
}

static bool
is_group_that_prefers(const void *item, const void *owner)
{
    const struct cluster_group *group = item;
    const struct cluster_node *node = owner;

    for (size_t i = 0; group->owners[i] != NULL; i++) {
        if (is_id_of(group->owners[i], node->id)) {
            return true;
        }
    }
    return false;
}

static void
list_node(const struct list *list, const void *node)
{
    tell_those(list, NODE_LIST_INTERFACES, OBJECT_NETINTERFACE, is_interface_of_node, node);
    tell_those(list, NODE_LIST_GROUPS, OBJECT_GROUP, is_group_on_node, node);
    tell_those(list, NODE_LIST_PREFERRED_GROUPS, OBJECT_GROUP, is_group_that_prefers, node);
}

static bool
is_in_group(const void *item, const void *owner)
{
    const struct cluster_resource *resource = item;
    const struct cluster_group *group = owner;

    return is_id_of(resource->group, group->id);
}

static void
list_group(const struct list *list, const void *item)
{
    const struct cluster_group *group = item;

    tell_those(list, GROUP_LIST_RESOURCES, OBJECT_RESOURCE, is_in_group, group);
    tell_named(list, GROUP_LIST_NODES, OBJECT_NODE, group->owners);
}

static bool
depends_directly(const void *item, const void *owner)
{
    const struct cluster_resource *resource = item;
    const struct cluster_resource *provider = owner;
    g_auto(GStrv) providers = NULL;

    if (resource->dependencies[0] == '\0') {
        return false;
    }
    providers = dependencies_list(resource->dependencies);
    for (size_t i = 0; providers[i] != NULL; i++) {
        if (is_id_of(providers[i], provider->id)) {
            return true;
        }
    }
    return false;
}

static void
list_resource(const struct list *list, const void *item)
{
    const struct cluster_resource *resource = item;
    g_auto(GStrv) providers = dependencies_list(resource->dependencies);

    tell_named(list, RESOURCE_LIST_DEPENDS, OBJECT_RESOURCE, providers);
    tell_those(list, RESOURCE_LIST_PROVIDES, OBJECT_RESOURCE, depends_directly, resource);
    tell_owners(list, RESOURCE_LIST_NODES, resource->owners);
}

static bool
is_of_type(const void *item, const void *owner)
{
    const struct cluster_resource *resource = item;
    const struct cluster_type *type = owner;

    return cluster_same_name(resource->type, type->name);
}

static void
list_type(const struct list *list, const void *item)
{
    const struct cluster_type *type = item;

    tell_owners(list, TYPE_LIST_NODES, type->owners);
    tell_those(list, TYPE_LIST_RESOURCES, OBJECT_RESOURCE, is_of_type, type);
}

static bool
is_interface_of_network(const void *item, const void *owner)
{
    const struct cluster_interface *interface = item;
    const struct cluster_network *network = owner;

    return is_id_of(interface->network, network->id);
}

static void
list_network(const struct list *list, const void *network)
{
    tell_those(list, NETWORK_LIST_INTERFACES, OBJECT_NETINTERFACE, is_interface_of_network,
               network);
}

/* A network interface has no enumeration. */
static void (*const lists[CLUSTER_KINDS])(const struct list *list, const void *item) = {
    [OBJECT_CLUSTER] = list_cluster,    [OBJECT_NODE] = list_node,
    [OBJECT_GROUP] = list_group,        [OBJECT_RESOURCE] = list_resource,
    [OBJECT_RESOURCE_TYPE] = list_type, [OBJECT_NETWORK] = list_network,
};

bool
cluster_list(const struct cluster *cluster, enum object_kind kind, const char *id, uint32_t what,
             cluster_each each, void *user)
{
    const struct list list = { .cluster = cluster, .what = what, .each = each, .user = user };
    const void *item = cluster_item(cluster, kind, id);

    if (item == NULL) {
        return false;
    }
    if (lists[kind] != NULL) {
        lists[kind](&list, item);
    }
    return true;
}

bool
cluster_depends(const struct cluster *cluster, const char *resource, const char *other)
{
    const struct cluster_resource *wanted = cluster_resource(cluster, other);
    const struct cluster_resource *at = cluster_resource(cluster, resource);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    bool depends = false;

    if (wanted == NULL || at == NULL) {
        return false;
    }
    g_ptr_array_add(open, (void *)at);
    while (!depends && open->len > 0) {
        g_auto(GStrv) providers = NULL;

        at = g_ptr_array_steal_index(open, open->len - 1);
        providers = dependencies_list(at->dependencies);
        for (size_t i = 0; !depends && providers[i] != NULL; i++) {
            const struct cluster_resource *next = cluster_resource(cluster, providers[i]);

            depends = next == wanted;
            if (next != NULL && g_hash_table_add(seen, (void *)next)) {
                g_ptr_array_add(open, (void *)next);
            }
        }
    }
    return depends;
}
