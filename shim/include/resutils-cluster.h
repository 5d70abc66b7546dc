/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The resource utilities for cluster objects, services, checkpoint encryption and shared volumes.
 * Include resapi.h, not this file; resutils.h says who frees what.
 *
 * What asks the cluster may wait for it: the documentation tells resource DLLs to call it from
 * worker threads only. Functions with a dwDesiredAccess (GENERIC_READ, GENERIC_ALL,
 * MAXIMUM_ALLOWED) open handles with it; those without one use GENERIC_ALL.
 */
#ifndef RESAPID_RESUTILS_CLUSTER_H
#define RESAPID_RESUTILS_CLUSTER_H

/*
 * Called for each object of an enumeration. The handle of the object is closed when they return.
 * ERROR_NO_MORE_ITEMS ends the enumeration, which then succeeds; any other error ends it and is
 * what it returns. Microsoft's header gives them no calling convention: __cdecl on 32-bit x86.
 */
typedef DWORD (*LPRESOURCE_CALLBACK)(HRESOURCE hSelf, HRESOURCE hEnum, PVOID pParameter);
typedef DWORD (*LPRESOURCE_CALLBACK_EX)(HCLUSTER hCluster, HRESOURCE hSelf, HRESOURCE hEnum,
                                        PVOID pParameter);
typedef DWORD (*LPGROUP_CALLBACK_EX)(HCLUSTER hCluster, HGROUP hSelf, HGROUP hGroup,
                                     PVOID pParameter);
typedef DWORD (*LPNODE_CALLBACK)(HCLUSTER hCluster, HNODE hNode, CLUSTER_NODE_STATE state,
                                 PVOID pParameter);

/*
 * Enumerations. hSelf may be NULL; the object it stands for is left out. lpszResTypeName may be
 * NULL for all types. enumType has CLUSTER_RESOURCE_ENUM_DEPENDS, _PROVIDES or both.
 */
DWORD WINAPI ResUtilEnumResources(HRESOURCE hSelf, LPCWSTR lpszResTypeName,
                                  LPRESOURCE_CALLBACK pResCallBack, PVOID pParameter);
DWORD WINAPI ResUtilEnumResourcesEx(HCLUSTER hCluster, HRESOURCE hSelf, LPCWSTR lpszResTypeName,
                                    LPRESOURCE_CALLBACK_EX pResCallBack, PVOID pParameter);
DWORD WINAPI ResUtilEnumResourcesEx2(HCLUSTER hCluster, HRESOURCE hSelf, LPCWSTR lpszResTypeName,
                                     LPRESOURCE_CALLBACK_EX pResCallBack, PVOID pParameter,
                                     DWORD dwDesiredAccess);
DWORD WINAPI ResUtilResourceDepEnum(HRESOURCE hSelf, DWORD enumType,
                                    LPRESOURCE_CALLBACK_EX pResCallBack, PVOID pParameter);
DWORD WINAPI ResUtilEnumGroups(HCLUSTER hCluster, HGROUP hSelf, LPGROUP_CALLBACK_EX pResCallBack,
                               PVOID pParameter);
DWORD WINAPI ResUtilEnumGroupsEx(HCLUSTER hCluster, HGROUP hSelf, CLUSGROUP_TYPE groupType,
                                 LPGROUP_CALLBACK_EX pResCallBack, PVOID pParameter);
DWORD WINAPI ResUtilNodeEnum(HCLUSTER hCluster, LPNODE_CALLBACK pNodeCallBack, PVOID pParameter);

/*
 * Objects. What is compared is names; of resource classes, the class without the subclass. The
 * copies are handles of their own. pcchResourceNameInOut does not count the NUL on return.
 */
BOOL WINAPI ResUtilResourcesEqual(HRESOURCE hSelf, HRESOURCE hResource);
BOOL WINAPI ResUtilResourceTypesEqual(LPCWSTR lpszResourceTypeName, HRESOURCE hResource);
BOOL WINAPI ResUtilIsResourceClassEqual(PCLUS_RESOURCE_CLASS_INFO prci, HRESOURCE hResource);
DWORD WINAPI ResUtilGroupsEqual(HGROUP hSelf, HGROUP hGroup, BOOL *pEqual);
DWORD WINAPI ResUtilGetResourceName(HRESOURCE hResource, LPWSTR pszResourceName,
                                    DWORD *pcchResourceNameInOut);
