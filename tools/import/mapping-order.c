/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Dependencies to order and place (resapi.md 3.5). A group of Windows runs on one node, and only
 * dependencies order its members: a Pacemaker group says more than that, unless they are a chain.
 */

#include <string.h>

#include "mapping-private.h"

#define DEEPEST_BRIDGE 512

struct ordering {
    GHashTable *waits_for; /* a resource to the number of providers that are not in the order yet */
    GHashTable *dependents; /* a resource to an array of those that wait for it */
    GSequence *ready;
};

static gint
compare_names(gconstpointer left, gconstpointer right, gpointer unused)
{
    const struct windows_resource *one = left;
    const struct windows_resource *other = right;
    int order = g_ascii_strcasecmp(one->object.name, other->object.name);

    (void)unused;
    return order != 0 ? order : g_strcmp0(one->object.id, other->object.id);
}

static void
wait_for(struct ordering *ordering, struct windows_resource *resource,
         const struct windows_resource *provider)
{
    GPtrArray *dependents = g_hash_table_lookup(ordering->dependents, provider);
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(ordering->waits_for, resource));

    /* Of another group, or of none: nothing orders those. */
    if (dependents != NULL && provider != resource) {
        g_ptr_array_add(dependents, resource);
        g_hash_table_insert(ordering->waits_for, resource, GUINT_TO_POINTER(count + 1));
    }
}

static void
begin(struct ordering *ordering, const struct windows_group *group)
{
    ordering->waits_for = g_hash_table_new(NULL, NULL);
    ordering->dependents =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    ordering->ready = g_sequence_new(NULL);
    for (guint i = 0; i < group->resources->len; i++) {
        g_hash_table_insert(ordering->dependents, g_ptr_array_index(group->resources, i),
                            g_ptr_array_new());
    }
    for (guint i = 0; i < group->resources->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(group->resources, i);

        for (guint j = 0; j < resource->providers->len; j++) {
            const GPtrArray *any = g_ptr_array_index(resource->providers, j);

            for (guint k = 0; k < any->len; k++) {
                wait_for(ordering, resource, g_ptr_array_index(any, k));
            }
        }
    }
}

static void
end(struct ordering *ordering)
{
    g_hash_table_unref(ordering->waits_for);
    g_hash_table_unref(ordering->dependents);
    g_sequence_free(ordering->ready);
}

static void
make_ready(struct ordering *ordering, struct windows_resource *resource)
{
    g_sequence_insert_sorted(ordering->ready, resource, compare_names, NULL);
}

static void
release(struct ordering *ordering, const struct windows_resource *provider)
{
    const GPtrArray *dependents = g_hash_table_lookup(ordering->dependents, provider);

    for (guint i = 0; i < dependents->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(dependents, i);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(ordering->waits_for, resource)) - 1;

        g_hash_table_insert(ordering->waits_for, resource, GUINT_TO_POINTER(count));
        if (count == 0) {
            make_ready(ordering, resource);
        }
    }
}

GPtrArray *
mapping_order(const struct windows_group *group)
{
    struct ordering ordering;
    GPtrArray *order = g_ptr_array_new();

    begin(&ordering, group);
    for (guint i = 0; i < group->resources->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(group->resources, i);

        if (g_hash_table_lookup(ordering.waits_for, resource) == NULL) {
            make_ready(&ordering, resource);
        }
    }
    while (!g_sequence_is_empty(ordering.ready)) {
        GSequenceIter *first = g_sequence_get_begin_iter(ordering.ready);
        struct windows_resource *resource = g_sequence_get(first);

        g_sequence_remove(first);
        g_ptr_array_add(order, resource);
        release(&ordering, resource);
    }
    end(&ordering);
    return order;
}

static GPtrArray *
new_arrays(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
}

static void
add_alone(GPtrArray *all, struct plan_primitive *primitive)
{
    GPtrArray *any = g_ptr_array_new();

    g_ptr_array_add(any, primitive);
    g_ptr_array_add(all, any);
}

/* The resources on the way, so that each is bridged once. */
struct bridge {
    struct mapping *mapping;
    const struct windows_group *group;
    GPtrArray *all;
    GHashTable *seen;
};

static void add_providers(struct bridge *bridge, const struct windows_resource *resource,
                          unsigned int depth);

