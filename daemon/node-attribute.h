/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_NODE_ATTRIBUTE_H
#define RESAPID_NODE_ATTRIBUTE_H

/*
 * The transient attribute ([pacemaker] node_attribute) that this node has in Pacemaker while hosts can be
 * started on it. Its value is resapid's version. attrd_updater tells it, again and again: Pacemaker starts
 * after resapid, and forgets transient attributes when it ends.
 *
 * A prefix that is lost for a moment does not take it away, nor does the end of a resapid whose
 * resources go on under their keepers: a location rule would move them.
 */

#include <qb/qbloop.h>

#include "config.h"
#include "prefix.h"

struct node_attribute;

/* Waits for the prefix. Without [pacemaker] node_attribute it does nothing. */
struct node_attribute *node_attribute_new(qb_loop_t *loop, const struct config *config,
                                          struct prefix *prefix);
/* The prefix is lost (a prefix_lost), and may come back. */
void node_attribute_lose_prefix(struct node_attribute *attribute);
/* Removes it; ended is called when that is done, or in three seconds. */
void node_attribute_end(struct node_attribute *attribute, void (*ended)(void *user), void *user);
/* What Pacemaker knows stays. Before the prefix is freed. */
void node_attribute_free(struct node_attribute *attribute);

#endif
