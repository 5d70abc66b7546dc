/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CHANGES_H
#define RESAPID_CHANGES_H

/*
 * Changes of the cluster database that clients asked for and that are not durable yet, or that
 * something else must precede, by the names of the resource and the groups concerned. What the database
 * does not show yet is known here: so that two clients cannot make the same resource, or change the
 * same group, and a stop is not overtaken by the start before it.
 */

#include <stdbool.h>
#include <glib.h>

#include "clusdb/clusdb.h"

struct changes;
struct change;

/* overtaken: a stop of that resource was asked for meanwhile. */
typedef void (*change_done)(void *user, const GError *error, bool overtaken);

struct changes *changes_new(struct clusdb *db);
/* None may be under way: clusdb_close() sees to that. */
void changes_free(struct changes *changes);

/* Takes the batch. name may be NULL for what concerns no resource. */
void changes_commit(struct changes *changes, const char *name, struct clusdb_batch *batch,
                    change_done done, void *user);

/* Reads what other nodes have written (clusdb_refresh()), as a change of that resource that is being
 * written. */
void changes_refresh(struct changes *changes, const char *name, change_done done, void *user);

/* Announces a change, whose batch comes with changes_commit_announced(), unless it is given up. */
struct change *changes_announce(struct changes *changes, const char *name);
/* It concerns a group too, whose name is none of a resource. */
void changes_concern_group(struct change *change, const char *group);
void changes_commit_announced(struct change *change, struct clusdb_batch *batch, change_done done,
                              void *user);
void changes_give_up(struct change *change);

/* A change of that resource is announced or under way: nothing else may begin for it. */
bool changes_pending(const struct changes *changes, const char *name);
bool changes_group_pending(const struct changes *changes, const char *group);
/* It is being written. */
bool changes_being_written(const struct changes *changes, const char *name);

/* For a stop: the change that is being written, which there must be, is overtaken. */
void changes_overtake(struct changes *changes, const char *name);
/* The same; then is called when it has landed. */
void changes_overtake_and_wait(struct changes *changes, const char *name, void (*then)(void *user),
                               void *user);

#endif
