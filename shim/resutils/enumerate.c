/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A function of the caller for each object of the cluster. */
#include "cluster-object.h"

/* ERROR_NO_MORE_ITEMS from a callback ends an enumeration that is none the worse for it. */
static DWORD
as_enum_result(DWORD error)
{
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

typedef struct ResourceWalk {
    HCLUSTER cluster;
    HRESOURCE self;
    LPCWSTR type;
    DWORD access;
    LPRESOURCE_CALLBACK_EX callback;
    PVOID parameter;
} ResourceWalk;

static DWORD
call_for_resource(const ResourceWalk *walk, HRESOURCE resource)
{
    bool has_type = true;
    DWORD error = ERROR_SUCCESS;

    if (walk->self != NULL && ResUtilResourcesEqual(walk->self, resource)) {
        return ERROR_SUCCESS;
    }
    if (walk->type != NULL) {
        error = resource_has_type(resource, walk->type, &has_type);
    }
    if (error != ERROR_SUCCESS || !has_type) {
        return error;
    }
    return walk->callback(walk->cluster, walk->self, resource, walk->parameter);
}

/* A resource that was deleted meanwhile is not one of the cluster's any more. */
static DWORD
visit_resource(void *context, LPCWSTR name)
{
    const ResourceWalk *walk = context;
    HRESOURCE resource = resource_open(walk->cluster, name, walk->access);
    DWORD error;

    if (resource == NULL) {
        error = GetLastError();
        return error == ERROR_RESOURCE_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    error = call_for_resource(walk, resource);
    CloseClusterResource(resource);
    return error;
}

DWORD WINAPI
ResUtilEnumResourcesEx2(HCLUSTER hCluster, HRESOURCE hSelf, LPCWSTR lpszResTypeName,
                        LPRESOURCE_CALLBACK_EX pResCallBack, PVOID pParameter,
                        DWORD dwDesiredAccess)
{
    ResourceWalk walk = { hCluster,        hSelf,        lpszResTypeName,
                          dwDesiredAccess, pResCallBack, pParameter };

    if (pResCallBack == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    return as_enum_result(
        cluster_names_visit(hCluster, CLUSTER_ENUM_RESOURCE, visit_resource, &walk));
}

DWORD WINAPI
ResUtilEnumResourcesEx(HCLUSTER hCluster, HRESOURCE hSelf, LPCWSTR lpszResTypeName,
                       LPRESOURCE_CALLBACK_EX pResCallBack, PVOID pParameter)
{
    return ResUtilEnumResourcesEx2(hCluster, hSelf, lpszResTypeName, pResCallBack, pParameter,
                                   FULL_ACCESS);
}

typedef struct PlainCallback {
    LPRESOURCE_CALLBACK callback;
    PVOID parameter;
} PlainCallback;

static DWORD
call_plain(HCLUSTER cluster, HRESOURCE self, HRESOURCE resource, PVOID parameter)
{
    const PlainCallback *plain = parameter;

    (void)cluster;
    return plain->callback(self, resource, plain->parameter);
}

DWORD WINAPI
ResUtilEnumResources(HRESOURCE hSelf, LPCWSTR lpszResTypeName, LPRESOURCE_CALLBACK pResCallBack,
                     PVOID pParameter)
{
    PlainCallback plain = { pResCallBack, pParameter };
    HCLUSTER cluster;
    DWORD error;

    if (pResCallBack == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    cluster = OpenCluster(NULL);
    if (cluster == NULL) {
        return GetLastError();
    }
    error = ResUtilEnumResourcesEx(cluster, hSelf, lpszResTypeName, call_plain, &plain);
    CloseCluster(cluster);
    return error;
}

/* Not documented; its callback takes resources, so the nodes of a resource cannot be asked for. */
DWORD WINAPI
ResUtilResourceDepEnum(HRESOURCE hSelf, DWORD enumType, LPRESOURCE_CALLBACK_EX pResCallBack,
                       PVOID pParameter)
{
    const DWORD dependencies = CLUSTER_RESOURCE_ENUM_DEPENDS | CLUSTER_RESOURCE_ENUM_PROVIDES;
    ResourceWalk walk = { NULL, hSelf, NULL, FULL_ACCESS, pResCallBack, pParameter };
    DWORD error;

    if (pResCallBack == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    if (enumType == 0 || (enumType & ~dependencies) != 0) {
        return ERROR_INVALID_PARAMETER;
    }
    walk.cluster = GetClusterFromResource(hSelf);
    if (walk.cluster == NULL) {
        return GetLastError();
    }
    error = as_enum_result(resource_names_visit(hSelf, enumType, visit_resource, &walk));
    CloseCluster(walk.cluster);
    return error;
}

typedef struct GroupWalk {
    HCLUSTER cluster;
    HGROUP self;
    const CLUSGROUP_TYPE *type; /* NULL: all */
    LPGROUP_CALLBACK_EX callback;
    PVOID parameter;
} GroupWalk;

static DWORD
call_for_group(const GroupWalk *walk, HGROUP group)
{
    BOOL is_self = FALSE;
    CLUSGROUP_TYPE type;
    DWORD error = ERROR_SUCCESS;

    if (walk->self != NULL) {
        error = ResUtilGroupsEqual(walk->self, group, &is_self);
    }
    if (error != ERROR_SUCCESS || is_self) {
        return error;
    }
    if (walk->type != NULL) {
        error = group_type(group, &type);
        if (error != ERROR_SUCCESS || type != *walk->type) {
            return error;
        }
    }
    return walk->callback(walk->cluster, walk->self, group, walk->parameter);
}

static DWORD
visit_group(void *context, LPCWSTR name)
{
    const GroupWalk *walk = context;
    HGROUP group = OpenClusterGroup(walk->cluster, name);
    DWORD error;

    if (group == NULL) {
        error = GetLastError();
        return error == ERROR_GROUP_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    error = call_for_group(walk, group);
    CloseClusterGroup(group);
    return error;
}

static DWORD
walk_groups(GroupWalk *walk)
{
    if (walk->callback == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    return as_enum_result(
        cluster_names_visit(walk->cluster, CLUSTER_ENUM_GROUP, visit_group, walk));
}

DWORD WINAPI
ResUtilEnumGroups(HCLUSTER hCluster, HGROUP hSelf, LPGROUP_CALLBACK_EX pResCallBack,
                  PVOID pParameter)
{
    GroupWalk walk = { hCluster, hSelf, NULL, pResCallBack, pParameter };

    return walk_groups(&walk);
}

DWORD WINAPI
ResUtilEnumGroupsEx(HCLUSTER hCluster, HGROUP hSelf, CLUSGROUP_TYPE groupType,
                    LPGROUP_CALLBACK_EX pResCallBack, PVOID pParameter)
{
    GroupWalk walk = { hCluster, hSelf, &groupType, pResCallBack, pParameter };

    return walk_groups(&walk);
}

typedef struct NodeWalk {
    HCLUSTER cluster;
    LPNODE_CALLBACK callback;
    PVOID parameter;
} NodeWalk;

static DWORD
visit_node(void *context, LPCWSTR name)
{
    const NodeWalk *walk = context;
    HNODE node = OpenClusterNode(walk->cluster, name);
    DWORD error;

    if (node == NULL) {
        error = GetLastError();
        return error == ERROR_CLUSTER_NODE_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    error = walk->callback(walk->cluster, node, GetClusterNodeState(node), walk->parameter);
    CloseClusterNode(node);
    return error;
}

DWORD WINAPI
ResUtilNodeEnum(HCLUSTER hCluster, LPNODE_CALLBACK pNodeCallBack, PVOID pParameter)
{
    NodeWalk walk = { hCluster, pNodeCallBack, pParameter };

    if (pNodeCallBack == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    return as_enum_result(cluster_names_visit(hCluster, CLUSTER_ENUM_NODE, visit_node, &walk));
}