static void
add_any(struct bridge *bridge, const GPtrArray *any, unsigned int depth)
{
    g_autoptr(GPtrArray) present = g_ptr_array_new();

    for (guint i = 0; i < any->len; i++) {
        const struct windows_resource *provider = g_ptr_array_index(any, i);
        struct plan_primitive *primitive =
            g_hash_table_lookup(bridge->mapping->primitives, provider);

        if (primitive != NULL && provider->group == bridge->group) {
            g_ptr_array_add(present, primitive);
        }
    }
    if (present->len > 1) {
        g_ptr_array_add(bridge->all, g_steal_pointer(&present));
    } else if (present->len == 1) {
        if (g_hash_table_add(bridge->seen, g_ptr_array_index(present, 0))) {
            add_alone(bridge->all, g_ptr_array_index(present, 0));
        }
    } else {
        for (guint i = 0; i < any->len; i++) {
            add_providers(bridge, g_ptr_array_index(any, i), depth + 1);
        }
    }
}

static void
add_providers(struct bridge *bridge, const struct windows_resource *resource, unsigned int depth)
{
    if (depth > DEEPEST_BRIDGE || !g_hash_table_add(bridge->seen, (void *)(uintptr_t)resource)) {
        return;
    }
    for (guint i = 0; i < resource->providers->len; i++) {
        add_any(bridge, g_ptr_array_index(resource->providers, i), depth);
    }
}

GPtrArray *
mapping_providers(struct mapping *mapping, const struct plan_primitive *primitive)
{
    struct bridge bridge = { .mapping = mapping, .group = primitive->windows->group };

    bridge.all = new_arrays();
    bridge.seen = g_hash_table_new(NULL, NULL);
    add_providers(&bridge, primitive->windows, 0);
    g_hash_table_unref(bridge.seen);
    return bridge.all;
}

static bool
depends_on(const GPtrArray *providers, const struct plan_primitive *provider)
{
    for (guint i = 0; i < providers->len; i++) {
        const GPtrArray *any = g_ptr_array_index(providers, i);

        if (any->len == 1 && g_ptr_array_index(any, 0) == provider) {
            return true;
        }
    }
    return false;
}

static bool
has_or(const GPtrArray *providers)
{
    for (guint i = 0; i < providers->len; i++) {
        const GPtrArray *any = g_ptr_array_index(providers, i);

        if (any->len > 1) {
            return true;
        }
    }
    return false;
}

/* An order of a graph without circles is the only one if and only if each depends on the one before. */
static bool
is_chain(const struct plan_group *group, const GPtrArray *providers)
{
    for (guint i = 0; i < group->members->len; i++) {
        const GPtrArray *of_member = g_ptr_array_index(providers, i);

        if (has_or(of_member) ||
            (i > 0 && !depends_on(of_member, g_ptr_array_index(group->members, i - 1)))) {
            return false;
        }
    }
    return group->members->len > 1;
}

/* Where one of several is enough, its failure must not move the group. */
static GHashTable *
find_branches(const GPtrArray *providers)
{
    GHashTable *branches = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < providers->len; i++) {
        const GPtrArray *of_member = g_ptr_array_index(providers, i);

        for (guint j = 0; j < of_member->len; j++) {
            const GPtrArray *any = g_ptr_array_index(of_member, j);

            for (guint k = 0; any->len > 1 && k < any->len; k++) {
                g_hash_table_add(branches, g_ptr_array_index(any, k));
            }
        }
    }
    return branches;
}

/* RestartAction 0, which is on-fail=stop. */
static bool
stops_for_good(const struct plan_primitive *member)
{
    for (guint i = 0; i < member->operations->len; i++) {
        const struct plan_operation *operation = g_ptr_array_index(member->operations, i);

        if (g_strcmp0(plan_pairs_find(operation->options, "on-fail"), "stop") == 0) {
            return true;
        }
    }
    return false;
}

/* Whether one of what is needed, or all of what one is enough of, may be off for long. */
static bool
may_be_without(const GPtrArray *any, GHashTable *branches, GHashTable *weak)
{
    for (guint i = 0; i < any->len; i++) {
        const struct plan_primitive *provider = g_ptr_array_index(any, i);

        if (!g_hash_table_contains(weak, provider) &&
            !(any->len == 1 && g_hash_table_contains(branches, provider))) {
            return false;
        }
    }
    return true;
}

static bool
is_weak(const struct plan_primitive *member, const GPtrArray *providers, GHashTable *branches,
        GHashTable *weak)
{
    for (guint i = 0; i < providers->len; i++) {
        if (may_be_without(g_ptr_array_index(providers, i), branches, weak)) {
            return true;
        }
    }
    return member->stays_off || stops_for_good(member);
}

/* The members that Windows leaves off while the others run. */
static GHashTable *
find_weak(const struct plan_group *group, const GPtrArray *providers, GHashTable *branches)
{
    GHashTable *weak = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < group->members->len; i++) {
        struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (is_weak(member, g_ptr_array_index(providers, i), branches, weak)) {
            g_hash_table_add(weak, member);
        }
    }
    return weak;
}

