/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "clusdb-fixture.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

/* What the file back end survives: loss of the process, of power, of space on the disk. */

#define REG_BINARY 3
#define KILLS      50
#define COPIES     10 /* values of one batch, which must always be the same */

static void
set_copies(struct clusdb_batch *batch, uint32_t number)
{
    for (int i = 0; i < COPIES; i++) {
        g_autofree char *name = g_strdup_printf("copy %d", i);

        clusdb_batch_set_dword(batch, "", name, number);
    }
}

static uint32_t
get_number(const struct clusdb *db, const char *name)
{
    uint32_t number = 0;

    CU_ASSERT_TRUE(clusdb_dword(db, "", name, &number));
    return number;
}

static struct clusdb_batch *
setting(const char *name, uint32_t number)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_set_dword(batch, "", name, number);
    return batch;
}

static struct clusdb_batch *
setting_large(const char *name, char filler)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *data = g_strnfill(CLUSDB_VALUE_MAX, filler);

    clusdb_batch_set(batch, "", name, REG_BINARY, data, CLUSDB_VALUE_MAX);
    return batch;
}

/* Loss of the process */

struct writer {
    struct clusdb *db;
    uint32_t number;
    int pipe;
};

static void commit_next(struct writer *writer);

static void
acknowledge(void *user, const GError *error)
{
    struct writer *writer = user;

    if (error != NULL || write(writer->pipe, &writer->number, sizeof(writer->number)) < 0) {
        _exit(1);
    }
    commit_next(writer);
}

/* A key more, one less, and the same number many times. */
static void
commit_next(struct writer *writer)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *old = g_strdup_printf("key %u", writer->number);
    g_autofree char *new = g_strdup_printf("key %u\\sub", ++writer->number);

    set_copies(batch, writer->number);
    clusdb_batch_create_key(batch, new);
    clusdb_batch_delete_key(batch, old);
    clusdb_commit(writer->db, batch, acknowledge, writer);
}

static void
write_until_killed(int pipe)
{
    struct writer writer = { .pipe = pipe };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fixture_start_loop();
    writer.db = clusdb_open_file(fixture_path, NULL);
    if (writer.db == NULL || !clusdb_dword(writer.db, "", "copy 0", &writer.number)) {
        _exit(1);
    }
    commit_next(&writer);
    qb_loop_run(fixture_loop);
    _exit(1);
}

/* Kills a child that writes, some time after that many acknowledgements. Returns the last number
 * the child has acknowledged before its death, 0 if none. */
static uint32_t
run_and_kill(int acknowledgements, unsigned int after_us)
{
    int ends[2];
    uint32_t acknowledged = 0;
    int status = 0;
    pid_t child = 0;

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    fixture_stop_loop();
    child = fork();
    if (child == 0) {
        write_until_killed(ends[1]);
    }
    fixture_start_loop();
    close(ends[1]);
    CU_ASSERT_TRUE_FATAL(child > 0);
    for (int i = 0; i < acknowledgements; i++) {
        CU_ASSERT_EQUAL(read(ends[0], &acknowledged, sizeof(acknowledged)), sizeof(acknowledged));
    }
    g_usleep(after_us);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    while (read(ends[0], &acknowledged, sizeof(acknowledged)) == sizeof(acknowledged)) {}
    close(ends[0]);
    return acknowledged;
}

