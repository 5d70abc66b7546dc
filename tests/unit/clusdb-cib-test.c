/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The cluster database that nodes share through a CIB, which is played (tests/mock-cib.sh). */

#include "unit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "clusdb-fixture.h"

#define NODE_DOWN 5050

static const struct clusdb_cib options = { .timeout_ms = 20000,
                                           .value_limit = 1000,
                                           .total_limit = 4096 };

static char *mock;
static char *old_path;
static struct clusdb *db;
static char *used; /* the key that must not go, or NULL */
static unsigned int followed;
static GString *told; /* what the observer was told */

/* A line for the shell that knows the functions of mock-cib.sh. */
static char *
mock_shell(const char *line)
{
    g_autofree char *script = g_strdup_printf("at_exit() { :; }\n. '%s/../../mock-cib.sh'\n"
                                              "MOCK_CIB='%s'\n%s",
                                              UNIT_RECORDED, mock != NULL ? mock : "", line);
    char *arguments[] = { (char[]){ "sh" }, (char[]){ "-c" }, script, NULL };
    char *output = NULL;
    int status = -1;

    fixture_stop_loop();
    CU_ASSERT_TRUE(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                                NULL, &status, NULL));
    CU_ASSERT_EQUAL(status, 0);
    return g_strchomp(output);
}

static bool
is_used(void *user, const char *path)
{
    (void)user;
    return used != NULL && g_ascii_strcasecmp(used, path) == 0;
}

static void
on_followed(void *user)
{
    (void)user;
    followed++;
}

static void
observe(void *user, const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);

    (void)user;
    g_string_append_printf(told, "%s:%s;", change.path, change.name != NULL ? change.name : "");
}

static void
open_node(void)
{
    const struct clusdb_follower follower = { is_used, on_followed, NULL };
    g_autoptr(GError) error = NULL;

    fixture_start_loop();
    CU_ASSERT_TRUE_FATAL(children_init(fixture_loop, &error));
    db = clusdb_open_cib(fixture_path, &options, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    clusdb_follow(db, &follower);
    clusdb_observe(db, observe, NULL);
}

static void
close_node(void)
{
    clusdb_close(g_steal_pointer(&db));
    children_end();
}

/* The loop must be away while another process is started without child.h. */
static void
outside(const char *line)
{
    close_node();
    g_free(mock_shell(line));
    open_node();
}

static void
setup(void)
{
    g_autofree char *path = NULL;

    fixture_setup();
    mock = mock_shell("mock_cib_new; echo \"$MOCK_CIB\"");
    old_path = g_strdup(g_getenv("PATH"));
    path = g_strdup_printf("%s/bin:%s", mock, old_path);
    g_setenv("PATH", path, TRUE);
    told = g_string_new(NULL);
    followed = 0;
    used = NULL;
    open_node();
}

static void
teardown(void)
{
    close_node();
    g_free(mock_shell("rm -rf \"$MOCK_CIB\""));
    g_setenv("PATH", old_path, TRUE);
    g_clear_pointer(&old_path, g_free);
    g_clear_pointer(&mock, g_free);
    g_string_free(told, TRUE);
    fixture_start_loop();
    fixture_teardown();
}

static void
on_refreshed(void *user, const GError *error)
{
    *(uint32_t *)user = error != NULL ? error_win32(error) : 0;
    qb_loop_stop(fixture_loop);
}

static uint32_t
refresh(void)
{
    uint32_t result = UINT32_MAX;

    clusdb_refresh(db, on_refreshed, &result);
    qb_loop_run(fixture_loop);
    return result;
}

static struct clusdb_batch *
setting(const char *path, const char *name, uint32_t number)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_create_key(batch, path);
    clusdb_batch_set_dword(batch, path, name, number);
    return batch;
}

static void
expect_error(struct clusdb_batch *batch, uint32_t expected)
{
    g_autoptr(GError) error = fixture_commit(db, batch);

    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_EQUAL(error_win32(error), expected);
}

static void
expect_number(const char *path, const char *name, uint32_t expected)
{
    uint32_t number = 0;

    CU_ASSERT_TRUE(clusdb_dword(db, path, name, &number));
    CU_ASSERT_EQUAL(number, expected);
}

