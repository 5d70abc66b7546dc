/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pending.h"

#include "monitor.h"

void
work_init(struct work *work)
{
    ZeroMemory(work, sizeof(*work));
    InitializeCriticalSection(&work->lock);
}

void
work_free(struct work *work)
{
    work_end(work);
    DeleteCriticalSection(&work->lock);
}

static DWORD
count_ends(struct work *work)
{
    DWORD ends;

    EnterCriticalSection(&work->lock);
    ends = work->ends;
    LeaveCriticalSection(&work->lock);
    return ends;
}

DWORD
work_replace(struct work *work, PWORKER_START_ROUTINE routine, void *context)
{
    DWORD ends = count_ends(work);
    DWORD error;

    ClusWorkerTerminate(&work->worker);
    EnterCriticalSection(&work->lock);
    error = work->ends == ends ? ClusWorkerCreate(&work->worker, routine, context)
                               : ERROR_OPERATION_ABORTED;
    LeaveCriticalSection(&work->lock);
    return error == ERROR_SUCCESS ? ERROR_IO_PENDING : error;
}

void
work_end(struct work *work)
{
    work_try_end(work, INFINITE);
}

BOOL
work_try_end(struct work *work, DWORD patience_ms)
{
    EnterCriticalSection(&work->lock);
    work->ends++;
    LeaveCriticalSection(&work->lock);
    return ClusWorkerTerminateEx(&work->worker, patience_ms, FALSE) != WAIT_TIMEOUT;
}

void
pending_begin(struct pending *pending, RESOURCE_HANDLE handle, PCLUS_WORKER worker,
              CLUSTER_RESOURCE_STATE state)
{
    pending->handle = handle;
    pending->worker = worker;
    ResUtilInitializeResourceStatus(&pending->status);
    pending->status.ResourceState = state;
}

BOOL
pending_is_wanted(const struct pending *pending)
{
    return !ClusWorkerCheckTerminate(pending->worker);
}

BOOL
pending_progress(struct pending *pending)
{
    if (!pending_is_wanted(pending)) {
        return FALSE;
    }
    pending->status.CheckPoint++; /* one that is equal counts as no progress */
    return monitor_set_status(pending->handle, &pending->status) != ResourceExitStateTerminate;
}

void
pending_end(struct pending *pending, CLUSTER_RESOURCE_STATE state, HANDLE event)
{
    pending->status.ResourceState = state;
    pending->status.CheckPoint++;
    pending->status.EventHandle = event;
    monitor_set_status(pending->handle, &pending->status);
}
