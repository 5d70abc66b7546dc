/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output.h"

#include <errno.h>
#include <string.h>
#include <json-glib/json-glib.h>
#include <libxml/tree.h>

#include "human.h"

#define COLUMN_GAP 2

/* A record of the table, or a plain line, which has no values, or a pair, which has a name beside it. */
struct row {
    char **values;
    char *line;
    char *name;
};

struct table {
    const char *tables;
    const char *record;
    const struct column *columns;
    size_t n_columns;
    const struct fit *fits; /* or NULL */
    GPtrArray *rows;
};

struct output {
    enum output_format format;
    int width; /* 0: no limit */
    bool coloured;
    GPtrArray *tables;
};

static void
row_free(void *data)
{
    struct row *row = data;

    g_strfreev(row->values);
    g_free(row->line);
    g_free(row->name);
    g_free(row);
}

static void
table_free(void *data)
{
    struct table *table = data;

    g_ptr_array_unref(table->rows);
    g_free(table);
}

struct output *
output_new(enum output_format format)
{
    struct output *output = g_new0(struct output, 1);

    output->format = format;
    output->tables = g_ptr_array_new_with_free_func(table_free);
    return output;
}

void
output_free(struct output *output)
{
    if (output != NULL) {
        g_ptr_array_unref(output->tables);
        g_free(output);
    }
}

enum output_format
output_format(const struct output *output)
{
    return output->format;
}

void
output_for_terminal(struct output *output, int width, bool coloured)
{
    output->width = width;
    output->coloured = coloured;
}

bool
output_format_parse(const char *word, enum output_format *format)
{
    static const char *const words[] = {
        [OUTPUT_TEXT] = "text", [OUTPUT_JSON] = "json", [OUTPUT_XML] = "xml"
    };

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(word, words[i])) {
            *format = (enum output_format)i;
            return true;
        }
    }
    return false;
}

void
output_table(struct output *output, const char *tables, const char *record,
             const struct column *columns, size_t n_columns)
{
    struct table *table = g_new0(struct table, 1);

    table->tables = tables;
    table->record = record;
    table->columns = columns;
    table->n_columns = n_columns;
    table->rows = g_ptr_array_new_with_free_func(row_free);
    g_ptr_array_add(output->tables, table);
}

void
output_fit(struct output *output, const struct fit *fits)
{
    struct table *table = g_ptr_array_index(output->tables, output->tables->len - 1);

    table->fits = fits;
}

static struct row *
add_row(struct output *output)
{
    struct row *row = g_new0(struct row, 1);
    const struct table *last;

    if (output->tables->len == 0) {
        output_table(output, NULL, NULL, NULL, 0);
    }
    last = g_ptr_array_index(output->tables, output->tables->len - 1);
    g_ptr_array_add(last->rows, row);
    return row;
}

/* An absent value is kept as "", which no column needs for anything else. */
void
output_record(struct output *output, const char *const *values)
{
    struct row *row = add_row(output);
    const struct table *table = g_ptr_array_index(output->tables, output->tables->len - 1);

    row->values = g_new0(char *, table->n_columns + 1);
    for (size_t i = 0; i < table->n_columns; i++) {
        row->values[i] = human_printable(values[i] != NULL ? values[i] : "");
    }
}

void
output_line(struct output *output, const char *format, ...)
{
    g_autofree char *line = NULL;
    va_list arguments;

    va_start(arguments, format);
    line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    add_row(output)->line = human_printable(line);
}

void
output_pair(struct output *output, const char *name, const char *format, ...)
{
    g_autofree char *value = NULL;
    struct row *row = add_row(output);
    va_list arguments;

    va_start(arguments, format);
    value = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    row->name = g_strdup(name);
    row->line = human_printable(value);
}

static const char *
shown_text(const struct row *row, size_t column)
{
    return row->values[column][0] != '\0' ? row->values[column] : "-";
}

/* 0 for a column that text does not have. */
static int
column_width(const struct table *table, size_t column)
{
    glong width;

    if (table->columns[column].heading == NULL) {
        return 0;
    }
    width = g_utf8_strlen(table->columns[column].heading, -1);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct row *row = g_ptr_array_index(table->rows, i);

        if (row->line == NULL) {
            width = MAX(width, g_utf8_strlen(shown_text(row, column), -1));
        }
    }
    return (int)width;
}

