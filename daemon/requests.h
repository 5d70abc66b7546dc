/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REQUESTS_H
#define RESAPID_REQUESTS_H

/*
 * What a client may ask, one function a verb: checked here, then turned into events of a resource or
 * changes of the cluster database.
 */

#include "answer.h"
#include "changes.h"
#include "inventory.h"
#include "ipc.h"

struct requests;

struct requests *requests_new(const struct resource_world *world, struct inventory *inventory);
/* From now on every request is refused, and what waits for the database only gets its answer. */
void requests_end(struct requests *requests);
/* Behind clusdb_close(), which lets every change land. */
void requests_free(struct requests *requests);

/* What resapid itself asks, as a client would; done possibly before it returns. */
void requests_carry_out(struct requests *requests, const struct client_message *request,
                        answer_done done, void *user);
/* What others that change resources have to know and to announce. */
struct changes *requests_changes(struct requests *requests);
struct type_controls *requests_type_controls(struct requests *requests);

/* An ipc_handler; owner is a struct requests. */
void requests_handle(void *owner, struct ipc_call *call, const struct client_message *request);

#endif
