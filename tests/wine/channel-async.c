/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Controls that are answered later, Cancel, and what overlaps what. */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

/* Context of the control that the DLL began last. */
static unsigned
context_seen(uint32_t resource)
{
    unsigned context = 0;

    await_log(resource, "context ");
    for (size_t i = 0; i < host.n_seen; i++) {
        const struct channel_message *message = &host.seen[i]->message;

        if (message->header.type == CHANNEL_LOG && message->log.resource == resource) {
            sscanf(message->log.text, "context %u", &context);
        }
    }
    return context;
}

static bool
is_answer(uint64_t id, uint32_t result, uint32_t needed, uint32_t length)
{
    const struct channel_message *answer = answer_to(id);

    CHECK(answer != NULL && answer->header.type == CHANNEL_CONTROLLED, "no CONTROLLED");
    CHECK(answer->controlled.result == result && answer->controlled.needed == needed &&
              answer->controlled.out.length == length,
          "result %u needed %u out %u", answer->controlled.result, answer->controlled.needed,
          answer->controlled.out.length);
    for (uint32_t i = 0; i < length; i++) {
        CHECK(answer->controlled.out.data[i] == 'x', "the output");
    }
    return true;
}

/* ERROR_SUCCESS with output, with more than there is room for, and errors. */
static bool
answers_later_to(uint64_t id, uint32_t result, uint32_t needed, uint32_t length)
{
    NEED(is_answer(id, result, needed, length));
    CHECK(await_pending(id) != NULL && position(await_pending(id)) < position(answer_to(id)),
          "CONTROL_PENDING is not before CONTROLLED");
    return true;
}

bool
answers_controls_later(void)
{
    NEED(begin_ex(EX_V4, "one"));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 0 5", 10), 0, 5, 5));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 0 50", 10), 0, 50, 10));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 234 1000", 10), W_MORE_DATA, 1000, 0));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 1234 5", 10), 1234, 5, 0));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 0 0", 0), 0, 0, 0));
    return true;
}

bool
answers_type_controls_later(void)
{
    NEED(begin_ex(EX_V4, "one"));
    NEED(answers_later_to(ask_type_control(EX_V4, EX_ASYNC, "later 0 5", 10), 0, 5, 5));
    NEED(answers_later_to(ask_type_control(EX_V4, EX_ASYNC, "later 234 1000", 10), W_MORE_DATA,
                          1000, 0));
    return true;
}

bool
answers_later_in_version_3(void)
{
    NEED(begin_ex(EX_V3, "one"));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 0 5", 10), 0, 5, 5));
    return answers_later_to(ask_type_control(EX_V3, EX_ASYNC, "later 0 5", 10), 0, 5, 5);
}

bool
answers_as_user_later(void)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { .resource = 1,
                     .code = EX_ASYNC,
                     .out_size = 10,
                     .as_user = 1,
                     .in = { .data = (const uint8_t *)"later 0 5", .length = 9 } },
    };

    NEED(begin_ex(EX_V4, "one"));
    return answers_later_to(ask(&message), 0, 5, 5);
}

bool
answers_control_now(void)
{
    uint64_t id;

    NEED(begin_ex(EX_V4, "one"));
    id = ask_control(1, EX_ASYNC, "sync 0 5", 10);
    NEED(is_answer(id, 0, 5, 5));
    CHECK(call(1, ENTRY_IS_ALIVE) == 1 && count_seen(CHANNEL_CONTROL_PENDING) == 0,
          "CONTROL_PENDING");
    return true;
}

/* EndControlCall before Begin... has returned: the answer is there at once. */
bool
takes_early_end(void)
{
    uint64_t id;

    NEED(begin_ex(EX_V4, "one"));
    id = ask_control(1, EX_ASYNC, "early 0 5", 10);
    NEED(is_answer(id, 0, 5, 5));
    CHECK(await_log(1, "ended 0") != NULL, "EndControlCall");
    id = ask_control(1, EX_ASYNC, "early 1234 5", 10);
    NEED(is_answer(id, 1234, 5, 0));
    CHECK(count_seen(CHANNEL_CONTROL_PENDING) == 0, "CONTROL_PENDING");
    return true;
}

