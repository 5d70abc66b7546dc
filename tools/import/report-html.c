/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report-html.h"

#include <string.h>

#include "html-page.h"
#include "picture.h"
#include "picture-svg.h"
#include "report-view.h"
#include "runbook.h"

/* What the parts of the page are made from. */
struct maker {
    const struct conversion *conversion;
    report_view_t *view;
    struct html_page *page;
    GHashTable *anchors; /* an object to its anchor */
};

static void
add_anchors(struct maker *maker, const char *prefix, const GPtrArray *objects)
{
    for (guint i = 0; i < objects->len; i++) {
        g_hash_table_insert(maker->anchors, g_ptr_array_index(objects, i),
                            g_strdup_printf("%s-%u", prefix, i + 1));
    }
}

static const char *
anchor_of(const struct maker *maker, const void *object)
{
    return object != NULL ? g_hash_table_lookup(maker->anchors, object) : NULL;
}

static void
set_anchor(const struct maker *maker, xmlNode *node, const void *object)
{
    xmlNewProp(node, BAD_CAST "id", BAD_CAST anchor_of(maker, object));
}

/* ---- notes */

/* The kind's word as a class. */
static const char *
class_of(enum note_kind kind)
{
    return kind == NOTE_NO_EQUIVALENT ? "no-equivalent" : note_kind_word(kind);
}

static void
add_notes(xmlNode *parent, const GPtrArray *notes)
{
    static const char *const headings[] = { "Fate", "Property", "Became", "Why", NULL };
    xmlNode *rows;

    if (notes->len == 0) {
        return;
    }
    rows = html_add_table(parent, headings);
    for (guint i = 0; i < notes->len; i++) {
        const struct note *note = g_ptr_array_index(notes, i);
        const char *const cells[] = { note_kind_word(note->kind), note->property, note->to,
                                      note->why };

        html_add_row(rows, class_of(note->kind), cells, G_N_ELEMENTS(cells));
    }
}

/* ---- the top */

static void
add_number(xmlNode *rows, const char *what, guint number)
{
    g_autofree char *digits = g_strdup_printf("%u", number);
    const char *const cells[] = { what, digits };

    html_add_row(rows, NULL, cells, G_N_ELEMENTS(cells));
}

static void
add_counts(xmlNode *section, const struct conversion *conversion)
{
    static const char *const headings[] = { "What", "How many", NULL };
    const windows_cluster_t *cluster = conversion->cluster;
    xmlNode *rows = html_add_table(section, headings);

    add_number(rows, "groups on Windows", cluster->groups->len);
    add_number(rows, "resources on Windows", cluster->resources->len);
    add_number(rows, "resource types", cluster->types->len);
    add_number(rows, "nodes", cluster->nodes->len);
    add_number(rows, "networks", cluster->networks->len);
    add_number(rows, "resources in Pacemaker", conversion->plan->primitives->len);
    add_number(rows, "constraints in Pacemaker", conversion->plan->constraints->len);
    for (int kind = 0; kind < NOTE_KINDS; kind++) {
        g_autofree char *what =
            g_strdup_printf("%s: %s",
                            note_is_finding((enum note_kind)kind) ? "findings"
                                                                  : "properties and objects",
                            note_kind_word((enum note_kind)kind));

        add_number(rows, what, notes_count_of(conversion->notes, (enum note_kind)kind));
    }
}

static void
add_summary(struct maker *maker)
{
    xmlNode *section = html_add_section(maker->page, "summary", "Summary", NULL);
    const char *const *inputs = maker->conversion->inputs;
    xmlNode *list = html_add(section, "ul", NULL);

    for (size_t i = 0; inputs != NULL && inputs[i] != NULL; i++) {
        html_add_text(html_add(list, "li", NULL), "Read: %s", inputs[i]);
    }
    add_counts(section, maker->conversion);
}

/* What a note is of; the first of several with one name, NULL for a file. */
static const void *
object_of(const struct maker *maker, const struct note *note)
{
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        if (strcmp(windows_kind_word((enum windows_kind)kind), note->object_kind) == 0) {
            return windows_cluster_find(maker->conversion->cluster, (enum windows_kind)kind,
                                        note->object);
        }
    }
    return NULL;
}

