/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "daemon/error.h"
#include "common-defaults.h"
#include "powershell-cluster.h"
#include "powershell-fill.h"
#include "powershell-value.h"

/* What resapi-export.ps1 writes that this can read. */
#define EXPORT_VERSION 1U

const char *
powershell_text_of(const struct powershell_object *object, const char *name)
{
    const struct powershell_object *value = powershell_value(object, name);

    return value != NULL ? powershell_name(value) : NULL;
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

/* What Get-ClusterGroup and its like show by themselves has none of them; the cluster's own do not hold for
 * each object. */
static void
set_commons(const struct fill *fill, struct windows_object *object,
            const struct powershell_object *from)
{
    bool is_told = false;

    for (guint i = 0; i < from->properties->len; i++) {
        const struct powershell_property *property = g_ptr_array_index(from->properties, i);

        if (common_is_known(object->kind, property->name) &&
            !common_is_state(object->kind, property->name)) {
            set_common(fill, object, property->name, property->value);
            is_told = true;
        }
    }
    if (is_told && object->kind != WINDOWS_CLUSTER) {
        object->told |= WINDOWS_TOLD_COMMON;
    }
}

static void
set_cluster(windows_cluster_t *cluster, const struct powershell_object *from)
{
    const char *name = powershell_text_of(from, "Name");

    if (cluster->object.name[0] == '\0' && name != NULL) {
        g_free(cluster->object.name);
        cluster->object.name = g_strdup(name);
    }
    if (cluster->object.id == NULL) {
        cluster->object.id = windows_id(powershell_text_of(from, "Id"));
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
    const char *type = powershell_text_of(from, "ResourceType");

    take_text(fill, &resource->object, "Type", &resource->type_name,
              type != NULL ? type : powershell_text_of(from, "Type"));
    take_text(fill, &resource->object, "OwnerGroup", &resource->group_name,
              powershell_text_of(from, "OwnerGroup"));
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
                  powershell_text_of(from, "DllName"));
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
    g_autofree char *id = windows_id(powershell_text_of(from, "Id"));
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

struct windows_object *
fill_find_or_add(const struct fill *fill, enum windows_kind kind,
                 const struct powershell_object *from)
{
    const char *name = powershell_name(from);
    g_autofree char *id = windows_id(powershell_text_of(from, "Id"));
    struct windows_object *object = find_object(fill, kind, from);

    if (object == NULL && (id != NULL || (name != NULL && name[0] != '\0'))) {
        object = windows_cluster_add(fill->cluster, kind, id, name, fill->path);
    }
    return object;
}

static void
add_object(const struct fill *fill, enum windows_kind kind, const struct powershell_object *from)
{
    struct windows_object *object = fill_find_or_add(fill, kind, from);

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

void
fill_add_nested(const struct fill *fill, enum windows_kind kind,
                const struct powershell_object *value)
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

        fill_add_nested(fill, WINDOWS_GROUP, powershell_value(resource, "OwnerGroup"));
        fill_add_nested(fill, WINDOWS_TYPE, powershell_value(resource, "ResourceType"));
        fill_add_nested(fill, WINDOWS_NODE, powershell_value(resource, "OwnerNode"));
    }
}

/* A group of which there is no record has at least the resources that name it. */
static void
add_groups_of_resources(const struct fill *fill)
{
    for (guint i = 0; i < fill->cluster->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(fill->cluster->resources, i);
        const char *name = resource->group_name;

        if (name != NULL && windows_cluster_find(fill->cluster, WINDOWS_GROUP, name) == NULL) {
            windows_cluster_add(fill->cluster, WINDOWS_GROUP, NULL, name, fill->path);
        }
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
check_version(const struct fill *fill, const struct powershell_object *export)
{
    const struct powershell_object *version = powershell_value(export, "Version");

    if (version != NULL && version->number > EXPORT_VERSION) {
        notes_add_file(fill->notes, fill->path,
                       "was written by a newer resapi-export.ps1 (version %" G_GUINT64_FORMAT
                       "): read as version %u; use the script of this resapictl",
                       version->number, EXPORT_VERSION);
    }
}

/* The script asks for everything of each object: what it has no record of is not there. Checkpoints are null
 * where Windows has no cmdlet for them. */
static void
take_export(const struct fill *fill, const powershell_document_t *document)
{
    for (guint i = 0; i < document->top->len; i++) {
        const struct powershell_object *top = g_ptr_array_index(document->top, i);
        const char *format = powershell_text_of(top, "Format");

        if (format == NULL || strcmp(format, "resapi-export") != 0) {
            continue;
        }
        check_version(fill, top);
        if (powershell_value(top, "Parameters") != NULL) {
            fill->cluster->object.told |= WINDOWS_TOLD_PRIVATE;
        }
        if (powershell_value(top, "Checkpoints") != NULL) {
            fill->cluster->object.told |= WINDOWS_TOLD_CHECKPOINTS;
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
    take_export(&fill, document);
    add_objects(&fill, records);
    add_nested_of_records(&fill, records);
    add_groups_of_resources(&fill);
    for_each(&fill, records, RECORD_PARAMETER, fill_add_parameter);
    for_each(&fill, records, RECORD_OWNERS, fill_add_owners);
    for_each(&fill, records, RECORD_DEPENDENCY, fill_add_dependency);
    for_each(&fill, records, RECORD_CHECKPOINT, fill_add_checkpoint);
    if (fill.nameless > 0) {
        notes_add_file(
            notes, path,
            "has %u parameters, owners, dependencies or checkpoints that do not tell whose "
            "they are: they are left out; export with ClusterObject or Resource",
            fill.nameless);
    }
    return true;
}
