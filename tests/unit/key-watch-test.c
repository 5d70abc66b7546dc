/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "listeners.h"
#include "registry-fixture.h"

#include <string.h>

/* What hosts are told of changes in the cluster database. */

/* Listening */

static void
listen_to(struct host *who, bool on)
{
    listeners_set(who, on);
    CU_ASSERT_TRUE(!on || listeners_any());
}

static void
expect_event(struct host *who, uint32_t change, const char *id, const char *name)
{
    const struct channel_message *message = hosts_next_of_type(who, CHANNEL_EVENT);

    CU_ASSERT_EQUAL(message->event.kind, OBJECT_KEY);
    CU_ASSERT_EQUAL(message->event.change, change);
    CU_ASSERT_STRING_EQUAL(message->event.id, id);
    CU_ASSERT_STRING_EQUAL(message->event.name, name);
}

static void
test_listeners_hear_of_every_commit(void)
{
    GByteArray *commands = g_byte_array_new();

    listen_to(other, true);
    hosts_make_key("A\\B");
    expect_event(other, OBJECT_KEY_CHANGED, "A", "");
    expect_event(other, OBJECT_KEY_CHANGED, "A\\B", "");
    /* resapid's own, in the keys' own case. */
    hosts_set_text("a\\b", "X", "1");
    expect_event(other, OBJECT_VALUE_CHANGED, "A\\B", "X");
    hosts_add_create(commands, "A");       /* is there already */
    hosts_add_drop(commands, "A", "none"); /* is not there */
    hosts_add_drop(commands, "A\\B", "x");
    hosts_add_delete(commands, "A\\B");
    hosts_batch(commands, WIN32_SUCCESS, UINT32_MAX);
    expect_event(other, OBJECT_VALUE_CHANGED, "A\\B", "X");
    expect_event(other, OBJECT_KEY_CHANGED, "A\\B", "");
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    CU_ASSERT_TRUE(g_queue_is_empty(&host->sent));
    listen_to(other, false);
    hosts_make_key("C");
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
}

/* What is created or deleted, in one database, and the keys that are told of; those of ancestors first, so
 * that who watches one key hears of what is directly below it. */
static const struct {
    const char *path;
    bool deletes;
    const char *told[4];
} key_changes[] = {
    { "A\\B\\C", false, { "A", "A\\B", "A\\B\\C" } },
    { "a\\b\\c", false, { NULL } },
    { "a\\B\\D", false, { "A\\B\\D" } },
    { "A\\X\\Y", false, { "A\\X", "A\\X\\Y" } },
    { "a\\b", true, { "A\\B" } },
    { "A\\B\\C", false, { "A\\B", "A\\B\\C" } },
    { "A\\none", true, { NULL } },
};

static void
test_listeners_hear_of_ancestors(void)
{
    listen_to(other, true);
    for (size_t i = 0; i < G_N_ELEMENTS(key_changes); i++) {
        GByteArray *commands = g_byte_array_new();

        if (key_changes[i].deletes) {
            hosts_add_delete(commands, key_changes[i].path);
        } else {
            hosts_add_create(commands, key_changes[i].path);
        }
        hosts_batch(commands, WIN32_SUCCESS, UINT32_MAX);
        for (const char *const *told = key_changes[i].told; *told != NULL; told++) {
            expect_event(other, OBJECT_KEY_CHANGED, *told, "");
        }
        CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    }
}

static void
test_refused_commits_are_not_told(void)
{
    GByteArray *commands = g_byte_array_new();

    listen_to(other, true);
    hosts_add_create(commands, "A");
    hosts_add_set(commands, "none", "x", "1");
    hosts_batch(commands, WIN32_FILE_NOT_FOUND, 1);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
}

static void
test_slow_listeners_are_told_of_the_loss(void)
{
    const struct channel_message *message;

    listen_to(host, true);
    listen_to(other, true);
    other->backlog = 1024 * 1024;
    hosts_make_key("A");
    hosts_make_key("B");
    expect_event(host, OBJECT_KEY_CHANGED, "A", "");
    expect_event(host, OBJECT_KEY_CHANGED, "B", "");
    hosts_run_for(300);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    other->backlog = 0;
    message = hosts_next_of_type(other, CHANNEL_EVENT);
    CU_ASSERT_EQUAL(message->event.kind, OBJECT_CLUSTER);
    CU_ASSERT_EQUAL(message->event.change, OBJECT_EVENTS_LOST);
    hosts_make_key("C");
    expect_event(other, OBJECT_KEY_CHANGED, "C", "");
}

/* Watching */

static void
watch(struct host *who, uint32_t number, bool on, const char *path, uint32_t error)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_WATCH,
                                       .key_watch = { number, on, path } };

    hosts_ask(who, &message);
    CU_ASSERT_EQUAL(hosts_next_of_type(who, CHANNEL_DONE)->done.error, error);
}

