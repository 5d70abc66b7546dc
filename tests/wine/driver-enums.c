/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See driver-objects.h. Here: enumerations. */

#include <windows.h>

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "driver-objects.h"

/* Room for the longest name there is, in an item too. */
#define LONG_NAME 32767
#define ITEM_SIZE 0x20000

static WCHAR name[LONG_NAME + 1];
static BYTE item_buffer[ITEM_SIZE];

typedef DWORD(WINAPI *enum_function)(void *handle, DWORD index, DWORD *type, WCHAR *text,
                                     DWORD *count);

/* "type:name|" of each entry, in their order; a name that is too long is "...". */
static const WCHAR *
collect(enum_function get, void *handle)
{
    static WCHAR text[512];
    DWORD error = ERROR_SUCCESS;

    text[0] = 0;
    for (DWORD i = 0; error == ERROR_SUCCESS && i < 100; i++) {
        DWORD count = ARRAYSIZE(name);
        DWORD type = 0;
        size_t used = wcslen(text);

        error = get(handle, i, &type, name, &count);
        if (error == ERROR_SUCCESS && wcslen(name) == count) {
            swprintf(text + used, ARRAYSIZE(text) - used, L"%lu:%ls|", type,
                     count < 40 ? name : L"...");
        }
    }
    return error == ERROR_NO_MORE_ITEMS ? text : L"an error";
}