DWORD WINAPI ResUtilDupResource(HRESOURCE group, HRESOURCE *copy);
DWORD WINAPI ResUtilDupGroup(HGROUP group, HGROUP *copy);
DWORD WINAPI ResUtilGetClusterGroupType(HGROUP hGroup, CLUSGROUP_TYPE *groupType);
DWORD WINAPI ResUtilGetClusterId(HCLUSTER hCluster, GUID *guid);

/*
 * The core of a cluster. NULL for a resource that is not asked for; one that is asked for and that
 * the cluster lacks is ERROR_RESOURCE_NOT_FOUND. phClusterIPAddressResource gets NULL.
 */
DWORD WINAPI ResUtilGetCoreClusterResources(HCLUSTER hCluster, HRESOURCE *phClusterNameResource,
                                            HRESOURCE *phClusterIPAddressResource,
                                            HRESOURCE *phClusterQuorumResource);
DWORD WINAPI ResUtilGetCoreClusterResourcesEx(HCLUSTER hClusterIn,
                                              HRESOURCE *phClusterNameResourceOut,
                                              HRESOURCE *phClusterQuorumResourceOut,
                                              DWORD dwDesiredAccess);
HGROUP WINAPI ResUtilGetCoreGroup(HCLUSTER hCluster);

typedef enum _CLUSTER_ROLE {
    ClusterRoleDHCP = 0,
    ClusterRoleDTC = 1,
    ClusterRoleFileServer = 2,
    ClusterRoleGenericApplication = 3,
    ClusterRoleGenericScript = 4,
    ClusterRoleGenericService = 5,
    ClusterRoleISCSINameServer = 6,
    ClusterRoleMSMQ = 7,
    ClusterRoleNFS = 8,
    ClusterRolePrintServer = 9,
    ClusterRoleStandAloneNamespaceServer = 10,
    ClusterRoleVolumeShadowCopyServiceTask = 11,
    ClusterRoleWINS = 12,
    ClusterRoleTaskScheduler = 13,
    ClusterRoleNetworkFileSystem = 14,
    ClusterRoleDFSReplicatedFolder = 15,
    ClusterRoleDistributedFileSystem = 16,
    ClusterRoleDistributedNetworkName = 17,
    ClusterRoleFileShare = 18,
    ClusterRoleFileShareWitness = 19,
    ClusterRoleHardDisk = 20,
    ClusterRoleIPAddress = 21,
    ClusterRoleIPV6Address = 22,
    ClusterRoleIPV6TunnelAddress = 23,
    ClusterRoleISCSITargetServer = 24,
    ClusterRoleNetworkName = 25,
    ClusterRolePhysicalDisk = 26,
    ClusterRoleSODAFileServer = 27,
    ClusterRoleStoragePool = 28,
    ClusterRoleVirtualMachine = 29,
    ClusterRoleVirtualMachineConfiguration = 30,
    ClusterRoleVirtualMachineReplicaBroker = 31
} CLUSTER_ROLE;

typedef enum _CLUSTER_ROLE_STATE {
    ClusterRoleUnknown = -1,
    ClusterRoleClustered = 0,
    ClusterRoleUnclustered = 1
} CLUSTER_ROLE_STATE;

/* Clustered: there is a resource of the role's type. Unknown sets the last error. */
CLUSTER_ROLE_STATE WINAPI ResUtilGetClusterRoleState(HCLUSTER hCluster, CLUSTER_ROLE eClusterRole);

/*
 * Dependencies: a handle to the first one that fits, the nearest first, which the caller closes; or
 * NULL with the last error set, ERROR_RESOURCE_NOT_PRESENT when none fits. hSelf is an HRESOURCE.
 */
HRESOURCE WINAPI ResUtilGetResourceDependency(HANDLE hSelf, LPCWSTR lpszResourceType);
HRESOURCE WINAPI ResUtilGetResourceDependencyEx(HANDLE hSelf, LPCWSTR lpszResourceType,
                                                DWORD dwDesiredAccess);
HRESOURCE WINAPI ResUtilGetResourceDependencyByName(HCLUSTER hCluster, HANDLE hSelf,
                                                    LPCWSTR lpszResourceType, BOOL bRecurse);
