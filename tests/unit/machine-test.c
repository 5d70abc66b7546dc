/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The resource machine's table: what holds of every entry, and the entries that are promised. What
 * holds on every walk through it is machine-walk-test.c's.
 */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <glib.h>
#include <stdio.h>

#include "machine.h"

struct refusal {
    enum machine_event request;
    enum machine_state state;
};

/* All that is refused. A stop never is: it must always end in OFFLINE. What is being adopted or
 * taken down is waited for by whoever wants it up, and what is online or starts is released by a
 * stop. */
static const struct refusal refusals[] = {
    { EVENT_ONLINE, STATE_ADOPTING },
    { EVENT_ONLINE, STATE_ADOPTING_TO_STOP },
    { EVENT_ONLINE, STATE_ABANDONING },
    { EVENT_ONLINE, STATE_OFFLINE_CALLED },
    { EVENT_ONLINE, STATE_OFFLINE_PENDING },
    { EVENT_ONLINE, STATE_STOP_TERMINATING },
    { EVENT_ONLINE, STATE_CLOSING },
    { EVENT_ONLINE, STATE_STOP_KILLING },
    { EVENT_ONLINE, STATE_FAIL_TERMINATING },
    { EVENT_ONLINE, STATE_FAIL_KILLING },
    { EVENT_ONLINE, STATE_PROVING },
    { EVENT_ARBITRATE, STATE_ADOPTING },
    { EVENT_ARBITRATE, STATE_ADOPTING_TO_STOP },
    { EVENT_ARBITRATE, STATE_OPENING },
    { EVENT_ARBITRATE, STATE_ABANDONING },
    { EVENT_ARBITRATE, STATE_ARBITRATING },
    { EVENT_ARBITRATE, STATE_ONLINE_CALLED },
    { EVENT_ARBITRATE, STATE_ONLINE_PENDING },
    { EVENT_ARBITRATE, STATE_OFFLINE_CALLED },
    { EVENT_ARBITRATE, STATE_OFFLINE_PENDING },
    { EVENT_ARBITRATE, STATE_STOP_TERMINATING },
    { EVENT_ARBITRATE, STATE_CLOSING },
    { EVENT_ARBITRATE, STATE_STOP_KILLING },
    { EVENT_ARBITRATE, STATE_FAIL_TERMINATING },
    { EVENT_ARBITRATE, STATE_FAIL_KILLING },
    { EVENT_ARBITRATE, STATE_PROVING },
    { EVENT_ARBITRATE, STATE_REOPENING },
    { EVENT_RELEASE, STATE_ADOPTING },
    { EVENT_RELEASE, STATE_ADOPTING_TO_STOP },
    { EVENT_RELEASE, STATE_OPENING },
    { EVENT_RELEASE, STATE_ARBITRATING },
    { EVENT_RELEASE, STATE_ONLINE_CALLED },
    { EVENT_RELEASE, STATE_ONLINE_PENDING },
    { EVENT_RELEASE, STATE_ONLINE },
    { EVENT_RELEASE, STATE_OFFLINE_CALLED },
    { EVENT_RELEASE, STATE_OFFLINE_PENDING },
    { EVENT_RELEASE, STATE_STOP_TERMINATING },
    { EVENT_RELEASE, STATE_FAIL_TERMINATING },
    { EVENT_RELEASE, STATE_REOPENING },
};

static bool
is_refused(enum machine_event request, enum machine_state state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
        if (refusals[i].request == request && refusals[i].state == state) {
            return true;
        }
    }
    return false;
}

static void
test_requests_are_served_or_refused(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event request = EVENT_ONLINE; request <= EVENT_RELEASE; request++) {
            CU_ASSERT_EQUAL(machine_step(state, request).defined, !is_refused(request, state));
        }
    }
}

static bool
is_request(enum machine_event event)
{
    return event <= EVENT_RELEASE;
}

/* Who asks for something waits for it: by then it rests, or the client's time bounds it. */
static void
test_requests_come_to_an_end(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event request = EVENT_ONLINE; request <= EVENT_RELEASE; request++) {
            struct machine_step step = machine_step(state, request);

            if (step.defined) {
                CU_ASSERT(machine_is_stable(step.next) || machine_share(step.next) != 0);
                CU_ASSERT_EQUAL(step.actions & ACTION_KILL, 0);
                CU_ASSERT(step.next != state || step.actions == 0);
            }
        }
        if (machine_is_stable(state) && state != STATE_OFFLINE) {
            CU_ASSERT_NOT_EQUAL(machine_step(state, EVENT_OFFLINE).next, state);
            CU_ASSERT_NOT_EQUAL(machine_step(state, EVENT_TERMINATE).next, state);
            CU_ASSERT_EQUAL(machine_step(state, EVENT_RELEASE).next == state,
                            !machine_step(state, EVENT_RELEASE).defined);
        }
    }
}

