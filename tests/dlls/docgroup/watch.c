/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "docgroup.h"

#define WAIT_MS  200
#define MAX_NAME 256
#define KEY      0x57

typedef struct WATCH {
    HCLUSTER Cluster;
    HRESOURCE Own;
    HRESOURCE Provider;
    HCHANGE Port;
} WATCH;

static DWORD
open_watch(const DOCGROUP *resource, WATCH *watch)
{
    NOTIFY_FILTER_AND_TYPE closing = { CLUSTER_OBJECT_TYPE_CLUSTER,
                                       CLUSTER_CHANGE_CLUSTER_HANDLE_CLOSE_V2 };
    NOTIFY_FILTER_AND_TYPE states = { CLUSTER_OBJECT_TYPE_RESOURCE,
                                      CLUSTER_CHANGE_RESOURCE_STATE_V2 };

    watch->Cluster = OpenCluster(NULL);
    watch->Own =
        watch->Cluster != NULL ? OpenClusterResource(watch->Cluster, resource->Name) : NULL;
    watch->Provider =
        watch->Own != NULL ? ResUtilGetResourceDependency(watch->Own, PROVIDER_TYPE) : NULL;
    if (watch->Provider == NULL) {
        return GetLastError();
    }
    watch->Port = CreateClusterNotifyPortV2(INVALID_HANDLE_VALUE, watch->Cluster, &closing, 1, 0);
    if (watch->Port == NULL) {
        return GetLastError();
    }
    return RegisterClusterNotifyV2(watch->Port, states, watch->Provider, KEY);
}

static void
close_watch(const DOCGROUP *resource, WATCH *watch)
{
    BOOL closed = watch->Port == NULL || CloseClusterNotifyPort(watch->Port);

    RECORD(resource, L"CloseClusterNotifyPort %lu", closed ? ERROR_SUCCESS : GetLastError());
    if (watch->Provider != NULL) {
        CloseClusterResource(watch->Provider);
    }
    if (watch->Own != NULL) {
        CloseClusterResource(watch->Own);
    }
    if (watch->Cluster != NULL) {
        CloseCluster(watch->Cluster);
    }
}

static DWORD
wait_for_change(const DOCGROUP *resource, const WATCH *watch)
{
    NOTIFY_FILTER_AND_TYPE change;
    WCHAR name[MAX_NAME];
    DWORD count = MAX_NAME;
    DWORD_PTR key = 0;
    DWORD error = GetClusterNotifyV2(watch->Port, &key, &change, NULL, NULL, NULL, NULL, NULL, NULL,
                                     name, &count, NULL, NULL, WAIT_MS);

    if (error == ERROR_SUCCESS && key == KEY) {
        RECORD(resource, L"change of %ls: state %d", name,
               GetClusterResourceState(watch->Provider, NULL, NULL, NULL, NULL));
    }
    return error == WAIT_TIMEOUT ? ERROR_SUCCESS : error;
}

DWORD WINAPI
WatchProvider(PCLUS_WORKER worker, LPVOID context)
{
    const DOCGROUP *resource = context;
    WATCH watch = { 0 };
    DWORD error = open_watch(resource, &watch);

    RECORD(resource, L"watching %lu", error);
    while (error == ERROR_SUCCESS && !ClusWorkerCheckTerminate(worker)) {
        error = wait_for_change(resource, &watch);
    }
    RECORD(resource, L"watched %lu", error);
    close_watch(resource, &watch);
    return error;
}
