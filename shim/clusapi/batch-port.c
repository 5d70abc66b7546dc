/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Notifications of what batches change: ClusterRegCreateBatchNotifyPort, ClusterRegGetBatchNotification,
 * ClusterRegBatchReadCommand, ClusterRegBatchCloseNotification and ClusterRegCloseBatchNotifyPort of
 * the Failover Cluster reference; what a notification holds is told in the cluster service's protocol
 * (MS-CMRP, "ApiGetBatchNotification"). resapid keeps what waits.
 *
 * A notification is one batch, as it was given, without its conditions. Names of keys are relative to
 * the port's key, and where values are not those of the key named last, a CLUSREG_CREATE_KEY says whose
 * they are. ERROR_INVALID_DATA: batches were missed, since too many had not been fetched or resapid was
 * restarted; the port goes on.
 */

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "clusapi.h"
#include "database.h"
#include "handle.h"
#include "text.h"

struct port {
    struct handle_data head;
    SRWLOCK lock; /* one notification is fetched at a time */
    uint32_t number;
    char *path;
    LONG closed;
};

/* One command, whose strings are its own. */
struct command {
    CLUSTER_REG_COMMAND command;
    DWORD type;
    WCHAR *name;
    BYTE *data;
    DWORD length;
};

struct notification {
    struct handle_data head;
    SRWLOCK lock;
    struct command *commands;
    size_t count;
    size_t capacity;
    size_t next;
};

static void
free_port(struct handle_data *data)
{
    struct port *port = (struct port *)data;

    free(port->path);
    free(port);
}

static void
free_notification(struct handle_data *data)
{
    struct notification *notification = (struct notification *)data;

    for (size_t i = 0; i < notification->count; i++) {
        free(notification->commands[i].name);
        free(notification->commands[i].data);
    }
    free(notification->commands);
    free(notification);
}

static DWORD
watch(const struct port *port, BOOL on)
{
    struct channel_message question = {
        .header.type = CHANNEL_KEY_WATCH,
        .key_watch = { .watch = port->number, .on = on ? 1 : 0, .path = port->path },
    };
    struct host_answer *answer = NULL;
    DWORD error = database_ask(&question, CHANNEL_DONE, &answer);

    database_forget(answer);
    return error;
}

/* path is taken over. */
static struct port *
make_port(WCHAR *path)
{
    static LONG last_number;
    struct port *port = calloc(1, sizeof(*port));

    if (port != NULL) {
        port->head.free = free_port;
        port->number = (uint32_t)InterlockedIncrement(&last_number);
        port->path = text_to_utf8(path);
        if (port->path == NULL) {
            free(port);
            port = NULL;
        }
    }
    free(path);
    return port;
}

