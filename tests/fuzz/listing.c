/* SPDX-License-Identifier: GPL-2.0-or-later */

/* libFuzzer target for the reader of cluster.exe's listings: the input is such a listing. */

#include <stdio.h>
#include <stdlib.h>

#include "tools/import/listing.h"

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
    require(text == NULL || g_utf8_validate(text, -1, NULL), "a text that is not UTF-8");
}

static void
check_texts(char **texts)
{
    for (; texts != NULL && *texts != NULL; texts++) {
        require((*texts)[0] != '\0', "an empty name in a list");
        check_text(*texts);
    }
}

static void
check_properties(const windows_properties_t *properties)
{
    for (guint i = 0; i < windows_properties_count(properties); i++) {
        const struct windows_property *property = windows_properties_at(properties, i);
        g_autofree char *shown = windows_value_show(property->value);

        require(property->name[0] != '\0', "a property without a name");
        check_text(property->name);
        check_text(shown);
    }
}

static void
check_object(const struct windows_object *object)
{
    require(object->name != NULL, "an object without a name");
    check_text(object->name);
    check_properties(object->common);
    check_properties(object->private);
}

static void
check_objects(const windows_cluster_t *cluster)
{
    check_object(&cluster->object);
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        const GPtrArray *objects = windows_cluster_objects(cluster, (enum windows_kind)kind);

        for (guint i = 0; i < objects->len; i++) {
            const struct windows_object *object = g_ptr_array_index(objects, i);

            require(object->name[0] != '\0', "an object with an empty name");
            check_object(object);
        }
    }
}

static void
check_references(const windows_cluster_t *cluster)
{
    for (guint i = 0; i < cluster->groups->len; i++) {
        const struct windows_group *group = g_ptr_array_index(cluster->groups, i);

        check_texts(group->preferred_owner_names);
    }
    for (guint i = 0; i < cluster->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);

        check_text(resource->type_name);
        check_text(resource->group_name);
        check_text(resource->dependency);
        check_texts(resource->possible_owner_names);
        check_texts(resource->checkpoints);
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

    require(listing_read(cluster, text, "input", notes, &error) == (error == NULL),
            "an answer that does not go with its error");
    check_objects(cluster);
    check_references(cluster);
    check_notes(notes);
    return 0;
}
