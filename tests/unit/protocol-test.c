/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "protocol-fill.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decoding happens in blocks of exactly the right size, so that a sanitizer or valgrind sees every
 * byte that is read too far. */
static enum wire_result
decode_exact(const struct wire_schema *schema, const uint8_t *data, size_t length,
             union any_message *message)
{
    uint8_t *copy = malloc(length > 0 ? length : 1);
    enum wire_result result;

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, data, length);
    result = wire_decode(schema, length > 0 ? copy : NULL, length, message);
    free(copy);
    return result;
}

static size_t
encode_filled(const struct wire_schema *schema, const struct wire_type *type,
              enum fill_pattern pattern, uint8_t *buffer, size_t capacity)
{
    union any_message message;
    size_t length = 0;

    fill_message(type, pattern, &message);
    CU_ASSERT_EQUAL_FATAL(wire_encode(schema, &message, buffer, capacity, &length), WIRE_OK);
    return length;
}

typedef void (*message_check)(const struct wire_schema *schema, const struct wire_type *type,
                              enum fill_pattern pattern);

static void
for_every_message(message_check check)
{
    for (size_t s = 0; s < N_SCHEMAS; s++) {
        CU_ASSERT_TRUE_FATAL(all_schemas[s]->n_types > 0);
        for (size_t t = 0; t < all_schemas[s]->n_types; t++) {
            for (int pattern = 0; pattern < N_FILL_PATTERNS; pattern++) {
                check(all_schemas[s], &all_schemas[s]->types[t], (enum fill_pattern)pattern);
            }
        }
    }
}

static void
check_round_trip(const struct wire_schema *schema, const struct wire_type *type,
                 enum fill_pattern pattern)
{
    uint8_t buffer[4096];
    uint8_t again[4096];
    union any_message sent;
    union any_message received;
    size_t length = encode_filled(schema, type, pattern, buffer, sizeof(buffer));
    size_t length_again = 0;

    fill_message(type, pattern, &sent);
    CU_ASSERT_EQUAL(wire_decode(schema, buffer, length, &received), WIRE_OK);
    CU_ASSERT_TRUE(same_message(type, &sent, &received));
    CU_ASSERT_EQUAL(wire_encode(schema, &received, again, sizeof(again), &length_again), WIRE_OK);
    CU_ASSERT_EQUAL_FATAL(length, length_again);
    CU_ASSERT_EQUAL(memcmp(buffer, again, length), 0);
}

static void
test_round_trip(void)
{
    for_every_message(check_round_trip);
}

static void
check_truncations(const struct wire_schema *schema, const struct wire_type *type,
                  enum fill_pattern pattern)
{
    uint8_t buffer[4096];
    union any_message message;
    size_t length = encode_filled(schema, type, pattern, buffer, sizeof(buffer));

    for (size_t cut = 0; cut < length; cut++) {
        CU_ASSERT_EQUAL(decode_exact(schema, buffer, cut, &message), WIRE_TRUNCATED);
    }
}

static void
test_truncations(void)
{
    for_every_message(check_truncations);
}

static void
check_trailing(const struct wire_schema *schema, const struct wire_type *type,
               enum fill_pattern pattern)
{
    uint8_t buffer[4096] = { 0 };
    union any_message message;
    size_t consumed = 0;
    size_t length = encode_filled(schema, type, pattern, buffer, sizeof(buffer) - 1);

    CU_ASSERT_EQUAL(decode_exact(schema, buffer, length + 1, &message), WIRE_TRAILING);
    CU_ASSERT_EQUAL(wire_decode_next(schema, buffer, length + 1, &message, &consumed), WIRE_OK);
    CU_ASSERT_EQUAL(consumed, length);
}

static void
test_trailing_bytes(void)
{
    for_every_message(check_trailing);
}

