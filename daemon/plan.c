/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include "dependencies.h"

/* A resource in the graph of dependencies, which is made once: a plan is asked again and again. */
struct node {
    struct cluster_resource *resource;
    guint index;
    GPtrArray *clauses;    /* arrays of struct node; NULL stands for what there is none of */
    GPtrArray *providers;  /* struct node, each once, in the order of the expression */
    GPtrArray *dependents; /* struct node: the other way round */
};

struct plan {
    struct cluster *cluster;
    GPtrArray *nodes;  /* struct node, in the cluster's order */
    GPtrArray *wanted; /* struct node */
    bool online;
    uint32_t *depends; /* offline: a row of bits for each node, set for those it depends on */
    size_t row;        /* so many words are one */
};

/* What a look online has found of a node; in this order. */
enum seen { SEEN_NOT, SEEN_CANNOT, SEEN_CAN, SEEN_BEGUN };

/* A plan being looked at. Arrays are by the nodes' indices. */
struct sight {
    const struct plan *plan;
    plan_look look;
    void *user;
    int *states;      /* enum plan_state, -1: not looked at yet */
    uint8_t *seen;    /* online: enum seen */
    bool *down;       /* offline: those that are to go */
    GPtrArray *begin; /* ids */
    bool moves;
};

/* The graph */

static void
free_node(void *data)
{
    struct node *node = data;

    g_ptr_array_unref(node->clauses);
    g_ptr_array_unref(node->providers);
    g_ptr_array_unref(node->dependents);
    g_free(node);
}

static struct node *
node_new(struct cluster_resource *resource, guint index)
{
    struct node *node = g_new0(struct node, 1);

    node->resource = resource;
    node->index = index;
    node->clauses = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    node->providers = g_ptr_array_new();
    node->dependents = g_ptr_array_new();
    return node;
}

static void
add_edge(struct node *node, struct node *provider)
{
    if (!g_ptr_array_find(node->providers, provider, NULL)) {
        g_ptr_array_add(node->providers, provider);
        g_ptr_array_add(provider->dependents, node);
    }
}

static void
read_node(struct node *node, const struct cluster *cluster, GHashTable *nodes)
{
    g_autoptr(GPtrArray) clauses = dependencies_clauses(node->resource->dependencies);

    for (guint i = 0; i < clauses->len; i++) {
        const GPtrArray *ids = g_ptr_array_index(clauses, i);
        GPtrArray *clause = g_ptr_array_new();

        for (guint k = 0; k < ids->len; k++) {
            const struct cluster_resource *known =
                cluster_resource(cluster, g_ptr_array_index(ids, k));
            struct node *provider = known != NULL ? g_hash_table_lookup(nodes, known) : NULL;

            g_ptr_array_add(clause, provider);
            if (provider != NULL) {
                add_edge(node, provider);
            }
        }
        g_ptr_array_add(node->clauses, clause);
    }
}

static void
make_graph(struct plan *plan, const char *const *ids)
{
    const GPtrArray *resources = plan->cluster->resources;
    g_autoptr(GHashTable) nodes = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < resources->len; i++) {
        struct node *node = node_new(g_ptr_array_index(resources, i), i);

        g_ptr_array_add(plan->nodes, node);
        g_hash_table_insert(nodes, node->resource, node);
    }
    for (guint i = 0; i < plan->nodes->len; i++) {
        read_node(g_ptr_array_index(plan->nodes, i), plan->cluster, nodes);
    }
    for (size_t i = 0; ids[i] != NULL; i++) {
        const struct cluster_resource *known = cluster_resource(plan->cluster, ids[i]);
        struct node *node = known != NULL ? g_hash_table_lookup(nodes, known) : NULL;

        if (node != NULL) {
            g_ptr_array_add(plan->wanted, node);
        }
    }
}

static struct plan *
plan_new(struct cluster *cluster, const char *const *ids, bool online)
{
    struct plan *plan = g_new0(struct plan, 1);

    plan->cluster = cluster_ref(cluster);
    plan->nodes = g_ptr_array_new_with_free_func(free_node);
    plan->wanted = g_ptr_array_new();
    plan->online = online;
    make_graph(plan, ids);
    return plan;
}

struct plan *
plan_online(struct cluster *cluster, const char *const *ids)
{
    return plan_new(cluster, ids, true);
}

#define WORD_BITS 32

