/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_ASKS_H
#define FAKE_HOST_ASKS_H

/*
 * ask: questions about the objects of the cluster from within a call, one after the other. They stand
 * in the file SCRIPT.asks, one a line, with `|` between the fields; # begins a comment:
 *
 *     find|KIND|NAME
 *     list|KIND|ID|WHAT|INDEX      one page
 *     expression|KIND|ID
 *     control|KIND|ID|CODE|HEX     as from within the entry point; `outside` is `control` of a thread
 *                                  that is in none; `small` is `control` with no room for an answer,
 *                                  `alone` one that no DLL is asked
 *     change|KIND|ID|VERB|FLAGS|OTHER|TEXT|NODE,NODE...
 *     create|KIND|NAME|TYPE|GROUP|DLL|FLAGS
 *     listen|ON
 *
 * Kinds, verbs and codes are numbers of channel.h; what is missing at the end of a line is empty. Each
 * answer and each EVENT is a line of the record:
 *
 *     TIME_MS ASKED LINE error=N [needed=N out=HEX] [id=ID] [text=TEXT] [more=N entries=N]
 *     TIME_MS FOUND state=N node=ID group=ID name=NAME      behind the answer to find
 *     TIME_MS ENTRY BIT ID NAME                             before the answer to list
 *     TIME_MS EVENT KIND CHANGE STATE id=ID name=NAME parent=PARENT
 */

#include "host.h"

/* Sends the first question, if the call has any; call->key_id waits for its answer. */
bool ask_work_begin(struct call *call);
bool ask_work_wanted(const struct call *call);
/* Takes the answer to call->key_id. Returns whether another question was sent. */
bool ask_work_answer(struct call *call, const struct channel_message *answer);

void take_event(const struct channel_message *message);

#endif
