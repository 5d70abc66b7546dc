/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The format is that of "How to add, modify, or delete registry subkeys and values by using a .reg file"
 * (KB310516). In version 5.00, the data of hex(2) and hex(7) are UTF-16LE; in REGEDIT4 they are in the
 * ANSI code page, which the file does not tell: it is taken for Windows-1252.
 */

#include "reg-file.h"

#include <string.h>

#include "daemon/error.h"
#include "file-faults.h"
#include "registry-cluster.h"
#include "registry-key.h"
#include "registry-value.h"

#define EXPORT_AGAIN "export it again with 'reg export HKLM\\Cluster cluster.reg'"

struct reader {
    const char *next;
    guint line;
    bool is_ansi;
    bool is_guessed; /* letters that are not the same in all code pages were found */
    bool is_full;
    bool is_skipping; /* values of a key that is not kept */
    bool is_cut;      /* said already that the file ends too early */
    registry_key_t *root;
    registry_key_t *key; /* NULL: there is none */
    struct file_faults faults;
};

static void
skip_blanks(struct reader *reader)
{
    reader->next += strspn(reader->next, " \t");
}

static bool
is_at_end(const struct reader *reader)
{
    const char *next = reader->next;

    return next[0] == '\0' || next[0] == '\n' || (next[0] == '\r' && next[1] == '\n') ||
           next[0] == ';';
}

static void
skip_line(struct reader *reader)
{
    reader->next += strcspn(reader->next, "\n");
    if (reader->next[0] == '\n') {
        reader->next++;
        reader->line++;
    }
}

/* The line that begins here, without its end. */
static char *
copy_line(const char *line)
{
    return g_strchomp(g_strndup(line, strcspn(line, "\n")));
}

/* ---- where the file ends */

static bool
is_last_line(const struct reader *reader)
{
    return strchr(reader->next, '\n') == NULL;
}

/* Beside what is said of the line: it is not the only thing that is missing then. */
static void
say_cut(struct reader *reader, const char *within)
{
    if (reader->is_cut) {
        return;
    }
    reader->is_cut = true;
    notes_add_file(
        reader->faults.notes, reader->faults.path,
        "the file ends in the middle of a %s (line %u), so that what should be behind it "
        "is missing: " EXPORT_AGAIN,
        within, reader->line);
}

/* reg and regedit write an empty line behind each key, the last one too. Somebody may have edited it. */
static void
say_end(struct reader *reader, const char *text)
{
    gsize length = strlen(text);
    guint ends = 0;

    while (length > 0 && g_ascii_isspace(text[length - 1])) {
        ends += text[--length] == '\n';
    }
    if (!reader->is_cut && ends < 2) {
        notes_add_file(reader->faults.notes, reader->faults.path,
                       "the file does not end with an empty line, as 'reg export' ends it: if "
                       "nobody has edited it, it was cut off; " EXPORT_AGAIN);
    }
}

/* ---- keys */

/* The next name of a path, NULL at its end. */
static char *
next_name(const char **path)
{
    size_t length;

    *path += strspn(*path, "\\");
    length = strcspn(*path, "\\");
    if (length == 0) {
        return NULL;
    }
    *path += length;
    return g_strndup(*path - length, length);
}

static void
say_full(struct reader *reader)
{
    if (!reader->is_full) {
        reader->is_full = true;
        file_faults_add(&reader->faults,
                        "line %u: there are more than %u keys and values, or keys in more than %d "
                        "levels: the rest of them is left out",
                        reader->line, REGISTRY_COUNT_MAX, REGISTRY_DEPTH_MAX);
    }
}

static void
open_key(struct reader *reader, const char *path)
{
    registry_key_t *key = reader->root;
    char *name = next_name(&path);

    while (name != NULL && key != NULL) {
        key = registry_key_add(key, name);
        g_free(name);
        name = next_name(&path);
    }
    g_free(name);
    if (key == NULL) {
        say_full(reader);
    } else if (key != reader->root) {
        reader->key = key;
    }
}

static void
remove_key(struct reader *reader, const char *path)
{
    registry_key_t *key = reader->root;
    g_autofree char *name = next_name(&path);

    while (key != NULL && name != NULL) {
        char *below = next_name(&path);

        if (below == NULL) {
            registry_key_remove(key, name);
            return;
        }
        key = registry_key_find(key, name);
        g_free(name);
        name = below;
    }
}

/* A name may hold any letter but a backslash: the line's last bracket ends the path. */
static void
read_key(struct reader *reader)
{
    g_autofree char *line = copy_line(reader->next);
    char *end = strrchr(line, ']');

    reader->key = NULL;
    reader->is_skipping = true;
    if (end == NULL && is_last_line(reader)) {
        say_cut(reader, "key");
    } else if (end == NULL) {
        file_faults_add(&reader->faults,
                        "line %u: has no ']': this key and its values are left out", reader->line);
    } else {
        *end = '\0';
        if (line[1] == '-') {
            remove_key(reader, line + 2);
        } else {
            open_key(reader, line + 1);
        }
    }
    skip_line(reader);
}

