/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The callbacks of StartupEx and Arbitrate, and what becomes of a handle. */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

/* What a callback returned to the DLL of the resource; UINT32_MAX if it was not called. */
static uint32_t
call_back(uint32_t resource, const char *words)
{
    const struct channel_message *answer = control(resource, EX_CALLBACK, words, 4);
    uint32_t result = UINT32_MAX;

    if (answer != NULL && answer->controlled.result == 0 && answer->controlled.out.length == 4) {
        memcpy(&result, answer->controlled.out.data, 4);
    }
    return result;
}

static bool
gives(const char *words, uint32_t expected)
{
    uint32_t result = call_back(1, words);

    CHECK(result == expected, "%s: %u instead of %u", words, result, expected);
    return true;
}

bool
takes_status_ex(void)
{
    const struct channel_message *status;

    NEED(begin_ex(EX_V4, "one"));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    NEED(gives("SetResourceStatusEx 4 7 1234 64", 0));
    status = await_status(STATE_FAILED);
    CHECK(status != NULL && status->status.resource == 1 && status->status.checkpoint == 7 &&
              status->status.app_error == 1234 && status->status.flags == 64 &&
              status->status.has_event == 0,
          "STATUS");
    NEED(gives("bad-status", 1));
    CHECK(await_log(0, "of resource one with a status that cannot be read") != NULL,
          "no LOG of a report that cannot be read");
    CHECK(call(1, ENTRY_TERMINATE) == 0, "Terminate");
    NEED(gives("SetResourceStatusEx 2 8 0 0", 1));
    CHECK(count_seen(CHANNEL_STATUS) == 1, "a report after Terminate was passed on");
    return true;
}

bool
takes_log_event(void)
{
    NEED(begin_ex(EX_V4, "one") && gives("LogEvent 42", 0));
    CHECK(await_log(1, "LogEvent says 42") != NULL, "no LOG");
    CHECK(await_log(1, "LogEvent says 42")->log.level == 1, "level");
    return true;
}

static bool
informs(const char *words, uint32_t bits, uint32_t reason)
{
    const struct channel_message *information;

    NEED(gives(words, 0));
    information = take(CHANNEL_INFORMATION);
    CHECK(information != NULL, "%s: no INFORMATION", words);
    CHECK(information->information.resource == 1 && information->information.bits == bits &&
              information->information.reason == reason,
          "%s: bits %#x reason %u", words, information->information.bits,
          information->information.reason);
    return true;
}

static const struct channel_message *
fact_of(uint32_t resource)
{
    struct channel_message facts = { .header = { .type = CHANNEL_FACTS } };
    uint64_t id = ask(&facts);
    const struct channel_message *end = answer_to(id);

    if (end == NULL || end->facts_end.version != CHANNEL_VERSION) {
        return NULL;
    }
    for (size_t i = 0; i < host.n_seen; i++) {
        const struct channel_message *message = &host.seen[i]->message;

        if (message->header.type == CHANNEL_FACT && message->header.id == id &&
            message->fact.resource == resource) {
            return message;
        }
    }
    return NULL;
}

bool
takes_locked_mode(void)
{
    NEED(begin_ex(EX_V4, "one"));
    NEED(informs("SetResourceLockedMode 1 77", INFORMATION_LOCKED_MODE, 77));
    CHECK(fact_of(1)->fact.information == INFORMATION_LOCKED_MODE, "FACT");
    NEED(informs("SetResourceLockedMode 0 77", 0, 0));
    NEED(informs("SetResourceLockedModeEx 1 78 1", INFORMATION_LOCKED_MODE, 78));
    return informs("SetResourceLockedModeEx 0 0 0", 0, 0);
}

bool
takes_internal_state(void)
{
    static const uint32_t both = INFORMATION_OS_HEARTBEAT | INFORMATION_APPLICATION_READY;

    NEED(begin_ex(EX_V4, "one"));
    NEED(informs("SetInternalState 2 1", INFORMATION_OS_HEARTBEAT, 0));
    NEED(informs("SetInternalState 3 1", both, 0));
    NEED(informs("SetResourceLockedMode 1 5", both | INFORMATION_LOCKED_MODE, 5));
    NEED(informs("SetInternalState 2 0", INFORMATION_APPLICATION_READY | INFORMATION_LOCKED_MODE,
                 5));
    NEED(informs("SetInternalState 1 1", INFORMATION_LOCKED_MODE, 5));
    return gives("SetInternalState 4 1", W_INVALID_PARAMETER);
}

