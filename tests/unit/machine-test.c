/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The resource machine: its table, and what holds on every walk through it. The walk plays a host
 * that does what a real one can do at that moment, so that each event it draws is one that can
 * happen.
 */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <glib.h>

#include "machine.h"

#define WALKS      2000
#define WALK_STEPS 400

/* What a walk knows of the world outside the machine. */
struct world {
    bool tree;    /* processes of the resource may exist */
    bool host;    /* the host process lives */
    bool open;    /* Open has succeeded */
    bool opening; /* Open, or what leads to it, is under way */
    bool online;  /* an Online call is in flight */
    bool offline; /* an Offline call is in flight */
    bool terminate;
    bool close;
    bool may_be_online; /* Online was called and no Terminate or Offline has ended since */
    bool killing;
};

static void
test_requests_are_served_or_refused(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        /* A stop is never refused: it must always end in OFFLINE. */
        CU_ASSERT_TRUE(machine_step(state, EVENT_OFFLINE).defined);
        CU_ASSERT_TRUE(machine_step(state, EVENT_TERMINATE).defined);
    }
    CU_ASSERT_FALSE(machine_step(STATE_ADOPTING, EVENT_ONLINE).defined);
    CU_ASSERT_FALSE(machine_step(STATE_ADOPTING_TO_STOP, EVENT_ONLINE).defined);
    CU_ASSERT_FALSE(machine_step(STATE_OFFLINE_CALLED, EVENT_ONLINE).defined);
    CU_ASSERT_FALSE(machine_step(STATE_STOP_KILLING, EVENT_ONLINE).defined);
    CU_ASSERT_FALSE(machine_step(STATE_FAIL_KILLING, EVENT_ONLINE).defined);
}

static void
test_undefined_steps_stay(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
            struct machine_step step = machine_step(state, event);

            if (!step.defined) {
                CU_ASSERT_EQUAL(step.next, state);
                CU_ASSERT_EQUAL(step.actions, 0);
            }
            CU_ASSERT(step.next < MACHINE_STATES);
        }
    }
}

static void
test_offline_is_reached_only_with_an_empty_tree(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
            struct machine_step step = machine_step(state, event);

            if (step.defined && step.next == STATE_OFFLINE && state != STATE_OFFLINE) {
                CU_ASSERT_EQUAL(event, EVENT_TREE_EMPTY);
            }
        }
    }
}

static void
test_only_online_pushes(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
            struct machine_step step = machine_step(state, event);

            if ((step.actions & ACTION_PUSH) != 0) {
                CU_ASSERT(state == STATE_ONLINE || state == STATE_ADOPTING);
            }
        }
    }
}

static void
test_names_and_states(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        CU_ASSERT_PTR_NOT_NULL(machine_state_name(state));
        CU_ASSERT_NOT_EQUAL(machine_resource_state(state), 0);
        CU_ASSERT(machine_share(state) < 100);
        /* What lasts needs no deadline; what does not needs one, or somebody could wait for ever.
         */
        if (state != STATE_ADOPTING) {
            CU_ASSERT_EQUAL(machine_is_stable(state), machine_share(state) == 0);
        }
    }
    for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
        CU_ASSERT_PTR_NOT_NULL(machine_event_name(event));
    }
    CU_ASSERT_TRUE(machine_is_polled(STATE_ONLINE));
    CU_ASSERT_TRUE(machine_keeps_reports(STATE_ONLINE_CALLED));
    CU_ASSERT_FALSE(machine_keeps_reports(STATE_ONLINE_PENDING));
}

struct expectation {
    enum machine_state state;
    enum machine_event event;
    enum machine_state next;
    unsigned int actions;
};

/* The paths that the mapping in design.md 3 promises, step by step. */
static const struct expectation promised[] = {
    { STATE_OFFLINE, EVENT_ONLINE, STATE_OPENING, ACTION_OPEN },
    { STATE_OPENING, EVENT_OPENED, STATE_ONLINE_CALLED, ACTION_ONLINE },
    { STATE_ONLINE_CALLED, EVENT_RETURNED_PENDING, STATE_ONLINE_PENDING, ACTION_REARM },
    { STATE_ONLINE_PENDING, EVENT_REPORT_PROGRESS, STATE_ONLINE_PENDING, ACTION_REARM },
    { STATE_ONLINE_PENDING, EVENT_REPORT_ONLINE, STATE_ONLINE, 0 },
    { STATE_ONLINE_CALLED, EVENT_RETURNED_ERROR, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_ONLINE_PENDING, EVENT_PENDING_TIMEOUT, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_ONLINE, EVENT_CHECK_FAILED, STATE_FAIL_TERMINATING, ACTION_TERMINATE | ACTION_PUSH },
    { STATE_ONLINE, EVENT_HOST_DIED, STATE_FAIL_KILLING, ACTION_KILL | ACTION_PUSH },
    { STATE_ONLINE, EVENT_CALL_TIMEOUT, STATE_FAIL_KILLING, ACTION_KILL | ACTION_PUSH },
    { STATE_ONLINE, EVENT_OFFLINE, STATE_OFFLINE_CALLED, ACTION_OFFLINE },
    { STATE_OFFLINE_CALLED, EVENT_RETURNED_ERROR, STATE_STOP_TERMINATING, ACTION_TERMINATE },
    { STATE_OFFLINE_CALLED, EVENT_DEADLINE, STATE_STOP_TERMINATING, ACTION_TERMINATE },
    { STATE_STOP_TERMINATING, EVENT_DEADLINE, STATE_STOP_KILLING, ACTION_KILL },
    { STATE_OFFLINE_CALLED, EVENT_RETURNED_OK, STATE_CLOSING, ACTION_CLOSE },
    { STATE_CLOSING, EVENT_CLOSED, STATE_STOP_KILLING, ACTION_FINISH },
    { STATE_STOP_KILLING, EVENT_TREE_EMPTY, STATE_OFFLINE, 0 },
    { STATE_FAILED, EVENT_OFFLINE, STATE_CLOSING, ACTION_CLOSE },
    { STATE_FAILED, EVENT_ONLINE, STATE_OPENING, ACTION_OPEN },
    { STATE_OFFLINE, EVENT_OFFLINE, STATE_OFFLINE, 0 },
};

