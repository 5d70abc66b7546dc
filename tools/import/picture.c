/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture.h"

#include <string.h>

#include "quote.h"

/* Names that are longer make a picture that nobody can read. */
#define MAX_LABEL 60

/* What is drawn is numbered, and known by its number: names are in labels only. */
struct drawing {
    GString *text;
    guint nodes;
    GHashTable *numbers; /* a resource, a group or an id to the number of its node, from 1 */
    GHashTable *drawn;   /* edges between groups, each once */
};

char *
picture_quote(const char *text)
{
    g_autoptr(GString) quoted = g_string_new("\"");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        g_autofree char *line = quote_printable(lines[i]);

        g_string_append(quoted, i > 0 ? "\\n" : "");
        for (const char *at = line; *at != '\0'; at++) {
            /* dot takes escapes for themselves, and "&" for the beginning of an entity. */
            if (*at == '"' || *at == '\\') {
                g_string_append_c(quoted, '\\');
            }
            g_string_append_c(quoted, *at);
            g_string_append(quoted, *at == '&' ? "amp;" : "");
        }
    }
    g_string_append_c(quoted, '"');
    return g_strdup(quoted->str);
}

/* One line of a label, cut. */
static char *
shorten(const char *name)
{
    g_autofree char *valid = quote_printable(name);

    if (g_utf8_strlen(valid, -1) <= MAX_LABEL) {
        return g_steal_pointer(&valid);
    }
    *g_utf8_offset_to_pointer(valid, MAX_LABEL - 1) = '\0';
    return g_strconcat(valid, "\xe2\x80\xa6", NULL);
}

static char *
label_of(const char *name, const char *below)
{
    g_autofree char *first = shorten(name);
    g_autofree char *second = below != NULL ? shorten(below) : NULL;
    g_autofree char *both = second != NULL ? g_strdup_printf("%s\n%s", first, second) : NULL;

    return picture_quote(both != NULL ? both : first);
}

/* For many arrows: without these, dot has not ended after a minute where 150 resources have ten each, and
 * with them after a second. Straight lines through what is in between are the price. */
static const char coarse[] = "    splines=line; nslimit=1; nslimit1=1; mclimit=0.2;\n";

static void
begin(struct drawing *drawing, const char *name, GHashFunc hash, GEqualFunc equal, guint edges)
{
    drawing->text = g_string_new(NULL);
    drawing->nodes = 0;
    drawing->numbers = g_hash_table_new(hash, equal);
    drawing->drawn = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_string_append_printf(drawing->text,
                           "digraph %s {\n"
                           "    rankdir=LR;\n"
                           "    bgcolor=\"transparent\";\n"
                           "    node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                           "    edge [fontname=\"sans-serif\", fontsize=9];\n"
                           "%s",
                           name, edges > PICTURE_COARSE_EDGES ? coarse : "");
}

static struct picture *
end(struct drawing *drawing, enum picture_detail detail)
{
    struct picture *picture = g_new0(struct picture, 1);

    g_string_append(drawing->text, "}\n");
    picture->detail = detail;
    picture->dot = g_string_free(drawing->text, detail == PICTURE_NONE);
    g_hash_table_unref(drawing->numbers);
    g_hash_table_unref(drawing->drawn);
    return picture;
}

void
picture_free(struct picture *picture)
{
    if (picture != NULL) {
        g_free(picture->dot);
        g_free(picture);
    }
}

static void
begin_cluster(struct drawing *drawing, guint number, const char *name, const char *style)
{
    g_autofree char *label = label_of(name, NULL);

    g_string_append_printf(drawing->text,
                           "    subgraph cluster_%u {\n"
                           "        label=%s; style=\"%s\"; color=gray; fontname=\"sans-serif\";\n",
                           number, label, style);
}

static void
add_node(struct drawing *drawing, gconstpointer key, const char *name, const char *below)
{
    guint number = ++drawing->nodes;
    g_autofree char *label = label_of(name, below);

    g_hash_table_insert(drawing->numbers, (gpointer)key, GUINT_TO_POINTER(number));
    g_string_append_printf(drawing->text, "        n%u [label=%s];\n", number, label);
}

static guint
number_of(const struct drawing *drawing, gconstpointer key)
{
    return key != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(drawing->numbers, key)) : 0;
}

