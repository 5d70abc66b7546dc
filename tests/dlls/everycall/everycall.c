/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * everycall.dll and everycall-ex.dll, of versions 1 and 4: resource DLLs that call every function of
 * clusapi.dll and resutils.dll from inside their entry points, each entry point when it is armed: when the
 * file beside the DLL is there that is named after both, such as everycall.dll.Online. It is gone once the
 * entry point has begun.
 *
 * The thread of the entry point calls the functions about its own resource, one in the same host and one in
 * another; a worker does meanwhile about the one in another host, and the entry point waits for it. Online
 * and Offline then return ERROR_IO_PENDING, and another worker calls them about the resource that is
 * pending. All is recorded in the file beside the DLL that ends in .record.
 *
 * A control code has all of them called with bad arguments: bad.h.
 *
 * Names: of resources of the type T, T-self is the one that calls, T-mate is in the same host; T-own calls
 * what changes states about itself. Those of other types are `other`, which is online, and `idle`, in the
 * group `others`, of the type "Doc Group".
 */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <wchar.h>

#include "../docrecord.h"
#include "bad.h"
#include "sweep.h"

#define CONTROL_BAD      CLUSCTL_USER_CODE(4, CLUS_OBJECT_RESOURCE)
#define CONTROL_HOLD     CLUSCTL_USER_CODE(3, CLUS_OBJECT_RESOURCE)
#define CONTROL_RESOURCE CLUSCTL_USER_CODE(1, CLUS_OBJECT_RESOURCE)
#define CONTROL_TYPE     CLUSCTL_USER_CODE(1, CLUS_OBJECT_RESOURCE_TYPE)
#define HOLD_MS          60000

typedef struct EVERY {
    RESOURCE_HANDLE Handle;
    LPWSTR Name;
    CLUS_WORKER Pending;
    CLUSTER_RESOURCE_STATE Next; /* what the pending worker reports at its end */
    LPCWSTR Entry;
} EVERY;

static WCHAR g_file[MAX_PATH];
static WCHAR g_record[MAX_PATH + 8];
static WCHAR g_type[64];
static PSET_RESOURCE_STATUS_ROUTINE g_set_status;
static PSET_RESOURCE_STATUS_ROUTINE_EX g_set_status_ex;
static HANDLE g_cancelled;

/* Scenes */

static LPCWSTR
first_of(DWORD type, LPWSTR name, DWORD length)
{
    HCLUSTER cluster = OpenCluster(NULL);
    HCLUSENUM list = ClusterOpenEnum(cluster, type);
    DWORD found;

    if (ClusterEnum(list, 0, &found, name, &length) != ERROR_SUCCESS) {
        wcscpy(name, L"none");
    }
    ClusterCloseEnum(list);
    CloseCluster(cluster);
    return name;
}

static SCENE
scene_of(LPCWSTR self, LPCWSTR suffix)
{
    static WCHAR network[MAX_PATH];
    static WCHAR interface_1[MAX_PATH];
    SCENE scene = { .Type = g_type,
                    .OtherType = L"Doc Group",
                    .Self = self,
                    .Other = L"other",
                    .Idle = L"idle",
                    .Group = L"others",
                    .Suffix = suffix,
                    .Network = network,
                    .Interface = interface_1,
                    .File = g_file };

    if (network[0] == L'\0') {
        first_of(CLUSTER_ENUM_NETINTERFACE, interface_1, MAX_PATH);
        first_of(CLUSTER_ENUM_NETWORK, network, MAX_PATH);
    }
    return scene;
}

/* Sweeps */

static DWORD WINAPI
sweep_beside(LPVOID context)
{
    WCHAR who[64];
    SCENE scene = scene_of(L"other", L"worker");

    /* The DLL cannot answer before the entry point returns, which waits for this. */
    scene.Type = scene.OtherType;
    scene.Beside = TRUE;

    swprintf(who, ARRAYSIZE(who), L"%ls, worker", (LPCWSTR)context);
    Sweep(g_record, who, &scene, 1);
    return 0;
}

/* Whether it was armed; it is no more. */
static BOOL
is_armed(LPCWSTR entry)
{
    WCHAR file[MAX_PATH + 64];

    swprintf(file, ARRAYSIZE(file), L"%ls.%ls", g_file, entry);
    return DeleteFileW(file);
}

