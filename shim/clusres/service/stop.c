/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "stop.h"

#include "../error-text.h"
#include "../monitor.h"
#include "claim.h"
#include "dependencies.h"
#include "names.h"

#define REFUSALS_MS       5000  /* a service that runs may take no stop for a moment */
#define END_OF_PROCESS_MS 10000 /* between having stopped and having ended */
#define RETRY_INTERVAL_MS 1000
#define LOOK_INTERVAL_MS  100
#define LOOKS             50

struct teller {
    PLOG_EVENT_ROUTINE log;
    RESOURCE_HANDLE handle;
};

static DWORD
failed(RESOURCE_HANDLE handle, LPCWSTR name, DWORD error)
{
    monitor_log(handle, LOG_ERROR,
                L"The service '%1' cannot be stopped: %2; stop it by hand in the Wine "
                L"prefix.\n",
                name, error_text(error).text);
    return error;
}

/* The name of another service that runs in this process, in text; empty when there is none. */
static DWORD
find_companion(DWORD process_id, LPCWSTR name, WCHAR text[SCM_MAX_NAME + 1])
{
    ENUM_SERVICE_STATUS_PROCESSW *services;
    DWORD count;
    DWORD error = scm_list_active(&services, &count);

    *text = L'\0';
    for (DWORD i = 0; i < count; i++) {
        if (services[i].ServiceStatusProcess.dwProcessId == process_id &&
            !scm_same_name(services[i].lpServiceName, name)) {
            lstrcpynW(text, services[i].lpServiceName, SCM_MAX_NAME + 1);
        }
    }
    LocalFree(services);
    return error;
}

/* Whether a process is that service's alone has to be known: it may be another resource's. */
static DWORD
end_process(const struct teller *teller, LPCWSTR name, DWORD process_id)
{
    WCHAR companion[SCM_MAX_NAME + 1];
    DWORD error = find_companion(process_id, name, companion);

    if (error != ERROR_SUCCESS) {
        teller->log(teller->handle, LOG_ERROR,
                    L"The process %1!u! of the service '%2' cannot be ended, since the service "
                    L"manager does not tell what else runs in it: %3; stop the service "
                    L"by hand in the Wine prefix.\n",
                    process_id, name, error_text(error).text);
        return error;
    }
    if (*companion != L'\0') {
        teller->log(teller->handle, LOG_ERROR,
                    L"The process %1!u! of the service '%2' cannot be ended, since the service "
                    L"'%3' runs in it: %4; stop both by hand.\n",
                    process_id, name, companion, error_text(ERROR_BUSY).text);
        return ERROR_BUSY;
    }
    error = ResUtilTerminateServiceProcessFromResDll(process_id, TRUE, NULL, NULL, teller->handle);
    if (error != ERROR_SUCCESS) {
        teller->log(teller->handle, LOG_ERROR,
                    L"The process %1!u! of the service '%2' cannot be ended: %3; end it "
                    L"by hand.\n",
                    process_id, name, error_text(error).text);
    }
    return error;
}

static BOOL
has_ended(HANDLE process)
{
    return process == NULL || WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
}

/* A service that has stopped has left a process that it shared to the other services in it. */
static DWORD
end_what_remains(const struct teller *teller, LPCWSTR name, HANDLE process)
{
    WCHAR companion[SCM_MAX_NAME + 1];
    DWORD process_id = GetProcessId(process);

    if (find_companion(process_id, name, companion) == ERROR_SUCCESS && *companion != L'\0') {
        return ERROR_SUCCESS;
    }
    return end_process(teller, name, process_id);
}

