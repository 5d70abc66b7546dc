/* SPDX-License-Identifier: GPL-2.0-or-later */

/* libFuzzer target for a reader of text, FUZZ_READER of FUZZ_HEADER: the input is the file's text, as input.h
 * gives it to the reader, and what becomes of it is the cluster. FUZZ_TELLS_GROUPS is 1 for a format that has
 * each group that it names; a listing of resources alone has not. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/import/common-defaults.h"
#include FUZZ_HEADER

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz: %s\n", what);
        abort();
    }
}

static void
check_text(const char *text)
{
    require(text == NULL || g_utf8_validate(text, -1, NULL), "a text is no UTF-8");
}

static void
check_texts(char *const *texts)
{
    for (; texts != NULL && *texts != NULL; texts++) {
        check_text(*texts);
        require((*texts)[0] != '\0', "an empty text in a list");
    }
}

static void
check_value(const struct windows_value *value)
{
    g_autofree char *shown = windows_value_show(value);

    check_text(shown);
    if (value->kind == WINDOWS_TEXTS) {
        check_texts(value->texts);
    }
}

static void
check_properties(const windows_properties_t *properties)
{
    for (guint i = 0; i < windows_properties_count(properties); i++) {
        const struct windows_property *property = windows_properties_at(properties, i);

        check_text(property->name);
        require(property->name[0] != '\0', "a property without a name");
        check_value(property->value);
    }
}

static void
check_object(const struct windows_object *object)
{
    require(object->name != NULL, "an object without a name");
    require(object->kind == WINDOWS_CLUSTER || object->name[0] != '\0', "an empty name");
    check_text(object->name);
    check_properties(object->common);
    check_properties(object->private);
    for (guint i = 0; i < windows_properties_count(object->common); i++) {
        const struct windows_property *property = windows_properties_at(object->common, i);

        require(!common_is_state(object->kind, property->name) &&
                    !common_default_is(object->kind, property->name, property->value),
                "a common property that says nothing");
    }
}

static void
check_resource(const windows_cluster_t *cluster, const struct windows_resource *resource)
{
    check_text(resource->type_name);
    check_text(resource->group_name);
    check_text(resource->dependency);
    check_texts(resource->checkpoints);
    check_texts(resource->possible_owner_names);
    require(!FUZZ_TELLS_GROUPS || resource->group_name == NULL ||
                windows_cluster_find(cluster, WINDOWS_GROUP, resource->group_name) != NULL,
            "a resource in a group that is not there");
}

static void
check_cluster(const windows_cluster_t *cluster)
{
    check_object(&cluster->object);
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        const GPtrArray *objects = windows_cluster_objects(cluster, (enum windows_kind)kind);

        for (guint i = 0; i < objects->len; i++) {
            check_object(g_ptr_array_index(objects, i));
        }
    }
    for (guint i = 0; i < cluster->groups->len; i++) {
        const struct windows_group *group = g_ptr_array_index(cluster->groups, i);

        check_texts(group->preferred_owner_names);
    }
    for (guint i = 0; i < cluster->resources->len; i++) {
        check_resource(cluster, g_ptr_array_index(cluster->resources, i));
    }
}

static void
check_notes(const notes_t *notes)
{
    for (guint i = 0; i < notes_count(notes); i++) {
        const struct note *note = notes_at(notes, i);

        require(note->why != NULL && note->why[0] != '\0', "a note that says nothing");
        check_text(note->why);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autoptr(windows_cluster_t) cluster = windows_cluster_new("input");
    g_autoptr(notes_t) notes = notes_new();
    g_autoptr(GError) error = NULL;

    require(FUZZ_READER(cluster, text, "input", notes, &error) == (error == NULL),
            "an answer that does not go with its error");
    check_cluster(cluster);
    check_notes(notes);
    return 0;
}
