/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "callbacks.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "diagnostics.h"
#include "event-text.h"
#include "loader.h"
#include "log.h"
#include "pending-controls.h"
#include "resources.h"
#include "text.h"

/* What a message has besides a property list or a payload fits this easily. */
#define BLOB_MAX (WIRE_MESSAGE_MAX - 4096)

/* The DLL made these pointers; reading them must not be what crashes. NULL when the report is lost,
 * which is logged. */
static struct resource *
reporter(const char *callback, RESOURCE_HANDLE handle, const void *status, size_t size)
{
    struct resource *resource = resource_of_handle(handle);

    if (resource == NULL) {
        log_line(LOG_WARNING,
                 "%s with %p, which is no handle of an open resource; a resource DLL must use the "
                 "one that Open gave it",
                 callback, handle);
        return NULL;
    }
    if (IsBadReadPtr(status, size)) {
        log_line(LOG_WARNING,
                 "%s of resource %.*s with a status that cannot be read; the report is lost",
                 callback, TEXT_CUT(resource_name(resource), 200));
        return NULL;
    }
    return resource;
}

DWORD WINAPI
callback_set_resource_status(RESOURCE_HANDLE handle, PRESOURCE_STATUS status)
{
    struct resource *resource = reporter("SetResourceStatus", handle, status, sizeof(*status));

    if (resource == NULL) {
        return ResourceExitStateTerminate;
    }
    return resource_reports(resource,
                            &(struct resource_report){ .state = (DWORD)status->ResourceState,
                                                       .checkpoint = status->CheckPoint,
                                                       .event = status->EventHandle });
}

/* A DLL built for Windows Server 2012 gives a structure that ends before WaitHint (resapi.md 1.5). */
static DWORD WINAPI
set_resource_status_ex(RESOURCE_HANDLE handle, PRESOURCE_STATUS_EX status)
{
    struct resource *resource =
        reporter("SetResourceStatusEx", handle, status, offsetof(RESOURCE_STATUS_EX, WaitHint));

    if (resource == NULL) {
        return ResourceExitStateTerminate;
    }
    return resource_reports(resource, &(struct resource_report){
                                          .state = (DWORD)status->ResourceState,
                                          .checkpoint = status->CheckPoint,
                                          .event = status->EventHandle,
                                          .app_error = status->ApplicationSpecificErrorCode,
                                          .flags = status->Flags });
}

VOID __cdecl callback_log_event(RESOURCE_HANDLE handle, LOG_LEVEL level, LPCWSTR format, ...)
{
    struct resource *resource = resource_of_handle(handle);
    DWORD saved_error = GetLastError();
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = event_text(format, arguments);
    va_end(arguments);
    if (text != NULL) {
        log_text(resource != NULL ? resource_number(resource) : 0, (uint32_t)level, text);
    }
    free(text);
    SetLastError(saved_error);
}

VOID WINAPI
callback_quorum_resource_lost(RESOURCE_HANDLE handle)
{
    struct resource *resource = resource_of_handle(handle);
    struct channel_message message = { .header = { .type = CHANNEL_QUORUM_LOST } };

    if (resource == NULL) {
        log_line(LOG_WARNING,
                 "LostQuorumResource with %p, which is no handle of an open resource; a resource "
                 "DLL must use the one that Open gave it",
                 handle);
        return;
    }
    message.quorum_lost.resource = resource_number(resource);
    resource_tells(resource, &message);
}

static DWORD WINAPI
set_resource_locked_mode(RESOURCE_HANDLE handle, BOOL on, DWORD reason)
{
    struct resource *resource = resource_of_handle(handle);

    return resource != NULL ? resource_set_locked_mode(resource, on, reason) : ERROR_INVALID_HANDLE;
}

/* The one flag there is concerns Windows' queue of moves, which nothing here has. */
static DWORD WINAPI
set_resource_locked_mode_ex(RESOURCE_HANDLE handle, BOOL on, DWORD reason, DWORD flags)
{
    (void)flags;
    return set_resource_locked_mode(handle, on, reason);
}

static DWORD WINAPI
signal_failure(RESOURCE_HANDLE handle, FAILURE_TYPE kind, DWORD app_error)
{
    struct resource *resource = resource_of_handle(handle);
    struct channel_message message = {
        .header = { .type = CHANNEL_FAILURE },
        .failure = { .kind = (uint32_t)kind, .app_error = app_error },
    };

    if (resource == NULL) {
        return ERROR_INVALID_HANDLE;
    }
    if ((uint32_t)kind > FAILURE_NETWORK_LOSS) {
        return ERROR_INVALID_PARAMETER;
    }
    message.failure.resource = resource_number(resource);
    return resource_tells(resource, &message);
}

/* What a DLL hands over is copied before it is sent: where reading it faults after all, no lock is
 * held. ERROR_SUCCESS, or why there is no copy; free() its data. */
