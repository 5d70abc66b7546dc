/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_NETWORK_NAME_H
#define RESAPID_NETWORK_NAME_H

/*
 * The name that the network knows a resource by: CLUSCTL_RESOURCE_GET_NETWORK_NAME, and with it
 * GetClusterResourceNetworkName and the environments that resutils.dll makes. It is the private property
 * Name of a Network Name resource: of the resource itself if it is one, or else of the nearest one that it
 * depends on, directly or not. The former is what the control's page says, the latter what the cluster
 * service's protocol does (MS-CMRP, "ApiGetResourceNetworkName").
 */

#include "cluster.h"
#include "defaults.h"

#define NETWORK_NAME_CODE UINT32_C(0x01000169)

/* result is ERROR_DEPENDENCY_NOT_FOUND where there is no such resource, or it has no Name. */
void network_name_answer(const struct cluster *cluster, const struct clusdb *db,
                         const struct cluster_resource *resource, struct defaults_answer *answer);

#endif
