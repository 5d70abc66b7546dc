/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

#include <string.h>

#include "words.h"

/* resapid ends a request at its own time and says so; this is how much later we stop listening. */
#define ANSWER_GRACE_MS 5000
#define DUMP_WIDTH      16U

static char *timeout_option;
static char *level_option;
static char *in_option;

#define TIMEOUT_ENTRY                                                                              \
    {                                                                                              \
        "timeout", 0, 0, G_OPTION_ARG_FILENAME, &timeout_option,                                   \
            "How long it may take; without it as long as it takes", "SECONDS"                      \
    }

static const GOptionEntry wait_options[] = { TIMEOUT_ENTRY, { 0 } };

static const GOptionEntry check_options[] = {
    { "level", 0, 0, G_OPTION_ARG_FILENAME, &level_option, "LooksAlive (the default) or IsAlive",
      "looks|is" },
    TIMEOUT_ENTRY,
    { 0 },
};

static const GOptionEntry control_options[] = {
    { "in", 0, 0, G_OPTION_ARG_FILENAME, &in_option, "The input buffer, two digits a byte", "HEX" },
    { 0 },
};

static bool
wait_for_answer(struct command *command, struct client_message *request, uint32_t timeout_ms,
                struct client_reply *reply, GError **error)
{
    int wait = timeout_ms > 0 ? (int)timeout_ms + ANSWER_GRACE_MS : CLIENT_NO_LIMIT;

    return command_request(command, request, wait, reply, error);
}

static void
report_state(struct command *command, const char *action, const struct client_reply *reply)
{
    command_report(command, command->arguments[0], action, reply,
                   resource_state_word(reply->state));
}

static bool
run_online(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_ONLINE };
    struct client_online *online = &request.online;
    struct client_reply reply;

    online->name = command->arguments[0];
    if (!parse_seconds(timeout_option, &online->timeout_ms, error) ||
        !wait_for_answer(command, &request, online->timeout_ms, &reply, error)) {
        return false;
    }
    report_state(command, "online", &reply);
    return true;
}

static bool
run_offline(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_OFFLINE };
    struct client_offline *offline = &request.offline;
    struct client_reply reply;

    offline->name = command->arguments[0];
    if (!parse_seconds(timeout_option, &offline->timeout_ms, error) ||
        !wait_for_answer(command, &request, offline->timeout_ms, &reply, error)) {
        return false;
    }
    report_state(command, "offline", &reply);
    return true;
}

static bool
run_terminate(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TERMINATE };
    struct client_terminate *terminate = &request.terminate;
    struct client_reply reply;

    terminate->name = command->arguments[0];
    if (!parse_seconds(timeout_option, &terminate->timeout_ms, error) ||
        !wait_for_answer(command, &request, terminate->timeout_ms, &reply, error)) {
        return false;
    }
    report_state(command, "terminate", &reply);
    return true;
}

static bool
parse_level(uint32_t *level, GError **error)
{
    if (level_option == NULL || g_str_equal(level_option, "looks")) {
        *level = CHECK_LOOKS_ALIVE;
        return true;
    }
    if (g_str_equal(level_option, "is")) {
        *level = CHECK_IS_ALIVE;
        return true;
    }
    set_usage_error(error, "--level=%s: give 'looks' or 'is'", level_option);
    return false;
}

static bool
run_check(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_CHECK };
    struct client_check *check = &request.check;
    struct client_reply reply;

    check->name = command->arguments[0];
    if (!parse_level(&check->level, error) ||
        !parse_seconds(timeout_option, &check->timeout_ms, error) ||
        !wait_for_answer(command, &request, check->timeout_ms, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "check", &reply,
                   check->level == CHECK_IS_ALIVE ? "is alive" : "looks alive");
    return true;
}

static bool
parse_code(const char *text, uint32_t *code, GError **error)
{
    bool is_hex = g_ascii_strncasecmp(text, "0x", 2) == 0;
    guint64 number;

    if (!g_ascii_string_to_unsigned(is_hex ? text + 2 : text, is_hex ? 16 : 10, 0, G_MAXUINT32,
                                    &number, NULL)) {
        set_usage_error(error, "'%s' is no control code: give a 32-bit number, such as 0x01000081",
                        text);
        return false;
    }
    *code = (uint32_t)number;
    return true;
}

