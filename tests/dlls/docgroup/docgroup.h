/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DOCGROUP_H
#define DOCGROUP_H

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>

#include "../docrecord.h"

/* The type of the resources that one of these depends on. */
#define PROVIDER_TYPE L"Doc Service"

typedef struct DOCGROUP {
    RESOURCE_HANDLE Handle;
    LPWSTR Name;
    HKEY Parameters;
    LPWSTR Record;     /* private property, SZ: where the DLL records what it does */
    LPWSTR Companion;  /* private property, SZ: a resource that is brought online behind this one */
    LPWSTR Dependency; /* of CONTROL_DEPEND: what the worker makes this one depend on, or
                        * "ONE>OTHER" */
    CLUS_WORKER Worker;  /* of Online or CONTROL_DEPEND */
    CLUS_WORKER Watcher; /* of notifications, while online */
} DOCGROUP;

#define RECORD(resource, ...) DocRecord((resource)->Record, __VA_ARGS__)

/* What the cluster tells of this resource and what is around it, from a worker. Whether it depends on one of
 * PROVIDER_TYPE. */
BOOL SurveyCluster(const DOCGROUP *resource, HCLUSTER cluster, HRESOURCE own);

/* A worker: records the state of what this resource depends on whenever it changes. */
DWORD WINAPI WatchProvider(PCLUS_WORKER worker, LPVOID context);

#endif
