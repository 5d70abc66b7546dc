/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REGISTRY_PRIVATE_H
#define RESAPID_REGISTRY_PRIVATE_H

/* What the files registry*.c share. */

#include "registry.h"

/* Whether the question changes nothing that is resapid's own; of KEY_CREATE the batch itself finds out,
 * which registry_create() puts it into. */
bool registry_allows(const struct channel_message *question);
uint32_t registry_create(struct clusdb_batch *batch, const char *path);

/* A host's commit whose durability is awaited. */
struct registry_pending {
    struct host *host; /* NULL once forgotten */
    uint64_t id;
    void (*answer)(const struct registry_pending *pending, const GError *error);
    bool created;                     /* the answer's */
    const struct clusdb_batch *batch; /* the database's */
};

/* The host has so many of them that it cannot wait for them all. */
bool registry_is_flooded(const struct host *host);
#define REGISTRY_FLOOD "writes to the cluster database without waiting for answers"

/* Commits the batch and answers as pending says, whose batch is set here; at once, with
 * ERROR_NOT_ENOUGH_QUOTA, if more waits for this host than it may hold. */
void registry_commit(struct clusdb *db, const struct registry_pending *pending,
                     struct clusdb_batch *batch);

/* Logs why a commit failed, unless one of its changes did: that is the DLL's to know. */
void registry_log(const struct registry_pending *pending, const GError *error);
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
