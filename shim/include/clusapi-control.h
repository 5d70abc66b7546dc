/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The part of the failover cluster API that acts: control codes, changes of the cluster, and
 * notification ports.
 *
 * Include clusapi.h, not this file. Functions that change the cluster return ERROR_IO_PENDING when
 * the change goes on behind them. The forms with lpszReason take a text for the cluster's log, or
 * NULL; in the others, ClusapiSetReasonHandler()'s handler is asked for one.
 */
#ifndef RESAPID_CLUSAPI_CONTROL_H
#define RESAPID_CLUSAPI_CONTROL_H

/* Control codes. lpBytesReturned gets the size of the output, with ERROR_MORE_DATA too. */
DWORD WINAPI ClusterControl(HCLUSTER hCluster, HNODE hHostNode, DWORD dwControlCode,
                            LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                            DWORD nOutBufferSize, LPDWORD lpBytesReturned);
DWORD WINAPI ClusterControlEx(HCLUSTER hCluster, HNODE hHostNode, DWORD dwControlCode,
                              LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                              DWORD nOutBufferSize, LPDWORD lpBytesReturned, LPCWSTR lpszReason);
DWORD WINAPI ClusterNodeControl(HNODE hNode, HNODE hHostNode, DWORD dwControlCode,
                                LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                DWORD nOutBufferSize, LPDWORD lpBytesReturned);
DWORD WINAPI ClusterNodeControlEx(HNODE hNode, HNODE hHostNode, DWORD dwControlCode,
                                  LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                  DWORD nOutBufferSize, LPDWORD lpBytesReturned,
                                  LPCWSTR lpszReason);
DWORD WINAPI ClusterGroupControl(HGROUP hGroup, HNODE hHostNode, DWORD dwControlCode,
                                 LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                 DWORD nOutBufferSize, LPDWORD lpBytesReturned);
DWORD WINAPI ClusterGroupControlEx(HGROUP hGroup, HNODE hHostNode, DWORD dwControlCode,
                                   LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                   DWORD nOutBufferSize, LPDWORD lpBytesReturned,
                                   LPCWSTR lpszReason);
DWORD WINAPI ClusterResourceControl(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode,
                                    LPVOID lpInBuffer, DWORD cbInBufferSize, LPVOID lpOutBuffer,
                                    DWORD cbOutBufferSize, LPDWORD lpBytesReturned);
DWORD WINAPI ClusterResourceControlEx(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode,
                                      LPVOID lpInBuffer, DWORD cbInBufferSize, LPVOID lpOutBuffer,
                                      DWORD cbOutBufferSize, LPDWORD lpBytesReturned,
                                      LPCWSTR lpszReason);
DWORD WINAPI ClusterResourceControlAsUser(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode,
                                          LPVOID lpInBuffer, DWORD cbInBufferSize,
                                          LPVOID lpOutBuffer, DWORD cbOutBufferSize,
                                          LPDWORD lpBytesReturned);
DWORD WINAPI ClusterResourceControlAsUserEx(HRESOURCE hResource, HNODE hHostNode,
                                            DWORD dwControlCode, LPVOID lpInBuffer,
                                            DWORD cbInBufferSize, LPVOID lpOutBuffer,
                                            DWORD cbOutBufferSize, LPDWORD lpBytesReturned,
                                            LPCWSTR lpszReason);
DWORD WINAPI ClusterResourceTypeControl(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                        HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                                        DWORD nInBufferSize, LPVOID lpOutBuffer,
                                        DWORD nOutBufferSize, LPDWORD lpBytesReturned);
DWORD WINAPI ClusterResourceTypeControlEx(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                          HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                                          DWORD nInBufferSize, LPVOID lpOutBuffer,
                                          DWORD nOutBufferSize, LPDWORD lpBytesReturned,
                                          LPCWSTR lpszReason);
DWORD WINAPI ClusterResourceTypeControlAsUser(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                              HNODE hHostNode, DWORD dwControlCode,
                                              LPVOID lpInBuffer, DWORD nInBufferSize,
                                              LPVOID lpOutBuffer, DWORD nOutBufferSize,
                                              LPDWORD lpBytesReturned);
DWORD WINAPI ClusterResourceTypeControlAsUserEx(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                                HNODE hHostNode, DWORD dwControlCode,
                                                LPVOID lpInBuffer, DWORD nInBufferSize,
                                                LPVOID lpOutBuffer, DWORD nOutBufferSize,
                                                LPDWORD lpBytesReturned, LPCWSTR lpszReason);
DWORD WINAPI ClusterNetworkControl(HNETWORK hNetwork, HNODE hHostNode, DWORD dwControlCode,
                                   LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                   DWORD nOutBufferSize, LPDWORD lpBytesReturned);
