/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_LAYOUT_H
#define RESAPID_LAYOUT_H

/*
 * What the cluster database has to have in it (resapi.md 4), beside what catalog.h, groups.h and
 * networks.h put there:
 *
 *     the root                    ClusterName, ClusterInstanceID
 *     Nodes\1                     this node: NodeName, NodeHighestVersion, NodeLowestVersion,
 *                                 MajorVersion, MinorVersion, BuildNumber, CSDVersion
 *     ResourceTypes\NAME          the built-in types (builtin-types.h)
 *     Groups, Resources, ResourceTypes, Networks, NetworkInterfaces, Quorum, Dependencies, Checkpoints
 */

#include <stdbool.h>
#include <glib.h>

#include "clusdb/clusdb.h"
#include "config.h"

#define LAYOUT_CLUSTER_NAME "ClusterName"
#define LAYOUT_CLUSTER_ID   "ClusterInstanceID"
#define LAYOUT_NODE_ID      "1"
#define LAYOUT_NODE         "Nodes\\" LAYOUT_NODE_ID
#define LAYOUT_NODE_NAME    "NodeName"
/* A value of resapid's own making in a node's key: it is paused (DWORD 1). */
#define LAYOUT_PAUSED "Paused"

/* The first part of the host's name, in capitals. */
char *layout_node_name(void);
/* That, cut to 15 characters, as Windows names are for NetBIOS. */
char *layout_default_cluster_name(void);

/* Puts into a batch what is missing, groups of resources and networks too, and what the configuration
 * or the host has otherwise. Returns how many changes; the batch may be empty. */
unsigned int layout_put_missing(struct clusdb_batch *batch, const struct clusdb *db,
                                const struct config *config);

/* A key that resapid puts there and that must not go, whatever other nodes have. */
bool layout_needs(const char *path);

#endif
