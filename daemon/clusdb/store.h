/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_STORE_H
#define RESAPID_CLUSDB_STORE_H

/*
 * The cluster database's file: an SQLite 3 database with
 *
 *     keys(path)                              every key but the root
 *     key_values(path, name, type, data)      every value; path is "" for the root's
 *
 * Paths and names are stored in their own case and compared exactly: which names are the same
 * without case is the tree's to say, and may change with the Unicode tables of a newer GLib.
 *
 * The file is in WAL mode, so what was committed last may be in FILE-wal alone: the two belong
 * together. The process that has it open holds an exclusive lock on it.
 *
 * A store may be used by one thread after another, by one at a time; all functions block.
 */

#include "clusdb/tree.h"

struct store;

/* Creates the file if there is none. The path is made absolute. A file that this or store_load() finds
 * damaged is put aside, see store-aside.h. */
struct store *store_open(const char *path, GError **error);
void store_close(struct store *store);

struct tree_key *store_load(struct store *store, GError **error);
/* All of the batches, durably, or none. */
bool store_write(struct store *store, struct clusdb_batch *const *batches, size_t n_batches,
                 GError **error);

#endif
