/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * docservice.dll: the resource type "Doc Service". A resource is a Windows service. Written along the
 * pages of the Failover Cluster API, function for function: where they offer a helper, it is used.
 *
 * Open installs the service and CLUSCTL_RESOURCE_DELETE removes it. What is done is recorded in the file
 * that the property Record names: the tests' evidence.
 */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <wchar.h>

#include "../docrecord.h"
#include "properties.h"

#define TYPE_NAME L"Doc Service"
#define STEP_MS   100

typedef struct DOCSERVICE {
    RESOURCE_HANDLE Handle;
    LPWSTR Name;
    HKEY Parameters;
    DOCSERVICE_PROPERTIES Properties; /* of Open, SET_PRIVATE_PROPERTIES and Online */
    CRITICAL_SECTION WorkerLock;      /* whoever ends or creates the worker; never the worker */
    CLUS_WORKER Worker;
    BOOL Active; /* between Online and Offline or Terminate */
} DOCSERVICE;

static CLRES_CALLBACK_FUNCTION_TABLE g_monitor;

#define RECORD(resource, ...) DocRecord((resource)->Properties.Record, __VA_ARGS__)

/* The service */

static void
install_service(DOCSERVICE *resource)
{
    const DOCSERVICE_PROPERTIES *properties = &resource->Properties;
    LPWSTR title;
    SC_HANDLE manager;
    SC_HANDLE service;

    if (properties->Service == NULL || properties->Program == NULL) {
        return; /* they are not set yet */
    }
    title = PropertiesTitle(properties);
    manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
    service = CreateServiceW(manager, properties->Service, title, SERVICE_QUERY_STATUS,
                             SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL,
                             properties->Program, NULL, NULL, NULL, NULL, NULL);
    RECORD(resource, L"CreateService %lu %ls", service != NULL ? ERROR_SUCCESS : GetLastError(),
           title != NULL ? title : L"");
    LocalFree(title);
    if (service != NULL) {
        CloseServiceHandle(service);
    }
    if (manager != NULL) {
        CloseServiceHandle(manager);
    }
}

static void
delete_service(DOCSERVICE *resource)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = resource->Properties.Service != NULL
                            ? OpenServiceW(manager, resource->Properties.Service, DELETE)
                            : NULL;
    BOOL deleted = service != NULL && DeleteService(service);

    RECORD(resource, L"DeleteService %lu", deleted ? ERROR_SUCCESS : GetLastError());
    if (service != NULL) {
        CloseServiceHandle(service);
    }
    if (manager != NULL) {
        CloseServiceHandle(manager);
    }
}

static HRESOURCE
open_own_resource(const DOCSERVICE *resource, HCLUSTER *cluster)
{
    *cluster = OpenCluster(NULL);
    return *cluster != NULL ? OpenClusterResource(*cluster, resource->Name) : NULL;
}

static void
close_own_resource(HCLUSTER cluster, HRESOURCE own)
{
    if (own != NULL) {
        CloseClusterResource(own);
    }
    if (cluster != NULL) {
        CloseCluster(cluster);
    }
}

static DWORD
set_up_service(const DOCSERVICE *resource)
{
    LPCWSTR name = resource->Properties.Service;
    HCLUSTER cluster;
    HRESOURCE own = open_own_resource(resource, &cluster);
    SC_HANDLE service = NULL;
    DWORD error = ResUtilSetResourceServiceStartParameters(name, NULL, &service, g_monitor.LogEvent,
                                                           resource->Handle);

    RECORD(resource, L"ResUtilSetResourceServiceStartParameters %lu", error);
    if (error == ERROR_SUCCESS) {
        CloseServiceHandle(service);
        error =
            ResUtilSetResourceServiceEnvironment(name, own, g_monitor.LogEvent, resource->Handle);
        RECORD(resource, L"ResUtilSetResourceServiceEnvironment %lu", error);
    }
    close_own_resource(cluster, own);
    /* One that depends on no network name runs under the computer's. */
    return error == ERROR_DEPENDENCY_NOT_FOUND ? ERROR_SUCCESS : error;
}

