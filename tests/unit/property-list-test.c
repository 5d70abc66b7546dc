/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Property lists: what is written byte by byte, and that no list can lead the reader astray. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "properties.h"
#include "property-list.h"

/* A list under construction that need not be well-formed. */
static GByteArray *bytes;
/* What the reader handed out, "A:2:05000000 ". */
static GString *seen;

static void
setup(void)
{
    bytes = g_byte_array_new();
    seen = g_string_new(NULL);
}

static void
teardown(void)
{
    g_byte_array_unref(bytes);
    g_string_free(seen, TRUE);
}

static void
put_dword(uint32_t number)
{
    uint32_t little = GUINT32_TO_LE(number);

    g_byte_array_append(bytes, (const guint8 *)&little, sizeof(little));
}

/* length counts what is said, size what is there. */
static void
put_value(uint32_t syntax, uint32_t length, const void *data, size_t size)
{
    put_dword(syntax);
    put_dword(length);
    g_byte_array_append(bytes, data, (guint)size);
    while (bytes->len % 4 != 0) {
        g_byte_array_append(bytes, (const guint8 *)"", 1);
    }
}

static void
put_name_a(void)
{
    put_value(0x00040003, 4, "A\0\0", 4);
}

static void
see(void *user, const struct property_value *value)
{
    CU_ASSERT_PTR_EQUAL(user, bytes);
    g_string_append_printf(seen, "%s:%u:", value->name, value->format);
    for (size_t i = 0; i < value->length; i++) {
        g_string_append_printf(seen, "%02x", value->data[i]);
    }
    g_string_append_c(seen, ' ');
}

/* The copy has exactly the list's length, so that valgrind and ASan see a step beyond it. */
static uint32_t
read_bytes(const uint8_t *data, size_t length)
{
    uint8_t *copy = malloc(length > 0 ? length : 1);
    struct wire_bytes list = { copy, (uint32_t)length };
    uint32_t result;

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, data, length);
    g_string_truncate(seen, 0);
    result = property_list_read(&list, see, bytes);
    CU_ASSERT_EQUAL(property_list_read(&list, NULL, NULL), result);
    free(copy);
    return result;
}

static void
must_read(const char *expected)
{
    CU_ASSERT_EQUAL(read_bytes(bytes->data, bytes->len), WIN32_SUCCESS);
    CU_ASSERT_STRING_EQUAL(seen->str, expected);
    g_byte_array_set_size(bytes, 0);
}

static void
must_not_read(void)
{
    CU_ASSERT_EQUAL(read_bytes(bytes->data, bytes->len), WIN32_INVALID_DATA);
    g_byte_array_set_size(bytes, 0);
}

/* A list of one property A with one value. */
static void
put_list(uint32_t format, const void *data, uint32_t length)
{
    put_dword(1);
    put_name_a();
    put_value(0x00010000 | format, length, data, length);
    put_dword(0);
}

static void
must_be(GBytes *encoded, const void *expected, size_t length)
{
    gsize actual;
    const void *data = g_bytes_get_data(encoded, &actual);

    CU_ASSERT_EQUAL_FATAL(actual, length);
    CU_ASSERT_EQUAL(memcmp(data, expected, length), 0);
    g_bytes_unref(encoded);
}

/* The example of resapi.md 7. */
static void
test_example(void)
{
    static const uint8_t example[32] = { 1, 0, 0, 0, 3, 0, 4, 0, 4, 0, 0, 0, 0x41, 0, 0, 0,
                                         2, 0, 1, 0, 4, 0, 0, 0, 5, 0, 0, 0, 0,    0, 0, 0 };
    struct property_list *list = property_list_new();

    property_list_add_dword(list, "A", 5);
    must_be(property_list_finish(list), example, sizeof(example));
    CU_ASSERT_EQUAL(read_bytes(example, sizeof(example)), WIN32_SUCCESS);
    CU_ASSERT_STRING_EQUAL(seen->str, "A:2:05000000 ");
}