static void
check_small_buffers(const struct wire_schema *schema, const struct wire_type *type,
                    enum fill_pattern pattern)
{
    uint8_t buffer[4096];
    union any_message message;
    size_t length = encode_filled(schema, type, pattern, buffer, sizeof(buffer));
    uint8_t *small = malloc(length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(small);
    fill_message(type, pattern, &message);
    for (size_t capacity = 0; capacity < length; capacity++) {
        size_t written = 1;
        CU_ASSERT_EQUAL(wire_encode(schema, &message, small, capacity, &written), WIRE_TOO_LONG);
        CU_ASSERT_EQUAL(written, 0);
    }
    CU_ASSERT_EQUAL(wire_encode(schema, &message, small, length, &length), WIRE_OK);
    free(small);
}

static void
test_small_buffers(void)
{
    for_every_message(check_small_buffers);
}

static void
check_description(const struct wire_schema *schema, const struct wire_type *type,
                  enum fill_pattern pattern)
{
    char text[4096];
    char begin[128];
    union any_message message;
    size_t length;

    fill_message(type, pattern, &message);
    wire_describe(schema, &message, text, sizeof(text));
    snprintf(begin, sizeof(begin), "%s id=%llu", type->name, (unsigned long long)message.header.id);
    CU_ASSERT_EQUAL(strncmp(text, begin, strlen(begin)), 0);
    for (size_t i = 0; i < type->n_fields; i++) {
        char field[128];
        snprintf(field, sizeof(field), " %s=", type->fields[i].name);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, field));
    }
    length = strlen(text);
    for (size_t size = 1; size <= length; size += 7) {
        char *cut = malloc(size);
        CU_ASSERT_PTR_NOT_NULL_FATAL(cut);
        wire_describe(schema, &message, cut, size);
        CU_ASSERT_EQUAL(strlen(cut), size - 1);
        CU_ASSERT_EQUAL(memcmp(cut, text, size - 1), 0);
        free(cut);
    }
}

static void
test_descriptions(void)
{
    struct channel_message message = { .header = { CHANNEL_RETURNED, 7 } };
    char text[128];

    for_every_message(check_description);
    wire_describe(&channel_schema, &message, text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "RETURNED id=7 result=0 has_event=0");
    message.header.type = 9999;
    wire_describe(&channel_schema, &message, text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "UNKNOWN id=7");
}

static void
test_exact_bytes(void)
{
    static const uint8_t expected[] = { 45,   0,    0, 0, 0x02, 1,    0,
                                        0,    0,    0, 0, 0,               /* type, id */
                                        2,    0,    0, 0, 'A',  'b',  0,   /* type_name */
                                        0xfe, 0xff, 0, 1,                  /* code */
                                        4,    3,    2, 1,                  /* out_size */
                                        1,    0,    0, 0,                  /* as_user */
                                        3,    0,    0, 0, 0,    0xff, 1 }; /* in */
    static const uint8_t in[] = { 0, 0xff, 1 };
    struct channel_message message = {
        .header = { CHANNEL_TYPE_CONTROL, 0x102 },
        .type_control = { "Ab", 0x0100fffe, 0x01020304, 1, { in, sizeof(in) } },
    };
    uint8_t buffer[64];
    size_t length = 0;

    CU_ASSERT_EQUAL(wire_encode(&channel_schema, &message, buffer, sizeof(buffer), &length),
                    WIRE_OK);
    CU_ASSERT_EQUAL_FATAL(length, sizeof(expected));
    CU_ASSERT_EQUAL(memcmp(buffer, expected, length), 0);
}

static void
test_null_string(void)
{
    struct channel_message message = { .header = { CHANNEL_KEY_OPEN, 1 } };
    struct channel_message received;
    uint8_t buffer[64];
    size_t length = 0;

    CU_ASSERT_EQUAL(wire_encode(&channel_schema, &message, buffer, sizeof(buffer), &length),
                    WIRE_OK);
    CU_ASSERT_EQUAL(wire_decode(&channel_schema, buffer, length, &received), WIRE_OK);
    CU_ASSERT_STRING_EQUAL(received.key_open.path, "");
}

static void
test_unknown_types(void)
{
    static const uint32_t numbers[] = { 0, 9999, UINT32_MAX };

    for (size_t s = 0; s < N_SCHEMAS; s++) {
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
            union any_message message = { .header = { numbers[i], 1 } };
            uint8_t buffer[64] = { 0 };
            size_t length = 1;

            CU_ASSERT_EQUAL(wire_encode(all_schemas[s], &message, buffer, sizeof(buffer), &length),
                            WIRE_UNKNOWN_TYPE);
            CU_ASSERT_EQUAL(length, 0);
            for (size_t k = 0; k < 4; k++) {
                buffer[k] = (uint8_t)(numbers[i] >> (8 * k));
            }
            CU_ASSERT_EQUAL(decode_exact(all_schemas[s], buffer, 12, &message), WIRE_UNKNOWN_TYPE);
            CU_ASSERT_STRING_EQUAL(wire_type_name(all_schemas[s], numbers[i]), "UNKNOWN");
        }
    }
}

