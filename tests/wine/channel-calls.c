/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Entry points: their order, what they answer, events, reports and facts. */

#include "channel-tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
lives_a_life(void)
{
    static const uint32_t entries[] = { ENTRY_ONLINE,    ENTRY_LOOKS_ALIVE, ENTRY_IS_ALIVE,
                                        ENTRY_OFFLINE,   ENTRY_ONLINE,      ENTRY_TERMINATE,
                                        ENTRY_TERMINATE, ENTRY_CLOSE };
    static const uint32_t results[] = { 0, 1, 1, 0, 0, 0, 0, 0 };

    NEED(begin("ok"));
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        uint32_t result = call(1, entries[i]);

        CHECK(result == results[i], "entry point %u returned %u", entries[i], result);
    }
    CHECK(call(1, ENTRY_ONLINE) == W_RESOURCE_NOT_FOUND, "a closed resource goes online");
    CHECK(call(1, ENTRY_IS_ALIVE) == 0, "a closed resource is alive");
    CHECK(open_resource(1, "ok")->returned.result == W_ALREADY_EXISTS, "a number opened twice");
    CHECK(open_resource(2, "ok")->returned.result == 0, "the resource cannot be opened again");
    return true;
}

bool
refuses_what_is_wrong(void)
{
    const struct channel_message *answer;

    NEED(begin("ok"));
    CHECK(result_of(ask_open(1, "Driver", "ok")) == W_ALREADY_EXISTS, "opened twice");
    CHECK(result_of(ask_open(0, "Driver", "ok")) == 87, "resource 0 opened");
    CHECK(result_of(ask_open(2, "Nothing", "ok")) == W_TYPE_NOT_FOUND, "no such type");
    CHECK(call(7, ENTRY_ONLINE) == W_RESOURCE_NOT_FOUND, "no such resource");
    CHECK(call(1, ENTRY_OPEN) == W_INVALID_FUNCTION, "CALL of Open");
    CHECK(call(1, 999) == W_INVALID_FUNCTION, "CALL of 999");
    CHECK(result_of(ask_open(3, "Driver", "Open=error")) == 1234, "the error of Open");
    CHECK(result_of(ask_open(4, "Driver", "Open=null")) == W_RESOURCE_FAILED, "Open without error");
    answer = control(7, CONTROL_ECHO, "", 0);
    CHECK(answer != NULL && answer->controlled.result == W_RESOURCE_NOT_FOUND, "control of none");
    CHECK(open_resource(5, "Online=error") != NULL && call(5, ENTRY_ONLINE) == 1234,
          "the error of Online");
    CHECK(open_resource(6, "IsAlive=error") != NULL && call(6, ENTRY_IS_ALIVE) == 0,
          "FALSE of IsAlive");
    return true;
}

bool
reports_in_order(void)
{
    size_t last = 0;
    uint64_t id;
    uint32_t checkpoint = 0;

    NEED(begin("Online=pending"));
    id = ask_call(1, ENTRY_ONLINE);
    CHECK(result_of(id) == W_IO_PENDING, "Online did not return ERROR_IO_PENDING");
    CHECK(await_status(STATE_ONLINE) != NULL, "no final STATUS");
    for (size_t i = 0; i < host.n_seen; i++) {
        const struct channel_message *message = &host.seen[i]->message;

        if (message->header.type == CHANNEL_STATUS) {
            CHECK(message->status.resource == 1 && message->status.checkpoint == ++checkpoint,
                  "checkpoint %u, expected %u", message->status.checkpoint, checkpoint);
            last = i;
        }
    }
    CHECK(checkpoint == 4 && last == position(await_status(STATE_ONLINE)), "%u STATUS messages",
          checkpoint);
    return true;
}

