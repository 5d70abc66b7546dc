/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_FOOTPRINT_H
#define RESAPID_FOOTPRINT_H

/*
 * The memory of process trees, from /proc (proc(5)), on demand: one pass over the processes of the node
 * for all trees that are asked for at that moment, then a look at those of the tree. A process that
 * ends meanwhile is left out, and one that changes its parent may be.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Where the node has more processes, or the tree, nothing is known of it: a pass must not hold resapid
 * up. */
#define FOOTPRINT_NODE_MAX 8192U
#define FOOTPRINT_TREE_MAX 256U

struct footprints;

struct footprint {
    bool known; /* without it, all of this is nothing */
    uint32_t processes;
    uint64_t rss; /* bytes; what processes share is counted in each */
};

struct footprints *footprints_new(void);
void footprints_free(struct footprints *footprints);

/* Of all that descends from the process, itself left out. */
void footprint_below(const struct footprints *footprints, pid_t pid, struct footprint *footprint);

#endif