HRESOURCE WINAPI ResUtilGetResourceDependencyByNameEx(HCLUSTER hCluster, HANDLE hSelf,
                                                      LPCWSTR lpszResourceType, BOOL bRecurse,
                                                      DWORD dwDesiredAccess);
HRESOURCE WINAPI ResUtilGetResourceDependencyByClass(HCLUSTER hCluster, HANDLE hSelf,
                                                     PCLUS_RESOURCE_CLASS_INFO prci, BOOL bRecurse);
HRESOURCE WINAPI ResUtilGetResourceDependencyByClassEx(HCLUSTER hCluster, HANDLE hSelf,
                                                       PCLUS_RESOURCE_CLASS_INFO prci,
                                                       BOOL bRecurse, DWORD dwDesiredAccess);
HRESOURCE WINAPI ResUtilGetResourceNameDependency(LPCWSTR lpszResourceName,
                                                  LPCWSTR lpszResourceType);
HRESOURCE WINAPI ResUtilGetResourceNameDependencyEx(LPCWSTR lpszResourceName,
                                                    LPCWSTR lpszResourceType,
                                                    DWORD dwDesiredAccess);

/* Counts in and out with the NUL. A NULL count: not asked for; a NULL buffer: only its size is. */
DWORD WINAPI ResUtilGetResourceDependentIPAddressProps(HRESOURCE hResource, LPWSTR pszAddress,
                                                       DWORD *pcchAddress, LPWSTR pszSubnetMask,
                                                       DWORD *pcchSubnetMask, LPWSTR pszNetwork,
                                                       DWORD *pcchNetwork);
DWORD WINAPI ResUtilFindDependentDiskResourceDriveLetter(HCLUSTER hCluster, HRESOURCE hResource,
                                                         LPWSTR pszDriveLetter,
                                                         DWORD *pcchDriveLetter);

/*
 * The environment of this process with the network name of hResource in place of the computer's:
 * COMPUTERNAME, _CLUSTER_NETWORK_NAME_, _CLUSTER_NETWORK_HOSTNAME_ and _CLUSTER_NETWORK_FQDN_. A
 * block of UTF-16 for CreateProcess() with CREATE_UNICODE_ENVIRONMENT.
 */
LPVOID WINAPI ResUtilGetEnvironmentWithNetName(HRESOURCE hResource);
DWORD WINAPI ResUtilFreeEnvironment(LPVOID lpEnvironment);

/*
 * Services. Starting and stopping wait for the service as long as it makes progress, and 3 minutes
 * (the PendingTimeout of a resource) at most. ResUtilStopService() closes the handle, which needs
 * SERVICE_STOP and SERVICE_QUERY_STATUS, when the service has stopped, and only then.
 */
DWORD WINAPI ResUtilStartResourceService(LPCWSTR pszServiceName, LPSC_HANDLE phServiceHandle);
DWORD WINAPI ResUtilStopResourceService(LPCWSTR pszServiceName);
DWORD WINAPI ResUtilStopService(SC_HANDLE hServiceHandle);
DWORD WINAPI ResUtilVerifyResourceService(LPCWSTR pszServiceName);
DWORD WINAPI ResUtilVerifyService(SC_HANDLE hServiceHandle);
DWORD WINAPI ResUtilTerminateServiceProcessFromResDll(DWORD dwServicePid, BOOL bOffline,
                                                      PDWORD pdwResourceState,
                                                      PLOG_EVENT_ROUTINE pfnLogEvent,
                                                      RESOURCE_HANDLE hResourceHandle);

/*
 * What a service is set up with. pfnLogEvent may be NULL and is told of failures. The environment
 * becomes the value Environment of the service's key, as on Windows; Wine 8.0 stores it and starts
 * the service without it.
 */
DWORD WINAPI ResUtilSetResourceServiceEnvironment(LPCWSTR pszServiceName, HRESOURCE hResource,
                                                  PLOG_EVENT_ROUTINE pfnLogEvent,
                                                  RESOURCE_HANDLE hResourceHandle);
DWORD WINAPI ResUtilRemoveResourceServiceEnvironment(LPCWSTR pszServiceName,
                                                     PLOG_EVENT_ROUTINE pfnLogEvent,
                                                     RESOURCE_HANDLE hResourceHandle);
