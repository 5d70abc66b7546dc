/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The objects of the cluster. Its resources, `->` for what they depend on:
 *   web -> share, name    share -> disk, mounted    name -> address    backup -> mounted
 *   loop -> pool -> loop    and one with a long name -> bare, mounted
 * The others depend on nothing. name is the core's; so is the group core.
 * A handle is the address of an object with a count of how often it is open; enumerations have a
 * count together. A name that is too long for a buffer is told as clusapi.dll tells it.
 */
#include "resutils-test.h"

#define MAX_DEPENDENCIES 3

typedef struct Object {
    LPCWSTR name;
    LPCWSTR type; /* of a resource */
    DWORD number; /* of a resource, its class; of a group, its type; of a node, its state */
    DWORD flags;
    LPCWSTR depends_on[MAX_DEPENDENCIES];
    int opened;
} Object;

static Object resources[] = {
    { L"web", L"Sample Web Server", CLUS_RESCLASS_UNKNOWN, 0, { L"share", L"name" }, 0 },
    { L"share", L"File Share", CLUS_RESCLASS_UNKNOWN, 0, { L"disk", L"mounted" }, 0 },
    { L"name", L"Network Name", CLUS_RESCLASS_NETWORK, 1, { L"address" }, 0 },
    { L"address", L"IP Address", CLUS_RESCLASS_NETWORK, 0, { NULL }, 0 },
    { L"disk", L"Physical Disk", CLUS_RESCLASS_STORAGE, 0, { NULL }, 0 },
    { L"mounted", L"Physical Disk", CLUS_RESCLASS_STORAGE, 0, { NULL }, 0 },
    { L"bare", L"Physical Disk", CLUS_RESCLASS_STORAGE, 0, { NULL }, 0 },
    { L"loop", L"Generic Script", CLUS_RESCLASS_UNKNOWN, 0, { L"pool" }, 0 },
    { L"pool", L"Generic Application", CLUS_RESCLASS_UNKNOWN, 0, { L"loop" }, 0 },
    { L"backup", L"Generic Service", CLUS_RESCLASS_UNKNOWN, 0, { L"mounted" }, 0 },
    { LONG_NAME, L"Generic Service", CLUS_RESCLASS_UNKNOWN, 0, { L"bare", L"mounted" }, 0 },
    { NULL, NULL, 0, 0, { NULL }, 0 },
};

static Object groups[] = {
    { L"core", NULL, ClusGroupTypeCoreCluster, 0, { NULL }, 0 },
    { L"store", NULL, ClusGroupTypeFileServer, 0, { NULL }, 0 },
    { L"plain", NULL, 0, 0, { NULL }, 0 },
    { NULL, NULL, 0, 0, { NULL }, 0 },
};

static Object nodes[] = {
    { L"one", NULL, ClusterNodeUp, 0, { NULL }, 0 },
    { L"two", NULL, ClusterNodePaused, 0, { NULL }, 0 },
    { NULL, NULL, 0, 0, { NULL }, 0 },
};

static Object cluster_object = { L"cluster", NULL, 0, 0, { NULL }, 0 };

int open_handles;
LPCWSTR failing;
DWORD control_error;
DWORD last_access;
LPCWSTR quorum_resource;
bool cluster_is_down;

HCLUSTER
cluster_begin(void)
{
    database();
    open_handles = 0;
    failing = NULL;
    control_error = ERROR_HOST_NODE_NOT_AVAILABLE;
    last_access = 0;
    quorum_resource = L"disk";
    cluster_is_down = false;
    return (HCLUSTER)(void *)&cluster_object;
}

static Object *
find_object(Object *objects, LPCWSTR name)
{
    for (; objects->name != NULL; objects++) {
        if (name != NULL && _wcsicmp(objects->name, name) == 0) {
            return objects;
        }
    }
    return NULL;
}

