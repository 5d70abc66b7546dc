/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-mapping-fixture.h"

#include <string.h>
#include <time.h>

void
mapping_fixture_begin(struct mapping_fixture *fixture)
{
    static const char *const nodes[] = { "N1", "N2", "N3" };

    *fixture =
        (struct mapping_fixture){ .cluster = windows_cluster_new("test"), .notes = notes_new() };
    for (size_t i = 0; i < G_N_ELEMENTS(nodes); i++) {
        struct windows_node *node =
            windows_cluster_add(fixture->cluster, WINDOWS_NODE, NULL, nodes[i], "test");

        node->number = g_strdup_printf("%zu", i + 1);
    }
}

void
mapping_fixture_end(struct mapping_fixture *fixture)
{
    pacemaker_plan_free(fixture->plan);
    notes_free(fixture->notes);
    windows_cluster_free(fixture->cluster);
    g_clear_error(&fixture->error);
}

struct windows_group *
fixture_group(struct mapping_fixture *fixture, const char *name)
{
    struct windows_group *group =
        windows_cluster_add(fixture->cluster, WINDOWS_GROUP, NULL, name, "test");

    group->resources = g_ptr_array_new();
    return group;
}

struct windows_type *
fixture_type(struct mapping_fixture *fixture, const char *name, const char *dll)
{
    struct windows_type *type = windows_cluster_find(fixture->cluster, WINDOWS_TYPE, name);

    if (type == NULL) {
        type = windows_cluster_add(fixture->cluster, WINDOWS_TYPE, NULL, name, "test");
        type->dll = g_strdup(dll);
    }
    return type;
}

struct windows_resource *
fixture_resource(struct mapping_fixture *fixture, struct windows_group *group, const char *name,
                 const char *type)
{
    struct windows_resource *resource =
        windows_cluster_add(fixture->cluster, WINDOWS_RESOURCE, NULL, name, "test");

    resource->object.told = WINDOWS_TOLD_ALL;
    resource->type_name = g_strdup(type);
    resource->type = fixture_type(fixture, type, NULL);
    resource->group = group;
    resource->providers =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void (*)(void))g_ptr_array_unref);
    g_ptr_array_add(group->resources, resource);
    return resource;
}

void
fixture_number(windows_properties_t *properties, const char *name, guint64 number)
{
    windows_properties_set(properties, name, windows_value_number(number));
}

void
fixture_text(windows_properties_t *properties, const char *name, const char *text)
{
    windows_properties_set(properties, name, windows_value_text(text));
}

void
fixture_depend(struct windows_resource *resource, struct windows_resource *provider,
               struct windows_resource *or_provider)
{
    GPtrArray *any = g_ptr_array_new();

    g_ptr_array_add(any, provider);
    if (or_provider != NULL) {
        g_ptr_array_add(any, or_provider);
    }
    g_ptr_array_add(resource->providers, any);
}

struct windows_node *
fixture_node(struct mapping_fixture *fixture, const char *name)
{
    return windows_cluster_find(fixture->cluster, WINDOWS_NODE, name);
}

void
fixture_map(struct mapping_fixture *fixture, const char *const *settings, const char *const *nodes,
            bool started)
{
    const struct mapping_options options = { settings, nodes, started, fixture->moved,
                                             fixture->pacemaker };

    fixture->plan = mapping_make(fixture->cluster, &options, fixture->notes, &fixture->error);
}

const struct plan_primitive *
fixture_primitive(const struct mapping_fixture *fixture, const char *id)
{
    for (guint i = 0; i < fixture->plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(fixture->plan->primitives, i);

        if (strcmp(primitive->id, id) == 0) {
            return primitive;
        }
    }
    return NULL;
}

const char *
fixture_parameter(const struct mapping_fixture *fixture, const char *id, const char *name)
{
    const struct plan_primitive *primitive = fixture_primitive(fixture, id);

    return primitive != NULL ? plan_pairs_find(primitive->parameters, name) : NULL;
}

const char *
fixture_meta(const struct mapping_fixture *fixture, const char *id, const char *name)
{
    const struct plan_primitive *primitive = fixture_primitive(fixture, id);

    return primitive != NULL ? plan_pairs_find(primitive->meta, name) : NULL;
}

const struct plan_group *
fixture_plan_group(const struct mapping_fixture *fixture, const char *id)
{
    for (guint i = 0; i < fixture->plan->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(fixture->plan->groups, i);

        if (strcmp(group->id, id) == 0) {
            return group;
        }
    }
    return NULL;
}

const struct plan_constraint *
fixture_constraint(const struct mapping_fixture *fixture, enum plan_constraint_kind kind,
                   const char *resource, const char *other)
{
    for (guint i = 0; i < fixture->plan->constraints->len; i++) {
        const struct plan_constraint *constraint = g_ptr_array_index(fixture->plan->constraints, i);

        if (constraint->kind == kind && g_strcmp0(constraint->resource, resource) == 0 &&
            g_strcmp0(constraint->other, other) == 0) {
            return constraint;
        }
    }
    return NULL;
}

guint
fixture_notes(const struct mapping_fixture *fixture, const char *object_kind, const char *object,
              const char *property, const struct note **last)
{
    guint count = 0;

    for (guint i = 0; i < notes_count(fixture->notes); i++) {
        const struct note *note = notes_at(fixture->notes, i);

        if (strcmp(note->object_kind, object_kind) == 0 && strcmp(note->object, object) == 0 &&
            g_strcmp0(note->property, property) == 0) {
            count++;
            *last = note;
        }
    }
    return count;
}

enum note_kind
fixture_kind_of(const struct mapping_fixture *fixture, const char *resource, const char *property)
{
    const struct note *note = NULL;

    return fixture_notes(fixture, "resource", resource, property, &note) == 1 ? note->kind
                                                                              : NOTE_KINDS;
}

gint64
fixture_cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}
