/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-cluster.h"

#include "common-defaults.h"
#include "daemon/error.h"
#include "registry-relations.h"

/* Levels of keys below Parameters; what lies deeper is left out. */
#define PARAMETERS_DEPTH_MAX 16U

/* ---- which key is the cluster's */

struct search {
    registry_key_t *best;
    guint score;  /* of best */
    guint others; /* keys with the same score */
};

static guint
score_of(const registry_key_t *key)
{
    static const char *const names[] = { "Resources", "Groups", "ResourceTypes", "Nodes",
                                         "Networks" };
    guint score = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        score += registry_key_find(key, names[i]) != NULL;
    }
    /* One name alone may be anything's, unless somebody has exported a part of HKLM\Cluster. */
    return score > 1 || g_ascii_strcasecmp(key->name, "Cluster") == 0 ? score : 0;
}

static void
search_key(struct search *search, registry_key_t *key)
{
    guint score = score_of(key);

    if (score > search->score) {
        *search = (struct search){ .best = key, .score = score };
    } else if (score > 0 && score == search->score) {
        search->others++;
    }
    for (const GList *link = key->keys.head; link != NULL; link = link->next) {
        search_key(search, link->data);
    }
}

static registry_key_t *
find_cluster(registry_key_t *root, const char *path, notes_t *notes, GError **error)
{
    struct search search = { 0 };

    search_key(&search, root);
    if (search.best == NULL) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "%s: has no cluster in it: no key has sub-keys such as Resources and Groups: "
                    "export HKLM\\Cluster, or give the file CLUSDB",
                    path);
    } else if (search.others > 0) {
        notes_add_file(notes, path,
                       "%u more keys look like a cluster's: key %s, the first one, is read",
                       search.others, search.best->name);
    }
    return search.best;
}

/* ---- properties */

static void
say_problem(const struct registry_reading *reading, const struct windows_object *object,
            const struct registry_value *value)
{
    if (value->problem != NULL) {
        notes_add(reading->notes, NOTE_PROBLEM, object, value->name, NULL, "the value %s",
                  value->problem);
    }
}

static void
take_common(const struct registry_reading *reading, struct windows_object *object,
            struct registry_value *value)
{
    say_problem(reading, object, value);
    if (!common_is_known(object->kind, value->name)) {
        notes_add(reading->notes, NOTE_DROPPED, object, value->name, NULL,
                  "is no common property that is documented");
    } else if (!common_default_is(object->kind, value->name, value->value)) {
        windows_properties_set(object->common, value->name, g_steal_pointer(&value->value));
    }
}

static void
read_common(const struct registry_reading *reading, struct windows_object *object,
            const registry_key_t *key)
{
    for (const GList *link = key->values.head; link != NULL; link = link->next) {
        struct registry_value *value = link->data;

        if (value->name[0] != '\0' && !registry_relation_is(value->name) &&
            !common_is_state(object->kind, value->name)) {
            take_common(reading, object, value);
        }
    }
}

/* The default value of a key is the property that has the key's own name. */
static char *
property_name(const char *key, const char *value)
{
    if (value[0] == '\0') {
        return g_strdup(key);
    }
    return key[0] != '\0' ? g_strdup_printf("%s\\%s", key, value) : g_strdup(value);
}

static void
read_private(const struct registry_reading *reading, struct windows_object *object,
             const registry_key_t *key, const char *name, guint depth)
{
    for (const GList *link = key->values.head; link != NULL; link = link->next) {
        struct registry_value *value = link->data;
        g_autofree char *property = property_name(name, value->name);

        say_problem(reading, object, value);
        if (property[0] != '\0') {
            windows_properties_set(object->private, property, g_steal_pointer(&value->value));
        }
    }
    for (const GList *link = key->keys.head; link != NULL; link = link->next) {
        const registry_key_t *child = link->data;
        g_autofree char *below = property_name(name, child->name);

        if (depth == PARAMETERS_DEPTH_MAX) {
            notes_add(reading->notes, NOTE_PROBLEM, object, below, NULL,
                      "is deeper than %u levels below Parameters: it is left out",
                      PARAMETERS_DEPTH_MAX);
        } else {
            read_private(reading, object, child, below, depth + 1);
        }
    }
}

static void
read_properties(const struct registry_reading *reading, struct windows_object *object,
                const registry_key_t *key)
{
    const registry_key_t *parameters = registry_key_find(key, "Parameters");

    object->told |= WINDOWS_TOLD_COMMON | WINDOWS_TOLD_OWNERS | WINDOWS_TOLD_CHECKPOINTS;
    object->told |= parameters != NULL ? WINDOWS_TOLD_PRIVATE : WINDOWS_TOLD_NO_PRIVATE;
    read_common(reading, object, key);
    if (parameters != NULL) {
        read_private(reading, object, parameters, "", 0);
    }
}