static void
add_edge(struct drawing *drawing, guint from, guint to, const char *attributes)
{
    if (from > 0 && to > 0) {
        g_string_append_printf(drawing->text, "    n%u -> n%u [%s];\n", from, to, attributes);
    }
}

/* Of many that mean the same, between two groups, one; none from a group to itself. */
static void
add_edge_once(struct drawing *drawing, guint from, guint to, const char *attributes)
{
    if (from > 0 && to > 0 && from != to &&
        g_hash_table_add(drawing->drawn, g_strdup_printf("%u %u %s", from, to, attributes))) {
        add_edge(drawing, from, to, attributes);
    }
}

static enum picture_detail
detail_for(guint nodes, guint edges, guint groups)
{
    return nodes <= PICTURE_MAX_NODES && edges <= PICTURE_MAX_EDGES ? PICTURE_RESOURCES
           : groups <= PICTURE_MAX_NODES                            ? PICTURE_GROUPS
                                                                    : PICTURE_NONE;
}

/* ---- before */

static guint
count_dependencies(const windows_cluster_t *cluster)
{
    guint count = 0;

    for (guint i = 0; i < cluster->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);

        for (guint a = 0; resource->providers != NULL && a < resource->providers->len; a++) {
            count += ((const GPtrArray *)g_ptr_array_index(resource->providers, a))->len;
        }
    }
    return count;
}

static void
draw_windows_group(struct drawing *drawing, const struct windows_group *group, guint number)
{
    begin_cluster(drawing, number, group->object.name, "rounded");
    if (group->resources == NULL || group->resources->len == 0) {
        g_string_append_printf(drawing->text, "        empty_%u [style=invis, label=\"\"];\n",
                               number);
    }
    for (guint i = 0; group->resources != NULL && i < group->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(group->resources, i);

        add_node(drawing, resource, resource->object.name, resource->type_name);
    }
    g_string_append(drawing->text, "    }\n");
}

static void
draw_windows_groups(struct drawing *drawing, const windows_cluster_t *cluster)
{
    for (guint i = 0; i < cluster->groups->len; i++) {
        draw_windows_group(drawing, g_ptr_array_index(cluster->groups, i), i + 1);
    }
}

static void
draw_windows_group_names(struct drawing *drawing, const windows_cluster_t *cluster)
{
    for (guint i = 0; i < cluster->groups->len; i++) {
        const struct windows_group *group = g_ptr_array_index(cluster->groups, i);
        guint members = group->resources != NULL ? group->resources->len : 0;
        g_autofree char *count = g_strdup_printf("resources: %u", members);

        add_node(drawing, group, group->object.name, count);
    }
}

typedef void (*draw_edge)(struct drawing *drawing, const struct windows_resource *from,
                          const struct windows_resource *to, const char *attributes);

static void
draw_dependency(struct drawing *drawing, const struct windows_resource *from,
                const struct windows_resource *to, const char *attributes)
{
    add_edge(drawing, number_of(drawing, from), number_of(drawing, to), attributes);
}

static void
draw_group_dependency(struct drawing *drawing, const struct windows_resource *from,
                      const struct windows_resource *to, const char *attributes)
{
    add_edge_once(drawing, number_of(drawing, from->group), number_of(drawing, to->group),
                  attributes);
}

static void
draw_providers(struct drawing *drawing, const struct windows_resource *resource, draw_edge draw)
{
    for (guint a = 0; resource->providers != NULL && a < resource->providers->len; a++) {
        const GPtrArray *any = g_ptr_array_index(resource->providers, a);

        for (guint o = 0; o < any->len; o++) {
            draw(drawing, resource, g_ptr_array_index(any, o),
                 any->len > 1 ? "style=dashed, label=\"or\"" : "style=solid");
        }
    }
}

static void
draw_all_providers(struct drawing *drawing, const windows_cluster_t *cluster, draw_edge draw)
{
    for (guint i = 0; i < cluster->resources->len; i++) {
        draw_providers(drawing, g_ptr_array_index(cluster->resources, i), draw);
    }
}

struct picture *
picture_before(const windows_cluster_t *cluster)
{
    struct drawing drawing;
    guint edges = count_dependencies(cluster);
    enum picture_detail detail =
        detail_for(cluster->resources->len + cluster->groups->len, edges, cluster->groups->len);

    begin(&drawing, "windows", NULL, NULL, edges);
    if (detail == PICTURE_RESOURCES) {
        draw_windows_groups(&drawing, cluster);
        draw_all_providers(&drawing, cluster, draw_dependency);
    } else if (detail == PICTURE_GROUPS) {
        draw_windows_group_names(&drawing, cluster);
        draw_all_providers(&drawing, cluster, draw_group_dependency);
    }
    return end(&drawing, detail);
}