static DWORD
start_service(const DOCSERVICE *resource)
{
    SC_HANDLE service = NULL;
    DWORD error = set_up_service(resource);

    if (error == ERROR_SUCCESS) {
        error = ResUtilStartResourceService(resource->Properties.Service, &service);
        RECORD(resource, L"ResUtilStartResourceService %lu", error);
    }
    if (error == ERROR_SUCCESS) {
        RECORD(resource, L"ResUtilVerifyService %lu", ResUtilVerifyService(service));
        CloseServiceHandle(service);
    }
    return error;
}

static DWORD
stop_service(DOCSERVICE *resource)
{
    DWORD error = ResUtilStopResourceService(resource->Properties.Service);
    DWORD removed;

    RECORD(resource, L"ResUtilStopResourceService %lu", error);
    removed = ResUtilRemoveResourceServiceEnvironment(resource->Properties.Service,
                                                      g_monitor.LogEvent, resource->Handle);
    RECORD(resource, L"ResUtilRemoveResourceServiceEnvironment %lu", removed);
    return error;
}

static BOOL
service_is_alive(DOCSERVICE *resource, LPCWSTR entry_point)
{
    DWORD error = ResUtilVerifyResourceService(resource->Properties.Service);

    RECORD(resource, L"%ls: ResUtilVerifyResourceService %lu", entry_point, error);
    if (error != ERROR_SUCCESS) {
        g_monitor.LogEvent(resource->Handle, LOG_ERROR,
                           L"The service %1 does not run: error %2!u!.\n",
                           resource->Properties.Service, error);
    }
    return error == ERROR_SUCCESS;
}

/* Online and Offline, in a worker */

static DWORD
report(const DOCSERVICE *resource, RESOURCE_STATUS_EX *status, CLUSTER_RESOURCE_STATE state)
{
    status->ResourceState = state;
    status->CheckPoint++;
    return g_monitor.SetResourceStatusEx(resource->Handle, status);
}

static BOOL
make_progress(PCLUS_WORKER worker, const DOCSERVICE *resource, RESOURCE_STATUS_EX *status)
{
    DWORD step;

    for (step = 0; step < resource->Properties.Steps; step++) {
        if (ClusWorkerCheckTerminate(worker) ||
            report(resource, status, ClusterResourceOnlinePending) == ResourceExitStateTerminate) {
            return FALSE;
        }
        RECORD(resource, L"checkpoint %lu", status->CheckPoint);
        Sleep(STEP_MS);
    }
    return TRUE;
}

static DWORD WINAPI
online_worker(PCLUS_WORKER worker, LPVOID context)
{
    DOCSERVICE *resource = context;
    RESOURCE_STATUS_EX status;
    DWORD error;

    ResUtilInitializeResourceStatusEx(&status);
    if (!make_progress(worker, resource, &status)) {
        RECORD(resource, L"worker ended by Terminate");
        return ERROR_OPERATION_ABORTED;
    }
    error = start_service(resource);
    if (error != ERROR_SUCCESS) {
        g_monitor.LogEvent(resource->Handle, LOG_ERROR,
                           L"The service %1 does not start: error %2!u!.\n",
                           resource->Properties.Service, error);
        status.ApplicationSpecificErrorCode = error;
        report(resource, &status, ClusterResourceFailed);
        return error;
    }
    RECORD(resource, L"online");
    report(resource, &status, ClusterResourceOnline);
    return ERROR_SUCCESS;
}

static DWORD WINAPI
offline_worker(PCLUS_WORKER worker, LPVOID context)
{
    DOCSERVICE *resource = context;
    RESOURCE_STATUS_EX status;
    DWORD error;

    UNREFERENCED_PARAMETER(worker);
    ResUtilInitializeResourceStatusEx(&status);
    report(resource, &status, ClusterResourceOfflinePending);
    error = stop_service(resource);
    RECORD(resource, L"offline %lu", error);
    report(resource, &status,
           error == ERROR_SUCCESS ? ClusterResourceOffline : ClusterResourceFailed);
    return error;
}

static void
end_worker(DOCSERVICE *resource)
{
    EnterCriticalSection(&resource->WorkerLock);
    ClusWorkerTerminate(&resource->Worker);
    LeaveCriticalSection(&resource->WorkerLock);
}

