/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Resource API, versions 1 to 4, and the resource utilities of resutils.dll, written from the
 * public documentation. Takes the place of mingw-w64's header of the same name, which does not
 * compile at current API versions, and has its include guards so that no program gets both.
 *
 * A resource DLL exports Startup (version 1) or StartupEx (2 and later) and returns a
 * CLRES_FUNCTION_TABLE from it; the table is the DLL's and stays valid while the DLL is loaded.
 * On 32-bit x86 everything is __stdcall but LogEvent, which is variadic and hence __cdecl.
 */
#ifndef _RESAPI_
#define _RESAPI_
#ifndef _RESAPI_DEFINES_
#define _RESAPI_DEFINES_
#endif

#include <windows.h>
#include <winsvc.h>

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define STARTUP_ROUTINE    "Startup"
#define STARTUP_EX_ROUTINE "StartupEx"

#define CLRES_VERSION_V1_00 0x100 /* Windows NT 4.0 and later */
#define CLRES_VERSION_V2_00 0x200 /* Windows Server 2012 */
#define CLRES_VERSION_V3_00 0x300 /* Windows Server 2012 R2 */
#define CLRES_VERSION_V4_00 0x400 /* Windows Server 2016 */

typedef PVOID RESID;            /* a resource as its DLL knows it; opaque to the host */
typedef HANDLE RESOURCE_HANDLE; /* a resource as the host knows it; opaque to the DLL */

typedef enum LOG_LEVEL {
    LOG_INFORMATION = 0,
    LOG_WARNING = 1,
    LOG_ERROR = 2,
    LOG_SEVERE = 3
} LOG_LEVEL,
    *PLOG_LEVEL;

/* What SetResourceStatus tells the DLL. Terminate: the host has given up, stop working. */
typedef enum _RESOURCE_EXIT_STATE {
    ResourceExitStateContinue = 0,
    ResourceExitStateTerminate = 1,
    ResourceExitStateMax = 2
} RESOURCE_EXIT_STATE;

typedef enum FAILURE_TYPE {
    FAILURE_TYPE_GENERAL = 0,
    FAILURE_TYPE_EMBEDDED = 1,
    FAILURE_TYPE_NETWORK_LOSS = 2
} FAILURE_TYPE,
    *PFAILURE_TYPE;

typedef enum RESOURCE_MONITOR_STATE {
    RmonInitializing = 0,
    RmonIdle = 1,
    RmonStartingResource = 2,
    RmonInitializingResource = 3,
    RmonOnlineResource = 4,
    RmonOfflineResource = 5,
    RmonShutdownResource = 6,
    RmonDeletingResource = 7,
    RmonIsAlivePoll = 8,
    RmonLooksAlivePoll = 9,
    RmonArbitrateResource = 10,
    RmonReleaseResource = 11,
    RmonResourceControl = 12,
    RmonResourceTypeControl = 13,
    RmonTerminateResource = 14,
    RmonDeadlocked = 15
} RESOURCE_MONITOR_STATE;

/* Two more states a DLL may report when Online failed. */
#define ClusterResourceCannotComeOnlineOnThisNode                                                  \
    ((CLUSTER_RESOURCE_STATE)(ClusterResourcePending - 1))
#define ClusterResourceCannotComeOnlineOnAnyNode                                                   \
    ((CLUSTER_RESOURCE_STATE)(ClusterResourcePending - 2))

typedef struct RESOURCE_STATUS {
    CLUSTER_RESOURCE_STATE ResourceState;
    DWORD CheckPoint;
    DWORD WaitHint;
    HANDLE EventHandle;
} RESOURCE_STATUS, *PRESOURCE_STATUS;

/*
 * A DLL built for Windows Server 2012 passes this structure without WaitHint, and nothing in it
 * tells which one it is: a host must not read WaitHint.
 */
