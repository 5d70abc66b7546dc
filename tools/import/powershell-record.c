/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "powershell-record.h"

#define TYPE_PREFIX "Microsoft.FailoverClusters.PowerShell."

/* What stands in a file of ours and in nested objects; types behind TYPE_PREFIX. */
struct known_name {
    const char *name;
    enum powershell_record record;
};

static const struct known_name types[] = {
    { "Cluster", RECORD_CLUSTER },
    { "ClusterNode", RECORD_NODE },
    { "ClusterNetwork", RECORD_NETWORK },
    { "ClusterGroup", RECORD_GROUP },
    { "ClusterResourceType", RECORD_TYPE },
    { "ClusterResource", RECORD_RESOURCE },
    { "ClusterParameter", RECORD_PARAMETER },
    { "ClusterOwnerNodeList", RECORD_OWNERS },
    { "ClusterResourceDependency", RECORD_DEPENDENCY },
    { NULL, RECORD_NONE },
};

static const struct known_name places[] = {
    { "Cluster", RECORD_CLUSTER },         { "Nodes", RECORD_NODE },
    { "Networks", RECORD_NETWORK },        { "Groups", RECORD_GROUP },
    { "ResourceTypes", RECORD_TYPE },      { "Resources", RECORD_RESOURCE },
    { "Parameters", RECORD_PARAMETER },    { "OwnerNodes", RECORD_OWNERS },
    { "Dependencies", RECORD_DEPENDENCY }, { "Checkpoints", RECORD_CHECKPOINT },
    { "OwnerNode", RECORD_NODE },          { "OwnerGroup", RECORD_GROUP },
    { "ResourceType", RECORD_TYPE },       { NULL, RECORD_NONE },
};

/* An object is a record if it has all of these; the first that fits counts. */
struct shape {
    const char *properties[4];
    enum powershell_record record;
};

static const struct shape shapes[] = {
    { { "DependencyExpression" }, RECORD_DEPENDENCY },
    { { "OwnerNodes", "ClusterObject" }, RECORD_OWNERS },
    { { "ParameterType", "Name" }, RECORD_PARAMETER },
    { { "ClusterObject", "Name", "Value" }, RECORD_PARAMETER },
    { { "Object", "Name", "Value" }, RECORD_PARAMETER },
    { { "ResourceName", "Name", "Key" }, RECORD_CHECKPOINT },
    { { "Resource", "Name", "Key" }, RECORD_CHECKPOINT },
    { { "ResourceType", "Name" }, RECORD_RESOURCE },
    { { "RestartAction", "Name" }, RECORD_RESOURCE },
    { { "DllName", "Name" }, RECORD_TYPE },
    { { "DisplayName", "RequiredDependencyTypes" }, RECORD_TYPE },
    { { "GroupType", "Name" }, RECORD_GROUP },
    { { "FailoverThreshold", "Name" }, RECORD_GROUP },
    { { "AddressMask", "Name" }, RECORD_NETWORK },
    { { "Ipv4Addresses", "Role" }, RECORD_NETWORK },
    { { "NodeWeight", "Name" }, RECORD_NODE },
    { { "NodeName", "Name" }, RECORD_NODE },
    { { "QuorumArbitrationTimeMax", "Name" }, RECORD_CLUSTER },
    { { "CrossSubnetDelay", "Name" }, RECORD_CLUSTER },
    { { "SharedVolumesRoot", "Name" }, RECORD_CLUSTER },
    /* What Get-ClusterGroup shows without Select-Object. */
    { { "OwnerNode", "State", "Name" }, RECORD_GROUP },
};

static enum powershell_record
find_name(const struct known_name *names, const char *name)
{
    while (names->name != NULL && g_ascii_strcasecmp(names->name, name) != 0) {
        names++;
    }
    return names->record;
}

static enum powershell_record
record_of_type(const char *type)
{
    const char *name = type + strlen(TYPE_PREFIX);

    if (g_str_has_suffix(name, "Checkpoint")) {
        return RECORD_CHECKPOINT;
    }
    return find_name(types, name);
}