/* NULL, with the last error set, for what is no handle of one of these. */
static Object *
object_of(Object *objects, const void *handle)
{
    for (; objects->name != NULL; objects++) {
        if (objects == handle) {
            return objects;
        }
    }
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

static bool
is_cluster(const void *handle)
{
    if (handle == &cluster_object) {
        return true;
    }
    SetLastError(ERROR_INVALID_HANDLE);
    return false;
}

static void *
open_object(HCLUSTER cluster, Object *objects, LPCWSTR name, DWORD not_found)
{
    Object *object;

    if (!is_cluster(cluster)) {
        return NULL;
    }
    object = find_object(objects, name);
    if (object == NULL) {
        SetLastError(not_found);
        return NULL;
    }
    open_handles++;
    return object;
}

static BOOL
close_object(Object *objects, const void *handle)
{
    if (object_of(objects, handle) == NULL) {
        return FALSE;
    }
    open_handles--;
    return TRUE;
}

HRESOURCE
open_resource(HCLUSTER cluster, LPCWSTR name)
{
    return OpenClusterResource(cluster, name);
}

bool
is_resource(HRESOURCE resource, LPCWSTR name)
{
    const Object *object = object_of(resources, resource);

    return object != NULL && wcscmp(object->name, name) == 0;
}

HCLUSTER WINAPI
OpenClusterEx(LPCWSTR lpszClusterName, DWORD dwDesiredAccess, DWORD *lpdwGrantedAccess)
{
    (void)lpszClusterName;
    *lpdwGrantedAccess = dwDesiredAccess;
    if (cluster_is_down) {
        SetLastError(RPC_S_SERVER_UNAVAILABLE);
        return NULL;
    }
    open_handles++;
    return (HCLUSTER)(void *)&cluster_object;
}

HCLUSTER WINAPI
OpenCluster(LPCWSTR lpszClusterName)
{
    DWORD granted;

    return OpenClusterEx(lpszClusterName, GENERIC_ALL, &granted);
}

BOOL WINAPI
CloseCluster(HCLUSTER hCluster)
{
    open_handles--;
    SetLastError(ERROR_SUCCESS);
    return is_cluster(hCluster);
}

HRESOURCE WINAPI
OpenClusterResourceEx(HCLUSTER hCluster, LPCWSTR lpszResourceName, DWORD dwDesiredAccess,
                      DWORD *lpdwGrantedAccess)
{
    last_access = dwDesiredAccess;
    *lpdwGrantedAccess = dwDesiredAccess;
    return open_object(hCluster, resources, lpszResourceName, ERROR_RESOURCE_NOT_FOUND);
}

HRESOURCE WINAPI
OpenClusterResource(HCLUSTER hCluster, LPCWSTR lpszResourceName)
{
    DWORD granted;

    return OpenClusterResourceEx(hCluster, lpszResourceName, GENERIC_ALL, &granted);
}

BOOL WINAPI
CloseClusterResource(HRESOURCE hResource)
{
    return close_object(resources, hResource);
}

HGROUP WINAPI
OpenClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName)
{
    return open_object(hCluster, groups, lpszGroupName, ERROR_GROUP_NOT_FOUND);
}

BOOL WINAPI
CloseClusterGroup(HGROUP hGroup)
{
    return close_object(groups, hGroup);
}

HNODE WINAPI
OpenClusterNode(HCLUSTER hCluster, LPCWSTR lpszNodeName)
{
    return open_object(hCluster, nodes, lpszNodeName, ERROR_CLUSTER_NODE_NOT_FOUND);
}

BOOL WINAPI
CloseClusterNode(HNODE hNode)
{
    return close_object(nodes, hNode);
}

CLUSTER_NODE_STATE WINAPI
GetClusterNodeState(HNODE hNode)
{
    const Object *node = object_of(nodes, hNode);

    return node == NULL ? ClusterNodeStateUnknown : (CLUSTER_NODE_STATE)node->number;
}

HCLUSTER WINAPI
GetClusterFromResource(HRESOURCE hResource)
{
    return object_of(resources, hResource) == NULL ? NULL : OpenCluster(NULL);
}

HCLUSTER WINAPI
GetClusterFromGroup(HGROUP hGroup)
{
    return object_of(groups, hGroup) == NULL ? NULL : OpenCluster(NULL);
}

HKEY WINAPI
GetClusterKey(HCLUSTER hCluster, REGSAM samDesired)
{
    (void)samDesired;
    if (!is_cluster(hCluster)) {
        return NULL;
    }
    open_keys++;
    return (HKEY)(void *)&parameters;
}

static DWORD
copy_name(LPCWSTR name, LPWSTR buffer, LPDWORD count)
{
    DWORD room = *count;

    *count = (DWORD)wcslen(name);
    if (room <= *count) {
        return ERROR_MORE_DATA;
    }
    wcscpy(buffer, name);
    return ERROR_SUCCESS;
}