static enum wire_result
decode_string(const char *bytes, size_t length, uint8_t end)
{
    uint8_t buffer[128] = { CHANNEL_KEY_OPEN };
    union any_message message;

    CU_ASSERT_TRUE_FATAL(length < sizeof(buffer) - 17);
    buffer[12] = (uint8_t)length;
    memcpy(buffer + 16, bytes, length);
    buffer[16 + length] = end;
    return decode_exact(&channel_schema, buffer, 17 + length, &message);
}

static enum wire_result
decode_list(const char *bytes, uint32_t length, uint32_t count, size_t carried)
{
    uint8_t buffer[128] = { CLIENT_RESOURCE_SET, [12] = 1, [16] = 'n' };
    union any_message message;

    CU_ASSERT_TRUE_FATAL(carried < sizeof(buffer) - 26);
    for (size_t i = 0; i < 4; i++) {
        buffer[18 + i] = (uint8_t)(length >> (8 * i));
        buffer[22 + i] = (uint8_t)(count >> (8 * i));
    }
    memcpy(buffer + 26, bytes, carried);
    return decode_exact(&client_schema, buffer, 26 + carried, &message);
}

struct bytes {
    const char *bytes;
    size_t length;
};

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct bytes good_utf8[] = {
    BYTES(""),
    BYTES("\x01"),
    BYTES("\x7f"),
    BYTES("\xc2\x80"),
    BYTES("\xdf\xbf"),
    BYTES("\xe0\xa0\x80"),
    BYTES("\xed\x9f\xbf"),
    BYTES("\xee\x80\x80"),
    BYTES("\xef\xbf\xbf"),
    BYTES("\xf0\x90\x80\x80"),
    BYTES("\xf4\x8f\xbf\xbf"),
};

static const struct bytes bad_utf8[] = {
    /* NUL, alone and inside */
    BYTES("\0"),
    BYTES("a\0b"),
    BYTES("ab\0"),
    /* follow bytes without a lead */
    BYTES("\x80"),
    BYTES("\xbf"),
    BYTES("a\x80z"),
    /* overlong: NUL, '/', U+007F, U+07FF, U+FFFF */
    BYTES("\xc0\x80"),
    BYTES("\xc0\xaf"),
    BYTES("\xc1\xbf"),
    BYTES("\xe0\x80\xaf"),
    BYTES("\xe0\x9f\xbf"),
    BYTES("\xf0\x80\x80\xaf"),
    BYTES("\xf0\x8f\xbf\xbf"),
    /* surrogates: first, last, and a pair */
    BYTES("\xed\xa0\x80"),
    BYTES("\xed\xbf\xbf"),
    BYTES("\xed\xa0\xbd\xed\xb8\x80"),
    /* above U+10FFFF, and leads of five and six byte forms */
    BYTES("\xf4\x90\x80\x80"),
    BYTES("\xf5\x80\x80\x80"),
    BYTES("\xf7\xbf\xbf\xbf"),
    BYTES("\xf8\x88\x80\x80\x80"),
    BYTES("\xfc\x84\x80\x80\x80\x80"),
    BYTES("\xfe"),
    BYTES("\xff"),
    /* cut sequences, at the end and before another character */
    BYTES("\xc2"),
    BYTES("\xe0\xa0"),
    BYTES("\xe1"),
    BYTES("\xf0\x90\x80"),
    BYTES("\xf0\x90"),
    BYTES("\xf1"),
    BYTES("\xc2z"),
    BYTES("\xe1\x80z"),
    BYTES("\xf1\x80\x80z"),
    BYTES("\xe1\x80\xc2\x80"),
};

