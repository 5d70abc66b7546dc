/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_CONDITION_H
#define RESAPID_CLUSDB_CONDITION_H

#include "clusdb/batch.h"
#include "clusdb/tree.h"

/* Whether the condition of a change of kind CLUSDB_REQUIRE holds, see clusdb.h. */
bool condition_holds(const struct tree_key *root, const struct change *change);

#endif
