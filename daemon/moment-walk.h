/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_MOMENT_WALK_H
#define RESAPID_MOMENT_WALK_H

/*
 * All keys and values of the cluster database at one moment, one behind the other, so that whoever passes
 * them on can stop anywhere and go on later.
 */

#include <stdbool.h>

#include "clusdb/clusdb.h"
#include "protocol/channel.h"

struct moment_walk;

/* Takes the moment. */
struct moment_walk *moment_walk_new(struct clusdb_moment *moment);
void moment_walk_free(struct moment_walk *walk); /* NULL is allowed */

/* The next one, as KEY_CREATE or VALUE_SET: each key, from the root on, with its values behind it and the
 * keys below it behind those. What message points to holds until the next call. False behind the last. */
bool moment_walk_next(struct moment_walk *walk, struct channel_message *message);

#endif