static void
test_utf8(void)
{
    for (size_t i = 0; i < sizeof(good_utf8) / sizeof(good_utf8[0]); i++) {
        CU_ASSERT_EQUAL(decode_string(good_utf8[i].bytes, good_utf8[i].length, 0), WIRE_OK);
    }
    for (size_t i = 0; i < sizeof(bad_utf8) / sizeof(bad_utf8[0]); i++) {
        CU_ASSERT_EQUAL(decode_string(bad_utf8[i].bytes, bad_utf8[i].length, 0), WIRE_BAD_STRING);
    }
    CU_ASSERT_EQUAL(decode_string("abc", 3, 'd'), WIRE_BAD_STRING);
}

static void
test_utf8_in_lists(void)
{
    for (size_t i = 0; i < sizeof(bad_utf8) / sizeof(bad_utf8[0]); i++) {
        char list[32];
        size_t length = bad_utf8[i].length;

        /* In a list a NUL is a separator, so that there only its count can be wrong. */
        memcpy(list, bad_utf8[i].bytes, length);
        list[length] = 0;
        CU_ASSERT_EQUAL(decode_list(list, (uint32_t)length + 1, 1, length + 1), WIRE_BAD_STRING);
    }
}

static void
test_lists_that_lie(void)
{
    CU_ASSERT_EQUAL(decode_list("a\0b", 4, 2, 4), WIRE_OK);
    CU_ASSERT_EQUAL(decode_list("a\0b", 4, 1, 4), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("a\0b", 4, 3, 4), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("a\0b", 4, 0, 4), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("a\0b", 4, UINT32_MAX, 4), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("a\0b", 3, 2, 3), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("a\0b", 3, 1, 3), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("", 0, 0, 0), WIRE_OK);
    CU_ASSERT_EQUAL(decode_list("", 0, 1, 0), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("\0", 2, 2, 2), WIRE_OK);
    CU_ASSERT_EQUAL(decode_list("a\0b", 4, 2, 3), WIRE_TRUNCATED);
    CU_ASSERT_EQUAL(decode_list("a", 1, 2, 2), WIRE_BAD_STRING);
    CU_ASSERT_EQUAL(decode_list("a\0", 2, 1, 3), WIRE_TRAILING);
}

/* Puts a length in the place of the type's first variable field; everything before it is 0. */
static enum wire_result
decode_with_length(const struct wire_schema *schema, const struct wire_type *type, uint32_t length)
{
    uint8_t buffer[128] = { 0 };
    union any_message message;
    size_t at = 12;

    for (size_t i = 0; i < 4; i++) {
        buffer[i] = (uint8_t)(type->number >> (8 * i));
    }
    for (size_t i = 0; i < type->n_fields && type->fields[i].kind <= WIRE_U64; i++) {
        at += type->fields[i].kind == WIRE_U32 ? 4 : 8;
    }
    for (size_t i = 0; i < 4; i++) {
        buffer[at + i] = (uint8_t)(length >> (8 * i));
    }
    return decode_exact(schema, buffer, at + 12, &message);
}

static bool
has_variable_field(const struct wire_type *type)
{
    for (size_t i = 0; i < type->n_fields; i++) {
        if (type->fields[i].kind > WIRE_U64) {
            return true;
        }
    }
    return false;
}

static void
test_huge_lengths(void)
{
    static const uint32_t too_long[] = { UINT32_MAX,     UINT32_MAX - 1,  UINT32_MAX - 12,
                                         UINT32_MAX / 2, INT32_MAX + 1U,  INT32_MAX,
                                         1U << 24,       WIRE_MESSAGE_MAX };

    for (size_t s = 0; s < N_SCHEMAS; s++) {
        for (size_t t = 0; t < all_schemas[s]->n_types; t++) {
            const struct wire_type *type = &all_schemas[s]->types[t];

            if (!has_variable_field(type)) {
                continue;
            }
            for (size_t i = 0; i < sizeof(too_long) / sizeof(too_long[0]); i++) {
                CU_ASSERT_EQUAL(decode_with_length(all_schemas[s], type, too_long[i]),
                                WIRE_TOO_LONG);
            }
            CU_ASSERT_EQUAL(decode_with_length(all_schemas[s], type, WIRE_MESSAGE_MAX / 2),
                            WIRE_TRUNCATED);
        }
    }
}

