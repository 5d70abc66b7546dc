/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * witness.dll: the resource type "Witness". A resource testifies, in a folder that all nodes of a
 * test cluster see (the property Folder), where and when it was active. There it
 *   - holds a claim while it is active (claim.h); an Online that cannot have it shouts: it adds a
 *     line to the file shout, and fails;
 *   - records its entry points in record.NODE.RESOURCE: "MS ENTRY-POINT DETAIL";
 *   - waits in Online, Offline, LooksAlive or IsAlive while there is a file
 *     hold.ENTRY-POINT.NODE.RESOURCE: a hang, which Terminate does not end either.
 * The property Claim is the claim's name, by default the resource's. Each Online adds one to the
 * value Passed, in the resource's key, and records what it found.
 */

#include <winsock2.h>
#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <stddef.h>
#include <stdio.h>

#include "../docrecord.h"
#include "claim.h"

#define TYPE_NAME     L"Witness"
#define MAX_FILE_NAME 1024
#define MAX_NODE_NAME 64
#define LOOK_EVERY_MS 20

typedef struct PROPERTIES {
    LPWSTR Folder;
    LPWSTR Claim;
} PROPERTIES;

typedef struct WITNESS {
    RESOURCE_HANDLE Handle;
    LPWSTR Name;
    WCHAR Node[MAX_NODE_NAME];
    HKEY Parameters;
    PROPERTIES Properties; /* as of Online; entry points but Terminate read it, one at a time */
    WCHAR Record[MAX_FILE_NAME];
    CRITICAL_SECTION Lock; /* of what follows, because Terminate overlaps the others */
    CLAIM Claim;
    BOOL Terminated; /* since the last Online began */
} WITNESS;

static PLOG_EVENT_ROUTINE g_log_event;

/* clang-format off */
static const RESUTIL_PROPERTY_ITEM k_table[] = {
    { .Name = L"Folder", .Format = CLUSPROP_FORMAT_SZ, .Flags = RESUTIL_PROPITEM_REQUIRED,
      .Offset = offsetof(PROPERTIES, Folder) },
    { .Name = L"Claim", .Format = CLUSPROP_FORMAT_SZ, .Offset = offsetof(PROPERTIES, Claim) },
    { .Name = NULL },
};
/* clang-format on */

static void
record(const WITNESS *witness, LPCWSTR entry_point, LPCWSTR detail)
{
    DocRecord(witness->Record, L"%llu %ls %ls", UnixTimeMs(), entry_point, detail);
}

static void
record_number(const WITNESS *witness, LPCWSTR entry_point, LPCWSTR what, DWORD number)
{
    WCHAR detail[64];

    swprintf(detail, ARRAYSIZE(detail), L"%ls %lu", what, number);
    record(witness, entry_point, detail);
}

/* Not our own answer to who this node is: the test compares with that. */
static DWORD
find_node_name(WITNESS *witness)
{
    char name[MAX_NODE_NAME];
    WSADATA winsock;
    int error = WSAStartup(MAKEWORD(2, 2), &winsock);

    if (error != 0) {
        return (DWORD)error;
    }
    error = gethostname(name, sizeof(name)) != 0 ? WSAGetLastError() : 0;
    WSACleanup();
    if (error == 0 && MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, name, -1, witness->Node,
                                          MAX_NODE_NAME) == 0) {
        return GetLastError();
    }
    return (DWORD)error;
}

static DWORD
read_properties(WITNESS *witness)
{
    PROPERTIES *properties = &witness->Properties;
    LPWSTR name_in_error = NULL;
    DWORD error;

    ResUtilFreeParameterBlock((LPBYTE)properties, NULL, k_table);
    ZeroMemory(properties, sizeof(*properties));
    error = ResUtilGetPropertiesToParameterBlock(witness->Parameters, k_table, (LPBYTE)properties,
                                                 TRUE, &name_in_error);
    if (error == ERROR_SUCCESS &&
        swprintf(witness->Record, ARRAYSIZE(witness->Record), L"%ls\\record.%ls.%ls",
                 properties->Folder, witness->Node, witness->Name) < 0) {
        error = ERROR_FILENAME_EXCED_RANGE;
    }
    if (error != ERROR_SUCCESS) {
        g_log_event(witness->Handle, LOG_ERROR, L"The property '%1' cannot be used: error %2!u!.\n",
                    name_in_error != NULL ? name_in_error : L"", error);
    }
    LocalFree(name_in_error);
    return error;
}

