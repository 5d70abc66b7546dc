/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "clusdb-fixture.h"

#include <errno.h>
#include <string.h>

#include "host.h"
#include "registry.h"

/* What registry, key-watch and listeners answer and tell. Hosts are played: what goes to them is kept in
 * the order in which it went. */

#define REG_SZ    1
#define REG_DWORD 4

struct host {
    GQueue sent; /* GBytes */
    size_t backlog;
    bool killed;
};

static struct host hosts[2];
static struct host *const host = &hosts[0];
static struct host *const other = &hosts[1];
static struct clusdb *db;
static uint64_t last_id;

static void
keep_message(struct host *to, const struct channel_message *message)
{
    static uint8_t buffer[WIRE_MESSAGE_MAX];
    size_t length = 0;

    CU_ASSERT_EQUAL_FATAL(wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length),
                          WIRE_OK);
    g_queue_push_tail(&to->sent, g_bytes_new(buffer, length));
}

/* These stand in the place of host.c's. */
void
host_answer(struct host *to, struct channel_message *answer, uint64_t id)
{
    answer->header.id = id;
    keep_message(to, answer);
}

void
host_tell(struct host *to, struct channel_message *message)
{
    keep_message(to, message);
}

void
host_kill(struct host *to, const char *why)
{
    CU_ASSERT_PTR_NOT_NULL(why);
    to->killed = true;
}

const char *
host_name(const struct host *of)
{
    return of == host ? "host" : "other";
}

size_t
host_backlog(const struct host *of)
{
    return of->backlog;
}

static void
setup(void)
{
    fixture_setup();
    db = fixture_open();
    registry_begin(db);
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        hosts[i] = (struct host){ .sent = G_QUEUE_INIT };
    }
}

static void
teardown(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        registry_forget(&hosts[i]);
    }
    clusdb_close(db);
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        g_queue_clear_full(&hosts[i].sent, (GDestroyNotify)g_bytes_unref);
    }
    fixture_teardown();
}

static void
run_for(uint64_t ms)
{
    qb_loop_timer_handle timer = 0;

    qb_loop_timer_add(fixture_loop, QB_LOOP_LOW, ms * QB_TIME_NS_IN_MSEC, fixture_loop,
                      (void (*)(void *))qb_loop_stop, &timer);
    qb_loop_run(fixture_loop);
}

/* The first message that went to the host, which is then gone; waits for it a while. It holds until the
 * next call. */
static const struct channel_message *
next_message(struct host *of)
{
    static struct channel_message message;
    static GBytes *bytes;
    gsize length = 0;

    g_clear_pointer(&bytes, g_bytes_unref);
    for (int i = 0; i < 200 && g_queue_is_empty(&of->sent); i++) {
        run_for(10);
    }
    CU_ASSERT_FALSE_FATAL(g_queue_is_empty(&of->sent));
    bytes = g_queue_pop_head(&of->sent);
    CU_ASSERT_EQUAL_FATAL(wire_decode(&channel_schema, g_bytes_get_data(bytes, &length),
                                      g_bytes_get_size(bytes), &message),
                          WIRE_OK);
    return &message;
}

static const struct channel_message *
next_of_type(struct host *of, uint32_t type)
{
    const struct channel_message *message = next_message(of);

    if (message->header.type != type) {
        fprintf(stderr, "%s instead of %s\n", wire_type_name(&channel_schema, message->header.type),
                wire_type_name(&channel_schema, type));
    }
    CU_ASSERT_EQUAL_FATAL(message->header.type, type);
    return message;
}

static void
ask(struct host *from, struct channel_message *question)
{
    question->header.id = ++last_id;
    CU_ASSERT_TRUE_FATAL(registry_serve(db, from, question));
}

/* Commands, one behind the other. */

static void
add(GByteArray *commands, const struct channel_message *message)
{
    static uint8_t buffer[WIRE_MESSAGE_MAX];
    size_t length = 0;

    CU_ASSERT_EQUAL_FATAL(wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length),
                          WIRE_OK);
    g_byte_array_append(commands, buffer, (guint)length);
}

