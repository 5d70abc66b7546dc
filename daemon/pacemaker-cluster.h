/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_CLUSTER_H
#define RESAPID_PACEMAKER_CLUSTER_H

/*
 * The cluster of a node under Pacemaker: Pacemaker's nodes, groups and resources, and what is this node's
 * own, as standalone.h has it. No I/O but for this node's network addresses.
 *
 * A primitive outside of all groups is in a group of its own with its name; a clone, which the cluster
 * API has nothing for, is the instance on this node, or else one that runs. What resapid has on this node
 * is under the id of its database, everything else under one that follows from its name. What resapid
 * has under way here goes before what Pacemaker knew a moment ago.
 */

#include "cluster.h"
#include "inventory.h"
#include "pacemaker-configuration.h"
#include "pacemaker-status.h"

struct pacemaker_view {
    const struct pacemaker_status *status;
    const struct pacemaker_configuration *configuration;
    const char *node; /* Pacemaker's name of this node */
    const char *name; /* of the cluster; "" leaves it to Pacemaker, then to the database */
    const struct clusdb *db;
    const struct inventory *inventory;
};

/* NULL, with an error, if this node is not among Pacemaker's. */
struct cluster *pacemaker_cluster_make(const struct pacemaker_view *view, GError **error);

#endif
