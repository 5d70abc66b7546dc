/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wire.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct writer {
    uint8_t *data;
    size_t capacity;
    size_t length;
    bool overflow;
};

struct reader {
    const uint8_t *data;
    size_t length;
    size_t offset;
    enum wire_result result;
};

static const struct wire_type *
find_type(const struct wire_schema *schema, uint32_t number)
{
    for (size_t i = 0; i < schema->n_types; i++) {
        if (schema->types[i].number == number) {
            return &schema->types[i];
        }
    }
    return NULL;
}

static const void *
field_of(const void *message, const struct wire_field *field)
{
    return (const uint8_t *)message + field->offset;
}

/* Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF, no NUL. */
static bool
is_utf8(const uint8_t *text, size_t length)
{
    size_t i = 0;

    while (i < length) {
        uint8_t lead = text[i];
        size_t follow = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        uint32_t code = lead & (follow == 0 ? 0x7fU : 0x3fU >> follow);
        static const uint32_t least[] = { 0x1, 0x80, 0x800, 0x10000 };

        if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || follow >= length - i) {
            return false;
        }
        for (size_t k = 1; k <= follow; k++) {
            if ((text[i + k] & 0xc0) != 0x80) {
                return false;
            }
            code = (code << 6) | (text[i + k] & 0x3fU);
        }
        if (code < least[follow] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
            return false;
        }
        i += follow + 1;
    }
    return true;
}

static void
put(struct writer *writer, const void *data, size_t length)
{
    if (length > writer->capacity - writer->length) {
        writer->overflow = true;
        return;
    }
    if (length > 0) {
        memcpy(writer->data + writer->length, data, length);
        writer->length += length;
    }
}

static void
put_number(struct writer *writer, uint64_t value, size_t bytes)
{
    uint8_t little[8];

    for (size_t i = 0; i < bytes; i++) {
        little[i] = (uint8_t)(value >> (8 * i));
    }
    put(writer, little, bytes);
}

static void
put_string(struct writer *writer, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    if (length >= WIRE_MESSAGE_MAX) {
        writer->overflow = true;
        return;
    }
    put_number(writer, length, 4);
    put(writer, text != NULL ? text : "", length + 1);
}

static void
put_field(struct writer *writer, enum wire_kind kind, const void *value)
{
    switch (kind) {
    case WIRE_U32:
        put_number(writer, *(const uint32_t *)value, 4);
        break;
    case WIRE_U64:
        put_number(writer, *(const uint64_t *)value, 8);
        break;
    case WIRE_STR:
        put_string(writer, *(const char *const *)value);
        break;
    case WIRE_BLOB: {
        const struct wire_bytes *bytes = value;
        put_number(writer, bytes->length, 4);
        put(writer, bytes->data, bytes->length);
        break;
    }
    case WIRE_LIST: {
        const struct wire_list *list = value;
        put_number(writer, list->length, 4);
        put_number(writer, list->count, 4);
        put(writer, list->strings, list->length);
        break;
    }
    }
}

static const uint8_t *
take(struct reader *reader, size_t length)
{
    const uint8_t *start;

    if (reader->result != WIRE_OK) {
        return NULL;
    }
    if (length > WIRE_MESSAGE_MAX - reader->offset) {
        reader->result = WIRE_TOO_LONG;
        return NULL;
    }
    if (length > reader->length - reader->offset) {
        reader->result = WIRE_TRUNCATED;
        return NULL;
    }
    start = reader->data + reader->offset;
    reader->offset += length;
    return start;
}

static uint64_t
take_number(struct reader *reader, size_t bytes)
{
    const uint8_t *little = take(reader, bytes);
    uint64_t value = 0;

    for (size_t i = 0; little != NULL && i < bytes; i++) {
        value |= (uint64_t)little[i] << (8 * i);
    }
    return value;
}

static const char *
take_string(struct reader *reader)
{
    uint32_t length = (uint32_t)take_number(reader, 4);
    const uint8_t *text = take(reader, length);
    const uint8_t *end = take(reader, 1);

    if (end == NULL) {
        return NULL;
    }
    if (*end != 0 || !is_utf8(text, length)) {
        reader->result = WIRE_BAD_STRING;
        return NULL;
    }
    return (const char *)text;
}

static void
take_list(struct reader *reader, struct wire_list *list)
{
    uint32_t length = (uint32_t)take_number(reader, 4);
    uint32_t count = (uint32_t)take_number(reader, 4);
    const uint8_t *strings = take(reader, length);
    uint32_t seen = 0;
    size_t begin = 0;

    if (strings == NULL) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        if (strings[i] != 0) {
            continue;
        }
        if (!is_utf8(strings + begin, i - begin)) {
            reader->result = WIRE_BAD_STRING;
            return;
        }
        begin = i + 1;
        seen++;
    }
    if (begin != length || seen != count) {
        reader->result = WIRE_BAD_STRING;
        return;
    }
    list->strings = (const char *)strings;
    list->length = length;
    list->count = count;
}