static void
test_empty(void)
{
    must_be(property_list_finish(property_list_new()), "\0\0\0", 4);
    put_dword(0);
    must_read("");
}

static void
test_texts(void)
{
    static const uint8_t text[] = { 0xf6, 0, 0x3d, 0xd8, 0, 0xde, 0, 0 };
    static const uint8_t names[] = { 'A', 0, 0, 0, 'B', 0, 'c', 0, 0, 0, 0, 0 };

    must_be(property_text_encode("\xc3\xb6\xf0\x9f\x98\x80"), text, sizeof(text));
    must_be(property_text_encode(""), "\0", 2);
    must_be(property_names_encode((const char *[]){ "A", "Bc", NULL }), names, sizeof(names));
    must_be(property_names_encode((const char *[]){ NULL }), "\0", 2);
}

static void
test_types(void)
{
    CU_ASSERT_EQUAL(property_format_of_type(REG_SZ), CLUSPROP_FORMAT_SZ);
    CU_ASSERT_EQUAL(property_format_of_type(REG_EXPAND_SZ), CLUSPROP_FORMAT_EXPAND_SZ);
    CU_ASSERT_EQUAL(property_format_of_type(REG_MULTI_SZ), CLUSPROP_FORMAT_MULTI_SZ);
    CU_ASSERT_EQUAL(property_format_of_type(REG_DWORD), CLUSPROP_FORMAT_DWORD);
    CU_ASSERT_EQUAL(property_format_of_type(REG_QWORD), CLUSPROP_FORMAT_ULARGE_INTEGER);
    CU_ASSERT_EQUAL(property_format_of_type(REG_BINARY), CLUSPROP_FORMAT_BINARY);
    CU_ASSERT_EQUAL(property_format_of_type(99), CLUSPROP_FORMAT_BINARY);
    CU_ASSERT_EQUAL(property_type_of_format(CLUSPROP_FORMAT_LONG), REG_DWORD);
    CU_ASSERT_EQUAL(property_type_of_format(CLUSPROP_FORMAT_FILETIME), REG_QWORD);
    CU_ASSERT_EQUAL(property_type_of_format(CLUSPROP_FORMAT_LARGE_INTEGER), REG_QWORD);
    CU_ASSERT_EQUAL(property_type_of_format(CLUSPROP_FORMAT_SECURITY_DESCRIPTOR), REG_BINARY);
    CU_ASSERT_EQUAL(property_type_of_format(0x8000), REG_BINARY);
}

/* Several properties, one with two values; padding and every kind of name. */
static GBytes *
make_list(void)
{
    struct property_list *list = property_list_new();

    property_list_add_string(list,
                             "Gr\xc3\xb6\xc3\x9f"
                             "e",
                             "x\xf0\x9f\x98\x80");
    property_list_add_dword(list, "N", 1);
    property_list_add_dword(list, "N", 2);
    property_list_add(list, &(struct property_value){ "B", CLUSPROP_FORMAT_BINARY,
                                                      (const uint8_t *)"\1\2\3", 3 });
    property_list_add(list, &(struct property_value){ "Q", CLUSPROP_FORMAT_ULARGE_INTEGER,
                                                      (const uint8_t *)"12345678", 8 });
    property_list_add(list, &(struct property_value){ "M", CLUSPROP_FORMAT_MULTI_SZ,
                                                      (const uint8_t *)"a\0\0\0\0", 6 });
    property_list_add_format(list, "F", CLUSPROP_FORMAT_MULTI_SZ);
    return property_list_finish(list);
}

static void
test_round_trip(void)
{
    g_autoptr(GBytes) list = make_list();
    gsize length;
    const uint8_t *data = g_bytes_get_data(list, &length);

    CU_ASSERT_EQUAL(data[0], 6);
    CU_ASSERT_EQUAL(length % 4, 0);
    CU_ASSERT_EQUAL(read_bytes(data, length), WIN32_SUCCESS);
    CU_ASSERT_STRING_EQUAL(seen->str, "Gr\xc3\xb6\xc3\x9f"
                                      "e:3:78003dd800de0000 N:2:01000000 N:2:02000000 B:1:010203 "
                                      "Q:6:3132333435363738 M:5:610000000000 F:11:0500 ");
}

