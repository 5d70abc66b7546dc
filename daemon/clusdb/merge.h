/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_MERGE_H
#define RESAPID_CLUSDB_MERGE_H

/*
 * What has to change in this node's tree once another tree is the truth. Pure.
 */

#include "clusdb/tree.h"

enum merge_mode {
    MERGE_TAKE, /* what they do not have goes */
    MERGE_JOIN, /* what they do not have stays, unless it is of the name of an object of theirs */
};

struct merge {
    enum merge_mode mode;
    /* Keys that are left alone, with all below them. May be NULL. */
    bool (*is_own)(const char *path);
    /* A key that must not go, with all below it: it stays if they do not have it. May be NULL. */
    bool (*is_used)(void *user, const char *path);
    void *user;
};

/* The changes from ours to theirs. Values and keys that differ in the case of their names alone are the
 * same. NULL, with MERGE_JOIN, if a key that must not go is of the name of an object of theirs: *used is
 * then that key; g_free(). */
struct clusdb_batch *merge_trees(const struct merge *merge, const struct tree_key *ours,
                                 const struct tree_key *theirs, char **used);

#endif
