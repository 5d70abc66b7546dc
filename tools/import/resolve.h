/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_RESOLVE_H
#define RESAPID_IMPORT_RESOLVE_H

/*
 * Makes pointers of a cluster's references, and notes each that leads nowhere. Behind it the cluster is
 * one that Windows could run: no reference dangles, no dependency leads in a circle or out of its
 * group, each resource has a group and a type. What had to be left out for that is a problem, and so is
 * what no file has told of owners, dependencies and common properties: untold.h.
 */

#include "notes.h"
#include "windows-cluster.h"

void cluster_resolve(windows_cluster_t *cluster, notes_t *notes);

/* The part of it about dependencies; groups are resolved. What is not told of them is a problem, too. */
void cluster_resolve_dependencies(windows_cluster_t *cluster, notes_t *notes);

#endif
