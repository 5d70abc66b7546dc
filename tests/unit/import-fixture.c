/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-fixture.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

struct windows_group *
import_fixture_group(windows_cluster_t *cluster, const char *name)
{
    struct windows_group *group =
        windows_cluster_add(cluster, WINDOWS_GROUP, NULL, name, "fixture");

    group->object.told = WINDOWS_TOLD_ALL;
    return group;
}

struct windows_resource *
import_fixture_resource(windows_cluster_t *cluster, const char *name, const char *group,
                        const char *dependency)
{
    struct windows_resource *resource =
        windows_cluster_add(cluster, WINDOWS_RESOURCE, NULL, name, "fixture");

    resource->object.told = WINDOWS_TOLD_ALL;
    resource->type_name = g_strdup("Fault");
    resource->group_name = g_strdup(group);
    resource->dependency = g_strdup(dependency);
    return resource;
}

struct windows_node *
import_fixture_node(windows_cluster_t *cluster, const char *name, const char *number)
{
    struct windows_node *node = windows_cluster_add(cluster, WINDOWS_NODE, NULL, name, "fixture");

    node->number = g_strdup(number);
    return node;
}

char *
import_fixture_providers(const struct windows_resource *resource)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < resource->providers->len; i++) {
        const GPtrArray *alternatives = g_ptr_array_index(resource->providers, i);

        g_string_append(text, i > 0 ? ", " : "");
        for (guint j = 0; j < alternatives->len; j++) {
            const struct windows_object *provider = g_ptr_array_index(alternatives, j);

            g_string_append_printf(text, "%s%s", j > 0 ? " | " : "", provider->name);
        }
    }
    return g_string_free(text, FALSE);
}

bool
import_fixture_has_note(const notes_t *notes, enum note_kind kind, const char *object,
                        const char *why)
{
    guint count = 0;

    for (guint i = 0; i < notes_count(notes); i++) {
        const struct note *note = notes_at(notes, i);

        if (note->kind == kind && strcmp(note->object, object) == 0 && note->why != NULL &&
            strstr(note->why, why) != NULL) {
            count++;
        }
    }
    return count == 1;
}

void
import_expect(const char *text, const char *part)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
    if (strstr(text, part) == NULL) {
        printf("\n'%s' is not in:\n%s\n", part, text);
    }
}

void
import_expect_not(const char *text, const char *part)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NULL(strstr(text, part));
}

void
import_expect_note(const notes_t *notes, enum note_kind kind, const char *property, const char *why)
{
    for (guint i = 0; i < notes_count(notes); i++) {
        const struct note *note = notes_at(notes, i);

        if (note->kind == kind && g_strcmp0(note->property, property) == 0 &&
            strstr(note->why, why) != NULL) {
            return;
        }
    }
    printf("\nno note of %s: %s\n", property, why);
    CU_FAIL("a note is missing");
}
