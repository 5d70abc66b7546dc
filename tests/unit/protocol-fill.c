/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "protocol-fill.h"

#include <string.h>

const struct wire_schema *const all_schemas[N_SCHEMAS] = {
    &channel_schema,
    &client_schema,
    &keeper_schema,
};

/* First and last code point of each UTF-8 length, and those next to the surrogates. */
#define UTF8_CORNERS                                                                               \
    "\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf0\x90"             \
    "\x80\x80\xf4\x8f\xbf\xbf"

static const char common_list[] = "Port=8080\0Document=C:\\web\\caf\xc3\xa9.html\0StartDelay=0";
static const char limits_list[] = "\0" UTF8_CORNERS "\0\0x";

static const uint8_t common_blob[] = { 0x01, 0x00, 0x04, 0x00, 'W', 0, 'e', 0, 'b', 0, 0, 0 };

static const uint8_t *
every_byte(void)
{
    static uint8_t bytes[256];

    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)i;
    }
    return bytes;
}

static struct wire_bytes
filled_blob(enum fill_pattern pattern)
{
    switch (pattern) {
    case FILL_COMMON:
        return (struct wire_bytes){ common_blob, sizeof(common_blob) };
    case FILL_LIMITS:
        return (struct wire_bytes){ every_byte(), 256 };
    default:
        return (struct wire_bytes){ NULL, 0 };
    }
}

static struct wire_list
filled_list(enum fill_pattern pattern)
{
    switch (pattern) {
    case FILL_COMMON:
        return (struct wire_list){ common_list, sizeof(common_list), 3 };
    case FILL_LIMITS:
        return (struct wire_list){ limits_list, sizeof(limits_list), 4 };
    default:
        return (struct wire_list){ NULL, 0, 0 };
    }
}

static void
fill_field(enum wire_kind kind, enum fill_pattern pattern, size_t index, void *value)
{
    static const char *const strings[] = { "", "web server \xc2\xb7 1", UTF8_CORNERS };

    switch (kind) {
    case WIRE_U32:
        *(uint32_t *)value = pattern == FILL_LEAST    ? 0
                             : pattern == FILL_LIMITS ? UINT32_MAX
                                                      : 0x01020304U + (uint32_t)index;
        break;
    case WIRE_U64:
        *(uint64_t *)value = pattern == FILL_LEAST    ? 0
                             : pattern == FILL_LIMITS ? UINT64_MAX
                                                      : 0x0102030405060708U + index;
        break;
    case WIRE_STR:
        *(const char **)value = strings[pattern];
        break;
    case WIRE_BLOB:
        *(struct wire_bytes *)value = filled_blob(pattern);
        break;
    case WIRE_LIST:
        *(struct wire_list *)value = filled_list(pattern);
        break;
    }
}

void
fill_message(const struct wire_type *type, enum fill_pattern pattern, union any_message *message)
{
    static const uint64_t ids[] = { 0, 0x1122334455667788U, UINT64_MAX };

    memset(message, 0, sizeof(*message));
    message->header.type = type->number;
    message->header.id = ids[pattern];
    for (size_t i = 0; i < type->n_fields; i++) {
        const struct wire_field *field = &type->fields[i];
        fill_field(field->kind, pattern, i, (uint8_t *)message + field->offset);
    }
}

static bool
same_bytes(const void *a, uint32_t a_length, const void *b, uint32_t b_length)
{
    return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

static bool
same_string(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool
same_field(enum wire_kind kind, const void *a, const void *b)
{
    switch (kind) {
    case WIRE_U32:
        return *(const uint32_t *)a == *(const uint32_t *)b;
    case WIRE_U64:
        return *(const uint64_t *)a == *(const uint64_t *)b;
    case WIRE_STR:
        return same_string(*(const char *const *)a, *(const char *const *)b);
    case WIRE_BLOB: {
        const struct wire_bytes *x = a;
        const struct wire_bytes *y = b;
        return same_bytes(x->data, x->length, y->data, y->length);
    }
    case WIRE_LIST: {
        const struct wire_list *x = a;
        const struct wire_list *y = b;
        return x->count == y->count && same_bytes(x->strings, x->length, y->strings, y->length);
    }
    }
    return false;
}

bool
same_message(const struct wire_type *type, const union any_message *a, const union any_message *b)
{
    if (a->header.type != b->header.type || a->header.id != b->header.id) {
        return false;
    }
    for (size_t i = 0; i < type->n_fields; i++) {
        size_t offset = type->fields[i].offset;
        if (!same_field(type->fields[i].kind, (const uint8_t *)a + offset,
                        (const uint8_t *)b + offset)) {
            return false;
        }
    }
    return true;
}
