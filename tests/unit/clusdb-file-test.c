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
#include <sqlite3.h>

/* Which files are refused, and that a file has one user. */

static void
set_number(struct clusdb *db, uint32_t number)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_set_dword(batch, "", "n", number);
    fixture_must_commit(db, batch);
}

/* Files that are refused */

struct content {
    char *data;
    gsize length;
};

static struct content
read_path(const char *path)
{
    struct content content = { 0 };

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &content.data, &content.length, NULL));
    return content;
}

static struct content
read_file(void)
{
    return read_path(fixture_path);
}

static void
write_path(const char *path, const struct content *content)
{
    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, content->data, (gssize)content->length, NULL));
}

static void
write_file(const struct content *content)
{
    write_path(fixture_path, content);
}

/* Does not open, and says what is wrong and what to do in one line. */
static void
must_not_open(const char *finding, const char *code)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL_FATAL(clusdb_open_file(fixture_path, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, fixture_path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, code));
    CU_ASSERT_PTR_NULL(strchr(error->message, '\n'));
    if (strstr(error->message, finding) == NULL) {
        fprintf(stderr, "expected \"%s\": %s\n", finding, error->message);
        CU_FAIL("the message does not say what was found");
    }
}

static void
must_have(const char *path, const struct content *content)
{
    struct content found = read_path(path);

    CU_ASSERT_EQUAL_FATAL(found.length, content->length);
    CU_ASSERT_EQUAL(memcmp(found.data, content->data, content->length), 0);
    g_free(found.data);
}

/* What is no cluster database is left as it is. */
static void
must_refuse(const char *finding)
{
    struct content before = read_file();

    must_not_open(finding, "ERROR_INVALID_DATA (13); ");
    must_have(fixture_path, &before);
    g_free(before.data);
}

/* The one PATH.damaged-TIME, or NULL. */
static char *
find_aside(void)
{
    g_autofree char *prefix = g_strconcat(fixture_path, ".damaged-", NULL);
    GDir *entries = g_dir_open(fixture_folder, 0, NULL);
    const char *entry = NULL;
    char *found = NULL;

    while ((entry = g_dir_read_name(entries)) != NULL) {
        g_autofree char *path = g_build_filename(fixture_folder, entry, NULL);

        if (g_str_has_prefix(path, prefix) && !g_str_has_suffix(path, "-wal")) {
            CU_ASSERT_PTR_NULL(found);
            found = g_steal_pointer(&path);
        }
    }
    g_dir_close(entries);
    return found;
}

/* What is damaged is kept, and no empty one takes its place as long as it is there. */
static void
must_put_aside(void)
{
    struct content before = read_file();
    g_autofree char *aside = NULL;
    g_autofree char *wal = NULL;

    must_not_open("damaged", "ERROR_FILE_CORRUPT (1392); it is kept, ");
    aside = find_aside();
    CU_ASSERT_PTR_NOT_NULL_FATAL(aside);
    wal = g_strconcat(aside, "-wal", NULL);
    must_have(aside, &before);
    CU_ASSERT_FALSE(g_file_test(fixture_path, G_FILE_TEST_EXISTS));
    must_not_open(".damaged-", "ENOENT (2)");
    CU_ASSERT_FALSE(g_file_test(fixture_path, G_FILE_TEST_EXISTS));
    must_have(aside, &before);
    CU_ASSERT_EQUAL(g_remove(aside), 0);
    g_remove(wal);
    g_free(before.data);
}

/* A database of some pages, closed in good order. */
static struct content
good_file(void)
{
    struct clusdb *db = fixture_open();
    struct clusdb_batch *batch = clusdb_batch_new();

    for (uint32_t i = 0; i < 2000; i++) {
        g_autofree char *path = g_strdup_printf("key %u\\sub", i);

        clusdb_batch_create_key(batch, path);
        clusdb_batch_set_dword(batch, path, "value", i);
    }
    fixture_must_commit(db, batch);
    clusdb_close(db);
    return read_file();
}

static void
test_truncated_file_is_refused(void)
{
    struct content good = good_file();
    const gsize lengths[] = {
        0, 1, 99, 100, 4096, good.length / 2, good.length - 4096, good.length - 1
    };

    CU_ASSERT_TRUE_FATAL(good.length > 20 * 4096);
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        struct content part = { good.data, lengths[i] };

        write_file(&part);
        must_put_aside();
    }
    write_file(&good);
    clusdb_close(fixture_open());
    g_free(good.data);
}

static void
test_overwritten_pages_are_refused(void)
{
    struct content good = good_file();
    gsize pages = good.length / 4096;

    /* The second page up to the last: no page of this file is unused. */
    for (gsize page = 1; page < pages; page += 7) {
        struct content bad = { g_memdup2(good.data, good.length), good.length };

        memset(bad.data + page * 4096, 0x5a, 4096);
        write_file(&bad);
        must_put_aside();
        g_free(bad.data);
    }
    g_free(good.data);
}