static DWORD
start_worker(DOCSERVICE *resource, PWORKER_START_ROUTINE routine)
{
    DWORD error;

    EnterCriticalSection(&resource->WorkerLock);
    ClusWorkerTerminate(&resource->Worker);
    error = ClusWorkerCreate(&resource->Worker, routine, resource);
    LeaveCriticalSection(&resource->WorkerLock);
    return error == ERROR_SUCCESS ? ERROR_IO_PENDING : error;
}

/* Entry points */

static void
free_resource(DOCSERVICE *resource)
{
    if (resource->Parameters != NULL) {
        ClusterRegCloseKey(resource->Parameters);
    }
    PropertiesFree(&resource->Properties);
    LocalFree(resource->Name);
    DeleteCriticalSection(&resource->WorkerLock);
    LocalFree(resource);
}

static DWORD
open_parameters(DOCSERVICE *resource, HKEY key)
{
    LPWSTR name_in_error;
    DWORD disposition = 0;
    DWORD error = (DWORD)ClusterRegCreateKey(key, L"Parameters", 0, KEY_ALL_ACCESS, NULL,
                                             &resource->Parameters, &disposition);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    /* Those that are required may not be set yet. */
    error = PropertiesRead(resource->Parameters, FALSE, &resource->Properties, &name_in_error);
    LocalFree(name_in_error);
    RECORD(resource, L"Open: Parameters %ls",
           disposition == REG_CREATED_NEW_KEY ? L"created" : L"opened");
    return error;
}

