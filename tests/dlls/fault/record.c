/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#include "record.h"

#define MAX_LINE 1024

static struct {
    SRWLOCK lock;
    LONG running[ENTRY_COUNT];
} g_calls = { .lock = SRWLOCK_INIT };

WCHAR *
RecordCopyString(LPCWSTR text)
{
    size_t cb = (wcslen(text) + 1) * sizeof(WCHAR);
    WCHAR *copy = LocalAlloc(LMEM_FIXED, cb);

    if (copy != NULL) {
        CopyMemory(copy, text, cb);
    }
    return copy;
}

DWORD
RecordOpen(RECORD *record, LPCWSTR path, LPCWSTR kind, LPCWSTR name)
{
    ZeroMemory(record, sizeof(*record));
    if (path == NULL || path[0] == L'\0') {
        return ERROR_SUCCESS;
    }
    record->Kind = kind;
    record->Name = RecordCopyString(name);
    if (record->Name == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    /* LockFileEx asks for more access than appending alone. */
    record->File = CreateFileW(path, FILE_APPEND_DATA | FILE_READ_DATA | SYNCHRONIZE,
                               FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                               OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (record->File == INVALID_HANDLE_VALUE) {
        DWORD error = GetLastError();

        record->File = NULL;
        RecordClose(record);
        return error;
    }
    return ERROR_SUCCESS;
}

void
RecordClose(RECORD *record)
{
    if (record->File != NULL) {
        CloseHandle(record->File);
    }
    LocalFree(record->Name);
    ZeroMemory(record, sizeof(*record));
}

static ULONGLONG
unix_time_ms(void)
{
    const ULONGLONG from_1601_to_1970_ms = 11644473600000ULL;
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return (((ULONGLONG)now.dwHighDateTime << 32) | now.dwLowDateTime) / 10000 -
           from_1601_to_1970_ms;
}

/*
 * Windows appends atomically. Wine asks for the size of the file and writes there, so that two
 * writers can meet: hence the lock, on a byte that no record ever reaches.
 */
static void
append(HANDLE file, const char *line, DWORD cb_line)
{
    OVERLAPPED range = { .OffsetHigh = 0x40000000 };
    BOOL locked = LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &range);
    DWORD written;

    WriteFile(file, line, cb_line, &written, NULL);
    if (locked) {
        UnlockFileEx(file, 0, 1, 0, &range);
    }
}

void
RecordLine(const RECORD *record, LPCWSTR what, LPCWSTR begin_or_end, LPCWSTR result)
{
    WCHAR line[MAX_LINE];
    char utf8[MAX_LINE * 3];
    int cb;

    if (record == NULL || record->File == NULL) {
        return;
    }
    if (swprintf(line, ARRAYSIZE(line), L"%llu %lu %ls %ls %ls process=%lu %ls=%ls\n",
                 unix_time_ms(), GetCurrentThreadId(), what, begin_or_end, result,
                 GetCurrentProcessId(), record->Kind, record->Name) < 0) {
        return;
    }
    cb = WideCharToMultiByte(CP_UTF8, 0, line, -1, utf8, sizeof(utf8), NULL, NULL);
    if (cb > 1) {
        append(record->File, utf8, (DWORD)cb - 1);
    }
}

static void
record_violation(const RECORD *record, ENTRY entry, ENTRY other)
{
    WCHAR what[64];
    WCHAR met[64];

    swprintf(what, ARRAYSIZE(what), L"VIOLATION %ls", EntryName(entry));
    swprintf(met, ARRAYSIZE(met), L"while %ls runs", EntryName(other));
    RecordLine(record, what, L"begin", met);
}

void
RecordBegin(const RECORD *record, ENTRY entry, LPCWSTR detail)
{
    BOOL met[ENTRY_COUNT];
    ENTRY other;

    AcquireSRWLockExclusive(&g_calls.lock);
    for (other = 0; other < ENTRY_COUNT; other++) {
        met[other] = g_calls.running[other] > 0 && EntriesConflict(entry, other);
    }
    g_calls.running[entry]++;
    ReleaseSRWLockExclusive(&g_calls.lock);

    RecordLine(record, EntryName(entry), L"begin", detail);
    for (other = 0; other < ENTRY_COUNT; other++) {
        if (met[other]) {
            record_violation(record, entry, other);
        }
    }
}

void
RecordEnd(const RECORD *record, ENTRY entry, LPCWSTR result)
{
    AcquireSRWLockExclusive(&g_calls.lock);
    g_calls.running[entry]--;
    ReleaseSRWLockExclusive(&g_calls.lock);
    RecordLine(record, EntryName(entry), L"end", result);
}

void
RecordEndNumber(const RECORD *record, ENTRY entry, DWORD result)
{
    WCHAR text[16];

    swprintf(text, ARRAYSIZE(text), L"%lu", result);
    RecordEnd(record, entry, text);
}
