/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Records that tell something of an object that another one is: parameters, owners, dependencies and
 * checkpoints. */

#include <string.h>

#include "powershell-fill.h"
#include "powershell-value.h"

/* Of one resource: more are no cluster's. */
#define CHECKPOINTS_MAX 1000U

static const struct powershell_object *
first_of(const struct powershell_object *object, const char *name, const char *other)
{
    const struct powershell_object *value = powershell_value(object, name);

    return value != NULL ? value : powershell_value(object, other);
}

/* What "ObjectKind" of resapi-export.ps1 says; WINDOWS_KINDS: nothing. */
static enum windows_kind
kind_of_word(const char *word)
{
    static const char *const names[] = {
        [WINDOWS_CLUSTER] = "Cluster",   [WINDOWS_NODE] = "Node",
        [WINDOWS_NETWORK] = "Network",   [WINDOWS_GROUP] = "Group",
        [WINDOWS_TYPE] = "ResourceType", [WINDOWS_RESOURCE] = "Resource",
    };
    int kind = 0;

    while (kind < WINDOWS_KINDS && (word == NULL || g_ascii_strcasecmp(names[kind], word) != 0)) {
        kind++;
    }
    return (enum windows_kind)kind;
}

static struct windows_object *
find_by_name_alone(struct fill *fill, const char *name, const char *cmdlet)
{
    static const enum windows_kind order[] = { WINDOWS_RESOURCE, WINDOWS_GROUP, WINDOWS_TYPE,
                                               WINDOWS_NETWORK, WINDOWS_NODE };
    struct windows_object *first = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        struct windows_object *found = windows_cluster_find(fill->cluster, order[i], name);

        if (found != NULL && first != NULL) {
            notes_add_file(
                fill->notes, fill->path,
                "%s for \"%s\" does not tell whether the %s or the %s is meant: taken as the "
                "%s's; export with Export-Clixml or resapi-export.ps1",
                cmdlet, name, windows_kind_word(first->kind), windows_kind_word(found->kind),
                windows_kind_word(first->kind));
            return first;
        }
        first = first != NULL ? first : found;
    }
    if (first == NULL && g_ascii_strcasecmp(fill->cluster->object.name, name) == 0) {
        first = &fill->cluster->object;
    }
    return first;
}

/* Whose parameter or list of owners this is. A name that nothing has is a resource's. NULL: not told. */
static struct windows_object *
owner_of(struct fill *fill, const struct powershell_object *record, enum powershell_record kind)
{
    const struct powershell_object *whose = first_of(record, "ClusterObject", "Object");
    enum windows_kind told = kind_of_word(powershell_text_of(record, "ObjectKind"));
    const char *cmdlet = powershell_record_cmdlet(kind);
    struct windows_object *object;
    enum powershell_record shape;

    if (whose == NULL || powershell_name(whose) == NULL || powershell_name(whose)[0] == '\0') {
        fill->nameless++;
        return NULL;
    }
    shape = powershell_record(whose, NULL);
    if (told == WINDOWS_KINDS && shape <= RECORD_RESOURCE) {
        told = (enum windows_kind)shape;
        fill_add_nested(fill, told, whose);
    }
    if (told != WINDOWS_KINDS) {
        return fill_find_or_add(fill, told, whose);
    }
    object = find_by_name_alone(fill, powershell_name(whose), cmdlet);
    return object != NULL ? object : fill_find_or_add(fill, WINDOWS_RESOURCE, whose);
}

static bool
is_true(const struct powershell_object *object, const char *name)
{
    const struct powershell_object *value = powershell_value(object, name);

    return value != NULL &&
           ((value->kind == POWERSHELL_NUMBER && value->number != 0) ||
            (value->kind == POWERSHELL_TEXT && g_ascii_strcasecmp(value->text, "true") == 0));
}

static const char *
parameter_type(const struct powershell_object *parameter)
{
    const struct powershell_object *type = powershell_value(parameter, "ParameterType");

    return type != NULL ? type->text : NULL;
}

