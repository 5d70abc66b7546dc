/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "docgroup.h"

#include <wchar.h>

#define MAX_NAME 256

/* Records the resource that a lookup found, and closes it. */
static BOOL
record_found(const DOCGROUP *resource, LPCWSTR function, HRESOURCE found)
{
    WCHAR name[MAX_NAME] = L"";
    DWORD count = MAX_NAME;
    DWORD error = found != NULL ? ResUtilGetResourceName(found, name, &count) : GetLastError();

    RECORD(resource, L"%ls %lu %ls", function, error, name);
    if (found != NULL) {
        CloseClusterResource(found);
    }
    return found != NULL;
}

static BOOL
survey_dependencies(const DOCGROUP *resource, HCLUSTER cluster, HRESOURCE own)
{
    CLUS_RESOURCE_CLASS_INFO class_info = { .rc = CLUS_RESCLASS_USER };
    BOOL provider = record_found(resource, L"ResUtilGetResourceDependency",
                                 ResUtilGetResourceDependency(own, PROVIDER_TYPE));

    record_found(resource, L"ResUtilGetResourceDependencyByName",
                 ResUtilGetResourceDependencyByName(cluster, own, PROVIDER_TYPE, TRUE));
    record_found(resource, L"ResUtilGetResourceDependencyByClass",
                 ResUtilGetResourceDependencyByClass(cluster, own, &class_info, FALSE));
    record_found(resource, L"ResUtilGetResourceNameDependency",
                 ResUtilGetResourceNameDependency(resource->Name, PROVIDER_TYPE));
    record_found(resource, L"of no such type", ResUtilGetResourceDependency(own, L"No Such Type"));
    return provider;
}

static void
survey_state(const DOCGROUP *resource, HCLUSTER cluster, HRESOURCE own)
{
    WCHAR node[MAX_NAME] = L"";
    WCHAR group[MAX_NAME] = L"";
    DWORD node_count = MAX_NAME;
    DWORD group_count = MAX_NAME;
    CLUSTER_RESOURCE_STATE state =
        GetClusterResourceState(own, node, &node_count, group, &group_count);
    HGROUP own_group = OpenClusterGroup(cluster, group);
    HNODE own_node = OpenClusterNode(cluster, node);

    RECORD(resource, L"GetClusterResourceState %d group %ls", state, group);
    RECORD(resource, L"GetClusterGroupState %d", GetClusterGroupState(own_group, NULL, NULL));
    RECORD(resource, L"GetClusterNodeState %d", GetClusterNodeState(own_node));
    CloseClusterGroup(own_group);
    CloseClusterNode(own_node);
}

static void
survey_cluster_enum(const DOCGROUP *resource, HCLUSTER cluster)
{
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_RESOURCE | CLUSTER_ENUM_RESTYPE);
    DWORD error = ERROR_SUCCESS;
    DWORD i;

    for (i = 0; error == ERROR_SUCCESS; i++) {
        WCHAR name[MAX_NAME];
        DWORD count = MAX_NAME;
        DWORD type;

        error = ClusterEnum(list, i, &type, name, &count);
        if (error == ERROR_SUCCESS) {
            RECORD(resource, L"ClusterEnum %ls %ls",
                   type == CLUSTER_ENUM_RESOURCE ? L"resource" : L"type", name);
        }
    }
    RECORD(resource, L"ClusterEnum ends with %lu, %lu of %lu", error, i - 1,
           ClusterGetEnumCount(list));
    ClusterCloseEnum(list);
}

static void
survey_own_enum(const DOCGROUP *resource, HRESOURCE own)
{
    HRESENUM list = ClusterResourceOpenEnum(own, CLUSTER_RESOURCE_ENUM_DEPENDS);
    DWORD i;

    for (i = 0; i < ClusterResourceGetEnumCount(list); i++) {
        WCHAR name[MAX_NAME] = L"";
        DWORD count = MAX_NAME;
        DWORD type;
        DWORD error = ClusterResourceEnum(list, i, &type, name, &count);

        RECORD(resource, L"ClusterResourceEnum %lu %ls", error, name);
    }
    ClusterResourceCloseEnum(list);
}

BOOL
SurveyCluster(const DOCGROUP *resource, HCLUSTER cluster, HRESOURCE own)
{
    WCHAR name[MAX_NAME] = L"";
    DWORD count = MAX_NAME;
    BOOL provider;
    DWORD error = ResUtilGetResourceName(own, name, &count);

    RECORD(resource, L"ResUtilGetResourceName %lu %ls", error, name);
    count = MAX_NAME;
    error = GetClusterInformation(cluster, name, &count, NULL);
    RECORD(resource, L"GetClusterInformation %lu", error);
    provider = survey_dependencies(resource, cluster, own);
    survey_state(resource, cluster, own);
    survey_cluster_enum(resource, cluster);
    survey_own_enum(resource, own);
    return provider;
}