static bool
is_killing(enum machine_state state)
{
    return state == STATE_STOP_KILLING || state == STATE_FAIL_KILLING ||
           state == STATE_VISIT_KILLING;
}

/* The end of the host is news wherever there is one and its end is not what is waited for. */
static void
test_deaths_and_kills(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        struct machine_step death = machine_step(state, EVENT_HOST_DIED);

        CU_ASSERT_EQUAL(death.defined, state != STATE_OFFLINE && !is_killing(state));
        CU_ASSERT_EQUAL((death.actions & ACTION_KILL) != 0, death.defined);
        for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
            struct machine_step step = machine_step(state, event);

            if ((step.actions & ACTION_KILL) != 0) {
                CU_ASSERT(is_killing(step.next) || step.next == STATE_REOPENING ||
                          step.next == STATE_RECLAIMING);
            }
        }
    }
}

/* What a deadline would kill is given up where that would hurt others, without a kill. */
static void
test_giving_up(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        struct machine_step step = machine_step(state, EVENT_GIVEN_UP);
        struct machine_step deadline = machine_step(state, EVENT_DEADLINE);

        CU_ASSERT(!step.defined || (deadline.actions & ACTION_KILL) != 0);
        CU_ASSERT_EQUAL(step.actions & ~(unsigned int)ACTION_ABANDON, 0);
    }
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
                CU_ASSERT_EQUAL(step.actions, 0);
            }
        }
    }
}

/* Whoever is told that it is offline can rely on it. */
static void
test_what_is_unproven_is_not_offline(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        struct machine_step step = machine_step(state, EVENT_TREE_UNPROVEN);

        CU_ASSERT_TRUE(!step.defined || machine_step(state, EVENT_TREE_EMPTY).defined);
        CU_ASSERT_NOT_EQUAL(step.defined ? step.next : STATE_FAILED, STATE_OFFLINE);
        CU_ASSERT_EQUAL((step.actions & ACTION_PROVE) != 0,
                        step.next == STATE_PROVING && step.defined);
    }
}

/* Only these last without somebody who waits for their end and is told of the failure. One that is owned
 * and not online is stopped to Pacemaker. */
static void
test_pushes_only_what_lasts(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
            struct machine_step step = machine_step(state, event);

            if ((step.actions & ACTION_PUSH) != 0) {
                CU_ASSERT(state == STATE_ONLINE || state == STATE_ADOPTING);
                CU_ASSERT_EQUAL(machine_resource_state(step.next), RESOURCE_FAILED);
            }
        }
    }
}

