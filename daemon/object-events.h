/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OBJECT_EVENTS_H
#define RESAPID_OBJECT_EVENTS_H

/*
 * Tells hosts that LISTEN what changes in the cluster and its database, whoever changed it. States of
 * resapid's own resources are told one by one; what else has changed shows when the cluster is looked
 * at again, so that of several changes in a moment only the last may be told. Of keys and values,
 * registry.h tells; who is told, and what becomes of hosts that do not read, is in listeners.h.
 */

#include "cluster.h"
#include "resource.h"

struct object_events;

struct object_events *object_events_new(const struct resource_world *world,
                                        const struct cluster_source *source);
void object_events_free(struct object_events *events);

/* False if the message is no LISTEN. */
bool object_events_serve(struct object_events *events, struct host *host,
                         const struct channel_message *question);
/* Before a host is freed. */
void object_events_forget(struct object_events *events, const struct host *host);

/* The state that a resource shows has changed. */
void object_events_state(struct object_events *events, const struct resource *resource);
/* A change has landed in the database: a clusdb_observer tells. */
void object_events_landed(struct object_events *events, const struct clusdb_change *change);
/* Anything of the cluster may have changed. */
void object_events_look(struct object_events *events);

#endif
