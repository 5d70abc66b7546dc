/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#include "actions.h"
#include "callbacks.h"

#define MAX_DETAIL 128

CLRES_CALLBACK_FUNCTION_TABLE g_callbacks;
PSET_RESOURCE_STATUS_ROUTINE g_set_resource_status;

size_t
CallbackCount(void)
{
    FARPROC members[sizeof(g_callbacks) / sizeof(FARPROC)];
    size_t count = 0;
    size_t i;

    CopyMemory(members, &g_callbacks, sizeof(members));
    for (i = 0; i < ARRAYSIZE(members); i++) {
        count += members[i] != NULL ? 1 : 0;
    }
    return count;
}

static void
record_number(const RECORD *record, LPCWSTR what, DWORD number)
{
    WCHAR text[16];

    swprintf(text, ARRAYSIZE(text), L"%lu", number);
    RecordLine(record, what, L"end", text);
}

#if FAULT_VERSION >= 0x200
#define SET_RESOURCE_STATUS L"SetResourceStatusEx"

static DWORD
set_status(RESOURCE_HANDLE handle, CLUSTER_RESOURCE_STATE state, DWORD checkpoint, HANDLE event)
{
    RESOURCE_STATUS_EX status;

    ResUtilInitializeResourceStatusEx(&status);
    status.ResourceState = state;
    status.CheckPoint = checkpoint;
    status.EventHandle = event;
    return g_callbacks.SetResourceStatusEx(handle, &status);
}
#else
#define SET_RESOURCE_STATUS L"SetResourceStatus"

static DWORD
set_status(RESOURCE_HANDLE handle, CLUSTER_RESOURCE_STATE state, DWORD checkpoint, HANDLE event)
{
    RESOURCE_STATUS status;

    ResUtilInitializeResourceStatus(&status);
    status.ResourceState = state;
    status.CheckPoint = checkpoint;
    status.EventHandle = event;
    return g_set_resource_status(handle, &status);
}
#endif

BOOL
StatusReport(FAULT_RESOURCE *resource, CLUSTER_RESOURCE_STATE state, DWORD checkpoint, HANDLE event)
{
    WCHAR text[16];
    DWORD answer;

    swprintf(text, ARRAYSIZE(text), L"%d", state);
    RecordLine(&resource->Record, SET_RESOURCE_STATUS, L"begin", text);
    answer = set_status(resource->Handle, state, checkpoint, event);
    record_number(&resource->Record, SET_RESOURCE_STATUS, answer);
    return answer != ResourceExitStateTerminate;
}

static void
record_context(const FAULT_CALL *call, LPCWSTR what, LPCWSTR name, DWORD number)
{
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"%ls=%lu context=%lld", name, number,
             call->Control.Context);
    RecordLine(&call->Resource->Record, what, L"begin", detail);
}

void
ControlEnd(const FAULT_CALL *call, DWORD status)
{
    const BOOL of_type = call->Control.OfType;
    LPCWSTR what = of_type ? L"EndTypeControlCall" : L"EndControlCall";

    record_context(call, what, L"status", status);
    record_number(&call->Resource->Record, what,
                  of_type ? g_callbacks.EndTypeControlCall(call->Control.Context, status)
                          : g_callbacks.EndControlCall(call->Control.Context, status));
}

void
ControlExtend(const FAULT_CALL *call, DWORD timeout_ms)
{
    const BOOL of_type = call->Control.OfType;
    LPCWSTR what = of_type ? L"ExtendTypeControlCall" : L"ExtendControlCall";

    record_context(call, what, L"timeout", timeout_ms);
    record_number(&call->Resource->Record, what,
                  of_type ? g_callbacks.ExtendTypeControlCall(call->Control.Context, timeout_ms)
                          : g_callbacks.ExtendControlCall(call->Control.Context, timeout_ms));
}

/* --- what the value callback=NAME,A,B,C,D calls */

/* LogEvent: the level. */
static DWORD
log_event(FAULT_CALL *call, const DWORD *arguments)
{
    g_callbacks.LogEvent(call->Resource->Handle, (LOG_LEVEL)arguments[0],
                         L"A line of level %1!u! from %2.\n", arguments[0], EntryName(call->Entry));
    return ERROR_SUCCESS;
}

