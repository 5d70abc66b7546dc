/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html-page.h"

#include <stdarg.h>
#include <libxml/HTMLtree.h>

#include "quote.h"

/* Elements are those that HTML 4 has too: xmllint(1) knows no others, and checks these.
 * Names are isolated, as one may be of letters that are read from the right. */
static const char style[] =
    ":root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #c9d1d9;"
    " --shade: #f3f5f7; --bad: #b3261e; --warn: #8a5a00; --good: #1a6b35; --link: #0b57d0; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #e2e6ea; --paper: #14181c;"
    " --line: #3b444d; --shade: #1f252b; --bad: #ff8a80; --warn: #ffc66d; --good: #7bd88f;"
    " --link: #8ab4f8; } }\n"
    "body { font: 15px/1.5 sans-serif; color: var(--ink); background: var(--paper);"
    " max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }\n"
    "h1, h2, h3, h4, td, th, li, p, pre { unicode-bidi: isolate; }\n"
    "h2 { border-bottom: 2px solid var(--line); margin-top: 2.5rem; }\n"
    "h3 { margin-top: 2rem; }\n"
    "a { color: var(--link); }\n"
    "table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }\n"
    "th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left;"
    " vertical-align: top; }\n"
    "th { background: var(--shade); }\n"
    "pre { background: var(--shade); border: 1px solid var(--line); padding: .5rem;"
    " white-space: pre-wrap; overflow-wrap: anywhere; }\n"
    ".picture { margin: 1rem 0; padding: .5rem; background: #fff; color: #000; overflow: auto;"
    " border: 1px solid var(--line); }\n"
    ".picture svg { max-width: 100%; height: auto; }\n"
    ".problem, .no-equivalent { color: var(--bad); font-weight: bold; }\n"
    ".decide, .changed { color: var(--warn); }\n"
    ".decide { font-weight: bold; }\n"
    ".mapped { color: var(--good); }\n"
    ".back { border-left: 4px solid var(--line); padding-left: 1rem; }\n"
    ".side { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .4rem;"
    " background: var(--shade); font-weight: normal; }\n"
    "@media print { body { max-width: none; font-size: 10pt; } .contents { display: none; }"
    " h2, h3, h4, th { break-after: avoid; } tr, pre, .picture { break-inside: avoid; }"
    " a { color: inherit; text-decoration: none; } }\n";

static void
set_attribute(xmlNode *node, const char *name, const char *value)
{
    xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

xmlNode *
html_add(xmlNode *parent, const char *name, const char *text)
{
    g_autofree char *printable = text != NULL ? quote_printable(text) : NULL;

    return xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST printable);
}

xmlNode *
html_add_class(xmlNode *parent, const char *name, const char *class, const char *text)
{
    xmlNode *node = html_add(parent, name, text);

    if (class != NULL) {
        set_attribute(node, "class", class);
    }
    return node;
}

void
html_add_text(xmlNode *parent, const char *format, ...)
{
    g_autofree char *text = NULL;
    g_autofree char *printable = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    printable = quote_printable(text);
    xmlAddChild(parent, xmlNewText(BAD_CAST printable));
}

void
html_add_link(xmlNode *parent, const char *anchor, const char *text)
{
    g_autofree char *target = g_strdup_printf("#%s", anchor);

    set_attribute(html_add(parent, "a", text), "href", target);
}

static void
add_head(xmlNode *html, const char *title)
{
    xmlNode *head = html_add(html, "head", NULL);
    xmlNode *node = html_add(head, "meta", NULL);

    set_attribute(node, "charset", "UTF-8");
    node = html_add(head, "meta", NULL);
    set_attribute(node, "name", "viewport");
    set_attribute(node, "content", "width=device-width, initial-scale=1");
    html_add(head, "title", title);
    xmlAddChild(html_add(head, "style", NULL), xmlNewText(BAD_CAST style));
}

struct html_page *
html_page_new(const char *title)
{
    struct html_page *page = g_new0(struct html_page, 1);
    xmlNode *html = xmlNewNode(NULL, BAD_CAST "html");
    xmlNode *navigation;

    page->document = htmlNewDocNoDtD(NULL, NULL);
    page->document->encoding = xmlStrdup(BAD_CAST "UTF-8");
    xmlCreateIntSubset(page->document, BAD_CAST "html", NULL, NULL);
    xmlDocSetRootElement(page->document, html);
    set_attribute(html, "lang", "en");
    add_head(html, title);
    page->body = html_add(html, "body", NULL);
    html_add(page->body, "h1", title);
    navigation = html_add_class(page->body, "div", "contents", NULL);
    html_add(navigation, "h2", "Contents");
    page->contents = html_add(navigation, "ol", NULL);
    return page;
}

void
html_page_free(struct html_page *page)
{
    if (page != NULL) {
        xmlFreeDoc(page->document);
        g_free(page);
    }
}

char *
html_page_show(const struct html_page *page)
{
    xmlChar *text = NULL;
    char *copy;
    int size = 0;

    htmlDocDumpMemoryFormat(page->document, &text, &size, 1);
    copy = g_strndup((const char *)text, (gsize)size);
    xmlFree(text);
    return copy;
}

xmlNode *
html_add_section(struct html_page *page, const char *anchor, const char *heading, xmlNode **entry)
{
    xmlNode *item = html_add(page->contents, "li", NULL);
    xmlNode *section = html_add(page->body, "div", NULL);

    html_add_link(item, anchor, heading);
    set_attribute(section, "id", anchor);
    html_add(section, "h2", heading);
    if (entry != NULL) {
        *entry = item;
    }
    return section;
}

xmlNode *
html_add_table(xmlNode *parent, const char *const *headings)
{
    xmlNode *table = html_add(parent, "table", NULL);
    xmlNode *row = html_add(html_add(table, "thead", NULL), "tr", NULL);

    for (size_t i = 0; headings[i] != NULL; i++) {
        set_attribute(html_add(row, "th", headings[i]), "scope", "col");
    }
    return html_add(table, "tbody", NULL);
}

void
html_add_row(xmlNode *rows, const char *class, const char *const *cells, size_t n_cells)
{
    xmlNode *row = html_add(rows, "tr", NULL);

    for (size_t i = 0; i < n_cells; i++) {
        html_add_class(row, "td", i == 0 ? class : NULL, cells[i]);
    }
}
