/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scm.h"

#include "../error-text.h"

#include <stdio.h>
#include <wchar.h>

#define FIRST_SIZE 4096
#define TRIES      8 /* a list may grow while room is made for it */

DWORD
scm_open(LPCWSTR name, SC_HANDLE *service)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    DWORD error = ERROR_SUCCESS;

    *service = NULL;
    if (manager == NULL) {
        return GetLastError();
    }
    *service = OpenServiceW(manager, name, SCM_SERVICE_ACCESS);
    if (*service == NULL) {
        error = GetLastError();
    }
    CloseServiceHandle(manager);
    return error;
}

HANDLE
scm_open_process(DWORD process_id)
{
    return process_id != 0
               ? OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process_id)
               : NULL;
}

/* Wine's service manager goes on telling the last state of a service whose process has crashed,
 * and its process id. It keeps a handle of that process, so the id is not another's. */
static void
look_at_process(struct scm_status *status)
{
    HANDLE process = scm_open_process(status->reported.dwProcessId);

    if (process == NULL) {
        status->process_has_ended = GetLastError() == ERROR_INVALID_PARAMETER;
        return;
    }
    status->process_has_ended = WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
    if (status->process_has_ended) {
        GetExitCodeProcess(process, &status->process_exit_code);
    }
    CloseHandle(process);
}

DWORD
scm_query(SC_HANDLE service, struct scm_status *status)
{
    DWORD needed;

    ZeroMemory(status, sizeof(*status));
    if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status->reported,
                              sizeof(status->reported), &needed)) {
        return GetLastError();
    }
    status->state = status->reported.dwCurrentState;
    if (status->reported.dwProcessId != 0) {
        look_at_process(status);
    }
    if (status->process_has_ended) {
        status->state = SERVICE_STOPPED;
    }
    return ERROR_SUCCESS;
}

static LPCWSTR
state_name(DWORD state)
{
    static const LPCWSTR names[] = {
        [SERVICE_STOPPED] = L"SERVICE_STOPPED",
        [SERVICE_START_PENDING] = L"SERVICE_START_PENDING",
        [SERVICE_STOP_PENDING] = L"SERVICE_STOP_PENDING",
        [SERVICE_RUNNING] = L"SERVICE_RUNNING",
        [SERVICE_CONTINUE_PENDING] = L"SERVICE_CONTINUE_PENDING",
        [SERVICE_PAUSE_PENDING] = L"SERVICE_PAUSE_PENDING",
        [SERVICE_PAUSED] = L"SERVICE_PAUSED",
    };

    return state < ARRAYSIZE(names) && names[state] != NULL ? names[state] : L"no known state";
}

void
scm_describe(const struct scm_status *status, WCHAR text[SCM_STATUS_TEXT])
{
    const SERVICE_STATUS_PROCESS *reported = &status->reported;
    LPCWSTR name = state_name(reported->dwCurrentState);

    if (status->process_has_ended) {
        swprintf(text, SCM_STATUS_TEXT, L"its process ended with exit code %lu in %ls",
                 status->process_exit_code, name);
    } else if (reported->dwCurrentState != SERVICE_STOPPED) {
        swprintf(text, SCM_STATUS_TEXT, L"%ls, checkpoint %lu", name, reported->dwCheckPoint);
    } else if (reported->dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR) {
        swprintf(text, SCM_STATUS_TEXT, L"%ls, %ls, service-specific exit code %lu", name,
                 error_text(reported->dwWin32ExitCode).text, reported->dwServiceSpecificExitCode);
    } else {
        swprintf(text, SCM_STATUS_TEXT, L"%ls, %ls", name,
                 error_text(reported->dwWin32ExitCode).text);
    }
}

DWORD
scm_read_config(SC_HANDLE service, QUERY_SERVICE_CONFIGW **config)
{
    DWORD size = FIRST_SIZE;
    DWORD error = ERROR_INSUFFICIENT_BUFFER;

    *config = NULL;
    for (int i = 0; i < TRIES && error == ERROR_INSUFFICIENT_BUFFER; i++) {
        LocalFree(*config);
        *config = LocalAlloc(LPTR, size);
        if (*config == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        error = QueryServiceConfigW(service, *config, size, &size) ? ERROR_SUCCESS : GetLastError();
    }
    if (error != ERROR_SUCCESS) {
        LocalFree(*config);
        *config = NULL;
    }
    return error;
}

static DWORD
list_with(SC_HANDLE manager, ENUM_SERVICE_STATUS_PROCESSW **services, DWORD *count)
{
    DWORD size = FIRST_SIZE;
    DWORD error = ERROR_MORE_DATA;

    for (int i = 0; i < TRIES && error == ERROR_MORE_DATA; i++) {
        DWORD needed = 0;
        DWORD resume = 0;

        LocalFree(*services);
        *services = LocalAlloc(LPTR, size);
        if (*services == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        error = EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_ACTIVE,
                                      (BYTE *)*services, size, &needed, count, &resume, NULL)
                    ? ERROR_SUCCESS
                    : GetLastError();
        size += needed;
    }
    return error;
}

DWORD
scm_list_active(ENUM_SERVICE_STATUS_PROCESSW **services, DWORD *count)
{
    SC_HANDLE manager =
        OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE);
    DWORD error;

    *services = NULL;
    *count = 0;
    if (manager == NULL) {
        return GetLastError();
    }
    error = list_with(manager, services, count);
    CloseServiceHandle(manager);
    if (error != ERROR_SUCCESS) {
        LocalFree(*services);
        *services = NULL;
        *count = 0;
    }
    return error;
}

BOOL
scm_same_name(LPCWSTR one, LPCWSTR other)
{
    return CompareStringOrdinal(one, -1, other, -1, TRUE) == CSTR_EQUAL;
}

LPCWSTR
scm_remedy(DWORD error)
{
    switch (error) {
    case ERROR_SERVICE_DOES_NOT_EXIST:
    case ERROR_INVALID_NAME:
        return L"create it in the Wine prefix, or correct ServiceName";
    case ERROR_SERVICE_DISABLED:
        return L"give it the start type 'demand'";
    case ERROR_SERVICE_MARKED_FOR_DELETE:
        return L"it has been deleted: create it again";
    case ERROR_ACCESS_DENIED:
        return L"resapid's user may not do that";
    default:
        return L"look at what the service itself logs";
    }
}