static uint32_t
check_whole(const struct clusdb *db)
{
    uint32_t number = get_number(db, "copy 0");
    g_autofree char *key = g_strdup_printf("key %u\\sub", number);
    struct clusdb_facts facts;

    for (int i = 1; i < COPIES; i++) {
        g_autofree char *name = g_strdup_printf("copy %d", i);

        CU_ASSERT_EQUAL(get_number(db, name), number);
    }
    CU_ASSERT_EQUAL(clusdb_key(db, key, NULL), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_key(db, "", &facts), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(facts.subkeys, 1);
    return number;
}

static void
test_killed_writers_lose_nothing(void)
{
    struct clusdb *db = fixture_open();
    struct clusdb_batch *batch = clusdb_batch_new();
    GRand *random = g_rand_new_with_seed(1);
    uint32_t before = 0;

    set_copies(batch, 0);
    clusdb_batch_create_key(batch, "key 0\\sub");
    fixture_must_commit(db, batch);
    clusdb_close(db);
    for (int i = 0; i < KILLS; i++) {
        uint32_t acknowledged =
            run_and_kill(i % 10, (unsigned int)g_rand_int_range(random, 0, 5000));
        uint32_t stored = 0;

        db = fixture_open();
        stored = check_whole(db);
        clusdb_close(db);
        /* One commit may have become durable without its acknowledgement. */
        CU_ASSERT_TRUE(stored >= MAX(acknowledged, before));
        CU_ASSERT_TRUE(stored <= MAX(acknowledged, before) + 1);
        before = stored;
    }
    g_rand_free(random);
}

/* Loss of power: what is left is what was synced, under the names that were synced. */

struct power {
    GHashTable *contents; /* inode number -> GBytes, as of the file's last sync */
    GHashTable *names;    /* name -> inode number, as of the folder's last sync */
    GMutex mutex;
};

static struct power power;

static GBytes *
read_descriptor(int fd)
{
    struct stat status;
    char *data = NULL;

    if (fstat(fd, &status) != 0) {
        abort();
    }
    data = g_malloc((gsize)status.st_size);
    if (pread(fd, data, (size_t)status.st_size, 0) != status.st_size) {
        abort();
    }
    return g_bytes_new_take(data, (gsize)status.st_size);
}

static void
note_names(void)
{
    GDir *folder = g_dir_open(fixture_folder, 0, NULL);
    const char *name = NULL;

    g_hash_table_remove_all(power.names);
    while ((name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *path = g_build_filename(fixture_folder, name, NULL);
        struct stat status;

        if (stat(path, &status) == 0) {
            g_hash_table_insert(power.names, g_strdup(name), GSIZE_TO_POINTER(status.st_ino));
        }
    }
    g_dir_close(folder);
}

static void
note_sync(int fd)
{
    struct stat status;

    g_mutex_lock(&power.mutex);
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        note_names();
    } else {
        g_hash_table_insert(power.contents, GSIZE_TO_POINTER(status.st_ino), read_descriptor(fd));
    }
    g_mutex_unlock(&power.mutex);
}

/* Makes a folder with what a loss of power would leave behind now. It is not in the database's own folder,
 * whose names are noted; and it is empty at first, since glib syncs a file only that it replaces, and
 * note_sync() would wait for the lock that is held here. */
static char *
lose_power(void)
{
    char *folder = g_strconcat(fixture_folder, "-after", NULL);
    GHashTableIter names;
    void *name = NULL;
    void *inode = NULL;

    CU_ASSERT_EQUAL_FATAL(g_mkdir(folder, 0700), 0);
    g_mutex_lock(&power.mutex);
    g_hash_table_iter_init(&names, power.names);
    while (g_hash_table_iter_next(&names, &name, &inode)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GBytes *content = g_hash_table_lookup(power.contents, inode);
        gsize length = 0;
        const char *data = content != NULL ? g_bytes_get_data(content, &length) : NULL;

        CU_ASSERT_TRUE(g_file_set_contents(path, data != NULL ? data : "", (gssize)length, NULL));
    }
    g_mutex_unlock(&power.mutex);
    return folder;
}

static void
remove_folder(const char *folder)
{
    GDir *files = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while ((name = g_dir_read_name(files)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        g_remove(path);
    }
    g_dir_close(files);
    CU_ASSERT_EQUAL_FATAL(g_rmdir(folder), 0);
}

static void
check_after_power_loss(uint32_t number)
{
    g_autofree char *folder = lose_power();
    g_autofree char *path = g_build_filename(folder, "clusdb", NULL);
    struct clusdb *db = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_test(path, G_FILE_TEST_EXISTS));
    db = clusdb_open_file(path, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    CU_ASSERT_EQUAL(get_number(db, "n"), number);
    clusdb_close(db);
    remove_folder(folder);
}

static void
check_name_after_power_loss(void)
{
    g_mutex_lock(&power.mutex);
    CU_ASSERT_TRUE(g_hash_table_contains(power.names, "clusdb"));
    g_mutex_unlock(&power.mutex);
}

static void
test_power_loss_loses_nothing(void)
{
    struct clusdb *db = NULL;

    power.contents = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)(void *)g_bytes_unref);
    power.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    disk_on_sync = note_sync;
    db = fixture_open();
    check_name_after_power_loss();
    /* Large enough that SQLite moves the WAL into the file several times. */
    for (uint32_t i = 0; i < 120; i++) {
        struct clusdb_batch *batch = setting_large("large", (char)('a' + i % 26));

        clusdb_batch_set_dword(batch, "", "n", i);
        fixture_must_commit(db, batch);
        if (i < 3 || i % 6 == 0) {
            check_after_power_loss(i);
        }
        if (i == 60) {
            clusdb_close(db);
            check_after_power_loss(i);
            db = fixture_open();
            check_after_power_loss(i);
        }
    }
    clusdb_close(db);
    check_after_power_loss(119);
    disk_on_sync = NULL;
    g_hash_table_unref(power.contents);
    g_hash_table_unref(power.names);
}