/* A secret that resapi-export.ps1 has not written: of its type, and empty. */
static struct windows_value *
left_on_windows(const struct powershell_object *parameter)
{
    const char *type = parameter_type(parameter);

    return type != NULL && g_ascii_strcasecmp(type, "ByteArray") == 0 ? windows_value_binary("", 0)
                                                                      : windows_value_text("");
}

/* What resapi-export.ps1 could not read on Windows has Error = what was said there. */
static bool
note_failure(const struct fill *fill, const struct windows_object *object,
             const struct powershell_object *record, const char *property, const char *what)
{
    const char *error = powershell_text_of(record, "Error");

    if (error == NULL || error[0] == '\0') {
        return false;
    }
    notes_add(
        fill->notes, NOTE_PROBLEM, object, property, NULL,
        "%s tells that %s could not be read on Windows (%s): mend that there, and export again",
        fill->path, what, error);
    return true;
}

/* A resource without any has no record. */
static void
tell_parameters(const struct fill *fill, struct windows_object *object)
{
    if (object->kind == WINDOWS_RESOURCE) {
        object->told |= WINDOWS_TOLD_PRIVATE;
        fill->cluster->object.told |= WINDOWS_TOLD_NO_PRIVATE;
    }
}

void
fill_add_parameter(struct fill *fill, const struct powershell_object *parameter)
{
    struct windows_object *object = owner_of(fill, parameter, RECORD_PARAMETER);
    const char *name = powershell_text_of(parameter, "Name");
    const struct powershell_object *from = powershell_value(parameter, "Value");
    struct windows_value *value = NULL;
    enum powershell_fit fit = FIT_NOTHING;

    if (object == NULL) {
        return;
    }
    tell_parameters(fill, object);
    if (note_failure(fill, object, parameter, NULL, "its parameters")) {
        return;
    }
    if (name == NULL || name[0] == '\0') {
        notes_add(
            fill->notes, NOTE_PROBLEM, object, NULL, NULL,
            "%s has a parameter of it without a Name: it is left out; export with Name, Value and "
            "ParameterType",
            fill->path);
        return;
    }
    if (is_true(parameter, "Secret")) {
        value = left_on_windows(parameter);
    } else if (from != NULL) {
        fit = powershell_private_value(from, parameter_type(parameter), &value);
    }
    if (value != NULL) {
        windows_properties_set(object->private, name, value);
    } else if (fit != FIT_NOTHING) {
        notes_add(fill->notes, NOTE_PROBLEM, object, name, NULL,
                  "%s does not tell its value as %s: export with -Depth 4, or with "
                  "resapi-export.ps1",
                  fill->path,
                  parameter_type(parameter) != NULL ? parameter_type(parameter) : "text");
    }
}

/* Whether these are all nodes is known when all files have been read: resolve.h. */
static void
set_possible_owners(const struct fill *fill, struct windows_resource *resource, char **names)
{
    if (names[0] == NULL) {
        notes_add(fill->notes, NOTE_PROBLEM, &resource->object, NULL, NULL,
                  "%s tells no node that may own it: taken as all nodes", fill->path);
    } else {
        g_strfreev(resource->possible_owner_names);
        resource->possible_owner_names = g_strdupv(names);
    }
}

static void
set_preferred_owners(struct windows_group *group, char **names)
{
    g_strfreev(group->preferred_owner_names);
    group->preferred_owner_names = names[0] != NULL ? g_strdupv(names) : NULL;
}

