/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "notify-port.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "clusapi.h"
#include "database.h"
#include "host-access.h"
#include "resapi.h"
#include "text.h"

/* A notification with its strings behind it. */
struct entry {
    struct port_notice notice; /* first */
    struct entry *next;
    WCHAR text[];
};

struct port {
    struct handle_data head; /* first */
    struct port *next;       /* in ports */
    enum port_version version;
    HANDLE event;

    SRWLOCK lock; /* for what follows */
    CONDITION_VARIABLE changed;
    BOOL closed;
    BOOL overflowed; /* since the gap was told of */
    BOOL logged;
    struct notify_filter *filters;
    size_t n_filters;
    struct entry *first;
    struct entry **last;
    size_t n_entries;
};

/* Taken before a port's own lock. The list holds no port: a port leaves it when it is closed. */
static SRWLOCK ports_lock = SRWLOCK_INIT;
static struct port *ports;
static LONG listening;

static void
free_entries(struct entry *entry)
{
    while (entry != NULL) {
        struct entry *next = entry->next;

        free(entry);
        entry = next;
    }
}

static void
port_free(struct handle_data *data)
{
    struct port *port = (struct port *)data;

    for (size_t i = 0; i < port->n_filters; i++) {
        free(port->filters[i].id);
    }
    free(port->filters);
    free_entries(port->first);
    CloseHandle(port->event);
    free(port);
}

static size_t
copy(const WCHAR *string, WCHAR *to, const WCHAR **copied)
{
    size_t size = wcslen(string) + 1;

    wmemcpy(to, string, size);
    *copied = to;
    return size;
}

/* NULL when there is no memory. */
static struct entry *
make_entry(const struct port_notice *notice)
{
    size_t size = wcslen(notice->id) + wcslen(notice->parent) + wcslen(notice->name) + 3;
    struct entry *entry = malloc(sizeof(*entry) + size * sizeof(WCHAR));
    WCHAR *to;

    if (entry == NULL) {
        return NULL;
    }
    to = entry->text;
    entry->notice = *notice;
    entry->next = NULL;
    to += copy(notice->id, to, &entry->notice.id);
    to += copy(notice->parent, to, &entry->notice.parent);
    copy(notice->name, to, &entry->notice.name);
    return entry;
}

/* It becomes the caller's. */
static struct entry *
unlink_first(struct port *port)
{
    struct entry *first = port->first;

    port->first = first->next;
    if (port->first == NULL) {
        port->last = &port->first;
    }
    port->n_entries--;
    return first;
}

/* Nothing that was lost is lost in silence, a notification that there is no memory for included. */
static void
lose(struct port *port)
{
    const struct host_interface *host = host_access();

    port->overflowed = TRUE;
    if (!port->logged && host != NULL) {
        port->logged = TRUE;
        host->log(LOG_WARNING, "a cluster notification port is not read: notifications are lost");
    }
}

static void
put(struct port *port, const struct port_notice *notice)
{
    struct entry *entry = make_entry(notice);

    if (entry == NULL) {
        lose(port);
        return;
    }
    if (port->n_entries == PORT_QUEUE_MAX) {
        free(unlink_first(port));
        lose(port);
    }
    *port->last = entry;
    port->last = &entry->next;
    port->n_entries++;
    SetEvent(port->event);
    WakeAllConditionVariable(&port->changed);
}

/* The name that version 1 knows is all it gets: a key's is relative to the key that is watched. */
static const WCHAR *
name_for(const struct port *port, const struct notify_filter *filter,
         const struct notify_telling *telling)
{
    if (port->version == PORT_V2) {
        return telling->name;
    }
    if (telling->type == CLUSTER_OBJECT_TYPE_REGISTRY) {
        return notify_relative(filter, telling->id);
    }
    return telling->name[0] != 0 ? telling->name : telling->id;
}

static void
tell_filter(struct port *port, const struct notify_filter *filter,
            const struct notify_telling *telling)
{
    ULONGLONG wanted = notify_wanted(filter, telling);

    for (ULONGLONG flag = 1; flag != 0 && flag <= wanted; flag <<= 1) {
        if ((wanted & flag) != 0) {
            put(port, &(const struct port_notice){
                          .key = filter->key,
                          .type = telling->type,
                          .flags = flag,
                          .id = telling->id,
                          .parent = telling->parent,
                          .name = name_for(port, filter, telling),
                          .has_state = telling->has_state,
                          .state = telling->state,
                      });
        }
    }
}

static void
tell_ports(const struct notify_telling *telling)
{
    AcquireSRWLockShared(&ports_lock);
    for (struct port *port = ports; port != NULL; port = port->next) {
        AcquireSRWLockExclusive(&port->lock);
        for (size_t i = 0; i < port->n_filters; i++) {
            tell_filter(port, &port->filters[i], telling);
        }
        ReleaseSRWLockExclusive(&port->lock);
    }
    ReleaseSRWLockShared(&ports_lock);
}

