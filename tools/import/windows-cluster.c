/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "windows-cluster.h"

struct windows_value *
windows_value_number(guint64 number)
{
    struct windows_value *value = g_new0(struct windows_value, 1);

    value->kind = WINDOWS_NUMBER;
    value->number = number;
    return value;
}

struct windows_value *
windows_value_text(const char *text)
{
    struct windows_value *value = g_new0(struct windows_value, 1);

    value->kind = WINDOWS_TEXT;
    value->text = g_strdup(text != NULL ? text : "");
    return value;
}

struct windows_value *
windows_value_texts(const char *const *texts)
{
    struct windows_value *value = g_new0(struct windows_value, 1);

    value->kind = WINDOWS_TEXTS;
    value->texts = texts != NULL ? g_strdupv((char **)texts) : g_new0(char *, 1);
    return value;
}

struct windows_value *
windows_value_binary(const void *bytes, size_t size)
{
    struct windows_value *value = g_new0(struct windows_value, 1);

    value->kind = WINDOWS_BINARY;
    value->bytes = g_bytes_new(bytes, size);
    return value;
}

void
windows_value_free(struct windows_value *value)
{
    if (value == NULL) {
        return;
    }
    g_free(value->text);
    g_strfreev(value->texts);
    g_clear_pointer(&value->bytes, g_bytes_unref);
    g_free(value);
}

bool
windows_value_equal(const struct windows_value *value, const struct windows_value *other)
{
    if (value->kind != other->kind) {
        return false;
    }
    switch (value->kind) {
    case WINDOWS_NUMBER:
        return value->number == other->number;
    case WINDOWS_TEXT:
        return strcmp(value->text, other->text) == 0;
    case WINDOWS_TEXTS:
        return g_strv_equal((const char *const *)value->texts, (const char *const *)other->texts);
    case WINDOWS_BINARY:
        return g_bytes_equal(value->bytes, other->bytes);
    }
    return false;
}

bool
windows_value_to_number(const struct windows_value *value, guint64 *number)
{
    const char *text = value->text;

    if (value->kind == WINDOWS_NUMBER) {
        *number = value->number;
        return true;
    }
    if (value->kind != WINDOWS_TEXT) {
        return false;
    }
    if (g_str_has_prefix(text, "0x") || g_str_has_prefix(text, "0X")) {
        return g_ascii_string_to_unsigned(text + 2, 16, 0, G_MAXUINT64, number, NULL);
    }
    return g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, number, NULL);
}

static char *
show_bytes(GBytes *bytes)
{
    size_t size = 0;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    GString *text = g_string_sized_new(2 * size);

    for (size_t i = 0; i < size; i++) {
        g_string_append_printf(text, "%02x", data[i]);
    }
    return g_string_free(text, FALSE);
}

char *
windows_value_show(const struct windows_value *value)
{
    switch (value->kind) {
    case WINDOWS_NUMBER:
        return g_strdup_printf("%" G_GUINT64_FORMAT, value->number);
    case WINDOWS_TEXT:
        return g_strdup(value->text);
    case WINDOWS_TEXTS:
        return g_strjoinv("; ", value->texts);
    case WINDOWS_BINARY:
        return show_bytes(value->bytes);
    }
    return g_strdup("");
}

const char *
windows_value_format(const struct windows_value *value)
{
    switch (value->kind) {
    case WINDOWS_NUMBER:
        return value->number <= G_MAXUINT32 ? "DWORD" : "QWORD";
    case WINDOWS_TEXTS:
        return "MULTI_SZ";
    case WINDOWS_BINARY:
        return "BINARY";
    case WINDOWS_TEXT:
        break;
    }
    return "SZ";
}

/* Names of properties and objects may have any letters: g_ascii_strcasecmp() would not do. */
static char *
fold(const char *name)
{
    return g_utf8_casefold(name, -1);
}

struct windows_properties {
    GPtrArray *items;  /* of struct windows_property, sorted */
    GHashTable *names; /* the folded name to the item */
};

static void
free_property(void *pointer)
{
    struct windows_property *property = pointer;

    g_free(property->name);
    windows_value_free(property->value);
    g_free(property);
}

windows_properties_t *
windows_properties_new(void)
{
    windows_properties_t *properties = g_new0(windows_properties_t, 1);

    properties->items = g_ptr_array_new_with_free_func(free_property);
    properties->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return properties;
}

void
windows_properties_free(windows_properties_t *properties)
{
    if (properties == NULL) {
        return;
    }
    g_ptr_array_unref(properties->items);
    g_hash_table_unref(properties->names);
    g_free(properties);
}

