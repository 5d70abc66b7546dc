/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lines.h"
#include "protocol/keeper.h"

#include <stdbool.h>

/* The codec is the one judge of UTF-8. */
static bool
is_utf8(const char *text)
{
    const struct keeper_message message = { .header = { KEEPER_OUTPUT, 0 }, .output = { text } };
    struct keeper_message decoded;
    uint8_t bytes[LINE_LENGTH_MAX + 64];
    size_t length;

    return wire_encode(&keeper_schema, &message, bytes, sizeof(bytes), &length) == WIRE_OK &&
           wire_decode(&keeper_schema, bytes, length, &decoded) == WIRE_OK;
}

/* Control characters would drive the terminal of whoever reads the log. A line that is not UTF-8 is
 * in some Windows code page, nobody knows which: only its ASCII is kept. */
static void
make_printable(char *text, size_t length)
{
    bool utf8;

    for (size_t i = 0; i < length; i++) {
        bool control = (text[i] >= 0 && text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f;

        text[i] = control ? '?' : text[i];
    }
    utf8 = is_utf8(text);
    for (size_t i = 0; i < length && !utf8; i++) {
        text[i] = (text[i] & 0x80) != 0 ? '?' : text[i];
    }
}

void
lines_end(struct lines *lines, lines_function *each)
{
    size_t length = lines->length;

    lines->length = 0;
    if (length > 0 && lines->text[length - 1] == '\r') {
        length--;
    }
    if (length > 0) {
        lines->text[length] = '\0';
        make_printable(lines->text, length);
        each(lines->text);
    }
}

void
lines_take(struct lines *lines, const char *bytes, size_t length, lines_function *each)
{
    for (size_t i = 0; i < length; i++) {
        bool continues = ((unsigned char)bytes[i] & 0xc0) == 0x80; /* a character, RFC 3629 */

        if (bytes[i] == '\n' || lines->length == LINE_LENGTH_MAX ||
            (lines->length > LINE_LENGTH_MAX - 4 && !continues)) {
            lines_end(lines, each);
        }
        if (bytes[i] != '\n') {
            lines->text[lines->length++] = bytes[i];
        }
    }
}