/* ---- values: functions that read a part of one are false with *fault, and leave next anywhere */

/* Behind the opening quote; a text may go over several lines. */
static bool
read_quoted(struct reader *reader, GString *text, const char **fault)
{
    for (; *reader->next != '\0' && *reader->next != '"'; reader->next++) {
        if (reader->next[0] == '\\' && (reader->next[1] == '\\' || reader->next[1] == '"')) {
            reader->next++;
        }
        reader->line += *reader->next == '\n';
        g_string_append_c(text, *reader->next);
    }
    if (*reader->next == '\0') {
        *fault = "has no closing quote";
        return false;
    }
    reader->next++;
    return true;
}

static struct windows_value *
read_text(struct reader *reader, const char **fault)
{
    g_autoptr(GString) text = g_string_new(NULL);

    return read_quoted(reader, text, fault) ? windows_value_text(text->str) : NULL;
}

static struct windows_value *
read_dword(struct reader *reader, const char **fault)
{
    guint64 number = 0;
    size_t digits = strspn(reader->next, "0123456789abcdefABCDEF");

    if (digits < 1 || digits > 8) {
        *fault = "has no number of 1 to 8 hexadecimal digits behind 'dword:'";
        return NULL;
    }
    if (digits < 8 && reader->next[digits] == '\0') {
        *fault = "ends in the middle of its number";
        return NULL;
    }
    for (size_t i = 0; i < digits; i++) {
        number = number << 4 | (guint64)g_ascii_xdigit_value(reader->next[i]);
    }
    reader->next += digits;
    return windows_value_number(number);
}

/* "hex:" or "hex(N):" */
static bool
read_hex_type(struct reader *reader, guint32 *type)
{
    char *end = NULL;
    guint64 number = REGISTRY_BINARY;

    if (reader->next[0] == '(' && g_ascii_isxdigit(reader->next[1])) {
        number = g_ascii_strtoull(reader->next + 1, &end, 16);
        if (end[0] != ')') {
            return false;
        }
        reader->next = end + 1;
    }
    if (reader->next[0] != ':' || number > G_MAXUINT32) {
        return false;
    }
    reader->next++;
    *type = (guint32)number;
    return true;
}

/* Over blanks, and to the next line behind a backslash. */
static void
skip_between_bytes(struct reader *reader)
{
    const char *behind;

    skip_blanks(reader);
    while (reader->next[0] == '\\') {
        behind = reader->next + 1 + strspn(reader->next + 1, " \t\r");
        if (behind[0] != '\n') {
            return;
        }
        reader->next = behind + 1;
        reader->line++;
        skip_blanks(reader);
    }
}

static bool
read_bytes(struct reader *reader, GByteArray *bytes, const char **fault)
{
    skip_between_bytes(reader);
    while (g_ascii_isxdigit(reader->next[0])) {
        guint8 byte = (guint8)g_ascii_xdigit_value(*reader->next++);

        if (g_ascii_isxdigit(reader->next[0])) {
            byte = (guint8)(byte << 4 | g_ascii_xdigit_value(*reader->next++));
        } else if (reader->next[0] == '\0') {
            *fault = "ends in the middle of its bytes";
            return false;
        }
        g_byte_array_append(bytes, &byte, 1);
        skip_between_bytes(reader);
        if (reader->next[0] != ',') {
            return true;
        }
        reader->next++;
        skip_between_bytes(reader);
        if (reader->next[0] == '\0') {
            *fault = "ends in the middle of its bytes";
            return false;
        }
    }
    return true;
}

static struct windows_value *
read_hex(struct reader *reader, const char **fault, const char **problem)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GByteArray) wide = NULL;
    guint32 type = 0;

    if (!read_hex_type(reader, &type)) {
        *fault = "has no type that can be read behind 'hex'";
        return NULL;
    }
    if (!read_bytes(reader, bytes, fault)) {
        return NULL;
    }
    if (reader->is_ansi &&
        (type == REGISTRY_SZ || type == REGISTRY_EXPAND_SZ || type == REGISTRY_MULTI_SZ)) {
        wide = registry_value_widen(bytes, &reader->is_guessed);
        return registry_value_decode(type, wide->data, wide->len, problem);
    }
    return registry_value_decode(type, bytes->data, bytes->len, problem);
}

static bool
skip_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    if (g_ascii_strncasecmp(reader->next, word, length) != 0) {
        return false;
    }
    reader->next += length;
    return true;
}

