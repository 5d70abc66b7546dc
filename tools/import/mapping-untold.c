/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What no input has told of resources that resapid hosts: only for these it makes a difference. */

#include "mapping-private.h"
#include "untold.h"

#define CHECKPOINTS_TOO                                                                            \
    "give what resapi-export.ps1 has written, Get-ClusterCheckpoint, 'cluster res NAME "           \
    "/checkpoints' or an export of the registry, too"

#define ASK_FOR "give Get-ClusterParameter, 'cluster res NAME /priv' or the key Parameters, "

static bool
is_hosted(const struct plan_primitive *primitive)
{
    return g_strcmp0(primitive->provider, PROVIDER_RESAPI) == 0;
}

static bool
is_custom(const struct plan_primitive *primitive)
{
    return is_hosted(primitive) && !mapping_type_is_known(primitive->windows->type_name);
}

/* Whoever sets one knows of them. A common property says nothing of that. */
static bool
sets_private(const struct mapping *mapping, const struct windows_resource *resource)
{
    const GPtrArray *settings = g_hash_table_lookup(mapping->settings, resource);

    for (guint i = 0; settings != NULL && i < settings->len; i++) {
        const struct setting *setting = g_ptr_array_index(settings, i);

        if (!mapping_parameter_is_common(setting->parameter)) {
            return true;
        }
    }
    return false;
}

static bool
has_private(const struct mapping *mapping, const struct windows_resource *resource)
{
    return windows_properties_count(resource->object.private) > 0 ||
           sets_private(mapping, resource) ||
           windows_cluster_is_told(mapping->cluster, &resource->object, WINDOWS_TOLD_PRIVATE);
}

static void
note_private(const struct mapping *mapping)
{
    static const struct untold nowhere = {
        NOTE_PROBLEM, NULL,
        "no private property of its resources of types of their own is told: " ASK_FOR
        "if they have any",
        "no private property of it is told: " ASK_FOR "if it has any"
    };
    static const struct untold none = {
        NOTE_DECIDE, NULL,
        "no private property of its resources of types of their own is told, while all else is: if "
        "they have any, " ASK_FOR "too; if not, nothing is to be done",
        "no private property of it is told, while all else is: if it has any, " ASK_FOR
        "too; if not, nothing is to be done"
    };
    g_autoptr(GPtrArray) untold = g_ptr_array_new();
    g_autoptr(GPtrArray) doubtful = g_ptr_array_new();
    guint custom = 0;

    for (guint i = 0; i < mapping->plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(mapping->plan->primitives, i);
        const struct windows_resource *resource = primitive->windows;

        if (!is_custom(primitive)) {
            continue;
        }
        custom++;
        if (!has_private(mapping, resource)) {
            g_ptr_array_add(windows_cluster_is_told(mapping->cluster, &resource->object,
                                                    WINDOWS_TOLD_NO_PRIVATE)
                                ? doubtful
                                : untold,
                            (void *)(uintptr_t)resource);
        }
    }
    untold_note(mapping->cluster, &nowhere, untold, custom, mapping->notes);
    untold_note(mapping->cluster, &none, doubtful, custom, mapping->notes);
}

static void
note_checkpoints(const struct mapping *mapping)
{
    static const struct untold what = {
        NOTE_PROBLEM, "registry checkpoints",
        "which registry checkpoints its resources have is not told: taken as "
        "none; " CHECKPOINTS_TOO,
        "which registry checkpoints it has is not told: taken as none; " CHECKPOINTS_TOO
    };
    g_autoptr(GPtrArray) untold = g_ptr_array_new();
    guint hosted = 0;

    for (guint i = 0; i < mapping->plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(mapping->plan->primitives, i);
        const struct windows_object *object = &primitive->windows->object;

        if (is_hosted(primitive)) {
            hosted++;
            if (!windows_cluster_is_told(mapping->cluster, object, WINDOWS_TOLD_CHECKPOINTS)) {
                g_ptr_array_add(untold, (void *)(uintptr_t)object);
            }
        }
    }
    untold_note(mapping->cluster, &what, untold, hosted, mapping->notes);
}

void
mapping_note_untold(const struct mapping *mapping)
{
    note_private(mapping);
    note_checkpoints(mapping);
}
