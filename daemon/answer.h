/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_ANSWER_H
#define RESAPID_ANSWER_H

/*
 * An answer in the making: REPLY and the records behind it. Sending frees it; an answer that is never
 * sent, because resapid ends, goes with the service of ipc.h or with answers_end_inside().
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "ipc.h"

/* The records of one answer, encoded; what is left of a message is for REPLY, which can be long. */
#define ANSWER_RECORDS_MAX (WIRE_MESSAGE_MAX - 16384)

struct answer;

struct answer *answer_new(struct ipc_call *call);
/* For resapid itself in place of a client: done is told in the end, records are dropped. */
typedef void (*answer_done)(void *user, const GError *error);
struct answer *answer_new_inside(answer_done done, void *user);
/* resapid ends: nobody is told, and who was to be must not send any more. */
void answers_end_inside(void);
/* The call that it answers; NULL for one inside. */
struct ipc_call *answer_call(const struct answer *answer);
/* False if the record does not fit any more: the answer then says so (`more`), and the caller
 * stops. */
bool answer_add(struct answer *answer, const struct client_message *record);
/* There is more, though it might fit. */
void answer_more(struct answer *answer);
/* What is made for the answer goes with it. */
void answer_attach(struct answer *answer, void *belonging, GDestroyNotify free);
/* error NULL is success; state as in REPLY. */
void answer_send(struct answer *answer, const GError *error, enum resource_state state);
/* The same for a control that was asked and failed, OUTCOME_REFUSED. */
void answer_send_refusal(struct answer *answer, const GError *error, enum resource_state state);
void answer_send_message(struct answer *answer, enum resource_state state, uint32_t win32_error,
                         const char *message);

#endif
