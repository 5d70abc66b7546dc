/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_RUNS_H
#define RESAPID_RUNS_H

/*
 * Plans (plan.h) that are being carried out on this node's resources. One that Pacemaker has started
 * is left alone, as one that cannot be had.
 *
 * A run has one try at each resource: what has been where the run wants it, and falls or is changed by
 * somebody else, is left alone, and so is what needs it. What is not down keeps up what it depends on.
 * A resource for which a later run wants the opposite is left to that one: the earlier run fails with
 * ERROR_OPERATION_ABORTED.
 */

#include "cluster.h"
#include "inventory.h"

struct runs;

/* error is NULL if the resources that were asked for are where they were to be, else the first cause
 * that they are not. Called once, possibly before the function that began the run returns. */
typedef void (*run_done)(void *user, const GError *error);

struct runs *runs_new(const struct resource_world *world, struct inventory *inventory);
/* Nobody is told. */
void runs_free(struct runs *runs);

/* ids are resources' in the cluster; a run for the same that is under way, and can still get there, serves
 * both. group is the id of the one that runs_cancel() names. */
void runs_online(struct runs *runs, struct cluster *cluster, const char *group,
                 const char *const *ids, run_done done, void *user);
/* flags are those of resource_offline(). */
void runs_offline(struct runs *runs, struct cluster *cluster, const char *group,
                  const char *const *ids, uint32_t flags, run_done done, void *user);
/* What has begun goes on to its end, nothing more begins, and the run fails with
 * ERROR_OPERATION_ABORTED, or what has failed before. False: there is none. */
bool runs_cancel(struct runs *runs, const char *group);
/* resapid ends: what has begun is left to its host, nothing more begins, and every run fails with
 * ERROR_SHUTDOWN_IN_PROGRESS; the log has one line of it. */
void runs_end(struct runs *runs);
/* Whenever a resource's state has changed. */
void runs_look(struct runs *runs);

#endif
