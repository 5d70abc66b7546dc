/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Control EX_CALLBACK: "NAME NUMBER NUMBER NUMBER" calls that callback with these arguments, and
 * answers with the DWORD that it returned. "closed " in front takes the handle of a resource that is
 * closed, "wild " one that never was, "far " one that differs from the resource's own in a high bit.
 */

#include "driver-ex.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define BAD_POINTER ((void *)(ULONG_PTR)0x10)

struct words {
    RESOURCE_HANDLE handle;
    char name[32];
    DWORD numbers[4];
};

/* A list with the one property A = DWORD 5 (resapi.md 7). */
static const BYTE property_list[] = { 1, 0, 0, 0, 3, 0, 4, 0, 4, 0, 0, 0, 'A', 0, 0, 0,
                                      2, 0, 1, 0, 4, 0, 0, 0, 5, 0, 0, 0, 0,   0, 0, 0 };

/* The report ends where its page does, as one of Windows Server 2012 may, which has no WaitHint. */
static DWORD
status_ex(const struct words *words)
{
    SYSTEM_INFO system;
    BYTE *pages;
    size_t size = offsetof(RESOURCE_STATUS_EX, WaitHint);
    DWORD old;
    RESOURCE_STATUS_EX *status;

    GetSystemInfo(&system);
    pages =
        VirtualAlloc(NULL, 2 * (SIZE_T)system.dwPageSize, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    VirtualProtect(pages + system.dwPageSize, system.dwPageSize, PAGE_NOACCESS, &old);
    status = (RESOURCE_STATUS_EX *)(void *)(pages + system.dwPageSize - size);
    status->ResourceState = (CLUSTER_RESOURCE_STATE)words->numbers[0];
    status->CheckPoint = words->numbers[1];
    status->ApplicationSpecificErrorCode = words->numbers[2];
    status->Flags = words->numbers[3];
    return callbacks.SetResourceStatusEx(words->handle, status);
}

static DWORD
bad_status_ex(const struct words *words)
{
    return callbacks.SetResourceStatusEx(words->handle, BAD_POINTER);
}

static DWORD
log_event(const struct words *words)
{
    callbacks.LogEvent(words->handle, LOG_WARNING, L"LogEvent says %1!u!", words->numbers[0]);
    return 0;
}

static DWORD
locked_mode(const struct words *words)
{
    return callbacks.SetResourceLockedMode(words->handle, (BOOL)words->numbers[0],
                                           words->numbers[1]);
}

static DWORD
locked_mode_ex(const struct words *words)
{
    return callbacks.SetResourceLockedModeEx(words->handle, (BOOL)words->numbers[0],
                                             words->numbers[1], words->numbers[2]);
}

static DWORD
signal_failure(const struct words *words)
{
    return callbacks.SignalFailure(words->handle, (FAILURE_TYPE)words->numbers[0],
                                   words->numbers[1]);
}

static DWORD
local_properties(const struct words *words)
{
    BYTE list[sizeof(property_list)];

    memcpy(list, property_list, sizeof(list));
    return callbacks.SetResourceInMemoryNodeLocalProperties(words->handle, list, sizeof(list));
}

static DWORD
bad_local_properties(const struct words *words)
{
    return callbacks.SetResourceInMemoryNodeLocalProperties(words->handle, BAD_POINTER,
                                                            words->numbers[0]);
}

static DWORD
big_local_properties(const struct words *words)
{
    static BYTE list[200000];

    return callbacks.SetResourceInMemoryNodeLocalProperties(words->handle, list, sizeof(list));
}

static DWORD
notification(const struct words *words)
{
    static const BYTE payload[] = "payload";

    (void)words;
    return callbacks.RaiseResTypeNotification(L"ex 400 70", payload, 7);
}

static DWORD
bad_notification(const struct words *words)
{
    return callbacks.RaiseResTypeNotification(words->numbers[0] == 0 ? BAD_POINTER : L"Ex 400 70",
                                              BAD_POINTER, 7);
}

static DWORD
unknown_notification(const struct words *words)
{
    (void)words;
    return callbacks.RaiseResTypeNotification(L"No Such Type", NULL, 0);
}

static DWORD
internal_state(const struct words *words)
{
    return callbacks.SetInternalState(words->handle,
                                      (CLUSTER_RESOURCE_APPLICATION_STATE)words->numbers[0],
                                      (BOOL)words->numbers[1]);
}

static DWORD
resource_process(const struct words *words)
{
    return callbacks.ChangeResourceProcessForDumps(words->handle, L"worker.exe", words->numbers[0],
                                                   TRUE);
}

static DWORD
bad_resource_process(const struct words *words)
{
    return callbacks.ChangeResourceProcessForDumps(words->handle, BAD_POINTER, words->numbers[0],
                                                   FALSE);
}

static DWORD
type_process(const struct words *words)
{
    return callbacks.ChangeResTypeProcessForDumps(words->numbers[0] == 0 ? L"No Such Type"
                                                                         : L"Ex 400 70",
                                                  L"worker.exe", words->numbers[0], TRUE);
}

static DWORD
request_dump(const struct words *words)
{
    return callbacks.RequestDump(words->handle, (BOOL)words->numbers[0], words->numbers[1]);
}

static DWORD
wpr_policy(const struct words *words)
{
    return callbacks.SetResourceWprPolicy(words->handle, words->numbers[0]);
}

static DWORD
arm_watchdog(const struct words *words)
{
    return callbacks.ArmWprWatchdogForCurrentResourceCall(words->handle, words->numbers[0]);
}

static DWORD
end_control(const struct words *words)
{
    return callbacks.EndControlCall(words->numbers[0], words->numbers[1]);
}

static DWORD
end_type_control(const struct words *words)
{
    return callbacks.EndTypeControlCall(words->numbers[0], words->numbers[1]);
}

static DWORD
extend_control(const struct words *words)
{
    return callbacks.ExtendControlCall(words->numbers[0], words->numbers[1]);
}

static DWORD
extend_type_control(const struct words *words)
{
    return callbacks.ExtendTypeControlCall(words->numbers[0], words->numbers[1]);
}

static const struct {
    const char *name;
    DWORD (*call)(const struct words *words);
} calls[] = {
    { "SetResourceStatusEx", status_ex },
    { "bad-status", bad_status_ex },
    { "LogEvent", log_event },
    { "SetResourceLockedMode", locked_mode },
    { "SetResourceLockedModeEx", locked_mode_ex },
    { "SignalFailure", signal_failure },
    { "local-properties", local_properties },
    { "bad-properties", bad_local_properties },
    { "big-properties", big_local_properties },
    { "notification", notification },
    { "bad-notification", bad_notification },
    { "unknown-notification", unknown_notification },
    { "SetInternalState", internal_state },
    { "resource-process", resource_process },
    { "bad-process", bad_resource_process },
    { "type-process", type_process },
    { "RequestDump", request_dump },
    { "SetResourceWprPolicy", wpr_policy },
    { "arm-watchdog", arm_watchdog },
    { "EndControlCall", end_control },
    { "EndTypeControlCall", end_type_control },
    { "ExtendControlCall", extend_control },
    { "ExtendTypeControlCall", extend_type_control },
};

static const char *
take_handle(const char *in, const struct instance *instance, RESOURCE_HANDLE *handle)
{
    *handle = instance != NULL ? instance->handle : NULL;
    if (strncmp(in, "closed ", 7) == 0) {
        *handle = closed_handle;
        return in + 7;
    }
    if (strncmp(in, "wild ", 5) == 0) {
        *handle = (RESOURCE_HANDLE)(ULONG_PTR)0x12344;
        return in + 5;
    }
    if (strncmp(in, "far ", 4) == 0) {
        *handle = (RESOURCE_HANDLE)((ULONG_PTR)*handle ^ (ULONG_PTR)((ULONGLONG)1 << 40));
        return in + 4;
    }
    return in;
}

DWORD
ex_call_back(const struct ex_control *control)
{
    struct words words = { .handle = NULL };
    DWORD result;
    const char *text = take_handle(control->in, control->instance, &words.handle);

    sscanf(text, "%31s %lu %lu %lu %lu", words.name, &words.numbers[0], &words.numbers[1],
           &words.numbers[2], &words.numbers[3]);
    if (strcmp(words.name, "lost-quorum") == 0) {
        control->instance->lost(words.handle);
        return ERROR_SUCCESS;
    }
    for (size_t i = 0; i < ARRAYSIZE(calls); i++) {
        if (strcmp(words.name, calls[i].name) == 0) {
            result = calls[i].call(&words);
            return ex_give(control, &result, sizeof(result));
        }
    }
    return ERROR_INVALID_DATA;
}
