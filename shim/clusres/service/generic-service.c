/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The resource type Generic Service: a service of the prefix's service manager (resapi.md 5). The
 * process of a service is a child of the service manager and not of the host, so nobody ends it
 * with the host: whoever has the service's claim (claim.h) answers for its end.
 *
 * The settings change only in Online and Close, and never while a worker runs.
 */

#include <windows.h>

#include "../error-text.h"
#include "../monitor.h"
#include "../pending.h"
#include "../properties.h"
#include "../timeout.h"
#include "../types.h"
#include "claim.h"
#include "hold.h"
#include "leftover.h"
#include "mark.h"
#include "scm.h"
#include "settings.h"
#include "setup.h"
#include "start.h"
#include "stop.h"
#include "watch.h"

#define TERMINATE_PATIENCE_MS 10000
#define WORKER_PATIENCE_MS    1000
#define CLAIM_INTERVAL_MS     100
#define TYPE_NAME             L"Generic Service"
#define LONGEST_MARGIN_MS     15000

struct generic_service {
    RESOURCE_HANDLE handle;
    HKEY key; /* the resource's own; the host's to close */
    struct property_owner owner;
    struct settings settings; /* as of the last Online */
    struct work work;
    struct hold hold;
    struct watch watch;
    WCHAR id[MARK_OWNER];
};

static struct leftover
leftover_of(struct generic_service *service)
{
    struct leftover leftover = { service->handle, &service->hold, service->id };

    return leftover;
}

/* It has been seen to have stopped. */
static void
let_go(struct generic_service *service)
{
    if (hold_is_taken(&service->hold)) {
        mark_remove(service->hold.name, service->id);
        hold_drop(&service->hold);
    }
}

/* How long Offline waits for a service that makes no progress: the rest is for ending its process. */
static DWORD
offline_patience(const struct generic_service *service)
{
    return timeout_less(timeout_pending_ms(service->key, TYPE_NAME), 4, LONGEST_MARGIN_MS);
}

/* Not online, and not on its way: the service must not run. */
static DWORD
put_down(struct generic_service *service, struct follow *follow)
{
    struct hold *hold = &service->hold;
    DWORD error = stop_service(follow, hold->name, hold->service, hold->process);

    if (error == ERROR_SUCCESS && service->settings.use_network_name) {
        setup_remove_network_name(service->handle, hold->name);
    }
    return error;
}

/* Online */

static DWORD
take_claim(struct generic_service *service, const struct pending *pending)
{
    DWORD error = hold_take(&service->hold, service->settings.service_name);

    while (error == ERROR_RETRY) {
        Sleep(CLAIM_INTERVAL_MS);
        if (!pending_is_wanted(pending)) {
            return ERROR_OPERATION_ABORTED;
        }
        error = hold_take(&service->hold, service->settings.service_name);
    }
    if (error != ERROR_SUCCESS) {
        return hold_failed(service->handle, service->settings.service_name, error);
    }
    claim_for_online(service->hold.claim);
    return ERROR_SUCCESS;
}

/* What runs already was started with other parameters, or by somebody who will end it. */
static DWORD
stop_what_runs(struct generic_service *service, struct follow *follow)
{
    struct hold *hold = &service->hold;
    struct scm_status status;
    DWORD error = scm_query(hold->service, &status);

    if (error != ERROR_SUCCESS) {
        return hold_failed(service->handle, hold->name, error);
    }
    if (status.state == SERVICE_STOPPED) {
        return ERROR_SUCCESS;
    }
    monitor_log(service->handle, LOG_WARNING,
                L"The service '%1' runs already, as process %2!u!: it is stopped first.\n",
                hold->name, status.reported.dwProcessId);
    hold_process(hold, scm_open_process(status.reported.dwProcessId));
    error = stop_service(follow, hold->name, hold->service, hold->process);
    hold_process(hold, NULL);
    return error;
}

