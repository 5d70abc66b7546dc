/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_TREE_H
#define RESAPID_CLUSDB_TREE_H

/*
 * One version of the cluster database's keys and values in memory.
 *
 * A tree never changes. tree_apply() makes the next version, which shares with its base all that
 * the batch left alone; so a version can be made and checked before it is known whether it will be
 * durable, and taking or dropping it is taking or dropping one reference. References are counted,
 * not atomically: everything here belongs to the thread of the main loop. No I/O.
 */

#include "clusdb/batch.h"

/* What keys and values have in common, and arrays are sorted by: the case-folded name. */
struct tree_entry {
    unsigned int references;
    char *name;
    char *folded;
};

struct tree_value {
    struct tree_entry entry;
    uint32_t type;
    GBytes *data;
};

struct tree_key {
    struct tree_entry entry;
    GPtrArray *subkeys; /* struct tree_key */
    GPtrArray *values;  /* struct tree_value */
};

/* The empty tree: a root. */
struct tree_key *tree_new(void);
struct tree_key *tree_ref(struct tree_key *root);
void tree_unref(struct tree_key *root);

/* The version after the batch, or NULL and the error that clusdb.h has for it; batch->failed is then
 * the change that could not be made. Paths and names in the batch are replaced by those of the keys and
 * values they mean, in their case, so that a back end can compare them exactly; and what each change has
 * found is put down in it. */
struct tree_key *tree_apply(struct tree_key *root, struct clusdb_batch *batch, GError **error);
/* The same in steps, so that other things can be done in between: applies at most count changes from the
 * first one on to *tree, a version that nobody else looks at; the caller's reference becomes one to what it
 * is then. After a failure the caller drops it. */
bool tree_apply_some(struct tree_key **tree, struct clusdb_batch *batch, guint first, guint count,
                     GError **error);

/* NULL if there is none; the path or name may be any string. */
const struct tree_key *tree_find(const struct tree_key *root, const char *path);
const struct tree_value *tree_find_value(const struct tree_key *key, const char *name);

void tree_facts(const struct tree_key *key, struct clusdb_facts *facts);
/* Keys below this one, at any depth, and values in all of them and in this one. */
void tree_count(const struct tree_key *key, size_t *keys, size_t *values);

#endif
