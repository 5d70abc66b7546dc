/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Resource Management Functions" of the Failover Cluster reference: handles, states, the network
 * name, enumerations. */

#include <stdlib.h>
#include <string.h>

#include "clusapi.h"
#include "database.h"
#include "enumeration.h"
#include "give.h"
#include "handle.h"
#include "object-handle.h"
#include "target.h"

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

/* The string that a control has given, to be freed with free(). */
static DWORD
take_string(const struct wire_bytes *bytes, WCHAR **string)
{
    size_t length = bytes->length / sizeof(WCHAR);

    *string = calloc(length + 1, sizeof(WCHAR));
    if (*string == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (length > 0) {
        memcpy(*string, bytes->data, length * sizeof(WCHAR));
    }
    return ERROR_SUCCESS;
}

/* resapid answers CLUSCTL_RESOURCE_GET_NETWORK_NAME for every caller, without the DLL. */
static DWORD
ask_network_name(const char *id, WCHAR **name)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_CONTROL },
                                        .object_control = { .kind = OBJECT_RESOURCE,
                                                            .id = id,
                                                            .code =
                                                                CLUSCTL_RESOURCE_GET_NETWORK_NAME,
                                                            .alone = 1,
                                                            .out_size = WIRE_MESSAGE_MAX } };
    struct host_answer *answer = NULL;
    DWORD error = database_ask(&question, CHANNEL_OBJECT_CONTROLLED, &answer);

    if (error == ERROR_SUCCESS) {
        error = take_string(&answer->message.object_controlled.out, name);
    }
    database_forget(answer);
    return error;
}

BOOL WINAPI
GetClusterResourceNetworkName(HRESOURCE hResource, LPWSTR lpBuffer, LPDWORD nSize)
{
    char *id = NULL;
    WCHAR *name = NULL;
    DWORD error = target_id(HANDLE_RESOURCE, hResource, &id);

    if (error == ERROR_SUCCESS) {
        error = ask_network_name(id, &name);
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
