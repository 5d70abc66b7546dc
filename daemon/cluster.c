/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cluster.h"

#include <stdlib.h>
#include <string.h>

#include "dependencies.h"

#define KINDS (OBJECT_NETINTERFACE + 1)

/* The objects of one kind by folded id and by folded name, as they were when it was made. */
struct cluster_index {
    GHashTable *ids;
    GHashTable *names;
    guint count;
};

/* Objects of each kind, as one */

static void
show_node(const void *item, struct cluster_object *object)
{
    const struct cluster_node *node = item;

    object->id = node->id;
    object->name = node->name;
    object->state = node->state;
}

static void
show_group(const void *item, struct cluster_object *object)
{
    const struct cluster_group *group = item;

    object->id = group->id;
    object->name = group->name;
    object->state = group->state;
    object->node = group->node;
}

static void
show_resource(const void *item, struct cluster_object *object)
{
    const struct cluster_resource *resource = item;

    object->id = resource->id;
    object->name = resource->name;
    object->state = resource->state;
    object->node = resource->node;
    object->group = resource->group;
}

static void
show_type(const void *item, struct cluster_object *object)
{
    const struct cluster_type *type = item;

    object->id = type->name;
    object->name = type->name;
}

static void
show_network(const void *item, struct cluster_object *object)
{
    const struct cluster_network *network = item;

    object->id = network->id;
    object->name = network->name;
    object->state = network->state;
}

static void
show_interface(const void *item, struct cluster_object *object)
{
    const struct cluster_interface *interface = item;

    object->id = interface->id;
    object->name = interface->name;
    object->state = interface->state;
    object->node = interface->node;
    object->group = interface->network;
}

static void
show_cluster(const void *item, struct cluster_object *object)
{
    const struct cluster *cluster = item;

    object->id = cluster->id;
    object->name = cluster->name;
}

static const struct {
    size_t array; /* in struct cluster */
    void (*show)(const void *item, struct cluster_object *object);
} kinds[KINDS] = {
    [OBJECT_NODE] = { offsetof(struct cluster, nodes), show_node },
    [OBJECT_GROUP] = { offsetof(struct cluster, groups), show_group },
    [OBJECT_RESOURCE] = { offsetof(struct cluster, resources), show_resource },
    [OBJECT_RESOURCE_TYPE] = { offsetof(struct cluster, types), show_type },
    [OBJECT_NETWORK] = { offsetof(struct cluster, networks), show_network },
    [OBJECT_NETINTERFACE] = { offsetof(struct cluster, interfaces), show_interface },
};

/* The cluster itself is in no array. */
static bool
has_array(enum object_kind kind)
{
    return kind > OBJECT_CLUSTER && kind < KINDS;
}

static GPtrArray *
array_of(const struct cluster *cluster, enum object_kind kind)
{
    return *(GPtrArray *const *)((const char *)cluster + kinds[kind].array);
}

static struct cluster_object
object_of(enum object_kind kind, const void *item)
{
    struct cluster_object object = { .node = "", .group = "" };

    if (kind == OBJECT_CLUSTER) {
        show_cluster(item, &object);
    } else {
        kinds[kind].show(item, &object);
    }
    return object;
}

/* Life */

static void
free_node(void *data)
{
    struct cluster_node *node = data;

    g_free(node->id);
    g_free(node->name);
    g_free(node);
}

static void
free_group(void *data)
{
    struct cluster_group *group = data;

    g_free(group->id);
    g_free(group->name);
    g_free(group->node);
    g_strfreev(group->owners);
    g_free(group);
}

static void
free_resource(void *data)
{
    struct cluster_resource *resource = data;

    g_free(resource->id);
    g_free(resource->name);
    g_free(resource->type);
    g_free(resource->group);
    g_free(resource->node);
    g_free(resource->dependencies);
    g_strfreev(resource->owners);
    g_free(resource->key);
    g_free(resource);
}

static void
free_type(void *data)
{
    struct cluster_type *type = data;

    g_free(type->name);
    g_free(type->display_name);
    g_strfreev(type->owners);
    g_free(type);
}

static void
free_network(void *data)
{
    struct cluster_network *network = data;

    g_free(network->id);
    g_free(network->name);
    g_free(network->address);
    g_free(network->mask);
    g_free(network);
}

static void
free_interface(void *data)
{
    struct cluster_interface *interface = data;

    g_free(interface->id);
    g_free(interface->name);
    g_free(interface->node);
    g_free(interface->network);
    g_free(interface->adapter);
    g_free(interface->address);
    g_free(interface);
}

