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
struct clusdb_moment;

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

/* Opens the file back end: a database of this node alone, creating it if there is none; a second process that tries is refused. A
 * file that is no cluster database is left as it is. One that is damaged is kept as PATH.damaged-TIME
 * and refused, and as long as that lies there no empty one takes its place; the error says what to do.
 * What was committed last may be in PATH-wal: the two files belong together.
 * Blocks while it reads and checks the file. */
struct clusdb *clusdb_open_file(const char *path, GError **error);

/* Opens the back end that shares the database with other nodes through Pacemaker's CIB, see cib.h; the file
 * is this node's copy. Until this node has read the CIB, and whenever it cannot be reached, the database is
 * there to be read, and commits fail with ERROR_CLUSTER_NODE_DOWN. */
struct clusdb_cib {
    uint32_t timeout_ms;  /* of one call of cibadmin */
    uint32_t look_ms;     /* how often to look what others have written; 0 for only when asked */
    uint32_t value_limit; /* bytes of one value's data: more is ERROR_NOT_ENOUGH_QUOTA */
    uint32_t total_limit; /* of all, as Pacemaker packs them: likewise */
};
struct clusdb *clusdb_open_cib(const char *path, const struct clusdb_cib *cib, GError **error);

bool clusdb_is_shared(const struct clusdb *db);

/* Whoever has to do with what other nodes write. */
struct clusdb_follower {
    /* This key must not go, whatever the others have. Asked from the main loop. May be NULL. */
    bool (*is_used)(void *user, const char *path);
    /* A batch of theirs has landed and was told, or this node shares its database from now on. May commit. Not
     * called from clusdb_close(). */
    void (*followed)(void *user);
    void *user;
};
/* It is copied; NULL ends it. From then on what others have written is looked at. */
void clusdb_follow(struct clusdb *db, const struct clusdb_follower *follower);
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

/* The database as it is now, to be read later as if nothing had changed since. It keeps what has been
 * deleted in memory, so free it soon; it may outlive the database. */
struct clusdb_moment *clusdb_moment_take(const struct clusdb *db);
void clusdb_moment_free(struct clusdb_moment *moment); /* NULL is allowed */
uint32_t clusdb_moment_key(const struct clusdb_moment *moment, const char *path,
                           struct clusdb_facts *facts);
uint32_t clusdb_moment_value(const struct clusdb_moment *moment, const char *path, const char *name,
                             struct clusdb_value *value);
uint32_t clusdb_moment_subkey(const struct clusdb_moment *moment, const char *path, uint32_t index,
                              const char **name);
uint32_t clusdb_moment_value_at(const struct clusdb_moment *moment, const char *path,
                                uint32_t index, struct clusdb_value *value);

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

/* The same, but where the key of the path's first `there` names is missing the batch fails with
 * ERROR_ACCESS_DENIED. */
uint32_t clusdb_batch_create_below(struct clusdb_batch *batch, const char *path,
                                   unsigned int there);
/* The same, but a key with subkeys fails the batch with ERROR_ACCESS_DENIED. */
uint32_t clusdb_batch_delete_leaf(struct clusdb_batch *batch, const char *path);
/* The same, but what is not there is no failure. */
uint32_t clusdb_batch_drop_key(struct clusdb_batch *batch, const char *path);
uint32_t clusdb_batch_drop_value(struct clusdb_batch *batch, const char *path, const char *name);

/* What has to hold when the batch's turn has come, behind the changes that stand before it; else the
 * batch fails with ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED. A value is compared with type and
 * data: REG_DWORD and REG_QWORD as numbers, strings by their code units, all others by their bytes. A
 * value of another type is not equal and neither greater nor less, and so is one that is missing. */
enum clusdb_condition {
    CLUSDB_KEY_EXISTS, /* name, type and data are not looked at */
    CLUSDB_KEY_MISSING,
    CLUSDB_VALUE_EXISTS, /* type and data are not looked at */
    CLUSDB_VALUE_MISSING,
    CLUSDB_VALUE_EQUAL,
    CLUSDB_VALUE_NOT_EQUAL,
    CLUSDB_VALUE_GREATER,
    CLUSDB_VALUE_LESS,
};
uint32_t clusdb_batch_require(struct clusdb_batch *batch, enum clusdb_condition condition,
                              const char *path, const char *name, uint32_t type, const void *data,
                              size_t length);
