/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_CONVERSION_H
#define RESAPID_IMPORT_CONVERSION_H

/* All that reports show of one run of the program; borrowed. */

#include "dll-list.h"
#include "notes.h"
#include "pacemaker-plan.h"
#include "simulation.h"
#include "types-files.h"
#include "windows-cluster.h"

struct conversion {
    const char *const *inputs; /* paths */
    const windows_cluster_t *cluster;
    const pacemaker_plan_t *plan; /* nothing of it is started yet */
    const notes_t *notes;
    const GPtrArray *dlls;               /* of struct dll_entry */
    const GPtrArray *types;              /* of struct types_file; NULL: none */
    const struct simulation *simulation; /* NULL: it was not asked for */
};

#endif
