/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IPC_H
#define RESAPID_IPC_H

/*
 * The libqb service that clients reach. Knows who may connect and how answers travel, not what is
 * asked: requests.c does.
 */

#include <stdbool.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "protocol/client.h"

struct ipc;
/* One request that is to be answered, now or later, exactly once. */
struct ipc_call;

/* The request holds until the handler returns. */
typedef void (*ipc_handler)(void *owner, struct ipc_call *call,
                            const struct client_message *request);

/* Only root and the user that resapid runs as may connect; anybody else gets EACCES before a byte
 * of theirs is read. */
struct ipc *ipc_new(qb_loop_t *loop, const char *name, ipc_handler handler, void *owner,
                    GError **error);
/* Clients see the connection end. Calls that are still to be answered end without an answer: a client
 * must not take the end of resapid for that of a resource. Nobody may answer them behind this. */
void ipc_free(struct ipc *ipc);

/* The client behind a call, for what it is sent on resapid's own account. NULL if it is one already. gone is
 * called once, when it has left or the service ends, and frees what user is; the peer is no more then. */
struct ipc_peer;
struct ipc_peer *ipc_peer_new(struct ipc_call *call, void (*gone)(void *user), void *user);
/* False if it was not sent: the client does not read as fast, or has left. Never waits. */
bool ipc_peer_send(const struct ipc_peer *peer, const struct client_message *message);

/* What is made for a call goes with it: free is called behind its answer, or its end without one. */
void ipc_attach(struct ipc_call *call, void *belonging, GDestroyNotify free);

/* Sends REPLY and the records behind it, one encoded message behind the other, and frees the call.
 * A client that has left is no error. */
void ipc_answer(struct ipc_call *call, const GByteArray *messages);

#endif
