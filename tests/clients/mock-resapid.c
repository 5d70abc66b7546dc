/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A libqb server that answers resapid's clients from a script, so that resapictl and the OCF agents
 * can be tested against every answer there is, also wrong ones.
 *
 *     mock-resapid IPC-NAME SCRIPT LOG
 *
 * Prints "ready" when it can be connected to; appends each request to LOG as one line,
 * "CHECK name=web level=0 timeout_ms=900". SIGTERM ends it, and so does its parent's death.
 *
 * The script holds one directive a line, with words as in a shell; # begins a comment:
 *
 *     accept ERRNO COUNT       refuse the next COUNT connections so
 *     on VERB [FIELD=VALUE..]  how to answer a request of this verb with these values; the first
 *                              block that fits is taken
 *     once VERB [FIELD=VALUE.] the same, but only for one request
 *
 * and in a block, in the order in which the answer is made:
 *
 *     reply, resource, type, property, output [FIELD=VALUE ...]   one message; blobs in hex
 *     raw HEX        bytes as they are
 *     cut COUNT      leave only the first COUNT bytes of the messages
 *     id N, size N, error N    what the libqb header says instead of the truth
 *     sleep MS       before answering
 *     die            end without an answer
 *     silent         never answer
 */

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <glib.h>
#include <qb/qbipcs.h>
#include <qb/qbloop.h>

#include "protocol/client.h"

struct block {
    bool is_once;
    bool is_used;
    char **words;          /* on VERB FIELD=VALUE ... */
    GPtrArray *directives; /* of char ** */
};

/* What one answer is made of. */
struct answer {
    GByteArray *body;
    struct qb_ipc_response_header header;
    bool has_size;
};

static GPtrArray *blocks;
static int accept_result;
static int accept_refusals;
static FILE *log_file;
static qb_loop_t *loop;

static void
fail(const char *what, const char *why)
{
    fprintf(stderr, "mock-resapid: %s: %s\n", what, why);
    exit(1);
}

static void *
checked(void *pointer, const char *what)
{
    if (pointer == NULL) {
        fail(what, "not possible");
    }
    return pointer;
}

static const struct wire_type *
type_named(const char *name)
{
    for (size_t i = 0; i < client_schema.n_types; i++) {
        if (g_ascii_strcasecmp(client_schema.types[i].name, name) == 0) {
            return &client_schema.types[i];
        }
    }
    fail(name, "no such message");
    return NULL;
}

static const struct wire_type *
type_numbered(uint32_t number)
{
    return type_named(wire_type_name(&client_schema, number));
}

static const struct wire_field *
field_named(const struct wire_type *type, const char *name)
{
    for (size_t i = 0; i < type->n_fields; i++) {
        if (g_str_equal(type->fields[i].name, name)) {
            return &type->fields[i];
        }
    }
    fail(name, "no such field");
    return NULL;
}

static void
append_hex(GByteArray *bytes, const char *hex)
{
    for (size_t i = 0; hex[i] != '\0' && hex[i + 1] != '\0'; i += 2) {
        guint8 byte =
            (guint8)(g_ascii_xdigit_value(hex[i]) * 16 + g_ascii_xdigit_value(hex[i + 1]));

        g_byte_array_append(bytes, &byte, 1);
    }
}

static char *
hex_of(struct wire_bytes bytes)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < bytes.length; i++) {
        g_string_append_printf(text, "%02x", bytes.data[i]);
    }
    return g_string_free(text, FALSE);
}

static char *
join_list(const struct wire_list *list)
{
    GString *text = g_string_new(NULL);

    for (const char *at = wire_list_next(list, NULL); at != NULL; at = wire_list_next(list, at)) {
        g_string_append_printf(text, "%s|", at);
    }
    return g_string_free(text, FALSE);
}

static char *
field_text(const struct wire_field *field, const struct client_message *message)
{
    const void *value = (const char *)message + field->offset;

    switch (field->kind) {
    case WIRE_U32:
        return g_strdup_printf("%" G_GUINT32_FORMAT, *(const uint32_t *)value);
    case WIRE_U64:
        return g_strdup_printf("%" G_GUINT64_FORMAT, *(const uint64_t *)value);
    case WIRE_STR:
        return g_strdup(*(const char *const *)value);
    case WIRE_BLOB:
        return hex_of(*(const struct wire_bytes *)value);
    case WIRE_LIST:
        return join_list(value);
    }
    return NULL;
}

