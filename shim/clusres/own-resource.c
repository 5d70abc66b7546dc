/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "own-resource.h"

HRESOURCE
own_resource_open(HCLUSTER cluster, HKEY resource_key)
{
    LPWSTR name = ResUtilGetSzValue(resource_key, L"Name");
    HRESOURCE resource = name != NULL ? OpenClusterResource(cluster, name) : NULL;
    DWORD error = GetLastError();

    LocalFree(name);
    SetLastError(error);
    return resource;
}
