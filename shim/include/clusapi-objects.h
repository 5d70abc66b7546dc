/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The objects of the failover cluster API: handles of the cluster and of what is in it, names, ids,
 * states, enumerations. Include clusapi.h, not this file.
 *
 * Functions that return a handle, a state or a BOOL set the last error when they fail; the rest return
 * an error code. A count of characters has the NUL in it on input and has not on output, a count of
 * bytes (cb) has it always. Each handle is closed by the Close function of its own kind.
 */
#ifndef RESAPID_INCLUDE_CLUSAPI_OBJECTS_H
#define RESAPID_INCLUDE_CLUSAPI_OBJECTS_H

typedef struct _HCLUSTER *HCLUSTER;
typedef struct _HNODE *HNODE;
typedef struct _HRESOURCE *HRESOURCE;
typedef struct _HGROUP *HGROUP;
typedef struct _HNETWORK *HNETWORK;
typedef struct _HNETINTERFACE *HNETINTERFACE;
typedef struct _HCLUSENUM *HCLUSENUM;
typedef struct _HGROUPENUM *HGROUPENUM;
typedef struct _HRESENUM *HRESENUM;
typedef struct _HNETWORKENUM *HNETWORKENUM;
typedef struct _HNODEENUM *HNODEENUM;
typedef struct _HRESTYPEENUM *HRESTYPEENUM;
typedef struct _HNETINTERFACEENUM *HNETINTERFACEENUM;
typedef struct _HCLUSENUMEX *HCLUSENUMEX;
typedef struct _HNODEENUMEX *HNODEENUMEX;
typedef struct _HGROUPENUMEX *HGROUPENUMEX;
typedef struct _HRESENUMEX *HRESENUMEX;

#define MAX_CLUSTERNAME_LENGTH MAX_COMPUTERNAME_LENGTH

typedef struct CLUSTERVERSIONINFO {
    DWORD dwVersionInfoSize;
    WORD MajorVersion;
    WORD MinorVersion;
    WORD BuildNumber;
    WCHAR szVendorId[64];
    WCHAR szCSDVersion[64];
    DWORD dwClusterHighestVersion;
    DWORD dwClusterLowestVersion;
    DWORD dwFlags;
    DWORD dwReserved;
} CLUSTERVERSIONINFO, *LPCLUSTERVERSIONINFO, *PCLUSTERVERSIONINFO;

#define CLUSTER_VERSION_FLAG_MIXED_MODE 0x00000001

/* Versions of the Cluster service, as dwClusterHighestVersion has them. */
#define NT9_MAJOR_VERSION          8
#define NT10_MAJOR_VERSION         9
#define NT11_MAJOR_VERSION         10
#define WS2016_RTM_UPGRADE_VERSION 8

#define CLUSTER_MAKE_VERSION(_maj, _min)  (((_maj) << 16) | (_min))
#define CLUSTER_GET_MAJOR_VERSION(_ver)   ((_ver) >> 16)
#define CLUSTER_GET_MINOR_VERSION(_ver)   ((_ver)&0xFFFF)
#define CLUSTER_GET_UPGRADE_VERSION(_ver) ((_ver)&0xFFFF)

/* What GetClusterQuorumResource has for the log's size: the kind of quorum. */
#define CLUS_HYBRID_QUORUM        1024
#define CLUS_NODE_MAJORITY_QUORUM 0

#define CLUSTER_INSTALLED  0x00000001
#define CLUSTER_CONFIGURED 0x00000002
#define CLUSTER_RUNNING    0x00000010

typedef enum NODE_CLUSTER_STATE {
    ClusterStateNotInstalled = 0,
    ClusterStateNotConfigured = CLUSTER_INSTALLED,
    ClusterStateNotRunning = CLUSTER_INSTALLED | CLUSTER_CONFIGURED,
    ClusterStateRunning = CLUSTER_INSTALLED | CLUSTER_CONFIGURED | CLUSTER_RUNNING
} NODE_CLUSTER_STATE;

typedef enum CLUSTER_NODE_STATE {
    ClusterNodeStateUnknown = -1,
    ClusterNodeUp = 0,
    ClusterNodeDown = 1,
    ClusterNodePaused = 2,
    ClusterNodeJoining = 3
} CLUSTER_NODE_STATE;