/* A disk that fails */

static void
must_fail_disk_full(GError *error)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_EQUAL(error_win32(error), WIN32_DISK_FULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, fixture_path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "ERROR_DISK_FULL (112)"));
    g_error_free(error);
}

static void
test_full_disk(void)
{
    struct clusdb *db = fixture_open();
    struct clusdb_value value;

    fixture_must_commit(db, setting("n", 1));
    /* From a disk that takes not one byte to one that just suffices. */
    for (long limit = 0; limit <= 32 * 4096; limit += 4096) {
        GError *error = NULL;

        disk_limit = limit;
        error = fixture_commit(db, setting_large("large", 'x'));
        disk_limit = LONG_MAX;
        if (error == NULL) {
            break;
        }
        must_fail_disk_full(error);
        CU_ASSERT_EQUAL(clusdb_value(db, "", "large", &value), WIN32_FILE_NOT_FOUND);
        fixture_must_commit(db, setting("n", 1));
        CU_ASSERT_EQUAL(get_number(db, "n"), 1);
        clusdb_close(db);
        db = fixture_open();
        CU_ASSERT_EQUAL(clusdb_value(db, "", "large", &value), WIN32_FILE_NOT_FOUND);
        CU_ASSERT_EQUAL(get_number(db, "n"), 1);
    }
    CU_ASSERT_EQUAL(clusdb_value(db, "", "large", &value), WIN32_SUCCESS);
    clusdb_close(db);
}

struct outcome {
    guint order;
    uint32_t rc;
};

static guint outcomes;

static void
note_outcome(void *user, const GError *error)
{
    struct outcome *outcome = user;

    outcome->order = ++outcomes;
    outcome->rc = error != NULL ? error_win32(error) : WIN32_SUCCESS;
    if (outcomes == 4) {
        qb_loop_stop(fixture_loop);
    }
}

/* Of four commits in one group, the second does not fit on the disk and the third builds on it. */
static void
test_full_disk_fails_only_what_does_not_fit(void)
{
    struct clusdb *db = fixture_open();
    struct outcome results[4] = { 0 };
    struct clusdb_batch *large = setting_large("large", 'x');
    struct clusdb_batch *below = clusdb_batch_new();

    clusdb_batch_create_key(large, "key");
    clusdb_batch_set_dword(below, "key", "n", 1);
    outcomes = 0;
    disk_limit = 16 * 4096;
    clusdb_commit(db, setting("first", 1), note_outcome, &results[0]);
    clusdb_commit(db, large, note_outcome, &results[1]);
    clusdb_commit(db, below, note_outcome, &results[2]);
    clusdb_commit(db, setting("last", 4), note_outcome, &results[3]);
    qb_loop_run(fixture_loop);
    disk_limit = LONG_MAX;
    for (guint i = 0; i < G_N_ELEMENTS(results); i++) {
        CU_ASSERT_EQUAL(results[i].order, i + 1);
    }
    CU_ASSERT_EQUAL(results[0].rc, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(results[1].rc, WIN32_DISK_FULL);
    CU_ASSERT_EQUAL(results[2].rc, WIN32_FILE_NOT_FOUND);
    CU_ASSERT_EQUAL(results[3].rc, WIN32_SUCCESS);
    clusdb_close(db);
    db = fixture_open();
    CU_ASSERT_EQUAL(get_number(db, "first"), 1);
    CU_ASSERT_EQUAL(get_number(db, "last"), 4);
    CU_ASSERT_EQUAL(clusdb_key(db, "key", NULL), WIN32_FILE_NOT_FOUND);
    clusdb_close(db);
}

static void
test_failing_sync(void)
{
    struct clusdb *db = fixture_open();
    g_autoptr(GError) error = NULL;

    fixture_must_commit(db, setting("n", 1));
    disk_sync_error = EIO;
    error = fixture_commit(db, setting("n", 2));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_TRUE(g_error_matches(error, RESAPID_SYSTEM_ERROR, EIO));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, fixture_path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "EIO (5)"));
    CU_ASSERT_EQUAL(get_number(db, "n"), 1);
    disk_sync_error = 0;
    fixture_must_commit(db, setting("m", 3));
    clusdb_close(db);
    db = fixture_open();
    CU_ASSERT_EQUAL(get_number(db, "n"), 1);
    CU_ASSERT_EQUAL(get_number(db, "m"), 3);
    clusdb_close(db);
}