static void
add_finding(const struct maker *maker, xmlNode *rows, const struct note *note)
{
    const char *anchor = anchor_of(maker, object_of(maker, note));
    xmlNode *row = html_add(rows, "tr", NULL);
    xmlNode *cell;

    html_add_class(row, "td", class_of(note->kind), note_kind_word(note->kind));
    cell = html_add(row, "td", NULL);
    html_add_text(cell, "%s ", note->object_kind);
    if (anchor != NULL) {
        html_add_link(cell, anchor, note->object);
    } else {
        html_add_text(cell, "%s", note->object);
    }
    html_add(row, "td", note->property);
    html_add(row, "td", note->to);
    html_add(row, "td", note->why);
}

static void
add_findings(struct maker *maker)
{
    static const char *const headings[] = { "Finding", "Of", "Property", "Became", "Why", NULL };
    xmlNode *section = html_add_section(maker->page, "findings", "Findings", NULL);
    const GPtrArray *findings = maker->view->findings;
    xmlNode *rows;

    if (findings->len == 0) {
        html_add(section, "p", "There are none.");
        return;
    }
    rows = html_add_table(section, headings);
    for (guint i = 0; i < findings->len; i++) {
        add_finding(maker, rows, g_ptr_array_index(findings, i));
    }
}

/* ---- pictures */

static void
add_svg(struct maker *maker, xmlNode *section, const struct picture *picture, const char *dot)
{
    g_autoptr(GError) error = NULL;
    xmlNode *svg = picture_svg(picture->dot, dot, maker->page->document, &error);

    if (svg == NULL) {
        html_add_text(html_add(section, "p", NULL), "No picture: %s%s.", error->message,
                      g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)
                          ? "; install graphviz"
                          : "");
        return;
    }
    xmlAddChild(html_add_class(section, "div", "picture", NULL), svg);
    if (picture->detail == PICTURE_GROUPS) {
        html_add(section, "p",
                 "There are too many resources to draw each: this has a node for each group, and "
                 "an arrow where something in one needs something in another.");
    }
}

/* Takes picture. */
static void
add_picture(struct maker *maker, xmlNode *section, const char *heading, const char *caption,
            struct picture *picture, const char *dot)
{
    html_add(section, "h3", heading);
    html_add(section, "p", caption);
    if (picture->detail == PICTURE_NONE) {
        html_add(section, "p", "There are too many groups to draw.");
    } else {
        add_svg(maker, section, picture, dot);
    }
    picture_free(picture);
}

static void
add_pictures(struct maker *maker, const char *dot)
{
    xmlNode *section = html_add_section(maker->page, "pictures", "Dependencies", NULL);

    add_picture(
        maker, section, "Before: the Windows cluster",
        "An arrow goes from a resource to one that it needs; of dashed ones, one is enough.",
        picture_before(maker->conversion->cluster), dot);
    add_picture(maker, section, "After: Pacemaker",
                "An arrow goes from what is started first to what is started then; of dashed ones, "
                "one is enough. Dotted lines keep resources on one node, red ones apart. A frame "
                "is a group, a dashed one a tag.",
                picture_after(maker->conversion->plan), dot);
}

/* ---- groups and resources */

static void
add_places(xmlNode *parent, const GPtrArray *primitives)
{
    xmlNode *line = html_add(parent, "p", NULL);

    html_add_text(line, "Became ");
    for (guint i = 0; i < primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(primitives, i);
        g_autofree char *agent = report_agent(primitive);

        html_add_text(line, "%s", i > 0 ? " and " : "");
        html_add(line, "code", primitive->id);
        html_add_text(line, ", %s", agent);
    }
    html_add_text(line, "%s", primitives->len == 0 ? "nothing." : ".");
}

static void
add_resource(struct maker *maker, xmlNode *section, const struct windows_resource *resource)
{
    xmlNode *heading = html_add(section, "h4", NULL);

    set_anchor(maker, heading, resource);
    html_add_text(heading, "%s", resource->object.name);
    if (resource->type_name != NULL) {
        html_add_text(heading, " (%s)", resource->type_name);
    }
    add_places(section, report_primitives_of(maker->view, resource));
    add_notes(section, report_notes_of(maker->view, &resource->object));
}

static void
add_group_place(xmlNode *section, const struct plan_group *group)
{
    xmlNode *line = html_add(section, "p", NULL);

    if (group == NULL || group->members->len == 0) {
        html_add_text(line, "Became nothing.");
        return;
    }
    if (group->members->len == 1) {
        html_add_text(line, "Became the one resource ");
        html_add(line, "code",
                 ((const struct plan_primitive *)g_ptr_array_index(group->members, 0))->id);
    } else {
        html_add_text(line, group->is_chain ? "Became the group "
                                            : "Became resources with constraints, and the tag ");
        html_add(line, "code", group->id);
    }
    html_add_text(line, group->starts ? "." : "; it is not to be started, as on Windows.");
}