/* BYE's header, length and NUL take 17 bytes; OUTPUT's header and length 16. */
static void
check_border(const struct wire_schema *schema, union any_message *message, size_t over,
             size_t capacity)
{
    uint8_t *buffer = malloc(capacity);
    union any_message received;
    size_t length = 0;
    enum wire_result expected = over == 0 ? WIRE_OK : WIRE_TOO_LONG;

    CU_ASSERT_PTR_NOT_NULL_FATAL(buffer);
    CU_ASSERT_EQUAL(wire_encode(schema, message, buffer, capacity, &length), expected);
    CU_ASSERT_EQUAL(length, over == 0 ? (size_t)WIRE_MESSAGE_MAX : 0);
    if (over == 0) {
        CU_ASSERT_EQUAL(wire_decode(schema, buffer, length, &received), WIRE_OK);
    }
    free(buffer);
}

static void
test_message_max(void)
{
    static char text[WIRE_MESSAGE_MAX + 1];

    memset(text, 'x', sizeof(text));
    for (size_t over = 0; over < 3; over++) {
        union any_message message = { .header = { CHANNEL_KEY_OPEN, 1 } };

        text[WIRE_MESSAGE_MAX - 17 + over] = 0;
        message.channel.bye.reason = text;
        check_border(&channel_schema, &message, over, WIRE_MESSAGE_MAX + 64);
        text[WIRE_MESSAGE_MAX - 17 + over] = 'x';

        message.header.type = CLIENT_OUTPUT;
        message.client.output.data.data = (const uint8_t *)text;
        message.client.output.data.length = (uint32_t)(WIRE_MESSAGE_MAX - 16 + over);
        check_border(&client_schema, &message, over, WIRE_MESSAGE_MAX + 64);
    }
}

static void
test_decoder_refuses_more_than_max(void)
{
    size_t length = (size_t)WIRE_MESSAGE_MAX + 1;
    uint8_t *buffer = calloc(1, length);
    uint32_t text = WIRE_MESSAGE_MAX - 16;
    union any_message message;

    CU_ASSERT_PTR_NOT_NULL_FATAL(buffer);
    buffer[0] = CHANNEL_KEY_OPEN;
    for (size_t i = 0; i < 4; i++) {
        buffer[12 + i] = (uint8_t)(text >> (8 * i));
    }
    memset(buffer + 16, 'x', text);
    CU_ASSERT_EQUAL(wire_decode(&channel_schema, buffer, length, &message), WIRE_TOO_LONG);
    free(buffer);
}

static void
test_strings_beyond_max(void)
{
    char *text = malloc(WIRE_MESSAGE_MAX * 2);
    uint8_t *buffer = malloc(WIRE_MESSAGE_MAX);
    struct channel_message message = { .header = { CHANNEL_KEY_OPEN, 1 } };
    size_t length = 1;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(buffer);
    memset(text, 'x', WIRE_MESSAGE_MAX * 2);
    text[WIRE_MESSAGE_MAX * 2 - 1] = 0;
    message.key_open.path = text;
    CU_ASSERT_EQUAL(wire_encode(&channel_schema, &message, buffer, WIRE_MESSAGE_MAX, &length),
                    WIRE_TOO_LONG);
    CU_ASSERT_EQUAL(length, 0);
    free(buffer);
    free(text);
}

static size_t
encode_all(const struct wire_schema *schema, uint8_t *buffer, size_t capacity)
{
    size_t length = 0;

    for (size_t t = 0; t < schema->n_types; t++) {
        length += encode_filled(schema, &schema->types[t], FILL_COMMON, buffer + length,
                                capacity - length);
    }
    return length;
}

static void
test_messages_in_a_row(void)
{
    uint8_t buffer[16384];

    for (size_t s = 0; s < N_SCHEMAS; s++) {
        const struct wire_schema *schema = all_schemas[s];
        size_t length = encode_all(schema, buffer, sizeof(buffer));
        size_t at = 0;
        union any_message expected;
        union any_message message;
        size_t consumed = 0;

        for (size_t t = 0; t < schema->n_types; t++) {
            CU_ASSERT_EQUAL_FATAL(wire_decode_next(schema, buffer + at, length - at, &message,
                                                   &consumed),
                                  WIRE_OK);
            fill_message(&schema->types[t], FILL_COMMON, &expected);
            CU_ASSERT_TRUE(same_message(&schema->types[t], &expected, &message));
            CU_ASSERT_TRUE_FATAL(consumed > 0);
            at += consumed;
        }
        CU_ASSERT_EQUAL(at, length);
        CU_ASSERT_EQUAL(wire_decode_next(schema, buffer + at, 0, &message, &consumed),
                        WIRE_TRUNCATED);
        CU_ASSERT_EQUAL(consumed, 0);
    }
}

