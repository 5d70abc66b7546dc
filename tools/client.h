/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_CLIENT_H
#define RESAPID_TOOLS_CLIENT_H

/*
 * One connection to resapid over libqb IPC, for resapictl and the OCF agents: a request, its REPLY
 * and the records behind it (protocol/client.h).
 *
 * Abstract socket names belong to whoever binds them first, so a server is believed only if it runs
 * as root or as the caller's own effective user, and nothing is sent to another. Every wait has an
 * end: its own time in milliseconds, CLIENT_NO_LIMIT being until the server dies, which is looked
 * for a few times a second. After any error the connection is dropped, because a late answer would
 * be taken for the next request's; later requests fail with CLIENT_ERROR_NO_DAEMON.
 *
 * For one thread at a time.
 */

#include <stdbool.h>
#include <glib.h>

#include "protocol/client.h"

#define CLIENT_NO_LIMIT (-1)

#define CLIENT_ERROR (client_error_quark())
GQuark client_error_quark(void);

/* Messages are one line that names the IPC name, the error and the remedy. */
enum client_error {
    CLIENT_ERROR_NO_DAEMON, /* nobody listens */
    CLIENT_ERROR_UNTRUSTED, /* somebody listens who is not resapid */
    CLIENT_ERROR_DENIED,    /* resapid does not talk to this user */
    CLIENT_ERROR_TIMEOUT,   /* the wait's own time ran out; the request may still be carried out */
    CLIENT_ERROR_DIED,      /* the server ended before it answered */
    CLIENT_ERROR_PROTOCOL,  /* the answer is not one */
    CLIENT_ERROR_TOO_LONG,  /* the request does not fit a message */
    CLIENT_ERROR_SYSTEM,    /* this machine could not do it: memory, descriptors, /dev/shm */
};

struct client;

/* NULL with error set. A server that is too busy to accept is asked again until timeout_ms is up.
 */
struct client *client_connect(const char *ipc_name, int timeout_ms, GError **error);
void client_free(struct client *client);
typedef struct client client_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(client_t, client_free)

/* waiting is called a few times a second while client_request() waits for an answer; it must not use
 * this client. NULL ends that. */
void client_on_wait(struct client *client, void (*waiting)(void *user), void *user);

/* Sends request, whose header.id is set here, and waits for its answer. reply stays in client's
 * memory, as the records do, until the next request. The whole answer has been decoded once when
 * this returns true, so reading records cannot fail. */
bool client_request(struct client *client, struct client_message *request, int timeout_ms,
                    struct client_reply *reply, GError **error);

/* The next NEWS behind a LISTEN that was answered, which stays as a reply does. False with error set:
 * CLIENT_ERROR_TIMEOUT if there was none in that time, and the connection is kept. */
bool client_next_news(struct client *client, int timeout_ms, struct client_news *news,
                      GError **error);

/* The next record behind the REPLY; false behind the last. */
bool client_next_record(struct client *client, struct client_message *record);

#endif
