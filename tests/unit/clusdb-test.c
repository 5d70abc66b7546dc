/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

/* What the interface promises; what the file survives is clusdb-disk-test.c's. */

#define REG_SZ     1
#define REG_BINARY 3
#define REG_DWORD  4

static struct clusdb *db;

static void
setup(void)
{
    fixture_setup();
    db = fixture_open();
}

static void
teardown(void)
{
    g_clear_pointer(&db, clusdb_close);
    fixture_teardown();
}

static void
reopen(void)
{
    g_clear_pointer(&db, clusdb_close);
    db = fixture_open();
}

static void
create_key(const char *path)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
}

static struct clusdb_batch *
setting(const char *path, const char *name, uint32_t number)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_EQUAL(clusdb_batch_set_dword(batch, path, name, number), WIN32_SUCCESS);
    return batch;
}

static bool
has_key(const char *path)
{
    return clusdb_key(db, path, NULL) == WIN32_SUCCESS;
}

static bool
has_value(const char *path, const char *name)
{
    struct clusdb_value value;

    return clusdb_value(db, path, name, &value) == WIN32_SUCCESS;
}

static uint32_t
number_of(const char *path, const char *name)
{
    uint32_t number = 0;

    CU_ASSERT_TRUE(clusdb_dword(db, path, name, &number));
    return number;
}

/* Commits a batch that must fail with ERROR_FILE_NOT_FOUND, naming what is missing. */
static void
must_not_find(struct clusdb_batch *batch, const char *missing)
{
    g_autoptr(GError) error = fixture_commit(db, batch);

    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_EQUAL(error_win32(error), WIN32_FILE_NOT_FOUND);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, missing));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "ERROR_FILE_NOT_FOUND (2)"));
}

static void
test_new_database_is_a_root(void)
{
    struct clusdb_facts facts;
    const char *name = NULL;
    struct clusdb_value value;

    CU_ASSERT_EQUAL(clusdb_key(db, "", &facts), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(facts.subkeys, 0);
    CU_ASSERT_EQUAL(facts.longest_subkey, 0);
    CU_ASSERT_EQUAL(facts.values, 0);
    CU_ASSERT_EQUAL(facts.longest_value_name, 0);
    CU_ASSERT_EQUAL(facts.longest_value, 0);
    CU_ASSERT_EQUAL(clusdb_subkey(db, "", 0, &name), WIN32_NO_MORE_ITEMS);
    CU_ASSERT_EQUAL(clusdb_value_at(db, "", 0, &value), WIN32_NO_MORE_ITEMS);
    CU_ASSERT_FALSE(has_value("", ""));
}

static void
test_create_key_creates_ancestors(void)
{
    create_key("Resources\\web\\Parameters");
    CU_ASSERT_TRUE(has_key("Resources"));
    CU_ASSERT_TRUE(has_key("Resources\\web"));
    CU_ASSERT_TRUE(has_key("Resources\\web\\Parameters"));
    CU_ASSERT_FALSE(has_key("Resources\\db"));
    create_key("RESOURCES\\WEB");
    CU_ASSERT_TRUE(has_key("Resources\\web\\Parameters"));
    create_key("");
    reopen();
    CU_ASSERT_TRUE(has_key("Resources\\web\\Parameters"));
}

static void
test_malformed_paths_are_not_found(void)
{
    static const char *const paths[] = { "\\a", "a\\", "a\\\\b", "\\", "a\\c", "\xff", NULL };
    const char *name = NULL;
    struct clusdb_value value;

    create_key("a\\b");
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        CU_ASSERT_EQUAL(clusdb_key(db, paths[i], NULL), WIN32_FILE_NOT_FOUND);
        CU_ASSERT_EQUAL(clusdb_subkey(db, paths[i], 0, &name), WIN32_FILE_NOT_FOUND);
        CU_ASSERT_EQUAL(clusdb_value(db, paths[i], "", &value), WIN32_FILE_NOT_FOUND);
        CU_ASSERT_EQUAL(clusdb_value_at(db, paths[i], 0, &value), WIN32_FILE_NOT_FOUND);
    }
    CU_ASSERT_FALSE(has_value("a", "\xff"));
    CU_ASSERT_FALSE(has_value("a", NULL));
}

