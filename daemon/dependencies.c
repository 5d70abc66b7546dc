/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dependencies.h"

#include <string.h>

/* An AND of clauses, each an OR of resources: arrays of arrays of strings. */
static GPtrArray *
clauses_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
}

static GPtrArray *
clause_new(char *resource)
{
    GPtrArray *clause = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(clause, resource);
    return clause;
}

static bool
same_resource(const char *one, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(one, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded, folded_other) == 0;
}

/* Writing */

static void
add_resource(GString *text, const char *resource, const char *before)
{
    g_string_append_printf(text, "%s[%s]", before, resource);
}

/* What an OR names twice counts once. */
static char *
clause_text(const GPtrArray *clause)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < clause->len; i++) {
        const char *resource = g_ptr_array_index(clause, i);

        if (g_hash_table_add(seen, g_utf8_casefold(resource, -1))) {
            add_resource(text, resource, text->len > 0 ? " or " : "");
        }
    }
    return g_hash_table_size(seen) > 1 ? g_strdup_printf("(%s)", text->str) : g_strdup(text->str);
}

/* And so does an OR that the AND names twice; one that is empty is none. */
static char *
clauses_text(const GPtrArray *clauses)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < clauses->len; i++) {
        g_autofree char *clause = clause_text(g_ptr_array_index(clauses, i));

        if (clause[0] != '\0' && g_hash_table_add(seen, g_utf8_casefold(clause, -1))) {
            g_string_append_printf(text, "%s%s", text->len > 0 ? " and " : "", clause);
        }
    }
    return g_string_free(text, FALSE);
}

/* Reading */

#define DEPTH_MAX 100

/* No name is longer (255 characters). */
#define NAME_BYTES_MAX 1024

struct reader {
    const char *at;
    dependencies_name name;
    void *user;
    unsigned int depth;
    GError **error;
};

static void
set_no_expression(struct reader *reader, const char *why)
{
    set_win32_error(reader->error, WIN32_INVALID_PARAMETER, "dependency expression: %s at '%.40s'",
                    why, reader->at);
}

static void
skip_blanks(struct reader *reader)
{
    while (g_ascii_isspace(*reader->at)) {
        reader->at++;
    }
}

static bool
begins_with(const char *text, const char *word)
{
    return g_ascii_strncasecmp(text, word, strlen(word)) == 0;
}

/* Behind a resource comes the end, a parenthesis or an operator. */
static bool
can_end_at(const char *bracket)
{
    const char *next = bracket + 1;

    return *next == '\0' || *next == ')' || g_ascii_isspace(*next) || begins_with(next, "and") ||
           begins_with(next, "or");
}

/* A name may have brackets in it, and the first bracket that makes it one ends it. */
static char *
read_resource(struct reader *reader)
{
    const char *begin = reader->at + 1;
    const char *end = begin;

    while ((end = strchr(end, ']')) != NULL && end - begin <= NAME_BYTES_MAX) {
        g_autofree char *bracketed = g_strndup(begin, (gsize)(end - begin));
        char *resource =
            bracketed[0] != '\0' && can_end_at(end) ? reader->name(reader->user, bracketed) : NULL;

        if (resource != NULL) {
            reader->at = end + 1;
            return resource;
        }
        end++;
    }
    end = strchr(begin, ']');
    if (end == NULL || end == begin) {
        set_no_expression(reader, "no resource in brackets");
    } else {
        set_win32_error(reader->error, WIN32_RESOURCE_NOT_FOUND, "dependency expression: '%.*s'",
                        (int)MIN(end - begin, NAME_BYTES_MAX), begin);
    }
    return NULL;
}

enum junction { JUNCTION_NONE, JUNCTION_AND, JUNCTION_OR };

static enum junction
read_junction(struct reader *reader)
{
    skip_blanks(reader);
    if (begins_with(reader->at, "and")) {
        reader->at += 3;
        return JUNCTION_AND;
    }
    if (begins_with(reader->at, "or")) {
        reader->at += 2;
        return JUNCTION_OR;
    }
    return JUNCTION_NONE;
}

static GPtrArray *read_clauses(struct reader *reader);

static GPtrArray *
read_parentheses(struct reader *reader)
{
    GPtrArray *clauses;

    if (reader->depth >= DEPTH_MAX) {
        set_no_expression(reader, "too many parentheses");
        return NULL;
    }
    reader->at++;
    reader->depth++;
    clauses = read_clauses(reader);
    reader->depth--;
    skip_blanks(reader);
    if (clauses != NULL && *reader->at != ')') {
        set_no_expression(reader, "no closing parenthesis");
        g_clear_pointer(&clauses, g_ptr_array_unref);
    }
    reader->at += clauses != NULL ? 1 : 0;
    return clauses;
}

