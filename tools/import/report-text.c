/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report-text.h"

#include "report-view.h"
#include "runbook.h"
#include "text-page.h"

#define LABEL_COLUMN 17

/* ---- notes */

/* "property -> to", as far as there is any; NULL for a note that has only its why. g_free(). */
static char *
subject_of(const struct note *note)
{
    if (note->property != NULL && note->to != NULL) {
        return g_strdup_printf("%s -> %s", note->property, note->to);
    }
    if (note->property != NULL) {
        return g_strdup(note->property);
    }
    return note->to != NULL ? g_strdup_printf("-> %s", note->to) : NULL;
}

static void
add_note(GString *page, int indent, const struct note *note)
{
    g_autofree char *subject = subject_of(note);
    int column = indent + LABEL_COLUMN - 2;

    if (subject != NULL) {
        text_labelled(page, indent, column, note_kind_word(note->kind), "%s", subject);
    }
    if (note->why != NULL && subject != NULL) {
        text_paragraph(page, column + 2, "%s", note->why);
    } else if (note->why != NULL) {
        text_labelled(page, indent, column, note_kind_word(note->kind), "%s", note->why);
    }
}

static void
add_notes(GString *page, int indent, const GPtrArray *notes)
{
    for (guint i = 0; i < notes->len; i++) {
        add_note(page, indent, g_ptr_array_index(notes, i));
    }
}

/* ---- the parts, from the top */

static void
add_counts(GString *page, const struct conversion *conversion)
{
    const windows_cluster_t *cluster = conversion->cluster;
    g_autofree char *groups = report_count(cluster->groups->len, "group", "groups");
    g_autofree char *resources = report_count(cluster->resources->len, "resource", "resources");
    g_autofree char *types = report_count(cluster->types->len, "resource type", "resource types");
    g_autofree char *nodes = report_count(cluster->nodes->len, "node", "nodes");
    g_autofree char *networks = report_count(cluster->networks->len, "network", "networks");
    g_autofree char *problems =
        report_count(notes_count_of(conversion->notes, NOTE_PROBLEM), "problem", "problems");

    text_labelled(page, 2, LABEL_COLUMN, "on Windows:", "%s, %s, %s, %s, %s", groups, resources,
                  types, nodes, networks);
    text_labelled(page, 2, LABEL_COLUMN, "in Pacemaker:", "resources: %u, constraints: %u",
                  conversion->plan->primitives->len, conversion->plan->constraints->len);
    text_labelled(page, 2, LABEL_COLUMN,
                  "properties and objects:", "%u mapped, %u changed, %u dropped",
                  notes_count_of(conversion->notes, NOTE_MAPPED),
                  notes_count_of(conversion->notes, NOTE_CHANGED),
                  notes_count_of(conversion->notes, NOTE_DROPPED));
    text_labelled(page, 2, LABEL_COLUMN, "findings:", "%u without an equivalent, %u to decide, %s",
                  notes_count_of(conversion->notes, NOTE_NO_EQUIVALENT),
                  notes_count_of(conversion->notes, NOTE_DECIDE), problems);
}

static void
add_summary(GString *page, const struct conversion *conversion)
{
    text_heading(page, 1, "Import of the Windows failover cluster %s",
                 conversion->cluster->object.name);
    for (guint i = 0; conversion->inputs != NULL && conversion->inputs[i] != NULL; i++) {
        text_labelled(page, 2, LABEL_COLUMN, i == 0 ? "read:" : "", "%s", conversion->inputs[i]);
    }
    add_counts(page, conversion);
}

static void
add_finding(GString *page, const struct note *note)
{
    text_labelled(page, 2, LABEL_COLUMN, note_kind_word(note->kind), "%s %s%s%s", note->object_kind,
                  note->object, note->property != NULL ? ": " : "",
                  note->property != NULL ? note->property : "");
    if (note->to != NULL) {
        text_paragraph(page, LABEL_COLUMN + 2, "-> %s", note->to);
    }
    if (note->why != NULL) {
        text_paragraph(page, LABEL_COLUMN + 2, "%s", note->why);
    }
}