/* What is called about a resource whose name ends in -own is itself, also by what changes states. */
static UINT
scenes_of_own(const EVERY *resource, SCENE *scenes)
{
    LPCWSTR end = resource != NULL ? wcsrchr(resource->Name, L'-') : NULL;

    if (end == NULL || wcscmp(end, L"-own") != 0) {
        return 0;
    }
    scenes[0] = scene_of(resource->Name, L"own");
    scenes[0].Other = resource->Name;
    scenes[0].Idle = resource->Name;
    return 1;
}

static UINT
scenes_of(const EVERY *resource, SCENE *scenes)
{
    static WCHAR self[128];
    static WCHAR mate[128];
    UINT count = scenes_of_own(resource, scenes);

    if (count == 0) {
        swprintf(self, ARRAYSIZE(self), L"%ls-self", g_type);
        swprintf(mate, ARRAYSIZE(mate), L"%ls-mate", g_type);
        scenes[count++] = scene_of(resource != NULL ? resource->Name : self, L"inside");
        scenes[count++] = scene_of(mate, L"inside");
        scenes[count++] = scene_of(L"other", L"inside");
    }
    return count;
}

/* A resource's entry point, or with NULL a type's. */
static BOOL
sweep_inside(LPCWSTR entry, const EVERY *resource)
{
    SCENE scenes[3];
    UINT count;
    HANDLE worker;

    if (!is_armed(entry)) {
        return FALSE;
    }
    count = scenes_of(resource, scenes);
    worker = CreateThread(NULL, 0, sweep_beside, (LPVOID)entry, 0, NULL);
    Sweep(g_record, entry, scenes, count);
    WaitForSingleObject(worker, INFINITE);
    CloseHandle(worker);
    return TRUE;
}

/* Pending */

static void
report(const EVERY *resource)
{
    RESOURCE_STATUS status;
    RESOURCE_STATUS_EX status_ex;

    ResUtilInitializeResourceStatus(&status);
    ResUtilInitializeResourceStatusEx(&status_ex);
    status.ResourceState = resource->Next;
    status_ex.ResourceState = resource->Next;
    if (g_set_status_ex != NULL) {
        g_set_status_ex(resource->Handle, &status_ex);
    } else {
        g_set_status(resource->Handle, &status);
    }
}

static DWORD WINAPI
sweep_pending(PCLUS_WORKER worker, LPVOID context)
{
    const EVERY *resource = context;
    SCENE scene = scene_of(resource->Name, L"pending");
    WCHAR who[64];

    UNREFERENCED_PARAMETER(worker);
    swprintf(who, ARRAYSIZE(who), L"%ls, pending", resource->Entry);
    Sweep(g_record, who, &scene, 1);
    report(resource);
    return ERROR_SUCCESS;
}

static DWORD
change_state(EVERY *resource, LPCWSTR entry, CLUSTER_RESOURCE_STATE next)
{
    if (!sweep_inside(entry, resource)) {
        return ERROR_SUCCESS;
    }
    ClusWorkerTerminate(&resource->Pending);
    resource->Entry = entry;
    resource->Next = next;
    return ClusWorkerCreate(&resource->Pending, sweep_pending, resource) == ERROR_SUCCESS
               ? ERROR_IO_PENDING
               : ERROR_NOT_ENOUGH_MEMORY;
}

/* Entry points of all versions */

static RESID
open_resource(LPCWSTR entry, LPCWSTR name, RESOURCE_HANDLE handle)
{
    EVERY *resource = LocalAlloc(LPTR, sizeof(*resource));

    resource->Handle = handle;
    resource->Name = ResUtilDupString(name);
    sweep_inside(entry, resource);
    return resource;
}

static void WINAPI
every_close(RESID id)
{
    EVERY *resource = id;

    ClusWorkerTerminate(&resource->Pending);
    sweep_inside(L"Close", resource);
    LocalFree(resource->Name);
    LocalFree(resource);
}

static void WINAPI
every_terminate(RESID id)
{
    EVERY *resource = id;

    sweep_inside(L"Terminate", resource);
    ClusWorkerTerminate(&resource->Pending);
}

static BOOL WINAPI
every_looks_alive(RESID id)
{
    sweep_inside(L"LooksAlive", id);
    return TRUE;
}