/* One that is only starting may have no process yet, and none to end. */
static DWORD
end_until_stopped(const struct teller *teller, LPCWSTR name, SC_HANDLE service)
{
    struct scm_status status;
    DWORD error = scm_query(service, &status);

    for (int i = 0; i < LOOKS && error == ERROR_SUCCESS && status.state != SERVICE_STOPPED; i++) {
        if (status.reported.dwProcessId != 0) {
            error = end_process(teller, name, status.reported.dwProcessId);
            if (error != ERROR_SUCCESS) {
                return error;
            }
        } else {
            Sleep(LOOK_INTERVAL_MS);
        }
        error = scm_query(service, &status);
    }
    if (error == ERROR_SUCCESS && status.state != SERVICE_STOPPED) {
        error = ERROR_TIMEOUT;
    }
    if (error != ERROR_SUCCESS) {
        teller->log(teller->handle, LOG_ERROR,
                    L"The service '%1' is not known to have stopped: %2; stop it by hand "
                    L"in the Wine prefix.\n",
                    name, error_text(error).text);
    }
    return error;
}

static DWORD
force(const struct teller *teller, LPCWSTR name, SC_HANDLE service, HANDLE process)
{
    DWORD error = end_until_stopped(teller, name, service);

    /* It may have stopped, and live on. While there is a handle, its id is not another's. */
    return error == ERROR_SUCCESS && !has_ended(process) ? end_what_remains(teller, name, process)
                                                         : error;
}

DWORD
stop_by_force(RESOURCE_HANDLE handle, LPCWSTR name, SC_HANDLE service, HANDLE process)
{
    struct teller teller = { monitor_log, handle };

    return force(&teller, name, service, process);
}

static void
say_nothing(RESOURCE_HANDLE handle, LOG_LEVEL level, LPCWSTR format, ...)
{
    UNREFERENCED_PARAMETER(handle);
    UNREFERENCED_PARAMETER(level);
    UNREFERENCED_PARAMETER(format);
}

void
stop_until_stopped(RESOURCE_HANDLE handle, LPCWSTR name, SC_HANDLE service, HANDLE process)
{
    struct teller teller = { say_nothing, handle };
    DWORD error = stop_by_force(handle, name, service, process);

    while (error != ERROR_SUCCESS) {
        Sleep(RETRY_INTERVAL_MS);
        error = force(&teller, name, service, process);
    }
}

static BOOL
takes_it_later(DWORD error, const struct scm_status *status, ULONGLONG since_ms)
{
    if (error != ERROR_INVALID_SERVICE_CONTROL && error != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) {
        return FALSE;
    }
    return status->state != SERVICE_RUNNING || GetTickCount64() - since_ms < REFUSALS_MS;
}

/*
 * Once and no more: Wine's service manager kills a service that is told to stop a second time while
 * it says that it runs. One that works in its handler for longer than 10 s has been told as well,
 * though the call fails. ERROR_SUCCESS: it is stopping or has stopped.
 */
static DWORD
ask_to_stop(struct follow *follow, SC_HANDLE service)
{
    ULONGLONG since_ms = GetTickCount64();

    for (;;) {
        struct scm_status status;
        SERVICE_STATUS answer;
        DWORD error = scm_query(service, &status);

        if (error != ERROR_SUCCESS || status.state == SERVICE_STOPPED ||
            status.state == SERVICE_STOP_PENDING) {
            return error;
        }
        if (ControlService(service, SERVICE_CONTROL_STOP, &answer)) {
            return ERROR_SUCCESS;
        }
        error = GetLastError();
        if (error == ERROR_SERVICE_NOT_ACTIVE || error == ERROR_SERVICE_REQUEST_TIMEOUT) {
            return ERROR_SUCCESS;
        }
        if (!takes_it_later(error, &status, since_ms)) {
            return error;
        }
        error = follow_wait(follow, &status);
        if (error != ERROR_SUCCESS) {
            return error;
        }
    }
}

static DWORD
wait_until_stopped(struct follow *follow, SC_HANDLE service)
{
    for (;;) {
        struct scm_status status;
        DWORD error = scm_query(service, &status);

        if (error != ERROR_SUCCESS || status.state == SERVICE_STOPPED) {
            return error;
        }
        error = follow_wait(follow, &status);
        if (error != ERROR_SUCCESS) {
            return error;
        }
    }
}

/* A service has stopped before its process has ended, and Wine waits 60 s before it ends one that
 * stays. */
