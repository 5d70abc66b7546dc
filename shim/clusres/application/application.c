/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Generic Application: one program, and all that it starts. Online starts it and gives an event handle
 * that is signaled when it ends; IsAlive, which is asked then, tells how it ended.
 */

#include <winsock2.h>
#include <windows.h>

#include "../error-text.h"
#include "../monitor.h"
#include "../own-resource.h"
#include "../pending.h"
#include "../properties.h"
#include "../timeout.h"
#include "../types.h"
#include "command.h"
#include "program.h"
#include "resapi.h"
#include "settings.h"

#define TYPE_NAME        L"Generic Application"
#define LOOK_INTERVAL_MS 20
#define KILL_PART        4 /* of the time is for the killing */
#define KILL_MOST_MS     15000
#define FIRST_ASK_MAX_MS 5000
#define KILL_PAUSE_MS    1000

struct application {
    RESOURCE_HANDLE handle;
    HKEY key; /* the Resource Monitor's, until Close */
    struct property_owner owner;
    struct work work;

    /* Online and Close alone change these, and read them into what is not published yet. */
    struct application_settings settings;
    struct command command;

    CRITICAL_SECTION lock;   /* of what follows, where Online and Terminate meet */
    struct program *program; /* also when it has ended */
    volatile LONG cancelled; /* Terminate came beside Online */
};

static void
log_left(const struct application *application)
{
    monitor_log(application->handle, LOG_ERROR,
                L"Processes of the program '%1' cannot be ended: %2: going offline waits for "
                L"them, up to DeadlockTimeout, and then ends the host and all of it.\n",
                application->command.program, error_text(ERROR_BUSY).text);
}

static BOOL
end_program(struct application *application)
{
    BOOL ended;

    EnterCriticalSection(&application->lock);
    ended = application->program == NULL || program_kill(application->program);
    if (!ended) {
        log_left(application);
    }
    LeaveCriticalSection(&application->lock);
    return ended;
}

/* It has ended. */
static void
forget_program(struct application *application)
{
    struct program *program;

    EnterCriticalSection(&application->lock);
    program = application->program;
    application->program = NULL;
    LeaveCriticalSection(&application->lock);
    program_free(program);
    command_free(&application->command);
}

static RESID WINAPI
ApplicationOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    struct application *application = LocalAlloc(LPTR, sizeof(*application));
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;
    WSADATA winsock;

    if (application != NULL) {
        application->handle = ResourceHandle;
        application->key = ResourceKey;
        application->owner.set = &application_properties;
        application->owner.handle = ResourceHandle;
        error = properties_open(&application->owner, ResourceKey);
    }
    if (error == ERROR_SUCCESS) {
        error = (DWORD)WSAStartup(MAKEWORD(2, 2), &winsock);
        if (error != ERROR_SUCCESS) {
            ClusterRegCloseKey(application->owner.parameters);
        }
    }
    if (error != ERROR_SUCCESS) {
        monitor_log(ResourceHandle, LOG_ERROR, L"Opening '%1' failed: %2.\n", ResourceName,
                    error_text(error).text);
        LocalFree(application);
        SetLastError(error);
        return NULL;
    }
    work_init(&application->work);
    InitializeCriticalSection(&application->lock);
    return application;
}

static DWORD
read_environment(const struct application *application, LPWSTR *environment)
{
    HCLUSTER cluster = OpenCluster(NULL);
    HRESOURCE resource = cluster != NULL ? own_resource_open(cluster, application->key) : NULL;
    DWORD error = GetLastError();

    *environment = NULL;
    if (resource != NULL) {
        *environment = ResUtilGetEnvironmentWithNetName(resource);
        error = GetLastError();
        CloseClusterResource(resource);
    }
    if (cluster != NULL) {
        CloseCluster(cluster);
    }
    if (*environment != NULL) {
        return ERROR_SUCCESS;
    }
    return error != ERROR_SUCCESS ? error : ERROR_ENVVAR_NOT_FOUND;
}

