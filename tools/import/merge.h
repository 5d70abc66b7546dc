/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_MERGE_H
#define RESAPID_IMPORT_MERGE_H

/*
 * Several files tell of one cluster: a hive of everything, a listing of one resource. What two tell in
 * different words is told once; where they contradict, the first stands, and a problem says so.
 */

#include "notes.h"
#include "windows-cluster.h"

/* Objects are the same by their ids, or else by their names. Both are as the readers left them. */
void cluster_merge(windows_cluster_t *cluster, const windows_cluster_t *other, notes_t *notes);

#endif