DWORD WINAPI ClusterNetworkControlEx(HNETWORK hNetwork, HNODE hHostNode, DWORD dwControlCode,
                                     LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                     DWORD nOutBufferSize, LPDWORD lpBytesReturned,
                                     LPCWSTR lpszReason);
DWORD WINAPI ClusterNetInterfaceControl(HNETINTERFACE hNetInterface, HNODE hHostNode,
                                        DWORD dwControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
                                        LPVOID lpOutBuffer, DWORD nOutBufferSize,
                                        LPDWORD lpBytesReturned);
DWORD WINAPI ClusterNetInterfaceControlEx(HNETINTERFACE hNetInterface, HNODE hHostNode,
                                          DWORD dwControlCode, LPVOID lpInBuffer,
                                          DWORD nInBufferSize, LPVOID lpOutBuffer,
                                          DWORD nOutBufferSize, LPDWORD lpBytesReturned,
                                          LPCWSTR lpszReason);

/* The reason that functions without lpszReason give. lpSize is the room of szReason in characters;
 * FALSE: there is none. The structure stays the caller's and in use until another takes its place. */
typedef BOOL(WINAPI *PCLUSAPI_PFN_REASON_HANDLER)(LPVOID lpParameter, HCLUSTER hCluster,
                                                  LPWSTR szReason, LPDWORD lpSize);

typedef struct _CLUSAPI_REASON_HANDLER {
    LPVOID lpParameter;
    PCLUSAPI_PFN_REASON_HANDLER pfnHandler;
} CLUSAPI_REASON_HANDLER, *PCLUSAPI_REASON_HANDLER;

PCLUSAPI_REASON_HANDLER WINAPI ClusapiSetReasonHandler(PCLUSAPI_REASON_HANDLER lpHandler);

/* The cluster and its networks. */
#define CLUS_NODE_MAJORITY_QUORUM 0
#define CLUS_HYBRID_QUORUM        1024
#define CLUS_LEGACY_QUORUM        4194304

DWORD WINAPI SetClusterName(HCLUSTER hCluster, LPCWSTR lpszNewClusterName);
DWORD WINAPI SetClusterNameEx(HCLUSTER hCluster, LPCWSTR lpszNewClusterName, LPCWSTR lpszReason);
DWORD WINAPI SetClusterQuorumResource(HRESOURCE hResource, LPCWSTR lpszDeviceName,
                                      DWORD dwMaxQuoLogSize);
DWORD WINAPI SetClusterQuorumResourceEx(HRESOURCE hResource, LPCWSTR lpszDeviceName,
                                        DWORD dwMaxQuorumLogSize, LPCWSTR lpszReason);
DWORD WINAPI SetClusterNetworkPriorityOrder(HCLUSTER hCluster, DWORD NetworkCount,
                                            HNETWORK NetworkList[]);
DWORD WINAPI SetClusterNetworkName(HNETWORK hNetwork, LPCWSTR lpszName);
DWORD WINAPI SetClusterNetworkNameEx(HNETWORK hNetwork, LPCWSTR lpszName, LPCWSTR lpszReason);

/* Nodes. */
#define CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR 0x00000001
#define CLUSAPI_NODE_AVOID_PLACEMENT                           0x00000002
#define CLUSAPI_NODE_PAUSE_RETRY_DRAIN_ON_FAILURE              0x00000004

#define CLUSAPI_NODE_RESUME_FAILBACK_STORAGE         0x00000001
#define CLUSAPI_NODE_RESUME_FAILBACK_VMS             0x00000002
#define CLUSAPI_NODE_RESUME_FAILBACK_PINNED_VMS_ONLY 0x00000004

typedef enum CLUSTER_NODE_RESUME_FAILBACK_TYPE {
    DoNotFailbackGroups = 0,
    FailbackGroupsImmediately = 1,
    FailbackGroupsPerPolicy = 2,
    ClusterNodeResumeFailbackTypeCount = 3
} CLUSTER_NODE_RESUME_FAILBACK_TYPE;

DWORD WINAPI PauseClusterNode(HNODE hNode);
DWORD WINAPI PauseClusterNodeEx(HNODE hNode, BOOL bDrainNode, DWORD dwPauseFlags,
                                HNODE hNodeDrainTarget);
DWORD WINAPI PauseClusterNodeEx2(HNODE hNode, BOOL bDrainNode, DWORD dwPauseFlags,
                                 HNODE hNodeDrainTarget, LPCWSTR lpszReason);
DWORD WINAPI ResumeClusterNode(HNODE hNode);
DWORD WINAPI ResumeClusterNodeEx(HNODE hNode, CLUSTER_NODE_RESUME_FAILBACK_TYPE eResumeFailbackType,
                                 DWORD dwResumeFlagsReserved);
