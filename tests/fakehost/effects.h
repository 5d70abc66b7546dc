/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_EFFECTS_H
#define FAKE_HOST_EFFECTS_H

/* What a script does besides returning. */

#include "host.h"

/* spawn, print, log, garbage, truncated, oversized. */
void effects_at_begin(const struct call *call);

/* crash, exit, bye, close-channel, hang. Returns whether the call goes on to return. */
bool effects_at_end(const struct call *call);

#endif
