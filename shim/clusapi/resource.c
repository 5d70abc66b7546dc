/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Resource Management Functions" of the Failover Cluster reference: handles, states, the network
 * name, enumerations. */

#include <stdlib.h>

#include "clusapi.h"
#include "database.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "object-handle.h"

HRESOURCE WINAPI
OpenClusterResource(HCLUSTER hCluster, LPCWSTR lpszResourceName)
{
    return object_handle_open(hCluster, OBJECT_RESOURCE, lpszResourceName);
}

HRESOURCE WINAPI
OpenClusterResourceEx(HCLUSTER hCluster, LPCWSTR lpszResourceName, DWORD dwDesiredAccess,
                      DWORD *lpdwGrantedAccess)
{
    return object_handle_open_ex(hCluster, OBJECT_RESOURCE, lpszResourceName, dwDesiredAccess,
                                 lpdwGrantedAccess);
}

BOOL WINAPI
CloseClusterResource(HRESOURCE hResource)
{
    return object_handle_close(hResource, OBJECT_RESOURCE);
}

HCLUSTER WINAPI
GetClusterFromResource(HRESOURCE hResource)
{
    return object_handle_cluster(hResource, OBJECT_RESOURCE);
}

HKEY WINAPI
GetClusterResourceKey(HRESOURCE hResource, REGSAM samDesired)
{
    (void)samDesired;
    return object_handle_key(hResource, OBJECT_RESOURCE);
}

/* The names of a resource's node and group, both to be freed with free(). */
static DWORD
name_owners(const struct object *resource, WCHAR **node, WCHAR **group)
{
    DWORD error = objects_name(OBJECT_NODE, resource->node, node);

    return error == ERROR_SUCCESS ? objects_name(OBJECT_GROUP, resource->group, group) : error;
}

/* Both names are given, even if there is no room for one of them. */
CLUSTER_RESOURCE_STATE WINAPI
GetClusterResourceState(HRESOURCE hResource, LPWSTR lpszNodeName, LPDWORD lpcchNodeName,
                        LPWSTR lpszGroupName, LPDWORD lpcchGroupName)
{
    struct object resource = { .id = NULL };
    WCHAR *node = NULL;
    WCHAR *group = NULL;
    DWORD error = object_handle_find(hResource, OBJECT_RESOURCE, &resource);
    CLUSTER_RESOURCE_STATE state = (CLUSTER_RESOURCE_STATE)resource.state;

    if (error == ERROR_SUCCESS) {
        error = name_owners(&resource, &node, &group);
    }
    if (error == ERROR_SUCCESS) {
        DWORD group_error = give_optional_name(group, lpszGroupName, lpcchGroupName);

        error = give_optional_name(node, lpszNodeName, lpcchNodeName);
        error = error == ERROR_SUCCESS ? group_error : error;
    }
    objects_forget(&resource);
    free(node);
    free(group);
    return give_result(error) ? state : ClusterResourceStateUnknown;
}

/* A value of a resource's key, or of a key below it. */
static DWORD
get_text(const WCHAR *id, const WCHAR *subkey, const WCHAR *value, WCHAR **text)
{
    WCHAR *key = NULL;
    WCHAR *path = NULL;
    DWORD error = database_join(L"Resources", id, &key);

    if (error == ERROR_SUCCESS) {
        error = database_join(key, subkey, &path);
    }
    if (error == ERROR_SUCCESS) {
        error = database_get_text(path, value, text);
    }
    free(key);
    free(path);
    return error;
}

static BOOL
is_network_name(const WCHAR *id)
{
    WCHAR *type = NULL;
    BOOL is = get_text(id, L"", CLUSREG_NAME_RES_TYPE, &type) == ERROR_SUCCESS &&
              objects_same_name(type, L"Network Name");

    free(type);
    return is;
}