static void
add_findings(GString *page, const report_view_t *view)
{
    text_heading(page, 1, "Findings");
    if (view->findings->len == 0) {
        text_paragraph(page, 2, "There are none.");
    }
    for (guint i = 0; i < view->findings->len; i++) {
        add_finding(page, g_ptr_array_index(view->findings, i));
    }
}

static void
add_resource(GString *page, const report_view_t *view, const struct windows_resource *resource)
{
    const GPtrArray *primitives = report_primitives_of(view, resource);

    text_paragraph(page, 2, "%s (%s)", resource->object.name,
                   resource->type_name != NULL ? resource->type_name : "no type");
    for (guint i = 0; i < primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(primitives, i);
        g_autofree char *agent = report_agent(primitive);

        text_labelled(page, 4, LABEL_COLUMN + 2, i == 0 ? "became" : "and", "%s, %s", primitive->id,
                      agent);
    }
    if (primitives->len == 0) {
        text_labelled(page, 4, LABEL_COLUMN + 2, "became", "nothing");
    }
    add_notes(page, 4, report_notes_of(view, &resource->object));
}

static void
add_group_place(GString *page, const struct plan_group *group)
{
    if (group == NULL || group->members->len == 0) {
        text_labelled(page, 2, LABEL_COLUMN, "became", "nothing");
        return;
    }
    text_labelled(page, 2, LABEL_COLUMN, "became",
                  group->members->len == 1 ? "the one resource %s"
                  : group->is_chain        ? "the group %s"
                                           : "resources with constraints, and the tag %s",
                  group->members->len == 1
                      ? ((const struct plan_primitive *)g_ptr_array_index(group->members, 0))->id
                      : group->id);
    if (!group->starts) {
        text_labelled(page, 2, LABEL_COLUMN, "", "is not to be started, as on Windows");
    }
}

static void
add_group(GString *page, const report_view_t *view, const struct windows_group *group)
{
    text_heading(page, 2, "%s", group->object.name);
    add_group_place(page, report_group_of(view, group));
    add_notes(page, 2, report_notes_of(view, &group->object));
    for (guint i = 0; group->resources != NULL && i < group->resources->len; i++) {
        g_string_append_c(page, '\n');
        add_resource(page, view, g_ptr_array_index(group->resources, i));
    }
}

static void
add_groups(GString *page, const report_view_t *view)
{
    const windows_cluster_t *cluster = view->conversion->cluster;

    text_heading(page, 1, "Groups and resources");
    for (guint i = 0; i < cluster->groups->len; i++) {
        add_group(page, view, g_ptr_array_index(cluster->groups, i));
    }
}

static void
add_strays(GString *page, const report_view_t *view)
{
    const GPtrArray *resources = view->conversion->cluster->resources;
    bool has_heading = false;

    for (guint i = 0; i < resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(resources, i);

        if (resource->group != NULL) {
            continue;
        }
        if (!has_heading) {
            text_heading(page, 2, "Resources without a group");
            has_heading = true;
        }
        add_resource(page, view, resource);
    }
}

/* Objects of a kind that have no part of their own: those of which something was noted. */
static void
add_objects(GString *page, const report_view_t *view, const GPtrArray *objects, const char *heading)
{
    bool has_heading = false;

    for (guint i = 0; i < objects->len; i++) {
        const struct windows_object *object = g_ptr_array_index(objects, i);
        const GPtrArray *notes = report_notes_of(view, object);

        if (notes->len == 0) {
            continue;
        }
        if (!has_heading) {
            text_heading(page, 1, "%s", heading);
            has_heading = true;
        }
        text_paragraph(page, 2, "%s", object->name);
        add_notes(page, 4, notes);
    }
}

static void
add_cluster(GString *page, const report_view_t *view)
{
    const struct windows_object *cluster = &view->conversion->cluster->object;
    const GPtrArray *notes = report_notes_of(view, cluster);

    if (notes->len > 0) {
        text_heading(page, 1, "The cluster itself");
        add_notes(page, 2, notes);
    }
}

