/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "start.h"

#include <stdio.h>
#include <wchar.h>

#include "../error-text.h"
#include "../monitor.h"
#include "dependencies.h"
#include "names.h"

#define LOCKED_INTERVAL_MS 200

struct service {
    LPCWSTR name;
    LPCWSTR needed_by; /* or NULL */
    SC_HANDLE handle;
};

static DWORD start_dependencies(struct follow *follow, LPCWSTR name, unsigned int depth);

static DWORD
failed(const struct follow *follow, const struct service *service, LPCWSTR what, DWORD error)
{
    if (service->needed_by == NULL) {
        monitor_log(follow->handle, LOG_ERROR, L"The service '%1' %2: %3; %4.\n", service->name,
                    what, error_text(error).text, scm_remedy(error));
    } else {
        monitor_log(follow->handle, LOG_ERROR,
                    L"The service '%1', which '%2' depends on, %3: %4; %5.\n", service->name,
                    service->needed_by, what, error_text(error).text, scm_remedy(error));
    }
    return error;
}

static DWORD
failed_with_status(const struct follow *follow, const struct service *service, DWORD error)
{
    WCHAR what[SCM_STATUS_TEXT + 64] = L"does not start";
    WCHAR text[SCM_STATUS_TEXT];
    struct scm_status status;

    if (scm_query(service->handle, &status) == ERROR_SUCCESS) {
        scm_describe(&status, text);
        swprintf(what, ARRAYSIZE(what), L"does not start (%ls)", text);
    }
    return failed(follow, service, what, error);
}

/*
 * Wine's service manager starts one service at a time, and refuses to when it has waited 3 s for
 * another: then it is asked again. The call itself returns when the service has first told its
 * state; Wine gives it 10 s for that and ends its process otherwise.
 */
static DWORD
ask_to_start(struct follow *follow, const struct service *service, DWORD count, LPWSTR *arguments)
{
    for (;;) {
        DWORD error = StartServiceW(service->handle, count, (LPCWSTR *)arguments) ? ERROR_SUCCESS
                                                                                  : GetLastError();

        if (error != ERROR_SERVICE_DATABASE_LOCKED) {
            return error;
        }
        if (follow->pending != NULL && !pending_is_wanted(follow->pending)) {
            return ERROR_OPERATION_ABORTED;
        }
        Sleep(LOCKED_INTERVAL_MS);
    }
}

static BOOL
is_on_its_way(DWORD state)
{
    return state == SERVICE_START_PENDING || state == SERVICE_CONTINUE_PENDING ||
           state == SERVICE_STOP_PENDING;
}

static void
log_where_it_hangs(const struct follow *follow, const struct service *service,
                   const struct scm_status *status)
{
    WCHAR text[SCM_STATUS_TEXT];

    scm_describe(status, text);
    monitor_log(follow->handle, LOG_WARNING,
                L"The service '%1' was still starting when it was given up: %2.\n", service->name,
                text);
}

/* ERROR_SERVICE_NEVER_STARTED when it has got anywhere else than to running. */
static DWORD
wait_until_running(struct follow *follow, const struct service *service)
{
    follow_next(follow);
    for (;;) {
        struct scm_status status;
        DWORD error = scm_query(service->handle, &status);

        if (error != ERROR_SUCCESS) {
            return error;
        }
        if (!is_on_its_way(status.state)) {
            return status.state == SERVICE_RUNNING ? ERROR_SUCCESS : ERROR_SERVICE_NEVER_STARTED;
        }
        error = follow_wait(follow, &status);
        if (error != ERROR_SUCCESS) {
            log_where_it_hangs(follow, service, &status);
            return error;
        }
    }
}

static DWORD
start_one(struct follow *follow, const struct service *service, DWORD count, LPWSTR *arguments,
          HANDLE *process)
{
    struct scm_status status;
    DWORD error = ask_to_start(follow, service, count, arguments);

    if (error == ERROR_SUCCESS) {
        if (process != NULL && scm_query(service->handle, &status) == ERROR_SUCCESS) {
            *process = scm_open_process(status.reported.dwProcessId);
        }
        error = wait_until_running(follow, service);
    }
    if (error == ERROR_SUCCESS || error == ERROR_OPERATION_ABORTED) {
        return error;
    }
    return failed_with_status(follow, service, error);
}

/* What somebody has told to stop takes no start before it has. */
static DWORD
wait_while_stopping(struct follow *follow, const struct service *service, struct scm_status *status)
{
    follow_next(follow);
    for (;;) {
        DWORD error = scm_query(service->handle, status);

        if (error != ERROR_SUCCESS || status->state != SERVICE_STOP_PENDING) {
            return error;
        }
        error = follow_wait(follow, status);
        if (error != ERROR_SUCCESS) {
            return error;
        }
    }
}

/* One that runs, or is about to, is somebody's work and left as it is. */
static DWORD
bring_up(struct follow *follow, const struct service *service, unsigned int depth)
{
    struct scm_status status;
    DWORD error = wait_while_stopping(follow, service, &status);

    if (error == ERROR_SUCCESS && status.state == SERVICE_STOPPED) {
        error = start_dependencies(follow, service->name, depth);
        return error == ERROR_SUCCESS ? start_one(follow, service, 0, NULL, NULL) : error;
    }
    if (error == ERROR_SUCCESS && status.state != SERVICE_RUNNING) {
        error = wait_until_running(follow, service);
    }
    return error == ERROR_SUCCESS || error == ERROR_OPERATION_ABORTED
               ? error
               : failed_with_status(follow, service, error);
}

static DWORD
start_dependency(struct follow *follow, const struct service *wanted, unsigned int depth)
{
    struct service service = *wanted;
    DWORD error;

    if (depth > DEPENDENCIES_DEEPEST) {
        return failed(follow, &service, L"depends on itself", ERROR_CIRCULAR_DEPENDENCY);
    }
    error = scm_open(service.name, &service.handle);
    if (error != ERROR_SUCCESS) {
        return failed(follow, &service, L"cannot be opened", error);
    }
    error = bring_up(follow, &service, depth);
    CloseServiceHandle(service.handle);
    return error;
}

/* Wine's service manager starts a service without those that it depends on (measured: StartService
 * succeeds, and they stay stopped). */
static DWORD
start_dependencies(struct follow *follow, LPCWSTR name, unsigned int depth)
{
    LPWSTR names = dependencies_of(name);
    DWORD error = ERROR_SUCCESS;

    for (LPCWSTR at = names; at != NULL && *at != L'\0' && error == ERROR_SUCCESS;
         at = names_next(at)) {
        struct service needed = { .name = at, .needed_by = name };

        error = start_dependency(follow, &needed, depth + 1);
    }
    LocalFree(names);
    return error;
}

DWORD
start_service(struct follow *follow, LPCWSTR name, SC_HANDLE service, DWORD count,
              LPWSTR *arguments, HANDLE *process)
{
    struct service wanted = { .name = name, .handle = service };
    DWORD error = start_dependencies(follow, name, 0);

    *process = NULL;
    return error == ERROR_SUCCESS ? start_one(follow, &wanted, count, arguments, process) : error;
}