typedef struct RESOURCE_STATUS_EX {
    CLUSTER_RESOURCE_STATE ResourceState;
    DWORD CheckPoint;
    HANDLE EventHandle;
    DWORD ApplicationSpecificErrorCode;
    DWORD Flags; /* CLUSRESDLL_STATUS_... */
    DWORD WaitHint;
} RESOURCE_STATUS_EX, *PRESOURCE_STATUS_EX;

#define ResUtilInitializeResourceStatus(_resource_status_)                                         \
    ZeroMemory(_resource_status_, sizeof(RESOURCE_STATUS))
#define ResUtilInitializeResourceStatusEx(_resource_status_)                                       \
    ZeroMemory(_resource_status_, sizeof(RESOURCE_STATUS_EX))

#define CLUSRESDLL_STATUS_OFFLINE_BUSY                  0x00000001
#define CLUSRESDLL_STATUS_OFFLINE_SOURCE_THROTTLED      0x00000002
#define CLUSRESDLL_STATUS_OFFLINE_DESTINATION_THROTTLED 0x00000004
#define CLUSRESDLL_STATUS_OFFLINE_DESTINATION_REJECTED  0x00000008
#define CLUSRESDLL_STATUS_INSUFFICIENT_MEMORY           0x00000010
#define CLUSRESDLL_STATUS_INSUFFICIENT_PROCESSOR        0x00000020
#define CLUSRESDLL_STATUS_INSUFFICIENT_OTHER_RESOURCES  0x00000040
#define CLUSRESDLL_STATUS_INVALID_PARAMETERS            0x00000080
#define CLUSRESDLL_STATUS_NETWORK_NOT_AVAILABLE         0x00000100
#define CLUSRESDLL_STATUS_DO_NOT_COLLECT_WER_REPORT     0x40000000
#define CLUSRESDLL_STATUS_DUMP_NOW                      0x80000000

#define CLUS_RESDLL_OPEN_RECOVER_MONITOR_STATE                        0x00000001
#define CLUS_RESDLL_OPEN_DONT_DELETE_TEMP_DISK                        0x00000002
#define CLUS_RESDLL_ONLINE_RECOVER_MONITOR_STATE                      0x00000001
#define CLUS_RESDLL_ONLINE_IGNORE_RESOURCE_STATUS                     0x00000002
#define CLUS_RESDLL_ONLINE_RETURN_TO_SOURCE_NODE_ON_ERROR             0x00000004
#define CLUS_RESDLL_ONLINE_RESTORE_ONLINE_STATE                       0x00000008
#define CLUS_RESDLL_ONLINE_IGNORE_NETWORK_CONNECTIVITY                0x00000010
#define CLUS_RESDLL_OFFLINE_IGNORE_RESOURCE_STATUS                    0x00000001
#define CLUS_RESDLL_OFFLINE_RETURN_TO_SOURCE_NODE_ON_ERROR            0x00000002
#define CLUS_RESDLL_OFFLINE_QUEUE_ENABLED                             0x00000004
#define CLUS_RESDLL_OFFLINE_RETURNING_TO_SOURCE_NODE_BECAUSE_OF_ERROR 0x00000008
#define CLUS_RESDLL_OFFLINE_DUE_TO_EMBEDDED_FAILURE                   0x00000010
#define CLUS_RESDLL_OFFLINE_IGNORE_NETWORK_CONNECTIVITY               0x00000020
#define CLUS_RESDLL_OFFLINE_DO_NOT_UPDATE_PERSISTENT_STATE            0x00000040

#define RESTYPE_MONITOR_SHUTTING_DOWN_NODE_STOP     0x00000001
#define RESTYPE_MONITOR_SHUTTING_DOWN_CLUSSVC_CRASH 0x00000002

#define LOCKED_MODE_FLAGS_DONT_REMOVE_FROM_MOVE_QUEUE 0x00000001

#define CLUSRES_DISABLE_WPR_WATCHDOG_FOR_ONLINE_CALLS  0x00000001
#define CLUSRES_DISABLE_WPR_WATCHDOG_FOR_OFFLINE_CALLS 0x00000002
#define ARM_WPR_WATCHDOG_USING_CURRENT_START_AFTER     0xffffffffffffffffULL

