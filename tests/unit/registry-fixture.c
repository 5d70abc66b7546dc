/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-fixture.h"

#include <string.h>

static struct host hosts[2];
struct host *const host = &hosts[0];
struct host *const other = &hosts[1];
struct clusdb *db;
uint64_t last_id;
unsigned int hosts_lines;

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

bool
host_may_log(struct host *of, size_t length)
{
    (void)of;
    CU_ASSERT(length > 0);
    hosts_lines++;
    return true;
}

size_t
host_backlog(const struct host *of)
{
    return of->backlog;
}

static void
on_landed(void *unused, const struct clusdb_batch *batch, size_t index)
{
    (void)unused;
    registry_landed(batch, index);
}

void
hosts_setup(void)
{
    fixture_setup();
    db = fixture_open();
    clusdb_observe(db, on_landed, NULL);
    hosts_lines = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        hosts[i] = (struct host){ .sent = G_QUEUE_INIT };
    }
}

void
hosts_teardown(void)
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

void
hosts_run_for(uint64_t ms)
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
    for (int i = 0; i < 6000 && g_queue_is_empty(&of->sent); i++) {
        hosts_run_for(10);
    }
    CU_ASSERT_FALSE_FATAL(g_queue_is_empty(&of->sent));
    bytes = g_queue_pop_head(&of->sent);
    CU_ASSERT_EQUAL_FATAL(wire_decode(&channel_schema, g_bytes_get_data(bytes, &length),
                                      g_bytes_get_size(bytes), &message),
                          WIRE_OK);
    return &message;
}

const struct channel_message *
hosts_next_of_type(struct host *of, uint32_t type)
{
    const struct channel_message *message = next_message(of);

    if (message->header.type != type) {
        fprintf(stderr, "%s instead of %s\n", wire_type_name(&channel_schema, message->header.type),
                wire_type_name(&channel_schema, type));
    }
    CU_ASSERT_EQUAL_FATAL(message->header.type, type);
    return message;
}

void
hosts_ask(struct host *from, struct channel_message *question)
{
    question->header.id = ++last_id;
    CU_ASSERT_TRUE_FATAL(registry_serve(db, from, question));
}

/* Commands, one behind the other. */

void
hosts_add(GByteArray *commands, const struct channel_message *message)
{
    static uint8_t buffer[WIRE_MESSAGE_MAX];
    size_t length = 0;

    CU_ASSERT_EQUAL_FATAL(wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length),
                          WIRE_OK);
    g_byte_array_append(commands, buffer, (guint)length);
}

void
hosts_add_create(GByteArray *commands, const char *path)
{
    const struct channel_message message = { .header.type = CHANNEL_KEY_CREATE,
                                             .key_create.path = path };

    hosts_add(commands, &message);
}

void
hosts_add_delete(GByteArray *commands, const char *path)
{
    const struct channel_message message = { .header.type = CHANNEL_KEY_DELETE,
                                             .key_delete.path = path };

    hosts_add(commands, &message);
}

void
hosts_add_set(GByteArray *commands, const char *path, const char *name, const char *text)
{
    const struct channel_message message = {
        .header.type = CHANNEL_VALUE_SET,
        .value_set = { path, name, REG_SZ, { (const uint8_t *)text, (uint32_t)strlen(text) } },
    };

    hosts_add(commands, &message);
}

void
hosts_add_drop(GByteArray *commands, const char *path, const char *name)
{
    const struct channel_message message = { .header.type = CHANNEL_VALUE_DELETE,
                                             .value_delete = { path, name } };

    hosts_add(commands, &message);
}

void
hosts_add_condition(GByteArray *commands, uint32_t condition, const char *path, const char *name,
                    uint32_t type, const void *data, uint32_t length)
{
    const struct channel_message message = {
        .header.type = CHANNEL_KEY_CONDITION,
        .key_condition = { condition, path, name, type, { data, length } },
    };

    hosts_add(commands, &message);
}

void
hosts_send_part(struct host *from, uint32_t number, uint32_t offset, bool more, const uint8_t *data,
                guint length)
{
    struct channel_message part = { .header.type = CHANNEL_KEY_BATCH,
                                    .key_batch = { number, offset, more, { data, length } } };

    hosts_ask(from, &part);
}

void
hosts_expect_batch(struct host *of, uint32_t error, uint32_t failed)
{
    const struct channel_message *answer = hosts_next_of_type(of, CHANNEL_BATCH_DONE);

    CU_ASSERT_EQUAL(answer->header.id, last_id);
    CU_ASSERT_EQUAL(answer->batch_done.error, error);
    CU_ASSERT_EQUAL(answer->batch_done.failed, failed);
}

/* Sends commands as one batch, and frees them. */
void
hosts_batch(GByteArray *commands, uint32_t error, uint32_t failed)
{
    hosts_send_part(host, 1, 0, false, commands->data, commands->len);
    g_byte_array_unref(commands);
    hosts_expect_batch(host, error, failed);
}

bool
hosts_has(const char *path, const char *name, const char *text)
{
    struct clusdb_value value;

    return clusdb_value(db, path, name, &value) == WIN32_SUCCESS && value.length == strlen(text) &&
           memcmp(value.data, text, value.length) == 0;
}

void
hosts_make_key(const char *path)
{
    struct clusdb_batch *made = clusdb_batch_new();

    clusdb_batch_create_key(made, path);
    fixture_must_commit(db, made);
}

void
hosts_set_text(const char *path, const char *name, const char *text)
{
    struct clusdb_batch *made = clusdb_batch_new();

    clusdb_batch_set(made, path, name, REG_SZ, text, strlen(text));
    fixture_must_commit(db, made);
}