static void
take_field(struct reader *reader, enum wire_kind kind, void *value)
{
    switch (kind) {
    case WIRE_U32:
        *(uint32_t *)value = (uint32_t)take_number(reader, 4);
        break;
    case WIRE_U64:
        *(uint64_t *)value = take_number(reader, 8);
        break;
    case WIRE_STR:
        *(const char **)value = take_string(reader);
        break;
    case WIRE_BLOB: {
        struct wire_bytes *bytes = value;
        bytes->length = (uint32_t)take_number(reader, 4);
        bytes->data = take(reader, bytes->length);
        break;
    }
    case WIRE_LIST:
        take_list(reader, value);
        break;
    }
}

enum wire_result
wire_encode(const struct wire_schema *schema, const void *message, uint8_t *buffer, size_t capacity,
            size_t *length)
{
    const struct wire_header *header = message;
    const struct wire_type *type = find_type(schema, header->type);
    struct writer writer = { .data = buffer, .capacity = capacity };

    *length = 0;
    if (type == NULL) {
        return WIRE_UNKNOWN_TYPE;
    }
    if (writer.capacity > WIRE_MESSAGE_MAX) {
        writer.capacity = WIRE_MESSAGE_MAX;
    }
    put_number(&writer, header->type, 4);
    put_number(&writer, header->id, 8);
    for (size_t i = 0; i < type->n_fields; i++) {
        put_field(&writer, type->fields[i].kind, field_of(message, &type->fields[i]));
    }
    if (writer.overflow) {
        return WIRE_TOO_LONG;
    }
    *length = writer.length;
    return WIRE_OK;
}

enum wire_result
wire_decode_next(const struct wire_schema *schema, const uint8_t *data, size_t length,
                 void *message, size_t *consumed)
{
    struct reader reader = { .data = data, .length = length, .result = WIRE_OK };
    struct wire_header *header = message;
    const struct wire_type *type;

    *consumed = 0;
    memset(message, 0, schema->message_size);
    header->type = (uint32_t)take_number(&reader, 4);
    header->id = take_number(&reader, 8);
    if (reader.result != WIRE_OK) {
        return reader.result;
    }
    type = find_type(schema, header->type);
    if (type == NULL) {
        return WIRE_UNKNOWN_TYPE;
    }
    for (size_t i = 0; i < type->n_fields; i++) {
        take_field(&reader, type->fields[i].kind, (uint8_t *)message + type->fields[i].offset);
    }
    if (reader.result == WIRE_OK) {
        *consumed = reader.offset;
    }
    return reader.result;
}

enum wire_result
wire_decode(const struct wire_schema *schema, const uint8_t *data, size_t length, void *message)
{
    size_t consumed;
    enum wire_result result = wire_decode_next(schema, data, length, message, &consumed);

    if (result == WIRE_OK && consumed != length) {
        return WIRE_TRAILING;
    }
    return result;
}

const char *
wire_list_next(const struct wire_list *list, const char *previous)
{
    const char *next;

    if (list->count == 0) {
        return NULL;
    }
    if (previous == NULL) {
        return list->strings;
    }
    next = previous + strlen(previous) + 1;
    return next < list->strings + list->length ? next : NULL;
}

const char *
wire_result_text(enum wire_result result)
{
    switch (result) {
    case WIRE_OK:
        return "ok";
    case WIRE_TRUNCATED:
        return "truncated";
    case WIRE_TRAILING:
        return "bytes behind the last field";
    case WIRE_UNKNOWN_TYPE:
        return "unknown type";
    case WIRE_BAD_STRING:
        return "a string that is not UTF-8 or not terminated";
    case WIRE_TOO_LONG:
        return "too long";
    }
    return "unknown result";
}

const char *
wire_type_name(const struct wire_schema *schema, uint32_t type)
{
    const struct wire_type *found = find_type(schema, type);

    return found != NULL ? found->name : "UNKNOWN";
}

static int
describe_field(const struct wire_field *field, const void *value, char *text, size_t size)
{
    switch (field->kind) {
    case WIRE_U32:
        return snprintf(text, size, " %s=%lu", field->name,
                        (unsigned long)*(const uint32_t *)value);
    case WIRE_U64:
        return snprintf(text, size, " %s=%llu", field->name,
                        (unsigned long long)*(const uint64_t *)value);
    case WIRE_STR: {
        const char *string = *(const char *const *)value;
        return snprintf(text, size, " %s=\"%s\"", field->name, string != NULL ? string : "");
    }
    case WIRE_BLOB:
        return snprintf(text, size, " %s=%lu bytes", field->name,
                        (unsigned long)((const struct wire_bytes *)value)->length);
    case WIRE_LIST:
        return snprintf(text, size, " %s=%lu strings", field->name,
                        (unsigned long)((const struct wire_list *)value)->count);
    }
    return 0;
}

/* What a peer sends must not forge lines of a log. */
static void
blank_controls(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20) {
            *text = ' ';
        }
    }
}

void
wire_describe(const struct wire_schema *schema, const void *message, char *text, size_t size)
{
    const struct wire_header *header = message;
    const struct wire_type *type = find_type(schema, header->type);
    int length = snprintf(text, size, "%s id=%llu", wire_type_name(schema, header->type),
                          (unsigned long long)header->id);
    size_t used = length > 0 ? (size_t)length : 0;

    for (size_t i = 0; type != NULL && i < type->n_fields && used < size; i++) {
        length = describe_field(&type->fields[i], field_of(message, &type->fields[i]), text + used,
                                size - used);
        used += length > 0 ? (size_t)length : 0;
    }
    if (size > 0) {
        blank_controls(text);
    }
}
