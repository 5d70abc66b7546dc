/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_BACKEND_H
#define RESAPID_CLUSDB_BACKEND_H

/*
 * Where the cluster database is kept. A back end makes batches durable and gives all of them back
 * at the next start; it answers no reads and checks nothing but itself. Others may write there too: then
 * it has news, a batch that makes the tree what it is there.
 *
 * All functions are called from the thread of the main loop, and one persist() or refresh() at a time is
 * under way. Errors are of the domains RESAPID_SYSTEM_ERROR and RESAPID_WIN32_ERROR.
 */

#include "clusdb/batch.h"
#include "clusdb/tree.h"

struct backend;

struct backend_news {
    /* Not NULL: what others have written. It is the receiver's, is marked as local and has to land, through
     * a persist() of its own, before anything else. */
    struct clusdb_batch *foreign;
    /* The tree has what others do not: it is to be persisted behind that, with no batch. */
    bool owes;
    /* This node shares its database from now on. */
    bool joined;
};

/* error is NULL after success; it belongs to the caller of this function, and so does news, which are for
 * a success only. After a persist() with a foreign batch nothing of what it was given is stored. */
typedef void (*backend_done)(void *user, const GError *error, const struct backend_news *news);

/* Of one persist(): the trees are those before and behind the batches. */
struct backend_job {
    struct clusdb_batch *const *batches; /* all of them are local, or none */
    size_t n_batches;
    struct tree_key *before;
    struct tree_key *after;
};

struct backend_class {
    /* All that is stored, as a new tree, or NULL. Once, before the first persist(). */
    struct tree_key *(*load)(struct backend *backend, GError **error);
    /* Makes all of these batches durable, in this order, or none. The batches have been through
     * tree_apply(). They stay the caller's and must stay as they are until done is called, from the
     * main loop or from wait(), never from within. After an error none of them is in the tree; one
     * whose very sync failed may yet be found, whole, by a load() after a crash, or come as foreign. */
    void (*persist)(struct backend *backend, const struct backend_job *job, backend_done done,
                    void *user);
    /* Looks what others have written; tree is what there is here. done as of persist(). NULL where nobody
     * else writes. */
    void (*refresh)(struct backend *backend, struct tree_key *tree, backend_done done, void *user);
    /* Blocks until what is under way is over and its done has been called. */
    void (*wait)(struct backend *backend);
    /* Frees the back end. Nothing may be under way. */
    void (*close)(struct backend *backend);
};

/* Every back end's structure begins with this. */
struct backend {
    const struct backend_class *class;
    uint32_t look_ms; /* how often to call refresh(); 0 for only when somebody wants to know */
    const struct clusdb_follower *follower; /* the database's */
};

/* See clusdb_open_file(). */
struct backend *file_backend_open(const char *path, GError **error);

#endif
