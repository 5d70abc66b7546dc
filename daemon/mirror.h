/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_MIRROR_H
#define RESAPID_MIRROR_H

/*
 * The copy of the cluster database in the registry, HKLM\Cluster, for resource DLLs that read it there.
 * A host writes it. Here is what it is told, in MIRROR messages (protocol/channel.h): all of the database
 * as it is at one moment, then every change. One message at a time, and a short one, so that the main
 * loop is not held up; and when changes come faster than they are written, they are forgotten and all
 * is told again.
 */

#include <stdbool.h>
#include <stdint.h>

#include "clusdb/clusdb.h"
#include "protocol/channel.h"

struct mirror;

struct mirror_events {
    /* Sends it to the host. Its answer is for mirror_answered(), never from within. */
    void (*send)(void *owner, struct channel_message *message);
    /* mirror_shows() may be true where it was false. */
    void (*advanced)(void *owner);
};

struct mirror *mirror_new(const struct clusdb *db, const struct mirror_events *events, void *owner);
void mirror_free(struct mirror *mirror); /* NULL is allowed */

/* There is a host. HKLM\Cluster may have anything in it. */
void mirror_begin(struct mirror *mirror);
/* It is gone, or does not answer. */
void mirror_end(struct mirror *mirror);
/* The host's answer: Win32. */
void mirror_answered(struct mirror *mirror, uint32_t error);

/* A change has landed; for a clusdb_observer. What a batch changed is sent
 * behind its last one, but as far as it is known as soon as an answer comes: HKLM\Cluster may have it in
 * steps, as it has what is too much for one message. */
void mirror_landed(struct mirror *mirror, const struct clusdb_batch *batch, size_t index);

/* The database as it is now, with all of a batch that is being told. */
uint64_t mirror_mark(const struct mirror *mirror);
/* HKLM\Cluster shows what the database had when the mark was taken, or something newer. */
bool mirror_shows(const struct mirror *mirror, uint64_t mark);

#endif
