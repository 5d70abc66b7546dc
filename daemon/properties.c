/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties.h"

#include <string.h>

#include "error.h"

static GBytes *encode_text(const struct property *property, GError **error);
static GBytes *encode_multi(const struct property *property, GError **error);
static GBytes *encode_dword(const struct property *property, GError **error);
static GBytes *encode_qword(const struct property *property, GError **error);
static GBytes *encode_binary(const struct property *property, GError **error);
static char *decode_text(const uint8_t *data, uint32_t length);
static char *decode_multi(const uint8_t *data, uint32_t length);
static char *decode_number(const uint8_t *data, uint32_t length);
static char *decode_binary(const uint8_t *data, uint32_t length);

static const struct format {
    const char *name;
    uint32_t type;
    GBytes *(*encode)(const struct property *property, GError **error);
    char *(*decode)(const uint8_t *data, uint32_t length);
} formats[] = {
    { "SZ", REG_SZ, encode_text, decode_text },
    { "EXPAND_SZ", REG_EXPAND_SZ, encode_text, decode_text },
    { "MULTI_SZ", REG_MULTI_SZ, encode_multi, decode_multi },
    { "DWORD", REG_DWORD, encode_dword, decode_number },
    { "QWORD", REG_QWORD, encode_qword, decode_number },
    { "BINARY", REG_BINARY, encode_binary, decode_binary },
};

static const struct format *
find_format(uint32_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i].type == type) {
            return &formats[i];
        }
    }
    return NULL;
}

static bool
parse_format(const char *name, uint32_t *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (g_ascii_strcasecmp(formats[i].name, name) == 0) {
            *type = formats[i].type;
            return true;
        }
    }
    return false;
}

bool
property_parse(const char *word, struct property *property, GError **error)
{
    const char *equals = strchr(word, '=');
    g_autofree char *left = equals != NULL ? g_strndup(word, (gsize)(equals - word)) : NULL;
    char *colon = left != NULL ? strrchr(left, ':') : NULL;

    *property = (struct property){ .type = 0 };
    if (colon != NULL) {
        *colon = '\0';
        if (!parse_format(colon + 1, &property->type)) {
            g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                        "property '%s': there is no format %s: use SZ, EXPAND_SZ, MULTI_SZ, DWORD, "
                        "QWORD or BINARY",
                        word, colon + 1);
            return false;
        }
    }
    if (left == NULL || left[0] == '\0' || strchr(left, '\\') != NULL) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "property '%s': write NAME=VALUE or NAME:FORMAT=VALUE", word);
        return false;
    }
    property->name = g_steal_pointer(&left);
    property->text = g_strdup(equals + 1);
    return true;
}

void
property_clear(struct property *property)
{
    g_clear_pointer(&property->name, g_free);
    g_clear_pointer(&property->text, g_free);
}

char **
properties_split(const char *line, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char **words = NULL;

    if (g_shell_parse_argv(line, NULL, &words, &cause)) {
        return words;
    }
    if (g_error_matches(cause, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)) {
        return g_new0(char *, 1);
    }
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "properties '%s': %s", line, cause->message);
    return NULL;
}

static void
set_form_error(GError **error, const struct property *property, const char *wanted)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "property %s='%s': give %s", property->name,
                property->text, wanted);
}

static bool
parse_unsigned(const char *text, guint64 most, guint64 *number)
{
    bool hexadecimal = g_ascii_strncasecmp(text, "0x", 2) == 0;

    return g_ascii_string_to_unsigned(hexadecimal ? text + 2 : text, hexadecimal ? 16 : 10, 0, most,
                                      number, NULL);
}

static bool
parse_negative(const char *text, gint64 least, gint64 *number)
{
    return text[0] == '-' && g_ascii_string_to_signed(text, 10, least, -1, number, NULL);
}

static bool
parse_dword(const char *text, guint64 *number)
{
    gint64 negative;

    if (parse_negative(text, G_MININT32, &negative)) {
        *number = (guint32)negative;
        return true;
    }
    return parse_unsigned(text, G_MAXUINT32, number);
}

static bool
parse_qword(const char *text, guint64 *number)
{
    gint64 negative;

    if (parse_negative(text, G_MININT64, &negative)) {
        *number = (guint64)negative;
        return true;
    }
    return parse_unsigned(text, G_MAXUINT64, number);
}

static GBytes *
encode_number(guint64 number, size_t size)
{
    guint64 little = GUINT64_TO_LE(number);

    return g_bytes_new(&little, size);
}

static GBytes *
encode_dword(const struct property *property, GError **error)
{
    guint64 number;

    if (!parse_dword(property->text, &number)) {
        set_form_error(error, property, "a number from 0 to 4294967295 (a DWORD)");
        return NULL;
    }
    return encode_number(number, 4);
}

