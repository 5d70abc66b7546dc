/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Tables of properties, common and private. */

#include <string.h>

#include "common-defaults.h"
#include "listing-reading.h"
#include "listing-value.h"

static bool
is_type(const char *cell)
{
    size_t length = strlen(cell);

    return length >= 1 && length <= 3 && strspn(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length;
}

/* The names of properties are words, but for a few of Windows' own. */
static int
judge_property(void *user, char **cells)
{
    const struct reading *reading = user;
    bool is_named = reading->table->name != NULL && strcmp(reading->table->name, cells[1]) == 0;
    bool is_known =
        reading->kind != WINDOWS_KINDS && reading_knows(reading, reading->kind, cells[1]);

    if (!is_type(cells[0]) || cells[1][0] == '\0' || cells[2][0] == '\0' ||
        (!reading_is_word(cells[2]) && strcmp(cells[2], "Security Descriptor") != 0)) {
        return -1;
    }
    return is_named || is_known ? 0 : 3;
}

/* Another row of a list has another text of it. */
static struct windows_value *
joined(struct reading *reading, const struct windows_object *object, const char *property,
       const windows_properties_t *properties, struct windows_value *value)
{
    const struct windows_value *before = windows_properties_find(properties, property);
    char *key = g_strconcat(object->name, "\n", property, NULL);
    bool is_first = g_hash_table_add(reading->lists, key);
    g_auto(GStrv) texts = NULL;

    if (is_first || before == NULL || before->kind != WINDOWS_TEXTS) {
        return value;
    }
    texts = g_strdupv(before->texts);
    for (char **text = value->texts; *text != NULL; text++) {
        reading_append_text(reading, object, property, &texts, *text);
    }
    windows_value_free(value);
    return windows_value_texts((const char *const *)texts);
}

/* What has a field; false: it has none. */
static bool
take_field(const struct reading *reading, struct windows_object *object, const char *property,
           const char *shown)
{
    char **field = NULL;

    if (object->kind == WINDOWS_RESOURCE && g_ascii_strcasecmp(property, "Type") == 0) {
        field = &((struct windows_resource *)object)->type_name;
    } else if (object->kind == WINDOWS_TYPE && g_ascii_strcasecmp(property, "DllName") == 0) {
        field = &((struct windows_type *)object)->dll;
    }
    if (field != NULL) {
        reading_take_text(reading, object, property, field, shown);
    }
    return field != NULL;
}

static void
set_property(struct reading *reading, struct windows_object *object, char **cells)
{
    windows_properties_t *properties = reading->is_common ? object->common : object->private;
    struct windows_value *value = listing_value(cells[0], cells[3]);

    if (value == NULL) {
        notes_add(
            reading->notes, NOTE_PROBLEM, object, cells[2], NULL,
            "%s does not show its whole value: add an export of PowerShell or of the registry",
            reading->path);
        return;
    }
    if (listing_value_is_list(cells[0])) {
        value = joined(reading, object, cells[2], properties, value);
    }
    if (reading->is_common && common_default_is(object->kind, cells[2], value)) {
        windows_value_free(value);
    } else {
        windows_properties_set(properties, cells[2], value);
    }
}

static struct windows_object *
object_of(struct reading *reading, const char *name)
{
    windows_cluster_t *cluster = reading->cluster;

    if (reading->kind == WINDOWS_CLUSTER) {
        if (cluster->object.name[0] == '\0') {
            g_free(cluster->object.name);
            cluster->object.name = g_strdup(name);
        }
        return &cluster->object;
    }
    if (reading->kind != WINDOWS_KINDS) {
        return reading_find_or_add(reading, reading->kind, name);
    }
    return windows_cluster_find(cluster, WINDOWS_RESOURCE, name) != NULL
               ? windows_cluster_find(cluster, WINDOWS_RESOURCE, name)
               : windows_cluster_find(cluster, WINDOWS_GROUP, name);
}

/* A name that goes on behind its column may be one that nobody knows, with half of the row in it. */
static bool
is_guess(const struct reading *reading, char **cells)
{
    return cells[3][0] == '\0' && g_utf8_strlen(cells[1], -1) > (glong)reading->table->widths[1] &&
           g_strcmp0(reading->table->name, cells[1]) != 0 &&
           (reading->kind == WINDOWS_KINDS || !reading_knows(reading, reading->kind, cells[1]));
}

/* The cluster's own do not hold for each object. */
static void
tell_properties(const struct reading *reading, struct windows_object *object)
{
    if (object->kind != WINDOWS_CLUSTER) {
        object->told |= reading->is_common ? WINDOWS_TOLD_COMMON : WINDOWS_TOLD_PRIVATE;
    }
}

static void
read_property(struct reading *reading, char **cells)
{
    struct windows_object *object;

    if (is_guess(reading, cells)) {
        reading_note_row(reading, TWO_WAYS);
        return;
    }
    object = object_of(reading, cells[1]);
    if (object == NULL) {
        reading_note_row(reading, "does not say whether it is of a resource or of a group");
        return;
    }
    tell_properties(reading, object);
    if (reading->is_common && (take_field(reading, object, cells[2], cells[3]) ||
                               common_is_state(object->kind, cells[2]))) {
        return;
    }
    set_property(reading, object, cells);
}

/* A listing of one object tells that it has no more than the rows below it; one of all resources has no row
 * of those without private properties. */
static void
tell_of_table(struct reading *reading)
{
    const char *name = reading->table->name;
    struct windows_object *object = NULL;

    if (name != NULL && name[0] != '\0') {
        object = object_of(reading, name);
    } else if (!reading->is_common && reading->kind == WINDOWS_RESOURCE) {
        reading->cluster->object.told |= WINDOWS_TOLD_NO_PRIVATE;
    }
    if (object != NULL) {
        tell_properties(reading, object);
        reading->found++;
    }
}

void
reading_properties(struct reading *reading)
{
    reading->kind = listing_kind(reading->table, &reading->is_common);
    reading->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (reading->table->rows->len == 0 || reading->table->name == NULL) {
        tell_of_table(reading);
    }
    reading_rows(reading, judge_property, read_property);
    g_clear_pointer(&reading->lists, g_hash_table_unref);
}
