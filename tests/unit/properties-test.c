/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Private properties: how they are written, and what of it is stored. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>
#include <glib.h>

#include "error.h"
#include "properties.h"

enum { SZ = 1, EXPAND_SZ = 2, BINARY = 3, DWORD = 4, MULTI_SZ = 7, QWORD = 11 };

static void
must_be_invalid(GError *error, const char *quoted)
{
    CU_ASSERT_TRUE_FATAL(g_error_matches(error, RESAPID_ERROR, OUTCOME_INVALID));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, quoted));
    g_error_free(error);
}

static void
must_parse(const char *word, const char *name, uint32_t type, const char *text)
{
    struct property property;
    GError *error = NULL;

    CU_ASSERT_TRUE_FATAL(property_parse(word, &property, &error));
    CU_ASSERT_STRING_EQUAL(property.name, name);
    CU_ASSERT_EQUAL(property.type, type);
    CU_ASSERT_STRING_EQUAL(property.text, text);
    property_clear(&property);
    CU_ASSERT_PTR_NULL(property.name);
    CU_ASSERT_PTR_NULL(property.text);
}

static void
must_not_parse(const char *word)
{
    struct property property;
    GError *error = NULL;

    CU_ASSERT_FALSE(property_parse(word, &property, &error));
    must_be_invalid(error, word);
    property_clear(&property);
}

static void
test_words(void)
{
    must_parse("A=1", "A", 0, "1");
    must_parse("A=", "A", 0, "");
    must_parse("A=b=c", "A", 0, "b=c");
    must_parse("A=b:c", "A", 0, "b:c");
    must_parse("A:SZ=1", "A", SZ, "1");
    must_parse("A:expand_sz=%x%", "A", EXPAND_SZ, "%x%");
    must_parse("A:B:DWORD=1", "A:B", DWORD, "1");
    must_parse("Gr\xc3\xb6\xc3\x9f"
               "e:QWORD=1",
               "Gr\xc3\xb6\xc3\x9f"
               "e",
               QWORD, "1");
}

static void
test_wrong_words(void)
{
    must_not_parse("");
    must_not_parse("A");
    must_not_parse("=1");
    must_not_parse(":SZ=1");
    must_not_parse("A:=1");
    must_not_parse("A:FLOAT=1");
    must_not_parse("A\\B=1");
}