static int *
column_widths(const struct output *output, const struct table *table)
{
    int *widths = g_new0(int, table->n_columns + 1);

    for (size_t i = 0; i < table->n_columns; i++) {
        widths[i] = column_width(table, i);
    }
    if (table->fits != NULL && output->width > 0) {
        fit_columns(widths, table->fits, table->n_columns, COLUMN_GAP, output->width);
    }
    return widths;
}

/* As ECMA-48 has them, "" for none. */
static const char *
colour_of_state(const char *state)
{
    if (g_str_equal(state, "online")) {
        return "\033[32m";
    }
    if (g_str_equal(state, "failed")) {
        return "\033[1;31m";
    }
    return g_str_has_suffix(state, "-pending") ? "\033[33m" : "";
}

/* The last column is not padded: no blanks at the ends of lines. */
static void
append_cell(GString *line, const char *text, const char *colour, int width, bool is_last)
{
    g_autofree char *fitting = fit_text(text, width);
    glong length = g_utf8_strlen(fitting, -1);

    g_string_append_printf(line, "%s%s%s", colour, fitting, colour[0] != '\0' ? "\033[m" : "");
    for (glong i = length; !is_last && i < width + COLUMN_GAP; i++) {
        g_string_append_c(line, ' ');
    }
}

static size_t
last_text_column(const struct table *table, const int *widths)
{
    size_t last = table->n_columns;

    for (size_t i = 0; i < table->n_columns; i++) {
        if (widths[i] > 0) {
            last = i;
        }
    }
    return last;
}

static const char *
cell_colour(const struct output *output, const struct table *table, const struct row *row,
            size_t column)
{
    bool coloured = output->coloured && row != NULL && table->columns[column].kind == VALUE_STATE;

    return coloured ? colour_of_state(row->values[column]) : "";
}

/* One line of a table; row NULL means the heading. */
static void
append_cells(GString *text, const struct output *output, const struct table *table,
             const int *widths, const struct row *row)
{
    size_t last = last_text_column(table, widths);

    for (size_t i = 0; i < table->n_columns; i++) {
        if (widths[i] > 0) {
            append_cell(text, row != NULL ? shown_text(row, i) : table->columns[i].heading,
                        cell_colour(output, table, row, i), widths[i], i == last);
        }
    }
    g_string_append_c(text, '\n');
}

static int
name_width(const struct table *table)
{
    glong width = 0;

    for (guint i = 0; i < table->rows->len; i++) {
        const struct row *row = g_ptr_array_index(table->rows, i);

        width = row->name != NULL ? MAX(width, g_utf8_strlen(row->name, -1)) : width;
    }
    return (int)width;
}

static void
append_line(GString *text, const struct output *output, const struct table *table,
            const struct row *row)
{
    const char *colour = output->coloured ? colour_of_state(row->line) : "";

    if (row->name == NULL) {
        g_string_append_printf(text, "%s\n", row->line);
        return;
    }
    for (glong i = g_utf8_strlen(row->name, -1); i < name_width(table); i++) {
        g_string_append_c(text, ' ');
    }
    g_string_append_printf(text, "%s: %s%s%s\n", row->name, colour, row->line,
                           colour[0] != '\0' ? "\033[m" : "");
}

static void
append_table(GString *text, const struct output *output, const struct table *table)
{
    g_autofree int *widths = column_widths(output, table);
    bool has_columns = last_text_column(table, widths) < table->n_columns;

    if (has_columns) {
        append_cells(text, output, table, widths, NULL);
    }
    for (guint i = 0; i < table->rows->len; i++) {
        const struct row *row = g_ptr_array_index(table->rows, i);

        if (row->line != NULL) {
            append_line(text, output, table, row);
        } else if (has_columns) {
            append_cells(text, output, table, widths, row);
        }
    }
}

static char *
render_text(const struct output *output)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < output->tables->len; i++) {
        append_table(text, output, g_ptr_array_index(output->tables, i));
    }
    return g_string_free(text, FALSE);
}

/* The words of a VALUE_LIST; none for an empty one. */
static char **
split_list(const char *value)
{
    return value[0] != '\0' ? g_strsplit(value, " ", -1) : g_new0(char *, 1);
}

static void
add_json_list(JsonBuilder *builder, const char *value)
{
    g_auto(GStrv) words = split_list(value);

    json_builder_begin_array(builder);
    for (size_t i = 0; words[i] != NULL; i++) {
        json_builder_add_string_value(builder, words[i]);
    }
    json_builder_end_array(builder);
}

