/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CALLS_H
#define RESAPID_CALLS_H

/*
 * The calls that a host has been asked for and has not answered, and their time limits.
 *
 * A host runs entry points one after the other (resapi.md 2.2), so a limit counts from when the call
 * before it has returned, not from when it was asked for. Terminate waits for none.
 */

#include <stdbool.h>
#include <stdint.h>
#include <qb/qbloop.h>

#include "protocol/channel.h"

struct calls;

/* reply is NULL if the call has exceeded its limit; it may still run. */
typedef void (*calls_reply)(void *user, const struct channel_message *reply);

struct calls *calls_new(qb_loop_t *loop, const char *name);
/* Nobody is told. */
void calls_free(struct calls *calls);

/* Numbers the request and remembers it; the caller sends it. limit_ms 0 is no limit. */
void calls_add(struct calls *calls, struct channel_message *request, uint32_t limit_ms,
               calls_reply reply, void *user);
/* Whether message is a reply; one to a request of another type is refused with *wrong set. A reply
 * that nobody waits for belongs to a call that exceeded its limit, or to an earlier resapid. */
bool calls_take(struct calls *calls, const struct channel_message *message, bool *wrong);
/* An id that no reply will be awaited for. */
uint64_t calls_next_id(struct calls *calls);
unsigned int calls_count(const struct calls *calls);
/* The host has died. Nobody is told. */
void calls_forget(struct calls *calls);

#endif
