/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crm-text.h"

#include <string.h>

#include "cib-text.h"
#include "daemon/error.h"

#define NEXT_LINE " \\\n    "

/* crmsh splits its lines as Python's shlex does, which is a shell's way. */
static void
append_pair(GString *text, const char *name, const char *value)
{
    g_autofree char *quoted = NULL;

    if (value == NULL) {
        return;
    }
    if (value[0] == '\0' ||
        value[strspn(value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_./:,%+@")] != '\0') {
        quoted = g_shell_quote(value);
    }
    g_string_append_printf(text, " %s=%s", name, quoted != NULL ? quoted : value);
}

static void
append_pairs(GString *text, const GPtrArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(pairs, i);

        append_pair(text, pair->name, pair->value);
    }
}

static void
append_section(GString *text, const char *word, const GPtrArray *pairs)
{
    if (pairs->len > 0) {
        g_string_append_printf(text, NEXT_LINE "%s", word);
        append_pairs(text, pairs);
    }
}

/* Instance attributes go last: crmsh demands it. */
static void
append_operation(GString *text, const struct plan_operation *operation)
{
    g_string_append_printf(text, NEXT_LINE "op %s", operation->name);
    append_pair(text, "interval", operation->interval);
    append_pair(text, "timeout", operation->timeout);
    append_pairs(text, operation->options);
    append_pairs(text, operation->parameters);
}

static void
append_words(GString *text, const struct plan_primitive *primitive)
{
    g_string_append_printf(text, "primitive %s %s:", primitive->id, primitive->class);
    if (primitive->provider != NULL) {
        g_string_append_printf(text, "%s:", primitive->provider);
    }
    g_string_append(text, primitive->agent);
    if (primitive->description != NULL) {
        g_string_append(text, NEXT_LINE);
        g_string_truncate(text, text->len - 1);
        append_pair(text, "description", primitive->description);
    }
    append_section(text, "params", primitive->parameters);
    append_section(text, "meta", primitive->meta);
    for (guint i = 0; i < primitive->operations->len; i++) {
        append_operation(text, g_ptr_array_index(primitive->operations, i));
    }
}

static bool
breaks_crmsh(const char *value)
{
    size_t length = strlen(value);

    return strstr(value, "\\\"") != NULL || (length > 0 && value[length - 1] == '\\');
}

static bool
check_text(const struct plan_primitive *primitive, const char *name, const char *value,
           GError **error)
{
    if (!breaks_crmsh(value)) {
        return true;
    }
    g_set_error(
        error, RESAPID_ERROR, OUTCOME_INVALID,
        "%s: %s: crmsh cannot read any CIB that has a value with a backslash at its end or "
        "before a double quote: give another value with --set, or use cib or pcs and no crm",
        primitive->id, name);
    return false;
}

static bool
check_texts(const struct plan_primitive *primitive, GError **error)
{
    bool good = primitive->description == NULL ||
                check_text(primitive, "description", primitive->description, error);

    for (guint i = 0; good && i < primitive->parameters->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(primitive->parameters, i);

        good = check_text(primitive, pair->name, pair->value, error);
    }
    return good;
}

/* crmsh 4.4 would store what is not ASCII as XML's references to characters, letter by letter. */
static bool
is_ascii(const struct plan_primitive *primitive)
{
    bool good = primitive->description == NULL || g_str_is_ascii(primitive->description);

    for (guint i = 0; good && i < primitive->parameters->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(primitive->parameters, i);

        good = g_str_is_ascii(pair->value);
    }
    return good;
}

static bool
append_primitive(GString *text, const struct plan_primitive *primitive, GError **error)
{
    if (!check_texts(primitive, error)) {
        return false;
    }
    if (is_ascii(primitive)) {
        append_words(text, primitive);
    } else {
        g_autofree char *line = cib_primitive_line(primitive);

        g_string_append_printf(text, "xml %s", line);
    }
    g_string_append_c(text, '\n');
    return true;
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
append_group(GString *text, const struct plan_group *group)
{
    if (group->is_chain && group->members->len > 0) {
        g_string_append_printf(text, "group %s", group->id);
        append_members(text, group);
        append_section(text, "meta", group->meta);
        g_string_append_c(text, '\n');
    } else if (plan_group_is_tag(group)) {
        g_string_append_printf(text, "tag %s:", group->id);
        append_members(text, group);
        g_string_append_c(text, '\n');
    }
}

static void
append_order_sets(GString *text, const struct plan_constraint *constraint)
{
    g_string_append_printf(text, "order %s %s: [", constraint->id, constraint->score);
    for (guint i = 0; i < constraint->any->len; i++) {
        g_string_append_printf(text, " %s", (const char *)g_ptr_array_index(constraint->any, i));
    }
    g_string_append_printf(text, " ] %s\n", constraint->other);
}

static void
append_location(GString *text, const struct plan_constraint *constraint)
{
    g_string_append_printf(text, "location %s %s %s: %s\n", constraint->id, constraint->resource,
                           constraint->score, constraint->other);
}

static void
append_constraint(GString *text, const struct plan_constraint *constraint)
{
    switch (constraint->kind) {
    case PLAN_ORDER_SETS:
        append_order_sets(text, constraint);
        break;
    case PLAN_LOCATION:
        append_location(text, constraint);
        break;
    case PLAN_ORDER:
    case PLAN_COLOCATION:
        g_string_append_printf(text, "%s %s %s: %s %s\n",
                               constraint->kind == PLAN_ORDER ? "order" : "colocation",
                               constraint->id, constraint->score, constraint->resource,
                               constraint->other);
        break;
    }
}

static void
append_options(GString *text, const char *word, const GPtrArray *pairs)
{
    if (pairs->len > 0) {
        g_string_append(text, word);
        append_pairs(text, pairs);
        g_string_append_c(text, '\n');
    }
}

char *
crm_text(const pacemaker_plan_t *plan, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    append_options(text, "property", plan->properties);
    append_options(text, "rsc_defaults", plan->rsc_defaults);
    append_options(text, "op_defaults", plan->op_defaults);
    for (guint i = 0; i < plan->primitives->len; i++) {
        if (!append_primitive(text, g_ptr_array_index(plan->primitives, i), error)) {
            return NULL;
        }
    }
    for (guint i = 0; i < plan->groups->len; i++) {
        append_group(text, g_ptr_array_index(plan->groups, i));
    }
    for (guint i = 0; i < plan->constraints->len; i++) {
        append_constraint(text, g_ptr_array_index(plan->constraints, i));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
