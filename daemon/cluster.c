/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cluster.h"

#include <stdlib.h>
#include <string.h>

#include "cluster-private.h"

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
} kinds[CLUSTER_KINDS] = {
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
    return kind > OBJECT_CLUSTER && kind < CLUSTER_KINDS;
}

GPtrArray *
cluster_array(const struct cluster *cluster, enum object_kind kind)
{
    return *(GPtrArray *const *)((const char *)cluster + kinds[kind].array);
}

struct cluster_object
cluster_object_of(enum object_kind kind, const void *item)
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
    cluster->index = g_new0(struct cluster_index, CLUSTER_KINDS);
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
    for (int kind = OBJECT_NODE; kind < CLUSTER_KINDS; kind++) {
        drop_index(&cluster->index[kind]);
        g_ptr_array_unref(cluster_array(cluster, (enum object_kind)kind));
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
    GPtrArray *array = cluster_array(cluster, kind);
    struct sorted *sorted = g_new0(struct sorted, array->len + 1);

    for (guint i = 0; i < array->len; i++) {
        struct cluster_object object = cluster_object_of(kind, g_ptr_array_index(array, i));

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
    for (int kind = OBJECT_NODE; kind < CLUSTER_KINDS; kind++) {
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
    const GPtrArray *array = cluster_array(cluster, kind);

    if (index->ids != NULL && index->count == array->len) {
        return index;
    }
    drop_index(index);
    index->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index->count = array->len;
    for (guint i = 0; i < array->len; i++) {
        struct cluster_object object = cluster_object_of(kind, g_ptr_array_index(array, i));

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

bool
cluster_same_name(const char *name, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded, folded_other) == 0;
}

static bool
is_cluster(const struct cluster *cluster, const char *name)
{
    return name[0] == '\0' || cluster_same_name(cluster->id, name) ||
           cluster_same_name(cluster->name, name);
}

const void *
cluster_item(const struct cluster *cluster, enum object_kind kind, const char *name)
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
    const void *item = cluster_item(cluster, kind, name);

    if (item == NULL) {
        return false;
    }
    *object = cluster_object_of(kind, item);
    return true;
}

const struct cluster_node *
cluster_node(const struct cluster *cluster, const char *name)
{
    return cluster_item(cluster, OBJECT_NODE, name);
}

const struct cluster_group *
cluster_group(const struct cluster *cluster, const char *name)
{
    return cluster_item(cluster, OBJECT_GROUP, name);
}

const struct cluster_resource *
cluster_resource(const struct cluster *cluster, const char *name)
{
    return cluster_item(cluster, OBJECT_RESOURCE, name);
}

const struct cluster_type *
cluster_type(const struct cluster *cluster, const char *name)
{
    return cluster_item(cluster, OBJECT_RESOURCE_TYPE, name);
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
