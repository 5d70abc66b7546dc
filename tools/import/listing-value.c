/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "listing-value.h"

/* A number ends where its other form begins. */
static bool
is_end(const char *end)
{
    return *end == '\0' || *end == ' ';
}

/* "1 (0x1)", "-1 (0xffffffff)" */
static struct windows_value *
number(const char *shown)
{
    char *end = NULL;
    guint64 above;

    errno = 0;
    if (shown[0] == '-') {
        gint64 below = g_ascii_strtoll(shown, &end, 10);

        if (end == shown + 1 || !is_end(end) || errno != 0) {
            return NULL;
        }
        return windows_value_number(below >= G_MININT32 ? (guint32)below : (guint64)below);
    }
    above = g_ascii_strtoull(shown, &end, g_str_has_prefix(shown, "0x") ? 16 : 10);
    if (!g_ascii_isdigit(shown[0]) || !is_end(end) || errno != 0) {
        return NULL;
    }
    return windows_value_number(above);
}

/* All bytes that are told must be shown. */
static struct windows_value *
binary(const char *shown)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const char *at = shown;
    const char *told;

    while (g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]) && !g_ascii_isxdigit(at[2])) {
        guint8 byte = (guint8)(g_ascii_xdigit_value(at[0]) * 16 + g_ascii_xdigit_value(at[1]));

        g_byte_array_append(bytes, &byte, 1);
        at += 2 + strspn(at + 2, " ");
    }
    told = strchr(at, '(');
    if (strspn(at, ".") > 1 || (*at != '\0' && told != at) ||
        (told != NULL && g_ascii_strtoull(told + 1, NULL, 10) != bytes->len)) {
        return NULL;
    }
    return windows_value_binary(bytes->data, bytes->len);
}

bool
listing_value_is_list(const char *type)
{
    return type[0] == 'M';
}

/* Types are D, L (signed), U (64 bits), S, X and E (with environment variables), M, B; FT is a time, SD an
 * access list; R behind one says that it is read-only. */
struct windows_value *
listing_value(const char *type, const char *shown)
{
    const char *const one[] = { shown, NULL };

    if (g_str_has_prefix(type, "FT")) {
        return windows_value_text(shown);
    }
    if (g_str_has_prefix(type, "SD")) {
        return NULL;
    }
    switch (type[0]) {
    case 'D':
    case 'L':
    case 'U':
    case 'W':
        return number(shown);
    case 'B':
        return binary(shown);
    case 'M':
        return windows_value_texts(shown[0] != '\0' ? one : NULL);
    default:
        return windows_value_text(shown);
    }
}