typedef enum CLUSTER_GROUP_STATE {
    ClusterGroupStateUnknown = -1,
    ClusterGroupOnline = 0,
    ClusterGroupOffline = 1,
    ClusterGroupFailed = 2,
    ClusterGroupPartialOnline = 3,
    ClusterGroupPending = 4
} CLUSTER_GROUP_STATE;

typedef enum CLUSTER_RESOURCE_STATE {
    ClusterResourceStateUnknown = -1,
    ClusterResourceInherited = 0,
    ClusterResourceInitializing = 1,
    ClusterResourceOnline = 2,
    ClusterResourceOffline = 3,
    ClusterResourceFailed = 4,
    ClusterResourcePending = 128,
    ClusterResourceOnlinePending = 129,
    ClusterResourceOfflinePending = 130
} CLUSTER_RESOURCE_STATE;

typedef enum CLUSTER_NETWORK_STATE {
    ClusterNetworkStateUnknown = -1,
    ClusterNetworkUnavailable = 0,
    ClusterNetworkDown = 1,
    ClusterNetworkPartitioned = 2,
    ClusterNetworkUp = 3
} CLUSTER_NETWORK_STATE;

typedef enum CLUSTER_NETINTERFACE_STATE {
    ClusterNetInterfaceStateUnknown = -1,
    ClusterNetInterfaceUnavailable = 0,
    ClusterNetInterfaceFailed = 1,
    ClusterNetInterfaceUnreachable = 2,
    ClusterNetInterfaceUp = 3
} CLUSTER_NETINTERFACE_STATE;

typedef enum CLUSTER_ENUM {
    CLUSTER_ENUM_NODE = 0x00000001,
    CLUSTER_ENUM_RESTYPE = 0x00000002,
    CLUSTER_ENUM_RESOURCE = 0x00000004,
    CLUSTER_ENUM_GROUP = 0x00000008,
    CLUSTER_ENUM_NETWORK = 0x00000010,
    CLUSTER_ENUM_NETINTERFACE = 0x00000020,
    CLUSTER_ENUM_ALL = 0x0000003F
} CLUSTER_ENUM;
/* Each to be used alone. */
#define CLUSTER_ENUM_SHARED_VOLUME_RESOURCE ((DWORD)0x40000000)
#define CLUSTER_ENUM_INTERNAL_NETWORK       ((DWORD)0x80000000)

typedef enum CLUSTER_NODE_ENUM {
    CLUSTER_NODE_ENUM_NETINTERFACES = 0x00000001,
    CLUSTER_NODE_ENUM_GROUPS = 0x00000002,
    CLUSTER_NODE_ENUM_ALL = 0x00000003
} CLUSTER_NODE_ENUM;

typedef enum CLUSTER_GROUP_ENUM {
    CLUSTER_GROUP_ENUM_CONTAINS = 0x00000001,
    CLUSTER_GROUP_ENUM_NODES = 0x00000002,
    CLUSTER_GROUP_ENUM_ALL = 0x00000003
} CLUSTER_GROUP_ENUM;

typedef enum CLUSTER_RESOURCE_ENUM {
    CLUSTER_RESOURCE_ENUM_DEPENDS = 0x00000001,
    CLUSTER_RESOURCE_ENUM_PROVIDES = 0x00000002,
    CLUSTER_RESOURCE_ENUM_NODES = 0x00000004,
    CLUSTER_RESOURCE_ENUM_ALL = 0x00000007
} CLUSTER_RESOURCE_ENUM;

typedef enum CLUSTER_RESOURCE_TYPE_ENUM {
    CLUSTER_RESOURCE_TYPE_ENUM_NODES = 0x00000001,
    CLUSTER_RESOURCE_TYPE_ENUM_RESOURCES = 0x00000002,
    CLUSTER_RESOURCE_TYPE_ENUM_ALL = 0x00000003
} CLUSTER_RESOURCE_TYPE_ENUM;

typedef enum CLUSTER_NETWORK_ENUM {
    CLUSTER_NETWORK_ENUM_NETINTERFACES = 0x00000001,
    CLUSTER_NETWORK_ENUM_ALL = CLUSTER_NETWORK_ENUM_NETINTERFACES
} CLUSTER_NETWORK_ENUM;

/* What the Ex enumerations give: the structure, and behind it in the same buffer what it points to. */
#define CLUSTER_ENUM_ITEM_VERSION_1 0x00000001
#define CLUSTER_ENUM_ITEM_VERSION   CLUSTER_ENUM_ITEM_VERSION_1

