/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "resolve.h"
#include "untold.h"

static int
compare_names(gconstpointer one, gconstpointer other)
{
    const struct windows_object *left = *(struct windows_object *const *)one;
    const struct windows_object *right = *(struct windows_object *const *)other;
    g_autofree char *left_name = g_utf8_casefold(left->name, -1);
    g_autofree char *right_name = g_utf8_casefold(right->name, -1);
    int order = strcmp(left_name, right_name);

    return order != 0 ? order : g_strcmp0(left->id, right->id);
}

static void
check_names(const GPtrArray *objects, notes_t *notes)
{
    const struct windows_object *before = NULL;

    for (guint i = 0; i < objects->len; i++) {
        const struct windows_object *object = g_ptr_array_index(objects, i);
        g_autofree char *name = g_utf8_casefold(object->name, -1);
        g_autofree char *name_before = before != NULL ? g_utf8_casefold(before->name, -1) : NULL;
        g_autofree char *id = windows_id(object->name);

        if (g_strcmp0(name, name_before) == 0) {
            notes_add(
                notes, NOTE_PROBLEM, object, NULL, NULL,
                "another %s has the same name: what refers to it by name means the one with the "
                "id %s; give one of them another name on Windows and export again",
                windows_kind_word(object->kind), before->id != NULL ? before->id : "(none)");
            continue;
        }
        before = object;
        if (id != NULL && g_strcmp0(id, object->id) == 0) {
            notes_add(notes, NOTE_PROBLEM, object, NULL, NULL, "it has no name: its id is used");
        }
    }
}

/* Nodes for names and numbers, those that are not there noted; each once. */
static GPtrArray *
find_nodes(const windows_cluster_t *cluster, const struct windows_object *object,
           const char *property, char *const *names, notes_t *notes)
{
    GPtrArray *nodes = g_ptr_array_new();

    for (; *names != NULL; names++) {
        struct windows_node *node = windows_cluster_node(cluster, *names);

        if (node == NULL) {
            notes_add(notes, NOTE_PROBLEM, object, property, NULL,
                      "there is no node '%s': it is left out", *names);
        } else if (!g_ptr_array_find(nodes, node, NULL)) {
            g_ptr_array_add(nodes, node);
        }
    }
    return nodes;
}

/* A list that says nothing, as it has all nodes, is none: formats differ in whether they tell it. */
static GPtrArray *
find_possible_owners(const windows_cluster_t *cluster, const struct windows_resource *resource,
                     notes_t *notes)
{
    g_autoptr(GPtrArray) nodes = NULL;

    if (resource->possible_owner_names == NULL) {
        return NULL;
    }
    nodes = find_nodes(cluster, &resource->object, "PossibleOwners", resource->possible_owner_names,
                       notes);
    if (nodes->len == 0 && cluster->nodes->len > 0) {
        notes_add(notes, NOTE_PROBLEM, &resource->object, "PossibleOwners", NULL,
                  "it has no node that is there: it may run on each until that is decided");
    }
    if (nodes->len == 0 || nodes->len == cluster->nodes->len) {
        return NULL;
    }
    g_ptr_array_sort(nodes, compare_names);
    return g_steal_pointer(&nodes);
}

static struct windows_group *
group_of_its_own(windows_cluster_t *cluster, const struct windows_resource *resource)
{
    const char *name = resource->object.name;
    struct windows_group *group =
        windows_cluster_add(cluster, WINDOWS_GROUP, NULL, name, resource->object.source);

    group->resources = g_ptr_array_new();
    group->object.told = WINDOWS_TOLD_ALL; /* nobody can tell more of it */
    return group;
}

static void
resolve_group(windows_cluster_t *cluster, struct windows_resource *resource, notes_t *notes)
{
    const char *name = resource->group_name;

    resource->group = name != NULL ? windows_cluster_find(cluster, WINDOWS_GROUP, name) : NULL;
    if (resource->group == NULL) {
        notes_add(notes, NOTE_PROBLEM, &resource->object, "OwnerGroup", NULL,
                  "%s%s%s: it gets one of its own",
                  name != NULL ? "there is no group '" : "it has no group",
                  name != NULL ? name : "", name != NULL ? "'" : "");
        resource->group = group_of_its_own(cluster, resource);
    }
    g_ptr_array_add(resource->group->resources, resource);
}

/* Listings do not tell resource types. */
static void
resolve_type(windows_cluster_t *cluster, struct windows_resource *resource, notes_t *notes)
{
    if (resource->type_name == NULL) {
        notes_add(notes, NOTE_PROBLEM, &resource->object, "Type", NULL,
                  "it has no resource type: export it once more");
        resource->type_name = g_strdup("(no resource type)");
    }
    resource->type = windows_cluster_find(cluster, WINDOWS_TYPE, resource->type_name);
    if (resource->type == NULL) {
        resource->type = windows_cluster_add(cluster, WINDOWS_TYPE, NULL, resource->type_name,
                                             resource->object.source);
    }
}

static void
resolve_groups(windows_cluster_t *cluster, notes_t *notes)
{
    for (guint i = 0; i < cluster->groups->len; i++) {
        struct windows_group *group = g_ptr_array_index(cluster->groups, i);

        group->resources = g_ptr_array_new();
        if (group->preferred_owner_names != NULL) {
            group->preferred_owners = find_nodes(cluster, &group->object, "PreferredOwners",
                                                 group->preferred_owner_names, notes);
        }
    }
    for (guint i = 0; i < cluster->resources->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);

        resolve_group(cluster, resource, notes);
        resolve_type(cluster, resource, notes);
        resource->possible_owners = find_possible_owners(cluster, resource, notes);
    }
}

void
cluster_resolve(windows_cluster_t *cluster, notes_t *notes)
{
    g_ptr_array_sort(cluster->resources, compare_names);
    resolve_groups(cluster, notes);
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        GPtrArray *objects = windows_cluster_objects(cluster, (enum windows_kind)kind);

        g_ptr_array_sort(objects, compare_names);
        check_names(objects, notes);
    }
    cluster_resolve_dependencies(cluster, notes);
    untold_note_cluster(cluster, notes);
}
