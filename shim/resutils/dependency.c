/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The resource of a kind that a resource depends on. */
#include "cluster-object.h"

#include <string.h>

#define FIRST_NAMES 16

/* The resources to look at, and those looked at: no name comes twice, so that cycles end. */
typedef struct NameList {
    LPWSTR *names;
    DWORD count;
    DWORD room;
} NameList;

static void
free_names(NameList *list)
{
    DWORD i;

    for (i = 0; i < list->count; i++) {
        LocalFree(list->names[i]);
    }
    LocalFree(list->names);
}

static bool
make_room(NameList *list)
{
    DWORD room = list->room == 0 ? FIRST_NAMES : 2 * list->room;
    LPWSTR *names;

    if (list->count < list->room) {
        return true;
    }
    names = LocalAlloc(LPTR, room * sizeof(*names));
    if (names == NULL) {
        return false;
    }
    if (list->count > 0) {
        memcpy(names, list->names, list->count * sizeof(*names));
    }
    LocalFree(list->names);
    list->names = names;
    list->room = room;
    return true;
}

static DWORD
add_name(void *context, LPCWSTR name)
{
    NameList *list = context;
    DWORD i;

    for (i = 0; i < list->count; i++) {
        if (CompareStringOrdinal(list->names[i], -1, name, -1, TRUE) == CSTR_EQUAL) {
            return ERROR_SUCCESS;
        }
    }
    if (!make_room(list)) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    list->names[list->count] = ResUtilDupString(name);
    if (list->names[list->count] == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    list->count++;
    return ERROR_SUCCESS;
}

typedef struct Search {
    HCLUSTER cluster;
    DWORD access;
    bool recurse;
    DWORD (*matches)(HRESOURCE resource, const void *wanted, bool *match);
    const void *wanted;
    NameList list;
} Search;

static DWORD
matches_type(HRESOURCE resource, const void *wanted, bool *match)
{
    return resource_has_type(resource, wanted, match);
}

static DWORD
matches_class(HRESOURCE resource, const void *wanted, bool *match)
{
    const CLUS_RESOURCE_CLASS_INFO *info = wanted;

    return resource_has_class(resource, info->dw, match);
}

static DWORD
add_dependencies(Search *search, HRESOURCE resource)
{
    return resource_names_visit(resource, CLUSTER_RESOURCE_ENUM_DEPENDS, add_name, &search->list);
}

/* The resource itself when it fits; else its dependencies join the list. */
static DWORD
look_at(Search *search, LPCWSTR name, HRESOURCE *found)
{
    HRESOURCE resource = resource_open(search->cluster, name, search->access);
    bool match = false;
    DWORD error;

    if (resource == NULL) {
        return GetLastError();
    }
    error = search->matches(resource, search->wanted, &match);
    if (error == ERROR_SUCCESS && match) {
        *found = resource;
        return ERROR_SUCCESS;
    }
    if (error == ERROR_SUCCESS && search->recurse) {
        error = add_dependencies(search, resource);
    }
    CloseClusterResource(resource);
    return error;
}

static HRESOURCE
run_search(Search *search, HRESOURCE self)
{
    HRESOURCE found = NULL;
    DWORD error = add_dependencies(search, self);
    DWORD i;

    for (i = 0; error == ERROR_SUCCESS && found == NULL && i < search->list.count; i++) {
        error = look_at(search, search->list.names[i], &found);
    }
    free_names(&search->list);
    if (found == NULL) {
        SetLastError(error == ERROR_SUCCESS ? ERROR_RESOURCE_NOT_PRESENT : error);
    }
    return found;
}

static HRESOURCE
bad_arguments(void)
{
    SetLastError(ERROR_BAD_ARGUMENTS);
    return NULL;
}

HRESOURCE WINAPI
ResUtilGetResourceDependencyByNameEx(HCLUSTER hCluster, HANDLE hSelf, LPCWSTR lpszResourceType,
                                     BOOL bRecurse, DWORD dwDesiredAccess)
{
    Search search = { .cluster = hCluster,
                      .access = dwDesiredAccess,
                      .recurse = bRecurse != FALSE,
                      .matches = matches_type,
                      .wanted = lpszResourceType };

    if (lpszResourceType == NULL) {
        return bad_arguments();
    }
    return run_search(&search, hSelf);
}

HRESOURCE WINAPI
ResUtilGetResourceDependencyByName(HCLUSTER hCluster, HANDLE hSelf, LPCWSTR lpszResourceType,
                                   BOOL bRecurse)
{
    return ResUtilGetResourceDependencyByNameEx(hCluster, hSelf, lpszResourceType, bRecurse,
                                                FULL_ACCESS);
}

HRESOURCE WINAPI
ResUtilGetResourceDependencyByClassEx(HCLUSTER hCluster, HANDLE hSelf,
                                      PCLUS_RESOURCE_CLASS_INFO prci, BOOL bRecurse,
                                      DWORD dwDesiredAccess)
{
    Search search = { .cluster = hCluster,
                      .access = dwDesiredAccess,
                      .recurse = bRecurse != FALSE,
                      .matches = matches_class,
                      .wanted = prci };

    if (prci == NULL) {
        return bad_arguments();
    }
    return run_search(&search, hSelf);
}

HRESOURCE WINAPI
ResUtilGetResourceDependencyByClass(HCLUSTER hCluster, HANDLE hSelf, PCLUS_RESOURCE_CLASS_INFO prci,
                                    BOOL bRecurse)
{
    return ResUtilGetResourceDependencyByClassEx(hCluster, hSelf, prci, bRecurse, FULL_ACCESS);
}

/* CloseCluster() must not take away the last error of a search that found nothing. */
static void
close_cluster(HCLUSTER cluster)
{
    DWORD error = GetLastError();

    CloseCluster(cluster);
    SetLastError(error);
}

HRESOURCE WINAPI
ResUtilGetResourceDependencyEx(HANDLE hSelf, LPCWSTR lpszResourceType, DWORD dwDesiredAccess)
{
    HCLUSTER cluster = GetClusterFromResource(hSelf);
    HRESOURCE found;

    if (cluster == NULL) {
        return NULL;
    }
    found = ResUtilGetResourceDependencyByNameEx(cluster, hSelf, lpszResourceType, FALSE,
                                                 dwDesiredAccess);
    close_cluster(cluster);
    return found;
}

HRESOURCE WINAPI
ResUtilGetResourceDependency(HANDLE hSelf, LPCWSTR lpszResourceType)
{
    return ResUtilGetResourceDependencyEx(hSelf, lpszResourceType, FULL_ACCESS);
}

static HRESOURCE
find_dependency_of(HCLUSTER cluster, LPCWSTR name, LPCWSTR type, DWORD access)
{
    HRESOURCE resource = resource_open(cluster, name, access);
    HRESOURCE found;
    DWORD error;

    if (resource == NULL) {
        return NULL;
    }
    found = ResUtilGetResourceDependencyByNameEx(cluster, resource, type, FALSE, access);
    error = GetLastError();
    CloseClusterResource(resource);
    SetLastError(error);
    return found;
}

HRESOURCE WINAPI
ResUtilGetResourceNameDependencyEx(LPCWSTR lpszResourceName, LPCWSTR lpszResourceType,
                                   DWORD dwDesiredAccess)
{
    HRESOURCE found;
    HCLUSTER cluster;
    DWORD granted;

    if (lpszResourceName == NULL || lpszResourceType == NULL) {
        return bad_arguments();
    }
    cluster = OpenClusterEx(NULL, dwDesiredAccess, &granted);
    if (cluster == NULL) {
        return NULL;
    }
    found = find_dependency_of(cluster, lpszResourceName, lpszResourceType, dwDesiredAccess);
    close_cluster(cluster);
    return found;
}

HRESOURCE WINAPI
ResUtilGetResourceNameDependency(LPCWSTR lpszResourceName, LPCWSTR lpszResourceType)
{
    return ResUtilGetResourceNameDependencyEx(lpszResourceName, lpszResourceType, FULL_ACCESS);
}
