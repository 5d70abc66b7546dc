/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types-files.h"

#include <stdbool.h>
#include <string.h>

#include "mapping.h"
#include "ocf-agents/names.h"

struct private_property {
    const char *name; /* as it was spelt first */
    const char *format;
    bool is_mixed; /* resources have it in formats that are none of one kind */
};

/* A custom type with what its resources have. */
struct type_facts {
    struct windows_type *type;
    GPtrArray *properties; /* of struct private_property; by name in the end */
    GHashTable *names;     /* folded */
};

static void
free_facts(void *pointer)
{
    struct type_facts *facts = pointer;

    g_ptr_array_unref(facts->properties);
    g_hash_table_unref(facts->names);
    g_free(facts);
}

static bool
is_number(const char *format)
{
    return g_str_has_suffix(format, "WORD");
}

static void
merge_format(struct private_property *property, const char *format)
{
    if (strcmp(property->format, format) == 0) {
        return;
    }
    if (is_number(property->format) && is_number(format)) {
        property->format = "QWORD";
        return;
    }
    property->is_mixed = true;
}

static void
add_property(struct type_facts *facts, const struct windows_property *found)
{
    g_autofree char *folded = g_utf8_casefold(found->name, -1);
    struct private_property *property = g_hash_table_lookup(facts->names, folded);

    if (property != NULL) {
        merge_format(property, windows_value_format(found->value));
        return;
    }
    property = g_new0(struct private_property, 1);
    property->name = found->name;
    property->format = windows_value_format(found->value);
    g_ptr_array_add(facts->properties, property);
    g_hash_table_insert(facts->names, g_steal_pointer(&folded), property);
}

static struct type_facts *
find_facts(GHashTable *all, struct windows_type *type)
{
    struct type_facts *facts = g_hash_table_lookup(all, type);

    if (facts == NULL) {
        facts = g_new0(struct type_facts, 1);
        facts->type = type;
        facts->properties = g_ptr_array_new_with_free_func(g_free);
        facts->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_insert(all, type, facts);
    }
    return facts;
}

static void
collect(GHashTable *all, const windows_cluster_t *cluster)
{
    for (guint i = 0; i < cluster->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);
        const windows_properties_t *private = resource->object.private;
        struct type_facts *facts;

        if (resource->type == NULL || !mapping_type_is_custom(resource->type)) {
            continue;
        }
        facts = find_facts(all, resource->type);
        for (guint j = 0; j < windows_properties_count(private); j++) {
            add_property(facts, windows_properties_at(private, j));
        }
    }
}

/* What tools/types-d.c reads: GKeyFile's rules for the name of a group, and its own. */
static bool
can_be_group(const char *name)
{
    if (name[0] == '\0' || strpbrk(name, "=\\[]") != NULL || !g_utf8_validate(name, -1, NULL)) {
        return false;
    }
    for (const char *at = name; *at != '\0'; at++) {
        if (g_ascii_iscntrl(*at)) {
            return false;
        }
    }
    return name[0] != ' ' && name[strlen(name) - 1] != ' ';
}

/* Whether it gets into the file; notes it otherwise. parameters: names of the agent's to properties. */
static bool
check_property(const struct type_facts *facts, const struct private_property *property,
               GHashTable *parameters, notes_t *notes)
{
    g_autofree char *parameter = agent_parameter_of_property(property->name);
    const char *other = g_hash_table_lookup(parameters, parameter);

    if (!can_be_group(property->name)) {
        notes_add(notes, NOTE_PROBLEM, &facts->type->object, property->name, NULL,
                  "a property of such a name cannot be in a file of types.d: use the agent "
                  "ocf:resapi:" AGENT_OF_ALL_TYPES " for it");
        return false;
    }
    if (other != NULL) {
        notes_add(notes, NOTE_PROBLEM, &facts->type->object, property->name, NULL,
                  "would be the parameter %s, as %s is: use the agent "
                  "ocf:resapi:" AGENT_OF_ALL_TYPES " for it",
                  parameter, other);
        return false;
    }
    if (property->is_mixed) {
        notes_add(notes, NOTE_PROBLEM, &facts->type->object, property->name, NULL,
                  "resources have it in more than one format, of which %s was taken: see what its "
                  "DLL expects",
                  property->format);
    }
    g_hash_table_insert(parameters, g_steal_pointer(&parameter), (char *)property->name);
    return true;
}

/* For a comment, which is one line. */
static char *
one_line(const char *text)
{
    char *line = g_utf8_make_valid(text != NULL ? text : "", -1);

    for (char *at = line; *at != '\0'; at++) {
        *at = g_ascii_iscntrl(*at) ? ' ' : *at;
    }
    return line;
}

static int
compare_properties(gconstpointer one, gconstpointer other)
{
    const struct private_property *const *property = one;
    const struct private_property *const *other_property = other;

    return strcmp((*property)->name, (*other_property)->name);
}

/* NULL if nothing is to be said. */
static char *
write_text(const struct type_facts *facts, notes_t *notes)
{
    g_autoptr(GHashTable) parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *type = one_line(facts->type->object.name);
    g_autofree char *source = one_line(facts->type->object.source);
    GString *text = g_string_new(NULL);

    g_string_append_printf(
        text,
        "# Properties that resources of the type %s have set, from %s.\n" TYPES_FILE_MARK
        "; see resapi-types(5).\n",
        type, source);
    g_ptr_array_sort(facts->properties, compare_properties);
    for (guint i = 0; i < facts->properties->len; i++) {
        const struct private_property *property = g_ptr_array_index(facts->properties, i);

        if (check_property(facts, property, parameters, notes)) {
            g_string_append_printf(text, "\n[property %s]\nformat=%s\n", property->name,
                                   property->format);
        }
    }
    return g_string_free(text, g_hash_table_size(parameters) == 0);
}

static void
free_file(void *pointer)
{
    struct types_file *file = pointer;

    g_free(file->agent);
    g_free(file->text);
    g_free(file);
}

static int
compare_types(gconstpointer one, gconstpointer other)
{
    const struct type_facts *const *facts = one;
    const struct type_facts *const *other_facts = other;

    return strcmp((*facts)->type->object.name, (*other_facts)->type->object.name);
}

static void
add_file(GPtrArray *files, const struct type_facts *facts, const char *agent, notes_t *notes)
{
    g_autofree char *text = write_text(facts, notes);
    struct types_file *file;

    if (text == NULL) {
        return;
    }
    file = g_new0(struct types_file, 1);
    file->agent = g_strdup(agent);
    file->type = facts->type;
    file->text = g_steal_pointer(&text);
    g_ptr_array_add(files, file);
}

GPtrArray *
types_files_make(const windows_cluster_t *cluster, const pacemaker_plan_t *plan, notes_t *notes)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(free_file);
    g_autoptr(GHashTable) all = g_hash_table_new_full(NULL, NULL, NULL, free_facts);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GHashTableIter iterator;
    void *facts;

    collect(all, cluster);
    g_hash_table_iter_init(&iterator, all);
    while (g_hash_table_iter_next(&iterator, NULL, &facts)) {
        g_ptr_array_add(sorted, facts);
    }
    g_ptr_array_sort(sorted, compare_types);
    for (guint i = 0; i < sorted->len; i++) {
        const struct type_facts *one = g_ptr_array_index(sorted, i);
        const char *agent = g_hash_table_lookup(plan->agents, one->type);

        if (agent != NULL) {
            add_file(files, one, agent, notes);
        }
    }
    return files;
}