bool
takes_failures(void)
{
    char words[64];

    NEED(begin_ex(EX_V4, "one"));
    for (uint32_t kind = FAILURE_GENERAL; kind <= FAILURE_NETWORK_LOSS; kind++) {
        const struct channel_message *failure;

        snprintf(words, sizeof(words), "SignalFailure %u %u", kind, 100 + kind);
        NEED(gives(words, 0));
        failure = take(CHANNEL_FAILURE);
        CHECK(failure != NULL && failure->failure.resource == 1 && failure->failure.kind == kind &&
                  failure->failure.app_error == 100 + kind,
              "FAILURE of kind %u", kind);
    }
    NEED(gives("SignalFailure 3 0", W_INVALID_PARAMETER));
    CHECK(count_seen(CHANNEL_FAILURE) == 0, "FAILURE of no kind");
    return true;
}

bool
takes_local_properties(void)
{
    const struct channel_message *message;

    NEED(begin_ex(EX_V4, "one") && gives("local-properties", 0));
    message = take(CHANNEL_LOCAL_PROPERTIES);
    CHECK(message != NULL && message->local_properties.resource == 1 &&
              message->local_properties.list.length == 32 &&
              message->local_properties.list.data[12] == 'A',
          "LOCAL_PROPERTIES");
    NEED(gives("bad-properties 32", W_INVALID_PARAMETER));
    NEED(gives("bad-properties 0", W_INVALID_PARAMETER));
    NEED(gives("big-properties", 4336));
    CHECK(count_seen(CHANNEL_LOCAL_PROPERTIES) == 0, "a bad list was passed on");
    return true;
}

/* A restarted resapid hears the list again, behind the FACT that says whose it is. */
bool
tells_local_properties_again(void)
{
    const struct channel_message *fact;
    const struct channel_message *message;

    NEED(begin_ex(EX_V4, "one"));
    CHECK(fact_of(1) != NULL && count_seen(CHANNEL_LOCAL_PROPERTIES) == 0, "before there are any");
    NEED(gives("local-properties", 0));
    CHECK(take(CHANNEL_LOCAL_PROPERTIES) != NULL, "LOCAL_PROPERTIES");
    for (int i = 0; i < 2; i++) {
        fact = fact_of(1);
        message = take(CHANNEL_LOCAL_PROPERTIES);
        CHECK(message != NULL && message->local_properties.resource == 1 &&
                  message->local_properties.list.length == 32,
              "not told again");
        CHECK(position(fact) < position(message) && position(message) == host.n_seen - 2,
              "not between FACT and FACTS_END");
    }
    CHECK(call(1, ENTRY_CLOSE) == 0, "Close");
    CHECK(fact_of(1) != NULL && count_seen(CHANNEL_LOCAL_PROPERTIES) == 0, "told of a closed one");
    return true;
}

/* The DLL spells its type in another case. */
bool
takes_type_notification(void)
{
    const struct channel_message *message;

    NEED(begin_ex(EX_V4, "one") && gives("notification", 0));
    message = take(CHANNEL_TYPE_NOTIFICATION);
    CHECK(message != NULL && strcmp(message->type_notification.type_name, EX_V4) == 0 &&
              message->type_notification.payload.length == 7 &&
              memcmp(message->type_notification.payload.data, "payload", 7) == 0,
          "TYPE_NOTIFICATION");
    NEED(gives("unknown-notification", W_TYPE_NOT_FOUND));
    NEED(gives("bad-notification 0", W_TYPE_NOT_FOUND));
    NEED(gives("bad-notification 1", W_INVALID_PARAMETER));
    CHECK(count_seen(CHANNEL_TYPE_NOTIFICATION) == 0, "a bad notification was passed on");
    return true;
}

bool
takes_diagnostics(void)
{
    static const struct {
        const char *words;
        uint32_t resource;
        const char *text;
    } requests[] = {
        { "resource-process 99", 1, "add process worker.exe (99) to dumps" },
        { "bad-process 98", 1, "remove process (unreadable) (98) from dumps" },
        { "type-process 97", 0,
          "type Ex 400 70: ChangeResTypeProcessForDumps, add process worker" },
        { "RequestDump 1 500", 1, "RequestDump in 500 ms, due to the call in progress" },
        { "SetResourceWprPolicy 3", 1, "SetResourceWprPolicy 0x3" },
        { "arm-watchdog 250", 1, "ArmWprWatchdogForCurrentResourceCall with 250 ms" },
    };

    NEED(begin_ex(EX_V4, "one"));
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        NEED(gives(requests[i].words, 0));
        CHECK(await_log(requests[i].resource, requests[i].text) != NULL, "no LOG '%s'",
              requests[i].text);
    }
    return gives("type-process 0", W_TYPE_NOT_FOUND);
}

