/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "runbook.h"

#include <stdarg.h>

#include "quote.h"
#include "runbook-private.h"

/* Deeper chains of groups are left in the order of their names. */
#define MAX_DEPTH 512

static void
clear_work(struct runbook_work *work)
{
    g_free(work->text);
    g_free(work->expected);
    g_ptr_array_unref(work->commands);
    g_ptr_array_unref(work->checks);
}

static void
free_step(void *pointer)
{
    struct runbook_step *step = pointer;

    g_free(step->title);
    clear_work(&step->work);
    clear_work(&step->back);
    g_free(step);
}

static void
fill_work(struct runbook_work *work)
{
    work->commands = g_ptr_array_new_with_free_func(g_free);
    work->checks = g_ptr_array_new_with_free_func(g_free);
}

struct runbook_step *
runbook_add(struct runbook_maker *maker, enum runbook_side side, const struct plan_group *group,
            const char *format, ...)
{
    struct runbook_step *step = g_new0(struct runbook_step, 1);
    va_list arguments;

    va_start(arguments, format);
    step->title = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    step->number = maker->steps->len + 1;
    step->side = side;
    step->group = group;
    fill_work(&step->work);
    fill_work(&step->back);
    g_ptr_array_add(maker->steps, step);
    return step;
}

/* Takes sentence. */
static void
append_sentence(char **text, char *sentence)
{
    char *joined = *text != NULL ? g_strdup_printf("%s %s", *text, sentence) : g_strdup(sentence);

    g_free(sentence);
    g_free(*text);
    *text = joined;
}

void
runbook_say(struct runbook_work *work, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    append_sentence(&work->text, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void
runbook_expect(struct runbook_work *work, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    append_sentence(&work->expected, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void
runbook_command(struct runbook_work *work, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(work->commands, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void
runbook_check(struct runbook_work *work, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(work->checks, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

char *
runbook_group_name(const struct plan_group *group)
{
    return quote_printable(group->windows->object.name);
}

/* ---- the order of the groups */

/* Groups, and for each the groups that have to be there before it. */
struct group_order {
    const GPtrArray *groups;
    GHashTable *places;    /* an id to the place of its group, plus one */
    GPtrArray **providers; /* for each group, an array of places */
    bool *visited;
    GPtrArray *ordered;
};

static guint
place_of(const struct group_order *order, const char *id)
{
    return id != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(order->places, id)) : 0;
}

static void
find_places(struct group_order *order)
{
    for (guint i = 0; i < order->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(order->groups, i);

        g_hash_table_insert(order->places, group->id, GUINT_TO_POINTER(i + 1));
        for (guint m = 0; m < group->members->len; m++) {
            const struct plan_primitive *member = g_ptr_array_index(group->members, m);

            g_hash_table_insert(order->places, member->id, GUINT_TO_POINTER(i + 1));
        }
    }
}

static void
add_provider(struct group_order *order, const char *first, const char *then)
{
    guint provider = place_of(order, first);
    guint dependent = place_of(order, then);

    if (provider > 0 && dependent > 0 && provider != dependent) {
        g_ptr_array_add(order->providers[dependent - 1], GUINT_TO_POINTER(provider - 1));
    }
}

/* A group whose resources wait for those of another, or follow them, cannot start before it. */
static void
find_providers(struct group_order *order, const GPtrArray *constraints)
{
    for (guint i = 0; i < constraints->len; i++) {
        const struct plan_constraint *constraint = g_ptr_array_index(constraints, i);

        if (constraint->kind == PLAN_ORDER) {
            add_provider(order, constraint->resource, constraint->other);
        } else if (constraint->kind == PLAN_COLOCATION && constraint->score != NULL &&
                   constraint->score[0] != '-') {
            add_provider(order, constraint->other, constraint->resource);
        } else if (constraint->kind == PLAN_ORDER_SETS) {
            for (guint a = 0; a < constraint->any->len; a++) {
                add_provider(order, g_ptr_array_index(constraint->any, a), constraint->other);
            }
        }
    }
}

static void
visit(struct group_order *order, guint place, guint depth)
{
    const GPtrArray *providers = order->providers[place];

    if (order->visited[place]) {
        return;
    }
    order->visited[place] = true;
    for (guint i = 0; depth < MAX_DEPTH && i < providers->len; i++) {
        visit(order, GPOINTER_TO_UINT(g_ptr_array_index(providers, i)), depth + 1);
    }
    g_ptr_array_add(order->ordered, g_ptr_array_index(order->groups, place));
}

/* Those that others wait for first, else by name, as the plan has them. An array of plan_group. */
static GPtrArray *
order_groups(const pacemaker_plan_t *plan)
{
    struct group_order order = { .groups = plan->groups, .ordered = g_ptr_array_new() };

    order.places = g_hash_table_new(g_str_hash, g_str_equal);
    order.providers = g_new0(GPtrArray *, plan->groups->len + 1);
    order.visited = g_new0(bool, plan->groups->len + 1);
    for (guint i = 0; i < plan->groups->len; i++) {
        order.providers[i] = g_ptr_array_new();
    }
    find_places(&order);
    find_providers(&order, plan->constraints);
    for (guint i = 0; i < plan->groups->len; i++) {
        visit(&order, i, 0);
    }
    for (guint i = 0; i < plan->groups->len; i++) {
        g_ptr_array_unref(order.providers[i]);
    }
    g_hash_table_unref(order.places);
    g_free(order.providers);
    g_free(order.visited);
    return order.ordered;
}

/* ---- all of it */

static void
move_group(struct runbook_maker *maker, const struct plan_group *group)
{
    if (group->has_moved) {
        runbook_has_moved(maker, group);
        return;
    }
    runbook_ready_linux(maker, group);
    runbook_stop_windows(maker, group);
    runbook_move_disks(maker, group);
    runbook_check_addresses(maker, group);
    runbook_start_linux(maker, group);
}

GPtrArray *
runbook_make(const report_view_t *view)
{
    struct runbook_maker maker = { .view = view };
    g_autoptr(GPtrArray) groups = order_groups(view->conversion->plan);

    maker.idle = runbook_find_idle(view->conversion->plan);
    maker.steps = g_ptr_array_new_with_free_func(free_step);
    runbook_prepare_windows(&maker);
    runbook_prepare_linux(&maker);
    for (guint i = 0; i < groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(groups, i);

        if (group->members->len > 0 && group->windows != NULL) {
            move_group(&maker, group);
        }
    }
    runbook_finish_linux(&maker);
    runbook_finish_windows(&maker);
    g_hash_table_unref(maker.idle);
    return maker.steps;
}

const char *
runbook_side_word(enum runbook_side side)
{
    return side == RUNBOOK_WINDOWS ? "Windows" : "Linux";
}

bool
runbook_has_work(const struct runbook_work *work)
{
    return work->text != NULL || work->commands->len > 0 || work->checks->len > 0;
}