/* The environment in which the program takes the network name for the computer's. */
static DWORD
network_environment(const struct application *application, LPWSTR *environment)
{
    DWORD error = read_environment(application, environment);

    if (error != ERROR_SUCCESS) {
        monitor_log(application->handle, LOG_ERROR,
                    L"UseNetworkName is 1, and there is no network name: %1: let the resource "
                    L"depend on one of the type Network Name, or set UseNetworkName to 0.\n",
                    error_text(error).text);
    }
    return error;
}

static DWORD
start_program(struct application *application, struct program **program)
{
    struct program_start start = { .handle = application->handle,
                                   .command = &application->command,
                                   .cancelled = &application->cancelled };
    DWORD error = ERROR_SUCCESS;

    if (application->settings.use_network_name != 0) {
        error = network_environment(application, &start.environment);
    }
    if (error == ERROR_SUCCESS) {
        error = program_start(&start, program);
        ResUtilFreeEnvironment(start.environment);
    }
    return error;
}

/* From here on Terminate sees it. */
static DWORD
publish(struct application *application, struct program *program)
{
    DWORD error;

    EnterCriticalSection(&application->lock);
    application->program = program;
    error = application->cancelled ? ERROR_OPERATION_ABORTED : ERROR_SUCCESS;
    LeaveCriticalSection(&application->lock);
    if (error != ERROR_SUCCESS) {
        end_program(application);
    }
    return error;
}

/* Without the lock: a start may take its time, and Terminate must not wait for it. */
static DWORD
bring_online(struct application *application)
{
    struct program *program = NULL;
    DWORD error;

    InterlockedExchange(&application->cancelled, FALSE);
    if (!end_program(application)) {
        return ERROR_BUSY;
    }
    forget_program(application);
    error = properties_read(&application->owner, &application->settings);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (application->settings.interact_with_desktop != 0) {
        monitor_log(application->handle, LOG_WARNING,
                    L"InteractWithDesktop is 1 and is ignored: there is no desktop.\n");
    }
    error = command_read(application->handle, &application->settings, &application->command);
    if (error == ERROR_SUCCESS) {
        error = start_program(application, &program);
    }
    return error == ERROR_SUCCESS ? publish(application, program) : error;
}

static DWORD WINAPI
ApplicationOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    struct application *application = ResourceId;
    DWORD error;

    if (application == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    work_end(&application->work); /* one of an earlier Offline could still use the program */
    error = bring_online(application);
    if (error == ERROR_SUCCESS) {
        monitor_log(application->handle, LOG_INFORMATION, L"Started '%1'.\n",
                    application->command.program);
        *EventHandle = program_ended(application->program);
    }
    return error;
}

/* Until nothing of the program runs, the work is no longer wanted, or the time is over. */
static void
wait_for_end(const struct pending *pending, struct program *program, ULONGLONG deadline)
{
    while (!program_is_empty(program) && pending_is_wanted(pending) &&
           GetTickCount64() < deadline) {
        Sleep(LOOK_INTERVAL_MS);
    }
}

static void
ask_to_end(const struct pending *pending, struct application *application)
{
    DWORD patience =
        timeout_less(timeout_pending_ms(application->key, TYPE_NAME), KILL_PART, KILL_MOST_MS);
    DWORD first = patience / 2 < FIRST_ASK_MAX_MS ? patience / 2 : FIRST_ASK_MAX_MS;
    ULONGLONG begun = GetTickCount64();

    if (program_ask(application->program, 0)) {
        wait_for_end(pending, application->program, begun + first);
        if (!program_is_empty(application->program) && pending_is_wanted(pending)) {
            program_ask(application->program, 1);
        }
    }
    wait_for_end(pending, application->program, begun + patience);
    if (!program_is_empty(application->program) && pending_is_wanted(pending)) {
        monitor_log(
            application->handle, LOG_WARNING,
            L"The program '%1', or something that it started, did not end within %2!u! ms when "
            L"it was asked to; it is killed.\n",
            application->command.program, patience);
    }
}