static guint
place_of(const windows_properties_t *properties, const char *folded)
{
    guint low = 0;
    guint high = properties->items->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct windows_property *item = g_ptr_array_index(properties->items, middle);
        g_autofree char *name = fold(item->name);

        if (strcmp(name, folded) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void
windows_properties_set(windows_properties_t *properties, const char *name,
                       struct windows_value *value)
{
    g_autofree char *folded = fold(name);
    struct windows_property *property = g_hash_table_lookup(properties->names, folded);

    if (property != NULL) {
        windows_value_free(property->value);
        property->value = value;
        return;
    }
    property = g_new0(struct windows_property, 1);
    property->name = g_strdup(name);
    property->value = value;
    g_ptr_array_insert(properties->items, (int)place_of(properties, folded), property);
    g_hash_table_insert(properties->names, g_steal_pointer(&folded), property);
}

const struct windows_value *
windows_properties_find(const windows_properties_t *properties, const char *name)
{
    g_autofree char *folded = fold(name);
    const struct windows_property *property = g_hash_table_lookup(properties->names, folded);

    return property != NULL ? property->value : NULL;
}

const char *
windows_properties_text(const windows_properties_t *properties, const char *name)
{
    const struct windows_value *value = windows_properties_find(properties, name);

    return value != NULL && value->kind == WINDOWS_TEXT ? value->text : NULL;
}

bool
windows_properties_number(const windows_properties_t *properties, const char *name, guint64 *number)
{
    const struct windows_value *value = windows_properties_find(properties, name);

    return value != NULL && windows_value_to_number(value, number);
}

guint
windows_properties_count(const windows_properties_t *properties)
{
    return properties->items->len;
}

const struct windows_property *
windows_properties_at(const windows_properties_t *properties, guint index)
{
    return g_ptr_array_index(properties->items, index);
}

const char *
windows_kind_word(enum windows_kind kind)
{
    static const char *const words[] = {
        [WINDOWS_CLUSTER] = "cluster",    [WINDOWS_NODE] = "node",
        [WINDOWS_NETWORK] = "network",    [WINDOWS_GROUP] = "group",
        [WINDOWS_TYPE] = "resource type", [WINDOWS_RESOURCE] = "resource",
    };

    return words[kind];
}

char *
windows_id(const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    g_autofree char *bare = NULL;

    if (length == 38 && text[0] == '{' && text[37] == '}') {
        bare = g_strndup(text + 1, 36);
    } else if (length == 36) {
        bare = g_strdup(text);
    }
    return bare != NULL && g_uuid_string_is_valid(bare) ? g_ascii_strdown(bare, -1) : NULL;
}

static void
free_object(struct windows_object *object)
{
    g_free(object->id);
    g_free(object->name);
    windows_properties_free(object->common);
    windows_properties_free(object->private);
    g_free(object->source);
}

static void
free_pointers(GPtrArray *array)
{
    if (array != NULL) {
        g_ptr_array_unref(array);
    }
}

static void
free_node(struct windows_node *node)
{
    g_free(node->number);
}

static void
free_type(struct windows_type *type)
{
    g_free(type->dll);
}

static void
free_group(struct windows_group *group)
{
    g_strfreev(group->preferred_owner_names);
    free_pointers(group->preferred_owners);
    free_pointers(group->resources);
}

static void
free_resource(struct windows_resource *resource)
{
    g_free(resource->type_name);
    g_free(resource->group_name);
    g_strfreev(resource->possible_owner_names);
    g_free(resource->dependency);
    g_strfreev(resource->checkpoints);
    free_pointers(resource->possible_owners);
    free_pointers(resource->providers);
}

static void
free_any(void *pointer)
{
    struct windows_object *object = pointer;

    switch (object->kind) {
    case WINDOWS_NODE:
        free_node(pointer);
        break;
    case WINDOWS_TYPE:
        free_type(pointer);
        break;
    case WINDOWS_GROUP:
        free_group(pointer);
        break;
    case WINDOWS_RESOURCE:
        free_resource(pointer);
        break;
    case WINDOWS_CLUSTER:
    case WINDOWS_NETWORK:
    case WINDOWS_KINDS:
        break;
    }
    free_object(object);
    g_free(object);
}

static void
fill_object(struct windows_object *object, enum windows_kind kind, const char *id, const char *name,
            const char *source)
{
    object->kind = kind;
    object->id = windows_id(id);
    object->name = g_strdup(name != NULL ? name : id);
    object->common = windows_properties_new();
    object->private = windows_properties_new();
    object->source = g_strdup(source);
}

windows_cluster_t *
windows_cluster_new(const char *source)
{
    windows_cluster_t *cluster = g_new0(windows_cluster_t, 1);

    fill_object(&cluster->object, WINDOWS_CLUSTER, NULL, "", source);
    cluster->nodes = g_ptr_array_new_with_free_func(free_any);
    cluster->networks = g_ptr_array_new_with_free_func(free_any);
    cluster->groups = g_ptr_array_new_with_free_func(free_any);
    cluster->types = g_ptr_array_new_with_free_func(free_any);
    cluster->resources = g_ptr_array_new_with_free_func(free_any);
    for (int kind = 0; kind < WINDOWS_KINDS; kind++) {
        cluster->found[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
    return cluster;
}

void
windows_cluster_free(windows_cluster_t *cluster)
{
    if (cluster == NULL) {
        return;
    }
    for (int kind = 0; kind < WINDOWS_KINDS; kind++) {
        g_hash_table_unref(cluster->found[kind]);
    }
    g_ptr_array_unref(cluster->nodes);
    g_ptr_array_unref(cluster->networks);
    g_ptr_array_unref(cluster->groups);
    g_ptr_array_unref(cluster->types);
    g_ptr_array_unref(cluster->resources);
    free_object(&cluster->object);
    g_free(cluster);
}

GPtrArray *
windows_cluster_objects(const windows_cluster_t *cluster, enum windows_kind kind)
{
    switch (kind) {
    case WINDOWS_NODE:
        return cluster->nodes;
    case WINDOWS_NETWORK:
        return cluster->networks;
    case WINDOWS_GROUP:
        return cluster->groups;
    case WINDOWS_TYPE:
        return cluster->types;
    case WINDOWS_RESOURCE:
        return cluster->resources;
    case WINDOWS_CLUSTER:
    case WINDOWS_KINDS:
        break;
    }
    return NULL;
}

static void
remember(GHashTable *found, const char *name, struct windows_object *object)
{
    g_autofree char *folded = fold(name);

    if (!g_hash_table_contains(found, folded)) {
        g_hash_table_insert(found, g_steal_pointer(&folded), object);
    }
}

void *
windows_cluster_find(const windows_cluster_t *cluster, enum windows_kind kind,
                     const char *name_or_id)
{
    g_autofree char *folded = fold(name_or_id);
    g_autofree char *id = windows_id(name_or_id);
    void *object = g_hash_table_lookup(cluster->found[kind], folded);

    return object == NULL && id != NULL ? g_hash_table_lookup(cluster->found[kind], id) : object;
}

struct windows_node *
windows_cluster_node(const windows_cluster_t *cluster, const char *name_or_number)
{
    struct windows_node *node = windows_cluster_find(cluster, WINDOWS_NODE, name_or_number);

    for (guint i = 0; node == NULL && i < cluster->nodes->len; i++) {
        struct windows_node *other = g_ptr_array_index(cluster->nodes, i);

        node = g_strcmp0(other->number, name_or_number) == 0 ? other : NULL;
    }
    return node;
}

void *
windows_cluster_add(windows_cluster_t *cluster, enum windows_kind kind, const char *id,
                    const char *name, const char *source)
{
    static const size_t sizes[] = {
        [WINDOWS_NODE] = sizeof(struct windows_node),
        [WINDOWS_NETWORK] = sizeof(struct windows_network),
        [WINDOWS_GROUP] = sizeof(struct windows_group),
        [WINDOWS_TYPE] = sizeof(struct windows_type),
        [WINDOWS_RESOURCE] = sizeof(struct windows_resource),
    };
    GPtrArray *objects = windows_cluster_objects(cluster, kind);
    struct windows_object *object = g_malloc0(sizes[kind]);

    fill_object(object, kind, id, name, source);
    g_ptr_array_add(objects, object);
    remember(cluster->found[kind], object->name, object);
    if (object->id != NULL) {
        remember(cluster->found[kind], object->id, object);
    }
    return object;
}

static bool
is_nameless(const struct windows_object *object)
{
    g_autofree char *id = windows_id(object->name);

    return id != NULL && g_strcmp0(id, object->id) == 0;
}

void
windows_cluster_know(windows_cluster_t *cluster, struct windows_object *object, const char *id,
                     const char *name)
{
    if (object->id == NULL && (object->id = windows_id(id)) != NULL) {
        remember(cluster->found[object->kind], object->id, object);
    }
    if (is_nameless(object) && name != NULL && name[0] != '\0') {
        g_free(object->name);
        object->name = g_strdup(name);
        remember(cluster->found[object->kind], name, object);
    }
}

bool
windows_cluster_is_told(const windows_cluster_t *cluster, const struct windows_object *object,
                        enum windows_told what)
{
    return ((cluster->object.told | object->told) & (unsigned int)what) != 0;
}
