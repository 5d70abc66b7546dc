/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "sweep.h"

#include "../docrecord.h"

typedef struct SWEEP {
    LPCWSTR Record;
    LPCWSTR Who;
    FRAME Frame;
    HANDLE Over;
    const char *volatile Running;
    volatile LONG Calls;
    DWORD Succeeded;
    ULONGLONG LongestMs;
    const char *Longest;
} SWEEP;

/* A thread beside the sweep. */
static DWORD WINAPI
watch(LPVOID context)
{
    const SWEEP *sweep = context;
    LONG calls = -1;

    while (WaitForSingleObject(sweep->Over, SWEEP_BOUND_MS) == WAIT_TIMEOUT) {
        if (sweep->Calls == calls) {
            DocRecord(sweep->Record, L"%ls: %hs has not returned", sweep->Who, sweep->Running);
        }
        calls = sweep->Calls;
    }
    return 0;
}

static void
make_call(SWEEP *sweep, const FUNCTION *function)
{
    FRAME *frame = &sweep->Frame;
    ULONGLONG begin_ms = GetTickCount64();
    ULONGLONG took_ms;
    uint64_t result;
    DWORD error;

    SetLastError(ERROR_SUCCESS);
    result = FunctionCall(function, frame->Arguments);
    took_ms = GetTickCount64() - begin_ms;
    if (FunctionSucceeded(function, result, &error)) {
        sweep->Succeeded++;
    } else {
        DocRecord(sweep->Record, L"# %ls: %hs %lu", sweep->Who, function->Name, error);
    }
    if (sweep->Longest == NULL || took_ms > sweep->LongestMs) {
        sweep->LongestMs = took_ms;
        sweep->Longest = function->Name;
    }
    FrameEmpty(frame, result);
}

static void
call_in(SWEEP *sweep, const FUNCTION *function, const SCENE *scenes, UINT count)
{
    UINT i;

    for (i = 0; i < count; i++) {
        sweep->Frame.Scene = &scenes[i];
        sweep->Running = function->Name;
        FrameFill(&sweep->Frame, function);
        if (sweep->Frame.Unknown[0] != '\0') {
            DocRecord(sweep->Record, L"%ls: no argument for %hs of %hs", sweep->Who,
                      sweep->Frame.Unknown, function->Name);
            sweep->Frame.Unknown[0] = '\0';
        }
        make_call(sweep, function);
        InterlockedIncrement(&sweep->Calls);
        if (!sweep->Frame.UsesSelf) {
            break;
        }
    }
}

void
Sweep(LPCWSTR record, LPCWSTR who, const SCENE *scenes, UINT count)
{
    SWEEP sweep = { .Record = record, .Who = who, .Running = "OpenCluster" };
    UINT n_functions;
    const FUNCTION *functions = Functions(&n_functions);
    HANDLE watcher;
    UINT i;

    sweep.Over = CreateEventW(NULL, TRUE, FALSE, NULL);
    watcher = CreateThread(NULL, 0, watch, &sweep, 0, NULL);
    if (functions == NULL || watcher == NULL || !FrameOpen(&sweep.Frame, scenes)) {
        DocRecord(record, L"%ls: cannot begin: error %lu", who, GetLastError());
        n_functions = 0;
    }
    for (i = 0; i < n_functions; i++) {
        call_in(&sweep, &functions[i], scenes, count);
    }
    SetEvent(sweep.Over);
    WaitForSingleObject(watcher, INFINITE);
    CloseHandle(watcher);
    CloseHandle(sweep.Over);
    if (n_functions > 0) {
        FrameClose(&sweep.Frame);
        DocRecord(record, L"%ls: %u functions, %ld calls, %lu succeeded, at most %llu ms, %hs", who,
                  n_functions, sweep.Calls, sweep.Succeeded, sweep.LongestMs, sweep.Longest);
    }
}