static void
add_group(struct maker *maker, xmlNode *section, xmlNode *contents,
          const struct windows_group *group)
{
    xmlNode *heading = html_add(section, "h3", group->object.name);

    set_anchor(maker, heading, group);
    html_add_link(html_add(contents, "li", NULL), anchor_of(maker, group), group->object.name);
    add_group_place(section, report_group_of(maker->view, group));
    add_notes(section, report_notes_of(maker->view, &group->object));
    for (guint i = 0; group->resources != NULL && i < group->resources->len; i++) {
        add_resource(maker, section, g_ptr_array_index(group->resources, i));
    }
}

static void
add_strays(struct maker *maker, xmlNode *section)
{
    const GPtrArray *resources = maker->conversion->cluster->resources;
    bool has_heading = false;

    for (guint i = 0; i < resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(resources, i);

        if (resource->group == NULL) {
            if (!has_heading) {
                html_add(section, "h3", "Resources without a group");
                has_heading = true;
            }
            add_resource(maker, section, resource);
        }
    }
}

static void
add_groups(struct maker *maker)
{
    const GPtrArray *groups = maker->conversion->cluster->groups;
    xmlNode *entry;
    xmlNode *section = html_add_section(maker->page, "groups", "Groups and resources", &entry);
    xmlNode *contents = groups->len > 0 ? html_add(entry, "ol", NULL) : NULL;

    for (guint i = 0; i < groups->len; i++) {
        add_group(maker, section, contents, g_ptr_array_index(groups, i));
    }
    add_strays(maker, section);
}

/* ---- the other objects */

/* Those of which something was noted. */
static void
add_objects(struct maker *maker, const char *anchor, const char *heading, const GPtrArray *objects)
{
    xmlNode *section = NULL;

    for (guint i = 0; i < objects->len; i++) {
        const struct windows_object *object = g_ptr_array_index(objects, i);
        const GPtrArray *notes = report_notes_of(maker->view, object);

        if (notes->len == 0) {
            continue;
        }
        if (section == NULL) {
            section = html_add_section(maker->page, anchor, heading, NULL);
        }
        set_anchor(maker, html_add(section, "h3", object->name), object);
        add_notes(section, notes);
    }
}

static void
add_cluster(struct maker *maker)
{
    const GPtrArray *notes = report_notes_of(maker->view, &maker->conversion->cluster->object);

    if (notes->len > 0) {
        add_notes(html_add_section(maker->page, "cluster", "The cluster itself", NULL), notes);
    }
}

static void
add_dll(xmlNode *rows, const struct dll_entry *dll)
{
    g_autoptr(GString) types = g_string_new(NULL);
    const char *cells[] = { dll->name, NULL, dll->windows_path,
                            dll->detail != NULL ? dll->detail : report_verdict_word(dll->verdict) };

    for (guint i = 0; i < dll->types->len; i++) {
        const struct windows_type *type = g_ptr_array_index(dll->types, i);

        g_string_append_printf(types, "%s%s", i > 0 ? ", " : "", type->object.name);
    }
    cells[1] = types->str;
    html_add_row(rows, NULL, cells, G_N_ELEMENTS(cells));
}

static void
add_dlls(struct maker *maker)
{
    static const char *const headings[] = { "DLL", "Resource types", "On Windows", "inspect says",
                                            NULL };
    const GPtrArray *dlls = maker->conversion->dlls;
    xmlNode *rows;

    if (dlls->len == 0) {
        return;
    }
    rows = html_add_table(html_add_section(maker->page, "dlls", "Resource DLLs to copy", NULL),
                          headings);
    for (guint i = 0; i < dlls->len; i++) {
        add_dll(rows, g_ptr_array_index(dlls, i));
    }
}

/* ---- the simulation */

static xmlNode *
add_cases(xmlNode *section, const GPtrArray *cases)
{
    g_autoptr(GPtrArray) headings = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(headings, g_strdup("Resource"));
    for (guint i = 0; i < cases->len; i++) {
        const struct simulation_case *which = g_ptr_array_index(cases, i);

        g_ptr_array_add(headings, which->lost_node != NULL
                                      ? g_strdup_printf("Without %s", which->lost_node)
                                      : g_strdup("All nodes online"));
    }
    g_ptr_array_add(headings, NULL);
    return html_add_table(section, (const char *const *)headings->pdata);
}

