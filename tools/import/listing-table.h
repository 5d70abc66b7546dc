/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_LISTING_TABLE_H
#define RESAPID_IMPORT_LISTING_TABLE_H

/*
 * The tables in what cluster.exe has printed, one listing behind the other: a title, a heading, a line of
 * dashes, rows to the next empty line. The command before them is there where somebody has copied it too.
 * Titles and headings are in the language of the Windows they come from.
 */

#include <stdbool.h>
#include <glib.h>

#include "listing-columns.h"
#include "windows-cluster.h"

/* Longer rows, and more of them, are no listing's. */
#define LISTING_ROW_MAX  65536U
#define LISTING_ROWS_MAX 2000000U

struct listing_table {
    guint line;      /* of the dashes, or of the expression, from 1 */
    char *title;     /* without what stands in quotation marks; never NULL */
    char *name;      /* what stands in quotation marks there, or in the command; NULL: nothing */
    char **headings; /* of each column; NULL for an expression */
    guint widths[LISTING_COLUMNS_MAX];
    guint count;            /* of columns; 0: rows[0] is an expression of dependencies */
    GPtrArray *rows;        /* of char * */
    GArray *lines;          /* of guint: where each of them stands, from 1 */
    enum windows_kind kind; /* what the command was about; WINDOWS_KINDS: there was none */
    char *option;           /* of the command, "/prop"; NULL: none */
};

struct listing_left_out {
    guint long_rows; /* with more than LISTING_ROW_MAX */
    guint long_line; /* where the first one of them stands */
    guint rows;      /* behind LISTING_ROWS_MAX */
};

/* An array of struct listing_table that owns them. Text is UTF-8. */
GPtrArray *listing_tables(const char *text, struct listing_left_out *left_out);

#endif
