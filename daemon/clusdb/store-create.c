/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/store-create.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "error.h"
#include "clusdb/store-aside.h"
#include "clusdb/store-error.h"
#include "clusdb/store-format.h"

static uint8_t *
empty_image(sqlite3_int64 *length)
{
    g_autofree char *sql = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %d; "
                                           "%s; %s",
                                           STORE_APPLICATION_ID, STORE_FORMAT_VERSION,
                                           STORE_SCHEMA_KEYS, STORE_SCHEMA_VALUES);
    sqlite3 *memory = NULL;
    uint8_t *image = NULL;

    if (sqlite3_open_v2(":memory:", &memory, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_exec(memory, sql, NULL, NULL, NULL) == SQLITE_OK) {
        image = sqlite3_serialize(memory, "main", length, 0);
    }
    sqlite3_close(memory);
    if (image != NULL) {
        image[HEADER_WRITE_VERSION] = VERSION_WAL;
        image[HEADER_READ_VERSION] = VERSION_WAL;
    }
    return image;
}

static bool
write_all(int fd, const uint8_t *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, data, length);

        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        data += written;
        length -= (size_t)written;
    }
    return fsync(fd) == 0;
}

/* link() and not rename(): what came to be there in the meantime is never replaced. */
static bool
install(int fd, const char *temporary, const char *path)
{
    sqlite3_int64 length = 0;
    uint8_t *image = empty_image(&length);
    bool done = false;

    if (image == NULL) {
        errno = ENOMEM;
        return false;
    }
    done = write_all(fd, image, (size_t)length) && (link(temporary, path) == 0 || errno == EEXIST);
    sqlite3_free(image);
    return done;
}

static bool
create(const char *path, GError **error)
{
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
    int code = 0;

    if (fd < 0) {
        return store_system_error(path, errno, error);
    }
    if (!install(fd, temporary, path)) {
        code = errno;
    }
    close(fd);
    unlink(temporary);
    return code == 0 || store_system_error(path, code, error);
}

/* SQLite would replay what an old database left behind into the new, empty one. */
static bool
check_no_leftover(const char *path, const char *suffix, GError **error)
{
    g_autofree char *leftover = g_strconcat(path, suffix, NULL);
    struct stat status;

    if (lstat(leftover, &status) != 0) {
        return errno == ENOENT || store_system_error(leftover, errno, error);
    }
    set_system_error(error, ENOENT, "cluster database \"%s\" is missing but \"%s\" is there", path,
                     leftover);
    store_remedy(error, "restore the former, or move the latter away to begin with an empty one");
    return false;
}

static bool
create_if_missing(const char *path, GError **error)
{
    struct stat status;

    if (stat(path, &status) == 0) {
        return S_ISREG(status.st_mode) ||
               store_system_error(path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL, error);
    }
    if (errno != ENOENT) {
        return store_system_error(path, errno, error);
    }
    return store_check_aside(path, error) && check_no_leftover(path, "-wal", error) &&
           check_no_leftover(path, "-journal", error) && create(path, error);
}

bool
store_sync_directory(const char *path, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int code = 0;

    if (fd < 0) {
        return store_system_error(directory, errno, error);
    }
    if (fsync(fd) != 0) {
        code = errno;
    }
    close(fd);
    return code == 0 || store_system_error(directory, code, error);
}

bool
store_create(const char *path, GError **error)
{
    /* Synced at every start: the process that created the file may have been killed just before. */
    return create_if_missing(path, error) && store_sync_directory(path, error);
}
