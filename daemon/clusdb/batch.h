/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_BATCH_H
#define RESAPID_CLUSDB_BATCH_H

/*
 * What the public functions clusdb_batch_*() gather, for those who carry it out.
 *
 * A batch belongs to one thread at a time: to the main loop's while it is filled and applied, to
 * the back end's while it is persisted.
 */

#include "clusdb/clusdb.h"

/* Windows allows no deeper tree ("Registry element size limits", Microsoft's Win32 documentation).
 */
#define CLUSDB_DEPTH_MAX 512

enum deletion {
    DELETION_STRICT,   /* what is not there fails the batch */
    DELETION_OF_LEAF,  /* and so does a key with subkeys */
    DELETION_IF_THERE, /* what is not there is left so */
};

struct change {
    enum clusdb_change_kind kind;
    char *path;
    char *name; /* of a value; NULL where it is of a key */
    uint32_t type;
    GBytes *data; /* CLUSDB_SET_VALUE, CLUSDB_REQUIRE */
    enum deletion deletion;
    guint there; /* CLUSDB_CREATE_KEY: so many of the first names must be there */
    enum clusdb_condition condition; /* CLUSDB_REQUIRE */
    uint32_t refusal;                /* CLUSDB_REFUSE */
    /* What tree_apply() has found. */
    bool effective;
    guint created;
    uint32_t old_type;
    GBytes *old_data; /* of the value that was there, or NULL */
};

struct clusdb_batch {
    GArray *changes; /* struct change */
    uint32_t failed; /* the change that tree_apply() could not make; UINT32_MAX for none */
    bool marked;
    bool local;          /* clusdb_batch_keep_local() */
    size_t bytes;        /* what the changes take in memory, about */
    uint64_t generation; /* of the database once it has landed */
};

/* In UTF-16 code units, as Windows counts. The name is UTF-8. */
uint32_t name_length(const char *name);

#endif
