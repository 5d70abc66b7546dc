/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dll-list.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "mapping.h"
#include "tool-run.h"

/* resapi-inspect gives up before: limits.c there. */
#define INSPECT_S   60
#define OUTPUT_MAX  (64U << 20)
#define VERDICT_MAX 1000

/* A folder with copies of DLLs is neither deep nor large: what is more is some other folder. */
#define DEPTH_MAX 32
#define FILES_MAX 100000

/* ---- the files below the folder */

struct index {
    GHashTable *paths; /* the file's name, folded, to an array of paths: the nearest first */
    guint count;
};

static char *
fold(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);

    return g_utf8_casefold(valid, -1);
}

static void
index_file(struct index *index, const char *name, const char *path)
{
    g_autofree char *folded = fold(name);
    GPtrArray *paths;

    if (!g_str_has_suffix(folded, ".dll")) {
        return;
    }
    paths = g_hash_table_lookup(index->paths, folded);
    if (paths == NULL) {
        paths = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(index->paths, g_steal_pointer(&folded), paths);
    }
    g_ptr_array_add(paths, g_strdup(path));
}

static int
compare_names(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static GPtrArray *
list_folder(const char *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GDir *entries = g_dir_open(folder, 0, NULL);
    const char *name;

    while (entries != NULL && names->len < FILES_MAX) {
        name = g_dir_read_name(entries);
        if (name == NULL) {
            break;
        }
        g_ptr_array_add(names, g_strdup(name));
    }
    g_clear_pointer(&entries, g_dir_close);
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* Files of one folder, and the folders in it for the next round. A link to a folder is not followed: it
 * may lead round. */
static void
index_folder(struct index *index, const char *folder, GPtrArray *next)
{
    g_autoptr(GPtrArray) names = list_folder(folder);

    for (guint i = 0; i < names->len && index->count < FILES_MAX; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat facts;

        index->count++;
        if (g_lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
            g_ptr_array_add(next, g_steal_pointer(&path));
        } else if (g_stat(path, &facts) == 0 && S_ISREG(facts.st_mode)) {
            index_file(index, name, path);
        }
    }
}

static void
index_all(struct index *index, const char *directory)
{
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);

    index->paths =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_ptr_array_add(folders, g_strdup(directory));
    for (guint depth = 0; depth < DEPTH_MAX && folders->len > 0; depth++) {
        GPtrArray *next = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < folders->len; i++) {
            index_folder(index, g_ptr_array_index(folders, i), next);
        }
        g_ptr_array_unref(folders);
        folders = next;
    }
    g_ptr_array_unref(folders);
}

/* ---- the list */

static void
free_entry(void *pointer)
{
    struct dll_entry *entry = pointer;

    g_free(entry->name);
    g_free(entry->windows_path);
    g_free(entry->path);
    g_free(entry->detail);
    g_ptr_array_unref(entry->types);
    g_free(entry);
}

/* What stands behind the last separator of Windows' or ours. */
static const char *
name_of(const char *path)
{
    const char *name = path;

    for (const char *at = path; *at != '\0'; at++) {
        name = strchr("\\/:", *at) != NULL ? at + 1 : name;
    }
    return name;
}

static int
compare_objects(gconstpointer one, gconstpointer other)
{
    const struct windows_type *const *type = one;
    const struct windows_type *const *other_type = other;

    return strcmp((*type)->object.name, (*other_type)->object.name);
}

/* Types of which there are resources; by name. */
static GPtrArray *
find_types(const windows_cluster_t *cluster)
{
    GPtrArray *types = g_ptr_array_new();
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < cluster->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);
        struct windows_type *type = resource->type;

        if (type != NULL && g_hash_table_add(known, type) && mapping_type_is_custom(type)) {
            g_ptr_array_add(types, type);
        }
    }
    g_ptr_array_sort(types, compare_objects);
    return types;
}

static struct dll_entry *
new_entry(const char *windows_path)
{
    struct dll_entry *entry = g_new0(struct dll_entry, 1);

    entry->name = g_strdup(name_of(windows_path));
    entry->windows_path = g_strdup(windows_path);
    entry->types = g_ptr_array_new();
    return entry;
}

static void
add_type(GPtrArray *entries, GHashTable *names, struct windows_type *type, notes_t *notes)
{
    g_autofree char *folded = NULL;
    struct dll_entry *entry;

    if (type->dll == NULL || name_of(type->dll)[0] == '\0') {
        notes_add(notes, NOTE_DECIDE, &type->object, "DllName", NULL,
                  "which DLL it has is not told: look for its file on a Windows node, and name it "
                  "to resapictl type add");
        return;
    }
    folded = fold(name_of(type->dll));
    entry = g_hash_table_lookup(names, folded);
    if (entry == NULL) {
        entry = new_entry(type->dll);
        g_ptr_array_add(entries, entry);
        g_hash_table_insert(names, g_steal_pointer(&folded), entry);
    }
    g_ptr_array_add(entry->types, type);
}

static int
compare_entries(gconstpointer one, gconstpointer other)
{
    const struct dll_entry *const *entry = one;
    const struct dll_entry *const *other_entry = other;
    int order = g_ascii_strcasecmp((*entry)->name, (*other_entry)->name);

    return order != 0 ? order : strcmp((*entry)->name, (*other_entry)->name);
}

