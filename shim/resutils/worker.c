/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Worker threads. A CLUS_WORKER belongs to the resource DLL and has only a thread handle and a
 * flag, so one lock of ours guards them all; it is never held across a wait.
 */
#include "resapi.h"

#include <stdbool.h>

static SRWLOCK workers_lock = SRWLOCK_INIT;

typedef struct WorkerStart {
    PCLUS_WORKER worker;
    PWORKER_START_ROUTINE routine;
    PVOID parameter;
} WorkerStart;

static DWORD WINAPI
run_worker(LPVOID parameter)
{
    WorkerStart start = *(WorkerStart *)parameter;

    LocalFree(parameter);
    return start.routine(start.worker, start.parameter);
}

/* Under the lock. A thread that has ended without ClusWorkerTerminate leaves its handle behind. */
static bool
is_running(PCLUS_WORKER worker)
{
    if (worker->hThread == NULL) {
        return false;
    }
    if (WaitForSingleObject(worker->hThread, 0) == WAIT_TIMEOUT) {
        return true;
    }
    CloseHandle(worker->hThread);
    worker->hThread = NULL;
    return false;
}

/* Under the lock. */
static DWORD
start_thread(PCLUS_WORKER worker, WorkerStart *start)
{
    if (is_running(worker)) {
        return ERROR_NOT_READY;
    }
    worker->Terminate = FALSE;
    worker->hThread = CreateThread(NULL, 0, run_worker, start, 0, NULL);
    return worker->hThread == NULL ? GetLastError() : ERROR_SUCCESS;
}

DWORD WINAPI
ClusWorkerCreate(PCLUS_WORKER lpWorker, PWORKER_START_ROUTINE lpStartAddress, PVOID lpParameter)
{
    WorkerStart *start;
    DWORD error;

    if (lpWorker == NULL || lpStartAddress == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    start = LocalAlloc(LMEM_FIXED, sizeof(*start));
    if (start == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    start->worker = lpWorker;
    start->routine = lpStartAddress;
    start->parameter = lpParameter;
    AcquireSRWLockExclusive(&workers_lock);
    error = start_thread(lpWorker, start);
    ReleaseSRWLockExclusive(&workers_lock);
    if (error != ERROR_SUCCESS) {
        LocalFree(start);
    }
    return error;
}

BOOL WINAPI
ClusWorkerCheckTerminate(PCLUS_WORKER lpWorker)
{
    BOOL terminate;

    AcquireSRWLockShared(&workers_lock);
    terminate = lpWorker->Terminate;
    ReleaseSRWLockShared(&workers_lock);
    return terminate;
}

static void
signal_worker(PCLUS_WORKER worker)
{
    AcquireSRWLockExclusive(&workers_lock);
    worker->Terminate = TRUE;
    ReleaseSRWLockExclusive(&workers_lock);
}

/*
 * A handle of our own to the worker's thread, for a wait during which somebody else may close the
 * worker's. *thread is NULL when there is nothing to wait for: no thread, or the calling one.
 */
static DWORD
open_thread(PCLUS_WORKER worker, HANDLE *thread)
{
    HANDLE self = GetCurrentProcess();
    DWORD error = ERROR_SUCCESS;

    *thread = NULL;
    AcquireSRWLockShared(&workers_lock);
    if (worker->hThread != NULL && GetThreadId(worker->hThread) != GetCurrentThreadId() &&
        !DuplicateHandle(self, worker->hThread, self, thread, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
        *thread = NULL;
        error = GetLastError();
    }
    ReleaseSRWLockShared(&workers_lock);
    return error;
}

/* By its id and not by its handle, which can have become another thread's during the wait. */
static void
forget_thread(PCLUS_WORKER worker, DWORD thread_id)
{
    AcquireSRWLockExclusive(&workers_lock);
    if (worker->hThread != NULL && GetThreadId(worker->hThread) == thread_id) {
        CloseHandle(worker->hThread);
        worker->hThread = NULL;
    }
    ReleaseSRWLockExclusive(&workers_lock);
}

static DWORD
wait_for_worker(PCLUS_WORKER worker, DWORD timeout_ms)
{
    HANDLE thread;
    DWORD waited;
    DWORD error = open_thread(worker, &thread);

    if (error != ERROR_SUCCESS || thread == NULL) {
        return error;
    }
    waited = WaitForSingleObject(thread, timeout_ms);
    error = waited == WAIT_FAILED ? GetLastError() : waited;
    if (waited == WAIT_OBJECT_0) {
        forget_thread(worker, GetThreadId(thread));
    }
    CloseHandle(thread);
    return error;
}

VOID WINAPI
ClusWorkerTerminate(PCLUS_WORKER lpWorker)
{
    if (lpWorker != NULL) {
        signal_worker(lpWorker);
        wait_for_worker(lpWorker, INFINITE);
    }
}

/*
 * The page can be read as if a thread were told to end only when the time is over; then a call with
 * INFINITE would never tell it. Here it is told first and the time is what it gets to end in.
 * WAIT_TIMEOUT says that it still runs.
 */
DWORD WINAPI
ClusWorkerTerminateEx(PCLUS_WORKER ClusWorker, DWORD TimeoutInMilliseconds, BOOL WaitOnly)
{
    return ClusWorkersTerminate(&ClusWorker, 1, TimeoutInMilliseconds, WaitOnly);
}

static DWORD
time_left(ULONGLONG start_ms, DWORD timeout_ms)
{
    ULONGLONG passed = GetTickCount64() - start_ms;

    if (timeout_ms == INFINITE) {
        return INFINITE;
    }
    return passed >= timeout_ms ? 0 : timeout_ms - (DWORD)passed;
}

DWORD WINAPI
ClusWorkersTerminate(PCLUS_WORKER *ClusWorkers, const SIZE_T ClusWorkersCount,
                     DWORD TimeoutInMilliseconds, BOOL WaitOnly)
{
    ULONGLONG start = GetTickCount64();
    DWORD result = ERROR_SUCCESS;
    DWORD error;
    SIZE_T i;

    for (i = 0; i < ClusWorkersCount; i++) {
        if (ClusWorkers == NULL || ClusWorkers[i] == NULL) {
            return ERROR_BAD_ARGUMENTS;
        }
    }
    for (i = 0; i < ClusWorkersCount && !WaitOnly; i++) {
        signal_worker(ClusWorkers[i]);
    }
    for (i = 0; i < ClusWorkersCount; i++) {
        error = wait_for_worker(ClusWorkers[i], time_left(start, TimeoutInMilliseconds));
        if (result == ERROR_SUCCESS) {
            result = error;
        }
    }
    return result;
}
