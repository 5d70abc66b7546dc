/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "diagnostics.h"

#include <stdio.h>
#include <stdlib.h>

#include "loader.h"
#include "log.h"
#include "resources.h"
#include "text.h"

#define REQUEST_MAX      400
#define PROCESS_NAME_MAX 100

static DWORD
note(RESOURCE_HANDLE handle, const char *request)
{
    const struct resource *resource = resource_of_handle(handle);
    char line[REQUEST_MAX + 100];

    if (resource == NULL) {
        return ERROR_INVALID_HANDLE;
    }
    snprintf(line, sizeof(line), "%s: nothing is done, resapid makes no dumps and recordings",
             request);
    log_text(resource_number(resource), LOG_INFORMATION, line);
    return ERROR_SUCCESS;
}

static void
describe_process(char *text, size_t size, LPCWSTR name, DWORD id, BOOL add)
{
    WCHAR copy[PROCESS_NAME_MAX + 1] = L"(unreadable)";
    char *utf8;

    if (name != NULL && !IsBadStringPtrW(name, PROCESS_NAME_MAX)) {
        wcsncpy(copy, name, PROCESS_NAME_MAX);
        copy[PROCESS_NAME_MAX] = 0;
    }
    utf8 = text_to_utf8_lossy(copy);
    snprintf(text, size, "%s process %s (%lu) %s dumps", add ? "add" : "remove",
             utf8 != NULL ? utf8 : "?", id, add ? "to" : "from");
    free(utf8);
}

DWORD WINAPI
diagnostics_change_resource_process(RESOURCE_HANDLE handle, LPCWSTR process, DWORD process_id,
                                    BOOL add)
{
    char process_text[REQUEST_MAX - 50];
    char request[REQUEST_MAX];

    describe_process(process_text, sizeof(process_text), process, process_id, add);
    snprintf(request, sizeof(request), "ChangeResourceProcessForDumps, %s", process_text);
    return note(handle, request);
}

DWORD WINAPI
diagnostics_change_type_process(LPCWSTR type, LPCWSTR process, DWORD process_id, BOOL add)
{
    const struct type *found = loader_find_named_type(type);
    char process_text[REQUEST_MAX - 50];

    if (found == NULL) {
        return ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND;
    }
    describe_process(process_text, sizeof(process_text), process, process_id, add);
    log_line(LOG_INFORMATION,
             "resource type %.*s: ChangeResTypeProcessForDumps, %s: nothing is done, resapid makes "
             "no dumps and recordings",
             TEXT_CUT(type_utf8_name(found), 200), process_text);
    return ERROR_SUCCESS;
}

DWORD WINAPI
diagnostics_request_dump(RESOURCE_HANDLE handle, BOOL due_to_call, DWORD delay_ms)
{
    char request[REQUEST_MAX];

    snprintf(request, sizeof(request), "RequestDump in %lu ms%s", delay_ms,
             due_to_call ? ", due to the call in progress" : "");
    return note(handle, request);
}

DWORD WINAPI
diagnostics_set_wpr_policy(RESOURCE_HANDLE handle, DWORD policy)
{
    char request[REQUEST_MAX];

    snprintf(request, sizeof(request), "SetResourceWprPolicy 0x%lx", policy);
    return note(handle, request);
}

DWORD WINAPI
diagnostics_arm_wpr_watchdog(RESOURCE_HANDLE handle, ULONGLONG timeout_ms)
{
    char request[REQUEST_MAX];

    snprintf(request, sizeof(request), "ArmWprWatchdogForCurrentResourceCall with %llu ms",
             timeout_ms);
    return note(handle, request);
}