/* Callbacks: what a DLL may call, from any thread, with the handle that Open gave it. */
typedef VOID(__cdecl *PLOG_EVENT_ROUTINE)(RESOURCE_HANDLE ResourceHandle, LOG_LEVEL LogLevel,
                                          LPCWSTR FormatString, ...);
typedef DWORD(WINAPI *PSET_RESOURCE_STATUS_ROUTINE)(RESOURCE_HANDLE ResourceHandle,
                                                    PRESOURCE_STATUS ResourceStatus);
typedef DWORD(WINAPI *PSET_RESOURCE_STATUS_ROUTINE_EX)(RESOURCE_HANDLE ResourceHandle,
                                                       PRESOURCE_STATUS_EX ResourceStatus);
typedef VOID(WINAPI *PQUORUM_RESOURCE_LOST)(RESOURCE_HANDLE Resource);
typedef DWORD(WINAPI *PSET_RESOURCE_LOCKED_MODE_ROUTINE)(RESOURCE_HANDLE ResourceHandle,
                                                         BOOL LockedModeEnabled,
                                                         DWORD LockedModeReason);
typedef DWORD(WINAPI *PSIGNAL_FAILURE_ROUTINE)(RESOURCE_HANDLE ResourceHandle,
                                               FAILURE_TYPE FailureType,
                                               DWORD ApplicationSpecificErrorCode);
typedef DWORD(WINAPI *PSET_RESOURCE_INMEMORY_NODELOCAL_PROPERTIES_ROUTINE)(
    RESOURCE_HANDLE ResourceHandle, LPBYTE propertyListBuffer, DWORD propertyListBufferSize);
typedef DWORD(WINAPI *PEND_CONTROL_CALL)(const INT64 context, DWORD status);
typedef DWORD(WINAPI *PEND_TYPE_CONTROL_CALL)(const INT64 context, DWORD status);
typedef DWORD(WINAPI *PEXTEND_RES_CONTROL_CALL)(const INT64 context, DWORD newTimeoutInMs);
typedef DWORD(WINAPI *PEXTEND_RES_TYPE_CONTROL_CALL)(const INT64 context, DWORD newTimeoutInMs);
typedef DWORD(WINAPI *PRAISE_RES_TYPE_NOTIFICATION)(LPCWSTR ResourceType, const BYTE *pPayload,
                                                    DWORD payloadSize);
typedef DWORD(WINAPI *PCHANGE_RESOURCE_PROCESS_FOR_DUMPS)(RESOURCE_HANDLE resource,
                                                          LPCWSTR processName, DWORD processId,
                                                          BOOL isAdd);
typedef DWORD(WINAPI *PCHANGE_RES_TYPE_PROCESS_FOR_DUMPS)(LPCWSTR resourceTypeName,
                                                          LPCWSTR processName, DWORD processId,
                                                          BOOL isAdd);
typedef DWORD(WINAPI *PSET_INTERNAL_STATE)(RESOURCE_HANDLE resource,
                                           CLUSTER_RESOURCE_APPLICATION_STATE stateType,
                                           BOOL active);
typedef DWORD(WINAPI *PSET_RESOURCE_LOCKED_MODE_EX_ROUTINE)(RESOURCE_HANDLE ResourceHandle,
                                                            BOOL LockedModeEnabled,
                                                            DWORD LockedModeReason,
                                                            DWORD LockedModeFlags);
typedef DWORD(WINAPI *PREQUEST_DUMP_ROUTINE)(RESOURCE_HANDLE ResourceHandle,
                                             BOOL DumpDueToCallInProgress, DWORD DumpDelayInMs);
typedef DWORD(WINAPI *PSET_RESOURCE_WPR_POLICY_ROUTINE)(RESOURCE_HANDLE ResourceHandle,
                                                        DWORD WprPolicyFlags);
