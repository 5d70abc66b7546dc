/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which resource or group a handle stands for. */
#include "cluster-object.h"

#include <string.h>

/* In the root of the cluster database: the id of the cluster, as text in braces or without. */
#define CLUSTER_ID_VALUE L"ClusterInstanceID"
#define GUID_CHARACTERS  36

/* Frees both; a name that could not be had equals none. */
static bool
take_equal(LPWSTR name, LPWSTR other)
{
    bool equal = name != NULL && other != NULL &&
                 CompareStringOrdinal(name, -1, other, -1, TRUE) == CSTR_EQUAL;

    LocalFree(name);
    LocalFree(other);
    return equal;
}

BOOL WINAPI
ResUtilResourcesEqual(HRESOURCE hSelf, HRESOURCE hResource)
{
    return take_equal(resource_text(hSelf, CLUSCTL_RESOURCE_GET_NAME),
                      resource_text(hResource, CLUSCTL_RESOURCE_GET_NAME));
}

BOOL WINAPI
ResUtilResourceTypesEqual(LPCWSTR lpszResourceTypeName, HRESOURCE hResource)
{
    bool has_type = false;
    DWORD error;

    if (lpszResourceTypeName == NULL) {
        SetLastError(ERROR_BAD_ARGUMENTS);
        return FALSE;
    }
    error = resource_has_type(hResource, lpszResourceTypeName, &has_type);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return has_type;
}

/* The example of ResUtilGetResourceDependencyByClass sets the class and not the subclass. */
BOOL WINAPI
ResUtilIsResourceClassEqual(PCLUS_RESOURCE_CLASS_INFO prci, HRESOURCE hResource)
{
    bool has_class = false;
    DWORD error;

    if (prci == NULL) {
        SetLastError(ERROR_BAD_ARGUMENTS);
        return FALSE;
    }
    error = resource_has_class(hResource, prci->dw, &has_class);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return has_class;
}

/* Not documented; unlike its kin for resources it can tell a failure from groups that differ. */
DWORD WINAPI
ResUtilGroupsEqual(HGROUP hSelf, HGROUP hGroup, BOOL *pEqual)
{
    LPWSTR self;
    LPWSTR group;
    DWORD error = ERROR_SUCCESS;

    if (pEqual == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    *pEqual = FALSE;
    self = group_text(hSelf, CLUSCTL_GROUP_GET_NAME);
    if (self == NULL) {
        return GetLastError();
    }
    group = group_text(hGroup, CLUSCTL_GROUP_GET_NAME);
    if (group == NULL) {
        error = GetLastError();
    }
    *pEqual = take_equal(self, group);
    return error;
}

DWORD WINAPI
ResUtilGetResourceName(HRESOURCE hResource, LPWSTR pszResourceName, DWORD *pcchResourceNameInOut)
{
    LPWSTR name;
    DWORD room;
    DWORD error = ERROR_SUCCESS;

    if (pszResourceName == NULL || pcchResourceNameInOut == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    name = resource_text(hResource, CLUSCTL_RESOURCE_GET_NAME);
    if (name == NULL) {
        return GetLastError();
    }
    room = *pcchResourceNameInOut;
    *pcchResourceNameInOut = (DWORD)wcslen(name);
    if (room <= *pcchResourceNameInOut) {
        error = ERROR_MORE_DATA;
    } else {
        wcscpy(pszResourceName, name);
    }
    LocalFree(name);
    return error;
}

DWORD WINAPI
ResUtilDupResource(HRESOURCE group, HRESOURCE *copy)
{
    HCLUSTER cluster;
    LPWSTR name;
    DWORD error = ERROR_SUCCESS;

    if (copy == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    *copy = NULL;
    name = resource_text(group, CLUSCTL_RESOURCE_GET_NAME);
    if (name == NULL) {
        return GetLastError();
    }
    cluster = GetClusterFromResource(group);
    if (cluster != NULL) {
        *copy = OpenClusterResource(cluster, name);
    }
    if (*copy == NULL) {
        error = GetLastError();
    }
    if (cluster != NULL) {
        CloseCluster(cluster);
    }
    LocalFree(name);
    return error;
}

DWORD WINAPI
ResUtilDupGroup(HGROUP group, HGROUP *copy)
{
    HCLUSTER cluster;
    LPWSTR name;
    DWORD error = ERROR_SUCCESS;

    if (copy == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    *copy = NULL;
    name = group_text(group, CLUSCTL_GROUP_GET_NAME);
    if (name == NULL) {
        return GetLastError();
    }
    cluster = GetClusterFromGroup(group);
    if (cluster != NULL) {
        *copy = OpenClusterGroup(cluster, name);
    }
    if (*copy == NULL) {
        error = GetLastError();
    }
    if (cluster != NULL) {
        CloseCluster(cluster);
    }
    LocalFree(name);
    return error;
}

DWORD WINAPI
ResUtilGetClusterGroupType(HGROUP hGroup, CLUSGROUP_TYPE *groupType)
{
    if (groupType == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    return group_type(hGroup, groupType);
}

/* count hexadecimal digits into *number. */
static bool
read_hex(LPCWSTR text, int count, ULONGLONG *number)
{
    int i;

    *number = 0;
    for (i = 0; i < count; i++) {
        if (text[i] >= L'0' && text[i] <= L'9') {
            *number = *number << 4 | (unsigned)(text[i] - L'0');
        } else if ((text[i] | 0x20) >= L'a' && (text[i] | 0x20) <= L'f') {
            *number = *number << 4 | (unsigned)((text[i] | 0x20) - L'a' + 10);
        } else {
            return false;
        }
    }
    return true;
}

/* "01234567-89ab-cdef-0123-456789abcdef" */
static bool
read_guid(LPCWSTR text, GUID *guid)
{
    ULONGLONG part[5];
    ULONGLONG tail;
    int i;

    if (wcslen(text) != GUID_CHARACTERS || text[8] != L'-' || text[13] != L'-' ||
        text[18] != L'-' || text[23] != L'-' || !read_hex(text, 8, &part[0]) ||
        !read_hex(text + 9, 4, &part[1]) || !read_hex(text + 14, 4, &part[2]) ||
        !read_hex(text + 19, 4, &part[3]) || !read_hex(text + 24, 12, &part[4])) {
        return false;
    }
    guid->Data1 = (unsigned long)part[0];
    guid->Data2 = (unsigned short)part[1];
    guid->Data3 = (unsigned short)part[2];
    tail = part[3] << 48 | part[4];
    for (i = 0; i < 8; i++) {
        guid->Data4[i] = (unsigned char)(tail >> (56 - 8 * i));
    }
    return true;
}

static LPWSTR
without_braces(LPWSTR text)
{
    size_t length = wcslen(text);

    if (length < 2 || text[0] != L'{' || text[length - 1] != L'}') {
        return text;
    }
    text[length - 1] = L'\0';
    return text + 1;
}

/* Not documented; the id of a cluster is a value in the root of its database. */
DWORD WINAPI
ResUtilGetClusterId(HCLUSTER hCluster, GUID *guid)
{
    LPWSTR text;
    HKEY root;
    DWORD error;

    if (guid == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    root = GetClusterKey(hCluster, KEY_READ);
    if (root == NULL) {
        return GetLastError();
    }
    text = ResUtilGetSzValue(root, CLUSTER_ID_VALUE);
    error = text == NULL ? GetLastError() : ERROR_SUCCESS;
    ClusterRegCloseKey(root);
    if (error == ERROR_SUCCESS && !read_guid(without_braces(text), guid)) {
        error = ERROR_INVALID_DATA;
    }
    LocalFree(text);
    return error;
}
