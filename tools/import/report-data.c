/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report-data.h"

#include "report-view.h"
#include "runbook.h"

static const struct column note_columns[] = {
    { "kind", "FATE", VALUE_STRING },         { "finding", NULL, VALUE_BOOLEAN },
    { "object_kind", "OF", VALUE_STRING },    { "object", "NAME", VALUE_STRING },
    { "property", "PROPERTY", VALUE_STRING }, { "to", "BECAME", VALUE_STRING },
    { "why", "WHY", VALUE_STRING },
};

static const struct column group_columns[] = {
    { "group", "GROUP", VALUE_STRING },     { "id", "BECAME", VALUE_STRING },
    { "form", "FORM", VALUE_STRING },       { "starts", "STARTS", VALUE_BOOLEAN },
    { "members", "RESOURCES", VALUE_LIST },
};

static const struct column resource_columns[] = {
    { "resource", "RESOURCE", VALUE_STRING }, { "type", "TYPE", VALUE_STRING },
    { "group", "GROUP", VALUE_STRING },       { "id", "BECAME", VALUE_STRING },
    { "agent", "AGENT", VALUE_STRING },
};

/* Types' names have blanks, so they are no list of words. */
static const struct column dll_columns[] = {
    { "name", "DLL", VALUE_STRING },        { "type", "TYPE", VALUE_STRING },
    { "windows_path", NULL, VALUE_STRING }, { "path", "FILE", VALUE_STRING },
    { "verdict", "VERDICT", VALUE_STRING }, { "detail", "INSPECT SAYS", VALUE_STRING },
};

static const struct column place_columns[] = {
    { "lost_node", "WITHOUT", VALUE_STRING },
    { "resource", "RESOURCE", VALUE_STRING },
    { "node", "NODE", VALUE_STRING },
};

static const struct column step_columns[] = {
    { "step", "STEP", VALUE_NUMBER },    { "side", "SIDE", VALUE_STRING },
    { "group", "GROUP", VALUE_STRING },  { "title", "TITLE", VALUE_STRING },
    { "text", NULL, VALUE_STRING },      { "expected", NULL, VALUE_STRING },
    { "back_text", NULL, VALUE_STRING }, { "back_expected", NULL, VALUE_STRING },
};

static const struct column command_columns[] = {
    { "step", "STEP", VALUE_NUMBER },
    { "side", "SIDE", VALUE_STRING },
    { "part", "PART", VALUE_STRING },
    { "command", "COMMAND", VALUE_STRING },
};

static const char *
boolean_word(bool value)
{
    return value ? "true" : "false";
}

static void
add_notes(struct output *output, const notes_t *notes)
{
    output_table(output, "notes", "note", note_columns, G_N_ELEMENTS(note_columns));
    for (guint i = 0; i < notes_count(notes); i++) {
        const struct note *note = notes_at(notes, i);
        const char *values[G_N_ELEMENTS(note_columns)] = { note_kind_word(note->kind),
                                                           boolean_word(
                                                               note_is_finding(note->kind)),
                                                           note->object_kind,
                                                           note->object,
                                                           note->property,
                                                           note->to,
                                                           note->why };

        output_record(output, values);
    }
    output_line(output, "%s", "");
}

/* What the group is on the other side. */
static const char *
form_of(const struct plan_group *group)
{
    return group == NULL || group->members->len == 0 ? "nothing"
           : group->members->len == 1                ? "resource"
           : group->is_chain                         ? "group"
                                                     : "tag";
}

static char *
member_ids(const struct plan_group *group)
{
    GString *ids = g_string_new(NULL);

    for (guint i = 0; group != NULL && i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", member->id);
    }
    return g_string_free(ids, FALSE);
}

static void
add_groups(struct output *output, const report_view_t *view)
{
    const GPtrArray *groups = view->conversion->cluster->groups;

    output_table(output, "groups", "group", group_columns, G_N_ELEMENTS(group_columns));
    for (guint i = 0; i < groups->len; i++) {
        const struct windows_group *group = g_ptr_array_index(groups, i);
        const struct plan_group *planned = report_group_of(view, group);
        g_autofree char *members = member_ids(planned);
        const char *values[G_N_ELEMENTS(group_columns)] = {
            group->object.name, planned != NULL ? planned->id : NULL, form_of(planned),
            boolean_word(planned != NULL && planned->starts), members
        };

        output_record(output, values);
    }
    output_line(output, "%s", "");
}