static void
test_values(void)
{
    static const uint8_t bytes[] = { 0, 1, 0xff, 0 };
    struct clusdb_batch *batch = clusdb_batch_new();
    struct clusdb_value value;

    clusdb_batch_create_key(batch, "k");
    CU_ASSERT_EQUAL(clusdb_batch_set(batch, "k", "Bytes", REG_BINARY, bytes, 4), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_set(batch, "k", "", 0xffffffff, NULL, 0), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_set_dword(batch, "", "with\\ and spaces", 7), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
    for (int round = 0; round < 2; round++) {
        CU_ASSERT_EQUAL_FATAL(clusdb_value(db, "K", "bYTES", &value), WIN32_SUCCESS);
        CU_ASSERT_STRING_EQUAL(value.name, "Bytes");
        CU_ASSERT_EQUAL(value.type, REG_BINARY);
        CU_ASSERT_EQUAL_FATAL(value.length, 4);
        CU_ASSERT_EQUAL(memcmp(value.data, bytes, 4), 0);
        CU_ASSERT_EQUAL_FATAL(clusdb_value(db, "k", "", &value), WIN32_SUCCESS);
        CU_ASSERT_EQUAL(value.type, 0xffffffff);
        CU_ASSERT_EQUAL(value.length, 0);
        CU_ASSERT_EQUAL(number_of("", "WITH\\ and spaces"), 7);
        CU_ASSERT_FALSE(has_value("k", "Byte"));
        reopen();
    }
}

static void
test_overwriting_keeps_the_name(void)
{
    struct clusdb_value value;

    fixture_must_commit(db, setting("", "Interval", 1));
    fixture_must_commit(db, setting("", "INTERVAL", 2));
    for (int round = 0; round < 2; round++) {
        CU_ASSERT_EQUAL_FATAL(clusdb_value_at(db, "", 0, &value), WIN32_SUCCESS);
        CU_ASSERT_STRING_EQUAL(value.name, "Interval");
        CU_ASSERT_EQUAL(number_of("", "interval"), 2);
        CU_ASSERT_EQUAL(clusdb_value_at(db, "", 1, &value), WIN32_NO_MORE_ITEMS);
        reopen();
    }
}

static void
test_case_beyond_ascii(void)
{
    const char *name = NULL;

    create_key("B\303\234RO\\\320\226");              /* BÜRO\Ж */
    CU_ASSERT_TRUE(has_key("b\303\274ro\\\320\266")); /* büro\ж */
    CU_ASSERT_FALSE(has_key("buro"));
    fixture_must_commit(db, setting("b\303\274ro", "stra\303\237e", 1)); /* straße */
    CU_ASSERT_TRUE(has_value("B\303\234RO", "STRASSE"));
    /* Turkish: U+0130 folds to i and a combining dot, U+0131 to itself; neither is i. */
    create_key("\304\260");
    create_key("\304\261");
    CU_ASSERT_FALSE(has_key("i"));
    CU_ASSERT_TRUE(has_key("i\314\207"));
    reopen();
    CU_ASSERT_TRUE(has_key("b\303\274ro\\\320\266"));
    CU_ASSERT_EQUAL_FATAL(clusdb_subkey(db, "", 0, &name), WIN32_SUCCESS);
    CU_ASSERT_STRING_EQUAL(name, "B\303\234RO");
}

static void
test_order_of_names(void)
{
    static const char *const created[] = { "b", "C", "a", "B2", "\303\204", "A1", "_" };
    static const char *const ordered[] = { "_", "a", "A1", "b", "B2", "C", "\303\204" };
    struct clusdb_batch *batch = clusdb_batch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(created); i++) {
        clusdb_batch_create_key(batch, created[i]);
        clusdb_batch_set_dword(batch, "", created[i], (uint32_t)i);
    }
    fixture_must_commit(db, batch);
    for (int round = 0; round < 2; round++) {
        const char *name = NULL;
        struct clusdb_value value;

        for (uint32_t i = 0; i < G_N_ELEMENTS(ordered); i++) {
            CU_ASSERT_EQUAL_FATAL(clusdb_subkey(db, "", i, &name), WIN32_SUCCESS);
            CU_ASSERT_STRING_EQUAL(name, ordered[i]);
            CU_ASSERT_EQUAL_FATAL(clusdb_value_at(db, "", i, &value), WIN32_SUCCESS);
            CU_ASSERT_STRING_EQUAL(value.name, ordered[i]);
        }
        CU_ASSERT_EQUAL(clusdb_subkey(db, "", G_N_ELEMENTS(ordered), &name), WIN32_NO_MORE_ITEMS);
        CU_ASSERT_EQUAL(clusdb_value_at(db, "", UINT32_MAX, &value), WIN32_NO_MORE_ITEMS);
        reopen();
    }
}