static GBytes *
encode_qword(const struct property *property, GError **error)
{
    guint64 number;

    if (!parse_qword(property->text, &number)) {
        set_form_error(error, property, "a number from 0 to 18446744073709551615 (a QWORD)");
        return NULL;
    }
    return encode_number(number, 8);
}

/* UTF-16LE with the NUL that g_convert() puts behind it. */
static void
append_utf16(GByteArray *bytes, const char *text)
{
    gsize length = 0;
    g_autofree char *wide = g_convert(text, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);

    if (wide != NULL) {
        g_byte_array_append(bytes, (const guint8 *)wide, (guint)length);
    }
    g_byte_array_append(bytes, (const guint8 *)"\0", 2);
}

static GBytes *
encode_text(const struct property *property, GError **error)
{
    GByteArray *bytes = g_byte_array_new();

    (void)error;
    append_utf16(bytes, property->text);
    return g_byte_array_free_to_bytes(bytes);
}

static GBytes *
encode_multi(const struct property *property, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    g_auto(GStrv) texts = g_strsplit(property->text, ";", -1);

    (void)error;
    for (size_t i = 0; texts[i] != NULL; i++) {
        /* An empty string would end the list. */
        if (texts[i][0] != '\0') {
            append_utf16(bytes, texts[i]);
        }
    }
    g_byte_array_append(bytes, (const guint8 *)"\0", 2);
    return g_byte_array_free_to_bytes(bytes);
}

static GBytes *
encode_binary(const struct property *property, GError **error)
{
    const char *text = property->text;
    size_t length = strlen(text);
    GByteArray *bytes = g_byte_array_new();

    for (size_t i = 0; i + 1 < length && g_ascii_isxdigit(text[i]) && g_ascii_isxdigit(text[i + 1]);
         i += 2) {
        guint8 byte =
            (guint8)(g_ascii_xdigit_value(text[i]) * 16 + g_ascii_xdigit_value(text[i + 1]));

        g_byte_array_append(bytes, &byte, 1);
    }
    if (bytes->len * 2 != length) {
        g_byte_array_unref(bytes);
        set_form_error(error, property, "pairs of hexadecimal digits");
        return NULL;
    }
    return g_byte_array_free_to_bytes(bytes);
}

static uint32_t
guess_type(const char *text)
{
    guint64 number;

    return parse_dword(text, &number) ? REG_DWORD : REG_SZ;
}

GBytes *
property_encode(const struct property *property, uint32_t present_type, uint32_t *type,
                GError **error)
{
    const struct format *format;

    *type = property->type != 0 ? property->type
            : present_type != 0 ? present_type
                                : guess_type(property->text);
    format = find_format(*type);
    if (format == NULL) {
        set_form_error(error, property, "a format: it is stored with a type that has none");
        return NULL;
    }
    return format->encode(property, error);
}

static char *
decode_text(const uint8_t *data, uint32_t length)
{
    char *text = g_convert_with_fallback((const char *)data, length & ~1U, "UTF-8", "UTF-16LE", "?",
                                         NULL, NULL, NULL);

    return text != NULL ? text : decode_binary(data, length);
}

/* The last text's NUL may be missing: what is stored need not be well formed. */
static char *
decode_multi(const uint8_t *data, uint32_t length)
{
    GString *texts = g_string_new(NULL);
    uint32_t whole = length & ~1U;
    uint32_t begin = 0;

    for (uint32_t i = 0; i <= whole; i += 2) {
        if (i < whole && (data[i] != 0 || data[i + 1] != 0)) {
            continue;
        }
        if (i > begin) {
            g_autofree char *text = decode_text(data + begin, i - begin);

            g_string_append_printf(texts, "%s%s", texts->len > 0 ? ";" : "", text);
        }
        begin = i + 2;
    }
    return g_string_free(texts, FALSE);
}

static char *
decode_number(const uint8_t *data, uint32_t length)
{
    guint64 number = 0;

    for (uint32_t i = 0; i < length && i < 8; i++) {
        number |= (guint64)data[i] << (8 * i);
    }
    return g_strdup_printf("%" G_GUINT64_FORMAT, number);
}

static char *
decode_binary(const uint8_t *data, uint32_t length)
{
    GString *text = g_string_sized_new((gsize)length * 2);

    for (uint32_t i = 0; i < length; i++) {
        g_string_append_printf(text, "%02x", data[i]);
    }
    return g_string_free(text, FALSE);
}

char *
property_decode(uint32_t type, const uint8_t *data, uint32_t length)
{
    const struct format *format = find_format(type);

    return format != NULL ? format->decode(data, length) : decode_binary(data, length);
}

char *
property_format_name(uint32_t type)
{
    const struct format *format = find_format(type);

    return format != NULL ? g_strdup(format->name) : g_strdup_printf("TYPE %u", type);
}
