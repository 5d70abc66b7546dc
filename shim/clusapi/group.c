/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Group Management Functions" of the Failover Cluster reference: handles, states, enumerations. */

#include <stdlib.h>

#include "clusapi.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "object-handle.h"

HGROUP WINAPI
OpenClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName)
{
    return object_handle_open(hCluster, OBJECT_GROUP, lpszGroupName);
}

HGROUP WINAPI
OpenClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName, DWORD dwDesiredAccess,
                   DWORD *lpdwGrantedAccess)
{
    return object_handle_open_ex(hCluster, OBJECT_GROUP, lpszGroupName, dwDesiredAccess,
                                 lpdwGrantedAccess);
}

BOOL WINAPI
CloseClusterGroup(HGROUP hGroup)
{
    return object_handle_close(hGroup, OBJECT_GROUP);
}

HCLUSTER WINAPI
GetClusterFromGroup(HGROUP hGroup)
{
    return object_handle_cluster(hGroup, OBJECT_GROUP);
}

HKEY WINAPI
GetClusterGroupKey(HGROUP hGroup, REGSAM samDesired)
{
    (void)samDesired;
    return object_handle_key(hGroup, OBJECT_GROUP);
}

CLUSTER_GROUP_STATE WINAPI
GetClusterGroupState(HGROUP hGroup, LPWSTR lpszNodeName, LPDWORD lpcchNodeName)
{
    struct object group = { .id = NULL };
    WCHAR *node = NULL;
    DWORD error = object_handle_find(hGroup, OBJECT_GROUP, &group);
    CLUSTER_GROUP_STATE state = (CLUSTER_GROUP_STATE)group.state;

    if (error == ERROR_SUCCESS) {
        error = objects_name(OBJECT_NODE, group.node, &node);
    }
    if (error == ERROR_SUCCESS) {
        error = give_optional_name(node, lpszNodeName, lpcchNodeName);
    }
    objects_forget(&group);
    free(node);
    return give_result(error) ? state : ClusterGroupStateUnknown;
}

HGROUPENUM WINAPI
ClusterGroupOpenEnum(HGROUP hGroup, DWORD dwType)
{
    return enumeration_open_of(HANDLE_GROUP_ENUM, hGroup, OBJECT_GROUP,
                               enumeration_known(dwType, CLUSTER_GROUP_ENUM_ALL));
}

DWORD WINAPI
ClusterGroupGetEnumCount(HGROUPENUM hGroupEnum)
{
    return enumeration_count(hGroupEnum, HANDLE_GROUP_ENUM);
}

DWORD WINAPI
ClusterGroupEnum(HGROUPENUM hGroupEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszResourceName,
                 LPDWORD lpcchName)
{
    return enumeration_name(hGroupEnum, HANDLE_GROUP_ENUM, dwIndex, lpdwType, lpszResourceName,
                            lpcchName);
}

DWORD WINAPI
ClusterGroupCloseEnum(HGROUPENUM hGroupEnum)
{
    return handle_close(hGroupEnum, HANDLE_GROUP_ENUM);
}

HGROUPENUMEX WINAPI
ClusterGroupOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties, DWORD cbProperties,
                       LPCWSTR lpszRoProperties, DWORD cbRoProperties, DWORD dwFlags)
{
    const struct property_names names = { lpszProperties, cbProperties };
    const struct property_names ro_names = { lpszRoProperties, cbRoProperties };

    return enumeration_open_details(HANDLE_GROUP_ENUM_EX, hCluster, &names, &ro_names, dwFlags);
}

DWORD WINAPI
ClusterGroupGetEnumCountEx(HGROUPENUMEX hGroupEnumEx)
{
    return enumeration_count(hGroupEnumEx, HANDLE_GROUP_ENUM_EX);
}

DWORD WINAPI
ClusterGroupEnumEx(HGROUPENUMEX hGroupEnumEx, DWORD dwIndex, PCLUSTER_GROUP_ENUM_ITEM pItem,
                   LPDWORD cbItem)
{
    return enumeration_group_item(hGroupEnumEx, dwIndex, pItem, cbItem);
}

DWORD WINAPI
ClusterGroupCloseEnumEx(HGROUPENUMEX hGroupEnumEx)
{
    return handle_close(hGroupEnumEx, HANDLE_GROUP_ENUM_EX);
}
