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

#define CANNOT_READ                                                                                \
    "crmsh cannot read any CIB that has a value with a backslash at its end or before a double "   \
    "quote"

static bool
breaks_crmsh(const char *value)
{
    size_t length = value != NULL ? strlen(value) : 0;

    return length > 0 && (strstr(value, "\\\"") != NULL || value[length - 1] == '\\');
}

/* The name of the next value that crmsh fails on; *place is 0 for the first one. NULL: there is no other. */
static const char *
next_fault(const struct plan_primitive *primitive, guint *place)
{
    while (*place <= primitive->parameters->len) {
        const struct plan_pair *pair =
            *place > 0 ? g_ptr_array_index(primitive->parameters, *place - 1) : NULL;

        ++*place;
        if (breaks_crmsh(pair != NULL ? pair->value : primitive->description)) {
            return pair != NULL ? pair->name : "description";
        }
    }
    return NULL;
}

char *
crm_text_fault(const pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);
        guint place = 0;
        const char *name = next_fault(primitive, &place);

        if (name != NULL) {
            return g_strdup_printf("%s: %s: " CANNOT_READ ": give another value with --set, or use "
                                   "cib or pcs and no crm",
                                   primitive->id, name);
        }
    }
    return NULL;
}

static void
note_faults(const struct plan_primitive *primitive, notes_t *notes)
{
    guint place = 0;
    const char *name = primitive->windows != NULL ? next_fault(primitive, &place) : NULL;

    while (name != NULL) {
        g_autofree char *to = g_strdup_printf("%s: %s", primitive->id, name);

        notes_add(notes, NOTE_DECIDE, &primitive->windows->object, name, to,
                  "crm.txt is not written, as " CANNOT_READ ": give another value, or apply "
                  "cib.xml or pcs.sh and use no crm");
        name = next_fault(primitive, &place);
    }
}

void
crm_text_note(const pacemaker_plan_t *plan, notes_t *notes)
{
    for (guint i = 0; i < plan->primitives->len; i++) {
        note_faults(g_ptr_array_index(plan->primitives, i), notes);
    }
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

static void
append_primitive(GString *text, const struct plan_primitive *primitive)
{
    if (is_ascii(primitive)) {
        append_words(text, primitive);
    } else {
        g_autofree char *line = cib_primitive_line(primitive);

        g_string_append_printf(text, "xml %s", line);
    }
    g_string_append_c(text, '\n');
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
    g_autofree char *fault = crm_text_fault(plan);
    GString *text;

    if (fault != NULL) {
        g_set_error_literal(error, RESAPID_ERROR, OUTCOME_INVALID, fault);
        return NULL;
    }
    text = g_string_new(NULL);
    append_options(text, "property", plan->properties);
    append_options(text, "rsc_defaults", plan->rsc_defaults);
    append_options(text, "op_defaults", plan->op_defaults);
    for (guint i = 0; i < plan->primitives->len; i++) {
        append_primitive(text, g_ptr_array_index(plan->primitives, i));
    }
    for (guint i = 0; i < plan->groups->len; i++) {
        append_group(text, g_ptr_array_index(plan->groups, i));
    }
    for (guint i = 0; i < plan->constraints->len; i++) {
        append_constraint(text, g_ptr_array_index(plan->constraints, i));
    }
    return g_string_free(text, FALSE);
}
