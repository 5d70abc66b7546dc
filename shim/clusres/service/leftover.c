/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "leftover.h"

#include "../error-text.h"
#include "../monitor.h"
#include "mark.h"
#include "names.h"
#include "scm.h"
#include "setup.h"
#include "stop.h"

#define STOP_PATIENCE_MS  15000
#define TAKE_PATIENCE_MS  60000 /* longer than it takes somebody else to stop a service */
#define CLAIM_INTERVAL_MS 100

/* Another resource that is about to start it stops it first, and then marks it as its own. */
static BOOL
is_soon_settled(const struct leftover *leftover, LPCWSTR name, DWORD error)
{
    return error == ERROR_RETRY || (error == ERROR_BUSY && mark_is(name, leftover->owner));
}

DWORD
leftover_take(const struct leftover *leftover, LPCWSTR name, const struct pending *pending)
{
    ULONGLONG since_ms = GetTickCount64();
    DWORD error;

    if (name == NULL || *name == L'\0') {
        return ERROR_SUCCESS;
    }
    error = hold_take(leftover->hold, name);
    while (is_soon_settled(leftover, name, error)) {
        if (pending != NULL && !pending_is_wanted(pending)) {
            return ERROR_OPERATION_ABORTED;
        }
        if (GetTickCount64() - since_ms >= TAKE_PATIENCE_MS) {
            return hold_failed(leftover->handle, name, error);
        }
        Sleep(CLAIM_INTERVAL_MS);
        error = hold_take(leftover->hold, name);
    }
    if (error == ERROR_BUSY || error == ERROR_SERVICE_DOES_NOT_EXIST ||
        error == ERROR_INVALID_NAME) {
        return ERROR_SUCCESS;
    }
    return error == ERROR_SUCCESS ? error : hold_failed(leftover->handle, name, error);
}

static void
make_manual(const struct leftover *leftover)
{
    DWORD error = setup_manual_start(leftover->hold->name);

    if (error != ERROR_SUCCESS && error != ERROR_SERVICE_DISABLED) {
        monitor_log(leftover->handle, LOG_WARNING,
                    L"The service '%1' keeps its start type: %2; make it 'demand', so "
                    L"that nobody but its resource starts it.\n",
                    leftover->hold->name, error_text(error).text);
    }
}

static DWORD
stop_held(const struct leftover *leftover)
{
    struct hold *hold = leftover->hold;
    struct scm_status status;
    struct follow follow;
    DWORD error = scm_query(hold->service, &status);

    if (error != ERROR_SUCCESS) {
        return hold_failed(leftover->handle, hold->name, error);
    }
    if (status.state == SERVICE_STOPPED) {
        return ERROR_SUCCESS;
    }
    monitor_log(leftover->handle, LOG_WARNING,
                L"The service '%1' runs, as process %2!u!, while its resource is not online: it "
                L"is stopped.\n",
                hold->name, status.reported.dwProcessId);
    hold_process(hold, scm_open_process(status.reported.dwProcessId));
    follow_begin(&follow, leftover->handle, NULL, STOP_PATIENCE_MS);
    return stop_service(&follow, hold->name, hold->service, hold->process);
}

static DWORD
stop_leftover(const struct leftover *leftover, LPCWSTR name)
{
    DWORD error = leftover_take(leftover, name, NULL);

    if (error != ERROR_SUCCESS || !hold_is_taken(leftover->hold)) {
        return error;
    }
    make_manual(leftover);
    error = stop_held(leftover);
    if (error == ERROR_SUCCESS) {
        mark_remove(name, leftover->owner);
    }
    hold_drop(leftover->hold);
    return error;
}

/* After the host has died with its resource online, the service still runs (resapi.md 8). */
DWORD
leftover_stop_all(const struct leftover *leftover, LPCWSTR name)
{
    LPWSTR names;
    DWORD error = mark_find(leftover->owner, &names);

    if (error != ERROR_SUCCESS) {
        monitor_log(leftover->handle, LOG_ERROR,
                    L"The services of the prefix cannot be listed: %1; look at the Wine "
                    L"prefix's registry.\n",
                    error_text(error).text);
        return error;
    }
    for (LPCWSTR at = names; at != NULL && *at != L'\0' && error == ERROR_SUCCESS;
         at = names_next(at)) {
        error = stop_leftover(leftover, at);
    }
    LocalFree(names);
    return error == ERROR_SUCCESS ? stop_leftover(leftover, name) : error;
}
