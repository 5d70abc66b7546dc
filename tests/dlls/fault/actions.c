/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#include "actions.h"

#define CHILD_PROGRAM    L"fault-child.exe"
#define MAX_PROGRAM_PATH 4096

/* What a call leaves to a thread of its own, which frees it and drops its references. */
typedef struct WORK {
    FAULT_CALL Call;
    HMODULE Dll; /* held, so that the code stays loaded as long as the thread runs */
    LONG Generation;
    void (*Run)(struct WORK *work);
} WORK;

DWORD
ActOk(const FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    return ERROR_SUCCESS;
}

DWORD
ActError(const FAULT_CALL *call)
{
    return call->Behaviour.Number;
}

DWORD
ActHang(const FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    for (;;) {
        Sleep(INFINITE);
    }
}

DWORD
ActCrash(const FAULT_CALL *call)
{
    /* Both volatile: a compiler drops the store, or puts another way to die in its place. */
    volatile int *volatile nowhere = NULL;

    UNREFERENCED_PARAMETER(call);
    *nowhere = 1;
    return ERROR_SUCCESS;
}

/* Reads its frame after the call, so that no compiler can turn the recursion into a loop. */
static DWORD
use_stack(DWORD depth)
{
    volatile DWORD frame[1024] = { depth };

    if (depth == MAXDWORD) {
        return 0;
    }
    return use_stack(depth + 1) + frame[depth % ARRAYSIZE(frame)];
}

DWORD
ActStackOverflow(const FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    return use_stack(0);
}

DWORD
ActExit(const FAULT_CALL *call)
{
    ExitProcess(call->Behaviour.Number);
}

DWORD
ActSleep(const FAULT_CALL *call)
{
    Sleep(call->Behaviour.Number);
    return ERROR_SUCCESS;
}

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

static BOOL
hold_dll(HMODULE *dll)
{
    static const char anchor;

    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                              (LPCWSTR)(const void *)&anchor, dll);
}