/* Nothing that ends too early is taken for a list, and none of it is read beyond its end. */
static void
test_truncated(void)
{
    g_autoptr(GBytes) list = make_list();
    gsize length;
    const uint8_t *data = g_bytes_get_data(list, &length);

    for (gsize i = 0; i < length; i++) {
        CU_ASSERT_EQUAL(read_bytes(data, i), WIN32_INVALID_DATA);
    }
}

/* No byte, whatever it is changed to, makes the reader leave the list. */
static void
test_damaged(void)
{
    static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xfc, 0xff };
    g_autoptr(GBytes) list = make_list();
    gsize length;
    const uint8_t *data = g_bytes_get_data(list, &length);
    g_autofree uint8_t *copy = g_malloc(length);

    for (gsize i = 0; i < length; i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(values); j++) {
            uint32_t result;

            memcpy(copy, data, length);
            copy[i] = values[j];
            result = read_bytes(copy, length);
            CU_ASSERT_TRUE(result == WIN32_SUCCESS || result == WIN32_INVALID_DATA);
            CU_ASSERT_TRUE(g_utf8_validate(seen->str, -1, NULL));
        }
    }
}

static void
test_counts(void)
{
    put_list(CLUSPROP_FORMAT_DWORD, "\5\0\0", 4);
    bytes->data[0] = 2;
    must_not_read();
    put_list(CLUSPROP_FORMAT_DWORD, "\5\0\0", 4);
    memset(bytes->data, 0xff, 4);
    must_not_read();
    /* A buffer may be larger than its list. */
    put_list(CLUSPROP_FORMAT_DWORD, "\5\0\0", 4);
    put_dword(0x12345678);
    must_read("A:2:05000000 ");
    put_dword(0);
    put_dword(1);
    must_read("");
}

static void
test_lengths(void)
{
    put_dword(1);
    put_name_a();
    put_value(0x00010001, UINT32_MAX, "", 1);
    put_dword(0);
    must_not_read();

    put_dword(1);
    put_name_a();
    put_value(0x00010001, UINT32_MAX - 3, "", 1);
    put_dword(0);
    must_not_read();

    put_dword(1);
    put_value(0x00040003, UINT32_MAX - 1, "A\0\0", 4);
    must_not_read();

    /* The padding is missing, and so is the ENDMARK. */
    put_dword(1);
    put_name_a();
    put_dword(0x00010001);
    put_dword(1);
    g_byte_array_append(bytes, (const guint8 *)"\7", 1);
    must_not_read();
}

static void
test_ends(void)
{
    put_dword(1);
    put_name_a();
    put_value(0x00010002, 4, "\5\0\0", 4);
    must_not_read();

    /* A property without a value. */
    put_dword(1);
    put_name_a();
    put_dword(0);
    must_not_read();

    /* A value of another kind, CLUSPROP_SYNTAX_RESCLASS. */
    put_dword(1);
    put_name_a();
    put_value(0x00020002, 4, "\5\0\0", 4);
    put_dword(0);
    must_not_read();

    /* The next name, without the ENDMARK before it. */
    put_dword(2);
    put_name_a();
    put_value(0x00010002, 4, "\5\0\0", 4);
    put_name_a();
    put_value(0x00010002, 4, "\5\0\0", 4);
    put_dword(0);
    must_not_read();
}

static void
try_name(uint32_t syntax, const void *data, uint32_t length)
{
    put_dword(1);
    put_value(syntax, length, data, length);
    put_value(0x00010002, 4, "\5\0\0", 4);
    put_dword(0);
    must_not_read();
}

