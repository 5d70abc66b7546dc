/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "hold.h"

#include "../error-text.h"
#include "claim.h"
#include "scm.h"
#include "stop.h"

void
hold_init(struct hold *hold)
{
    ZeroMemory(hold, sizeof(*hold));
    InitializeCriticalSection(&hold->lock);
}

void
hold_free(struct hold *hold)
{
    hold_drop(hold);
    DeleteCriticalSection(&hold->lock);
}

/* A handle that is kept keeps a service that is deleted while it runs. */
static DWORD
open_parts(struct hold *parts, LPCWSTR name)
{
    DWORD error = scm_open(name, &parts->service);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    parts->name = ResUtilDupString(name);
    if (parts->name == NULL) {
        CloseServiceHandle(parts->service);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    return ERROR_SUCCESS;
}

DWORD
hold_take(struct hold *hold, LPCWSTR name)
{
    struct hold parts = { .claim = NULL };
    DWORD error = claim_take(name, &parts.claim);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = open_parts(&parts, name);
    if (error != ERROR_SUCCESS) {
        claim_drop(parts.claim);
        return error;
    }
    EnterCriticalSection(&hold->lock);
    hold->claim = parts.claim;
    hold->name = parts.name;
    hold->service = parts.service;
    LeaveCriticalSection(&hold->lock);
    return ERROR_SUCCESS;
}

DWORD
hold_failed(RESOURCE_HANDLE handle, LPCWSTR name, DWORD error)
{
    if (error == ERROR_BUSY) {
        monitor_log(handle, LOG_ERROR,
                    L"The service '%1' is not touched, since another resource is online with it: "
                    L"%2; give each resource a service of its own.\n",
                    name, error_text(error).text);
    } else if (error == ERROR_RETRY) {
        monitor_log(handle, LOG_ERROR,
                    L"The service '%1' is being stopped for another resource, which does not end: "
                    L"%2; give each resource a service of its own.\n",
                    name, error_text(error).text);
    } else {
        monitor_log(handle, LOG_ERROR, L"The service '%1' cannot be opened: %2; %3.\n", name,
                    error_text(error).text, scm_remedy(error));
    }
    return error;
}

BOOL
hold_is_taken(struct hold *hold)
{
    BOOL taken;

    EnterCriticalSection(&hold->lock);
    taken = hold->claim != NULL;
    LeaveCriticalSection(&hold->lock);
    return taken;
}

void
hold_process(struct hold *hold, HANDLE process)
{
    EnterCriticalSection(&hold->lock);
    if (hold->process != NULL) {
        CloseHandle(hold->process);
    }
    hold->process = process;
    LeaveCriticalSection(&hold->lock);
}

void
hold_drop(struct hold *hold)
{
    hold_process(hold, NULL);
    EnterCriticalSection(&hold->lock);
    if (hold->claim != NULL) {
        CloseServiceHandle(hold->service);
        LocalFree(hold->name);
        claim_drop(hold->claim);
    }
    hold->claim = NULL;
    hold->service = NULL;
    hold->name = NULL;
    LeaveCriticalSection(&hold->lock);
}

DWORD
hold_kill(struct hold *hold, RESOURCE_HANDLE handle)
{
    DWORD error = ERROR_SUCCESS;

    EnterCriticalSection(&hold->lock);
    if (hold->claim != NULL) {
        error = stop_by_force(handle, hold->name, hold->service, hold->process);
    }
    LeaveCriticalSection(&hold->lock);
    return error;
}