/* The first that is in neither; weak may be NULL. */
static struct plan_primitive *
first_beside(const struct plan_group *group, GHashTable *branches, GHashTable *weak)
{
    for (guint i = 0; i < group->members->len; i++) {
        struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (!g_hash_table_contains(branches, member) &&
            (weak == NULL || !g_hash_table_contains(weak, member))) {
            return member;
        }
    }
    return NULL;
}

/* What is off has no place that others could follow to, so that they would be off as well. */
static struct plan_primitive *
find_anchor(struct mapping *mapping, const struct plan_group *group, const GPtrArray *providers,
            GHashTable *branches)
{
    g_autoptr(GHashTable) weak = find_weak(group, providers, branches);
    struct plan_primitive *anchor = first_beside(group, branches, weak);

    if (anchor != NULL) {
        return anchor;
    }
    anchor = first_beside(group, branches, NULL);
    if (anchor == NULL) {
        anchor = g_ptr_array_index(group->members, 0);
    }
    if (group->members->len > 1) {
        notes_add(mapping->notes, NOTE_DECIDE, &group->windows->object, NULL, anchor->id,
                  "all are placed with it, and are off when it is: each member is off on Windows, "
                  "is not restarted (RestartAction 0), or depends on such a one: give one a "
                  "RestartAction, or bring it online, and import again");
    }
    return anchor;
}

static struct plan_constraint *
add_constraint(struct mapping *mapping, enum plan_constraint_kind kind, const char *id,
               const char *resource, const char *other, const char *score)
{
    g_autofree char *unique = mapping_id_new(mapping, id);

    return plan_add_constraint(mapping->plan, kind, unique, resource, other, score);
}

static void
order_behind(struct mapping *mapping, const struct plan_primitive *member, const GPtrArray *any)
{
    const struct plan_primitive *first = g_ptr_array_index(any, 0);
    g_autofree char *id = NULL;
    struct plan_constraint *constraint;

    if (any->len == 1) {
        id = g_strdup_printf("%s-before-%s", first->id, member->id);
        add_constraint(mapping, PLAN_ORDER, id, first->id, member->id, "Mandatory");
        return;
    }
    notes_add(
        mapping->notes, NOTE_CHANGED, &member->windows->object, "dependencies", member->id,
        "it needs one of %u, which have critical=false: when all of them have failed on a node, "
        "the group stays there without it; remove critical=false from one of them, and the "
        "group moves when that one alone has failed",
        any->len);
    id = g_strdup_printf("any-before-%s", member->id);
    constraint = add_constraint(mapping, PLAN_ORDER_SETS, id, NULL, member->id, "Mandatory");
    for (guint i = 0; i < any->len; i++) {
        const struct plan_primitive *branch = g_ptr_array_index(any, i);

        g_ptr_array_add(constraint->any, g_strdup(branch->id));
    }
}

static void
constrain(struct mapping *mapping, struct plan_group *group, const GPtrArray *providers)
{
    g_autoptr(GHashTable) branches = find_branches(providers);

    group->anchor = find_anchor(mapping, group, providers, branches);
    for (guint i = 0; i < group->members->len; i++) {
        struct plan_primitive *member = g_ptr_array_index(group->members, i);
        const GPtrArray *of_member = g_ptr_array_index(providers, i);
        g_autofree char *id = g_strdup_printf("%s-with-%s", member->id, group->anchor->id);

        if (g_hash_table_contains(branches, member)) {
            plan_pairs_set(member->meta, "critical", "false");
        }
        if (member != group->anchor) {
            add_constraint(mapping, PLAN_COLOCATION, id, member->id, group->anchor->id, "INFINITY");
        }
        for (guint j = 0; j < of_member->len; j++) {
            order_behind(mapping, member, g_ptr_array_index(of_member, j));
        }
    }
}

GPtrArray *
mapping_all_providers(struct mapping *mapping, const struct plan_group *group)
{
    GPtrArray *all = new_arrays();

    for (guint i = 0; i < group->members->len; i++) {
        g_ptr_array_add(all, mapping_providers(mapping, g_ptr_array_index(group->members, i)));
    }
    return all;
}

void
mapping_order_members(struct mapping *mapping, struct plan_group *group)
{
    g_autoptr(GPtrArray) providers = mapping_all_providers(mapping, group);

    group->is_chain = is_chain(group, providers);
    if (group->is_chain) {
        group->anchor = g_ptr_array_index(group->members, 0);
    } else {
        constrain(mapping, group, providers);
    }
}