static DWORD
copy_blob(const BYTE *data, DWORD length, struct wire_bytes *copy)
{
    uint8_t *bytes;

    if (length != 0 && (data == NULL || IsBadReadPtr(data, length))) {
        return ERROR_INVALID_PARAMETER;
    }
    if (length > BLOB_MAX) {
        return ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    }
    bytes = malloc((size_t)length + 1);
    if (bytes == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (length != 0) {
        memcpy(bytes, data, length);
    }
    *copy = (struct wire_bytes){ .data = bytes, .length = length };
    return ERROR_SUCCESS;
}

/* Whether the list is well-formed is for resapid to say, which answers nothing; but a list has a
 * count at least. */
static DWORD WINAPI
set_local_properties(RESOURCE_HANDLE handle, LPBYTE list, DWORD length)
{
    struct resource *resource = resource_of_handle(handle);
    struct wire_bytes copy;
    DWORD error;

    if (resource == NULL) {
        return ERROR_INVALID_HANDLE;
    }
    if (length < sizeof(DWORD)) {
        return ERROR_INVALID_PARAMETER;
    }
    error = copy_blob(list, length, &copy);
    return error == ERROR_SUCCESS ? resource_set_local_properties(resource, copy) : error;
}

static DWORD WINAPI
raise_type_notification(LPCWSTR type, const BYTE *payload, DWORD length)
{
    const struct type *found = loader_find_named_type(type);
    struct channel_message message = { .header = { .type = CHANNEL_TYPE_NOTIFICATION } };
    DWORD error;

    if (found == NULL) {
        return ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND;
    }
    error = copy_blob(payload, length, &message.type_notification.payload);
    if (error == ERROR_SUCCESS) {
        message.type_notification.type_name = type_utf8_name(found);
        connection_send(&message);
        free((void *)(uintptr_t)message.type_notification.payload.data);
    }
    return error;
}

/* A state that is unknown is neither of the two others: that is a reading of ours. */
static DWORD WINAPI
set_internal_state(RESOURCE_HANDLE handle, CLUSTER_RESOURCE_APPLICATION_STATE state, BOOL active)
{
    struct resource *resource = resource_of_handle(handle);

    if (resource == NULL) {
        return ERROR_INVALID_HANDLE;
    }
    switch (state) {
    case ClusterResourceApplicationStateUnknown:
        return active ? resource_set_information(resource,
                                                 INFORMATION_OS_HEARTBEAT |
                                                     INFORMATION_APPLICATION_READY,
                                                 FALSE)
                      : ERROR_SUCCESS;
    case ClusterResourceApplicationOSHeartBeat:
        return resource_set_information(resource, INFORMATION_OS_HEARTBEAT, active);
    case ClusterResourceApplicationReady:
        return resource_set_information(resource, INFORMATION_APPLICATION_READY, active);
    default:
        return ERROR_INVALID_PARAMETER;
    }
}

static DWORD WINAPI
end_control_call(const INT64 context, DWORD status)
{
    return controls_end(FALSE, context, status);
}

static DWORD WINAPI
end_type_control_call(const INT64 context, DWORD status)
{
    return controls_end(TRUE, context, status);
}

static DWORD WINAPI
extend_control_call(const INT64 context, DWORD timeout_ms)
{
    return controls_extend(FALSE, context, timeout_ms);
}

static DWORD WINAPI
extend_type_control_call(const INT64 context, DWORD timeout_ms)
{
    return controls_extend(TRUE, context, timeout_ms);
}

CLRES_CALLBACK_FUNCTION_TABLE *
callbacks_table(void)
{
    static CLRES_CALLBACK_FUNCTION_TABLE table = {
        .LogEvent = callback_log_event,
        .SetResourceStatusEx = set_resource_status_ex,
        .SetResourceLockedMode = set_resource_locked_mode,
        .SignalFailure = signal_failure,
        .SetResourceInMemoryNodeLocalProperties = set_local_properties,
        .EndControlCall = end_control_call,
        .EndTypeControlCall = end_type_control_call,
        .ExtendControlCall = extend_control_call,
        .ExtendTypeControlCall = extend_type_control_call,
        .RaiseResTypeNotification = raise_type_notification,
        .ChangeResourceProcessForDumps = diagnostics_change_resource_process,
        .ChangeResTypeProcessForDumps = diagnostics_change_type_process,
        .SetInternalState = set_internal_state,
        .SetResourceLockedModeEx = set_resource_locked_mode_ex,
        .RequestDump = diagnostics_request_dump,
        .SetResourceWprPolicy = diagnostics_set_wpr_policy,
        .ArmWprWatchdogForCurrentResourceCall = diagnostics_arm_wpr_watchdog,
    };

    return &table;
}
