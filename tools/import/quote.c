/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quote.h"

#include <stdbool.h>
#include <string.h>

/* The explicit directional characters of Unicode Standard Annex 9, section 2. */
static bool
turns_direction(gunichar character)
{
    return character == 0x061c || character == 0x200e || character == 0x200f ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

/* U+FFFE and U+FFFF are no characters of XML 1.0 (section 2.2). */
static bool
is_printable(gunichar character)
{
    return !g_unichar_iscntrl(character) && !turns_direction(character) && character != 0x2028 &&
           character != 0x2029 && character != 0xfffe && character != 0xffff;
}

char *
quote_printable(const char *text)
{
    GString *printable = g_string_new(NULL);
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        g_string_append_unichar(printable, is_printable(character) ? character : 0xfffd);
    }
    return g_string_free(printable, FALSE);
}

/* As a file name or an id mostly is: it needs no quotation marks. */
static bool
is_plain(const char *word)
{
    size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=,+@");

    return plain > 0 && word[plain] == '\0';
}

char *
quote_shell(const char *word)
{
    g_autofree char *printable = quote_printable(word);

    return is_plain(printable) ? g_steal_pointer(&printable) : g_shell_quote(printable);
}

/* PowerShell takes the typographic ones for quotation marks too: about_Quoting_Rules. */
static bool
is_single_quote(gunichar character)
{
    return character == '\'' || (character >= 0x2018 && character <= 0x201b);
}

char *
quote_powershell(const char *text)
{
    g_autoptr(GString) quoted = g_string_new("'");
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    bool is_expression = false;

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        if (!is_printable(character)) {
            g_string_append_printf(quoted, "' + [char]0x%04x + '", character);
            is_expression = true;
            continue;
        }
        g_string_append_unichar(quoted, character);
        if (is_single_quote(character)) {
            g_string_append_unichar(quoted, character);
        }
    }
    g_string_append_c(quoted, '\'');
    return is_expression ? g_strdup_printf("(%s)", quoted->str) : g_strdup(quoted->str);
}

char *
quote_cmd(const char *text)
{
    g_autofree char *printable = quote_printable(text);

    if (strcmp(printable, text) != 0 || strpbrk(text, "\"%!") != NULL ||
        g_str_has_suffix(text, "\\")) {
        return NULL;
    }
    return g_strdup_printf("\"%s\"", text);
}