DWORD WINAPI ResumeClusterNodeEx2(HNODE hNode,
                                  CLUSTER_NODE_RESUME_FAILBACK_TYPE eResumeFailbackType,
                                  DWORD dwResumeFlagsReserved, LPCWSTR lpszReason);

/* Groups. */
#define CLUSAPI_GROUP_ONLINE_IGNORE_RESOURCE_STATUS       0x00000001
#define CLUSAPI_GROUP_ONLINE_SYNCHRONOUS                  0x00000002
#define CLUSAPI_GROUP_ONLINE_BEST_POSSIBLE_NODE           0x00000004
#define CLUSAPI_GROUP_ONLINE_IGNORE_AFFINITY_RULE         0x00000008
#define CLUSAPI_GROUP_OFFLINE_IGNORE_RESOURCE_STATUS      0x00000001
#define CLUSAPI_GROUP_MOVE_IGNORE_RESOURCE_STATUS         0x00000001
#define CLUSAPI_GROUP_MOVE_RETURN_TO_SOURCE_NODE_ON_ERROR 0x00000002
#define CLUSAPI_GROUP_MOVE_QUEUE_ENABLED                  0x00000004
#define CLUSAPI_GROUP_MOVE_HIGH_PRIORITY_START            0x00000008
#define CLUSAPI_GROUP_MOVE_FAILBACK                       0x00000010
#define CLUSAPI_GROUP_MOVE_IGNORE_AFFINITY_RULE           0x00000020

/* What the common property GroupType says of a group. */
typedef enum CLUSGROUP_TYPE {
    ClusGroupTypeCoreCluster = 1,
    ClusGroupTypeAvailableStorage = 2,
    ClusGroupTypeTemporary = 3,
    ClusGroupTypeSharedVolume = 4,
    ClusGroupTypeStoragePool = 5,
    ClusGroupTypeFileServer = 100,
    ClusGroupTypePrintServer = 101,
    ClusGroupTypeDhcpServer = 102,
    ClusGroupTypeDtc = 103,
    ClusGroupTypeMsmq = 104,
    ClusGroupTypeWins = 105,
    ClusGroupTypeStandAloneDfs = 106,
    ClusGroupTypeGenericApplication = 107,
    ClusGroupTypeGenericService = 108,
    ClusGroupTypeGenericScript = 109,
    ClusGroupTypeIScsiNameService = 110,
    ClusGroupTypeVirtualMachine = 111,
    ClusGroupTypeTsSessionBroker = 112,
    ClusGroupTypeIScsiTarget = 113,
    ClusGroupTypeScaleoutFileServer = 114,
    ClusGroupTypeVMReplicaBroker = 115,
    ClusGroupTypeTaskScheduler = 116,
    ClusGroupTypeClusterUpdateAgent = 117,
    ClusGroupTypeScaleoutCluster = 118,
    ClusGroupTypeStorageReplica = 119,
    ClusGroupTypeVMReplicaCoordinator = 120,
    ClusGroupTypeCrossClusterOrchestrator = 121,
    ClusGroupTypeInfrastructureFileServer = 122,
    ClusGroupTypeUnknown = 9999
} CLUSGROUP_TYPE,
    *PCLUSGROUP_TYPE;

#define CLUSTER_CREATE_GROUP_INFO_VERSION_1 1
#define CLUSTER_CREATE_GROUP_INFO_VERSION   CLUSTER_CREATE_GROUP_INFO_VERSION_1

typedef struct _CLUSTER_CREATE_GROUP_INFO {
    DWORD dwVersion;
    CLUSGROUP_TYPE groupType;
} CLUSTER_CREATE_GROUP_INFO, *PCLUSTER_CREATE_GROUP_INFO;

HGROUP WINAPI CreateClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName);
HGROUP WINAPI CreateClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName,
                                   PCLUSTER_CREATE_GROUP_INFO pGroupInfo);
DWORD WINAPI DeleteClusterGroup(HGROUP hGroup);
DWORD WINAPI DeleteClusterGroupEx(HGROUP hGroup, LPCWSTR lpszReason);
DWORD WINAPI DestroyClusterGroup(HGROUP hGroup);
DWORD WINAPI DestroyClusterGroupEx(HGROUP hGroup, LPCWSTR lpszReason);
DWORD WINAPI SetClusterGroupName(HGROUP hGroup, LPCWSTR lpszGroupName);
DWORD WINAPI SetClusterGroupNameEx(HGROUP hGroup, LPCWSTR lpszGroupName, LPCWSTR lpszReason);
DWORD WINAPI SetClusterGroupNodeList(HGROUP hGroup, DWORD NodeCount, HNODE NodeList[]);
DWORD WINAPI SetClusterGroupNodeListEx(HGROUP hGroup, DWORD NodeCount, HNODE NodeList[],
                                       LPCWSTR lpszReason);
