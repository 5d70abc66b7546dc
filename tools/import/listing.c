/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "daemon/error.h"
#include "listing.h"
#include "listing-kind.h"
#include "listing-reading.h"

/* As many rows of a table are noted one by one. */
#define ROW_NOTES_MAX 5U

/* Of one list: longer ones are no cluster's. */
#define TEXTS_MAX      1000U
#define DEPENDENCY_MAX 65536U

void
reading_note_row(struct reading *reading, const char *what)
{
    if (reading->bad_rows++ < ROW_NOTES_MAX) {
        notes_add_file(reading->notes, reading->path, "line %u %s: it is left out",
                       g_array_index(reading->table->lines, guint, reading->row), what);
    }
}

/* Cells of a row of this table, without the doubtful ones. */
static char **
split_row(struct reading *reading, const char *row, listing_judge judge)
{
    bool is_doubtful = false;
    char **cells = listing_split(row, reading->table->widths, reading->table->count, judge, reading,
                                 &is_doubtful);

    if (cells == NULL) {
        reading_note_row(reading, "does not fit the columns");
    } else if (is_doubtful) {
        reading_note_row(reading, TWO_WAYS);
        g_clear_pointer(&cells, g_strfreev);
    } else {
        reading->found++;
    }
    return cells;
}

bool
reading_knows(const struct reading *reading, enum windows_kind kind, const char *name)
{
    return windows_cluster_find(reading->cluster, kind, name) != NULL;
}

void *
reading_find_or_add(const struct reading *reading, enum windows_kind kind, const char *name)
{
    void *object = windows_cluster_find(reading->cluster, kind, name);

    return object != NULL ? object
                          : windows_cluster_add(reading->cluster, kind, NULL, name, reading->path);
}

/* Each once, as what is beyond it may be much. */
static void
note_limit(struct reading *reading, const struct windows_object *object, const char *property)
{
    if (g_hash_table_add(reading->limits, g_strconcat(object->name, "\n", property, NULL))) {
        notes_add(
            reading->notes, NOTE_PROBLEM, object, property, NULL,
            "%s has more of them than are read (%u of a list, %u bytes of dependencies), and than "
            "a cluster has: the others are left out",
            reading->path, TEXTS_MAX, DEPENDENCY_MAX);
    }
}

void
reading_take_text(const struct reading *reading, const struct windows_object *object,
                  const char *property, char **field, const char *text)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    g_autofree char *before = *field != NULL ? g_utf8_casefold(*field, -1) : NULL;

    if (text[0] == '\0') {
        return;
    }
    if (before == NULL) {
        *field = g_strdup(text);
    } else if (strcmp(before, folded) != 0) {
        notes_add(
            reading->notes, NOTE_PROBLEM, object, property, NULL,
            "%s tells '%s' of it, which stands, and '%s': if these are two of one name, add an "
            "export of PowerShell",
            reading->path, *field, text);
    }
}

bool
reading_is_word(const char *cell)
{
    return cell[0] != '\0' && strchr(cell, ' ') == NULL;
}

static int
judge_any(void *user, char **cells)
{
    (void)user;
    return cells[0][0] != '\0' ? 0 : -1;
}

/* Nodes' names have no blanks, and 15 letters at most. */
static int
judge_group(void *user, char **cells)
{
    const struct reading *reading = user;

    if (cells[0][0] == '\0' || !reading_is_word(cells[1]) || cells[2][0] == '\0') {
        return -1;
    }
    return reading_knows(reading, WINDOWS_NODE, cells[1]) ? 0 : 1;
}

static int
judge_resource(void *user, char **cells)
{
    const struct reading *reading = user;

    if (cells[0][0] == '\0' || cells[1][0] == '\0' || !reading_is_word(cells[2]) ||
        cells[3][0] == '\0') {
        return -1;
    }
    /* A name that is known weighs more than a column that is kept. */
    return (reading_knows(reading, WINDOWS_GROUP, cells[1]) ? 0 : 3) +
           (reading_knows(reading, WINDOWS_RESOURCE, cells[0]) ? 0 : 3) +
           (reading_knows(reading, WINDOWS_NODE, cells[2]) ? 0 : 1) +
           (strstr(cells[0], "  ") != NULL ? 1 : 0);
}

static void
read_nodes(struct reading *reading, char **cells)
{
    struct windows_node *node = reading_find_or_add(reading, WINDOWS_NODE, cells[0]);

    reading_take_text(reading, &node->object, "NodeID", &node->number, cells[1]);
}

static void
read_group(struct reading *reading, char **cells)
{
    reading_find_or_add(reading, WINDOWS_GROUP, cells[0]);
}

static void
read_network(struct reading *reading, char **cells)
{
    reading_find_or_add(reading, WINDOWS_NETWORK, cells[0]);
}

static void
read_type(struct reading *reading, char **cells)
{
    const char *name = cells[listing_type_is_first(reading->table) ? 0 : 1];

    reading_find_or_add(reading, WINDOWS_TYPE, name[0] != '\0' ? name : cells[0]);
}

