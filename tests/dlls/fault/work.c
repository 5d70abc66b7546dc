/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "work.h"

#define STEP_MS 20

static LONG volatile g_terminates;

static DWORD WINAPI
work_thread(LPVOID context)
{
    WORK *work = context;
    HMODULE dll = work->Dll;

    work->Run(work);
    FaultResourceRelease(work->Call.Resource);
    LocalFree(work);
    FreeLibraryAndExitThread(dll, 0);
}

BOOL
WorkHoldDll(HMODULE *dll)
{
    static const char anchor;

    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                              (LPCWSTR)(const void *)&anchor, dll);
}

/* NULL: see GetLastError. */
static HANDLE
start_thread(const FAULT_CALL *call, void (*run)(WORK *work))
{
    WORK *work = LocalAlloc(LPTR, sizeof(*work));
    HANDLE thread;

    if (work == NULL) {
        return NULL;
    }
    work->Call = *call;
    work->Run = run;
    work->Generation = call->Resource->Generation;
    if (!WorkHoldDll(&work->Dll)) {
        LocalFree(work);
        return NULL;
    }
    FaultResourceHold(call->Resource);
    thread = CreateThread(NULL, 0, work_thread, work, 0, NULL);
    if (thread == NULL) {
        DWORD error = GetLastError();

        FaultResourceRelease(call->Resource);
        FreeLibrary(work->Dll);
        LocalFree(work);
        SetLastError(error);
    }
    return thread;
}

DWORD
WorkStart(const FAULT_CALL *call, void (*run)(WORK *work))
{
    HANDLE thread = start_thread(call, run);

    if (thread == NULL) {
        return GetLastError();
    }
    CloseHandle(thread);
    return ERROR_SUCCESS;
}

DWORD
WorkStartAndWait(const FAULT_CALL *call, void (*run)(WORK *work))
{
    HANDLE thread = start_thread(call, run);

    if (thread == NULL) {
        return GetLastError();
    }
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    return ERROR_SUCCESS;
}

BOOL
WorkWait(const WORK *work, DWORD wait_ms)
{
    ULONGLONG end = GetTickCount64() + wait_ms;

    while (work->Call.Resource->Generation == work->Generation) {
        ULONGLONG now = GetTickCount64();

        if (now >= end) {
            return TRUE;
        }
        Sleep(end - now < STEP_MS ? (DWORD)(end - now) : STEP_MS);
    }
    return FALSE;
}

void
WorkNoteTerminate(void)
{
    InterlockedIncrement(&g_terminates);
}

LONG
WorkTerminates(void)
{
    return g_terminates;
}

BOOL
WorkAwaitTerminate(LONG terminates, DWORD wait_ms)
{
    ULONGLONG end = GetTickCount64() + wait_ms;

    while (g_terminates == terminates) {
        if (GetTickCount64() >= end) {
            return FALSE;
        }
        Sleep(STEP_MS);
    }
    return TRUE;
}
