/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IPC_H
#define RESAPID_IPC_H

/*
 * The libqb service that clients reach. Knows who may connect and how answers travel, not what is
 * asked: requests.c does.
 */

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
/* Clients see the connection end; calls that are still to be answered stay valid until then. */
void ipc_free(struct ipc *ipc);

/* Sends REPLY and the records behind it, one encoded message behind the other, and frees the call.
 * A client that has left is no error. */
void ipc_answer(struct ipc_call *call, const GByteArray *messages);

#endif