static bool
parse_hex(const char *text, GByteArray *bytes, GError **error)
{
    size_t length = text != NULL ? strlen(text) : 0;

    for (size_t i = 0; i < length; i += 2) {
        int high = g_ascii_xdigit_value(text[i]);
        int low = i + 1 < length ? g_ascii_xdigit_value(text[i + 1]) : -1;
        guint8 byte = (guint8)(high * 16 + low);

        if (high < 0 || low < 0) {
            set_usage_error(error, "--in=%s: give two hexadecimal digits for each byte", text);
            return false;
        }
        g_byte_array_append(bytes, &byte, 1);
    }
    return true;
}

static char *
format_hex(struct wire_bytes bytes)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < bytes.length; i++) {
        g_string_append_printf(text, "%02x", bytes.data[i]);
    }
    return g_string_free(text, FALSE);
}

/* "00000010  48 00 65 00 ...  H.e." */
static void
dump_line(struct output *output, struct wire_bytes bytes, uint32_t offset)
{
    g_autoptr(GString) hex = g_string_new(NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = offset; i < bytes.length && i < offset + DUMP_WIDTH; i++) {
        char character = (char)bytes.data[i];

        g_string_append_printf(hex, "%02x ", bytes.data[i]);
        g_string_append_c(text, g_ascii_isprint(character) ? character : '.');
    }
    output_line(output, "%08" G_GINT32_MODIFIER "x  %-*s %s", offset, (int)DUMP_WIDTH * 3, hex->str,
                text->str);
}

static void
report_control(struct command *command, uint32_t code, const struct client_reply *reply,
               struct wire_bytes bytes)
{
    static const struct column columns[] = {
        { "name", NULL, VALUE_STRING },        { "code", NULL, VALUE_NUMBER },
        { "win32_error", NULL, VALUE_NUMBER }, { "message", NULL, VALUE_STRING },
        { "output", NULL, VALUE_STRING },
    };
    g_autofree char *number = g_strdup_printf("%" G_GUINT32_FORMAT, code);
    g_autofree char *win32 = g_strdup_printf("%" G_GUINT32_FORMAT, reply->win32_error);
    g_autofree char *hex = format_hex(bytes);
    const char *values[] = { command->arguments[0], number, win32, reply->message, hex };

    output_table(command->output, "results", "result", columns, G_N_ELEMENTS(columns));
    output_record(command->output, values);
    output_line(command->output,
                "%s: control code 0x%08" G_GINT32_MODIFIER "x: %" G_GUINT32_FORMAT " bytes",
                command->arguments[0], code, bytes.length);
    for (uint32_t offset = 0; offset < bytes.length; offset += DUMP_WIDTH) {
        dump_line(command->output, bytes, offset);
    }
}

static struct wire_bytes
take_output(struct client *client)
{
    struct client_message record;

    while (client_next_record(client, &record)) {
        if (record.header.type == CLIENT_OUTPUT) {
            return record.output.data;
        }
    }
    return (struct wire_bytes){ NULL, 0 };
}

static bool
run_control(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_CONTROL };
    struct client_control *control = &request.control;
    struct client_reply reply;
    g_autoptr(GByteArray) in = g_byte_array_new();

    control->name = command->arguments[0];
    if (!parse_code(command->arguments[1], &control->code, error) ||
        !parse_hex(in_option, in, error)) {
        return false;
    }
    control->in = (struct wire_bytes){ in->data, in->len };
    if (!command_request(command, &request, CLIENT_NO_LIMIT, &reply, error)) {
        return false;
    }
    report_control(command, control->code, &reply, take_output(command->client));
    return true;
}

const struct verb operation_verbs[] = {
    { NULL, "online", "NAME [--timeout=SECONDS]", "Bring a resource online and wait for it", 1, 1,
      wait_options, run_online },
    { NULL, "offline", "NAME [--timeout=SECONDS]", "Take a resource offline and wait for it", 1, 1,
      wait_options, run_offline },
    { NULL, "terminate", "NAME [--timeout=SECONDS]",
      "End a resource at once, by Terminate, and wait for it", 1, 1, wait_options, run_terminate },
    { NULL, "check", "NAME [--level=looks|is]",
      "Call LooksAlive or IsAlive of an online resource now", 1, 1, check_options, run_check },
    { NULL, "control", "NAME CODE [--in=HEX]", "Send one resource control code and show its output",
      2, 2, control_options, run_control },
    { 0 },
};