#if FAULT_VERSION >= 0x200
/* SetResourceStatusEx: state, checkpoint, error of the application, flags. */
static DWORD
set_resource_status_ex(FAULT_CALL *call, const DWORD *arguments)
{
    RESOURCE_STATUS_EX status;

    ResUtilInitializeResourceStatusEx(&status);
    status.ResourceState = (CLUSTER_RESOURCE_STATE)arguments[0];
    status.CheckPoint = arguments[1];
    status.ApplicationSpecificErrorCode = arguments[2];
    status.Flags = arguments[3];
    return g_callbacks.SetResourceStatusEx(call->Resource->Handle, &status);
}

/* SetResourceLockedMode: whether, reason. */
static DWORD
set_resource_locked_mode(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.SetResourceLockedMode(call->Resource->Handle, (BOOL)arguments[0],
                                             arguments[1]);
}

/* SignalFailure: FAILURE_TYPE, error of the application. */
static DWORD
signal_failure(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.SignalFailure(call->Resource->Handle, (FAILURE_TYPE)arguments[0],
                                     arguments[1]);
}

/* SetResourceInMemoryNodeLocalProperties: the value of FaultLocal, the list's only property. */
static DWORD
set_local_properties(FAULT_CALL *call, const DWORD *arguments)
{
    struct {
        DWORD Count;
        DWORD NameSyntax;
        DWORD cbName;
        WCHAR Name[12]; /* as long as it is, padded to a multiple of four bytes */
        DWORD ValueSyntax;
        DWORD cbValue;
        DWORD Value;
        DWORD Endmark;
    } list = { 1,
               CLUSPROP_SYNTAX_NAME,
               sizeof(L"FaultLocal"),
               L"FaultLocal",
               CLUSPROP_SYNTAX_LIST_VALUE_DWORD,
               sizeof(DWORD),
               arguments[0],
               CLUSPROP_SYNTAX_ENDMARK };

    return g_callbacks.SetResourceInMemoryNodeLocalProperties(call->Resource->Handle, (LPBYTE)&list,
                                                              sizeof(list));
}

/* EndControlCall and EndTypeControlCall: context, status. */
static DWORD
end_control_call(FAULT_CALL *call, const DWORD *arguments)
{
    UNREFERENCED_PARAMETER(call);
    return g_callbacks.EndControlCall(arguments[0], arguments[1]);
}

static DWORD
end_type_control_call(FAULT_CALL *call, const DWORD *arguments)
{
    UNREFERENCED_PARAMETER(call);
    return g_callbacks.EndTypeControlCall(arguments[0], arguments[1]);
}

/* ExtendControlCall and ExtendTypeControlCall: milliseconds, for the call that this one is. */
static DWORD
extend_control_call(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.ExtendControlCall(call->Control.Context, arguments[0]);
}

static DWORD
extend_type_control_call(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.ExtendTypeControlCall(call->Control.Context, arguments[0]);
}

/* RaiseResTypeNotification: the payload. */
static DWORD
raise_res_type_notification(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.RaiseResTypeNotification(call->Resource->TypeName, (const BYTE *)arguments,
                                                sizeof(arguments[0]));
}

/* ChangeResourceProcessForDumps and ChangeResTypeProcessForDumps: whether to add. */
static DWORD
change_resource_process_for_dumps(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.ChangeResourceProcessForDumps(call->Resource->Handle, L"fault-child.exe",
                                                     GetCurrentProcessId(), (BOOL)arguments[0]);
}

static DWORD
change_res_type_process_for_dumps(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.ChangeResTypeProcessForDumps(call->Resource->TypeName, L"fault-child.exe",
                                                    GetCurrentProcessId(), (BOOL)arguments[0]);
}

/* SetInternalState: CLUSTER_RESOURCE_APPLICATION_STATE, whether. */
static DWORD
set_internal_state(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.SetInternalState(call->Resource->Handle,
                                        (CLUSTER_RESOURCE_APPLICATION_STATE)arguments[0],
                                        (BOOL)arguments[1]);
}