static _Atomic int ticks;

static void
tick(void *unused)
{
    qb_loop_timer_handle timer = 0;

    (void)unused;
    ticks++;
    qb_loop_timer_add(fixture_loop, QB_LOOP_MED, 5 * QB_TIME_NS_IN_MSEC, NULL, tick, &timer);
}

static _Atomic bool was_blocked;

/* As slow as it takes the loop to go on, or for ever to a test. */
static void
sync_slowly(int fd)
{
    int until = ticks + 10;

    (void)fd;
    for (int i = 0; i < 20000 && ticks < until; i++) {
        g_usleep(1000);
    }
    was_blocked = was_blocked || ticks < until;
}

static void
test_slow_disk_does_not_block_the_loop(void)
{
    struct clusdb *db = fixture_open();

    ticks = 0;
    was_blocked = false;
    tick(NULL);
    disk_on_sync = sync_slowly;
    fixture_must_commit(db, setting("n", 1));
    disk_on_sync = NULL;
    CU_ASSERT_TRUE(ticks >= 10);
    CU_ASSERT_FALSE(was_blocked);
    clusdb_close(db);
}

/* Commits that wait at the same moment, and in how many groups they land. */
static const struct {
    int commits;
    int changes; /* of each: so many DWORDs, or one large value */
    int groups;
} groups[] = {
    { 64, 1, 1 }, { 65, 1, 2 }, { 8, 1000, 4 }, { 3, 5000, 3 }, { 30, 0, 3 },
};

static _Atomic int syncs;

static void
count_sync(int fd)
{
    (void)fd;
    syncs++;
}

/* SQLite writes nothing where a value stays the same, so number has to be another one every time. */
static struct clusdb_batch *
setting_many(int changes, int number)
{
    struct clusdb_batch *batch =
        changes == 0 ? setting_large("large", (char)('a' + number % 26)) : clusdb_batch_new();

    for (int i = 0; i < changes; i++) {
        clusdb_batch_set_dword(batch, "", "small", (uint32_t)(number * changes + i));
    }
    return batch;
}

static void
test_groups_are_bounded(void)
{
    struct clusdb *db = fixture_open();

    fixture_must_commit(db, setting("small", 77777));
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        int done = 0;

        for (int k = 0; k < groups[i].commits; k++) {
            clusdb_commit(db, setting_many(groups[i].changes, k), fixture_count_done, &done);
        }
        syncs = 0;
        disk_on_sync = count_sync;
        while (done < groups[i].commits) {
            qb_loop_run(fixture_loop);
        }
        disk_on_sync = NULL;
        CU_ASSERT_EQUAL(syncs, groups[i].groups);
    }
    clusdb_close(db);
}

void
suite_clusdb_disk(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("clusdb_disk", NULL, NULL, fixture_setup,
                                                           fixture_teardown);

    CU_ADD_TEST(suite, test_killed_writers_lose_nothing);
    CU_ADD_TEST(suite, test_power_loss_loses_nothing);
    CU_ADD_TEST(suite, test_full_disk);
    CU_ADD_TEST(suite, test_full_disk_fails_only_what_does_not_fit);
    CU_ADD_TEST(suite, test_failing_sync);
    CU_ADD_TEST(suite, test_slow_disk_does_not_block_the_loop);
    CU_ADD_TEST(suite, test_groups_are_bounded);
}
