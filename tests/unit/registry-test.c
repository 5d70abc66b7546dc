/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "registry-fixture.h"

#include <errno.h>
#include <string.h>

/* Batches and reads that hosts ask for. */

static void
test_batch_is_all_or_nothing(void)
{
    GByteArray *good = g_byte_array_new();
    GByteArray *bad = g_byte_array_new();

    hosts_add_create(good, "A\\B");
    hosts_add_set(good, "A\\B", "one", "1");
    hosts_add_drop(good, "A\\B", "missing");
    hosts_add_delete(good, "A\\missing");
    hosts_batch(good, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_TRUE(hosts_has("A\\B", "one", "1"));

    hosts_add_set(bad, "A\\B", "one", "2");
    hosts_add_create(bad, "A\\C");
    hosts_add_set(bad, "A\\none", "x", "3");
    hosts_add_set(bad, "A\\B", "two", "4");
    hosts_batch(bad, WIN32_FILE_NOT_FOUND, 2);
    CU_ASSERT_TRUE(hosts_has("A\\B", "one", "1"));
    CU_ASSERT_EQUAL(clusdb_key(db, "A\\C", NULL), WIN32_FILE_NOT_FOUND);
}

static void
test_batch_deletes_below(void)
{
    GByteArray *commands = g_byte_array_new();
    struct channel_message alone = { .header.type = CHANNEL_KEY_DELETE, .key_delete.path = "A" };

    hosts_make_key("A\\B\\C");
    hosts_ask(host, &alone);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_ACCESS_DENIED);
    hosts_add_delete(commands, "a");
    hosts_batch(commands, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_EQUAL(clusdb_key(db, "A", NULL), WIN32_FILE_NOT_FOUND);
    hosts_ask(host, &alone);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_FILE_NOT_FOUND);
}

/* What is resapid's own is refused in its place: what stands before it is tried first. */
static void
test_batch_refuses_in_order(void)
{
    GByteArray *owned = g_byte_array_new();
    GByteArray *both = g_byte_array_new();
    GByteArray *bad = g_byte_array_new();

    hosts_make_key("Resources\\1");
    hosts_add_create(owned, "A");
    hosts_add_set(owned, "Resources\\1", "Name", "x");
    hosts_add_set(owned, "A", "x", "y");
    hosts_batch(owned, WIN32_ACCESS_DENIED, 1);
    CU_ASSERT_EQUAL(clusdb_key(db, "A", NULL), WIN32_FILE_NOT_FOUND);

    hosts_add_set(both, "none", "x", "y");
    hosts_add_delete(both, "Resources\\1");
    hosts_batch(both, WIN32_FILE_NOT_FOUND, 0);

    hosts_add_create(bad, "A");
    hosts_add_create(bad, "A\\\\B");
    hosts_batch(bad, WIN32_INVALID_NAME, 1);
}

/* What resapid knows its objects by comes from resapid alone, be it as an ancestor; what exists may be
 * opened, and below it is room for a DLL's own. */
static const struct {
    const char *path;
    uint32_t error;
} creations[] = {
    { "Resources\\1", WIN32_SUCCESS },
    { "resources\\1\\Parameters\\Mine\\Deep", WIN32_SUCCESS },
    { "Resources", WIN32_SUCCESS },
    { "Other\\2", WIN32_SUCCESS },
    { "", WIN32_SUCCESS },
    { "Resources\\2", WIN32_ACCESS_DENIED },
    { "rESOURCES\\2\\Parameters", WIN32_ACCESS_DENIED },
    { "Groups\\2", WIN32_ACCESS_DENIED },
    { "ResourceTypes\\Mine\\Parameters", WIN32_ACCESS_DENIED },
    { "Nodes\\2", WIN32_ACCESS_DENIED },
    { "Networks\\2", WIN32_ACCESS_DENIED },
    { "NetworkInterfaces\\2", WIN32_ACCESS_DENIED },
    { "Groups", WIN32_ACCESS_DENIED }, /* there is none here */
    { "Resources\\\\Parameters", WIN32_INVALID_NAME },
};

