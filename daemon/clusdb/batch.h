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

enum change_kind { CHANGE_CREATE_KEY, CHANGE_DELETE_KEY, CHANGE_SET_VALUE, CHANGE_DELETE_VALUE };

struct change {
    enum change_kind kind;
    char *path;
    char *name; /* of a value; NULL in the first two kinds */
    uint32_t type;
    GBytes *data; /* CHANGE_SET_VALUE only */
};

struct clusdb_batch {
    GArray *changes; /* struct change */
};

/* In UTF-16 code units, as Windows counts. The name is UTF-8. */
uint32_t name_length(const char *name);

#endif