/* Whether the node depends on the other one, directly or through others. */
static bool
depends(const struct plan *plan, const struct node *node, const struct node *other)
{
    const uint32_t *row = plan->depends + node->index * plan->row;

    return (row[other->index / WORD_BITS] >> other->index % WORD_BITS & 1) != 0;
}

static void
fill_row(struct plan *plan, struct node *node)
{
    uint32_t *row = plan->depends + node->index * plan->row;
    g_autoptr(GPtrArray) open = g_ptr_array_new();

    g_ptr_array_add(open, node);
    while (open->len > 0) {
        const struct node *at = g_ptr_array_steal_index_fast(open, open->len - 1);

        for (guint i = 0; i < at->providers->len; i++) {
            struct node *next = g_ptr_array_index(at->providers, i);

            if (!depends(plan, node, next)) {
                row[next->index / WORD_BITS] |= UINT32_C(1) << next->index % WORD_BITS;
                g_ptr_array_add(open, next);
            }
        }
    }
}

struct plan *
plan_offline(struct cluster *cluster, const char *const *ids)
{
    struct plan *plan = plan_new(cluster, ids, false);

    plan->row = plan->nodes->len / WORD_BITS + 1;
    plan->depends = g_new0(uint32_t, plan->nodes->len * plan->row + 1);
    for (guint i = 0; i < plan->nodes->len; i++) {
        fill_row(plan, g_ptr_array_index(plan->nodes, i));
    }
    return plan;
}

void
plan_free(struct plan *plan)
{
    if (plan != NULL) {
        g_ptr_array_unref(plan->wanted);
        g_ptr_array_unref(plan->nodes);
        g_free(plan->depends);
        cluster_unref(plan->cluster);
        g_free(plan);
    }
}

/* Looking */

static enum plan_state
state_of(const struct sight *sight, const struct node *node)
{
    int *state = &sight->states[node->index];

    if (*state < 0) {
        *state = (int)sight->look(sight->user, node->resource->id);
    }
    return (enum plan_state) * state;
}

static bool
is_online(enum plan_state state)
{
    return state == PLAN_UP || state == PLAN_STAYS;
}

typedef bool (*node_question)(void *user, const struct node *node);

static bool
clause_holds(const GPtrArray *clause, node_question question, void *user)
{
    for (guint i = 0; i < clause->len; i++) {
        const struct node *node = g_ptr_array_index(clause, i);

        if (node != NULL && question(user, node)) {
            return true;
        }
    }
    return false;
}

/* What the node depends on holds when question() does for those nodes. */
static bool
holds(const struct node *node, node_question question, void *user)
{
    for (guint i = 0; i < node->clauses->len; i++) {
        if (!clause_holds(g_ptr_array_index(node->clauses, i), question, user)) {
            return false;
        }
    }
    return true;
}

/* Online */

static bool
is_up(void *user, const struct node *node)
{
    return is_online(state_of(user, node));
}

static bool visit(struct sight *sight, const struct node *node, bool begin);

static bool
is_taken(void *user, const struct node *node)
{
    return g_hash_table_contains(user, node);
}

/* Providers that are to come online: all that can be had, then without those that are not needed and are
 * down still, the last first. False: all together do not do. */
static bool
choose(struct sight *sight, const struct node *node, GHashTable *taken)
{
    const GPtrArray *providers = node->providers;

    for (guint i = 0; i < providers->len; i++) {
        if (visit(sight, g_ptr_array_index(providers, i), false)) {
            g_hash_table_add(taken, g_ptr_array_index(providers, i));
        }
    }
    for (guint i = providers->len; i > 0; i--) {
        struct node *provider = g_ptr_array_index(providers, i - 1);

        if (state_of(sight, provider) == PLAN_DOWN && g_hash_table_remove(taken, provider) &&
            !holds(node, is_taken, taken)) {
            g_hash_table_add(taken, provider);
        }
    }
    return holds(node, is_taken, taken);
}

/* Begins what must come before the node; false if that cannot be had. */
static bool
visit_providers(struct sight *sight, const struct node *node, bool begin)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    bool good = choose(sight, node, taken);

    for (guint i = 0; good && begin && i < node->providers->len; i++) {
        struct node *provider = g_ptr_array_index(node->providers, i);

        if (g_hash_table_contains(taken, provider)) {
            visit(sight, provider, true);
        }
    }
    return good;
}

static bool
visit_down(struct sight *sight, const struct node *node, bool begin)
{
    if (!holds(node, is_up, sight)) {
        return visit_providers(sight, node, begin);
    }
    if (begin) {
        g_ptr_array_add(sight->begin, node->resource->id);
    }
    return true;
}