/* SetResourceLockedModeEx: whether, reason, flags. */
static DWORD
set_resource_locked_mode_ex(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.SetResourceLockedModeEx(call->Resource->Handle, (BOOL)arguments[0],
                                               arguments[1], arguments[2]);
}

/* RequestDump: whether because of the call in progress, delay in milliseconds. */
static DWORD
request_dump(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.RequestDump(call->Resource->Handle, (BOOL)arguments[0], arguments[1]);
}

/* SetResourceWprPolicy: flags. */
static DWORD
set_resource_wpr_policy(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.SetResourceWprPolicy(call->Resource->Handle, arguments[0]);
}

/* ArmWprWatchdogForCurrentResourceCall: milliseconds. */
static DWORD
arm_wpr_watchdog(FAULT_CALL *call, const DWORD *arguments)
{
    return g_callbacks.ArmWprWatchdogForCurrentResourceCall(call->Resource->Handle, arguments[0]);
}
#endif

static const struct CALLBACK_WORD {
    LPCWSTR name;
    DWORD (*run)(FAULT_CALL *call, const DWORD *arguments);
    DWORD defaults[MAX_ARGUMENTS];
} k_callbacks[] = {
    { L"LogEvent", log_event, { LOG_WARNING } },
#if FAULT_VERSION >= 0x200
    { L"SetResourceStatusEx", set_resource_status_ex, { ClusterResourceOnlinePending, 1 } },
    { L"SetResourceLockedMode", set_resource_locked_mode, { TRUE, 1 } },
    { L"SignalFailure", signal_failure, { FAILURE_TYPE_GENERAL, 1234 } },
    { L"SetResourceInMemoryNodeLocalProperties", set_local_properties, { 42 } },
    { L"EndControlCall", end_control_call, { 999999, ERROR_SUCCESS } },
    { L"EndTypeControlCall", end_type_control_call, { 999999, ERROR_SUCCESS } },
    { L"ExtendControlCall", extend_control_call, { 60000 } },
    { L"ExtendTypeControlCall", extend_type_control_call, { 60000 } },
    { L"RaiseResTypeNotification", raise_res_type_notification, { 0x74736554 } },
    { L"ChangeResourceProcessForDumps", change_resource_process_for_dumps, { TRUE } },
    { L"ChangeResTypeProcessForDumps", change_res_type_process_for_dumps, { TRUE } },
    { L"SetInternalState", set_internal_state, { ClusterResourceApplicationReady, TRUE } },
    { L"SetResourceLockedModeEx", set_resource_locked_mode_ex, { TRUE, 1, 1 } },
    { L"RequestDump", request_dump, { FALSE, 0 } },
    { L"SetResourceWprPolicy", set_resource_wpr_policy, { 1 } },
    { L"ArmWprWatchdogForCurrentResourceCall", arm_wpr_watchdog, { 1000 } },
#endif
};

const CALLBACK_WORD *
CallbackFind(LPCWSTR name, size_t length)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(k_callbacks); i++) {
        if (wcslen(k_callbacks[i].name) == length &&
            wcsncmp(k_callbacks[i].name, name, length) == 0) {
            return &k_callbacks[i];
        }
    }
    return NULL;
}

const DWORD *
CallbackDefaults(const CALLBACK_WORD *callback)
{
    return callback->defaults;
}

DWORD
ActCallback(FAULT_CALL *call)
{
    const CALLBACK_WORD *callback = call->Behaviour.Callback;
    const DWORD *arguments = call->Behaviour.Arguments;
    FAULT_RESOURCE stranger = *call->Resource;
    FAULT_CALL made = *call;
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"%lu,%lu,%lu,%lu", arguments[0], arguments[1],
             arguments[2], arguments[3]);
    RecordLine(&call->Resource->Record, callback->name, L"begin", detail);
    if (call->Behaviour.Handle != 0) {
        stranger.Handle = (RESOURCE_HANDLE)(ULONG_PTR)call->Behaviour.Handle;
        made.Resource = &stranger;
    }
    record_number(&call->Resource->Record, callback->name, callback->run(&made, arguments));
    return ERROR_SUCCESS;
}