static void
test_schemas_are_unambiguous(void)
{
    for (size_t s = 0; s < N_SCHEMAS; s++) {
        const struct wire_schema *schema = all_schemas[s];

        CU_ASSERT_TRUE(schema->message_size <= sizeof(union any_message));
        for (size_t a = 0; a < schema->n_types; a++) {
            CU_ASSERT_NOT_EQUAL(schema->types[a].number, 0);
            CU_ASSERT_STRING_EQUAL(wire_type_name(schema, schema->types[a].number),
                                   schema->types[a].name);
            for (size_t b = a + 1; b < schema->n_types; b++) {
                CU_ASSERT_NOT_EQUAL(schema->types[a].number, schema->types[b].number);
                CU_ASSERT_STRING_NOT_EQUAL(schema->types[a].name, schema->types[b].name);
            }
        }
    }
    CU_ASSERT_STRING_EQUAL(channel_schema.name, "channel");
    CU_ASSERT_STRING_EQUAL(client_schema.name, "client");
    CU_ASSERT_STRING_EQUAL(keeper_schema.name, "keeper");
}

static void
test_list_walk(void)
{
    static const char strings[] = "one\0\0three";
    static const char *const expected[] = { "one", "", "three" };
    struct wire_list list = { strings, sizeof(strings), 3 };
    struct wire_list none = { strings, 0, 0 };
    const char *string = NULL;

    for (size_t i = 0; i < 3; i++) {
        string = wire_list_next(&list, string);
        CU_ASSERT_PTR_NOT_NULL_FATAL(string);
        CU_ASSERT_STRING_EQUAL(string, expected[i]);
    }
    CU_ASSERT_PTR_NULL(wire_list_next(&list, string));
    CU_ASSERT_PTR_NULL(wire_list_next(&none, NULL));
}

static void
test_result_texts(void)
{
    for (int a = WIRE_OK; a <= WIRE_TOO_LONG; a++) {
        for (int b = a + 1; b <= WIRE_TOO_LONG + 1; b++) {
            CU_ASSERT_STRING_NOT_EQUAL(wire_result_text((enum wire_result)a),
                                       wire_result_text((enum wire_result)b));
        }
    }
}

void
suite_protocol(void)
{
    static CU_TestInfo tests[] = {
        { "every message comes back as it was sent", test_round_trip },
        { "every truncation of every message is refused", test_truncations },
        { "a byte behind a message is refused", test_trailing_bytes },
        { "a buffer too small by any number of bytes is refused", test_small_buffers },
        { "descriptions name every field and are cut to fit", test_descriptions },
        { "the bytes on the wire are those documented", test_exact_bytes },
        { "a NULL string is sent as an empty one", test_null_string },
        { "types that the schema lacks are refused", test_unknown_types },
        { "strings are strict UTF-8", test_utf8 },
        { "strings in lists are strict UTF-8", test_utf8_in_lists },
        { "list counts and lengths that lie are refused", test_lists_that_lie },
        { "lengths near the limits of u32 are refused", test_huge_lengths },
        { "a message may be WIRE_MESSAGE_MAX long, not more", test_message_max },
        { "the decoder refuses what is longer than WIRE_MESSAGE_MAX",
          test_decoder_refuses_more_than_max },
        { "strings longer than any message are refused", test_strings_beyond_max },
        { "messages behind one another are told apart", test_messages_in_a_row },
        { "type numbers and names are unique", test_schemas_are_unambiguous },
        { "a list is walked to its end", test_list_walk },
        { "every result has its own text", test_result_texts },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = {
        { "protocol", NULL, NULL, NULL, NULL, tests },
        CU_SUITE_INFO_NULL,
    };

    CU_register_suites(suites);
}