static BOOL WINAPI
every_is_alive(RESID id)
{
    sweep_inside(L"IsAlive", id);
    return TRUE;
}

static DWORD WINAPI
every_arbitrate(RESID id, PQUORUM_RESOURCE_LOST lost)
{
    UNREFERENCED_PARAMETER(lost);
    sweep_inside(L"Arbitrate", id);
    return ERROR_SUCCESS;
}

static DWORD WINAPI
every_release(RESID id)
{
    sweep_inside(L"Release", id);
    return ERROR_SUCCESS;
}

/* Other codes are what the sweeps themselves send, and are answered at once. */
static DWORD
control(LPCWSTR entry, EVERY *resource, DWORD code)
{
    if (code == CONTROL_BAD) {
        const SCENE scene = scene_of(resource->Name, L"bad");

        BadInput(g_record, &scene);
    } else if (code == CONTROL_HOLD) {
        WaitForSingleObject(g_cancelled, HOLD_MS);
    } else if (code == CONTROL_RESOURCE || code == CONTROL_TYPE) {
        sweep_inside(entry, resource);
    } else if ((code & CLCTL_USER_BASE) == 0) {
        return ERROR_INVALID_FUNCTION;
    }
    return ERROR_SUCCESS;
}

/* Version 1 */

static RESID WINAPI
every_open(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle)
{
    UNREFERENCED_PARAMETER(key);
    return open_resource(L"Open", name, handle);
}

static DWORD WINAPI
every_online(RESID id, LPHANDLE event)
{
    UNREFERENCED_PARAMETER(event);
    return change_state(id, L"Online", ClusterResourceOnline);
}

static DWORD WINAPI
every_offline(RESID id)
{
    return change_state(id, L"Offline", ClusterResourceOffline);
}

static DWORD WINAPI
every_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
              LPDWORD returned)
{
    UNREFERENCED_PARAMETER(in);
    UNREFERENCED_PARAMETER(in_size);
    UNREFERENCED_PARAMETER(out);
    UNREFERENCED_PARAMETER(out_size);
    *returned = 0;
    return control(L"ResourceControl", id, code);
}

static DWORD WINAPI
every_type_control(LPCWSTR type, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                   LPDWORD returned)
{
    UNREFERENCED_PARAMETER(type);
    UNREFERENCED_PARAMETER(in);
    UNREFERENCED_PARAMETER(in_size);
    UNREFERENCED_PARAMETER(out);
    UNREFERENCED_PARAMETER(out_size);
    *returned = 0;
    return control(L"ResourceTypeControl", NULL, code);
}

/* Version 4 */

static RESID WINAPI
every_open_v2(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle, DWORD flags)
{
    UNREFERENCED_PARAMETER(key);
    UNREFERENCED_PARAMETER(flags);
    return open_resource(L"OpenV2", name, handle);
}

static DWORD WINAPI
every_online_v2(RESID id, LPHANDLE event, DWORD flags, PBYTE in, DWORD in_size, DWORD reserved)
{
    UNREFERENCED_PARAMETER(event);
    UNREFERENCED_PARAMETER(flags);
    UNREFERENCED_PARAMETER(in);
    UNREFERENCED_PARAMETER(in_size);
    UNREFERENCED_PARAMETER(reserved);
    return change_state(id, L"OnlineV2", ClusterResourceOnline);
}

static DWORD WINAPI
every_offline_v2(RESID id, LPCWSTR node, DWORD flags, PBYTE in, DWORD in_size, DWORD reserved)
{
    UNREFERENCED_PARAMETER(node);
    UNREFERENCED_PARAMETER(flags);
    UNREFERENCED_PARAMETER(in);
    UNREFERENCED_PARAMETER(in_size);
    UNREFERENCED_PARAMETER(reserved);
    return change_state(id, L"OfflineV2", ClusterResourceOffline);
}

static DWORD WINAPI
every_cancel(RESID id, DWORD flags)
{
    UNREFERENCED_PARAMETER(flags);
    sweep_inside(L"Cancel", id);
    SetEvent(g_cancelled);
    return ERROR_SUCCESS;
}

#define BEGIN_ARGUMENTS                                                                            \
    PVOID in, DWORD in_size, PVOID out, DWORD out_size, LPDWORD returned, INT64 context,           \
        PBOOL asynchronously
