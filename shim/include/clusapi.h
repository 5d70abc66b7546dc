/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The failover cluster API, written from the public documentation: what a resource DLL links
 * against in clusapi.dll. Takes the place of mingw-w64's header of the same name, which does not
 * compile at current API versions, and has its include guard so that no program gets both.
 *
 * Every function may be called from any thread unless its documentation says otherwise. Strings a
 * caller gets back are copied into its buffer; counts named cch are in characters, cb in bytes.
 */
#ifndef _CLUSTER_API_
#define _CLUSTER_API_

#include <windows.h>

#include "clusctl.h"
#include "clusprop.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CLUSAPI_VERSION_SERVER2008   0x00000600
#define CLUSAPI_VERSION_SERVER2008R2 0x00000700
#define CLUSAPI_VERSION_WINDOWS8     0x00000701
#define CLUSAPI_VERSION_WINDOWSBLUE  0x00000702
#define CLUSAPI_VERSION_WINTHRESHOLD 0x00000703
#define CLUSAPI_VERSION_RS3          0x00000A00
#ifndef CLUSAPI_VERSION
#define CLUSAPI_VERSION CLUSAPI_VERSION_RS3
#endif

#include "clusapi-objects.h"

typedef struct _HCHANGE *HCHANGE;

#include "clusapi-registry.h"

typedef struct CLUS_STARTING_PARAMS {
    DWORD dwSize;
    BOOL bForm;
    BOOL bFirst;
} CLUS_STARTING_PARAMS, *PCLUS_STARTING_PARAMS;

typedef enum CLUSTER_RESOURCE_STATE_CHANGE_REASON {
    eResourceStateChangeReasonUnknown = 0,
    eResourceStateChangeReasonMove = 1,
    eResourceStateChangeReasonFailover = 2,
    eResourceStateChangeReasonFailedMove = 3,
    eResourceStateChangeReasonShutdown = 4,
    eResourceStateChangeReasonRundown = 5
} CLUSTER_RESOURCE_STATE_CHANGE_REASON;

#define CLUSCTL_RESOURCE_STATE_CHANGE_REASON_VERSION_1 1

typedef struct _CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT {
    DWORD dwSize;
    DWORD dwVersion;
    CLUSTER_RESOURCE_STATE_CHANGE_REASON eReason;
} CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT, *PCLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT;

#define CLUSAPI_READ_ACCESS   0x00000001L
#define CLUSAPI_CHANGE_ACCESS 0x00000002L
#define CLUSAPI_NO_ACCESS     0x00000004L
#define CLUSAPI_ALL_ACCESS    (CLUSAPI_READ_ACCESS | CLUSAPI_CHANGE_ACCESS)

typedef enum CLUSTER_GROUP_AUTOFAILBACK_TYPE {
    ClusterGroupPreventFailback = 0,
    ClusterGroupAllowFailback = 1,
    ClusterGroupFailbackTypeCount = 2
} CLUSTER_GROUP_AUTOFAILBACK_TYPE,
    CGAFT;

typedef enum CLUSTER_RESOURCE_RESTART_ACTION {
    ClusterResourceDontRestart = 0,
    ClusterResourceRestartNoNotify = 1,
    ClusterResourceRestartNotify = 2,
    ClusterResourceRestartActionCount = 3
} CLUSTER_RESOURCE_RESTART_ACTION,
    CRRA;

typedef enum CLUSTER_RESOURCE_EMBEDDED_FAILURE_ACTION {
    ClusterResourceEmbeddedFailureActionNone = 0,
    ClusterResourceEmbeddedFailureActionLogOnly = 1,
    ClusterResourceEmbeddedFailureActionRecover = 2
} CLUSTER_RESOURCE_EMBEDDED_FAILURE_ACTION;

typedef enum CLUSTER_RESOURCE_APPLICATION_STATE {
    ClusterResourceApplicationStateUnknown = 1,
    ClusterResourceApplicationOSHeartBeat = 2,
    ClusterResourceApplicationReady = 3
} CLUSTER_RESOURCE_APPLICATION_STATE;

