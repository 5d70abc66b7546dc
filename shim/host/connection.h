/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CONNECTION_H
#define RESAPID_CONNECTION_H

/*
 * The host's end of the channel. The main thread reads and never calls a resource DLL; every thread
 * writes. All functions but connection_run() may be called from any thread.
 *
 * A channel that ends or carries something else than messages leaves nothing to do: these functions
 * then end the process, and return to their caller only when they have done their work.
 */

#include <windows.h>

#include "channel.h"
#include "host-interface.h"

/* Takes over the handle of a SOCK_SEQPACKET socket. */
void connection_open(HANDLE channel);

void connection_send(const struct channel_message *message);

/* See host_interface.ask. */
DWORD connection_ask(struct channel_message *question, uint32_t expected,
                     struct host_answer **answer);
void connection_forget(struct host_answer *answer);

/* Sends once more what was asked and not answered yet, and LISTEN if that was: a restarted resapid
 * knows nothing of what its predecessor had read. */
void connection_ask_again(void);

/* See host_interface.listen; connection_take_event() hands on an EVENT, on the main thread. */
typedef void (*connection_heard)(const struct channel_event *event);
void connection_listen(connection_heard heard);
void connection_take_event(const struct channel_event *event);

/* Hands every message that is not a reply to handle(), on the calling thread, for ever. message is
 * valid during the call. */
void connection_run(void (*handle)(const struct channel_message *message));

/* Waits for one message, before connection_run(); valid until the next call. */
const struct channel_message *connection_receive(void);

/*
 * Sends count messages as the last ones of this process, and ends it. Works in a damaged process: allocates
 * nothing, and waits for other threads' sending one second at most.
 */
_Noreturn void connection_last_words(const struct channel_message *messages, size_t count,
                                     UINT exit_code);

#endif
