/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * "Cluster Management Functions" of the Failover Cluster reference: handles, name and version, the
 * quorum resource, enumerations. There is one cluster, the local one: another's name is answered as
 * one that cannot be reached.
 */

#include <stddef.h>
#include <wchar.h>

#include "clusapi.h"
#include "database.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "host-access.h"
#include "object-handle.h"
#include "windows-version.h"

static BOOL
is_called(enum object_kind kind, const WCHAR *name)
{
    struct object object = { .id = NULL };
    BOOL is = objects_find(kind, name, &object) == ERROR_SUCCESS;

    objects_forget(&object);
    return is;
}

/* The local cluster has no name here, its own, or that of one of its nodes, as OpenCluster has it. */
static BOOL
is_local(const WCHAR *name)
{
    return name == NULL || is_called(OBJECT_CLUSTER, name) || is_called(OBJECT_NODE, name);
}

static void *
open_local(const WCHAR *name)
{
    void *handle = NULL;
    DWORD error = host_access() != NULL && is_local(name)
                      ? handle_open(HANDLE_CLUSTER, L"", &handle)
                      : RPC_S_SERVER_UNAVAILABLE;

    return give_result(error) ? handle : NULL;
}

HCLUSTER WINAPI
OpenCluster(LPCWSTR lpszClusterName)
{
    return open_local(lpszClusterName);
}

HCLUSTER WINAPI
OpenClusterEx(LPCWSTR lpszClusterName, DWORD dwDesiredAccess, DWORD *lpdwGrantedAccess)
{
    HCLUSTER cluster;

    if (dwDesiredAccess == 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    cluster = open_local(lpszClusterName);
    if (cluster != NULL) {
        give_number(lpdwGrantedAccess, object_handle_access(dwDesiredAccess));
    }
    return cluster;
}

/* Documented to return TRUE always. */
BOOL WINAPI
CloseCluster(HCLUSTER hCluster)
{
    handle_close(hCluster, HANDLE_CLUSTER);
    return TRUE;
}

HKEY WINAPI
GetClusterKey(HCLUSTER hCluster, REGSAM samDesired)
{
    HKEY key = NULL;
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    (void)samDesired;
    if (error == ERROR_SUCCESS) {
        error = database_open_key(L"", &key);
    }
    return give_result(error) ? key : NULL;
}

/* Whether this node's cluster service runs: where the host runs, resapid does. */
DWORD WINAPI
GetNodeClusterState(LPCWSTR lpszNodeName, DWORD *pdwClusterState)
{
    if (pdwClusterState == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (lpszNodeName != NULL) {
        return RPC_S_SERVER_UNAVAILABLE;
    }
    *pdwClusterState = host_access() != NULL ? ClusterStateRunning : ClusterStateNotRunning;
    return ERROR_SUCCESS;
}

static const CLUSTERVERSIONINFO version = {
    .dwVersionInfoSize = sizeof(CLUSTERVERSIONINFO),
    .MajorVersion = WINDOWS_MAJOR,
    .MinorVersion = WINDOWS_MINOR,
    .BuildNumber = WINDOWS_BUILD,
    .szVendorId = L"resapid",
    .dwClusterHighestVersion = WINDOWS_CLUSTER_HIGHEST,
    .dwClusterLowestVersion = WINDOWS_CLUSTER_LOWEST,
};

DWORD WINAPI
GetClusterInformation(HCLUSTER hCluster, LPWSTR lpszClusterName, LPDWORD lpcchClusterName,
                      LPCLUSTERVERSIONINFO lpClusterInfo)
{
    struct object cluster = { .id = NULL };
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS && lpClusterInfo != NULL &&
        lpClusterInfo->dwVersionInfoSize < sizeof(*lpClusterInfo)) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = objects_find(OBJECT_CLUSTER, NULL, &cluster);
    }
    if (error == ERROR_SUCCESS) {
        if (lpClusterInfo != NULL) {
            *lpClusterInfo = version;
        }
        error = give_name(cluster.name, lpszClusterName, lpcchClusterName);
    }
    objects_forget(&cluster);
    return error;
}

/* No resource takes part in quorum, which is corosync's: both names are empty then, and the size says
 * what kind of quorum there is (MS-CMRP, ApiGetQuorumResource). */
DWORD WINAPI
GetClusterQuorumResource(HCLUSTER hCluster, LPWSTR lpszResourceName, LPDWORD lpcchResourceName,
                         LPWSTR lpszDeviceName, LPDWORD lpcchDeviceName,
                         LPDWORD lpdwMaxQuorumLogSize)
{
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS &&
        (lpszResourceName == NULL || lpszDeviceName == NULL || lpdwMaxQuorumLogSize == NULL)) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = give_name(L"", lpszResourceName, lpcchResourceName);
    }
    if (error == ERROR_SUCCESS) {
        error = give_name(L"", lpszDeviceName, lpcchDeviceName);
    }
    if (error == ERROR_SUCCESS) {
        *lpdwMaxQuorumLogSize = CLUS_NODE_MAJORITY_QUORUM;
    }
    return error;
}

/* What may be enumerated: some of the kinds, or one of the two lists that stand alone. */
static DWORD
known_types(DWORD type)
{
    return type == CLUSTER_ENUM_SHARED_VOLUME_RESOURCE || type == CLUSTER_ENUM_INTERNAL_NETWORK
               ? type
               : CLUSTER_ENUM_ALL;
}

HCLUSENUM WINAPI
ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType)
{
    return enumeration_open_of(HANDLE_CLUSTER_ENUM, hCluster, OBJECT_CLUSTER,
                               enumeration_known(dwType, known_types(dwType)));
}

DWORD WINAPI
ClusterGetEnumCount(HCLUSENUM hEnum)
{
    return enumeration_count(hEnum, HANDLE_CLUSTER_ENUM);
}

DWORD WINAPI
ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName, LPDWORD lpcchName)
{
    return enumeration_name(hEnum, HANDLE_CLUSTER_ENUM, dwIndex, lpdwType, lpszName, lpcchName);
}

DWORD WINAPI
ClusterCloseEnum(HCLUSENUM hEnum)
{
    return handle_close(hEnum, HANDLE_CLUSTER_ENUM);
}

HCLUSENUMEX WINAPI
ClusterOpenEnumEx(HCLUSTER hCluster, DWORD dwType, PVOID pOptions)
{
    return enumeration_open_of(HANDLE_CLUSTER_ENUM_EX, hCluster, OBJECT_CLUSTER,
                               enumeration_exact(dwType, known_types(dwType), pOptions));
}

DWORD WINAPI
ClusterGetEnumCountEx(HCLUSENUMEX hClusterEnum)
{
    return enumeration_count(hClusterEnum, HANDLE_CLUSTER_ENUM_EX);
}

DWORD WINAPI
ClusterEnumEx(HCLUSENUMEX hClusterEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem, LPDWORD cbItem)
{
    return enumeration_item(hClusterEnum, HANDLE_CLUSTER_ENUM_EX, dwIndex, pItem, cbItem);
}

DWORD WINAPI
ClusterCloseEnumEx(HCLUSENUMEX hClusterEnum)
{
    return handle_close(hClusterEnum, HANDLE_CLUSTER_ENUM_EX);
}
