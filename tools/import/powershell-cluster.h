/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_POWERSHELL_CLUSTER_H
#define RESAPID_IMPORT_POWERSHELL_CLUSTER_H

/*
 * From what the cmdlets of the module FailoverClusters give to a cluster. Each cmdlet's output may be
 * there or not, nested in others' or not: what a parameter, a dependency or a list of owners names exists.
 */

#include <stdbool.h>
#include <glib.h>

#include "notes.h"
#include "powershell-object.h"
#include "windows-cluster.h"

/* Adds to cluster. What is wrong with an object is noted, and the rest read. False with an error where
 * nothing of a cluster was found. */
bool powershell_cluster_fill(windows_cluster_t *cluster, const powershell_document_t *document,
                             const char *path, notes_t *notes, GError **error);

#endif
