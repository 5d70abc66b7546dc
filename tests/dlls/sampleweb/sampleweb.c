/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * sampleweb.dll: the resource type "Sample Web", a complete small resource DLL to start one's
 * own from. A resource is one web server process that serves one document.
 *
 * What may run at the same time, by the documentation of resource DLLs: the Resource Monitor
 * runs one entry point at a time, except that Terminate may run while Online, Offline,
 * LooksAlive, IsAlive or a control runs. Workers run beside everything. So that this stays easy:
 *   - Properties changes only in Online and Close, and never while a worker runs;
 *   - WorkerLock is held by whoever ends or creates the worker. The worker never takes it,
 *     therefore waiting for the worker with the lock held is safe;
 *   - the web server object guards itself.
 */

#include <winsock2.h>
#include <windows.h>
#include <clusapi.h>
#include <resapi.h>

#include "probe.h"
#include "properties.h"
#include "server-contract.h"
#include "webserver.h"

#define TYPE_NAME             L"Sample Web"
#define PROGRESS_INTERVAL_MS  200
#define ONLINE_TIMEOUT_MS     30000 /* after StartDelay, until the first page */
#define OFFLINE_TIMEOUT_MS    10000 /* until a server that was asked to stop is killed */
#define ONLINE_PROBE_LIMIT_MS 1000
#define IS_ALIVE_LIMIT_MS     3000

typedef struct SAMPLEWEB {
    RESOURCE_HANDLE Handle; /* the Resource Monitor's; for its callbacks only, never closed */
    HKEY Parameters;
    SAMPLEWEB_PROPERTIES Properties; /* as of the last Online */
    WEBSERVER Server;
    CRITICAL_SECTION WorkerLock;
    CLUS_WORKER Worker;
} SAMPLEWEB;

/* A worker's side of an Online or Offline that is pending. */
typedef struct PENDING {
    SAMPLEWEB *Resource;
    PCLUS_WORKER Worker;
    RESOURCE_STATUS Status;
} PENDING;

/* Startup gets the same two for every type and every call, before any other entry point. */
static PSET_RESOURCE_STATUS_ROUTINE g_set_resource_status;
static PLOG_EVENT_ROUTINE g_log_event;

/*
 * Reports progress. FALSE: the work is no longer wanted, because of Terminate or because the
 * Resource Monitor gave it up. The checkpoint has to grow, or the report counts as no progress.
 */
static BOOL
still_wanted(PENDING *pending)
{
    if (ClusWorkerCheckTerminate(pending->Worker)) {
        return FALSE;
    }
    pending->Status.CheckPoint++;
    return g_set_resource_status(pending->Resource->Handle, &pending->Status) !=
           ResourceExitStateTerminate;
}

static void
report_final_state(PENDING *pending, CLUSTER_RESOURCE_STATE state)
{
    pending->Status.ResourceState = state;
    pending->Status.CheckPoint++;
    g_set_resource_status(pending->Resource->Handle, &pending->Status);
}

static void
begin_pending(PENDING *pending, SAMPLEWEB *resource, PCLUS_WORKER worker,
              CLUSTER_RESOURCE_STATE state)
{
    pending->Resource = resource;
    pending->Worker = worker;
    ResUtilInitializeResourceStatus(&pending->Status);
    pending->Status.ResourceState = state;
}

/* Waits for the configured delay; FALSE if the work is no longer wanted. */
static BOOL
wait_start_delay(PENDING *pending)
{
    DWORD left_ms = pending->Resource->Properties.StartDelay;

    while (left_ms > 0) {
        DWORD step_ms = left_ms < PROGRESS_INTERVAL_MS ? left_ms : PROGRESS_INTERVAL_MS;

        Sleep(step_ms);
        left_ms -= step_ms;
        if (!still_wanted(pending)) {
            return FALSE;
        }
    }
    return TRUE;
}

static void
log_server_exit(SAMPLEWEB *resource)
{
    const SAMPLEWEB_PROPERTIES *properties = &resource->Properties;
    DWORD code = WebServerExitCode(&resource->Server);

    switch (code) {
    case SERVER_EXIT_LOCK_HELD:
        g_log_event(resource->Handle, LOG_SEVERE,
                    L"LOCK FILE HELD: another process holds '%1', so this resource may be active "
                    L"elsewhere. Not started.\n",
                    properties->LockFile);
        break;
    case SERVER_EXIT_LOCK_FILE:
        g_log_event(resource->Handle, LOG_ERROR,
                    L"The lock file '%1' cannot be opened; check the property LockFile.\n",
                    properties->LockFile);
        break;
    case SERVER_EXIT_PORT_TAKEN:
        g_log_event(resource->Handle, LOG_ERROR,
                    L"Port %1!u! is taken by another process; end it or change the property "
                    L"Port.\n",
                    properties->Port);
        break;
    default:
        g_log_event(resource->Handle, LOG_ERROR,
                    L"The web server does not run any more; its exit code is %1!u!.\n", code);
        break;
    }
}

