/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OBJECT_CONTROLS_H
#define RESAPID_OBJECT_CONTROLS_H

/*
 * Control codes that a DLL sends to the cluster's objects through clusapi.dll (OBJECT_CONTROL). Those
 * for resources and resource types of resapid's go to their DLLs, as clients' do; all others are
 * answered here (defaults.h). Internal codes are resapid's own to send: ERROR_INVALID_FUNCTION.
 *
 * Nobody waits for himself. A thread that is inside an entry point cannot reach a DLL of its own host,
 * where one entry point runs at a time: the database and the defaults answer in its place, or
 * ERROR_POSSIBLE_DEADLOCK does. What waits for a DLL otherwise is given up with
 * ERROR_RESOURCE_CALL_TIMED_OUT after a third of the target's DeadlockTimeout, or the caller's if that
 * is shorter, before either could strike the caller; the DLL goes on. For an entry point that is called
 * for no resource the caller is all that its host has.
 */

#include "cluster.h"
#include "inventory.h"
#include "type-control.h"

struct object_controls;

struct object_controls *object_controls_new(const struct resource_world *world,
                                            struct inventory *inventory,
                                            struct type_controls *type_controls,
                                            const struct cluster_source *source);
/* Nobody is told. */
void object_controls_free(struct object_controls *controls);

/* False if the message is no such question. Hosts that end meanwhile: asks_forget(). */
bool object_controls_serve(struct object_controls *controls, struct host *host,
                           const struct channel_message *question);

#endif