static bool
has_shape(const struct powershell_object *object, const struct shape *shape)
{
    for (size_t i = 0; i < G_N_ELEMENTS(shape->properties) && shape->properties[i] != NULL; i++) {
        if (powershell_find(object, shape->properties[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static enum powershell_record
record_of_shape(const struct powershell_object *object)
{
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        if (has_shape(object, &shapes[i])) {
            return shapes[i].record;
        }
    }
    return RECORD_NONE;
}

static bool
is_of_cluster(const struct powershell_object *object)
{
    return object->type != NULL &&
           g_ascii_strncasecmp(object->type, TYPE_PREFIX, strlen(TYPE_PREFIX)) == 0;
}

enum powershell_record
powershell_record(const struct powershell_object *object, const char *place)
{
    enum powershell_record record;

    if (object->kind != POWERSHELL_OBJECT || object->properties == NULL) {
        return RECORD_NONE;
    }
    if (is_of_cluster(object)) {
        return record_of_type(object->type);
    }
    record = place != NULL ? find_name(places, place) : RECORD_NONE;
    return record != RECORD_NONE ? record : record_of_shape(object);
}

struct walk {
    GPtrArray *records;
    GHashTable *seen; /* an object is looked at once, as references may go in circles */
};

/* Deeper than this no output of a cmdlet is put into another object. */
#define WALK_DEPTH_MAX 8U

static void walk_object(struct walk *walk, struct powershell_object *object, const char *place,
                        guint depth);

static void
walk_properties(struct walk *walk, const struct powershell_object *object, guint depth)
{
    for (guint i = 0; i < object->properties->len; i++) {
        const struct powershell_property *property = g_ptr_array_index(object->properties, i);

        walk_object(walk, property->value, property->name, depth + 1);
    }
}

static void
walk_object(struct walk *walk, struct powershell_object *object, const char *place, guint depth)
{
    enum powershell_record record;

    if (depth > WALK_DEPTH_MAX || !g_hash_table_add(walk->seen, object)) {
        return;
    }
    for (guint i = 0; object->items != NULL && i < object->items->len; i++) {
        walk_object(walk, g_ptr_array_index(object->items, i), place, depth + 1);
    }
    record = powershell_record(object, place);
    if (record != RECORD_NONE) {
        g_ptr_array_add(g_ptr_array_index(walk->records, record), object);
    } else if (object->kind == POWERSHELL_OBJECT && object->properties != NULL &&
               !is_of_cluster(object)) {
        walk_properties(walk, object, depth);
    }
}

GPtrArray *
powershell_records(const powershell_document_t *document)
{
    struct walk walk = { .records =
                             g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref) };

    walk.seen = g_hash_table_new(NULL, NULL);
    for (int i = 0; i < RECORDS; i++) {
        g_ptr_array_add(walk.records, g_ptr_array_new());
    }
    for (guint i = 0; i < document->top->len; i++) {
        walk_object(&walk, g_ptr_array_index(document->top, i), NULL, 0);
    }
    g_hash_table_unref(walk.seen);
    return walk.records;
}

const char *
powershell_record_cmdlet(enum powershell_record record)
{
    static const char *const cmdlets[] = {
        [RECORD_CLUSTER] = "Get-Cluster",
        [RECORD_NODE] = "Get-ClusterNode",
        [RECORD_NETWORK] = "Get-ClusterNetwork",
        [RECORD_GROUP] = "Get-ClusterGroup",
        [RECORD_TYPE] = "Get-ClusterResourceType",
        [RECORD_RESOURCE] = "Get-ClusterResource",
        [RECORD_PARAMETER] = "Get-ClusterParameter",
        [RECORD_OWNERS] = "Get-ClusterOwnerNode",
        [RECORD_DEPENDENCY] = "Get-ClusterResourceDependency",
        [RECORD_CHECKPOINT] = "Get-ClusterCheckpoint",
        [RECORD_NONE] = "no cmdlet",
    };

    return cmdlets[record];
}
