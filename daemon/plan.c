/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include "dependencies.h"

struct plan {
    struct cluster *cluster;
    GPtrArray *wanted; /* const struct cluster_resource */
    bool online;
};

/* A plan being looked at. */
struct sight {
    const struct plan *plan;
    plan_look look;
    void *user;
    GHashTable *seen; /* online: const struct cluster_resource -> whether it can come online */
    GHashTable *down; /* offline: const struct cluster_resource, those that are to go */
    GPtrArray *begin; /* ids */
    bool moves;
};

static struct plan *
plan_new(struct cluster *cluster, const char *const *ids, bool online)
{
    struct plan *plan = g_new0(struct plan, 1);

    plan->cluster = cluster_ref(cluster);
    plan->wanted = g_ptr_array_new();
    plan->online = online;
    for (size_t i = 0; ids[i] != NULL; i++) {
        const struct cluster_resource *resource = cluster_resource(cluster, ids[i]);

        if (resource != NULL) {
            g_ptr_array_add(plan->wanted, (void *)resource);
        }
    }
    return plan;
}

struct plan *
plan_online(struct cluster *cluster, const char *const *ids)
{
    return plan_new(cluster, ids, true);
}

struct plan *
plan_offline(struct cluster *cluster, const char *const *ids)
{
    return plan_new(cluster, ids, false);
}

void
plan_free(struct plan *plan)
{
    if (plan != NULL) {
        g_ptr_array_unref(plan->wanted);
        cluster_unref(plan->cluster);
        g_free(plan);
    }
}

static enum plan_state
state_of(const struct sight *sight, const struct cluster_resource *resource)
{
    return sight->look(sight->user, resource->id);
}

static bool
is_online(enum plan_state state)
{
    return state == PLAN_UP || state == PLAN_STAYS;
}

static const struct cluster_resource *
find(const struct sight *sight, const char *id)
{
    return cluster_resource(sight->plan->cluster, id);
}

/* Online */

static bool
is_up(void *user, const char *id)
{
    const struct sight *sight = user;
    const struct cluster_resource *resource = find(sight, id);

    return resource != NULL && is_online(state_of(sight, resource));
}

static bool visit(struct sight *sight, const struct cluster_resource *resource, bool begin);

/* Providers that are to come online: a choice in the making. */
struct choice {
    struct sight *sight;
    GHashTable *taken; /* const struct cluster_resource */
};

static bool
is_taken(void *user, const char *id)
{
    const struct choice *choice = user;
    const struct cluster_resource *resource = find(choice->sight, id);

    return resource != NULL && g_hash_table_contains(choice->taken, resource);
}

/* All that can be had, then without those that are not needed and are down still, the last first. False:
 * all together do not do. */
static bool
choose(struct choice *choice, const struct cluster_resource *resource, char *const *providers)
{
    struct sight *sight = choice->sight;
    guint count = g_strv_length((char **)providers);

    for (guint i = 0; i < count; i++) {
        const struct cluster_resource *provider = find(sight, providers[i]);

        if (provider != NULL && visit(sight, provider, false)) {
            g_hash_table_add(choice->taken, (void *)provider);
        }
    }
    for (guint i = count; i > 0; i--) {
        const struct cluster_resource *provider = find(sight, providers[i - 1]);

        if (provider != NULL && state_of(sight, provider) == PLAN_DOWN &&
            g_hash_table_remove(choice->taken, provider) &&
            !dependencies_hold(resource->dependencies, is_taken, choice)) {
            g_hash_table_add(choice->taken, (void *)provider);
        }
    }
    return dependencies_hold(resource->dependencies, is_taken, choice);
}

/* Begins what must come before the resource; false if that cannot be had. */
static bool
visit_providers(struct sight *sight, const struct cluster_resource *resource, bool begin)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    struct choice choice = { sight, taken };
    g_auto(GStrv) providers = dependencies_list(resource->dependencies);
    bool good = choose(&choice, resource, providers);

    for (size_t i = 0; good && begin && providers[i] != NULL; i++) {
        const struct cluster_resource *provider = find(sight, providers[i]);

        if (provider != NULL && g_hash_table_contains(taken, provider)) {
            visit(sight, provider, true);
        }
    }
    return good;
}

static bool
visit_down(struct sight *sight, const struct cluster_resource *resource, bool begin)
{
    if (!dependencies_hold(resource->dependencies, is_up, sight)) {
        return visit_providers(sight, resource, begin);
    }
    if (begin) {
        g_ptr_array_add(sight->begin, resource->id);
    }
    return true;
}

/* Whether the resource is online or can get there; with begin what is next on the way begins. One that
 * is met again while its providers are looked at depends on itself, and cannot. */
static bool
visit(struct sight *sight, const struct cluster_resource *resource, bool begin)
{
    GHashTable *seen = sight->seen;
    gpointer known;
    bool can;

    if (g_hash_table_lookup_extended(seen, resource, NULL, &known) &&
        (!begin || GPOINTER_TO_INT(known) != 1)) {
        return GPOINTER_TO_INT(known) != 0;
    }
    g_hash_table_insert(seen, (void *)resource, GINT_TO_POINTER(0));
    switch (state_of(sight, resource)) {
    case PLAN_UP:
    case PLAN_STAYS:
        can = true;
        break;
    case PLAN_MOVING:
        sight->moves = sight->moves || begin;
        can = true;
        break;
    case PLAN_DOWN:
        can = visit_down(sight, resource, begin);
        break;
    default:
        can = false;
        break;
    }
    /* 2: what is next has begun already. */
    g_hash_table_insert(seen, (void *)resource, GINT_TO_POINTER(can ? (begin ? 2 : 1) : 0));
    return can;
}