static char *
read_text(const registry_key_t *key, const char *name)
{
    const struct registry_value *value = registry_key_value(key, name);

    return value != NULL && value->value->kind == WINDOWS_TEXT && value->value->text[0] != '\0'
               ? g_strdup(value->value->text)
               : NULL;
}

/* ---- objects */

/* The id is what the key is called; one that is no GUID may stand for a missing name at least. */
static void *
add_object(const struct registry_reading *reading, enum windows_kind kind,
           const registry_key_t *key, const char *name_value)
{
    g_autofree char *name = read_text(key, name_value);
    g_autofree char *id = windows_id(key->name);
    struct windows_object *object =
        windows_cluster_add(reading->cluster, kind, id, name != NULL ? name : key->name,
                            reading->path);

    if (name == NULL) {
        notes_add(reading->notes, NOTE_PROBLEM, object, name_value, NULL,
                  "has no name: that of its key stands for it");
    }
    return object;
}

static void
read_node(struct registry_reading *reading, const registry_key_t *key)
{
    struct windows_node *node = add_object(reading, WINDOWS_NODE, key, "NodeName");

    node->number = g_strdup(key->name);
    read_properties(reading, &node->object, key);
}

static void
read_network(struct registry_reading *reading, const registry_key_t *key)
{
    struct windows_network *network = add_object(reading, WINDOWS_NETWORK, key, "Name");

    read_properties(reading, &network->object, key);
}

/* The name that resources know a type by is its key's; the value Name is for people. */
static void
read_type(struct registry_reading *reading, const registry_key_t *key)
{
    struct windows_type *type =
        windows_cluster_add(reading->cluster, WINDOWS_TYPE, NULL, key->name, reading->path);

    type->dll = read_text(key, "DllName");
    read_properties(reading, &type->object, key);
}

static void
read_group(struct registry_reading *reading, const registry_key_t *key)
{
    struct windows_group *group = add_object(reading, WINDOWS_GROUP, key, "Name");

    registry_relations_of_group(reading, group, key);
    read_properties(reading, &group->object, key);
}

static void
say_keys_left_out(const struct registry_reading *reading, const struct windows_object *object,
                  const registry_key_t *key)
{
    for (const GList *link = key->keys.head; link != NULL; link = link->next) {
        const registry_key_t *child = link->data;

        if (g_ascii_strcasecmp(child->name, "Parameters") != 0 &&
            !registry_relation_is_key(child->name)) {
            notes_add(reading->notes, NOTE_DROPPED, object, child->name, NULL,
                      "is a key beside Parameters: only private properties are taken along");
        }
    }
}

static void
read_resource(struct registry_reading *reading, const registry_key_t *key)
{
    g_autofree char *folded = registry_fold_name(key->name);
    struct windows_resource *resource;

    if (g_hash_table_contains(reading->resources, folded)) {
        notes_add_file(reading->notes, reading->path,
                       "key Resources\\%s: this id is there twice: the first one is read",
                       key->name);
        return;
    }
    resource = add_object(reading, WINDOWS_RESOURCE, key, "Name");
    g_hash_table_insert(reading->resources, g_steal_pointer(&folded), resource);
    resource->type_name = read_text(key, "Type");
    registry_relations_of_resource(reading, resource, key);
    say_keys_left_out(reading, &resource->object, key);
    read_properties(reading, &resource->object, key);
}

static void
read_each(struct registry_reading *reading, const registry_key_t *cluster, const char *name,
          void (*read)(struct registry_reading *reading, const registry_key_t *key))
{
    const registry_key_t *keys = registry_key_find(cluster, name);

    for (const GList *link = keys != NULL ? keys->keys.head : NULL; link != NULL;
         link = link->next) {
        read(reading, link->data);
    }
}

static void
read_cluster(struct registry_reading *reading, const registry_key_t *key)
{
    struct windows_object *object = &reading->cluster->object;
    char *name = read_text(key, "ClusterName");

    if (name != NULL) {
        g_free(object->name);
        object->name = name;
    }
    read_properties(reading, object, key);
    object->told = 0; /* of its own key, not of each object */
}

bool
registry_cluster_read(windows_cluster_t *cluster, registry_key_t *root, const char *path,
                      notes_t *notes, GError **error)
{
    struct registry_reading reading = { .cluster = cluster, .path = path, .notes = notes };
    registry_key_t *key = find_cluster(root, path, notes, error);

    if (key == NULL) {
        return false;
    }
    reading.resources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    read_cluster(&reading, key);
    read_each(&reading, key, "Nodes", read_node);
    read_each(&reading, key, "Networks", read_network);
    read_each(&reading, key, "ResourceTypes", read_type);
    read_each(&reading, key, "Resources", read_resource);
    read_each(&reading, key, "Groups", read_group); /* behind the resources that are in them */
    registry_relations_of_cluster(&reading, key);
    g_hash_table_unref(reading.resources);
    return true;
}
