/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting, stopping and looking at services, with waits that end. */
#include "resapi.h"

#include <stdbool.h>

#define LONGEST_WAIT_MS   180000 /* the default of PendingTimeout */
#define LEAST_PATIENCE_MS 30000  /* for a step whose wait hint is shorter */
#define SHORTEST_SLEEP_MS 50
#define LONGEST_SLEEP_MS  1000
#define PROCESS_END_MS    30000

static DWORD
open_service(LPCWSTR name, DWORD access, SC_HANDLE *service)
{
    SC_HANDLE manager;
    DWORD error = ERROR_SUCCESS;

    if (name == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    if (manager == NULL) {
        return GetLastError();
    }
    *service = OpenServiceW(manager, name, access);
    if (*service == NULL) {
        error = GetLastError();
    }
    CloseServiceHandle(manager);
    return error;
}

static bool
process_has_ended(DWORD process_id)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, process_id);
    bool ended;

    if (process == NULL) {
        return GetLastError() == ERROR_INVALID_PARAMETER;
    }
    ended = WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
    CloseHandle(process);
    return ended;
}

/* Wine's service manager goes on telling the last state of a service whose process has crashed. */
static DWORD
query(SC_HANDLE service, SERVICE_STATUS_PROCESS *status)
{
    DWORD needed;

    if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)status, sizeof(*status),
                              &needed)) {
        return GetLastError();
    }
    if (status->dwProcessId != 0 && process_has_ended(status->dwProcessId)) {
        status->dwCurrentState = SERVICE_STOPPED;
    }
    return ERROR_SUCCESS;
}

/* When to give up on a service. It may take as long as it hints, step by step, but not for ever. */
typedef struct Patience {
    ULONGLONG start_ms;
    ULONGLONG step_ms;
    DWORD checkpoint;
} Patience;

static void
patience_begin(Patience *patience)
{
    patience->start_ms = GetTickCount64();
    patience->step_ms = patience->start_ms;
    patience->checkpoint = 0;
}

static bool
patience_is_over(Patience *patience, const SERVICE_STATUS_PROCESS *status)
{
    ULONGLONG now = GetTickCount64();
    DWORD allowed = status->dwWaitHint > LEAST_PATIENCE_MS ? status->dwWaitHint : LEAST_PATIENCE_MS;

    if (status->dwCheckPoint > patience->checkpoint) {
        patience->checkpoint = status->dwCheckPoint;
        patience->step_ms = now;
    }
    return now - patience->start_ms > LONGEST_WAIT_MS || now - patience->step_ms > allowed;
}

/* A tenth of the hint, as the page of SERVICE_STATUS has it, but no longer than a user notices. */
static void
sleep_a_while(const SERVICE_STATUS_PROCESS *status)
{
    DWORD sleep_ms = status->dwWaitHint / 10;

    sleep_ms = sleep_ms < SHORTEST_SLEEP_MS ? SHORTEST_SLEEP_MS : sleep_ms;
    Sleep(sleep_ms > LONGEST_SLEEP_MS ? LONGEST_SLEEP_MS : sleep_ms);
}

/* Waits while the service is in that state; ERROR_TIMEOUT when patience with it is over. */
static DWORD
wait_while(SC_HANDLE service, DWORD state, SERVICE_STATUS_PROCESS *status)
{
    Patience patience;
    DWORD error;

    patience_begin(&patience);
    for (;;) {
        error = query(service, status);
        if (error != ERROR_SUCCESS || status->dwCurrentState != state) {
            return error;
        }
        if (patience_is_over(&patience, status)) {
            return ERROR_TIMEOUT;
        }
        sleep_a_while(status);
    }
}

/* The page names this one error for a service that did not come up, whatever kept it from that. */
static DWORD
start_and_wait(SC_HANDLE service)
{
    SERVICE_STATUS_PROCESS status;
    DWORD error;

    if (!StartServiceW(service, 0, NULL) && GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) {
        return GetLastError();
    }
    error = wait_while(service, SERVICE_START_PENDING, &status);
    if (error == ERROR_SUCCESS && status.dwCurrentState != SERVICE_RUNNING) {
        error = ERROR_SERVICE_NEVER_STARTED;
    }
    return error;
}

DWORD WINAPI
ResUtilStartResourceService(LPCWSTR pszServiceName, LPSC_HANDLE phServiceHandle)
{
    SC_HANDLE service;
    DWORD error;

    if (phServiceHandle != NULL) {
        *phServiceHandle = NULL;
    }
    error =
        open_service(pszServiceName, SERVICE_START | SERVICE_STOP | SERVICE_QUERY_STATUS, &service);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = start_and_wait(service);
    if (error == ERROR_SUCCESS && phServiceHandle != NULL) {
        *phServiceHandle = service;
    } else {
        CloseServiceHandle(service);
    }
    return error;
}

static bool
takes_no_control_yet(DWORD state)
{
    return state == SERVICE_START_PENDING || state == SERVICE_PAUSE_PENDING ||
           state == SERVICE_CONTINUE_PENDING;
}

/*
 * A service in between takes no control, which the service managers tell in more than one way: it
 * is asked again. ERROR_SUCCESS when it is stopping or has stopped.
 */
