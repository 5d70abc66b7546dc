/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

#include <string.h>

#define DUMP_WIDTH 16U

static char *in_option;
static char *timeout_option;
static gboolean as_user_option;

const GOptionEntry control_options[] = {
    { "in", 0, 0, G_OPTION_ARG_FILENAME, &in_option, "The input buffer, two digits a byte", "HEX" },
    { "as-user", 0, 0, G_OPTION_ARG_NONE, &as_user_option,
      "With a token of a user, which DLLs since Windows Server 2016 take", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_FILENAME, &timeout_option,
      "How long it may take; then the DLL is asked to cancel it", "SECONDS" },
    { 0 },
};

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

static void
report_control(struct command *command, uint32_t code, const struct client_reply *reply)
{
    static const struct column columns[] = {
        { "name", NULL, VALUE_STRING },        { "code", NULL, VALUE_NUMBER },
        { "win32_error", NULL, VALUE_NUMBER }, { "message", NULL, VALUE_STRING },
        { "output", NULL, VALUE_STRING },
    };
    g_autofree char *number = g_strdup_printf("%" G_GUINT32_FORMAT, code);
    g_autofree char *win32 = g_strdup_printf("%" G_GUINT32_FORMAT, reply->win32_error);
    struct wire_bytes bytes = take_output(command->client);
    g_autofree char *hex = format_hex(bytes);
    const char *values[] = { command->arguments[0], number, win32, reply->message, hex };

    output_table(command->output, "results", "result", columns, G_N_ELEMENTS(columns));
    output_record(command->output, values);
    output_line(command->output,
                "%s: control code 0x%08" G_GINT32_MODIFIER "x: %" G_GUINT32_FORMAT " bytes",
                command->arguments[0], code, bytes.length);
    if (reply->message[0] != '\0') {
        output_line(command->output, "%s: %s", command->arguments[0], reply->message);
    }
    for (uint32_t offset = 0; offset < bytes.length; offset += DUMP_WIDTH) {
        dump_line(command->output, bytes, offset);
    }
}

/* What both kinds of request say alike. in keeps the bytes of the input buffer. */
struct control {
    uint32_t code;
    uint32_t as_user;
    uint32_t timeout_ms;
    GByteArray *in;
};

static bool
parse_control(const char *code, struct control *control, GError **error)
{
    control->as_user = as_user_option ? 1 : 0;
    return parse_code(code, &control->code, error) && parse_hex(in_option, control->in, error) &&
           parse_seconds(timeout_option, &control->timeout_ms, error);
}

static bool
send_control(struct command *command, struct client_message *request, const struct control *control,
             GError **error)
{
    struct client_reply reply;

    if (!command_wait(command, request, control->timeout_ms, &reply, error)) {
        return false;
    }
    report_control(command, control->code, &reply);
    return true;
}

bool
run_control(struct command *command, GError **error)
{
    g_autoptr(GByteArray) in = g_byte_array_new();
    struct control control = { .in = in };
    struct client_message request = { .header.type = CLIENT_CONTROL };

    if (!parse_control(command->arguments[1], &control, error)) {
        return false;
    }
    request.control.name = command->arguments[0];
    request.control.code = control.code;
    request.control.as_user = control.as_user;
    request.control.timeout_ms = control.timeout_ms;
    request.control.in = (struct wire_bytes){ in->data, in->len };
    return send_control(command, &request, &control, error);
}

bool
run_type_control(struct command *command, GError **error)
{
    g_autoptr(GByteArray) in = g_byte_array_new();
    struct control control = { .in = in };
    struct client_message request = { .header.type = CLIENT_TYPE_CONTROL };

    if (!parse_control(command->arguments[1], &control, error)) {
        return false;
    }
    request.type_control.type = command->arguments[0];
    request.type_control.code = control.code;
    request.type_control.as_user = control.as_user;
    request.type_control.timeout_ms = control.timeout_ms;
    request.type_control.in = (struct wire_bytes){ in->data, in->len };
    return send_control(command, &request, &control, error);
}
