/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "pacemaker-plan.h"

static void
free_pair(void *pointer)
{
    struct plan_pair *pair = pointer;

    g_free(pair->name);
    g_free(pair->value);
    g_free(pair);
}

GPtrArray *
plan_pairs_new(void)
{
    return g_ptr_array_new_with_free_func(free_pair);
}

static struct plan_pair *
find_pair(const GPtrArray *pairs, const char *name)
{
    for (guint i = 0; i < pairs->len; i++) {
        struct plan_pair *pair = g_ptr_array_index(pairs, i);

        if (strcmp(pair->name, name) == 0) {
            return pair;
        }
    }
    return NULL;
}

void
plan_pairs_set(GPtrArray *pairs, const char *name, const char *value)
{
    struct plan_pair *pair = find_pair(pairs, name);

    if (pair == NULL) {
        pair = g_new0(struct plan_pair, 1);
        pair->name = g_strdup(name);
        g_ptr_array_add(pairs, pair);
    }
    g_free(pair->value);
    pair->value = g_strdup(value);
}

const char *
plan_pairs_find(const GPtrArray *pairs, const char *name)
{
    const struct plan_pair *pair = find_pair(pairs, name);

    return pair != NULL ? pair->value : NULL;
}

static void
free_operation(void *pointer)
{
    struct plan_operation *operation = pointer;

    g_free(operation->id);
    g_free(operation->name);
    g_free(operation->interval);
    g_free(operation->timeout);
    g_ptr_array_unref(operation->options);
    g_ptr_array_unref(operation->parameters);
    g_free(operation);
}

static void
free_primitive(void *pointer)
{
    struct plan_primitive *primitive = pointer;

    g_free(primitive->id);
    g_free(primitive->class);
    g_free(primitive->provider);
    g_free(primitive->agent);
    g_free(primitive->description);
    g_ptr_array_unref(primitive->parameters);
    g_ptr_array_unref(primitive->meta);
    g_ptr_array_unref(primitive->operations);
    g_free(primitive);
}

static void
free_group(void *pointer)
{
    struct plan_group *group = pointer;

    g_free(group->id);
    g_ptr_array_unref(group->members);
    g_ptr_array_unref(group->meta);
    g_free(group);
}

static void
free_constraint(void *pointer)
{
    struct plan_constraint *constraint = pointer;

    g_free(constraint->id);
    g_free(constraint->resource);
    g_free(constraint->other);
    g_free(constraint->score);
    g_ptr_array_unref(constraint->any);
    g_free(constraint);
}

pacemaker_plan_t *
pacemaker_plan_new(void)
{
    pacemaker_plan_t *plan = g_new0(pacemaker_plan_t, 1);

    plan->nodes = g_ptr_array_new_with_free_func(g_free);
    plan->properties = plan_pairs_new();
    plan->rsc_defaults = plan_pairs_new();
    plan->op_defaults = plan_pairs_new();
    plan->primitives = g_ptr_array_new_with_free_func(free_primitive);
    plan->groups = g_ptr_array_new_with_free_func(free_group);
    plan->constraints = g_ptr_array_new_with_free_func(free_constraint);
    plan->agents = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return plan;
}

void
pacemaker_plan_free(pacemaker_plan_t *plan)
{
    if (plan == NULL) {
        return;
    }
    g_ptr_array_unref(plan->nodes);
    g_ptr_array_unref(plan->properties);
    g_ptr_array_unref(plan->rsc_defaults);
    g_ptr_array_unref(plan->op_defaults);
    g_ptr_array_unref(plan->groups);
    g_ptr_array_unref(plan->primitives);
    g_ptr_array_unref(plan->constraints);
    g_hash_table_unref(plan->agents);
    g_free(plan);
}

bool
plan_group_is_tag(const struct plan_group *group)
{
    /* A tag of one would say nothing, and one of none is not valid. */
    return !group->is_chain && group->members->len > 1;
}

struct plan_primitive *
plan_add_primitive(pacemaker_plan_t *plan, const char *id)
{
    struct plan_primitive *primitive = g_new0(struct plan_primitive, 1);

    primitive->id = g_strdup(id);
    primitive->parameters = plan_pairs_new();
    primitive->meta = plan_pairs_new();
    primitive->operations = g_ptr_array_new_with_free_func(free_operation);
    g_ptr_array_add(plan->primitives, primitive);
    return primitive;
}

struct plan_operation *
plan_add_operation(struct plan_primitive *primitive, const char *name, const char *interval,
                   const char *timeout)
{
    struct plan_operation *operation = g_new0(struct plan_operation, 1);

    operation->id = g_strdup_printf("%s-%s-%s", primitive->id, name, interval);
    operation->name = g_strdup(name);
    operation->interval = g_strdup(interval);
    operation->timeout = g_strdup(timeout);
    operation->options = plan_pairs_new();
    operation->parameters = plan_pairs_new();
    g_ptr_array_add(primitive->operations, operation);
    return operation;
}

struct plan_group *
plan_add_group(pacemaker_plan_t *plan, const char *id)
{
    struct plan_group *group = g_new0(struct plan_group, 1);

    group->id = g_strdup(id);
    group->members = g_ptr_array_new();
    group->meta = plan_pairs_new();
    g_ptr_array_add(plan->groups, group);
    return group;
}

struct plan_constraint *
plan_add_constraint(pacemaker_plan_t *plan, enum plan_constraint_kind kind, const char *id,
                    const char *resource, const char *other, const char *score)
{
    struct plan_constraint *constraint = g_new0(struct plan_constraint, 1);

    constraint->kind = kind;
    constraint->id = g_strdup(id);
    constraint->resource = g_strdup(resource);
    constraint->other = g_strdup(other);
    constraint->score = g_strdup(score);
    constraint->any = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(plan->constraints, constraint);
    return constraint;
}