/* primitive NULL: it became nothing. */
static void
add_resource(struct output *output, const struct windows_resource *resource,
             const struct plan_primitive *primitive)
{
    g_autofree char *agent = primitive != NULL ? report_agent(primitive) : NULL;
    const char *values[G_N_ELEMENTS(resource_columns)] = {
        resource->object.name, resource->type_name,
        resource->group != NULL ? resource->group->object.name : NULL,
        primitive != NULL ? primitive->id : NULL, agent
    };

    output_record(output, values);
}

static void
add_resources(struct output *output, const report_view_t *view)
{
    const GPtrArray *resources = view->conversion->cluster->resources;

    output_table(output, "resources", "resource", resource_columns, G_N_ELEMENTS(resource_columns));
    for (guint i = 0; i < resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(resources, i);
        const GPtrArray *primitives = report_primitives_of(view, resource);

        for (guint p = 0; p < primitives->len; p++) {
            add_resource(output, resource, g_ptr_array_index(primitives, p));
        }
        if (primitives->len == 0) {
            add_resource(output, resource, NULL);
        }
    }
    output_line(output, "%s", "");
}

static void
add_dll(struct output *output, const struct dll_entry *dll)
{
    for (guint i = 0; i < dll->types->len; i++) {
        const struct windows_type *type = g_ptr_array_index(dll->types, i);
        const char *values[G_N_ELEMENTS(dll_columns)] = { dll->name,
                                                          type->object.name,
                                                          dll->windows_path,
                                                          dll->path,
                                                          report_verdict_word(dll->verdict),
                                                          dll->detail };

        output_record(output, values);
    }
}

static void
add_dlls(struct output *output, const GPtrArray *dlls)
{
    output_table(output, "dlls", "dll", dll_columns, G_N_ELEMENTS(dll_columns));
    for (guint i = 0; i < dlls->len; i++) {
        add_dll(output, g_ptr_array_index(dlls, i));
    }
    output_line(output, "%s", "");
}

static void
add_case(struct output *output, const struct simulation_case *which)
{
    for (guint i = 0; i < which->places->len; i++) {
        const struct simulation_place *place = g_ptr_array_index(which->places, i);
        const char *values[G_N_ELEMENTS(place_columns)] = { which->lost_node, place->resource,
                                                            place->node };

        output_record(output, values);
    }
}

static void
add_simulation(struct output *output, const struct simulation *simulation)
{
    if (simulation == NULL) {
        return;
    }
    output_table(output, "places", "place", place_columns, G_N_ELEMENTS(place_columns));
    for (guint i = 0; i < simulation->cases->len; i++) {
        add_case(output, g_ptr_array_index(simulation->cases, i));
    }
    output_line(output, "%s", "");
}

static void
add_step(struct output *output, const struct runbook_step *step)
{
    g_autofree char *number = g_strdup_printf("%u", step->number);
    const char *values[G_N_ELEMENTS(step_columns)] = {
        number,
        runbook_side_word(step->side),
        step->group != NULL ? step->group->windows->object.name : NULL,
        step->title,
        step->work.text,
        step->work.expected,
        step->back.text,
        step->back.expected,
    };

    output_record(output, values);
}

static void
add_lines(struct output *output, const struct runbook_step *step, const char *part,
          const GPtrArray *lines)
{
    g_autofree char *number = g_strdup_printf("%u", step->number);

    for (guint i = 0; i < lines->len; i++) {
        const char *values[G_N_ELEMENTS(command_columns)] = { number, runbook_side_word(step->side),
                                                              part, g_ptr_array_index(lines, i) };

        output_record(output, values);
    }
}

static void
add_commands(struct output *output, const struct runbook_step *step)
{
    add_lines(output, step, "command", step->work.commands);
    add_lines(output, step, "check", step->work.checks);
    add_lines(output, step, "back", step->back.commands);
    add_lines(output, step, "back-check", step->back.checks);
}

static void
add_runbook(struct output *output, const report_view_t *view)
{
    g_autoptr(GPtrArray) steps = runbook_make(view);

    output_table(output, "steps", "step", step_columns, G_N_ELEMENTS(step_columns));
    for (guint i = 0; i < steps->len; i++) {
        add_step(output, g_ptr_array_index(steps, i));
    }
    output_line(output, "%s", "");
    output_table(output, "commands", "command", command_columns, G_N_ELEMENTS(command_columns));
    for (guint i = 0; i < steps->len; i++) {
        add_commands(output, g_ptr_array_index(steps, i));
    }
}

void
report_data_fill(struct output *output, const struct conversion *conversion)
{
    g_autoptr(report_view_t) view = report_view_new(conversion);

    add_notes(output, conversion->notes);
    add_groups(output, view);
    add_resources(output, view);
    add_dlls(output, conversion->dlls);
    add_simulation(output, conversion->simulation);
    add_runbook(output, view);
}