static void
test_promised_steps(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(promised); i++) {
        struct machine_step step = machine_step(promised[i].state, promised[i].event);

        CU_ASSERT_TRUE(step.defined);
        CU_ASSERT_EQUAL(step.next, promised[i].next);
        CU_ASSERT_EQUAL(step.actions, promised[i].actions);
    }
}

/* Whether the world can bring this event about now. */
static bool
can_happen(const struct world *world, enum machine_state state, enum machine_event event)
{
    switch (event) {
    case EVENT_ONLINE:
    case EVENT_OFFLINE:
    case EVENT_TERMINATE:
        return true;
    case EVENT_OPENED:
    case EVENT_OPEN_FAILED:
        return world->opening;
    case EVENT_RETURNED_OK:
    case EVENT_RETURNED_PENDING:
    case EVENT_RETURNED_ERROR:
        return world->online || world->offline;
    case EVENT_TERMINATED:
        return world->terminate && !world->online && !world->offline;
    case EVENT_CLOSED:
        return world->close;
    case EVENT_HOST_DIED:
        return world->host;
    case EVENT_TREE_EMPTY:
        return world->tree ? !world->host : false;
    case EVENT_REPORT_PROGRESS:
    case EVENT_REPORT_ONLINE:
    case EVENT_REPORT_OFFLINE:
    case EVENT_REPORT_FAILED:
        return world->host && !machine_keeps_reports(state);
    case EVENT_CHECK_FAILED:
        return machine_is_polled(state);
    case EVENT_PENDING_TIMEOUT:
        return state == STATE_ONLINE_PENDING || state == STATE_OFFLINE_PENDING;
    case EVENT_CALL_TIMEOUT:
        return world->online || world->offline || world->terminate || world->close ||
               world->opening || machine_is_polled(state);
    case EVENT_DEADLINE:
        return machine_share(state) != 0;
    default:
        return false;
    }
}

static void
host_is_gone(struct world *world)
{
    world->host = world->open = world->opening = false;
    world->online = world->offline = world->terminate = world->close = false;
}

/* What the event says about the world. */
static void
observe(struct world *world, enum machine_event event)
{
    switch (event) {
    case EVENT_OPENED:
        world->open = true;
        world->opening = false;
        break;
    case EVENT_OPEN_FAILED:
        world->opening = false;
        break;
    case EVENT_RETURNED_OK:
    case EVENT_RETURNED_PENDING:
    case EVENT_RETURNED_ERROR:
        if (world->offline) {
            world->may_be_online = event != EVENT_RETURNED_OK && world->may_be_online;
        }
        world->online = world->offline = false;
        break;
    case EVENT_REPORT_OFFLINE:
    case EVENT_TERMINATED:
        world->terminate = world->terminate && event != EVENT_TERMINATED;
        world->may_be_online = false;
        break;
    case EVENT_CLOSED:
        world->close = world->open = false;
        break;
    case EVENT_HOST_DIED:
        host_is_gone(world);
        break;
    case EVENT_TREE_EMPTY:
        world->tree = world->may_be_online = world->killing = false;
        break;
    default:
        break;
    }
}

/* Carries the actions out, and checks that each is allowed by the contract (resapi.md 2.1, 2.2). */
static void
act(struct world *world, unsigned int actions)
{
    if ((actions & ACTION_OPEN) != 0) {
        CU_ASSERT_FALSE(world->online || world->offline || world->terminate || world->close);
        world->tree = world->host = world->opening = true;
    }
    if ((actions & ACTION_ONLINE) != 0) {
        CU_ASSERT_TRUE(world->open);
        CU_ASSERT_FALSE(world->online || world->offline || world->terminate || world->close);
        CU_ASSERT_FALSE(world->may_be_online);
        world->online = world->may_be_online = true;
    }
    if ((actions & ACTION_OFFLINE) != 0) {
        CU_ASSERT_TRUE(world->open);
        CU_ASSERT_FALSE(world->online || world->offline || world->terminate);
        world->offline = true;
    }
    if ((actions & ACTION_TERMINATE) != 0) {
        /* It may overlap all but Startup, Open and Close. */
        CU_ASSERT_TRUE(world->open);
        CU_ASSERT_FALSE(world->opening || world->close);
        world->terminate = true;
    }
    if ((actions & ACTION_CLOSE) != 0 && world->open) {
        CU_ASSERT_FALSE(world->may_be_online);
        CU_ASSERT_FALSE(world->online || world->offline || world->terminate || world->opening);
        world->close = true;
    }
    if ((actions & (ACTION_KILL | ACTION_FINISH)) != 0) {
        world->killing = true;
    }
}