bool
passes_early_report(void)
{
    uint64_t id;

    NEED(begin("Online=early"));
    id = ask_call(1, ENTRY_ONLINE);
    CHECK(result_of(id) == W_IO_PENDING, "Online did not return ERROR_IO_PENDING");
    CHECK(await_status(STATE_ONLINE) != NULL, "no STATUS");
    CHECK(position(await_status(STATE_ONLINE)) < position(answer_to(id)), "STATUS after RETURNED");
    return true;
}

static bool
terminate_overlaps(const char *name, uint32_t entry_point)
{
    uint64_t hanging;

    NEED(begin(name));
    hanging = ask_call(1, entry_point);
    CHECK(await_log(1, " hangs") != NULL, "%s: not called", name);
    CHECK(call(1, ENTRY_TERMINATE) == 0, "%s: Terminate did not return", name);
    CHECK(await_log(1, "report answered 1") != NULL, "%s: a report in Terminate is accepted", name);
    CHECK(answer_to(hanging) != NULL, "%s: the call did not end", name);
    CHECK(position(await_log(1, "report answered 1")) < position(answer_to(hanging)),
          "%s: Terminate did not overlap", name);
    for (size_t i = 0; i < host.n_seen; i++) {
        CHECK(host.seen[i]->message.header.type != CHANNEL_STATUS, "%s: STATUS was sent", name);
    }
    return true;
}

bool
terminate_overlaps_online(void)
{
    return terminate_overlaps("Online=hang", ENTRY_ONLINE);
}

bool
terminate_overlaps_is_alive(void)
{
    return terminate_overlaps("IsAlive=hang", ENTRY_IS_ALIVE);
}

/* One DLL, one line: what waits behind a hanging call waits, and is void after Terminate. */
bool
keeps_the_line(void)
{
    uint64_t hanging;
    uint64_t behind;
    uint64_t alive;
    uint64_t terminate;
    uint64_t again;

    NEED(begin("Online=hang"));
    CHECK(open_resource(2, "ok") != NULL, "the second resource did not open");
    hanging = ask_call(1, ENTRY_ONLINE);
    behind = ask_call(2, ENTRY_ONLINE);
    alive = ask_call(1, ENTRY_IS_ALIVE);
    CHECK(await_log(1, "Online hangs") != NULL, "Online");
    receive(200);
    CHECK(host.seen[host.n_seen - 1]->message.header.id < hanging, "a call overlapped Online");
    terminate = ask_call(1, ENTRY_TERMINATE);
    again = ask_call(1, ENTRY_IS_ALIVE);
    CHECK(result_of(again) == 1, "IsAlive after Terminate");
    CHECK(result_of(alive) == 0 && position(answer_to(alive)) < position(answer_to(hanging)),
          "what waited was not made void");
    CHECK(result_of(behind) == 0, "the other resource");
    CHECK(position(answer_to(hanging)) < position(answer_to(behind)), "order of the line");
    CHECK(position(answer_to(terminate)) < position(answer_to(again)), "order after Terminate");
    return true;
}

/* Startup of a second type, that is: the first one's resources are there. */
bool
terminate_waits_for_startup(void)
{
    struct channel_message request = {
        .header = { .type = CHANNEL_LOAD },
        .load = { .type_name = EX_V4 " slow", .dll = driver_ex() },
    };
    uint64_t load;
    uint64_t terminate;

    NEED(begin_ex(EX_V4, "one"));
    load = ask(&request);
    CHECK(await_log(0, "called StartupEx") != NULL, "StartupEx is not called");
    terminate = ask_call(1, ENTRY_TERMINATE);
    CHECK(result_of(terminate) == 0 && answer_to(load)->loaded.stage == LOAD_DONE, "results");
    CHECK(await_log(1, "called Terminate") != NULL && await_log(0, "left StartupEx") != NULL,
          "LOG");
    CHECK(position(await_log(1, "called Terminate")) > position(await_log(0, "left StartupEx")),
          "Terminate overlaps StartupEx");
    return true;
}

