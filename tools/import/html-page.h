/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_HTML_PAGE_H
#define RESAPID_IMPORT_HTML_PAGE_H

/* One HTML page that needs nothing but itself, as a tree of libxml2's. Whatever text is put into it is
 * only text: it becomes printable here, and libxml2 escapes it. */

#include <libxml/tree.h>
#include <glib.h>

struct html_page {
    xmlDoc *document;
    xmlNode *contents; /* the list of the table of contents */
    xmlNode *body;     /* what follows it */
};

/* With the title as its heading. */
struct html_page *html_page_new(const char *title);
void html_page_free(struct html_page *page);
/* The page's text; UTF-8. g_free(). */
char *html_page_show(const struct html_page *page);

/* An element behind the children of parent; text and class may be NULL. */
xmlNode *html_add(xmlNode *parent, const char *name, const char *text);
xmlNode *html_add_class(xmlNode *parent, const char *name, const char *class, const char *text);
/* Text behind the children of parent. */
void html_add_text(xmlNode *parent, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A link to an anchor of the page. */
void html_add_link(xmlNode *parent, const char *anchor, const char *text);

/* A section with a heading of level 2 and this anchor, which the table of contents links to. Its entry
 * there is put into *entry, unless that is NULL. */
xmlNode *html_add_section(struct html_page *page, const char *anchor, const char *heading,
                          xmlNode **entry);

/* A table with these headings, which end with NULL: the element that rows belong into. */
xmlNode *html_add_table(xmlNode *parent, const char *const *headings);
/* A row, whose first cell is of this class; cells may be NULL, which is an empty one. */
void html_add_row(xmlNode *rows, const char *class, const char *const *cells, size_t n_cells);

#endif
