/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_KEYS_H
#define FAKE_HOST_KEYS_H

/* key-write, key-delete, name-set, drops: requests to the cluster database from within a call, one after the
 * other. */

#include "host.h"

/* Sends the first request, if the call has any to make; call->key_id waits for its answer. */
bool key_work_begin(struct call *call);

/* Takes the answer to call->key_id. Returns whether another request was sent; if not, *error says
 * how the work ended. */
bool key_work_answer(struct call *call, const struct channel_message *answer, uint32_t *error);

#endif
