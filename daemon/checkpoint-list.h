/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CHECKPOINT_LIST_H
#define RESAPID_CHECKPOINT_LIST_H

/*
 * The registry checkpoints of resources, as the cluster database holds them (resapi.md 4; the inner
 * format is our own):
 *
 *     Checkpoints\{GUID of the resource}\NNNNNNNN     SubTree (REG_SZ), View (REG_DWORD)
 *     Checkpoints\{GUID}\NNNNNNNN\Tree                the subtree as it was last saved; without it,
 *                                                     it has never been
 *
 * Functions that return a number return a Win32 error, as the control codes do.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "clusdb/clusdb.h"
#include "protocol/channel.h"

/* Of one resource: each is a thread of its host. */
#define CHECKPOINTS_MAX 256

struct checkpoint {
    char *key;     /* in the cluster database */
    char *subtree; /* below HKEY_LOCAL_MACHINE */
    uint32_t view; /* enum registry_view */
    bool saved;
};

/* ADD_REGISTRY_CHECKPOINT and its forms for one view; in is the subtree in UTF-16.
 * ERROR_ALREADY_EXISTS for one of that view; another view is another checkpoint.
 * ERROR_NOT_ENOUGH_QUOTA for one more than CHECKPOINTS_MAX.
 * ERROR_INVALID_PARAMETER for what is no path of a key, or begins with a backslash, and for the
 * copy of the cluster database, HKLM\Cluster, which would change with each saving. */
uint32_t checkpoint_list_add(struct clusdb_batch *batch, const struct clusdb *db,
                             const char *resource, const struct wire_bytes *in, uint32_t view);
/* DELETE_REGISTRY_CHECKPOINT: that subtree, in whatever views. ERROR_FILE_NOT_FOUND. */
uint32_t checkpoint_list_delete(struct clusdb_batch *batch, const struct clusdb *db,
                                const char *resource, const struct wire_bytes *in);
/* GET_REGISTRY_CHECKPOINTS: a MULTI_SZ in UTF-16, in the order of their adding. */
GBytes *checkpoint_list_encode(const struct clusdb *db, const char *resource);

/* struct checkpoint, in the order of their adding; what a DLL has made beyond CHECKPOINTS_MAX is none.
 * Free with g_ptr_array_unref(). */
GPtrArray *checkpoint_list(const struct clusdb *db, const char *resource);
/* The resource is removed. */
void checkpoint_list_drop(struct clusdb_batch *batch, const char *resource);

/* The key of the resource whose checkpoints the change adds or deletes, in any case; "" for those of all
 * resources; NULL if it is none of that, the saving of one among it. g_free(). */
char *checkpoint_list_changed(const struct clusdb_change *change);

#endif
