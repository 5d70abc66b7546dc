/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Calls in flight and their limits, in a real main loop: what a limit counts from, which replies are
 * taken, and what comes too late.
 */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <glib.h>
#include <qb/qbdefs.h>

#include "calls.h"

#define LIMIT_MS   200
#define EVENTS_MAX 8

/* What the owner of the calls was told, in order. */
struct told {
    char name;
    bool in_time;
    uint32_t result;
    int64_t at_ms; /* since the test began */
};

static qb_loop_t *loop;
static struct calls *calls;
static struct told told[EVENTS_MAX];
static unsigned int n_told;
static int64_t began_us;

static void
set_up(void)
{
    loop = qb_loop_create();
    calls = calls_new(loop, "test");
    n_told = 0;
    began_us = g_get_monotonic_time();
}

static void
tear_down(void)
{
    calls_free(calls);
    qb_loop_destroy(loop);
}

static void
on_reply(void *user, const struct channel_message *reply)
{
    CU_ASSERT_FATAL(n_told < EVENTS_MAX);
    told[n_told].name = *(const char *)user;
    told[n_told].in_time = reply != NULL;
    told[n_told].result = reply != NULL ? reply->returned.result : 0;
    told[n_told].at_ms = (g_get_monotonic_time() - began_us) / 1000;
    n_told++;
}

static void
stop_loop(void *user)
{
    (void)user;
    qb_loop_stop(loop);
}

static void
run_for(uint32_t ms)
{
    qb_loop_timer_handle timer;

    qb_loop_timer_add(loop, QB_LOOP_MED, ms * QB_TIME_NS_IN_MSEC, NULL, stop_loop, &timer);
    qb_loop_run(loop);
}

static uint64_t
ask_message(struct channel_message *request, uint32_t limit_ms, const char *name)
{
    calls_add(calls, request, limit_ms, on_reply, (void *)(uintptr_t)name);
    return request->header.id;
}

static uint64_t
ask_of(uint32_t resource, enum entry_point entry_point, uint32_t limit_ms, const char *name)
{
    struct channel_message request = {
        .header.type = CHANNEL_CALL,
        .call = { .resource = resource, .entry_point = entry_point },
    };

    return ask_message(&request, limit_ms, name);
}

/* Asks for a call; name is how the answer is known. Returns its id. */
static uint64_t
ask(enum entry_point entry_point, uint32_t limit_ms, const char *name)
{
    return ask_of(1, entry_point, limit_ms, name);
}

static uint64_t
ask_control(uint32_t limit_ms, const char *name)
{
    struct channel_message request = { .header.type = CHANNEL_CONTROL, .control.resource = 1 };

    return ask_message(&request, limit_ms, name);
}

static bool
note(uint32_t type, uint64_t id, uint32_t timeout_ms)
{
    struct channel_message message = { .header = { type, id } };

    if (type == CHANNEL_CONTROL_EXTENDED) {
        message.control_extended.timeout_ms = timeout_ms;
    }
    return calls_note(calls, &message);
}

/* Whether a message of this type is taken for a reply. */
static bool
reply(uint32_t type, uint64_t id, bool *wrong)
{
    struct channel_message message = { .header = { type, id } };

    return calls_take(calls, &message, wrong);
}

static void
return_from(uint64_t id)
{
    bool wrong = true;

    CU_ASSERT_TRUE(reply(CHANNEL_RETURNED, id, &wrong));
    CU_ASSERT_FALSE(wrong);
}

static void
test_a_queued_call_has_its_limit_to_itself(void)
{
    uint64_t first = ask(ENTRY_LOOKS_ALIVE, LIMIT_MS * 10, "1");
    uint64_t second = ask(ENTRY_IS_ALIVE, LIMIT_MS * 2, "2");

    run_for(LIMIT_MS * 3);
    CU_ASSERT_EQUAL(n_told, 0);
    return_from(first);
    /* A timer that is over would tell now. */
    run_for(1);
    CU_ASSERT_EQUAL(n_told, 1);
    return_from(second);
    CU_ASSERT_EQUAL(n_told, 2);
    CU_ASSERT_TRUE(told[0].in_time);
    CU_ASSERT_TRUE(told[1].in_time);
    run_for(LIMIT_MS * 3);
    CU_ASSERT_EQUAL(n_told, 2);
}