/* What all enumerations by name have in common: how many, which, too little room, too far. */
#define CHECK_ENUM(Prefix, handle, number, expected, first)                                        \
    do {                                                                                           \
        DWORD type = 0;                                                                            \
        DWORD count = 0;                                                                           \
        EXPECT((handle) != NULL);                                                                  \
        EXPECT(Prefix##GetEnumCount(handle) == (number));                                          \
        EXPECT(wcscmp(collect((enum_function)(void *)Prefix##Enum, handle), expected) == 0);       \
        EXPECT(Prefix##Enum(handle, 0, &type, NULL, &count) == ERROR_MORE_DATA);                   \
        EXPECT(count == wcslen(first));                                                            \
        EXPECT(Prefix##Enum(handle, 0, &type, name, &count) == ERROR_MORE_DATA);                   \
        count++;                                                                                   \
        EXPECT(Prefix##Enum(handle, 0, NULL, name, &count) == 0 && count == wcslen(first));        \
        EXPECT(wcscmp(name, first) == 0);                                                          \
        EXPECT(Prefix##Enum(handle, 0, &type, name, NULL) == ERROR_INVALID_PARAMETER);             \
        EXPECT(Prefix##Enum(handle, number, &type, name, &count) == ERROR_NO_MORE_ITEMS);          \
        EXPECT(Prefix##Enum(handle, MAXDWORD, &type, name, &count) == ERROR_NO_MORE_ITEMS);        \
        EXPECT(Prefix##CloseEnum(handle) == 0);                                                    \
        EXPECT(Prefix##CloseEnum(handle) == ERROR_INVALID_HANDLE);                                 \
        EXPECT(Prefix##Enum(handle, 0, &type, name, &count) == ERROR_INVALID_HANDLE);              \
        EXPECT_ERROR(Prefix##GetEnumCount(handle), ERROR_INVALID_HANDLE);                          \
        EXPECT_ERROR(Prefix##GetEnumCount(NULL), ERROR_INVALID_HANDLE);                            \
    } while (0)

void
check_cluster_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    HCLUSENUM nodes = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);
    HCLUSENUM some = ClusterOpenEnum(cluster, CLUSTER_ENUM_GROUP | CLUSTER_ENUM_NETWORK);
    HCLUSENUM all = ClusterOpenEnum(cluster, CLUSTER_ENUM_ALL | 0x100);
    HCLUSENUM volumes = ClusterOpenEnum(cluster, CLUSTER_ENUM_SHARED_VOLUME_RESOURCE);
    HCLUSENUM internal = ClusterOpenEnum(cluster, CLUSTER_ENUM_INTERNAL_NETWORK);

    CHECK_ENUM(Cluster, nodes, 3, L"1:alpha|1:beta|1:3|", L"alpha");
    CHECK_ENUM(Cluster, some, 6, L"8:web|8:db|8:...|8:gone|16:Front|16:Back|", L"web");
    EXPECT(all != NULL && ClusterGetEnumCount(all) == 19 && ClusterCloseEnum(all) == 0);
    EXPECT(volumes != NULL && ClusterGetEnumCount(volumes) == 0 && ClusterCloseEnum(volumes) == 0);
    EXPECT(internal != NULL && ClusterCloseEnum(internal) == 0);
    EXPECT_ERROR(ClusterOpenEnum(cluster, 0), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterOpenEnum(NULL, CLUSTER_ENUM_NODE), ERROR_INVALID_HANDLE);
}

void
check_node_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    HNODE node = OpenClusterNode(cluster, L"alpha");
    HNODEENUM interfaces = ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_NETINTERFACES);
    HNODEENUM all = ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_ALL);

    CHECK_ENUM(ClusterNode, interfaces, 2, L"1:alpha - Front|1:alpha - Back|", L"alpha - Front");
    CHECK_ENUM(ClusterNode, all, 4, L"2:web|2:gone|1:alpha - Front|1:alpha - Back|", L"web");
    EXPECT_ERROR(ClusterNodeOpenEnum(node, 8), ERROR_INVALID_PARAMETER);
    EXPECT(CloseClusterNode(node));
    EXPECT_ERROR(ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_ALL), ERROR_INVALID_HANDLE);
}

void
check_group_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    HGROUP group = OpenClusterGroup(cluster, L"web");
    HGROUPENUM resources = ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_CONTAINS);
    HGROUPENUM owners = ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_NODES);

    CHECK_ENUM(ClusterGroup, resources, 3, L"1:site|1:mid|1:net name|", L"site");
    CHECK_ENUM(ClusterGroup, owners, 2, L"2:beta|2:alpha|", L"beta");
    EXPECT_ERROR(ClusterGroupOpenEnum(group, 0), ERROR_INVALID_PARAMETER);
    EXPECT(CloseClusterGroup(group));
    EXPECT_ERROR(ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_ALL), ERROR_INVALID_HANDLE);
}

void
check_resource_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    HRESOURCE resource = OpenClusterResource(cluster, L"mid");
    HRESOURCE site = OpenClusterResource(cluster, L"site");
    HRESENUM both = ClusterResourceOpenEnum(resource, CLUSTER_RESOURCE_ENUM_DEPENDS |
                                                          CLUSTER_RESOURCE_ENUM_PROVIDES);
    HRESENUM nodes = ClusterResourceOpenEnum(site, CLUSTER_RESOURCE_ENUM_NODES);

    CHECK_ENUM(ClusterResource, both, 2, L"1:net name|2:site|", L"net name");
    CHECK_ENUM(ClusterResource, nodes, 2, L"4:alpha|4:beta|", L"alpha");
    EXPECT_ERROR(ClusterResourceOpenEnum(site, 0x100), ERROR_INVALID_PARAMETER);
    EXPECT(CloseClusterResource(resource) && CloseClusterResource(site));
    EXPECT_ERROR(ClusterResourceOpenEnum(site, CLUSTER_RESOURCE_ENUM_ALL), ERROR_INVALID_HANDLE);
}

void
check_type_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    HRESTYPEENUM all =
        ClusterResourceTypeOpenEnum(cluster, L"DRIVER", CLUSTER_RESOURCE_TYPE_ENUM_ALL);

    CHECK_ENUM(ClusterResourceType, all, 3, L"1:alpha|2:site|2:mid|", L"alpha");
    EXPECT_ERROR(ClusterResourceTypeOpenEnum(cluster, L"None", 1),
                 ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    EXPECT_ERROR(ClusterResourceTypeOpenEnum(cluster, L"Driver", 0), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterResourceTypeOpenEnum(cluster, NULL, 1), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterResourceTypeOpenEnum(NULL, L"Driver", 1), ERROR_INVALID_HANDLE);
}

void
check_network_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    HNETWORK network = OpenClusterNetwork(cluster, L"Front");
    HNETWORKENUM all = ClusterNetworkOpenEnum(network, CLUSTER_NETWORK_ENUM_ALL);

    CHECK_ENUM(ClusterNetwork, all, 2, L"1:alpha - Front|1:beta - Front|", L"alpha - Front");
    EXPECT_ERROR(ClusterNetworkOpenEnum(network, 2), ERROR_INVALID_PARAMETER);
    EXPECT(CloseClusterNetwork(network));
    EXPECT_ERROR(ClusterNetworkOpenEnum(network, 1), ERROR_INVALID_HANDLE);
}

/* ClusterNetInterfaceEnum has no type. */
static DWORD WINAPI
get_netinterface(void *handle, DWORD index, DWORD *type, WCHAR *text, DWORD *count)
{
    *type = 0;
    return ClusterNetInterfaceEnum(handle, index, text, count);
}

void
check_netinterface_enum(HCLUSTER cluster, char *wrong, size_t size)
{
    static const struct {
        const WCHAR *node;
        const WCHAR *network;
        const WCHAR *expected;
    } cases[] = {
        { NULL, NULL, L"0:alpha - Front|0:alpha - Back|0:beta - Front|" },
        { L"alpha", NULL, L"0:alpha - Front|0:alpha - Back|" },
        { NULL, L"Front", L"0:alpha - Front|0:beta - Front|" },
        { L"beta", L"Front", L"0:beta - Front|" },
        { L"beta", L"Back", L"" },
    };
    HNETINTERFACEENUM all;
    DWORD count = 3;

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        all = ClusterNetInterfaceOpenEnum(cluster, cases[i].node, cases[i].network);
        EXPECT(all != NULL && wcscmp(collect(get_netinterface, all), cases[i].expected) == 0);
        EXPECT(ClusterNetInterfaceCloseEnum(all) == 0);
    }
    all = ClusterNetInterfaceOpenEnum(cluster, NULL, NULL);
    EXPECT(ClusterNetInterfaceEnum(all, 1, name, &count) == ERROR_MORE_DATA && count == 12);
    EXPECT(ClusterNetInterfaceEnum(all, 3, name, &count) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterNetInterfaceCloseEnum(all) == 0);
    EXPECT(ClusterNetInterfaceCloseEnum(all) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNetInterfaceEnum(all, 0, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterNetInterfaceOpenEnum(cluster, L"none", NULL), ERROR_CLUSTER_NODE_NOT_FOUND);
    EXPECT_ERROR(ClusterNetInterfaceOpenEnum(cluster, NULL, L"none"),
                 ERROR_CLUSTER_NETWORK_NOT_FOUND);
    EXPECT_ERROR(ClusterNetInterfaceOpenEnum(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
}

/* Whether a string of an item lies in the item's buffer, is this one, and has its size with the NUL. */
static BOOL
is_inside(const void *place, DWORD length, DWORD item_size)
{
    const BYTE *begin = place;

    return begin >= item_buffer && begin + length <= item_buffer + item_size;
}

static BOOL
holds(const WCHAR *text, DWORD length, const WCHAR *expected, DWORD item_size)
{
    return length == (wcslen(expected) + 1) * sizeof(WCHAR) && is_inside(text, length, item_size) &&
           wcscmp(text, expected) == 0;
}

/* The size protocol of the Ex forms; leaves the item in item_buffer, its size in needed. */
#define CHECK_ITEM(get, handle, index, type)                                                       \
    do {                                                                                           \
        DWORD room = 0;                                                                            \
        EXPECT(get(handle, index, NULL, &room) == ERROR_MORE_DATA && room > sizeof(type));         \
        needed = room--;                                                                           \
        memset(item_buffer, 0xee, sizeof(item_buffer));                                            \
        EXPECT(get(handle, index, (type *)(void *)item_buffer, &room) == ERROR_MORE_DATA);         \
        EXPECT(room == needed && item_buffer[0] == 0xee);                                          \
        EXPECT(get(handle, index, (type *)(void *)item_buffer, &room) == 0 && room == needed);     \
        EXPECT(item_buffer[needed] == 0xee);                                                       \
        EXPECT(get(handle, index, (type *)(void *)item_buffer, NULL) == ERROR_INVALID_PARAMETER);  \
        EXPECT(get(handle, 1000, (type *)(void *)item_buffer, &room) == ERROR_NO_MORE_ITEMS);      \
        EXPECT(get(NULL, index, (type *)(void *)item_buffer, &room) == ERROR_INVALID_HANDLE);      \
    } while (0)

void
check_enum_ex(HCLUSTER cluster, char *wrong, size_t size)
{
    const CLUSTER_ENUM_ITEM *item = (const CLUSTER_ENUM_ITEM *)(const void *)item_buffer;
    HCLUSENUMEX all = ClusterOpenEnumEx(cluster, CLUSTER_ENUM_NODE | CLUSTER_ENUM_GROUP, NULL);
    HNODE node = OpenClusterNode(cluster, L"alpha");
    HNODEENUMEX of_node = ClusterNodeOpenEnumEx(node, CLUSTER_NODE_ENUM_ALL, NULL);
    DWORD needed;

    EXPECT(all != NULL && ClusterGetEnumCountEx(all) == 7);
    CHECK_ITEM(ClusterEnumEx, all, 1, CLUSTER_ENUM_ITEM);
    EXPECT(item->dwVersion == CLUSTER_ENUM_ITEM_VERSION && item->dwType == CLUSTER_ENUM_NODE);
    EXPECT(holds(item->lpszId, item->cbId, L"2", needed));
    EXPECT(holds(item->lpszName, item->cbName, L"beta", needed));
    CHECK_ITEM(ClusterEnumEx, all, 5, CLUSTER_ENUM_ITEM);
    EXPECT(item->dwType == CLUSTER_ENUM_GROUP && item->cbName == (LONG_NAME + 1) * sizeof(WCHAR));
    EXPECT(is_inside(item->lpszName, item->cbName, needed) && wcslen(item->lpszName) == LONG_NAME);
    EXPECT(ClusterCloseEnumEx(all) == 0 && ClusterCloseEnumEx(all) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterGetEnumCountEx(all), ERROR_INVALID_HANDLE);

    EXPECT(of_node != NULL && ClusterNodeGetEnumCountEx(of_node) == 4);
    CHECK_ITEM(ClusterNodeEnumEx, of_node, 2, CLUSTER_ENUM_ITEM);
    EXPECT(item->dwType == CLUSTER_NODE_ENUM_NETINTERFACES);
    EXPECT(holds(item->lpszId, item->cbId, L"i-1", needed));
    EXPECT(holds(item->lpszName, item->cbName, L"alpha - Front", needed));
    EXPECT(ClusterNodeCloseEnumEx(of_node) == 0);
    EXPECT(ClusterNodeCloseEnumEx(of_node) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterNodeGetEnumCountEx(of_node), ERROR_INVALID_HANDLE);

    EXPECT_ERROR(ClusterOpenEnumEx(cluster, CLUSTER_ENUM_ALL | 0x100, NULL),
                 ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterOpenEnumEx(cluster, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterOpenEnumEx(cluster, CLUSTER_ENUM_ALL, wrong), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterOpenEnumEx(NULL, CLUSTER_ENUM_ALL, NULL), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterNodeOpenEnumEx(node, 4, NULL), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterNodeOpenEnumEx(node, CLUSTER_NODE_ENUM_ALL, wrong),
                 ERROR_INVALID_PARAMETER);
    EXPECT(CloseClusterNode(node));
    EXPECT_ERROR(ClusterNodeOpenEnumEx(node, CLUSTER_NODE_ENUM_ALL, NULL), ERROR_INVALID_HANDLE);
}

/* The fourth group is gone by the time that it is asked for. */
void
check_group_enum_ex(HCLUSTER cluster, char *wrong, size_t size)
{
    const CLUSTER_GROUP_ENUM_ITEM *item =
        (const CLUSTER_GROUP_ENUM_ITEM *)(const void *)item_buffer;
    HGROUPENUMEX all = ClusterGroupOpenEnumEx(cluster, NULL, 0, NULL, 0, 0);
    DWORD needed;

    EXPECT(all != NULL && ClusterGroupGetEnumCountEx(all) == 3);
    CHECK_ITEM(ClusterGroupEnumEx, all, 0, CLUSTER_GROUP_ENUM_ITEM);
    EXPECT(item->dwVersion == CLUSTER_GROUP_ENUM_ITEM_VERSION && item->dwFlags == 0);
    EXPECT(item->state == ClusterGroupOnline);
    EXPECT(holds(item->lpszId, item->cbId, L"g-1", needed));
    EXPECT(holds(item->lpszName, item->cbName, L"web", needed));
    EXPECT(holds(item->lpszOwnerNode, item->cbOwnerNode, L"alpha", needed));
    EXPECT(item->cbProperties == 0 && item->pProperties == NULL);
    EXPECT(item->cbRoProperties == 0 && item->pRoProperties == NULL);
    CHECK_ITEM(ClusterGroupEnumEx, all, 1, CLUSTER_GROUP_ENUM_ITEM);
    EXPECT(item->state == ClusterGroupOffline);
    EXPECT(holds(item->lpszOwnerNode, item->cbOwnerNode, L"", needed));
    CHECK_ITEM(ClusterGroupEnumEx, all, 2, CLUSTER_GROUP_ENUM_ITEM);
    EXPECT(item->state == ClusterGroupFailed && wcslen(item->lpszName) == LONG_NAME);
    EXPECT(holds(item->lpszOwnerNode, item->cbOwnerNode, L"beta", needed));
    EXPECT(ClusterGroupCloseEnumEx(all) == 0);
    EXPECT(ClusterGroupCloseEnumEx(all) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterGroupGetEnumCountEx(all), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterGroupOpenEnumEx(cluster, NULL, 0, NULL, 0, 1), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterGroupOpenEnumEx(NULL, NULL, 0, NULL, 0, 0), ERROR_INVALID_HANDLE);
}

void
check_resource_enum_ex(HCLUSTER cluster, char *wrong, size_t size)
{
    const CLUSTER_RESOURCE_ENUM_ITEM *item =
        (const CLUSTER_RESOURCE_ENUM_ITEM *)(const void *)item_buffer;
    HRESENUMEX all = ClusterResourceOpenEnumEx(cluster, NULL, 0, NULL, 0, 0);
    DWORD needed;

    EXPECT(all != NULL && ClusterResourceGetEnumCountEx(all) == 5);
    CHECK_ITEM(ClusterResourceEnumEx, all, 3, CLUSTER_RESOURCE_ENUM_ITEM);
    EXPECT(item->dwVersion == CLUSTER_RESOURCE_ENUM_ITEM_VERSION);
    EXPECT(holds(item->lpszId, item->cbId, L"r-4", needed));
    EXPECT(holds(item->lpszName, item->cbName, L"loop", needed));
    EXPECT(holds(item->lpszOwnerGroupName, item->cbOwnerGroupName, L"db", needed));
    EXPECT(holds(item->lpszOwnerGroupId, item->cbOwnerGroupId, L"g-2", needed));
    EXPECT(item->cbProperties == 0 && item->pProperties == NULL);
    EXPECT(item->cbRoProperties == 0 && item->pRoProperties == NULL);
    EXPECT(ClusterResourceCloseEnumEx(all) == 0);
    EXPECT(ClusterResourceCloseEnumEx(all) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterResourceGetEnumCountEx(all), ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterResourceOpenEnumEx(cluster, NULL, 0, NULL, 0, 1), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterResourceOpenEnumEx(NULL, NULL, 0, NULL, 0, 0), ERROR_INVALID_HANDLE);
}

/* How many properties a list has, whose first is of this name and which lies in the item's buffer. */
static DWORD
count_properties(const BYTE *list, DWORD length, const WCHAR *first, DWORD item_size)
{
    CLUSPROP_LIST head = { 0 };

    if (list == NULL || length < sizeof(DWORD) || !is_inside(list, length, item_size) ||
        (ULONG_PTR)list % sizeof(DWORD) != 0) {
        return MAXDWORD;
    }
    memcpy(&head.nPropertyCount, list, sizeof(DWORD));
    if (first != NULL && wcscmp((const WCHAR *)(const void *)(list + 12), first) != 0) {
        return MAXDWORD;
    }
    return head.nPropertyCount;
}

void
check_enum_properties(HCLUSTER cluster, char *wrong, size_t size)
{
    static const WCHAR some[] = L"None\0priority\0";
    static const WCHAR ro[] = L"Name\0";
    const CLUSTER_GROUP_ENUM_ITEM *item =
        (const CLUSTER_GROUP_ENUM_ITEM *)(const void *)item_buffer;
    const CLUSTER_RESOURCE_ENUM_ITEM *resource =
        (const CLUSTER_RESOURCE_ENUM_ITEM *)(const void *)item_buffer;
    HGROUPENUMEX groups = ClusterGroupOpenEnumEx(cluster, some, sizeof(some), ro, sizeof(ro), 0);
    HRESENUMEX resources = ClusterResourceOpenEnumEx(cluster, L"*", 4, L"Absent\0", 16, 0);
    DWORD needed;

    EXPECT(groups != NULL && ClusterGroupGetEnumCountEx(groups) == 3);
    CHECK_ITEM(ClusterGroupEnumEx, groups, 0, CLUSTER_GROUP_ENUM_ITEM);
    EXPECT(count_properties(item->pProperties, item->cbProperties, L"Priority", needed) == 1);
    EXPECT(item->cbProperties == 4 + 8 + 20 + 12 + 4);
    EXPECT(count_properties(item->pRoProperties, item->cbRoProperties, L"Name", needed) == 1);
    CHECK_ITEM(ClusterGroupEnumEx, groups, 1, CLUSTER_GROUP_ENUM_ITEM);
    EXPECT(item->pProperties == NULL && item->cbProperties == 0);
    EXPECT(ClusterGroupCloseEnumEx(groups) == 0);

    EXPECT(resources != NULL);
    CHECK_ITEM(ClusterResourceEnumEx, resources, 0, CLUSTER_RESOURCE_ENUM_ITEM);
    EXPECT(count_properties(resource->pProperties, resource->cbProperties, L"Description",
                            needed) == 2);
    EXPECT(count_properties(resource->pRoProperties, resource->cbRoProperties, NULL, needed) == 0);
    EXPECT(ClusterResourceCloseEnumEx(resources) == 0);

    EXPECT_ERROR(ClusterGroupOpenEnumEx(cluster, L"*", 2, NULL, 0, 0), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterGroupOpenEnumEx(cluster, NULL, 0, L"*", 0, 0), ERROR_INVALID_PARAMETER);
    EXPECT_ERROR(ClusterResourceOpenEnumEx(cluster, NULL, 4, NULL, 0, 0), ERROR_INVALID_PARAMETER);
}

/* Each list is one byte longer than the one before, until it is whole. */
void
check_cut_properties(HCLUSTER cluster, char *wrong, size_t size)
{
    HRESENUMEX resources = NULL;
    DWORD refused = 0;

    while (resources == NULL && refused < 1000) {
        resources = ClusterResourceOpenEnumEx(cluster, L"*", 4, NULL, 0, 0);
        EXPECT(resources != NULL || GetLastError() == ERROR_INVALID_DATA);
        refused += resources == NULL ? 1 : 0;
    }
    EXPECT(resources != NULL && refused > 50);
    EXPECT(ClusterResourceCloseEnumEx(resources) == 0);
}

/* A handle of one enumeration is none of another. */
void
check_wrong_enums(HCLUSTER cluster, char *wrong, size_t size)
{
    void *nodes = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);
    DWORD type;
    DWORD count = ARRAYSIZE(name);

    EXPECT(nodes != NULL);
    EXPECT(ClusterEnum((HCLUSENUM)(void *)cluster, 0, &type, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNodeEnum(nodes, 0, &type, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterGroupEnum(nodes, 0, &type, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceEnum(nodes, 0, &type, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceTypeEnum(nodes, 0, &type, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNetworkEnum(nodes, 0, &type, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNetInterfaceEnum(nodes, 0, name, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterEnumEx(nodes, 0, NULL, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNodeEnumEx(nodes, 0, NULL, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterGroupEnumEx(nodes, 0, NULL, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceEnumEx(nodes, 0, NULL, &count) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterCloseEnumEx(nodes) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNodeCloseEnum(nodes) == ERROR_INVALID_HANDLE);
    EXPECT_ERROR(ClusterGroupGetEnumCountEx(nodes), ERROR_INVALID_HANDLE);
    EXPECT(ClusterEnum(nodes, 0, &type, name, &count) == 0);
    EXPECT(ClusterCloseEnum(nodes) == 0);
}