/* All cases have the plan's resources in its order. */
static const char *
node_in(const struct simulation_case *which, guint index)
{
    const struct simulation_place *place =
        index < which->places->len ? g_ptr_array_index(which->places, index) : NULL;

    return place == NULL ? NULL : place->node != NULL ? place->node : "nowhere";
}

static void
add_simulation(struct maker *maker)
{
    const struct simulation *simulation = maker->conversion->simulation;
    const struct simulation_case *first =
        simulation != NULL && simulation->cases->len > 0 ? simulation->cases->pdata[0] : NULL;
    xmlNode *rows;

    if (first == NULL) {
        return;
    }
    rows = add_cases(html_add_section(maker->page, "simulation", "What would run where", NULL),
                     simulation->cases);
    for (guint i = 0; i < first->places->len; i++) {
        const struct simulation_place *place = g_ptr_array_index(first->places, i);
        xmlNode *row = html_add(rows, "tr", NULL);

        html_add(html_add(row, "td", NULL), "code", place->resource);
        for (guint c = 0; c < simulation->cases->len; c++) {
            html_add(row, "td", node_in(g_ptr_array_index(simulation->cases, c), i));
        }
    }
}

/* ---- the runbook */

static void
add_lines(xmlNode *parent, const GPtrArray *lines)
{
    xmlNode *block;

    if (lines->len == 0) {
        return;
    }
    block = html_add(parent, "pre", NULL);
    for (guint i = 0; i < lines->len; i++) {
        html_add_text(block, "%s", (const char *)g_ptr_array_index(lines, i));
        xmlAddChild(block, xmlNewText(BAD_CAST "\n"));
    }
}

static void
add_work(xmlNode *parent, const struct runbook_work *work)
{
    if (work->text != NULL) {
        html_add(parent, "p", work->text);
    }
    add_lines(parent, work->commands);
    if (work->checks->len > 0) {
        html_add(parent, "p", "Check:");
        add_lines(parent, work->checks);
    }
    if (work->expected != NULL) {
        html_add(parent, "p", work->expected);
    }
}

static void
add_step(xmlNode *list, const struct runbook_step *step)
{
    g_autofree char *anchor = g_strdup_printf("step-%u", step->number);
    xmlNode *item = html_add(list, "li", NULL);
    xmlNode *heading = html_add(item, "h4", NULL);

    xmlNewProp(item, BAD_CAST "id", BAD_CAST anchor);
    html_add_class(heading, "span", "side", runbook_side_word(step->side));
    html_add_text(heading, " %s", step->title);
    add_work(item, &step->work);
    if (runbook_has_work(&step->back)) {
        xmlNode *back = html_add_class(item, "div", "back", NULL);

        html_add(html_add(back, "p", NULL), "strong", "The way back");
        add_work(back, &step->back);
    }
}

static void
add_runbook(struct maker *maker)
{
    g_autoptr(GPtrArray) steps = runbook_make(maker->view);
    xmlNode *section = html_add_section(maker->page, "runbook", "Runbook of the cut-over", NULL);
    xmlNode *list;

    html_add(section, "p", RUNBOOK_RULES);
    list = html_add(section, "ol", NULL);
    for (guint i = 0; i < steps->len; i++) {
        add_step(list, g_ptr_array_index(steps, i));
    }
}

static void
add_all(struct maker *maker, const char *dot)
{
    const windows_cluster_t *cluster = maker->conversion->cluster;

    add_anchors(maker, "group", cluster->groups);
    add_anchors(maker, "resource", cluster->resources);
    add_anchors(maker, "type", cluster->types);
    add_anchors(maker, "node", cluster->nodes);
    add_anchors(maker, "network", cluster->networks);
    add_summary(maker);
    add_findings(maker);
    add_pictures(maker, dot);
    add_groups(maker);
    add_objects(maker, "types", "Resource types", cluster->types);
    add_dlls(maker);
    add_objects(maker, "nodes", "Nodes", cluster->nodes);
    add_objects(maker, "networks", "Networks", cluster->networks);
    add_cluster(maker);
    add_simulation(maker);
    add_runbook(maker);
}

char *
report_html(const struct conversion *conversion, const char *dot)
{
    g_autofree char *title = g_strdup_printf("Import of the Windows failover cluster %s",
                                             conversion->cluster->object.name);
    struct maker maker = { .conversion = conversion, .view = report_view_new(conversion) };
    char *text;

    maker.page = html_page_new(title);
    maker.anchors = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    add_all(&maker, dot);
    text = html_page_show(maker.page);
    g_hash_table_unref(maker.anchors);
    html_page_free(maker.page);
    report_view_free(maker.view);
    return text;
}
