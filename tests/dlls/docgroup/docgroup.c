/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * docgroup.dll: the resource type "Doc Group", which lives with others in its cluster: it looks around,
 * watches what it depends on, brings another resource online. The pages of the Failover Cluster API have
 * all of that done by worker threads, because the cluster may wait for the entry point: so it is here.
 */

#include "docgroup.h"

#include <wchar.h>

#define TYPE_NAME L"Doc Group"

/* A code of the DLL's own: depend on the resource whose name is the input. */
#define CONTROL_DEPEND CLUSCTL_USER_CODE(1, CLUS_OBJECT_RESOURCE)

static PSET_RESOURCE_STATUS_ROUTINE g_set_resource_status;
static PLOG_EVENT_ROUTINE g_log_event;

/* Workers */

static void
report(const DOCGROUP *resource, RESOURCE_STATUS *status, CLUSTER_RESOURCE_STATE state)
{
    status->ResourceState = state;
    status->CheckPoint++;
    g_set_resource_status(resource->Handle, status);
}

static void
bring_companion_online(const DOCGROUP *resource, HCLUSTER cluster)
{
    HRESOURCE companion;
    DWORD error;

    if (resource->Companion == NULL || resource->Companion[0] == L'\0') {
        return;
    }
    companion = OpenClusterResource(cluster, resource->Companion);
    error = companion != NULL ? OnlineClusterResource(companion) : GetLastError();
    RECORD(resource, L"OnlineClusterResource %lu %ls", error, resource->Companion);
    if (companion != NULL) {
        CloseClusterResource(companion);
    }
}

static DWORD
come_online(DOCGROUP *resource)
{
    BOOL provider = FALSE;
    HCLUSTER cluster = OpenCluster(NULL);
    HRESOURCE own = cluster != NULL ? OpenClusterResource(cluster, resource->Name) : NULL;
    DWORD error = own != NULL ? ERROR_SUCCESS : GetLastError();

    if (own != NULL) {
        provider = SurveyCluster(resource, cluster, own);
        bring_companion_online(resource, cluster);
        CloseClusterResource(own);
    }
    if (provider) {
        error = ClusWorkerCreate(&resource->Watcher, WatchProvider, resource);
    }
    if (cluster != NULL) {
        CloseCluster(cluster);
    }
    return error;
}

static DWORD WINAPI
online_worker(PCLUS_WORKER worker, LPVOID context)
{
    DOCGROUP *resource = context;
    RESOURCE_STATUS status;
    DWORD error;

    UNREFERENCED_PARAMETER(worker);
    ResUtilInitializeResourceStatus(&status);
    report(resource, &status, ClusterResourceOnlinePending);
    error = come_online(resource);
    RECORD(resource, L"online %lu", error);
    if (error != ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_ERROR, L"The cluster cannot be asked: error %1!u!.\n",
                    error);
    }
    report(resource, &status,
           error == ERROR_SUCCESS ? ClusterResourceOnline : ClusterResourceFailed);
    return error;
}

static DWORD WINAPI
depend_worker(PCLUS_WORKER worker, LPVOID context)
{
    const DOCGROUP *resource = context;
    HCLUSTER cluster = OpenCluster(NULL);
    LPWSTR arrow = wcschr(resource->Dependency, L'>');
    HRESOURCE own, provider;

    UNREFERENCED_PARAMETER(worker);
    if (arrow != NULL) {
        *arrow = L'\0';
    }
    own = OpenClusterResource(cluster, arrow != NULL ? resource->Dependency : resource->Name);
    provider = OpenClusterResource(cluster, arrow != NULL ? arrow + 1 : resource->Dependency);
    RECORD(resource, L"AddClusterResourceDependency %lu %ls",
           AddClusterResourceDependency(own, provider), resource->Dependency);
    CloseClusterResource(provider);
    CloseClusterResource(own);
    CloseCluster(cluster);
    return ERROR_SUCCESS;
}

/* The workers call nothing that waits for an entry point of this resource. */
static void
end_workers(DOCGROUP *resource)
{
    ClusWorkerTerminate(&resource->Worker);
    ClusWorkerTerminate(&resource->Watcher);
}

/* Entry points */

static void
read_parameters(DOCGROUP *resource)
{
    LocalFree(resource->Record);
    LocalFree(resource->Companion);
    resource->Record = ResUtilGetSzValue(resource->Parameters, L"Record");
    resource->Companion = ResUtilGetSzValue(resource->Parameters, L"Companion");
}

