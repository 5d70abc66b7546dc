/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <json-glib/json-glib.h>

#include "daemon/error.h"
#include "json.h"
#include "powershell-cluster.h"

/* json-glib goes as deep as a text does, on the stack; ConvertTo-Json knows a depth of 100 at most. */
#define JSON_DEPTH_MAX POWERSHELL_DEPTH_MAX

/* json-glib also reads comments and texts in other quotation marks, where brackets are none. */
static bool
is_json(char character)
{
    return g_ascii_isalnum(character) || strchr(" \t\r\n{}[]:,+-.", character) != NULL;
}

/* Where the value that begins here ends: behind its last bracket, or at the text's end. NULL: deeper than
 * JSON_DEPTH_MAX, or with what stands in no JSON. Values that are neither objects nor arrays are left to
 * json-glib. */
static const char *
value_end(const char *text, GError **error)
{
    guint depth = 0;
    bool in_string = false;

    for (; *text != '\0'; text++) {
        if (in_string) {
            if (*text == '\\' && text[1] != '\0') {
                text++;
            } else if (*text == '"') {
                in_string = false;
            }
        } else if (*text == '"') {
            in_string = true;
        } else if (!is_json(*text)) {
            g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                        "it has comments, or texts that are not between quotation marks (\")");
            return NULL;
        } else if (*text == '{' || *text == '[') {
            if (++depth > JSON_DEPTH_MAX) {
                set_system_error(error, E2BIG, "it is more than %u brackets deep", JSON_DEPTH_MAX);
                return NULL;
            }
        } else if ((*text == '}' || *text == ']') && depth > 0 && --depth == 0) {
            return text + 1;
        }
    }
    return text;
}

static struct powershell_object *convert(powershell_document_t *document, JsonNode *node);

/* "/Date(1225144220000)/": how PowerShell 3 to 5 write a time. NULL for what is none. */
static char *
date_text(const char *text)
{
    char *end = NULL;
    gint64 milliseconds;
    g_autoptr(GDateTime) time = NULL;

    if (!g_str_has_prefix(text, "/Date(")) {
        return NULL;
    }
    milliseconds = g_ascii_strtoll(text + strlen("/Date("), &end, 10);
    time = *end == ')' || *end == '+' || *end == '-'
               ? g_date_time_new_from_unix_utc(milliseconds / 1000)
               : NULL;
    return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
fill_text(struct powershell_object *object, const char *text)
{
    char *date = date_text(text);

    object->kind = POWERSHELL_TEXT;
    object->text = date != NULL ? date : g_strdup(text);
}

static void
fill_scalar(struct powershell_object *object, JsonNode *node)
{
    switch (json_node_get_value_type(node)) {
    case G_TYPE_STRING:
        fill_text(object, json_node_get_string(node));
        break;
    case G_TYPE_BOOLEAN:
        object->kind = POWERSHELL_NUMBER;
        object->number = json_node_get_boolean(node) ? 1 : 0;
        break;
    case G_TYPE_INT64:
        object->kind = POWERSHELL_NUMBER;
        object->number = powershell_unsigned(json_node_get_int(node));
        break;
    default:
        object->kind = POWERSHELL_TEXT;
        object->text = g_new0(char, G_ASCII_DTOSTR_BUF_SIZE);
        g_ascii_dtostr(object->text, G_ASCII_DTOSTR_BUF_SIZE, json_node_get_double(node));
        break;
    }
}

static bool
fill_list(powershell_document_t *document, struct powershell_object *list, JsonArray *array)
{
    list->items = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(array); i++) {
        struct powershell_object *item = convert(document, json_array_get_element(array, i));

        if (item == NULL) {
            return false;
        }
        powershell_append(list, item);
    }
    return true;
}

static bool
fill_object(powershell_document_t *document, struct powershell_object *object, JsonObject *members)
{
    JsonObjectIter iter;
    const char *name = NULL;
    JsonNode *node = NULL;

    json_object_iter_init_ordered(&iter, members);
    while (json_object_iter_next_ordered(&iter, &name, &node)) {
        struct powershell_object *value = convert(document, node);

        if (value == NULL) {
            return false;
        }
        powershell_set(object, name, value);
    }
    return true;
}

