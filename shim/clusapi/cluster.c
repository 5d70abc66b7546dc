/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Cluster handles: OpenCluster, OpenClusterEx, CloseCluster, GetClusterKey and GetNodeClusterState
 * of the Failover Cluster reference. There is one cluster, the local one: another's name is
 * answered as one that cannot be reached.
 */

#include <stddef.h>

#include "clusapi.h"
#include "database.h"
#include "handle.h"

static void *
open_local(const WCHAR *name)
{
    void *handle = NULL;
    DWORD error = name == NULL && database_host() != NULL
                      ? handle_open(HANDLE_CLUSTER, L"", &handle)
                      : RPC_S_SERVER_UNAVAILABLE;

    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return handle;
}

HCLUSTER WINAPI
OpenCluster(LPCWSTR lpszClusterName)
{
    return open_local(lpszClusterName);
}

HCLUSTER WINAPI
OpenClusterEx(LPCWSTR lpszClusterName, DWORD dwDesiredAccess, DWORD *lpdwGrantedAccess)
{
    HCLUSTER cluster;

    if (dwDesiredAccess == 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    cluster = open_local(lpszClusterName);
    if (cluster != NULL && lpdwGrantedAccess != NULL) {
        *lpdwGrantedAccess = dwDesiredAccess == MAXIMUM_ALLOWED ? GENERIC_ALL : dwDesiredAccess;
    }
    return cluster;
}

/* Documented to return TRUE always. */
BOOL WINAPI
CloseCluster(HCLUSTER hCluster)
{
    handle_close(hCluster, HANDLE_CLUSTER);
    return TRUE;
}

HKEY WINAPI
GetClusterKey(HCLUSTER hCluster, REGSAM samDesired)
{
    HKEY key = NULL;
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    (void)samDesired;
    if (error == ERROR_SUCCESS) {
        error = database_open_key(L"", &key);
    }
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return key;
}

/* Whether this node's cluster service runs: where the host runs, resapid does. */
DWORD WINAPI
GetNodeClusterState(LPCWSTR lpszNodeName, DWORD *pdwClusterState)
{
    if (pdwClusterState == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (lpszNodeName != NULL) {
        return RPC_S_SERVER_UNAVAILABLE;
    }
    *pdwClusterState = database_host() != NULL ? ClusterStateRunning : ClusterStateNotRunning;
    return ERROR_SUCCESS;
}