DWORD WINAPI ResUtilSetResourceServiceStartParameters(LPCWSTR pszServiceName,
                                                      SC_HANDLE schSCMHandle, LPSC_HANDLE phService,
                                                      PLOG_EVENT_ROUTINE pfnLogEvent,
                                                      RESOURCE_HANDLE hResourceHandle);
DWORD WINAPI ResUtilSetResourceServiceStartParametersEx(
    LPCWSTR pszServiceName, SC_HANDLE schSCMHandle, LPSC_HANDLE phService, DWORD dwDesiredAccess,
    PLOG_EVENT_ROUTINE pfnLogEvent, RESOURCE_HANDLE hResourceHandle);

/*
 * Encryption of checkpoint data. The key is a key exchange key in a container of the machine's key
 * store: it outlives the process, and stays on this machine. The container is named by lpszKeyname
 * or, in the function without it, for the resource: `resapid-RESOURCE`. It is created, with its
 * key, only with CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND; without the flag a container that is not
 * there is NTE_BAD_KEYSET. lpszProvider may be NULL for the default provider of the type.
 *
 * What ClusterEncrypt() makes tells how it is to be read. It is for ClusterDecrypt() with the same
 * container, in any process. All numbers are little-endian DWORDs:
 *   "RCRY", version 1, CALG_ of the cipher, CALG_ of the digest, bytes of the key, bytes of the IV,
 *   bytes of the data; then the key, a SIMPLEBLOB of CryptExportKey(), the IV, and the data, which
 *   is a digest and the plain bytes, enciphered in CBC mode; the digest is of all that stands in
 *   front of the data and of the plain bytes.
 * Damage and another key give NTE_BAD_DATA or another NTE_ error, never other bytes. Both results
 * are freed with FreeClusterCrypt().
 */
#define CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND 0x0001

typedef struct _HCLUSCRYPTPROVIDER *HCLUSCRYPTPROVIDER;

HCLUSCRYPTPROVIDER WINAPI OpenClusterCryptProvider(LPCWSTR lpszResource, LPCWSTR lpszProvider,
                                                   DWORD dwType, DWORD dwFlags);
HCLUSCRYPTPROVIDER WINAPI OpenClusterCryptProviderEx(LPCWSTR lpszResource, LPCWSTR lpszKeyname,
                                                     LPCWSTR lpszProvider, DWORD dwType,
                                                     DWORD dwFlags);
DWORD WINAPI CloseClusterCryptProvider(HCLUSCRYPTPROVIDER hClusCryptProvider);
DWORD WINAPI ClusterEncrypt(HCLUSCRYPTPROVIDER hClusCryptProvider, PBYTE pData, DWORD cbData,
                            PBYTE *ppData, PDWORD pcbData);
DWORD WINAPI ClusterDecrypt(HCLUSCRYPTPROVIDER hClusCryptProvider, PBYTE pCryptInput,
                            DWORD cbCryptInput, PBYTE *ppCryptOutput, PDWORD pcbCryptOutput);
DWORD WINAPI FreeClusterCrypt(PVOID pCryptInfo);

/*
 * Cluster shared volumes, of which there are none here: no path is on one, the names of volumes are
 * those that kernel32.dll tells, and there is nothing to back up (ERROR_INVALID_PARAMETER).
 */
BOOL WINAPI ClusterIsPathOnSharedVolume(LPCWSTR lpszPathName);
BOOL WINAPI ClusterGetVolumePathName(LPCWSTR lpszFileName, LPWSTR lpszVolumePathName,
                                     DWORD cchBufferLength);
BOOL WINAPI ClusterGetVolumeNameForVolumeMountPoint(LPCWSTR lpszVolumeMountPoint,
                                                    LPWSTR lpszVolumeName, DWORD cchBufferLength);
DWORD WINAPI ClusterPrepareSharedVolumeForBackup(LPCWSTR lpszFileName, LPWSTR lpszVolumePathName,
                                                 LPDWORD lpcchVolumePathName, LPWSTR lpszVolumeName,
                                                 LPDWORD lpcchVolumeName);
DWORD WINAPI ClusterClearBackupStateForSharedVolume(LPCWSTR lpszVolumePathName);

#endif
