/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config-file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

/* What is known while the lines are read one by one. */
struct reading {
    struct config_file *file;
    GString *good;
    char *group; /* NULL before the first; "" below a line that should be one and is not */
    unsigned int line;
};

static void
free_entry(void *data)
{
    struct config_entry *entry = data;

    g_free(entry->group);
    g_free(entry->key);
    g_free(entry);
}

static void
free_finding(void *data)
{
    struct config_finding *finding = data;

    g_free(finding->group);
    g_free(finding->key);
    g_free(finding->message);
    g_free(finding);
}

struct config_file *
config_file_empty(const char *path)
{
    struct config_file *file = g_new0(struct config_file, 1);

    file->path = g_strdup(path);
    file->keys = g_key_file_new();
    file->entries = g_ptr_array_new_with_free_func(free_entry);
    file->findings = g_ptr_array_new_with_free_func(free_finding);
    return file;
}

void
config_file_free(struct config_file *file)
{
    if (file == NULL) {
        return;
    }
    g_free(file->path);
    g_key_file_unref(file->keys);
    g_ptr_array_unref(file->entries);
    g_ptr_array_unref(file->findings);
    g_free(file);
}

static const struct config_entry *
find_entry(const struct config_file *file, const char *group, const char *key)
{
    for (guint i = 0; i < file->entries->len; i++) {
        const struct config_entry *entry = file->entries->pdata[i];

        if (g_str_equal(entry->group, group) && g_strcmp0(entry->key, key) == 0) {
            return entry;
        }
    }
    return NULL;
}

unsigned int
config_file_line(const struct config_file *file, const char *group, const char *key)
{
    const struct config_entry *entry = find_entry(file, group, key);

    return entry != NULL ? entry->line : 0;
}

/* Takes text. What came from the file must not break the message's line. */
static struct config_finding *
add_finding(struct config_file *file, unsigned int line, char *text)
{
    struct config_finding *finding = g_new0(struct config_finding, 1);
    g_autofree char *place =
        line > 0 ? g_strdup_printf("%s:%u", file->path, line) : g_strdup(file->path);

    finding->line = line;
    finding->message = g_strdup_printf("%s: %s", place, text);
    for (char *at = finding->message; *at != '\0'; at++) {
        if (g_ascii_iscntrl(*at)) {
            *at = ' ';
        }
    }
    g_free(text);
    g_ptr_array_add(file->findings, finding);
    return finding;
}

void
config_file_find(struct config_file *file, const char *group, const char *key, const char *format,
                 ...)
{
    struct config_finding *finding;
    va_list arguments;

    va_start(arguments, format);
    finding =
        add_finding(file, config_file_line(file, group, key), g_strdup_vprintf(format, arguments));
    va_end(arguments);
    finding->group = g_strdup(group);
    finding->key = g_strdup(key);
}

void
config_file_find_at(struct config_file *file, const struct config_entry *entry, const char *format,
                    ...)
{
    struct config_finding *finding;
    va_list arguments;

    va_start(arguments, format);
    finding = add_finding(file, entry->line, g_strdup_vprintf(format, arguments));
    va_end(arguments);
    finding->group = g_strdup(entry->group);
    finding->key = g_strdup(entry->key);
}

static int
compare_lines(gconstpointer a, gconstpointer b)
{
    const struct config_finding *one = *(const struct config_finding *const *)a;
    const struct config_finding *other = *(const struct config_finding *const *)b;

    return (one->line > other->line) - (one->line < other->line);
}

void
config_file_sort(struct config_file *file)
{
    g_ptr_array_sort(file->findings, compare_lines);
}

/* Reading */

static void
add_entry(struct reading *reading, const char *key)
{
    struct config_entry *entry = g_new0(struct config_entry, 1);

    entry->group = g_strdup(reading->group);
    entry->key = g_strdup(key);
    entry->line = reading->line;
    g_ptr_array_add(reading->file->entries, entry);
}

