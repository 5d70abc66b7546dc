/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The meta-data of a resource type's agent: OCF resource agent API 1.1, "Metadata".
 */

#include <libxml/xmlwriter.h>

#include "daemon/properties.h"
#include "description.h"

static const xmlChar *
xml(const char *text)
{
    return (const xmlChar *)text;
}

static void
attribute(xmlTextWriter *writer, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(writer, xml(name), xml(value));
}

static void
prose(xmlTextWriter *writer, const char *element, const char *text)
{
    g_autofree char *clean = agent_text_clean(text);

    xmlTextWriterStartElement(writer, xml(element));
    attribute(writer, "lang", "en");
    xmlTextWriterWriteString(writer, xml(clean));
    xmlTextWriterEndElement(writer);
}

static void
write_action(xmlTextWriter *writer, const struct agent_action *action)
{
    g_autofree char *timeout = g_strdup_printf("%" G_GUINT64_FORMAT "s", action->timeout_s);
    g_autofree char *interval = g_strdup_printf("%us", action->interval_s);

    xmlTextWriterStartElement(writer, xml("action"));
    attribute(writer, "name", action->name);
    attribute(writer, "timeout", timeout);
    if (action->depth != NULL) {
        attribute(writer, "depth", action->depth);
        attribute(writer, "interval", interval);
    }
    xmlTextWriterEndElement(writer);
}

static void
write_actions(xmlTextWriter *writer, const struct agent_description *description)
{
    struct agent_action actions[AGENT_ACTIONS];

    agent_description_actions(description, actions);
    xmlTextWriterStartElement(writer, xml("actions"));
    for (size_t i = 0; i < AGENT_ACTIONS; i++) {
        write_action(writer, &actions[i]);
    }
    xmlTextWriterEndElement(writer);
}

static void
append_bounds(GString *text, const struct agent_parameter *parameter)
{
    g_autofree char *least = agent_parameter_bound(parameter, parameter->least);
    g_autofree char *most = agent_parameter_bound(parameter, parameter->most);

    g_string_append_printf(text, " From %s to %s%s.", least, most,
                           parameter->unit != NULL ? parameter->unit : "");
}

static char *
long_description(const struct agent_parameter *parameter)
{
    g_autofree char *format = property_format_name(parameter->type);
    const char *how = agent_parameter_how_to_write(parameter);
    GString *text = g_string_new(parameter->text);

    if (parameter->words) {
        return g_string_free(text, FALSE);
    }
    g_string_append_printf(text, "%s%s property %s (%s).", text->len > 0 ? " " : "",
                           parameter->common ? "Advanced: common" : "Private", parameter->property,
                           format);
    if (parameter->has_bounds) {
        append_bounds(text, parameter);
    }
    g_string_append_printf(text, "%s%s", how[0] != '\0' ? " " : "", how);
    return g_string_free(text, FALSE);
}

static void
content(xmlTextWriter *writer, const struct agent_parameter *parameter)
{
    const char *preset = agent_parameter_default(parameter);

    xmlTextWriterStartElement(writer, xml("content"));
    attribute(writer, "type", agent_parameter_content(parameter));
    if (preset != NULL) {
        attribute(writer, "default", preset);
    }
    xmlTextWriterEndElement(writer);
}

static void
write_parameter(xmlTextWriter *writer, const struct agent_parameter *parameter)
{
    g_autofree char *text = long_description(parameter);
    const char *about = parameter->short_text != NULL ? parameter->short_text : parameter->property;
    g_autofree char *short_text = g_strconcat(parameter->common ? "Advanced: " : "", about, NULL);

    xmlTextWriterStartElement(writer, xml("parameter"));
    attribute(writer, "name", parameter->name);
    attribute(writer, "required", parameter->required ? "1" : "0");
    attribute(writer, "unique", "0");
    attribute(writer, "reloadable", parameter->reloadable ? "1" : "0");
    prose(writer, "longdesc", text);
    prose(writer, "shortdesc", short_text);
    content(writer, parameter);
    xmlTextWriterEndElement(writer);
}

#define HOW_IT_RUNS                                                                                \
    "resapid(8) loads it under Wine, calls its entry points and keeps the resource's state; this " \
    "agent asks resapid, which has to run on each node that may run the resource"

static void
explain(xmlTextWriter *writer, const struct agent_description *description)
{
    g_autofree char *text = g_strdup_printf(
        "%s The resource type '%s' is built in, with the resource DLL %s: " HOW_IT_RUNS
        ". See ocf_resapi_%s(7).",
        description->text, description->type, description->dll, description->agent);

    prose(writer, "longdesc", text);
    prose(writer, "shortdesc", description->short_text);
}

static void
write_descriptions(xmlTextWriter *writer, const struct agent_description *description)
{
    g_autofree char *text =
        g_strdup_printf("Runs one resource of the type '%s' of a Windows failover cluster. Its "
                        "resource DLL, %s, is not "
                        "changed: " HOW_IT_RUNS
                        ", and the type has to be added on each with 'resapictl type add'. See "
                        "ocf_resapi_ResourceDLL(7).",
                        description->type, description->dll);
    g_autofree char *short_text =
        g_strdup_printf("Windows failover cluster resource type '%s'", description->type);

    if (description->text != NULL) {
        explain(writer, description);
        return;
    }
    prose(writer, "longdesc", text);
    prose(writer, "shortdesc", short_text);
}

/* Without an encoding, which is UTF-8 then: crmsh parses it as text that is decoded already, and its
 * parser refuses such a text that names one. The DTD is OCF 1.0's, as in other agents: ocf-tester asks
 * for it. */
static void
write_document(xmlTextWriter *writer, const struct agent_description *description)
{
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterStartDocument(writer, NULL, NULL, NULL);
    xmlTextWriterWriteDTD(writer, xml("resource-agent"), NULL, xml("ra-api-1.dtd"), NULL);
    xmlTextWriterStartElement(writer, xml("resource-agent"));
    attribute(writer, "name", description->agent);
    attribute(writer, "version", PACKAGE_VERSION);
    xmlTextWriterWriteElement(writer, xml("version"), xml("1.1"));
    write_descriptions(writer, description);
    xmlTextWriterStartElement(writer, xml("parameters"));
    for (guint i = 0; i < description->parameters->len; i++) {
        write_parameter(writer, description->parameters->pdata[i]);
    }
    xmlTextWriterEndElement(writer);
    write_actions(writer, description);
    xmlTextWriterEndDocument(writer);
}

char *
agent_description_metadata(const struct agent_description *description)
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlTextWriter *writer = xmlNewTextWriterMemory(buffer, 0);
    char *text;

    write_document(writer, description);
    xmlFreeTextWriter(writer);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}