DWORD WINAPI OnlineClusterGroup(HGROUP hGroup, HNODE hDestinationNode);
DWORD WINAPI OnlineClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwOnlineFlags,
                                  PBYTE lpInBuffer, DWORD cbInBufferSize);
DWORD WINAPI OnlineClusterGroupEx2(HGROUP hGroup, HNODE hDestinationNode, DWORD dwOnlineFlags,
                                   PBYTE lpInBuffer, DWORD cbInBufferSize, LPCWSTR lpszReason);
DWORD WINAPI OfflineClusterGroup(HGROUP hGroup);
DWORD WINAPI OfflineClusterGroupEx(HGROUP hGroup, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                                   DWORD cbInBufferSize);
DWORD WINAPI OfflineClusterGroupEx2(HGROUP hGroup, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                                    DWORD cbInBufferSize, LPCWSTR lpszReason);
DWORD WINAPI MoveClusterGroup(HGROUP hGroup, HNODE hDestinationNode);
DWORD WINAPI MoveClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwMoveFlags,
                                PBYTE lpInBuffer, DWORD cbInBufferSize);
DWORD WINAPI MoveClusterGroupEx2(HGROUP hGroup, HNODE hDestinationNode, DWORD dwMoveFlags,
                                 PBYTE lpInBuffer, DWORD cbInBufferSize, LPCWSTR lpszReason);
DWORD WINAPI CancelClusterGroupOperation(HGROUP hGroup, DWORD dwCancelFlags_RESERVED);

/* Resources and resource types. */
#define CLUSAPI_RESOURCE_ONLINE_IGNORE_RESOURCE_STATUS          0x00000001
#define CLUSAPI_RESOURCE_ONLINE_DO_NOT_UPDATE_PERSISTENT_STATE  0x00000002
#define CLUSAPI_RESOURCE_ONLINE_NECESSARY_FOR_QUORUM            0x00000004
#define CLUSAPI_RESOURCE_ONLINE_BEST_POSSIBLE_NODE              0x00000008
#define CLUSAPI_RESOURCE_ONLINE_IGNORE_AFFINITY_RULE            0x00000020
#define CLUSAPI_RESOURCE_OFFLINE_IGNORE_RESOURCE_STATUS         0x00000001
#define CLUSAPI_RESOURCE_OFFLINE_FORCE_WITH_TERMINATION         0x00000002
#define CLUSAPI_RESOURCE_OFFLINE_DO_NOT_UPDATE_PERSISTENT_STATE 0x00000004

#define CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV 0x00000001
#define CLUSAPI_VALID_CHANGE_RESOURCE_GROUP_FLAGS       CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV

typedef enum CLUSTER_RESOURCE_CREATE_FLAGS {
    CLUSTER_RESOURCE_DEFAULT_MONITOR = 0,
    CLUSTER_RESOURCE_SEPARATE_MONITOR = 1,
    CLUSTER_RESOURCE_VALID_FLAGS = CLUSTER_RESOURCE_SEPARATE_MONITOR
} CLUSTER_RESOURCE_CREATE_FLAGS;

HRESOURCE WINAPI CreateClusterResource(HGROUP hGroup, LPCWSTR lpszResourceName,
                                       LPCWSTR lpszResourceType, DWORD dwFlags);
HRESOURCE WINAPI CreateClusterResourceEx(HGROUP hGroup, LPCWSTR lpszResourceName,
                                         LPCWSTR lpszResourceType, DWORD dwFlags,
                                         LPCWSTR lpszReason);
DWORD WINAPI DeleteClusterResource(HRESOURCE hResource);
DWORD WINAPI DeleteClusterResourceEx(HRESOURCE hResource, LPCWSTR lpszReason);
DWORD WINAPI SetClusterResourceName(HRESOURCE hResource, LPCWSTR lpszResourceName);
DWORD WINAPI SetClusterResourceNameEx(HRESOURCE hResource, LPCWSTR lpszResourceName,
                                      LPCWSTR lpszReason);
