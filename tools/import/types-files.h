/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_TYPES_FILES_H
#define RESAPID_IMPORT_TYPES_FILES_H

/*
 * Files for /etc/resapid/types.d (resapi-types(5)): the private properties that resources of the custom types
 * have set, with their formats. What the DLL tells of them goes before; but a DLL need not tell anything.
 * EXPAND_SZ is not told apart from SZ here. No values.
 */

#include <glib.h>

#include "notes.h"
#include "pacemaker-plan.h"
#include "windows-cluster.h"

/* How the second line begins. */
#define TYPES_FILE_MARK "# Made by resapictl import"

struct types_file {
    char *agent; /* the file's name */
    const struct windows_type *type;
    char *text;
};

/* The cluster has been resolved; the plan has the names of the agents. Notes properties that the file cannot
 * have. An array of struct types_file, by name of the type, that owns them; none for a type of whose resources
 * nothing is set, or none is in the plan. */
GPtrArray *types_files_make(const windows_cluster_t *cluster, const pacemaker_plan_t *plan,
                            notes_t *notes);

#endif
