/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects of the cluster: enumerating, comparing and copying them; the core and the roles. */
#include "resutils-test.h"

/* What an enumeration called its callback with, and when the callback ends it. */
typedef struct Calls {
    unsigned count;
    unsigned stop_at; /* 0: never */
    DWORD stop_with;
    WCHAR names[1024];
    bool right_handles;
    HCLUSTER cluster;
    const void *self;
} Calls;

static DWORD
note_call(Calls *calls, LPCWSTR name, HCLUSTER cluster, const void *self)
{
    wcscat(calls->names, name);
    wcscat(calls->names, L" ");
    calls->right_handles = calls->right_handles && cluster == calls->cluster && self == calls->self;
    return ++calls->count == calls->stop_at ? calls->stop_with : ERROR_SUCCESS;
}

static Calls
expect_calls(HCLUSTER cluster, const void *self)
{
    Calls calls = { .right_handles = true, .cluster = cluster, .self = self };

    return calls;
}

static DWORD
on_resource_ex(HCLUSTER cluster, HRESOURCE self, HRESOURCE resource, PVOID parameter)
{
    WCHAR name[512] = L"?";
    DWORD count = ARRAYSIZE(name);

    EXPECT(ResUtilGetResourceName(resource, name, &count) == ERROR_SUCCESS);
    name[7] = L'\0';
    return note_call(parameter, name, cluster, self);
}

static DWORD
on_resource(HRESOURCE self, HRESOURCE resource, PVOID parameter)
{
    return on_resource_ex(NULL, self, resource, parameter);
}

static void
test_enum_resources(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE self = open_resource(cluster, L"share");
    Calls calls = expect_calls(cluster, self);

    EXPECT(ResUtilEnumResourcesEx(cluster, self, NULL, on_resource_ex, &calls) == ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"web name address disk mounted bare loop pool backup a name  ") ==
           0);
    EXPECT(calls.right_handles && last_access == GENERIC_ALL);
    calls = expect_calls(cluster, NULL);
    EXPECT(ResUtilEnumResourcesEx2(cluster, NULL, L"physical disk", on_resource_ex, &calls,
                                   GENERIC_READ) == ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"disk mounted bare ") == 0 && calls.right_handles);
    EXPECT(last_access == GENERIC_READ);
    calls = expect_calls(NULL, NULL);
    EXPECT(ResUtilEnumResources(NULL, L"IP Address", on_resource, &calls) == ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"address ") == 0 && calls.right_handles);
    EXPECT(CloseClusterResource(self) && open_handles == 0);
}

static void
test_enum_resources_ends(void)
{
    HCLUSTER cluster = cluster_begin();
    Calls calls = expect_calls(cluster, NULL);

    calls.stop_at = 2;
    calls.stop_with = ERROR_NO_MORE_ITEMS;
    EXPECT(ResUtilEnumResourcesEx(cluster, NULL, NULL, on_resource_ex, &calls) == ERROR_SUCCESS);
    EXPECT(calls.count == 2);
    calls.count = 0;
    calls.stop_with = ERROR_DISK_FULL;
    EXPECT(ResUtilEnumResourcesEx(cluster, NULL, NULL, on_resource_ex, &calls) == ERROR_DISK_FULL);
    EXPECT(calls.count == 2);
    EXPECT(ResUtilEnumResourcesEx(NULL, NULL, NULL, on_resource_ex, &calls) ==
           ERROR_INVALID_HANDLE);
    EXPECT(ResUtilEnumResourcesEx(cluster, NULL, NULL, NULL, &calls) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilEnumResourcesEx2(cluster, NULL, NULL, NULL, &calls, 0) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilEnumResources(NULL, NULL, NULL, &calls) == ERROR_BAD_ARGUMENTS);
    failing = L"disk";
    EXPECT(ResUtilEnumResourcesEx(cluster, NULL, L"IP Address", on_resource_ex, &calls) ==
           control_error);
    cluster_is_down = true;
    EXPECT(ResUtilEnumResources(NULL, NULL, on_resource, &calls) == RPC_S_SERVER_UNAVAILABLE);
    EXPECT(open_handles == 0);
}

