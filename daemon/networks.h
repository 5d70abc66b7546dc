/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_NETWORKS_H
#define RESAPID_NETWORKS_H

/*
 * Networks and network interfaces of a resapid without Pacemaker: one of each for every IPv4 network
 * that this node has an address in. Their ids follow from the cluster's and the addresses, so that they
 * stay; the cluster database has a key for each, with what can be changed:
 *
 *     Networks\{GUID}             Name, Address, AddressMask, Role
 *     NetworkInterfaces\{GUID}    Name, Adapter, Address
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "cluster.h"
#include "clusdb/clusdb.h"

/* Addresses and masks are numbers: 10.0.0.1 is 0x0a000001. */
struct network_address {
    char adapter[16];
    uint32_t address;
    uint32_t mask;
    bool loopback;
    bool running; /* it has a carrier */
};

/* Those of adapters that are up, struct network_address; g_array_unref(). */
GArray *networks_addresses(void);
/* Leaves the first address of each network, 8 at most, and loopback only if there is nothing else. */
void networks_choose(GArray *addresses);

/* Puts the keys that are missing into a batch; returns how many. cluster_id is ClusterInstanceID. */
unsigned int networks_put_missing(struct clusdb_batch *batch, const struct clusdb *db,
                                  const char *cluster_id, const char *node_name,
                                  const GArray *addresses);
/* Adds them to a cluster, whose id is known, as those of this node. */
void networks_fill(struct cluster *cluster, const struct clusdb *db,
                   const struct cluster_node *node, const GArray *addresses);

#endif
