/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The meta-data of a resource type's agent: OCF resource agent API 1.1, "Metadata".
 */

#include <libxml/xmlwriter.h>

#include "daemon/properties.h"
#include "description.h"

#define ONE_SECOND_MS 1000
/* What the agent itself, and resapid between two calls, may take. */
#define MARGIN_MS 20000

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

static bool
is_in_xml(gunichar character)
{
    return character == '\n' ||
           (character >= ' ' && character != 0x7f && character != 0xfffe && character != 0xffff);
}

/* What a DLL's names and values may have need not be in any XML document (XML 1.0, "Characters"). Free with
 * g_free(). */
static char *
clean_text(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *clean = g_string_new(NULL);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        g_string_append_unichar(clean, is_in_xml(character) ? character : ' ');
    }
    return g_string_free(clean, FALSE);
}

static void
prose(xmlTextWriter *writer, const char *element, const char *text)
{
    g_autofree char *clean = clean_text(text);

    xmlTextWriterStartElement(writer, xml(element));
    attribute(writer, "lang", "en");
    xmlTextWriterWriteString(writer, xml(clean));
    xmlTextWriterEndElement(writer);
}

static void
times_of_action(xmlTextWriter *writer, const char *name, uint64_t timeout_ms)
{
    g_autofree char *timeout =
        g_strdup_printf("%" G_GUINT64_FORMAT "s", (timeout_ms + ONE_SECOND_MS - 1) / ONE_SECOND_MS);

    attribute(writer, "name", name);
    attribute(writer, "timeout", timeout);
}

static void
action(xmlTextWriter *writer, const char *name, uint64_t timeout_ms)
{
    xmlTextWriterStartElement(writer, xml("action"));
    times_of_action(writer, name, timeout_ms);
    xmlTextWriterEndElement(writer);
}

static void
monitor(xmlTextWriter *writer, const char *depth, uint32_t interval_s, uint64_t timeout_ms)
{
    g_autofree char *interval = g_strdup_printf("%us", interval_s);

    xmlTextWriterStartElement(writer, xml("action"));
    times_of_action(writer, "monitor", timeout_ms);
    attribute(writer, "depth", depth);
    attribute(writer, "interval", interval);
    xmlTextWriterEndElement(writer);
}

/*
 * A start is one call of Open and one of Online, which may then be pending; a stop Offline, which may be
 * pending, and Terminate. Each call may take DeadlockTimeout, and PendingTimeout begins anew with each
 * progress, so a longer time than the suggested one may be right. reload-agent may have to do both.
 */
static void
actions(xmlTextWriter *writer, const struct agent_times *times)
{
    uint64_t change_ms = (uint64_t)times->deadlock + times->pending + MARGIN_MS;
    uint64_t call_ms = (uint64_t)times->deadlock + MARGIN_MS;
    uint32_t looks_alive_s = MAX(times->looks_alive / ONE_SECOND_MS, 1);
    uint32_t is_alive_s = MAX(times->is_alive / ONE_SECOND_MS, 1);

    /* Pacemaker tells a resource's monitors apart by their intervals. */
    is_alive_s += is_alive_s == looks_alive_s ? 1 : 0;
    xmlTextWriterStartElement(writer, xml("actions"));
    action(writer, "start", change_ms);
    action(writer, "stop", change_ms);
    monitor(writer, "0", looks_alive_s, call_ms);
    monitor(writer, "10", is_alive_s, call_ms);
    action(writer, "reload-agent", 2 * change_ms);
    action(writer, "validate-all", MARGIN_MS);
    action(writer, "meta-data", 5 * ONE_SECOND_MS);
    xmlTextWriterEndElement(writer);
}

static bool
is_number(const struct agent_parameter *parameter)
{
    return parameter->type == REG_DWORD || parameter->type == REG_QWORD;
}

static const char *
how_to_write(uint32_t type)
{
    switch (type) {
    case REG_MULTI_SZ:
        return " Several texts have a semicolon between them.";
    case REG_BINARY:
        return " Pairs of hexadecimal digits.";
    case REG_EXPAND_SZ:
        return " Windows' environment variables, %NAME%, are expanded.";
    default:
        return "";
    }
}

static char *
bound_text(const struct agent_parameter *parameter, uint64_t bound)
{
    return parameter->is_signed ? g_strdup_printf("%" G_GINT64_FORMAT, (gint64)bound)
                                : g_strdup_printf("%" G_GUINT64_FORMAT, bound);
}

static void
append_bounds(GString *text, const struct agent_parameter *parameter)
{
    g_autofree char *least = bound_text(parameter, parameter->least);
    g_autofree char *most = bound_text(parameter, parameter->most);

    g_string_append_printf(text, " From %s to %s%s.", least, most,
                           parameter->unit != NULL ? parameter->unit : "");
}

static char *
long_description(const struct agent_parameter *parameter)
{
    g_autofree char *format = property_format_name(parameter->type);
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
    g_string_append(text, how_to_write(parameter->type));
    return g_string_free(text, FALSE);
}

static void
content(xmlTextWriter *writer, const struct agent_parameter *parameter)
{
    const char *preset = parameter->preset != NULL ? parameter->preset : "";
    g_autofree char *clean = clean_text(preset);

    xmlTextWriterStartElement(writer, xml("content"));
    attribute(writer, "type", is_number(parameter) ? "integer" : "string");
    if (parameter->preset != NULL && !parameter->required && g_str_equal(clean, preset)) {
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
    actions(writer, &description->times);
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