static void
test_enum_dependencies(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");
    HRESOURCE mounted = open_resource(cluster, L"mounted");
    Calls calls = expect_calls(cluster, web);

    EXPECT(ResUtilResourceDepEnum(web, CLUSTER_RESOURCE_ENUM_DEPENDS, on_resource_ex, &calls) ==
           ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"share name ") == 0 && calls.right_handles);
    calls = expect_calls(cluster, mounted);
    EXPECT(ResUtilResourceDepEnum(mounted, CLUSTER_RESOURCE_ENUM_PROVIDES, on_resource_ex,
                                  &calls) == ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"share backup a name  ") == 0 && calls.right_handles);
    calls.stop_at = calls.count + 1;
    calls.stop_with = ERROR_DISK_FULL;
    EXPECT(ResUtilResourceDepEnum(mounted, CLUSTER_RESOURCE_ENUM_PROVIDES, on_resource_ex,
                                  &calls) == ERROR_DISK_FULL);
    EXPECT(ResUtilResourceDepEnum(web, CLUSTER_RESOURCE_ENUM_NODES, on_resource_ex, &calls) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilResourceDepEnum(web, 0, on_resource_ex, &calls) == ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilResourceDepEnum(web, 1, NULL, &calls) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilResourceDepEnum(NULL, 1, on_resource_ex, &calls) == ERROR_INVALID_HANDLE);
    CloseClusterResource(web);
    CloseClusterResource(mounted);
    EXPECT(open_handles == 0);
}

static LPCWSTR
group_name(HGROUP group)
{
    static WCHAR name[64];
    DWORD returned;

    name[0] = L'\0';
    ClusterGroupControl(group, NULL, CLUSCTL_GROUP_GET_NAME, NULL, 0, name, sizeof(name),
                        &returned);
    return name;
}

static DWORD
on_group(HCLUSTER cluster, HGROUP self, HGROUP group, PVOID parameter)
{
    return note_call(parameter, group_name(group), cluster, self);
}

static void
test_enum_groups(void)
{
    HCLUSTER cluster = cluster_begin();
    HGROUP self = OpenClusterGroup(cluster, L"store");
    Calls calls = expect_calls(cluster, self);

    EXPECT(ResUtilEnumGroups(cluster, self, on_group, &calls) == ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"core plain ") == 0 && calls.right_handles);
    calls = expect_calls(cluster, NULL);
    EXPECT(ResUtilEnumGroupsEx(cluster, NULL, ClusGroupTypeFileServer, on_group, &calls) ==
           ERROR_SUCCESS);
    EXPECT(ResUtilEnumGroupsEx(cluster, NULL, ClusGroupTypeUnknown, on_group, &calls) ==
           ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"store plain ") == 0 && calls.right_handles);
    calls.stop_at = calls.count + 1;
    calls.stop_with = ERROR_NO_MORE_ITEMS;
    EXPECT(ResUtilEnumGroups(cluster, NULL, on_group, &calls) == ERROR_SUCCESS);
    EXPECT(calls.count == 3);
    calls.stop_at = 4;
    calls.stop_with = ERROR_DISK_FULL;
    EXPECT(ResUtilEnumGroups(cluster, NULL, on_group, &calls) == ERROR_DISK_FULL);
    EXPECT(ResUtilEnumGroups(NULL, NULL, on_group, &calls) == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilEnumGroups(cluster, NULL, NULL, &calls) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilEnumGroupsEx(cluster, NULL, 1, NULL, &calls) == ERROR_BAD_ARGUMENTS);
    failing = L"plain";
    EXPECT(ResUtilEnumGroupsEx(cluster, NULL, ClusGroupTypeUnknown, on_group, &calls) ==
           control_error);
    CloseClusterGroup(self);
    EXPECT(open_handles == 0);
}

static DWORD
on_node(HCLUSTER cluster, HNODE node, CLUSTER_NODE_STATE state, PVOID parameter)
{
    LPCWSTR name = state == ClusterNodeUp ? L"up" : state == ClusterNodePaused ? L"paused" : L"?";

    EXPECT(GetClusterNodeState(node) == state);
    return note_call(parameter, name, cluster, NULL);
}

static void
test_enum_nodes(void)
{
    HCLUSTER cluster = cluster_begin();
    Calls calls = expect_calls(cluster, NULL);

    EXPECT(ResUtilNodeEnum(cluster, on_node, &calls) == ERROR_SUCCESS);
    EXPECT(wcscmp(calls.names, L"up paused ") == 0 && calls.right_handles);
    calls.stop_at = 3;
    calls.stop_with = ERROR_DISK_FULL;
    EXPECT(ResUtilNodeEnum(cluster, on_node, &calls) == ERROR_DISK_FULL && calls.count == 3);
    EXPECT(ResUtilNodeEnum(cluster, NULL, &calls) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilNodeEnum(NULL, on_node, &calls) == ERROR_INVALID_HANDLE && open_handles == 0);
}

