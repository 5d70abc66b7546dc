/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * fault.dll: the resource type "Fault", which misbehaves on order. Properties named like the
 * entry points say how each behaves (steering.h); the property Record names the file in which
 * the DLL records every call (record.h). Steering is read in Open, and again when the private
 * properties are set, so that a test can make a running resource go bad. ControlCode gives the
 * code that steering of the controls is for, Characteristics what GET_CHARACTERISTICS answers.
 *
 * One source for every version of the function table: FAULT_VERSION is 0x100 in fault.dll, 0x200
 * in fault-v2.dll, and so on.
 *
 * A type name that starts with "Fault " is accepted too, except those for which Startup itself
 * misbehaves: see startup.c. What starts with "Fault Quorum" is quorum-capable. type.h tells how
 * the entry points that are about a type are steered.
 */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <stdio.h>
#include <wchar.h>

#include "actions.h"
#include "callbacks.h"
#include "fault.h"
#include "properties.h"
#include "type.h"
#include "work.h"

#define MAX_DETAIL 256

void
FaultResourceHold(FAULT_RESOURCE *resource)
{
    InterlockedIncrement(&resource->References);
}

void
FaultResourceRelease(FAULT_RESOURCE *resource)
{
    if (InterlockedDecrement(&resource->References) == 0) {
        if (resource->Event != NULL) {
            CloseHandle(resource->Event);
        }
        ClusterRegCloseKey(resource->Parameters);
        RecordClose(&resource->Record);
        LocalFree(resource->TypeName);
        LocalFree(resource);
    }
}

DWORD
FaultAct(FAULT_CALL *call)
{
    FAULT_RESOURCE *resource = call->Resource;

    if (call->Entry >= ENTRY_OF_RESOURCE) {
        DWORD error = TypeReadSteering(resource, call->Entry, &call->Behaviour);

        return error == ERROR_SUCCESS ? call->Behaviour.Run(call) : error;
    }
    AcquireSRWLockShared(&resource->SteeringLock);
    call->Behaviour = resource->Steering[call->Entry];
    ReleaseSRWLockShared(&resource->SteeringLock);
    return call->Behaviour.Run(call);
}

static DWORD
act_recorded(FAULT_CALL *call, LPCWSTR detail)
{
    DWORD result;

    RecordBegin(&call->Resource->Record, call->Entry, detail);
    result = FaultAct(call);
    RecordEndNumber(&call->Resource->Record, call->Entry, result);
    return result;
}

static void
act_without_result(FAULT_CALL *call)
{
    RecordBegin(&call->Resource->Record, call->Entry, L"-");
    FaultAct(call);
    RecordEnd(&call->Resource->Record, call->Entry, L"-");
}

static BOOL
act_as_poll(FAULT_RESOURCE *resource, ENTRY entry)
{
    FAULT_CALL call = { .Resource = resource, .Entry = entry };
    BOOL alive;

    RecordBegin(&resource->Record, entry, L"-");
    alive = FaultAct(&call) == ERROR_SUCCESS;
    RecordEndNumber(&resource->Record, entry, alive ? TRUE : FALSE);
    return alive;
}

/* --- the life of a resource */

/* NULL: see GetLastError. */
static LPWSTR
read_type_name(HKEY key)
{
    DWORD cb = 0;
    DWORD type;
    LPWSTR name;
    LONG error = ClusterRegQueryValue(key, L"Type", &type, NULL, &cb);

    name = LocalAlloc(LPTR, cb + sizeof(WCHAR));
    if (name != NULL && error == ERROR_SUCCESS) {
        error = ClusterRegQueryValue(key, L"Type", &type, (LPBYTE)name, &cb);
    }
    if (name != NULL && error != ERROR_SUCCESS) {
        LocalFree(name);
        SetLastError((DWORD)error);
        return NULL;
    }
    return name;
}

static FAULT_RESOURCE *
new_resource(HKEY key, RESOURCE_HANDLE handle)
{
    FAULT_RESOURCE *resource = LocalAlloc(LPTR, sizeof(*resource));
    LONG error;

    if (resource == NULL) {
        return NULL;
    }
    resource->Handle = handle;
    resource->References = 1;
    InitializeSRWLock(&resource->SteeringLock);
    error = ClusterRegOpenKey(key, L"Parameters", KEY_ALL_ACCESS, &resource->Parameters);
    if (error == ERROR_SUCCESS) {
        resource->TypeName = read_type_name(key);
        if (resource->TypeName != NULL) {
            return resource;
        }
        error = (LONG)GetLastError();
        ClusterRegCloseKey(resource->Parameters);
    }
    LocalFree(resource);
    SetLastError((DWORD)error);
    return NULL;
}

