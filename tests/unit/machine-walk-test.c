/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Every walk of the resource machine through its world: all worlds that can be reached are found once,
 * and what is promised of them is tried from each.
 */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "machine-world.h"

#define STEPS_MAX 50

struct node {
    struct world world;
    guint parent;
    unsigned int move; /* that led here from parent */
};

static GArray *nodes;     /* struct node */
static GHashTable *found; /* struct world */
static unsigned int broken;

/* The search */

static guint
hash_world(gconstpointer key)
{
    const uint8_t *bytes = key;
    guint hash = 2166136261U;

    for (size_t i = 0; i < sizeof(struct world); i++) {
        hash = (hash ^ bytes[i]) * 16777619U;
    }
    return hash;
}

static gboolean
equal_worlds(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct world)) == 0;
}

static const struct node *
node_at(guint at)
{
    return &g_array_index(nodes, struct node, at);
}

static void
print_path(guint at)
{
    const struct node *node = node_at(at);

    if (node->parent != at) {
        print_path(node->parent);
        fprintf(stderr, "    %s -> %s\n", world_move_name(node->move),
                machine_state_name(node->world.state));
    }
}

static void
complain(guint at, const char *what, const char *rule)
{
    const struct node *node = node_at(at);

    if (broken++ == 0) {
        fprintf(stderr, "  broken: %s; in a %s resource%s, by this path:\n", rule,
                node->world.quorum ? "quorum-capable" : "plain",
                node->world.shared ? " that shares its host" : "");
        print_path(at);
        fprintf(stderr, "    %s\n", what);
    }
}

static void
add(const struct world *world, guint parent, unsigned int move)
{
    struct node node = { .world = *world, .parent = parent, .move = move };

    if (g_hash_table_add(found, g_memdup2(world, sizeof(*world)))) {
        g_array_append_val(nodes, node);
    }
}

static void
add_start(const struct world *world)
{
    add(world, nodes->len, 0);
}

static void
add_starts(bool quorum, bool shared, bool reopens)
{
    const struct world fresh = {
        .state = STATE_OFFLINE, .quorum = quorum, .shared = shared, .reopens = reopens
    };
    struct world adopting = fresh;
    struct world noted = fresh;

    adopting.state = STATE_ADOPTING;
    adopting.tenant = adopting.host = true;
    adopting.unproven = reopens;
    noted.state = STATE_FAILED;
    noted.unproven = true;
    add_start(&fresh);
    add_start(&adopting);
    if (reopens) {
        add_start(&noted);
    }
}

static void
expand(guint at)
{
    for (unsigned int move = 0; move < WORLD_MOVES; move++) {
        struct walk walk = { .world = node_at(at)->world };

        if (world_allows(&walk.world, move)) {
            world_move(&walk, move);
            add(&walk.world, at, move);
            if (walk.broken != NULL) {
                complain(at, world_move_name(move), walk.broken);
            }
        }
    }
}

static void
test_every_walk_keeps_the_contract(void)
{
    broken = 0;
    for (guint at = 0; at < nodes->len; at++) {
        expand(at);
    }
    CU_ASSERT_EQUAL(broken, 0);
}

static void
test_every_state_is_reached(void)
{
    unsigned int seen[MACHINE_STATES] = { 0 };

    for (guint at = 0; at < nodes->len; at++) {
        seen[node_at(at)->world.state]++;
    }
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        CU_ASSERT_NOT_EQUAL(seen[state], 0);
    }
}

/* What comes next: of a world's moves one, or WORLD_MOVES if it waits for ever. */
typedef unsigned int (*chooser)(const struct world *world);

/* An end that has begun comes by itself. */
static unsigned int
end_of_host(const struct world *world)
{
    if (world->tenant && !world->host) {
        return EVENT_TREE_EMPTY;
    }
    if (world->killed) {
        return EVENT_HOST_DIED;
    }
    if (world->leaving) {
        return world->shared ? EVENT_TREE_EMPTY : EVENT_HOST_DIED;
    }
    return WORLD_MOVES;
}