LONG WINAPI
ClusterRegCreateBatchNotifyPort(HKEY hKey, HREGBATCHPORT *phBatchNotifyPort)
{
    struct port *port;
    WCHAR *path = NULL;
    void *handle = NULL;
    DWORD error = handle_name(hKey, HANDLE_KEY, &path);

    if (error == ERROR_SUCCESS && phBatchNotifyPort == NULL) {
        free(path);
        error = ERROR_INVALID_PARAMETER;
    }
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    *phBatchNotifyPort = NULL;
    port = make_port(path);
    if (port == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = watch(port, TRUE);
    if (error != ERROR_SUCCESS) {
        free_port(&port->head);
        return (LONG)error;
    }
    error = handle_open_data(HANDLE_BATCH_PORT, &port->head, &handle);
    *phBatchNotifyPort = handle;
    return (LONG)error;
}

LONG WINAPI
ClusterRegCloseBatchNotifyPort(HREGBATCHPORT hBatchNotifyPort)
{
    struct handle_data *data = NULL;
    DWORD error = handle_hold(hBatchNotifyPort, HANDLE_BATCH_PORT, &data);

    if (error == ERROR_SUCCESS) {
        error = handle_close(hBatchNotifyPort, HANDLE_BATCH_PORT);
    }
    if (error == ERROR_SUCCESS) {
        struct port *port = (struct port *)data;

        InterlockedExchange(&port->closed, 1);
        /* A restarted resapid does not know it, which is as good. */
        watch(port, FALSE);
    }
    handle_drop(data);
    return (LONG)error;
}

static struct command *
new_command(struct notification *notification)
{
    if (notification->count == notification->capacity) {
        size_t wanted = notification->capacity == 0 ? 16 : notification->capacity * 2;
        struct command *grown = realloc(notification->commands, wanted * sizeof(*grown));

        if (grown == NULL) {
            return NULL;
        }
        notification->commands = grown;
        notification->capacity = wanted;
    }
    notification->commands[notification->count] = (struct command){ .name = NULL };
    return &notification->commands[notification->count++];
}

static DWORD
add_command(struct notification *notification, CLUSTER_REG_COMMAND kind, const char *name,
            DWORD type, const struct wire_bytes *data)
{
    struct command *command = new_command(notification);

    if (command == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    command->command = kind;
    command->type = type;
    command->name = text_to_wide(name);
    if (command->name == NULL) {
        return GetLastError();
    }
    if (data == NULL) {
        return ERROR_SUCCESS;
    }
    command->data = malloc(data->length + 1);
    if (command->data == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(command->data, data->data, data->length);
    command->length = data->length;
    return ERROR_SUCCESS;
}

/* CLUSREG_DELETE_VALUE has the data that were deleted, which CLUSREG_VALUE_DELETED before it has brought;
 * without them there was nothing to delete. */
static DWORD
add_deletion(struct notification *notification, const char *name)
{
    const struct command *last =
        notification->count > 0 ? &notification->commands[notification->count - 1] : NULL;
    struct wire_bytes old;

    if (last == NULL || last->command != CLUSREG_VALUE_DELETED) {
        return add_command(notification, CLUSREG_DELETE_VALUE, name, 0, NULL);
    }
    old = (struct wire_bytes){ last->data, last->length };
    return add_command(notification, CLUSREG_DELETE_VALUE, name, last->type, &old);
}

static DWORD
add_change(struct notification *notification, const struct channel_message *change)
{
    const struct channel_value_set *set = &change->value_set;
    const struct channel_value *value = &change->value;

    switch (change->header.type) {
    case CHANNEL_KEY_CREATE:
        return add_command(notification, CLUSREG_CREATE_KEY, change->key_create.path, 0, NULL);
    case CHANNEL_KEY_DELETE:
        return add_command(notification, CLUSREG_DELETE_KEY, change->key_delete.path, 0, NULL);
    case CHANNEL_VALUE:
        return add_command(notification, CLUSREG_VALUE_DELETED, value->name, value->type,
                           &value->data);
    case CHANNEL_VALUE_SET:
        return add_command(notification, CLUSREG_SET_VALUE, set->name, set->type, &set->data);
    case CHANNEL_VALUE_DELETE:
        return add_deletion(notification, change->value_delete.name);
    default:
        return ERROR_INVALID_DATA;
    }
}

static DWORD
add_changes(struct notification *notification, const struct wire_bytes *changes)
{
    struct channel_message *change = malloc(sizeof(*change));
    size_t consumed = 0;
    DWORD error = change != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    for (size_t done = 0; error == ERROR_SUCCESS && done < changes->length; done += consumed) {
        error = wire_decode_next(&channel_schema, changes->data + done, changes->length - done,
                                 change, &consumed) == WIRE_OK
                    ? add_change(notification, change)
                    : ERROR_INVALID_DATA;
    }
    free(change);
    return error;
}

/* After an error the rest of the batch is fetched all the same, so that the next is a batch's begin. */
static DWORD
fetch(const struct port *port, struct notification *notification)
{
    DWORD error = ERROR_SUCCESS;
    BOOL more = TRUE;

    while (more) {
        struct channel_message question = { .header.type = CHANNEL_KEY_NEXT,
                                            .key_next.watch = port->number };
        struct host_answer *answer = NULL;
        DWORD asked = database_ask(&question, CHANNEL_KEY_CHANGES, &answer);

        if (asked != ERROR_SUCCESS) {
            return asked;
        }
        more = answer->message.key_changes.more != 0;
        if (error == ERROR_SUCCESS) {
            error = add_changes(notification, &answer->message.key_changes.changes);
        }
        database_forget(answer);
    }
    return error;
}

/* resapid knows nothing of the port: it was closed meanwhile, or resapid was restarted. */
static DWORD
watch_again(struct port *port)
{
    DWORD error;

    if (InterlockedCompareExchange(&port->closed, 0, 0) != 0) {
        return ERROR_INVALID_HANDLE;
    }
    error = watch(port, TRUE);
    if (InterlockedCompareExchange(&port->closed, 0, 0) != 0) {
        watch(port, FALSE);
        return ERROR_INVALID_HANDLE;
    }
    return error != ERROR_SUCCESS ? error : ERROR_INVALID_DATA;
}

static DWORD
get_notification(struct port *port, void **handle)
{
    struct notification *notification = calloc(1, sizeof(*notification));
    DWORD error;

    if (notification == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    notification->head.free = free_notification;
    AcquireSRWLockExclusive(&port->lock);
    error = fetch(port, notification);
    if (error == ERROR_INVALID_HANDLE) {
        error = watch_again(port);
    }
    ReleaseSRWLockExclusive(&port->lock);
    if (error != ERROR_SUCCESS) {
        free_notification(&notification->head);
        return error;
    }
    return handle_open_data(HANDLE_BATCH_NOTIFICATION, &notification->head, handle);
}

/* Waits for a batch if there is none. */
LONG WINAPI
ClusterRegGetBatchNotification(HREGBATCHPORT hBatchNotify,
                               HREGBATCHNOTIFICATION *phBatchNotification)
{
    struct handle_data *data = NULL;
    void *handle = NULL;
    DWORD error = handle_hold(hBatchNotify, HANDLE_BATCH_PORT, &data);

    if (error == ERROR_SUCCESS) {
        error = phBatchNotification != NULL ? get_notification((struct port *)data, &handle)
                                            : ERROR_INVALID_PARAMETER;
    }
    handle_drop(data);
    if (phBatchNotification != NULL) {
        *phBatchNotification = handle;
    }
    return (LONG)error;
}

/* NULL behind the last. */
static const struct command *
take_next(struct notification *notification)
{
    const struct command *next = NULL;

    AcquireSRWLockExclusive(&notification->lock);
    if (notification->next < notification->count) {
        next = &notification->commands[notification->next++];
    }
    ReleaseSRWLockExclusive(&notification->lock);
    return next;
}

static DWORD
give_next(struct notification *notification, CLUSTER_BATCH_COMMAND *command)
{
    const struct command *next = take_next(notification);

    if (next == NULL) {
        return ERROR_NO_MORE_ITEMS;
    }
    *command = (CLUSTER_BATCH_COMMAND){
        .Command = next->command,
        .dwOptions = next->type,
        .wzName = next->name,
        .lpData = next->data,
        .cbData = next->length,
    };
    return ERROR_SUCCESS;
}

LONG WINAPI
ClusterRegBatchReadCommand(HREGBATCHNOTIFICATION hBatchNotification,
                           CLUSTER_BATCH_COMMAND *pBatchCommand)
{
    struct handle_data *data = NULL;
    DWORD error = handle_hold(hBatchNotification, HANDLE_BATCH_NOTIFICATION, &data);

    if (error == ERROR_SUCCESS) {
        error = pBatchCommand != NULL ? give_next((struct notification *)data, pBatchCommand)
                                      : ERROR_INVALID_PARAMETER;
    }
    handle_drop(data);
    return (LONG)error;
}

LONG WINAPI
ClusterRegBatchCloseNotification(HREGBATCHNOTIFICATION hBatchNotification)
{
    return (LONG)handle_close(hBatchNotification, HANDLE_BATCH_NOTIFICATION);
}
