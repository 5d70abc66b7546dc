/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_FIT_H
#define RESAPID_TOOLS_FIT_H

/*
 * How a table fits the width of a terminal: first columns are shortened, each to its least width at
 * most and the widest first, then columns are left out. Pure. Widths are in characters.
 */

#include <stddef.h>

struct fit {
    unsigned int drop; /* 1 is left out first; 0: never */
    int least;         /* 0: never shortened */
};

/* Makes the sum of the widths and of the gaps between them at most room, as far as that can be done. A
 * width of 0 is no column, before and afterwards. */
void fit_columns(int *widths, const struct fit *fits, size_t n_columns, int gap, int room);

/* The text, or its beginning and an ellipsis; g_free(). */
char *fit_text(const char *text, int width);

#endif