static void
test_lines(void)
{
    GError *error = NULL;
    char **words = properties_split(" A=1  'B=two words' C=\"three\"' 'four ", &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(words);
    CU_ASSERT_EQUAL_FATAL(g_strv_length(words), 3);
    CU_ASSERT_STRING_EQUAL(words[0], "A=1");
    CU_ASSERT_STRING_EQUAL(words[1], "B=two words");
    CU_ASSERT_STRING_EQUAL(words[2], "C=three four");
    g_strfreev(words);

    words = properties_split(" \t ", &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(words);
    CU_ASSERT_EQUAL(g_strv_length(words), 0);
    g_strfreev(words);

    CU_ASSERT_PTR_NULL(properties_split("A='1", &error));
    must_be_invalid(error, "A='1");
}

/* data NULL: the text must be refused. */
static void
must_encode(uint32_t given, uint32_t present, const char *text, uint32_t expected, const void *data,
            size_t length)
{
    char name[] = "A";
    g_autofree char *copy = g_strdup(text);
    struct property property = { name, given, copy };
    g_autoptr(GBytes) bytes = NULL;
    GError *error = NULL;
    uint32_t type = 0;
    gsize size = 0;
    const void *stored;

    bytes = property_encode(&property, present, &type, &error);
    if (data == NULL) {
        CU_ASSERT_PTR_NULL(bytes);
        must_be_invalid(error, text);
        return;
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    CU_ASSERT_EQUAL(type, expected);
    stored = g_bytes_get_data(bytes, &size);
    CU_ASSERT_EQUAL_FATAL(size, length);
    CU_ASSERT_EQUAL(memcmp(stored, data, length), 0);
}

#define STORED(bytes) (bytes), sizeof(bytes) - 1

static void
test_formats(void)
{
    must_encode(SZ, 0, "a\xc3\xa4", SZ, STORED("a\0\xe4\0\0\0"));
    must_encode(SZ, 0, "\xf0\x9f\x98\x80", SZ, STORED("\x3d\xd8\x00\xde\0\0"));
    must_encode(EXPAND_SZ, 0, "%", EXPAND_SZ, STORED("%\0\0\0"));
    must_encode(MULTI_SZ, 0, "a;b", MULTI_SZ, STORED("a\0\0\0b\0\0\0\0\0"));
    must_encode(MULTI_SZ, 0, ";a;;", MULTI_SZ, STORED("a\0\0\0\0\0"));
    must_encode(MULTI_SZ, 0, ";", MULTI_SZ, STORED("\0\0"));
    must_encode(DWORD, 0, "258", DWORD, STORED("\2\1\0\0"));
    must_encode(DWORD, 0, "0x102", DWORD, STORED("\2\1\0\0"));
    must_encode(DWORD, 0, "4294967295", DWORD, STORED("\xff\xff\xff\xff"));
    must_encode(DWORD, 0, "-2", DWORD, STORED("\xfe\xff\xff\xff"));
    must_encode(DWORD, 0, "-2147483648", DWORD, STORED("\0\0\0\x80"));
    must_encode(QWORD, 0, "-2", QWORD, STORED("\xfe\xff\xff\xff\xff\xff\xff\xff"));
    must_encode(QWORD, 0, "258", QWORD, STORED("\2\1\0\0\0\0\0\0"));
    must_encode(QWORD, 0, "18446744073709551615", QWORD,
                STORED("\xff\xff\xff\xff\xff\xff\xff\xff"));
    must_encode(BINARY, 0, "00fFa0", BINARY, STORED("\x00\xff\xa0"));
}

static void
test_wrong_values(void)
{
    static const char *const dwords[] = { "4294967296", "-2147483649", "0x",  "1 ", " 1",
                                          "1.0",        "0x100000000", "--1", "a" };
    static const char *const binaries[] = { "a", "abc", "0x00", "zz", "00 11" };

    for (size_t i = 0; i < G_N_ELEMENTS(dwords); i++) {
        must_encode(DWORD, 0, dwords[i], 0, NULL, 0);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(binaries); i++) {
        must_encode(BINARY, 0, binaries[i], 0, NULL, 0);
    }
    must_encode(QWORD, 0, "18446744073709551616", 0, NULL, 0);
    must_encode(QWORD, 0, "-9223372036854775809", 0, NULL, 0);
    must_encode(QWORD, 0, "-", 0, NULL, 0);
}

static void
test_guesses(void)
{
    must_encode(0, 0, "7", DWORD, STORED("\7\0\0\0"));
    must_encode(0, 0, "-1", DWORD, STORED("\xff\xff\xff\xff"));
    must_encode(0, 0, "7a", SZ, STORED("7\0a\0\0\0"));
    must_encode(0, 0, "4294967296", SZ,
                STORED("4\0002\0009\0004\0009\0006\0007\0002\0009\0006\0\0\0"));
    /* The present format counts more than the look, the given one more than both. */
    must_encode(0, SZ, "7", SZ, STORED("7\0\0\0"));
    must_encode(0, BINARY, "07", BINARY, STORED("\7"));
    must_encode(0, DWORD, "a", 0, NULL, 0);
    must_encode(SZ, DWORD, "a", SZ, STORED("a\0\0\0"));
    /* A type that nobody can write. */
    must_encode(0, 8, "7", 0, NULL, 0);
}

static void
must_decode(uint32_t type, const char *data, size_t length, const char *text)
{
    g_autofree char *decoded = property_decode(type, (const uint8_t *)data, (uint32_t)length);

    CU_ASSERT_STRING_EQUAL(decoded, text);
}

static void
test_decoding(void)
{
    must_decode(SZ, STORED("a\0\xe4\0\0\0"), "a\xc3\xa4");
    must_decode(SZ, STORED("a\0b\0"), "ab");
    must_decode(SZ, STORED(""), "");
    must_decode(EXPAND_SZ, STORED("%\0\0\0"), "%");
    must_decode(MULTI_SZ, STORED("a\0\0\0b\0\0\0\0\0"), "a;b");
    must_decode(MULTI_SZ, STORED("\0\0"), "");
    must_decode(DWORD, STORED("\xff\xff\xff\xff"), "4294967295");
    must_decode(QWORD, STORED("\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615");
    must_decode(BINARY, STORED("\x00\xff"), "00ff");
    must_decode(99, STORED("\x01"), "01");
}

/* What a resource DLL stores need not be what its type says. */
static void
test_decoding_what_is_wrong(void)
{
    must_decode(DWORD, STORED("\1"), "1");
    must_decode(DWORD, STORED(""), "0");
    must_decode(QWORD, STORED("\1\0\0\0\0\0\0\0\xff"), "1");
    must_decode(SZ, STORED("a\0b"), "a");
    must_decode(MULTI_SZ, STORED("a\0b\0"), "ab");
    must_decode(MULTI_SZ, STORED("a\0\0\0b\0"), "a;b");
}

/* A lone surrogate is no text; it must not get to a client as bytes that are no UTF-8. */
static void
test_decoding_lone_surrogates(void)
{
    g_autofree char *text = property_decode(SZ, (const uint8_t *)"\x00\xd8\0\0", 4);

    CU_ASSERT_TRUE(g_utf8_validate(text, -1, NULL));
}

static void
test_format_names(void)
{
    static const struct {
        uint32_t type;
        const char *name;
    } names[] = { { SZ, "SZ" },       { EXPAND_SZ, "EXPAND_SZ" }, { BINARY, "BINARY" },
                  { DWORD, "DWORD" }, { MULTI_SZ, "MULTI_SZ" },   { QWORD, "QWORD" },
                  { 8, "TYPE 8" } };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = property_format_name(names[i].type);

        CU_ASSERT_STRING_EQUAL(name, names[i].name);
    }
}

void
suite_properties(void)
{
    CU_pSuite suite = CU_add_suite("properties", NULL, NULL);

    CU_ADD_TEST(suite, test_words);
    CU_ADD_TEST(suite, test_wrong_words);
    CU_ADD_TEST(suite, test_lines);
    CU_ADD_TEST(suite, test_formats);
    CU_ADD_TEST(suite, test_wrong_values);
    CU_ADD_TEST(suite, test_guesses);
    CU_ADD_TEST(suite, test_decoding);
    CU_ADD_TEST(suite, test_decoding_what_is_wrong);
    CU_ADD_TEST(suite, test_decoding_lone_surrogates);
    CU_ADD_TEST(suite, test_format_names);
}
