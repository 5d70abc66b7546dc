/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "resource-private.h"

#include <stdlib.h>

#include "connection.h"
#include "lane.h"
#include "watch.h"

uint32_t
resource_asked_bits(const struct resource *resource)
{
    uint32_t bits = 0;

    for (uint32_t i = 0; i < N_ENTRY_POINTS; i++) {
        bits |= resource->asked[i] != 0 ? ENTRY_BIT(i) : 0;
    }
    return bits;
}

uint32_t
resource_asked(struct resource *resource, uint32_t entry_point)
{
    uint32_t terminates;

    AcquireSRWLockExclusive(&resource->lock);
    resource->asked[entry_point]++;
    if (entry_point == ENTRY_TERMINATE) {
        resource->given_up = true;
        resource->terminates++;
    }
    terminates = resource->terminates;
    ReleaseSRWLockExclusive(&resource->lock);
    return terminates;
}

void
resource_answered(struct resource *resource, uint32_t entry_point)
{
    AcquireSRWLockExclusive(&resource->lock);
    resource->asked[entry_point]--;
    ReleaseSRWLockExclusive(&resource->lock);
}

/* A watch fires once; it is this resource's affair only while it is the one that is armed. */
static void
on_signaled(void *argument, const struct watch *watch)
{
    struct resource *resource = argument;
    struct channel_message message = {
        .header = { .type = CHANNEL_SIGNALED },
        .signaled = { .resource = resource->number },
    };

    AcquireSRWLockExclusive(&resource->lock);
    if (resource->watch == watch) {
        resource->armed = false;
        connection_send(&message);
    }
    ReleaseSRWLockExclusive(&resource->lock);
}

/* With the lock held; the old watch is returned to be ended without it, since ending it waits for
 * on_signaled(). */
static struct watch *
exchange_watch(struct resource *resource, HANDLE event)
{
    struct watch *old = resource->watch;

    resource->watch = event != NULL ? watch_begin(event, on_signaled, resource) : NULL;
    resource->armed = resource->watch != NULL;
    return old;
}

static void
begin_transition(struct resource *resource, uint32_t state)
{
    resource->state = state;
    resource->given_up = false;
    resource->outlived = false;
}

/* With the lock held. */
static void
forget_local_properties(struct resource *resource)
{
    free((void *)(uintptr_t)resource->local_properties.data);
    resource->local_properties = (struct wire_bytes){ .data = NULL };
}

BOOL
resource_enters(struct resource *resource, uint32_t entry_point, uint32_t terminates)
{
    struct watch *ended = NULL;

    AcquireSRWLockExclusive(&resource->lock);
    /* Terminate may have come, and even ended, between the queue and here. */
    if ((entry_point == ENTRY_ONLINE || entry_point == ENTRY_OFFLINE) &&
        terminates != resource->terminates) {
        ReleaseSRWLockExclusive(&resource->lock);
        return FALSE;
    }
    switch (entry_point) {
    case ENTRY_OPEN:
        begin_transition(resource, ClusterResourceInitializing);
        break;
    case ENTRY_ONLINE:
        begin_transition(resource, ClusterResourceOnlinePending);
        ended = exchange_watch(resource, NULL);
        break;
    case ENTRY_OFFLINE:
        begin_transition(resource, ClusterResourceOfflinePending);
        ended = exchange_watch(resource, NULL);
        break;
    case ENTRY_TERMINATE:
    case ENTRY_CLOSE:
        resource->given_up = true;
        resource->outlived = false;
        ended = exchange_watch(resource, NULL);
        break;
    case ENTRY_RELEASE:
        resource->owns = false;
        break;
    default:
        break;
    }
    ReleaseSRWLockExclusive(&resource->lock);
    watch_end(ended);
    return TRUE;
}

/* What Online or Offline said. While pending, and when the DLL's worker was faster than the entry
 * point, the last report counts; after Terminate neither does. */
static void
end_transition(struct resource *resource, DWORD result, uint32_t goal)
{
    if (resource->given_up) {
        /* An Online that succeeds in spite of its Terminate may have left something that runs. */
        if (goal == ClusterResourceOnline &&
            (result == ERROR_SUCCESS || result == ERROR_IO_PENDING)) {
            resource->state = ClusterResourceFailed;
            resource->outlived = true;
        }
        return;
    }
    if (result == ERROR_SUCCESS) {
        resource->state = goal;
    } else if (result != ERROR_IO_PENDING) {
        resource->state = ClusterResourceFailed;
    }
}

/* RETURNED is sent under the lock, so that SIGNALED for the event it speaks of comes behind it. */
void
resource_returned(struct resource *resource, uint32_t entry_point, uint64_t id, DWORD result,
                  HANDLE event)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_RETURNED, .id = id },
        .returned = { .result = result },
    };
    struct watch *ended = NULL;

    AcquireSRWLockExclusive(&resource->lock);
    switch (entry_point) {
    case ENTRY_OPEN:
        resource->state = result == ERROR_SUCCESS ? FACT_OPENED : FACT_CLOSED;
        break;
    case ENTRY_CLOSE:
        resource->state = FACT_CLOSED;
        resource->owns = false;
        forget_local_properties(resource);
        break;
    case ENTRY_ARBITRATE:
        resource->owns = result == ERROR_SUCCESS;
        break;
    case ENTRY_TERMINATE:
        resource->state = resource->outlived ? ClusterResourceFailed : ClusterResourceOffline;
        break;
    case ENTRY_ONLINE:
        end_transition(resource, result, ClusterResourceOnline);
        break;
    case ENTRY_OFFLINE:
        end_transition(resource, result, ClusterResourceOffline);
        break;
    default:
        break;
    }
    if (event != NULL && !resource->given_up) {
        ended = exchange_watch(resource, event);
    }
    message.returned.has_event = resource->armed;
    resource->asked[entry_point]--;
    connection_send(&message);
    ReleaseSRWLockExclusive(&resource->lock);
    watch_end(ended);
}