/* resource.c does these at once when there is no host. */
static enum machine_event
immediate(const struct world *world, unsigned int actions)
{
    if ((actions & ACTION_OPEN) != 0 && world->open) {
        return EVENT_OPENED;
    }
    if ((actions & (ACTION_KILL | ACTION_FINISH | ACTION_CLOSE)) != 0 && !world->tree) {
        return EVENT_TREE_EMPTY;
    }
    if ((actions & ACTION_CLOSE) != 0 && !world->open) {
        return EVENT_CLOSED;
    }
    return MACHINE_EVENTS;
}

static enum machine_state
take(struct world *world, enum machine_state state, enum machine_event event)
{
    while (event != MACHINE_EVENTS) {
        struct machine_step step = machine_step(state, event);

        observe(world, event);
        act(world, step.actions);
        state = step.next;
        event = immediate(world, step.actions);
        CU_ASSERT(state != STATE_OFFLINE || !world->tree);
        CU_ASSERT(state != STATE_FAILED || !(world->online || world->offline || world->terminate));
    }
    return state;
}

static enum machine_event
draw(GRand *random, const struct world *world, enum machine_state state)
{
    enum machine_event event;

    do {
        event = (enum machine_event)g_rand_int_range(random, 0, EVENT_ADOPTED_ONLINE);
    } while (!can_happen(world, state, event));
    return event;
}

/* From wherever a walk stands, a stop whose clocks run out ends in OFFLINE. */
static void
walk_to_offline(struct world *world, enum machine_state state)
{
    state = take(world, state, EVENT_OFFLINE);
    for (int i = 0; i < 10 && state != STATE_OFFLINE; i++) {
        if (world->killing && world->host) {
            state = take(world, state, EVENT_HOST_DIED);
        } else if (world->killing && world->tree) {
            state = take(world, state, EVENT_TREE_EMPTY);
        } else {
            state = take(world, state, EVENT_DEADLINE);
        }
    }
    CU_ASSERT_EQUAL(state, STATE_OFFLINE);
}

static void
test_random_walks(void)
{
    GRand *random = g_rand_new_with_seed(20261122);
    unsigned int seen[MACHINE_STATES] = { 0 };

    for (int walk = 0; walk < WALKS; walk++) {
        struct world world = { .tree = false };
        enum machine_state state = STATE_OFFLINE;

        for (int i = g_rand_int_range(random, 1, WALK_STEPS); i > 0; i--) {
            state = take(&world, state, draw(random, &world, state));
            seen[state]++;
        }
        walk_to_offline(&world, state);
    }
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        CU_ASSERT(seen[state] > 0 || machine_is_adopting(state));
    }
    g_rand_free(random);
}

static void
test_adoption(void)
{
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING, EVENT_ADOPTED_ONLINE).next, STATE_ONLINE);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING, EVENT_ADOPTED_DOWN).next, STATE_FAILED);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING, EVENT_ADOPTED_BUSY).actions, ACTION_TERMINATE);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING, EVENT_HOST_DIED).next, STATE_FAIL_KILLING);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING, EVENT_CALL_TIMEOUT).next, STATE_FAIL_KILLING);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING, EVENT_OFFLINE).next, STATE_ADOPTING_TO_STOP);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_ONLINE).actions,
                    ACTION_OFFLINE);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_DOWN).actions, ACTION_CLOSE);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_BUSY).actions,
                    ACTION_TERMINATE);
    CU_ASSERT_EQUAL(machine_step(STATE_ADOPTING_TO_STOP, EVENT_DEADLINE).actions, ACTION_KILL);
}

void
suite_machine(void)
{
    CU_pSuite suite = CU_add_suite("machine", NULL, NULL);

    CU_add_test(suite, "requests are served or refused", test_requests_are_served_or_refused);
    CU_add_test(suite, "undefined steps stay", test_undefined_steps_stay);
    CU_add_test(suite, "offline needs an empty tree",
                test_offline_is_reached_only_with_an_empty_tree);
    CU_add_test(suite, "only online pushes", test_only_online_pushes);
    CU_add_test(suite, "names and states", test_names_and_states);
    CU_add_test(suite, "promised steps", test_promised_steps);
    CU_add_test(suite, "random walks keep the contract", test_random_walks);
    CU_add_test(suite, "adoption", test_adoption);
}
