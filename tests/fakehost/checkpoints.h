/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_CHECKPOINTS_H
#define FAKE_HOST_CHECKPOINTS_H

/*
 * Registry checkpoints. A subtree of the registry is the file SCRIPT.SUBTREE, with `_` for the
 * backslashes: its content is the data of the key's default value, and without the file there is no such
 * key. A watched one is looked at every 20 ms. The file SCRIPT.checkpoints, if there is one, has
 * `restore=N` for a restoring that fails with N, or `restore=hang`, or `watch=hold` for watches that begin
 * and are answered only when it is gone. In the record, between the calls:
 *
 *     TIME_MS Restore begin - resource=NAME subtree=SUBTREE view=N
 *     TIME_MS Watch begin - resource=NAME subtree=SUBTREE view=N save=N
 *     TIME_MS Save end ERROR resource=NAME                resapid's word that it is in the database
 *     TIME_MS End begin - resource=NAME all=N save=N
 *
 * all is 1 for the end of all that the resource has.
 */

#include "host.h"

void request_checkpoint_restore(const struct channel_message *message);
void request_checkpoint_watch(const struct channel_message *message);
void request_checkpoint_end(const struct channel_message *message);

/* False if the answer is to another's request. */
bool checkpoint_answer(const struct channel_message *message);

#endif
