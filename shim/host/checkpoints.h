/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CHECKPOINTS_H
#define RESAPID_CHECKPOINTS_H

/*
 * Registry checkpoints: CHECKPOINT_RESTORE, CHECKPOINT_WATCH and CHECKPOINT_END, each answered with DONE by
 * a thread of its own. A watched one has a thread that waits for changes; resapid may be restarted
 * meanwhile. Main thread.
 */

#include "channel.h"

void checkpoints_restore(const struct channel_message *request);
void checkpoints_watch(const struct channel_message *request);
void checkpoints_end(const struct channel_message *request);

#endif
