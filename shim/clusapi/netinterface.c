/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * "Network Interface Management Functions" of the Failover Cluster reference: handles, names, states,
 * the enumeration.
 */

#include "clusapi.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "object-handle.h"

HNETINTERFACE WINAPI
OpenClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszInterfaceName)
{
    return object_handle_open(hCluster, OBJECT_NETINTERFACE, lpszInterfaceName);
}

HNETINTERFACE WINAPI
OpenClusterNetInterfaceEx(HCLUSTER hCluster, LPCWSTR lpszInterfaceName, DWORD dwDesiredAccess,
                          DWORD *lpdwGrantedAccess)
{
    return object_handle_open_ex(hCluster, OBJECT_NETINTERFACE, lpszInterfaceName, dwDesiredAccess,
                                 lpdwGrantedAccess);
}

BOOL WINAPI
CloseClusterNetInterface(HNETINTERFACE hNetInterface)
{
    return object_handle_close(hNetInterface, OBJECT_NETINTERFACE);
}

HCLUSTER WINAPI
GetClusterFromNetInterface(HNETINTERFACE hNetInterface)
{
    return object_handle_cluster(hNetInterface, OBJECT_NETINTERFACE);
}

HKEY WINAPI
GetClusterNetInterfaceKey(HNETINTERFACE hNetInterface, REGSAM samDesired)
{
    (void)samDesired;
    return object_handle_key(hNetInterface, OBJECT_NETINTERFACE);
}

CLUSTER_NETINTERFACE_STATE WINAPI
GetClusterNetInterfaceState(HNETINTERFACE hNetInterface)
{
    return (CLUSTER_NETINTERFACE_STATE)object_handle_state(hNetInterface, OBJECT_NETINTERFACE);
}

/* What belongs to the object that is called name. */
static DWORD
list_of(enum object_kind kind, const WCHAR *name, DWORD what, struct object_list *list)
{
    struct object object = { .id = NULL };
    DWORD error = objects_find(kind, name, &object);

    if (error == ERROR_SUCCESS) {
        error = objects_list(kind, object.id, what, list);
        objects_forget(&object);
    }
    return error;
}

/* The interfaces of a node to a network, NULL being any. */
static DWORD
list_interfaces(const WCHAR *node, const WCHAR *network, struct object_list *list)
{
    struct object_list others = { .entries = NULL };
    DWORD error = node != NULL ? list_of(OBJECT_NODE, node, CLUSTER_NODE_ENUM_NETINTERFACES, list)
                               : objects_list(OBJECT_CLUSTER, L"", CLUSTER_ENUM_NETINTERFACE, list);

    if (error == ERROR_SUCCESS && network != NULL) {
        error = list_of(OBJECT_NETWORK, network, CLUSTER_NETWORK_ENUM_NETINTERFACES, &others);
        objects_intersect(list, &others);
    }
    objects_forget_list(&others);
    return error;
}

/* A node can have several interfaces to a network; the first by name is then the one. */
DWORD WINAPI
GetClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszNodeName, LPCWSTR lpszNetworkName,
                       LPWSTR lpszInterfaceName, LPDWORD lpcchInterfaceName)
{
    struct object_list list = { .entries = NULL };
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS && (lpszNodeName == NULL || lpszNetworkName == NULL)) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = list_interfaces(lpszNodeName, lpszNetworkName, &list);
    }
    if (error == ERROR_SUCCESS) {
        error = list.count > 0
                    ? give_name(list.entries[0].name, lpszInterfaceName, lpcchInterfaceName)
                    : ERROR_CLUSTER_NETINTERFACE_NOT_FOUND;
    }
    objects_forget_list(&list);
    return error;
}

HNETINTERFACEENUM WINAPI
ClusterNetInterfaceOpenEnum(HCLUSTER hCluster, LPCWSTR lpszNodeName, LPCWSTR lpszNetworkName)
{
    struct object_list list = { .entries = NULL };
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS) {
        error = list_interfaces(lpszNodeName, lpszNetworkName, &list);
    }
    return enumeration_open_list(HANDLE_NETINTERFACE_ENUM, error, &list);
}

DWORD WINAPI
ClusterNetInterfaceEnum(HNETINTERFACEENUM hNetInterfaceEnum, DWORD dwIndex, LPWSTR lpszName,
                        LPDWORD lpcchName)
{
    return enumeration_name(hNetInterfaceEnum, HANDLE_NETINTERFACE_ENUM, dwIndex, NULL, lpszName,
                            lpcchName);
}

DWORD WINAPI
ClusterNetInterfaceCloseEnum(HNETINTERFACEENUM hNetInterfaceEnum)
{
    return handle_close(hNetInterfaceEnum, HANDLE_NETINTERFACE_ENUM);
}