static void
test_over_the_limit(void)
{
    uint64_t id = ask(ENTRY_ONLINE, LIMIT_MS, "1");
    bool wrong = true;

    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 1);
    CU_ASSERT_FALSE(told[0].in_time);
    CU_ASSERT(told[0].at_ms >= LIMIT_MS);
    /* Taken, so that nobody takes it for anything else, and told to nobody. */
    CU_ASSERT_TRUE(reply(CHANNEL_RETURNED, id, &wrong));
    CU_ASSERT_FALSE(wrong);
    CU_ASSERT_EQUAL(n_told, 1);
}

static void
test_the_next_begins_behind_one_over_the_limit(void)
{
    ask(ENTRY_LOOKS_ALIVE, LIMIT_MS, "1");
    ask(ENTRY_IS_ALIVE, LIMIT_MS, "2");
    run_for(LIMIT_MS * 3);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[0].name, '1');
    CU_ASSERT_EQUAL(told[1].name, '2');
    CU_ASSERT_FALSE(told[1].in_time);
    CU_ASSERT(told[1].at_ms - told[0].at_ms >= LIMIT_MS);
}

static void
test_no_limit(void)
{
    uint64_t id = ask(ENTRY_ONLINE, 0, "1");

    run_for(LIMIT_MS);
    CU_ASSERT_EQUAL(n_told, 0);
    return_from(id);
    CU_ASSERT_EQUAL(n_told, 1);
}

/* Terminate waits for no other call that it may overlap. */
static void
test_terminate_has_its_own_clock(void)
{
    uint64_t online = ask(ENTRY_ONLINE, LIMIT_MS * 10, "o");

    ask(ENTRY_TERMINATE, LIMIT_MS, "t");
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 1);
    CU_ASSERT_EQUAL(told[0].name, 't');
    CU_ASSERT_FALSE(told[0].in_time);
    return_from(online);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[1].name, 'o');
    CU_ASSERT_TRUE(told[1].in_time);
}

static void
test_only_other_resources_calls_begin_beside_terminate(void)
{
    uint64_t terminate = ask(ENTRY_TERMINATE, LIMIT_MS * 10, "t");
    uint64_t other = ask_of(2, ENTRY_IS_ALIVE, LIMIT_MS * 10, "2");

    ask(ENTRY_IS_ALIVE, LIMIT_MS, "1");
    run_for(LIMIT_MS / 2);
    return_from(other);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL(n_told, 1);
    return_from(terminate);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 3);
    CU_ASSERT_EQUAL(told[2].name, '1');
    CU_ASSERT_FALSE(told[2].in_time);
}

/* Open and its like meet nothing: a Terminate behind it has not begun, however long it takes. */
static void
test_terminate_waits_for_an_exclusive_call(void)
{
    static const enum entry_point exclusive[] = { ENTRY_CLOSE, ENTRY_ARBITRATE, ENTRY_RELEASE };

    for (size_t i = 0; i < G_N_ELEMENTS(exclusive); i++) {
        uint64_t first = ask_of(2, exclusive[i], LIMIT_MS * 10, "2");
        uint64_t cancel = ask_of(3, ENTRY_CANCEL, LIMIT_MS, "c");
        uint64_t terminate = ask(ENTRY_TERMINATE, LIMIT_MS, "t");

        n_told = 0;
        run_for(LIMIT_MS * 2);
        CU_ASSERT_EQUAL(n_told, 0);
        CU_ASSERT_FALSE(calls_is_urgent(calls, 1));
        return_from(first);
        CU_ASSERT_TRUE(calls_is_urgent(calls, 1));
        CU_ASSERT_TRUE(calls_is_urgent(calls, 3));
        return_from(cancel);
        return_from(terminate);
        CU_ASSERT_EQUAL(n_told, 3);
        CU_ASSERT_FALSE(calls_is_urgent(calls, 1));
    }
}