static void
test_facts(void)
{
    struct clusdb_facts facts;
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_create_key(batch, "k\\four");
    clusdb_batch_create_key(
        batch, "k\\\360\237\230\200\360\237\230\200\360\237\230\200"); /* 3 x U+1F600 */
    clusdb_batch_set(batch, "k", "\303\274ber", REG_BINARY, "12345", 5);
    clusdb_batch_set(batch, "k", "x", REG_BINARY, "123456789", 9);
    fixture_must_commit(db, batch);
    CU_ASSERT_EQUAL(clusdb_key(db, "k", &facts), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(facts.subkeys, 2);
    CU_ASSERT_EQUAL(facts.longest_subkey, 6);
    CU_ASSERT_EQUAL(facts.values, 2);
    CU_ASSERT_EQUAL(facts.longest_value_name, 4);
    CU_ASSERT_EQUAL(facts.longest_value, 9);
    CU_ASSERT_EQUAL(clusdb_key(db, "none", &facts), WIN32_FILE_NOT_FOUND);
}

static void
test_delete_key_deletes_all_below(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_create_key(batch, "Dir\\sub\\deep");
    clusdb_batch_set_dword(batch, "Dir", "v", 1);
    clusdb_batch_set_dword(batch, "Dir\\sub\\deep", "v", 1);
    /* Neighbours in the order of the file: '\' is 0x5c. */
    clusdb_batch_create_key(batch, "Dir]");
    clusdb_batch_create_key(batch, "Dir[");
    clusdb_batch_create_key(batch, "Dirk");
    clusdb_batch_set_dword(batch, "Dir]", "v", 3);
    clusdb_batch_set_dword(batch, "Dirk", "v", 4);
    fixture_must_commit(db, batch);
    batch = clusdb_batch_new();
    CU_ASSERT_EQUAL(clusdb_batch_delete_key(batch, "dIR"), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
    for (int round = 0; round < 2; round++) {
        CU_ASSERT_FALSE(has_key("Dir"));
        CU_ASSERT_FALSE(has_key("Dir\\sub\\deep"));
        CU_ASSERT_TRUE(has_key("Dir["));
        CU_ASSERT_EQUAL(number_of("Dir]", "v"), 3);
        CU_ASSERT_EQUAL(number_of("Dirk", "v"), 4);
        reopen();
    }
    create_key("DIR");
    reopen();
    CU_ASSERT_FALSE(has_value("dir", "v"));
    CU_ASSERT_FALSE(has_key("dir\\sub"));
}

static void
test_delete_value(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    fixture_must_commit(db, setting("", "One", 1));
    fixture_must_commit(db, setting("", "Two", 2));
    CU_ASSERT_EQUAL(clusdb_batch_delete_value(batch, "", "ONE"), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
    for (int round = 0; round < 2; round++) {
        CU_ASSERT_FALSE(has_value("", "One"));
        CU_ASSERT_EQUAL(number_of("", "two"), 2);
        reopen();
    }
}

static void
test_what_is_missing_fails_the_batch(void)
{
    struct clusdb_batch *batch = NULL;

    create_key("there");
    batch = setting("there", "v", 1);
    clusdb_batch_set_dword(batch, "there\\gone", "v", 1);
    must_not_find(batch, "\"there\\gone\"");
    batch = setting("there", "v", 1);
    clusdb_batch_delete_key(batch, "gone");
    must_not_find(batch, "\"gone\"");
    batch = setting("there", "v", 1);
    clusdb_batch_delete_key(batch, "gone\\deeper");
    must_not_find(batch, "\"gone\\deeper\"");
    batch = setting("there", "v", 1);
    clusdb_batch_delete_value(batch, "there", "w");
    must_not_find(batch, "\"w\"");
    batch = setting("there", "v", 1);
    clusdb_batch_delete_value(batch, "gone", "w");
    must_not_find(batch, "\"gone\"");
    CU_ASSERT_FALSE(has_value("there", "v"));
    reopen();
    CU_ASSERT_FALSE(has_value("there", "v"));
}

static void
test_limits_of_names(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key_255 = g_strnfill(255, 'k');
    g_autofree char *key_256 = g_strnfill(256, 'k');
    g_autofree char *value_16383 = g_strnfill(16383, 'v');
    g_autofree char *value_16384 = g_strnfill(16384, 'v');
    GString *wide = g_string_new(NULL);

    for (int i = 0; i < 128; i++) { /* each two UTF-16 code units */
        g_string_append(wide, "\360\237\230\200");
    }
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, key_255), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, key_256), WIN32_INVALID_NAME);
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, wide->str), WIN32_INVALID_NAME);
    g_string_truncate(wide, wide->len - 4);
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, wide->str), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_set_dword(batch, "", value_16383, 1), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_set_dword(batch, "", value_16384, 1), WIN32_INVALID_NAME);
    CU_ASSERT_EQUAL(clusdb_batch_delete_value(batch, "", value_16384), WIN32_INVALID_NAME);
    fixture_must_commit(db, batch);
    reopen();
    CU_ASSERT_TRUE(has_key(key_255));
    CU_ASSERT_TRUE(has_key(wide->str));
    CU_ASSERT_TRUE(has_value("", value_16383));
    g_string_free(wide, TRUE);
}