#define BEGIN(entry, resource)                                                                     \
    do {                                                                                           \
        UNREFERENCED_PARAMETER(in);                                                                \
        UNREFERENCED_PARAMETER(in_size);                                                           \
        UNREFERENCED_PARAMETER(out);                                                               \
        UNREFERENCED_PARAMETER(out_size);                                                          \
        UNREFERENCED_PARAMETER(context);                                                           \
        *returned = 0;                                                                             \
        *asynchronously = FALSE;                                                                   \
        return control(entry, resource, code);                                                     \
    } while (0)

static DWORD WINAPI
every_begin_control(RESID id, DWORD code, BEGIN_ARGUMENTS)
{
    BEGIN(L"BeginResourceControl", id);
}

static DWORD WINAPI
every_begin_type_control(LPCWSTR type, DWORD code, BEGIN_ARGUMENTS)
{
    UNREFERENCED_PARAMETER(type);
    BEGIN(L"BeginResourceTypeControl", NULL);
}

static DWORD WINAPI
every_begin_control_as_user(RESID id, HANDLE token, DWORD code, BEGIN_ARGUMENTS)
{
    UNREFERENCED_PARAMETER(token);
    BEGIN(L"BeginResourceControlAsUser", id);
}

static DWORD WINAPI
every_begin_type_control_as_user(LPCWSTR type, HANDLE token, DWORD code, BEGIN_ARGUMENTS)
{
    UNREFERENCED_PARAMETER(type);
    UNREFERENCED_PARAMETER(token);
    BEGIN(L"BeginResourceTypeControlAsUser", NULL);
}

/* Startup */

BOOL WINAPI
DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    UNREFERENCED_PARAMETER(reserved);
    if (reason == DLL_PROCESS_ATTACH) {
        GetModuleFileNameW(instance, g_file, MAX_PATH);
        swprintf(g_record, ARRAYSIZE(g_record), L"%ls.record", g_file);
        g_cancelled = CreateEventW(NULL, TRUE, FALSE, NULL);
    }
    return TRUE;
}

static void
start(LPCWSTR entry, LPCWSTR type)
{
    swprintf(g_type, ARRAYSIZE(g_type), L"%ls", type);
    sweep_inside(entry, NULL);
}

/* No header declares them. */
DWORD WINAPI Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
                     PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result);
DWORD WINAPI StartupEx(LPCWSTR type, DWORD least, DWORD most,
                       PCLRES_CALLBACK_FUNCTION_TABLE callbacks, PCLRES_FUNCTION_TABLE *result);

DWORD WINAPI
Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
        PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result)
{
    static CLRES_FUNCTION_TABLE table = {
        .TableSize = CLRES_V1_FUNCTION_SIZE,
        .Version = CLRES_VERSION_V1_00,
        .V1Functions = { every_open, every_close, every_online, every_offline, every_terminate,
                         every_looks_alive, every_is_alive, every_arbitrate, every_release,
                         every_control, every_type_control },
    };

    UNREFERENCED_PARAMETER(least);
    UNREFERENCED_PARAMETER(most);
    UNREFERENCED_PARAMETER(log);
    g_set_status = status;
    start(L"Startup", type);
    *result = &table;
    return ERROR_SUCCESS;
}

DWORD WINAPI
StartupEx(LPCWSTR type, DWORD least, DWORD most, PCLRES_CALLBACK_FUNCTION_TABLE callbacks,
          PCLRES_FUNCTION_TABLE *result)
{
    static CLRES_FUNCTION_TABLE table = {
        .TableSize = CLRES_V4_FUNCTION_SIZE,
        .Version = CLRES_VERSION_V4_00,
        .V4Functions = { every_open_v2, every_close, every_online_v2, every_offline_v2,
                         every_terminate, every_looks_alive, every_is_alive, every_arbitrate,
                         every_release, every_begin_control, every_begin_type_control, every_cancel,
                         every_begin_control_as_user, every_begin_type_control_as_user },
    };

    UNREFERENCED_PARAMETER(least);
    UNREFERENCED_PARAMETER(most);
    g_set_status_ex = callbacks->SetResourceStatusEx;
    start(L"StartupEx", type);
    *result = &table;
    return ERROR_SUCCESS;
}
