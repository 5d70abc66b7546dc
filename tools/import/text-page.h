/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_TEXT_PAGE_H
#define RESAPID_IMPORT_TEXT_PAGE_H

/* Plain text for 80 columns of a terminal, built from its top to its end. Everything becomes printable
 * here. Pure. */

#include <glib.h>

#define TEXT_PAGE_COLUMNS 80

/* A heading of the first or second level, with a blank line before it. */
void text_heading(GString *page, unsigned int level, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Words, wrapped, behind that many blanks. No line ends inside quotation marks or in an option, so that what
 * is to be typed can be pasted: one that no line has room for is longer than a line. Other words that are so
 * long, such as paths, are cut. */
void text_paragraph(GString *page, int indent, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same with a label before the first line; the others stand below the first. A label that is wider
 * than its column has the line for itself. */
void text_labelled(GString *page, int indent, int column, const char *label, const char *format,
                   ...) G_GNUC_PRINTF(5, 6);

/* One line, never wrapped. */
void text_line(GString *page, int indent, const char *line);

#endif