static void
test_an_exclusive_call_waits_for_terminate(void)
{
    struct channel_message open = { .header.type = CHANNEL_OPEN, .open.resource = 2 };
    uint64_t terminate = ask(ENTRY_TERMINATE, LIMIT_MS * 10, "t");

    ask_message(&open, LIMIT_MS, "o");
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL(n_told, 0);
    CU_ASSERT_EQUAL(calls_running(calls), 0);
    return_from(terminate);
    CU_ASSERT_EQUAL(calls_running(calls), 2);
    return_from(open.header.id);
}

static void
test_one_terminate_at_a_time(void)
{
    uint64_t first = ask(ENTRY_TERMINATE, LIMIT_MS * 10, "1");

    ask_of(2, ENTRY_TERMINATE, LIMIT_MS, "2");
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL(n_told, 0);
    return_from(first);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[1].name, '2');
    CU_ASSERT_FALSE(told[1].in_time);
}

/* Cancel ends a control that runs, so it cannot wait for it. */
static void
test_cancel_has_its_own_clock(void)
{
    uint64_t control = ask_control(LIMIT_MS * 10, "c");
    uint64_t cancel = ask(ENTRY_CANCEL, LIMIT_MS * 10, "x");

    CU_ASSERT_EQUAL(calls_running(calls), 1);
    CU_ASSERT_EQUAL(calls_count(calls, 1), 2);
    return_from(cancel);
    CU_ASSERT_EQUAL_FATAL(n_told, 1);
    CU_ASSERT_EQUAL(told[0].name, 'x');
    ask(ENTRY_CANCEL, LIMIT_MS, "y");
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[1].name, 'y');
    CU_ASSERT_FALSE(told[1].in_time);
    CU_ASSERT_NOT_EQUAL(control, cancel);
}

static void
test_counts_per_resource(void)
{
    struct channel_message load = { .header.type = CHANNEL_LOAD };
    struct channel_message open = { .header.type = CHANNEL_OPEN, .open.resource = 7 };
    struct channel_message type_control = { .header.type = CHANNEL_TYPE_CONTROL };
    struct channel_message facts = { .header.type = CHANNEL_FACTS };
    uint64_t second;

    ask_message(&load, 0, "l");
    ask_message(&open, 0, "o");
    ask_message(&type_control, 0, "t");
    ask_message(&facts, 0, "f");
    second = ask_of(2, ENTRY_IS_ALIVE, 0, "2");
    ask_of(7, ENTRY_ONLINE, 0, "7");
    ask_control(0, "1");
    CU_ASSERT_EQUAL(calls_count(calls, 0), 3);
    CU_ASSERT_EQUAL(calls_count(calls, 1), 1);
    CU_ASSERT_EQUAL(calls_count(calls, 2), 1);
    CU_ASSERT_EQUAL(calls_count(calls, 3), 0);
    CU_ASSERT_EQUAL(calls_count(calls, 7), 2);
    return_from(second);
    CU_ASSERT_EQUAL(calls_count(calls, 2), 0);
}

static void
test_what_runs(void)
{
    struct channel_message load = { .header.type = CHANNEL_LOAD };
    bool wrong;
    uint64_t first;
    uint64_t second;
    uint64_t terminate;

    CU_ASSERT_EQUAL(calls_running(calls), 0);
    ask_message(&load, 0, "l");
    terminate = ask_of(9, ENTRY_TERMINATE, 0, "t");
    CU_ASSERT_EQUAL(calls_running(calls), 0);
    first = ask_of(4, ENTRY_ONLINE, 0, "4");
    second = ask_of(3, ENTRY_IS_ALIVE, 0, "3");
    CU_ASSERT_EQUAL(calls_running(calls), 0);
    CU_ASSERT_TRUE(reply(CHANNEL_LOADED, load.header.id, &wrong));
    CU_ASSERT_EQUAL(calls_running(calls), 4);
    return_from(terminate);
    CU_ASSERT_EQUAL(calls_running(calls), 4);
    return_from(first);
    CU_ASSERT_EQUAL(calls_running(calls), 3);
    return_from(second);
    CU_ASSERT_EQUAL(calls_running(calls), 0);
}