/* What a killed process leaves in the WAL is not written to a damaged file, and is kept with it. */
static void
test_damaged_file_keeps_its_wal(void)
{
    g_autofree char *wal_path = g_strconcat(fixture_path, "-wal", NULL);
    g_autofree char *aside = NULL;
    g_autofree char *wal_aside = NULL;
    struct content good = good_file();
    struct clusdb *db = fixture_open();
    struct content wal = { 0 };

    set_number(db, 1);
    wal = read_path(wal_path);
    CU_ASSERT_TRUE(wal.length > 0);
    clusdb_close(db);
    memset(good.data + 10 * 4096, 0x5a, 4096);
    write_file(&good);
    write_path(wal_path, &wal);
    must_not_open("damaged", "ERROR_FILE_CORRUPT (1392); ");
    aside = find_aside();
    CU_ASSERT_PTR_NOT_NULL_FATAL(aside);
    wal_aside = g_strconcat(aside, "-wal", NULL);
    must_have(aside, &good);
    must_have(wal_aside, &wal);
    CU_ASSERT_FALSE(g_file_test(wal_path, G_FILE_TEST_EXISTS));
    g_free(wal.data);
    g_free(good.data);
}

/* A backup in the place of a damaged file is taken, and what is damaged next gets a name of its own. */
static void
test_damaged_files_do_not_replace_one_another(void)
{
    struct content good = good_file();
    struct content bad = { g_memdup2(good.data, good.length), good.length };
    unsigned int asides = 0;
    GDir *entries = NULL;
    const char *entry = NULL;

    memset(bad.data + 10 * 4096, 0x5a, 4096);
    for (int i = 0; i < 5; i++) {
        write_file(&bad);
        must_not_open("damaged", "it is kept, ");
        write_file(&good);
        clusdb_close(fixture_open());
    }
    entries = g_dir_open(fixture_folder, 0, NULL);
    while ((entry = g_dir_read_name(entries)) != NULL) {
        asides += strstr(entry, ".damaged-") != NULL && !g_str_has_suffix(entry, "-wal") ? 1 : 0;
    }
    g_dir_close(entries);
    CU_ASSERT_EQUAL(asides, 5);
    g_free(bad.data);
    g_free(good.data);
}

static void
test_garbage_is_refused(void)
{
    struct content garbage = { g_strnfill(10000, 'g'), 10000 };

    write_file(&garbage);
    must_refuse("not an SQLite 3 file");
    g_free(garbage.data);
}

static void
run_sql(const char *sql)
{
    sqlite3 *sqlite = NULL;
    char *message = NULL;

    CU_ASSERT_EQUAL_FATAL(sqlite3_open(fixture_path, &sqlite), SQLITE_OK);
    sqlite3_exec(sqlite, sql, NULL, NULL, &message);
    if (message != NULL) {
        fprintf(stderr, "%s: %s\n", sql, message);
        CU_FAIL("the SQL of a test has failed");
    }
    sqlite3_free(message);
    sqlite3_close(sqlite);
}

static void
test_foreign_database_is_refused(void)
{
    run_sql("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    must_refuse("another application");
    run_sql("PRAGMA application_id = 1; PRAGMA journal_mode = WAL");
    must_refuse("another application");
}

static void
test_newer_format_is_refused(void)
{
    clusdb_close(fixture_open());
    run_sql("PRAGMA user_version = 2");
    must_refuse("format 2");
}

/* Contents that SQLite finds in order, but that no batch can have made. */
static void
test_impossible_content_is_refused(void)
{
    static const char *const statements[] = {
        "CREATE TRIGGER t AFTER INSERT ON keys BEGIN DELETE FROM key_values; END",
        "CREATE TABLE other (a)",
        "DROP TABLE key_values",
        "INSERT INTO keys VALUES ('a'), ('A')",
        "INSERT INTO keys VALUES ('parent\\child')",
        "INSERT INTO keys VALUES ('')",
        "INSERT INTO keys VALUES ('a\\')",
        "INSERT INTO keys VALUES (CAST(x'410042' AS TEXT))",
        "INSERT INTO keys VALUES (CAST(x'ff' AS TEXT))",
        "INSERT INTO key_values VALUES ('missing', 'n', 1, x'')",
        "INSERT INTO key_values VALUES ('', 'n', 1, x''), ('', 'N', 1, x'')",
        "INSERT INTO key_values VALUES ('', 'n', -1, x'')",
        "INSERT INTO key_values VALUES ('', 'n', 4294967296, x'')",
        "INSERT INTO key_values VALUES ('', 'n', 1, zeroblob(98305))",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_autofree char *wal = g_strconcat(fixture_path, "-wal", NULL);

        clusdb_close(fixture_open());
        run_sql(statements[i]);
        must_put_aside();
        g_remove(fixture_path);
        g_remove(wal);
    }
}

/* The last commits are in the WAL when a process is killed; a new file must not swallow them. */
static void
test_lost_main_file_is_not_replaced(void)
{
    g_autofree char *wal = g_strconcat(fixture_path, "-wal", NULL);
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(wal, "left", -1, NULL));
    CU_ASSERT_PTR_NULL(clusdb_open_file(fixture_path, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, wal));
    CU_ASSERT_FALSE(g_file_test(fixture_path, G_FILE_TEST_EXISTS));
    CU_ASSERT_TRUE(g_file_test(wal, G_FILE_TEST_EXISTS));
}

