/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-value.h"

#include <string.h>

#define REPLACEMENT 0xfffd

/* What is read of a text: units of UTF-16LE. */
struct units {
    const guint8 *bytes;
    size_t count;
    size_t next;
    const char *problem; /* the first */
};

static void
complain(struct units *units, const char *problem)
{
    if (units->problem == NULL) {
        units->problem = problem;
    }
}

static gunichar
unit_at(const struct units *units, size_t index)
{
    return (gunichar)(units->bytes[2 * index] | units->bytes[2 * index + 1] << 8);
}

static bool
is_high(gunichar unit)
{
    return (unit & 0xfc00) == 0xd800;
}

static bool
is_low(gunichar unit)
{
    return (unit & 0xfc00) == 0xdc00;
}

static gunichar
next_character(struct units *units)
{
    gunichar unit = unit_at(units, units->next++);

    if (is_high(unit) && units->next < units->count && is_low(unit_at(units, units->next))) {
        return 0x10000 + ((unit & 0x3ff) << 10) + (unit_at(units, units->next++) & 0x3ff);
    }
    if (is_high(unit) || is_low(unit)) {
        complain(units, "is no valid UTF-16");
        return REPLACEMENT;
    }
    return unit;
}

/* Up to a NUL, which is left behind, or the end: a program may have stored a text without a NUL
 * ("RegQueryValueEx", Remarks). */
static char *
next_text(struct units *units)
{
    GString *text = g_string_new(NULL);

    while (units->next < units->count) {
        gunichar character = next_character(units);

        if (character == 0) {
            break;
        }
        g_string_append_unichar(text, character);
    }
    return g_string_free(text, FALSE);
}

static void
check_end(struct units *units)
{
    for (size_t i = units->next; i < units->count; i++) {
        if (unit_at(units, i) != 0) {
            complain(units, "goes on behind its end; what follows there is left out");
        }
    }
}

static struct windows_value *
decode_text(struct units *units)
{
    g_autofree char *text = next_text(units);

    check_end(units);
    return windows_value_text(text);
}

/* An empty text ends the list. */
static struct windows_value *
decode_texts(struct units *units)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

    while (units->next < units->count) {
        char *text = next_text(units);

        if (text[0] == '\0') {
            g_free(text);
            break;
        }
        g_ptr_array_add(texts, text);
    }
    check_end(units);
    g_ptr_array_add(texts, NULL);
    return windows_value_texts((const char *const *)texts->pdata);
}

static struct windows_value *
decode_units(const void *bytes, size_t size, struct windows_value *(*decode)(struct units *units),
             const char **problem)
{
    struct units units = { .bytes = bytes, .count = size / 2 };
    struct windows_value *value;

    if (size % 2 != 0) {
        complain(&units, "has an odd number of bytes; the last is left out");
    }
    value = decode(&units);
    *problem = units.problem;
    return value;
}

static struct windows_value *
decode_number(const guint8 *bytes, size_t size, size_t expected, bool is_big_endian,
              const char **problem)
{
    guint64 number = 0;

    if (size != expected) {
        *problem = "has another length than its type";
    }
    size = MIN(size, expected);
    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes[is_big_endian ? i : size - 1 - i];
    }
    return windows_value_number(number);
}

struct windows_value *
registry_value_decode(guint32 type, const void *bytes, size_t size, const char **problem)
{
    *problem = NULL;
    switch (type) {
    case REGISTRY_SZ:
    case REGISTRY_EXPAND_SZ:
    case REGISTRY_LINK:
        return decode_units(bytes, size, decode_text, problem);
    case REGISTRY_MULTI_SZ:
        return decode_units(bytes, size, decode_texts, problem);
    case REGISTRY_DWORD:
        return decode_number(bytes, size, 4, false, problem);
    case REGISTRY_DWORD_BIG_ENDIAN:
        return decode_number(bytes, size, 4, true, problem);
    case REGISTRY_QWORD:
        return decode_number(bytes, size, 8, false, problem);
    default:
        return windows_value_binary(bytes, size);
    }
}

GByteArray *
registry_value_widen(const GByteArray *bytes, bool *is_guessed)
{
    static const guint16 letters[32] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
    };
    GByteArray *wide = g_byte_array_sized_new(2 * bytes->len);

    for (guint i = 0; i < bytes->len; i++) {
        guint8 byte = bytes->data[i];
        guint16 unit = byte >= 0x80 && byte < 0xa0 ? letters[byte - 0x80] : byte;
        const guint8 pair[] = { (guint8)unit, (guint8)(unit >> 8) };

        *is_guessed |= byte >= 0x80;
        g_byte_array_append(wide, pair, sizeof(pair));
    }
    return wide;
}