static void
test_what_has_begun(void)
{
    static const char first[] = "1";
    static const char second[] = "2";
    uint64_t online = ask(ENTRY_ONLINE, 0, first);

    ask_control(0, second);
    CU_ASSERT_TRUE(calls_has_begun(calls, first));
    CU_ASSERT_FALSE(calls_has_begun(calls, second));
    return_from(online);
    CU_ASSERT_FALSE(calls_has_begun(calls, first));
    CU_ASSERT_TRUE(calls_has_begun(calls, second));
}

/* The next begins with CONTROL_PENDING, and the control's own limit goes on. */
static void
test_pending(void)
{
    uint64_t control = ask_control(LIMIT_MS * 6, "c");
    bool wrong;

    ask_of(2, ENTRY_ONLINE, LIMIT_MS, "o");
    run_for(LIMIT_MS);
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, control, 0));
    CU_ASSERT_EQUAL(n_told, 0);
    CU_ASSERT_EQUAL(calls_running(calls), 2);
    CU_ASSERT_EQUAL(calls_count(calls, 1), 0);
    run_for(LIMIT_MS * 11 / 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[0].name, 'o');
    CU_ASSERT_FALSE(told[0].in_time);
    CU_ASSERT(told[0].at_ms >= LIMIT_MS * 2);
    CU_ASSERT_EQUAL(told[1].name, 'c');
    CU_ASSERT_FALSE(told[1].in_time);
    CU_ASSERT(told[1].at_ms >= LIMIT_MS * 6);
    CU_ASSERT_TRUE(reply(CHANNEL_CONTROLLED, control, &wrong));
    CU_ASSERT_FALSE(wrong);
    CU_ASSERT_EQUAL(n_told, 2);
}

static void
test_pending_is_answered(void)
{
    uint64_t control = ask_control(LIMIT_MS, "c");
    uint64_t online = ask(ENTRY_ONLINE, LIMIT_MS, "o");
    bool wrong = true;

    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, control, 0));
    return_from(online);
    CU_ASSERT_TRUE(reply(CHANNEL_RETURNED, control, &wrong));
    CU_ASSERT_TRUE(wrong);
    CU_ASSERT_TRUE(reply(CHANNEL_CONTROLLED, control, &wrong));
    CU_ASSERT_FALSE(wrong);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[1].name, 'c');
    CU_ASSERT_TRUE(told[1].in_time);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL(n_told, 2);
}

/* From the note on, be that longer or shorter. */
static void
test_extended(void)
{
    uint64_t pending = ask_control(LIMIT_MS * 5, "p");
    uint64_t running;

    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, pending, 0));
    running = ask_control(LIMIT_MS * 5, "r");
    run_for(LIMIT_MS / 2);
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, pending, LIMIT_MS * 20));
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, running, LIMIT_MS * 20));
    run_for(LIMIT_MS * 5);
    CU_ASSERT_EQUAL(n_told, 0);
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, pending, LIMIT_MS));
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, running, LIMIT_MS / 2));
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_EQUAL(told[0].name, 'r');
    CU_ASSERT(told[0].at_ms >= LIMIT_MS * 6);
    CU_ASSERT_EQUAL(told[1].name, 'p');
    CU_ASSERT(told[1].at_ms >= LIMIT_MS * 13 / 2);
}

static void
test_extended_by_nothing(void)
{
    uint64_t limited = ask_control(LIMIT_MS, "l");
    uint64_t unlimited;

    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, limited, 0));
    unlimited = ask_control(0, "u");
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, limited, 0));
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, unlimited, LIMIT_MS));
    ask(ENTRY_IS_ALIVE, 0, "i");
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 1);
    CU_ASSERT_EQUAL(told[0].name, 'l');
}

