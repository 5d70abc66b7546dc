/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "roff.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST_LINE 80
/* What a line still needs behind its last text: a quotation mark, a delimiter, a continuation. */
#define RESERVE 8
/* Prints nothing; what stands beside it is no macro, no delimiter and no end of a sentence. */
#define NOTHING "\\&"

static gsize
column(const struct roff *roff)
{
    return roff->text->len - roff->line;
}

void
roff_put(struct roff *roff, const char *source)
{
    const char *end = strrchr(source, '\n');

    if (end != NULL) {
        roff->line = roff->text->len + (gsize)(end + 1 - source);
    }
    g_string_append(roff->text, source);
}

void
roff_put_joined(struct roff *roff, const char *source)
{
    if (column(roff) + strlen(source) > LONGEST_LINE - RESERVE) {
        roff_put(roff, "\\\n");
    }
    if (column(roff) == 0 && source[0] == '.') {
        roff_put(roff, NOTHING);
    }
    roff_put(roff, source);
}

/* groff_char(7), "Basic Latin": these have another meaning, or another form in print. */
static const char *
escape_of(gunichar character)
{
    static const struct {
        gunichar character;
        const char *escape;
    } known[] = {
        { '\\', "\\(rs" }, { '"', "\\(dq" }, { '\'', "\\(aq" }, { '`', "\\(ga" },
        { '-', "\\-" },    { '^', "\\(ha" }, { '~', "\\(ti" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (known[i].character == character) {
            return known[i].escape;
        }
    }
    return NULL;
}

static void
put_character(struct roff *roff, gunichar character)
{
    const char *escape = escape_of(character);
    g_autofree char *source = NULL;

    if (escape != NULL) {
        roff_put_joined(roff, escape);
        return;
    }
    if (character >= 0x80 && g_unichar_isprint(character)) {
        source = g_strdup_printf("\\[u%04X]", character);
    } else {
        source = g_strdup_printf("%c", g_unichar_isprint(character) ? (char)character : ' ');
    }
    roff_put_joined(roff, source);
    /* The parentheses of a function, which mandoc would have marked up. */
    if (character == '(') {
        roff_put(roff, NOTHING);
    }
}

void
roff_put_literal(struct roff *roff, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        put_character(roff, g_utf8_get_char(at));
    }
}

void
roff_put_argument(struct roff *roff, const char *text)
{
    roff_put_joined(roff, "\"" NOTHING);
    roff_put_literal(roff, text);
    roff_put(roff, NOTHING "\"");
}

static void
put_word(struct roff *roff, const char *word)
{
    struct roff escaped = { .text = g_string_new(NULL) };
    bool ends_sentence = strchr(".?!", word[strlen(word) - 1]) != NULL;

    roff_put_literal(&escaped, word);
    if (column(roff) > 0) {
        roff_put(roff, column(roff) + 1 + escaped.text->len > LONGEST_LINE ? "\n" : " ");
    }
    roff_put(roff, escaped.text->str);
    if (ends_sentence) {
        roff_put(roff, "\n");
    }
    g_string_free(escaped.text, TRUE);
}

void
roff_put_prose(struct roff *roff, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);

    for (size_t i = 0; words[i] != NULL; i++) {
        if (words[i][0] != '\0') {
            put_word(roff, words[i]);
        }
    }
    if (column(roff) > 0) {
        roff_put(roff, "\n");
    }
}