static void
test_visits_begin_and_end_offline(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        CU_ASSERT_EQUAL(machine_step(state, EVENT_VISIT).defined, state == STATE_OFFLINE);
        CU_ASSERT_EQUAL(machine_step(state, EVENT_VISIT_OVER).defined, state == STATE_VISITED);
        for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
            if (machine_is_visit(state) && !is_request(event)) {
                enum machine_state next = machine_step(state, event).next;

                CU_ASSERT(machine_is_visit(next) || next == STATE_OFFLINE);
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
         * Nobody waits for an adoption or a visit, which resapid's own clocks bound. */
        if (state != STATE_ADOPTING && !machine_is_visit(state)) {
            CU_ASSERT_EQUAL(machine_is_stable(state), machine_share(state) == 0);
        } else {
            CU_ASSERT_EQUAL(machine_share(state), 0);
        }
    }
    for (enum machine_event event = 0; event < MACHINE_EVENTS; event++) {
        CU_ASSERT_PTR_NOT_NULL(machine_event_name(event));
    }
    CU_ASSERT_TRUE(machine_is_polled(STATE_ONLINE));
    CU_ASSERT_FALSE(machine_is_polled(STATE_OWNED));
    CU_ASSERT_TRUE(machine_comes_online(STATE_ONLINE_CALLED));
    CU_ASSERT_TRUE(machine_comes_online(STATE_ONLINE_PENDING));
    CU_ASSERT_FALSE(machine_comes_online(STATE_OFFLINE_CALLED));
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
    /* what the DLL says of itself */
    { STATE_ONLINE, EVENT_REPORT_FAILED, STATE_FAIL_TERMINATING, ACTION_TERMINATE | ACTION_PUSH },
    { STATE_ONLINE_PENDING, EVENT_REPORT_FAILED, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_ONLINE_PENDING, EVENT_REPORT_OFFLINE, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_OFFLINE_CALLED, EVENT_RETURNED_PENDING, STATE_OFFLINE_PENDING, ACTION_REARM },
    { STATE_OFFLINE_PENDING, EVENT_REPORT_PROGRESS, STATE_OFFLINE_PENDING, ACTION_REARM },
    { STATE_OFFLINE_PENDING, EVENT_REPORT_OFFLINE, STATE_CLOSING, ACTION_CLOSE },
    { STATE_OFFLINE_PENDING, EVENT_REPORT_ONLINE, STATE_STOP_TERMINATING, ACTION_TERMINATE },
    { STATE_OFFLINE_PENDING, EVENT_REPORT_FAILED, STATE_STOP_TERMINATING, ACTION_TERMINATE },
    /* a tree that does not end is killed again */
    { STATE_STOP_KILLING, EVENT_DEADLINE, STATE_STOP_KILLING, ACTION_KILL },
    { STATE_FAIL_KILLING, EVENT_DEADLINE, STATE_FAIL_KILLING, ACTION_KILL },
    /* quorum-capable: Arbitrate before Online */
    { STATE_OPENING, EVENT_OPENED_QUORUM, STATE_ARBITRATING, ACTION_ARBITRATE },
    { STATE_ARBITRATING, EVENT_ARBITRATED, STATE_ONLINE_CALLED, ACTION_ONLINE },
    { STATE_ARBITRATING, EVENT_NOT_ARBITRATED, STATE_FAILED, 0 },
    { STATE_ARBITRATING, EVENT_OFFLINE, STATE_ABANDONING, 0 },
    { STATE_ABANDONING, EVENT_ARBITRATED, STATE_CLOSING, ACTION_CLOSE },
    { STATE_ABANDONING, EVENT_NOT_ARBITRATED, STATE_CLOSING, ACTION_CLOSE },
    { STATE_ONLINE, EVENT_QUORUM_LOST, STATE_FAIL_TERMINATING, ACTION_TERMINATE | ACTION_PUSH },
    { STATE_ONLINE_PENDING, EVENT_QUORUM_LOST, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_ONLINE_CALLED, EVENT_QUORUM_LOST, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    /* and Arbitrate alone */
    { STATE_OFFLINE, EVENT_ARBITRATE, STATE_CLAIM_OPENING, ACTION_OPEN },
    { STATE_CLAIM_OPENING, EVENT_OPENED_QUORUM, STATE_CLAIMING, ACTION_ARBITRATE },
    { STATE_CLAIM_OPENING, EVENT_OPENED, STATE_CLOSING, ACTION_CLOSE },
    { STATE_CLAIMING, EVENT_ARBITRATED, STATE_OWNED, 0 },
    { STATE_CLAIMING, EVENT_NOT_ARBITRATED, STATE_CLOSING, ACTION_CLOSE },
    { STATE_CLAIMING, EVENT_ONLINE, STATE_ARBITRATING, 0 },
    { STATE_FAILED, EVENT_ARBITRATE, STATE_CLAIM_OPENING, ACTION_OPEN },
    { STATE_OWNED, EVENT_ONLINE, STATE_ONLINE_CALLED, ACTION_ONLINE },
    { STATE_OWNED, EVENT_RELEASE, STATE_CLOSING, ACTION_CLOSE },
    { STATE_OWNED, EVENT_QUORUM_LOST, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_OWNED, EVENT_HOST_DIED, STATE_FAIL_KILLING, ACTION_KILL },
    { STATE_ONLINE, EVENT_ARBITRATE, STATE_ONLINE, 0 },
    /* what cannot be loaded leaves a host that others may be in */
    { STATE_OPENING, EVENT_OPEN_FAILED, STATE_FAIL_KILLING, ACTION_FINISH },
    { STATE_FAIL_KILLING, EVENT_TREE_EMPTY, STATE_FAILED, 0 },
    /* a host that has not ended in order */
    { STATE_STOP_KILLING, EVENT_TREE_UNPROVEN, STATE_PROVING, ACTION_PROVE },
    { STATE_CLOSING, EVENT_TREE_UNPROVEN, STATE_PROVING, ACTION_PROVE },
    { STATE_FAIL_KILLING, EVENT_TREE_UNPROVEN, STATE_FAILED, 0 },
    { STATE_PROVING, EVENT_OPENED, STATE_CLOSING, ACTION_CLOSE },
    { STATE_PROVING, EVENT_OPENED_QUORUM, STATE_CLOSING, ACTION_CLOSE },
    { STATE_PROVING, EVENT_OFFLINE, STATE_PROVING, 0 },
    { STATE_PROVING, EVENT_OPEN_FAILED, STATE_FAIL_KILLING, ACTION_FINISH },
    { STATE_PROVING, EVENT_HOST_DIED, STATE_FAIL_KILLING, ACTION_KILL },
    { STATE_PROVING, EVENT_CALL_TIMEOUT, STATE_FAIL_KILLING, ACTION_KILL },
    { STATE_PROVING, EVENT_DEADLINE, STATE_FAIL_KILLING, ACTION_KILL },
    { STATE_PROVING, EVENT_GIVEN_UP, STATE_PROVING, 0 },
    /* controls of what is offline */
    { STATE_OFFLINE, EVENT_VISIT, STATE_VISIT_OPENING, ACTION_OPEN },
    { STATE_VISIT_OPENING, EVENT_OPENED, STATE_VISITED, 0 },
    { STATE_VISIT_OPENING, EVENT_OPEN_FAILED, STATE_VISIT_KILLING, ACTION_FINISH },
    { STATE_VISITED, EVENT_VISIT_OVER, STATE_VISIT_CLOSING, ACTION_CLOSE },
    { STATE_VISITED, EVENT_CALL_TIMEOUT, STATE_VISIT_KILLING, ACTION_KILL },
    { STATE_VISITED, EVENT_ONLINE, STATE_OPENING, ACTION_OPEN },
    { STATE_VISIT_CLOSING, EVENT_CLOSED, STATE_VISIT_KILLING, ACTION_FINISH },
    { STATE_VISIT_CLOSING, EVENT_ONLINE, STATE_REOPENING, 0 },
    { STATE_VISIT_KILLING, EVENT_TREE_EMPTY, STATE_OFFLINE, 0 },
    { STATE_REOPENING, EVENT_CLOSED, STATE_REOPENING, ACTION_FINISH },
    { STATE_REOPENING, EVENT_TREE_EMPTY, STATE_OPENING, ACTION_OPEN },
    { STATE_REOPENING, EVENT_CALL_TIMEOUT, STATE_REOPENING, ACTION_KILL },
    { STATE_REOPENING, EVENT_DEADLINE, STATE_FAIL_KILLING, ACTION_KILL },
    { STATE_VISIT_CLOSING, EVENT_ARBITRATE, STATE_RECLAIMING, 0 },
    { STATE_VISIT_KILLING, EVENT_ARBITRATE, STATE_RECLAIMING, 0 },
    { STATE_RECLAIMING, EVENT_CLOSED, STATE_RECLAIMING, ACTION_FINISH },
    { STATE_RECLAIMING, EVENT_TREE_EMPTY, STATE_CLAIM_OPENING, ACTION_OPEN },
    { STATE_RECLAIMING, EVENT_ONLINE, STATE_REOPENING, 0 },
    { STATE_RECLAIMING, EVENT_DEADLINE, STATE_STOP_KILLING, ACTION_KILL },
    /* others are in the host */
    { STATE_OPENING, EVENT_GIVEN_UP, STATE_ABANDONING, ACTION_ABANDON },
    { STATE_ARBITRATING, EVENT_GIVEN_UP, STATE_ABANDONING, 0 },
    { STATE_CLAIM_OPENING, EVENT_GIVEN_UP, STATE_ABANDONING, ACTION_ABANDON },
    { STATE_CLAIMING, EVENT_GIVEN_UP, STATE_ABANDONING, 0 },
    { STATE_FAIL_TERMINATING, EVENT_GIVEN_UP, STATE_FAIL_TERMINATING, 0 },
    { STATE_CLOSING, EVENT_GIVEN_UP, STATE_CLOSING, 0 },
};

static void
expect_steps(const struct expectation *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct machine_step step = machine_step(expected[i].state, expected[i].event);
        bool met =
            step.defined && step.next == expected[i].next && step.actions == expected[i].actions;

        CU_ASSERT_TRUE(met);
        if (!met) {
            fprintf(stderr, "  %s, %s: not -> %s with actions 0x%x\n",
                    machine_state_name(expected[i].state), machine_event_name(expected[i].event),
                    machine_state_name(expected[i].next), expected[i].actions);
        }
    }
}

