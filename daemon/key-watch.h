/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_KEY_WATCH_H
#define RESAPID_KEY_WATCH_H

/*
 * KEY_WATCH and KEY_NEXT (protocol/channel.h): what batches have done to a key, kept until the host asks
 * for it, a bounded amount of it for each host.
 */

#include <stdbool.h>

#include "clusdb/clusdb.h"
#include "host.h"

void key_watch_serve(const struct clusdb *db, struct host *host,
                     const struct channel_message *question);
void key_watch_serve_next(struct host *host, const struct channel_message *question);

/* A change of a batch that the cluster API made has landed; all of the batch are told, one behind the
 * other. */
void key_watch_tell(const struct clusdb_batch *batch, size_t index);

/* Before a host is freed. */
void key_watch_forget(const struct host *host);

#endif