bool
terminate_waits_for_open(void)
{
    uint64_t open;
    uint64_t terminate;

    NEED(begin("ok"));
    open = ask_open(2, "Driver", "Open=slow");
    CHECK(await_log(2, "Open is slow") != NULL, "Open");
    terminate = ask_call(1, ENTRY_TERMINATE);
    CHECK(result_of(open) == 0 && result_of(terminate) == 0, "results");
    CHECK(position(answer_to(open)) < position(answer_to(terminate)), "Terminate overlapped Open");
    return true;
}

static bool
watches_event(const char *name)
{
    const struct channel_message *signaled;
    const struct channel_message *returned;

    NEED(begin(name));
    returned = answer_to(ask_call(1, ENTRY_ONLINE));
    if (strcmp(name, "Online=eventlater") == 0) {
        CHECK(await_status(STATE_ONLINE) != NULL, "no STATUS");
        CHECK(await_status(STATE_ONLINE)->status.has_event == 1, "STATUS without the event");
    } else {
        CHECK(returned->returned.has_event == 1, "RETURNED without the event");
    }
    CHECK(control(1, CONTROL_SIGNAL, "", 0) != NULL, "control");
    signaled = await_type(CHANNEL_SIGNALED);
    CHECK(signaled != NULL && signaled->signaled.resource == 1, "no SIGNALED");
    host.seen[position(signaled)]->message.header.type = 0;
    CHECK(control(1, CONTROL_SIGNAL, "", 0) != NULL, "control");
    receive(200);
    CHECK(host.n_seen == 0 || host.seen[host.n_seen - 1]->message.header.type != CHANNEL_SIGNALED,
          "SIGNALED twice");
    return true;
}

bool
watches_event_of_online(void)
{
    return watches_event("Online=event");
}

bool
watches_event_of_report(void)
{
    return watches_event("Online=eventlater");
}

bool
offline_disarms_event(void)
{
    NEED(begin("Online=event"));
    CHECK(call(1, ENTRY_ONLINE) == 0 && call(1, ENTRY_OFFLINE) == 0, "results");
    CHECK(control(1, CONTROL_SIGNAL, "", 0) != NULL, "control");
    receive(200);
    for (size_t i = 0; i < host.n_seen; i++) {
        CHECK(host.seen[i]->message.header.type != CHANNEL_SIGNALED, "SIGNALED after Offline");
    }
    return true;
}

static const struct channel_message *
fact_of(uint32_t resource)
{
    struct channel_message facts = { .header = { .type = CHANNEL_FACTS } };
    uint64_t id = ask(&facts);

    answer_to(id);
    for (size_t i = 0; i < host.n_seen; i++) {
        const struct channel_message *message = &host.seen[i]->message;

        if (message->header.type == CHANNEL_FACT && message->header.id == id &&
            message->fact.resource == resource) {
            return message;
        }
    }
    return NULL;
}

static bool
is_fact(uint32_t resource, uint32_t state, uint32_t has_event, uint32_t calls)
{
    const struct channel_message *fact = fact_of(resource);

    CHECK(fact != NULL, "no FACT of %u", resource);
    CHECK(fact->fact.state == state && fact->fact.has_event == has_event &&
              fact->fact.calls == calls,
          "FACT of %u: state %u event %u calls %#x, expected %u %u %#x", resource, fact->fact.state,
          fact->fact.has_event, fact->fact.calls, state, has_event, calls);
    return true;
}

