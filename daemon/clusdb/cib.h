/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_CIB_H
#define RESAPID_CLUSDB_CIB_H

/*
 * The cluster database that the nodes of a Pacemaker cluster share: a set of properties in the CIB
 * (cib-text.h), and the file (file.c) as this node's copy of it.
 *
 * The CIB is the truth. A group of batches is one change of it, made only if nobody has changed the
 * configuration since this node read it; then it goes into the file. A node joins when it first reaches
 * the CIB. The CIB then gets what this node has and the CIB has not; once it has, which the file remembers,
 * the CIB's is taken as it is. A CIB without the set gets it from this node: what has
 * disappeared as a whole was erased by mistake, or an old CIB was restored. A key that is used here never
 * goes, but is written again.
 */

#include "clusdb/backend.h"

/* In the key of this node: the CIB has had all of it before (DWORD 1). */
#define CIB_JOINED_KEY  "Nodes\\1"
#define CIB_JOINED_NAME "SharesDatabase"

/* See clusdb_open_cib(). */
struct backend *cib_backend_open(const char *path, const struct clusdb_cib *cib, GError **error);

#endif
