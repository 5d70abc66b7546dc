/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * libFuzzer target for the decoder of one schema; FUZZ_SCHEMA names it (channel_schema, ...).
 * What the decoder accepts must be exactly what the encoder writes for it.
 */

#include "protocol-fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz: %s\n", what);
        abort();
    }
}

static const struct wire_type *
type_of(const union any_message *message)
{
    for (size_t i = 0; i < FUZZ_SCHEMA.n_types; i++) {
        if (FUZZ_SCHEMA.types[i].number == message->header.type) {
            return &FUZZ_SCHEMA.types[i];
        }
    }
    require(0, "decoded a type that the schema lacks");
    return NULL;
}

static void
check_inside(const void *start, size_t length, const uint8_t *data, size_t size)
{
    const uint8_t *bytes = start;

    require(bytes >= data && bytes <= data + size && length <= (size_t)(data + size - bytes),
            "a field points outside the input");
}

static void
check_list(const struct wire_list *list, const uint8_t *data, size_t size)
{
    uint32_t count = 0;

    check_inside(list->strings, list->length, data, size);
    for (const char *string = wire_list_next(list, NULL); string != NULL;
         string = wire_list_next(list, string)) {
        check_inside(string, strlen(string) + 1, data, size);
        count++;
    }
    require(count == list->count, "a list holds another number of strings than its count");
}

static void
check_field(enum wire_kind kind, const void *value, const uint8_t *data, size_t size)
{
    if (kind == WIRE_STR) {
        const char *string = *(const char *const *)value;
        check_inside(string, strlen(string) + 1, data, size);
    } else if (kind == WIRE_BLOB) {
        const struct wire_bytes *blob = value;
        check_inside(blob->data, blob->length, data, size);
    } else if (kind == WIRE_LIST) {
        check_list(value, data, size);
    }
}

static void
check_message(const union any_message *message, const uint8_t *data, size_t size)
{
    static uint8_t again[WIRE_MESSAGE_MAX];
    const struct wire_type *type = type_of(message);
    size_t length = 0;
    char text[512];

    for (size_t i = 0; i < type->n_fields; i++) {
        check_field(type->fields[i].kind, (const uint8_t *)message + type->fields[i].offset, data,
                    size);
    }
    require(wire_encode(&FUZZ_SCHEMA, message, again, sizeof(again), &length) == WIRE_OK,
            "a decoded message cannot be encoded");
    require(length == size && memcmp(again, data, size) == 0,
            "a decoded message is encoded to other bytes");
    wire_describe(&FUZZ_SCHEMA, message, text, sizeof(text));
    wire_describe(&FUZZ_SCHEMA, message, text, 1 + size % 80);
}

/* Reads the input as messages behind one another, as a client reads a listing. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    union any_message message;
    size_t consumed = 0;
    size_t at = 0;

    while (wire_decode_next(&FUZZ_SCHEMA, data + at, size - at, &message, &consumed) == WIRE_OK) {
        require(consumed >= 12 && consumed <= size - at, "more was consumed than there is");
        check_message(&message, data + at, consumed);
        at += consumed;
        if (at == size) {
            break;
        }
    }
    if (wire_decode(&FUZZ_SCHEMA, data, size, &message) == WIRE_OK) {
        check_message(&message, data, size);
    }
    return 0;
}
