/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lane.h"

#include <stdbool.h>
#include <stdlib.h>

#include "crash.h"

enum overlap {
    OVERLAPS_NOTHING,
    OVERLAPS_URGENT, /* the two below */
    OVERLAPS_AS_TERMINATE,
    OVERLAPS_AS_CANCEL,
};

static const struct {
    const char *name;
    enum overlap overlap;
    bool void_by_terminate;
} entry_points[] = {
    [ENTRY_OPEN] = { "Open", OVERLAPS_NOTHING, false },
    [ENTRY_CLOSE] = { "Close", OVERLAPS_NOTHING, false },
    [ENTRY_ONLINE] = { "Online", OVERLAPS_URGENT, true },
    [ENTRY_OFFLINE] = { "Offline", OVERLAPS_URGENT, true },
    [ENTRY_TERMINATE] = { "Terminate", OVERLAPS_AS_TERMINATE, false },
    [ENTRY_LOOKS_ALIVE] = { "LooksAlive", OVERLAPS_URGENT, true },
    [ENTRY_IS_ALIVE] = { "IsAlive", OVERLAPS_URGENT, true },
    [ENTRY_ARBITRATE] = { "Arbitrate", OVERLAPS_NOTHING, true },
    [ENTRY_RELEASE] = { "Release", OVERLAPS_NOTHING, false },
    [ENTRY_RESOURCE_CONTROL] = { "ResourceControl", OVERLAPS_URGENT, false },
    [ENTRY_RESOURCE_TYPE_CONTROL] = { "ResourceTypeControl", OVERLAPS_URGENT, false },
    [ENTRY_CANCEL] = { "Cancel", OVERLAPS_AS_CANCEL, false },
    [ENTRY_RESOURCE_CONTROL_AS_USER] = { "BeginResourceControlAsUser", OVERLAPS_URGENT, false },
    [ENTRY_RESOURCE_TYPE_CONTROL_AS_USER] = { "BeginResourceTypeControlAsUser", OVERLAPS_URGENT,
                                              false },
    [ENTRY_STARTUP_EX] = { "StartupEx", OVERLAPS_NOTHING, false },
    [ENTRY_STARTUP] = { "Startup", OVERLAPS_NOTHING, false },
    [ENTRY_DLL_MAIN] = { "DllMain", OVERLAPS_NOTHING, false },
};

const char *
entry_point_name(uint32_t entry_point)
{
    bool known = entry_point < sizeof(entry_points) / sizeof(entry_points[0]) &&
                 entry_points[entry_point].name != NULL;

    return known ? entry_points[entry_point].name : "an entry point";
}

static enum overlap
overlap_of(const struct call *call)
{
    return entry_points[call->entry_point].overlap;
}

/* Whether a call before `last` in the line is one of the same resource with the given overlap. */
static bool
waits_behind(const struct lane *lane, const struct call *last, enum overlap overlap)
{
    for (const struct call *call = lane->waiting; call != last; call = call->next) {
        if (call->resource == last->resource && overlap_of(call) == overlap) {
            return true;
        }
    }
    return false;
}

static bool
is_urgent(const struct call *call)
{
    return overlap_of(call) == OVERLAPS_AS_TERMINATE || overlap_of(call) == OVERLAPS_AS_CANCEL;
}

static bool
ordinary_may_start(const struct lane *lane, const struct call *call)
{
    const struct call *terminate = lane->terminating.running;

    if (waits_behind(lane, call, OVERLAPS_AS_TERMINATE)) {
        return false;
    }
    if (overlap_of(call) == OVERLAPS_NOTHING) {
        return terminate == NULL && lane->cancelling.running == NULL;
    }
    return terminate == NULL || terminate->resource != call->resource;
}

static struct call *
next_ordinary(const struct lane *lane)
{
    struct call *call = lane->waiting;

    while (call != NULL && is_urgent(call)) {
        call = call->next;
    }
    return call != NULL && ordinary_may_start(lane, call) ? call : NULL;
}

