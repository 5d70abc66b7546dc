/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_READ_H
#define RESAPID_CLUSDB_READ_H

#include "clusdb/clusdb.h"
#include "clusdb/tree.h"

/* The version of the tree that reads are answered from. */
const struct tree_key *clusdb_tree(const struct clusdb *db);

#endif
