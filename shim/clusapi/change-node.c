/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Changes of the cluster itself, its nodes and its networks: documented on the pages of the
 * functions' names in the Failover Cluster reference.
 */

#include "change.h"
#include "clusapi.h"

#define PAUSE_FLAGS                                                                                \
    (CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR | CLUSAPI_NODE_AVOID_PLACEMENT |       \
     CLUSAPI_NODE_PAUSE_RETRY_DRAIN_ON_FAILURE)
#define RESUME_FLAGS                                                                               \
    (CLUSAPI_NODE_RESUME_FAILBACK_STORAGE | CLUSAPI_NODE_RESUME_FAILBACK_VMS |                     \
     CLUSAPI_NODE_RESUME_FAILBACK_PINNED_VMS_ONLY)

DWORD WINAPI
PauseClusterNodeEx2(HNODE hNode, BOOL bDrainNode, DWORD dwPauseFlags, HNODE hNodeDrainTarget,
                    LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_PAUSE,
        .kind = HANDLE_NODE,
        .object = hNode,
        .other_kind = HANDLE_NODE,
        .other = hNodeDrainTarget,
        .other_is_optional = TRUE,
        .flags = dwPauseFlags | (bDrainNode ? CHANGE_DRAIN : 0),
        .valid_flags = PAUSE_FLAGS | (bDrainNode ? CHANGE_DRAIN : 0),
        .reason = lpszReason,
    });
}

DWORD WINAPI
PauseClusterNodeEx(HNODE hNode, BOOL bDrainNode, DWORD dwPauseFlags, HNODE hNodeDrainTarget)
{
    return PauseClusterNodeEx2(hNode, bDrainNode, dwPauseFlags, hNodeDrainTarget, NULL);
}

DWORD WINAPI
PauseClusterNode(HNODE hNode)
{
    return PauseClusterNodeEx2(hNode, FALSE, 0, NULL, NULL);
}

DWORD WINAPI
ResumeClusterNodeEx2(HNODE hNode, CLUSTER_NODE_RESUME_FAILBACK_TYPE eResumeFailbackType,
                     DWORD dwResumeFlagsReserved, LPCWSTR lpszReason)
{
    BOOL exists = (DWORD)eResumeFailbackType < ClusterNodeResumeFailbackTypeCount;
    uint32_t failback = exists ? (uint32_t)eResumeFailbackType * CHANGE_FAILBACK : 0;

    return change_cluster(&(const struct change){
        .verb = CHANGE_RESUME,
        .kind = HANDLE_NODE,
        .object = hNode,
        .flags = exists ? dwResumeFlagsReserved | failback : UINT32_MAX,
        .valid_flags = RESUME_FLAGS | failback,
        .reason = lpszReason,
    });
}

DWORD WINAPI
ResumeClusterNodeEx(HNODE hNode, CLUSTER_NODE_RESUME_FAILBACK_TYPE eResumeFailbackType,
                    DWORD dwResumeFlagsReserved)
{
    return ResumeClusterNodeEx2(hNode, eResumeFailbackType, dwResumeFlagsReserved, NULL);
}

DWORD WINAPI
ResumeClusterNode(HNODE hNode)
{
    return ResumeClusterNodeEx2(hNode, DoNotFailbackGroups, 0, NULL);
}

DWORD WINAPI
SetClusterNameEx(HCLUSTER hCluster, LPCWSTR lpszNewClusterName, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_NAME,
        .kind = HANDLE_CLUSTER,
        .object = hCluster,
        .name = lpszNewClusterName,
        .reason = lpszReason,
    });
}

DWORD WINAPI
SetClusterName(HCLUSTER hCluster, LPCWSTR lpszNewClusterName)
{
    return SetClusterNameEx(hCluster, lpszNewClusterName, NULL);
}

DWORD WINAPI
SetClusterNetworkNameEx(HNETWORK hNetwork, LPCWSTR lpszName, LPCWSTR lpszReason)
{
    return change_cluster(&(const struct change){
        .verb = CHANGE_NAME,
        .kind = HANDLE_NETWORK,
        .object = hNetwork,
        .name = lpszName,
        .reason = lpszReason,
    });
}

DWORD WINAPI
SetClusterNetworkName(HNETWORK hNetwork, LPCWSTR lpszName)
{
    return SetClusterNetworkNameEx(hNetwork, lpszName, NULL);
}
