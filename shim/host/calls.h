/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CALLS_H
#define RESAPID_CALLS_H

/*
 * resapid's requests for entry points: each is put in its DLL's lane and answered from there. The
 * answer to one that cannot be made is the Windows error that says why, and FALSE for LooksAlive
 * and IsAlive. Main thread.
 */

#include "channel.h"

void calls_open(const struct channel_message *request);
void calls_call(const struct channel_message *request);
void calls_control(const struct channel_message *request);
void calls_type_control(const struct channel_message *request);

/* WATCH_AGAIN, which has no answer; nothing happens if its resource is not watched any more. */
void calls_watch_again(const struct channel_message *request);

#endif
