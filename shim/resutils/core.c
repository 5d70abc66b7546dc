/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The core of a cluster, and which roles it has. */
#include "cluster-object.h"

#include <string.h>

#define NAME_CHARACTERS 256

/* The low word of the flags is the cluster's own. */
static DWORD
is_core(HRESOURCE resource, bool *core)
{
    ControlOutput output;
    DWORD flags = 0;
    DWORD error = resource_control(resource, CLUSCTL_RESOURCE_GET_FLAGS, &output);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (output.size < sizeof(flags)) {
        error = ERROR_INVALID_DATA;
    } else {
        memcpy(&flags, output.data, sizeof(flags));
        *core = (flags & CLUS_FLAG_CORE) != 0;
    }
    LocalFree(output.data);
    return error;
}

typedef struct CoreSearch {
    DWORD access;
    HRESOURCE found;
} CoreSearch;

static DWORD
take_core_resource(HCLUSTER cluster, HRESOURCE self, HRESOURCE resource, PVOID parameter)
{
    CoreSearch *search = parameter;
    bool core = false;
    LPWSTR name;
    DWORD error = is_core(resource, &core);

    (void)self;
    if (error != ERROR_SUCCESS || !core) {
        return error;
    }
    name = resource_text(resource, CLUSCTL_RESOURCE_GET_NAME);
    if (name == NULL) {
        return GetLastError();
    }
    search->found = resource_open(cluster, name, search->access);
    error = search->found == NULL ? GetLastError() : ERROR_NO_MORE_ITEMS;
    LocalFree(name);
    return error;
}

static DWORD
open_name_resource(HCLUSTER cluster, DWORD access, HRESOURCE *resource)
{
    static const LPCWSTR types[] = { L"Network Name", L"Distributed Network Name" };
    CoreSearch search = { access, NULL };
    DWORD error = ERROR_SUCCESS;
    size_t i;

    for (i = 0; i < ARRAYSIZE(types) && error == ERROR_SUCCESS && search.found == NULL; i++) {
        error =
            ResUtilEnumResourcesEx2(cluster, NULL, types[i], take_core_resource, &search, access);
    }
    *resource = search.found;
    return error == ERROR_SUCCESS && search.found == NULL ? ERROR_RESOURCE_NOT_FOUND : error;
}