static void
refuse_line(struct reading *reading, const char *line, const char *why)
{
    g_autofree char *start = g_utf8_make_valid(line, -1);

    add_finding(reading->file, reading->line, g_strdup_printf("'%.60s' %s", start, why))
        ->is_no_option = true;
}

static void
read_group(struct reading *reading, const char *line)
{
    const char *end = strchr(line, ']');
    g_autofree char *name = end != NULL ? g_strndup(line + 1, (gsize)(end - line - 1)) : NULL;

    g_free(reading->group);
    if (name == NULL || name[0] == '\0' || strchr(name, '[') != NULL || end[1] != '\0') {
        reading->group = g_strdup("");
        refuse_line(reading, line, "is no group: write [NAME]");
        return;
    }
    reading->group = g_steal_pointer(&name);
    add_entry(reading, NULL);
    g_string_append_printf(reading->good, "[%s]\n", reading->group);
}

static void
take_option(struct reading *reading, const char *key, const char *line)
{
    const struct config_entry *earlier = find_entry(reading->file, reading->group, key);
    const struct config_entry again = { reading->group, (char *)key, reading->line };

    if (earlier != NULL) {
        config_file_find_at(reading->file, &again, "[%s] %s is given in line %u too: remove one",
                            reading->group, key, earlier->line);
        return;
    }
    add_entry(reading, key);
    g_string_append_printf(reading->good, "[%s]\n%s\n", reading->group, line);
}

static void
read_option(struct reading *reading, const char *line)
{
    const char *equals = strchr(line, '=');
    g_autofree char *key =
        equals != NULL ? g_strchomp(g_strndup(line, (gsize)(equals - line))) : NULL;

    if (key == NULL || key[0] == '\0' || strpbrk(key, "[]") != NULL ||
        !g_utf8_validate(key, -1, NULL)) {
        refuse_line(reading, line, "is no option: write OPTION=VALUE");
    } else if (reading->group == NULL) {
        refuse_line(reading, line, "stands before the first [group]");
    } else if (reading->group[0] != '\0') {
        take_option(reading, key, line);
    }
}

/* Takes white space off, as GKeyFile does; a value has none at its end either. */
static void
read_line(struct reading *reading, char *text)
{
    char *line = g_strstrip(text);

    if (line[0] == '[') {
        read_group(reading, line);
    } else if (line[0] != '\0' && line[0] != '#') {
        read_option(reading, line);
    }
}

static void
read_lines(struct config_file *file, char *content, gsize length)
{
    struct reading reading = { .file = file, .good = g_string_new(NULL) };
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    g_autoptr(GError) error = NULL;

    for (char **line = lines; *line != NULL; line++) {
        reading.line++;
        read_line(&reading, *line);
    }
    if (strlen(content) < length) {
        add_finding(file, reading.line, g_strdup("a NUL byte: what is behind it is not read"))
            ->is_no_option = true;
    }
    if (reading.good->len > 0 &&
        !g_key_file_load_from_data(file->keys, reading.good->str, reading.good->len,
                                   G_KEY_FILE_NONE, &error)) {
        add_finding(file, 0, g_strdup(error->message))->is_no_option = true;
    }
    g_free(reading.group);
    g_string_free(reading.good, TRUE);
}

struct config_file *
config_file_read(const char *path, GError **error)
{
    g_autofree char *content = NULL;
    struct config_file *file;
    gsize length;

    if (access(path, R_OK) != 0) {
        set_system_error(error, errno, "%s: cannot be read", path);
        return NULL;
    }
    if (!g_file_get_contents(path, &content, &length, NULL)) {
        set_system_error(error, g_file_test(path, G_FILE_TEST_IS_DIR) ? EISDIR : EIO,
                         "%s: cannot be read", path);
        return NULL;
    }
    file = config_file_empty(path);
    read_lines(file, content, length);
    return file;
}