static void
ask_next(struct host *who, uint32_t number)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_NEXT, .key_next.watch = number };

    hosts_ask(who, &message);
}

/* "+path" and "-path" for keys, "name=text" and "!name" for values, "?name=text" for old ones. */
static void
show(GString *text, const struct channel_message *change)
{
    if (text->len > 0) {
        g_string_append_c(text, ' ');
    }
    switch (change->header.type) {
    case CHANNEL_KEY_CREATE:
        g_string_append_printf(text, "+%s", change->key_create.path);
        break;
    case CHANNEL_KEY_DELETE:
        g_string_append_printf(text, "-%s", change->key_delete.path);
        break;
    case CHANNEL_VALUE_SET:
        g_string_append_printf(text, "%s=%.*s", change->value_set.name,
                               (int)change->value_set.data.length,
                               (const char *)change->value_set.data.data);
        break;
    case CHANNEL_VALUE_DELETE:
        g_string_append_printf(text, "!%s", change->value_delete.name);
        break;
    default:
        g_string_append_printf(text, "?%s=%.*s", change->value.name, (int)change->value.data.length,
                               (const char *)change->value.data.data);
        break;
    }
}

static void
expect_changes(struct host *who, const char *expected)
{
    const struct channel_key_changes *changes =
        &hosts_next_of_type(who, CHANNEL_KEY_CHANGES)->key_changes;
    g_autoptr(GString) text = g_string_new(NULL);
    size_t consumed = 0;

    CU_ASSERT_EQUAL(changes->error, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(changes->more, 0);
    for (size_t done = 0; done < changes->changes.length; done += consumed) {
        struct channel_message change;

        CU_ASSERT_EQUAL_FATAL(wire_decode_next(&channel_schema, changes->changes.data + done,
                                               changes->changes.length - done, &change, &consumed),
                              WIRE_OK);
        show(text, &change);
    }
    if (strcmp(text->str, expected) != 0) {
        fprintf(stderr, "\"%s\" instead of \"%s\"\n", text->str, expected);
    }
    CU_ASSERT_STRING_EQUAL(text->str, expected);
}

static void
expect_no_changes(struct host *who, uint32_t error)
{
    CU_ASSERT_EQUAL(hosts_next_of_type(who, CHANNEL_KEY_CHANGES)->key_changes.error, error);
}

/* The example of the ClusAPI protocol's public documentation (MS-CMRP, 3.1.4.2.114). */
static void
test_watch_mirrors_a_batch(void)
{
    GByteArray *commands = g_byte_array_new();

    hosts_make_key("Key");
    watch(other, 1, true, "kEY", WIN32_SUCCESS);
    hosts_add_drop(commands, "Key", "NotifyTest");
    hosts_add_set(commands, "Key", "NotifyTest", "hello world");
    hosts_add_set(commands, "Key", "notifytest", "hello universe");
    hosts_add_drop(commands, "Key", "NotifyTest");
    hosts_batch(commands, WIN32_SUCCESS, UINT32_MAX);
    ask_next(other, 1);
    expect_changes(other, "!NotifyTest NotifyTest=hello world ?NotifyTest=hello world "
                          "NotifyTest=hello universe ?NotifyTest=hello universe !NotifyTest");
}

static void
test_watch_tells_what_is_below(void)
{
    GByteArray *first = g_byte_array_new();
    GByteArray *second = g_byte_array_new();
    GByteArray *third = g_byte_array_new();
    GByteArray *last = g_byte_array_new();

    hosts_make_key("A\\B");
    watch(other, 1, true, "A\\B", WIN32_SUCCESS);
    hosts_add_create(first, "A\\Beside");
    hosts_add_set(first, "A\\Beside", "x", "1");
    hosts_batch(first, WIN32_SUCCESS, UINT32_MAX);
    hosts_add_set(second, "A", "above", "1");
    hosts_add_create(second, "A\\B\\C");
    hosts_add_set(second, "A\\B\\C", "x", "2");
    hosts_add_set(second, "A\\B", "y", "3");
    hosts_add_condition(second, CONDITION_KEY_EXISTS, "A", "", 0, "", 0);
    hosts_batch(second, WIN32_SUCCESS, UINT32_MAX);
    /* Alone, not in a batch of the cluster API's. */
    hosts_set_text("A\\B", "y", "4");
    hosts_add_delete(third, "A\\B\\C");
    hosts_add_set(third, "A\\B", "z", "5");
    hosts_batch(third, WIN32_SUCCESS, UINT32_MAX);
    ask_next(other, 1);
    expect_changes(other, "+C x=2 + y=3");
    ask_next(other, 1);
    expect_changes(other, "-C + z=5");
    ask_next(other, 1);
    hosts_run_for(20);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    hosts_add_delete(last, "A");
    hosts_batch(last, WIN32_SUCCESS, UINT32_MAX);
    expect_changes(other, "-");
}

static void
test_watches_end(void)
{
    hosts_make_key("A");
    watch(host, 1, true, "none", WIN32_FILE_NOT_FOUND);
    watch(host, 1, false, "", WIN32_INVALID_HANDLE);
    ask_next(host, 1);
    expect_no_changes(host, WIN32_INVALID_HANDLE);
    watch(host, 1, true, "A", WIN32_SUCCESS);
    ask_next(other, 1);
    expect_no_changes(other, WIN32_INVALID_HANDLE);
    ask_next(host, 1);
    ask_next(host, 1);
    expect_no_changes(host, WIN32_BUSY);
    watch(host, 2, true, "A", WIN32_SUCCESS);
    watch(host, 2, false, "", WIN32_SUCCESS);
    {
        struct channel_message off = { .header.type = CHANNEL_KEY_WATCH, .key_watch.watch = 1 };

        hosts_ask(host, &off);
    }
    expect_no_changes(host, WIN32_INVALID_HANDLE);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
    for (uint32_t i = 0; i < 64; i++) {
        watch(host, 100 + i, true, "A", WIN32_SUCCESS);
    }
    watch(host, 200, true, "A", WIN32_NOT_ENOUGH_QUOTA);
    registry_forget(host);
    watch(host, 200, true, "A", WIN32_SUCCESS);
}

/* What waits is bounded, told in order, and where something is missing that is said in its place. */
static void
test_watch_tells_of_loss(void)
{
    g_autofree char *large = g_strnfill(50000, 'l');
    unsigned int told = 0;
    unsigned int made = 0;
    uint32_t error = WIN32_SUCCESS;
    GByteArray *last = g_byte_array_new();

    hosts_make_key("A");
    watch(other, 1, true, "A", WIN32_SUCCESS);
    for (; made < 100; made++) {
        GByteArray *commands = g_byte_array_new();

        hosts_add_set(commands, "A", "x", large);
        hosts_batch(commands, WIN32_SUCCESS, UINT32_MAX);
    }
    while (error == WIN32_SUCCESS) {
        const struct channel_key_changes *changes;

        ask_next(other, 1);
        changes = &hosts_next_of_type(other, CHANNEL_KEY_CHANGES)->key_changes;
        error = changes->error;
        told += error == WIN32_SUCCESS && changes->more == 0 ? 1 : 0;
    }
    CU_ASSERT_EQUAL(error, WIN32_INVALID_DATA);
    CU_ASSERT_TRUE(told > 20 && told < made);
    hosts_add_set(last, "A", "y", "1");
    hosts_batch(last, WIN32_SUCCESS, UINT32_MAX);
    ask_next(other, 1);
    expect_changes(other, "y=1");
}

static void
test_long_batch_is_told_in_parts(void)
{
    g_autofree char *large = g_strnfill(90000, 'l');
    GByteArray *commands = g_byte_array_new();
    uint32_t parts = 0;
    uint32_t more = 1;

    hosts_make_key("A");
    watch(other, 1, true, "A", WIN32_SUCCESS);
    hosts_add_set(commands, "A", "x", large);
    hosts_add_set(commands, "A", "y", "1");
    hosts_add_set(commands, "A", "x", large);
    hosts_send_part(host, 1, 0, true, commands->data, 100000);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    hosts_send_part(host, 1, 100000, false, commands->data + 100000, commands->len - 100000);
    hosts_expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    for (; more != 0 && parts < 10; parts++) {
        const struct channel_key_changes *changes;

        ask_next(other, 1);
        changes = &hosts_next_of_type(other, CHANNEL_KEY_CHANGES)->key_changes;
        CU_ASSERT_EQUAL(changes->error, WIN32_SUCCESS);
        more = changes->more;
    }
    CU_ASSERT_EQUAL(parts, 3);
    g_byte_array_unref(commands);
}

void
suite_key_watch(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("key_watch", NULL, NULL, hosts_setup, hosts_teardown);

    CU_ADD_TEST(suite, test_listeners_hear_of_every_commit);
    CU_ADD_TEST(suite, test_listeners_hear_of_ancestors);
    CU_ADD_TEST(suite, test_refused_commits_are_not_told);
    CU_ADD_TEST(suite, test_slow_listeners_are_told_of_the_loss);
    CU_ADD_TEST(suite, test_watch_mirrors_a_batch);
    CU_ADD_TEST(suite, test_watch_tells_what_is_below);
    CU_ADD_TEST(suite, test_watches_end);
    CU_ADD_TEST(suite, test_watch_tells_of_loss);
    CU_ADD_TEST(suite, test_long_batch_is_told_in_parts);
}
