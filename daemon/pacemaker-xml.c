/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker-xml.h"

#include <limits.h>
#include <string.h>
#include <libxml/parser.h>

#include "error.h"
#include "log.h"

/* libxml2's own limits of depth and size hold, since XML_PARSE_HUGE is not given. */
#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS)

static void
set_malformed(GError **error, const char *what, const char *why)
{
    g_autofree char *line = log_one_line(why);

    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: what it wrote is not understood: %s",
                what, g_strchomp(line));
}

xmlDoc *
pacemaker_xml_read(const char *xml, size_t length, const char *root, const char *what,
                   GError **error)
{
    g_autoptr(xmlDoc) document = NULL;

    xmlResetLastError();
    if (length <= INT_MAX) {
        document = xmlReadMemory(xml, (int)length, NULL, NULL, OPTIONS);
    }
    if (document == NULL) {
        const xmlError *cause = xmlGetLastError();

        set_malformed(error, what,
                      cause != NULL && cause->message != NULL ? cause->message : "it is no XML");
        return NULL;
    }
    if (document->intSubset != NULL || document->extSubset != NULL) {
        set_malformed(error, what, "it has a document type");
        return NULL;
    }
    if (!pacemaker_xml_is(xmlDocGetRootElement(document), root)) {
        set_malformed(error, what, "it is another document");
        return NULL;
    }
    return g_steal_pointer(&document);
}

bool
pacemaker_xml_is(const xmlNode *element, const char *name)
{
    return element != NULL && element->type == XML_ELEMENT_NODE &&
           (name == NULL || strcmp((const char *)element->name, name) == 0);
}

static const xmlNode *
from(const xmlNode *element, const char *name)
{
    while (element != NULL && !pacemaker_xml_is(element, name)) {
        element = element->next;
    }
    return element;
}

const xmlNode *
pacemaker_xml_child(const xmlNode *parent, const char *name)
{
    return parent != NULL ? from(parent->children, name) : NULL;
}

const xmlNode *
pacemaker_xml_next(const xmlNode *element, const char *name)
{
    return from(element->next, name);
}

char *
pacemaker_xml_attribute(const xmlNode *element, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(element, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);

    xmlFree(value);
    return copy;
}

char *
pacemaker_xml_attribute_or(const xmlNode *element, const char *name, const char *otherwise)
{
    char *value = pacemaker_xml_attribute(element, name);

    return value != NULL ? value : g_strdup(otherwise);
}

bool
pacemaker_xml_truth(const char *word)
{
    static const char *const words[] = { "true", "yes", "on", "y", "1" };

    for (size_t i = 0; word != NULL && i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool
pacemaker_xml_is_true(const xmlNode *element, const char *name)
{
    g_autofree char *value = pacemaker_xml_attribute(element, name);

    return pacemaker_xml_truth(value);
}
