/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "claim.h"

#include <stdio.h>

#define MAX_FILE_NAME 1024
#define SIGN_EVERY_MS 20

ULONGLONG
UnixTimeMs(void)
{
    const ULONGLONG from_1601_to_1970_ms = 11644473600000ULL;
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return (((ULONGLONG)now.dwHighDateTime << 32) | now.dwLowDateTime) / 10000 -
           from_1601_to_1970_ms;
}

static BOOL
give_sign(const CLAIM *claim)
{
    OVERLAPPED start = { 0 };
    char line[32];
    DWORD written;
    int cb = snprintf(line, sizeof(line), "%013llu\n", UnixTimeMs());

    return WriteFile(claim->Signs, line, (DWORD)cb, &written, &start);
}

/* Sleep and WriteFile only: a wait for an object ends the process when the wineserver is gone. */
static DWORD WINAPI
give_signs(LPVOID context)
{
    CLAIM *claim = context;

    while (!claim->Ended) {
        give_sign(claim);
        Sleep(SIGN_EVERY_MS);
    }
    return 0;
}

static DWORD
take_lock(CLAIM *claim, LPCWSTR folder, LPCWSTR name)
{
    OVERLAPPED range = { 0 };
    WCHAR path[MAX_FILE_NAME];

    if (swprintf(path, ARRAYSIZE(path), L"%ls\\lock.%ls", folder, name) < 0) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    claim->Lock =
        CreateFileW(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                    OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (claim->Lock == INVALID_HANDLE_VALUE) {
        claim->Lock = NULL;
        return GetLastError();
    }
    if (!LockFileEx(claim->Lock, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
                    &range)) {
        return GetLastError();
    }
    return ERROR_SUCCESS;
}

static DWORD
start_signs(CLAIM *claim, LPCWSTR folder, LPCWSTR name, LPCWSTR node)
{
    WCHAR path[MAX_FILE_NAME];

    if (swprintf(path, ARRAYSIZE(path), L"%ls\\active.%ls.%ls.%llu", folder, name, node,
                 UnixTimeMs()) < 0) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    claim->Signs = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_NEW,
                               FILE_ATTRIBUTE_NORMAL, NULL);
    if (claim->Signs == INVALID_HANDLE_VALUE) {
        claim->Signs = NULL;
        return GetLastError();
    }
    if (!give_sign(claim)) {
        return GetLastError();
    }
    claim->Ended = FALSE;
    claim->Thread = CreateThread(NULL, 0, give_signs, claim, 0, NULL);
    return claim->Thread != NULL ? ERROR_SUCCESS : GetLastError();
}

DWORD
ClaimTake(CLAIM *claim, LPCWSTR folder, LPCWSTR name, LPCWSTR node)
{
    DWORD error = take_lock(claim, folder, name);

    if (error == ERROR_SUCCESS) {
        error = start_signs(claim, folder, name, node);
    }
    if (error != ERROR_SUCCESS) {
        ClaimDrop(claim);
    }
    return error;
}

static void
close_handle(HANDLE *handle)
{
    if (*handle != NULL) {
        CloseHandle(*handle);
        *handle = NULL;
    }
}

/* The lock last: until then nobody else may be active. */
void
ClaimDrop(CLAIM *claim)
{
    InterlockedExchange(&claim->Ended, TRUE);
    if (claim->Thread != NULL) {
        WaitForSingleObject(claim->Thread, INFINITE);
    }
    close_handle(&claim->Thread);
    close_handle(&claim->Signs);
    close_handle(&claim->Lock);
}

BOOL
ClaimHeld(const CLAIM *claim)
{
    return claim->Thread != NULL;
}