DWORD WINAPI OnlineClusterResource(HRESOURCE hResource);
DWORD WINAPI OnlineClusterResourceEx(HRESOURCE hResource, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                                     DWORD cbInBufferSize);
DWORD WINAPI OnlineClusterResourceEx2(HRESOURCE hResource, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                                      DWORD cbInBufferSize, LPCWSTR lpszReason);
DWORD WINAPI OfflineClusterResource(HRESOURCE hResource);
DWORD WINAPI OfflineClusterResourceEx(HRESOURCE hResource, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                                      DWORD cbInBufferSize);
DWORD WINAPI OfflineClusterResourceEx2(HRESOURCE hResource, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                                       DWORD cbInBufferSize, LPCWSTR lpszReason);
DWORD WINAPI RestartClusterResource(HRESOURCE hResource, DWORD dwFlags);
DWORD WINAPI RestartClusterResourceEx(HRESOURCE hResource, DWORD dwFlags, LPCWSTR lpszReason);
DWORD WINAPI FailClusterResource(HRESOURCE hResource);
DWORD WINAPI FailClusterResourceEx(HRESOURCE hResource, LPCWSTR lpszReason);
DWORD WINAPI ChangeClusterResourceGroup(HRESOURCE hResource, HGROUP hGroup);
DWORD WINAPI ChangeClusterResourceGroupEx(HRESOURCE hResource, HGROUP hGroup, ULONGLONG Flags);
DWORD WINAPI ChangeClusterResourceGroupEx2(HRESOURCE hResource, HGROUP hGroup, ULONGLONG Flags,
                                           LPCWSTR lpszReason);
DWORD WINAPI AddClusterResourceNode(HRESOURCE hResource, HNODE hNode);
DWORD WINAPI AddClusterResourceNodeEx(HRESOURCE hResource, HNODE hNode, LPCWSTR lpszReason);
DWORD WINAPI RemoveClusterResourceNode(HRESOURCE hResource, HNODE hNode);
DWORD WINAPI RemoveClusterResourceNodeEx(HRESOURCE hResource, HNODE hNode, LPCWSTR lpszReason);
DWORD WINAPI AddClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn);
DWORD WINAPI AddClusterResourceDependencyEx(HRESOURCE hResource, HRESOURCE hDependsOn,
                                            LPCWSTR lpszReason);
DWORD WINAPI RemoveClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn);
DWORD WINAPI RemoveClusterResourceDependencyEx(HRESOURCE hResource, HRESOURCE hDependsOn,
                                               LPCWSTR lpszReason);
BOOL WINAPI CanResourceBeDependent(HRESOURCE hResource, HRESOURCE hResourceDependent);
DWORD WINAPI GetClusterResourceDependencyExpression(HRESOURCE hResource,
                                                    LPWSTR lpszDependencyExpression,
                                                    LPDWORD lpcchDependencyExpression);
DWORD WINAPI SetClusterResourceDependencyExpression(HRESOURCE hResource,
                                                    LPCWSTR lpszDependencyExpression);
DWORD WINAPI CreateClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                       LPCWSTR lpszDisplayName, LPCWSTR lpszResourceTypeDll,
                                       DWORD dwLooksAlivePollInterval, DWORD dwIsAlivePollInterval);
DWORD WINAPI CreateClusterResourceTypeEx(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                         LPCWSTR lpszDisplayName, LPCWSTR lpszResourceTypeDll,
                                         DWORD dwLooksAlivePollInterval,
                                         DWORD dwIsAlivePollInterval, LPCWSTR lpszReason);
DWORD WINAPI DeleteClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName);
DWORD WINAPI DeleteClusterResourceTypeEx(HCLUSTER hCluster, LPCWSTR lpszTypeName,
                                         LPCWSTR lpszReason);

/* Notification ports. */
typedef enum CLUSTER_CHANGE {
    CLUSTER_CHANGE_NODE_STATE = 0x00000001,
    CLUSTER_CHANGE_NODE_DELETED = 0x00000002,
    CLUSTER_CHANGE_NODE_ADDED = 0x00000004,
    CLUSTER_CHANGE_NODE_PROPERTY = 0x00000008,
    CLUSTER_CHANGE_REGISTRY_NAME = 0x00000010,
    CLUSTER_CHANGE_REGISTRY_ATTRIBUTES = 0x00000020,
    CLUSTER_CHANGE_REGISTRY_VALUE = 0x00000040,
    CLUSTER_CHANGE_REGISTRY_SUBTREE = 0x00000080,
    CLUSTER_CHANGE_RESOURCE_STATE = 0x00000100,
    CLUSTER_CHANGE_RESOURCE_DELETED = 0x00000200,
    CLUSTER_CHANGE_RESOURCE_ADDED = 0x00000400,
    CLUSTER_CHANGE_RESOURCE_PROPERTY = 0x00000800,
    CLUSTER_CHANGE_GROUP_STATE = 0x00001000,
    CLUSTER_CHANGE_GROUP_DELETED = 0x00002000,
    CLUSTER_CHANGE_GROUP_ADDED = 0x00004000,
    CLUSTER_CHANGE_GROUP_PROPERTY = 0x00008000,
    CLUSTER_CHANGE_RESOURCE_TYPE_DELETED = 0x00010000,
    CLUSTER_CHANGE_RESOURCE_TYPE_ADDED = 0x00020000,
    CLUSTER_CHANGE_RESOURCE_TYPE_PROPERTY = 0x00040000,
    CLUSTER_CHANGE_CLUSTER_RECONNECT = 0x00080000,
    CLUSTER_CHANGE_NETWORK_STATE = 0x00100000,
    CLUSTER_CHANGE_NETWORK_DELETED = 0x00200000,
    CLUSTER_CHANGE_NETWORK_ADDED = 0x00400000,
    CLUSTER_CHANGE_NETWORK_PROPERTY = 0x00800000,
    CLUSTER_CHANGE_NETINTERFACE_STATE = 0x01000000,
    CLUSTER_CHANGE_NETINTERFACE_DELETED = 0x02000000,
    CLUSTER_CHANGE_NETINTERFACE_ADDED = 0x04000000,
    CLUSTER_CHANGE_NETINTERFACE_PROPERTY = 0x08000000,
    CLUSTER_CHANGE_QUORUM_STATE = 0x10000000,
    CLUSTER_CHANGE_CLUSTER_STATE = 0x20000000,
    CLUSTER_CHANGE_CLUSTER_PROPERTY = 0x40000000,
    CLUSTER_CHANGE_HANDLE_CLOSE = (int)0x80000000,
    CLUSTER_CHANGE_ALL = (int)0xFFFFFFFF
} CLUSTER_CHANGE;