static void
test_limit_of_depth(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    GString *path = g_string_new("k");

    for (int i = 1; i < 512; i++) {
        g_string_append(path, "\\k");
    }
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path->str), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
    reopen();
    CU_ASSERT_TRUE(has_key(path->str));
    batch = clusdb_batch_new();
    g_string_append(path, "\\k");
    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path->str), WIN32_INVALID_NAME);
    clusdb_batch_free(batch);
    g_string_free(path, TRUE);
}

static void
test_limit_of_data(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *data = g_strnfill(CLUSDB_VALUE_MAX + 1, 'd');
    struct clusdb_value value;

    CU_ASSERT_EQUAL(clusdb_batch_set(batch, "", "v", REG_BINARY, data, CLUSDB_VALUE_MAX + 1),
                    WIN32_BUFFER_OVERFLOW);
    CU_ASSERT_EQUAL(clusdb_batch_set(batch, "", "v", REG_BINARY, data, CLUSDB_VALUE_MAX),
                    WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_set(batch, "", "v", REG_BINARY, NULL, 1), WIN32_INVALID_PARAMETER);
    fixture_must_commit(db, batch);
    reopen();
    CU_ASSERT_EQUAL_FATAL(clusdb_value(db, "", "v", &value), WIN32_SUCCESS);
    CU_ASSERT_EQUAL_FATAL(value.length, CLUSDB_VALUE_MAX);
    CU_ASSERT_EQUAL(memcmp(value.data, data, CLUSDB_VALUE_MAX), 0);
}

