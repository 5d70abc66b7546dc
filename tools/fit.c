/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fit.h"

#include <glib.h>

#define ELLIPSIS "\u2026"

static int
total(const int *widths, size_t n_columns, int gap)
{
    int sum = 0;

    for (size_t i = 0; i < n_columns; i++) {
        if (widths[i] > 0) {
            sum += widths[i] + (sum > 0 ? gap : 0);
        }
    }
    return sum;
}

/* n_columns if there is none. */
static size_t
widest_to_shorten(const int *widths, const struct fit *fits, size_t n_columns)
{
    size_t widest = n_columns;

    for (size_t i = 0; i < n_columns; i++) {
        if (fits[i].least > 0 && widths[i] > fits[i].least &&
            (widest == n_columns || widths[i] > widths[widest])) {
            widest = i;
        }
    }
    return widest;
}

static size_t
next_to_drop(const int *widths, const struct fit *fits, size_t n_columns)
{
    size_t next = n_columns;

    for (size_t i = 0; i < n_columns; i++) {
        if (widths[i] > 0 && fits[i].drop > 0 &&
            (next == n_columns || fits[i].drop < fits[next].drop)) {
            next = i;
        }
    }
    return next;
}

void
fit_columns(int *widths, const struct fit *fits, size_t n_columns, int gap, int room)
{
    size_t column;

    while (total(widths, n_columns, gap) > room &&
           (column = widest_to_shorten(widths, fits, n_columns)) < n_columns) {
        widths[column]--;
    }
    while (total(widths, n_columns, gap) > room &&
           (column = next_to_drop(widths, fits, n_columns)) < n_columns) {
        widths[column] = 0;
    }
}

char *
fit_text(const char *text, int width)
{
    g_autofree char *beginning = NULL;

    if (g_utf8_strlen(text, -1) <= width) {
        return g_strdup(text);
    }
    beginning = g_utf8_substring(text, 0, width - 1);
    return g_strconcat(beginning, ELLIPSIS, NULL);
}