static void
add_create(GByteArray *commands, const char *path)
{
    const struct channel_message message = { .header.type = CHANNEL_KEY_CREATE,
                                             .key_create.path = path };

    add(commands, &message);
}

static void
add_delete(GByteArray *commands, const char *path)
{
    const struct channel_message message = { .header.type = CHANNEL_KEY_DELETE,
                                             .key_delete.path = path };

    add(commands, &message);
}

static void
add_set(GByteArray *commands, const char *path, const char *name, const char *text)
{
    const struct channel_message message = {
        .header.type = CHANNEL_VALUE_SET,
        .value_set = { path, name, REG_SZ, { (const uint8_t *)text, (uint32_t)strlen(text) } },
    };

    add(commands, &message);
}

static void
add_drop(GByteArray *commands, const char *path, const char *name)
{
    const struct channel_message message = { .header.type = CHANNEL_VALUE_DELETE,
                                             .value_delete = { path, name } };

    add(commands, &message);
}

static void
add_condition(GByteArray *commands, uint32_t condition, const char *path, const char *name,
              uint32_t type, const void *data, uint32_t length)
{
    const struct channel_message message = {
        .header.type = CHANNEL_KEY_CONDITION,
        .key_condition = { condition, path, name, type, { data, length } },
    };

    add(commands, &message);
}

static void
send_part(struct host *from, uint32_t number, uint32_t offset, bool more, const uint8_t *data,
          guint length)
{
    struct channel_message part = { .header.type = CHANNEL_KEY_BATCH,
                                    .key_batch = { number, offset, more, { data, length } } };

    ask(from, &part);
}

static void
expect_batch(struct host *of, uint32_t error, uint32_t failed)
{
    const struct channel_message *answer = next_of_type(of, CHANNEL_BATCH_DONE);

    CU_ASSERT_EQUAL(answer->header.id, last_id);
    CU_ASSERT_EQUAL(answer->batch_done.error, error);
    CU_ASSERT_EQUAL(answer->batch_done.failed, failed);
}

/* Sends commands as one batch, and frees them. */
static void
batch(GByteArray *commands, uint32_t error, uint32_t failed)
{
    send_part(host, 1, 0, false, commands->data, commands->len);
    g_byte_array_unref(commands);
    expect_batch(host, error, failed);
}

static bool
has(const char *path, const char *name, const char *text)
{
    struct clusdb_value value;

    return clusdb_value(db, path, name, &value) == WIN32_SUCCESS && value.length == strlen(text) &&
           memcmp(value.data, text, value.length) == 0;
}

static void
make_key(const char *path)
{
    struct clusdb_batch *made = clusdb_batch_new();

    clusdb_batch_create_key(made, path);
    fixture_must_commit(db, made);
}

static void
set_text(const char *path, const char *name, const char *text)
{
    struct clusdb_batch *made = clusdb_batch_new();

    clusdb_batch_set(made, path, name, REG_SZ, text, strlen(text));
    fixture_must_commit(db, made);
}

