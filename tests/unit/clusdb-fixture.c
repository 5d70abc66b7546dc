/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb-fixture.h"

#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#define TEST_TIMEOUT (60 * QB_TIME_NS_IN_SEC)

qb_loop_t *fixture_loop;
char *fixture_folder;
char *fixture_path;

_Atomic long disk_limit = LONG_MAX;
_Atomic int disk_sync_error;
void (*_Atomic disk_on_sync)(int fd);

/* These two stand in front of the C library's for SQLite too. */
static int
sync_disk(int fd, long number)
{
    void (*on_sync)(int) = disk_on_sync;

    if (disk_sync_error != 0) {
        errno = disk_sync_error;
        return -1;
    }
    if (on_sync != NULL) {
        on_sync(fd);
    }
    return (int)syscall(number, fd);
}

int
fdatasync(int fd)
{
    return sync_disk(fd, SYS_fdatasync);
}

int
fsync(int fd)
{
    return sync_disk(fd, SYS_fsync);
}

static ssize_t
limited_pwrite(int fd, const void *data, size_t length, off_t offset)
{
    if (offset + (off_t)length > disk_limit) {
        errno = ENOSPC;
        return -1;
    }
    return pwrite(fd, data, length, offset);
}

/* sqlite3_vfs.xSetSystemCall is SQLite's own door for such tests. */
static void
limit_disk(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
    int rc = vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)limited_pwrite);

    CU_ASSERT_EQUAL_FATAL(rc, SQLITE_OK);
    rc = vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)limited_pwrite);
    CU_ASSERT_EQUAL_FATAL(rc, SQLITE_OK);
}

static void
repair_disk(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix");

    disk_limit = LONG_MAX;
    disk_sync_error = 0;
    disk_on_sync = NULL;
    vfs->xSetSystemCall(vfs, NULL, NULL);
}

void
fixture_start_loop(void)
{
    fixture_loop = qb_loop_create();
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture_loop);
}

void
fixture_stop_loop(void)
{
    qb_loop_destroy(fixture_loop);
    fixture_loop = NULL;
}

void
fixture_setup(void)
{
    fixture_folder = g_dir_make_tmp("clusdb-XXXXXX", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture_folder);
    fixture_path = g_build_filename(fixture_folder, "clusdb", NULL);
    fixture_start_loop();
    limit_disk();
}

static void
remove_folder(const char *folder)
{
    GDir *entries = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            remove_folder(path);
        } else {
            g_remove(path);
        }
    }
    g_clear_pointer(&entries, g_dir_close);
    g_rmdir(folder);
}

void
fixture_teardown(void)
{
    repair_disk();
    fixture_stop_loop();
    remove_folder(fixture_folder);
    g_clear_pointer(&fixture_path, g_free);
    g_clear_pointer(&fixture_folder, g_free);
}

struct clusdb *
fixture_open(void)
{
    GError *error = NULL;
    struct clusdb *db = clusdb_open_file(fixture_path, &error);

    if (db == NULL) {
        CU_FAIL_FATAL("the database does not open");
    }
    CU_ASSERT_PTR_NULL(error);
    return db;
}

struct waiter {
    int calls;
    GError *error;
};

static void
on_done(void *user, const GError *error)
{
    struct waiter *waiter = user;

    waiter->calls++;
    waiter->error = error != NULL ? g_error_copy(error) : NULL;
    qb_loop_stop(fixture_loop);
}

static void
on_timeout(void *unused)
{
    (void)unused;
    qb_loop_stop(fixture_loop);
}

GError *
fixture_commit(struct clusdb *db, struct clusdb_batch *batch)
{
    struct waiter waiter = { 0 };
    qb_loop_timer_handle timer = 0;

    clusdb_commit(db, batch, on_done, &waiter);
    CU_ASSERT_EQUAL(waiter.calls, 0);
    qb_loop_timer_add(fixture_loop, QB_LOOP_LOW, TEST_TIMEOUT, NULL, on_timeout, &timer);
    qb_loop_run(fixture_loop);
    qb_loop_timer_del(fixture_loop, timer);
    CU_ASSERT_EQUAL_FATAL(waiter.calls, 1);
    return waiter.error;
}

void
fixture_must_commit(struct clusdb *db, struct clusdb_batch *batch)
{
    g_autoptr(GError) error = fixture_commit(db, batch);

    CU_ASSERT_PTR_NULL(error);
    if (error != NULL) {
        fprintf(stderr, "%s\n", error->message);
    }
}

void
fixture_count_done(void *user, const GError *error)
{
    CU_ASSERT_PTR_NULL(error);
    ++*(int *)user;
    qb_loop_stop(fixture_loop);
}