struct cluster *
cluster_new(void)
{
    struct cluster *cluster = g_new0(struct cluster, 1);

    cluster->nodes = g_ptr_array_new_with_free_func(free_node);
    cluster->groups = g_ptr_array_new_with_free_func(free_group);
    cluster->resources = g_ptr_array_new_with_free_func(free_resource);
    cluster->types = g_ptr_array_new_with_free_func(free_type);
    cluster->networks = g_ptr_array_new_with_free_func(free_network);
    cluster->interfaces = g_ptr_array_new_with_free_func(free_interface);
    cluster->index = g_new0(struct cluster_index, KINDS);
    cluster->references = 1;
    return cluster;
}

struct cluster *
cluster_ref(struct cluster *cluster)
{
    cluster->references++;
    return cluster;
}

static void
drop_index(struct cluster_index *index)
{
    g_clear_pointer(&index->ids, g_hash_table_unref);
    g_clear_pointer(&index->names, g_hash_table_unref);
}

void
cluster_unref(struct cluster *cluster)
{
    if (cluster == NULL || --cluster->references > 0) {
        return;
    }
    for (int kind = OBJECT_NODE; kind < KINDS; kind++) {
        drop_index(&cluster->index[kind]);
        g_ptr_array_unref(array_of(cluster, (enum object_kind)kind));
    }
    g_free(cluster->index);
    g_free(cluster->name);
    g_free(cluster->id);
    g_free(cluster);
}

/* Order */

struct sorted {
    char *folded;
    uint64_t number;
    void *item;
};

static int
compare_sorted(const void *one, const void *other)
{
    const struct sorted *left = one;
    const struct sorted *right = other;

    if (left->number != right->number) {
        return left->number < right->number ? -1 : 1;
    }
    return strcmp(left->folded, right->folded);
}

static void
sort_kind(struct cluster *cluster, enum object_kind kind)
{
    GPtrArray *array = array_of(cluster, kind);
    struct sorted *sorted = g_new0(struct sorted, array->len + 1);

    for (guint i = 0; i < array->len; i++) {
        struct cluster_object object = object_of(kind, g_ptr_array_index(array, i));

        sorted[i].item = g_ptr_array_index(array, i);
        sorted[i].folded = g_utf8_casefold(object.name, -1);
        sorted[i].number = kind == OBJECT_NODE ? g_ascii_strtoull(object.id, NULL, 10) : 0;
    }
    qsort(sorted, array->len, sizeof(*sorted), compare_sorted);
    for (guint i = 0; i < array->len; i++) {
        array->pdata[i] = sorted[i].item;
        g_free(sorted[i].folded);
    }
    g_free(sorted);
}

void
cluster_sort(struct cluster *cluster)
{
    for (int kind = OBJECT_NODE; kind < KINDS; kind++) {
        sort_kind(cluster, (enum object_kind)kind);
        drop_index(&cluster->index[kind]);
    }
}

/* Finding */

static void
index_string(GHashTable *table, const char *string, void *item)
{
    char *folded = g_utf8_casefold(string, -1);

    if (g_hash_table_contains(table, folded)) {
        g_free(folded); /* the first one is found, as with a search */
    } else {
        g_hash_table_insert(table, folded, item);
    }
}

/* Made when it is first needed, and again if the array has grown since. */
static const struct cluster_index *
index_of(const struct cluster *cluster, enum object_kind kind)
{
    struct cluster_index *index = &cluster->index[kind];
    const GPtrArray *array = array_of(cluster, kind);

    if (index->ids != NULL && index->count == array->len) {
        return index;
    }
    drop_index(index);
    index->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index->count = array->len;
    for (guint i = 0; i < array->len; i++) {
        struct cluster_object object = object_of(kind, g_ptr_array_index(array, i));

        index_string(index->ids, object.id, g_ptr_array_index(array, i));
        index_string(index->names, object.name, g_ptr_array_index(array, i));
    }
    return index;
}

const struct cluster_node *
cluster_local_node(const struct cluster *cluster)
{
    for (guint i = 0; i < cluster->nodes->len; i++) {
        const struct cluster_node *node = g_ptr_array_index(cluster->nodes, i);

        if (node->local) {
            return node;
        }
    }
    return NULL;
}

static bool
is_name_of(const char *name, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded, folded_other) == 0;
}

/* Where one object names another, by its id. */
static bool
is_id_of(const char *id, const char *other)
{
    return g_ascii_strcasecmp(id, other) == 0;
}