/* Strings and blobs point into text and bytes afterwards. */
static void
set_field(const struct wire_field *field, struct client_message *message, const char *text,
          GByteArray *bytes)
{
    void *value = (char *)message + field->offset;

    switch (field->kind) {
    case WIRE_U32:
        *(uint32_t *)value = (uint32_t)g_ascii_strtoull(text, NULL, 0);
        break;
    case WIRE_U64:
        *(uint64_t *)value = g_ascii_strtoull(text, NULL, 0);
        break;
    case WIRE_STR:
        *(const char **)value = text;
        break;
    case WIRE_BLOB:
        append_hex(bytes, text);
        *(struct wire_bytes *)value = (struct wire_bytes){ bytes->data, bytes->len };
        break;
    case WIRE_LIST:
        fail(field->name, "answers have no lists");
    }
}

static void
log_request(const struct client_message *request)
{
    const struct wire_type *type = type_numbered(request->header.type);

    fputs(type->name, log_file);
    for (size_t i = 0; i < type->n_fields; i++) {
        g_autofree char *text = field_text(&type->fields[i], request);

        fprintf(log_file, " %s=%s", type->fields[i].name, text);
    }
    fputc('\n', log_file);
    fflush(log_file);
}

static bool
fits(const struct block *block, const struct client_message *request)
{
    const struct wire_type *type = type_numbered(request->header.type);

    if ((block->is_once && block->is_used) || type_named(block->words[1]) != type) {
        return false;
    }
    for (size_t i = 2; block->words[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(block->words[i], "=", 2);
        g_autofree char *text = field_text(field_named(type, pair[0]), request);

        if (g_strcmp0(text, pair[1]) != 0) {
            return false;
        }
    }
    return true;
}

static struct block *
find_block(const struct client_message *request)
{
    for (guint i = 0; i < blocks->len; i++) {
        struct block *block = g_ptr_array_index(blocks, i);

        if (fits(block, request)) {
            block->is_used = true;
            return block;
        }
    }
    return NULL;
}

static void
append_message(struct answer *answer, char **words)
{
    const struct wire_type *type = type_named(words[0]);
    struct client_message message = { .header = { type->number, 0 } };
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree uint8_t *buffer = g_malloc(WIRE_MESSAGE_MAX);
    size_t length;

    for (size_t i = 1; words[i] != NULL; i++) {
        char *equals = strchr(words[i], '=');
        g_autofree char *name = g_strndup(words[i], (gsize)(equals - words[i]));

        set_field(field_named(type, name), &message, equals + 1, bytes);
    }
    if (wire_encode(&client_schema, &message, buffer, WIRE_MESSAGE_MAX, &length) != WIRE_OK) {
        fail(words[0], "cannot be encoded");
    }
    g_byte_array_append(answer->body, buffer, (guint)length);
}

/* False: there is to be no answer. */
static bool
carry_out(struct answer *answer, char **words)
{
    const char *value = words[1] != NULL ? words[1] : "";
    int number = atoi(value);

    if (g_str_equal(words[0], "die")) {
        _exit(0);
    } else if (g_str_equal(words[0], "silent")) {
        return false;
    } else if (g_str_equal(words[0], "sleep")) {
        g_usleep((gulong)number * 1000);
    } else if (g_str_equal(words[0], "raw")) {
        append_hex(answer->body, value);
    } else if (g_str_equal(words[0], "cut")) {
        g_byte_array_set_size(answer->body, (guint)number);
    } else if (g_str_equal(words[0], "id")) {
        answer->header.id = number;
    } else if (g_str_equal(words[0], "size")) {
        answer->header.size = number;
        answer->has_size = true;
    } else if (g_str_equal(words[0], "error")) {
        answer->header.error = number;
    } else {
        append_message(answer, words);
    }
    return true;
}

static void
send_answer(qb_ipcs_connection_t *connection, struct answer *answer)
{
    struct iovec parts[2];

    if (!answer->has_size) {
        answer->header.size = (int32_t)(sizeof(answer->header) + answer->body->len);
    }
    parts[0] = (struct iovec){ &answer->header, sizeof(answer->header) };
    parts[1] = (struct iovec){ answer->body->data, answer->body->len };
    if (qb_ipcs_response_sendv(connection, parts, 2) < 0) {
        fail("answer", "cannot be sent");
    }
}

static void
answer_request(qb_ipcs_connection_t *connection, const struct client_message *request)
{
    const struct block *block = find_block(request);
    g_autoptr(GByteArray) body = g_byte_array_new();
    struct answer answer = { .body = body, .header.id = CLIENT_IPC_ID };

    if (block == NULL) {
        fail(wire_type_name(&client_schema, request->header.type), "the script has no answer");
        return;
    }
    for (guint i = 0; i < block->directives->len; i++) {
        if (!carry_out(&answer, g_ptr_array_index(block->directives, i))) {
            return;
        }
    }
    send_answer(connection, &answer);
}

static int32_t
on_accept(qb_ipcs_connection_t *connection, uid_t uid, gid_t gid)
{
    (void)connection, (void)uid, (void)gid;
    return accept_refusals > 0 ? accept_refusals--, accept_result : 0;
}

static void
on_created(qb_ipcs_connection_t *connection)
{
    (void)connection;
}

/* libqb's ring does not align a connection's second request, so the header is copied. */
static int32_t
on_message(qb_ipcs_connection_t *connection, void *data, size_t size)
{
    struct qb_ipc_request_header header;
    struct client_message request;
    enum wire_result result;

    if (size < sizeof(header)) {
        fail("request", "shorter than its header");
    }
    memcpy(&header, data, sizeof(header));
    if (header.id != CLIENT_IPC_ID || header.size < (int32_t)sizeof(header) ||
        (size_t)header.size > size) {
        fail("request", "wrong header");
    }
    result = wire_decode(&client_schema, (const uint8_t *)data + sizeof(header),
                         (size_t)header.size - sizeof(header), &request);
    if (result != WIRE_OK) {
        fail("request", wire_result_text(result));
    }
    log_request(&request);
    answer_request(connection, &request);
    return 0;
}

static int32_t
on_closed(qb_ipcs_connection_t *connection)
{
    (void)connection;
    return 0;
}

static void
on_destroyed(qb_ipcs_connection_t *connection)
{
    (void)connection;
}

static int32_t
add_job(enum qb_loop_priority priority, void *data, qb_loop_job_dispatch_fn function)
{
    return qb_loop_job_add(loop, priority, data, function);
}

static int32_t
add_descriptor(enum qb_loop_priority priority, int32_t fd, int32_t events, void *data,
               qb_ipcs_dispatch_fn_t function)
{
    return qb_loop_poll_add(loop, priority, fd, events, data, function);
}

static int32_t
change_descriptor(enum qb_loop_priority priority, int32_t fd, int32_t events, void *data,
                  qb_ipcs_dispatch_fn_t function)
{
    return qb_loop_poll_mod(loop, priority, fd, events, data, function);
}

static int32_t
remove_descriptor(int32_t fd)
{
    return qb_loop_poll_del(loop, fd);
}

static int32_t
on_signal(int32_t number, void *data)
{
    (void)number, (void)data;
    qb_loop_stop(loop);
    return 0;
}

static void
add_line(const char *line)
{
    g_autoptr(GError) error = NULL;
    char **words = NULL;

    if (!g_shell_parse_argv(line, NULL, &words, &error)) {
        if (!g_error_matches(error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)) {
            fail(line, error->message);
        }
    } else if (g_str_equal(words[0], "accept")) {
        accept_result = -atoi(words[1]);
        accept_refusals = atoi(words[2]);
        g_strfreev(words);
    } else if (g_str_equal(words[0], "on") || g_str_equal(words[0], "once")) {
        struct block *block = g_new0(struct block, 1);

        block->is_once = g_str_equal(words[0], "once");
        block->words = words;
        block->directives = g_ptr_array_new();
        g_ptr_array_add(blocks, block);
    } else if (blocks->len == 0) {
        fail(line, "stands before the first block");
    } else {
        const struct block *block = g_ptr_array_index(blocks, blocks->len - 1);

        g_ptr_array_add(block->directives, words);
    }
}

static void
read_script(const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) lines = NULL;

    blocks = g_ptr_array_new();
    if (!g_file_get_contents(path, &text, NULL, &error)) {
        fail(path, error->message);
    }
    lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        add_line(lines[i]);
    }
}

