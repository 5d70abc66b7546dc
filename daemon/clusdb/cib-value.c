/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/cib-value.h"

#include <string.h>

#define REG_SZ        1U
#define REG_EXPAND_SZ 2U
#define REG_DWORD     4U
#define REG_MULTI_SZ  7U
#define REG_QWORD     11U

/* What stands for itself beside letters, digits and what is not ASCII. crmsh takes a name apart at blanks
 * and `=`. */
#define NAME_SIGNS  "-_.{}"
#define TEXT_SIGNS  " !#$()*+,-./:=?@[]^_`{|};~"
#define MULTI_SIGNS " !#$()*+,-./:=?@[]^_`{|}~"

/* Escapes */

static bool
is_plain(gunichar character, const char *signs)
{
    if (character < 0x80) {
        return g_ascii_isalnum((char)character) ||
               (character != 0 && strchr(signs, (int)character) != NULL);
    }
    /* Not what normalising would make another: line ends of Unicode, and blanks of other widths. */
    return g_unichar_isprint(character) && !g_unichar_isspace(character);
}

/* Valid UTF-8. */
static void
append_escaped(GString *out, const char *text, size_t length, const char *signs)
{
    const char *end = text + length;

    while (text < end) {
        const char *next = g_utf8_next_char(text);

        if (is_plain(g_utf8_get_char(text), signs)) {
            g_string_append_len(out, text, next - text);
        } else {
            for (; text < next; text++) {
                g_string_append_printf(out, "%%%02X", (guint8)*text);
            }
        }
        text = next;
    }
}

/* NULL if it is not understood. */
static char *
unescape(const char *text, size_t length)
{
    g_autoptr(GString) out = g_string_sized_new(length);

    for (size_t i = 0; i < length; i++) {
        char byte = text[i];

        if (byte == '%') {
            if (length - i < 3 || !g_ascii_isxdigit(text[i + 1]) ||
                !g_ascii_isxdigit(text[i + 2])) {
                return NULL;
            }
            byte =
                (char)(g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]));
            i += 2;
        }
        g_string_append_c(out, byte);
    }
    if (!g_utf8_validate(out->str, (gssize)out->len, NULL)) {
        return NULL;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Names */

char *
cib_name_write(const char *path, const char *name)
{
    GString *text = g_string_new(NULL);

    for (const char *part = path; *part != '\0';) {
        size_t length = strcspn(part, "\\");

        append_escaped(text, part, length, NAME_SIGNS);
        part += length;
        if (*part == '\\') {
            g_string_append_c(text, '/');
            part++;
        }
    }
    g_string_append_c(text, name != NULL ? ':' : '/');
    if (name != NULL) {
        append_escaped(text, name, strlen(name), NAME_SIGNS);
    }
    return g_string_free(text, FALSE);
}

static char *
read_path(const char *text, size_t length)
{
    g_autofree char *slashed = g_strndup(text, length);
    g_auto(GStrv) parts = g_strsplit(slashed, "/", -1);

    for (size_t i = 0; parts[i] != NULL; i++) {
        char *part = unescape(parts[i], strlen(parts[i]));

        if (part == NULL || strchr(part, '\\') != NULL) {
            g_free(part);
            return NULL;
        }
        g_free(parts[i]);
        parts[i] = part;
    }
    return g_strjoinv("\\", parts);
}

bool
cib_name_read(const char *text, char **path, char **name)
{
    const char *colon = strchr(text, ':');
    size_t length = strlen(text);

    *path = NULL;
    *name = NULL;
    if (colon != NULL) {
        *path = read_path(text, (size_t)(colon - text));
        *name = unescape(colon + 1, strlen(colon + 1));
        return *path != NULL && *name != NULL;
    }
    if (length < 2 || text[length - 1] != '/') {
        return false;
    }
    *path = read_path(text, length - 1);
    return *path != NULL;
}

/* Strings */

static void
append_units(GByteArray *bytes, const gunichar2 *units, glong count)
{
    for (glong i = 0; i < count; i++) {
        const guint8 pair[] = { (guint8)units[i], (guint8)(units[i] >> 8) };

        g_byte_array_append(bytes, pair, sizeof(pair));
    }
}

/* With its NUL. */
static bool
append_string(GByteArray *bytes, const char *text, size_t length)
{
    g_autofree char *plain = unescape(text, length);
    glong count = 0;
    g_autofree gunichar2 *units =
        plain != NULL ? g_utf8_to_utf16(plain, -1, NULL, &count, NULL) : NULL;

    if (units == NULL) {
        return false;
    }
    append_units(bytes, units, count + 1);
    return true;
}

static bool
read_string(const char *text, GByteArray *bytes)
{
    return append_string(bytes, text, strlen(text));
}

/* Each ends with `;`. Without any there are two NULs, as resapid itself writes it. */
static bool
read_strings(const char *text, GByteArray *bytes)
{
    const gunichar2 end[] = { 0, 0 };
    const char *semicolon;

    for (; (semicolon = strchr(text, ';')) != NULL; text = semicolon + 1) {
        if (semicolon == text || !append_string(bytes, text, (size_t)(semicolon - text))) {
            return false;
        }
    }
    append_units(bytes, end, bytes->len > 0 ? 1 : 2);
    return *text == '\0';
}

/* What comes before the first NUL; NULL if it is no UTF-16. */
static char *
string_at(const guint8 *data, size_t length)
{
    size_t count = length / 2;
    g_autofree gunichar2 *units = g_new0(gunichar2, count + 1);

    for (size_t i = 0; i < count; i++) {
        units[i] = (gunichar2)(data[2 * i] | data[2 * i + 1] << 8);
    }
    return g_utf16_to_utf8(units, -1, NULL, NULL, NULL);
}

static bool
write_string(const guint8 *data, size_t length, GString *text)
{
    g_autofree char *string = string_at(data, length);

    if (string == NULL) {
        return false;
    }
    append_escaped(text, string, strlen(string), TEXT_SIGNS);
    return true;
}

static size_t
string_length(const guint8 *data, size_t length)
{
    size_t at = 0;

    while (at + 1 < length && (data[at] != 0 || data[at + 1] != 0)) {
        at += 2;
    }
    return at;
}

static bool
write_strings(const guint8 *data, size_t length, GString *text)
{
    for (size_t at = 0; at + 1 < length && (data[at] != 0 || data[at + 1] != 0);) {
        size_t own = string_length(data + at, length - at);
        g_autofree char *string = string_at(data + at, own);

        if (string == NULL) {
            return false;
        }
        append_escaped(text, string, strlen(string), MULTI_SIGNS);
        g_string_append_c(text, ';');
        at += own + 2;
    }
    return true;
}

/* Numbers */

static bool
read_number(const char *text, guint64 most, guint64 *number)
{
    bool hexadecimal = g_ascii_strncasecmp(text, "0x", 2) == 0;

    return g_ascii_string_to_unsigned(hexadecimal ? text + 2 : text, hexadecimal ? 16 : 10, 0, most,
                                      number, NULL);
}

static bool
append_number(const char *text, guint64 most, guint size, GByteArray *bytes)
{
    guint64 number = 0;

    if (!read_number(text, most, &number)) {
        return false;
    }
    for (guint i = 0; i < size; i++) {
        const guint8 byte = (guint8)(number >> (8 * i));

        g_byte_array_append(bytes, &byte, 1);
    }
    return true;
}

static bool
read_dword(const char *text, GByteArray *bytes)
{
    return append_number(text, G_MAXUINT32, 4, bytes);
}

static bool
read_qword(const char *text, GByteArray *bytes)
{
    return append_number(text, G_MAXUINT64, 8, bytes);
}

/* The length is compared when it is read back. */
static bool
write_number(const guint8 *data, size_t length, GString *text)
{
    guint64 number = 0;

    for (size_t i = 0; i < MIN(length, sizeof(number)); i++) {
        number |= (guint64)data[i] << (8 * i);
    }
    g_string_append_printf(text, "%" G_GUINT64_FORMAT, number);
    return true;
}

/* Values */

static const struct {
    const char *prefix;
    uint32_t type;
    bool (*read)(const char *text, GByteArray *bytes);
    bool (*write)(const guint8 *data, size_t length, GString *text);
} formats[] = {
    { "SZ:", REG_SZ, read_string, write_string },
    { "EXPAND_SZ:", REG_EXPAND_SZ, read_string, write_string },
    { "DWORD:", REG_DWORD, read_dword, write_number },
    { "MULTI_SZ:", REG_MULTI_SZ, read_strings, write_strings },
    { "QWORD:", REG_QWORD, read_qword, write_number },
};

static char *
write_text(uint32_t type, GBytes *data)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(data, &length);

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i].type == type) {
            GString *text = g_string_new(formats[i].prefix);

            if (formats[i].write(bytes, length, text)) {
                return g_string_free(text, FALSE);
            }
            g_string_free(text, TRUE);
        }
    }
    return NULL;
}