static DWORD
wait_for_process(const struct follow *follow, HANDLE process)
{
    ULONGLONG since_ms = GetTickCount64();

    while (process != NULL && WaitForSingleObject(process, 100) == WAIT_TIMEOUT) {
        if (follow->pending != NULL && !pending_is_wanted(follow->pending)) {
            return ERROR_OPERATION_ABORTED;
        }
        if (GetTickCount64() - since_ms >= END_OF_PROCESS_MS) {
            return ERROR_TIMEOUT;
        }
    }
    return ERROR_SUCCESS;
}

static DWORD
stop_politely(struct follow *follow, SC_HANDLE service, HANDLE process)
{
    DWORD error;

    follow_next(follow);
    error = ask_to_stop(follow, service);
    if (error == ERROR_SUCCESS) {
        error = wait_until_stopped(follow, service);
    }
    return error == ERROR_SUCCESS ? wait_for_process(follow, process) : error;
}

/* However it was that it did not stop. */
static DWORD
stop_one(struct follow *follow, LPCWSTR name, SC_HANDLE service, HANDLE process)
{
    struct scm_status status;
    WCHAR text[SCM_STATUS_TEXT] = L"no status";
    DWORD error = stop_politely(follow, service, process);

    if (error == ERROR_SUCCESS || error == ERROR_OPERATION_ABORTED) {
        return error;
    }
    if (scm_query(service, &status) == ERROR_SUCCESS) {
        scm_describe(&status, text);
    }
    monitor_log(follow->handle, LOG_WARNING,
                L"The service '%1' does not stop (%2): %3; its process is ended.\n", name, text,
                error_text(error).text);
    return stop_by_force(follow->handle, name, service, process);
}

static DWORD stop_with_dependents(struct follow *follow, LPCWSTR name, SC_HANDLE service,
                                  HANDLE process, unsigned int depth);

static DWORD
stop_dependent(struct follow *follow, LPCWSTR name, LPCWSTR needed, unsigned int depth)
{
    struct scm_status status;
    SC_HANDLE service;
    HANDLE process;
    DWORD error;

    if (claim_is_taken(name)) {
        monitor_log(follow->handle, LOG_WARNING,
                    L"The service '%1' depends on '%2' and is left running, since it belongs to "
                    L"another resource; make that one depend on this.\n",
                    name, needed);
        return ERROR_SUCCESS;
    }
    error = scm_open(name, &service);
    if (error != ERROR_SUCCESS) {
        return failed(follow->handle, name, error);
    }
    process = scm_query(service, &status) == ERROR_SUCCESS
                  ? scm_open_process(status.reported.dwProcessId)
                  : NULL;
    error = stop_with_dependents(follow, name, service, process, depth + 1);
    if (process != NULL) {
        CloseHandle(process);
    }
    CloseServiceHandle(service);
    return error;
}

static DWORD
stop_dependents(struct follow *follow, LPCWSTR name, unsigned int depth)
{
    LPWSTR names;
    DWORD error = dependents_of(name, &names);

    if (error != ERROR_SUCCESS) {
        return failed(follow->handle, name, error);
    }
    for (LPCWSTR at = names; at != NULL && *at != L'\0' && error == ERROR_SUCCESS;
         at = names_next(at)) {
        error = stop_dependent(follow, at, name, depth);
    }
    LocalFree(names);
    return error;
}

/* Wine's service manager stops a service that others depend on, without a word (measured), where
 * Windows' would refuse. */
static DWORD
stop_with_dependents(struct follow *follow, LPCWSTR name, SC_HANDLE service, HANDLE process,
                     unsigned int depth)
{
    DWORD error;

    if (depth > DEPENDENCIES_DEEPEST) {
        return failed(follow->handle, name, ERROR_CIRCULAR_DEPENDENCY);
    }
    error = stop_dependents(follow, name, depth);
    return error == ERROR_SUCCESS ? stop_one(follow, name, service, process) : error;
}

DWORD
stop_service(struct follow *follow, LPCWSTR name, SC_HANDLE service, HANDLE process)
{
    return stop_with_dependents(follow, name, service, process, 0);
}