static void
test_joins_first(void)
{
    struct clusdb_batch *local = setting("Key", "local", 1);

    expect_error(setting("Key", "x", 1), NODE_DOWN);
    clusdb_batch_keep_local(local);
    fixture_must_commit(db, local);
    CU_ASSERT_EQUAL(refresh(), 0);
    CU_ASSERT_TRUE(followed > 0);
    fixture_must_commit(db, setting("Key", "x", 2));
    outside(
        "mock_cib_set | grep -q 'Key:x\" value=\"DWORD:2\"' && mock_cib_set | grep -q Key:local");
    expect_number("Key", "x", 2);
}

static void
test_others_changes_are_told(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    outside("mock_cib_edit 's/DWORD:1\"/DWORD:5\"/'");
    g_string_truncate(told, 0);
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_number("Key", "x", 5);
    CU_ASSERT_STRING_EQUAL(told->str, "Key:x;");
    g_string_truncate(told, 0);
    CU_ASSERT_EQUAL(refresh(), 0);
    CU_ASSERT_STRING_EQUAL(told->str, "");
}

/* OLD|NEW, while this node has the database open and believes to know the CIB. */
static void
edit_behind(const char *script)
{
    g_autofree char *set = g_strconcat(mock, "/set", NULL);
    g_autofree char *epoch = g_strconcat(mock, "/epoch", NULL);
    g_auto(GStrv) words = g_strsplit(script, "|", 2);
    g_autofree char *text = NULL;
    g_autofree char *number = NULL;
    g_autofree char *next = NULL;
    g_auto(GStrv) parts = NULL;
    g_autofree char *edited = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(set, &text, NULL, NULL));
    CU_ASSERT_TRUE_FATAL(g_file_get_contents(epoch, &number, NULL, NULL));
    parts = g_strsplit(text, words[0], -1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(parts[1]);
    edited = g_strjoinv(words[1], parts);
    next = g_strdup_printf("%d\n", atoi(number) + 1);
    CU_ASSERT_TRUE(g_file_set_contents(set, edited, -1, NULL));
    CU_ASSERT_TRUE(g_file_set_contents(epoch, next, -1, NULL));
}

static void
test_conflict(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    edit_behind("DWORD:1\"|DWORD:7\"");
    fixture_must_commit(db, setting("Key", "y", 2));
    expect_number("Key", "x", 7);
    expect_number("Key", "y", 2);
    outside("mock_cib_set | grep -q 'Key:x\" value=\"DWORD:7\"' && "
            "mock_cib_set | grep -q 'Key:y\" value=\"DWORD:2\"'");
}

/* What was true when it was committed is not any more. */
static void
test_condition_is_judged_anew(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    const uint8_t one[] = { 1, 0, 0, 0 };

    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    edit_behind("DWORD:1\"|DWORD:7\"");
    clusdb_batch_require(batch, CLUSDB_VALUE_EQUAL, "Key", "x", 4, one, sizeof(one));
    clusdb_batch_set_dword(batch, "Key", "x", 2);
    expect_error(batch, WIN32_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED);
    expect_number("Key", "x", 7);
}

static void
test_used_key_stays(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Resources\\a", "x", 1));
    fixture_must_commit(db, setting("Resources\\b", "x", 1));
    edit_behind("name=\"Resources/a|name=\"Other/a");
    used = (char[]){ "Resources\\a" };
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_number("Resources\\a", "x", 1);
    fixture_must_commit(db, setting("Key", "y", 2));
    edit_behind("name=\"Resources/b|name=\"Other/b");
    CU_ASSERT_EQUAL(refresh(), 0);
    CU_ASSERT_EQUAL(clusdb_key(db, "Resources\\b", NULL), WIN32_FILE_NOT_FOUND);
    outside("mock_cib_set | grep -q 'Resources/a:x'");
}

static void
test_limits(void)
{
    uint8_t data[1001] = { 1 };
    struct clusdb_batch *batch = setting("Key", "x", 1);

    CU_ASSERT_EQUAL(refresh(), 0);
    clusdb_batch_set(batch, "Key", "long", 3, data, 1001);
    expect_error(batch, WIN32_NOT_ENOUGH_QUOTA);
    CU_ASSERT_EQUAL(clusdb_key(db, "Key", NULL), WIN32_FILE_NOT_FOUND);
    for (uint32_t i = 0; i < 4; i++) {
        g_autofree char *path = g_strdup_printf("Key\\%u", i);

        batch = setting(path, "x", 1);
        clusdb_batch_set(batch, path, "long", 3, data, 950);
        fixture_must_commit(db, batch);
    }
    batch = setting("Key\\more", "x", 1);
    clusdb_batch_set(batch, "Key\\more", "long", 3, data, 950);
    expect_error(batch, WIN32_NOT_ENOUGH_QUOTA);
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, "Key\\3");
    fixture_must_commit(db, batch);
}

