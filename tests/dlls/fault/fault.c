/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * fault.dll: the resource type "Fault", which misbehaves on order. Properties named like the
 * entry points say how each behaves (steering.h); the property Record names the file in which
 * the DLL records every call (record.h). Steering is read in Open, and again when the private
 * properties are set, so that a test can make a running resource go bad.
 *
 * A type name that starts with "Fault " is accepted too, except these, for which Startup itself
 * misbehaves: see k_startups.
 */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <stddef.h>
#include <wchar.h>

#include "actions.h"
#include "fault.h"

#define TYPE_NAME L"Fault"

/* The parameter block. */
typedef struct FAULT_PROPERTIES {
    LPWSTR Behaviours[ENTRY_STEERABLE];
    LPWSTR Record;
} FAULT_PROPERTIES;

#define BEHAVIOUR_ITEM(name, entry)                                                                \
    {                                                                                              \
        .Name = (name), .Format = CLUSPROP_FORMAT_SZ,                                              \
        .Offset = offsetof(FAULT_PROPERTIES, Behaviours) + (entry) * sizeof(LPWSTR)                \
    }

static RESUTIL_PROPERTY_ITEM k_property_table[] = {
    BEHAVIOUR_ITEM(L"Open", ENTRY_OPEN),
    BEHAVIOUR_ITEM(L"Close", ENTRY_CLOSE),
    BEHAVIOUR_ITEM(L"Online", ENTRY_ONLINE),
    BEHAVIOUR_ITEM(L"Offline", ENTRY_OFFLINE),
    BEHAVIOUR_ITEM(L"Terminate", ENTRY_TERMINATE),
    BEHAVIOUR_ITEM(L"LooksAlive", ENTRY_LOOKS_ALIVE),
    BEHAVIOUR_ITEM(L"IsAlive", ENTRY_IS_ALIVE),
    BEHAVIOUR_ITEM(L"ResourceControl", ENTRY_RESOURCE_CONTROL),
    { .Name = L"Record",
      .Format = CLUSPROP_FORMAT_SZ,
      .Offset = offsetof(FAULT_PROPERTIES, Record) },
    { .Name = NULL },
};

PSET_RESOURCE_STATUS_ROUTINE g_set_resource_status;
PLOG_EVENT_ROUTINE g_log_event;

void
FaultResourceHold(FAULT_RESOURCE *resource)
{
    InterlockedIncrement(&resource->References);
}

void
FaultResourceRelease(FAULT_RESOURCE *resource)
{
    if (InterlockedDecrement(&resource->References) == 0) {
        ClusterRegCloseKey(resource->Parameters);
        RecordClose(&resource->Record);
        LocalFree(resource);
    }
}

static void
free_properties(FAULT_PROPERTIES *properties)
{
    ENTRY entry;

    for (entry = 0; entry < ENTRY_STEERABLE; entry++) {
        LocalFree(properties->Behaviours[entry]);
    }
    LocalFree(properties->Record);
}

static DWORD
parse_steering(const FAULT_RESOURCE *resource, const FAULT_PROPERTIES *properties,
               BEHAVIOUR *steering)
{
    ENTRY entry;

    for (entry = 0; entry < ENTRY_STEERABLE; entry++) {
        if (!BehaviourParse(entry, properties->Behaviours[entry], &steering[entry])) {
            g_log_event(resource->Handle, LOG_ERROR, L"'%1' is no behaviour for %2.\n",
                        properties->Behaviours[entry], EntryName(entry));
            return ERROR_INVALID_PARAMETER;
        }
    }
    return ERROR_SUCCESS;
}

static DWORD
read_properties(const FAULT_RESOURCE *resource, FAULT_PROPERTIES *properties)
{
    LPWSTR name_in_error = NULL;

    ZeroMemory(properties, sizeof(*properties));
    return ResUtilGetPropertiesToParameterBlock(resource->Parameters, k_property_table,
                                                (LPBYTE)properties, FALSE, &name_in_error);
}

static DWORD
read_steering(FAULT_RESOURCE *resource)
{
    BEHAVIOUR steering[ENTRY_STEERABLE];
    FAULT_PROPERTIES properties;
    DWORD error = read_properties(resource, &properties);

    if (error == ERROR_SUCCESS) {
        error = parse_steering(resource, &properties, steering);
    }
    if (error == ERROR_SUCCESS) {
        AcquireSRWLockExclusive(&resource->SteeringLock);
        CopyMemory(resource->Steering, steering, sizeof(steering));
        ReleaseSRWLockExclusive(&resource->SteeringLock);
    }
    free_properties(&properties);
    return error;
}

static DWORD
open_record(FAULT_RESOURCE *resource, LPCWSTR resource_name)
{
    FAULT_PROPERTIES properties;
    DWORD error = read_properties(resource, &properties);

    if (error == ERROR_SUCCESS) {
        error = RecordOpen(&resource->Record, properties.Record, resource_name);
    }
    if (error != ERROR_SUCCESS) {
        g_log_event(resource->Handle, LOG_ERROR,
                    L"The record '%1' cannot be opened: error %2!u!.\n",
                    properties.Record != NULL ? properties.Record : L"", error);
    }
    free_properties(&properties);
    return error;
}

