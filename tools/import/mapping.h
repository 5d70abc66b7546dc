/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_MAPPING_H
#define RESAPID_IMPORT_MAPPING_H

/*
 * From the Windows cluster to the Pacemaker plan: everything that is decided is decided here, and noted.
 * Pure: nothing is read or asked. The documents are in resapi.md 3 and 5, and in the meta-data of the
 * agents that are named.
 */

#include <stdbool.h>
#include <glib.h>

#include "notes.h"
#include "pacemaker-plan.h"
#include "windows-cluster.h"

struct mapping_options {
    /* What the user has decided: "RESOURCE:PARAMETER=VALUE" or, for all resources of a type,
     * "type TYPE:PARAMETER=VALUE", names as on Windows. A parameter that is set is not asked for by a
     * NOTE_DECIDE. NULL: none. */
    const char *const *settings;
    const char *const *nodes; /* "WINDOWS=LINUX": other names of nodes. NULL: none. */
    /* As it is behind the cut-over of all groups. Otherwise everything has target-role=Stopped, as a
     * group may run on Windows still. */
    bool started;
    /* Groups, by their names on Windows, that run on Linux already: they get no target-role, so that
     * what is applied again does not stop them. NULL: none. */
    const char *const *moved;
    const char *pacemaker; /* the version that the cluster will have; NULL: it is not known */
};

/* The cluster has been resolved. NULL with an error for options that name what does not exist, or the same
 * twice. */
pacemaker_plan_t *mapping_make(const windows_cluster_t *cluster,
                               const struct mapping_options *options, notes_t *notes,
                               GError **error);

/* Whether a resource type is hosted by resapid from a DLL that has to be copied: none of Windows' own. */
bool mapping_type_is_custom(const struct windows_type *type);

#endif
