/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The codes of registry and crypto checkpoints, as a resource DLL sends them: from within an entry point,
 * about its own resource, which is named r. */

#include "registry-dll.h"

#include <string.h>
#include <wchar.h>

#define SUBTREE L"Software\\ResapidTest\\Dll"

static DWORD
send_path(HRESOURCE resource, DWORD code, const WCHAR *path)
{
    return ClusterResourceControl(resource, NULL, code, (LPVOID)path,
                                  (DWORD)((wcslen(path) + 1) * sizeof(WCHAR)), NULL, 0, NULL);
}

static DWORD
list(HRESOURCE resource, WCHAR *paths, DWORD size, DWORD *returned)
{
    memset(paths, 0xff, size);
    return ClusterResourceControl(resource, NULL, CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS, NULL,
                                  0, paths, size, returned);
}

static BOOL
check_registry_codes(HRESOURCE resource, struct finding *finding)
{
    WCHAR paths[100];
    DWORD returned = 0;

    EXPECT(list(resource, paths, sizeof(paths), &returned) == ERROR_SUCCESS);
    EXPECT(returned == sizeof(WCHAR) && paths[0] == 0);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT, SUBTREE) == ERROR_SUCCESS);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT, SUBTREE) ==
           ERROR_ALREADY_EXISTS);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT, L"") ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ClusterResourceControl(resource, NULL, CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT, NULL, 0,
                                  NULL, 0, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(list(resource, paths, 4, &returned) == ERROR_MORE_DATA);
    EXPECT(returned == sizeof(SUBTREE) + sizeof(WCHAR));
    EXPECT(list(resource, paths, sizeof(paths), &returned) == ERROR_SUCCESS);
    EXPECT(returned == sizeof(SUBTREE) + sizeof(WCHAR) && wcscmp(paths, SUBTREE) == 0);
    EXPECT(paths[sizeof(SUBTREE) / sizeof(WCHAR)] == 0);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT, L"Software") ==
           ERROR_FILE_NOT_FOUND);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT, SUBTREE) ==
           ERROR_SUCCESS);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT, SUBTREE) ==
           ERROR_FILE_NOT_FOUND);
    return TRUE;
}

static BOOL
check_crypto_codes(HRESOURCE resource, struct finding *finding)
{
    WCHAR paths[100];
    DWORD returned = 0;

    EXPECT(send_path(resource, CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT, L"1\\p\\c") ==
           ERROR_CALL_NOT_IMPLEMENTED);
    EXPECT(send_path(resource, CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT, L"1\\p\\c") ==
           ERROR_CALL_NOT_IMPLEMENTED);
    EXPECT(ClusterResourceControl(resource, NULL, CLUSCTL_RESOURCE_GET_CRYPTO_CHECKPOINTS, NULL, 0,
                                  paths, sizeof(paths), &returned) == ERROR_CALL_NOT_IMPLEMENTED);
    return TRUE;
}

BOOL
check_checkpoints(HKEY key, struct finding *finding)
{
    HCLUSTER cluster = OpenCluster(NULL);
    HRESOURCE resource = OpenClusterResource(cluster, L"r");
    BOOL good = FALSE;

    (void)key;
    EXPECT(cluster != NULL);
    EXPECT(resource != NULL);
    good = check_registry_codes(resource, finding) && check_crypto_codes(resource, finding);
    CloseClusterResource(resource);
    CloseCluster(cluster);
    return good;
}
