/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_ANSWER_H
#define RESAPID_ANSWER_H

/*
 * An answer in the making: REPLY and the records behind it. Sending frees it.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "ipc.h"

struct answer;

struct answer *answer_new(struct ipc_call *call);
/* For resapid itself in place of a client: done is told in the end, records are dropped. */
typedef void (*answer_done)(void *user, const GError *error);
struct answer *answer_new_inside(answer_done done, void *user);
/* False if the record does not fit any more: the answer then says so (`more`), and the caller
 * stops. */
bool answer_add(struct answer *answer, const struct client_message *record);
/* error NULL is success; state as in REPLY. */
void answer_send(struct answer *answer, const GError *error, enum resource_state state);
void answer_send_message(struct answer *answer, enum resource_state state, const char *message);

#endif