/* Notes something of the DLL at the first of its types. */
static void
note(notes_t *notes, enum note_kind kind, const struct dll_entry *entry, const char *why)
{
    const struct windows_type *type = g_ptr_array_index(entry->types, 0);

    notes_add(notes, kind, &type->object, "DllName", entry->name, "%s", why);
}

static void
find_file(struct dll_entry *entry, const struct index *index, notes_t *notes)
{
    g_autofree char *folded = fold(entry->name);
    const GPtrArray *paths = g_hash_table_lookup(index->paths, folded);

    if (paths == NULL) {
        g_autofree char *why =
            g_strdup_printf("the file is not below --dll-dir: copy %s from a Windows node",
                            entry->windows_path);

        note(notes, NOTE_DECIDE, entry, why);
        return;
    }
    entry->path = g_strdup(g_ptr_array_index(paths, 0));
    if (paths->len > 1) {
        g_autofree char *why = g_strdup_printf("%u files of that name are below --dll-dir, of "
                                               "which %s was taken: leave only the right one",
                                               paths->len, entry->path);

        note(notes, NOTE_PROBLEM, entry, why);
    }
}

/* ---- what resapi-inspect says */

static JsonObject *
find_verdict(JsonParser *parser)
{
    JsonNode *root = json_parser_get_root(parser);
    JsonNode *member;
    JsonArray *verdicts;
    JsonNode *first;

    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root)) {
        return NULL;
    }
    member = json_object_get_member(json_node_get_object(root), "verdicts");
    if (member == NULL || !JSON_NODE_HOLDS_ARRAY(member)) {
        return NULL;
    }
    verdicts = json_node_get_array(member);
    first = json_array_get_length(verdicts) == 1 ? json_array_get_element(verdicts, 0) : NULL;
    return first != NULL && JSON_NODE_HOLDS_OBJECT(first) ? json_node_get_object(first) : NULL;
}

static bool
read_verdict(struct dll_entry *entry, const GString *output)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *verdict = json_parser_load_from_data(parser, output->str, (gssize)output->len, NULL)
                              ? find_verdict(parser)
                              : NULL;
    const char *text = verdict != NULL
                           ? json_object_get_string_member_with_default(verdict, "verdict", NULL)
                           : NULL;

    if (text == NULL) {
        return false;
    }
    entry->verdict = json_object_get_boolean_member_with_default(verdict, "runs", FALSE)
                         ? DLL_RUNS
                         : DLL_RUNS_NOT;
    entry->detail = g_utf8_substring(text, 0, MIN(VERDICT_MAX, g_utf8_strlen(text, -1)));
    return true;
}

/* A file that inspect fails on, or dies of, is none to be trusted. */
static void
take_result(struct dll_entry *entry, const struct tool_result *result)
{
    if (!read_verdict(entry, result->output)) {
        g_autofree char *reason = tool_result_reason(result);

        entry->verdict = DLL_RUNS_NOT;
        entry->detail = g_strdup_printf("cannot be inspected: %s", reason);
    }
}

static void
look_at(struct dll_entry *entry, const char *inspect, notes_t *notes)
{
    const char *arguments[] = { inspect, "--output-as=json", "--", entry->path, NULL };
    struct tool_result result;
    g_autoptr(GError) error = NULL;

    if (tool_run(arguments, INSPECT_S, OUTPUT_MAX, &result, &error)) {
        take_result(entry, &result);
        tool_result_clear(&result);
    } else if (error->domain == G_SPAWN_ERROR) {
        notes_add_file(notes, entry->path, "was not inspected: %s: install resapid again",
                       error->message);
        return;
    } else {
        entry->verdict = DLL_RUNS_NOT;
        entry->detail = g_strdup_printf("cannot be inspected: %s", error->message);
    }
    if (entry->verdict == DLL_RUNS_NOT) {
        note(notes, NOTE_NO_EQUIVALENT, entry, entry->detail);
    }
}

static void
look_at_all(GPtrArray *entries, const char *directory, const char *inspect, notes_t *notes)
{
    struct index index = { 0 };

    index_all(&index, directory);
    if (index.count >= FILES_MAX) {
        notes_add_file(notes, directory,
                       "more than %d files are below it, and not all were looked at: name a folder "
                       "with the DLLs alone",
                       FILES_MAX);
    }
    for (guint i = 0; i < entries->len; i++) {
        struct dll_entry *entry = g_ptr_array_index(entries, i);

        find_file(entry, &index, notes);
        if (entry->path != NULL && inspect != NULL) {
            look_at(entry, inspect, notes);
        }
    }
    g_hash_table_unref(index.paths);
}

GPtrArray *
dll_list_make(const windows_cluster_t *cluster, const char *directory, const char *inspect,
              notes_t *notes)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(free_entry);
    g_autoptr(GPtrArray) types = find_types(cluster);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < types->len; i++) {
        add_type(entries, names, g_ptr_array_index(types, i), notes);
    }
    g_ptr_array_sort(entries, compare_entries);
    if (directory != NULL) {
        look_at_all(entries, directory, inspect, notes);
    }
    return entries;
}
