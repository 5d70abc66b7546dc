/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "daemon/dependencies.h"
#include "merge.h"
#include "secrets.h"

/* A property may be a secret, so no value is told. */
static void
note_contradiction(const struct windows_object *object, const struct windows_object *other,
                   const char *property, notes_t *notes)
{
    notes_add(notes, NOTE_PROBLEM, object, property, NULL,
              "%s has another value of it than %s, which stands: give files of one time",
              other->source, object->source);
}

static struct windows_value *
copy_value(const struct windows_value *value)
{
    size_t size = 0;
    const void *bytes;

    switch (value->kind) {
    case WINDOWS_NUMBER:
        return windows_value_number(value->number);
    case WINDOWS_TEXT:
        return windows_value_text(value->text);
    case WINDOWS_TEXTS:
        return windows_value_texts((const char *const *)value->texts);
    case WINDOWS_BINARY:
        break;
    }
    bytes = g_bytes_get_data(value->bytes, &size);
    return windows_value_binary(bytes, size);
}

/* A listing has numbers as texts. */
static bool
same_value(const struct windows_value *value, const struct windows_value *other)
{
    g_autofree char *text = NULL;
    g_autofree char *other_text = NULL;

    if (windows_value_equal(value, other)) {
        return true;
    }
    text = windows_value_show(value);
    other_text = windows_value_show(other);
    return value->kind != other->kind && strcmp(text, other_text) == 0;
}

static bool
is_empty(const struct windows_value *value)
{
    g_autofree char *text = windows_value_show(value);

    return text[0] == '\0';
}

/* resapi-export.ps1 leaves a secret on Windows, and tells only that it is there. */
static bool
is_secret_left_out(const char *property, const struct windows_value *value,
                   const struct windows_value *other)
{
    return is_empty(value) != is_empty(other) &&
           (secret_is(property, value) || secret_is(property, other));
}

static void
merge_property(const struct windows_object *object, windows_properties_t *properties,
               const struct windows_object *other, const struct windows_property *property,
               notes_t *notes)
{
    const struct windows_value *value = windows_properties_find(properties, property->name);

    if (value == NULL) {
        windows_properties_set(properties, property->name, copy_value(property->value));
    } else if (is_secret_left_out(property->name, value, property->value)) {
        if (is_empty(value)) {
            windows_properties_set(properties, property->name, copy_value(property->value));
        }
    } else if (!same_value(value, property->value)) {
        note_contradiction(object, other, property->name, notes);
    }
}

static void
merge_properties(const struct windows_object *object, windows_properties_t *properties,
                 const struct windows_object *other, const windows_properties_t *more,
                 notes_t *notes)
{
    for (guint i = 0; i < windows_properties_count(more); i++) {
        merge_property(object, properties, other, windows_properties_at(more, i), notes);
    }
}

static void
merge_object(struct windows_object *object, const struct windows_object *other, notes_t *notes)
{
    object->told |= other->told;
    merge_properties(object, object->common, other, other->common, notes);
    merge_properties(object, object->private, other, other->private, notes);
}

static bool
same_text(const char *one, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(one, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded, folded_other) == 0;
}

static void
merge_text(char **text, const char *other_text, const struct windows_object *object,
           const struct windows_object *other, const char *property, notes_t *notes)
{
    if (*text == NULL) {
        *text = g_strdup(other_text);
    } else if (other_text != NULL && !same_text(*text, other_text)) {
        note_contradiction(object, other, property, notes);
    }
}

/* What refers to objects can be compared once all of them are there: by name in one file, by id or
 * number in the other. */

static bool
same_group(const windows_cluster_t *cluster, const char *one, const char *other)
{
    const void *group = windows_cluster_find(cluster, WINDOWS_GROUP, one);

    return same_text(one, other) ||
           (group != NULL && group == windows_cluster_find(cluster, WINDOWS_GROUP, other));
}

static bool
same_node(const windows_cluster_t *cluster, const char *one, const char *other)
{
    const void *node = windows_cluster_node(cluster, one);

    return same_text(one, other) || (node != NULL && node == windows_cluster_node(cluster, other));
}

static bool
has_node(const windows_cluster_t *cluster, char *const *nodes, const char *node)
{
    while (*nodes != NULL && !same_node(cluster, *nodes, node)) {
        nodes++;
    }
    return *nodes != NULL;
}

static bool
same_nodes(const windows_cluster_t *cluster, char *const *nodes, char *const *others)
{
    if (g_strv_length((char **)nodes) != g_strv_length((char **)others)) {
        return false;
    }
    for (char *const *node = nodes; *node != NULL; node++) {
        if (!has_node(cluster, others, *node)) {
            return false;
        }
    }
    return true;
}

static bool
same_nodes_in_order(const windows_cluster_t *cluster, char *const *nodes, char *const *others)
{
    while (*nodes != NULL && *others != NULL && same_node(cluster, *nodes, *others)) {
        nodes++;
        others++;
    }
    return *nodes == NULL && *others == NULL;
}

/* Dependencies: an AND of ORs says the same in any order. */

struct naming {
    const windows_cluster_t *cluster;
    bool is_strict; /* a name of no resource is none */
};