static void
test_creation_of_own_keys(void)
{
    hosts_make_key("Resources\\1");
    for (size_t i = 0; i < G_N_ELEMENTS(creations); i++) {
        const char *path = creations[i].path;
        struct channel_message alone = { .header.type = CHANNEL_KEY_CREATE,
                                         .key_create.path = path };
        bool there = creations[i].error == WIN32_SUCCESS;
        GByteArray *commands = g_byte_array_new();

        hosts_ask(host, &alone);
        CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, creations[i].error);
        CU_ASSERT_EQUAL(clusdb_key(db, path, NULL) == WIN32_SUCCESS, there);
        hosts_add_create(commands, "A");
        hosts_add_create(commands, path);
        hosts_batch(commands, creations[i].error, there ? UINT32_MAX : 1);
        CU_ASSERT_EQUAL(clusdb_key(db, path, NULL) == WIN32_SUCCESS, there);
    }
}

/* A resource that goes away first does not come back as a key that is no resource. */
static void
test_creation_behind_a_removal(void)
{
    struct clusdb_batch *removal = clusdb_batch_new();
    struct channel_message late = { .header.type = CHANNEL_KEY_CREATE,
                                    .key_create.path = "Resources\\1\\Parameters\\Mine" };
    GByteArray *commands = g_byte_array_new();
    int removed = 0;

    hosts_make_key("Resources\\1\\Parameters");
    clusdb_batch_delete_key(removal, "Resources\\1");
    clusdb_commit(db, removal, fixture_count_done, &removed);
    hosts_ask(host, &late);
    hosts_add_create(commands, late.key_create.path);
    hosts_send_part(host, 1, 0, false, commands->data, commands->len);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_ACCESS_DENIED);
    hosts_expect_batch(host, WIN32_ACCESS_DENIED, 0);
    CU_ASSERT_EQUAL(removed, 1);
    CU_ASSERT_EQUAL(clusdb_key(db, "Resources\\1", NULL), WIN32_FILE_NOT_FOUND);
    g_byte_array_unref(commands);
}

static void
expect_condition(uint32_t condition, const char *path, const char *name, uint32_t type,
                 const void *data, uint32_t length, bool holds)
{
    GByteArray *commands = g_byte_array_new();

    hosts_add_condition(commands, CONDITION_NONE, "", "", 0, "", 0);
    hosts_add_condition(commands, condition, path, name, type, data, length);
    hosts_add_create(commands, "Made");
    hosts_batch(commands, holds ? WIN32_SUCCESS : WIN32_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED,
                holds ? UINT32_MAX : 1);
    CU_ASSERT_EQUAL(clusdb_key(db, "Made", NULL) == WIN32_SUCCESS, holds);
    commands = g_byte_array_new();
    hosts_add_delete(commands, "Made");
    hosts_batch(commands, WIN32_SUCCESS, UINT32_MAX);
}

static void
test_conditions(void)
{
    static const uint8_t two[] = { 2, 0, 0, 0 };
    static const uint8_t one_and_256[] = { 1, 1, 0, 0 };
    struct clusdb_batch *made = clusdb_batch_new();

    clusdb_batch_create_key(made, "K\\Sub");
    clusdb_batch_set(made, "K", "n", REG_DWORD, two, sizeof(two));
    clusdb_batch_set(made, "K", "t", REG_SZ, "b\0c\0", 4);
    fixture_must_commit(db, made);

    expect_condition(CONDITION_KEY_EXISTS, "k\\SUB", "", 0, "", 0, true);
    expect_condition(CONDITION_KEY_EXISTS, "K\\none", "", 0, "", 0, false);
    expect_condition(CONDITION_KEY_MISSING, "K\\none", "", 0, "", 0, true);
    expect_condition(CONDITION_KEY_MISSING, "K", "", 0, "", 0, false);
    expect_condition(CONDITION_VALUE_EXISTS, "K", "N", 0, "", 0, true);
    expect_condition(CONDITION_VALUE_EXISTS, "K", "none", 0, "", 0, false);
    expect_condition(CONDITION_VALUE_EXISTS, "none", "n", 0, "", 0, false);
    expect_condition(CONDITION_VALUE_MISSING, "K", "none", 0, "", 0, true);
    expect_condition(CONDITION_VALUE_MISSING, "K", "n", 0, "", 0, false);
    expect_condition(CONDITION_VALUE_EQUAL, "K", "n", REG_DWORD, two, 4, true);
    expect_condition(CONDITION_VALUE_EQUAL, "K", "n", REG_SZ, two, 4, false);
    expect_condition(CONDITION_VALUE_EQUAL, "K", "n", REG_DWORD, one_and_256, 4, false);
    expect_condition(CONDITION_VALUE_EQUAL, "K", "none", REG_DWORD, two, 4, false);
    expect_condition(CONDITION_VALUE_NOT_EQUAL, "K", "n", REG_DWORD, two, 4, false);
    expect_condition(CONDITION_VALUE_NOT_EQUAL, "K", "n", REG_SZ, two, 4, true);
    expect_condition(CONDITION_VALUE_NOT_EQUAL, "K", "none", REG_DWORD, two, 4, true);
    /* As numbers 2 < 257; by their bytes it would be the other way round. */
    expect_condition(CONDITION_VALUE_LESS, "K", "n", REG_DWORD, one_and_256, 4, true);
    expect_condition(CONDITION_VALUE_GREATER, "K", "n", REG_DWORD, one_and_256, 4, false);
    expect_condition(CONDITION_VALUE_GREATER, "K", "t", REG_SZ, "b\0", 2, true);
    expect_condition(CONDITION_VALUE_LESS, "K", "t", REG_SZ, "b\0d\0", 4, true);
    /* By code units: U+0062 is less than U+0161, whose first byte is less. */
    expect_condition(CONDITION_VALUE_LESS, "K", "t", REG_SZ, "a\1", 2, true);
    expect_condition(CONDITION_VALUE_GREATER, "K", "none", REG_DWORD, two, 4, false);
}