static DWORD
set_up(const struct generic_service *service)
{
    LPCWSTR name = service->hold.name;
    DWORD error = setup_manual_start(name);

    if (error == ERROR_SUCCESS) {
        error = mark_set(name, service->id);
    }
    if (error != ERROR_SUCCESS) {
        monitor_log(service->handle, LOG_ERROR, L"The service '%1' cannot be set up: %2; %3.\n",
                    name, error_text(error).text, scm_remedy(error));
        return error;
    }
    return service->settings.use_network_name
               ? setup_network_name(service->handle, service->key, name)
               : ERROR_SUCCESS;
}

static DWORD
start_with_parameters(struct generic_service *service, struct follow *follow)
{
    struct hold *hold = &service->hold;
    HANDLE process;
    LPWSTR *words;
    DWORD count;
    DWORD error = settings_words(&service->settings, &words, &count);

    if (error != ERROR_SUCCESS) {
        monitor_log(service->handle, LOG_ERROR,
                    L"StartupParameters cannot be used: %1; correct them.\n",
                    error_text(error).text);
        return error;
    }
    error = start_service(follow, hold->name, hold->service, count, words, &process);
    LocalFree(words);
    hold_process(hold, process);
    return error;
}

static DWORD
bring_online(struct generic_service *service, struct follow *follow)
{
    DWORD error = ERROR_SUCCESS;

    /* Of an earlier attempt, which nobody has ended. */
    if (hold_is_taken(&service->hold)) {
        error = put_down(service, follow);
        if (error != ERROR_SUCCESS) {
            return error;
        }
        let_go(service);
    }
    error = take_claim(service, follow->pending);
    if (error == ERROR_SUCCESS) {
        error = stop_what_runs(service, follow);
    }
    if (error == ERROR_SUCCESS) {
        error = set_up(service);
    }
    return error == ERROR_SUCCESS ? start_with_parameters(service, follow) : error;
}

static DWORD
begin_watch(struct generic_service *service)
{
    DWORD error = watch_begin(&service->watch, service->hold.service, service->hold.process);

    if (error != ERROR_SUCCESS) {
        monitor_log(service->handle, LOG_ERROR,
                    L"The service '%1' cannot be watched: %2; end what uses up handles "
                    L"or memory.\n",
                    service->hold.name, error_text(error).text);
    }
    return error;
}

static void
give_up(struct generic_service *service)
{
    struct hold *hold = &service->hold;

    /* What cannot be ended stays held, for Terminate. */
    if (hold_is_taken(hold) && hold_kill(hold, service->handle) == ERROR_SUCCESS) {
        let_go(service);
    }
}

static DWORD WINAPI
online_worker(PCLUS_WORKER worker, LPVOID context)
{
    struct generic_service *service = context;
    struct pending pending;
    struct follow follow;
    DWORD error;

    pending_begin(&pending, service->handle, worker, ClusterResourceOnlinePending);
    /* Without end: a service that hangs runs into PendingTimeout, which is told as such. */
    follow_begin(&follow, service->handle, &pending, 0);
    error = bring_online(service, &follow);
    if (error == ERROR_SUCCESS) {
        error = begin_watch(service);
    }
    if (error == ERROR_SUCCESS) {
        monitor_log(service->handle, LOG_INFORMATION, L"The service '%1' runs.\n",
                    service->hold.name);
        pending_end(&pending, ClusterResourceOnline, service->watch.failed);
    } else if (error != ERROR_OPERATION_ABORTED) {
        give_up(service);
        pending_end(&pending, ClusterResourceFailed, NULL);
    }
    return error;
}

static DWORD
start_work(struct generic_service *service, PWORKER_START_ROUTINE routine)
{
    DWORD error = work_replace(&service->work, routine, service);

    if (error != ERROR_IO_PENDING && error != ERROR_OPERATION_ABORTED) {
        monitor_log(service->handle, LOG_ERROR,
                    L"A thread cannot be started: %1; end what uses up memory.\n",
                    error_text(error).text);
    }
    return error;
}

static DWORD
read_settings(struct generic_service *service)
{
    DWORD error = properties_read(&service->owner, &service->settings);

    if (error == ERROR_SUCCESS && *service->settings.service_name == L'\0') {
        error = ERROR_INVALID_PARAMETER;
        monitor_log(service->handle, LOG_ERROR,
                    L"The property 'ServiceName' is empty: %1; set it to the name of a "
                    L"service.\n",
                    error_text(error).text);
    }
    return error;
}

