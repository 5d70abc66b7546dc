/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_UNTOLD_H
#define RESAPID_IMPORT_UNTOLD_H

/*
 * What no input has told: a file that was forgotten must not make the report look better. One note for the
 * cluster where it is told of none of several objects, else one for each of which it is not.
 */

#include "notes.h"
#include "windows-cluster.h"

struct untold {
    enum note_kind kind;
    const char *property; /* NULL: the object as a whole */
    const char *of_all;   /* why, of the cluster */
    const char *of_one;
};

/* objects are those of which it is not told (struct windows_object *), of so many that should be. */
void untold_note(const windows_cluster_t *cluster, const struct untold *what,
                 const GPtrArray *objects, guint of, notes_t *notes);

/* Owners of groups and resources, and their common properties; groups are resolved. */
void untold_note_cluster(const windows_cluster_t *cluster, notes_t *notes);

#endif