/* A change that always fails with this error, so that those before it are tried first; 0: a change
 * that changes nothing. */
void clusdb_batch_refuse(struct clusdb_batch *batch, uint32_t error);

/* For the observer: the database does nothing with it. */
void clusdb_batch_mark(struct clusdb_batch *batch);
bool clusdb_batch_is_marked(const struct clusdb_batch *batch);

/* The place of the change that failed the batch, counted from 0; UINT32_MAX if it was none of them, but
 * the disk. To be asked in a done callback. */
uint32_t clusdb_batch_failed(const struct clusdb_batch *batch);

/* What a batch has changed, for the observer. */
enum clusdb_change_kind {
    CLUSDB_CREATE_KEY,
    CLUSDB_DELETE_KEY,
    CLUSDB_SET_VALUE,
    CLUSDB_DELETE_VALUE,
    CLUSDB_REQUIRE,
    CLUSDB_REFUSE,
};
struct clusdb_change {
    enum clusdb_change_kind kind;
    bool effective; /* the tree is another behind it: false where a key was created that existed */
    uint32_t created; /* CLUSDB_CREATE_KEY: how many keys, ancestors among them */
    const char *path; /* in the case of the keys' own names */
    const char *name; /* of the value, or NULL */
    uint32_t type;    /* CLUSDB_SET_VALUE, and so are data and length */
    const uint8_t *data;
    uint32_t length;
    bool replaces; /* there was a value before: the old_... */
    uint32_t old_type;
    const uint8_t *old_data;
    uint32_t old_length;
};
size_t clusdb_batch_size(const struct clusdb_batch *batch);
struct clusdb_change clusdb_batch_change(const struct clusdb_batch *batch, size_t index);

/* Is stored on this node even if other nodes cannot have it: when the database is shared again, what they
 * have wins. */
void clusdb_batch_keep_local(struct clusdb_batch *batch);

/* What the batch takes in memory, about. */
size_t clusdb_batch_bytes(const struct clusdb_batch *batch);
/* The database's, once the batch has landed. */
uint64_t clusdb_batch_generation(const struct clusdb_batch *batch);

/* Told of every change of every batch that has landed, whoever committed it, in their order, all of them
 * before the batch's done is called. It must not commit. One for each database; NULL ends it.
 *
 * A batch lands, with its generation, in one go with the telling of its first change; but the main loop
 * may go on between two changes, and between the last one and done. What runs there finds all of the
 * batch in the tree, of which not all was told yet, and what done changes elsewhere as it was before.
 * Whoever puts together what comes from the tree, from the observer and from what a done changes waits
 * as long as clusdb_is_telling(); and whoever keeps it compares all that it was made of, since a done
 * changes the generation no more. */
typedef void (*clusdb_observer)(void *user, const struct clusdb_batch *batch, size_t index);
void clusdb_observe(struct clusdb *db, clusdb_observer observer, void *user);
/* A batch has landed and its done has not returned. This ends by itself, in turns of the main loop, before
 * the database next waits for its disk. */
bool clusdb_is_telling(const struct clusdb *db);

/* Takes the batch. done is called from the main loop, or from clusdb_close(). The error's domain is
 * RESAPID_WIN32_ERROR for what a DLL would be told, ERROR_DISK_FULL among it, ERROR_NOT_ENOUGH_QUOTA,
 * ERROR_CLUSTER_NODE_DOWN and ERROR_RETRY, where other nodes were faster time after time. After an
 * error nothing of the batch is in the tree, and later commits may succeed. */
void clusdb_commit(struct clusdb *db, struct clusdb_batch *batch, clusdb_done done, void *user);

/* Reads what other nodes have written before; done, which may be NULL, is called as clusdb_commit()'s, when
 * that and all that was committed here before is in the tree. The error says why it may be out of date. Of a
 * database of this node alone nothing is read. */
void clusdb_refresh(struct clusdb *db, clusdb_done done, void *user);

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