/* The lengths come back without the NUL. */
static DWORD
read_quorum_name(HCLUSTER cluster, LPWSTR *name)
{
    DWORD room = NAME_CHARACTERS;
    LPWSTR names = NULL;
    DWORD name_length;
    DWORD path_length;
    DWORD log_size;
    DWORD error;

    do {
        LocalFree(names);
        names = LocalAlloc(LPTR, 2 * room * sizeof(WCHAR));
        if (names == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        name_length = room;
        path_length = room;
        error = GetClusterQuorumResource(cluster, names, &name_length, names + room, &path_length,
                                         &log_size);
        room *= 2;
    } while (error == ERROR_MORE_DATA && room <= MAXWORD);
    if (error != ERROR_SUCCESS) {
        LocalFree(names);
        return error;
    }
    *name = names;
    return ERROR_SUCCESS;
}

/* A cluster whose nodes alone make up the quorum has no such resource: an empty name. */
static DWORD
open_quorum_resource(HCLUSTER cluster, DWORD access, HRESOURCE *resource)
{
    LPWSTR name;
    DWORD error = read_quorum_name(cluster, &name);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (name[0] == L'\0') {
        error = ERROR_RESOURCE_NOT_FOUND;
    } else {
        *resource = resource_open(cluster, name, access);
        error = *resource == NULL ? GetLastError() : ERROR_SUCCESS;
    }
    LocalFree(name);
    return error;
}

DWORD WINAPI
ResUtilGetCoreClusterResourcesEx(HCLUSTER hClusterIn, HRESOURCE *phClusterNameResourceOut,
                                 HRESOURCE *phClusterQuorumResourceOut, DWORD dwDesiredAccess)
{
    HRESOURCE name = NULL;
    HRESOURCE quorum = NULL;
    DWORD error = ERROR_SUCCESS;

    if (phClusterNameResourceOut != NULL) {
        *phClusterNameResourceOut = NULL;
        error = open_name_resource(hClusterIn, dwDesiredAccess, &name);
    }
    if (phClusterQuorumResourceOut != NULL) {
        *phClusterQuorumResourceOut = NULL;
        if (error == ERROR_SUCCESS) {
            error = open_quorum_resource(hClusterIn, dwDesiredAccess, &quorum);
        }
    }
    if (error != ERROR_SUCCESS) {
        if (name != NULL) {
            CloseClusterResource(name);
        }
        return error;
    }
    if (phClusterNameResourceOut != NULL) {
        *phClusterNameResourceOut = name;
    }
    if (phClusterQuorumResourceOut != NULL) {
        *phClusterQuorumResourceOut = quorum;
    }
    return ERROR_SUCCESS;
}

DWORD WINAPI
ResUtilGetCoreClusterResources(HCLUSTER hCluster, HRESOURCE *phClusterNameResource,
                               HRESOURCE *phClusterIPAddressResource,
                               HRESOURCE *phClusterQuorumResource)
{
    if (phClusterIPAddressResource != NULL) {
        *phClusterIPAddressResource = NULL;
    }
    return ResUtilGetCoreClusterResourcesEx(hCluster, phClusterNameResource,
                                            phClusterQuorumResource, FULL_ACCESS);
}

static DWORD
take_group(HCLUSTER cluster, HGROUP self, HGROUP group, PVOID parameter)
{
    HGROUP *found = parameter;
    DWORD error = ResUtilDupGroup(group, found);

    (void)cluster;
    (void)self;
    return error == ERROR_SUCCESS ? ERROR_NO_MORE_ITEMS : error;
}

/* Not documented; there is one group of this type in a cluster. */
HGROUP WINAPI
ResUtilGetCoreGroup(HCLUSTER hCluster)
{
    HGROUP found = NULL;
    DWORD error = ResUtilEnumGroupsEx(hCluster, NULL, ClusGroupTypeCoreCluster, take_group, &found);

    if (found == NULL) {
        SetLastError(error == ERROR_SUCCESS ? ERROR_GROUP_NOT_FOUND : error);
    }
    return found;
}

/* The registered names of the resource types, in the order of CLUSTER_ROLE, as its pages say. */
static const LPCWSTR role_types[] = {
    L"DHCP Service",
    L"Distributed Transaction Coordinator",
    L"File Share",
    L"Generic Application",
    L"Generic Script",
    L"Generic Service",
    L"Microsoft iSNS",
    L"MSMQ",
    L"NFS Share",
    L"Print Spooler",
    L"File Share",
    L"Volume Shadow Copy Service Task",
    L"WINS Service",
    L"Task Scheduler",
    L"Network File System",
    L"DFS Replicated Folder",
    L"Distributed File System",
    L"Distributed Network Name",
    L"File Share",
    L"File Share Witness",
    L"Physical Disk",
    L"IP Address",
    L"IPv6 Address",
    L"IPv6 Tunnel Address",
    L"iSCSI Target Server",
    L"Network Name",
    L"Physical Disk",
    L"Scale Out File Server",
    L"Storage Pool",
    L"Virtual Machine",
    L"Virtual Machine Configuration",
    L"Virtual Machine Replication Broker",
};

typedef struct RoleSearch {
    CLUSTER_ROLE role;
    bool found;
} RoleSearch;

/* A stand-alone namespace server is a file share with the private property IsDfsRoot. */
static DWORD
has_dfs_root(HRESOURCE resource, bool *has)
{
    ControlOutput list;
    DWORD is_root = 0;
    DWORD error = resource_control(resource, CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES, &list);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = ResUtilFindDwordProperty(list.data, list.size, L"IsDfsRoot", &is_root);
    LocalFree(list.data);
    *has = is_root != 0;
    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

static DWORD
take_role(HCLUSTER cluster, HRESOURCE self, HRESOURCE resource, PVOID parameter)
{
    RoleSearch *search = parameter;
    bool has = true;
    DWORD error = ERROR_SUCCESS;

    (void)cluster;
    (void)self;
    if (search->role == ClusterRoleStandAloneNamespaceServer) {
        error = has_dfs_root(resource, &has);
    }
    if (error != ERROR_SUCCESS || !has) {
        return error;
    }
    search->found = true;
    return ERROR_NO_MORE_ITEMS;
}

CLUSTER_ROLE_STATE WINAPI
ResUtilGetClusterRoleState(HCLUSTER hCluster, CLUSTER_ROLE eClusterRole)
{
    RoleSearch search = { eClusterRole, false };
    DWORD error;

    if ((size_t)eClusterRole >= ARRAYSIZE(role_types)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return ClusterRoleUnknown;
    }
    error = ResUtilEnumResourcesEx(hCluster, NULL, role_types[eClusterRole], take_role, &search);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
        return ClusterRoleUnknown;
    }
    return search.found ? ClusterRoleClustered : ClusterRoleUnclustered;
}
