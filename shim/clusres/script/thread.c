/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "thread.h"

#include <objbase.h>

struct script_thread {
    LONG references; /* the owner's and the thread's own */
    HANDLE thread;
    HMODULE module;
    HANDLE wake;
    HANDLE returned;

    CRITICAL_SECTION turn; /* held by who makes a call, until it returns or exceeds its limit */

    SRWLOCK lock; /* guards what follows */
    BOOL ends;
    script_routine routine; /* NULL: nothing to do */
    const WCHAR *name;
    DWORD result;
    BOOL hangs;

    void *context;
    void (*at_end)(void *context);
};

static void
release(struct script_thread *thread)
{
    if (InterlockedDecrement(&thread->references) > 0) {
        return;
    }
    if (thread->wake != NULL) {
        CloseHandle(thread->wake);
    }
    if (thread->returned != NULL) {
        CloseHandle(thread->returned);
    }
    DeleteCriticalSection(&thread->turn);
    LocalFree(thread);
}

/* COM of an apartment comes as window messages, also while nothing runs. */
static void
pump_messages(void)
{
    MSG message;

    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

static script_routine
next_routine(struct script_thread *thread, BOOL *ends)
{
    script_routine routine;

    AcquireSRWLockShared(&thread->lock);
    routine = thread->routine;
    *ends = thread->ends;
    ReleaseSRWLockShared(&thread->lock);
    return routine;
}

static void
run(struct script_thread *thread, script_routine routine)
{
    DWORD result = routine(thread->context, thread->name);

    AcquireSRWLockExclusive(&thread->lock);
    thread->routine = NULL;
    thread->result = result;
    thread->hangs = FALSE;
    SetEvent(thread->returned);
    ReleaseSRWLockExclusive(&thread->lock);
}

static DWORD WINAPI
thread_main(void *parameter)
{
    struct script_thread *thread = parameter;
    HMODULE module = thread->module;
    HRESULT has_com = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    BOOL ends = FALSE;

    while (!ends) {
        script_routine routine;

        MsgWaitForMultipleObjectsEx(1, &thread->wake, INFINITE, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
        pump_messages();
        routine = next_routine(thread, &ends);
        if (routine != NULL) {
            run(thread, routine);
        }
    }
    thread->at_end(thread->context);
    if (SUCCEEDED(has_com)) {
        CoUninitialize();
    }
    release(thread);
    FreeLibraryAndExitThread(module, 0);
}

static BOOL
start(struct script_thread *thread)
{
    thread->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    thread->returned = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (thread->wake == NULL || thread->returned == NULL ||
        !GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)(void *)thread_main,
                            &thread->module)) {
        return FALSE;
    }
    thread->references++;
    thread->thread = CreateThread(NULL, 0, thread_main, thread, 0, NULL);
    if (thread->thread == NULL) {
        DWORD error = GetLastError();

        thread->references--;
        FreeLibrary(thread->module);
        SetLastError(error);
        return FALSE;
    }
    return TRUE;
}

struct script_thread *
script_thread_start(void *context, void (*at_end)(void *context))
{
    struct script_thread *thread = LocalAlloc(LPTR, sizeof(*thread));

    if (thread == NULL) {
        return NULL;
    }
    thread->references = 1;
    thread->context = context;
    thread->at_end = at_end;
    InitializeSRWLock(&thread->lock);
    InitializeCriticalSection(&thread->turn);
    if (!start(thread)) {
        DWORD error = GetLastError();

        release(thread);
        SetLastError(error);
        return NULL;
    }
    return thread;
}

/* FALSE in hang mode. */
static BOOL
give(struct script_thread *thread, script_routine routine, const WCHAR *name, const WCHAR **hung)
{
    BOOL is_free;

    AcquireSRWLockExclusive(&thread->lock);
    is_free = thread->routine == NULL;
    if (is_free) {
        ResetEvent(thread->returned);
        thread->routine = routine;
        thread->name = name;
        SetEvent(thread->wake);
    } else {
        *hung = thread->name;
    }
    ReleaseSRWLockExclusive(&thread->lock);
    return is_free;
}

/* What returned just after the limit has returned. */
static DWORD
take(struct script_thread *thread, DWORD *result)
{
    DWORD error = ERROR_SUCCESS;

    AcquireSRWLockExclusive(&thread->lock);
    thread->hangs = thread->routine != NULL;
    if (thread->hangs) {
        error = ERROR_TIMEOUT;
    } else {
        *result = thread->result;
    }
    ReleaseSRWLockExclusive(&thread->lock);
    return error;
}

DWORD
script_thread_call(struct script_thread *thread, script_routine routine, const WCHAR *name,
                   DWORD limit_ms, DWORD *result, const WCHAR **hung)
{
    DWORD error = ERROR_BUSY;

    EnterCriticalSection(&thread->turn);
    if (give(thread, routine, name, hung)) {
        WaitForSingleObject(thread->returned, limit_ms);
        error = take(thread, result);
    }
    LeaveCriticalSection(&thread->turn);
    return error;
}

void
script_thread_settle(struct script_thread *thread)
{
    BOOL hangs;

    EnterCriticalSection(&thread->turn);
    AcquireSRWLockShared(&thread->lock);
    hangs = thread->routine != NULL;
    ReleaseSRWLockShared(&thread->lock);
    if (hangs) {
        WaitForSingleObject(thread->returned, INFINITE);
    }
    LeaveCriticalSection(&thread->turn);
}

/* Tells whether it hangs. */
static BOOL
end(struct script_thread *thread)
{
    BOOL hangs;

    AcquireSRWLockExclusive(&thread->lock);
    thread->ends = TRUE;
    hangs = thread->hangs;
    SetEvent(thread->wake);
    ReleaseSRWLockExclusive(&thread->lock);
    return hangs;
}

void
script_thread_close(struct script_thread *thread)
{
    end(thread);
    WaitForSingleObject(thread->thread, INFINITE);
    CloseHandle(thread->thread);
    release(thread);
}

void
script_thread_leave(struct script_thread *thread)
{
    if (!end(thread)) {
        WaitForSingleObject(thread->thread, INFINITE);
    }
    CloseHandle(thread->thread);
    release(thread);
}