static bool
is_closed(const struct resource *resource)
{
    return resource->state == FACT_CLOSED;
}

/* Reports count while pending, and failure while online; late ones are passed on but are no facts
 * (resapi.md 2.6c). The number comes from the DLL: one that is no state of a resource is a failure. */
static void
note_report(struct resource *resource, DWORD state)
{
    bool pending = resource->state == ClusterResourceOnlinePending ||
                   resource->state == ClusterResourceOfflinePending;

    if (pending || (resource->state == ClusterResourceOnline && state == ClusterResourceFailed)) {
        resource->state = state < FACT_CLOSED ? state : ClusterResourceFailed;
    }
}

/* Offline ends the watching and Online begins without an event, so that what a report brings before
 * or between them is not watched. */
static bool
may_be_watched(const struct resource *resource)
{
    return resource->state == ClusterResourceOnlinePending ||
           resource->state == ClusterResourceOnline;
}

DWORD
resource_reports(struct resource *resource, const struct resource_report *report)
{
    struct watch *ended = NULL;
    struct channel_message message = {
        .header = { .type = CHANNEL_STATUS },
        .status = { .resource = resource->number,
                    .state = report->state,
                    .checkpoint = report->checkpoint,
                    .app_error = report->app_error,
                    .flags = report->flags },
    };

    AcquireSRWLockExclusive(&resource->lock);
    if (resource->given_up || is_closed(resource)) {
        ReleaseSRWLockExclusive(&resource->lock);
        return ResourceExitStateTerminate;
    }
    if (report->event != NULL && may_be_watched(resource)) {
        ended = exchange_watch(resource, report->event);
    }
    note_report(resource, report->state);
    message.status.has_event = resource->armed;
    connection_send(&message);
    ReleaseSRWLockExclusive(&resource->lock);
    watch_end(ended);
    return ResourceExitStateContinue;
}

DWORD
resource_tells(struct resource *resource, const struct channel_message *message)
{
    DWORD error = ERROR_INVALID_HANDLE;

    AcquireSRWLockExclusive(&resource->lock);
    if (!is_closed(resource)) {
        connection_send(message);
        error = ERROR_SUCCESS;
    }
    ReleaseSRWLockExclusive(&resource->lock);
    return error;
}

DWORD
resource_set_local_properties(struct resource *resource, struct wire_bytes list)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOCAL_PROPERTIES },
        .local_properties = { .resource = resource->number, .list = list },
    };

    AcquireSRWLockExclusive(&resource->lock);
    if (is_closed(resource)) {
        ReleaseSRWLockExclusive(&resource->lock);
        free((void *)(uintptr_t)list.data);
        return ERROR_INVALID_HANDLE;
    }
    forget_local_properties(resource);
    resource->local_properties = list;
    connection_send(&message);
    ReleaseSRWLockExclusive(&resource->lock);
    return ERROR_SUCCESS;
}

/* With the lock held. */
static DWORD
change_information(struct resource *resource, uint32_t bits, BOOL on)
{
    struct channel_message message = { .header = { .type = CHANNEL_INFORMATION } };

    if (is_closed(resource)) {
        return ERROR_INVALID_HANDLE;
    }
    resource->information = on ? resource->information | bits : resource->information & ~bits;
    message.information.resource = resource->number;
    message.information.bits = resource->information;
    message.information.reason = resource->locked_reason;
    connection_send(&message);
    return ERROR_SUCCESS;
}

DWORD
resource_set_information(struct resource *resource, uint32_t bits, BOOL on)
{
    DWORD error;

    AcquireSRWLockExclusive(&resource->lock);
    error = change_information(resource, bits, on);
    ReleaseSRWLockExclusive(&resource->lock);
    return error;
}

DWORD
resource_set_locked_mode(struct resource *resource, BOOL on, DWORD reason)
{
    DWORD error;

    AcquireSRWLockExclusive(&resource->lock);
    resource->locked_reason = on ? reason : 0;
    error = change_information(resource, INFORMATION_LOCKED_MODE, on);
    ReleaseSRWLockExclusive(&resource->lock);
    return error;
}

void
resource_watch_again(struct resource *resource)
{
    struct watch *ended = NULL;
    struct channel_message message = {
        .header = { .type = CHANNEL_SIGNALED },
        .signaled = { .resource = resource->number },
    };
    enum watch_signal signal;

    AcquireSRWLockExclusive(&resource->lock);
    if (resource->watch == NULL || resource->armed) {
        /* Offline or Terminate ended it, or the DLL has given another one since. */
    } else {
        signal = watch_look(resource->watch);
        message.signaled.still = signal == WATCH_STAYS_SIGNALED ? 1 : 0;
        if (signal == WATCH_UNSIGNALED) {
            ended = exchange_watch(resource, watch_event(resource->watch));
        } else {
            connection_send(&message);
        }
    }
    ReleaseSRWLockExclusive(&resource->lock);
    watch_end(ended);
}