static void
look_up(struct sight *sight)
{
    for (guint i = 0; i < sight->plan->wanted->len; i++) {
        visit(sight, g_ptr_array_index(sight->plan->wanted, i), true);
    }
}

/* Offline */

/* What depends on others needs them still. */
static bool
is_active(const struct sight *sight, const struct cluster_resource *resource)
{
    enum plan_state state = state_of(sight, resource);

    return is_online(state) || state == PLAN_MOVING;
}

static bool
stays_up(void *user, const char *id)
{
    const struct sight *sight = user;
    const struct cluster_resource *resource = find(sight, id);

    return resource != NULL && !g_hash_table_contains(sight->down, resource) &&
           is_active(sight, resource);
}

/* Whether what it depends on, and could stay up for it, goes down. */
static bool
loses_provider(struct sight *sight, const struct cluster_resource *resource)
{
    g_auto(GStrv) providers = dependencies_list(resource->dependencies);

    for (size_t i = 0; providers[i] != NULL; i++) {
        const struct cluster_resource *provider = find(sight, providers[i]);

        if (provider != NULL && g_hash_table_contains(sight->down, provider)) {
            return !dependencies_hold(resource->dependencies, stays_up, sight);
        }
    }
    return false;
}

static void
add_dependents(struct sight *sight)
{
    const GPtrArray *resources = sight->plan->cluster->resources;
    guint before;

    do {
        before = g_hash_table_size(sight->down);
        for (guint i = 0; i < resources->len; i++) {
            struct cluster_resource *resource = g_ptr_array_index(resources, i);

            if (!g_hash_table_contains(sight->down, resource) && is_active(sight, resource) &&
                loses_provider(sight, resource)) {
                g_hash_table_add(sight->down, resource);
            }
        }
    } while (g_hash_table_size(sight->down) > before);
}

/* One that goes down too and is not down yet depends on the resource. In a circle nobody could be the
 * first: there it does not matter. */
static bool
has_active_dependent(struct sight *sight, const struct cluster_resource *resource)
{
    GHashTableIter iter;
    gpointer other;

    g_hash_table_iter_init(&iter, sight->down);
    while (g_hash_table_iter_next(&iter, &other, NULL)) {
        const struct cluster_resource *dependent = other;

        if (dependent != resource && is_active(sight, dependent) &&
            cluster_depends(sight->plan->cluster, dependent->id, resource->id) &&
            !cluster_depends(sight->plan->cluster, resource->id, dependent->id)) {
            return true;
        }
    }
    return false;
}

static void
look_at_one_to_go(struct sight *sight, struct cluster_resource *resource)
{
    switch (state_of(sight, resource)) {
    case PLAN_MOVING:
        sight->moves = true;
        break;
    case PLAN_UP:
        if (!has_active_dependent(sight, resource)) {
            g_ptr_array_add(sight->begin, resource->id);
        }
        break;
    default:
        break;
    }
}

static void
look_down(struct sight *sight)
{
    const GPtrArray *resources = sight->plan->cluster->resources;

    for (guint i = 0; i < sight->plan->wanted->len; i++) {
        g_hash_table_add(sight->down, g_ptr_array_index(sight->plan->wanted, i));
    }
    add_dependents(sight);
    for (guint i = 0; i < resources->len; i++) {
        struct cluster_resource *resource = g_ptr_array_index(resources, i);

        if (g_hash_table_contains(sight->down, resource)) {
            look_at_one_to_go(sight, resource);
        }
    }
}

/* Both */

static struct sight
look_at(const struct plan *plan, plan_look look, void *user)
{
    struct sight sight = { .plan = plan, .look = look, .user = user };

    sight.seen = g_hash_table_new(NULL, NULL);
    sight.down = g_hash_table_new(NULL, NULL);
    sight.begin = g_ptr_array_new();
    if (plan->online) {
        look_up(&sight);
    } else {
        look_down(&sight);
    }
    g_hash_table_unref(sight.seen);
    g_hash_table_unref(sight.down);
    return sight;
}

const char **
plan_next(const struct plan *plan, plan_look look, void *user)
{
    struct sight sight = look_at(plan, look, user);

    g_ptr_array_add(sight.begin, NULL);
    return (const char **)g_ptr_array_free(sight.begin, FALSE);
}

bool
plan_moves(const struct plan *plan, plan_look look, void *user)
{
    struct sight sight = look_at(plan, look, user);

    g_ptr_array_unref(sight.begin);
    return sight.moves;
}

bool
plan_is_met(const struct plan *plan, plan_look look, void *user)
{
    enum plan_state met = plan->online ? PLAN_UP : PLAN_DOWN;

    for (guint i = 0; i < plan->wanted->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(plan->wanted, i);

        if (look(user, resource->id) != met) {
            return false;
        }
    }
    return true;
}
