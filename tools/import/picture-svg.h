/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_PICTURE_SVG_H
#define RESAPID_IMPORT_PICTURE_SVG_H

/* Pictures as SVG elements, drawn by graphviz's dot, which is a program that may be absent. The caller
 * ignores SIGPIPE, as a program may end before it has read what it is given. */

#include <glib.h>
#include <libxml/tree.h>

/* How long dot may take. */
#define PICTURE_TIMEOUT_S 30

/* The element svg, of document and not in it yet; without comments, titles and ids. program is dot, or
 * what stands for it. NULL with an error where it is not there (G_SPAWN_ERROR_NOENT), takes too long,
 * fails, or says what is no SVG. */
xmlNode *picture_svg(const char *dot, const char *program, xmlDoc *document, GError **error);

#endif