typedef DWORD(WINAPI *PARM_WPR_WATCHDOG_FOR_CURRENT_RESOURCE_CALL_ROUTINE)(
    RESOURCE_HANDLE ResourceHandle, ULONGLONG TimeoutInMs);

/* Has neither size nor version: a host fills in every member whatever version the DLL speaks. */
typedef struct CLRES_CALLBACK_FUNCTION_TABLE {
    PLOG_EVENT_ROUTINE LogEvent;
    PSET_RESOURCE_STATUS_ROUTINE_EX SetResourceStatusEx;
    PSET_RESOURCE_LOCKED_MODE_ROUTINE SetResourceLockedMode;
    PSIGNAL_FAILURE_ROUTINE SignalFailure;
    PSET_RESOURCE_INMEMORY_NODELOCAL_PROPERTIES_ROUTINE SetResourceInMemoryNodeLocalProperties;
    PEND_CONTROL_CALL EndControlCall;
    PEND_TYPE_CONTROL_CALL EndTypeControlCall;
    PEXTEND_RES_CONTROL_CALL ExtendControlCall;
    PEXTEND_RES_TYPE_CONTROL_CALL ExtendTypeControlCall;
    PRAISE_RES_TYPE_NOTIFICATION RaiseResTypeNotification;
    PCHANGE_RESOURCE_PROCESS_FOR_DUMPS ChangeResourceProcessForDumps;
    PCHANGE_RES_TYPE_PROCESS_FOR_DUMPS ChangeResTypeProcessForDumps;
    PSET_INTERNAL_STATE SetInternalState;
    PSET_RESOURCE_LOCKED_MODE_EX_ROUTINE SetResourceLockedModeEx;
    PREQUEST_DUMP_ROUTINE RequestDump;
    PSET_RESOURCE_WPR_POLICY_ROUTINE SetResourceWprPolicy;
    PARM_WPR_WATCHDOG_FOR_CURRENT_RESOURCE_CALL_ROUTINE ArmWprWatchdogForCurrentResourceCall;
} CLRES_CALLBACK_FUNCTION_TABLE, *PCLRES_CALLBACK_FUNCTION_TABLE;

/* Entry points: what the host calls in a DLL. DWORD results are Windows error codes. */
typedef RESID(WINAPI *POPEN_ROUTINE)(LPCWSTR ResourceName, HKEY ResourceKey,
                                     RESOURCE_HANDLE ResourceHandle);
typedef RESID(WINAPI *POPEN_V2_ROUTINE)(LPCWSTR ResourceName, HKEY ResourceKey,
                                        RESOURCE_HANDLE ResourceHandle, DWORD OpenFlags);
typedef VOID(WINAPI *PCLOSE_ROUTINE)(RESID Resource);
typedef DWORD(WINAPI *PONLINE_ROUTINE)(RESID Resource, LPHANDLE EventHandle);
typedef DWORD(WINAPI *PONLINE_V2_ROUTINE)(RESID Resource, LPHANDLE EventHandle, DWORD OnlineFlags,
                                          PBYTE InBuffer, DWORD InBufferSize, DWORD Reserved);
typedef DWORD(WINAPI *POFFLINE_ROUTINE)(RESID Resource);
typedef DWORD(WINAPI *POFFLINE_V2_ROUTINE)(RESID Resource, LPCWSTR DestinationNodeName,
                                           DWORD OfflineFlags, PBYTE InBuffer, DWORD InBufferSize,
                                           DWORD Reserved);
typedef VOID(WINAPI *PTERMINATE_ROUTINE)(RESID Resource);
typedef BOOL(WINAPI *PLOOKS_ALIVE_ROUTINE)(RESID Resource);
typedef BOOL(WINAPI *PIS_ALIVE_ROUTINE)(RESID Resource);
typedef DWORD(WINAPI *PARBITRATE_ROUTINE)(RESID Resource, PQUORUM_RESOURCE_LOST LostQuorumResource);
typedef DWORD(WINAPI *PRELEASE_ROUTINE)(RESID Resource);
typedef DWORD(WINAPI *PRESOURCE_CONTROL_ROUTINE)(RESID Resource, DWORD ControlCode, PVOID InBuffer,
                                                 DWORD InBufferSize, PVOID OutBuffer,
                                                 DWORD OutBufferSize, LPDWORD BytesReturned);