bool
takes_quorum_loss(void)
{
    NEED(begin_ex(EX_V4, "one"));
    CHECK(fact_of(1)->fact.owns == 0, "owns before Arbitrate");
    CHECK(call(1, ENTRY_ARBITRATE) == 0 && fact_of(1)->fact.owns == 1, "owns after Arbitrate");
    CHECK(control(1, EX_CALLBACK, "lost-quorum", 0)->controlled.result == 0, "the callback");
    CHECK(take(CHANNEL_QUORUM_LOST)->quorum_lost.resource == 1, "QUORUM_LOST");
    CHECK(control(1, EX_CALLBACK, "wild lost-quorum", 0)->controlled.result == 0, "the callback");
    CHECK(await_log(0, "LostQuorumResource with") != NULL, "no LOG of a wild handle");
    CHECK(count_seen(CHANNEL_QUORUM_LOST) == 0, "a wild handle counts");
    CHECK(call(1, ENTRY_RELEASE) == 0 && fact_of(1)->fact.owns == 0, "owns after Release");
    return true;
}

bool
lost_arbitration_owns_nothing(void)
{
    NEED(begin_ex(EX_V4, "Arbitrate=error"));
    CHECK(call(1, ENTRY_ARBITRATE) == 1234 && fact_of(1)->fact.owns == 0, "owns");
    CHECK(fact_of(1)->fact.entries == load(EX_V4, driver_ex())->loaded.entries, "entries of FACT");
    return true;
}

static const struct {
    const char *words;
    uint32_t result;
} with_handle[] = {
    { "SetResourceStatusEx 2 1 0 0", 1 },
    { "LogEvent 1", 0 },
    { "SetResourceLockedMode 1 1", W_INVALID_HANDLE },
    { "SetResourceLockedModeEx 1 1 0", W_INVALID_HANDLE },
    { "SignalFailure 0 0", W_INVALID_HANDLE },
    { "local-properties", W_INVALID_HANDLE },
    { "SetInternalState 2 1", W_INVALID_HANDLE },
    { "resource-process 1", W_INVALID_HANDLE },
    { "RequestDump 0 0", W_INVALID_HANDLE },
    { "SetResourceWprPolicy 1", W_INVALID_HANDLE },
    { "arm-watchdog 1", W_INVALID_HANDLE },
};

static bool
handle_is_unknown(const char *whose)
{
    static const uint32_t unwanted[] = { CHANNEL_STATUS, CHANNEL_INFORMATION, CHANNEL_FAILURE,
                                         CHANNEL_LOCAL_PROPERTIES };
    char words[96];

    for (size_t i = 0; i < sizeof(with_handle) / sizeof(with_handle[0]); i++) {
        snprintf(words, sizeof(words), "%s %s", whose, with_handle[i].words);
        NEED(gives(words, with_handle[i].result));
    }
    for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
        CHECK(count_seen(unwanted[i]) == 0, "%s: %s was sent", whose,
              wire_type_name(&channel_schema, unwanted[i]));
    }
    CHECK(await_log(0, "LogEvent says 1") != NULL, "%s: LogEvent is lost", whose);
    return true;
}

bool
refuses_wild_handles(void)
{
    NEED(begin_ex(EX_V4, "one"));
    return handle_is_unknown("wild");
}

/* A handle has more bits than the number in it. */
bool
refuses_far_handles(void)
{
    NEED(begin_ex(EX_V4, "one"));
    return handle_is_unknown("far");
}

/* Nor does another resource inherit the handle of one that was closed. */
bool
refuses_closed_handles(void)
{
    NEED(begin_ex(EX_V4, "one"));
    CHECK(result_of(ask_open(2, EX_V4, "two")) == 0 && call(2, ENTRY_CLOSE) == 0, "2");
    NEED(handle_is_unknown("closed"));
    CHECK(result_of(ask_open(2, EX_V4, "two")) == W_ALREADY_EXISTS, "a number is used twice");
    CHECK(result_of(ask_open(3, EX_V4, "two")) == 0, "opened again");
    return handle_is_unknown("closed");
}

/* Each of two resources in a host is told of for itself. */
bool
tells_resources_apart(void)
{
    NEED(begin_ex(EX_V4, "one"));
    CHECK(result_of(ask_open(2, EX_V4, "two")) == 0, "Open");
    CHECK(call_back(2, "SignalFailure 0 5") == 0, "callback");
    CHECK(take(CHANNEL_FAILURE)->failure.resource == 2, "FAILURE");
    CHECK(call_back(1, "SetResourceLockedMode 1 5") == 0, "callback");
    CHECK(take(CHANNEL_INFORMATION)->information.resource == 1, "INFORMATION");
    CHECK(fact_of(1)->fact.information == INFORMATION_LOCKED_MODE &&
              fact_of(2)->fact.information == 0,
          "FACT");
    CHECK(call(1, ENTRY_CLOSE) == 0 && fact_of(1) == NULL && fact_of(2) != NULL, "FACT of 1");
    CHECK(call(2, ENTRY_CLOSE) == 0 && fact_of(2)->fact.state == FACT_CLOSED,
          "no FACT of the highest number");
    return true;
}

