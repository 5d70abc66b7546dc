/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_ASKS_H
#define RESAPID_ASKS_H

/*
 * Questions of hosts that are answered later than at once. Whoever answers need not care whether the
 * host is still there.
 */

#include "host.h"

struct ask;

/* For the question with this id. A host that asks without waiting for answers is killed: NULL. */
struct ask *ask_new(struct host *host, uint64_t id);
/* NULL once the host is gone. */
struct host *ask_host(const struct ask *ask);
/* Answers and frees. */
void ask_answer(struct ask *ask, struct channel_message *answer);
void ask_answer_done(struct ask *ask, uint32_t error);

/* Before a host is freed. */
void asks_forget(const struct host *host);

#endif
