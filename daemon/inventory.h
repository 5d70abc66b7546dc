/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INVENTORY_H
#define RESAPID_INVENTORY_H

/*
 * The resources of this node, by name: the authority on which there are. The cluster database, which
 * hosts write to, only remembers them.
 */

#include <stdbool.h>
#include <stdint.h>

#include "resource.h"

struct inventory;

/* The resources that the cluster database remembers, each with the host that an earlier resapid left
 * it. Keepers of no known resource are told to kill their trees. */
struct inventory *inventory_new(const struct resource_world *world);
void inventory_free(struct inventory *inventory);

/* Names are compared without regard to case. NULL if there is none. */
struct resource *inventory_find(const struct inventory *inventory, const char *name);
struct resource *inventory_find_key(const struct inventory *inventory, const char *key);
/* In the order of names; NULL behind the last. */
struct resource *inventory_at(const struct inventory *inventory, uint32_t index);
/* The index of the first resource whose name comes behind this one. No resource need have this name, as the
 * last one that a client was told of may be gone. */
uint32_t inventory_behind(const struct inventory *inventory, const char *name);

struct resource *inventory_add(struct inventory *inventory, const char *key);
void inventory_remove(struct inventory *inventory, struct resource *resource);
void inventory_rename(struct inventory *inventory, struct resource *resource, const char *name);

/* A change has landed; for a clusdb_observer. */
void inventory_landed(const struct inventory *inventory, const struct clusdb_change *change);

/* Other nodes have written: what they have made, renamed or removed is here as in the database. Nothing
 * that runs is touched. */
void inventory_follow(struct inventory *inventory);
/* A key of a resource that must stay in the database: it is not offline. */
bool inventory_uses(const struct inventory *inventory, const char *key);

/* What there is, by which names and in which states, to be compared later: inventory_see() notes it,
 * in place of what was noted before, inventory_is_as_seen() compares. seen is of
 * inventory_seen_new(); g_array_unref(). */
GArray *inventory_seen_new(void);
void inventory_see(const struct inventory *inventory, GArray *seen);
bool inventory_is_as_seen(const struct inventory *inventory, const GArray *seen);

unsigned int inventory_count_of_type(const struct inventory *inventory, const char *type);
/* No resource has a host. */
bool inventory_is_idle(const struct inventory *inventory);

#endif