typedef struct _CLUSTER_ENUM_ITEM {
    DWORD dwVersion;
    DWORD dwType;
    DWORD cbId;
    LPWSTR lpszId;
    DWORD cbName;
    LPWSTR lpszName;
} CLUSTER_ENUM_ITEM, *PCLUSTER_ENUM_ITEM;

#define CLUSTER_GROUP_ENUM_ITEM_VERSION_1 0x00000001
#define CLUSTER_GROUP_ENUM_ITEM_VERSION   CLUSTER_GROUP_ENUM_ITEM_VERSION_1

typedef struct _CLUSTER_GROUP_ENUM_ITEM {
    DWORD dwVersion;
    DWORD cbId;
    LPWSTR lpszId;
    DWORD cbName;
    LPWSTR lpszName;
    CLUSTER_GROUP_STATE state;
    DWORD cbOwnerNode;
    LPWSTR lpszOwnerNode;
    DWORD dwFlags;
    DWORD cbProperties;
    PVOID pProperties;
    DWORD cbRoProperties;
    PVOID pRoProperties;
} CLUSTER_GROUP_ENUM_ITEM, *PCLUSTER_GROUP_ENUM_ITEM;

#define CLUSTER_RESOURCE_ENUM_ITEM_VERSION_1 0x00000001
#define CLUSTER_RESOURCE_ENUM_ITEM_VERSION   CLUSTER_RESOURCE_ENUM_ITEM_VERSION_1

typedef struct _CLUSTER_RESOURCE_ENUM_ITEM {
    DWORD dwVersion;
    DWORD cbId;
    LPWSTR lpszId;
    DWORD cbName;
    LPWSTR lpszName;
    DWORD cbOwnerGroupName;
    LPWSTR lpszOwnerGroupName;
    DWORD cbOwnerGroupId;
    LPWSTR lpszOwnerGroupId;
    DWORD cbProperties;
    PVOID pProperties;
    DWORD cbRoProperties;
    PVOID pRoProperties;
} CLUSTER_RESOURCE_ENUM_ITEM, *PCLUSTER_RESOURCE_ENUM_ITEM;

/* The cluster. */
DWORD WINAPI GetNodeClusterState(LPCWSTR lpszNodeName, DWORD *pdwClusterState);
HCLUSTER WINAPI OpenCluster(LPCWSTR lpszClusterName);
HCLUSTER WINAPI OpenClusterEx(LPCWSTR lpszClusterName, DWORD dwDesiredAccess,
                              DWORD *lpdwGrantedAccess);
BOOL WINAPI CloseCluster(HCLUSTER hCluster);
DWORD WINAPI GetClusterInformation(HCLUSTER hCluster, LPWSTR lpszClusterName,
                                   LPDWORD lpcchClusterName, LPCLUSTERVERSIONINFO lpClusterInfo);
DWORD WINAPI GetClusterQuorumResource(HCLUSTER hCluster, LPWSTR lpszResourceName,
                                      LPDWORD lpcchResourceName, LPWSTR lpszDeviceName,
                                      LPDWORD lpcchDeviceName, LPDWORD lpdwMaxQuorumLogSize);
HCLUSENUM WINAPI ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType);
DWORD WINAPI ClusterGetEnumCount(HCLUSENUM hEnum);
DWORD WINAPI ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                         LPDWORD lpcchName);
DWORD WINAPI ClusterCloseEnum(HCLUSENUM hEnum);
HCLUSENUMEX WINAPI ClusterOpenEnumEx(HCLUSTER hCluster, DWORD dwType, PVOID pOptions);
DWORD WINAPI ClusterGetEnumCountEx(HCLUSENUMEX hClusterEnum);
DWORD WINAPI ClusterEnumEx(HCLUSENUMEX hClusterEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem,
                           LPDWORD cbItem);
DWORD WINAPI ClusterCloseEnumEx(HCLUSENUMEX hClusterEnum);

/* Nodes. */
HNODE WINAPI OpenClusterNode(HCLUSTER hCluster, LPCWSTR lpszNodeName);
HNODE WINAPI OpenClusterNodeEx(HCLUSTER hCluster, LPCWSTR lpszNodeName, DWORD dwDesiredAccess,
                               DWORD *lpdwGrantedAccess);