static bool
signals(uint32_t still)
{
    const struct channel_message *signaled = take(CHANNEL_SIGNALED);

    CHECK(signaled != NULL && signaled->signaled.resource == 1 && signaled->signaled.still == still,
          "no SIGNALED with still=%u", still);
    return true;
}

static void
watch_again(uint32_t resource)
{
    struct channel_message message = { .header = { .type = CHANNEL_WATCH_AGAIN },
                                       .watch_again = { .resource = resource } };

    send_message(&message);
}

bool
watches_again(void)
{
    NEED(begin_ex(EX_V4, "event"));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    for (int i = 0; i < 3; i++) {
        CHECK(control(1, EX_SIGNAL, "", 0) != NULL, "control");
        NEED(signals(0));
        CHECK(fact_of(1)->fact.has_event == 0, "watched before WATCH_AGAIN");
        watch_again(1);
        CHECK(fact_of(1)->fact.has_event == 1, "not watched after WATCH_AGAIN");
    }
    watch_again(1);
    watch_again(4711);
    CHECK(call(1, ENTRY_OFFLINE) == 0, "Offline");
    watch_again(1);
    CHECK(control(1, EX_SIGNAL, "", 0) != NULL, "control");
    receive(100);
    CHECK(count_seen(CHANNEL_SIGNALED) == 0 && fact_of(1)->fact.has_event == 0,
          "watched after Offline");
    return true;
}

bool
tells_still_signaled(void)
{
    NEED(begin_ex(EX_V4, "manual"));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    CHECK(control(1, EX_SIGNAL, "", 0) != NULL, "control");
    NEED(signals(0));
    watch_again(1);
    NEED(signals(1));
    CHECK(fact_of(1)->fact.has_event == 0, "watched");
    return true;
}

/* An auto-reset event that is signaled again before WATCH_AGAIN comes is not one that stays so. */
bool
tells_signaled_again(void)
{
    NEED(begin_ex(EX_V4, "event"));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    for (int i = 0; i < 3; i++) {
        CHECK(control(1, EX_SIGNAL, "", 0) != NULL, "control");
        NEED(signals(0));
        CHECK(control(1, EX_SIGNAL, "", 0) != NULL, "control");
        watch_again(1);
        NEED(signals(0));
        CHECK(fact_of(1)->fact.has_event == 0, "watched before WATCH_AGAIN");
        watch_again(1);
        CHECK(fact_of(1)->fact.has_event == 1, "not watched after WATCH_AGAIN");
    }
    CHECK(count_seen(CHANNEL_SIGNALED) == 0, "SIGNALED without a signal");
    return true;
}

static bool
notes(uint64_t id, bool wanted)
{
    const struct channel_message *answer = answer_to(id);
    const struct channel_message *item;

    CHECK(answer != NULL && answer->controlled.result == 0 && answer->controlled.out.length == 6 &&
              (memcmp(answer->controlled.out.data, "wanted", 6) == 0) == wanted,
          "whether a property is wanted");
    if (!wanted) {
        CHECK(count_seen(CHANNEL_PROPERTY_ITEM) == 0, "a property that nobody asked for");
        return true;
    }
    item = take(CHANNEL_PROPERTY_ITEM);
    CHECK(item != NULL && strcmp(item->property_item.type_name, EX_V4) == 0 &&
              strcmp(item->property_item.name, "Port") == 0 &&
              item->property_item.has_bounds == 1 && item->property_item.most == UINT64_MAX,
          "PROPERTY_ITEM");
    return true;
}

/* In the controls for private properties of resources, and in no other: of the type's own properties
 * there are tables as well. */
bool
takes_property_items(void)
{
    static const uint32_t codes[] = { 0x01000079, 0x0100007d, 0x01000081,
                                      0x01400086, 0x01000089, 0x0100008d };

    NEED(begin_ex(EX_V4, "one"));
    NEED(notes(ask_control(1, EX_NOTE, "", 10), false));
    NEED(notes(ask_type_control(EX_V4, 0x02000081, "", 10), false));
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        NEED(notes(ask_control(1, codes[i], "", 10), true));
    }
    NEED(notes(ask_type_control(EX_V4, 0x02000091, "", 10), true));
    NEED(notes(ask_control(1, EX_NOTE, "", 10), false));
    return true;
}