/* The DLL never answers, and no client has set a time: resapid's own clocks alone. */
static unsigned int
choose_own_clocks(const struct world *world)
{
    unsigned int end = end_of_host(world);

    if (end != WORLD_MOVES) {
        return end;
    }
    if (machine_is_adopting(world->state)) {
        return MOVE_ADOPTION_KILLED;
    }
    switch (world->opening) {
    case OPENING_PREFIX:
        return EVENT_OPEN_FAILED;
    case OPENING_HELLO:
        return EVENT_HOST_DIED; /* [host] start_timeout kills it */
    default:
        break;
    }
    if (world_allows(world, EVENT_CALL_TIMEOUT)) {
        return EVENT_CALL_TIMEOUT;
    }
    return world_allows(world, EVENT_PENDING_TIMEOUT) ? EVENT_PENDING_TIMEOUT : WORLD_MOVES;
}

/* The DLL never answers, and the client's time runs out before resapid's. */
static unsigned int
choose_deadlines(const struct world *world)
{
    unsigned int end = end_of_host(world);

    if (end != WORLD_MOVES) {
        return end;
    }
    if (world_allows(world, EVENT_GIVEN_UP)) {
        return EVENT_GIVEN_UP;
    }
    return world_allows(world, EVENT_DEADLINE) ? EVENT_DEADLINE : choose_own_clocks(world);
}

/* Whatever was asked of the host succeeds. */
static unsigned int
choose_success(const struct world *world)
{
    static const unsigned int successes[] = {
        MOVE_ENTERED,        MOVE_HELLO,       MOVE_LOADED,       EVENT_OPENED,
        MOVE_OTHER_RETURNED, EVENT_ARBITRATED, EVENT_RETURNED_OK, MOVE_TERMINATE_RETURNED,
        MOVE_RELEASED,       EVENT_CLOSED,
    };
    unsigned int end = end_of_host(world);

    if (end != WORLD_MOVES) {
        return end;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(successes); i++) {
        if (world_allows(world, successes[i])) {
            return successes[i];
        }
    }
    if (machine_is_adopting(world->state)) {
        return EVENT_ADOPTED_ONLINE;
    }
    if (world->state == STATE_ONLINE_PENDING) {
        return EVENT_REPORT_ONLINE;
    }
    return world->state == STATE_OFFLINE_PENDING ? EVENT_REPORT_OFFLINE : WORLD_MOVES;
}

/* Goes on until the resource rests; false if it never does. */
static bool
settle(struct walk *walk, chooser choose)
{
    for (int step = 0; step < STEPS_MAX; step++) {
        unsigned int move;

        if (machine_is_stable(walk->world.state)) {
            return true;
        }
        move = choose(&walk->world);
        if (move == WORLD_MOVES) {
            return false;
        }
        world_move(walk, move);
    }
    return false;
}

static void
expect(guint at, const struct walk *walk, bool holds, const char *what, const char *rule)
{
    if (!holds) {
        complain(at, what, rule);
        fprintf(stderr, "    ... and is %s\n", machine_state_name(walk->world.state));
    }
}

static const chooser choosers[] = { choose_own_clocks, choose_deadlines, choose_success };

static void
test_every_walk_ends(void)
{
    broken = 0;
    for (guint at = 0; at < nodes->len; at++) {
        for (size_t i = 0; i < G_N_ELEMENTS(choosers); i++) {
            struct walk walk = { .world = node_at(at)->world };

            expect(at, &walk, settle(&walk, choosers[i]), "is left alone", "it comes to rest");
        }
    }
    CU_ASSERT_EQUAL(broken, 0);
}