static void
test_condition_sees_what_stands_before_it(void)
{
    GByteArray *commands = g_byte_array_new();

    hosts_add_create(commands, "A");
    hosts_add_set(commands, "A", "x", "1");
    hosts_add_condition(commands, CONDITION_VALUE_EQUAL, "A", "x", REG_SZ, "1", 1);
    hosts_add_delete(commands, "A");
    hosts_add_condition(commands, CONDITION_KEY_MISSING, "A", "", 0, "", 0);
    hosts_add_condition(commands, CONDITION_NEVER, "", "", 0, "", 0);
    hosts_batch(commands, WIN32_INVALID_PARAMETER, 5);
}

static void
test_batch_in_parts(void)
{
    GByteArray *commands = g_byte_array_new();
    guint half;

    hosts_add_create(commands, "A");
    for (int i = 0; i < 100; i++) {
        g_autofree char *name = g_strdup_printf("value %d", i);

        hosts_add_set(commands, "A", name, name);
    }
    half = commands->len / 2;
    hosts_send_part(host, 7, 0, true, commands->data, half);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_EQUAL(clusdb_key(db, "A", NULL), WIN32_FILE_NOT_FOUND);
    /* Another host's, and another number's, are others. */
    hosts_send_part(other, 7, half, false, commands->data + half, commands->len - half);
    hosts_expect_batch(other, WIN32_RETRY, UINT32_MAX);
    hosts_send_part(host, 8, half, false, commands->data + half, commands->len - half);
    hosts_expect_batch(host, WIN32_RETRY, UINT32_MAX);
    hosts_send_part(host, 7, half, false, commands->data + half, commands->len - half);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_TRUE(hosts_has("A", "value 99", "value 99"));
    /* It is over: its end alone is not a batch. */
    hosts_send_part(host, 7, half, false, commands->data + half, commands->len - half);
    hosts_expect_batch(host, WIN32_RETRY, UINT32_MAX);
    g_byte_array_unref(commands);
}

static void
test_batch_is_bounded(void)
{
    g_autofree uint8_t *data = g_malloc0(100 * 1024);
    uint32_t offset = 0;
    GByteArray *many = g_byte_array_new();

    for (; offset < 1000 * 1024; offset += 100 * 1024) {
        hosts_send_part(host, 1, offset, true, data, 100 * 1024);
        hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    }
    hosts_send_part(host, 1, offset, true, data, 100 * 1024);
    hosts_expect_batch(host, WIN32_BUFFER_OVERFLOW, UINT32_MAX);
    /* What it held is free again. */
    hosts_send_part(host, 2, 0, true, data, 100 * 1024);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    for (uint32_t i = 3; i < 66; i++) {
        hosts_send_part(host, i, 0, true, data, 1);
        hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    }
    hosts_send_part(host, 66, 0, true, data, 1);
    hosts_expect_batch(host, WIN32_BUFFER_OVERFLOW, UINT32_MAX);
    registry_forget(host);
    hosts_send_part(host, 67, 0, true, data, 1);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);

    for (int i = 0; i < 10001; i++) {
        hosts_add_condition(many, CONDITION_NONE, "", "", 0, "", 0);
    }
    registry_forget(host);
    for (offset = 0; many->len - offset > 100000; offset += 100000) {
        hosts_send_part(host, 1, offset, true, many->data + offset, 100000);
        hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    }
    hosts_send_part(host, 1, offset, false, many->data + offset, many->len - offset);
    hosts_expect_batch(host, WIN32_BUFFER_OVERFLOW, 10000);
    g_byte_array_unref(many);
}

