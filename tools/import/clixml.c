/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <libxml/xmlreader.h>

#include "daemon/error.h"
#include "clixml.h"
#include "powershell-cluster.h"

struct clixml {
    xmlTextReader *reader;
    powershell_document_t *document;
    GHashTable *references; /* RefId of Obj to the object */
    GHashTable *types;      /* RefId of TN to its first T */
    char *fault;            /* NULL: all is well */
    int fault_line;
};

static void
set_fault(struct clixml *clixml, const char *what)
{
    if (clixml->fault == NULL) {
        clixml->fault = g_strchomp(g_strdup(what));
        clixml->fault_line = xmlTextReaderGetParserLineNumber(clixml->reader);
    }
}

static void
on_xml_error(void *user, xmlErrorPtr error)
{
    struct clixml *clixml = user;

    if (error->level != XML_ERR_WARNING && clixml->fault == NULL) {
        clixml->fault = g_strchomp(g_strdup(error->message != NULL ? error->message : "no XML"));
        clixml->fault_line = error->line;
    }
}

static bool
advance(struct clixml *clixml)
{
    if (clixml->fault == NULL && xmlTextReaderRead(clixml->reader) != 1) {
        set_fault(clixml, "the file ends too early");
    }
    if (clixml->fault == NULL &&
        xmlTextReaderNodeType(clixml->reader) == XML_READER_TYPE_DOCUMENT_TYPE) {
        set_fault(clixml, "it has a document type, which PowerShell never writes");
    }
    return clixml->fault == NULL;
}

/* Goes to the next child element of the element of this depth, false at its end. */
static bool
next_child(struct clixml *clixml, int depth)
{
    while (advance(clixml)) {
        int type = xmlTextReaderNodeType(clixml->reader);
        int at = xmlTextReaderDepth(clixml->reader);

        if (type == XML_READER_TYPE_ELEMENT && at == depth + 1) {
            return true;
        }
        if (type == XML_READER_TYPE_END_ELEMENT && at <= depth) {
            return false;
        }
    }
    return false;
}

/* Runs over the children of the element that the reader is at. */
#define FOR_CHILDREN(clixml, depth)                                                                \
    for (int depth = xmlTextReaderDepth((clixml)->reader),                                         \
             more = xmlTextReaderIsEmptyElement((clixml)->reader) == 0;                            \
         more && next_child(clixml, depth);)

static const char *
element(const struct clixml *clixml)
{
    return (const char *)xmlTextReaderConstLocalName(clixml->reader);
}

static bool
is_element(const struct clixml *clixml, const char *name)
{
    return strcmp(element(clixml), name) == 0;
}

static char *
attribute(const struct clixml *clixml, const char *name)
{
    xmlChar *value = xmlTextReaderGetAttribute(clixml->reader, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);

    xmlFree(value);
    return copy;
}

/* The text in the element that the reader is at, which is then at its end. */
static GString *
read_raw_text(struct clixml *clixml)
{
    GString *text = g_string_new(NULL);
    int depth = xmlTextReaderDepth(clixml->reader);

    if (xmlTextReaderIsEmptyElement(clixml->reader) != 0) {
        return text;
    }
    while (advance(clixml)) {
        int type = xmlTextReaderNodeType(clixml->reader);

        if (type == XML_READER_TYPE_END_ELEMENT && xmlTextReaderDepth(clixml->reader) <= depth) {
            break;
        }
        if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
            type == XML_READER_TYPE_WHITESPACE || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) {
            g_string_append(text, (const char *)xmlTextReaderConstValue(clixml->reader));
        }
    }
    return text;
}

