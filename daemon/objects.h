/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OBJECTS_H
#define RESAPID_OBJECTS_H

/*
 * Answers what clusapi.dll asks through a host's channel about the cluster's objects: OBJECT_FIND,
 * OBJECT_LIST and OBJECT_EXPRESSION.
 */

#include <stdbool.h>

#include "cluster.h"
#include "host.h"

struct objects;

/* The source has to outlive it. */
struct objects *objects_new(const struct cluster_source *source);
/* Who still waits is told ERROR_GEN_FAILURE. */
void objects_free(struct objects *objects);

/* False if the message is no such question. A host that ends meanwhile: asks_forget(). */
bool objects_serve(struct objects *objects, struct host *host,
                   const struct channel_message *question);

#endif
