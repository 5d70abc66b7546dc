/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/store-error.h"

#include <errno.h>

#include "error.h"

void
store_remedy(GError **error, const char *remedy)
{
    if (error != NULL) {
        char *message = g_strdup_printf("%s; %s", (*error)->message, remedy);

        g_free((*error)->message);
        (*error)->message = message;
    }
}

bool
store_system_error(const char *path, int code, GError **error)
{
    set_system_error(error, code, "cluster database \"%s\"", path);
    return false;
}

bool
store_damaged(const char *path, const char *finding, GError **error)
{
    set_win32_error(error, WIN32_FILE_CORRUPT, "cluster database \"%s\" is damaged (%s)", path,
                    finding);
    return false;
}

bool
store_foreign(const char *path, const char *finding, GError **error)
{
    set_win32_error(error, WIN32_INVALID_DATA, "\"%s\" is no cluster database (%s)", path, finding);
    store_remedy(error, "restore it from a backup, or move it away to begin with an empty one");
    return false;
}

static bool
disk_full(const char *path, GError **error)
{
    set_win32_error(error, WIN32_DISK_FULL, "cluster database \"%s\"", path);
    store_remedy(error, "free space on its file system");
    return false;
}

static bool
in_use(const char *path, GError **error)
{
    set_system_error(error, EBUSY, "cluster database \"%s\" is open in another process", path);
    store_remedy(error, "end the other resapid or give this one a state folder of its own");
    return false;
}

static bool
io_error(const char *path, int code, GError **error)
{
    if (code == ENOSPC || code == EDQUOT) {
        return disk_full(path, error);
    }
    return store_system_error(path, code != 0 ? code : EIO, error);
}

bool
store_sqlite_error(const char *path, sqlite3 *sqlite, GError **error)
{
    switch (sqlite3_errcode(sqlite)) {
    case SQLITE_FULL:
        return disk_full(path, error);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return io_error(path, sqlite3_system_errno(sqlite), error);
    case SQLITE_READONLY:
        return store_system_error(path, EROFS, error);
    case SQLITE_NOMEM:
        return store_system_error(path, ENOMEM, error);
    case SQLITE_BUSY:
        return in_use(path, error);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return store_damaged(path, sqlite3_errmsg(sqlite), error);
    default:
        return store_foreign(path, sqlite3_errmsg(sqlite), error);
    }
}