/* ERROR_OPERATION_ABORTED: no longer wanted. Any other error has been logged. */
static DWORD
wait_for_page(PENDING *pending)
{
    SAMPLEWEB *resource = pending->Resource;
    ULONGLONG deadline = GetTickCount64() + ONLINE_TIMEOUT_MS;
    DWORD error = WSAETIMEDOUT;

    while (GetTickCount64() < deadline) {
        /* The process first: a page from the port of a dead server is somebody else's. */
        if (!WebServerRunning(&resource->Server)) {
            log_server_exit(resource);
            return ERROR_PROCESS_ABORTED;
        }
        error = ProbePage(resource->Properties.Port, resource->Properties.Document,
                          ONLINE_PROBE_LIMIT_MS);
        if (error == ERROR_SUCCESS && WebServerRunning(&resource->Server)) {
            return ERROR_SUCCESS;
        }
        Sleep(PROGRESS_INTERVAL_MS);
        if (!still_wanted(pending)) {
            return ERROR_OPERATION_ABORTED;
        }
    }
    g_log_event(resource->Handle, LOG_ERROR,
                L"The web server on port %1!u! did not serve its document in time: error %2!u!.\n",
                resource->Properties.Port, error);
    return error;
}

static DWORD
bring_online(PENDING *pending)
{
    SAMPLEWEB *resource = pending->Resource;
    DWORD error;

    if (!wait_start_delay(pending)) {
        return ERROR_OPERATION_ABORTED;
    }
    error = WebServerStart(&resource->Server, &resource->Properties);
    if (error != ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_ERROR, L"Starting %1 failed: error %2!u!.\n",
                    SERVER_PROGRAM, error);
        return error;
    }
    return wait_for_page(pending);
}

static DWORD WINAPI
online_worker(PCLUS_WORKER worker, LPVOID context)
{
    SAMPLEWEB *resource = context;
    PENDING pending;
    DWORD error;

    begin_pending(&pending, resource, worker, ClusterResourceOnlinePending);
    error = bring_online(&pending);
    if (error == ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_INFORMATION, L"Serving on port %1!u!.\n",
                    resource->Properties.Port);
        report_final_state(&pending, ClusterResourceOnline);
        return ERROR_SUCCESS;
    }
    WebServerKill(&resource->Server);
    /* Whoever ended this work knows how it ended: a report would only be late. */
    if (error != ERROR_OPERATION_ABORTED) {
        report_final_state(&pending, ClusterResourceFailed);
    }
    return error;
}

/* FALSE: the work is no longer wanted. */
static BOOL
wait_for_stop(PENDING *pending)
{
    SAMPLEWEB *resource = pending->Resource;
    ULONGLONG deadline = GetTickCount64() + OFFLINE_TIMEOUT_MS;

    while (WebServerRunning(&resource->Server)) {
        if (GetTickCount64() >= deadline) {
            g_log_event(resource->Handle, LOG_WARNING,
                        L"The web server did not stop within %1!u! ms; killing it.\n",
                        OFFLINE_TIMEOUT_MS);
            break;
        }
        Sleep(PROGRESS_INTERVAL_MS / 4);
        if (!still_wanted(pending)) {
            return FALSE;
        }
    }
    return TRUE;
}

static DWORD WINAPI
offline_worker(PCLUS_WORKER worker, LPVOID context)
{
    SAMPLEWEB *resource = context;
    PENDING pending;

    begin_pending(&pending, resource, worker, ClusterResourceOfflinePending);
    WebServerAskToStop(&resource->Server);
    if (!wait_for_stop(&pending)) {
        return ERROR_OPERATION_ABORTED;
    }
    /* Also after an orderly end: the server's own children may have outlived it. */
    if (!WebServerKill(&resource->Server)) {
        g_log_event(resource->Handle, LOG_ERROR, L"The web server cannot be ended.\n");
        report_final_state(&pending, ClusterResourceFailed);
        return ERROR_BUSY;
    }
    report_final_state(&pending, ClusterResourceOffline);
    return ERROR_SUCCESS;
}