static void
wait_while_held(const WITNESS *witness, LPCWSTR entry_point)
{
    WCHAR path[MAX_FILE_NAME];

    if (swprintf(path, ARRAYSIZE(path), L"%ls\\hold.%ls.%ls.%ls", witness->Properties.Folder,
                 entry_point, witness->Node, witness->Name) < 0) {
        return;
    }
    while (GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES) {
        Sleep(LOOK_EVERY_MS);
    }
}

static void
shout(const WITNESS *witness, LPCWSTR claim)
{
    WCHAR path[MAX_FILE_NAME];

    g_log_event(witness->Handle, LOG_SEVERE, L"The claim '%1' is held: active elsewhere.\n", claim);
    if (swprintf(path, ARRAYSIZE(path), L"%ls\\shout", witness->Properties.Folder) >= 0) {
        DocRecord(path, L"%llu %ls on %ls: the claim %ls is held", UnixTimeMs(), witness->Name,
                  witness->Node, claim);
    }
}

/* Under the lock. */
static DWORD
claim(WITNESS *witness)
{
    const PROPERTIES *properties = &witness->Properties;
    LPCWSTR name = properties->Claim != NULL && properties->Claim[0] != L'\0' ? properties->Claim
                                                                              : witness->Name;
    DWORD error;

    if (witness->Terminated) {
        return ERROR_OPERATION_ABORTED;
    }
    error = ClaimTake(&witness->Claim, properties->Folder, name, witness->Node);
    if (error == ERROR_LOCK_VIOLATION) {
        shout(witness, name);
    }
    return error;
}

static DWORD
pass_value(const WITNESS *witness)
{
    DWORD value = 0;
    DWORD error = ResUtilGetDwordValue(witness->Parameters, L"Passed", &value, 0);

    if (error != ERROR_SUCCESS && error != ERROR_FILE_NOT_FOUND) {
        return error;
    }
    record_number(witness, L"Online", L"found", value);
    value++;
    return (DWORD)ClusterRegSetValue(witness->Parameters, L"Passed", REG_DWORD,
                                     (const BYTE *)&value, sizeof(value));
}

static DWORD
go_online(WITNESS *witness)
{
    DWORD error = pass_value(witness);

    if (error == ERROR_SUCCESS) {
        EnterCriticalSection(&witness->Lock);
        error = claim(witness);
        LeaveCriticalSection(&witness->Lock);
    }
    return error;
}

static void
drop_claim(WITNESS *witness)
{
    EnterCriticalSection(&witness->Lock);
    ClaimDrop(&witness->Claim);
    LeaveCriticalSection(&witness->Lock);
}

static void
free_witness(WITNESS *witness)
{
    ResUtilFreeParameterBlock((LPBYTE)&witness->Properties, NULL, k_table);
    if (witness->Parameters != NULL) {
        ClusterRegCloseKey(witness->Parameters);
    }
    LocalFree(witness->Name);
    DeleteCriticalSection(&witness->Lock);
    LocalFree(witness);
}

static RESID WINAPI
WitnessOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    WITNESS *witness = LocalAlloc(LPTR, sizeof(*witness));
    DWORD error;

    if (witness == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    InitializeCriticalSection(&witness->Lock);
    witness->Handle = ResourceHandle;
    witness->Name = ResUtilDupString(ResourceName);
    error = witness->Name != NULL ? find_node_name(witness) : ERROR_NOT_ENOUGH_MEMORY;
    if (error == ERROR_SUCCESS) {
        error = (DWORD)ClusterRegOpenKey(ResourceKey, L"Parameters", KEY_ALL_ACCESS,
                                         &witness->Parameters);
    }
    if (error != ERROR_SUCCESS) {
        g_log_event(ResourceHandle, LOG_ERROR, L"Opening '%1' failed: error %2!u!.\n", ResourceName,
                    error);
        free_witness(witness);
        SetLastError(error);
        return NULL;
    }
    return witness;
}