static void
test_what_can_never_be_stored(void)
{
    static const struct {
        const char *path;
        uint32_t rc;
    } cases[] = {
        { NULL, WIN32_INVALID_PARAMETER }, { "\xc3", WIN32_INVALID_PARAMETER },
        { "\\", WIN32_INVALID_NAME },      { "\\a", WIN32_INVALID_NAME },
        { "a\\", WIN32_INVALID_NAME },     { "a\\\\b", WIN32_INVALID_NAME },
    };
    struct clusdb_batch *batch = clusdb_batch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *path = cases[i].path;

        CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path), cases[i].rc);
        CU_ASSERT_EQUAL(clusdb_batch_delete_key(batch, path), cases[i].rc);
        CU_ASSERT_EQUAL(clusdb_batch_set(batch, path, "v", REG_BINARY, "", 0), cases[i].rc);
        CU_ASSERT_EQUAL(clusdb_batch_delete_value(batch, path, "v"), cases[i].rc);
    }
    CU_ASSERT_EQUAL(clusdb_batch_delete_key(batch, ""), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(clusdb_batch_set_dword(batch, "", NULL, 1), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(clusdb_batch_set_dword(batch, "", "\xff", 1), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(clusdb_batch_delete_value(batch, "", NULL), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(clusdb_batch_set_string(batch, "", "v", NULL), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(clusdb_batch_set_string(batch, "", "v", "\xff"), WIN32_INVALID_PARAMETER);
    /* Nothing of that has become part of the batch. */
    fixture_must_commit(db, batch);
    CU_ASSERT_FALSE(has_value("", "v"));
    clusdb_batch_free(NULL);
}

static void
test_strings(void)
{
    static const uint8_t stored[] = { 'h', 0, 0xfc, 0, 0x3d, 0xd8, 0, 0xde, 0, 0 };
    struct clusdb_batch *batch = clusdb_batch_new();
    struct clusdb_value value;

    clusdb_batch_set_string(batch, "", "s", "h\303\274\360\237\230\200");
    clusdb_batch_set_string(batch, "", "empty", "");
    clusdb_batch_set(batch, "", "no NUL", REG_SZ, "a\0b", 4);
    clusdb_batch_set(batch, "", "odd", REG_SZ, "a\0b", 3);
    clusdb_batch_set(batch, "", "two", REG_SZ, "a\0\0\0b\0", 6);
    clusdb_batch_set(batch, "", "nothing", REG_SZ, NULL, 0);
    clusdb_batch_set(batch, "", "half a pair", REG_SZ, "\x3d\xd8\0", 4);
    clusdb_batch_set(batch, "", "expand", 2, stored, sizeof(stored));
    fixture_must_commit(db, batch);
    CU_ASSERT_EQUAL_FATAL(clusdb_value(db, "", "s", &value), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(value.type, REG_SZ);
    CU_ASSERT_EQUAL_FATAL(value.length, sizeof(stored));
    CU_ASSERT_EQUAL(memcmp(value.data, stored, sizeof(stored)), 0);

    static const struct {
        const char *name;
        const char *text;
    } cases[] = {
        { "s", "h\303\274\360\237\230\200" },
        { "empty", "" },
        { "no NUL", "ab" },
        { "odd", "a" },
        { "two", "a" },
        { "nothing", "" },
        { "half a pair", NULL },
        { "expand", NULL },
        { "missing", NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = clusdb_string(db, "", cases[i].name);

        CU_ASSERT_EQUAL(g_strcmp0(text, cases[i].text), 0);
    }
}

static void
test_dwords(void)
{
    struct clusdb_batch *batch = setting("", "d", 0x12345678);
    struct clusdb_value value;
    uint32_t number = 5;

    clusdb_batch_set(batch, "", "short", REG_DWORD, "12", 2);
    clusdb_batch_set(batch, "", "binary", REG_BINARY, "1234", 4);
    fixture_must_commit(db, batch);
    CU_ASSERT_EQUAL_FATAL(clusdb_value(db, "", "d", &value), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(value.type, REG_DWORD);
    CU_ASSERT_EQUAL(memcmp(value.data, "\x78\x56\x34\x12", 4), 0);
    CU_ASSERT_FALSE(clusdb_dword(db, "", "short", &number));
    CU_ASSERT_FALSE(clusdb_dword(db, "", "binary", &number));
    CU_ASSERT_FALSE(clusdb_dword(db, "", "missing", &number));
    CU_ASSERT_EQUAL(number, 5);
    CU_ASSERT_TRUE(clusdb_dword(db, "", "d", &number));
    CU_ASSERT_EQUAL(number, 0x12345678);
}

/* A batch may change what it has itself made, and only the end counts. */
static void
test_changes_within_a_batch(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    const char *name = NULL;

    clusdb_batch_create_key(batch, "a\\b");
    clusdb_batch_set_dword(batch, "A\\B", "v", 1);
    clusdb_batch_delete_key(batch, "a");
    clusdb_batch_create_key(batch, "A\\c");
    clusdb_batch_set_dword(batch, "a\\C", "V", 2);
    clusdb_batch_set_dword(batch, "a\\c", "v", 3);
    fixture_must_commit(db, batch);
    for (int round = 0; round < 2; round++) {
        CU_ASSERT_FALSE(has_key("a\\b"));
        CU_ASSERT_EQUAL(number_of("a\\c", "v"), 3);
        CU_ASSERT_EQUAL_FATAL(clusdb_subkey(db, "", 0, &name), WIN32_SUCCESS);
        CU_ASSERT_STRING_EQUAL(name, "A");
        reopen();
    }
}

/* What each of the commits below must see in its callback. */
struct step {
    uint32_t rc;
    bool key;
    bool value;
};

static const struct step steps[] = {
    { WIN32_FILE_NOT_FOUND, false, false }, /* set, too early */
    { WIN32_SUCCESS, true, false },         /* create */
    { WIN32_SUCCESS, true, true },          /* set */
    { WIN32_SUCCESS, false, false },        /* delete */
    { WIN32_FILE_NOT_FOUND, false, false }, /* set, too late */
};

static guint steps_done;

static void
check_step(void *user, const GError *error)
{
    const struct step *step = user;

    CU_ASSERT_PTR_EQUAL(step, &steps[steps_done]);
    CU_ASSERT_EQUAL(error_win32(error), step->rc);
    CU_ASSERT_EQUAL(has_key("k"), step->key);
    CU_ASSERT_EQUAL(has_value("k", "v"), step->value);
    if (++steps_done == G_N_ELEMENTS(steps)) {
        qb_loop_stop(fixture_loop);
    }
}

static void
commit_steps(void)
{
    struct clusdb_batch *batches[G_N_ELEMENTS(steps)];

    steps_done = 0;
    batches[0] = setting("k", "v", 1);
    batches[1] = clusdb_batch_new();
    clusdb_batch_create_key(batches[1], "k");
    batches[2] = setting("k", "v", 1);
    batches[3] = clusdb_batch_new();
    clusdb_batch_delete_key(batches[3], "k");
    batches[4] = setting("k", "v", 1);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        clusdb_commit(db, batches[i], check_step, (void *)(uintptr_t)&steps[i]);
        CU_ASSERT_EQUAL(steps_done, 0);
        CU_ASSERT_FALSE(has_key("k"));
    }
}

static void
test_commits_take_effect_in_order(void)
{
    commit_steps();
    qb_loop_run(fixture_loop);
    CU_ASSERT_EQUAL(steps_done, G_N_ELEMENTS(steps));
}

static void
test_close_completes_commits(void)
{
    commit_steps();
    clusdb_close(db);
    CU_ASSERT_EQUAL(steps_done, G_N_ELEMENTS(steps));
    db = NULL;
    clusdb_close(NULL);
}

#define CHAIN_LENGTH 200

static uint32_t chain_length;

static void
extend_chain(void *user, const GError *error)
{
    (void)user;
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_EQUAL(number_of("", "n"), chain_length);
    if (++chain_length < CHAIN_LENGTH) {
        clusdb_commit(db, setting("", "n", chain_length), extend_chain, NULL);
        CU_ASSERT_EQUAL(number_of("", "n"), chain_length - 1);
    } else {
        qb_loop_stop(fixture_loop);
    }
}

static void
test_a_callback_may_commit(void)
{
    chain_length = 0;
    clusdb_commit(db, setting("", "n", 0), extend_chain, NULL);
    qb_loop_run(fixture_loop);
    CU_ASSERT_EQUAL(chain_length, CHAIN_LENGTH);
    chain_length = 0;
    clusdb_commit(db, setting("", "n", 0), extend_chain, NULL);
    clusdb_close(db);
    CU_ASSERT_EQUAL(chain_length, CHAIN_LENGTH);
    db = fixture_open();
    CU_ASSERT_EQUAL(number_of("", "n"), CHAIN_LENGTH - 1);
}

static void
test_many_at_once(void)
{
    int done = 0;

    for (uint32_t i = 0; i < 1000; i++) {
        clusdb_commit(db, setting("", "n", i), fixture_count_done, &done);
    }
    while (done < 1000) {
        qb_loop_run(fixture_loop);
    }
    CU_ASSERT_EQUAL(number_of("", "n"), 999);
    reopen();
    CU_ASSERT_EQUAL(number_of("", "n"), 999);
}

static void
note_change(void *user, const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);

    CU_ASSERT_EQUAL(clusdb_batch_generation(batch), clusdb_generation(db));
    if (change.effective) {
        g_string_append_printf(user, "%s:%s|", change.path,
                               change.name != NULL ? change.name : "(key)");
    }
    if (change.name != NULL) {
        CU_ASSERT_TRUE(has_value(change.path, change.name));
    }
}

static void
test_observer(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    struct clusdb_batch *batch = setting("A", "x", 1);

    create_key("a");
    clusdb_observe(db, note_change, seen);
    clusdb_batch_create_key(batch, "A");
    clusdb_batch_create_key(batch, "b");
    fixture_must_commit(db, batch);
    CU_ASSERT_STRING_EQUAL(seen->str, "a:x|b:(key)|");
    g_string_truncate(seen, 0);
    must_not_find(setting("none", "x", 1), "none");
    CU_ASSERT_STRING_EQUAL(seen->str, "");
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, "a");
    fixture_must_commit(db, batch);
    CU_ASSERT_STRING_EQUAL(seen->str, "a:(key)|");
    clusdb_observe(db, NULL, NULL);
    create_key("c");
    CU_ASSERT_STRING_EQUAL(seen->str, "a:(key)|");
}

/* A batch whose telling is cut: no change of it is told in the same turn of the main loop as another. */
static struct {
    size_t told;
    bool done;
    unsigned int between; /* turns before all was told */
    qb_loop_timer_handle timer;
} cut;

static void
tell_slowly(void *unused, const struct clusdb_batch *batch, size_t index)
{
    (void)unused;
    CU_ASSERT_TRUE(clusdb_is_telling(db));
    CU_ASSERT_EQUAL(index, cut.told % clusdb_batch_size(batch));
    cut.told++;
    g_usleep(3000); /* longer than one turn of the database's */
}

static void
on_turn(void *unused)
{
    if (!cut.done) {
        CU_ASSERT_EQUAL(clusdb_is_telling(db), has_value("late", "last"));
        CU_ASSERT_EQUAL(cut.told > 0, has_value("late", "last"));
        cut.between += cut.told > 0 && cut.told < 4 ? 1 : 0;
    }
    qb_loop_timer_add(fixture_loop, QB_LOOP_MED, 0, unused, on_turn, &cut.timer);
}

static void
on_told(void *unused, const GError *error)
{
    (void)unused;
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_EQUAL(cut.told, 4);
    CU_ASSERT_TRUE(clusdb_is_telling(db));
    cut.done = true;
}

static void
test_telling(void)
{
    struct clusdb_batch *batch = setting("late", "first", 1);

    memset(&cut, 0, sizeof(cut));
    create_key("late");
    clusdb_observe(db, tell_slowly, NULL);
    clusdb_batch_set_dword(batch, "late", "second", 2);
    clusdb_batch_set_dword(batch, "late", "third", 3);
    clusdb_batch_set_dword(batch, "late", "last", 4);
    on_turn(NULL);
    clusdb_commit(db, batch, on_told, NULL);
    create_key("behind it");
    CU_ASSERT_TRUE(cut.between > 0);
    CU_ASSERT_EQUAL(cut.told, 5);
    CU_ASSERT_FALSE(clusdb_is_telling(db));
    qb_loop_timer_del(fixture_loop, cut.timer);
    must_not_find(setting("none", "x", 1), "none");
    CU_ASSERT_FALSE(clusdb_is_telling(db));
    clusdb_observe(db, NULL, NULL);
}

void
suite_clusdb(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("clusdb", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_new_database_is_a_root);
    CU_ADD_TEST(suite, test_create_key_creates_ancestors);
    CU_ADD_TEST(suite, test_malformed_paths_are_not_found);
    CU_ADD_TEST(suite, test_values);
    CU_ADD_TEST(suite, test_overwriting_keeps_the_name);
    CU_ADD_TEST(suite, test_case_beyond_ascii);
    CU_ADD_TEST(suite, test_order_of_names);
    CU_ADD_TEST(suite, test_facts);
    CU_ADD_TEST(suite, test_delete_key_deletes_all_below);
    CU_ADD_TEST(suite, test_delete_value);
    CU_ADD_TEST(suite, test_what_is_missing_fails_the_batch);
    CU_ADD_TEST(suite, test_limits_of_names);
    CU_ADD_TEST(suite, test_limit_of_depth);
    CU_ADD_TEST(suite, test_limit_of_data);
    CU_ADD_TEST(suite, test_what_can_never_be_stored);
    CU_ADD_TEST(suite, test_strings);
    CU_ADD_TEST(suite, test_dwords);
    CU_ADD_TEST(suite, test_changes_within_a_batch);
    CU_ADD_TEST(suite, test_commits_take_effect_in_order);
    CU_ADD_TEST(suite, test_close_completes_commits);
    CU_ADD_TEST(suite, test_a_callback_may_commit);
    CU_ADD_TEST(suite, test_many_at_once);
    CU_ADD_TEST(suite, test_observer);
    CU_ADD_TEST(suite, test_telling);
}
