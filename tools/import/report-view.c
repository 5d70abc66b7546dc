/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report-view.h"

static void
free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

/* No kind has a line feed in its word. */
static char *
note_key(const char *object_kind, const char *object)
{
    return g_strdup_printf("%s\n%s", object_kind, object);
}

/* Takes key, which belongs to the table or is freed. */
static void
append_to(GHashTable *table, gpointer key, GDestroyNotify free_key, gconstpointer item)
{
    GPtrArray *array = g_hash_table_lookup(table, key);

    if (array == NULL) {
        array = g_ptr_array_new();
        g_hash_table_insert(table, key, array);
    } else if (free_key != NULL) {
        free_key(key);
    }
    g_ptr_array_add(array, (gpointer)item);
}

static void
sort_notes(report_view_t *view)
{
    const notes_t *notes = view->conversion->notes;

    for (guint i = 0; i < notes_count(notes); i++) {
        const struct note *note = notes_at(notes, i);

        append_to(view->notes, note_key(note->object_kind, note->object), g_free, note);
        if (note_is_finding(note->kind)) {
            g_ptr_array_add(view->findings, (gpointer)note);
        }
    }
}

static void
sort_plan(report_view_t *view)
{
    const pacemaker_plan_t *plan = view->conversion->plan;

    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);

        if (primitive->windows != NULL) {
            append_to(view->primitives, (gpointer)primitive->windows, NULL, primitive);
        }
    }
    for (guint i = 0; i < plan->groups->len; i++) {
        struct plan_group *group = g_ptr_array_index(plan->groups, i);

        g_hash_table_insert(view->groups, (gpointer)group->windows, group);
    }
}

report_view_t *
report_view_new(const struct conversion *conversion)
{
    report_view_t *view = g_new0(report_view_t, 1);

    view->conversion = conversion;
    view->findings = g_ptr_array_new();
    view->notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    view->primitives = g_hash_table_new_full(NULL, NULL, NULL, free_array);
    view->groups = g_hash_table_new(NULL, NULL);
    sort_notes(view);
    sort_plan(view);
    return view;
}

void
report_view_free(report_view_t *view)
{
    if (view == NULL) {
        return;
    }
    g_ptr_array_unref(view->findings);
    g_hash_table_unref(view->notes);
    g_hash_table_unref(view->primitives);
    g_hash_table_unref(view->groups);
    g_free(view);
}

/* An array that stands for none. */
static const GPtrArray *
or_empty(const GPtrArray *array)
{
    static const GPtrArray empty = { 0 };

    return array != NULL ? array : &empty;
}

const GPtrArray *
report_notes_of(const report_view_t *view, const struct windows_object *object)
{
    g_autofree char *key = note_key(windows_kind_word(object->kind), object->name);

    return or_empty(g_hash_table_lookup(view->notes, key));
}

const GPtrArray *
report_primitives_of(const report_view_t *view, const struct windows_resource *resource)
{
    return or_empty(g_hash_table_lookup(view->primitives, resource));
}

const struct plan_group *
report_group_of(const report_view_t *view, const struct windows_group *group)
{
    return g_hash_table_lookup(view->groups, group);
}

static guint
count_findings(const GPtrArray *notes)
{
    guint count = 0;

    for (guint i = 0; i < notes->len; i++) {
        const struct note *note = g_ptr_array_index(notes, i);

        count += note_is_finding(note->kind) ? 1 : 0;
    }
    return count;
}

guint
report_findings_of_group(const report_view_t *view, const struct windows_group *group)
{
    guint count = count_findings(report_notes_of(view, &group->object));

    for (guint i = 0; group->resources != NULL && i < group->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(group->resources, i);

        count += count_findings(report_notes_of(view, &resource->object));
    }
    return count;
}

char *
report_agent(const struct plan_primitive *primitive)
{
    return primitive->provider != NULL
               ? g_strdup_printf("%s:%s:%s", primitive->class, primitive->provider,
                                 primitive->agent)
               : g_strdup_printf("%s:%s", primitive->class, primitive->agent);
}

char *
report_count(guint count, const char *one, const char *many)
{
    return g_strdup_printf("%u %s", count, count == 1 ? one : many);
}

const char *
report_verdict_word(enum dll_verdict verdict)
{
    static const char *const words[] = {
        [DLL_NOT_LOOKED_AT] = "not looked at",
        [DLL_RUNS] = "runs",
        [DLL_RUNS_NOT] = "does not run",
    };

    return words[verdict];
}