static void
end_worker(SAMPLEWEB *resource)
{
    EnterCriticalSection(&resource->WorkerLock);
    ClusWorkerTerminate(&resource->Worker);
    LeaveCriticalSection(&resource->WorkerLock);
}

/* Ends the worker that may run and, in the same breath, starts the next. */
static DWORD
replace_worker(SAMPLEWEB *resource, PWORKER_START_ROUTINE routine)
{
    DWORD error;

    EnterCriticalSection(&resource->WorkerLock);
    ClusWorkerTerminate(&resource->Worker);
    error = ClusWorkerCreate(&resource->Worker, routine, resource);
    LeaveCriticalSection(&resource->WorkerLock);
    if (error != ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_ERROR, L"Creating a worker failed: error %1!u!.\n",
                    error);
        return error;
    }
    return ERROR_IO_PENDING;
}

static DWORD
open_parts(SAMPLEWEB *resource, HKEY key)
{
    WSADATA winsock;
    DWORD error =
        (DWORD)ClusterRegOpenKey(key, L"Parameters", KEY_ALL_ACCESS, &resource->Parameters);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = (DWORD)WSAStartup(MAKEWORD(2, 2), &winsock);
    if (error != ERROR_SUCCESS) {
        ClusterRegCloseKey(resource->Parameters);
        return error;
    }
    error = WebServerInit(&resource->Server);
    if (error != ERROR_SUCCESS) {
        WSACleanup();
        ClusterRegCloseKey(resource->Parameters);
    }
    return error;
}

static RESID WINAPI
SampleWebOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    SAMPLEWEB *resource = LocalAlloc(LPTR, sizeof(*resource));
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (resource != NULL) {
        resource->Handle = ResourceHandle;
        error = open_parts(resource, ResourceKey);
    }
    if (error != ERROR_SUCCESS) {
        g_log_event(ResourceHandle, LOG_ERROR, L"Opening '%1' failed: error %2!u!.\n", ResourceName,
                    error);
        LocalFree(resource);
        SetLastError(error);
        return NULL;
    }
    InitializeCriticalSection(&resource->WorkerLock);
    return resource;
}

static DWORD
read_properties(SAMPLEWEB *resource)
{
    LPWSTR name_in_error = NULL;
    DWORD error;

    PropertiesFree(&resource->Properties);
    error = PropertiesRead(resource->Parameters, &resource->Properties, &name_in_error);
    if (error == ERROR_FILE_NOT_FOUND) {
        g_log_event(resource->Handle, LOG_ERROR, L"The property '%1' is not set; set it.\n",
                    name_in_error != NULL ? name_in_error : L"");
    } else if (error != ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_ERROR,
                    L"The property '%1' cannot be used: error %2!u!.\n",
                    name_in_error != NULL ? name_in_error : L"", error);
    }
    return error;
}

static DWORD WINAPI
SampleWebOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    SAMPLEWEB *resource = ResourceId;
    DWORD error;

    UNREFERENCED_PARAMETER(EventHandle); /* left alone, so that LooksAlive is polled */
    if (resource == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    end_worker(resource); /* one of an earlier attempt could still read the properties */
    error = read_properties(resource);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    return replace_worker(resource, online_worker);
}

static DWORD WINAPI
SampleWebOffline(RESID ResourceId)
{
    if (ResourceId == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    return replace_worker(ResourceId, offline_worker);
}

static void WINAPI
SampleWebTerminate(RESID ResourceId)
{
    SAMPLEWEB *resource = ResourceId;

    if (resource == NULL) {
        return;
    }
    /* Killed once before the wait, because that is what the worker may be waiting for, and once
     * after it, because the worker may have been about to start the server. */
    WebServerKill(&resource->Server);
    EnterCriticalSection(&resource->WorkerLock);
    ClusWorkerTerminate(&resource->Worker);
    if (!WebServerKill(&resource->Server)) {
        g_log_event(resource->Handle, LOG_ERROR, L"The web server cannot be ended.\n");
    }
    LeaveCriticalSection(&resource->WorkerLock);
}

static void WINAPI
SampleWebClose(RESID ResourceId)
{
    SAMPLEWEB *resource = ResourceId;

    if (resource == NULL) {
        return;
    }
    SampleWebTerminate(ResourceId);
    WebServerFree(&resource->Server);
    PropertiesFree(&resource->Properties);
    WSACleanup();
    ClusterRegCloseKey(resource->Parameters);
    DeleteCriticalSection(&resource->WorkerLock);
    LocalFree(resource);
}

static BOOL WINAPI
SampleWebLooksAlive(RESID ResourceId)
{
    SAMPLEWEB *resource = ResourceId;

    return resource != NULL && WebServerRunning(&resource->Server);
}

static BOOL WINAPI
SampleWebIsAlive(RESID ResourceId)
{
    SAMPLEWEB *resource = ResourceId;
    DWORD error;

    if (resource == NULL) {
        return FALSE;
    }
    if (!WebServerRunning(&resource->Server)) {
        log_server_exit(resource);
        return FALSE;
    }
    error = ProbePage(resource->Properties.Port, resource->Properties.Document, IS_ALIVE_LIMIT_MS);
    if (error != ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_ERROR,
                    L"The web server on port %1!u! does not serve its document: error %2!u!.\n",
                    resource->Properties.Port, error);
    }
    return error == ERROR_SUCCESS;
}