static void
add_dependency(struct reading *reading, const char *name, const char *provider)
{
    struct windows_resource *resource = reading_find_or_add(reading, WINDOWS_RESOURCE, name);
    const char *before = resource->dependency != NULL ? resource->dependency : "";
    g_autofree char *one = g_strdup_printf("[%s]", provider);
    char *all;

    if (strlen(before) > DEPENDENCY_MAX) {
        note_limit(reading, &resource->object, "Dependencies");
        return;
    }
    if (strstr(before, one) != NULL) {
        return;
    }
    all = g_strconcat(before, before[0] != '\0' ? " and " : "", one, NULL);
    g_free(resource->dependency);
    resource->dependency = all;
    resource->is_dependency_a_list = true;
}

/* The status of resources; a title that names another resource says that it depends on them. */
static void
read_resource(struct reading *reading, char **cells)
{
    const char *name = reading->table->name;
    struct windows_resource *resource;

    /* Where its name ends is a guess. */
    if (g_utf8_strlen(cells[0], -1) > (glong)reading->table->widths[0] &&
        !reading_knows(reading, WINDOWS_RESOURCE, cells[0]) &&
        !reading_knows(reading, WINDOWS_GROUP, cells[1])) {
        reading_note_row(reading, TWO_WAYS);
        return;
    }
    resource = reading_find_or_add(reading, WINDOWS_RESOURCE, cells[0]);
    reading_take_text(reading, &resource->object, "OwnerGroup", &resource->group_name, cells[1]);
    if (name != NULL && g_ascii_strcasecmp(name, cells[0]) != 0) {
        add_dependency(reading, name, cells[0]);
    }
}

void
reading_append_text(struct reading *reading, const struct windows_object *object,
                    const char *property, char ***texts, const char *text)
{
    guint count = *texts != NULL ? g_strv_length(*texts) : 0;

    if (count >= TEXTS_MAX) {
        note_limit(reading, object, property);
        return;
    }
    *texts = g_renew(char *, *texts, count + 2);
    (*texts)[count] = g_strdup(text);
    (*texts)[count + 1] = NULL;
}

/* 'Software\Vendor', with or without the marks. */
static void
read_checkpoint(struct reading *reading, char **cells)
{
    struct windows_resource *resource = reading_find_or_add(reading, WINDOWS_RESOURCE, cells[0]);
    size_t length = strlen(cells[1]);
    char *key = cells[1];

    resource->object.told |= WINDOWS_TOLD_CHECKPOINTS;
    if (length >= 2 && key[0] == '\'' && key[length - 1] == '\'') {
        key[length - 1] = '\0';
        key++;
    }
    if (key[0] != '\0' && (resource->checkpoints == NULL ||
                           !g_strv_contains((const char *const *)resource->checkpoints, key))) {
        reading_append_text(reading, &resource->object, "Checkpoints", &resource->checkpoints, key);
    }
}

static void
read_owner_names(struct reading *reading, struct windows_object *object)
{
    g_auto(GStrv) names = g_new0(char *, reading->table->rows->len + 1);

    for (guint i = 0; i < reading->table->rows->len; i++) {
        names[i] = g_strstrip(g_strdup(g_ptr_array_index(reading->table->rows, i)));
    }
    reading->found++;
    object->told |= WINDOWS_TOLD_OWNERS;
    if (object->kind == WINDOWS_GROUP && names[0] != NULL) {
        struct windows_group *group = (struct windows_group *)object;

        g_strfreev(group->preferred_owner_names);
        group->preferred_owner_names = g_steal_pointer(&names);
    } else if (object->kind == WINDOWS_RESOURCE && names[0] != NULL) {
        struct windows_resource *resource = (struct windows_resource *)object;

        /* Whether these are all nodes is known when all files have been read: resolve.h. */
        g_strfreev(resource->possible_owner_names);
        resource->possible_owner_names = g_steal_pointer(&names);
    }
}

static void
read_owners(struct reading *reading)
{
    const char *name = reading->table->name;
    bool is_common = false;
    enum windows_kind told = listing_kind(reading->table, &is_common);

    if (name == NULL) {
        notes_add_file(
            reading->notes, reading->path,
            "the owners below line %u do not tell whose they are: keep the line above them",
            reading->table->line);
        return;
    }
    /* The heading of this one column is about nodes, never about whose owners they are. */
    if (told != WINDOWS_GROUP && told != WINDOWS_RESOURCE) {
        told = reading_knows(reading, WINDOWS_RESOURCE, name) ||
                       !reading_knows(reading, WINDOWS_GROUP, name)
                   ? WINDOWS_RESOURCE
                   : WINDOWS_GROUP;
    }
    read_owner_names(reading, reading_find_or_add(reading, told, name));
}

static void
read_expression(struct reading *reading)
{
    struct windows_resource *resource;

    if (reading->table->name != NULL && reading->table->name[0] != '\0') {
        resource = reading_find_or_add(reading, WINDOWS_RESOURCE, reading->table->name);
        g_free(resource->dependency);
        resource->dependency = g_strdup(g_ptr_array_index(reading->table->rows, 0));
        resource->is_dependency_a_list = false;
        reading->found++;
    }
}