HNODE WINAPI OpenClusterNodeById(HCLUSTER hCluster, DWORD nodeId);
BOOL WINAPI CloseClusterNode(HNODE hNode);
HCLUSTER WINAPI GetClusterFromNode(HNODE hNode);
CLUSTER_NODE_STATE WINAPI GetClusterNodeState(HNODE hNode);
DWORD WINAPI GetClusterNodeId(HNODE hNode, LPWSTR lpszNodeId, LPDWORD lpcchName);
#define GetCurrentClusterNodeId(_lpszNodeId_, _lpcchName_)                                         \
    GetClusterNodeId(NULL, (_lpszNodeId_), (_lpcchName_))
HNODEENUM WINAPI ClusterNodeOpenEnum(HNODE hNode, DWORD dwType);
DWORD WINAPI ClusterNodeGetEnumCount(HNODEENUM hNodeEnum);
DWORD WINAPI ClusterNodeEnum(HNODEENUM hNodeEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                             LPDWORD lpcchName);
DWORD WINAPI ClusterNodeCloseEnum(HNODEENUM hNodeEnum);
HNODEENUMEX WINAPI ClusterNodeOpenEnumEx(HNODE hNode, DWORD dwType, PVOID pOptions);
DWORD WINAPI ClusterNodeGetEnumCountEx(HNODEENUMEX hNodeEnum);
DWORD WINAPI ClusterNodeEnumEx(HNODEENUMEX hNodeEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem,
                               LPDWORD cbItem);
DWORD WINAPI ClusterNodeCloseEnumEx(HNODEENUMEX hNodeEnum);

/* Groups. */
HGROUP WINAPI OpenClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName);
HGROUP WINAPI OpenClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName, DWORD dwDesiredAccess,
                                 DWORD *lpdwGrantedAccess);
BOOL WINAPI CloseClusterGroup(HGROUP hGroup);
HCLUSTER WINAPI GetClusterFromGroup(HGROUP hGroup);
CLUSTER_GROUP_STATE WINAPI GetClusterGroupState(HGROUP hGroup, LPWSTR lpszNodeName,
                                                LPDWORD lpcchNodeName);
HGROUPENUM WINAPI ClusterGroupOpenEnum(HGROUP hGroup, DWORD dwType);
DWORD WINAPI ClusterGroupGetEnumCount(HGROUPENUM hGroupEnum);
DWORD WINAPI ClusterGroupEnum(HGROUPENUM hGroupEnum, DWORD dwIndex, LPDWORD lpdwType,
                              LPWSTR lpszResourceName, LPDWORD lpcchName);
DWORD WINAPI ClusterGroupCloseEnum(HGROUPENUM hGroupEnum);
HGROUPENUMEX WINAPI ClusterGroupOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties,
                                           DWORD cbProperties, LPCWSTR lpszRoProperties,
                                           DWORD cbRoProperties, DWORD dwFlags);
DWORD WINAPI ClusterGroupGetEnumCountEx(HGROUPENUMEX hGroupEnumEx);
DWORD WINAPI ClusterGroupEnumEx(HGROUPENUMEX hGroupEnumEx, DWORD dwIndex,
                                PCLUSTER_GROUP_ENUM_ITEM pItem, LPDWORD cbItem);
DWORD WINAPI ClusterGroupCloseEnumEx(HGROUPENUMEX hGroupEnumEx);

/* Resources and resource types. */
HRESOURCE WINAPI OpenClusterResource(HCLUSTER hCluster, LPCWSTR lpszResourceName);
HRESOURCE WINAPI OpenClusterResourceEx(HCLUSTER hCluster, LPCWSTR lpszResourceName,
                                       DWORD dwDesiredAccess, DWORD *lpdwGrantedAccess);
BOOL WINAPI CloseClusterResource(HRESOURCE hResource);
HCLUSTER WINAPI GetClusterFromResource(HRESOURCE hResource);
CLUSTER_RESOURCE_STATE WINAPI GetClusterResourceState(HRESOURCE hResource, LPWSTR lpszNodeName,
                                                      LPDWORD lpcchNodeName, LPWSTR lpszGroupName,
                                                      LPDWORD lpcchGroupName);
BOOL WINAPI GetClusterResourceNetworkName(HRESOURCE hResource, LPWSTR lpBuffer, LPDWORD nSize);
HRESENUM WINAPI ClusterResourceOpenEnum(HRESOURCE hResource, DWORD dwType);
DWORD WINAPI ClusterResourceGetEnumCount(HRESENUM hResEnum);
DWORD WINAPI ClusterResourceEnum(HRESENUM hResEnum, DWORD dwIndex, LPDWORD lpdwType,
                                 LPWSTR lpszName, LPDWORD lpcchName);
