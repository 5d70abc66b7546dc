/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REQUESTS_H
#define RESAPID_REQUESTS_H

/*
 * What a client may ask, one function a verb: checked here, then turned into events of a resource or
 * changes of the cluster database.
 */

#include "inventory.h"
#include "ipc.h"

struct requests;

struct requests *requests_new(const struct resource_world *world, struct inventory *inventory);
/* From now on every request is refused, and what waits for the database only gets its answer. */
void requests_end(struct requests *requests);
/* Behind clusdb_close(), which lets every change land. */
void requests_free(struct requests *requests);

/* An ipc_handler; owner is a struct requests. */
void requests_handle(void *owner, struct ipc_call *call, const struct client_message *request);

#endif