static const struct notify_telling reconnected = {
    .change = CLUSTER_CHANGE_CLUSTER_RECONNECT,
    .type = CLUSTER_OBJECT_TYPE_CLUSTER,
    .flags = CLUSTER_CHANGE_CLUSTER_RECONNECT_V2,
    .subject = L"",
    .id = L"",
    .parent = L"",
    .name = L"",
};

static const struct notify_telling lost = {
    .change = CLUSTER_CHANGE_CLUSTER_RECONNECT,
    .type = CLUSTER_OBJECT_TYPE_CLUSTER,
    .flags = CLUSTER_CHANGE_CLUSTER_LOST_NOTIFICATIONS_V2,
    .subject = L"",
    .id = L"",
    .parent = L"",
    .name = L"",
};

/* The channel's thread; see host-interface.h. */
static void
heard(const struct channel_event *event)
{
    struct notify_telling telling;
    struct notify_event wide = { 0 };
    WCHAR *id;
    WCHAR *parent;
    WCHAR *name;

    if (event == NULL) {
        tell_ports(&reconnected);
        return;
    }
    if (event->change == OBJECT_EVENTS_LOST) {
        tell_ports(&lost);
        return;
    }
    id = text_to_wide(event->id);
    parent = text_to_wide(event->parent);
    name = text_to_wide(event->name);
    if (id == NULL || parent == NULL || name == NULL) {
        tell_ports(&lost);
    } else {
        wide = (struct notify_event){ event->kind, event->change, event->state, id, parent, name };
        for (size_t i = 0; notify_tell(&wide, i, &telling); i++) {
            tell_ports(&telling);
        }
    }
    free(id);
    free(parent);
    free(name);
}

static struct port *
make_port(enum port_version version)
{
    struct port *port = calloc(1, sizeof(*port));

    if (port == NULL) {
        return NULL;
    }
    port->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (port->event == NULL) {
        free(port);
        return NULL;
    }
    port->head.free = port_free;
    port->version = version;
    port->last = &port->first;
    InitializeSRWLock(&port->lock);
    InitializeConditionVariable(&port->changed);
    return port;
}

