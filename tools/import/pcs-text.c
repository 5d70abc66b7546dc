/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pcs-text.h"

#include <string.h>

#define NEXT_LINE        " \\\n    "
#define NEXT_LINE_INSIDE NEXT_LINE "    "

/* cibadmin does what pcs 0.11 cannot: descriptions and parameters without a value. */
static const char beginning[] =
    "#!/bin/sh\n"
    "# Adds the resources of a Windows cluster to this one, with pcs. What has its id here already "
    "is\n"
    "# left as it is. The cluster is changed at the end only, when all has been done.\n"
    "# CIB_file=FILE in the environment: change that file instead of the cluster.\n"
    "# --force: also where agents are not installed.\n"
    "set -eu\n"
    "\n"
    "work=$(mktemp -d)\n"
    "trap 'rm -rf \"$work\"' EXIT\n"
    "trap 'exit 1' HUP INT TERM\n"
    "target=${CIB_file:-}\n"
    "if [ -n \"$target\" ]; then\n"
    "    cp \"$target\" \"$work/before\"\n"
    "else\n"
    "    pcs cluster cib \"$work/before\"\n"
    "fi\n"
    "cp \"$work/before\" \"$work/after\"\n"
    "export CIB_file=\"$work/after\"\n"
    "\n"
    "edit() {\n"
    "    pcs -f \"$work/after\" \"$@\"\n"
    "}\n"
    "\n"
    "has() {\n"
    "    cibadmin --query --xpath \"//configuration//*[@id='$1']\" >/dev/null 2>&1\n"
    "}\n"
    "\n"
    "update() {\n"
    "    cibadmin --modify --allow-create --scope resources --xml-text \"$1\"\n"
    "}\n";

static const char ending[] =
    "\n"
    "if crm_diff --original \"$work/before\" --new \"$work/after\" >/dev/null; then\n"
    "    echo 'Nothing is to be changed.'\n"
    "elif [ -n \"$target\" ]; then\n"
    "    cat \"$work/after\" >\"$target\"\n"
    "else\n"
    "    unset CIB_file\n"
    "    pcs cluster cib-push \"$work/after\" diff-against=\"$work/before\"\n"
    "fi\n";

static void
append_quoted(GString *text, const char *word)
{
    g_autofree char *quoted = NULL;

    if (word[0] != '\0' &&
        word[strspn(word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_./:,%+@=")] == '\0') {
        g_string_append(text, word);
        return;
    }
    quoted = g_shell_quote(word);
    g_string_append(text, quoted);
}

static void
append_pair(GString *text, const char *name, const char *value)
{
    g_autofree char *word = g_strdup_printf("%s=%s", name, value);

    g_string_append_c(text, ' ');
    append_quoted(text, word);
}

/* Without those that have no value. */
static void
append_pairs(GString *text, const GPtrArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(pairs, i);

        if (pair->value[0] != '\0') {
            append_pair(text, pair->name, pair->value);
        }
    }
}

/* Only once it does not exist. */
static void
append_guard(GString *text, const char *id)
{
    g_string_append_printf(text, "has %s ||" NEXT_LINE "edit", id);
}

static void
append_operation(GString *text, const struct plan_operation *operation, bool is_first)
{
    g_string_append_printf(text, NEXT_LINE_INSIDE "%s%s interval=%s", is_first ? "op " : "   ",
                           operation->name, operation->interval);
    if (operation->timeout != NULL) {
        append_pair(text, "timeout", operation->timeout);
    }
    append_pair(text, "id", operation->id);
    append_pairs(text, operation->options);
    append_pairs(text, operation->parameters);
}

static bool
has_monitor(const struct plan_primitive *primitive)
{
    for (guint i = 0; i < primitive->operations->len; i++) {
        const struct plan_operation *operation = g_ptr_array_index(primitive->operations, i);

        if (strcmp(operation->name, "monitor") == 0) {
            return true;
        }
    }
    return false;
}

static void
append_update(GString *text, char *xml)
{
    g_autofree char *quoted = g_shell_quote(xml);

    g_string_append_printf(text, "    update %s\n", quoted);
    g_free(xml);
}

static void
append_empty(GString *text, const struct plan_primitive *primitive)
{
    for (guint i = 0; i < primitive->parameters->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(primitive->parameters, i);

        if (pair->value[0] == '\0') {
            append_update(
                text, g_markup_printf_escaped(
                          "<primitive id=\"%s\"><instance_attributes id=\"%s-instance_attributes\">"
                          "<nvpair id=\"%s-instance_attributes-%s\" name=\"%s\" value=\"\"/>"
                          "</instance_attributes></primitive>",
                          primitive->id, primitive->id, primitive->id, pair->name, pair->name));
        }
    }
}

static void
append_create(GString *text, const struct plan_primitive *primitive)
{
    g_string_append_printf(text, "    edit resource create %s %s:", primitive->id,
                           primitive->class);
    if (primitive->provider != NULL) {
        g_string_append_printf(text, "%s:", primitive->provider);
    }
    g_string_append(text, primitive->agent);
    if (primitive->parameters->len > 0) {
        g_string_append(text, NEXT_LINE_INSIDE);
        g_string_truncate(text, text->len - 1);
        append_pairs(text, primitive->parameters);
    }
    for (guint i = 0; i < primitive->operations->len; i++) {
        append_operation(text, g_ptr_array_index(primitive->operations, i), i == 0);
    }
    if (primitive->meta->len > 0) {
        g_string_append(text, NEXT_LINE_INSIDE "meta");
        append_pairs(text, primitive->meta);
    }
    g_string_append(text, NEXT_LINE_INSIDE "--no-default-ops \"$@\"\n");
}

static void
append_primitive(GString *text, const struct plan_primitive *primitive)
{
    g_string_append_printf(text, "has %s || {\n", primitive->id);
    append_create(text, primitive);
    /* pcs adds one where there is none. */
    if (!has_monitor(primitive)) {
        g_string_append_printf(text, "    edit resource op remove %s monitor\n", primitive->id);
    }
    append_empty(text, primitive);
    if (primitive->description != NULL) {
        append_update(text, g_markup_printf_escaped("<primitive id=\"%s\" description=\"%s\"/>",
                                                    primitive->id, primitive->description));
    }
    g_string_append(text, "}\n");
}

static void
append_members(GString *text, const struct plan_group *group)
{
    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        g_string_append_printf(text, " %s", member->id);
    }
}

