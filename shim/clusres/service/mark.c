/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mark.h"

#include "names.h"
#include "resapi.h"
#include "scm.h"

#include <wchar.h>

#define SERVICES_KEY L"SYSTEM\\CurrentControlSet\\Services"
#define VALUE        L"ResapidResource"
#define KEY_NAME_MAX 256 /* characters of a key's name, by the page of RegEnumKeyEx */

static DWORD
has_name(HKEY resources, LPCWSTR id, LPCWSTR name, BOOL *found)
{
    HKEY key;
    LPWSTR own;
    LONG error = ClusterRegOpenKey(resources, id, KEY_READ, &key);

    if (error != ERROR_SUCCESS) {
        return (DWORD)error;
    }
    own = ResUtilGetSzValue(key, L"Name");
    *found = own != NULL && wcscmp(own, name) == 0;
    LocalFree(own);
    ClusterRegCloseKey(key);
    return ERROR_SUCCESS;
}

/* Resources are keys named by id, and no two have one name (resapi.md 2.4). A resource that is
 * removed meanwhile is not the one that is looked for. */
static DWORD
find_by_name(HKEY resources, LPCWSTR name, WCHAR owner[MARK_OWNER])
{
    for (DWORD i = 0;; i++) {
        DWORD length = MARK_OWNER;
        BOOL found = FALSE;
        LONG error = ClusterRegEnumKey(resources, i, owner, &length, NULL);

        if (error != ERROR_SUCCESS) {
            return error == ERROR_NO_MORE_ITEMS ? ERROR_RESOURCE_NOT_FOUND : (DWORD)error;
        }
        if (has_name(resources, owner, name, &found) == ERROR_SUCCESS && found) {
            return ERROR_SUCCESS;
        }
    }
}

static DWORD
find_in_cluster(HCLUSTER cluster, LPCWSTR name, WCHAR owner[MARK_OWNER])
{
    HKEY root = GetClusterKey(cluster, KEY_READ);
    HKEY resources;
    DWORD error;

    if (root == NULL) {
        return GetLastError();
    }
    error = (DWORD)ClusterRegOpenKey(root, L"Resources", KEY_READ, &resources);
    if (error == ERROR_SUCCESS) {
        error = find_by_name(resources, name, owner);
        ClusterRegCloseKey(resources);
    }
    ClusterRegCloseKey(root);
    return error;
}

DWORD
mark_owner(HKEY resource_key, WCHAR owner[MARK_OWNER])
{
    LPWSTR name = ResUtilGetSzValue(resource_key, L"Name");
    HCLUSTER cluster = name != NULL ? OpenCluster(NULL) : NULL;
    DWORD error = GetLastError();

    if (cluster != NULL) {
        error = find_in_cluster(cluster, name, owner);
        CloseCluster(cluster);
    }
    LocalFree(name);
    return error;
}

static DWORD
open_key(LPCWSTR service_name, REGSAM access, HKEY *key)
{
    WCHAR path[ARRAYSIZE(SERVICES_KEY) + 1 + KEY_NAME_MAX];

    if (wcslen(service_name) > KEY_NAME_MAX) {
        return ERROR_INVALID_NAME;
    }
    wcscpy(path, SERVICES_KEY L"\\");
    wcscat(path, service_name);
    return (DWORD)RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, access, key);
}

DWORD
mark_set(LPCWSTR service_name, LPCWSTR owner)
{
    HKEY key;
    DWORD error = open_key(service_name, KEY_SET_VALUE, &key);

    if (error == ERROR_SUCCESS) {
        error = (DWORD)RegSetValueExW(key, VALUE, 0, REG_SZ, (const BYTE *)owner,
                                      (DWORD)((wcslen(owner) + 1) * sizeof(*owner)));
        RegCloseKey(key);
    }
    return error;
}

static BOOL
key_has_mark(HKEY services, LPCWSTR service_name, LPCWSTR owner)
{
    WCHAR marked[MARK_OWNER];
    DWORD size = sizeof(marked);

    return RegGetValueW(services, service_name, VALUE, RRF_RT_REG_SZ, NULL, marked, &size) ==
               ERROR_SUCCESS &&
           wcscmp(marked, owner) == 0;
}

BOOL
mark_is(LPCWSTR service_name, LPCWSTR owner)
{
    HKEY key;
    BOOL is;

    if (open_key(service_name, KEY_QUERY_VALUE, &key) != ERROR_SUCCESS) {
        return FALSE;
    }
    is = key_has_mark(key, NULL, owner);
    RegCloseKey(key);
    return is;
}

void
mark_remove(LPCWSTR service_name, LPCWSTR owner)
{
    HKEY key;

    if (mark_is(service_name, owner) &&
        open_key(service_name, KEY_SET_VALUE, &key) == ERROR_SUCCESS) {
        RegDeleteValueW(key, VALUE);
        RegCloseKey(key);
    }
}

DWORD
mark_find(LPCWSTR owner, LPWSTR *names)
{
    HKEY services;
    DWORD error = (DWORD)RegOpenKeyExW(HKEY_LOCAL_MACHINE, SERVICES_KEY, 0, KEY_READ, &services);

    *names = NULL;
    if (error != ERROR_SUCCESS) {
        return error;
    }
    for (DWORD i = 0; error == ERROR_SUCCESS; i++) {
        WCHAR name[KEY_NAME_MAX + 1];
        DWORD length = ARRAYSIZE(name);

        error = (DWORD)RegEnumKeyExW(services, i, name, &length, NULL, NULL, NULL, NULL);
        if (error == ERROR_SUCCESS && key_has_mark(services, name, owner)) {
            error = names_add(names, name);
        }
    }
    RegCloseKey(services);
    if (error != ERROR_NO_MORE_ITEMS) {
        LocalFree(*names);
        *names = NULL;
        return error;
    }
    return ERROR_SUCCESS;
}