/* Does what the properties say; the caller has recorded the begin of the call. */
static DWORD
act(FAULT_RESOURCE *resource, ENTRY entry)
{
    FAULT_CALL call = { .Resource = resource, .Entry = entry };

    AcquireSRWLockShared(&resource->SteeringLock);
    call.Behaviour = resource->Steering[entry];
    ReleaseSRWLockShared(&resource->SteeringLock);
    return call.Behaviour.Run(&call);
}

static DWORD
act_recorded(FAULT_RESOURCE *resource, ENTRY entry)
{
    DWORD result;

    RecordBegin(&resource->Record, entry, L"-");
    result = act(resource, entry);
    RecordEndNumber(&resource->Record, entry, result);
    return result;
}

static BOOL
poll_recorded(FAULT_RESOURCE *resource, ENTRY entry)
{
    BOOL alive;

    RecordBegin(&resource->Record, entry, L"-");
    alive = act(resource, entry) == ERROR_SUCCESS;
    RecordEndNumber(&resource->Record, entry, alive ? TRUE : FALSE);
    return alive;
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
    if (error != ERROR_SUCCESS) {
        LocalFree(resource);
        SetLastError((DWORD)error);
        return NULL;
    }
    return resource;
}

static RESID WINAPI
FaultOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    FAULT_RESOURCE *resource = new_resource(ResourceKey, ResourceHandle);
    DWORD error;

    if (resource == NULL) {
        return NULL;
    }
    error = open_record(resource, ResourceName);
    if (error == ERROR_SUCCESS) {
        RecordBegin(&resource->Record, ENTRY_OPEN, L"-");
        error = read_steering(resource);
        if (error == ERROR_SUCCESS) {
            error = act(resource, ENTRY_OPEN);
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

static void WINAPI
FaultClose(RESID ResourceId)
{
    FAULT_RESOURCE *resource = ResourceId;

    InterlockedIncrement(&resource->Generation);
    RecordBegin(&resource->Record, ENTRY_CLOSE, L"-");
    act(resource, ENTRY_CLOSE);
    RecordEnd(&resource->Record, ENTRY_CLOSE, L"-");
    FaultResourceRelease(resource);
}

static DWORD WINAPI
FaultOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    FAULT_RESOURCE *resource = ResourceId;

    UNREFERENCED_PARAMETER(EventHandle);
    InterlockedIncrement(&resource->Generation);
    return act_recorded(resource, ENTRY_ONLINE);
}

static DWORD WINAPI
FaultOffline(RESID ResourceId)
{
    FAULT_RESOURCE *resource = ResourceId;

    InterlockedIncrement(&resource->Generation);
    return act_recorded(resource, ENTRY_OFFLINE);
}

static void WINAPI
FaultTerminate(RESID ResourceId)
{
    FAULT_RESOURCE *resource = ResourceId;

    InterlockedIncrement(&resource->Generation);
    RecordBegin(&resource->Record, ENTRY_TERMINATE, L"-");
    act(resource, ENTRY_TERMINATE);
    RecordEnd(&resource->Record, ENTRY_TERMINATE, L"-");
}

static BOOL WINAPI
FaultLooksAlive(RESID ResourceId)
{
    return poll_recorded(ResourceId, ENTRY_LOOKS_ALIVE);
}

static BOOL WINAPI
FaultIsAlive(RESID ResourceId)
{
    return poll_recorded(ResourceId, ENTRY_IS_ALIVE);
}

static DWORD
validate_properties(const FAULT_RESOURCE *resource, PVOID in, DWORD cb_in)
{
    BEHAVIOUR steering[ENTRY_STEERABLE];
    FAULT_PROPERTIES properties = { 0 };
    DWORD error =
        ResUtilVerifyPropertyTable(k_property_table, NULL, FALSE, in, cb_in, (LPBYTE)&properties);

    if (error == ERROR_SUCCESS) {
        error = parse_steering(resource, &properties, steering);
    }
    free_properties(&properties);
    return error;
}

static DWORD
set_properties(FAULT_RESOURCE *resource, PVOID in, DWORD cb_in)
{
    DWORD error = validate_properties(resource, in, cb_in);

    if (error == ERROR_SUCCESS) {
        error = ResUtilSetPropertyTable(resource->Parameters, k_property_table, NULL, FALSE, in,
                                        cb_in, NULL);
    }
    return error == ERROR_SUCCESS ? read_steering(resource) : error;
}

static DWORD
get_formats(PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD result =
        ResUtilGetPropertyFormats(k_property_table, out, cb_out, bytes_returned, &required);

    if (result == ERROR_MORE_DATA) {
        *bytes_returned = required;
    }
    return result;
}

static DWORD
control(FAULT_RESOURCE *resource, DWORD code, PVOID in, DWORD cb_in, PVOID out, DWORD cb_out,
        LPDWORD bytes_returned)
{
    switch (code) {
    case CLUSCTL_RESOURCE_UNKNOWN:
        return ERROR_SUCCESS;
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
        return get_formats(out, cb_out, bytes_returned);
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
        return validate_properties(resource, in, cb_in);
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
        return set_properties(resource, in, cb_in);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD WINAPI
FaultResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                     PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    FAULT_RESOURCE *resource = ResourceId;
    WCHAR code[16];
    DWORD result;

    swprintf(code, ARRAYSIZE(code), L"0x%08lx", ControlCode);
    RecordBegin(&resource->Record, ENTRY_RESOURCE_CONTROL, code);
    *BytesReturned = 0;
    result = act(resource, ENTRY_RESOURCE_CONTROL);
    if (result == ERROR_SUCCESS) {
        result = control(resource, ControlCode, InBuffer, InBufferSize, OutBuffer, OutBufferSize,
                         BytesReturned);
    }
    RecordEndNumber(&resource->Record, ENTRY_RESOURCE_CONTROL, result);
    return result;
}

static DWORD WINAPI
FaultResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                         DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                         LPDWORD BytesReturned)
{
    DWORD result = ERROR_INVALID_FUNCTION;

    UNREFERENCED_PARAMETER(ResourceTypeName);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    RecordBegin(NULL, ENTRY_RESOURCE_TYPE_CONTROL, L"-");
    *BytesReturned = 0;
    if (ControlCode == CLUSCTL_RESOURCE_TYPE_UNKNOWN) {
        result = ERROR_SUCCESS;
    } else if (ControlCode == CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS) {
        result = get_formats(OutBuffer, OutBufferSize, BytesReturned);
    }
    RecordEndNumber(NULL, ENTRY_RESOURCE_TYPE_CONTROL, result);
    return result;
}

static CLRES_V1_FUNCTION_TABLE(k_function_table, CLRES_VERSION_V1_00, Fault, NULL, NULL,
                               FaultResourceControl, FaultResourceTypeControl);

static DWORD
start_well(PCLRES_FUNCTION_TABLE *table)
{
    *table = &k_function_table;
    return ERROR_SUCCESS;
}

static DWORD
start_refused(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ERROR_CLUSTER_RESNAME_NOT_FOUND;
}

static DWORD
start_revision(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ERROR_REVISION_MISMATCH;
}

static DWORD
start_crash(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ActCrash(NULL);
}

static DWORD
start_exit(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    ExitProcess(7);
}

static DWORD
start_hang(PCLRES_FUNCTION_TABLE *table)
{
    UNREFERENCED_PARAMETER(table);
    return ActHang(NULL);
}

static DWORD
start_null_table(PCLRES_FUNCTION_TABLE *table)
{
    *table = NULL;
    return ERROR_SUCCESS;
}

static DWORD
start_missing_entry(PCLRES_FUNCTION_TABLE *table)
{
    static CLRES_FUNCTION_TABLE without_is_alive;

    without_is_alive = k_function_table;
    without_is_alive.V1Functions.IsAlive = NULL;
    *table = &without_is_alive;
    return ERROR_SUCCESS;
}

static const struct {
    LPCWSTR type;
    DWORD (*start)(PCLRES_FUNCTION_TABLE *table);
} k_startups[] = {
    { TYPE_NAME L" Refused", start_refused },
    { TYPE_NAME L" Revision", start_revision },
    { TYPE_NAME L" Crash In Startup", start_crash },
    { TYPE_NAME L" Exit In Startup", start_exit },
    { TYPE_NAME L" Hang In Startup", start_hang },
    { TYPE_NAME L" Null Table", start_null_table },
    { TYPE_NAME L" Missing Entry", start_missing_entry },
};

static BOOL
same_name(LPCWSTR one, int length, LPCWSTR other)
{
    return CompareStringOrdinal(one, length, other, -1, TRUE) == CSTR_EQUAL;
}

static DWORD
start_type(LPCWSTR type, PCLRES_FUNCTION_TABLE *table)
{
    const int prefix_length = (int)ARRAYSIZE(TYPE_NAME);
    size_t i;

    for (i = 0; i < ARRAYSIZE(k_startups); i++) {
        if (same_name(type, -1, k_startups[i].type)) {
            return k_startups[i].start(table);
        }
    }
    if (same_name(type, -1, TYPE_NAME) ||
        (wcslen(type) > ARRAYSIZE(TYPE_NAME) && same_name(type, prefix_length, TYPE_NAME L" "))) {
        return start_well(table);
    }
    return ERROR_CLUSTER_RESNAME_NOT_FOUND;
}

/* No header declares it. */
DWORD WINAPI Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                     PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
                     PCLRES_FUNCTION_TABLE *FunctionTable);

DWORD WINAPI
Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
        PCLRES_FUNCTION_TABLE *FunctionTable)
{
    DWORD result;

    if (MinVersionSupported > CLRES_VERSION_V1_00 || MaxVersionSupported < CLRES_VERSION_V1_00) {
        return ERROR_REVISION_MISMATCH;
    }
    g_set_resource_status = SetResourceStatus;
    g_log_event = LogEvent;
    RecordBegin(NULL, ENTRY_STARTUP, L"-");
    result = start_type(ResourceType, FunctionTable);
    RecordEndNumber(NULL, ENTRY_STARTUP, result);
    return result;
}
