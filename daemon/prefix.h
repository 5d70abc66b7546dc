/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PREFIX_H
#define RESAPID_PREFIX_H

/*
 * The Wine prefix and its wineserver, and how a host is run in it.
 *
 * The wineserver belongs to nobody who starts Wine first: this room runs an anchor, a host without
 * a resource, under a keeper of its own. It brings up the wineserver and the prefix's services
 * before any other host, and what they leave dies with it. A host that sleeps does not notice that
 * its wineserver is gone (practice.md 0.4), so its death is watched here and told as `lost`.
 *
 * The anchor also keeps the copy of the cluster database in HKLM\Cluster (mirror.h).
 */

#include <stdbool.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "clusdb/clusdb.h"
#include "config.h"
#include "keeper-link.h"

struct prefix;

/* The wineserver is gone: every host is of no use and must be killed. */
typedef void (*prefix_lost)(void *owner);

/* Sets the prefix up, if need be, and starts or finds its anchor. */
struct prefix *prefix_new(qb_loop_t *loop, const struct config *config, const struct clusdb *db,
                          prefix_lost lost, void *owner);
/* The anchor goes on under its keeper, as the hosts do. */
void prefix_free(struct prefix *prefix);
/* Ends the anchor, and with it the wineserver. ended is called when nothing is left. */
void prefix_end(struct prefix *prefix, void (*ended)(void *user), void *user);

/* A batch has landed; for a clusdb_observer. */
void prefix_landed(struct prefix *prefix, const struct clusdb_batch *batch, size_t index);

/* Tells when hosts can be started and HKLM\Cluster has all that has landed by now, or why hosts cannot be
 * started: at once, but never from within. */
typedef void (*prefix_ready)(void *user, const GError *error);
void prefix_wait(struct prefix *prefix, prefix_ready ready, void *user);
void prefix_cancel(struct prefix *prefix, void *user);

/* How to run the host labelled so. */
struct prefix_command {
    char **arguments;
    char **environment;
};
void prefix_command_init(struct prefix_command *command, const struct config *config,
                         const char *label);
void prefix_command_clear(struct prefix_command *command);

#endif
