/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CALLS_H
#define RESAPID_CALLS_H

/*
 * The calls that a host has been asked for and has not answered, and their time limits.
 *
 * A host runs entry points one after the other (resapi.md 2.2), so a limit counts from when a call may
 * begin, not from when it was asked for. Which may is decided here as the host decides it
 * (shim/host/lane.h): Terminate and Cancel wait for none but Startup, Open, Close, Arbitrate and Release
 * and for one of their own kind. What calls no DLL, FACTS, MIRROR and CHECKPOINT_..., waits for nothing and
 * counts as no call of a resource. A control behind CONTROL_PENDING holds nobody up: its entry point has
 * returned, its answer has not come.
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
/* Whether message is CONTROL_PENDING or CONTROL_EXTENDED; what it says is done. The latter lets a
 * control's limit begin anew, with another length; 0 ms is no length and changes nothing. One that
 * is about no control in flight comes late, and is ignored. */
bool calls_note(struct calls *calls, const struct channel_message *message);
/* An id that no reply will be awaited for. */
uint64_t calls_next_id(struct calls *calls);
/* How many of a resource's entry points have not returned as far as is known; of resource 0: those
 * of types (LOAD, TYPE_CONTROL), and FACTS. Controls behind CONTROL_PENDING do not count: a host
 * answers them at the latest when it is asked for Close. */
unsigned int calls_count(const struct calls *calls, uint32_t resource);
/* The resource whose entry point runs, Terminate and Cancel aside; 0 if it is a type's, or none. */
uint32_t calls_running(const struct calls *calls);
/* Whether Terminate or Cancel of the resource runs. */
bool calls_is_urgent(const struct calls *calls, uint32_t resource);
/* Whether a call with that user has begun, as far as is known. */
bool calls_has_begun(const struct calls *calls, const void *user);
/* The host has died. Nobody is told. */
void calls_forget(struct calls *calls);

#endif
