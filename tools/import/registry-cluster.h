/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REGISTRY_CLUSTER_H
#define RESAPID_IMPORT_REGISTRY_CLUSTER_H

/* The cluster in a tree of registry keys, HKLM\Cluster (resapi.md 4). */

#include "notes.h"
#include "registry-key.h"
#include "windows-cluster.h"

/* Adds what is below root to cluster; the cluster's key is root or any key below it, and is known by its
 * sub-keys. Takes values out of the tree. FALSE with an error if no cluster is there. */
bool registry_cluster_read(windows_cluster_t *cluster, registry_key_t *root, const char *path,
                           notes_t *notes, GError **error);

#endif