static void
add_json_value(JsonBuilder *builder, enum value_kind kind, const char *value)
{
    if (kind == VALUE_LIST) {
        add_json_list(builder, value);
    } else if (value[0] == '\0') {
        json_builder_add_null_value(builder);
    } else if (kind == VALUE_NUMBER) {
        json_builder_add_int_value(builder, g_ascii_strtoll(value, NULL, 10));
    } else if (kind == VALUE_BOOLEAN) {
        json_builder_add_boolean_value(builder, g_str_equal(value, "true"));
    } else {
        json_builder_add_string_value(builder, value);
    }
}

static void
add_json_record(JsonBuilder *builder, const struct table *table, const struct row *row)
{
    json_builder_begin_object(builder);
    for (size_t i = 0; i < table->n_columns; i++) {
        if (table->columns[i].key != NULL) {
            json_builder_set_member_name(builder, table->columns[i].key);
            add_json_value(builder, table->columns[i].kind, row->values[i]);
        }
    }
    json_builder_end_object(builder);
}

static void
add_json_table(JsonBuilder *builder, const struct table *table)
{
    if (table->tables == NULL) {
        return;
    }
    json_builder_set_member_name(builder, table->tables);
    json_builder_begin_array(builder);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct row *row = g_ptr_array_index(table->rows, i);

        if (row->values != NULL) {
            add_json_record(builder, table, row);
        }
    }
    json_builder_end_array(builder);
}

static char *
render_json(const struct output *output)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autofree char *text = NULL;
    JsonNode *root;

    json_builder_begin_object(builder);
    for (guint i = 0; i < output->tables->len; i++) {
        add_json_table(builder, g_ptr_array_index(output->tables, i));
    }
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    json_generator_set_pretty(generator, TRUE);
    json_generator_set_root(generator, root);
    text = json_generator_to_data(generator, NULL);
    json_node_unref(root);
    return g_strconcat(text, "\n", NULL);
}

static void
add_xml_list(xmlNode *record, const char *key, const char *value)
{
    g_auto(GStrv) words = split_list(value);

    for (size_t i = 0; words[i] != NULL; i++) {
        xmlNewTextChild(record, NULL, BAD_CAST key, BAD_CAST words[i]);
    }
}

static void
add_xml_value(xmlNode *record, const struct column *column, const char *value)
{
    if (column->key == NULL || value[0] == '\0') {
        return;
    }
    if (column->kind == VALUE_LIST) {
        add_xml_list(record, column->key, value);
    } else {
        xmlNewProp(record, BAD_CAST column->key, BAD_CAST value);
    }
}

static void
add_xml_record(xmlNode *parent, const struct table *table, const struct row *row)
{
    xmlNode *record = xmlNewChild(parent, NULL, BAD_CAST table->record, NULL);

    for (size_t i = 0; i < table->n_columns; i++) {
        add_xml_value(record, &table->columns[i], row->values[i]);
    }
}

static void
add_xml_table(xmlNode *parent, const struct table *table)
{
    xmlNode *records;

    if (table->tables == NULL) {
        return;
    }
    records = xmlNewChild(parent, NULL, BAD_CAST table->tables, NULL);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct row *row = g_ptr_array_index(table->rows, i);

        if (row->values != NULL) {
            add_xml_record(records, table, row);
        }
    }
}

static char *
render_xml(const struct output *output)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = xmlNewNode(NULL, BAD_CAST "resapictl");
    xmlChar *text = NULL;
    char *copy;
    int size;

    xmlDocSetRootElement(document, root);
    for (guint i = 0; i < output->tables->len; i++) {
        add_xml_table(root, g_ptr_array_index(output->tables, i));
    }
    xmlDocDumpFormatMemoryEnc(document, &text, &size, "UTF-8", 1);
    copy = g_strdup((const char *)text);
    xmlFree(text);
    xmlFreeDoc(document);
    return copy;
}

bool
output_print_text(const char *text, FILE *stream)
{
    return (fputs(text, stream) != EOF && fflush(stream) == 0) || errno == EPIPE;
}

bool
output_print(const struct output *output, FILE *stream)
{
    static char *(*const renderers[])(const struct output *) = {
        [OUTPUT_TEXT] = render_text, [OUTPUT_JSON] = render_json, [OUTPUT_XML] = render_xml
    };
    g_autofree char *text = renderers[output->format](output);

    return output_print_text(text, stream);
}