/* What waits for the disk is held in memory, of batches and single writes. */
static void
test_what_waits_is_bounded(void)
{
    g_autofree char *large = g_strnfill(CLUSDB_VALUE_MAX - 1000, 'l');
    struct channel_message write = {
        .header.type = CHANNEL_VALUE_SET,
        .value_set = { "A", "x", REG_SZ, { (const uint8_t *)large, CLUSDB_VALUE_MAX - 1000 } },
    };
    GByteArray *commands = g_byte_array_new();
    uint32_t others = 0;

    hosts_make_key("A");
    hosts_add_set(commands, "A", "y", large);
    for (uint32_t i = 0; i < 60; i++) {
        hosts_ask(host, &write);
        hosts_send_part(host, i, 0, false, commands->data, commands->len);
    }
    /* About 86 of them fit; the others are answered first. */
    CU_ASSERT_FALSE_FATAL(g_queue_is_empty(&host->sent));
    while (!g_queue_is_empty(&host->sent)) {
        bool single = others++ % 2 == 0;
        uint32_t error = single ? hosts_next_of_type(host, CHANNEL_DONE)->done.error
                                : hosts_next_of_type(host, CHANNEL_BATCH_DONE)->batch_done.error;

        CU_ASSERT_EQUAL(error, WIN32_NOT_ENOUGH_QUOTA);
    }
    CU_ASSERT_TRUE(others > 30 && others < 40);
    CU_ASSERT_EQUAL(hosts_lines, others);
    /* Another host has its own bound, and what has landed is free again. */
    hosts_send_part(other, 1, 0, false, commands->data, commands->len);
    hosts_expect_batch(other, WIN32_SUCCESS, UINT32_MAX);
    g_queue_clear_full(&host->sent, (GDestroyNotify)g_bytes_unref);
    hosts_send_part(host, 1, 0, false, commands->data, commands->len);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_FALSE(host->killed);
    g_byte_array_unref(commands);
}

static void
test_batch_of_garbage_kills(void)
{
    hosts_send_part(host, 1, 0, false, (const uint8_t *)"garbage", 7);
    CU_ASSERT_TRUE(host->killed);
    CU_ASSERT_TRUE(g_queue_is_empty(&host->sent));
}

static void
test_disk_failure_is_no_commands(void)
{
    GByteArray *commands = g_byte_array_new();

    hosts_add_create(commands, "A");
    disk_sync_error = EIO;
    hosts_send_part(host, 1, 0, false, commands->data, commands->len);
    hosts_expect_batch(host, WIN32_GEN_FAILURE, UINT32_MAX);
    disk_sync_error = 0;
    g_byte_array_unref(commands);
}

/* Reading */

static void
add_get(GByteArray *questions, const char *path, const char *name)
{
    const struct channel_message message = { .header.type = CHANNEL_VALUE_GET,
                                             .value_get = { path, name } };

    hosts_add(questions, &message);
}

static const struct channel_read_answers *
read_keys(struct host *from, uint32_t number, uint32_t index, bool more,
          const GByteArray *questions)
{
    struct channel_message message = {
        .header.type = CHANNEL_KEY_READ,
        .key_read = { number, index, more, { questions->data, questions->len } },
    };

    hosts_ask(from, &message);
    return &hosts_next_of_type(from, CHANNEL_READ_ANSWERS)->read_answers;
}