static bool
is_cluster(const struct cluster *cluster, const char *name)
{
    return name[0] == '\0' || is_name_of(cluster->id, name) || is_name_of(cluster->name, name);
}

static const void *
find_item(const struct cluster *cluster, enum object_kind kind, const char *name)
{
    const struct cluster_index *index;
    g_autofree char *folded = NULL;
    const void *item;

    if (kind == OBJECT_CLUSTER) {
        return is_cluster(cluster, name) ? cluster : NULL;
    }
    if (!has_array(kind)) {
        return NULL;
    }
    if (name[0] == '\0') {
        return kind == OBJECT_NODE ? cluster_local_node(cluster) : NULL;
    }
    index = index_of(cluster, kind);
    folded = g_utf8_casefold(name, -1);
    item = g_hash_table_lookup(index->ids, folded);
    return item != NULL ? item : g_hash_table_lookup(index->names, folded);
}

bool
cluster_find(const struct cluster *cluster, enum object_kind kind, const char *name,
             struct cluster_object *object)
{
    const void *item = find_item(cluster, kind, name);

    if (item == NULL) {
        return false;
    }
    *object = object_of(kind, item);
    return true;
}

const struct cluster_node *
cluster_node(const struct cluster *cluster, const char *name)
{
    return find_item(cluster, OBJECT_NODE, name);
}

const struct cluster_group *
cluster_group(const struct cluster *cluster, const char *name)
{
    return find_item(cluster, OBJECT_GROUP, name);
}

const struct cluster_resource *
cluster_resource(const struct cluster *cluster, const char *name)
{
    return find_item(cluster, OBJECT_RESOURCE, name);
}

const struct cluster_type *
cluster_type(const struct cluster *cluster, const char *name)
{
    return find_item(cluster, OBJECT_RESOURCE_TYPE, name);
}

/* Listing */

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
    struct cluster_object object = object_of(kind, item);

    list->each(list->user, bit, object.id, object.name);
}

/* Whether an item is one of those that belong to the object. */
typedef bool (*belongs)(const void *item, const void *owner);

/* All that belong to the owner, or simply all if there is no question. */
static void
tell_those(const struct list *list, uint32_t bit, enum object_kind kind, belongs question,
           const void *owner)
{
    const GPtrArray *array = array_of(list->cluster, kind);

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
        const void *item = names[i][0] != '\0' ? find_item(list->cluster, kind, names[i]) : NULL;

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

    return is_name_of(resource->type, type->name);
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
static void (*const lists[KINDS])(const struct list *list, const void *item) = {
    [OBJECT_CLUSTER] = list_cluster,    [OBJECT_NODE] = list_node,
    [OBJECT_GROUP] = list_group,        [OBJECT_RESOURCE] = list_resource,
    [OBJECT_RESOURCE_TYPE] = list_type, [OBJECT_NETWORK] = list_network,
};

bool
cluster_list(const struct cluster *cluster, enum object_kind kind, const char *id, uint32_t what,
             cluster_each each, void *user)
{
    const struct list list = { .cluster = cluster, .what = what, .each = each, .user = user };
    const void *item = find_item(cluster, kind, id);

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

/* States */

static bool
is_pending(uint32_t state)
{
    return state == CLUSTER_RESOURCE_INITIALIZING ||
           (state >= CLUSTER_RESOURCE_PENDING && state != CLUSTER_STATE_UNKNOWN);
}

uint32_t
cluster_group_state(const uint32_t *states, size_t count)
{
    size_t online = 0;
    size_t unknown = 0;
    bool failed = false;
    bool pending = false;

    for (size_t i = 0; i < count; i++) {
        failed = failed || states[i] == CLUSTER_RESOURCE_FAILED;
        pending = pending || is_pending(states[i]);
        online += states[i] == CLUSTER_RESOURCE_ONLINE ? 1 : 0;
        unknown += states[i] == CLUSTER_STATE_UNKNOWN ? 1 : 0;
    }
    if (failed) {
        return CLUSTER_GROUP_FAILED;
    }
    if (pending) {
        return CLUSTER_GROUP_PENDING;
    }
    if (online > 0) {
        return online == count ? CLUSTER_GROUP_ONLINE : CLUSTER_GROUP_PARTIAL_ONLINE;
    }
    return unknown > 0 && unknown == count ? CLUSTER_STATE_UNKNOWN : CLUSTER_GROUP_OFFLINE;
}
