/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text-page.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "quote.h"

static int
width_of_character(gunichar character)
{
    return g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
}

static int
width_of(const char *text)
{
    int width = 0;

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        width += width_of_character(g_utf8_get_char(at));
    }
    return width;
}

static void
append_blanks(GString *page, int count)
{
    for (int i = 0; i < count; i++) {
        g_string_append_c(page, ' ');
    }
}

/* Where lines begin, and how far the last one has come. */
struct wrapping {
    GString *page;
    int indent;
    int column;
};

static void
begin_line(struct wrapping *wrapping)
{
    g_string_append_c(wrapping->page, '\n');
    append_blanks(wrapping->page, wrapping->indent);
    wrapping->column = wrapping->indent;
}

/* A word that no line has room for, such as a path: cut where a line ends. */
static void
append_long_word(struct wrapping *wrapping, const char *word)
{
    for (const char *at = word; *at != '\0'; at = g_utf8_next_char(at)) {
        int width = width_of_character(g_utf8_get_char(at));

        if (wrapping->column + width > TEXT_PAGE_COLUMNS) {
            begin_line(wrapping);
        }
        g_string_append_unichar(wrapping->page, g_utf8_get_char(at));
        wrapping->column += width;
    }
}

/* What begins a quotation: an apostrophe stands behind a letter. */
static bool
opens_quotation(const char *text, const char *at)
{
    return (*at == '\'' || *at == '"') &&
           (at == text || (!g_ascii_isalnum(at[-1]) && (unsigned char)at[-1] < 0x80));
}

/* Where the word ends: at a blank that is in no quotation, as a shell reads it. A mark that nothing closes is
 * no quotation. */
static const char *
end_of_word(const char *word)
{
    const char *at = word;

    while (*at != '\0' && *at != ' ') {
        bool is_escape = at[0] == '\\' && (at[1] == '\'' || at[1] == '"');
        const char *closing = opens_quotation(word, at) ? strchr(at + 1, *at) : NULL;

        at = closing != NULL ? closing + 1 : at + (is_escape ? 2 : 1);
    }
    return at;
}

/* What somebody pastes: an option, or a quotation with a blank. */
static bool
stays_whole(const char *word)
{
    return g_str_has_prefix(word, "--") || strchr(word, ' ') != NULL;
}

static void
append_word(struct wrapping *wrapping, const char *word)
{
    int width = width_of(word);
    bool is_first = wrapping->column == wrapping->indent;

    if (!is_first && wrapping->column + 1 + width > TEXT_PAGE_COLUMNS) {
        begin_line(wrapping);
        is_first = true;
    }
    if (!is_first) {
        g_string_append_c(wrapping->page, ' ');
        wrapping->column++;
    }
    if (stays_whole(word)) {
        g_string_append(wrapping->page, word);
        wrapping->column += width;
    } else {
        append_long_word(wrapping, word);
    }
}

/* The page ends with what stands before the first word, up to the column indent. */
static void
append_words(GString *page, int indent, const char *text)
{
    struct wrapping wrapping = { page, indent, indent };
    g_autofree char *printable = quote_printable(text);
    const char *at = printable + strspn(printable, " ");

    while (*at != '\0') {
        const char *end = end_of_word(at);
        g_autofree char *word = g_strndup(at, (gsize)(end - at));

        append_word(&wrapping, word);
        at = end + strspn(end, " ");
    }
    g_string_append_c(page, '\n');
}

void
text_heading(GString *page, unsigned int level, const char *format, ...)
{
    g_autofree char *text = NULL;
    gsize start;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (page->len > 0) {
        g_string_append_c(page, '\n');
    }
    start = page->len;
    append_words(page, 0, text);
    for (int i = MIN(width_of(page->str + start) - 1, TEXT_PAGE_COLUMNS); i > 0; i--) {
        g_string_append_c(page, level == 1 ? '=' : '-');
    }
    g_string_append_c(page, '\n');
}

void
text_paragraph(GString *page, int indent, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    append_blanks(page, indent);
    append_words(page, indent, text);
}

void
text_labelled(GString *page, int indent, int column, const char *label, const char *format, ...)
{
    g_autofree char *text = NULL;
    g_autofree char *printable = quote_printable(label);
    int width = width_of(printable);
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    append_blanks(page, indent);
    g_string_append(page, printable);
    if (indent + width >= column) {
        g_string_append_c(page, '\n');
        append_blanks(page, column);
    } else {
        append_blanks(page, column - indent - width);
    }
    append_words(page, column, text);
}

void
text_line(GString *page, int indent, const char *line)
{
    g_autofree char *printable = quote_printable(line);

    append_blanks(page, indent);
    g_string_append_printf(page, "%s\n", printable);
}