/* A DLL that does not answer proves nothing. */
static bool
is_end(const struct world *world, enum machine_state end)
{
    return world->state == end ||
           (end == STATE_OFFLINE && world->state == STATE_FAILED && world->unproven);
}

/* ends tells where the request is to end, given the world that it was made in. */
static void
try_request(enum machine_event request, chooser choose, enum machine_state (*ends)(struct world))
{
    for (guint at = 0; at < nodes->len; at++) {
        struct walk walk = { .world = node_at(at)->world };
        enum machine_state end = ends(walk.world);

        if (world_allows(&walk.world, request)) {
            world_move(&walk, request);
            expect(at, &walk,
                   settle(&walk, choose) && (choose == choose_success ? walk.world.state == end
                                                                      : is_end(&walk.world, end)),
                   machine_event_name(request), machine_state_name(end));
        }
    }
}

/* LostQuorumResource was called meanwhile: the Arbitrate in flight can only fail. */
static bool
has_lost(const struct world *world)
{
    return world->arbitrate && world->lost;
}

static enum machine_state
end_of_stop(struct world world)
{
    (void)world;
    return STATE_OFFLINE;
}

static enum machine_state
end_of_start(struct world world)
{
    return has_lost(&world) ? STATE_FAILED : STATE_ONLINE;
}

static enum machine_state
end_of_claim(struct world world)
{
    return world.quorum && !has_lost(&world) ? STATE_OWNED : STATE_OFFLINE;
}

static void
test_stops_end_offline(void)
{
    broken = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(choosers); i++) {
        try_request(EVENT_OFFLINE, choosers[i], end_of_stop);
        try_request(EVENT_TERMINATE, choosers[i], end_of_stop);
        try_request(EVENT_RELEASE, choosers[i], end_of_stop);
    }
    CU_ASSERT_EQUAL(broken, 0);
}

static void
test_starts_end_online(void)
{
    broken = 0;
    try_request(EVENT_ONLINE, choose_success, end_of_start);
    CU_ASSERT_EQUAL(broken, 0);
}

static void
test_claims_end_owned(void)
{
    broken = 0;
    try_request(EVENT_ARBITRATE, choose_success, end_of_claim);
    CU_ASSERT_EQUAL(broken, 0);
}

/* Without a client's deadline too, and whether or not the DLL answers. */
static void
test_visits_end_offline(void)
{
    broken = 0;
    for (guint at = 0; at < nodes->len; at++) {
        for (size_t i = 0; i < G_N_ELEMENTS(choosers); i++) {
            struct walk walk = { .world = node_at(at)->world };

            if (machine_is_visit(walk.world.state)) {
                expect(at, &walk, settle(&walk, choosers[i]) && walk.world.state == STATE_OFFLINE,
                       "is left alone", "a visit ends offline");
            }
        }
    }
    CU_ASSERT_EQUAL(broken, 0);
}

static int
begin_search(void)
{
    nodes = g_array_new(FALSE, FALSE, sizeof(struct node));
    found = g_hash_table_new_full(hash_world, equal_worlds, g_free, NULL);
    for (int kind = 0; kind < 8; kind++) {
        add_starts((kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0);
    }
    return 0;
}

static int
end_search(void)
{
    g_hash_table_destroy(found);
    g_array_free(nodes, TRUE);
    return 0;
}

void
suite_machine_walk(void)
{
    CU_pSuite suite = CU_add_suite("machine walk", begin_search, end_search);

    CU_add_test(suite, "every walk keeps the contract", test_every_walk_keeps_the_contract);
    CU_add_test(suite, "every state is reached", test_every_state_is_reached);
    CU_add_test(suite, "every walk comes to rest", test_every_walk_ends);
    CU_add_test(suite, "stops end offline", test_stops_end_offline);
    CU_add_test(suite, "starts end online", test_starts_end_online);
    CU_add_test(suite, "claims end owned", test_claims_end_owned);
    CU_add_test(suite, "visits end offline", test_visits_end_offline);
}
