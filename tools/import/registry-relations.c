/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Contains, and RegSync for registry checkpoints, are as Microsoft's support has told of them
 * (blogs.msdn.microsoft.com, "Registry check-pointing on a Windows Cluster"). How the Cluster service keeps
 * dependencies, and checkpoints otherwise, is documented nowhere. What is understood is what one would
 * expect: of a resource's key, a value that holds an expression, or a list of the ids of all providers; the
 * same values or the default value of Dependencies\{id of the resource} below the cluster's key; and texts
 * in a key Checkpoints in either place. Whatever else is there is noted.
 */

#include "registry-relations.h"

#include <string.h>

static const char *const dependency_names[] = { "DependencyExpression", "Dependencies",
                                                "Dependency", "DependsOn", NULL };
static const char *const list_names[] = { "Contains", "PreferredOwners", "PossibleOwners", NULL };
static const char *const checkpoint_keys[] = { "RegSync", "Checkpoints", NULL };

static bool
is_among(const char *const *names, const char *name)
{
    while (*names != NULL && g_ascii_strcasecmp(*names, name) != 0) {
        names++;
    }
    return *names != NULL;
}

bool
registry_relation_is(const char *value)
{
    return is_among(dependency_names, value) || is_among(list_names, value);
}

bool
registry_relation_is_key(const char *name)
{
    return is_among(checkpoint_keys, name) || is_among(dependency_names, name);
}

char *
registry_fold_name(const char *name)
{
    char *id = windows_id(name);

    return id != NULL ? id : g_utf8_casefold(name, -1);
}

static struct windows_resource *
find_resource(const struct registry_reading *reading, const char *name)
{
    g_autofree char *folded = registry_fold_name(name);

    return g_hash_table_lookup(reading->resources, folded);
}

/* ---- lists of ids and of nodes */

static void
drop_empty(char **names)
{
    char **kept = names;

    for (char **name = names; *name != NULL; name++) {
        if ((*name)[0] != '\0') {
            *kept++ = *name;
        } else {
            g_free(*name);
        }
    }
    *kept = NULL;
}

/* A text may be a list, too. NULL: there is none, or nothing is in it. */
static char **
read_list(struct registry_reading *reading, const struct windows_object *object,
          const registry_key_t *key, const char *name)
{
    const struct registry_value *value = registry_key_value(key, name);
    char **names = NULL;

    if (value == NULL) {
        return NULL;
    }
    if (value->value->kind == WINDOWS_TEXTS) {
        names = g_strdupv(value->value->texts);
    } else if (value->value->kind == WINDOWS_TEXT) {
        names = g_strsplit_set(value->value->text, " \t,;", -1);
    }
    if (names == NULL || value->problem != NULL) {
        notes_add(reading->notes, NOTE_PROBLEM, object, name, NULL, "the value %s",
                  names == NULL ? "is no list: it is left out" : value->problem);
    }
    if (names != NULL) {
        drop_empty(names);
    }
    if (names != NULL && names[0] == NULL) {
        g_clear_pointer(&names, g_strfreev);
    }
    return names;
}

/* ---- groups */

/* false: it is not there. */
static bool
add_member(struct registry_reading *reading, const struct windows_object *group, const char *id)
{
    struct windows_resource *resource = find_resource(reading, id);

    if (resource != NULL && resource->group_name != NULL) {
        notes_add(reading->notes, NOTE_PROBLEM, &resource->object, NULL, NULL,
                  "is in more than one group: it is left out of group %s", group->name);
    } else if (resource != NULL) {
        resource->group_name = g_strdup(group->id != NULL ? group->id : group->name);
    }
    return resource != NULL;
}

void
registry_relations_of_group(struct registry_reading *reading, struct windows_group *group,
                            const registry_key_t *key)
{
    g_auto(GStrv) members = read_list(reading, &group->object, key, "Contains");
    const char *first_missing = NULL;
    guint missing = 0;

    group->preferred_owner_names = read_list(reading, &group->object, key, "PreferredOwners");
    for (char **id = members; id != NULL && *id != NULL; id++) {
        if (!add_member(reading, &group->object, *id)) {
            first_missing = missing++ == 0 ? *id : first_missing;
        }
    }
    if (missing > 0) {
        notes_add(reading->notes, NOTE_PROBLEM, &group->object, "Contains", NULL,
                  "%u of the ids are of no resource, such as %s: they are left out", missing,
                  first_missing);
    }
}

/* ---- dependencies */

static char *
bracket(char **names)
{
    GString *expression = g_string_new(NULL);

    for (; *names != NULL; names++) {
        g_string_append_printf(expression, "%s[%s]", expression->len > 0 ? " and " : "", *names);
    }
    return g_string_free(expression, FALSE);
}

/* NULL: the value tells none. */
static char *
read_expression(const struct windows_value *value)
{
    g_auto(GStrv) names = NULL;

    if (value->kind == WINDOWS_TEXTS && value->texts[0] != NULL) {
        return bracket(value->texts);
    }
    if (value->kind != WINDOWS_TEXT || value->text[0] == '\0') {
        return NULL;
    }
    if (strchr(value->text, '[') != NULL) {
        return g_strdup(value->text);
    }
    names = g_strsplit_set(value->text, " \t,;", -1);
    drop_empty(names);
    for (char **name = names; *name != NULL; name++) {
        g_autofree char *id = windows_id(*name);

        if (id == NULL) {
            return g_strdup(value->text); /* resolve.h says what is wrong with it */
        }
    }
    return names[0] != NULL ? bracket(names) : NULL;
}