static RESID WINAPI
DocGroupOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    DOCGROUP *resource = LocalAlloc(LPTR, sizeof(*resource));
    DWORD error;

    if (resource == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    resource->Handle = ResourceHandle;
    resource->Name = ResUtilDupString(ResourceName);
    error =
        (DWORD)ClusterRegOpenKey(ResourceKey, L"Parameters", KEY_ALL_ACCESS, &resource->Parameters);
    if (resource->Name == NULL || error != ERROR_SUCCESS) {
        g_log_event(ResourceHandle, LOG_ERROR, L"Opening '%1' failed: error %2!u!.\n", ResourceName,
                    error);
        LocalFree(resource->Name);
        LocalFree(resource);
        SetLastError(error);
        return NULL;
    }
    read_parameters(resource);
    RECORD(resource, L"Open");
    return resource;
}

static VOID WINAPI
DocGroupClose(RESID Resource)
{
    DOCGROUP *resource = Resource;

    end_workers(resource);
    RECORD(resource, L"Close");
    ClusterRegCloseKey(resource->Parameters);
    LocalFree(resource->Record);
    LocalFree(resource->Companion);
    LocalFree(resource->Dependency);
    LocalFree(resource->Name);
    LocalFree(resource);
}

static DWORD WINAPI
DocGroupOnline(RESID Resource, LPHANDLE EventHandle)
{
    DOCGROUP *resource = Resource;
    DWORD error;

    UNREFERENCED_PARAMETER(EventHandle);
    end_workers(resource);
    read_parameters(resource);
    error = ClusWorkerCreate(&resource->Worker, online_worker, resource);
    return error == ERROR_SUCCESS ? ERROR_IO_PENDING : error;
}

static DWORD WINAPI
DocGroupOffline(RESID Resource)
{
    DOCGROUP *resource = Resource;

    RECORD(resource, L"Offline");
    end_workers(resource);
    return ERROR_SUCCESS;
}

static VOID WINAPI
DocGroupTerminate(RESID Resource)
{
    DOCGROUP *resource = Resource;

    RECORD(resource, L"Terminate");
    end_workers(resource);
}

/* One that depends on nothing has no watcher. */
static BOOL
is_alive(const DOCGROUP *resource)
{
    return resource->Watcher.hThread == NULL ||
           WaitForSingleObject(resource->Watcher.hThread, 0) == WAIT_TIMEOUT;
}

static BOOL WINAPI
DocGroupLooksAlive(RESID Resource)
{
    return is_alive(Resource);
}

static BOOL WINAPI
DocGroupIsAlive(RESID Resource)
{
    return is_alive(Resource);
}

static DWORD
depend(DOCGROUP *resource, const VOID *in, DWORD cb_in)
{
    const WCHAR *name = in;

    if (in == NULL || cb_in < sizeof(WCHAR) || name[cb_in / sizeof(WCHAR) - 1] != L'\0') {
        return ERROR_INVALID_PARAMETER;
    }
    ClusWorkerTerminate(&resource->Worker);
    LocalFree(resource->Dependency);
    resource->Dependency = ResUtilDupString(name);
    return ClusWorkerCreate(&resource->Worker, depend_worker, resource);
}

static DWORD WINAPI
DocGroupResourceControl(RESID Resource, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                        PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    UNREFERENCED_PARAMETER(OutBuffer);
    UNREFERENCED_PARAMETER(OutBufferSize);
    *BytesReturned = 0;
    if (ControlCode == CONTROL_DEPEND) {
        return depend(Resource, InBuffer, InBufferSize);
    }
    return ERROR_INVALID_FUNCTION; /* the Resource Monitor's to answer */
}

static DWORD WINAPI
DocGroupTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                    PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    UNREFERENCED_PARAMETER(ResourceTypeName);
    UNREFERENCED_PARAMETER(ControlCode);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    UNREFERENCED_PARAMETER(OutBuffer);
    UNREFERENCED_PARAMETER(OutBufferSize);
    *BytesReturned = 0;
    return ERROR_INVALID_FUNCTION;
}

static CLRES_V1_FUNCTION_TABLE(k_function_table, CLRES_VERSION_V1_00, DocGroup, NULL, NULL,
                               DocGroupResourceControl, DocGroupTypeControl);

/* No header declares it. */
DWORD WINAPI Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                     PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
                     PCLRES_FUNCTION_TABLE *FunctionTable);

DWORD WINAPI
Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
        PCLRES_FUNCTION_TABLE *FunctionTable)
{
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
