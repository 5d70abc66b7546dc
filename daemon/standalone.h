/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_STANDALONE_H
#define RESAPID_STANDALONE_H

/*
 * The cluster of a resapid without Pacemaker: this node alone, what the cluster database has of
 * groups and types, the inventory's resources with their states, and the node's networks.
 *
 * The source answers before ask() returns. It makes the cluster anew when the database, the inventory or a
 * state has changed since, and when it is some seconds old, because addresses come and go untold.
 */

#include "cluster.h"
#include "inventory.h"

struct standalone;

/* What it is given has to outlive it. */
struct standalone *standalone_new(const struct clusdb *db, const struct inventory *inventory);
void standalone_free(struct standalone *standalone);

/* Its source, which ends with it. */
const struct cluster_source *standalone_source(const struct standalone *standalone);

/* What any cluster has that this node is in: adds types, what the inventory has that the cluster's resources
 * do not include, the groups of that, and this node's networks. The cluster's id is known, node is this
 * one. Under Pacemaker, other nodes cannot own any of it. */
void standalone_add_own(struct cluster *cluster, const struct clusdb *db,
                        const struct inventory *inventory, const struct cluster_node *node);
/* ClusterInstanceID; g_free() */
char *standalone_cluster_id(const struct clusdb *db);

#endif
