/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_OUTPUT_H
#define RESAPID_TOOLS_OUTPUT_H

/*
 * What a command shows: tables of records, as aligned text, JSON or XML. Everything is collected
 * first and written at once, so that a command that fails half-way shows nothing.
 *
 *     text   a heading and one line for each record; plain lines, and "name: value" between
 *     JSON   { "TABLES": [ { "KEY": value, ... }, ... ], ... }
 *     XML    <resapictl> <TABLES> <RECORD KEY="value" .../> ... </TABLES> ... </resapictl>
 *
 * What a terminal or an XML parser could not take in a value is replaced by U+FFFD.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <glib.h>

#include "fit.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_XML };

enum value_kind {
    VALUE_STRING,
    VALUE_NUMBER,
    VALUE_BOOLEAN, /* "true" or "false" */
    VALUE_LIST,    /* words, a blank between them; in JSON an array, in XML an element each */
    VALUE_STATE,   /* a string that is a resource's state: may have a colour */
};

struct column {
    const char *key;     /* in JSON and XML; NULL: only in text */
    const char *heading; /* in text; NULL: only in JSON and XML */
    enum value_kind kind;
};

struct output;

struct output *output_new(enum output_format format);
void output_free(struct output *output);
enum output_format output_format(const struct output *output);
typedef struct output output_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(output_t, output_free)

/* For a terminal: tables fit this width, 0 is without a limit, and states have colours. */
void output_for_terminal(struct output *output, int width, bool coloured);

/* "text", "json" or "xml"; false for another word. */
bool output_format_parse(const char *word, enum output_format *format);

/* Begins a table; columns stay the caller's and must outlive output. tables and record are the
 * names in JSON and XML. */
void output_table(struct output *output, const char *tables, const char *record,
                  const struct column *columns, size_t n_columns);

/* How the table begun last gives way: one for each column; the caller's, as the columns. Without it the
 * table does not. */
void output_fit(struct output *output, const struct fit *fits);

/* Adds a record to the table begun last: one value for each of its columns, copied. NULL is a value
 * that is not known: "-" in text, null in JSON, no attribute in XML. */
void output_record(struct output *output, const char *const *values);

/* Adds a plain line at this place, in text only. */
void output_line(struct output *output, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for "name: value"; names stand to the right, so that the colons of a table's lines are below
 * each other. */
void output_pair(struct output *output, const char *name, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Writes everything and flushes; false with errno set. A reader that has enough and leaves, as head(1)
 * does, is no failure. */
bool output_print(const struct output *output, FILE *stream);
/* The same for what is text already. */
bool output_print_text(const char *text, FILE *stream);

#endif
