/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#include "callbacks.h"
#include "work.h"

#define CHILD_PROGRAM    L"fault-child.exe"
#define MAX_PROGRAM_PATH 4096

DWORD
ActOk(FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    return ERROR_SUCCESS;
}

DWORD
ActError(FAULT_CALL *call)
{
    return call->Behaviour.Number;
}

DWORD
ActHang(FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    for (;;) {
        Sleep(INFINITE);
    }
}

DWORD
ActCrash(FAULT_CALL *call)
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
ActStackOverflow(FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    return use_stack(0);
}

/* What throw compiles to, with an object of no type: only a catch (...) would take it. */
DWORD
ActCppThrow(FAULT_CALL *call)
{
    const DWORD exception_code = 0xE06D7363;
    const ULONG_PTR arguments[] = { 0x19930520, 0, 0, 0 };

    UNREFERENCED_PARAMETER(call);
    RaiseException(exception_code, EXCEPTION_NONCONTINUABLE, ARRAYSIZE(arguments), arguments);
    return ERROR_SUCCESS;
}

DWORD
ActExit(FAULT_CALL *call)
{
    ExitProcess(call->Behaviour.Number);
}

DWORD
ActSleep(FAULT_CALL *call)
{
    Sleep(call->Behaviour.Number);
    return ERROR_SUCCESS;
}

DWORD
ActUntilTerminate(FAULT_CALL *call)
{
    WorkAwaitTerminate(WorkTerminates(), call->Behaviour.Number);
    return ERROR_SUCCESS;
}

static void
crash_later(WORK *work)
{
    Sleep(work->Call.Behaviour.Number);
    RecordLine(&work->Call.Resource->Record, L"Crash", L"begin", EntryName(work->Call.Entry));
    ActCrash(&work->Call);
}

DWORD
ActThreadCrash(FAULT_CALL *call)
{
    return WorkStart(call, crash_later);
}

/* The child beside this DLL. */
static DWORD
child_command(DWORD seconds, WCHAR *line, size_t cch_line)
{
    WCHAR program[MAX_PROGRAM_PATH];
    HMODULE dll = NULL;
    DWORD length;
    WCHAR *slash;

    if (!WorkHoldDll(&dll)) {
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
ActSpawn(FAULT_CALL *call)
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
ActStdout(FAULT_CALL *call)
{
    DWORD lines = call->Behaviour.Number * 1024 / (sizeof(k_flood_line) - 1) / 2;

    flood_handle(STD_OUTPUT_HANDLE, lines);
    flood_handle(STD_ERROR_HANDLE, lines);
    flood_stream(stdout, lines);
    flood_stream(stderr, lines);
    return ERROR_SUCCESS;
}

DWORD
ActLog(FAULT_CALL *call)
{
    DWORD i;

    for (i = 1; i <= call->Behaviour.Number; i++) {
        g_callbacks.LogEvent(call->Resource->Handle, LOG_INFORMATION,
                             L"Line %1!u! of %2!u! from %3.\n", i, call->Behaviour.Number,
                             EntryName(call->Entry));
    }
    return ERROR_SUCCESS;
}

static void
lose_later(WORK *work)
{
    const FAULT_RESOURCE *resource = work->Call.Resource;

    Sleep(work->Call.Behaviour.Number);
    RecordLine(&resource->Record, L"LostQuorumResource", L"begin", L"-");
    work->Call.LostQuorum(resource->Handle);
    RecordLine(&resource->Record, L"LostQuorumResource", L"end", L"-");
}

DWORD
ActLost(FAULT_CALL *call)
{
    return WorkStart(call, lose_later);
}