bool
refuses_second_end(void)
{
    uint64_t id;
    char words[64];

    NEED(begin_ex(EX_V4, "one"));
    id = ask_control(1, EX_ASYNC, "twice 0 5", 10);
    NEED(is_answer(id, 0, 5, 5));
    CHECK(await_log(1, "ended 0") != NULL && await_log(1, "ended twice 1168") != NULL, "results");
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "later 0 5", 10), 0, 5, 5));
    snprintf(words, sizeof(words), "EndControlCall %u 0", context_seen(1));
    CHECK(control(1, EX_CALLBACK, words, 4)->controlled.out.data[0] == (W_NOT_FOUND & 0xff),
          "EndControlCall after the answer");
    CHECK(count_seen(CHANNEL_CONTROLLED) == 3, "%zu CONTROLLED", count_seen(CHANNEL_CONTROLLED));
    return true;
}

bool
refuses_unknown_contexts(void)
{
    static const char *const words[] = { "EndControlCall 4711 0", "EndTypeControlCall 4711 0",
                                         "ExtendControlCall 4711 5", "ExtendTypeControlCall 0 5" };
    const struct channel_message *answer;

    NEED(begin_ex(EX_V4, "one"));
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        answer = control(1, EX_CALLBACK, words[i], 4);
        CHECK(answer != NULL && answer->controlled.out.length == 4 &&
                  answer->controlled.out.data[0] == (W_NOT_FOUND & 0xff) &&
                  answer->controlled.out.data[1] == W_NOT_FOUND >> 8,
              "%s", words[i]);
    }
    CHECK(count_seen(CHANNEL_CONTROL_EXTENDED) == 0, "CONTROL_EXTENDED");
    return true;
}

bool
tells_kinds_of_context_apart(void)
{
    NEED(begin_ex(EX_V4, "one"));
    NEED(answers_later_to(ask_control(1, EX_ASYNC, "wrong 0 5", 10), 0, 5, 5));
    CHECK(await_log(1, "wrong kind 1168") != NULL, "EndTypeControlCall ends a ResourceControl");
    NEED(answers_later_to(ask_type_control(EX_V4, EX_ASYNC, "wrong 0 5", 10), 0, 5, 5));
    CHECK(await_log(0, "wrong kind 1168") != NULL, "EndControlCall ends a ResourceTypeControl");
    return true;
}

static bool
is_extended(uint64_t id)
{
    const struct channel_message *extended = await_extension(id);

    CHECK(extended != NULL && extended->control_extended.timeout_ms == 90000, "CONTROL_EXTENDED");
    NEED(answers_later_to(id, 0, 5, 5));
    CHECK(position(await_pending(id)) < position(extended) &&
              position(extended) < position(answer_to(id)),
          "the order of CONTROL_EXTENDED");
    return true;
}

bool
extends_controls(void)
{
    NEED(begin_ex(EX_V4, "one"));
    NEED(is_extended(ask_control(1, EX_ASYNC, "extend 90000 5", 10)));
    return is_extended(ask_type_control(EX_V4, EX_ASYNC, "extend 90000 5", 10));
}

/* The lane goes on while a control is pending, and several may be. */
bool
goes_on_while_pending(void)
{
    uint64_t first;
    uint64_t second;
    uint64_t online;

    NEED(begin_ex(EX_V4, "one"));
    first = ask_control(1, EX_ASYNC, "late 0 5", 10);
    second = ask_control(1, EX_ASYNC, "late 0 6", 10);
    online = ask_call(1, ENTRY_ONLINE);
    NEED(answers_later_to(first, 0, 5, 5) && answers_later_to(second, 0, 6, 6));
    CHECK(result_of(online) == 0, "Online");
    CHECK(position(await_pending(second)) < position(answer_to(first)), "they do not overlap");
    CHECK(position(answer_to(online)) < position(answer_to(first)), "the lane waits");
    return true;
}

/* Close ends what is pending of its resource, and of no other; the DLL may end it later all the
 * same. */