static GPtrArray *
read_operand(struct reader *reader)
{
    GPtrArray *clauses;
    char *resource;

    skip_blanks(reader);
    if (*reader->at == '(') {
        return read_parentheses(reader);
    }
    if (*reader->at != '[') {
        set_no_expression(reader, "no resource in brackets");
        return NULL;
    }
    resource = read_resource(reader);
    if (resource == NULL) {
        return NULL;
    }
    clauses = clauses_new();
    g_ptr_array_add(clauses, clause_new(resource));
    return clauses;
}

/* Both arrays are taken. An OR of ANDs is no expression, as documented. */
static GPtrArray *
combine(struct reader *reader, GPtrArray *clauses, enum junction junction, GPtrArray *more)
{
    if (junction == JUNCTION_AND) {
        g_ptr_array_extend_and_steal(clauses, more);
        return clauses;
    }
    if (clauses->len != 1 || more->len != 1) {
        set_no_expression(reader, "an OR of ANDs ends");
        g_ptr_array_unref(clauses);
        g_ptr_array_unref(more);
        return NULL;
    }
    g_ptr_array_extend_and_steal(g_ptr_array_index(clauses, 0),
                                 g_ptr_array_ref(g_ptr_array_index(more, 0)));
    g_ptr_array_unref(more);
    return clauses;
}

/* Operands with one operator between them; the documented grammar has no precedence. */
static GPtrArray *
read_clauses(struct reader *reader)
{
    GPtrArray *clauses = read_operand(reader);
    enum junction first = JUNCTION_NONE;

    while (clauses != NULL) {
        enum junction junction = read_junction(reader);
        GPtrArray *more = NULL;

        if (junction == JUNCTION_NONE) {
            return clauses;
        }
        first = first == JUNCTION_NONE ? junction : first;
        if (junction != first) {
            set_no_expression(reader, "AND and OR without parentheses");
        } else {
            more = read_operand(reader);
        }
        if (more == NULL) {
            g_clear_pointer(&clauses, g_ptr_array_unref);
        } else {
            clauses = combine(reader, clauses, junction, more);
        }
    }
    return NULL;
}

/* NULL with an error. */
static GPtrArray *
read_expression(const char *expression, dependencies_name name, void *user, GError **error)
{
    struct reader reader = { .at = expression, .name = name, .user = user, .error = error };
    GPtrArray *clauses;

    skip_blanks(&reader);
    if (*reader.at == '\0') {
        return clauses_new();
    }
    clauses = read_clauses(&reader);
    skip_blanks(&reader);
    if (clauses != NULL && *reader.at != '\0') {
        set_no_expression(&reader, "no operator");
        g_clear_pointer(&clauses, g_ptr_array_unref);
    }
    return clauses;
}

char *
dependencies_rewrite(const char *expression, dependencies_name name, void *user, GError **error)
{
    g_autoptr(GPtrArray) clauses = read_expression(expression, name, user, error);

    return clauses != NULL ? clauses_text(clauses) : NULL;
}

/* Rewritten expressions */

static char *
as_it_is(void *user, const char *bracketed)
{
    (void)user;
    return g_strdup(bracketed);
}

GPtrArray *
dependencies_clauses(const char *expression)
{
    GPtrArray *clauses = read_expression(expression, as_it_is, NULL, NULL);

    return clauses != NULL ? clauses : clauses_new();
}

char **
dependencies_list(const char *expression)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) clauses = dependencies_clauses(expression);
    GPtrArray *list = g_ptr_array_new();

    for (guint i = 0; i < clauses->len; i++) {
        const GPtrArray *clause = g_ptr_array_index(clauses, i);

        for (guint j = 0; j < clause->len; j++) {
            const char *resource = g_ptr_array_index(clause, j);

            if (g_hash_table_add(seen, g_utf8_casefold(resource, -1))) {
                g_ptr_array_add(list, g_strdup(resource));
            }
        }
    }
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_free(list, FALSE);
}

char *
dependencies_with(const char *expression, const char *resource)
{
    g_autoptr(GPtrArray) clauses = read_expression(expression, as_it_is, NULL, NULL);

    if (clauses == NULL) {
        return NULL;
    }
    g_ptr_array_add(clauses, clause_new(g_strdup(resource)));
    return clauses_text(clauses);
}

char *
dependencies_without(const char *expression, const char *resource)
{
    g_autoptr(GPtrArray) clauses = read_expression(expression, as_it_is, NULL, NULL);

    if (clauses == NULL) {
        return NULL;
    }
    for (guint i = 0; i < clauses->len; i++) {
        GPtrArray *clause = g_ptr_array_index(clauses, i);

        for (guint j = clause->len; j > 0; j--) {
            if (same_resource(g_ptr_array_index(clause, j - 1), resource)) {
                g_ptr_array_remove_index(clause, j - 1);
            }
        }
    }
    return clauses_text(clauses);
}