static bool
visit_unseen(struct sight *sight, const struct node *node, bool begin)
{
    switch (state_of(sight, node)) {
    case PLAN_UP:
    case PLAN_STAYS:
        return true;
    case PLAN_MOVING:
        sight->moves = sight->moves || begin;
        return true;
    case PLAN_DOWN:
        return visit_down(sight, node, begin);
    default:
        return false;
    }
}

/* Whether the resource is online or can get there; with begin what is next on the way begins. One that
 * is met again while its providers are looked at depends on itself, and cannot. */
static bool
visit(struct sight *sight, const struct node *node, bool begin)
{
    uint8_t *seen = &sight->seen[node->index];
    bool can;

    if (*seen != SEEN_NOT && (!begin || *seen != SEEN_CAN)) {
        return *seen >= SEEN_CAN;
    }
    *seen = SEEN_CANNOT;
    can = visit_unseen(sight, node, begin);
    if (can) {
        *seen = begin ? SEEN_BEGUN : SEEN_CAN;
    }
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
is_active(const struct sight *sight, const struct node *node)
{
    enum plan_state state = state_of(sight, node);

    return is_online(state) || state == PLAN_MOVING;
}

static bool
stays_up(void *user, const struct node *node)
{
    const struct sight *sight = user;

    return !sight->down[node->index] && is_active(sight, node);
}

static void
take_down(struct sight *sight, GPtrArray *open, struct node *node)
{
    if (!sight->down[node->index]) {
        sight->down[node->index] = true;
        g_ptr_array_add(open, node);
    }
}

/* Those that are wanted, and with them what depends on them and could not stay up. */
static void
spread_down(struct sight *sight)
{
    const GPtrArray *wanted = sight->plan->wanted;
    g_autoptr(GPtrArray) open = g_ptr_array_new();

    for (guint i = 0; i < wanted->len; i++) {
        take_down(sight, open, g_ptr_array_index(wanted, i));
    }
    for (guint i = 0; i < open->len; i++) {
        const struct node *node = g_ptr_array_index(open, i);

        for (guint k = 0; k < node->dependents->len; k++) {
            struct node *dependent = g_ptr_array_index(node->dependents, k);

            if (is_active(sight, dependent) && !holds(dependent, stays_up, sight)) {
                take_down(sight, open, dependent);
            }
        }
    }
}

/* One that goes down too and is not down yet depends on the node. In a circle nobody could be the
 * first: there it does not matter. */
static bool
has_active_dependent(const struct sight *sight, const struct node *node)
{
    const struct plan *plan = sight->plan;

    for (guint i = 0; i < plan->nodes->len; i++) {
        const struct node *other = g_ptr_array_index(plan->nodes, i);

        if (sight->down[i] && other != node && depends(plan, other, node) &&
            is_active(sight, other) && !depends(plan, node, other)) {
            return true;
        }
    }
    return false;
}

static void
look_at_one_to_go(struct sight *sight, const struct node *node)
{
    switch (state_of(sight, node)) {
    case PLAN_MOVING:
        sight->moves = true;
        break;
    case PLAN_UP:
        if (!has_active_dependent(sight, node)) {
            g_ptr_array_add(sight->begin, node->resource->id);
        }
        break;
    default:
        break;
    }
}

static void
look_down(struct sight *sight)
{
    const GPtrArray *nodes = sight->plan->nodes;

    spread_down(sight);
    for (guint i = 0; i < nodes->len; i++) {
        if (sight->down[i]) {
            look_at_one_to_go(sight, g_ptr_array_index(nodes, i));
        }
    }
}

/* Both */

static struct sight
look_at(const struct plan *plan, plan_look look, void *user)
{
    guint count = plan->nodes->len;
    struct sight sight = { .plan = plan, .look = look, .user = user };

    sight.states = g_new(int, count + 1);
    for (guint i = 0; i < count; i++) {
        sight.states[i] = -1;
    }
    sight.seen = g_new0(uint8_t, count + 1);
    sight.down = g_new0(bool, count + 1);
    sight.begin = g_ptr_array_new();
    if (plan->online) {
        look_up(&sight);
    } else {
        look_down(&sight);
    }
    g_free(sight.states);
    g_free(sight.seen);
    g_free(sight.down);
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
        const struct node *node = g_ptr_array_index(plan->wanted, i);

        if (look(user, node->resource->id) != met) {
            return false;
        }
    }
    return true;
}
