/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_HIVE_H
#define RESAPID_IMPORT_HIVE_H

/* The cluster database itself, the registry hive CLUSDB, through libhivex. */

#include "notes.h"
#include "windows-cluster.h"

/* Adds to cluster and notes. Of a damaged hive, what can be read is read, and a note says so. FALSE with an
 * error if nothing can, or if no cluster is in it. */
bool hive_read(windows_cluster_t *cluster, const char *path, notes_t *notes, GError **error);

#endif
