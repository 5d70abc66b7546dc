/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_LISTENERS_H
#define RESAPID_LISTENERS_H

/*
 * The hosts that have sent LISTEN (protocol/channel.h), and what they are told. A host that does not
 * read in time is told less: OBJECT_EVENTS_LOST takes the place of what it missed.
 */

#include <stdbool.h>

#include "host.h"

void listeners_set(struct host *host, bool on);
bool listeners_any(void);
/* Before a host is freed. */
void listeners_forget(const struct host *host);

/* To all of them. */
void listeners_tell(const struct channel_event *event);

#endif
