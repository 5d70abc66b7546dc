/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "listing-kind.h"

/* Words of the languages that Windows Server was sold in with Latin letters, in lower case. Types and
 * groups come first, as their names have the word for a resource inside ("Ressourcentyp"). */
static const struct {
    const char *part;
    enum windows_kind kind;
} kind_words[] = {
    { "type", WINDOWS_TYPE },          { "typ", WINDOWS_TYPE },
    { "tipo", WINDOWS_TYPE },          { "group", WINDOWS_GROUP },
    { "grup", WINDOWS_GROUP },         { "resource", WINDOWS_RESOURCE },
    { "ressource", WINDOWS_RESOURCE }, { "recurso", WINDOWS_RESOURCE },
    { "risors", WINDOWS_RESOURCE },    { "network", WINDOWS_NETWORK },
    { "netz", WINDOWS_NETWORK },       { "r\xc3\xa9seau", WINDOWS_NETWORK },
    { "node", WINDOWS_NODE },          { "knoten", WINDOWS_NODE },
    { "n\xc5\x93ud", WINDOWS_NODE },   { "noeud", WINDOWS_NODE },
    { "nodo", WINDOWS_NODE },          { "n\xc3\xb3", WINDOWS_NODE },
    { "red", WINDOWS_NETWORK },        { "rete", WINDOWS_NETWORK },
};

static enum windows_kind
kind_of_words(const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(kind_words); i++) {
        if (strstr(lower, kind_words[i].part) != NULL) {
            return kind_words[i].kind;
        }
    }
    return WINDOWS_KINDS;
}

/* A word in the row, with blanks around it. */
static bool
row_has(const char *row, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = strstr(row, word); at != NULL; at = strstr(at + 1, word)) {
        if (at > row && at[-1] == ' ' && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Common properties that objects of one kind alone have, and no private property is called. */
static enum windows_kind
kind_of_properties(const struct listing_table *table)
{
    static const struct {
        const char *property;
        enum windows_kind kind;
    } properties[] = {
        { "SeparateMonitor", WINDOWS_RESOURCE },
        { "RestartAction", WINDOWS_RESOURCE },
        { "FailoverThreshold", WINDOWS_GROUP },
        { "AutoFailbackType", WINDOWS_GROUP },
        { "DllName", WINDOWS_TYPE },
        { "AdminExtensions", WINDOWS_KINDS },
        { "NodeHighestVersion", WINDOWS_NODE },
        { "AddressMask", WINDOWS_NETWORK },
        { "DefaultNetworkRole", WINDOWS_CLUSTER },
        { "QuorumArbitrationTimeMax", WINDOWS_CLUSTER },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(properties); i++) {
        for (guint row = 0; row < table->rows->len; row++) {
            if (properties[i].kind != WINDOWS_KINDS &&
                row_has(g_ptr_array_index(table->rows, row), properties[i].property)) {
                return properties[i].kind;
            }
        }
    }
    return WINDOWS_KINDS;
}

static bool
option_is(const struct listing_table *table, const char *option)
{
    return table->option != NULL && g_ascii_strncasecmp(table->option, option, strlen(option)) == 0;
}

enum windows_kind
listing_kind(const struct listing_table *table, bool *is_common)
{
    enum windows_kind kind = kind_of_properties(table);
    g_autofree char *title = g_utf8_strdown(table->title, -1);

    *is_common = kind != WINDOWS_KINDS || option_is(table, "/prop");
    if (kind != WINDOWS_KINDS) {
        return kind;
    }
    /* "private", "privadas", "privees" are on it in each of these languages. */
    if (!*is_common && !option_is(table, "/priv")) {
        *is_common = table->title[0] != '\0' && strstr(title, "priv") == NULL &&
                     kind_of_words(title) != WINDOWS_KINDS;
    }
    if (table->kind != WINDOWS_KINDS) {
        return table->kind;
    }
    kind = table->count > 1 ? kind_of_words(table->headings[1]) : WINDOWS_KINDS;
    return kind != WINDOWS_KINDS ? kind : kind_of_words(table->title);
}

/* The share of rows whose column of dashes has only digits in it. */
static bool
has_numbers(const struct listing_table *table, guint column)
{
    for (guint i = 0; i < table->rows->len; i++) {
        const char *row = g_ptr_array_index(table->rows, i);
        glong start = 0;
        glong length = g_utf8_strlen(row, -1);
        g_autofree char *cell = NULL;

        for (guint before = 0; before < column; before++) {
            start += (glong)table->widths[before] + 1;
        }
        cell = g_strstrip(g_utf8_substring(row, MIN(start, length),
                                           MIN(start + (glong)table->widths[column], length)));
        if (cell[0] == '\0' || cell[strspn(cell, "0123456789")] != '\0') {
            return false;
        }
    }
    return table->rows->len > 0;
}

static bool
has_word(const char *text, const char *word)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);

    return strstr(lower, word) != NULL;
}

static enum listing_role
role_of_two(const struct listing_table *table)
{
    enum windows_kind kind = table->kind;

    /* In a listing without rows there is nothing else that tells. */
    if (option_is(table, "/check") || has_word(table->title, "checkpoint") ||
        has_word(table->headings[1], "checkpoint")) {
        return LISTING_CHECKPOINTS;
    }
    for (guint i = 0; i < table->rows->len; i++) {
        if (strchr(g_ptr_array_index(table->rows, i), '\\') != NULL) {
            return LISTING_CHECKPOINTS;
        }
    }
    if (kind == WINDOWS_KINDS) {
        kind = kind_of_words(table->headings[0]);
    }
    if (kind == WINDOWS_KINDS || kind == WINDOWS_RESOURCE) {
        kind = kind_of_words(table->headings[1]) == WINDOWS_TYPE ? WINDOWS_TYPE : kind;
    }
    return kind == WINDOWS_TYPE      ? LISTING_TYPES
           : kind == WINDOWS_NETWORK ? LISTING_NETWORKS
                                     : LISTING_UNKNOWN;
}

static enum listing_role
role_of_three(const struct listing_table *table)
{
    enum windows_kind kind = table->kind;

    if (has_numbers(table, 1)) {
        return LISTING_NODES;
    }
    /* Of a group: its name, its node. Of an interface: its node, its network. */
    if (kind != WINDOWS_GROUP) {
        kind = kind_of_words(table->headings[0]);
    }
    if (kind == WINDOWS_GROUP || (kind == WINDOWS_KINDS && table->widths[0] > table->widths[1])) {
        return LISTING_GROUPS;
    }
    return LISTING_IGNORED;
}

enum listing_role
listing_role(const struct listing_table *table)
{
    switch (table->count) {
    case 0:
        return LISTING_EXPRESSION;
    case 1:
        return LISTING_OWNERS;
    case 2:
        return role_of_two(table);
    case 3:
        return role_of_three(table);
    case 4:
        return table->widths[0] <= 3 ? LISTING_PROPERTIES : LISTING_RESOURCES;
    default:
        return LISTING_IGNORED;
    }
}

bool
listing_type_is_first(const struct listing_table *table)
{
    return kind_of_words(table->headings[1]) != WINDOWS_TYPE;
}