static void
add_dll(GString *page, const struct dll_entry *dll)
{
    g_autoptr(GString) types = g_string_new(NULL);

    for (guint i = 0; i < dll->types->len; i++) {
        const struct windows_type *type = g_ptr_array_index(dll->types, i);

        g_string_append_printf(types, "%s%s", i > 0 ? ", " : "", type->object.name);
    }
    text_paragraph(page, 2, "%s", dll->name);
    text_labelled(page, 4, LABEL_COLUMN + 2, "types", "%s", types->str);
    text_labelled(page, 4, LABEL_COLUMN + 2, "on Windows", "%s", dll->windows_path);
    text_labelled(page, 4, LABEL_COLUMN + 2, "inspect", "%s",
                  dll->detail != NULL ? dll->detail : report_verdict_word(dll->verdict));
}

static void
add_dlls(GString *page, const GPtrArray *dlls)
{
    if (dlls->len == 0) {
        return;
    }
    text_heading(page, 1, "Resource DLLs to copy");
    for (guint i = 0; i < dlls->len; i++) {
        add_dll(page, g_ptr_array_index(dlls, i));
    }
}

static void
add_case(GString *page, const struct simulation_case *which)
{
    text_heading(page, 2, which->lost_node != NULL ? "Without %s" : "With all nodes online",
                 which->lost_node);
    for (guint i = 0; i < which->places->len; i++) {
        const struct simulation_place *place = g_ptr_array_index(which->places, i);

        text_labelled(page, 2, 36, place->resource, "%s",
                      place->node != NULL ? place->node : "nowhere");
    }
}

static void
add_simulation(GString *page, const struct simulation *simulation)
{
    if (simulation == NULL) {
        return;
    }
    text_heading(page, 1, "What would run where");
    for (guint i = 0; i < simulation->cases->len; i++) {
        add_case(page, g_ptr_array_index(simulation->cases, i));
    }
}

/* ---- the runbook */

static void
add_lines(GString *page, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        text_line(page, 6, g_ptr_array_index(lines, i));
    }
}

static void
add_work(GString *page, const struct runbook_work *work)
{
    if (work->text != NULL) {
        text_paragraph(page, 4, "%s", work->text);
    }
    add_lines(page, work->commands);
    if (work->checks->len > 0) {
        text_paragraph(page, 4, "Check:");
        add_lines(page, work->checks);
    }
    if (work->expected != NULL) {
        text_paragraph(page, 4, "%s", work->expected);
    }
}

static void
add_step(GString *page, const struct runbook_step *step)
{
    text_heading(page, 2, "%u. %s: %s", step->number, runbook_side_word(step->side), step->title);
    add_work(page, &step->work);
    if (runbook_has_work(&step->back)) {
        text_paragraph(page, 2, "The way back:");
        add_work(page, &step->back);
    }
}

static void
add_runbook(GString *page, const report_view_t *view)
{
    g_autoptr(GPtrArray) steps = runbook_make(view);

    text_heading(page, 1, "Runbook of the cut-over");
    text_paragraph(page, 2, RUNBOOK_RULES);
    for (guint i = 0; i < steps->len; i++) {
        add_step(page, g_ptr_array_index(steps, i));
    }
}

char *
report_text(const struct conversion *conversion)
{
    g_autoptr(report_view_t) view = report_view_new(conversion);
    GString *page = g_string_new(NULL);

    add_summary(page, conversion);
    add_findings(page, view);
    add_groups(page, view);
    add_strays(page, view);
    add_objects(page, view, conversion->cluster->types, "Resource types");
    add_dlls(page, conversion->dlls);
    add_objects(page, view, conversion->cluster->nodes, "Nodes");
    add_objects(page, view, conversion->cluster->networks, "Networks");
    add_cluster(page, view);
    add_simulation(page, conversion->simulation);
    add_runbook(page, view);
    return g_string_free(page, FALSE);
}
