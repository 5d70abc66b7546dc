/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "listing-table.h"

struct command {
    enum windows_kind kind;
    char *name;
    char *option;
};

struct reading {
    GPtrArray *tables;
    struct command command;
    const char *title;           /* the last lines that were neither empty nor of a table */
    const char *heading;         /* the line before this one */
    struct listing_table *table; /* whose rows are being read; NULL: none */
    guint line;
    guint rows;
    struct listing_left_out *left_out;
};

static void
free_table(void *pointer)
{
    struct listing_table *table = pointer;

    g_free(table->title);
    g_free(table->name);
    g_strfreev(table->headings);
    g_ptr_array_unref(table->rows);
    g_array_unref(table->lines);
    g_free(table->option);
    g_free(table);
}

static bool
is_empty(const char *line)
{
    return line[strspn(line, " \t")] == '\0';
}

static bool
is_dashes(const char *line)
{
    return strstr(line, "--") != NULL && line[strspn(line, "- ")] == '\0';
}

/* A word, or what stands between quotation marks; NULL at the end. */
static char *
next_word(const char **at)
{
    const char *start;
    char *word;

    *at += strspn(*at, " \t");
    start = *at;
    if (*start == '\0') {
        return NULL;
    }
    if (*start == '"') {
        start++;
        *at = start + strcspn(start, "\"");
        word = g_strndup(start, (gsize)(*at - start));
        *at += **at == '"' ? 1 : 0;
        return word;
    }
    *at += strcspn(*at, " \t");
    return g_strndup(start, (gsize)(*at - start));
}

static enum windows_kind
kind_of_command(const char *word)
{
    static const struct {
        const char *word;
        enum windows_kind kind;
    } commands[] = {
        { "node", WINDOWS_NODE },       { "group", WINDOWS_GROUP },
        { "res", WINDOWS_RESOURCE },    { "resource", WINDOWS_RESOURCE },
        { "restype", WINDOWS_TYPE },    { "resourcetype", WINDOWS_TYPE },
        { "network", WINDOWS_NETWORK },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_ascii_strcasecmp(commands[i].word, word) == 0) {
            return commands[i].kind;
        }
    }
    return WINDOWS_KINDS;
}

static void
clear_command(struct command *command)
{
    g_clear_pointer(&command->name, g_free);
    g_clear_pointer(&command->option, g_free);
    command->kind = WINDOWS_KINDS;
}

static void
take_word(struct command *command, char *word)
{
    if (word[0] == '/') {
        if (command->option == NULL && g_ascii_strncasecmp(word, "/cluster:", 9) != 0) {
            command->option = g_strdup(word);
        }
    } else if (command->kind == WINDOWS_KINDS) {
        command->kind = kind_of_command(word);
    } else if (command->name == NULL && word[0] != '\0') {
        command->name = g_strdup(word);
    }
}

/* "C:\>cluster res "Cluster Disk 1" /priv"; in a table only behind a prompt, as a row may begin with
 * "Cluster" too. */
static bool
is_command(struct reading *reading, const char *line)
{
    const char *prompt = strchr(line, '>');
    const char *at = prompt != NULL ? prompt + 1 : line;
    g_autofree char *program = NULL;
    struct command command = { .kind = WINDOWS_KINDS };

    if (prompt == NULL && reading->table != NULL) {
        return false;
    }
    program = next_word(&at);
    if (program == NULL || (g_ascii_strcasecmp(program, "cluster") != 0 &&
                            g_ascii_strcasecmp(program, "cluster.exe") != 0)) {
        return false;
    }
    for (char *word = next_word(&at); word != NULL; word = next_word(&at)) {
        take_word(&command, word);
        g_free(word);
    }
    if (command.kind == WINDOWS_KINDS && command.option == NULL) {
        clear_command(&command);
        return false;
    }
    command.kind = command.kind == WINDOWS_KINDS ? WINDOWS_CLUSTER : command.kind;
    clear_command(&reading->command);
    reading->command = command;
    return true;
}

/* Takes what stands in quotation marks out of a title: 'a', "a", and those of other languages. */
static void
take_title(struct listing_table *table, const char *title)
{
    static const char *const marks[][2] = {
        { "'", "'" },
        { "\"", "\"" },
        { "\xc2\xab", "\xc2\xbb" },         /* << >> */
        { "\xe2\x80\x9e", "\xe2\x80\x9c" }, /* low, high */
        { "\xe2\x80\x9c", "\xe2\x80\x9d" }, /* high, high */
        { "\xe2\x80\x98", "\xe2\x80\x99" }, /* single */
        { "\xe3\x80\x8c", "\xe3\x80\x8d" }, /* corners */
    };

    for (size_t i = 0; title != NULL && i < G_N_ELEMENTS(marks); i++) {
        const char *start = strstr(title, marks[i][0]);
        const char *end =
            start != NULL ? g_strrstr(start + strlen(marks[i][0]), marks[i][1]) : NULL;

        if (end != NULL && end > start + strlen(marks[i][0])) {
            const char *inside = start + strlen(marks[i][0]);

            table->name = g_strndup(inside, (gsize)(end - inside));
            table->title =
                g_strdup_printf("%.*s%s", (int)(start - title), title, end + strlen(marks[i][1]));
            return;
        }
    }
    table->title = g_strdup(title != NULL ? title : "");
}

