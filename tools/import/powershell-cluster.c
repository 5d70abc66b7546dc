/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "daemon/error.h"
#include "common-defaults.h"
#include "powershell-cluster.h"
#include "powershell-record.h"
#include "powershell-value.h"

/* What resapi-export.ps1 writes that this can read. */
#define EXPORT_VERSION 1U

/* Of one resource: more are no cluster's. */
#define CHECKPOINTS_MAX 1000U

struct fill {
    windows_cluster_t *cluster;
    const char *path;
    notes_t *notes;
    GHashTable *limits; /* resources with more checkpoints than are read */
    guint nameless;     /* parameters and the like that do not tell whose they are */
};

static const char *
text_of(const struct powershell_object *object, const char *name)
{
    const struct powershell_object *value = powershell_value(object, name);

    return value != NULL ? powershell_name(value) : NULL;
}

static const struct powershell_object *
first_of(const struct powershell_object *object, const char *name, const char *other)
{
    const struct powershell_object *value = powershell_value(object, name);

    return value != NULL ? value : powershell_value(object, other);
}

static bool
same_name(const char *one, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(one, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded, folded_other) == 0;
}

/* The first counts; another one may be of a second object with the same name. */
static void
take_text(const struct fill *fill, const struct windows_object *object, const char *property,
          char **field, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return;
    }
    if (*field == NULL) {
        *field = g_strdup(text);
    } else if (!same_name(*field, text)) {
        notes_add(
            fill->notes, NOTE_PROBLEM, object, property, NULL,
            "%s tells '%s' of it, which stands, and '%s': if these are two of one name, export "
            "with Id",
            fill->path, *field, text);
    }
}

static void
set_common(const struct fill *fill, struct windows_object *object, const char *name,
           const struct powershell_object *from)
{
    struct windows_value *value = NULL;
    enum powershell_fit fit = powershell_common_value(name, from, &value);

    if (fit == FIT_CUT || fit == FIT_WRONG) {
        notes_add(fill->notes, NOTE_PROBLEM, object, name, NULL,
                  "%s does not tell its value: export with -Depth 4, or with resapi-export.ps1",
                  fill->path);
    } else if (value != NULL && !common_default_is(object->kind, name, value)) {
        windows_properties_set(object->common, name, g_steal_pointer(&value));
    }
    windows_value_free(value);
}

static void
set_commons(const struct fill *fill, struct windows_object *object,
            const struct powershell_object *from)
{
    for (guint i = 0; i < from->properties->len; i++) {
        const struct powershell_property *property = g_ptr_array_index(from->properties, i);

        if (common_is_known(object->kind, property->name) &&
            !common_is_state(object->kind, property->name)) {
            set_common(fill, object, property->name, property->value);
        }
    }
}

static void
set_cluster(windows_cluster_t *cluster, const struct powershell_object *from)
{
    const char *name = text_of(from, "Name");

    if (cluster->object.name[0] == '\0' && name != NULL) {
        g_free(cluster->object.name);
        cluster->object.name = g_strdup(name);
    }
    if (cluster->object.id == NULL) {
        cluster->object.id = windows_id(text_of(from, "Id"));
    }
}

static void
set_node_number(const struct fill *fill, struct windows_node *node,
                const struct powershell_object *from)
{
    const struct powershell_object *id = powershell_value(from, "Id");
    g_autofree char *number = NULL;

    if (id != NULL) {
        number = id->kind == POWERSHELL_NUMBER ? g_strdup_printf("%" G_GUINT64_FORMAT, id->number)
                                               : g_strdup(powershell_name(id));
        take_text(fill, &node->object, "Id", &node->number, number);
    }
}

static void
set_resource(const struct fill *fill, struct windows_resource *resource,
             const struct powershell_object *from)
{
    const char *type = text_of(from, "ResourceType");

    take_text(fill, &resource->object, "Type", &resource->type_name,
              type != NULL ? type : text_of(from, "Type"));
    take_text(fill, &resource->object, "OwnerGroup", &resource->group_name,
              text_of(from, "OwnerGroup"));
}

