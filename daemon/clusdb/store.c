/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <sqlite3.h>

#include "error.h"
#include "clusdb/store-aside.h"
#include "clusdb/store-create.h"
#include "clusdb/store-error.h"
#include "clusdb/store-format.h"

/* ']' is the character behind '\', so this is the key and all below it. */
#define BELOW "path = ?1 OR (path > ?1 || '\\' AND path < ?1 || ']')"

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    CREATE_KEY,
    DELETE_KEYS,
    DELETE_VALUES,
    SET_VALUE,
    DELETE_VALUE,
    N_STATEMENTS
};

static const char *const statement_texts[N_STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [CREATE_KEY] = "INSERT INTO keys VALUES (?1) ON CONFLICT DO NOTHING",
    [DELETE_KEYS] = "DELETE FROM keys WHERE " BELOW,
    [DELETE_VALUES] = "DELETE FROM key_values WHERE " BELOW,
    [SET_VALUE] = "INSERT INTO key_values VALUES (?1, ?2, ?3, ?4) ON CONFLICT (path, name) "
                  "DO UPDATE SET type = excluded.type, data = excluded.data",
    [DELETE_VALUE] = "DELETE FROM key_values WHERE path = ?1 AND name = ?2",
};

struct store {
    char *path;
    sqlite3 *sqlite;
    sqlite3_stmt *statements[N_STATEMENTS];
};

static bool
sqlite_error(const struct store *store, GError **error)
{
    return store_sqlite_error(store->path, store->sqlite, error);
}