typedef enum CLUSTER_OBJECT_TYPE {
    CLUSTER_OBJECT_TYPE_NONE = 0,
    CLUSTER_OBJECT_TYPE_CLUSTER = 1,
    CLUSTER_OBJECT_TYPE_GROUP = 2,
    CLUSTER_OBJECT_TYPE_RESOURCE = 3,
    CLUSTER_OBJECT_TYPE_RESOURCE_TYPE = 4,
    CLUSTER_OBJECT_TYPE_NETWORK_INTERFACE = 5,
    CLUSTER_OBJECT_TYPE_NETWORK = 6,
    CLUSTER_OBJECT_TYPE_NODE = 7,
    CLUSTER_OBJECT_TYPE_REGISTRY = 8,
    CLUSTER_OBJECT_TYPE_QUORUM = 9,
    CLUSTER_OBJECT_TYPE_SHARED_VOLUME = 10,
    CLUSTER_OBJECT_TYPE_GROUPSET = 13,
    CLUSTER_OBJECT_TYPE_AFFINITYRULE = 16
} CLUSTER_OBJECT_TYPE;

typedef enum CLUSTER_CHANGE_CLUSTER_V2 {
    CLUSTER_CHANGE_CLUSTER_RECONNECT_V2 = 0x00000001,
    CLUSTER_CHANGE_CLUSTER_STATE_V2 = 0x00000002,
    CLUSTER_CHANGE_CLUSTER_GROUP_ADDED_V2 = 0x00000004,
    CLUSTER_CHANGE_CLUSTER_HANDLE_CLOSE_V2 = 0x00000008,
    CLUSTER_CHANGE_CLUSTER_NETWORK_ADDED_V2 = 0x00000010,
    CLUSTER_CHANGE_CLUSTER_NODE_ADDED_V2 = 0x00000020,
    CLUSTER_CHANGE_CLUSTER_RESOURCE_TYPE_ADDED_V2 = 0x00000040,
    CLUSTER_CHANGE_CLUSTER_COMMON_PROPERTY_V2 = 0x00000080,
    CLUSTER_CHANGE_CLUSTER_PRIVATE_PROPERTY_V2 = 0x00000100,
    CLUSTER_CHANGE_CLUSTER_LOST_NOTIFICATIONS_V2 = 0x00000200,
    CLUSTER_CHANGE_CLUSTER_RENAME_V2 = 0x00000400,
    CLUSTER_CHANGE_CLUSTER_MEMBERSHIP_V2 = 0x00000800,
    CLUSTER_CHANGE_CLUSTER_UPGRADED_V2 = 0x00001000,
    CLUSTER_CHANGE_CLUSTER_ALL_V2 = 0x00001FFF
} CLUSTER_CHANGE_CLUSTER_V2;

typedef enum CLUSTER_CHANGE_GROUP_V2 {
    CLUSTER_CHANGE_GROUP_DELETED_V2 = 0x00000001,
    CLUSTER_CHANGE_GROUP_COMMON_PROPERTY_V2 = 0x00000002,
    CLUSTER_CHANGE_GROUP_PRIVATE_PROPERTY_V2 = 0x00000004,
    CLUSTER_CHANGE_GROUP_STATE_V2 = 0x00000008,
    CLUSTER_CHANGE_GROUP_OWNER_NODE_V2 = 0x00000010,
    CLUSTER_CHANGE_GROUP_PREFERRED_OWNERS_V2 = 0x00000020,
    CLUSTER_CHANGE_GROUP_RESOURCE_ADDED_V2 = 0x00000040,
    CLUSTER_CHANGE_GROUP_RESOURCE_GAINED_V2 = 0x00000080,
    CLUSTER_CHANGE_GROUP_RESOURCE_LOST_V2 = 0x00000100,
    CLUSTER_CHANGE_GROUP_HANDLE_CLOSE_V2 = 0x00000200,
    CLUSTER_CHANGE_GROUP_ALL_V2 = 0x000003FF
} CLUSTER_CHANGE_GROUP_V2;