static DWORD WINAPI
GenericServiceOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    struct generic_service *service = ResourceId;
    DWORD error;

    UNREFERENCED_PARAMETER(EventHandle); /* there is one when it is online */
    if (service == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    work_end(&service->work); /* one of an earlier attempt could still read the settings */
    watch_end(&service->watch);
    error = read_settings(service);
    return error == ERROR_SUCCESS ? start_work(service, online_worker) : error;
}

/* Offline */

static DWORD
take_offline(struct generic_service *service, struct follow *follow)
{
    struct leftover leftover = leftover_of(service);
    DWORD error = ERROR_SUCCESS;

    if (!hold_is_taken(&service->hold)) {
        error = leftover_take(&leftover, service->settings.service_name, follow->pending);
    }
    if (error == ERROR_SUCCESS && hold_is_taken(&service->hold)) {
        error = put_down(service, follow);
    }
    if (error == ERROR_SUCCESS) {
        let_go(service);
    }
    return error;
}

static DWORD WINAPI
offline_worker(PCLUS_WORKER worker, LPVOID context)
{
    struct generic_service *service = context;
    struct pending pending;
    struct follow follow;
    DWORD error;

    pending_begin(&pending, service->handle, worker, ClusterResourceOfflinePending);
    follow_begin(&follow, service->handle, &pending, offline_patience(service));
    error = take_offline(service, &follow);
    if (error != ERROR_OPERATION_ABORTED) {
        pending_end(&pending,
                    error == ERROR_SUCCESS ? ClusterResourceOffline : ClusterResourceFailed, NULL);
    }
    return error;
}