static void
test_promised_steps(void)
{
    expect_steps(promised, G_N_ELEMENTS(promised));
}

static const struct expectation adoptions[] = {
    { STATE_ADOPTING, EVENT_ADOPTED_ONLINE, STATE_ONLINE, 0 },
    { STATE_ADOPTING, EVENT_ADOPTED_OWNED, STATE_OWNED, 0 },
    { STATE_ADOPTING, EVENT_ADOPTED_OPEN, STATE_VISIT_CLOSING, ACTION_CLOSE },
    { STATE_ADOPTING, EVENT_ADOPTED_DOWN, STATE_FAILED, 0 },
    { STATE_ADOPTING, EVENT_ADOPTED_BUSY, STATE_FAIL_TERMINATING, ACTION_TERMINATE },
    { STATE_ADOPTING, EVENT_ADOPTED_ABSENT, STATE_STOP_KILLING, ACTION_FINISH },
    { STATE_ADOPTING, EVENT_HOST_DIED, STATE_FAIL_KILLING, ACTION_KILL | ACTION_PUSH },
    { STATE_ADOPTING, EVENT_OFFLINE, STATE_ADOPTING_TO_STOP, 0 },
    { STATE_ADOPTING, EVENT_TERMINATE, STATE_ADOPTING_TO_STOP, 0 },
    { STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_ONLINE, STATE_OFFLINE_CALLED, ACTION_OFFLINE },
    { STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_OWNED, STATE_CLOSING, ACTION_CLOSE },
    { STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_OPEN, STATE_CLOSING, ACTION_CLOSE },
    { STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_DOWN, STATE_CLOSING, ACTION_CLOSE },
    { STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_BUSY, STATE_STOP_TERMINATING, ACTION_TERMINATE },
    { STATE_ADOPTING_TO_STOP, EVENT_ADOPTED_ABSENT, STATE_STOP_KILLING, ACTION_FINISH },
    { STATE_ADOPTING_TO_STOP, EVENT_HOST_DIED, STATE_STOP_KILLING, ACTION_KILL },
    { STATE_ADOPTING_TO_STOP, EVENT_DEADLINE, STATE_STOP_KILLING, ACTION_KILL },
};