static RESID
open_resource(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle, LPCWSTR detail)
{
    FAULT_RESOURCE *resource = new_resource(key, handle);
    FAULT_CALL call = { .Resource = resource, .Entry = ENTRY_OPEN };
    DWORD error;

    if (resource == NULL) {
        return NULL;
    }
    error = PropertiesOpenRecord(resource, name);
    if (error == ERROR_SUCCESS) {
        RecordBegin(&resource->Record, ENTRY_OPEN, detail);
        error = PropertiesReadSteering(resource);
        if (error == ERROR_SUCCESS) {
            error = FaultAct(&call);
        }
        RecordEndNumber(&resource->Record, ENTRY_OPEN, error);
    }
    if (error != ERROR_SUCCESS) {
        FaultResourceRelease(resource);
        SetLastError(error);
        return NULL;
    }
    return resource;
}

static DWORD
go_online(FAULT_RESOURCE *resource, LPHANDLE event, LPCWSTR detail)
{
    FAULT_CALL call = { .Resource = resource, .Entry = ENTRY_ONLINE, .EventHandle = event };

    InterlockedIncrement(&resource->Generation);
    return act_recorded(&call, detail);
}

static DWORD
go_offline(FAULT_RESOURCE *resource, LPCWSTR detail)
{
    FAULT_CALL call = { .Resource = resource, .Entry = ENTRY_OFFLINE };

    InterlockedIncrement(&resource->Generation);
    return act_recorded(&call, detail);
}

static void WINAPI
FaultClose(RESID ResourceId)
{
    FAULT_RESOURCE *resource = ResourceId;
    FAULT_CALL call = { .Resource = resource, .Entry = ENTRY_CLOSE };

    InterlockedIncrement(&resource->Generation);
    InterlockedIncrement(&resource->Cancels);
    act_without_result(&call);
    FaultResourceRelease(resource);
}

static void WINAPI
FaultTerminate(RESID ResourceId)
{
    FAULT_CALL call = { .Resource = ResourceId, .Entry = ENTRY_TERMINATE };

    InterlockedIncrement(&call.Resource->Generation);
    RecordBegin(&call.Resource->Record, call.Entry, L"-");
    WorkNoteTerminate();
    FaultAct(&call);
    RecordEnd(&call.Resource->Record, call.Entry, L"-");
}

static BOOL WINAPI
FaultLooksAlive(RESID ResourceId)
{
    return act_as_poll(ResourceId, ENTRY_LOOKS_ALIVE);
}

static BOOL WINAPI
FaultIsAlive(RESID ResourceId)
{
    return act_as_poll(ResourceId, ENTRY_IS_ALIVE);
}

static DWORD WINAPI
FaultArbitrate(RESID ResourceId, PQUORUM_RESOURCE_LOST LostQuorumResource)
{
    FAULT_CALL call = { .Resource = ResourceId,
                        .Entry = ENTRY_ARBITRATE,
                        .LostQuorum = LostQuorumResource };

    return act_recorded(&call, LostQuorumResource != NULL ? L"lost=given" : L"lost=missing");
}

static DWORD WINAPI
FaultRelease(RESID ResourceId)
{
    FAULT_CALL call = { .Resource = ResourceId, .Entry = ENTRY_RELEASE };

    return act_recorded(&call, L"-");
}

#if FAULT_VERSION >= 0x200
static RESID WINAPI
FaultOpenV2(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle, DWORD OpenFlags)
{
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"flags=0x%lx", OpenFlags);
    return open_resource(ResourceName, ResourceKey, ResourceHandle, detail);
}

static DWORD WINAPI
FaultOnlineV2(RESID ResourceId, LPHANDLE EventHandle, DWORD OnlineFlags, PBYTE InBuffer,
              DWORD InBufferSize, DWORD Reserved)
{
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"flags=0x%lx in=%ls,%lu reserved=%lu event=%ls",
             OnlineFlags, InBuffer != NULL ? L"given" : L"none", InBufferSize, Reserved,
             *EventHandle == NULL ? L"none" : L"given");
    return go_online(ResourceId, EventHandle, detail);
}