char *
cib_value_write(uint32_t type, GBytes *data, bool *binary)
{
    g_autofree char *text = write_text(type, data);
    uint32_t back_type = 0;
    g_autoptr(GBytes) back = text != NULL ? cib_value_read(text, &back_type) : NULL;
    g_autofree char *base64 = NULL;
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(data, &length);

    *binary = back == NULL || !g_bytes_equal(back, data);
    if (!*binary) {
        return g_steal_pointer(&text);
    }
    base64 = g_base64_encode(bytes, length);
    return g_strdup_printf("%u:%s", type, base64);
}

/* Strictly: what GLib would pass over is a mistake. */
static GBytes *
read_base64(const char *text)
{
    size_t length = strlen(text);
    size_t digits =
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    size_t padding = strspn(text + digits, "=");
    gsize size = 0;
    guint8 *data;

    if (length % 4 != 0 || digits + padding != length || padding > 2) {
        return NULL;
    }
    data = g_base64_decode(text, &size);
    return g_bytes_new_take(data, size);
}

static GBytes *
read_binary(const char *text, uint32_t *type)
{
    const char *colon = strchr(text, ':');
    g_autofree char *digits = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : NULL;
    guint64 number = 0;

    if (digits == NULL || !read_number(digits, G_MAXUINT32, &number)) {
        return NULL;
    }
    *type = (uint32_t)number;
    return read_base64(colon + 1);
}

GBytes *
cib_value_read(const char *text, uint32_t *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (g_str_has_prefix(text, formats[i].prefix)) {
            GByteArray *bytes = g_byte_array_new();

            *type = formats[i].type;
            if (formats[i].read(text + strlen(formats[i].prefix), bytes)) {
                return g_byte_array_free_to_bytes(bytes);
            }
            g_byte_array_unref(bytes);
            return NULL;
        }
    }
    return read_binary(text, type);
}