static DWORD WINAPI
offline_worker(PCLUS_WORKER worker, LPVOID context)
{
    struct application *application = context;
    struct pending pending;

    pending_begin(&pending, application->handle, worker, ClusterResourceOfflinePending);
    ask_to_end(&pending, application);
    if (!pending_is_wanted(&pending)) {
        return ERROR_OPERATION_ABORTED;
    }
    /* Also after an orderly end: Wine's own processes are left. */
    if (!program_kill(application->program)) {
        log_left(application);
        pending_end(&pending, ClusterResourceFailed, NULL);
        return ERROR_BUSY;
    }
    pending_end(&pending, ClusterResourceOffline, NULL);
    return ERROR_SUCCESS;
}

static DWORD WINAPI
ApplicationOffline(RESID ResourceId)
{
    struct application *application = ResourceId;
    DWORD error;

    if (application == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    if (application->program == NULL) {
        return ERROR_SUCCESS;
    }
    error = work_replace(&application->work, offline_worker, application);
    if (error != ERROR_IO_PENDING && error != ERROR_OPERATION_ABORTED) {
        monitor_log(application->handle, LOG_ERROR,
                    L"A thread cannot be created: %1: end what uses up memory.\n",
                    error_text(error).text);
    }
    return error;
}

/* Killed before the wait, because that is what the worker may be waiting for. */
static BOOL
terminate(struct application *application)
{
    BOOL ended;

    InterlockedExchange(&application->cancelled, TRUE);
    ended = end_program(application);
    work_end(&application->work);
    return ended;
}

static void WINAPI
ApplicationTerminate(RESID ResourceId)
{
    if (ResourceId != NULL) {
        terminate(ResourceId);
    }
}

/* What is left of the program is waited for: see pending.h. */
static void WINAPI
ApplicationClose(RESID ResourceId)
{
    struct application *application = ResourceId;

    if (application == NULL) {
        return;
    }
    if (!terminate(application)) {
        while (!program_kill(application->program)) {
            Sleep(KILL_PAUSE_MS);
        }
    }
    work_free(&application->work);
    forget_program(application);
    properties_free(&application_properties, &application->settings);
    ClusterRegCloseKey(application->owner.parameters);
    DeleteCriticalSection(&application->lock);
    WSACleanup();
    LocalFree(application);
}

static BOOL WINAPI
ApplicationLooksAlive(RESID ResourceId)
{
    const struct application *application = ResourceId;

    return application != NULL && application->program != NULL &&
           program_runs(application->program);
}

static BOOL WINAPI
ApplicationIsAlive(RESID ResourceId)
{
    const struct application *application = ResourceId;
    WCHAR end[END_TEXT_MAX];

    if (ApplicationLooksAlive(ResourceId)) {
        return TRUE;
    }
    if (application != NULL && application->program != NULL) {
        program_describe_end(application->program, end);
        monitor_log(
            application->handle, LOG_ERROR,
            L"The program '%1' has ended by itself: %2: see what it wrote to its own log, or to "
            L"resapid's.\n",
            application->command.program, end);
    }
    return FALSE;
}

static DWORD WINAPI
ApplicationResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                           PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    const struct application *application = ResourceId;
    const struct control_call call = { ControlCode, InBuffer,      InBufferSize,
                                       OutBuffer,   OutBufferSize, BytesReturned };

    if (application == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    return properties_control(&application->owner, &call, ApplicationLooksAlive(ResourceId));
}

static DWORD WINAPI
ApplicationResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                               DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                               LPDWORD BytesReturned)
{
    const struct control_call call = { ControlCode, InBuffer,      InBufferSize,
                                       OutBuffer,   OutBufferSize, BytesReturned };

    UNREFERENCED_PARAMETER(ResourceTypeName);
    return properties_type_control(&application_properties, &call);
}

CLRES_V1_FUNCTION_TABLE(generic_application_functions, CLRES_VERSION_V1_00, Application, NULL, NULL,
                        ApplicationResourceControl, ApplicationResourceTypeControl);