static struct windows_value *
read_data(struct reader *reader, const char **fault, const char **problem)
{
    struct windows_value *value = NULL;

    if (skip_word(reader, "\"")) {
        value = read_text(reader, fault);
    } else if (skip_word(reader, "dword:")) {
        value = read_dword(reader, fault);
    } else if (skip_word(reader, "hex")) {
        value = read_hex(reader, fault, problem);
    } else {
        *fault = "has no data that can be read";
    }
    skip_blanks(reader);
    if (value != NULL && !is_at_end(reader)) {
        *fault = "goes on behind its data";
        g_clear_pointer(&value, windows_value_free);
    }
    return value;
}

static bool
read_name(struct reader *reader, GString *name, const char **fault)
{
    guint line = reader->line;

    if (*reader->next++ == '"' && !read_quoted(reader, name, fault)) {
        return false;
    }
    skip_blanks(reader);
    if (reader->line != line || *reader->next != '=') {
        *fault = "has no '=' behind a name";
        return false;
    }
    reader->next++;
    skip_blanks(reader);
    return true;
}

static bool
read_value_at(struct reader *reader, const char **fault)
{
    g_autoptr(GString) name = g_string_new(NULL);
    struct windows_value *value;
    const char *problem = NULL;

    if (!read_name(reader, name, fault)) {
        return false;
    }
    if (reader->next[0] == '-') {
        registry_key_unset(reader->key, name->str);
        return true;
    }
    value = read_data(reader, fault, &problem);
    if (value != NULL && !registry_key_set(reader->key, name->str, value, problem)) {
        say_full(reader);
    }
    return value != NULL;
}

/* With the lines in which its bytes go on. */
static void
skip_value(struct reader *reader)
{
    bool goes_on;

    do {
        g_autofree char *line = copy_line(reader->next);

        goes_on = g_str_has_suffix(line, "\\");
        skip_line(reader);
    } while (goes_on);
}

static void
read_value(struct reader *reader)
{
    const char *start = reader->next;
    guint line = reader->line;
    const char *fault = NULL;

    if (reader->key == NULL) {
        if (!reader->is_skipping) {
            file_faults_add(&reader->faults, "line %u: a value before any key is left out", line);
        }
        skip_value(reader);
        return;
    }
    if (read_value_at(reader, &fault)) {
        skip_line(reader);
        return;
    }
    if (is_last_line(reader)) {
        say_cut(reader, "value");
    }
    file_faults_add(&reader->faults, "line %u: %s: this value of key %s is left out", line, fault,
                    reader->key->name);
    reader->next = start;
    reader->line = line;
    skip_value(reader);
}

/* ---- the file */

static void
read_line(struct reader *reader)
{
    skip_blanks(reader);
    if (is_at_end(reader)) {
        skip_line(reader);
    } else if (reader->next[0] == '[') {
        read_key(reader);
    } else if (reader->next[0] == '"' || reader->next[0] == '@') {
        read_value(reader);
    } else {
        file_faults_add(&reader->faults, "line %u: is no key, value or comment: it is left out",
                        reader->line);
        skip_line(reader);
    }
}

static bool
read_heading(struct reader *reader)
{
    g_autofree char *heading = NULL;

    while (g_ascii_isspace(reader->next[0])) {
        skip_line(reader);
    }
    if (g_str_has_prefix(reader->next, "\xef\xbb\xbf")) {
        reader->next += 3;
    }
    heading = copy_line(reader->next);
    reader->is_ansi = g_ascii_strcasecmp(heading, "REGEDIT4") == 0;
    skip_line(reader);
    return reader->is_ansi ||
           g_ascii_strcasecmp(heading, "Windows Registry Editor Version 5.00") == 0;
}

static void
say_guess(const struct reader *reader)
{
    if (reader->is_guessed) {
        notes_add_file(
            reader->faults.notes, reader->faults.path,
            "REGEDIT4 does not tell which code page it is in: letters in lists and in "
            "texts with variables are taken for Windows-1252; if they are wrong, " EXPORT_AGAIN
            ", which is UTF-16");
    }
}

bool
reg_file_read(windows_cluster_t *cluster, const char *text, const char *path, notes_t *notes,
              GError **error)
{
    g_autoptr(registry_key_t) root = registry_key_new("");
    struct reader reader = {
        .next = text, .line = 1, .root = root, .faults = { .notes = notes, .path = path }
    };

    if (!read_heading(&reader)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "%s: is no registry export: it does not begin with 'Windows Registry Editor "
                    "Version 5.00' or 'REGEDIT4': " EXPORT_AGAIN,
                    path);
        return false;
    }
    while (*reader.next != '\0') {
        read_line(&reader);
    }
    file_faults_end(&reader.faults);
    say_end(&reader, text);
    say_guess(&reader);
    return registry_cluster_read(cluster, root, path, notes, error);
}