typedef DWORD(WINAPI *PRESOURCE_TYPE_CONTROL_ROUTINE)(LPCWSTR ResourceTypeName, DWORD ControlCode,
                                                      PVOID InBuffer, DWORD InBufferSize,
                                                      PVOID OutBuffer, DWORD OutBufferSize,
                                                      LPDWORD BytesReturned);
typedef DWORD(WINAPI *PCANCEL_ROUTINE)(RESID Resource, DWORD CancelFlags_RESERVED);
typedef DWORD(WINAPI *PBEGIN_RESCALL_ROUTINE)(RESID Resource, DWORD ControlCode, PVOID InBuffer,
                                              DWORD InBufferSize, PVOID OutBuffer,
                                              DWORD OutBufferSize, LPDWORD BytesReturned,
                                              INT64 context, PBOOL ReturnedAsynchronously);
typedef DWORD(WINAPI *PBEGIN_RESTYPECALL_ROUTINE)(LPCWSTR ResourceTypeName, DWORD ControlCode,
                                                  PVOID InBuffer, DWORD InBufferSize,
                                                  PVOID OutBuffer, DWORD OutBufferSize,
                                                  LPDWORD BytesReturned, INT64 context,
                                                  PBOOL ReturnedAsynchronously);
typedef DWORD(WINAPI *PBEGIN_RESCALL_AS_USER_ROUTINE)(RESID Resource, HANDLE TokenHandle,
                                                      DWORD ControlCode, PVOID InBuffer,
                                                      DWORD InBufferSize, PVOID OutBuffer,
                                                      DWORD OutBufferSize, LPDWORD BytesReturned,
                                                      INT64 context, PBOOL ReturnedAsynchronously);
typedef DWORD(WINAPI *PBEGIN_RESTYPECALL_AS_USER_ROUTINE)(LPCWSTR ResourceTypeName,
                                                          HANDLE TokenHandle, DWORD ControlCode,
                                                          PVOID InBuffer, DWORD InBufferSize,
                                                          PVOID OutBuffer, DWORD OutBufferSize,
                                                          LPDWORD BytesReturned, INT64 context,
                                                          PBOOL ReturnedAsynchronously);

typedef struct CLRES_V1_FUNCTIONS {
    POPEN_ROUTINE Open;
    PCLOSE_ROUTINE Close;
    PONLINE_ROUTINE Online;
    POFFLINE_ROUTINE Offline;
    PTERMINATE_ROUTINE Terminate;
    PLOOKS_ALIVE_ROUTINE LooksAlive;
    PIS_ALIVE_ROUTINE IsAlive;
    PARBITRATE_ROUTINE Arbitrate;
    PRELEASE_ROUTINE Release;
    PRESOURCE_CONTROL_ROUTINE ResourceControl;
    PRESOURCE_TYPE_CONTROL_ROUTINE ResourceTypeControl;
} CLRES_V1_FUNCTIONS, *PCLRES_V1_FUNCTIONS;

typedef struct CLRES_V2_FUNCTIONS {
    POPEN_V2_ROUTINE Open;
    PCLOSE_ROUTINE Close;
    PONLINE_V2_ROUTINE Online;
    POFFLINE_V2_ROUTINE Offline;
    PTERMINATE_ROUTINE Terminate;
    PLOOKS_ALIVE_ROUTINE LooksAlive;
    PIS_ALIVE_ROUTINE IsAlive;
    PARBITRATE_ROUTINE Arbitrate;
    PRELEASE_ROUTINE Release;
    PRESOURCE_CONTROL_ROUTINE ResourceControl;
    PRESOURCE_TYPE_CONTROL_ROUTINE ResourceTypeControl;
    PCANCEL_ROUTINE Cancel;
} CLRES_V2_FUNCTIONS, *PCLRES_V2_FUNCTIONS;

