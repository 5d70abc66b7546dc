/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_BATCHES_H
#define FAKE_HOST_BATCHES_H

/*
 * batches=N: batch after batch, each in two parts, until one fails. Batch n creates the key Batch n below
 * KEY\Parameters, deletes Batch n-1, and sets the N values V0, V1... of Parameters to n. The file
 * SCRIPT.batches has two numbers of 4 bytes: the batch that was sent last and the one that was acknowledged
 * last; what is there goes on to be counted.
 */

#include "host.h"

/* Sends the first part, if the call has batches to make; call->key_id waits for its answer. */
bool batch_work_begin(struct call *call);
bool batch_work_wanted(const struct call *call);
/* Takes the answer to call->key_id. Returns whether another part was sent; if not, *error says why. */
bool batch_work_answer(struct call *call, const struct channel_message *answer, uint32_t *error);

#endif