static RESID WINAPI
DocServiceOpenV2(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle,
                 DWORD OpenFlags)
{
    DOCSERVICE *resource = LocalAlloc(LPTR, sizeof(*resource));
    DWORD error;

    UNREFERENCED_PARAMETER(OpenFlags);
    if (resource == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    InitializeCriticalSection(&resource->WorkerLock);
    resource->Handle = ResourceHandle;
    resource->Name = ResUtilDupString(ResourceName);
    error =
        resource->Name != NULL ? open_parameters(resource, ResourceKey) : ERROR_NOT_ENOUGH_MEMORY;
    if (error != ERROR_SUCCESS) {
        g_monitor.LogEvent(ResourceHandle, LOG_ERROR, L"Opening '%1' failed: error %2!u!.\n",
                           ResourceName, error);
        free_resource(resource);
        SetLastError(error);
        return NULL;
    }
    install_service(resource);
    return resource;
}

static VOID WINAPI
DocServiceClose(RESID Resource)
{
    DOCSERVICE *resource = Resource;

    end_worker(resource);
    RECORD(resource, L"Close");
    free_resource(resource);
}

static void
record_properties(const DOCSERVICE *resource)
{
    const DOCSERVICE_PROPERTIES *p = &resource->Properties;
    DWORD i;

    RECORD(resource, L"Online: Steps=%lu Shift=%ld Capacity=%llu", p->Steps, p->Shift, p->Capacity);
    for (i = 0; i < p->SealSize; i++) {
        RECORD(resource, L"Online: Seal[%lu]=%02x", i, p->Seal[i]);
    }
    for (i = 0; p->Peers != NULL && i < p->PeersSize / sizeof(WCHAR) && p->Peers[i] != L'\0';
         i += (DWORD)wcslen(p->Peers + i) + 1) {
        RECORD(resource, L"Online: Peer=%ls", p->Peers + i);
    }
}

static DWORD WINAPI
DocServiceOnlineV2(RESID Resource, LPHANDLE EventHandle, DWORD OnlineFlags, PBYTE InBuffer,
                   DWORD InBufferSize, DWORD Reserved)
{
    DOCSERVICE *resource = Resource;
    LPWSTR name_in_error;
    DWORD error;

    UNREFERENCED_PARAMETER(EventHandle);
    UNREFERENCED_PARAMETER(OnlineFlags);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    UNREFERENCED_PARAMETER(Reserved);
    end_worker(resource);
    error = PropertiesRead(resource->Parameters, TRUE, &resource->Properties, &name_in_error);
    if (error != ERROR_SUCCESS) {
        RECORD(resource, L"Online: %ls %lu", name_in_error != NULL ? name_in_error : L"", error);
        g_monitor.LogEvent(resource->Handle, LOG_ERROR,
                           L"The property '%1' is missing or cannot be used: error %2!u!.\n",
                           name_in_error != NULL ? name_in_error : L"", error);
        LocalFree(name_in_error);
        return error;
    }
    record_properties(resource);
    resource->Active = TRUE;
    return start_worker(resource, online_worker);
}

static DWORD WINAPI
DocServiceOfflineV2(RESID Resource, LPCWSTR DestinationNodeName, DWORD OfflineFlags, PBYTE InBuffer,
                    DWORD InBufferSize, DWORD Reserved)
{
    DOCSERVICE *resource = Resource;

    UNREFERENCED_PARAMETER(DestinationNodeName);
    UNREFERENCED_PARAMETER(OfflineFlags);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    UNREFERENCED_PARAMETER(Reserved);
    RECORD(resource, L"Offline");
    resource->Active = FALSE;
    return start_worker(resource, offline_worker);
}

static VOID WINAPI
DocServiceTerminate(RESID Resource)
{
    DOCSERVICE *resource = Resource;

    RECORD(resource, L"Terminate");
    end_worker(resource);
    if (resource->Active) {
        resource->Active = FALSE;
        stop_service(resource);
    }
}

static BOOL WINAPI
DocServiceLooksAlive(RESID Resource)
{
    return service_is_alive(Resource, L"LooksAlive");
}

static BOOL WINAPI
DocServiceIsAlive(RESID Resource)
{
    return service_is_alive(Resource, L"IsAlive");
}

static DWORD WINAPI
DocServiceCancel(RESID Resource, DWORD CancelFlags)
{
    UNREFERENCED_PARAMETER(Resource);
    UNREFERENCED_PARAMETER(CancelFlags);
    return ERROR_SUCCESS; /* nothing here takes long enough */
}

static DWORD
put(const VOID *data, DWORD cb_data, PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    *bytes_returned = cb_data;
    if (out == NULL || cb_out < cb_data) {
        return ERROR_MORE_DATA;
    }
    CopyMemory(out, data, cb_data);
    return ERROR_SUCCESS;
}

/* What is the same for every resource of the type. */
static DWORD
describe(DWORD code, PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    static const CLUS_RESOURCE_CLASS_INFO class_info = { .rc = CLUS_RESCLASS_USER };
    static const struct {
        DWORD Syntax;
        DWORD cbLength;
        WCHAR Name[12];
        DWORD Endmark;
    } dependencies = { CLUSPROP_SYNTAX_NAME, sizeof(L"Doc Group"), L"Doc Group",
                       CLUSPROP_SYNTAX_ENDMARK };

    switch (code) {
    case CLUSCTL_RESOURCE_GET_CLASS_INFO:
    case CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO:
        return put(&class_info, sizeof(class_info), out, cb_out, bytes_returned);
    case CLUSCTL_RESOURCE_GET_REQUIRED_DEPENDENCIES:
    case CLUSCTL_RESOURCE_TYPE_GET_REQUIRED_DEPENDENCIES:
        return put(&dependencies, sizeof(dependencies), out, cb_out, bytes_returned);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD
set_properties(DOCSERVICE *resource, PVOID in, DWORD cb_in)
{
    DWORD unused;
    DWORD error =
        PropertiesControl(resource->Parameters, &resource->Properties,
                          CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES, in, cb_in, NULL, 0, &unused);

    /* They count from the next Online on. */
    if (error == ERROR_SUCCESS && resource->Active) {
        error = ERROR_RESOURCE_PROPERTIES_STORED;
    }
    RECORD(resource, L"SET_PRIVATE_PROPERTIES %lu", error);
    return error;
}

static DWORD WINAPI
DocServiceBeginResourceControl(RESID Resource, DWORD ControlCode, PVOID InBuffer,
                               DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                               LPDWORD BytesReturned, INT64 context, PBOOL ReturnedAsynchronously)
{
    DOCSERVICE *resource = Resource;
    DWORD error;

    UNREFERENCED_PARAMETER(context);
    *ReturnedAsynchronously = FALSE;
    *BytesReturned = 0;
    switch (ControlCode) {
    case CLUSCTL_RESOURCE_DELETE:
        delete_service(resource);
        return ERROR_SUCCESS;
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
        return set_properties(resource, InBuffer, InBufferSize);
    default:
        error = PropertiesControl(resource->Parameters, &resource->Properties, ControlCode,
                                  InBuffer, InBufferSize, OutBuffer, OutBufferSize, BytesReturned);
        break;
    }
    if (ControlCode == CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES) {
        RECORD(resource, L"VALIDATE_PRIVATE_PROPERTIES %lu", error);
    }
    return error != ERROR_INVALID_FUNCTION
               ? error
               : describe(ControlCode, OutBuffer, OutBufferSize, BytesReturned);
}

static DWORD WINAPI
DocServiceBeginTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                           DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                           LPDWORD BytesReturned, INT64 context, PBOOL ReturnedAsynchronously)
{
    DWORD error;

    UNREFERENCED_PARAMETER(ResourceTypeName);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    UNREFERENCED_PARAMETER(context);
    *ReturnedAsynchronously = FALSE;
    *BytesReturned = 0;
    error = PropertiesTypeControl(ControlCode, OutBuffer, OutBufferSize, BytesReturned);
    return error != ERROR_INVALID_FUNCTION
               ? error
               : describe(ControlCode, OutBuffer, OutBufferSize, BytesReturned);
}

/* What a user may do is resapid's to decide; the answers are the same for all. */
static DWORD WINAPI
DocServiceBeginResourceControlAsUser(RESID Resource, HANDLE TokenHandle, DWORD ControlCode,
                                     PVOID InBuffer, DWORD InBufferSize, PVOID OutBuffer,
                                     DWORD OutBufferSize, LPDWORD BytesReturned, INT64 context,
                                     PBOOL ReturnedAsynchronously)
{
    UNREFERENCED_PARAMETER(TokenHandle);
    return DocServiceBeginResourceControl(Resource, ControlCode, InBuffer, InBufferSize, OutBuffer,
                                          OutBufferSize, BytesReturned, context,
                                          ReturnedAsynchronously);
}

static DWORD WINAPI
DocServiceBeginTypeControlAsUser(LPCWSTR ResourceTypeName, HANDLE TokenHandle, DWORD ControlCode,
                                 PVOID InBuffer, DWORD InBufferSize, PVOID OutBuffer,
                                 DWORD OutBufferSize, LPDWORD BytesReturned, INT64 context,
                                 PBOOL ReturnedAsynchronously)
{
    UNREFERENCED_PARAMETER(TokenHandle);
    return DocServiceBeginTypeControl(ResourceTypeName, ControlCode, InBuffer, InBufferSize,
                                      OutBuffer, OutBufferSize, BytesReturned, context,
                                      ReturnedAsynchronously);
}

static CLRES_V4_FUNCTION_TABLE(k_function_table, CLRES_VERSION_V4_00, DocService, NULL, NULL,
                               DocServiceBeginResourceControl, DocServiceBeginTypeControl,
                               DocServiceCancel, DocServiceBeginResourceControlAsUser,
                               DocServiceBeginTypeControlAsUser);

/* No header declares it. */
DWORD WINAPI StartupEx(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                       PCLRES_CALLBACK_FUNCTION_TABLE MonitorCallbackFunctions,
                       PCLRES_FUNCTION_TABLE *ResourceDllInterfaceFunctions);

DWORD WINAPI
StartupEx(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
          PCLRES_CALLBACK_FUNCTION_TABLE MonitorCallbackFunctions,
          PCLRES_FUNCTION_TABLE *ResourceDllInterfaceFunctions)
{
    if (CompareStringOrdinal(ResourceType, -1, TYPE_NAME, -1, TRUE) != CSTR_EQUAL) {
        return ERROR_CLUSTER_RESNAME_NOT_FOUND;
    }
    if (MinVersionSupported > CLRES_VERSION_V4_00 || MaxVersionSupported < CLRES_VERSION_V4_00) {
        return ERROR_REVISION_MISMATCH;
    }
    g_monitor = *MonitorCallbackFunctions;
    *ResourceDllInterfaceFunctions = &k_function_table;
    return ERROR_SUCCESS;
}