bool
knows_facts(void)
{
    NEED(begin("Online=event"));
    NEED(is_fact(1, FACT_OPENED, 0, 0));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    NEED(is_fact(1, STATE_ONLINE, 1, 0));
    CHECK(call(1, ENTRY_TERMINATE) == 0, "Terminate");
    NEED(is_fact(1, STATE_OFFLINE, 0, 0));
    CHECK(call(1, ENTRY_CLOSE) == 0, "Close");
    NEED(is_fact(1, FACT_CLOSED, 0, 0));
    CHECK(result_of(ask_open(2, "Driver", "Online=error")) == 0, "Open");
    CHECK(fact_of(1) == NULL, "a FACT of a closed resource");
    NEED(call(2, ENTRY_ONLINE) == 1234 && is_fact(2, STATE_FAILED, 0, 0));
    CHECK(result_of(ask_open(3, "Driver", "Online=hang")) == 0, "Open");
    ask_call(3, ENTRY_ONLINE);
    CHECK(await_log(3, "Online hangs") != NULL, "Online");
    NEED(is_fact(3, STATE_ONLINE_PENDING, 0, 1u << ENTRY_ONLINE));
    return true;
}

/* Online has succeeded although its Terminate was running: who adopts the host must not take the
 * resource for offline. */
bool
outlived_terminate_is_no_offline(void)
{
    uint64_t online;
    uint64_t terminate;

    NEED(begin("Online=outlive"));
    online = ask_call(1, ENTRY_ONLINE);
    CHECK(await_log(1, "Online hangs") != NULL, "Online");
    terminate = ask_call(1, ENTRY_TERMINATE);
    CHECK(result_of(online) == 0, "Online");
    NEED(is_fact(1, STATE_FAILED, 0, 1u << ENTRY_TERMINATE));
    CHECK(result_of(terminate) == 0, "Terminate");
    NEED(is_fact(1, STATE_FAILED, 0, 0));
    CHECK(call(1, ENTRY_TERMINATE) == 0, "Terminate once more");
    return is_fact(1, STATE_OFFLINE, 0, 0);
}

/* A report before Online or behind Offline does not bring an event into the next Online. */
bool
online_begins_without_event(void)
{
    NEED(begin("ok"));
    CHECK(control(1, CONTROL_WATCH, "", 4) != NULL, "control");
    NEED(is_fact(1, FACT_OPENED, 0, 0));
    for (int i = 0; i < 2; i++) {
        CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
        NEED(is_fact(1, STATE_ONLINE, 0, 0));
        CHECK(control(1, CONTROL_WATCH, "", 4) != NULL, "control");
        NEED(is_fact(1, STATE_ONLINE, 1, 0));
        CHECK(call(1, ENTRY_OFFLINE) == 0, "Offline");
        CHECK(control(1, CONTROL_WATCH, "", 4) != NULL, "control");
        NEED(is_fact(1, STATE_OFFLINE, 0, 0));
    }
    CHECK(control(1, CONTROL_SIGNAL, "", 0) != NULL, "control");
    receive(200);
    CHECK(count_seen(CHANNEL_SIGNALED) == 0, "SIGNALED");
    return true;
}

/* Nor is it left from an Online that nothing has ended. */
bool
online_drops_older_event(void)
{
    NEED(begin("ok"));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    CHECK(control(1, CONTROL_WATCH, "", 4) != NULL, "control");
    NEED(is_fact(1, STATE_ONLINE, 1, 0));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    return is_fact(1, STATE_ONLINE, 0, 0);
}

static bool
is_not_watched(const char *name)
{
    const struct channel_message *returned;

    NEED(begin(name));
    returned = answer_to(ask_call(1, ENTRY_ONLINE));
    CHECK(returned != NULL && returned->returned.result == 0 && returned->returned.has_event == 0,
          "%s: is watched", name);
    CHECK(await_log(0, "cannot be waited for: error 6") != NULL, "%s: no LOG", name);
    return is_fact(1, STATE_ONLINE, 0, 0);
}

bool
pseudo_handles_are_no_events(void)
{
    NEED(is_not_watched("Online=process"));
    end_host();
    return start_host() && is_not_watched("Online=thread");
}