bool
close_aborts_controls(void)
{
    uint64_t never;
    uint64_t later;
    uint64_t other;
    uint64_t of_type;
    uint64_t closing;

    NEED(begin_ex(EX_V4, "one"));
    CHECK(result_of(ask_open(2, EX_V4, "two")) == 0, "Open");
    other = ask_control(2, EX_ASYNC, "late 0 5", 10);
    of_type = ask_type_control(EX_V4, EX_ASYNC, "late 0 5", 10);
    never = ask_control(1, EX_ASYNC, "never", 10);
    later = ask_control(1, EX_ASYNC, "late 0 5", 10);
    closing = ask_call(1, ENTRY_CLOSE);
    CHECK(result_of(closing) == 0, "Close");
    NEED(is_answer(never, W_OPERATION_ABORTED, 0, 0) &&
         is_answer(later, W_OPERATION_ABORTED, 0, 0));
    CHECK(position(answer_to(never)) < position(answer_to(closing)), "answered behind Close");
    NEED(answers_later_to(other, 0, 5, 5) && answers_later_to(of_type, 0, 5, 5));
    CHECK(await_log(0, "ended 1168") != NULL, "EndControlCall after Close");
    CHECK(call(2, ENTRY_IS_ALIVE) == 1, "the host goes on");
    return true;
}

/* A control that hangs holds up what is behind it, but not Cancel, which ends it. */
bool
cancel_overlaps_control(void)
{
    uint64_t hanging;
    uint64_t behind;
    uint64_t cancel;

    NEED(begin_ex(EX_V4, "BeginResourceControl=hang"));
    hanging = ask_control(1, EX_WHERE, "", 100);
    behind = ask_call(1, ENTRY_IS_ALIVE);
    receive(100);
    CHECK(count_seen(CHANNEL_CONTROLLED) == 0, "the control does not hang");
    cancel = ask_call(1, ENTRY_CANCEL);
    CHECK(result_of(cancel) == 0, "Cancel");
    CHECK(answer_to(hanging) != NULL && answer_to(hanging)->controlled.result == 0, "the control");
    CHECK(result_of(behind) == 1 && position(answer_to(hanging)) < position(answer_to(behind)),
          "what was behind it");
    return true;
}

bool
cancel_overlaps_terminate(void)
{
    uint64_t terminate;

    NEED(begin_ex(EX_V4, "Terminate=hang"));
    terminate = ask_call(1, ENTRY_TERMINATE);
    CHECK(await_log(1, "called Terminate") != NULL, "Terminate");
    CHECK(call(1, ENTRY_CANCEL) == 0 && result_of(terminate) == 0, "Cancel beside Terminate");
    CHECK(position(await_log(1, "called Cancel")) < position(answer_to(terminate)), "order");
    return true;
}

/* A second Cancel waits for the first; Terminate does not. */
bool
terminate_overlaps_cancel(void)
{
    uint64_t cancel;

    NEED(begin_ex(EX_V4, "Cancel=hang"));
    cancel = ask_call(1, ENTRY_CANCEL);
    CHECK(await_log(1, "called Cancel") != NULL, "Cancel");
    CHECK(call(1, ENTRY_IS_ALIVE) == 1, "IsAlive waits for Cancel");
    CHECK(call(1, ENTRY_TERMINATE) == 0 && result_of(cancel) == 0, "Terminate beside Cancel");
    return true;
}

bool
cancel_waits_for_open(void)
{
    uint64_t open;
    uint64_t cancel;

    NEED(begin_ex(EX_V4, "one"));
    open = ask_open(2, EX_V4, "Open=slow");
    CHECK(await_log(2, "called OpenV2") != NULL, "Open");
    cancel = ask_call(1, ENTRY_CANCEL);
    CHECK(result_of(open) == 0 && result_of(cancel) == 0, "results");
    CHECK(position(answer_to(open)) < position(await_log(1, "called Cancel")),
          "Cancel overlapped Open");
    CHECK(call(4711, ENTRY_CANCEL) == W_RESOURCE_NOT_FOUND, "Cancel of none");
    return true;
}