/* What stands for a name, which may have brackets, has none. */
static char *
name_of(void *user, const char *bracketed)
{
    const struct naming *naming = user;
    const void *resource = windows_cluster_find(naming->cluster, WINDOWS_RESOURCE, bracketed);

    if (resource != NULL) {
        return g_strdup_printf("%p", resource);
    }
    return naming->is_strict ? NULL : g_utf8_casefold(bracketed, -1);
}

/* NULL for what is no expression. */
static char *
rewrite(const windows_cluster_t *cluster, const char *expression)
{
    struct naming naming = { .cluster = cluster, .is_strict = true };
    char *rewritten = dependencies_rewrite(expression, name_of, &naming, NULL);

    naming.is_strict = false;
    return rewritten != NULL ? rewritten : dependencies_rewrite(expression, name_of, &naming, NULL);
}

static int
compare_texts(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* The texts in order, each once. */
static char *
join_sorted(GPtrArray *texts, const char *separator)
{
    GString *joined = g_string_new(NULL);
    const char *before = NULL;

    g_ptr_array_sort(texts, compare_texts);
    for (guint i = 0; i < texts->len; i++) {
        const char *text = g_ptr_array_index(texts, i);

        if (g_strcmp0(text, before) != 0) {
            g_string_append_printf(joined, "%s%s", text, separator);
        }
        before = text;
    }
    return g_string_free(joined, FALSE);
}

/* One text for all expressions that say the same. */
static char *
meaning_of(const windows_cluster_t *cluster, const char *expression)
{
    g_autofree char *rewritten = rewrite(cluster, expression);
    g_autoptr(GPtrArray) clauses = NULL;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

    if (rewritten == NULL) {
        return g_utf8_casefold(expression, -1);
    }
    clauses = dependencies_clauses(rewritten);
    for (guint i = 0; i < clauses->len; i++) {
        g_ptr_array_add(texts, join_sorted(g_ptr_array_index(clauses, i), "]or["));
    }
    return join_sorted(texts, "]and[");
}

/* One text for all expressions of the same resources. */
static char *
providers_of(const windows_cluster_t *cluster, const char *expression)
{
    g_autofree char *rewritten = rewrite(cluster, expression);
    g_auto(GStrv) names = dependencies_list(rewritten != NULL ? rewritten : "");
    g_autoptr(GPtrArray) texts = g_ptr_array_new();

    for (char **name = names; *name != NULL; name++) {
        g_ptr_array_add(texts, *name);
    }
    return join_sorted(texts, "]");
}

static bool
same_dependency(const windows_cluster_t *cluster, const struct windows_resource *resource,
                const struct windows_resource *other)
{
    bool is_list = resource->is_dependency_a_list || other->is_dependency_a_list;
    char *(*read)(const windows_cluster_t *, const char *) = is_list ? providers_of : meaning_of;
    g_autofree char *one = read(cluster, resource->dependency);
    g_autofree char *two = read(cluster, other->dependency);

    return strcmp(one, two) == 0;
}

/* An expression says more than a list of the same. */
static void
merge_dependency(const windows_cluster_t *cluster, struct windows_resource *resource,
                 const struct windows_resource *other, notes_t *notes)
{
    bool says_more = resource->dependency == NULL ||
                     (resource->is_dependency_a_list && !other->is_dependency_a_list);

    if (other->dependency == NULL) {
        return;
    }
    if (resource->dependency != NULL && !same_dependency(cluster, resource, other)) {
        note_contradiction(says_more ? &other->object : &resource->object,
                           says_more ? &resource->object : &other->object, "Dependencies", notes);
    }
    if (says_more) {
        g_free(resource->dependency);
        resource->dependency = g_strdup(other->dependency);
        resource->is_dependency_a_list = other->is_dependency_a_list;
    }
}

static void
merge_group_references(const windows_cluster_t *cluster, struct windows_group *group,
                       const struct windows_group *other, notes_t *notes)
{
    if (other->preferred_owner_names == NULL) {
        return;
    }
    if (group->preferred_owner_names == NULL) {
        group->preferred_owner_names = g_strdupv(other->preferred_owner_names);
    } else if (!same_nodes_in_order(cluster, group->preferred_owner_names,
                                    other->preferred_owner_names)) {
        note_contradiction(&group->object, &other->object, "PreferredOwners", notes);
    }
}

static void
merge_possible_owners(const windows_cluster_t *cluster, struct windows_resource *resource,
                      const struct windows_resource *other, notes_t *notes)
{
    if (other->possible_owner_names == NULL) {
        return;
    }
    if (resource->possible_owner_names == NULL) {
        resource->possible_owner_names = g_strdupv(other->possible_owner_names);
    } else if (!same_nodes(cluster, resource->possible_owner_names, other->possible_owner_names)) {
        note_contradiction(&resource->object, &other->object, "PossibleOwners", notes);
    }
}

static bool
has_text(char *const *texts, const char *text)
{
    while (*texts != NULL && !same_text(*texts, text)) {
        texts++;
    }
    return *texts != NULL;
}

/* One file may tell of some, another one of others. */
static void
merge_checkpoints(struct windows_resource *resource, const struct windows_resource *other)
{
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    if (resource->checkpoints == NULL || other->checkpoints == NULL) {
        resource->checkpoints =
            resource->checkpoints != NULL ? resource->checkpoints : g_strdupv(other->checkpoints);
        return;
    }
    for (char **key = resource->checkpoints; *key != NULL; key++) {
        g_strv_builder_add(all, *key);
    }
    for (char **key = other->checkpoints; *key != NULL; key++) {
        if (!has_text(resource->checkpoints, *key)) {
            g_strv_builder_add(all, *key);
        }
    }
    g_strfreev(resource->checkpoints);
    resource->checkpoints = g_strv_builder_end(all);
}

static void
merge_resource_references(const windows_cluster_t *cluster, struct windows_resource *resource,
                          const struct windows_resource *other, notes_t *notes)
{
    const struct windows_object *object = &resource->object;

    if (resource->group_name == NULL) {
        resource->group_name = g_strdup(other->group_name);
    } else if (other->group_name != NULL &&
               !same_group(cluster, resource->group_name, other->group_name)) {
        note_contradiction(object, &other->object, "OwnerGroup", notes);
    }
    merge_possible_owners(cluster, resource, other, notes);
    merge_dependency(cluster, resource, other, notes);
    merge_checkpoints(resource, other);
}

static void
merge_fields(struct windows_object *object, const struct windows_object *other, notes_t *notes)
{
    if (object->kind == WINDOWS_NODE) {
        merge_text(&((struct windows_node *)object)->number,
                   ((const struct windows_node *)other)->number, object, other, "NodeID", notes);
    } else if (object->kind == WINDOWS_TYPE) {
        merge_text(&((struct windows_type *)object)->dll, ((const struct windows_type *)other)->dll,
                   object, other, "DllName", notes);
    } else if (object->kind == WINDOWS_RESOURCE) {
        merge_text(&((struct windows_resource *)object)->type_name,
                   ((const struct windows_resource *)other)->type_name, object, other, "Type",
                   notes);
    }
}

/* The object that this one is, new if there is none. Its name may be only an id, and be told now. */
static struct windows_object *
counterpart(windows_cluster_t *cluster, const struct windows_object *other)
{
    struct windows_object *object =
        other->id != NULL ? windows_cluster_find(cluster, other->kind, other->id) : NULL;

    if (object == NULL) {
        object = windows_cluster_find(cluster, other->kind, other->name);
    }
    /* Two of one name, each with an id of its own, are two. */
    if (object != NULL && object->id != NULL && other->id != NULL &&
        strcmp(object->id, other->id) != 0) {
        object = NULL;
    }
    if (object == NULL) {
        object = windows_cluster_add(cluster, other->kind, other->id, other->name, other->source);
    }
    windows_cluster_know(cluster, object, other->id, other->name);
    return object;
}

static void
merge_kind(windows_cluster_t *cluster, const windows_cluster_t *other, enum windows_kind kind,
           GHashTable *counterparts, notes_t *notes)
{
    const GPtrArray *objects = windows_cluster_objects(other, kind);

    for (guint i = 0; i < objects->len; i++) {
        const struct windows_object *theirs = g_ptr_array_index(objects, i);
        struct windows_object *ours = counterpart(cluster, theirs);

        merge_object(ours, theirs, notes);
        merge_fields(ours, theirs, notes);
        g_hash_table_insert(counterparts, (void *)theirs, ours);
    }
}

static void
merge_references(const windows_cluster_t *cluster, const windows_cluster_t *other,
                 GHashTable *counterparts, notes_t *notes)
{
    for (guint i = 0; i < other->groups->len; i++) {
        const struct windows_group *theirs = g_ptr_array_index(other->groups, i);

        merge_group_references(cluster, g_hash_table_lookup(counterparts, theirs), theirs, notes);
    }
    for (guint i = 0; i < other->resources->len; i++) {
        const struct windows_resource *theirs = g_ptr_array_index(other->resources, i);

        merge_resource_references(cluster, g_hash_table_lookup(counterparts, theirs), theirs,
                                  notes);
    }
}

static void
merge_cluster_itself(windows_cluster_t *cluster, const windows_cluster_t *other, notes_t *notes)
{
    struct windows_object *object = &cluster->object;

    if (object->name[0] == '\0') {
        g_free(object->name);
        object->name = g_strdup(other->object.name);
    } else if (other->object.name[0] != '\0' && !same_text(object->name, other->object.name)) {
        notes_add_file(notes, other->object.source,
                       "it is of the cluster '%s', and what was read before of '%s': give files of "
                       "one cluster",
                       other->object.name, object->name);
    }
    merge_object(object, &other->object, notes);
}

void
cluster_merge(windows_cluster_t *cluster, const windows_cluster_t *other, notes_t *notes)
{
    g_autoptr(GHashTable) counterparts = g_hash_table_new(NULL, NULL);

    merge_cluster_itself(cluster, other, notes);
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        merge_kind(cluster, other, (enum windows_kind)kind, counterparts, notes);
    }
    merge_references(cluster, other, counterparts, notes);
}