static void
test_adoption(void)
{
    expect_steps(adoptions, G_N_ELEMENTS(adoptions));
}

/* Facts are told once, and of adopted hosts alone. */
static void
test_facts_are_for_adoption(void)
{
    for (enum machine_state state = 0; state < MACHINE_STATES; state++) {
        for (enum machine_event event = EVENT_ADOPTED_ONLINE; event < MACHINE_EVENTS; event++) {
            CU_ASSERT_EQUAL(machine_step(state, event).defined, machine_is_adopting(state));
            CU_ASSERT_FALSE(machine_step(state, event).defined &&
                            machine_is_adopting(machine_step(state, event).next));
        }
    }
}

void
suite_machine(void)
{
    CU_pSuite suite = CU_add_suite("machine", NULL, NULL);

    CU_add_test(suite, "requests are served or refused", test_requests_are_served_or_refused);
    CU_add_test(suite, "requests come to an end", test_requests_come_to_an_end);
    CU_add_test(suite, "deaths and kills", test_deaths_and_kills);
    CU_add_test(suite, "giving up", test_giving_up);
    CU_add_test(suite, "undefined steps stay", test_undefined_steps_stay);
    CU_add_test(suite, "offline needs an empty tree",
                test_offline_is_reached_only_with_an_empty_tree);
    CU_add_test(suite, "what is unproven is not offline", test_what_is_unproven_is_not_offline);
    CU_add_test(suite, "pushes only what lasts", test_pushes_only_what_lasts);
    CU_add_test(suite, "visits begin and end offline", test_visits_begin_and_end_offline);
    CU_add_test(suite, "names and states", test_names_and_states);
    CU_add_test(suite, "promised steps", test_promised_steps);
    CU_add_test(suite, "adoption", test_adoption);
    CU_add_test(suite, "facts are for adoption", test_facts_are_for_adoption);
}