static DWORD WINAPI
FaultOfflineV2(RESID ResourceId, LPCWSTR DestinationNodeName, DWORD OfflineFlags, PBYTE InBuffer,
               DWORD InBufferSize, DWORD Reserved)
{
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"flags=0x%lx in=%ls,%lu reserved=%lu node=%ls",
             OfflineFlags, InBuffer != NULL ? L"given" : L"none", InBufferSize, Reserved,
             DestinationNodeName != NULL ? DestinationNodeName : L"none");
    return go_offline(ResourceId, detail);
}

static DWORD WINAPI
FaultCancel(RESID ResourceId, DWORD CancelFlags)
{
    FAULT_CALL call = { .Resource = ResourceId, .Entry = ENTRY_CANCEL };
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"flags=0x%lx", CancelFlags);
    InterlockedIncrement(&call.Resource->Cancels);
    return act_recorded(&call, detail);
}
#else
static RESID WINAPI
FaultOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    return open_resource(ResourceName, ResourceKey, ResourceHandle, L"-");
}

static DWORD WINAPI
FaultOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    return go_online(ResourceId, EventHandle, L"-");
}

static DWORD WINAPI
FaultOffline(RESID ResourceId)
{
    return go_offline(ResourceId, L"-");
}
#endif

/* --- controls */

/* The first bytes in hexadecimal. */
static void
dump(WCHAR *text, const void *data, DWORD cb_data)
{
    const DWORD max_bytes = 16;
    const BYTE *bytes = data;
    DWORD i;

    text[0] = L'\0';
    for (i = 0; i < cb_data && i < max_bytes; i++) {
        swprintf(text + 2 * i, 3, L"%02x", bytes[i]);
    }
}

/* CONTROL_DETAIL of what all control entry points have, then more. */
static void
control_detail(WCHAR *detail, const CONTROL *control, LPCWSTR token)
{
    WCHAR data[64];

    dump(data, control->In, control->cbIn);
    if (control->ReturnedAsynchronously == NULL) {
        swprintf(detail, MAX_DETAIL, L"0x%08lx in=%lu out=%lu data=%ls", control->Code,
                 control->cbIn, control->cbOut, data);
    } else {
        swprintf(detail, MAX_DETAIL, L"0x%08lx in=%lu out=%lu data=%ls context=%lld%ls",
                 control->Code, control->cbIn, control->cbOut, data, control->Context, token);
    }
}

static void
record_control_end(const FAULT_CALL *call, DWORD result)
{
    const BOOL *asynchronous = call->Control.ReturnedAsynchronously;
    WCHAR detail[MAX_DETAIL];

    swprintf(detail, ARRAYSIZE(detail), L"%lu%ls", result,
             asynchronous != NULL && *asynchronous ? L" asynchronous=1" : L"");
    RecordEnd(&call->Resource->Record, call->Entry, detail);
}

/* token is for the record. */
static DWORD
control(FAULT_RESOURCE *resource, ENTRY entry, const CONTROL *given, LPCWSTR token)
{
    FAULT_CALL call = { .Resource = resource, .Entry = entry, .Control = *given };
    WCHAR detail[MAX_DETAIL];
    DWORD result = ERROR_SUCCESS;

    control_detail(detail, given, token);
    RecordBegin(&resource->Record, entry, detail);
    *given->BytesReturned = 0;
    if (ControlIsSteered(given->Code, resource->ControlCode)) {
        result = FaultAct(&call);
    }
    if (result == ERROR_SUCCESS) {
        result = ControlAnswer(resource, given);
    }
    record_control_end(&call, result);
    return result;
}

static DWORD
type_control(LPCWSTR type_name, ENTRY entry, CONTROL *given, LPCWSTR token)
{
    FAULT_RESOURCE *type = TypeFind(type_name);

    given->OfType = TRUE;
    return type != NULL ? control(type, entry, given, token) : ERROR_NOT_ENOUGH_MEMORY;
}

#if FAULT_VERSION >= 0x300
#define CONTROL_GIVEN                                                                              \
    {                                                                                              \
        ControlCode, InBuffer, InBufferSize, OutBuffer, OutBufferSize, BytesReturned, Context,     \
            ReturnedAsynchronously, FALSE                                                          \
    }

static DWORD WINAPI
FaultBeginResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                          PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned,
                          INT64 Context, PBOOL ReturnedAsynchronously)
{
    CONTROL given = CONTROL_GIVEN;

    return control(ResourceId, ENTRY_RESOURCE_CONTROL, &given, L"");
}

