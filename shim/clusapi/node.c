/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Node Management Functions" of the Failover Cluster reference: handles, ids, states, enumerations. */

#include <stdio.h>
#include <stdlib.h>

#include "clusapi.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "object-handle.h"

/* The reference declares the name of OpenClusterNodeEx optional and does not say what node NULL is: it
 * is this one, as with GetClusterNodeId. */
HNODE WINAPI
OpenClusterNode(HCLUSTER hCluster, LPCWSTR lpszNodeName)
{
    return object_handle_open(hCluster, OBJECT_NODE, lpszNodeName);
}

HNODE WINAPI
OpenClusterNodeEx(HCLUSTER hCluster, LPCWSTR lpszNodeName, DWORD dwDesiredAccess,
                  DWORD *lpdwGrantedAccess)
{
    return object_handle_open_ex(hCluster, OBJECT_NODE, lpszNodeName, dwDesiredAccess,
                                 lpdwGrantedAccess);
}

/* A node could have another one's number for its name. */
static BOOL
has_id(HNODE node, const WCHAR *id)
{
    WCHAR *found = NULL;
    BOOL same = object_handle_id(node, OBJECT_NODE, &found) == ERROR_SUCCESS &&
                objects_same_name(found, id);

    free(found);
    return same;
}

HNODE WINAPI
OpenClusterNodeById(HCLUSTER hCluster, DWORD nodeId)
{
    WCHAR id[16];
    HNODE node;

    swprintf(id, ARRAYSIZE(id), L"%lu", nodeId);
    node = object_handle_open(hCluster, OBJECT_NODE, id);
    if (node != NULL && !has_id(node, id)) {
        CloseClusterNode(node);
        SetLastError(ERROR_CLUSTER_NODE_NOT_FOUND);
        return NULL;
    }
    return node;
}

BOOL WINAPI
CloseClusterNode(HNODE hNode)
{
    return object_handle_close(hNode, OBJECT_NODE);
}

HCLUSTER WINAPI
GetClusterFromNode(HNODE hNode)
{
    return object_handle_cluster(hNode, OBJECT_NODE);
}

HKEY WINAPI
GetClusterNodeKey(HNODE hNode, REGSAM samDesired)
{
    (void)samDesired;
    return object_handle_key(hNode, OBJECT_NODE);
}

CLUSTER_NODE_STATE WINAPI
GetClusterNodeState(HNODE hNode)
{
    return (CLUSTER_NODE_STATE)object_handle_state(hNode, OBJECT_NODE);
}

static DWORD
find_this_node(WCHAR **id)
{
    struct object node = { .id = NULL };
    DWORD error = objects_find(OBJECT_NODE, NULL, &node);

    *id = node.id;
    node.id = NULL;
    objects_forget(&node);
    return error;
}

DWORD WINAPI
GetClusterNodeId(HNODE hNode, LPWSTR lpszNodeId, LPDWORD lpcchName)
{
    WCHAR *id = NULL;
    DWORD error = hNode != NULL ? object_handle_id(hNode, OBJECT_NODE, &id) : find_this_node(&id);

    if (error == ERROR_SUCCESS) {
        error = give_name(id, lpszNodeId, lpcchName);
    }
    free(id);
    return error;
}

HNODEENUM WINAPI
ClusterNodeOpenEnum(HNODE hNode, DWORD dwType)
{
    return enumeration_open_of(HANDLE_NODE_ENUM, hNode, OBJECT_NODE,
                               enumeration_known(dwType, CLUSTER_NODE_ENUM_ALL));
}

DWORD WINAPI
ClusterNodeGetEnumCount(HNODEENUM hNodeEnum)
{
    return enumeration_count(hNodeEnum, HANDLE_NODE_ENUM);
}

DWORD WINAPI
ClusterNodeEnum(HNODEENUM hNodeEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                LPDWORD lpcchName)
{
    return enumeration_name(hNodeEnum, HANDLE_NODE_ENUM, dwIndex, lpdwType, lpszName, lpcchName);
}

DWORD WINAPI
ClusterNodeCloseEnum(HNODEENUM hNodeEnum)
{
    return handle_close(hNodeEnum, HANDLE_NODE_ENUM);
}

HNODEENUMEX WINAPI
ClusterNodeOpenEnumEx(HNODE hNode, DWORD dwType, PVOID pOptions)
{
    return enumeration_open_of(HANDLE_NODE_ENUM_EX, hNode, OBJECT_NODE,
                               enumeration_exact(dwType, CLUSTER_NODE_ENUM_ALL, pOptions));
}

DWORD WINAPI
ClusterNodeGetEnumCountEx(HNODEENUMEX hNodeEnum)
{
    return enumeration_count(hNodeEnum, HANDLE_NODE_ENUM_EX);
}

DWORD WINAPI
ClusterNodeEnumEx(HNODEENUMEX hNodeEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem, LPDWORD cbItem)
{
    return enumeration_item(hNodeEnum, HANDLE_NODE_ENUM_EX, dwIndex, pItem, cbItem);
}

DWORD WINAPI
ClusterNodeCloseEnumEx(HNODEENUMEX hNodeEnum)
{
    return handle_close(hNodeEnum, HANDLE_NODE_ENUM_EX);
}
