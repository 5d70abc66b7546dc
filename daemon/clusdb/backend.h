/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_BACKEND_H
#define RESAPID_CLUSDB_BACKEND_H

/*
 * Where the cluster database is kept. A back end makes batches durable and gives all of them back
 * at the next start; it answers no reads and checks nothing but itself.
 *
 * All functions are called from the thread of the main loop, and one persist() at a time is under
 * way. Errors are of the domains RESAPID_SYSTEM_ERROR and RESAPID_WIN32_ERROR.
 */

#include "clusdb/batch.h"
#include "clusdb/tree.h"

struct backend;

/* error is NULL after success; it belongs to the caller of this function. */
typedef void (*backend_done)(void *user, const GError *error);

struct backend_class {
    /* All that is stored, as a new tree, or NULL. Once, before the first persist(). */
    struct tree_key *(*load)(struct backend *backend, GError **error);
    /* Makes all of these batches durable, in this order, or none. The batches have been through
     * tree_apply(). They stay the caller's and must stay as they are until done is called, from the
     * main loop or from wait(), never from within. After an error none of them is in the tree; one
     * whose very sync failed may yet be found, whole, by a load() after a crash. */
    void (*persist)(struct backend *backend, struct clusdb_batch *const *batches, size_t n_batches,
                    backend_done done, void *user);
    /* Blocks until the persist() under way is over and its done has been called. */
    void (*wait)(struct backend *backend);
    /* Frees the back end. No persist() may be under way. */
    void (*close)(struct backend *backend);
};

/* Every back end's structure begins with this. */
struct backend {
    const struct backend_class *class;
};

/* See clusdb_open_file(). */
struct backend *file_backend_open(const char *path, GError **error);

#endif