/* ---- after */

static guint
count_arrows(const pacemaker_plan_t *plan)
{
    guint count = plan->constraints->len + plan->primitives->len;

    for (guint i = 0; i < plan->constraints->len; i++) {
        count +=
            ((const struct plan_constraint *)g_ptr_array_index(plan->constraints, i))->any->len;
    }
    return count;
}

/* A chain is one after the other. */
static void
draw_chain(struct drawing *drawing, const struct plan_group *group)
{
    for (guint i = 1; group->is_chain && i < group->members->len; i++) {
        const struct plan_primitive *first = g_ptr_array_index(group->members, i - 1);
        const struct plan_primitive *then = g_ptr_array_index(group->members, i);

        add_edge(drawing, number_of(drawing, first->id), number_of(drawing, then->id),
                 "style=bold");
    }
}

static void
draw_plan_group(struct drawing *drawing, const struct plan_group *group, guint number)
{
    begin_cluster(drawing, number, group->id, group->is_chain ? "rounded,bold" : "rounded,dashed");
    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        add_node(drawing, member->id, member->id, member->agent);
    }
    g_string_append(drawing->text, "    }\n");
    /* Constraints may name a chain as a whole: its arrows end at its first member. */
    if (group->is_chain && group->members->len > 0) {
        const struct plan_primitive *first = g_ptr_array_index(group->members, 0);

        g_hash_table_insert(drawing->numbers, group->id,
                            g_hash_table_lookup(drawing->numbers, first->id));
    }
    draw_chain(drawing, group);
}

static void
draw_plan_groups(struct drawing *drawing, const pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(plan->groups, i);

        if (group->members->len > 0) {
            draw_plan_group(drawing, group, i + 1);
        }
    }
}

static void
draw_plan_group_names(struct drawing *drawing, const pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(plan->groups, i);
        g_autofree char *count = g_strdup_printf("resources: %u", group->members->len);

        add_node(drawing, group->id, group->id, count);
        for (guint m = 0; m < group->members->len; m++) {
            const struct plan_primitive *member = g_ptr_array_index(group->members, m);

            g_hash_table_insert(drawing->numbers, member->id,
                                g_hash_table_lookup(drawing->numbers, group->id));
        }
    }
}

typedef void (*draw_arrow)(struct drawing *drawing, guint from, guint to, const char *attributes);

static void
draw_constraint(struct drawing *drawing, const struct plan_constraint *constraint, draw_arrow draw)
{
    guint resource = number_of(drawing, constraint->resource);
    guint other = number_of(drawing, constraint->other);

    switch (constraint->kind) {
    case PLAN_ORDER:
        draw(drawing, resource, other, "style=solid");
        break;
    case PLAN_ORDER_SETS:
        for (guint i = 0; i < constraint->any->len; i++) {
            draw(drawing, number_of(drawing, g_ptr_array_index(constraint->any, i)), other,
                 "style=dashed, label=\"or\"");
        }
        break;
    case PLAN_COLOCATION:
        draw(drawing, resource, other,
             constraint->score != NULL && constraint->score[0] == '-'
                 ? "style=dotted, color=red, constraint=false, arrowhead=tee"
                 : "style=dotted, color=gray, constraint=false");
        break;
    case PLAN_LOCATION:
        break;
    }
}

struct picture *
picture_after(const pacemaker_plan_t *plan)
{
    struct drawing drawing;
    guint edges = count_arrows(plan);
    enum picture_detail detail =
        detail_for(plan->primitives->len + plan->groups->len, edges, plan->groups->len);

    begin(&drawing, "pacemaker", g_str_hash, g_str_equal, edges);
    if (detail == PICTURE_RESOURCES) {
        draw_plan_groups(&drawing, plan);
    } else if (detail == PICTURE_GROUPS) {
        draw_plan_group_names(&drawing, plan);
    }
    for (guint i = 0; detail != PICTURE_NONE && i < plan->constraints->len; i++) {
        draw_constraint(&drawing, g_ptr_array_index(plan->constraints, i),
                        detail == PICTURE_GROUPS ? add_edge_once : add_edge);
    }
    return end(&drawing, detail);
}