static bool
execute(const struct store *store, const char *sql, GError **error)
{
    return sqlite3_exec(store->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ||
           sqlite_error(store, error);
}

/* Opening */

static uint32_t
header_number(const uint8_t *header, size_t offset)
{
    uint32_t number = 0;

    memcpy(&number, header + offset, sizeof(number));
    return GUINT32_FROM_BE(number);
}

static bool
check_header(const struct store *store, GError **error)
{
    uint8_t header[HEADER_LENGTH];
    sqlite3_file *file = NULL;

    /* Before any SQL, since that may write: it would roll a foreign file's journal back. And
     * through SQLite's own descriptor, since closing another one would drop this process's locks
     * on the file ("How To Corrupt An SQLite Database File", section 2.2). */
    if (sqlite3_file_control(store->sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &file) !=
            SQLITE_OK ||
        file->pMethods == NULL) {
        return store_system_error(store->path, EIO, error);
    }
    switch (file->pMethods->xRead(file, header, HEADER_LENGTH, 0)) {
    case SQLITE_OK:
        break;
    case SQLITE_IOERR_SHORT_READ:
        return store_damaged(store->path, "it is cut off", error);
    default:
        return store_system_error(store->path, EIO, error);
    }
    if (memcmp(header, HEADER_MAGIC, sizeof(HEADER_MAGIC)) != 0) {
        return store_foreign(store->path, "not an SQLite 3 file", error);
    }
    if (header_number(header, HEADER_APPLICATION_ID) != STORE_APPLICATION_ID) {
        return store_foreign(store->path, "the SQLite 3 file of another application", error);
    }
    if (header_number(header, HEADER_USER_VERSION) != STORE_FORMAT_VERSION) {
        set_win32_error(error, WIN32_INVALID_DATA,
                        "cluster database \"%s\" has format %" G_GUINT32_FORMAT
                        ", this resapid knows %d only",
                        store->path, header_number(header, HEADER_USER_VERSION),
                        STORE_FORMAT_VERSION);
        store_remedy(error, "use the resapid that wrote it");
        return false;
    }
    return true;
}

/* The text a query returns in its first row. */
static char *
query_text(const struct store *store, const char *sql, GError **error)
{
    sqlite3_stmt *statement = NULL;
    char *text = NULL;

    if (sqlite3_prepare_v2(store->sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        text = g_strdup((const char *)sqlite3_column_text(statement, 0));
    }
    if (text == NULL) {
        sqlite_error(store, error);
    }
    sqlite3_finalize(statement);
    return text;
}

static bool
check_content(const struct store *store, GError **error)
{
    g_autofree char *finding = query_text(store, "PRAGMA quick_check(1)", error);
    g_autofree char *schema = NULL;

    if (finding == NULL) {
        return false;
    }
    if (strcmp(finding, "ok") != 0) {
        return store_damaged(store->path, g_strdelimit(finding, "\n", ' '), error);
    }
    /* Also so that nobody's trigger runs as root. */
    schema = query_text(store,
                        "SELECT coalesce(group_concat(sql, ''), '') FROM "
                        "(SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)",
                        error);
    if (schema == NULL) {
        return false;
    }
    return strcmp(schema, STORE_SCHEMA_VALUES STORE_SCHEMA_KEYS) == 0 ||
           store_damaged(store->path, "its tables are not those of a cluster database", error);
}

static bool
use_wal(const struct store *store, GError **error)
{
    g_autofree char *mode = query_text(store, "PRAGMA journal_mode = WAL", error);

    if (mode == NULL) {
        return false;
    }
    return strcmp(mode, "wal") == 0 || store_system_error(store->path, ENOTSUP, error);
}

static bool
connect(struct store *store, GError **error)
{
    /* One thread at a time: no mutex of SQLite's is needed. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    if (sqlite3_open_v2(store->path, &store->sqlite, flags, NULL) != SQLITE_OK) {
        return sqlite_error(store, error);
    }
    /* Until the file is known to be good nothing may write to it, not even closing it. */
    sqlite3_db_config(store->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(store->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (sqlite3_db_readonly(store->sqlite, "main") != 0) {
        int code = access(store->path, W_OK) != 0 ? errno : EROFS;

        return store_system_error(store->path, code, error);
    }
    return true;
}

/* WAL needs one sync for a commit where a rollback journal needs three or four. synchronous = FULL
 * is that sync; SQLite also syncs the folder when it makes the WAL file. Exclusive before the first
 * access, so that the lock is held from there to the end and no shared memory file is made. */
static bool
prepare(struct store *store, GError **error)
{
    if (!execute(store,
                 "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; "
                 "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON",
                 error) ||
        !check_content(store, error) || !use_wal(store, error)) {
        return false;
    }
    for (size_t i = 0; i < N_STATEMENTS; i++) {
        if (sqlite3_prepare_v3(store->sqlite, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &store->statements[i], NULL) != SQLITE_OK) {
            return sqlite_error(store, error);
        }
    }
    return true;
}

void
store_close(struct store *store)
{
    for (size_t i = 0; i < N_STATEMENTS; i++) {
        sqlite3_finalize(store->statements[i]);
    }
    sqlite3_close(store->sqlite);
    g_free(store->path);
    g_free(store);
}

/* While it is still locked, so that nobody else opens it first. */
static void
hand_on(const struct store *store, GError *reason, GError **error)
{
    if (g_error_matches(reason, RESAPID_WIN32_ERROR, WIN32_FILE_CORRUPT)) {
        store_put_aside(store->path, &reason);
    }
    g_propagate_error(error, reason);
}

struct store *
store_open(const char *path, GError **error)
{
    struct store *store = g_new0(struct store, 1);
    GError *reason = NULL;

    store->path = g_canonicalize_filename(path, NULL);
    if (!store_create(store->path, &reason) || !connect(store, &reason) ||
        !check_header(store, &reason) || !prepare(store, &reason)) {
        hand_on(store, reason, error);
        store_close(store);
        return NULL;
    }
    return store;
}

/* Loading */

/* NULL for what cannot be a name: it does not become a shorter one. */
static const char *
column_name(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);

    return text != NULL && strlen(text) == (size_t)sqlite3_column_bytes(statement, column) ? text
                                                                                           : NULL;
}

static uint32_t
load_key(sqlite3_stmt *row, struct clusdb_batch *batch)
{
    return clusdb_batch_create_key(batch, column_name(row, 0));
}

static uint32_t
load_value(sqlite3_stmt *row, struct clusdb_batch *batch)
{
    sqlite3_int64 type = sqlite3_column_int64(row, 2);
    const void *data = sqlite3_column_blob(row, 3);

    if (type < 0 || type > UINT32_MAX) {
        return WIN32_INVALID_PARAMETER;
    }
    return clusdb_batch_set(batch, column_name(row, 0), column_name(row, 1), (uint32_t)type, data,
                            (size_t)sqlite3_column_bytes(row, 3));
}

/* Every row becomes a change in the batch. */
static bool
load_rows(const struct store *store, const char *sql,
          uint32_t (*load_row)(sqlite3_stmt *, struct clusdb_batch *), struct clusdb_batch *batch,
          GError **error)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(store->sqlite, sql, -1, &statement, NULL);
    bool done = true;

    if (rc == SQLITE_OK) {
        rc = sqlite3_step(statement);
    }
    while (done && rc == SQLITE_ROW) {
        done = load_row(statement, batch) == WIN32_SUCCESS ||
               store_damaged(store->path, "a key or value that cannot be", error);
        rc = sqlite3_step(statement);
    }
    if (done && rc != SQLITE_DONE) {
        done = sqlite_error(store, error);
    }
    sqlite3_finalize(statement);
    return done;
}

/* Rows that made no key or value of their own, or keys without a row. */
static bool
check_count(const struct store *store, const struct tree_key *tree, size_t rows, GError **error)
{
    size_t keys = 0;
    size_t values = 0;

    tree_count(tree, &keys, &values);
    return keys + values == rows ||
           store_damaged(store->path, "keys without their parents or two of one name", error);
}

static struct tree_key *
build_tree(const struct store *store, struct clusdb_batch *batch, GError **error)
{
    struct tree_key *empty = tree_new();
    struct tree_key *tree = tree_apply(empty, batch, NULL);

    tree_unref(empty);
    if (tree == NULL) {
        store_damaged(store->path, "a value without its key", error);
    } else if (!check_count(store, tree, batch->changes->len, error)) {
        g_clear_pointer(&tree, tree_unref);
    }
    return tree;
}

struct tree_key *
store_load(struct store *store, GError **error)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    struct tree_key *tree = NULL;
    GError *reason = NULL;

    if (load_rows(store, "SELECT path FROM keys", load_key, batch, &reason) &&
        load_rows(store, "SELECT path, name, type, data FROM key_values", load_value, batch,
                  &reason)) {
        tree = build_tree(store, batch, &reason);
    }
    clusdb_batch_free(batch);
    if (tree == NULL) {
        hand_on(store, reason, error);
        return NULL;
    }
    sqlite3_db_config(store->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return tree;
}

/* Writing */

static sqlite3_stmt *
bind_path(const struct store *store, enum statement which, const char *path, size_t length)
{
    sqlite3_stmt *statement = store->statements[which];

    sqlite3_bind_text64(statement, 1, path, length, SQLITE_STATIC, SQLITE_UTF8);
    return statement;
}

static void
bind_name(sqlite3_stmt *statement, const char *name)
{
    sqlite3_bind_text64(statement, 2, name, strlen(name), SQLITE_STATIC, SQLITE_UTF8);
}

static bool
run(sqlite3_stmt *statement)
{
    sqlite3_step(statement);
    return sqlite3_reset(statement) == SQLITE_OK;
}

static bool
write_create_key(const struct store *store, const struct change *change)
{
    const char *end = change->path;

    while (*end != '\0') {
        end = strchrnul(end + 1, '\\');
        if (!run(bind_path(store, CREATE_KEY, change->path, (size_t)(end - change->path)))) {
            return false;
        }
    }
    return true;
}

static bool
write_delete_key(const struct store *store, const struct change *change)
{
    size_t length = strlen(change->path);

    return run(bind_path(store, DELETE_KEYS, change->path, length)) &&
           run(bind_path(store, DELETE_VALUES, change->path, length));
}

static bool
write_set_value(const struct store *store, const struct change *change)
{
    sqlite3_stmt *statement = bind_path(store, SET_VALUE, change->path, strlen(change->path));
    gsize length = 0;
    const void *data = g_bytes_get_data(change->data, &length);

    bind_name(statement, change->name);
    sqlite3_bind_int64(statement, 3, change->type);
    sqlite3_bind_blob64(statement, 4, data != NULL ? data : "", length, SQLITE_STATIC);
    return run(statement);
}

static bool
write_delete_value(const struct store *store, const struct change *change)
{
    sqlite3_stmt *statement = bind_path(store, DELETE_VALUE, change->path, strlen(change->path));

    bind_name(statement, change->name);
    return run(statement);
}

static bool
write_nothing(const struct store *store, const struct change *change)
{
    (void)store;
    (void)change;
    return true;
}

static bool (*const writers[])(const struct store *, const struct change *) = {
    [CLUSDB_CREATE_KEY] = write_create_key, [CLUSDB_DELETE_KEY] = write_delete_key,
    [CLUSDB_SET_VALUE] = write_set_value,   [CLUSDB_DELETE_VALUE] = write_delete_value,
    [CLUSDB_REQUIRE] = write_nothing,       [CLUSDB_REFUSE] = write_nothing,
};

static bool
write_batch(const struct store *store, const struct clusdb_batch *batch)
{
    for (guint i = 0; i < batch->changes->len; i++) {
        const struct change *change = &g_array_index(batch->changes, struct change, i);

        if (!writers[change->kind](store, change)) {
            return false;
        }
    }
    return true;
}

static bool
write_transaction(const struct store *store, struct clusdb_batch *const *batches, size_t n_batches)
{
    if (!run(store->statements[BEGIN])) {
        return false;
    }
    for (size_t i = 0; i < n_batches; i++) {
        if (!write_batch(store, batches[i])) {
            return false;
        }
    }
    return run(store->statements[COMMIT]);
}

bool
store_write(struct store *store, struct clusdb_batch *const *batches, size_t n_batches,
            GError **error)
{
    if (write_transaction(store, batches, n_batches)) {
        return true;
    }
    sqlite_error(store, error);
    if (sqlite3_get_autocommit(store->sqlite) == 0) {
        run(store->statements[ROLLBACK]);
    }
    return false;
}