static struct call *
next_urgent(const struct lane *lane, enum overlap overlap)
{
    const struct call *running = lane->ordinary.running;

    if (running != NULL && overlap_of(running) == OVERLAPS_NOTHING) {
        return NULL;
    }
    for (struct call *call = lane->waiting; call != NULL; call = call->next) {
        if (overlap_of(call) == overlap && !waits_behind(lane, call, OVERLAPS_NOTHING)) {
            return call;
        }
    }
    return NULL;
}

static struct call *
next_terminate(const struct lane *lane)
{
    return next_urgent(lane, OVERLAPS_AS_TERMINATE);
}

static struct call *
next_cancel(const struct lane *lane)
{
    return next_urgent(lane, OVERLAPS_AS_CANCEL);
}

static void
unlink_call(struct lane *lane, struct call *call)
{
    struct call **link = &lane->waiting;

    while (*link != call) {
        link = &(*link)->next;
    }
    *link = call->next;
    call->next = NULL;
}

static struct call *
take_call(struct worker *worker)
{
    struct lane *lane = worker->lane;
    struct call *call;

    AcquireSRWLockExclusive(&lane->lock);
    while ((call = worker->next(lane)) == NULL) {
        SleepConditionVariableSRW(&lane->changed, &lane->lock, INFINITE, 0);
    }
    unlink_call(lane, call);
    worker->running = call;
    ReleaseSRWLockExclusive(&lane->lock);
    return call;
}

static void
end_call(struct worker *worker)
{
    AcquireSRWLockExclusive(&worker->lane->lock);
    worker->running = NULL;
    ReleaseSRWLockExclusive(&worker->lane->lock);
    WakeAllConditionVariable(&worker->lane->changed);
}

static DWORD WINAPI
serve(void *argument)
{
    struct worker *worker = argument;

    for (;;) {
        struct call *call = take_call(worker);

        call->run(call);
        end_call(worker);
        free(call);
    }
    return 0;
}

static DWORD
start_worker(struct lane *lane, struct worker *worker,
             struct call *(*next)(const struct lane *lane))
{
    HANDLE thread;

    worker->lane = lane;
    worker->next = next;
    thread = CreateThread(NULL, 0, serve, worker, 0, NULL);
    if (thread == NULL) {
        return GetLastError();
    }
    crash_watch_thread(thread, &worker->running);
    return ERROR_SUCCESS;
}

DWORD
lane_open(struct lane *lane)
{
    DWORD error;

    InitializeSRWLock(&lane->lock);
    InitializeConditionVariable(&lane->changed);
    error = start_worker(lane, &lane->ordinary, next_ordinary);
    if (error == ERROR_SUCCESS) {
        error = start_worker(lane, &lane->terminating, next_terminate);
    }
    return error == ERROR_SUCCESS ? start_worker(lane, &lane->cancelling, next_cancel) : error;
}

/* Unlinks the resource's calls that its Terminate makes void; returns them in order. */
static struct call *
take_void_calls(struct lane *lane, const struct resource *resource)
{
    struct call *taken = NULL;
    struct call **end = &taken;
    struct call **link = &lane->waiting;

    while (*link != NULL) {
        struct call *call = *link;

        if (call->resource == resource && entry_points[call->entry_point].void_by_terminate) {
            *link = call->next;
            call->next = NULL;
            *end = call;
            end = &call->next;
        } else {
            link = &call->next;
        }
    }
    return taken;
}

static void
abandon(struct call *calls)
{
    while (calls != NULL) {
        struct call *next = calls->next;

        calls->abandon(calls);
        free(calls);
        calls = next;
    }
}

void
lane_submit(struct lane *lane, struct call *call)
{
    struct call *void_calls = NULL;
    struct call **end = &lane->waiting;

    AcquireSRWLockExclusive(&lane->lock);
    if (overlap_of(call) == OVERLAPS_AS_TERMINATE) {
        void_calls = take_void_calls(lane, call->resource);
    }
    while (*end != NULL) {
        end = &(*end)->next;
    }
    call->next = NULL;
    *end = call;
    ReleaseSRWLockExclusive(&lane->lock);
    WakeAllConditionVariable(&lane->changed);
    abandon(void_calls);
}