static DWORD WINAPI
WitnessOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    WITNESS *witness = ResourceId;
    DWORD error;

    UNREFERENCED_PARAMETER(EventHandle);
    EnterCriticalSection(&witness->Lock);
    witness->Terminated = FALSE;
    LeaveCriticalSection(&witness->Lock);
    error = read_properties(witness);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    record(witness, L"Online", L"begin");
    wait_while_held(witness, L"Online");
    error = go_online(witness);
    record_number(witness, L"Online", L"end", error);
    return error;
}

static DWORD WINAPI
WitnessOffline(RESID ResourceId)
{
    WITNESS *witness = ResourceId;

    record(witness, L"Offline", L"begin");
    wait_while_held(witness, L"Offline");
    drop_claim(witness);
    record(witness, L"Offline", L"end");
    return ERROR_SUCCESS;
}

static void WINAPI
WitnessTerminate(RESID ResourceId)
{
    WITNESS *witness = ResourceId;

    record(witness, L"Terminate", L"begin");
    EnterCriticalSection(&witness->Lock);
    witness->Terminated = TRUE;
    ClaimDrop(&witness->Claim);
    LeaveCriticalSection(&witness->Lock);
    record(witness, L"Terminate", L"end");
}

static void WINAPI
WitnessClose(RESID ResourceId)
{
    WITNESS *witness = ResourceId;

    drop_claim(witness);
    record(witness, L"Close", L"end");
    free_witness(witness);
}

static BOOL
is_active(WITNESS *witness, LPCWSTR entry_point)
{
    BOOL active;

    record(witness, entry_point, L"begin");
    wait_while_held(witness, entry_point);
    EnterCriticalSection(&witness->Lock);
    active = ClaimHeld(&witness->Claim);
    LeaveCriticalSection(&witness->Lock);
    return active;
}

static BOOL WINAPI
WitnessLooksAlive(RESID ResourceId)
{
    return is_active(ResourceId, L"LooksAlive");
}

static BOOL WINAPI
WitnessIsAlive(RESID ResourceId)
{
    return is_active(ResourceId, L"IsAlive");
}

static DWORD
give_formats(PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD error = ResUtilGetPropertyFormats(k_table, out, cb_out, bytes_returned, &required);

    if (error == ERROR_MORE_DATA) {
        *bytes_returned = required;
    }
    return error;
}

static DWORD WINAPI
WitnessResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                       PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    WITNESS *witness = ResourceId;

    *BytesReturned = 0;
    switch (ControlCode) {
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
        return give_formats(OutBuffer, OutBufferSize, BytesReturned);
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
        return ResUtilVerifyPropertyTable(k_table, NULL, FALSE, InBuffer, InBufferSize, NULL);
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
        return ResUtilSetPropertyTable(witness->Parameters, k_table, NULL, FALSE, InBuffer,
                                       InBufferSize, NULL);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD WINAPI
WitnessResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                           DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                           LPDWORD BytesReturned)
{
    UNREFERENCED_PARAMETER(ResourceTypeName);
    UNREFERENCED_PARAMETER(InBuffer);
    UNREFERENCED_PARAMETER(InBufferSize);
    *BytesReturned = 0;
    return ControlCode == CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS
               ? give_formats(OutBuffer, OutBufferSize, BytesReturned)
               : ERROR_INVALID_FUNCTION;
}

static CLRES_V1_FUNCTION_TABLE(k_function_table, CLRES_VERSION_V1_00, Witness, NULL, NULL,
                               WitnessResourceControl, WitnessResourceTypeControl);

/* No header declares it. */
DWORD WINAPI Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                     PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
                     PCLRES_FUNCTION_TABLE *FunctionTable);

DWORD WINAPI
Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
        PCLRES_FUNCTION_TABLE *FunctionTable)
{
    UNREFERENCED_PARAMETER(SetResourceStatus);
    if (CompareStringOrdinal(ResourceType, -1, TYPE_NAME, -1, TRUE) != CSTR_EQUAL) {
        return ERROR_CLUSTER_RESNAME_NOT_FOUND;
    }
    if (MinVersionSupported > CLRES_VERSION_V1_00 || MaxVersionSupported < CLRES_VERSION_V1_00) {
        return ERROR_REVISION_MISMATCH;
    }
    g_log_event = LogEvent;
    *FunctionTable = &k_function_table;
    return ERROR_SUCCESS;
}
