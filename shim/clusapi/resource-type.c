/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Resource Type Management Functions" of the Failover Cluster reference: the key, the enumeration.
 * Types have no handles; a type's id is its name. */

#include <stdlib.h>

#include "clusapi.h"
#include "database.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "objects.h"

static DWORD
find_type(HCLUSTER cluster, const WCHAR *name, struct object *type)
{
    DWORD error = handle_check(cluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS && name == NULL) {
        error = ERROR_INVALID_PARAMETER;
    }
    return error == ERROR_SUCCESS ? objects_find(OBJECT_RESOURCE_TYPE, name, type) : error;
}

HKEY WINAPI
GetClusterResourceTypeKey(HCLUSTER hCluster, LPCWSTR lpszTypeName, REGSAM samDesired)
{
    struct object type = { .id = NULL };
    HKEY key = NULL;
    WCHAR *path = NULL;
    DWORD error = find_type(hCluster, lpszTypeName, &type);

    (void)samDesired;
    if (error == ERROR_SUCCESS) {
        error = database_join(L"ResourceTypes", type.id, &path);
    }
    if (error == ERROR_SUCCESS) {
        error = database_open_key(path, &key);
    }
    objects_forget(&type);
    free(path);
    return give_result(error) ? key : NULL;
}

HRESTYPEENUM WINAPI
ClusterResourceTypeOpenEnum(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, DWORD dwType)
{
    struct object type = { .id = NULL };
    struct object_list list = { .entries = NULL };
    DWORD what = enumeration_known(dwType, CLUSTER_RESOURCE_TYPE_ENUM_ALL);
    DWORD error = find_type(hCluster, lpszResourceTypeName, &type);

    if (error == ERROR_SUCCESS) {
        error = what != 0 ? objects_list(OBJECT_RESOURCE_TYPE, type.id, what, &list)
                          : ERROR_INVALID_PARAMETER;
    }
    objects_forget(&type);
    return enumeration_open_list(HANDLE_TYPE_ENUM, error, &list);
}

DWORD WINAPI
ClusterResourceTypeGetEnumCount(HRESTYPEENUM hResTypeEnum)
{
    return enumeration_count(hResTypeEnum, HANDLE_TYPE_ENUM);
}

DWORD WINAPI
ClusterResourceTypeEnum(HRESTYPEENUM hResTypeEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                        LPDWORD lpcchName)
{
    return enumeration_name(hResTypeEnum, HANDLE_TYPE_ENUM, dwIndex, lpdwType, lpszName, lpcchName);
}

DWORD WINAPI
ClusterResourceTypeCloseEnum(HRESTYPEENUM hResTypeEnum)
{
    return handle_close(hResTypeEnum, HANDLE_TYPE_ENUM);
}
