/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_XML_H
#define RESAPID_PACEMAKER_XML_H

/*
 * What pacemaker-status.c and pacemaker-configuration.c need of libxml2: documents from memory, and
 * attributes as strings. What is not known in them is passed over.
 */

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include <libxml/tree.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

/* A well-formed document with this root element and without a document type, which would have entities.
 * what is for the error, such as the program it comes from. */
xmlDoc *pacemaker_xml_read(const char *xml, size_t length, const char *root, const char *what,
                           GError **error);

/* The first child element of that name, and the next one beside it; name NULL is any. */
const xmlNode *pacemaker_xml_child(const xmlNode *parent, const char *name);
const xmlNode *pacemaker_xml_next(const xmlNode *element, const char *name);
bool pacemaker_xml_is(const xmlNode *element, const char *name);

/* g_free(); NULL if there is none, and otherwise instead of it. */
char *pacemaker_xml_attribute(const xmlNode *element, const char *name);
char *pacemaker_xml_attribute_or(const xmlNode *element, const char *name, const char *otherwise);
/* Pacemaker's words for true: true, yes, on, y, 1, without regard to case. */
bool pacemaker_xml_is_true(const xmlNode *element, const char *name);
bool pacemaker_xml_truth(const char *word);

#endif