typedef enum CLUS_CHARACTERISTICS {
    CLUS_CHAR_UNKNOWN = 0x00000000,
    CLUS_CHAR_QUORUM = 0x00000001,
    CLUS_CHAR_DELETE_REQUIRES_ALL_NODES = 0x00000002,
    CLUS_CHAR_LOCAL_QUORUM = 0x00000004,
    CLUS_CHAR_LOCAL_QUORUM_DEBUG = 0x00000008,
    CLUS_CHAR_REQUIRES_STATE_CHANGE_REASON = 0x00000010,
    CLUS_CHAR_BROADCAST_DELETE = 0x00000020,
    CLUS_CHAR_SINGLE_CLUSTER_INSTANCE = 0x00000040,
    CLUS_CHAR_SINGLE_GROUP_INSTANCE = 0x00000080
} CLUS_CHARACTERISTICS;

typedef enum CLUS_FLAGS { CLUS_FLAG_CORE = 0x00000001 } CLUS_FLAGS;

/* Names of the common properties, as they stand in a resource's or a type's key. */
#define CLUSREG_NAME_RES_NAME                    L"Name"
#define CLUSREG_NAME_RES_TYPE                    L"Type"
#define CLUSREG_NAME_RES_DESC                    L"Description"
#define CLUSREG_NAME_RES_DEBUG_PREFIX            L"DebugPrefix"
#define CLUSREG_NAME_RES_SEPARATE_MONITOR        L"SeparateMonitor"
#define CLUSREG_NAME_RES_PERSISTENT_STATE        L"PersistentState"
#define CLUSREG_NAME_RES_LOOKS_ALIVE             L"LooksAlivePollInterval"
#define CLUSREG_NAME_RES_IS_ALIVE                L"IsAlivePollInterval"
#define CLUSREG_NAME_RES_RESTART_ACTION          L"RestartAction"
#define CLUSREG_NAME_RES_RESTART_THRESHOLD       L"RestartThreshold"
#define CLUSREG_NAME_RES_RESTART_PERIOD          L"RestartPeriod"
#define CLUSREG_NAME_RES_RESTART_DELAY           L"RestartDelay"
#define CLUSREG_NAME_RES_RETRY_PERIOD_ON_FAILURE L"RetryPeriodOnFailure"
#define CLUSREG_NAME_RES_PENDING_TIMEOUT         L"PendingTimeout"
#define CLUSREG_NAME_RES_DEADLOCK_TIMEOUT        L"DeadlockTimeout"
#define CLUSREG_NAME_RES_EMBEDDED_FAILURE_ACTION L"EmbeddedFailureAction"
#define CLUSREG_NAME_RES_MONITOR_PID             L"MonitorProcessId"
#define CLUSREG_NAME_RES_STATUS                  L"ResourceSpecificStatus"
#define CLUSREG_NAME_RES_DATA1                   L"ResourceSpecificData1"
#define CLUSREG_NAME_RES_DATA2                   L"ResourceSpecificData2"
#define CLUSREG_NAME_RESTYPE_NAME                L"Name"
#define CLUSREG_NAME_RESTYPE_DESC                L"Description"
#define CLUSREG_NAME_RESTYPE_DLL_NAME            L"DllName"
#define CLUSREG_NAME_RESTYPE_ADMIN_EXTENSIONS    L"AdminExtensions"

/* Keys of the cluster database, for the functions in clusapi-registry.h. NULL sets the last error. */
HKEY WINAPI GetClusterKey(HCLUSTER hCluster, REGSAM samDesired);
HKEY WINAPI GetClusterGroupKey(HGROUP hGroup, REGSAM samDesired);
HKEY WINAPI GetClusterResourceKey(HRESOURCE hResource, REGSAM samDesired);
HKEY WINAPI GetClusterResourceTypeKey(HCLUSTER hCluster, LPCWSTR lpszTypeName, REGSAM samDesired);
HKEY WINAPI GetClusterNodeKey(HNODE hNode, REGSAM samDesired);
HKEY WINAPI GetClusterNetworkKey(HNETWORK hNetwork, REGSAM samDesired);
HKEY WINAPI GetClusterNetInterfaceKey(HNETINTERFACE hNetInterface, REGSAM samDesired);

#include "clusapi-control.h"

#ifdef __cplusplus
}
#endif

#endif
