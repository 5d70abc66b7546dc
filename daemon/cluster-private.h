/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSTER_PRIVATE_H
#define RESAPID_CLUSTER_PRIVATE_H

/* Shared by the files cluster*.c alone. */

#include "cluster.h"

/* One more than the last kind that a cluster has objects of. */
#define CLUSTER_KINDS (OBJECT_NETINTERFACE + 1)

/* Of any kind but the cluster itself. */
GPtrArray *cluster_array(const struct cluster *cluster, enum object_kind kind);
/* A structure of that kind, or the cluster; NULL if there is none. */
const void *cluster_item(const struct cluster *cluster, enum object_kind kind, const char *name);
struct cluster_object cluster_object_of(enum object_kind kind, const void *item);
bool cluster_same_name(const char *name, const char *other);

#endif
