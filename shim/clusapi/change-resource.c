/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Changes of resources and resource types: documented on the pages of the functions' names in the
 * Failover Cluster reference, "Resource Management Functions".
 */

#include "change.h"
#include "clusapi.h"

#define ONLINE_FLAGS                                                                               \
    (CLUSAPI_RESOURCE_ONLINE_IGNORE_RESOURCE_STATUS |                                              \
     CLUSAPI_RESOURCE_ONLINE_DO_NOT_UPDATE_PERSISTENT_STATE |                                      \
     CLUSAPI_RESOURCE_ONLINE_NECESSARY_FOR_QUORUM | CLUSAPI_RESOURCE_ONLINE_BEST_POSSIBLE_NODE |   \
     CLUSAPI_RESOURCE_ONLINE_IGNORE_AFFINITY_RULE)

/* OfflineClusterResourceEx()'s page counts the reasons CLUSAPI_RESOURCE_OFFLINE_REASON_..., up to
 * 0x40, among the flags. */
#define OFFLINE_FLAGS 0x7fu

DWORD WINAPI
OnlineClusterResourceEx2(HRESOURCE hResource, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                         DWORD cbInBufferSize, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_ONLINE,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .flags = dwOnlineFlags,
        .valid_flags = ONLINE_FLAGS,
        .in = lpInBuffer,
        .in_size = cbInBufferSize,
        .reason = lpszReason,
    });
}

DWORD WINAPI
OnlineClusterResourceEx(HRESOURCE hResource, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                        DWORD cbInBufferSize)
{
    return OnlineClusterResourceEx2(hResource, dwOnlineFlags, lpInBuffer, cbInBufferSize, NULL);
}

DWORD WINAPI
OnlineClusterResource(HRESOURCE hResource)
{
    return OnlineClusterResourceEx2(hResource, 0, NULL, 0, NULL);
}

DWORD WINAPI
OfflineClusterResourceEx2(HRESOURCE hResource, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                          DWORD cbInBufferSize, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_OFFLINE,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .flags = dwOfflineFlags,
        .valid_flags = OFFLINE_FLAGS,
        .in = lpInBuffer,
        .in_size = cbInBufferSize,
        .reason = lpszReason,
    });
}

DWORD WINAPI
OfflineClusterResourceEx(HRESOURCE hResource, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                         DWORD cbInBufferSize)
{
    return OfflineClusterResourceEx2(hResource, dwOfflineFlags, lpInBuffer, cbInBufferSize, NULL);
}

DWORD WINAPI
OfflineClusterResource(HRESOURCE hResource)
{
    return OfflineClusterResourceEx2(hResource, 0, NULL, 0, NULL);
}

/* No page tells what the flags are. */
DWORD WINAPI
RestartClusterResourceEx(HRESOURCE hResource, DWORD dwFlags, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_RESTART,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .flags = dwFlags,
        .valid_flags = UINT32_MAX,
        .reason = lpszReason,
    });
}

DWORD WINAPI
RestartClusterResource(HRESOURCE hResource, DWORD dwFlags)
{
    return RestartClusterResourceEx(hResource, dwFlags, NULL);
}

DWORD WINAPI
FailClusterResourceEx(HRESOURCE hResource, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_FAIL,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .reason = lpszReason,
    });
}

DWORD WINAPI
FailClusterResource(HRESOURCE hResource)
{
    return FailClusterResourceEx(hResource, NULL);
}

DWORD WINAPI
DeleteClusterResourceEx(HRESOURCE hResource, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_DELETE,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .reason = lpszReason,
    });
}

DWORD WINAPI
DeleteClusterResource(HRESOURCE hResource)
{
    return DeleteClusterResourceEx(hResource, NULL);
}

DWORD WINAPI
SetClusterResourceNameEx(HRESOURCE hResource, LPCWSTR lpszResourceName, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_NAME,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .name = lpszResourceName,
        .reason = lpszReason,
    });
}

DWORD WINAPI
SetClusterResourceName(HRESOURCE hResource, LPCWSTR lpszResourceName)
{
    return SetClusterResourceNameEx(hResource, lpszResourceName, NULL);
}