DWORD WINAPI ClusterResourceCloseEnum(HRESENUM hResEnum);
HRESENUMEX WINAPI ClusterResourceOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties,
                                            DWORD cbProperties, LPCWSTR lpszRoProperties,
                                            DWORD cbRoProperties, DWORD dwFlags);
DWORD WINAPI ClusterResourceGetEnumCountEx(HRESENUMEX hResourceEnumEx);
DWORD WINAPI ClusterResourceEnumEx(HRESENUMEX hResourceEnumEx, DWORD dwIndex,
                                   PCLUSTER_RESOURCE_ENUM_ITEM pItem, LPDWORD cbItem);
DWORD WINAPI ClusterResourceCloseEnumEx(HRESENUMEX hResourceEnumEx);
HRESTYPEENUM WINAPI ClusterResourceTypeOpenEnum(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                                                DWORD dwType);
DWORD WINAPI ClusterResourceTypeGetEnumCount(HRESTYPEENUM hResTypeEnum);
DWORD WINAPI ClusterResourceTypeEnum(HRESTYPEENUM hResTypeEnum, DWORD dwIndex, LPDWORD lpdwType,
                                     LPWSTR lpszName, LPDWORD lpcchName);
DWORD WINAPI ClusterResourceTypeCloseEnum(HRESTYPEENUM hResTypeEnum);

/* Networks. */
HNETWORK WINAPI OpenClusterNetwork(HCLUSTER hCluster, LPCWSTR lpszNetworkName);
HNETWORK WINAPI OpenClusterNetworkEx(HCLUSTER hCluster, LPCWSTR lpszNetworkName,
                                     DWORD dwDesiredAccess, DWORD *lpdwGrantedAccess);
BOOL WINAPI CloseClusterNetwork(HNETWORK hNetwork);
HCLUSTER WINAPI GetClusterFromNetwork(HNETWORK hNetwork);
CLUSTER_NETWORK_STATE WINAPI GetClusterNetworkState(HNETWORK hNetwork);
DWORD WINAPI GetClusterNetworkId(HNETWORK hNetwork, LPWSTR lpszNetworkId, LPDWORD lpcchName);
HNETWORKENUM WINAPI ClusterNetworkOpenEnum(HNETWORK hNetwork, DWORD dwType);
DWORD WINAPI ClusterNetworkGetEnumCount(HNETWORKENUM hNetworkEnum);
DWORD WINAPI ClusterNetworkEnum(HNETWORKENUM hNetworkEnum, DWORD dwIndex, LPDWORD lpdwType,
                                LPWSTR lpszName, LPDWORD lpcchName);
DWORD WINAPI ClusterNetworkCloseEnum(HNETWORKENUM hNetworkEnum);

/* Network interfaces. */
HNETINTERFACE WINAPI OpenClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszInterfaceName);
HNETINTERFACE WINAPI OpenClusterNetInterfaceEx(HCLUSTER hCluster, LPCWSTR lpszInterfaceName,
                                               DWORD dwDesiredAccess, DWORD *lpdwGrantedAccess);
BOOL WINAPI CloseClusterNetInterface(HNETINTERFACE hNetInterface);
HCLUSTER WINAPI GetClusterFromNetInterface(HNETINTERFACE hNetInterface);
CLUSTER_NETINTERFACE_STATE WINAPI GetClusterNetInterfaceState(HNETINTERFACE hNetInterface);
DWORD WINAPI GetClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszNodeName,
                                    LPCWSTR lpszNetworkName, LPWSTR lpszInterfaceName,
                                    LPDWORD lpcchInterfaceName);
HNETINTERFACEENUM WINAPI ClusterNetInterfaceOpenEnum(HCLUSTER hCluster, LPCWSTR lpszNodeName,
                                                     LPCWSTR lpszNetworkName);
DWORD WINAPI ClusterNetInterfaceEnum(HNETINTERFACEENUM hNetInterfaceEnum, DWORD dwIndex,
                                     LPWSTR lpszName, LPDWORD lpcchName);
DWORD WINAPI ClusterNetInterfaceCloseEnum(HNETINTERFACEENUM hNetInterfaceEnum);

#endif