/* A control that waits has its limit, extended or not, to itself. */
static void
test_extended_while_it_waits(void)
{
    uint64_t first = ask(ENTRY_IS_ALIVE, LIMIT_MS * 10, "1");
    uint64_t second = ask_control(LIMIT_MS * 10, "2");

    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, second, LIMIT_MS));
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL(n_told, 0);
    return_from(first);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 2);
    CU_ASSERT_FALSE(told[1].in_time);
    CU_ASSERT(told[1].at_ms >= LIMIT_MS * 3);
}

static void
test_notes_about_nothing(void)
{
    static const uint32_t others[] = { CHANNEL_CONTROLLED, CHANNEL_RETURNED, CHANNEL_LOG };
    uint64_t online = ask(ENTRY_ONLINE, LIMIT_MS, "o");

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        CU_ASSERT_FALSE(note(others[i], online, 0));
    }
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, online, 0));
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, online, LIMIT_MS * 10));
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, calls_next_id(calls), 0));
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_EXTENDED, 1, LIMIT_MS));
    CU_ASSERT_EQUAL(calls_count(calls, 1), 1);
    CU_ASSERT_EQUAL(calls_running(calls), 1);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 1);
    CU_ASSERT_FALSE(told[0].in_time);
}

/* Facts are asked of the host itself, whatever the DLL does. */
static void
test_facts_wait_for_no_call(void)
{
    struct channel_message facts = { .header.type = CHANNEL_FACTS };
    char name[] = "f";

    ask(ENTRY_ONLINE, LIMIT_MS * 10, "o");
    calls_add(calls, &facts, LIMIT_MS, on_reply, name);
    run_for(LIMIT_MS * 2);
    CU_ASSERT_EQUAL_FATAL(n_told, 1);
    CU_ASSERT_EQUAL(told[0].name, 'f');
}

static void
test_wrong_reply_types(void)
{
    static const struct {
        uint32_t request;
        uint32_t right;
    } pairs[] = {
        { CHANNEL_LOAD, CHANNEL_LOADED },     { CHANNEL_OPEN, CHANNEL_RETURNED },
        { CHANNEL_CALL, CHANNEL_RETURNED },   { CHANNEL_CONTROL, CHANNEL_CONTROLLED },
        { CHANNEL_FACTS, CHANNEL_FACTS_END }, { CHANNEL_TYPE_CONTROL, CHANNEL_CONTROLLED },
    };
    static const uint32_t types[] = { CHANNEL_LOADED, CHANNEL_RETURNED, CHANNEL_CONTROLLED,
                                      CHANNEL_FACTS_END };
    char name[] = "r";

    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        struct channel_message request = { .header.type = pairs[i].request };
        bool wrong;

        n_told = 0;
        calls_add(calls, &request, 0, on_reply, name);
        for (size_t j = 0; j < G_N_ELEMENTS(types); j++) {
            if (types[j] != pairs[i].right) {
                wrong = false;
                CU_ASSERT_TRUE(reply(types[j], request.header.id, &wrong));
                CU_ASSERT_TRUE(wrong);
            }
        }
        CU_ASSERT_EQUAL(n_told, 0);
        CU_ASSERT_TRUE(reply(pairs[i].right, request.header.id, &wrong));
        CU_ASSERT_FALSE(wrong);
        CU_ASSERT_EQUAL(n_told, 1);
    }
}

static void
test_what_is_no_reply(void)
{
    static const uint32_t types[] = { CHANNEL_STATUS, CHANNEL_LOG, CHANNEL_SIGNALED, CHANNEL_FACT,
                                      CHANNEL_VALUE_GET };
    uint64_t id = ask(ENTRY_ONLINE, LIMIT_MS, "1");
    bool wrong = true;

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        CU_ASSERT_FALSE(reply(types[i], id, &wrong));
        CU_ASSERT_FALSE(wrong);
    }
}