/* After Terminate a report is not passed on until the next Online. */
bool
late_report_is_void(void)
{
    NEED(begin("ok"));
    CHECK(call(1, ENTRY_ONLINE) == 0, "Online");
    CHECK(control(1, CONTROL_REPORT, "", 4)->controlled.out.data[0] == 0, "the report's answer");
    CHECK(await_status(STATE_FAILED) != NULL, "a report while online is lost");
    host.seen[position(await_status(STATE_FAILED))]->message.header.type = 0;
    CHECK(call(1, ENTRY_TERMINATE) == 0, "Terminate");
    CHECK(control(1, CONTROL_REPORT, "", 4)->controlled.out.data[0] == 1, "a late report counts");
    receive(100);
    for (size_t i = 0; i < host.n_seen; i++) {
        CHECK(host.seen[i]->message.header.type != CHANNEL_STATUS, "a late report was passed on");
    }
    return true;
}

/* SIGNALED speaks of the event that RETURNED told of. What was signaled is not watched any more: who
 * adopts the host must not wait for it. */
bool
signals_behind_online(void)
{
    const struct channel_message *returned;
    const struct channel_message *signaled;
    uint64_t id;

    NEED(begin("Online=signaled"));
    id = ask_call(1, ENTRY_ONLINE);
    returned = answer_to(id);
    signaled = await_type(CHANNEL_SIGNALED);
    CHECK(returned != NULL && returned->returned.result == 0, "Online");
    CHECK(returned->returned.has_event == 1, "RETURNED without the event");
    CHECK(signaled != NULL && signaled->signaled.resource == 1, "no SIGNALED");
    CHECK(position(returned) < position(signaled), "SIGNALED before RETURNED");
    NEED(is_fact(1, STATE_ONLINE, 0, 0));
    receive(200);
    CHECK(count_seen(CHANNEL_SIGNALED) == 1, "SIGNALED twice");
    return true;
}

bool
report_after_offline_is_no_fact(void)
{
    NEED(begin("ok"));
    CHECK(call(1, ENTRY_ONLINE) == 0 && call(1, ENTRY_OFFLINE) == 0, "results");
    CHECK(control(1, CONTROL_LATE, "", 4) != NULL, "control");
    CHECK(await_status(STATE_ONLINE) != NULL, "the report was not passed on");
    return is_fact(1, STATE_OFFLINE, 0, 0);
}

/* What a DLL reports is no way to close a resource: the host's own numbers are not its. */
bool
wild_report_is_failure(void)
{
    NEED(begin("Online=wild"));
    CHECK(call(1, ENTRY_ONLINE) == W_IO_PENDING, "Online did not return ERROR_IO_PENDING");
    CHECK(await_status(FACT_CLOSED) != NULL, "the report was not passed on");
    CHECK(result_of(ask_open(1, "Driver", "ok")) == W_ALREADY_EXISTS, "opened twice");
    return is_fact(1, STATE_FAILED, 0, 0);
}

static int
compare_times(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return left < right ? -1 : left > right ? 1 : 0;
}

bool
answers_fast(void)
{
    static uint64_t times[2000];
    size_t n = sizeof(times) / sizeof(times[0]);

    NEED(begin("ok"));
    for (size_t i = 0; i < n; i++) {
        uint64_t began_us = now_us();

        CHECK(call(1, ENTRY_LOOKS_ALIVE) == 1, "LooksAlive");
        times[i] = now_us() - began_us;
    }
    qsort(times, n, sizeof(times[0]), compare_times);
    fprintf(stderr, "# LooksAlive p50 %llu us, p99 %llu us\n", (unsigned long long)times[n / 2],
            (unsigned long long)times[n * 99 / 100]);
    /* What slows every call down slows the fast ones too; a busy machine does not. */
    CHECK(times[n / 10] < 5000, "LooksAlive takes %llu us", (unsigned long long)times[n / 10]);
    CHECK(times[n / 2] < 50000, "half take %llu us", (unsigned long long)times[n / 2]);
    return true;
}
