/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_PENDING_H
#define CLUSRES_PENDING_H

/*
 * An Online or Offline that goes on in a worker after it returned ERROR_IO_PENDING
 * (resapi.md 2.6a). The Resource Monitor runs one entry point at a time, but Terminate may come
 * beside Online and Offline; workers run beside everything.
 *
 * Terminate and Close are the last to see what a resource has started: that Close returns is taken for
 * nothing of it being left, where the host goes on for other resources. So Close of a built-in type
 * does not return while something that it knows of runs; DeadlockTimeout then ends the host, and all
 * of it.
 */

#include <windows.h>

#include "resapi.h"

/* The one worker of a resource. The lock is held for no wait: who is to end what the worker waits for
 * comes past those who wait for the worker. */
struct work {
    CRITICAL_SECTION lock;
    CLUS_WORKER worker;
    DWORD ends; /* how often it was told to end */
};

void work_init(struct work *work);
void work_free(struct work *work);

/* Ends the worker that may run, waits for it, and starts the next: ERROR_IO_PENDING, or why none was
 * started. ERROR_OPERATION_ABORTED: another thread has called one of the next two meanwhile. */
DWORD work_replace(struct work *work, PWORKER_START_ROUTINE routine, void *context);

/* Tells the worker to end, and waits until it has. */
void work_end(struct work *work);

/* Tells it, and waits no longer than that. FALSE: it is still busy with something, which may have to
 * be ended before work_end() can return. */
BOOL work_try_end(struct work *work, DWORD patience_ms);

/* The worker's side. */
struct pending {
    RESOURCE_HANDLE handle;
    PCLUS_WORKER worker;
    RESOURCE_STATUS status;
};

/* state is ClusterResourceOnlinePending or ClusterResourceOfflinePending. */
void pending_begin(struct pending *pending, RESOURCE_HANDLE handle, PCLUS_WORKER worker,
                   CLUSTER_RESOURCE_STATE state);

/* FALSE: Terminate has come, the work is no longer wanted. */
BOOL pending_is_wanted(const struct pending *pending);

/* Reports progress, after which PendingTimeout counts anew: only where something has moved. FALSE:
 * the work is no longer wanted. */
BOOL pending_progress(struct pending *pending);

/* Reports how it ended. event, or NULL, is signaled when the resource has failed; with
 * ClusterResourceOnline only, and it is the caller's until Offline, Terminate or Close. Not called
 * by work that is no longer wanted: whoever ended it knows how it ended. */
void pending_end(struct pending *pending, CLUSTER_RESOURCE_STATE state, HANDLE event);

#endif