/* All the flags there are fit the channel's 32 bits, so a higher one is not valid either. */
DWORD WINAPI
ChangeClusterResourceGroupEx2(HRESOURCE hResource, HGROUP hGroup, ULONGLONG Flags,
                              LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_GROUP,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .other_kind = HANDLE_GROUP,
        .other = hGroup,
        .flags = Flags <= UINT32_MAX ? (uint32_t)Flags : UINT32_MAX,
        .valid_flags = CLUSAPI_VALID_CHANGE_RESOURCE_GROUP_FLAGS,
        .reason = lpszReason,
    });
}

DWORD WINAPI
ChangeClusterResourceGroupEx(HRESOURCE hResource, HGROUP hGroup, ULONGLONG Flags)
{
    return ChangeClusterResourceGroupEx2(hResource, hGroup, Flags, NULL);
}

DWORD WINAPI
ChangeClusterResourceGroup(HRESOURCE hResource, HGROUP hGroup)
{
    return ChangeClusterResourceGroupEx2(hResource, hGroup, 0, NULL);
}

static DWORD
change_with(enum object_verb verb, HRESOURCE resource, enum handle_kind other_kind,
            const void *other, const WCHAR *reason)
{
    return change_cluster(&(const struct change){
        .verb = verb,
        .kind = HANDLE_RESOURCE,
        .object = resource,
        .other_kind = other_kind,
        .other = other,
        .reason = reason,
    });
}

DWORD WINAPI
AddClusterResourceNodeEx(HRESOURCE hResource, HNODE hNode, LPCWSTR lpszReason)
{
    return change_with(CHANGE_ADD_OWNER, hResource, HANDLE_NODE, hNode, lpszReason);
}

DWORD WINAPI
AddClusterResourceNode(HRESOURCE hResource, HNODE hNode)
{
    return AddClusterResourceNodeEx(hResource, hNode, NULL);
}

DWORD WINAPI
RemoveClusterResourceNodeEx(HRESOURCE hResource, HNODE hNode, LPCWSTR lpszReason)
{
    return change_with(CHANGE_REMOVE_OWNER, hResource, HANDLE_NODE, hNode, lpszReason);
}

DWORD WINAPI
RemoveClusterResourceNode(HRESOURCE hResource, HNODE hNode)
{
    return RemoveClusterResourceNodeEx(hResource, hNode, NULL);
}

DWORD WINAPI
AddClusterResourceDependencyEx(HRESOURCE hResource, HRESOURCE hDependsOn, LPCWSTR lpszReason)
{
    return change_with(CHANGE_ADD_PROVIDER, hResource, HANDLE_RESOURCE, hDependsOn, lpszReason);
}

DWORD WINAPI
AddClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn)
{
    return AddClusterResourceDependencyEx(hResource, hDependsOn, NULL);
}

DWORD WINAPI
RemoveClusterResourceDependencyEx(HRESOURCE hResource, HRESOURCE hDependsOn, LPCWSTR lpszReason)
{
    return change_with(CHANGE_REMOVE_PROVIDER, hResource, HANDLE_RESOURCE, hDependsOn, lpszReason);
}

DWORD WINAPI
RemoveClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn)
{
    return RemoveClusterResourceDependencyEx(hResource, hDependsOn, NULL);
}

DWORD WINAPI
SetClusterResourceDependencyExpression(HRESOURCE hResource, LPCWSTR lpszDependencyExpression)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_DEPENDENCIES,
        .kind = HANDLE_RESOURCE,
        .object = hResource,
        .name = lpszDependencyExpression,
    });
}

DWORD WINAPI
DeleteClusterResourceTypeEx(HCLUSTER hCluster, LPCWSTR lpszTypeName, LPCWSTR lpszReason)
{
    return change_delete_type(hCluster, lpszTypeName, lpszReason);
}

DWORD WINAPI
DeleteClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName)
{
    return DeleteClusterResourceTypeEx(hCluster, lpszResourceTypeName, NULL);
}