/* A reply to an earlier resapid's call, and one to an id that no reply is awaited for. */
static void
test_replies_that_nobody_waits_for(void)
{
    uint64_t id = ask(ENTRY_ONLINE, 0, "1");
    uint64_t other = calls_next_id(calls);

    CU_ASSERT_NOT_EQUAL(id, other);
    return_from(other);
    return_from(1);
    CU_ASSERT_EQUAL(n_told, 0);
    return_from(id);
    return_from(id);
    CU_ASSERT_EQUAL(n_told, 1);
}

static void
test_ids_never_come_again(void)
{
    uint64_t id = ask(ENTRY_ONLINE, 0, "1");

    calls_free(calls);
    g_usleep(1000);
    calls = calls_new(loop, "the next resapid's");
    CU_ASSERT(ask(ENTRY_ONLINE, 0, "2") > id);
}

static void
test_forget(void)
{
    uint64_t first = ask(ENTRY_ONLINE, LIMIT_MS, "1");

    ask(ENTRY_IS_ALIVE, LIMIT_MS, "2");
    CU_ASSERT_TRUE(note(CHANNEL_CONTROL_PENDING, ask_control(LIMIT_MS, "3"), 0));
    calls_forget(calls);
    return_from(first);
    run_for(LIMIT_MS * 3);
    CU_ASSERT_EQUAL(n_told, 0);
}

/* Who is told may ask for more at once. */
static void
ask_again(void *user, const struct channel_message *message)
{
    on_reply(user, message);
    ask(ENTRY_TERMINATE, LIMIT_MS, "t");
    ask(ENTRY_CLOSE, LIMIT_MS, "c");
}

static void
test_asking_from_within_a_reply(void)
{
    struct channel_message request = { .header.type = CHANNEL_CALL,
                                       .call = { .resource = 1, .entry_point = ENTRY_ONLINE } };
    char name[] = "o";

    calls_add(calls, &request, LIMIT_MS, ask_again, name);
    run_for(LIMIT_MS * 5);
    CU_ASSERT_EQUAL_FATAL(n_told, 3);
    CU_ASSERT_EQUAL(told[0].name, 'o');
    CU_ASSERT(told[1].at_ms - told[0].at_ms >= LIMIT_MS);
}

void
suite_calls(void)
{
    static const struct {
        const char *name;
        void (*test)(void);
    } tests[] = {
        { "a queued call has its limit to itself", test_a_queued_call_has_its_limit_to_itself },
        { "a call over its limit", test_over_the_limit },
        { "the next begins behind it", test_the_next_begins_behind_one_over_the_limit },
        { "no limit", test_no_limit },
        { "Terminate has its own clock", test_terminate_has_its_own_clock },
        { "calls beside Terminate", test_only_other_resources_calls_begin_beside_terminate },
        { "Terminate behind an exclusive call", test_terminate_waits_for_an_exclusive_call },
        { "an exclusive call behind Terminate", test_an_exclusive_call_waits_for_terminate },
        { "one Terminate at a time", test_one_terminate_at_a_time },
        { "Cancel has its own clock", test_cancel_has_its_own_clock },
        { "counts per resource", test_counts_per_resource },
        { "what runs", test_what_runs },
        { "what has begun", test_what_has_begun },
        { "a pending control", test_pending },
        { "a pending control is answered", test_pending_is_answered },
        { "an extended limit", test_extended },
        { "a limit extended by nothing", test_extended_by_nothing },
        { "a limit extended while the control waits", test_extended_while_it_waits },
        { "notes about nothing", test_notes_about_nothing },
        { "facts wait for no call", test_facts_wait_for_no_call },
        { "wrong reply types", test_wrong_reply_types },
        { "what is no reply", test_what_is_no_reply },
        { "replies that nobody waits for", test_replies_that_nobody_waits_for },
        { "ids never come again", test_ids_never_come_again },
        { "forget", test_forget },
        { "asking from within a reply", test_asking_from_within_a_reply },
    };
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("calls", NULL, NULL, set_up, tear_down);

    for (size_t i = 0; suite != NULL && i < G_N_ELEMENTS(tests); i++) {
        CU_add_test(suite, tests[i].name, tests[i].test);
    }
}
