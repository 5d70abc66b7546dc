/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Changes of groups: documented on the pages of the functions' names in the Failover Cluster
 * reference, "Group Management Functions".
 */

#include "change.h"
#include "clusapi.h"

#define ONLINE_FLAGS                                                                               \
    (CLUSAPI_GROUP_ONLINE_IGNORE_RESOURCE_STATUS | CLUSAPI_GROUP_ONLINE_SYNCHRONOUS |              \
     CLUSAPI_GROUP_ONLINE_BEST_POSSIBLE_NODE | CLUSAPI_GROUP_ONLINE_IGNORE_AFFINITY_RULE)
#define MOVE_FLAGS                                                                                 \
    (CLUSAPI_GROUP_MOVE_IGNORE_RESOURCE_STATUS |                                                   \
     CLUSAPI_GROUP_MOVE_RETURN_TO_SOURCE_NODE_ON_ERROR | CLUSAPI_GROUP_MOVE_QUEUE_ENABLED |        \
     CLUSAPI_GROUP_MOVE_HIGH_PRIORITY_START | CLUSAPI_GROUP_MOVE_FAILBACK |                        \
     CLUSAPI_GROUP_MOVE_IGNORE_AFFINITY_RULE)

DWORD WINAPI
OnlineClusterGroupEx2(HGROUP hGroup, HNODE hDestinationNode, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                      DWORD cbInBufferSize, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_ONLINE,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .other_kind = HANDLE_NODE,
        .other = hDestinationNode,
        .other_is_optional = TRUE,
        .flags = dwOnlineFlags,
        .valid_flags = ONLINE_FLAGS,
        .in = lpInBuffer,
        .in_size = cbInBufferSize,
        .reason = lpszReason,
    });
}

DWORD WINAPI
OnlineClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                     DWORD cbInBufferSize)
{
    return OnlineClusterGroupEx2(hGroup, hDestinationNode, dwOnlineFlags, lpInBuffer,
                                 cbInBufferSize, NULL);
}

DWORD WINAPI
OnlineClusterGroup(HGROUP hGroup, HNODE hDestinationNode)
{
    return OnlineClusterGroupEx2(hGroup, hDestinationNode, 0, NULL, 0, NULL);
}

DWORD WINAPI
OfflineClusterGroupEx2(HGROUP hGroup, DWORD dwOfflineFlags, PBYTE lpInBuffer, DWORD cbInBufferSize,
                       LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_OFFLINE,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .flags = dwOfflineFlags,
        .valid_flags = CLUSAPI_GROUP_OFFLINE_IGNORE_RESOURCE_STATUS,
        .in = lpInBuffer,
        .in_size = cbInBufferSize,
        .reason = lpszReason,
    });
}

DWORD WINAPI
OfflineClusterGroupEx(HGROUP hGroup, DWORD dwOfflineFlags, PBYTE lpInBuffer, DWORD cbInBufferSize)
{
    return OfflineClusterGroupEx2(hGroup, dwOfflineFlags, lpInBuffer, cbInBufferSize, NULL);
}

DWORD WINAPI
OfflineClusterGroup(HGROUP hGroup)
{
    return OfflineClusterGroupEx2(hGroup, 0, NULL, 0, NULL);
}

DWORD WINAPI
MoveClusterGroupEx2(HGROUP hGroup, HNODE hDestinationNode, DWORD dwMoveFlags, PBYTE lpInBuffer,
                    DWORD cbInBufferSize, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_MOVE,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .other_kind = HANDLE_NODE,
        .other = hDestinationNode,
        .other_is_optional = TRUE,
        .flags = dwMoveFlags,
        .valid_flags = MOVE_FLAGS,
        .in = lpInBuffer,
        .in_size = cbInBufferSize,
        .reason = lpszReason,
    });
}

DWORD WINAPI
MoveClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwMoveFlags, PBYTE lpInBuffer,
                   DWORD cbInBufferSize)
{
    return MoveClusterGroupEx2(hGroup, hDestinationNode, dwMoveFlags, lpInBuffer, cbInBufferSize,
                               NULL);
}

DWORD WINAPI
MoveClusterGroup(HGROUP hGroup, HNODE hDestinationNode)
{
    return MoveClusterGroupEx2(hGroup, hDestinationNode, 0, NULL, 0, NULL);
}

DWORD WINAPI
CancelClusterGroupOperation(HGROUP hGroup, DWORD dwCancelFlags_RESERVED)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_CANCEL,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .flags = dwCancelFlags_RESERVED,
    });
}

DWORD WINAPI
DeleteClusterGroupEx(HGROUP hGroup, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_DELETE,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .reason = lpszReason,
    });
}

DWORD WINAPI
DeleteClusterGroup(HGROUP hGroup)
{
    return DeleteClusterGroupEx(hGroup, NULL);
}

DWORD WINAPI
DestroyClusterGroupEx(HGROUP hGroup, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_DESTROY,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .reason = lpszReason,
    });
}

DWORD WINAPI
DestroyClusterGroup(HGROUP hGroup)
{
    return DestroyClusterGroupEx(hGroup, NULL);
}

DWORD WINAPI
SetClusterGroupNameEx(HGROUP hGroup, LPCWSTR lpszGroupName, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_NAME,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .name = lpszGroupName,
        .reason = lpszReason,
    });
}

DWORD WINAPI
SetClusterGroupName(HGROUP hGroup, LPCWSTR lpszGroupName)
{
    return SetClusterGroupNameEx(hGroup, lpszGroupName, NULL);
}

DWORD WINAPI
SetClusterGroupNodeListEx(HGROUP hGroup, DWORD NodeCount, HNODE NodeList[], LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_OWNERS,
        .kind = HANDLE_GROUP,
        .object = hGroup,
        .list_kind = HANDLE_NODE,
        .list = (void *const *)NodeList,
        .list_count = NodeCount,
        .reason = lpszReason,
    });
}

DWORD WINAPI
SetClusterGroupNodeList(HGROUP hGroup, DWORD NodeCount, HNODE NodeList[])
{
    return SetClusterGroupNodeListEx(hGroup, NodeCount, NodeList, NULL);
}