static void
test_names(void)
{
    try_name(0x00010003, "A\0\0", 4);
    try_name(0x00040002, "A\0\0", 4);
    try_name(0x00040003, "", 0);
    try_name(0x00040003, "\0", 2);
    try_name(0x00040003, "A\0", 3);
    try_name(0x00040003, "A\0\0\0", 5);
    try_name(0x00040003, "A\0B", 4);
    try_name(0x00040003, "A\0\0\0B\0\0", 8);
    /* Halves of a pair. */
    try_name(0x00040003, "\x00\xd8\0", 4);
    try_name(0x00040003, "\x00\xde\0", 4);
}

static void
test_values(void)
{
    static const struct {
        uint32_t format;
        const char *data;
        uint32_t length;
    } wrong[] = {
        { CLUSPROP_FORMAT_DWORD, "\5\0", 3 },
        { CLUSPROP_FORMAT_DWORD, "\5\0\0\0", 5 },
        { CLUSPROP_FORMAT_DWORD, "", 0 },
        { CLUSPROP_FORMAT_LONG, "12345678", 8 },
        { CLUSPROP_FORMAT_WORD, "\5\0\0", 4 },
        { CLUSPROP_FORMAT_ULARGE_INTEGER, "\5\0\0", 4 },
        { CLUSPROP_FORMAT_LARGE_INTEGER, "1234567", 7 },
        { CLUSPROP_FORMAT_FILETIME, "", 0 },
        { CLUSPROP_FORMAT_SZ, "", 0 },
        { CLUSPROP_FORMAT_SZ, "\0", 1 },
        { CLUSPROP_FORMAT_SZ, "a\0\0", 3 },
        { CLUSPROP_FORMAT_SZ, "a\0b", 4 },
        { CLUSPROP_FORMAT_EXPAND_SZ, "a\0b", 4 },
        { CLUSPROP_FORMAT_MULTI_SZ, "a\0\0", 4 },
        { CLUSPROP_FORMAT_MULTI_SZ, "a\0\0\0\0", 5 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        put_list(wrong[i].format, wrong[i].data, wrong[i].length);
        must_not_read();
    }
    put_list(CLUSPROP_FORMAT_MULTI_SZ, "", 0);
    must_read("A:5: ");
    put_list(CLUSPROP_FORMAT_MULTI_SZ, "\0", 2);
    must_read("A:5:0000 ");
    put_list(CLUSPROP_FORMAT_BINARY, "", 0);
    must_read("A:1: ");
    put_list(0x8000, "abc", 3);
    must_read("A:32768:616263 ");
    put_list(CLUSPROP_FORMAT_UNKNOWN, "", 0);
    must_read("A:0: ");
}

static void
test_reset(void)
{
    struct property_value value = { "A", CLUSPROP_FORMAT_UNKNOWN, NULL, 0 };

    CU_ASSERT_TRUE(property_value_is_reset(&value));
    value.length = 1;
    CU_ASSERT_FALSE(property_value_is_reset(&value));
    value.length = 0;
    value.format = CLUSPROP_FORMAT_BINARY;
    CU_ASSERT_FALSE(property_value_is_reset(&value));
}

static void
test_expanded(void)
{
    put_dword(1);
    put_name_a();
    put_value(0x00010004, 4, "%\0\0", 4);
    put_value(0x00010008, 4, "x\0\0", 4);
    put_dword(0);
    must_read("A:4:25000000 ");

    put_dword(1);
    put_name_a();
    put_value(0x00010008, 4, "x\0\0", 4);
    put_dword(0);
    must_not_read();
}

void
suite_property_list(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("property-list", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_example);
    CU_ADD_TEST(suite, test_empty);
    CU_ADD_TEST(suite, test_texts);
    CU_ADD_TEST(suite, test_types);
    CU_ADD_TEST(suite, test_round_trip);
    CU_ADD_TEST(suite, test_truncated);
    CU_ADD_TEST(suite, test_damaged);
    CU_ADD_TEST(suite, test_counts);
    CU_ADD_TEST(suite, test_lengths);
    CU_ADD_TEST(suite, test_ends);
    CU_ADD_TEST(suite, test_names);
    CU_ADD_TEST(suite, test_values);
    CU_ADD_TEST(suite, test_reset);
    CU_ADD_TEST(suite, test_expanded);
}
