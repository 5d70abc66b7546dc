/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_SENDER_H
#define FAKE_HOST_SENDER_H

/* The sending side of the channel, fd 0. A peer that is gone is noticed when reading, not here. */

#include "channel.h"

#define CHANNEL_FD 0

void send_message(const struct channel_message *message);

/* An id for a request of the host's own. */
uint64_t next_request_id(void);

/* LOG_LEVEL of LogEvent (resapi.md 1.6). */
enum { LOG_INFORMATION = 0, LOG_ERROR = 2 };
void send_log(uint32_t resource, uint32_t level, const char *text);

/* Packets that no correct host sends. */
void send_garbage(void);
void send_truncated(void);
void send_oversized(void);

#endif
