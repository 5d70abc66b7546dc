/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "resources.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "lane.h"
#include "text.h"
#include "watch.h"

#define N_ENTRY_POINTS 32
#define N_BUCKETS      256

/* Handles are made up from numbers, so that one that a DLL invents or keeps too long is found to be
 * unknown. They are multiples of 4 as Windows' own are. */
#define HANDLE_TAG ((ULONG_PTR)1 << 30)

struct resource {
    struct resource *next;
    uint32_t number;
    struct type *type;
    char *name;
    WCHAR *wide_name;
    WCHAR *key_path;
    RESID id;
    HKEY key;

    /* Guards what follows, and keeps the channel's order of STATUS and SIGNALED that of the facts.
     */
    SRWLOCK lock;
    uint32_t state;      /* enum fact_state or CLUSTER_RESOURCE_STATE */
    bool given_up;       /* Terminate was asked for since Online or Offline began */
    uint32_t terminates; /* how often Terminate was asked for */
    struct watch *watch;
    bool armed; /* the watch has not fired */
    uint16_t asked[N_ENTRY_POINTS];
};

static SRWLOCK table_lock = SRWLOCK_INIT;
static struct resource *table[N_BUCKETS];

struct resource *
resource_find(uint32_t number)
{
    struct resource *resource;

    AcquireSRWLockShared(&table_lock);
    resource = table[number % N_BUCKETS];
    while (resource != NULL && resource->number != number) {
        resource = resource->next;
    }
    ReleaseSRWLockShared(&table_lock);
    return resource;
}

struct resource *
resource_of_handle(RESOURCE_HANDLE handle)
{
    ULONG_PTR value = (ULONG_PTR)handle;

    if ((value & HANDLE_TAG) == 0 || (value & 3) != 0) {
        return NULL;
    }
    return resource_find((uint32_t)((value & ~HANDLE_TAG) >> 2));
}

RESOURCE_HANDLE
resource_handle(const struct resource *resource)
{
    return (RESOURCE_HANDLE)(((ULONG_PTR)resource->number << 2) | HANDLE_TAG);
}

static struct resource *
make_resource(uint32_t number)
{
    struct resource *resource = calloc(1, sizeof(*resource));

    if (resource == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    resource->number = number;
    resource->state = FACT_CLOSED;
    InitializeSRWLock(&resource->lock);
    AcquireSRWLockExclusive(&table_lock);
    resource->next = table[number % N_BUCKETS];
    table[number % N_BUCKETS] = resource;
    ReleaseSRWLockExclusive(&table_lock);
    return resource;
}

/* The strings of a resource that is opened again are not freed: a late thread may still use them.
 */
static bool
set_names(struct resource *resource, const char *name, const char *key_path)
{
    char *copy = _strdup(name);
    WCHAR *wide_name = text_to_wide(name);
    WCHAR *wide_path = text_to_wide(key_path);

    if (copy == NULL || wide_name == NULL || wide_path == NULL) {
        free(copy);
        free(wide_name);
        free(wide_path);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return false;
    }
    resource->name = copy;
    resource->wide_name = wide_name;
    resource->key_path = wide_path;
    return true;
}

static uint32_t
asked_bits(const struct resource *resource)
{
    uint32_t bits = 0;

    for (uint32_t i = 0; i < N_ENTRY_POINTS; i++) {
        bits |= resource->asked[i] != 0 ? UINT32_C(1) << i : 0;
    }
    return bits;
}

/* Open, or with calls of its last life still to be answered. */
static bool
is_in_use(struct resource *resource)
{
    bool in_use;

    AcquireSRWLockShared(&resource->lock);
    in_use = resource->state != FACT_CLOSED || asked_bits(resource) != 0;
    ReleaseSRWLockShared(&resource->lock);
    return in_use;
}

struct resource *
resource_add(uint32_t number, struct type *type, const char *name, const char *key_path)
{
    struct resource *resource = resource_find(number);

    if (number == 0 || number > RESOURCE_NUMBER_MAX) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (resource == NULL) {
        resource = make_resource(number);
    }
    if (resource == NULL) {
        return NULL;
    }
    if (is_in_use(resource)) {
        SetLastError(ERROR_OBJECT_ALREADY_EXISTS);
        return NULL;
    }
    resource->type = type;
    return set_names(resource, name, key_path) ? resource : NULL;
}

uint32_t
resource_number(const struct resource *resource)
{
    return resource->number;
}

const char *
resource_name(const struct resource *resource)
{
    return resource->name;
}

const WCHAR *
resource_wide_name(const struct resource *resource)
{
    return resource->wide_name;
}

const WCHAR *
resource_key_path(const struct resource *resource)
{
    return resource->key_path;
}

struct type *
resource_type(const struct resource *resource)
{
    return resource->type;
}

RESID
resource_id(const struct resource *resource)
{
    return resource->id;
}

HKEY
resource_key(const struct resource *resource)
{
    return resource->key;
}

void
resource_set_open(struct resource *resource, RESID id, HKEY key)
{
    resource->id = id;
    resource->key = key;
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
        break;
    case ENTRY_OFFLINE:
        begin_transition(resource, ClusterResourceOfflinePending);
        ended = exchange_watch(resource, NULL);
        break;
    case ENTRY_TERMINATE:
    case ENTRY_CLOSE:
        resource->given_up = true;
        ended = exchange_watch(resource, NULL);
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
        /* An Online that succeeds behind its Terminate may have left something that runs. */
        if (goal == ClusterResourceOnline &&
            (result == ERROR_SUCCESS || result == ERROR_IO_PENDING)) {
            resource->state = ClusterResourceFailed;
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
        resource->state = result == ERROR_SUCCESS ? ClusterResourceOffline : FACT_CLOSED;
        break;
    case ENTRY_CLOSE:
        resource->state = FACT_CLOSED;
        break;
    case ENTRY_TERMINATE:
        resource->state = ClusterResourceOffline;
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

DWORD
resource_reports(struct resource *resource, DWORD state, DWORD checkpoint, HANDLE event)
{
    struct watch *ended = NULL;
    struct channel_message message = {
        .header = { .type = CHANNEL_STATUS },
        .status = { .resource = resource->number, .state = state, .checkpoint = checkpoint },
    };

    AcquireSRWLockExclusive(&resource->lock);
    if (resource->given_up || is_closed(resource)) {
        ReleaseSRWLockExclusive(&resource->lock);
        return ResourceExitStateTerminate;
    }
    if (event != NULL) {
        ended = exchange_watch(resource, event);
    }
    note_report(resource, state);
    message.status.has_event = resource->armed;
    connection_send(&message);
    ReleaseSRWLockExclusive(&resource->lock);
    watch_end(ended);
    return ResourceExitStateContinue;
}

static void
send_fact(struct resource *resource, uint64_t id)
{
    struct channel_message message = { .header = { .type = CHANNEL_FACT, .id = id } };

    AcquireSRWLockExclusive(&resource->lock);
    message.fact.resource = resource->number;
    message.fact.name = resource->name;
    message.fact.state = resource->state;
    message.fact.has_event = resource->armed;
    message.fact.calls = asked_bits(resource);
    connection_send(&message);
    ReleaseSRWLockExclusive(&resource->lock);
}

/* Resources are only ever added, in front, and by the thread that calls this. */
void
resource_send_facts(uint64_t id)
{
    for (size_t i = 0; i < N_BUCKETS; i++) {
        for (struct resource *resource = table[i]; resource != NULL; resource = resource->next) {
            send_fact(resource, id);
        }
    }
}