typedef struct CLRES_V3_FUNCTIONS {
    POPEN_V2_ROUTINE Open;
    PCLOSE_ROUTINE Close;
    PONLINE_V2_ROUTINE Online;
    POFFLINE_V2_ROUTINE Offline;
    PTERMINATE_ROUTINE Terminate;
    PLOOKS_ALIVE_ROUTINE LooksAlive;
    PIS_ALIVE_ROUTINE IsAlive;
    PARBITRATE_ROUTINE Arbitrate;
    PRELEASE_ROUTINE Release;
    PBEGIN_RESCALL_ROUTINE BeginResourceControl;
    PBEGIN_RESTYPECALL_ROUTINE BeginResourceTypeControl;
    PCANCEL_ROUTINE Cancel;
} CLRES_V3_FUNCTIONS, *PCLRES_V3_FUNCTIONS;

typedef struct CLRES_V4_FUNCTIONS {
    POPEN_V2_ROUTINE Open;
    PCLOSE_ROUTINE Close;
    PONLINE_V2_ROUTINE Online;
    POFFLINE_V2_ROUTINE Offline;
    PTERMINATE_ROUTINE Terminate;
    PLOOKS_ALIVE_ROUTINE LooksAlive;
    PIS_ALIVE_ROUTINE IsAlive;
    PARBITRATE_ROUTINE Arbitrate;
    PRELEASE_ROUTINE Release;
    PBEGIN_RESCALL_ROUTINE BeginResourceControl;
    PBEGIN_RESTYPECALL_ROUTINE BeginResourceTypeControl;
    PCANCEL_ROUTINE Cancel;
    PBEGIN_RESCALL_AS_USER_ROUTINE BeginResourceControlAsUser;
    PBEGIN_RESTYPECALL_AS_USER_ROUTINE BeginResourceTypeControlAsUser;
} CLRES_V4_FUNCTIONS, *PCLRES_V4_FUNCTIONS;

#define CLRES_V1_FUNCTION_SIZE sizeof(CLRES_V1_FUNCTIONS)
#define CLRES_V2_FUNCTION_SIZE sizeof(CLRES_V2_FUNCTIONS)
#define CLRES_V3_FUNCTION_SIZE sizeof(CLRES_V3_FUNCTIONS)
#define CLRES_V4_FUNCTION_SIZE sizeof(CLRES_V4_FUNCTIONS)

/*
 * Only TableSize and Version lie at the same place in every version. TableSize is documented both
 * as the size of the structure and as CLRES_Vn_FUNCTION_SIZE: a host goes by Version.
 */
typedef struct CLRES_FUNCTION_TABLE {
    DWORD TableSize;
    DWORD Version; /* CLRES_VERSION_Vn_00 */
    __extension__ union {
        CLRES_V1_FUNCTIONS V1Functions;
        CLRES_V2_FUNCTIONS V2Functions;
        CLRES_V3_FUNCTIONS V3Functions;
        CLRES_V4_FUNCTIONS V4Functions;
    };
} CLRES_FUNCTION_TABLE, *PCLRES_FUNCTION_TABLE;

typedef DWORD(WINAPI *PSTARTUP_ROUTINE)(LPCWSTR ResourceType, DWORD MinVersionSupported,
                                        DWORD MaxVersionSupported,
                                        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus,
                                        PLOG_EVENT_ROUTINE LogEvent,
                                        PCLRES_FUNCTION_TABLE *FunctionTable);
typedef DWORD(WINAPI *PSTARTUP_EX_ROUTINE)(LPCWSTR ResourceType, DWORD MinVersionSupported,
                                           DWORD MaxVersionSupported,
                                           PCLRES_CALLBACK_FUNCTION_TABLE MonitorCallbackFunctions,
                                           PCLRES_FUNCTION_TABLE *ResourceDllInterfaceFunctions);

#include "resapi-tables.h"
#include "resutils.h"

#ifdef __cplusplus
}
#endif

#endif