void
fill_add_owners(struct fill *fill, const struct powershell_object *list)
{
    struct windows_object *object = owner_of(fill, list, RECORD_OWNERS);
    const struct powershell_object *owners = powershell_value(list, "OwnerNodes");
    g_auto(GStrv) names = owners != NULL ? powershell_names(owners) : g_new0(char *, 1);

    if (object == NULL) {
        return;
    }
    if (object->kind != WINDOWS_CLUSTER) {
        object->told |= WINDOWS_TOLD_OWNERS;
    }
    if (note_failure(fill, object, list, "OwnerNodes", "its owners")) {
        return;
    }
    if (owners != NULL && powershell_is_cut(owners)) {
        notes_add(fill->notes, NOTE_PROBLEM, object, "OwnerNodes", NULL,
                  "%s does not tell the owners: export with -Depth 4, or with resapi-export.ps1",
                  fill->path);
    } else if (object->kind == WINDOWS_RESOURCE) {
        set_possible_owners(fill, (struct windows_resource *)object, names);
    } else if (object->kind == WINDOWS_GROUP) {
        set_preferred_owners((struct windows_group *)object, names);
    }
}

/* The resource that a property names or holds; NULL where none is told. */
static struct windows_resource *
resource_of(struct fill *fill, const struct powershell_object *record)
{
    const struct powershell_object *value = first_of(record, "Resource", "ResourceName");

    if (value == NULL || powershell_name(value) == NULL || powershell_name(value)[0] == '\0') {
        fill->nameless++;
        return NULL;
    }
    fill_add_nested(fill, WINDOWS_RESOURCE, value);
    return (struct windows_resource *)fill_find_or_add(fill, WINDOWS_RESOURCE, value);
}

void
fill_add_dependency(struct fill *fill, const struct powershell_object *dependency)
{
    struct windows_resource *resource = resource_of(fill, dependency);
    const struct powershell_object *expression =
        powershell_find(dependency, "DependencyExpression");

    if (resource == NULL ||
        note_failure(fill, &resource->object, dependency, "Dependencies", "what it depends on")) {
        return;
    }
    if (expression == NULL ||
        (expression->kind != POWERSHELL_TEXT && expression->kind != POWERSHELL_NULL)) {
        notes_add(
            fill->notes, NOTE_PROBLEM, &resource->object, "Dependencies", NULL,
            "%s has a DependencyExpression of it that is no text: it is left out; export with "
            "resapi-export.ps1",
            fill->path);
        return;
    }
    g_free(resource->dependency);
    resource->dependency = g_strdup(expression->text != NULL ? expression->text : "");
}

static void
append_checkpoint(struct fill *fill, struct windows_resource *resource, const char *key)
{
    guint count = resource->checkpoints != NULL ? g_strv_length(resource->checkpoints) : 0;

    if (count > 0 && g_strv_contains((const char *const *)resource->checkpoints, key)) {
        return;
    }
    if (count >= CHECKPOINTS_MAX) {
        if (g_hash_table_add(fill->limits, resource)) {
            notes_add(fill->notes, NOTE_PROBLEM, &resource->object, "Checkpoints", NULL,
                      "%s has more than %u of them, which no cluster has: the others are left out",
                      fill->path, CHECKPOINTS_MAX);
        }
        return;
    }
    resource->checkpoints = g_renew(char *, resource->checkpoints, count + 2);
    resource->checkpoints[count] = g_strdup(key);
    resource->checkpoints[count + 1] = NULL;
}

/* A checkpoint of a key of cryptography has a Key in a provider of that Name, a registry checkpoint its
 * Name alone: the documented examples of Get-ClusterCheckpoint. */
void
fill_add_checkpoint(struct fill *fill, const struct powershell_object *checkpoint)
{
    struct windows_resource *resource = resource_of(fill, checkpoint);
    const char *name = powershell_text_of(checkpoint, "Name");
    const char *key = powershell_text_of(checkpoint, "Key");

    fill->cluster->object.told |= WINDOWS_TOLD_CHECKPOINTS; /* those without any have no record */
    if (resource == NULL || name == NULL || name[0] == '\0') {
        return;
    }
    if (key != NULL && key[0] != '\0' && g_ascii_strcasecmp(key, name) != 0) {
        notes_add(
            fill->notes, NOTE_NO_EQUIVALENT, &resource->object, NULL, NULL,
            "its cryptographic key \"%s\" of \"%s\" goes with it on Windows: bring the key to "
            "each node by hand",
            key, name);
    } else {
        append_checkpoint(fill, resource, name);
    }
}