static DWORD WINAPI
GenericServiceOffline(RESID ResourceId)
{
    struct generic_service *service = ResourceId;

    if (service == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    watch_end(&service->watch);
    return start_work(service, offline_worker);
}

/*
 * A service that runs gets a moment to stop in. One that is starting or stopping takes no stop.
 * Returns when it has stopped and not before, whatever becomes of those that depend on it: once this
 * resource is told to be offline, another node starts it. DeadlockTimeout ends the host of one that
 * cannot be stopped, and the next Open finds it running (resapi.md 8).
 */
static void
put_down_soon(struct generic_service *service)
{
    struct hold *hold = &service->hold;
    struct scm_status status;
    struct follow follow;

    if (scm_query(hold->service, &status) != ERROR_SUCCESS || status.state != SERVICE_RUNNING) {
        stop_until_stopped(service->handle, hold->name, hold->service, hold->process);
    }
    follow_begin(&follow, service->handle, NULL, TERMINATE_PATIENCE_MS);
    if (put_down(service, &follow) != ERROR_SUCCESS) {
        stop_until_stopped(service->handle, hold->name, hold->service, hold->process);
    }
    let_go(service);
}

static void WINAPI
GenericServiceTerminate(RESID ResourceId)
{
    struct generic_service *service = ResourceId;

    if (service == NULL) {
        return;
    }
    /* A call to the service manager waits for the service, up to 10 s each. */
    if (!work_try_end(&service->work, WORKER_PATIENCE_MS)) {
        hold_kill(&service->hold, service->handle);
    }
    work_end(&service->work);
    watch_end(&service->watch);
    if (hold_is_taken(&service->hold)) {
        put_down_soon(service);
    }
}

static void WINAPI
GenericServiceClose(RESID ResourceId)
{
    struct generic_service *service = ResourceId;

    if (service == NULL) {
        return;
    }
    GenericServiceTerminate(service);
    work_free(&service->work);
    hold_free(&service->hold);
    properties_free(&settings_set, &service->settings);
    ClusterRegCloseKey(service->owner.parameters);
    LocalFree(service);
}

/* Open */

/* An error has been logged. */
static DWORD
begin_offline(struct generic_service *service)
{
    LPWSTR name = ResUtilGetSzValue(service->owner.parameters, L"ServiceName");
    struct leftover leftover = leftover_of(service);
    DWORD error = leftover_stop_all(&leftover, name);

    LocalFree(name);
    return error;
}

/* An error has been logged. */
static DWORD
open_parts(struct generic_service *service)
{
    DWORD error = mark_owner(service->key, service->id);

    if (error != ERROR_SUCCESS) {
        monitor_log(service->handle, LOG_ERROR,
                    L"The resource is not found in the cluster database: %1; add the "
                    L"resource again.\n",
                    error_text(error).text);
        return error;
    }
    error = properties_open(&service->owner, service->key);
    if (error != ERROR_SUCCESS) {
        monitor_log(service->handle, LOG_ERROR,
                    L"The key 'Parameters' cannot be opened: %1; add the resource "
                    L"again.\n",
                    error_text(error).text);
        return error;
    }
    error = begin_offline(service);
    if (error != ERROR_SUCCESS) {
        ClusterRegCloseKey(service->owner.parameters);
    }
    return error;
}

static RESID WINAPI
GenericServiceOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    struct generic_service *service = LocalAlloc(LPTR, sizeof(*service));
    DWORD error;

    UNREFERENCED_PARAMETER(ResourceName);
    if (service == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    service->handle = ResourceHandle;
    service->key = ResourceKey;
    service->owner.set = &settings_set;
    service->owner.handle = ResourceHandle;
    hold_init(&service->hold);
    error = open_parts(service);
    if (error != ERROR_SUCCESS) {
        hold_free(&service->hold);
        LocalFree(service);
        SetLastError(error);
        return NULL;
    }
    work_init(&service->work);
    return service;
}

/* Health */

static BOOL
is_alive(struct generic_service *service, BOOL tell)
{
    struct scm_status status = { .state = 0 };
    WCHAR text[SCM_STATUS_TEXT] = L"it is not this resource's";
    DWORD error = ERROR_SERVICE_NOT_ACTIVE;
    BOOL alive;

    EnterCriticalSection(&service->hold.lock);
    if (service->hold.claim != NULL) {
        error = scm_query(service->hold.service, &status);
        scm_describe(&status, text);
    }
    LeaveCriticalSection(&service->hold.lock);
    alive = error == ERROR_SUCCESS && status.state == SERVICE_RUNNING;
    if (!alive && tell) {
        monitor_log(service->handle, LOG_ERROR,
                    L"The service '%1' does not run: %2: %3; look at what it logs.\n",
                    service->settings.service_name != NULL ? service->settings.service_name : L"",
                    text,
                    error_text(error != ERROR_SUCCESS ? error : ERROR_SERVICE_NOT_ACTIVE).text);
    }
    return alive;
}

static BOOL WINAPI
GenericServiceLooksAlive(RESID ResourceId)
{
    return ResourceId != NULL && is_alive(ResourceId, FALSE);
}

static BOOL WINAPI
GenericServiceIsAlive(RESID ResourceId)
{
    return ResourceId != NULL && is_alive(ResourceId, TRUE);
}

/* Controls. ERROR_INVALID_FUNCTION leaves a control code to the Resource Monitor. */

static DWORD WINAPI
GenericServiceResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer,
                              DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                              LPDWORD BytesReturned)
{
    struct generic_service *service = ResourceId;
    struct control_call call = { ControlCode, InBuffer,      InBufferSize,
                                 OutBuffer,   OutBufferSize, BytesReturned };

    if (service == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    *BytesReturned = 0;
    if (ControlCode == CLUSCTL_RESOURCE_UNKNOWN) {
        return ERROR_SUCCESS;
    }
    return properties_control(&service->owner, &call, hold_is_taken(&service->hold));
}

static DWORD WINAPI
GenericServiceResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                                  DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                                  LPDWORD BytesReturned)
{
    struct control_call call = { ControlCode, InBuffer,      InBufferSize,
                                 OutBuffer,   OutBufferSize, BytesReturned };

    UNREFERENCED_PARAMETER(ResourceTypeName);
    *BytesReturned = 0;
    if (ControlCode == CLUSCTL_RESOURCE_TYPE_UNKNOWN) {
        return ERROR_SUCCESS;
    }
    return properties_type_control(&settings_set, &call);
}

CLRES_V1_FUNCTION_TABLE(generic_service_functions, CLRES_VERSION_V1_00, GenericService, NULL, NULL,
                        GenericServiceResourceControl, GenericServiceResourceTypeControl);
