/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REGISTRY_H
#define RESAPID_REGISTRY_H

/*
 * Answers what clusapi.dll asks through a host's channel from the cluster database, and tells hosts what
 * changes there.
 */

#include <stdbool.h>

#include "clusdb/clusdb.h"
#include "host.h"

/* A change has landed, whoever committed it: hosts are told of its key or value. Changes come as a
 * clusdb_observer is told of them. */
void registry_landed(const struct clusdb_batch *batch, size_t index);

/* False if the message is no such question. A host that ends meanwhile needs no care: answers go to
 * the host that registry_forget() has not been told of. */
bool registry_serve(struct clusdb *db, struct host *host, const struct channel_message *question);

/* Before a host is freed: answers that are still under way are dropped, and what it has begun. */
void registry_forget(const struct host *host);

#endif