DWORD WINAPI
GetClusterQuorumResource(HCLUSTER hCluster, LPWSTR lpszResourceName, LPDWORD lpcchResourceName,
                         LPWSTR lpszDeviceName, LPDWORD lpcchDeviceName,
                         LPDWORD lpdwMaxQuorumLogSize)
{
    DWORD error;

    if (!is_cluster(hCluster)) {
        return GetLastError();
    }
    *lpdwMaxQuorumLogSize = 4096;
    error = copy_name(quorum_resource, lpszResourceName, lpcchResourceName);
    return error == ERROR_SUCCESS ? copy_name(L"Q:\\", lpszDeviceName, lpcchDeviceName) : error;
}

BOOL WINAPI
GetClusterResourceNetworkName(HRESOURCE hResource, LPWSTR lpBuffer, LPDWORD nSize)
{
    const Object *resource = object_of(resources, hResource);
    DWORD error = ERROR_DEPENDENCY_NOT_FOUND;

    if (resource == NULL) {
        return FALSE;
    }
    if (wcscmp(resource->name, L"web") == 0) {
        error = copy_name(L"NETNAME", lpBuffer, nSize);
    } else if (wcscmp(resource->name, LONG_NAME) == 0) {
        error = copy_name(LONG_NAME, lpBuffer, nSize);
    }
    SetLastError(error);
    return error == ERROR_SUCCESS;
}

/* Enumerations: a handle is the address of what is enumerated. */
HCLUSENUM WINAPI
ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType)
{
    if (!is_cluster(hCluster)) {
        return NULL;
    }
    open_handles++;
    return (HCLUSENUM)(void *)(dwType == CLUSTER_ENUM_RESOURCE ? resources
                               : dwType == CLUSTER_ENUM_GROUP  ? groups
                                                               : nodes);
}

DWORD WINAPI
ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName, LPDWORD lpcchName)
{
    const Object *object = (const Object *)(void *)hEnum;

    *lpdwType = 0;
    for (; object->name != NULL && dwIndex > 0; dwIndex--) {
        object++;
    }
    return object->name == NULL ? ERROR_NO_MORE_ITEMS
                                : copy_name(object->name, lpszName, lpcchName);
}

DWORD WINAPI
ClusterCloseEnum(HCLUSENUM hEnum)
{
    (void)hEnum;
    open_handles--;
    return ERROR_SUCCESS;
}

HRESENUM WINAPI
ClusterResourceOpenEnum(HRESOURCE hResource, DWORD dwType)
{
    Object *resource = object_of(resources, hResource);

    if (resource == NULL) {
        return NULL;
    }
    resource->opened = (int)dwType;
    open_handles++;
    return (HRESENUM)(void *)resource;
}

static bool
depends_on(const Object *resource, const Object *other)
{
    size_t i;

    for (i = 0; i < MAX_DEPENDENCIES && resource->depends_on[i] != NULL; i++) {
        if (wcscmp(resource->depends_on[i], other->name) == 0) {
            return true;
        }
    }
    return false;
}

DWORD WINAPI
ClusterResourceEnum(HRESENUM hResEnum, DWORD dwIndex, LPDWORD lpdwType, LPWSTR lpszName,
                    LPDWORD lpcchName)
{
    const Object *resource = (const Object *)(void *)hResEnum;
    const Object *other;

    *lpdwType = (DWORD)resource->opened;
    if (resource->opened == CLUSTER_RESOURCE_ENUM_DEPENDS) {
        return dwIndex < MAX_DEPENDENCIES && resource->depends_on[dwIndex] != NULL
                   ? copy_name(resource->depends_on[dwIndex], lpszName, lpcchName)
                   : ERROR_NO_MORE_ITEMS;
    }
    for (other = resources; other->name != NULL; other++) {
        if (depends_on(other, resource) && dwIndex-- == 0) {
            return copy_name(other->name, lpszName, lpcchName);
        }
    }
    return ERROR_NO_MORE_ITEMS;
}

DWORD WINAPI
ClusterResourceCloseEnum(HRESENUM hResEnum)
{
    (void)hResEnum;
    open_handles--;
    return ERROR_SUCCESS;
}

static DWORD
answer(const void *data, size_t size, LPVOID buffer, DWORD room, LPDWORD returned)
{
    *returned = (DWORD)size;
    if (room < size) {
        return ERROR_MORE_DATA;
    }
    memcpy(buffer, data, size);
    return ERROR_SUCCESS;
}