typedef enum CLUSTER_CHANGE_RESOURCE_V2 {
    CLUSTER_CHANGE_RESOURCE_COMMON_PROPERTY_V2 = 0x00000001,
    CLUSTER_CHANGE_RESOURCE_PRIVATE_PROPERTY_V2 = 0x00000002,
    CLUSTER_CHANGE_RESOURCE_STATE_V2 = 0x00000004,
    CLUSTER_CHANGE_RESOURCE_OWNER_GROUP_V2 = 0x00000008,
    CLUSTER_CHANGE_RESOURCE_DEPENDENCIES_V2 = 0x00000010,
    CLUSTER_CHANGE_RESOURCE_DEPENDENTS_V2 = 0x00000020,
    CLUSTER_CHANGE_RESOURCE_POSSIBLE_OWNERS_V2 = 0x00000040,
    CLUSTER_CHANGE_RESOURCE_DELETED_V2 = 0x00000080,
    CLUSTER_CHANGE_RESOURCE_DLL_UPGRADED_V2 = 0x00000100,
    CLUSTER_CHANGE_RESOURCE_HANDLE_CLOSE_V2 = 0x00000200,
    CLUSTER_CHANGE_RESOURCE_TERMINAL_STATE_V2 = 0x00000400,
    CLUSTER_CHANGE_RESOURCE_ALL_V2 = 0x000007FF
} CLUSTER_CHANGE_RESOURCE_V2;

typedef enum CLUSTER_CHANGE_RESOURCE_TYPE_V2 {
    CLUSTER_CHANGE_RESOURCE_TYPE_DELETED_V2 = 0x00000001,
    CLUSTER_CHANGE_RESOURCE_TYPE_COMMON_PROPERTY_V2 = 0x00000002,
    CLUSTER_CHANGE_RESOURCE_TYPE_PRIVATE_PROPERTY_V2 = 0x00000004,
    CLUSTER_CHANGE_RESOURCE_TYPE_POSSIBLE_OWNERS_V2 = 0x00000008,
    CLUSTER_CHANGE_RESOURCE_TYPE_DLL_UPGRADED_V2 = 0x00000010,
    CLUSTER_RESOURCE_TYPE_SPECIFIC_V2 = 0x00000020,
    CLUSTER_CHANGE_RESOURCE_TYPE_ALL_V2 = 0x0000003F
} CLUSTER_CHANGE_RESOURCE_TYPE_V2;

typedef enum CLUSTER_CHANGE_NETINTERFACE_V2 {
    CLUSTER_CHANGE_NETINTERFACE_DELETED_V2 = 0x00000001,
    CLUSTER_CHANGE_NETINTERFACE_COMMON_PROPERTY_V2 = 0x00000002,
    CLUSTER_CHANGE_NETINTERFACE_PRIVATE_PROPERTY_V2 = 0x00000004,
    CLUSTER_CHANGE_NETINTERFACE_STATE_V2 = 0x00000008,
    CLUSTER_CHANGE_NETINTERFACE_HANDLE_CLOSE_V2 = 0x00000010,
    CLUSTER_CHANGE_NETINTERFACE_ALL_V2 = 0x0000001F
} CLUSTER_CHANGE_NETINTERFACE_V2;

typedef enum CLUSTER_CHANGE_NETWORK_V2 {
    CLUSTER_CHANGE_NETWORK_DELETED_V2 = 0x00000001,
    CLUSTER_CHANGE_NETWORK_COMMON_PROPERTY_V2 = 0x00000002,
    CLUSTER_CHANGE_NETWORK_PRIVATE_PROPERTY_V2 = 0x00000004,
    CLUSTER_CHANGE_NETWORK_STATE_V2 = 0x00000008,
    CLUSTER_CHANGE_NETWORK_HANDLE_CLOSE_V2 = 0x00000010,
    CLUSTER_CHANGE_NETWORK_ALL_V2 = 0x0000001F
} CLUSTER_CHANGE_NETWORK_V2;

