/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "untold.h"

#define EXPORT_TOO "give what resapi-export.ps1 has written, or "

/* A cluster without a name is called what it was read from. */
static void
note_all(const windows_cluster_t *cluster, const struct untold *what, notes_t *notes)
{
    if (cluster->object.name[0] != '\0') {
        notes_add(notes, what->kind, &cluster->object, what->property, NULL, "%s", what->of_all);
    } else {
        notes_add_file(notes, cluster->object.source, "%s", what->of_all);
    }
}

void
untold_note(const windows_cluster_t *cluster, const struct untold *what, const GPtrArray *objects,
            guint of, notes_t *notes)
{
    if (objects->len > 1 && objects->len == of) {
        note_all(cluster, what, notes);
        return;
    }
    for (guint i = 0; i < objects->len; i++) {
        notes_add(notes, what->kind, g_ptr_array_index(objects, i), what->property, NULL, "%s",
                  what->of_one);
    }
}

/* A group without resources needs nothing told. */
static bool
is_needed(const struct windows_object *object)
{
    return object->kind != WINDOWS_GROUP ||
           ((const struct windows_group *)object)->resources->len > 0;
}

static void
note_kind(const windows_cluster_t *cluster, enum windows_kind kind, enum windows_told told,
          const struct untold *what, notes_t *notes)
{
    const GPtrArray *objects = windows_cluster_objects(cluster, kind);
    g_autoptr(GPtrArray) untold = g_ptr_array_new();
    guint needed = 0;

    for (guint i = 0; i < objects->len; i++) {
        struct windows_object *object = g_ptr_array_index(objects, i);

        if (is_needed(object)) {
            needed++;
            if (!windows_cluster_is_told(cluster, object, told)) {
                g_ptr_array_add(untold, object);
            }
        }
    }
    untold_note(cluster, what, untold, needed, notes);
}

static const struct {
    enum windows_kind kind;
    enum windows_told told;
    struct untold what;
} rules[] = {
    { WINDOWS_GROUP,
      WINDOWS_TOLD_COMMON,
      { NOTE_PROBLEM, NULL,
        "the common properties of its groups are not told (failback, priority, anti-affinity, "
        "...), so "
        "that each has Windows' default: " EXPORT_TOO
        "Get-ClusterGroup with all properties or 'cluster group /prop', too",
        "its common properties are not told (failback, priority, anti-affinity, ...): taken as "
        "Windows' defaults; " EXPORT_TOO
        "Get-ClusterGroup with all properties or 'cluster group /prop', too" } },
    { WINDOWS_GROUP,
      WINDOWS_TOLD_OWNERS,
      { NOTE_PROBLEM, "PreferredOwners",
        "which nodes its groups prefer is not told: taken as none; " EXPORT_TOO
        "Get-ClusterOwnerNode of each group, or 'cluster group NAME /listowners', too",
        "which nodes it prefers is not told: taken as none; " EXPORT_TOO
        "Get-ClusterOwnerNode of it, or 'cluster group NAME /listowners', too" } },
    { WINDOWS_RESOURCE,
      WINDOWS_TOLD_COMMON,
      { NOTE_PROBLEM, NULL,
        "the common properties of its resources are not told (restarts, poll intervals, timeouts, "
        "...), "
        "so that each has Windows' default: " EXPORT_TOO
        "Get-ClusterResource with all properties or 'cluster res /prop', too",
        "its common properties are not told (restarts, poll intervals, timeouts, ...): taken as "
        "Windows' defaults; " EXPORT_TOO
        "Get-ClusterResource with all properties or 'cluster res /prop', too" } },
    { WINDOWS_RESOURCE,
      WINDOWS_TOLD_OWNERS,
      { NOTE_PROBLEM, "PossibleOwners",
        "which nodes may own its resources is not told, so that all may: " EXPORT_TOO
        "Get-ClusterOwnerNode of each resource, or 'cluster res NAME /listowners', too",
        "which nodes may own it is not told, so that all may: " EXPORT_TOO
        "Get-ClusterOwnerNode of it, or 'cluster res NAME /listowners', too" } },
};

void
untold_note_cluster(const windows_cluster_t *cluster, notes_t *notes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        note_kind(cluster, rules[i].kind, rules[i].told, &rules[i].what, notes);
    }
}
