/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "input.h"

/* Most of Windows' western languages. */
#define DEFAULT_ENCODING "WINDOWS-1252"

static const struct {
    const char *mark;
    size_t size;
    const char *encoding;
} marks[] = {
    { "\xff\xfe", 2, "UTF-16LE" },
    { "\xfe\xff", 2, "UTF-16BE" },
    { "\xef\xbb\xbf", 3, "UTF-8" },
};

/* NULL for none; *at is where the text begins. */
static const char *
marked_encoding(const char *data, size_t size, size_t *at)
{
    *at = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (size >= marks[i].size && memcmp(data, marks[i].mark, marks[i].size) == 0) {
            *at = marks[i].size;
            return marks[i].encoding;
        }
    }
    /* No text of the formats that are read begins with a NUL, or has one behind its first letter. */
    return size >= 2 && data[0] != '\0' && data[1] == '\0' ? "UTF-16LE" : NULL;
}

/* What is no character becomes U+FFFD. Appends to text; false if there was such. */
static bool
convert(GString *text, const char *data, size_t size, const char *encoding)
{
    GIConv converter = g_iconv_open("UTF-8", encoding);
    size_t unit = g_str_has_prefix(encoding, "UTF-16") ? 2 : 1;
    char *at = (char *)data;
    gsize left = size;
    bool whole = true;

    while (left > 0) {
        char buffer[4096];
        char *end = buffer;
        gsize room = sizeof(buffer);
        gsize result = g_iconv(converter, &at, &left, &end, &room);

        g_string_append_len(text, buffer, end - buffer);
        if (result == (gsize)-1 && errno != E2BIG) {
            size_t bad = MIN(left, unit);

            g_string_append(text, "\xef\xbf\xbd");
            at += bad;
            left -= bad;
            whole = false;
        }
    }
    g_iconv_close(converter);
    return whole;
}

/* Line by line, as files are put together of what several programs wrote. Returns how many were not
 * UTF-8. */
static guint
convert_lines(GString *text, const char *data, size_t size, const char *encoding, bool *whole)
{
    const char *end = data + size;
    guint foreign = 0;

    *whole = true;
    while (data < end) {
        const char *newline = memchr(data, '\n', (size_t)(end - data));
        size_t length = (size_t)((newline != NULL ? newline + 1 : end) - data);

        if (g_utf8_validate_len(data, length, NULL)) {
            g_string_append_len(text, data, (gssize)length);
        } else {
            *whole = convert(text, data, length, encoding) && *whole;
            foreign++;
        }
        data += length;
    }
    return foreign;
}

bool
input_check_encoding(const char *encoding, GError **error)
{
    GIConv converter = g_iconv_open("UTF-8", encoding);

    if (converter == (GIConv)-1) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--encoding=%s: is not known: give one that 'iconv -l' lists", encoding);
        return false;
    }
    g_iconv_close(converter);
    return true;
}

/* Readers take texts that end at a NUL. */
static void
replace_nuls(GString *text, const char *path, notes_t *notes)
{
    guint count = 0;

    for (gsize i = 0; i < text->len; i++) {
        if (text->str[i] == '\0') {
            text->str[i] = ' ';
            count++;
        }
    }
    if (count > 0) {
        notes_add_file(notes, path, "it has %u characters 0 in its text: they are read as blanks",
                       count);
    }
}

static void
note_bad_characters(const char *encoding, const char *path, notes_t *notes)
{
    notes_add_file(notes, path, "it is not all %s: what is no character is read as U+FFFD",
                   encoding);
}

static void
convert_wide(GString *text, const char *data, size_t size, const char *encoding, const char *path,
             notes_t *notes)
{
    if (!convert(text, data, size, encoding)) {
        note_bad_characters(encoding, path, notes);
    }
    replace_nuls(text, path, notes);
}

static void
convert_narrow(GString *text, const char *data, size_t size, const char *encoding, const char *path,
               notes_t *notes)
{
    const char *taken = encoding != NULL ? encoding : DEFAULT_ENCODING;
    GString *copy = g_string_new_len(data, (gssize)size);
    guint foreign;
    bool whole;

    replace_nuls(copy, path, notes);
    foreign = convert_lines(text, copy->str, copy->len, taken, &whole);
    if (foreign > 0 && encoding == NULL) {
        notes_add_file(
            notes, path,
            "%u of its lines are not UTF-8: they are read as %s; --encoding names another", foreign,
            taken);
    }
    if (!whole) {
        note_bad_characters(taken, path, notes);
    }
    g_string_free(copy, TRUE);
}

char *
input_text(GBytes *bytes, const char *path, const char *encoding, notes_t *notes)
{
    size_t size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    size_t begin;
    const char *marked = marked_encoding(data, size, &begin);
    GString *text = g_string_new(NULL);

    if (marked != NULL && g_str_has_prefix(marked, "UTF-16")) {
        convert_wide(text, data + begin, size - begin, marked, path, notes);
    } else {
        convert_narrow(text, data + begin, size - begin, encoding, path, notes);
    }
    return g_string_free(text, FALSE);
}