static void
put_partition(List *list, LPCWSTR device)
{
    CLUS_PARTITION_INFO partition = { .szDeviceName = L"" };

    wcscpy(partition.szDeviceName, device);
    put_value(list, CLUSPROP_SYNTAX_PARTITION_INFO, &partition, sizeof(partition));
}

static void
put_disk(List *list, LPCWSTR name)
{
    DWORD number = 3;

    put_value(list, CLUSPROP_SYNTAX_DISK_NUMBER, &number, sizeof(number));
    if (wcscmp(name, L"disk") == 0) {
        put_partition(list, L"Disk3Partition1");
        put_partition(list, L"s:");
    }
    if (wcscmp(name, L"mounted") == 0) {
        put_partition(list, L"\\\\?\\GLOBALROOT\\Device\\Harddisk3\\Partition1");
    }
    put_dword(list, CLUSPROP_SYNTAX_ENDMARK);
}

static void
put_private(List *list, const Object *resource)
{
    put_text(list, L"Other", L"x");
    if (wcscmp(resource->name, L"address") == 0) {
        put_text(list, L"Network", L"Cluster Network 1");
        put_text(list, L"Address", L"10.1.2.3");
        put_text(list, L"SubnetMask", L"255.255.255.0");
    }
    if (wcscmp(resource->name, L"share") == 0) {
        put_number(list, L"IsDfsRoot", 1);
    }
}

DWORD WINAPI
ClusterResourceControl(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                       DWORD cbInBufferSize, LPVOID lpOutBuffer, DWORD cbOutBufferSize,
                       LPDWORD lpBytesReturned)
{
    const Object *resource = object_of(resources, hResource);
    CLUS_RESOURCE_CLASS_INFO info = { .SubClass = 7 };
    List list = { .size = 0 };
    LPCWSTR text;

    (void)hHostNode;
    (void)lpInBuffer;
    (void)cbInBufferSize;
    if (resource == NULL) {
        return GetLastError();
    }
    if (failing != NULL && wcscmp(resource->name, failing) == 0) {
        return control_error;
    }
    switch (dwControlCode) {
    case CLUSCTL_RESOURCE_GET_NAME:
    case CLUSCTL_RESOURCE_GET_RESOURCE_TYPE:
        text = dwControlCode == CLUSCTL_RESOURCE_GET_NAME ? resource->name : resource->type;
        return answer(text, (wcslen(text) + 1) * sizeof(*text), lpOutBuffer, cbOutBufferSize,
                      lpBytesReturned);
    case CLUSCTL_RESOURCE_GET_CLASS_INFO:
        info.dw = resource->number;
        return answer(&info, sizeof(info), lpOutBuffer, cbOutBufferSize, lpBytesReturned);
    case CLUSCTL_RESOURCE_GET_FLAGS:
        return answer(&resource->flags, sizeof(resource->flags), lpOutBuffer, cbOutBufferSize,
                      lpBytesReturned);
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES:
        put_private(&list, resource);
        break;
    case CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO:
        put_disk(&list, resource->name);
        break;
    default:
        return ERROR_INVALID_FUNCTION;
    }
    return answer(list.bytes, list.size, lpOutBuffer, cbOutBufferSize, lpBytesReturned);
}

/* One of the groups has no type at all, and one tells it among the properties that can be set. */
DWORD WINAPI
ClusterGroupControl(HGROUP hGroup, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                    DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                    LPDWORD lpBytesReturned)
{
    const Object *group = object_of(groups, hGroup);
    DWORD told_with = CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES;
    List list = { .size = 0 };

    (void)hHostNode;
    (void)lpInBuffer;
    (void)nInBufferSize;
    if (group == NULL) {
        return GetLastError();
    }
    if (failing != NULL && wcscmp(group->name, failing) == 0) {
        return control_error;
    }
    if (dwControlCode == CLUSCTL_GROUP_GET_NAME) {
        return answer(group->name, (wcslen(group->name) + 1) * sizeof(WCHAR), lpOutBuffer,
                      nOutBufferSize, lpBytesReturned);
    }
    if (group->number == ClusGroupTypeFileServer) {
        told_with = CLUSCTL_GROUP_GET_COMMON_PROPERTIES;
    }
    put_text(&list, L"Description", L"");
    if (group->number != 0 && dwControlCode == told_with) {
        put_number(&list, L"GroupType", group->number);
    }
    return answer(list.bytes, list.size, lpOutBuffer, nOutBufferSize, lpBytesReturned);
}