static void
set_dependency(struct registry_reading *reading, struct windows_resource *resource,
               const struct registry_value *value)
{
    g_autofree char *expression = read_expression(value->value);

    if (value->problem != NULL) {
        notes_add(reading->notes, NOTE_PROBLEM, &resource->object, value->name, NULL,
                  "the value %s", value->problem);
    }
    if (value->value->kind == WINDOWS_NUMBER || value->value->kind == WINDOWS_BINARY) {
        notes_add(reading->notes, NOTE_PROBLEM, &resource->object, value->name, NULL,
                  "the value is no dependency expression: it is left out");
        reading->is_unread = true;
        return;
    }
    reading->dependencies++;
    if (resource->dependency == NULL) {
        resource->dependency = expression != NULL ? g_steal_pointer(&expression) : g_strdup("");
    }
}

/* false: nothing there says so. */
static bool
read_dependency(struct registry_reading *reading, struct windows_resource *resource,
                const registry_key_t *key)
{
    const struct registry_value *value = NULL;

    for (size_t i = 0; value == NULL && dependency_names[i] != NULL; i++) {
        value = registry_key_value(key, dependency_names[i]);
    }
    if (value != NULL) {
        set_dependency(reading, resource, value);
    }
    return value != NULL;
}

/* As read_dependency(); the default value does, too. */
static bool
read_dependency_key(struct registry_reading *reading, struct windows_resource *resource,
                    const registry_key_t *key)
{
    const struct registry_value *value = registry_key_value(key, "");

    if (read_dependency(reading, resource, key)) {
        return true;
    }
    if (value != NULL) {
        set_dependency(reading, resource, value);
    }
    return value != NULL;
}

/* ---- registry checkpoints */

static void
add_texts(GPtrArray *texts, const struct windows_value *value)
{
    if (value->kind == WINDOWS_TEXT && value->text[0] != '\0') {
        g_ptr_array_add(texts, g_strdup(value->text));
    }
    for (char **text = value->texts; text != NULL && *text != NULL; text++) {
        g_ptr_array_add(texts, g_strdup(*text));
    }
}

static bool
read_checkpoints(G_GNUC_UNUSED struct registry_reading *reading, struct windows_resource *resource,
                 const registry_key_t *key)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    guint known;

    for (char **text = resource->checkpoints; text != NULL && *text != NULL; text++) {
        g_ptr_array_add(texts, g_strdup(*text));
    }
    known = texts->len;
    for (const GList *link = key->values.head; link != NULL; link = link->next) {
        add_texts(texts, ((const struct registry_value *)link->data)->value);
    }
    if (texts->len == known) {
        return key->keys.length == 0 && key->values.length == 0;
    }
    g_ptr_array_add(texts, NULL);
    g_strfreev(resource->checkpoints);
    resource->checkpoints = g_strdupv((char **)texts->pdata);
    return true;
}

/* ---- resources, and what the cluster's key has of them */

typedef bool read_key_t(struct registry_reading *reading, struct windows_resource *resource,
                        const registry_key_t *key);

static void
read_key(struct registry_reading *reading, struct windows_resource *resource,
         const registry_key_t *key, read_key_t *read)
{
    if (key != NULL && !read(reading, resource, key)) {
        reading->unknown++;
    }
}

void
registry_relations_of_resource(struct registry_reading *reading, struct windows_resource *resource,
                               const registry_key_t *key)
{
    /* An empty list is taken for none: all nodes. */
    resource->possible_owner_names = read_list(reading, &resource->object, key, "PossibleOwners");
    read_dependency(reading, resource, key);
    for (size_t i = 0; dependency_names[i] != NULL; i++) {
        read_key(reading, resource, registry_key_find(key, dependency_names[i]),
                 read_dependency_key);
    }
    for (size_t i = 0; checkpoint_keys[i] != NULL; i++) {
        read_key(reading, resource, registry_key_find(key, checkpoint_keys[i]), read_checkpoints);
    }
}

static void
read_keys(struct registry_reading *reading, const registry_key_t *cluster, const char *name,
          read_key_t *read)
{
    const registry_key_t *keys = registry_key_find(cluster, name);

    for (const GList *link = keys != NULL ? keys->keys.head : NULL; link != NULL;
         link = link->next) {
        const registry_key_t *key = link->data;
        struct windows_resource *resource = find_resource(reading, key->name);

        if (resource != NULL) {
            read_key(reading, resource, key, read);
        } else {
            notes_add_file(reading->notes, reading->path,
                           "key %s\\%s: there is no resource with this id: it is left out", name,
                           key->name);
        }
    }
}

/* Where some resources' dependencies were found, the others have none. */
static void
know_those_without(const struct registry_reading *reading)
{
    const GPtrArray *resources = reading->cluster->resources;

    for (guint i = 0; i < resources->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(resources, i);

        if (resource->dependency == NULL) {
            resource->dependency = g_strdup("");
        }
    }
}

void
registry_relations_of_cluster(struct registry_reading *reading, const registry_key_t *key)
{
    read_keys(reading, key, "Dependencies", read_dependency_key);
    read_keys(reading, key, "Checkpoints", read_checkpoints);
    if (reading->unknown > 0) {
        notes_add_file(
            reading->notes, reading->path,
            "%u keys that should have dependencies or checkpoints have a form that is not "
            "known: give what resapi-export.ps1 has written along with this file",
            reading->unknown);
    } else if (reading->dependencies > 0 && !reading->is_unread) {
        know_those_without(reading);
    }
}