/* The CIB has what the file has no room for: it comes back as what others have written. */
static void
test_no_room_in_the_file(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    disk_limit = 0;
    expect_error(setting("Key", "y", 2), WIN32_DISK_FULL);
    CU_ASSERT_EQUAL(refresh(), WIN32_DISK_FULL);
    disk_limit = LONG_MAX;
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_number("Key", "y", 2);
    fixture_must_commit(db, setting("Key", "z", 3));
}

static void
must_have_own(void)
{
    struct clusdb_batch *local = setting("Own", "x", 1);

    clusdb_batch_keep_local(local);
    fixture_must_commit(db, local);
}

/* A set of one value, of a node that was faster. */
static void
make_set(void)
{
    g_autofree char *set = g_strconcat(mock, "/set", NULL);

    CU_ASSERT_TRUE(g_file_set_contents(set,
                                       "<cluster_property_set id=\"resapid-database\">"
                                       "<nvpair id=\"a\" name=\"Key:x\" value=\"DWORD:1\"/>"
                                       "</cluster_property_set>",
                                       -1, NULL));
}

/* Between a look and the write that it leads to. */
static void
change_in_between(void *user)
{
    (void)user;
    if (followed++ == 0) {
        make_set();
        edit_behind("DWORD:1|DWORD:2");
    }
}

static void
expect_own_is_shared(void)
{
    fixture_must_commit(db, setting("Key", "y", 3));
    expect_number("Own", "x", 1);
    outside("mock_cib_set | grep -q 'Own:x' && mock_cib_set | grep -q 'Key:y'");
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_number("Own", "x", 1);
}

/* Two fresh nodes at once: the other one makes the set. */
static void
test_join_meets_conflict(void)
{
    const struct clusdb_follower follower = { is_used, change_in_between, NULL };

    must_have_own();
    clusdb_follow(db, &follower);
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_own_is_shared();
    expect_number("Key", "x", 2);
}

static void
set_mode(const char *mode)
{
    g_autofree char *path = g_strconcat(mock, "/mode", NULL);

    CU_ASSERT_TRUE(g_file_set_contents(path, mode, -1, NULL));
}

static void
die_in_between(void *user)
{
    (void)user;
    if (followed++ == 0) {
        set_mode("dead");
    }
}

/* What was owed is so still when the CIB is there again, also for resapid's next life. */
static void
join_meets_failure(bool ends)
{
    const struct clusdb_follower follower = { is_used, die_in_between, NULL };
    const struct clusdb_follower plain = { is_used, NULL, NULL };

    must_have_own();
    make_set();
    clusdb_follow(db, &follower);
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_error(setting("Key", "y", 2), NODE_DOWN);
    expect_number("Key", "x", 1);
    clusdb_follow(db, &plain);
    set_mode("good");
    if (ends) {
        outside(":");
    }
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_own_is_shared();
}

static void
test_join_meets_failure(void)
{
    join_meets_failure(false);
}

static void
test_join_is_cut_off(void)
{
    join_meets_failure(true);
}

/* A set that cannot be understood is not known, though its version is. */
static void
test_nonsense_is_not_known(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    CU_ASSERT_EQUAL(refresh(), 0);
    edit_behind("</cluster_property_set>|<nvpair></cluster_property_set>");
    CU_ASSERT_EQUAL(refresh(), NODE_DOWN);
    CU_ASSERT_EQUAL(refresh(), NODE_DOWN);
    expect_error(setting("Key", "x", 2), NODE_DOWN);
    edit_behind("<nvpair></cluster_property_set>|</cluster_property_set>");
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 2));
}