static void
test_read_shows_one_moment(void)
{
    GByteArray *questions = g_byte_array_new();
    const struct channel_read_answers *answers;
    struct channel_message answer;
    size_t consumed = 0;
    size_t first = 0;

    hosts_make_key("A");
    hosts_set_text("A", "x", "old");
    add_get(questions, "A", "x");
    add_get(questions, "A", "none");
    add_get(questions, "none", "x");
    answers = read_keys(host, 5, 0, true, questions);
    CU_ASSERT_EQUAL(answers->error, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(answers->answered, 3);
    CU_ASSERT_EQUAL_FATAL(wire_decode_next(&channel_schema, answers->answers.data,
                                           answers->answers.length, &answer, &first),
                          WIRE_OK);
    CU_ASSERT_EQUAL(answer.value.error, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(answer.value.data.length, 3);
    CU_ASSERT_EQUAL_FATAL(wire_decode_next(&channel_schema, answers->answers.data + first,
                                           answers->answers.length - first, &answer, &consumed),
                          WIRE_OK);
    CU_ASSERT_EQUAL(answer.value.error, WIN32_FILE_NOT_FOUND);

    hosts_set_text("A", "x", "newer");
    answers = read_keys(host, 5, 3, false, questions);
    CU_ASSERT_EQUAL(answers->error, WIN32_SUCCESS);
    wire_decode_next(&channel_schema, answers->answers.data, answers->answers.length, &answer,
                     &consumed);
    CU_ASSERT_EQUAL(answer.value.data.length, 3);

    answers = read_keys(host, 5, 6, false, questions);
    CU_ASSERT_EQUAL(answers->error, WIN32_RETRY);
    answers = read_keys(host, 6, 0, false, questions);
    wire_decode_next(&channel_schema, answers->answers.data, answers->answers.length, &answer,
                     &consumed);
    CU_ASSERT_EQUAL(answer.value.data.length, 5);
    g_byte_array_unref(questions);
}

static void
test_long_answers_come_in_parts(void)
{
    GByteArray *questions = g_byte_array_new();
    g_autofree char *large = g_strnfill(CLUSDB_VALUE_MAX, 'l');
    const struct channel_read_answers *answers;

    hosts_make_key("A");
    hosts_set_text("A", "x", large);
    add_get(questions, "A", "x");
    add_get(questions, "A", "x");
    answers = read_keys(host, 1, 0, false, questions);
    CU_ASSERT_EQUAL(answers->answered, 1);
    g_byte_array_remove_range(questions, 0, questions->len / 2);
    answers = read_keys(host, 1, 1, false, questions);
    CU_ASSERT_EQUAL(answers->error, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(answers->answered, 1);
    answers = read_keys(host, 1, 2, false, questions);
    CU_ASSERT_EQUAL(answers->error, WIN32_RETRY);
    g_byte_array_unref(questions);
}

/* A DLL is answered; only what is no answer of its own making is logged, as what hosts say is. */
static void
test_refused_changes_are_not_logged(void)
{
    struct channel_message drop = { .header.type = CHANNEL_VALUE_DELETE,
                                    .value_delete = { "A", "missing" } };
    struct channel_message set = { .header.type = CHANNEL_VALUE_SET,
                                   .value_set = { "none", "x", REG_SZ, { NULL, 0 } } };
    GByteArray *commands = g_byte_array_new();

    hosts_make_key("A");
    hosts_ask(host, &drop);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_FILE_NOT_FOUND);
    hosts_ask(host, &set);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_FILE_NOT_FOUND);
    hosts_add_set(commands, "none", "x", "y");
    hosts_batch(commands, WIN32_FILE_NOT_FOUND, 0);
    CU_ASSERT_EQUAL(hosts_lines, 0);
}

void
suite_registry(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("registry", NULL, NULL, hosts_setup, hosts_teardown);

    CU_ADD_TEST(suite, test_batch_is_all_or_nothing);
    CU_ADD_TEST(suite, test_batch_deletes_below);
    CU_ADD_TEST(suite, test_batch_refuses_in_order);
    CU_ADD_TEST(suite, test_creation_of_own_keys);
    CU_ADD_TEST(suite, test_creation_behind_a_removal);
    CU_ADD_TEST(suite, test_conditions);
    CU_ADD_TEST(suite, test_condition_sees_what_stands_before_it);
    CU_ADD_TEST(suite, test_batch_in_parts);
    CU_ADD_TEST(suite, test_batch_is_bounded);
    CU_ADD_TEST(suite, test_what_waits_is_bounded);
    CU_ADD_TEST(suite, test_refused_changes_are_not_logged);
    CU_ADD_TEST(suite, test_batch_of_garbage_kills);
    CU_ADD_TEST(suite, test_disk_failure_is_no_commands);
    CU_ADD_TEST(suite, test_read_shows_one_moment);
    CU_ADD_TEST(suite, test_long_answers_come_in_parts);
}
