/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Worker threads. */
#include "resutils-test.h"

static HANDLE worker_ready;
static volatile LONG worker_runs;

static DWORD WINAPI
run_until_told(PCLUS_WORKER worker, LPVOID parameter)
{
    (void)parameter;
    SetEvent(worker_ready);
    while (!ClusWorkerCheckTerminate(worker)) {
        Sleep(1);
    }
    InterlockedIncrement(&worker_runs);
    return 0;
}

static DWORD WINAPI
run_until_event(PCLUS_WORKER worker, LPVOID parameter)
{
    (void)worker;
    WaitForSingleObject(parameter, INFINITE);
    InterlockedIncrement(&worker_runs);
    return 0;
}

static DWORD WINAPI
terminate_self(PCLUS_WORKER worker, LPVOID parameter)
{
    ClusWorkerTerminate(worker);
    SetEvent(parameter);
    return 0;
}

static void
test_worker(void)
{
    CLUS_WORKER worker = { 0 };

    worker_ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    worker_runs = 0;
    EXPECT(ClusWorkerCreate(NULL, run_until_told, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkerCreate(&worker, NULL, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkerCreate(&worker, run_until_told, NULL) == ERROR_SUCCESS);
    WaitForSingleObject(worker_ready, INFINITE);
    EXPECT(ClusWorkerCreate(&worker, run_until_told, NULL) == ERROR_NOT_READY);
    EXPECT(!ClusWorkerCheckTerminate(&worker));
    ClusWorkerTerminate(&worker);
    EXPECT(worker_runs == 1 && worker.hThread == NULL && ClusWorkerCheckTerminate(&worker));
    ClusWorkerTerminate(&worker);
    EXPECT(ClusWorkerCreate(&worker, run_until_told, NULL) == ERROR_SUCCESS);
    EXPECT(!ClusWorkerCheckTerminate(&worker) || worker_runs == 2);
    ClusWorkerTerminate(&worker);
    EXPECT(worker_runs == 2);
    CloseHandle(worker_ready);
}

static void
test_worker_restart_after_end(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, TRUE, NULL);
    CLUS_WORKER worker = { 0 };

    worker_runs = 0;
    EXPECT(ClusWorkerCreate(&worker, run_until_event, event) == ERROR_SUCCESS);
    WaitForSingleObject(worker.hThread, INFINITE);
    EXPECT(ClusWorkerCreate(&worker, run_until_event, event) == ERROR_SUCCESS);
    ClusWorkerTerminate(&worker);
    EXPECT(worker_runs == 2);
    CloseHandle(event);
}

static void
test_worker_terminates_itself(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CLUS_WORKER worker = { 0 };

    EXPECT(ClusWorkerCreate(&worker, terminate_self, event) == ERROR_SUCCESS);
    EXPECT(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0);
    ClusWorkerTerminate(&worker);
    CloseHandle(event);
}

static void
test_worker_timeouts(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CLUS_WORKER first = { 0 };
    CLUS_WORKER second = { 0 };
    PCLUS_WORKER both[] = { &first, &second };

    worker_runs = 0;
    EXPECT(ClusWorkerTerminateEx(NULL, 0, FALSE) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkerTerminateEx(&first, INFINITE, FALSE) == ERROR_SUCCESS);
    EXPECT(ClusWorkerCreate(&first, run_until_event, event) == ERROR_SUCCESS);
    EXPECT(ClusWorkerCreate(&second, run_until_event, event) == ERROR_SUCCESS);
    EXPECT(ClusWorkerTerminateEx(&first, 20, TRUE) == WAIT_TIMEOUT);
    EXPECT(!ClusWorkerCheckTerminate(&first) && first.hThread != NULL);
    EXPECT(ClusWorkersTerminate(both, 2, 20, FALSE) == WAIT_TIMEOUT);
    EXPECT(ClusWorkerCheckTerminate(&first) && ClusWorkerCheckTerminate(&second));
    SetEvent(event);
    EXPECT(ClusWorkersTerminate(both, 2, INFINITE, TRUE) == ERROR_SUCCESS);
    EXPECT(worker_runs == 2 && first.hThread == NULL && second.hThread == NULL);
    both[1] = NULL;
    EXPECT(ClusWorkersTerminate(both, 2, 0, TRUE) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkersTerminate(NULL, 0, 0, TRUE) == ERROR_SUCCESS);
    CloseHandle(event);
}

const Test worker_tests[] = {
    { "worker", test_worker },
    { "worker restart after its end", test_worker_restart_after_end },
    { "worker terminates itself", test_worker_terminates_itself },
    { "worker timeouts", test_worker_timeouts },
    { NULL, NULL },
};