static void
test_unusable_paths(void)
{
    g_autofree char *below_missing = g_build_filename(fixture_folder, "none", "clusdb", NULL);
    g_autoptr(GError) missing = NULL;
    g_autoptr(GError) folder = NULL;

    CU_ASSERT_PTR_NULL(clusdb_open_file(below_missing, &missing));
    CU_ASSERT_TRUE(g_error_matches(missing, RESAPID_SYSTEM_ERROR, ENOENT));
    CU_ASSERT_PTR_NULL(clusdb_open_file(fixture_folder, &folder));
    CU_ASSERT_TRUE(g_error_matches(folder, RESAPID_SYSTEM_ERROR, EISDIR));
    CU_ASSERT_PTR_NULL(clusdb_open_file(fixture_folder, NULL));
}

static void
test_file_is_private(void)
{
    struct stat status;
    g_autofree char *wal = g_strconcat(fixture_path, "-wal", NULL);
    struct clusdb *db = fixture_open();
    GDir *entries = NULL;
    int n_entries = 0;

    set_number(db, 1);
    CU_ASSERT_EQUAL(stat(fixture_path, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 07777, 0600);
    CU_ASSERT_EQUAL(stat(wal, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 07777, 0600);
    clusdb_close(db);
    entries = g_dir_open(fixture_folder, 0, NULL);
    while (g_dir_read_name(entries) != NULL) {
        n_entries++;
    }
    g_dir_close(entries);
    CU_ASSERT_EQUAL(n_entries, 1);
}

/* Two at once */

static void
must_be_in_use(void)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(clusdb_open_file(fixture_path, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_TRUE(g_error_matches(error, RESAPID_SYSTEM_ERROR, EBUSY));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, fixture_path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "another process"));
}

static void
test_second_opener_is_refused(void)
{
    struct clusdb *db = fixture_open();
    uint32_t number = 0;

    must_be_in_use();
    set_number(db, 1);
    must_be_in_use();
    set_number(db, 2);
    clusdb_close(db);
    db = fixture_open();
    CU_ASSERT_TRUE(clusdb_dword(db, "", "n", &number));
    CU_ASSERT_EQUAL(number, 2);
    clusdb_close(db);
}

static void
hold_open(int ready)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fixture_start_loop();
    if (clusdb_open_file(fixture_path, NULL) == NULL || write(ready, "r", 1) != 1) {
        _exit(1);
    }
    pause();
    _exit(1);
}

static void
test_second_process_is_refused(void)
{
    int ends[2];
    char byte = 0;
    pid_t child = 0;

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    fixture_stop_loop();
    child = fork();
    if (child == 0) {
        hold_open(ends[1]);
    }
    fixture_start_loop();
    close(ends[1]);
    CU_ASSERT_TRUE_FATAL(child > 0);
    CU_ASSERT_EQUAL(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    must_be_in_use();
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    clusdb_close(fixture_open());
}

void
suite_clusdb_file(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("clusdb_file", NULL, NULL, fixture_setup,
                                                           fixture_teardown);

    CU_ADD_TEST(suite, test_truncated_file_is_refused);
    CU_ADD_TEST(suite, test_overwritten_pages_are_refused);
    CU_ADD_TEST(suite, test_damaged_file_keeps_its_wal);
    CU_ADD_TEST(suite, test_damaged_files_do_not_replace_one_another);
    CU_ADD_TEST(suite, test_garbage_is_refused);
    CU_ADD_TEST(suite, test_foreign_database_is_refused);
    CU_ADD_TEST(suite, test_newer_format_is_refused);
    CU_ADD_TEST(suite, test_impossible_content_is_refused);
    CU_ADD_TEST(suite, test_lost_main_file_is_not_replaced);
    CU_ADD_TEST(suite, test_unusable_paths);
    CU_ADD_TEST(suite, test_file_is_private);
    CU_ADD_TEST(suite, test_second_opener_is_refused);
    CU_ADD_TEST(suite, test_second_process_is_refused);
}