static DWORD WINAPI
FaultBeginResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                              DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                              LPDWORD BytesReturned, INT64 Context, PBOOL ReturnedAsynchronously)
{
    CONTROL given = CONTROL_GIVEN;

    return type_control(ResourceTypeName, ENTRY_RESOURCE_TYPE_CONTROL, &given, L"");
}
#else
#define CONTROL_GIVEN                                                                              \
    {                                                                                              \
        ControlCode, InBuffer, InBufferSize, OutBuffer, OutBufferSize, BytesReturned, 0, NULL,     \
            FALSE                                                                                  \
    }

static DWORD WINAPI
FaultResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                     PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    CONTROL given = CONTROL_GIVEN;

    return control(ResourceId, ENTRY_RESOURCE_CONTROL, &given, L"");
}

static DWORD WINAPI
FaultResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                         DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                         LPDWORD BytesReturned)
{
    CONTROL given = CONTROL_GIVEN;

    return type_control(ResourceTypeName, ENTRY_RESOURCE_TYPE_CONTROL, &given, L"");
}
#endif

#if FAULT_VERSION >= 0x400
static LPCWSTR
token_kind(HANDLE token)
{
    TOKEN_TYPE type;
    DWORD cb;

    if (!GetTokenInformation(token, TokenType, &type, sizeof(type), &cb)) {
        return L" token=invalid";
    }
    return type == TokenImpersonation ? L" token=impersonation" : L" token=primary";
}

static DWORD WINAPI
FaultBeginResourceControlAsUser(RESID ResourceId, HANDLE TokenHandle, DWORD ControlCode,
                                PVOID InBuffer, DWORD InBufferSize, PVOID OutBuffer,
                                DWORD OutBufferSize, LPDWORD BytesReturned, INT64 Context,
                                PBOOL ReturnedAsynchronously)
{
    CONTROL given = CONTROL_GIVEN;

    return control(ResourceId, ENTRY_RESOURCE_CONTROL_AS_USER, &given, token_kind(TokenHandle));
}

static DWORD WINAPI
FaultBeginResourceTypeControlAsUser(LPCWSTR ResourceTypeName, HANDLE TokenHandle, DWORD ControlCode,
                                    PVOID InBuffer, DWORD InBufferSize, PVOID OutBuffer,
                                    DWORD OutBufferSize, LPDWORD BytesReturned, INT64 Context,
                                    PBOOL ReturnedAsynchronously)
{
    CONTROL given = CONTROL_GIVEN;

    return type_control(ResourceTypeName, ENTRY_RESOURCE_TYPE_CONTROL_AS_USER, &given,
                        token_kind(TokenHandle));
}
#endif

/* --- tables */

#if FAULT_VERSION == 0x100
#define TABLE(name, arbitrate, release)                                                            \
    CLRES_V1_FUNCTION_TABLE(name, CLRES_VERSION_V1_00, Fault, arbitrate, release,                  \
                            FaultResourceControl, FaultResourceTypeControl)
#elif FAULT_VERSION == 0x200
#define TABLE(name, arbitrate, release)                                                            \
    CLRES_V2_FUNCTION_TABLE(name, CLRES_VERSION_V2_00, Fault, arbitrate, release,                  \
                            FaultResourceControl, FaultResourceTypeControl, FaultCancel)
#elif FAULT_VERSION == 0x300
#define TABLE(name, arbitrate, release)                                                            \
    CLRES_V3_FUNCTION_TABLE(name, CLRES_VERSION_V3_00, Fault, arbitrate, release,                  \
                            FaultBeginResourceControl, FaultBeginResourceTypeControl, FaultCancel)
#else
#define TABLE(name, arbitrate, release)                                                            \
    CLRES_V4_FUNCTION_TABLE(name, CLRES_VERSION_V4_00, Fault, arbitrate, release,                  \
                            FaultBeginResourceControl, FaultBeginResourceTypeControl, FaultCancel, \
                            FaultBeginResourceControlAsUser, FaultBeginResourceTypeControlAsUser)
#endif

static TABLE(k_function_table, NULL, NULL);
static TABLE(k_quorum_table, FaultArbitrate, FaultRelease);

PCLRES_FUNCTION_TABLE
FaultTable(void)
{
    return &k_function_table;
}

PCLRES_FUNCTION_TABLE
FaultQuorumTable(void)
{
    return &k_quorum_table;
}
