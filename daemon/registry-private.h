/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REGISTRY_PRIVATE_H
#define RESAPID_REGISTRY_PRIVATE_H

/* What the files registry*.c share. */

#include "registry.h"

/* Whether the question changes nothing that is resapid's own; of KEY_CREATE the batch itself finds out,
 * which registry_create() puts it into. */
bool registry_allows(const struct channel_message *question);
uint32_t registry_create(struct clusdb_batch *batch, const char *path);

/* A DLL has a thread for each write that it waits for; more than this is a flood. */
#define REGISTRY_PENDINGS_MAX 256

/* Win32, for a commit's error; NULL is success. */
uint32_t registry_code(const GError *error);

/* KEY_BATCH */
void registry_serve_batch(struct clusdb *db, struct host *host,
                          const struct channel_message *question);
void registry_forget_batches(const struct host *host);

/* KEY_READ */
void registry_serve_read(struct clusdb *db, struct host *host,
                         const struct channel_message *question);
void registry_forget_read(const struct host *host);

#endif