/* The port cannot be closed before its handle is known, so it may stand in the list without one. */
DWORD
port_create(enum port_version version, void **handle)
{
    const struct host_interface *host = host_access();
    struct port *port;
    DWORD error;

    if (host == NULL) {
        return RPC_S_SERVER_UNAVAILABLE;
    }
    port = make_port(version);
    if (port == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = handle_open_data(HANDLE_NOTIFY_PORT, &port->head, handle);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    AcquireSRWLockExclusive(&ports_lock);
    port->next = ports;
    ports = port;
    ReleaseSRWLockExclusive(&ports_lock);
    if (InterlockedExchange(&listening, 1) == 0) {
        host->listen(heard);
    }
    return ERROR_SUCCESS;
}

/* The port itself, to be dropped. */
static DWORD
hold(const void *handle, struct port **port)
{
    struct handle_data *data = NULL;
    DWORD error = handle_hold(handle, HANDLE_NOTIFY_PORT, &data);

    *port = (struct port *)data;
    return error;
}

static DWORD
hold_version(const void *handle, enum port_version version, struct port **port)
{
    DWORD error = hold(handle, port);

    if (error == ERROR_SUCCESS && (*port)->version != version) {
        handle_drop(&(*port)->head);
        error = ERROR_INVALID_HANDLE;
    }
    return error;
}

DWORD
port_check(const void *handle, enum port_version version)
{
    struct port *port;
    DWORD error = hold_version(handle, version, &port);

    if (error == ERROR_SUCCESS) {
        handle_drop(&port->head);
    }
    return error;
}

static DWORD
add_filter(struct port *port, const struct notify_filter *filter)
{
    struct notify_filter *grown =
        realloc(port->filters, (port->n_filters + 1) * sizeof(*port->filters));
    struct notify_filter added = *filter;

    if (grown == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    port->filters = grown;
    if (filter->id != NULL) {
        added.id = _wcsdup(filter->id);
        if (added.id == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
    }
    port->filters[port->n_filters++] = added;
    return ERROR_SUCCESS;
}

DWORD
port_add(const void *handle, enum port_version version, const struct notify_filter *filter)
{
    struct port *port;
    DWORD error = hold_version(handle, version, &port);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    AcquireSRWLockExclusive(&port->lock);
    error = add_filter(port, filter);
    ReleaseSRWLockExclusive(&port->lock);
    handle_drop(&port->head);
    return error;
}

/* What tells of the gap, by the first filter that asks for it. */
static BOOL
tell_gap(const struct port *port, struct port_notice *notice)
{
    for (size_t i = 0; port->overflowed && i < port->n_filters; i++) {
        ULONGLONG wanted = notify_wanted(&port->filters[i], &lost);

        if (wanted != 0) {
            *notice = (struct port_notice){ .key = port->filters[i].key,
                                            .type = lost.type,
                                            .flags = wanted,
                                            .id = L"",
                                            .parent = L"",
                                            .name = L"" };
            return TRUE;
        }
    }
    return FALSE;
}

/* One call of port_take(). */
struct taking {
    BOOL (*fits)(const struct port_notice *notice, const void *context);
    const void *context;
    struct entry *taken;
    DWORD error;
};

static void
take_gap(struct port *port, const struct port_notice *gap, struct taking *taking)
{
    BOOL fits = taking->fits(gap, taking->context);

    taking->taken = make_entry(gap);
    if (taking->taken == NULL) {
        taking->error = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    taking->error = fits ? ERROR_SUCCESS : ERROR_MORE_DATA;
    port->overflowed = !fits;
}

static void
take_first(struct port *port, struct taking *taking)
{
    if (taking->fits(&port->first->notice, taking->context)) {
        taking->taken = unlink_first(port);
        taking->error = ERROR_SUCCESS;
        return;
    }
    taking->taken = make_entry(&port->first->notice);
    taking->error = taking->taken != NULL ? ERROR_MORE_DATA : ERROR_NOT_ENOUGH_MEMORY;
}

/* Takes the gap or else the first entry; FALSE when there is neither. */
static BOOL
take_one(struct port *port, struct taking *taking)
{
    struct port_notice gap;

    if (tell_gap(port, &gap)) {
        take_gap(port, &gap, taking);
    } else if (port->first != NULL) {
        take_first(port, taking);
    } else {
        return FALSE;
    }
    if (port->first == NULL && !tell_gap(port, &gap)) {
        ResetEvent(port->event);
    }
    return TRUE;
}

/* Waits until something changes at the port or end_ms comes; FALSE: it has come. */
static BOOL
wait_until(struct port *port, DWORD timeout_ms, ULONGLONG end_ms)
{
    ULONGLONG now_ms = GetTickCount64();

    if (timeout_ms == INFINITE) {
        return SleepConditionVariableSRW(&port->changed, &port->lock, INFINITE, 0);
    }
    if (now_ms >= end_ms) {
        return FALSE;
    }
    SleepConditionVariableSRW(&port->changed, &port->lock, (DWORD)(end_ms - now_ms), 0);
    return TRUE;
}

DWORD
port_take(const void *handle, enum port_version version, DWORD timeout_ms,
          BOOL (*fits)(const struct port_notice *notice, const void *context), const void *context,
          struct port_notice **notice)
{
    ULONGLONG end_ms = GetTickCount64() + timeout_ms;
    struct taking taking = { .fits = fits, .context = context, .error = WAIT_TIMEOUT };
    struct port *port;
    DWORD error = hold_version(handle, version, &port);

    *notice = NULL;
    if (error != ERROR_SUCCESS) {
        return error;
    }
    AcquireSRWLockExclusive(&port->lock);
    while (!port->closed && !take_one(port, &taking) && wait_until(port, timeout_ms, end_ms)) {}
    if (port->closed) {
        taking.error = ERROR_INVALID_HANDLE;
    }
    ReleaseSRWLockExclusive(&port->lock);
    handle_drop(&port->head);
    *notice = taking.taken != NULL ? &taking.taken->notice : NULL;
    return taking.error;
}

void
port_forget(struct port_notice *notice)
{
    free(notice);
}

DWORD
port_event(const void *handle, HANDLE *event)
{
    struct port *port;
    DWORD error = hold(handle, &port);

    if (error == ERROR_SUCCESS) {
        *event = port->event;
        handle_drop(&port->head);
    }
    return error;
}

static void
leave_list(const struct port *port)
{
    AcquireSRWLockExclusive(&ports_lock);
    for (struct port **link = &ports; *link != NULL; link = &(*link)->next) {
        if (*link == port) {
            *link = port->next;
            break;
        }
    }
    ReleaseSRWLockExclusive(&ports_lock);
}

DWORD
port_close(const void *handle)
{
    struct port *port;
    DWORD error = hold(handle, &port);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = handle_close(handle, HANDLE_NOTIFY_PORT);
    leave_list(port);
    AcquireSRWLockExclusive(&port->lock);
    port->closed = TRUE;
    SetEvent(port->event);
    WakeAllConditionVariable(&port->changed);
    ReleaseSRWLockExclusive(&port->lock);
    handle_drop(&port->head);
    return error;
}
