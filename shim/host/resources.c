/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "resource-private.h"

#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "loader.h"
#include "text.h"

#define N_BUCKETS 256

/* Handles are made up from numbers, so that one that a DLL invents or keeps too long is found to be
 * unknown. They are multiples of 4 as Windows' own are. */
#define HANDLE_TAG ((ULONG_PTR)1 << 30)

static SRWLOCK table_lock = SRWLOCK_INIT;
static struct resource *table[N_BUCKETS];
static uint32_t highest_number; /* the main thread's */

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

static bool
is_closed(struct resource *resource)
{
    bool closed;

    AcquireSRWLockShared(&resource->lock);
    closed = resource->state == FACT_CLOSED;
    ReleaseSRWLockShared(&resource->lock);
    return closed;
}

struct resource *
resource_of_handle(RESOURCE_HANDLE handle)
{
    ULONG_PTR value = (ULONG_PTR)handle;
    struct resource *resource;

    if ((value & HANDLE_TAG) == 0 || (value & 3) != 0) {
        return NULL;
    }
    resource = resource_find((uint32_t)((value & ~HANDLE_TAG) >> 2));
    /* On 64-bit machines a handle has more bits than a number. */
    return resource != NULL && resource_handle(resource) == handle && !is_closed(resource)
               ? resource
               : NULL;
}

RESOURCE_HANDLE
resource_handle(const struct resource *resource)
{
    return (RESOURCE_HANDLE)(((ULONG_PTR)resource->number << 2) | HANDLE_TAG);
}

static struct resource *
make_resource(uint32_t number, struct type *type, const char *name, const char *key_path)
{
    struct resource *resource = calloc(1, sizeof(*resource));

    if (resource == NULL) {
        return NULL;
    }
    resource->number = number;
    resource->type = type;
    resource->state = FACT_CLOSED;
    InitializeSRWLock(&resource->lock);
    resource->name = _strdup(name);
    resource->wide_name = text_to_wide(name);
    resource->key_path = text_to_wide(key_path);
    if (resource->name == NULL || resource->wide_name == NULL || resource->key_path == NULL) {
        free(resource->name);
        free(resource->wide_name);
        free(resource->key_path);
        free(resource);
        return NULL;
    }
    return resource;
}

struct resource *
resource_add(uint32_t number, struct type *type, const char *name, const char *key_path)
{
    struct resource *resource;

    if (number == 0 || number > RESOURCE_NUMBER_MAX) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (resource_find(number) != NULL) {
        SetLastError(ERROR_OBJECT_ALREADY_EXISTS);
        return NULL;
    }
    resource = make_resource(number, type, name, key_path);
    if (resource == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    AcquireSRWLockExclusive(&table_lock);
    resource->next = table[number % N_BUCKETS];
    table[number % N_BUCKETS] = resource;
    ReleaseSRWLockExclusive(&table_lock);
    highest_number = number > highest_number ? number : highest_number;
    return resource;
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

static void
send_fact(struct resource *resource, uint64_t id)
{
    struct channel_message message = { .header = { .type = CHANNEL_FACT, .id = id } };

    AcquireSRWLockExclusive(&resource->lock);
    message.fact.resource = resource->number;
    message.fact.name = resource->name;
    message.fact.state = resource->state;
    message.fact.has_event = resource->armed;
    message.fact.calls = resource_asked_bits(resource);
    message.fact.entries = type_entries(resource->type);
    message.fact.information = resource->information;
    message.fact.owns = resource->owns;
    connection_send(&message);
    ReleaseSRWLockExclusive(&resource->lock);
}

static bool
is_history(struct resource *resource)
{
    bool history;

    AcquireSRWLockShared(&resource->lock);
    history = resource->state == FACT_CLOSED && resource_asked_bits(resource) == 0;
    ReleaseSRWLockShared(&resource->lock);
    return history;
}

static void
send_fact_unless_history(struct resource *resource, uint64_t id)
{
    if (resource->number == highest_number || !is_history(resource)) {
        send_fact(resource, id);
    }
}

static void
send_local_properties(struct resource *resource, uint64_t id)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOCAL_PROPERTIES },
        .local_properties = { .resource = resource->number },
    };

    (void)id;
    AcquireSRWLockExclusive(&resource->lock);
    if (resource->local_properties.data != NULL) {
        message.local_properties.list = resource->local_properties;
        connection_send(&message);
    }
    ReleaseSRWLockExclusive(&resource->lock);
}

/* Resources are only ever added, in front, and by the thread that calls this. */
static void
for_each(void (*act)(struct resource *resource, uint64_t id), uint64_t id)
{
    for (size_t i = 0; i < N_BUCKETS; i++) {
        for (struct resource *resource = table[i]; resource != NULL; resource = resource->next) {
            act(resource, id);
        }
    }
}

void
resource_send_facts(uint64_t id)
{
    for_each(send_fact_unless_history, id);
    for_each(send_local_properties, id);
}
