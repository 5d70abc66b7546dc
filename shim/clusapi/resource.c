/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Resource handles: OpenClusterResource, OpenClusterResourceEx, CloseClusterResource,
 * GetClusterResourceKey and GetClusterResourceTypeKey of the Failover Cluster reference.
 */

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "clusapi.h"
#include "database.h"
#include "handle.h"

static BOOL
same_name(const WCHAR *a, const WCHAR *b)
{
    return CompareStringOrdinal(a, -1, b, -1, TRUE) == CSTR_EQUAL;
}

/* The data of a REG_SZ as a string, which need not be terminated in the database. free() it. */
static WCHAR *
string_of(const struct wire_bytes *data)
{
    size_t length = data->length / sizeof(WCHAR);
    WCHAR *text = calloc(length + 1, sizeof(WCHAR));

    if (text != NULL && length > 0) {
        memcpy(text, data->data, length * sizeof(WCHAR));
    }
    return text;
}

/* Whether the resource at path is called name; a resource without a Name value is not. */
static DWORD
is_called(const WCHAR *path, const WCHAR *name, BOOL *called)
{
    struct host_answer *answer = NULL;
    WCHAR *text;
    DWORD error = database_get_value(path, CLUSREG_NAME_RES_NAME, &answer);

    *called = FALSE;
    if (error == ERROR_FILE_NOT_FOUND) {
        return ERROR_SUCCESS;
    }
    if (error != ERROR_SUCCESS) {
        return error;
    }
    text = string_of(&answer->message.value.data);
    database_forget(answer);
    if (text == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    *called = same_name(text, name);
    free(text);
    return ERROR_SUCCESS;
}

/* The path of the resource that has this name or this key, which is its identifier; *found stays
 * NULL when id is another's. */
static DWORD
match_resource(const WCHAR *id, const WCHAR *name, WCHAR **found)
{
    WCHAR *path = NULL;
    BOOL matches = same_name(id, name);
    DWORD error = database_join(L"Resources", id, &path);

    if (error == ERROR_SUCCESS && !matches) {
        error = is_called(path, name, &matches);
    }
    if (error != ERROR_SUCCESS || !matches) {
        free(path);
        return error;
    }
    *found = path;
    return ERROR_SUCCESS;
}

/* Names are unique in a cluster and not case sensitive. */
static DWORD
find_resource(const WCHAR *name, WCHAR **found)
{
    DWORD error = ERROR_SUCCESS;

    for (DWORD i = 0; error == ERROR_SUCCESS && *found == NULL; i++) {
        WCHAR *id = NULL;

        error = database_enum_key(L"Resources", i, &id);
        if (error == ERROR_SUCCESS) {
            error = match_resource(id, name, found);
        }
        free(id);
    }
    return error == ERROR_NO_MORE_ITEMS || error == ERROR_FILE_NOT_FOUND ? ERROR_RESOURCE_NOT_FOUND
                                                                         : error;
}

HRESOURCE WINAPI
OpenClusterResource(HCLUSTER hCluster, LPCWSTR lpszResourceName)
{
    void *handle = NULL;
    WCHAR *path = NULL;
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS && lpszResourceName == NULL) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = find_resource(lpszResourceName, &path);
    }
    if (error == ERROR_SUCCESS) {
        error = handle_open(HANDLE_RESOURCE, path, &handle);
    }
    free(path);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return handle;
}

HRESOURCE WINAPI
OpenClusterResourceEx(HCLUSTER hCluster, LPCWSTR lpszResourceName, DWORD dwDesiredAccess,
                      DWORD *lpdwGrantedAccess)
{
    HRESOURCE resource = OpenClusterResource(hCluster, lpszResourceName);

    if (resource != NULL && lpdwGrantedAccess != NULL) {
        *lpdwGrantedAccess = dwDesiredAccess == MAXIMUM_ALLOWED ? GENERIC_ALL : dwDesiredAccess;
    }
    return resource;
}

BOOL WINAPI
CloseClusterResource(HRESOURCE hResource)
{
    DWORD error = handle_close(hResource, HANDLE_RESOURCE);

    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return error == ERROR_SUCCESS;
}

HKEY WINAPI
GetClusterResourceKey(HRESOURCE hResource, REGSAM samDesired)
{
    HKEY key = NULL;
    WCHAR *path = NULL;
    DWORD error = handle_name(hResource, HANDLE_RESOURCE, &path);

    (void)samDesired;
    if (error == ERROR_SUCCESS) {
        error = database_open_key(path, &key);
    }
    free(path);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return key;
}

HKEY WINAPI
GetClusterResourceTypeKey(HCLUSTER hCluster, LPCWSTR lpszTypeName, REGSAM samDesired)
{
    HKEY root = GetClusterKey(hCluster, samDesired);
    HKEY key = NULL;
    WCHAR *path = NULL;
    DWORD error;

    if (root == NULL) {
        return NULL;
    }
    error = lpszTypeName != NULL && wcschr(lpszTypeName, L'\\') == NULL
                ? database_join(L"ResourceTypes", lpszTypeName, &path)
                : ERROR_INVALID_PARAMETER;
    if (error == ERROR_SUCCESS) {
        error = (DWORD)ClusterRegOpenKey(root, path, samDesired, &key);
    }
    free(path);
    ClusterRegCloseKey(root);
    if (error != ERROR_SUCCESS) {
        SetLastError(error == ERROR_FILE_NOT_FOUND ? ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND : error);
    }
    return key;
}
