/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "timeout.h"

#include <wchar.h>

#define PENDING_TIMEOUT_MS  180000
#define DEADLOCK_TIMEOUT_MS 300000
#define TYPE_PATH_MAX       256

/* NULL where it cannot be opened: then the defaults hold. */
static HKEY
open_type_key(LPCWSTR type)
{
    WCHAR path[TYPE_PATH_MAX];
    HCLUSTER cluster = OpenCluster(NULL);
    HKEY root = cluster != NULL ? GetClusterKey(cluster, KEY_READ) : NULL;
    HKEY key = NULL;

    if (root != NULL) {
        if (swprintf(path, ARRAYSIZE(path), L"ResourceTypes\\%ls", type) < 0 ||
            ClusterRegOpenKey(root, path, KEY_READ, &key) != ERROR_SUCCESS) {
            key = NULL;
        }
        ClusterRegCloseKey(root);
    }
    if (cluster != NULL) {
        CloseCluster(cluster);
    }
    return key;
}

static DWORD
read_timeout(HKEY resource, HKEY type, LPCWSTR name, DWORD preset)
{
    DWORD of_type = preset;
    DWORD timeout;

    if (type != NULL) {
        ResUtilGetDwordValue(type, name, &of_type, preset);
    }
    timeout = of_type;
    ResUtilGetDwordValue(resource, name, &timeout, of_type);
    return timeout != 0 ? timeout : preset;
}

DWORD
timeout_pending_ms(HKEY resource_key, LPCWSTR type)
{
    HKEY type_key = open_type_key(type);
    DWORD pending = read_timeout(resource_key, type_key, L"PendingTimeout", PENDING_TIMEOUT_MS);
    DWORD deadlock = read_timeout(resource_key, type_key, L"DeadlockTimeout", DEADLOCK_TIMEOUT_MS);

    if (type_key != NULL) {
        ClusterRegCloseKey(type_key);
    }
    return min(pending, deadlock);
}

DWORD
timeout_less(DWORD ms, DWORD part, DWORD most_ms)
{
    DWORD kept = min(ms / part, most_ms);

    return max(ms - kept, 1);
}