/* What PowerShell has added properties to comes from PowerShell 3 to 5 as {"value": [...], "Count": 2}, or
 * {"value": "\/Date(...)\/", "DateTime": ...}. NULL for what is nothing of it. */
static JsonNode *
wrapped_value(JsonNode *node)
{
    JsonObject *members = json_node_get_object(node);
    guint size = json_object_get_size(members);

    if ((size == 2 && json_object_has_member(members, "Count")) ||
        (size <= 4 && json_object_has_member(members, "DateTime"))) {
        return json_object_get_member(members, "value");
    }
    return NULL;
}

/* NULL: there are too many objects. value_end() has bounded the recursion. */
static struct powershell_object *
convert(powershell_document_t *document, JsonNode *node)
{
    JsonNode *wrapped = JSON_NODE_HOLDS_OBJECT(node) ? wrapped_value(node) : NULL;
    struct powershell_object *object = powershell_new(document, POWERSHELL_NULL);

    if (object == NULL) {
        return NULL;
    }
    node = wrapped != NULL ? wrapped : node;
    switch (json_node_get_node_type(node)) {
    case JSON_NODE_OBJECT:
        object->kind = POWERSHELL_OBJECT;
        return fill_object(document, object, json_node_get_object(node)) ? object : NULL;
    case JSON_NODE_ARRAY:
        object->kind = POWERSHELL_LIST;
        return fill_list(document, object, json_node_get_array(node)) ? object : NULL;
    case JSON_NODE_VALUE:
        fill_scalar(object, node);
        break;
    case JSON_NODE_NULL:
        break;
    }
    return object;
}

struct place {
    guint line;
    guint column;
};

static void
keep_place(JsonParser *parser, G_GNUC_UNUSED void *error, void *user)
{
    struct place *place = user;

    place->line = json_parser_get_current_line(parser);
    place->column = json_parser_get_current_pos(parser);
}

/* The text that begins at line of the file. What json-glib says of it may have a secret in it. */
static bool
parse_value(powershell_document_t *document, const char *text, gssize size, guint line,
            GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    struct place place = { .line = 1 };
    struct powershell_object *object;

    g_signal_connect(parser, "error", G_CALLBACK(keep_place), &place);
    if (!json_parser_load_from_data(parser, text, size, NULL)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "it is no JSON at line %u, column %u",
                    line - 1 + place.line, place.column);
        return false;
    }
    if (json_parser_get_root(parser) == NULL) {
        return true;
    }
    object = convert(document, json_parser_get_root(parser));
    if (object == NULL) {
        set_system_error(error, EFBIG, "it has more objects than are read");
        return false;
    }
    g_ptr_array_add(document->top, object);
    return true;
}

static guint
count_lines(const char *from, const char *to)
{
    guint count = 0;

    for (; from < to; from++) {
        count += *from == '\n' ? 1 : 0;
    }
    return count;
}

static bool
parse_all(powershell_document_t *document, const char *text, GError **error)
{
    const char *counted = text;
    guint line = 1;

    text += strspn(text, " \t\r\n");
    while (*text != '\0') {
        const char *end = value_end(text, error);

        line += count_lines(counted, text);
        counted = text;
        if (end == NULL || !parse_value(document, text, end - text, line, error)) {
            return false;
        }
        text = end + strspn(end, " \t\r\n");
    }
    return true;
}

powershell_document_t *
json_parse(const char *text, const char *path, notes_t *notes, GError **error)
{
    g_autoptr(powershell_document_t) document = powershell_document_new();
    g_autoptr(GError) fault = NULL;

    if (!parse_all(document, text, &fault)) {
        if (document->top->len == 0) {
            set_system_error(error, EBADMSG,
                             "%s: is nothing that ConvertTo-Json has written: %s: export again",
                             path, fault->message);
            return NULL;
        }
        notes_add_file(notes, path, "is damaged (%s): what stands before was read; export it again",
                       fault->message);
    }
    return g_steal_pointer(&document);
}

bool
json_read(windows_cluster_t *cluster, const char *text, const char *path, notes_t *notes,
          GError **error)
{
    g_autoptr(powershell_document_t) document = json_parse(text, path, notes, error);

    return document != NULL && powershell_cluster_fill(cluster, document, path, notes, error);
}