static DWORD
ask_to_stop(SC_HANDLE service)
{
    SERVICE_STATUS_PROCESS status;
    SERVICE_STATUS answer;
    Patience patience;
    DWORD refusal;
    DWORD error;

    patience_begin(&patience);
    for (;;) {
        error = query(service, &status);
        if (error != ERROR_SUCCESS || status.dwCurrentState == SERVICE_STOPPED ||
            status.dwCurrentState == SERVICE_STOP_PENDING) {
            return error;
        }
        if (ControlService(service, SERVICE_CONTROL_STOP, &answer)) {
            return ERROR_SUCCESS;
        }
        refusal = GetLastError();
        if (refusal == ERROR_SERVICE_NOT_ACTIVE) {
            return ERROR_SUCCESS;
        }
        if (!takes_no_control_yet(status.dwCurrentState)) {
            return refusal;
        }
        if (patience_is_over(&patience, &status)) {
            return ERROR_TIMEOUT;
        }
        sleep_a_while(&status);
    }
}

static DWORD
stop_and_wait(SC_HANDLE service)
{
    SERVICE_STATUS_PROCESS status;
    DWORD error = ask_to_stop(service);

    /* It can say that it still runs when it has only just been asked. */
    if (error == ERROR_SUCCESS) {
        error = wait_while(service, SERVICE_RUNNING, &status);
    }
    if (error == ERROR_SUCCESS) {
        error = wait_while(service, SERVICE_STOP_PENDING, &status);
    }
    if (error == ERROR_SUCCESS && status.dwCurrentState != SERVICE_STOPPED) {
        error = ERROR_TIMEOUT;
    }
    return error;
}

DWORD WINAPI
ResUtilStopService(SC_HANDLE hServiceHandle)
{
    DWORD error = stop_and_wait(hServiceHandle);

    if (error == ERROR_SUCCESS) {
        CloseServiceHandle(hServiceHandle);
    }
    return error;
}

DWORD WINAPI
ResUtilStopResourceService(LPCWSTR pszServiceName)
{
    SC_HANDLE service;
    DWORD error = open_service(pszServiceName, SERVICE_STOP | SERVICE_QUERY_STATUS, &service);

    if (error == ERROR_SUCCESS) {
        error = stop_and_wait(service);
        CloseServiceHandle(service);
    }
    return error;
}

DWORD WINAPI
ResUtilVerifyService(SC_HANDLE hServiceHandle)
{
    SERVICE_STATUS_PROCESS status;
    DWORD error = query(hServiceHandle, &status);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    return status.dwCurrentState == SERVICE_RUNNING ||
                   status.dwCurrentState == SERVICE_START_PENDING
               ? ERROR_SUCCESS
               : ERROR_SERVICE_NOT_ACTIVE;
}

DWORD WINAPI
ResUtilVerifyResourceService(LPCWSTR pszServiceName)
{
    SC_HANDLE service;
    DWORD error = open_service(pszServiceName, SERVICE_QUERY_STATUS, &service);

    if (error == ERROR_SUCCESS) {
        error = ResUtilVerifyService(service);
        CloseServiceHandle(service);
    }
    return error;
}

static DWORD
end_process(HANDLE process)
{
    DWORD waited;

    if (!TerminateProcess(process, ERROR_PROCESS_ABORTED) &&
        WaitForSingleObject(process, 0) != WAIT_OBJECT_0) {
        return GetLastError();
    }
    waited = WaitForSingleObject(process, PROCESS_END_MS);
    if (waited == WAIT_FAILED) {
        return GetLastError();
    }
    return waited == WAIT_OBJECT_0 ? ERROR_SUCCESS : ERROR_TIMEOUT;
}

/* No process has the id 0 or that of one that has ended: then there is nothing left to end. */
static DWORD
end_process_with_id(DWORD process_id)
{
    HANDLE process;
    DWORD error;

    if (process_id == GetCurrentProcessId()) {
        return ERROR_INVALID_PARAMETER;
    }
    process =
        process_id == 0 ? NULL : OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, process_id);
    if (process == NULL) {
        error = process_id == 0 ? ERROR_INVALID_PARAMETER : GetLastError();
        return error == ERROR_INVALID_PARAMETER ? ERROR_SUCCESS : error;
    }
    error = end_process(process);
    CloseHandle(process);
    return error;
}

/* Offline is what a resource is that was told to go offline, and whose process is gone. */
DWORD WINAPI
ResUtilTerminateServiceProcessFromResDll(DWORD dwServicePid, BOOL bOffline, PDWORD pdwResourceState,
                                         PLOG_EVENT_ROUTINE pfnLogEvent,
                                         RESOURCE_HANDLE hResourceHandle)
{
    DWORD error = end_process_with_id(dwServicePid);

    if (error != ERROR_SUCCESS && pfnLogEvent != NULL) {
        pfnLogEvent(hResourceHandle, LOG_ERROR,
                    L"The process %1!u! of the service cannot be ended: error %2!u!.\n",
                    dwServicePid, error);
    }
    if (pdwResourceState != NULL) {
        *pdwResourceState =
            bOffline && error == ERROR_SUCCESS ? ClusterResourceOffline : ClusterResourceFailed;
    }
    return error;
}