static void
serve(const char *name)
{
    struct qb_ipcs_service_handlers handlers = {
        .connection_accept = on_accept,
        .connection_created = on_created,
        .msg_process = on_message,
        .connection_closed = on_closed,
        .connection_destroyed = on_destroyed,
    };
    struct qb_ipcs_poll_handlers poll_handlers = {
        .job_add = add_job,
        .dispatch_add = add_descriptor,
        .dispatch_mod = change_descriptor,
        .dispatch_del = remove_descriptor,
    };
    qb_ipcs_service_t *service =
        checked(qb_ipcs_create(name, 0, QB_IPC_NATIVE, &handlers), "service");

    loop = checked(qb_loop_create(), "loop");
    qb_loop_signal_add(loop, QB_LOOP_HIGH, SIGTERM, NULL, on_signal, NULL);
    qb_ipcs_poll_handlers_set(service, &poll_handlers);
    if (qb_ipcs_run(service) != 0) {
        fail(name, "cannot listen");
    }
    puts("ready");
    fflush(stdout);
    qb_loop_run(loop);
    qb_ipcs_destroy(service);
}

int
main(int argc, char **argv)
{
    if (argc != 4) {
        fail("usage", "mock-resapid IPC-NAME SCRIPT LOG");
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    read_script(argv[2]);
    log_file = checked(fopen(argv[3], "ae"), argv[3]);
    serve(argv[1]);
    return 0;
}
