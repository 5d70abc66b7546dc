/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REQUESTS_H
#define RESAPID_REQUESTS_H

/*
 * What a client may ask, one function a verb: checked here, then turned into events of a resource
 * or changes of the cluster database. Owns the resources of this node.
 */

#include "ipc.h"
#include "resource.h"

struct requests;

/* Knows the resources of the cluster database, and takes over the hosts that an earlier resapid
 * left. */
struct requests *requests_new(const struct resource_world *world);
void requests_free(struct requests *requests);

/* An ipc_handler; owner is a struct requests. */
void requests_handle(void *owner, struct ipc_call *call, const struct client_message *request);

/* The prefix was lost: every host must end. */
void requests_lose_hosts(struct requests *requests);

/* No resource has a host. */
bool requests_is_idle(const struct requests *requests);

#endif