typedef enum CLUSTER_CHANGE_NODE_V2 {
    CLUSTER_CHANGE_NODE_NETINTERFACE_ADDED_V2 = 0x00000001,
    CLUSTER_CHANGE_NODE_DELETED_V2 = 0x00000002,
    CLUSTER_CHANGE_NODE_COMMON_PROPERTY_V2 = 0x00000004,
    CLUSTER_CHANGE_NODE_PRIVATE_PROPERTY_V2 = 0x00000008,
    CLUSTER_CHANGE_NODE_STATE_V2 = 0x00000010,
    CLUSTER_CHANGE_NODE_GROUP_GAINED_V2 = 0x00000020,
    CLUSTER_CHANGE_NODE_GROUP_LOST_V2 = 0x00000040,
    CLUSTER_CHANGE_NODE_HANDLE_CLOSE_V2 = 0x00000080,
    CLUSTER_CHANGE_NODE_ALL_V2 = 0x000000FF
} CLUSTER_CHANGE_NODE_V2;

typedef enum CLUSTER_CHANGE_REGISTRY_V2 {
    CLUSTER_CHANGE_REGISTRY_ATTRIBUTES_V2 = 0x00000001,
    CLUSTER_CHANGE_REGISTRY_NAME_V2 = 0x00000002,
    CLUSTER_CHANGE_REGISTRY_SUBTREE_V2 = 0x00000004,
    CLUSTER_CHANGE_REGISTRY_VALUE_V2 = 0x00000008,
    CLUSTER_CHANGE_REGISTRY_HANDLE_CLOSE_V2 = 0x00000010,
    CLUSTER_CHANGE_REGISTRY_ALL_V2 = 0x0000001F
} CLUSTER_CHANGE_REGISTRY_V2;

typedef enum CLUSTER_CHANGE_QUORUM_V2 {
    CLUSTER_CHANGE_QUORUM_STATE_V2 = 0x00000001,
    CLUSTER_CHANGE_QUORUM_ALL_V2 = 0x00000001
} CLUSTER_CHANGE_QUORUM_V2;

typedef enum CLUSTER_CHANGE_SHARED_VOLUME_V2 {
    CLUSTER_CHANGE_SHARED_VOLUME_STATE_V2 = 0x00000001,
    CLUSTER_CHANGE_SHARED_VOLUME_ADDED_V2 = 0x00000002,
    CLUSTER_CHANGE_SHARED_VOLUME_REMOVED_V2 = 0x00000004,
    CLUSTER_CHANGE_SHARED_VOLUME_ALL_V2 = 0x00000007
} CLUSTER_CHANGE_SHARED_VOLUME_V2;

/* FilterFlags are those of the enumeration that belongs to dwObjectType, a CLUSTER_OBJECT_TYPE. */
typedef struct _NOTIFY_FILTER_AND_TYPE {
    DWORD dwObjectType;
    LONGLONG FilterFlags;
} NOTIFY_FILTER_AND_TYPE, *PNOTIFY_FILTER_AND_TYPE;

HCHANGE WINAPI CreateClusterNotifyPort(HCHANGE hChange, HCLUSTER hCluster, DWORD dwFilter,
                                       DWORD_PTR dwNotifyKey);
DWORD WINAPI RegisterClusterNotify(HCHANGE hChange, DWORD dwFilterType, HANDLE hObject,
                                   DWORD_PTR dwNotifyKey);
DWORD WINAPI GetClusterNotify(HCHANGE hChange, DWORD_PTR *lpdwNotifyKey, LPDWORD lpdwFilterType,
                              LPWSTR lpszName, LPDWORD lpcchName, DWORD dwMilliseconds);
HCHANGE WINAPI CreateClusterNotifyPortV2(HCHANGE hChange, HCLUSTER hCluster,
                                         NOTIFY_FILTER_AND_TYPE *Filters, DWORD dwFilterCount,
                                         DWORD_PTR dwNotifyKey);
DWORD WINAPI RegisterClusterNotifyV2(HCHANGE hChange, NOTIFY_FILTER_AND_TYPE Filter, HANDLE hObject,
                                     DWORD_PTR dwNotifyKey);
DWORD WINAPI RegisterClusterResourceTypeNotifyV2(HCHANGE hChange, HCLUSTER hCluster, LONGLONG Flags,
                                                 LPCWSTR resTypeName, DWORD_PTR dwNotifyKey);
DWORD WINAPI GetClusterNotifyV2(HCHANGE hChange, DWORD_PTR *lpdwNotifyKey,
                                NOTIFY_FILTER_AND_TYPE *pFilterAndType, BYTE *buffer,
                                LPDWORD lpbBufferSize, LPWSTR lpszObjectId, LPDWORD lpcchObjectId,
                                LPWSTR lpszParentId, LPDWORD lpcchParentId, LPWSTR lpszName,
                                LPDWORD lpcchName, LPWSTR lpszType, LPDWORD lpcchType,
                                DWORD dwMilliseconds);
DWORD WINAPI GetNotifyEventHandle(HCHANGE hChange, HANDLE *lphTargetEvent);
BOOL WINAPI CloseClusterNotifyPort(HCHANGE hChange);

#endif
