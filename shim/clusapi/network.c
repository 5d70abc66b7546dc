/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Network Management Functions" of the Failover Cluster reference: handles, ids, states,
 * enumerations. */

#include <stdlib.h>

#include "clusapi.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "object-handle.h"

HNETWORK WINAPI
OpenClusterNetwork(HCLUSTER hCluster, LPCWSTR lpszNetworkName)
{
    return object_handle_open(hCluster, OBJECT_NETWORK, lpszNetworkName);
}

HNETWORK WINAPI
OpenClusterNetworkEx(HCLUSTER hCluster, LPCWSTR lpszNetworkName, DWORD dwDesiredAccess,
                     DWORD *lpdwGrantedAccess)
{
    return object_handle_open_ex(hCluster, OBJECT_NETWORK, lpszNetworkName, dwDesiredAccess,
                                 lpdwGrantedAccess);
}

BOOL WINAPI
CloseClusterNetwork(HNETWORK hNetwork)
{
    return object_handle_close(hNetwork, OBJECT_NETWORK);
}

HCLUSTER WINAPI
GetClusterFromNetwork(HNETWORK hNetwork)
{
    return object_handle_cluster(hNetwork, OBJECT_NETWORK);
}

HKEY WINAPI
GetClusterNetworkKey(HNETWORK hNetwork, REGSAM samDesired)
{
    (void)samDesired;
    return object_handle_key(hNetwork, OBJECT_NETWORK);
}

CLUSTER_NETWORK_STATE WINAPI
GetClusterNetworkState(HNETWORK hNetwork)
{
    return (CLUSTER_NETWORK_STATE)object_handle_state(hNetwork, OBJECT_NETWORK);
}

DWORD WINAPI
GetClusterNetworkId(HNETWORK hNetwork, LPWSTR lpszNetworkId, LPDWORD lpcchName)
{
    WCHAR *id = NULL;
    DWORD error = object_handle_id(hNetwork, OBJECT_NETWORK, &id);

    if (error == ERROR_SUCCESS) {
        error = give_name(id, lpszNetworkId, lpcchName);
    }
    free(id);
    return error;
}

HNETWORKENUM WINAPI
ClusterNetworkOpenEnum(HNETWORK hNetwork, DWORD dwType)
{
    return enumeration_open_of(HANDLE_NETWORK_ENUM, hNetwork, OBJECT_NETWORK,
                               enumeration_known(dwType, CLUSTER_NETWORK_ENUM_ALL));
}

DWORD WINAPI
ClusterNetworkGetEnumCount(HNETWORKENUM hNetworkEnum)
{
    return enumeration_count(hNetworkEnum, HANDLE_NETWORK_ENUM);
}

DWORD WINAPI
ClusterNetworkEnum(HNETWORKENUM hNetworkEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                   LPDWORD lpcchName)
{
    return enumeration_name(hNetworkEnum, HANDLE_NETWORK_ENUM, dwIndex, lpdwType, lpszName,
                            lpcchName);
}

DWORD WINAPI
ClusterNetworkCloseEnum(HNETWORKENUM hNetworkEnum)
{
    return handle_close(hNetworkEnum, HANDLE_NETWORK_ENUM);
}