bool
open_waits_for_cancel(void)
{
    uint64_t open;
    uint64_t cancel;

    NEED(begin_ex(EX_V4, "Cancel=slow"));
    cancel = ask_call(1, ENTRY_CANCEL);
    CHECK(await_log(1, "called Cancel") != NULL, "Cancel");
    open = ask_open(2, EX_V4, "two");
    CHECK(result_of(open) == 0 && result_of(cancel) == 0, "results");
    CHECK(position(answer_to(cancel)) < position(await_log(2, "called OpenV2")),
          "Open overlapped Cancel");
    return true;
}

static bool
overlaps_nothing(const char *name, uint32_t entry_point, const char *said)
{
    uint64_t slow;
    uint64_t terminate;
    uint64_t cancel;

    NEED(begin_ex(EX_V4, name));
    slow = ask_call(1, entry_point);
    CHECK(await_log(1, said) != NULL, "%s: not called", name);
    terminate = ask_call(1, ENTRY_TERMINATE);
    cancel = ask_call(1, ENTRY_CANCEL);
    CHECK(result_of(slow) == 0 && result_of(terminate) == 0 && result_of(cancel) == 0, "results");
    CHECK(position(answer_to(slow)) < position(await_log(1, "called Terminate")) &&
              position(answer_to(slow)) < position(await_log(1, "called Cancel")),
          "%s: overlapped", name);
    return true;
}

bool
arbitrate_overlaps_nothing(void)
{
    return overlaps_nothing("Arbitrate=slow", ENTRY_ARBITRATE, "called Arbitrate");
}

bool
release_overlaps_nothing(void)
{
    return overlaps_nothing("Release=slow", ENTRY_RELEASE, "called Release");
}

/* An Arbitrate that had not begun would bring back what Terminate ended. */
bool
terminate_voids_arbitrate(void)
{
    uint64_t hanging;
    uint64_t arbitrate;

    NEED(begin_ex(EX_V4, "Online=hang"));
    hanging = ask_call(1, ENTRY_ONLINE);
    CHECK(await_log(1, "called OnlineV2") != NULL, "Online");
    arbitrate = ask_call(1, ENTRY_ARBITRATE);
    CHECK(call(1, ENTRY_TERMINATE) == 0 && result_of(hanging) == 0, "Terminate");
    CHECK(result_of(arbitrate) == W_OPERATION_ABORTED, "Arbitrate");
    return true;
}

static bool
crash_names_resource(const char *name, uint32_t entry_point, const char *place)
{
    const struct channel_message *bye;

    NEED(begin_ex(EX_V4, "other"));
    CHECK(result_of(ask_open(2, EX_V4, name)) == 0, "%s: Open", name);
    if (entry_point == ENTRY_RESOURCE_CONTROL) {
        ask_control(2, EX_WHERE, "", 0);
    } else {
        ask_call(2, entry_point);
    }
    CHECK(await_end(), "%s: the host goes on", name);
    bye = await_type(CHANNEL_BYE);
    CHECK(bye != NULL && bye->bye.resource == 2 && strstr(bye->bye.reason, place) != NULL,
          "%s: BYE of %u: %s", name, bye != NULL ? bye->bye.resource : 0,
          bye != NULL ? bye->bye.reason : "none");
    return true;
}

/* The guilty one of two in a host; each crash takes a host of its own. */
bool
bye_names_guilty(void)
{
    static const struct {
        const char *name;
        uint32_t entry_point;
        const char *place;
    } crashes[] = {
        { "Online=crash", ENTRY_ONLINE, "in Online of resource Online=crash" },
        { "Arbitrate=crash", ENTRY_ARBITRATE, "in Arbitrate of resource Arbitrate=crash" },
        { "Release=crash", ENTRY_RELEASE, "in Release of resource" },
        { "Cancel=crash", ENTRY_CANCEL, "in Cancel of resource" },
        { "BeginResourceControl=crash", ENTRY_RESOURCE_CONTROL, "in ResourceControl of resource" },
    };

    for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
        if (i > 0) {
            end_host();
            NEED(start_host());
        }
        NEED(crash_names_resource(crashes[i].name, crashes[i].entry_point, crashes[i].place));
    }
    return true;
}