/* Adds what a resource depends on. */
static DWORD
add_providers(struct object_list *list, const WCHAR *id)
{
    struct object_list providers = { .entries = NULL };
    DWORD error = objects_list(OBJECT_RESOURCE, id, CLUSTER_RESOURCE_ENUM_DEPENDS, &providers);

    if (error == ERROR_SUCCESS) {
        return objects_merge(list, &providers);
    }
    objects_forget_list(&providers);
    return error;
}

/* The nearest Network Name resource counts; the dependency need not be direct (MS-CMRP,
 * ApiGetResourceNetworkName). */
static DWORD
find_network_name(const WCHAR *id, WCHAR **name)
{
    struct object_list providers = { .entries = NULL };
    DWORD error = add_providers(&providers, id);
    DWORD i = 0;

    while (error == ERROR_SUCCESS && i < providers.count &&
           !is_network_name(providers.entries[i].id)) {
        error = add_providers(&providers, providers.entries[i++].id);
    }
    if (error == ERROR_SUCCESS) {
        error = i < providers.count
                    ? get_text(providers.entries[i].id, L"Parameters", L"Name", name)
                    : ERROR_DEPENDENCY_NOT_FOUND;
    }
    objects_forget_list(&providers);
    return error;
}

BOOL WINAPI
GetClusterResourceNetworkName(HRESOURCE hResource, LPWSTR lpBuffer, LPDWORD nSize)
{
    WCHAR *id = NULL;
    WCHAR *name = NULL;
    DWORD error = object_handle_id(hResource, OBJECT_RESOURCE, &id);

    if (error == ERROR_SUCCESS) {
        error = find_network_name(id, &name);
    }
    if (error == ERROR_SUCCESS) {
        error = give_name(name, lpBuffer, nSize);
    }
    free(id);
    free(name);
    return give_result(error);
}

HRESENUM WINAPI
ClusterResourceOpenEnum(HRESOURCE hResource, DWORD dwType)
{
    return enumeration_open_of(HANDLE_RESOURCE_ENUM, hResource, OBJECT_RESOURCE,
                               enumeration_known(dwType, CLUSTER_RESOURCE_ENUM_ALL));
}

DWORD WINAPI
ClusterResourceGetEnumCount(HRESENUM hResEnum)
{
    return enumeration_count(hResEnum, HANDLE_RESOURCE_ENUM);
}

DWORD WINAPI
ClusterResourceEnum(HRESENUM hResEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                    LPDWORD lpcchName)
{
    return enumeration_name(hResEnum, HANDLE_RESOURCE_ENUM, dwIndex, lpdwType, lpszName, lpcchName);
}

DWORD WINAPI
ClusterResourceCloseEnum(HRESENUM hResEnum)
{
    return handle_close(hResEnum, HANDLE_RESOURCE_ENUM);
}

HRESENUMEX WINAPI
ClusterResourceOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties, DWORD cbProperties,
                          LPCWSTR lpszRoProperties, DWORD cbRoProperties, DWORD dwFlags)
{
    const struct property_names names = { lpszProperties, cbProperties };
    const struct property_names ro_names = { lpszRoProperties, cbRoProperties };

    return enumeration_open_details(HANDLE_RESOURCE_ENUM_EX, hCluster, &names, &ro_names, dwFlags);
}

DWORD WINAPI
ClusterResourceGetEnumCountEx(HRESENUMEX hResourceEnumEx)
{
    return enumeration_count(hResourceEnumEx, HANDLE_RESOURCE_ENUM_EX);
}

DWORD WINAPI
ClusterResourceEnumEx(HRESENUMEX hResourceEnumEx, DWORD dwIndex, PCLUSTER_RESOURCE_ENUM_ITEM pItem,
                      LPDWORD cbItem)
{
    return enumeration_resource_item(hResourceEnumEx, dwIndex, pItem, cbItem);
}

DWORD WINAPI
ClusterResourceCloseEnumEx(HRESENUMEX hResourceEnumEx)
{
    return handle_close(hResourceEnumEx, HANDLE_RESOURCE_ENUM_EX);
}
