/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_LISTING_COLUMNS_H
#define RESAPID_IMPORT_LISTING_COLUMNS_H

/*
 * The cells of a row, by the widths that the line of dashes tells. cluster.exe cuts nothing: a cell that is
 * wider than its column moves the rest of the row to the right, with one blank behind it. So a row may be
 * read in more than one way, and who knows what is in it chooses.
 */

#include <stdbool.h>
#include <glib.h>

#define LISTING_COLUMNS_MAX 6

/* How unlikely these cells are, a NULL-terminated array, empty cells being ""; below 0: impossible. */
typedef int (*listing_judge)(void *user, char **cells);

/* Cells of the likeliest reading, g_strfreev(); NULL where there is none. is_doubtful: there is another one
 * as likely. A cell that is wider than its column makes a reading less likely by 2. */
char **listing_split(const char *row, const guint *widths, guint count, listing_judge judge,
                     void *user, bool *is_doubtful);

#endif