static void
set_fields(const struct fill *fill, struct windows_object *object,
           const struct powershell_object *from)
{
    switch (object->kind) {
    case WINDOWS_CLUSTER:
        set_cluster(fill->cluster, from);
        break;
    case WINDOWS_NODE:
        set_node_number(fill, (struct windows_node *)object, from);
        break;
    case WINDOWS_TYPE:
        take_text(fill, object, "DllName", &((struct windows_type *)object)->dll,
                  text_of(from, "DllName"));
        break;
    case WINDOWS_RESOURCE:
        set_resource(fill, (struct windows_resource *)object, from);
        break;
    case WINDOWS_GROUP:
    case WINDOWS_NETWORK:
    case WINDOWS_KINDS:
        break;
    }
}

/* The one that this names: by id if it has one, else by name. NULL: it is not there yet. */
static struct windows_object *
find_object(const struct fill *fill, enum windows_kind kind, const struct powershell_object *from)
{
    const char *name = powershell_name(from);
    g_autofree char *id = windows_id(text_of(from, "Id"));
    struct windows_object *found;

    if (kind == WINDOWS_CLUSTER) {
        return &fill->cluster->object;
    }
    found = id != NULL ? windows_cluster_find(fill->cluster, kind, id) : NULL;
    if (found != NULL || name == NULL) {
        return found;
    }
    found = windows_cluster_find(fill->cluster, kind, name);
    return found != NULL && id != NULL && found->id != NULL ? NULL : found;
}

static struct windows_object *
find_or_add(const struct fill *fill, enum windows_kind kind, const struct powershell_object *from)
{
    const char *name = powershell_name(from);
    g_autofree char *id = windows_id(text_of(from, "Id"));
    struct windows_object *object = find_object(fill, kind, from);

    if (object == NULL && (id != NULL || (name != NULL && name[0] != '\0'))) {
        object = windows_cluster_add(fill->cluster, kind, id, name, fill->path);
    }
    return object;
}

static void
add_object(const struct fill *fill, enum windows_kind kind, const struct powershell_object *from)
{
    struct windows_object *object = find_or_add(fill, kind, from);

    if (object == NULL) {
        notes_add_file(fill->notes, fill->path,
                       "has a %s without Name and Id: it is left out; export all properties",
                       windows_kind_word(kind));
        return;
    }
    set_fields(fill, object, from);
    set_commons(fill, object, from);
}

/* Those with an id first: others that have only a name may be the same. */
static void
add_objects(const struct fill *fill, const GPtrArray *records)
{
    for (int kind = 0; kind < WINDOWS_KINDS; kind++) {
        const GPtrArray *objects = g_ptr_array_index(records, kind);

        for (int with_id = 1; with_id >= 0; with_id--) {
            for (guint i = 0; i < objects->len; i++) {
                const struct powershell_object *object = g_ptr_array_index(objects, i);

                if ((powershell_value(object, "Id") != NULL) == (with_id == 1)) {
                    add_object(fill, (enum windows_kind)kind, object);
                }
            }
        }
    }
}

/* A group that only its resources tell of: added with all that they tell. */
static void
add_nested(const struct fill *fill, enum windows_kind kind, const struct powershell_object *value)
{
    if (value != NULL && value->kind == POWERSHELL_OBJECT && value->properties != NULL &&
        powershell_name(value) != NULL && find_object(fill, kind, value) == NULL) {
        add_object(fill, kind, value);
    }
}

static void
add_nested_of_records(const struct fill *fill, const GPtrArray *records)
{
    const GPtrArray *resources = g_ptr_array_index(records, RECORD_RESOURCE);

    for (guint i = 0; i < resources->len; i++) {
        const struct powershell_object *resource = g_ptr_array_index(resources, i);

        add_nested(fill, WINDOWS_GROUP, powershell_value(resource, "OwnerGroup"));
        add_nested(fill, WINDOWS_TYPE, powershell_value(resource, "ResourceType"));
        add_nested(fill, WINDOWS_NODE, powershell_value(resource, "OwnerNode"));
    }
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
    enum windows_kind told = kind_of_word(text_of(record, "ObjectKind"));
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
        add_nested(fill, told, whose);
    }
    if (told != WINDOWS_KINDS) {
        return find_or_add(fill, told, whose);
    }
    object = find_by_name_alone(fill, powershell_name(whose), cmdlet);
    return object != NULL ? object : find_or_add(fill, WINDOWS_RESOURCE, whose);
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
    const char *error = text_of(record, "Error");

    if (error == NULL || error[0] == '\0') {
        return false;
    }
    notes_add(
        fill->notes, NOTE_PROBLEM, object, property, NULL,
        "%s tells that %s could not be read on Windows (%s): mend that there, and export again",
        fill->path, what, error);
    return true;
}

