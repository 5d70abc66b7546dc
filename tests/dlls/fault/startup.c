/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Startup and StartupEx, and how they misbehave for certain type names. */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <stddef.h>
#include <stdio.h>
#include <wchar.h>

#include "actions.h"
#include "callbacks.h"
#include "fault.h"
#include "type.h"

#define TYPE_NAME   L"Fault"
#define QUORUM_NAME L"Fault Quorum"
/* An entry point's name follows. */
#define WITHOUT_NAME L"Fault Without"
#define MAX_DETAIL   256

static DWORD
start_well(PCLRES_FUNCTION_TABLE *table)
{
    *table = FaultTable();
    return ERROR_SUCCESS;
}

static DWORD
start_quorum(PCLRES_FUNCTION_TABLE *table)
{
    *table = FaultQuorumTable();
    return ERROR_SUCCESS;
}

static DWORD
start_refused(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ERROR_CLUSTER_RESNAME_NOT_FOUND;
}

static DWORD
start_revision(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ERROR_REVISION_MISMATCH;
}

static DWORD
start_crash(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ActCrash(NULL);
}

static DWORD
start_exit(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    ExitProcess(7);
}

static DWORD
start_hang(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ActHang(NULL);
}

static DWORD
start_null_table(PCLRES_FUNCTION_TABLE *table)
{
    *table = NULL;
    return ERROR_SUCCESS;
}

/* Those that are at the same place in every version, and required. */
static const struct {
    LPCWSTR name;
    size_t offset;
} k_required[] = {
    { L"Open", offsetof(CLRES_V1_FUNCTIONS, Open) },
    { L"Close", offsetof(CLRES_V1_FUNCTIONS, Close) },
    { L"Online", offsetof(CLRES_V1_FUNCTIONS, Online) },
    { L"Offline", offsetof(CLRES_V1_FUNCTIONS, Offline) },
    { L"Terminate", offsetof(CLRES_V1_FUNCTIONS, Terminate) },
    { L"LooksAlive", offsetof(CLRES_V1_FUNCTIONS, LooksAlive) },
    { L"IsAlive", offsetof(CLRES_V1_FUNCTIONS, IsAlive) },
};

static DWORD
start_without(LPCWSTR name, PCLRES_FUNCTION_TABLE *table)
{
    static CLRES_FUNCTION_TABLE without;
    size_t i;

    without = *FaultTable();
    for (i = 0; i < ARRAYSIZE(k_required); i++) {
        if (_wcsicmp(name, k_required[i].name) == 0) {
            ZeroMemory((BYTE *)&without.V1Functions + k_required[i].offset, sizeof(FARPROC));
            *table = &without;
            return ERROR_SUCCESS;
        }
    }
    return ERROR_CLUSTER_RESNAME_NOT_FOUND;
}

static const struct {
    LPCWSTR type;
    DWORD (*start)(PCLRES_FUNCTION_TABLE *table);
} k_startups[] = {
    { TYPE_NAME L" Refused", start_refused },        { TYPE_NAME L" Revision", start_revision },
    { TYPE_NAME L" Crash In Startup", start_crash }, { TYPE_NAME L" Exit In Startup", start_exit },
    { TYPE_NAME L" Hang In Startup", start_hang },   { TYPE_NAME L" Null Table", start_null_table },
};

static BOOL
starts_with(LPCWSTR type, LPCWSTR prefix)
{
    const size_t length = wcslen(prefix);

    return _wcsnicmp(type, prefix, length) == 0 && (type[length] == L'\0' || type[length] == L' ');
}

static DWORD
start_type(LPCWSTR type, PCLRES_FUNCTION_TABLE *table)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(k_startups); i++) {
        if (_wcsicmp(type, k_startups[i].type) == 0) {
            return k_startups[i].start(table);
        }
    }
    if (starts_with(type, WITHOUT_NAME) && type[wcslen(WITHOUT_NAME)] != L'\0') {
        return start_without(type + wcslen(WITHOUT_NAME) + 1, table);
    }
    if (starts_with(type, QUORUM_NAME)) {
        return start_quorum(table);
    }
    return starts_with(type, TYPE_NAME) ? start_well(table) : ERROR_CLUSTER_RESNAME_NOT_FOUND;
}

static DWORD
start(LPCWSTR type_name, DWORD min_version, DWORD max_version, PCLRES_FUNCTION_TABLE *table)
{
    FAULT_CALL call = { .Resource = TypeFind(type_name), .Entry = ENTRY_STARTUP };
    WCHAR detail[MAX_DETAIL];
    DWORD result;

    if (call.Resource == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    swprintf(detail, ARRAYSIZE(detail), L"min=0x%lx max=0x%lx callbacks=%lu", min_version,
             max_version, (DWORD)CallbackCount());
    RecordBegin(&call.Resource->Record, ENTRY_STARTUP, detail);
    result = FaultAct(&call);
    if (result == ERROR_SUCCESS) {
        result = start_type(type_name, table);
    }
    RecordEndNumber(&call.Resource->Record, ENTRY_STARTUP, result);
    return result;
}

/* No header declares these two. */
#if FAULT_VERSION >= 0x200
DWORD WINAPI StartupEx(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                       PCLRES_CALLBACK_FUNCTION_TABLE MonitorCallbackFunctions,
                       PCLRES_FUNCTION_TABLE *ResourceDllInterfaceFunctions);

DWORD WINAPI
StartupEx(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
          PCLRES_CALLBACK_FUNCTION_TABLE MonitorCallbackFunctions,
          PCLRES_FUNCTION_TABLE *ResourceDllInterfaceFunctions)
{
    if (MinVersionSupported > FAULT_VERSION || MaxVersionSupported < FAULT_VERSION) {
        return ERROR_REVISION_MISMATCH;
    }
    g_callbacks = *MonitorCallbackFunctions;
    return start(ResourceType, MinVersionSupported, MaxVersionSupported,
                 ResourceDllInterfaceFunctions);
}
#else
DWORD WINAPI Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                     PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
                     PCLRES_FUNCTION_TABLE *FunctionTable);

DWORD WINAPI
Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
        PCLRES_FUNCTION_TABLE *FunctionTable)
{
    if (MinVersionSupported > FAULT_VERSION || MaxVersionSupported < FAULT_VERSION) {
        return ERROR_REVISION_MISMATCH;
    }
    g_set_resource_status = SetResourceStatus;
    g_callbacks.LogEvent = LogEvent;
    return start(ResourceType, MinVersionSupported, MaxVersionSupported, FunctionTable);
}
#endif