static void
test_batch_is_all_or_nothing(void)
{
    GByteArray *good = g_byte_array_new();
    GByteArray *bad = g_byte_array_new();

    add_create(good, "A\\B");
    add_set(good, "A\\B", "one", "1");
    add_drop(good, "A\\B", "missing");
    add_delete(good, "A\\missing");
    batch(good, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_TRUE(has("A\\B", "one", "1"));

    add_set(bad, "A\\B", "one", "2");
    add_create(bad, "A\\C");
    add_set(bad, "A\\none", "x", "3");
    add_set(bad, "A\\B", "two", "4");
    batch(bad, WIN32_FILE_NOT_FOUND, 2);
    CU_ASSERT_TRUE(has("A\\B", "one", "1"));
    CU_ASSERT_EQUAL(clusdb_key(db, "A\\C", NULL), WIN32_FILE_NOT_FOUND);
}

static void
test_batch_deletes_below(void)
{
    GByteArray *commands = g_byte_array_new();
    struct channel_message alone = { .header.type = CHANNEL_KEY_DELETE, .key_delete.path = "A" };

    make_key("A\\B\\C");
    ask(host, &alone);
    CU_ASSERT_EQUAL(next_of_type(host, CHANNEL_DONE)->done.error, WIN32_ACCESS_DENIED);
    add_delete(commands, "a");
    batch(commands, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_EQUAL(clusdb_key(db, "A", NULL), WIN32_FILE_NOT_FOUND);
    ask(host, &alone);
    CU_ASSERT_EQUAL(next_of_type(host, CHANNEL_DONE)->done.error, WIN32_FILE_NOT_FOUND);
}

/* What is resapid's own is refused in its place: what stands before it is tried first. */
static void
test_batch_refuses_in_order(void)
{
    GByteArray *owned = g_byte_array_new();
    GByteArray *both = g_byte_array_new();
    GByteArray *bad = g_byte_array_new();

    make_key("Resources\\1");
    add_create(owned, "A");
    add_set(owned, "Resources\\1", "Name", "x");
    add_set(owned, "A", "x", "y");
    batch(owned, WIN32_ACCESS_DENIED, 1);
    CU_ASSERT_EQUAL(clusdb_key(db, "A", NULL), WIN32_FILE_NOT_FOUND);

    add_set(both, "none", "x", "y");
    add_delete(both, "Resources\\1");
    batch(both, WIN32_FILE_NOT_FOUND, 0);

    add_create(bad, "A");
    add_create(bad, "A\\\\B");
    batch(bad, WIN32_INVALID_NAME, 1);
}

static void
expect_condition(uint32_t condition, const char *path, const char *name, uint32_t type,
                 const void *data, uint32_t length, bool holds)
{
    GByteArray *commands = g_byte_array_new();

    add_condition(commands, CONDITION_NONE, "", "", 0, "", 0);
    add_condition(commands, condition, path, name, type, data, length);
    add_create(commands, "Made");
    batch(commands, holds ? WIN32_SUCCESS : WIN32_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED,
          holds ? UINT32_MAX : 1);
    CU_ASSERT_EQUAL(clusdb_key(db, "Made", NULL) == WIN32_SUCCESS, holds);
    commands = g_byte_array_new();
    add_delete(commands, "Made");
    batch(commands, WIN32_SUCCESS, UINT32_MAX);
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

    add_create(commands, "A");
    add_set(commands, "A", "x", "1");
    add_condition(commands, CONDITION_VALUE_EQUAL, "A", "x", REG_SZ, "1", 1);
    add_delete(commands, "A");
    add_condition(commands, CONDITION_KEY_MISSING, "A", "", 0, "", 0);
    add_condition(commands, CONDITION_NEVER, "", "", 0, "", 0);
    batch(commands, WIN32_INVALID_PARAMETER, 5);
}

static void
test_batch_in_parts(void)
{
    GByteArray *commands = g_byte_array_new();
    guint half;

    add_create(commands, "A");
    for (int i = 0; i < 100; i++) {
        g_autofree char *name = g_strdup_printf("value %d", i);

        add_set(commands, "A", name, name);
    }
    half = commands->len / 2;
    send_part(host, 7, 0, true, commands->data, half);
    expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_EQUAL(clusdb_key(db, "A", NULL), WIN32_FILE_NOT_FOUND);
    /* Another host's, and another number's, are others. */
    send_part(other, 7, half, false, commands->data + half, commands->len - half);
    expect_batch(other, WIN32_RETRY, UINT32_MAX);
    send_part(host, 8, half, false, commands->data + half, commands->len - half);
    expect_batch(host, WIN32_RETRY, UINT32_MAX);
    send_part(host, 7, half, false, commands->data + half, commands->len - half);
    expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    CU_ASSERT_TRUE(has("A", "value 99", "value 99"));
    /* It is over: its end alone is not a batch. */
    send_part(host, 7, half, false, commands->data + half, commands->len - half);
    expect_batch(host, WIN32_RETRY, UINT32_MAX);
    g_byte_array_unref(commands);
}

static void
test_batch_is_bounded(void)
{
    g_autofree uint8_t *data = g_malloc0(100 * 1024);
    uint32_t offset = 0;
    GByteArray *many = g_byte_array_new();

    for (; offset < 1000 * 1024; offset += 100 * 1024) {
        send_part(host, 1, offset, true, data, 100 * 1024);
        expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    }
    send_part(host, 1, offset, true, data, 100 * 1024);
    expect_batch(host, WIN32_BUFFER_OVERFLOW, UINT32_MAX);
    /* What it held is free again. */
    send_part(host, 2, 0, true, data, 100 * 1024);
    expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    for (uint32_t i = 3; i < 66; i++) {
        send_part(host, i, 0, true, data, 1);
        expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    }
    send_part(host, 66, 0, true, data, 1);
    expect_batch(host, WIN32_BUFFER_OVERFLOW, UINT32_MAX);
    registry_forget(host);
    send_part(host, 67, 0, true, data, 1);
    expect_batch(host, WIN32_SUCCESS, UINT32_MAX);

    for (int i = 0; i < 10001; i++) {
        add_condition(many, CONDITION_NONE, "", "", 0, "", 0);
    }
    registry_forget(host);
    for (offset = 0; many->len - offset > 100000; offset += 100000) {
        send_part(host, 1, offset, true, many->data + offset, 100000);
        expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    }
    send_part(host, 1, offset, false, many->data + offset, many->len - offset);
    expect_batch(host, WIN32_BUFFER_OVERFLOW, 10000);
    g_byte_array_unref(many);
}

static void
test_batch_of_garbage_kills(void)
{
    send_part(host, 1, 0, false, (const uint8_t *)"garbage", 7);
    CU_ASSERT_TRUE(host->killed);
    CU_ASSERT_TRUE(g_queue_is_empty(&host->sent));
}

static void
test_disk_failure_is_no_commands(void)
{
    GByteArray *commands = g_byte_array_new();

    add_create(commands, "A");
    disk_sync_error = EIO;
    send_part(host, 1, 0, false, commands->data, commands->len);
    expect_batch(host, WIN32_GEN_FAILURE, UINT32_MAX);
    disk_sync_error = 0;
    g_byte_array_unref(commands);
}

/* Reading */

static void
add_get(GByteArray *questions, const char *path, const char *name)
{
    const struct channel_message message = { .header.type = CHANNEL_VALUE_GET,
                                             .value_get = { path, name } };

    add(questions, &message);
}

static const struct channel_read_answers *
read_keys(struct host *from, uint32_t number, uint32_t index, bool more,
          const GByteArray *questions)
{
    struct channel_message message = {
        .header.type = CHANNEL_KEY_READ,
        .key_read = { number, index, more, { questions->data, questions->len } },
    };

    ask(from, &message);
    return &next_of_type(from, CHANNEL_READ_ANSWERS)->read_answers;
}

static void
test_read_shows_one_moment(void)
{
    GByteArray *questions = g_byte_array_new();
    const struct channel_read_answers *answers;
    struct channel_message answer;
    size_t consumed = 0;
    size_t first = 0;

    make_key("A");
    set_text("A", "x", "old");
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

    set_text("A", "x", "newer");
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

    make_key("A");
    set_text("A", "x", large);
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

/* Listening */

static void
listen_to(struct host *who, bool on)
{
    struct channel_message message = { .header.type = CHANNEL_LISTEN, .listen.on = on };

    ask(who, &message);
    CU_ASSERT_EQUAL(next_of_type(who, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
}

static void
expect_event(struct host *who, uint32_t change, const char *id, const char *name)
{
    const struct channel_message *message = next_of_type(who, CHANNEL_EVENT);

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
    make_key("A\\B");
    expect_event(other, OBJECT_KEY_CHANGED, "A\\B", "");
    /* resapid's own, in the keys' own case. */
    set_text("a\\b", "X", "1");
    expect_event(other, OBJECT_VALUE_CHANGED, "A\\B", "X");
    add_create(commands, "A");       /* is there already */
    add_drop(commands, "A", "none"); /* is not there */
    add_drop(commands, "A\\B", "x");
    add_delete(commands, "A\\B");
    batch(commands, WIN32_SUCCESS, UINT32_MAX);
    expect_event(other, OBJECT_VALUE_CHANGED, "A\\B", "X");
    expect_event(other, OBJECT_KEY_CHANGED, "A\\B", "");
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    CU_ASSERT_TRUE(g_queue_is_empty(&host->sent));
    listen_to(other, false);
    make_key("C");
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
}

static void
test_refused_commits_are_not_told(void)
{
    GByteArray *commands = g_byte_array_new();

    listen_to(other, true);
    add_create(commands, "A");
    add_set(commands, "none", "x", "1");
    batch(commands, WIN32_FILE_NOT_FOUND, 1);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
}

static void
test_slow_listeners_are_told_of_the_loss(void)
{
    const struct channel_message *message;

    listen_to(host, true);
    listen_to(other, true);
    other->backlog = 1024 * 1024;
    make_key("A");
    make_key("B");
    expect_event(host, OBJECT_KEY_CHANGED, "A", "");
    expect_event(host, OBJECT_KEY_CHANGED, "B", "");
    run_for(300);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    other->backlog = 0;
    message = next_of_type(other, CHANNEL_EVENT);
    CU_ASSERT_EQUAL(message->event.kind, OBJECT_CLUSTER);
    CU_ASSERT_EQUAL(message->event.change, OBJECT_EVENTS_LOST);
    make_key("C");
    expect_event(other, OBJECT_KEY_CHANGED, "C", "");
}

/* Watching */

static void
watch(struct host *who, uint32_t number, bool on, const char *path, uint32_t error)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_WATCH,
                                       .key_watch = { number, on, path } };

    ask(who, &message);
    CU_ASSERT_EQUAL(next_of_type(who, CHANNEL_DONE)->done.error, error);
}

static void
ask_next(struct host *who, uint32_t number)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_NEXT, .key_next.watch = number };

    ask(who, &message);
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
        &next_of_type(who, CHANNEL_KEY_CHANGES)->key_changes;
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
    CU_ASSERT_EQUAL(next_of_type(who, CHANNEL_KEY_CHANGES)->key_changes.error, error);
}

/* The example of the ClusAPI protocol's public documentation (MS-CMRP, 3.1.4.2.114). */
static void
test_watch_mirrors_a_batch(void)
{
    GByteArray *commands = g_byte_array_new();

    make_key("Key");
    watch(other, 1, true, "kEY", WIN32_SUCCESS);
    add_drop(commands, "Key", "NotifyTest");
    add_set(commands, "Key", "NotifyTest", "hello world");
    add_set(commands, "Key", "notifytest", "hello universe");
    add_drop(commands, "Key", "NotifyTest");
    batch(commands, WIN32_SUCCESS, UINT32_MAX);
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

    make_key("A\\B");
    watch(other, 1, true, "A\\B", WIN32_SUCCESS);
    add_create(first, "A\\Beside");
    add_set(first, "A\\Beside", "x", "1");
    batch(first, WIN32_SUCCESS, UINT32_MAX);
    add_set(second, "A", "above", "1");
    add_create(second, "A\\B\\C");
    add_set(second, "A\\B\\C", "x", "2");
    add_set(second, "A\\B", "y", "3");
    add_condition(second, CONDITION_KEY_EXISTS, "A", "", 0, "", 0);
    batch(second, WIN32_SUCCESS, UINT32_MAX);
    /* Alone, not in a batch of the cluster API's. */
    set_text("A\\B", "y", "4");
    add_delete(third, "A\\B\\C");
    add_set(third, "A\\B", "z", "5");
    batch(third, WIN32_SUCCESS, UINT32_MAX);
    ask_next(other, 1);
    expect_changes(other, "+C x=2 + y=3");
    ask_next(other, 1);
    expect_changes(other, "-C + z=5");
    ask_next(other, 1);
    run_for(20);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    add_delete(last, "A");
    batch(last, WIN32_SUCCESS, UINT32_MAX);
    expect_changes(other, "-");
}

static void
test_watches_end(void)
{
    make_key("A");
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

        ask(host, &off);
    }
    expect_no_changes(host, WIN32_INVALID_HANDLE);
    CU_ASSERT_EQUAL(next_of_type(host, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
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

    make_key("A");
    watch(other, 1, true, "A", WIN32_SUCCESS);
    for (; made < 100; made++) {
        GByteArray *commands = g_byte_array_new();

        add_set(commands, "A", "x", large);
        batch(commands, WIN32_SUCCESS, UINT32_MAX);
    }
    while (error == WIN32_SUCCESS) {
        const struct channel_key_changes *changes;

        ask_next(other, 1);
        changes = &next_of_type(other, CHANNEL_KEY_CHANGES)->key_changes;
        error = changes->error;
        told += error == WIN32_SUCCESS && changes->more == 0 ? 1 : 0;
    }
    CU_ASSERT_EQUAL(error, WIN32_INVALID_DATA);
    CU_ASSERT_TRUE(told > 20 && told < made);
    add_set(last, "A", "y", "1");
    batch(last, WIN32_SUCCESS, UINT32_MAX);
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

    make_key("A");
    watch(other, 1, true, "A", WIN32_SUCCESS);
    add_set(commands, "A", "x", large);
    add_set(commands, "A", "y", "1");
    add_set(commands, "A", "x", large);
    send_part(host, 1, 0, true, commands->data, 100000);
    expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    send_part(host, 1, 100000, false, commands->data + 100000, commands->len - 100000);
    expect_batch(host, WIN32_SUCCESS, UINT32_MAX);
    for (; more != 0 && parts < 10; parts++) {
        const struct channel_key_changes *changes;

        ask_next(other, 1);
        changes = &next_of_type(other, CHANNEL_KEY_CHANGES)->key_changes;
        CU_ASSERT_EQUAL(changes->error, WIN32_SUCCESS);
        more = changes->more;
    }
    CU_ASSERT_EQUAL(parts, 3);
    g_byte_array_unref(commands);
}

void
suite_registry(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("registry", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_batch_is_all_or_nothing);
    CU_ADD_TEST(suite, test_batch_deletes_below);
    CU_ADD_TEST(suite, test_batch_refuses_in_order);
    CU_ADD_TEST(suite, test_conditions);
    CU_ADD_TEST(suite, test_condition_sees_what_stands_before_it);
    CU_ADD_TEST(suite, test_batch_in_parts);
    CU_ADD_TEST(suite, test_batch_is_bounded);
    CU_ADD_TEST(suite, test_batch_of_garbage_kills);
    CU_ADD_TEST(suite, test_disk_failure_is_no_commands);
    CU_ADD_TEST(suite, test_read_shows_one_moment);
    CU_ADD_TEST(suite, test_long_answers_come_in_parts);
    CU_ADD_TEST(suite, test_listeners_hear_of_every_commit);
    CU_ADD_TEST(suite, test_refused_commits_are_not_told);
    CU_ADD_TEST(suite, test_slow_listeners_are_told_of_the_loss);
    CU_ADD_TEST(suite, test_watch_mirrors_a_batch);
    CU_ADD_TEST(suite, test_watch_tells_what_is_below);
    CU_ADD_TEST(suite, test_watches_end);
    CU_ADD_TEST(suite, test_watch_tells_of_loss);
    CU_ADD_TEST(suite, test_long_batch_is_told_in_parts);
}