static void
append_chain(GString *text, const struct plan_group *group)
{
    g_string_append_printf(text, "has %s || {\n    edit resource group add %s", group->id,
                           group->id);
    append_members(text, group);
    g_string_append_c(text, '\n');
    if (group->meta->len > 0) {
        g_string_append_printf(text, "    edit resource meta %s", group->id);
        append_pairs(text, group->meta);
        g_string_append_c(text, '\n');
    }
    g_string_append(text, "}\n");
}

static void
append_group(GString *text, const struct plan_group *group)
{
    if (group->is_chain && group->members->len > 0) {
        append_chain(text, group);
    } else if (plan_group_is_tag(group)) {
        append_guard(text, group->id);
        g_string_append_printf(text, " tag create %s", group->id);
        append_members(text, group);
        g_string_append_c(text, '\n');
    }
}

/* pcs takes a negative score for an option of its own unless -- stands before it. */
static void
append_score(GString *text, const char *score)
{
    g_string_append_printf(text, " %s%s", score[0] == '-' ? "-- " : "", score);
}

static void
append_order_sets(GString *text, const struct plan_constraint *constraint)
{
    g_string_append(text, " constraint order set");
    for (guint i = 0; i < constraint->any->len; i++) {
        g_string_append_printf(text, " %s", (const char *)g_ptr_array_index(constraint->any, i));
    }
    g_string_append_printf(text,
                           " sequential=false require-all=false" NEXT_LINE
                           "set %s setoptions kind=%s id=%s",
                           constraint->other, constraint->score, constraint->id);
}

static void
append_location(GString *text, const struct plan_constraint *constraint)
{
    g_string_append_printf(text, " constraint location add %s %s", constraint->id,
                           constraint->resource);
    g_string_append_c(text, ' ');
    append_quoted(text, constraint->other);
    append_score(text, constraint->score);
}

static void
append_constraint(GString *text, const struct plan_constraint *constraint)
{
    append_guard(text, constraint->id);
    switch (constraint->kind) {
    case PLAN_ORDER:
        g_string_append_printf(text, " constraint order %s then %s kind=%s id=%s",
                               constraint->resource, constraint->other, constraint->score,
                               constraint->id);
        break;
    case PLAN_ORDER_SETS:
        append_order_sets(text, constraint);
        break;
    case PLAN_COLOCATION:
        g_string_append_printf(text, " constraint colocation add %s with %s", constraint->resource,
                               constraint->other);
        append_score(text, constraint->score);
        g_string_append_printf(text, " id=%s", constraint->id);
        break;
    case PLAN_LOCATION:
        append_location(text, constraint);
        break;
    }
    g_string_append_c(text, '\n');
}

static void
append_options(GString *text, const char *command, const GPtrArray *pairs, const char *behind)
{
    if (pairs->len > 0) {
        g_string_append_printf(text, "edit %s", command);
        append_pairs(text, pairs);
        g_string_append_printf(text, "%s\n", behind);
    }
}

char *
pcs_text(const pacemaker_plan_t *plan)
{
    GString *text = g_string_new(beginning);

    g_string_append_c(text, '\n');
    append_options(text, "property set", plan->properties, " \"$@\"");
    append_options(text, "resource defaults update", plan->rsc_defaults, "");
    append_options(text, "resource op defaults update", plan->op_defaults, "");
    for (guint i = 0; i < plan->primitives->len; i++) {
        append_primitive(text, g_ptr_array_index(plan->primitives, i));
    }
    for (guint i = 0; i < plan->groups->len; i++) {
        append_group(text, g_ptr_array_index(plan->groups, i));
    }
    for (guint i = 0; i < plan->constraints->len; i++) {
        append_constraint(text, g_ptr_array_index(plan->constraints, i));
    }
    g_string_append(text, ending);
    return g_string_free(text, FALSE);
}