/* "_x000A_", [MS-PSRP] 2.2.5.3.2: one UTF-16 unit. -1 for what is none. */
static int
escaped_unit(const char *text)
{
    int unit = 0;

    if (text[0] != '_' || text[1] != 'x') {
        return -1;
    }
    for (int i = 2; i < 6; i++) {
        int digit = g_ascii_xdigit_value(text[i]);

        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return text[6] == '_' ? unit : -1;
}

/* How much of text it was. */
static size_t
append_unit(GString *result, const char *text, int unit)
{
    int low = unit >= 0xd800 && unit < 0xdc00 ? escaped_unit(text + 7) : -1;

    if (low >= 0xdc00 && low < 0xe000) {
        g_string_append_unichar(result, 0x10000U + (((gunichar)unit & 0x3ff) << 10) +
                                            ((gunichar)low & 0x3ff));
        return 14;
    }
    if (unit >= 0xd800 && unit < 0xe000) {
        g_string_append_unichar(result, 0xfffd);
    } else if (unit != 0) {
        g_string_append_unichar(result, (gunichar)unit);
    }
    return 7;
}

static char *
unescape(const char *text)
{
    GString *result = g_string_new(NULL);

    while (*text != '\0') {
        int unit = escaped_unit(text);

        if (unit >= 0) {
            text += append_unit(result, text, unit);
        } else {
            g_string_append_c(result, *text++);
        }
    }
    return g_string_free(result, FALSE);
}

static char *
read_text(struct clixml *clixml)
{
    GString *raw = read_raw_text(clixml);
    char *text = unescape(raw->str);

    g_string_free(raw, TRUE);
    return text;
}

static struct powershell_object *
new_object(struct clixml *clixml, enum powershell_kind kind)
{
    struct powershell_object *object = powershell_new(clixml->document, kind);

    if (object == NULL) {
        set_fault(clixml, "it has more objects than are read");
    }
    return object;
}

static bool
is_one_of(const char *name, const char *const *names)
{
    return g_strv_contains(names, name);
}

static void
fill_number(struct powershell_object *object, const char *kind, const char *text)
{
    if (strcmp(kind, "B") == 0) {
        object->number = g_ascii_strcasecmp(text, "true") == 0;
    } else if (kind[0] == 'I' || strcmp(kind, "SB") == 0) {
        gint64 number = g_ascii_strtoll(text, NULL, 10);

        object->number = strcmp(kind, "I64") == 0 ? (guint64)number : powershell_unsigned(number);
    } else {
        object->number = g_ascii_strtoull(text, NULL, 10);
    }
}

static void
fill_bytes(struct powershell_object *object, const char *text)
{
    size_t size = 0;
    guchar *bytes = text[0] != '\0' ? g_base64_decode(text, &size) : NULL;

    object->bytes = g_bytes_new_take(bytes, size);
}

/* [MS-PSRP] 2.2.5.1: the primitive types. Those that are not named here are texts, but SS is a secret, which
 * nobody needs here. */
static struct powershell_object *
read_primitive(struct clixml *clixml)
{
    static const char *const numbers[] = { "B",   "By",  "SB",  "I16", "U16",
                                           "I32", "U32", "I64", "U64", NULL };
    g_autofree char *kind = g_strdup(element(clixml));
    g_autofree char *text = read_text(clixml);
    struct powershell_object *object = new_object(clixml, POWERSHELL_NULL);

    if (object == NULL || strcmp(kind, "Nil") == 0 || strcmp(kind, "SS") == 0) {
        return object;
    }
    if (is_one_of(kind, numbers)) {
        object->kind = POWERSHELL_NUMBER;
        fill_number(object, kind, text);
    } else if (strcmp(kind, "BA") == 0) {
        object->kind = POWERSHELL_BYTES;
        fill_bytes(object, text);
    } else {
        object->kind = POWERSHELL_TEXT;
        object->text = g_steal_pointer(&text);
    }
    return object;
}

static struct powershell_object *read_value(struct clixml *clixml, struct powershell_object *parent,
                                            const char *name);

static void
read_type(struct clixml *clixml, struct powershell_object *object)
{
    g_autofree char *id = attribute(clixml, "RefId");
    bool is_first = true;

    FOR_CHILDREN(clixml, depth)
    {
        if (is_element(clixml, "T") && is_first) {
            g_autofree char *type = read_text(clixml);

            powershell_set_type(object, type);
            is_first = false;
        }
    }
    if (id != NULL && object->type != NULL) {
        g_hash_table_replace(clixml->types, g_steal_pointer(&id), g_strdup(object->type));
    }
}

static void
find_type(struct clixml *clixml, struct powershell_object *object)
{
    g_autofree char *id = attribute(clixml, "RefId");
    const char *type = id != NULL ? g_hash_table_lookup(clixml->types, id) : NULL;

    if (type != NULL) {
        powershell_set_type(object, type);
    }
}

/* Props and MS; sets of properties have no name of their own here. */
static void
read_properties(struct clixml *clixml, struct powershell_object *object, guint level)
{
    FOR_CHILDREN(clixml, depth)
    {
        g_autofree char *escaped = attribute(clixml, "N");
        g_autofree char *name = escaped != NULL ? unescape(escaped) : NULL;

        if (is_element(clixml, "MS")) {
            if (level < POWERSHELL_DEPTH_MAX) {
                read_properties(clixml, object, level + 1);
            }
        } else if (name != NULL) {
            read_value(clixml, object, name);
        }
    }
}

static void
read_items(struct clixml *clixml, struct powershell_object *object)
{
    object->kind = POWERSHELL_LIST;
    if (object->items == NULL) {
        object->items = g_ptr_array_new();
    }
    FOR_CHILDREN(clixml, depth)
    {
        read_value(clixml, object, NULL);
    }
}

static void
read_entry(struct clixml *clixml, struct powershell_object *object)
{
    g_autofree char *key = NULL;

    FOR_CHILDREN(clixml, depth)
    {
        g_autofree char *role = attribute(clixml, "N");

        if (role != NULL && strcmp(role, "Key") == 0 && key == NULL) {
            key = read_text(clixml);
        } else if (key != NULL) {
            read_value(clixml, object, key);
        }
    }
}

static void
read_dictionary(struct clixml *clixml, struct powershell_object *object)
{
    FOR_CHILDREN(clixml, depth)
    {
        if (is_element(clixml, "En")) {
            read_entry(clixml, object);
        }
    }
}

/* An enum's number, a text with properties of its own: [MS-PSRP] 2.2.5.2.7. */
static void
read_wrapped(struct clixml *clixml, struct powershell_object *object)
{
    struct powershell_object *value = read_primitive(clixml);

    if (value == NULL || value->kind == POWERSHELL_NULL) {
        return;
    }
    object->kind = value->kind;
    object->number = value->number;
    if (value->text != NULL) {
        g_free(object->text);
        object->text = g_strdup(value->text);
    }
    if (value->bytes != NULL && object->bytes == NULL) {
        object->bytes = g_bytes_ref(value->bytes);
    }
}

static void
read_part(struct clixml *clixml, struct powershell_object *object)
{
    static const char *const lists[] = { "LST", "IE", "STK", "QUE", NULL };

    if (is_element(clixml, "TN")) {
        read_type(clixml, object);
    } else if (is_element(clixml, "TNRef")) {
        find_type(clixml, object);
    } else if (is_element(clixml, "ToString")) {
        g_autofree char *text = read_text(clixml);

        if (object->text == NULL) {
            object->text = g_steal_pointer(&text);
        }
    } else if (is_element(clixml, "Props") || is_element(clixml, "MS")) {
        read_properties(clixml, object, 0);
    } else if (is_element(clixml, "DCT")) {
        read_dictionary(clixml, object);
    } else if (is_one_of(element(clixml), lists)) {
        read_items(clixml, object);
    } else if (!is_element(clixml, "Obj") && !is_element(clixml, "Ref")) {
        read_wrapped(clixml, object);
    }
}

static void
attach(struct clixml *clixml, struct powershell_object *parent, const char *name,
       struct powershell_object *object)
{
    if (parent == NULL) {
        g_ptr_array_add(clixml->document->top, object);
    } else if (name != NULL) {
        powershell_set(parent, name, object);
    } else {
        powershell_append(parent, object);
    }
}

static void
read_object(struct clixml *clixml, struct powershell_object *object)
{
    char *id = attribute(clixml, "RefId");

    if (id != NULL) {
        g_hash_table_replace(clixml->references, id, object);
    }
    FOR_CHILDREN(clixml, depth)
    {
        read_part(clixml, object);
    }
}

static struct powershell_object *
find_reference(struct clixml *clixml)
{
    g_autofree char *id = attribute(clixml, "RefId");
    struct powershell_object *object =
        id != NULL ? g_hash_table_lookup(clixml->references, id) : NULL;

    return object != NULL ? object : new_object(clixml, POWERSHELL_NULL);
}

/* An object is in its parent before it is read, so that a file that is cut leaves what it has. libxml2
 * bounds how deep elements stand in each other, and so the recursion. */
static struct powershell_object *
read_value(struct clixml *clixml, struct powershell_object *parent, const char *name)
{
    struct powershell_object *object;

    if (is_element(clixml, "Obj")) {
        object = new_object(clixml, POWERSHELL_OBJECT);
        if (object != NULL) {
            attach(clixml, parent, name, object);
            read_object(clixml, object);
        }
        return object;
    }
    object = is_element(clixml, "Ref") ? find_reference(clixml) : read_primitive(clixml);
    if (object != NULL) {
        attach(clixml, parent, name, object);
    }
    return object;
}

static void
read_document(struct clixml *clixml)
{
    while (advance(clixml)) {
        if (xmlTextReaderNodeType(clixml->reader) == XML_READER_TYPE_ELEMENT) {
            break;
        }
    }
    if (clixml->fault == NULL && !is_element(clixml, "Objs")) {
        set_fault(clixml, "it does not begin with the element Objs");
    }
    if (clixml->fault == NULL) {
        FOR_CHILDREN(clixml, depth)
        {
            read_value(clixml, NULL, NULL);
        }
    }
}

static bool
judge(const struct clixml *clixml, const char *path, notes_t *notes, GError **error)
{
    if (clixml->fault == NULL) {
        return true;
    }
    if (clixml->document->top->len == 0) {
        set_system_error(error, EBADMSG,
                         "%s: is nothing that Export-Clixml has written: line %d: %s: export again",
                         path, clixml->fault_line, clixml->fault);
        return false;
    }
    notes_add_file(notes, path,
                   "is damaged at line %d (%s): what stands before was read; export it again",
                   clixml->fault_line, clixml->fault);
    return true;
}

powershell_document_t *
clixml_parse(GBytes *bytes, const char *path, notes_t *notes, GError **error)
{
    /* Without XML_PARSE_HUGE: texts of 10 MB and elements 256 deep at most. */
    const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
    size_t size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    struct clixml clixml = { 0 };

    if (size == 0 || size > INT_MAX) {
        set_system_error(error, size == 0 ? ENODATA : EFBIG,
                         "%s: is empty or has more than 2 GB: export less at once", path);
        return NULL;
    }
    clixml.reader = xmlReaderForMemory(data, (int)size, NULL, NULL, options);
    if (clixml.reader == NULL) {
        set_system_error(error, ENOMEM, "%s: libxml2 cannot read it", path);
        return NULL;
    }
    xmlTextReaderSetStructuredErrorHandler(clixml.reader, on_xml_error, &clixml);
    clixml.document = powershell_document_new();
    clixml.references = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    clixml.types = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_document(&clixml);
    if (!judge(&clixml, path, notes, error)) {
        g_clear_pointer(&clixml.document, powershell_document_free);
    }
    xmlFreeTextReader(clixml.reader);
    g_hash_table_unref(clixml.references);
    g_hash_table_unref(clixml.types);
    g_free(clixml.fault);
    return clixml.document;
}

bool
clixml_read(windows_cluster_t *cluster, GBytes *bytes, const char *path, notes_t *notes,
            GError **error)
{
    g_autoptr(powershell_document_t) document = clixml_parse(bytes, path, notes, error);

    /* Of all cmdlets only Get-ClusterCheckpoint may have nothing to tell of a cluster. */
    if (document != NULL && document->top->len == 0) {
        cluster->object.told |= WINDOWS_TOLD_CHECKPOINTS;
        return true;
    }
    return document != NULL && powershell_cluster_fill(cluster, document, path, notes, error);
}