void
reading_rows(struct reading *reading, listing_judge judge,
             void (*read)(struct reading *reading, char **cells))
{
    for (guint i = 0; i < reading->table->rows->len; i++) {
        g_auto(GStrv) cells = NULL;

        reading->row = i;
        cells = split_row(reading, g_ptr_array_index(reading->table->rows, i), judge);
        if (cells != NULL) {
            read(reading, cells);
        }
    }
    if (reading->bad_rows > ROW_NOTES_MAX) {
        notes_add_file(reading->notes, reading->path, "below line %u, %u more rows are left out",
                       reading->table->line, reading->bad_rows - ROW_NOTES_MAX);
    }
}

/* The status of a resource has a row for it at least: what has none lists dependencies. */
static void
read_resources(struct reading *reading)
{
    const struct listing_table *table = reading->table;

    if (table->rows->len == 0 && table->name != NULL && table->name[0] != '\0') {
        struct windows_resource *resource =
            reading_find_or_add(reading, WINDOWS_RESOURCE, table->name);

        if (resource->dependency == NULL) {
            resource->dependency = g_strdup("");
        }
        reading->found++;
    }
    reading_rows(reading, judge_resource, read_resource);
}

/* Below the name of one resource, or of all. */
static void
read_checkpoints(struct reading *reading)
{
    const struct listing_table *table = reading->table;

    if (table->name != NULL && table->name[0] != '\0') {
        struct windows_resource *resource =
            reading_find_or_add(reading, WINDOWS_RESOURCE, table->name);

        resource->object.told |= WINDOWS_TOLD_CHECKPOINTS;
    } else {
        reading->cluster->object.told |= WINDOWS_TOLD_CHECKPOINTS;
    }
    reading->found++;
    reading_rows(reading, judge_any, read_checkpoint);
}

static void
read_table(struct reading *reading, enum listing_role role)
{
    switch (role) {
    case LISTING_NODES:
        reading_rows(reading, judge_any, read_nodes);
        break;
    case LISTING_NETWORKS:
        reading_rows(reading, judge_any, read_network);
        break;
    case LISTING_TYPES:
        reading_rows(reading, judge_any, read_type);
        break;
    case LISTING_GROUPS:
        reading_rows(reading, judge_group, read_group);
        break;
    case LISTING_PROPERTIES:
        reading_properties(reading);
        break;
    case LISTING_RESOURCES:
        read_resources(reading);
        break;
    case LISTING_OWNERS:
        read_owners(reading);
        break;
    case LISTING_CHECKPOINTS:
        read_checkpoints(reading);
        break;
    case LISTING_EXPRESSION:
        read_expression(reading);
        break;
    case LISTING_UNKNOWN:
        notes_add_file(reading->notes, reading->path,
                       "the table at line %u is not understood: it is left out",
                       reading->table->line);
        break;
    case LISTING_IGNORED:
        break;
    }
}

/* What tells names before what is split by known names. */
static void
read_tables(struct reading *reading, const GPtrArray *tables)
{
    static const enum listing_role order[] = {
        LISTING_NODES,      LISTING_NETWORKS,  LISTING_TYPES,  LISTING_GROUPS,
        LISTING_PROPERTIES, LISTING_RESOURCES, LISTING_OWNERS, LISTING_CHECKPOINTS,
        LISTING_EXPRESSION, LISTING_UNKNOWN,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        for (guint number = 0; number < tables->len; number++) {
            reading->table = g_ptr_array_index(tables, number);
            reading->bad_rows = 0;
            if (listing_role(reading->table) == order[i]) {
                read_table(reading, order[i]);
            }
        }
    }
}

static void
note_left_out(const struct reading *reading, const struct listing_left_out *left_out)
{
    if (left_out->long_rows > 0) {
        notes_add_file(
            reading->notes, reading->path,
            "%u rows have more than %u bytes, the first one in line %u: they are left out",
            left_out->long_rows, LISTING_ROW_MAX, left_out->long_line);
    }
    if (left_out->rows > 0) {
        notes_add_file(reading->notes, reading->path,
                       "has %u rows more than the %u that are read: they are left out",
                       left_out->rows, LISTING_ROWS_MAX);
    }
}

bool
listing_read(windows_cluster_t *cluster, const char *text, const char *path, notes_t *notes,
             GError **error)
{
    struct reading reading = { .cluster = cluster, .path = path, .notes = notes };
    struct listing_left_out left_out = { 0 };
    g_autoptr(GPtrArray) tables = listing_tables(text, &left_out);
    g_autoptr(GHashTable) limits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    reading.limits = limits;
    read_tables(&reading, tables);
    note_left_out(&reading, &left_out);
    if (reading.found == 0) {
        set_system_error(
            error, ENODATA,
            "%s: is no CLUSDB, registry export, CLIXML or JSON, and has nothing that cluster.exe "
            "lists: give what resapi-export.ps1 has written, or another of these",
            path);
        return false;
    }
    return true;
}