static void
add_parameter(struct fill *fill, const struct powershell_object *parameter)
{
    struct windows_object *object = owner_of(fill, parameter, RECORD_PARAMETER);
    const char *name = text_of(parameter, "Name");
    const struct powershell_object *from = powershell_value(parameter, "Value");
    struct windows_value *value = NULL;
    enum powershell_fit fit = FIT_NOTHING;

    if (object == NULL || note_failure(fill, object, parameter, NULL, "its parameters")) {
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

static void
add_owners(struct fill *fill, const struct powershell_object *list)
{
    struct windows_object *object = owner_of(fill, list, RECORD_OWNERS);
    const struct powershell_object *owners = powershell_value(list, "OwnerNodes");
    g_auto(GStrv) names = owners != NULL ? powershell_names(owners) : g_new0(char *, 1);

    if (object == NULL || note_failure(fill, object, list, "OwnerNodes", "its owners")) {
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
    add_nested(fill, WINDOWS_RESOURCE, value);
    return (struct windows_resource *)find_or_add(fill, WINDOWS_RESOURCE, value);
}

static void
add_dependency(struct fill *fill, const struct powershell_object *dependency)
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
static void
add_checkpoint(struct fill *fill, const struct powershell_object *checkpoint)
{
    struct windows_resource *resource = resource_of(fill, checkpoint);
    const char *name = text_of(checkpoint, "Name");
    const char *key = text_of(checkpoint, "Key");

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

static void
for_each(struct fill *fill, const GPtrArray *records, enum powershell_record record,
         void (*add)(struct fill *, const struct powershell_object *))
{
    const GPtrArray *objects = g_ptr_array_index(records, record);

    for (guint i = 0; i < objects->len; i++) {
        add(fill, g_ptr_array_index(objects, i));
    }
}

static guint
count_records(const GPtrArray *records)
{
    guint count = 0;

    for (guint i = 0; i < records->len; i++) {
        count += ((const GPtrArray *)g_ptr_array_index(records, i))->len;
    }
    return count;
}

static void
check_version(const struct fill *fill, const powershell_document_t *document)
{
    for (guint i = 0; i < document->top->len; i++) {
        const struct powershell_object *top = g_ptr_array_index(document->top, i);
        const struct powershell_object *version = powershell_value(top, "Version");
        const char *format = text_of(top, "Format");

        if (format != NULL && strcmp(format, "resapi-export") == 0 && version != NULL &&
            version->number > EXPORT_VERSION) {
            notes_add_file(fill->notes, fill->path,
                           "was written by a newer resapi-export.ps1 (version %" G_GUINT64_FORMAT
                           "): read as version %u; use the script of this resapictl",
                           version->number, EXPORT_VERSION);
        }
    }
}

bool
powershell_cluster_fill(windows_cluster_t *cluster, const powershell_document_t *document,
                        const char *path, notes_t *notes, GError **error)
{
    struct fill fill = { .cluster = cluster, .path = path, .notes = notes };
    g_autoptr(GPtrArray) records = powershell_records(document);
    g_autoptr(GHashTable) limits = g_hash_table_new(NULL, NULL);

    if (count_records(records) == 0) {
        set_system_error(
            error, ENODATA,
            "%s: has nothing of a cluster: give the output of resapi-export.ps1, or of "
            "Get-ClusterResource and its like",
            path);
        return false;
    }
    fill.limits = limits;
    check_version(&fill, document);
    add_objects(&fill, records);
    add_nested_of_records(&fill, records);
    for_each(&fill, records, RECORD_PARAMETER, add_parameter);
    for_each(&fill, records, RECORD_OWNERS, add_owners);
    for_each(&fill, records, RECORD_DEPENDENCY, add_dependency);
    for_each(&fill, records, RECORD_CHECKPOINT, add_checkpoint);
    if (fill.nameless > 0) {
        notes_add_file(
            notes, path,
            "has %u parameters, owners, dependencies or checkpoints that do not tell whose "
            "they are: they are left out; export with ClusterObject or Resource",
            fill.nameless);
    }
    return true;
}