static struct listing_table *
new_table(struct reading *reading)
{
    struct listing_table *table = g_new0(struct listing_table, 1);

    table->line = reading->line;
    table->rows = g_ptr_array_new_with_free_func(g_free);
    table->lines = g_array_new(FALSE, FALSE, sizeof(guint));
    table->kind = reading->command.kind;
    table->option = g_strdup(reading->command.option);
    take_title(table, reading->title);
    if (table->name == NULL) {
        table->name = g_strdup(reading->command.name);
    }
    g_ptr_array_add(reading->tables, table);
    return table;
}

static void
add_row(struct listing_table *table, guint line, char *row)
{
    g_ptr_array_add(table->rows, row);
    g_array_append_val(table->lines, line);
}

/* The letters from one place to another, of which the text may have fewer. */
static char *
letters(const char *text, glong from, glong to)
{
    glong length = g_utf8_strlen(text, -1);

    return from >= length ? g_strdup("")
                          : g_strstrip(g_utf8_substring(text, from, MIN(to, length)));
}

static void
take_columns(struct listing_table *table, const char *dashes, const char *heading)
{
    const char *at = dashes + strspn(dashes, " ");

    table->headings = g_new0(char *, LISTING_COLUMNS_MAX + 1);
    while (*at == '-' && table->count < LISTING_COLUMNS_MAX) {
        size_t width = strspn(at, "-");
        size_t blanks = strspn(at + width, " ");
        glong start = at - dashes;

        table->widths[table->count] = (guint)MIN(width, LISTING_ROW_MAX);
        table->headings[table->count++] = letters(heading, start, start + (glong)(width + blanks));
        at += width + blanks;
    }
    /* The last column goes on to the end. */
    if (*at != '\0') {
        table->count = 0;
    }
}

static void
begin_table(struct reading *reading, const char *dashes)
{
    struct listing_table *table = new_table(reading);

    take_columns(table, dashes, reading->heading != NULL ? reading->heading : "");
    if (table->count == 0) {
        g_ptr_array_remove_index(reading->tables, reading->tables->len - 1);
        table = NULL;
    }
    reading->table = table;
    reading->title = NULL;
    reading->heading = NULL;
}

/* "([A] or [B])", as a listing of dependencies may have it in a line. */
static bool
is_expression(const char *line)
{
    const char *at = line + strspn(line, " \t('\"");

    return *at == '[' && strchr(at, ']') != NULL;
}

static void
add_expression(struct reading *reading, const char *line)
{
    struct listing_table *table;

    reading->title = reading->heading != NULL ? reading->heading : reading->title;
    table = new_table(reading);
    add_row(table, reading->line, g_strstrip(g_strdup(line)));
}

static void
read_outside(struct reading *reading, const char *line)
{
    if (is_dashes(line)) {
        begin_table(reading, line);
    } else if (is_expression(line)) {
        add_expression(reading, line);
    } else if (!is_empty(line)) {
        /* The heading is the last line before the dashes, the title what came before. */
        reading->title = reading->heading != NULL ? reading->heading : reading->title;
        reading->heading = line;
    }
}

static void
read_row(struct reading *reading, const char *line)
{
    struct listing_left_out *left_out = reading->left_out;

    if (strlen(line) > LISTING_ROW_MAX) {
        left_out->long_line = left_out->long_rows++ == 0 ? reading->line : left_out->long_line;
    } else if (reading->rows >= LISTING_ROWS_MAX) {
        left_out->rows++;
    } else {
        reading->rows++;
        add_row(reading->table, reading->line, g_strdup(line));
    }
}

static void
read_line(struct reading *reading, const char *line)
{
    reading->line++;
    if (is_command(reading, line)) {
        reading->table = NULL;
        reading->title = NULL;
        reading->heading = NULL;
    } else if (reading->table == NULL) {
        read_outside(reading, line);
    } else if (is_empty(line)) {
        reading->table = NULL;
    } else {
        read_row(reading, line);
    }
}

GPtrArray *
listing_tables(const char *text, struct listing_left_out *left_out)
{
    struct reading reading = { .command = { .kind = WINDOWS_KINDS }, .left_out = left_out };
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    reading.tables = g_ptr_array_new_with_free_func(free_table);
    for (char **line = lines; *line != NULL; line++) {
        g_strchomp(*line);
        read_line(&reading, *line);
    }
    clear_command(&reading.command);
    return reading.tables;
}