/* Valid even without a buffer: the caller then learns the size. */
static DWORD
get_characteristics(PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    *bytes_returned = sizeof(DWORD);
    if (out == NULL) {
        return ERROR_SUCCESS;
    }
    if (cb_out < sizeof(DWORD)) {
        return ERROR_MORE_DATA;
    }
    *(DWORD *)out = CLUS_CHAR_UNKNOWN;
    return ERROR_SUCCESS;
}

static DWORD
set_properties(SAMPLEWEB *resource, PVOID in, DWORD cb_in)
{
    DWORD error = PropertiesSet(resource->Parameters, in, cb_in);

    /* A running server keeps the properties it was started with. */
    if (error == ERROR_SUCCESS && WebServerRunning(&resource->Server)) {
        return ERROR_RESOURCE_PROPERTIES_STORED;
    }
    return error;
}

/* ERROR_INVALID_FUNCTION leaves a control code to the Resource Monitor. */
static DWORD WINAPI
SampleWebResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                         PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    SAMPLEWEB *resource = ResourceId;

    if (resource == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    *BytesReturned = 0;
    switch (ControlCode) {
    case CLUSCTL_RESOURCE_UNKNOWN:
        return ERROR_SUCCESS;
    case CLUSCTL_RESOURCE_GET_CHARACTERISTICS:
        return get_characteristics(OutBuffer, OutBufferSize, BytesReturned);
    case CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES:
        return PropertiesEnum(OutBuffer, OutBufferSize, BytesReturned);
    case CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES:
        return PropertiesGetReadOnly(resource->Parameters, OutBuffer, OutBufferSize, BytesReturned);
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES:
        return PropertiesGet(resource->Parameters, OutBuffer, OutBufferSize, BytesReturned);
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
        return PropertiesFormats(OutBuffer, OutBufferSize, BytesReturned);
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
        return PropertiesValidate(InBuffer, InBufferSize);
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
        return set_properties(resource, InBuffer, InBufferSize);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD WINAPI
SampleWebResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                             DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                             LPDWORD BytesReturned)
{
    UNREFERENCED_PARAMETER(ResourceTypeName);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    *BytesReturned = 0;
    switch (ControlCode) {
    case CLUSCTL_RESOURCE_TYPE_UNKNOWN:
        return ERROR_SUCCESS;
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS:
        return PropertiesFormats(OutBuffer, OutBufferSize, BytesReturned);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

/* No Arbitrate and no Release: only types that can hold a quorum have them. */
static CLRES_V1_FUNCTION_TABLE(k_function_table, CLRES_VERSION_V1_00, SampleWeb, NULL, NULL,
                               SampleWebResourceControl, SampleWebResourceTypeControl);

/* A non-static prototype, because no header declares Startup. */
DWORD WINAPI Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                     PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
                     PCLRES_FUNCTION_TABLE *FunctionTable);

DWORD WINAPI
Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
        PCLRES_FUNCTION_TABLE *FunctionTable)
{
    /* Not lstrcmpi: the name of a type is an identifier and must not depend on a language. */
    if (CompareStringOrdinal(ResourceType, -1, TYPE_NAME, -1, TRUE) != CSTR_EQUAL) {
        return ERROR_CLUSTER_RESNAME_NOT_FOUND;
    }
    if (MinVersionSupported > CLRES_VERSION_V1_00 || MaxVersionSupported < CLRES_VERSION_V1_00) {
        return ERROR_REVISION_MISMATCH;
    }
    g_set_resource_status = SetResourceStatus;
    g_log_event = LogEvent;
    *FunctionTable = &k_function_table;
    return ERROR_SUCCESS;
}
