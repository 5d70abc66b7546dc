/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See driver-objects.h. Here: the resource DLL itself, and what is not enumerations. */

#include <windows.h>

#include <string.h>
#include <wchar.h>

#include "driver-objects.h"
#include "resapi.h"
#include "windows-version.h"

/* A node handle, or another kind's, where a function expects its own. */
#define AS(type, handle) ((type)(void *)(handle))

BOOL
key_has(HKEY key, const WCHAR *value, const WCHAR *text)
{
    WCHAR got[64] = L"";
    DWORD length = sizeof(got);
    LONG error = ClusterRegQueryValue(key, value, NULL, (BYTE *)got, &length);

    return error == ERROR_SUCCESS && wcscmp(got, text) == 0 && ClusterRegCloseKey(key) == 0;
}

void
check_cluster(HCLUSTER cluster, char *wrong, size_t size)
{
    static const WCHAR *const names[] = { L"pair", L"PAIR", L"beta" };
    CLUSTERVERSIONINFO version = { .dwVersionInfoSize = sizeof(version) };
    WCHAR name[8];
    WCHAR device[8];
    DWORD count = ARRAYSIZE(name);
    DWORD device_count = ARRAYSIZE(device);
    DWORD log_size = 7;

    for (size_t i = 0; i < ARRAYSIZE(names); i++) {
        HCLUSTER named = OpenCluster(names[i]);

        EXPECT(named != NULL && CloseCluster(named));
    }
    EXPECT_ERROR(OpenCluster(L"elsewhere"), RPC_S_SERVER_UNAVAILABLE);
    EXPECT_ERROR(OpenCluster(L""), RPC_S_SERVER_UNAVAILABLE);
    EXPECT_ERROR(OpenClusterEx(L"elsewhere", GENERIC_READ, NULL), RPC_S_SERVER_UNAVAILABLE);

    EXPECT(GetClusterInformation(cluster, name, &count, &version) == 0);
    EXPECT(wcscmp(name, L"pair") == 0 && count == 4);
    EXPECT(version.MajorVersion == WINDOWS_MAJOR && version.BuildNumber == WINDOWS_BUILD);
    EXPECT(version.dwClusterHighestVersion ==
           CLUSTER_MAKE_VERSION(NT10_MAJOR_VERSION, WS2016_RTM_UPGRADE_VERSION));
    EXPECT(version.dwClusterHighestVersion == WINDOWS_CLUSTER_HIGHEST);
    EXPECT(version.dwClusterLowestVersion == WINDOWS_CLUSTER_LOWEST);
    EXPECT(version.dwVersionInfoSize == sizeof(version) && version.dwFlags == 0);
    count = 4;
    EXPECT(GetClusterInformation(cluster, name, &count, NULL) == ERROR_MORE_DATA && count == 4);
    EXPECT(GetClusterInformation(cluster, NULL, NULL, NULL) == ERROR_INVALID_PARAMETER);
    count = ARRAYSIZE(name);
    version.dwVersionInfoSize = 4;
    EXPECT(GetClusterInformation(cluster, name, &count, &version) == ERROR_INVALID_PARAMETER);
    EXPECT(GetClusterInformation(NULL, name, &count, NULL) == ERROR_INVALID_HANDLE);

    count = ARRAYSIZE(name);
    EXPECT(GetClusterQuorumResource(cluster, name, &count, device, &device_count, &log_size) == 0);
    EXPECT(name[0] == 0 && count == 0 && device[0] == 0 && device_count == 0);
    EXPECT(log_size == CLUS_NODE_MAJORITY_QUORUM);
    EXPECT(GetClusterQuorumResource(cluster, name, &count, device, &device_count, &log_size) ==
           ERROR_MORE_DATA);
    count = ARRAYSIZE(name);
    device_count = ARRAYSIZE(device);
    EXPECT(GetClusterQuorumResource(cluster, name, &count, device, &device_count, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(GetClusterQuorumResource(NULL, name, &count, device, &device_count, &log_size) ==
           ERROR_INVALID_HANDLE);
}

void
check_nodes(HCLUSTER cluster, char *wrong, size_t size)
{
    HNODE node = OpenClusterNode(cluster, L"BETA");
    HNODE this_node = OpenClusterNode(cluster, NULL);
    HNODE numbered = OpenClusterNodeById(cluster, 2);
    HCLUSTER owner;
    WCHAR id[4];
    DWORD count = ARRAYSIZE(id);

    EXPECT(node != NULL && this_node != NULL && numbered != NULL);
    EXPECT(GetClusterNodeState(node) == ClusterNodeDown);
    EXPECT(GetClusterNodeState(this_node) == ClusterNodeUp);
    EXPECT(GetClusterNodeState(numbered) == ClusterNodeDown);
    EXPECT(GetClusterNodeId(node, id, &count) == 0 && wcscmp(id, L"2") == 0 && count == 1);
    count = ARRAYSIZE(id);
    EXPECT(GetClusterNodeId(NULL, id, &count) == 0 && wcscmp(id, L"1") == 0);
    count = ARRAYSIZE(id);
    EXPECT(GetCurrentClusterNodeId(id, &count) == 0 && wcscmp(id, L"1") == 0);
    count = 1;
    EXPECT(GetClusterNodeId(node, id, &count) == ERROR_MORE_DATA && count == 1);
    EXPECT(GetClusterNodeId(node, NULL, &count) == ERROR_MORE_DATA);
    EXPECT(GetClusterNodeId(node, id, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(key_has(GetClusterNodeKey(node, KEY_READ), L"NodeName", L"beta"));
    owner = GetClusterFromNode(node);
    EXPECT(owner != NULL && owner != cluster && CloseCluster(owner));
    EXPECT(CloseClusterNode(node) && CloseClusterNode(this_node) && CloseClusterNode(numbered));
    EXPECT_ERROR(CloseClusterNode(node), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNodeState(node), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNode(cluster, L"gamma"), ERROR_CLUSTER_NODE_NOT_FOUND);
    EXPECT_ERROR(OpenClusterNode(cluster, L""), ERROR_CLUSTER_NODE_NOT_FOUND);
    EXPECT_ERROR(OpenClusterNodeById(cluster, 3), ERROR_CLUSTER_NODE_NOT_FOUND);
    EXPECT_ERROR(OpenClusterNodeById(cluster, 99), ERROR_CLUSTER_NODE_NOT_FOUND);
}

void
check_groups(HCLUSTER cluster, char *wrong, size_t size)
{
    HGROUP group = OpenClusterGroup(cluster, L"Web");
    HGROUP other = OpenClusterGroup(cluster, L"g-2");
    HCLUSTER owner;
    WCHAR node[8] = L"?";
    DWORD count = ARRAYSIZE(node);

    EXPECT(group != NULL && other != NULL);
    EXPECT(GetClusterGroupState(group, node, &count) == ClusterGroupOnline);
    EXPECT(wcscmp(node, L"alpha") == 0 && count == 5);
    count = 5;
    EXPECT_UNKNOWN(GetClusterGroupState(group, node, &count), ERROR_MORE_DATA);
    EXPECT(count == 5);
    EXPECT(GetClusterGroupState(group, NULL, NULL) == ClusterGroupOnline);
    EXPECT_UNKNOWN(GetClusterGroupState(group, node, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetClusterGroupState(other, node, &count) == ClusterGroupOffline && count == 0);
    EXPECT(key_has(GetClusterGroupKey(group, KEY_READ), L"Name", L"web"));
    owner = GetClusterFromGroup(group);
    EXPECT(owner != NULL && CloseCluster(owner));
    EXPECT(CloseClusterGroup(group) && CloseClusterGroup(other));
    EXPECT_ERROR(CloseClusterGroup(group), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterGroupState(group, NULL, NULL), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterGroup(cluster, L"none"), ERROR_GROUP_NOT_FOUND);
    EXPECT_ERROR(OpenClusterGroup(cluster, L"gone"), ERROR_GROUP_NOT_FOUND);
    EXPECT_ERROR(OpenClusterGroup(cluster, NULL), ERROR_INVALID_PARAMETER);
}

void
check_resources(HCLUSTER cluster, char *wrong, size_t size)
{
    HRESOURCE resource = OpenClusterResource(cluster, L"MID");
    HRESOURCE same = OpenClusterResource(cluster, L"R-2");
    HCLUSTER owner;
    WCHAR node[8] = L"?";
    WCHAR group[8] = L"?";
    DWORD node_count = ARRAYSIZE(node);
    DWORD group_count = ARRAYSIZE(group);

    EXPECT(resource != NULL && same != NULL && resource != same);
    EXPECT(GetClusterResourceState(resource, node, &node_count, group, &group_count) ==
           ClusterResourceOfflinePending);
    EXPECT(wcscmp(node, L"alpha") == 0 && node_count == 5);
    EXPECT(wcscmp(group, L"web") == 0 && group_count == 3);
    EXPECT(GetClusterResourceState(same, NULL, NULL, NULL, NULL) == ClusterResourceOfflinePending);
    node_count = 2;
    group_count = ARRAYSIZE(group);
    group[0] = 0;
    EXPECT_UNKNOWN(GetClusterResourceState(resource, node, &node_count, group, &group_count),
                   ERROR_MORE_DATA);
    EXPECT(node_count == 5 && group_count == 3 && wcscmp(group, L"web") == 0);
    node_count = ARRAYSIZE(node);
    group_count = 1;
    EXPECT_UNKNOWN(GetClusterResourceState(resource, node, &node_count, group, &group_count),
                   ERROR_MORE_DATA);
    EXPECT(key_has(GetClusterResourceKey(resource, KEY_READ), L"Type", L"Driver"));
    owner = GetClusterFromResource(resource);
    EXPECT(owner != NULL && CloseCluster(owner));
    EXPECT(CloseClusterResource(resource) && CloseClusterResource(same));
    EXPECT_ERROR(CloseClusterResource(resource), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterResourceState(resource, NULL, NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterResource(cluster, L"none"), ERROR_RESOURCE_NOT_FOUND);
    EXPECT_ERROR(OpenClusterResource(cluster, L"\xd800 alone"), ERROR_RESOURCE_NOT_FOUND);
    EXPECT_ERROR(OpenClusterResource(cluster, NULL), ERROR_INVALID_PARAMETER);
}

void
check_network_names(HCLUSTER cluster, char *wrong, size_t size)
{
    HRESOURCE resource = OpenClusterResource(cluster, L"site");
    HRESOURCE nearer = OpenClusterResource(cluster, L"mid");
    HRESOURCE loop = OpenClusterResource(cluster, L"loop");
    WCHAR name[16];
    DWORD count = ARRAYSIZE(name);

    EXPECT(resource != NULL && nearer != NULL && loop != NULL);
    EXPECT(GetClusterResourceNetworkName(resource, name, &count));
    EXPECT(wcscmp(name, L"WEBSERVER") == 0 && count == 9);
    count = 9;
    EXPECT_ERROR(GetClusterResourceNetworkName(nearer, name, &count), ERROR_MORE_DATA);
    EXPECT(count == 9);
    EXPECT_ERROR(GetClusterResourceNetworkName(nearer, name, NULL), ERROR_INVALID_PARAMETER);
    count = ARRAYSIZE(name);
    EXPECT_ERROR(GetClusterResourceNetworkName(loop, name, &count), ERROR_DEPENDENCY_NOT_FOUND);
    EXPECT_ERROR(GetClusterResourceNetworkName(NULL, name, &count), ERROR_INVALID_HANDLE);
    EXPECT(CloseClusterResource(resource) && CloseClusterResource(nearer));
    EXPECT(CloseClusterResource(loop));
}

void
check_resource_types(HCLUSTER cluster, char *wrong, size_t size)
{
    EXPECT(key_has(GetClusterResourceTypeKey(cluster, L"driver", KEY_READ), L"Name", L"Driver"));
    EXPECT_ERROR(GetClusterResourceTypeKey(cluster, L"None", KEY_READ),
                 ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    EXPECT_ERROR(GetClusterResourceTypeKey(cluster, L"", KEY_READ),
                 ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    EXPECT_ERROR(GetClusterResourceTypeKey(cluster, NULL, KEY_READ), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(GetClusterResourceTypeKey(NULL, L"Driver", KEY_READ), ERROR_INVALID_HANDLE);
}

void
check_networks(HCLUSTER cluster, char *wrong, size_t size)
{
    HNETWORK network = OpenClusterNetwork(cluster, L"front");
    HNETWORK other = OpenClusterNetwork(cluster, L"n-2");
    HCLUSTER owner;
    WCHAR id[8];
    DWORD count = ARRAYSIZE(id);

    EXPECT(network != NULL && other != NULL);
    EXPECT(GetClusterNetworkState(network) == ClusterNetworkUp);
    EXPECT(GetClusterNetworkState(other) == ClusterNetworkDown);
    EXPECT(GetClusterNetworkId(network, id, &count) == 0 && wcscmp(id, L"n-1") == 0 && count == 3);
    EXPECT(GetClusterNetworkId(network, id, &count) == ERROR_MORE_DATA && count == 3);
    EXPECT(key_has(GetClusterNetworkKey(network, KEY_READ), L"Name", L"Front"));
    owner = GetClusterFromNetwork(network);
    EXPECT(owner != NULL && CloseCluster(owner));
    EXPECT(CloseClusterNetwork(network) && CloseClusterNetwork(other));
    EXPECT_ERROR(CloseClusterNetwork(network), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNetworkState(network), ERROR_INVALID_HANDLE);
    EXPECT(GetClusterNetworkId(network, id, &count) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNetwork(cluster, L"none"), ERROR_CLUSTER_NETWORK_NOT_FOUND);
    EXPECT_ERROR(OpenClusterNetwork(cluster, NULL), ERROR_INVALID_PARAMETER);
}

void
check_netinterfaces(HCLUSTER cluster, char *wrong, size_t size)
{
    HNETINTERFACE netinterface = OpenClusterNetInterface(cluster, L"alpha - Front");
    HCLUSTER owner;
    WCHAR name[16];
    DWORD count = ARRAYSIZE(name);

    EXPECT(netinterface != NULL);
    EXPECT(GetClusterNetInterfaceState(netinterface) == ClusterNetInterfaceUp);
    EXPECT(key_has(GetClusterNetInterfaceKey(netinterface, KEY_READ), L"Name", L"alpha - Front"));
    owner = GetClusterFromNetInterface(netinterface);
    EXPECT(owner != NULL && CloseCluster(owner));
    EXPECT(CloseClusterNetInterface(netinterface));
    EXPECT_ERROR(CloseClusterNetInterface(netinterface), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNetInterfaceState(netinterface), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNetInterface(cluster, L"none"), ERROR_CLUSTER_NETINTERFACE_NOT_FOUND);
    EXPECT_ERROR(OpenClusterNetInterface(cluster, NULL), ERROR_INVALID_PARAMETER);

    EXPECT(GetClusterNetInterface(cluster, L"alpha", L"Back", name, &count) == 0);
    EXPECT(wcscmp(name, L"alpha - Back") == 0 && count == 12);
    EXPECT(GetClusterNetInterface(cluster, L"alpha", L"Back", name, &count) == ERROR_MORE_DATA);
    EXPECT(count == 12);
    count = ARRAYSIZE(name);
    EXPECT(GetClusterNetInterface(cluster, L"beta", L"Back", name, &count) ==
           ERROR_CLUSTER_NETINTERFACE_NOT_FOUND);
    EXPECT(GetClusterNetInterface(cluster, L"none", L"Back", name, &count) ==
           ERROR_CLUSTER_NODE_NOT_FOUND);
    EXPECT(GetClusterNetInterface(cluster, L"beta", L"none", name, &count) ==
           ERROR_CLUSTER_NETWORK_NOT_FOUND);
    EXPECT(GetClusterNetInterface(cluster, L"beta", NULL, name, &count) == ERROR_INVALID_PARAMETER);
    EXPECT(GetClusterNetInterface(NULL, L"beta", L"Back", name, &count) == ERROR_INVALID_HANDLE);
}

/* The Ex forms: one after another granted, refused without access, and not found. */
#define CHECK_ACCESS(Kind, close, name, missing)                                                   \
    do {                                                                                           \
        DWORD granted = 0;                                                                         \
        void *handle = Kind(cluster, name, MAXIMUM_ALLOWED, &granted);                             \
        EXPECT(handle != NULL && granted == GENERIC_ALL && close(handle));                         \
        handle = Kind(cluster, name, GENERIC_READ, &granted);                                      \
        EXPECT(handle != NULL && granted == GENERIC_READ && close(handle));                        \
        EXPECT_ERROR(Kind(cluster, name, 0, &granted), ERROR_INVALID_PARAMETER);                   \
        EXPECT_ERROR(Kind(cluster, L"none", GENERIC_READ, NULL), missing);                         \
        EXPECT_ERROR(Kind(NULL, name, GENERIC_READ, NULL), ERROR_INVALID_HANDLE);                  \
    } while (0)

void
check_access(HCLUSTER cluster, char *wrong, size_t size)
{
    HNODE this_node = OpenClusterNodeEx(cluster, NULL, GENERIC_READ, NULL);

    EXPECT(this_node != NULL && CloseClusterNode(this_node));
    CHECK_ACCESS(OpenClusterNodeEx, CloseClusterNode, L"beta", ERROR_CLUSTER_NODE_NOT_FOUND);
    CHECK_ACCESS(OpenClusterGroupEx, CloseClusterGroup, L"web", ERROR_GROUP_NOT_FOUND);
    CHECK_ACCESS(OpenClusterResourceEx, CloseClusterResource, L"site", ERROR_RESOURCE_NOT_FOUND);
    CHECK_ACCESS(OpenClusterNetworkEx, CloseClusterNetwork, L"Front",
                 ERROR_CLUSTER_NETWORK_NOT_FOUND);
    CHECK_ACCESS(OpenClusterNetInterfaceEx, CloseClusterNetInterface, L"i-1",
                 ERROR_CLUSTER_NETINTERFACE_NOT_FOUND);
}

/* Every function that takes the handle of an object, with one that is none of its own. */
static void
check_with(void *handle, char *wrong, size_t size)
{
    WCHAR text[8];
    DWORD count = ARRAYSIZE(text);

    EXPECT_UNKNOWN(GetClusterNodeState(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterNodeKey(handle, KEY_READ), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterFromNode(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(CloseClusterNode(handle), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterGroupState(handle, NULL, NULL), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterGroupKey(handle, KEY_READ), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterFromGroup(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(CloseClusterGroup(handle), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterResourceState(handle, NULL, NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterResourceKey(handle, KEY_READ), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterResourceNetworkName(handle, text, &count), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterFromResource(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(CloseClusterResource(handle), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNetworkState(handle), ERROR_INVALID_HANDLE);
    EXPECT(GetClusterNetworkId(handle, text, &count) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterNetworkKey(handle, KEY_READ), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterFromNetwork(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(CloseClusterNetwork(handle), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNetInterfaceState(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterNetInterfaceKey(handle, KEY_READ), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(GetClusterFromNetInterface(handle), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(CloseClusterNetInterface(handle), ERROR_INVALID_HANDLE);
}

void
check_wrong_handles(HCLUSTER cluster, char *wrong, size_t size)
{
    HGROUP group = OpenClusterGroup(cluster, L"web");
    WCHAR text[8];
    DWORD count = ARRAYSIZE(text);

    EXPECT(group != NULL);
    check_with(NULL, wrong, size);
    check_with(cluster, wrong, size);
    check_with(INVALID_HANDLE_VALUE, wrong, size);
    check_with(wrong, wrong, size);
    EXPECT(GetClusterNodeId(AS(HNODE, group), text, &count) == ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNodeState(AS(HNODE, group)), ERROR_INVALID_HANDLE);
    EXPECT_UNKNOWN(GetClusterNetworkState(AS(HNETWORK, group)), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNode(AS(HCLUSTER, group), L"beta"), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNodeById(NULL, 1), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterGroup(NULL, L"web"), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterResource(AS(HCLUSTER, group), L"site"), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNetwork(NULL, L"Front"), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(OpenClusterNetInterface(NULL, L"i-1"), ERROR_INVALID_HANDLE);
    EXPECT(GetClusterGroupState(group, NULL, NULL) == ClusterGroupOnline);
    EXPECT(CloseClusterGroup(group));
}

/* Names as long as Windows has them: one that exists, one of three bytes a character that does not,
 * and one that is too long for any message. */
void
check_long_names(HCLUSTER cluster, char *wrong, size_t size)
{
    static WCHAR name[200000];
    static WCHAR other[32768];
    HGROUP group;
    HCLUSTER owner;

    wmemset(name, L'x', 32767);
    group = OpenClusterGroup(cluster, name);
    EXPECT(group != NULL && GetClusterGroupState(group, NULL, NULL) == ClusterGroupFailed);
    owner = GetClusterFromGroup(group);
    EXPECT(CloseCluster(owner) && CloseClusterGroup(group));
    wmemset(other, L'\x20ac', 32767);
    EXPECT_ERROR(OpenClusterGroup(cluster, other), ERROR_GROUP_NOT_FOUND);
    EXPECT_ERROR(OpenClusterNode(cluster, other), ERROR_CLUSTER_NODE_NOT_FOUND);
    wmemset(name, L'x', ARRAYSIZE(name) - 1);
    EXPECT_ERROR(OpenClusterGroup(cluster, name), ERROR_GROUP_NOT_FOUND);
    EXPECT_ERROR(OpenCluster(name), RPC_S_SERVER_UNAVAILABLE);
}

static void (*const checks[])(HCLUSTER cluster, char *wrong, size_t size) = {
#define CHECK_NAMED(name) [CHECK_##name] = check_##name,
    OBJECT_CHECKS
#undef CHECK_NAMED
};

static RESID WINAPI
open_resource(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle)
{
    (void)name;
    (void)key;
    return handle;
}

static void WINAPI
close_resource(RESID id)
{
    (void)id;
}

static DWORD WINAPI
online(RESID id, LPHANDLE event)
{
    (void)id;
    (void)event;
    return ERROR_SUCCESS;
}

static DWORD WINAPI
offline(RESID id)
{
    (void)id;
    return ERROR_SUCCESS;
}

static BOOL WINAPI
is_alive(RESID id)
{
    (void)id;
    return TRUE;
}

static DWORD WINAPI
resource_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                 LPDWORD returned)
{
    char wrong[1024] = "";
    HCLUSTER cluster = OpenCluster(NULL);

    (void)id;
    (void)in;
    (void)in_size;
    if (code == CHECK_NONE || code >= ARRAYSIZE(checks) || cluster == NULL) {
        return ERROR_INVALID_FUNCTION;
    }
    checks[code](cluster, wrong, sizeof(wrong));
    CloseCluster(cluster);
    *returned = (DWORD)strlen(wrong);
    if (*returned > out_size) {
        return ERROR_MORE_DATA;
    }
    memcpy(out, wrong, *returned);
    return ERROR_SUCCESS;
}

DWORD WINAPI Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
                     PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result);

DWORD WINAPI
Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
        PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result)
{
    static CLRES_FUNCTION_TABLE table = {
        .TableSize = CLRES_V1_FUNCTION_SIZE,
        .Version = CLRES_VERSION_V1_00,
        .V1Functions = { .Open = open_resource,
                         .Close = close_resource,
                         .Online = online,
                         .Offline = offline,
                         .Terminate = close_resource,
                         .LooksAlive = is_alive,
                         .IsAlive = is_alive,
                         .ResourceControl = resource_control },
    };

    (void)type;
    (void)status;
    (void)log;
    if (least > CLRES_VERSION_V1_00 || most < CLRES_VERSION_V1_00) {
        return ERROR_REVISION_MISMATCH;
    }
    *result = &table;
    return ERROR_SUCCESS;
}