static DWORD
start_work(const FAULT_CALL *call, void (*run)(WORK *work))
{
    WORK *work = LocalAlloc(LPTR, sizeof(*work));
    HANDLE thread;

    if (work == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    work->Call = *call;
    work->Run = run;
    work->Generation = call->Resource->Generation;
    if (!hold_dll(&work->Dll)) {
        DWORD error = GetLastError();

        LocalFree(work);
        return error;
    }
    FaultResourceHold(call->Resource);
    thread = CreateThread(NULL, 0, work_thread, work, 0, NULL);
    if (thread == NULL) {
        DWORD error = GetLastError();

        FaultResourceRelease(call->Resource);
        FreeLibrary(work->Dll);
        LocalFree(work);
        return error;
    }
    CloseHandle(thread);
    return ERROR_SUCCESS;
}

static CLUSTER_RESOURCE_STATE
wanted_state(const FAULT_CALL *call)
{
    return call->Entry == ENTRY_ONLINE ? ClusterResourceOnline : ClusterResourceOffline;
}

static CLUSTER_RESOURCE_STATE
pending_state(const FAULT_CALL *call)
{
    return call->Entry == ENTRY_ONLINE ? ClusterResourceOnlinePending
                                       : ClusterResourceOfflinePending;
}

/* FALSE when the Resource Monitor answers that the work is to end. */
static BOOL
report(FAULT_RESOURCE *resource, CLUSTER_RESOURCE_STATE state, DWORD checkpoint)
{
    RESOURCE_STATUS status;
    WCHAR text[16];
    DWORD answer;

    ResUtilInitializeResourceStatus(&status);
    status.ResourceState = state;
    status.CheckPoint = checkpoint;
    swprintf(text, ARRAYSIZE(text), L"%d", state);
    RecordLine(&resource->Record, L"SetResourceStatus", L"begin", text);
    answer = g_set_resource_status(resource->Handle, &status);
    swprintf(text, ARRAYSIZE(text), L"%lu", answer);
    RecordLine(&resource->Record, L"SetResourceStatus", L"end", text);
    return answer != ResourceExitStateTerminate;
}

/* FALSE as soon as a later call has made the work pointless. */
static BOOL
wait_while_wanted(const WORK *work, DWORD wait_ms)
{
    const DWORD step_ms = 20;
    ULONGLONG end = GetTickCount64() + wait_ms;

    while (work->Call.Resource->Generation == work->Generation) {
        ULONGLONG now = GetTickCount64();

        if (now >= end) {
            return TRUE;
        }
        Sleep(end - now < step_ms ? (DWORD)(end - now) : step_ms);
    }
    return FALSE;
}

static BOOL
report_checkpoints(const WORK *work)
{
    const BEHAVIOUR *behaviour = &work->Call.Behaviour;
    DWORD step_ms = behaviour->Number / (behaviour->Checkpoints + 1);
    DWORD checkpoint;

    for (checkpoint = 1; checkpoint <= behaviour->Checkpoints; checkpoint++) {
        if (!wait_while_wanted(work, step_ms) ||
            !report(work->Call.Resource, pending_state(&work->Call), checkpoint)) {
            return FALSE;
        }
    }
    return wait_while_wanted(work, behaviour->Number - step_ms * behaviour->Checkpoints);
}

static void
finish_pending(WORK *work, CLUSTER_RESOURCE_STATE state)
{
    const RECORD *record = &work->Call.Resource->Record;
    BOOL wanted;

    RecordLine(record, L"Worker", L"begin", EntryName(work->Call.Entry));
    wanted = report_checkpoints(work);
    if (wanted) {
        report(work->Call.Resource, state, work->Call.Behaviour.Checkpoints + 1);
    }
    RecordLine(record, L"Worker", L"end", wanted ? L"reported" : L"cancelled");
}

static void
succeed_later(WORK *work)
{
    finish_pending(work, wanted_state(&work->Call));
}

static void
fail_later(WORK *work)
{
    finish_pending(work, ClusterResourceFailed);
}

static DWORD
pend(const FAULT_CALL *call, void (*run)(WORK *work))
{
    DWORD error = start_work(call, run);

    return error == ERROR_SUCCESS ? ERROR_IO_PENDING : error;
}

DWORD
ActPending(const FAULT_CALL *call)
{
    return pend(call, succeed_later);
}

DWORD
ActPendingFail(const FAULT_CALL *call)
{
    return pend(call, fail_later);
}

DWORD
ActPendingNever(const FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    return ERROR_IO_PENDING;
}

DWORD
ActEarly(const FAULT_CALL *call)
{
    report(call->Resource, wanted_state(call), 1);
    return ERROR_IO_PENDING;
}

static void
report_again_and_again(WORK *work)
{
    static const DWORD waits_ms[] = { 100, 200, 500 };
    DWORD i;

    for (i = 0; i < ARRAYSIZE(waits_ms); i++) {
        Sleep(waits_ms[i]);
        report(work->Call.Resource, wanted_state(&work->Call), i + 1);
    }
}

DWORD
ActLate(const FAULT_CALL *call)
{
    return pend(call, report_again_and_again);
}

static void
crash_later(WORK *work)
{
    Sleep(work->Call.Behaviour.Number);
    ActCrash(&work->Call);
}

DWORD
ActThreadCrash(const FAULT_CALL *call)
{
    return start_work(call, crash_later);
}

/* The child beside this DLL. */
static DWORD
child_command(DWORD seconds, WCHAR *line, size_t cch_line)
{
    WCHAR program[MAX_PROGRAM_PATH];
    HMODULE dll = NULL;
    DWORD length;
    WCHAR *slash;

    if (!hold_dll(&dll)) {
        return GetLastError();
    }
    length = GetModuleFileNameW(dll, program, ARRAYSIZE(program));
    FreeLibrary(dll);
    slash = length > 0 && length < ARRAYSIZE(program) ? wcsrchr(program, L'\\') : NULL;
    if (slash == NULL) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    *slash = L'\0';
    if (swprintf(line, cch_line, L"\"%ls\\%ls\" %lu", program, CHILD_PROGRAM, seconds) < 0) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    return ERROR_SUCCESS;
}

DWORD
ActSpawn(const FAULT_CALL *call)
{
    WCHAR line[MAX_PROGRAM_PATH + 64];
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION created;
    DWORD error = child_command(call->Behaviour.Number, line, ARRAYSIZE(line));

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, NULL, &startup,
                        &created)) {
        return GetLastError();
    }
    CloseHandle(created.hThread);
    CloseHandle(created.hProcess);
    return ERROR_SUCCESS;
}

static const char k_flood_line[] =
    "fault.dll writes where nobody asked it to: 0123456789 abcdefghijklmno\n";

static void
flood_handle(DWORD which, DWORD lines)
{
    HANDLE stream = GetStdHandle(which);
    DWORD written;

    while (lines-- > 0 &&
           WriteFile(stream, k_flood_line, sizeof(k_flood_line) - 1, &written, NULL)) {}
}

static void
flood_stream(FILE *stream, DWORD lines)
{
    while (lines-- > 0 && fputs(k_flood_line, stream) >= 0) {}
    fflush(stream);
}

/* Half through the standard handles and half through the C runtime, whose descriptors 1 and 2
 * keep the handles the process was started with, whatever SetStdHandle says later. */
DWORD
ActStdout(const FAULT_CALL *call)
{
    DWORD lines = call->Behaviour.Number * 1024 / (sizeof(k_flood_line) - 1) / 2;

    flood_handle(STD_OUTPUT_HANDLE, lines);
    flood_handle(STD_ERROR_HANDLE, lines);
    flood_stream(stdout, lines);
    flood_stream(stderr, lines);
    return ERROR_SUCCESS;
}

DWORD
ActLog(const FAULT_CALL *call)
{
    DWORD i;

    for (i = 1; i <= call->Behaviour.Number; i++) {
        g_log_event(call->Resource->Handle, LOG_INFORMATION, L"Line %1!u! of %2!u! from %3.\n", i,
                    call->Behaviour.Number, EntryName(call->Entry));
    }
    return ERROR_SUCCESS;
}