static void
test_case_is_not_owed(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    edit_behind("Key:x|KEY:x");
    CU_ASSERT_EQUAL(refresh(), 0);
    CU_ASSERT_EQUAL(refresh(), 0);
    outside("mock_cib_set | grep -q KEY:x");
    CU_ASSERT_EQUAL(refresh(), 0);
    outside("mock_cib_set | grep -q KEY:x");
}

/* What a node has before it joins may be too much: it can be made less all the same. */
static void
test_too_much_is_made_less(void)
{
    const uint8_t data[950] = { 1 };
    struct clusdb_batch *batch;

    for (uint32_t i = 0; i < 6; i++) {
        g_autofree char *path = g_strdup_printf("Own\\%u", i);

        batch = setting(path, "x", 1);
        clusdb_batch_set(batch, path, "long", 3, data, sizeof(data));
        clusdb_batch_keep_local(batch);
        fixture_must_commit(db, batch);
    }
    make_set();
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_error(setting("Own\\5", "y", 2), WIN32_NOT_ENOUGH_QUOTA);
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, "Own\\5");
    fixture_must_commit(db, batch);
    outside("mock_cib_set | grep -q Own/4:long");
}

/* Somebody has given a pair of ours the name of an option. */
static void
test_no_id_is_there_twice(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    edit_behind("name=\"Key:x\"|name=\"stonith-enabled\"");
    fixture_must_commit(db, setting("Key", "x", 2));
    outside("mock_cib_set | grep -q 'id=\"other-resapid-.*stonith-enabled' && "
            "[ -z \"$(mock_cib_set | grep -o ' id=\"[^\"]*\"' | sort | uniq -d)\" ]");
}

/* What others have taken back needs no room any more. */
static void
test_no_room_for_what_is_taken_back(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    edit_behind("DWORD:1\"|DWORD:7\"");
    disk_limit = 0;
    CU_ASSERT_EQUAL(refresh(), WIN32_DISK_FULL);
    disk_limit = LONG_MAX;
    edit_behind("DWORD:7\"|DWORD:1\"");
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "y", 2));
    expect_number("Key", "x", 1);
}

/* They are completed without the main loop. */
static void
test_close_completes_commits(void)
{
    int done = 0;

    CU_ASSERT_EQUAL(refresh(), 0);
    clusdb_commit(db, setting("Key", "x", 1), fixture_count_done, &done);
    clusdb_commit(db, setting("Key", "y", 2), fixture_count_done, &done);
    outside("mock_cib_set | grep -q 'Key:y\" value=\"DWORD:2\"'");
    CU_ASSERT_EQUAL(done, 2);
    expect_number("Key", "y", 2);
}

/* A file that was left behind is brought up to the CIB, not the other way round. */
static void
test_joins_again(void)
{
    CU_ASSERT_EQUAL(refresh(), 0);
    fixture_must_commit(db, setting("Key", "x", 1));
    fixture_must_commit(db, setting("Gone", "x", 8));
    outside("mock_cib_edit 's/Gone:x/New:x/'");
    expect_number("Gone", "x", 8);
    CU_ASSERT_EQUAL(refresh(), 0);
    expect_number("New", "x", 8);
    CU_ASSERT_EQUAL(clusdb_key(db, "Gone", NULL), WIN32_FILE_NOT_FOUND);
}

void
suite_clusdb_cib(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("clusdb_cib", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_joins_first);
    CU_ADD_TEST(suite, test_others_changes_are_told);
    CU_ADD_TEST(suite, test_conflict);
    CU_ADD_TEST(suite, test_condition_is_judged_anew);
    CU_ADD_TEST(suite, test_used_key_stays);
    CU_ADD_TEST(suite, test_limits);
    CU_ADD_TEST(suite, test_no_room_in_the_file);
    CU_ADD_TEST(suite, test_join_meets_conflict);
    CU_ADD_TEST(suite, test_join_meets_failure);
    CU_ADD_TEST(suite, test_join_is_cut_off);
    CU_ADD_TEST(suite, test_nonsense_is_not_known);
    CU_ADD_TEST(suite, test_case_is_not_owed);
    CU_ADD_TEST(suite, test_too_much_is_made_less);
    CU_ADD_TEST(suite, test_no_id_is_there_twice);
    CU_ADD_TEST(suite, test_no_room_for_what_is_taken_back);
    CU_ADD_TEST(suite, test_close_completes_commits);
    CU_ADD_TEST(suite, test_joins_again);
}