static void
test_resource_identity(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE disk = open_resource(cluster, L"disk");
    HRESOURCE share = open_resource(cluster, L"share");
    CLUS_RESOURCE_CLASS_INFO storage = { .rc = CLUS_RESCLASS_STORAGE };
    HRESOURCE copy = NULL;

    EXPECT(ResUtilResourcesEqual(disk, disk) && !ResUtilResourcesEqual(disk, share));
    EXPECT(!ResUtilResourcesEqual(NULL, NULL) && !ResUtilResourcesEqual(disk, NULL));
    EXPECT(ResUtilResourceTypesEqual(L"PHYSICAL disk", disk));
    EXPECT(!ResUtilResourceTypesEqual(L"Physical Disk", share));
    EXPECT(!ResUtilResourceTypesEqual(NULL, disk) && GetLastError() == ERROR_BAD_ARGUMENTS);
    EXPECT(!ResUtilResourceTypesEqual(L"x", NULL) && GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilIsResourceClassEqual(&storage, disk));
    EXPECT(!ResUtilIsResourceClassEqual(&storage, share));
    EXPECT(!ResUtilIsResourceClassEqual(NULL, disk) && GetLastError() == ERROR_BAD_ARGUMENTS);
    EXPECT(!ResUtilIsResourceClassEqual(&storage, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilDupResource(share, &copy) == ERROR_SUCCESS && is_resource(copy, L"share"));
    EXPECT(CloseClusterResource(copy) && open_handles == 2);
    EXPECT(ResUtilDupResource(share, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilDupResource(NULL, &copy) == ERROR_INVALID_HANDLE && copy == NULL);
    CloseClusterResource(disk);
    CloseClusterResource(share);
    EXPECT(open_handles == 0);
}

static void
test_resource_name(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE disk = open_resource(cluster, L"disk");
    HRESOURCE longest = open_resource(cluster, LONG_NAME);
    WCHAR name[512];
    DWORD count = 5;

    EXPECT(ResUtilGetResourceName(disk, name, &count) == ERROR_SUCCESS);
    EXPECT(count == 4 && wcscmp(name, L"disk") == 0);
    EXPECT(ResUtilGetResourceName(disk, name, &count) == ERROR_MORE_DATA && count == 4);
    count = ARRAYSIZE(name);
    EXPECT(ResUtilGetResourceName(longest, name, &count) == ERROR_SUCCESS);
    EXPECT(wcscmp(name, LONG_NAME) == 0);
    EXPECT(ResUtilGetResourceName(disk, NULL, &count) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetResourceName(disk, name, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetResourceName(NULL, name, &count) == ERROR_INVALID_HANDLE);
    CloseClusterResource(disk);
    CloseClusterResource(longest);
}

static void
test_group_identity(void)
{
    HCLUSTER cluster = cluster_begin();
    HGROUP core = OpenClusterGroup(cluster, L"core");
    HGROUP plain = OpenClusterGroup(cluster, L"plain");
    CLUSGROUP_TYPE type = ClusGroupTypeTemporary;
    HGROUP copy = NULL;
    BOOL equal = FALSE;

    EXPECT(ResUtilGroupsEqual(core, core, &equal) == ERROR_SUCCESS && equal);
    EXPECT(ResUtilGroupsEqual(core, plain, &equal) == ERROR_SUCCESS && !equal);
    EXPECT(ResUtilGroupsEqual(core, NULL, &equal) == ERROR_INVALID_HANDLE && !equal);
    EXPECT(ResUtilGroupsEqual(NULL, core, &equal) == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilGroupsEqual(core, core, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilDupGroup(plain, &copy) == ERROR_SUCCESS && copy == plain && open_handles == 3);
    EXPECT(ResUtilDupGroup(NULL, &copy) == ERROR_INVALID_HANDLE && copy == NULL);
    EXPECT(ResUtilDupGroup(plain, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetClusterGroupType(core, &type) == ERROR_SUCCESS);
    EXPECT(type == ClusGroupTypeCoreCluster);
    EXPECT(ResUtilGetClusterGroupType(plain, &type) == ERROR_SUCCESS);
    EXPECT(type == ClusGroupTypeUnknown);
    EXPECT(ResUtilGetClusterGroupType(NULL, &type) == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilGetClusterGroupType(core, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(open_handles == 3);
}

static void
test_cluster_id(void)
{
    static const GUID wanted = { 0x01234567, 0x89ab, 0xcdef, { 0xfe, 0xdc, 1, 2, 3, 4, 5, 0xAF } };
    HCLUSTER cluster = cluster_begin();
    GUID id = { 0 };

    EXPECT(ResUtilGetClusterId(cluster, &id) == ERROR_FILE_NOT_FOUND);
    store_text(&parameters, L"ClusterInstanceID", REG_SZ, L"01234567-89ab-CDEF-fedc-0102030405af");
    EXPECT(ResUtilGetClusterId(cluster, &id) == ERROR_SUCCESS);
    EXPECT(memcmp(&id, &wanted, sizeof(id)) == 0);
    memset(&id, 0, sizeof(id));
    store_text(&parameters, L"ClusterInstanceID", REG_SZ,
               L"{01234567-89ab-cdef-fedc-0102030405af}");
    EXPECT(ResUtilGetClusterId(cluster, &id) == ERROR_SUCCESS);
    EXPECT(memcmp(&id, &wanted, sizeof(id)) == 0);
    store_text(&parameters, L"ClusterInstanceID", REG_SZ, L"01234567-89ab-cdef-fedc-0102030405ag");
    EXPECT(ResUtilGetClusterId(cluster, &id) == ERROR_INVALID_DATA);
    store_text(&parameters, L"ClusterInstanceID", REG_SZ, L"{");
    EXPECT(ResUtilGetClusterId(cluster, &id) == ERROR_INVALID_DATA);
    EXPECT(ResUtilGetClusterId(NULL, &id) == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilGetClusterId(cluster, NULL) == ERROR_BAD_ARGUMENTS && open_keys == 0);
}

static void
test_core(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE name = NULL;
    HRESOURCE address = (HRESOURCE)(void *)&name;
    HRESOURCE quorum = NULL;
    HGROUP group;

    EXPECT(ResUtilGetCoreClusterResources(cluster, &name, &address, &quorum) == ERROR_SUCCESS);
    EXPECT(is_resource(name, L"name") && address == NULL && is_resource(quorum, L"disk"));
    EXPECT(last_access == GENERIC_ALL && open_handles == 2);
    EXPECT(CloseClusterResource(name) && CloseClusterResource(quorum));
    quorum_resource = L"";
    EXPECT(ResUtilGetCoreClusterResourcesEx(cluster, &name, NULL, GENERIC_READ) == ERROR_SUCCESS);
    EXPECT(is_resource(name, L"name") && last_access == GENERIC_READ);
    EXPECT(CloseClusterResource(name) && open_handles == 0);
    EXPECT(ResUtilGetCoreClusterResourcesEx(cluster, &name, &quorum, GENERIC_READ) ==
           ERROR_RESOURCE_NOT_FOUND);
    EXPECT(name == NULL && quorum == NULL);
    EXPECT(ResUtilGetCoreClusterResources(NULL, &name, &address, &quorum) == ERROR_INVALID_HANDLE);
    failing = L"name";
    EXPECT(ResUtilGetCoreClusterResourcesEx(cluster, &name, NULL, GENERIC_READ) == control_error);
    failing = NULL;
    group = ResUtilGetCoreGroup(cluster);
    EXPECT(group != NULL && wcscmp(group_name(group), L"core") == 0);
    EXPECT(CloseClusterGroup(group) && ResUtilGetCoreGroup(NULL) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    failing = L"core";
    EXPECT(ResUtilGetCoreGroup(cluster) == NULL && GetLastError() == control_error);
    EXPECT(open_handles == 0);
}

static void
test_roles(void)
{
    HCLUSTER cluster = cluster_begin();

    EXPECT(ResUtilGetClusterRoleState(cluster, ClusterRoleFileServer) == ClusterRoleClustered);
    EXPECT(ResUtilGetClusterRoleState(cluster, ClusterRoleStandAloneNamespaceServer) ==
           ClusterRoleClustered);
    EXPECT(ResUtilGetClusterRoleState(cluster, ClusterRolePhysicalDisk) == ClusterRoleClustered);
    EXPECT(ResUtilGetClusterRoleState(cluster, ClusterRoleDHCP) == ClusterRoleUnclustered);
    EXPECT(ResUtilGetClusterRoleState(cluster, ClusterRoleVirtualMachineReplicaBroker) ==
           ClusterRoleUnclustered);
    EXPECT(ResUtilGetClusterRoleState(cluster, (CLUSTER_ROLE)32) == ClusterRoleUnknown);
    EXPECT(GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilGetClusterRoleState(cluster, (CLUSTER_ROLE)-1) == ClusterRoleUnknown);
    EXPECT(ResUtilGetClusterRoleState(NULL, ClusterRoleDHCP) == ClusterRoleUnknown);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE && open_handles == 0);
}

const Test object_tests[] = {
    { "enumerate resources", test_enum_resources },
    { "enumerate resources to an end", test_enum_resources_ends },
    { "enumerate dependencies", test_enum_dependencies },
    { "enumerate groups", test_enum_groups },
    { "enumerate nodes", test_enum_nodes },
    { "resource identity", test_resource_identity },
    { "resource name", test_resource_name },
    { "group identity and type", test_group_identity },
    { "cluster id", test_cluster_id },
    { "core of the cluster", test_core },
    { "cluster roles", test_roles },
    { NULL, NULL },
};
