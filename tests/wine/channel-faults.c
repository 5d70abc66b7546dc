/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How a host ends: by a resource DLL, by the channel, or as asked. */

#include "channel-tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* BYE says the same as the LOG before it, and which resource it was. */
static bool
bye_is_last(const struct channel_message *log, uint32_t resource, const char *reason)
{
    const struct channel_message *bye = await_type(CHANNEL_BYE);

    CHECK(bye != NULL, "no BYE");
    CHECK(bye->bye.resource == resource, "BYE names %u", bye->bye.resource);
    CHECK(strstr(bye->bye.reason, reason) != NULL, "BYE says %s", bye->bye.reason);
    CHECK(position(log) == host.n_seen - 2 && position(bye) == host.n_seen - 1,
          "LOG and BYE are not the last words");
    return true;
}

static bool
crash_is_told(const char *entry, uint32_t entry_point, const char *action, const char *expected)
{
    char name[64];
    char place[96];

    snprintf(name, sizeof(name), "%s=%s", entry, action);
    snprintf(place, sizeof(place), "in %s of resource %s", entry, name);
    NEED(greet() && load_driver());
    if (entry_point == ENTRY_OPEN) {
        ask_open(1, "Driver", name);
    } else {
        CHECK(result_of(ask_open(1, "Driver", name)) == 0, "%s: Open", name);
        if (entry_point == ENTRY_RESOURCE_CONTROL) {
            ask_control(1, CONTROL_ECHO, "", 0);
        } else {
            ask_call(1, entry_point);
        }
    }
    CHECK(await_end(), "%s: the host goes on", name);
    CHECK(await_log(1, expected) != NULL, "%s: no LOG with '%s'", name, expected);
    CHECK(strstr(await_log(1, expected)->log.text, place) != NULL, "%s: the LOG is '%s'", name,
          await_log(1, expected)->log.text);
    return bye_is_last(await_log(1, expected), 1, expected);
}

static const struct {
    const char *name;
    uint32_t number;
} entries[] = {
    { "Open", ENTRY_OPEN },           { "Close", ENTRY_CLOSE },
    { "Online", ENTRY_ONLINE },       { "Offline", ENTRY_OFFLINE },
    { "Terminate", ENTRY_TERMINATE }, { "LooksAlive", ENTRY_LOOKS_ALIVE },
    { "IsAlive", ENTRY_IS_ALIVE },    { "ResourceControl", ENTRY_RESOURCE_CONTROL },
};

/* The test's own host serves for the first entry point, the others get one each. */
static bool
every_entry_point(const char *action, const char *expected)
{
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        if (i > 0) {
            end_host();
            NEED(start_host());
        }
        if (!crash_is_told(entries[i].name, entries[i].number, action, expected)) {
            return false;
        }
    }
    return true;
}

bool
crashes_are_told(void)
{
    return every_entry_point("crash", "EXCEPTION_ACCESS_VIOLATION (0xC0000005) at driver-dll.dll+");
}

bool
exits_are_told(void)
{
    return every_entry_point("exit", "it called ExitProcess");
}

bool
stack_overflow_is_told(void)
{
    return crash_is_told("Online", ENTRY_ONLINE, "overflow",
                         "EXCEPTION_STACK_OVERFLOW (0xC00000FD) at driver-dll.dll+");
}

bool
mingw_exception_is_told(void)
{
    return crash_is_told("Online", ENTRY_ONLINE, "throw", "an uncaught C++ exception (0x20474343)");
}

bool
thread_exit_is_told(void)
{
    return crash_is_told("Online", ENTRY_ONLINE, "exitthread", "called ExitThread");
}

bool
thread_crash_is_told(void)
{
    NEED(begin("Online=threadcrash"));
    ask_call(1, ENTRY_ONLINE);
    CHECK(await_log(0, "(0xC0000005) at driver-dll.dll+") != NULL, "no LOG");
    CHECK(await_log(0, "on a thread of the resource DLL's own") != NULL, "the place");
    CHECK(await_end(), "the host goes on");
    return bye_is_last(await_log(0, "(0xC0000005)"), 0, "(0xC0000005) at driver-dll.dll+");
}

bool
eof_ends_host(void)
{
    uint64_t end_us;

    NEED(begin("Online=hang"));
    ask_call(1, ENTRY_ONLINE);
    shutdown_channel();
    end_us = now_us() + PATIENCE_MS * 1000;
    while (host_runs() && now_us() < end_us) {
        usleep(1000);
    }
    CHECK(!host_runs(), "the host goes on without a channel");
    return true;
}

bool
finishes(void)
{
    struct channel_message finish = { .header = { .type = CHANNEL_FINISH } };

    NEED(begin("Online=hang"));
    ask_call(1, ENTRY_ONLINE);
    CHECK(await_log(1, "Online hangs") != NULL, "Online");
    send_message(&finish);
    CHECK(await_end(), "the host goes on");
    CHECK(host.seen[host.n_seen - 1]->message.header.type == CHANNEL_BYE, "BYE is not the last");
    return true;
}

bool
child_has_no_channel(void)
{
    struct channel_message finish = { .header = { .type = CHANNEL_FINISH } };
    uint64_t began_us;

    NEED(begin("ok"));
    CHECK(control(1, CONTROL_CHILD, "", 0)->controlled.result == 0, "no child");
    began_us = now_us();
    send_message(&finish);
    CHECK(await_end() && now_us() - began_us < 10000000, "a child keeps the channel open");
    return true;
}

static bool
leaves_over(const void *bytes, size_t length, const char *reason)
{
    NEED(begin("ok"));
    NEED(send_bytes(bytes, length));
    CHECK(await_log(0, reason) != NULL, "no LOG with '%s'", reason);
    CHECK(await_end(), "the host goes on");
    return true;
}

bool
leaves_over_garbage(void)
{
    return leaves_over("garbage is no message", 21, "unknown type");
}

bool
leaves_over_truncated(void)
{
    static const uint8_t open[] = { 42, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 255, 0, 0, 0 };

    return leaves_over(open, sizeof(open), "truncated");
}

bool
leaves_over_oversized(void)
{
    static uint8_t big[WIRE_MESSAGE_MAX + 100] = { 47 };

    return leaves_over(big, sizeof(big), "too long");
}

bool
leaves_over_wrong_direction(void)
{
    static const uint8_t facts_end[] = { 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0 };

    return leaves_over(facts_end, sizeof(facts_end), "FACTS_END");
}

bool
survives_random_packets(void)
{
    static uint8_t bytes[512];

    srand(4711);
    for (int round = 0; round < 20; round++) {
        if (round > 0) {
            end_host();
            NEED(start_host());
        }
        NEED(greet());
        for (size_t i = 0; i < sizeof(bytes); i++) {
            bytes[i] = (uint8_t)rand();
        }
        memcpy(bytes, (uint8_t[]){ (uint8_t)(40 + round % 24), 0, 0, 0 }, 4);
        NEED(send_bytes(bytes, 12 + (size_t)rand() % 500));
        CHECK(await_log(0, "the channel carries") != NULL, "round %d: no LOG", round);
        CHECK(await_end(), "round %d: the host goes on", round);
    }
    return true;
}
