/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_H
#define RESAPID_CLUSDB_H

/*
 * The cluster database: a tree of keys with values, as under HKLM\Cluster on Windows.
 *
 * Reads are answered from memory. Writes go through a batch: a batch is handed to the back end, and
 * only when that has made it durable does the tree change, all at once, and the caller hear of it.
 * So a reader sees none or all of a batch, and what was acknowledged survives the loss of any
 * process and of power. Batches are applied in the order of their commits.
 *
 * Paths name keys from the root, with `\` between names and none at the ends; "" is the root, which
 * always exists. Names keep the case they were created with and are compared without case, as
 * g_utf8_casefold() has it. Key names are 1 to 255 characters without `\`, in at most 512 levels;
 * value names 0 to 16383 characters; "" is a key's default value. Characters are UTF-16 code units,
 * as on Windows (the limits: "Registry element size limits", Microsoft's Win32 documentation).
 * Value types are Windows' (REG_SZ 1, REG_EXPAND_SZ 2, REG_BINARY 3, REG_DWORD 4, REG_MULTI_SZ 7,
 * REG_QWORD 11, any other number is kept); data are as Windows stores them: strings are UTF-16LE
 * with their NULs. All strings of this interface are UTF-8.
 *
 * Functions that can fail return a Win32 error (0 is success) where a DLL asked, else set a GError.
 * Everything here belongs to the thread of the main loop, libqb's default one, which must exist
 * from before a database is opened until after it is closed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

/* The longest value data; a SET message carries that and its names (see protocol/wire.h). */
#define CLUSDB_VALUE_MAX 98304

struct clusdb;
struct clusdb_batch;

/* Returned values and names belong to the database and hold until the next call that can change it:
 * a commit, or the main loop. */
struct clusdb_value {
    const char *name;
    uint32_t type;
    const uint8_t *data;
    uint32_t length;
};

struct clusdb_facts {
    uint32_t subkeys;
    uint32_t longest_subkey; /* in UTF-16 code units, without NUL, as RegQueryInfoKey counts */
    uint32_t values;
    uint32_t longest_value_name; /* likewise */
    uint32_t longest_value;      /* in bytes */
};

/* error is NULL after success. Called once per commit, in the order of the commits, never from
 * within clusdb_commit(). The tree is then as it is after this batch, later ones not yet visible.
 * It may commit, but not close the database. */
typedef void (*clusdb_done)(void *user, const GError *error);

/* Opens the file back end, creating it if there is none; a second process that tries is refused. A
 * file that is damaged or is no cluster database is never replaced: it is left as it is and the
 * error says what to do. What was committed last may be in PATH-wal: the two files belong together.
 * Blocks while it reads and checks the file. */
struct clusdb *clusdb_open_file(const char *path, GError **error);
/* Outstanding commits are completed, their callbacks called; blocks for that. NULL is allowed. */
void clusdb_close(struct clusdb *db);

/* Another number whenever a batch has landed: whoever keeps what it has read sees that it is old. */
uint64_t clusdb_generation(const struct clusdb *db);

/* Reads: ERROR_FILE_NOT_FOUND for no such key or value, ERROR_NO_MORE_ITEMS behind the last index.
 * Subkeys and values come in the order of their names, case folded. facts may be NULL. */
uint32_t clusdb_key(const struct clusdb *db, const char *path, struct clusdb_facts *facts);
uint32_t clusdb_subkey(const struct clusdb *db, const char *path, uint32_t index,
                       const char **name);
uint32_t clusdb_value(const struct clusdb *db, const char *path, const char *name,
                      struct clusdb_value *value);
uint32_t clusdb_value_at(const struct clusdb *db, const char *path, uint32_t index,
                         struct clusdb_value *value);

/* A batch is checked as it grows; what can never be stored is refused and does not become part of
 * it: ERROR_INVALID_PARAMETER for NULL, for what is not UTF-8 and for deleting the root,
 * ERROR_INVALID_NAME for an empty, too long or too deep name, ERROR_BUFFER_OVERFLOW for too much
 * data. Whether keys exist is checked when the batch's turn has come, after all batches before it:
 * setting or deleting a value below a missing key fails the whole batch with ERROR_FILE_NOT_FOUND,
 * and so does deleting what is not there. Creating a key creates its ancestors; creating one that
 * exists changes nothing; deleting one deletes all below it. */
struct clusdb_batch *clusdb_batch_new(void);
void clusdb_batch_free(struct clusdb_batch *batch);
uint32_t clusdb_batch_create_key(struct clusdb_batch *batch, const char *path);
uint32_t clusdb_batch_delete_key(struct clusdb_batch *batch, const char *path);
uint32_t clusdb_batch_set(struct clusdb_batch *batch, const char *path, const char *name,
                          uint32_t type, const void *data, size_t length);
uint32_t clusdb_batch_delete_value(struct clusdb_batch *batch, const char *path, const char *name);

/* Takes the batch. done is called from the main loop, or from clusdb_close(). The error's domain is
 * RESAPID_WIN32_ERROR for what a DLL would be told, ERROR_DISK_FULL among it. After an error
 * nothing of the batch is in the tree, and later commits may succeed. */
void clusdb_commit(struct clusdb *db, struct clusdb_batch *batch, clusdb_done done, void *user);

/* What has changed: called for each change of a batch, in order, when the batch is in the tree and before
 * done is called. name is that of the value that was set or deleted; NULL: the key was created, which
 * it had not been before, or deleted with all below it. It must not commit or close. */
typedef void (*clusdb_changed)(void *user, const char *path, const char *name);
/* One for each database; NULL takes it back. */
void clusdb_watch(struct clusdb *db, clusdb_changed changed, void *user);

/* Helpers for the daemon's own values. The string is UTF-8, NULL if the value is missing or of
 * another type; free with g_free(). */
char *clusdb_string(const struct clusdb *db, const char *path, const char *name);
bool clusdb_dword(const struct clusdb *db, const char *path, const char *name, uint32_t *number);
/* Of a REG_MULTI_SZ, without empty ones; NULL as above. Free with g_strfreev(). */
char **clusdb_strings(const struct clusdb *db, const char *path, const char *name);
uint32_t clusdb_batch_set_string(struct clusdb_batch *batch, const char *path, const char *name,
                                 const char *text);
/* texts end with NULL; none may be empty, but there may be none. */
uint32_t clusdb_batch_set_strings(struct clusdb_batch *batch, const char *path, const char *name,
                                  const char *const *texts);
uint32_t clusdb_batch_set_dword(struct clusdb_batch *batch, const char *path, const char *name,
                                uint32_t number);

#endif
