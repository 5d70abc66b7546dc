/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "docrecord.h"

#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

#define MAX_LINE 1024

static SRWLOCK g_lock = SRWLOCK_INIT;

static void
append(LPCWSTR path, const char *line, DWORD cb_line)
{
    HANDLE file;
    DWORD written;

    AcquireSRWLockExclusive(&g_lock);
    file = CreateFileW(path, FILE_APPEND_DATA | SYNCHRONIZE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                       NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file != INVALID_HANDLE_VALUE) {
        WriteFile(file, line, cb_line, &written, NULL);
        CloseHandle(file);
    }
    ReleaseSRWLockExclusive(&g_lock);
}

void
DocRecord(LPCWSTR path, LPCWSTR format, ...)
{
    WCHAR line[MAX_LINE];
    char utf8[MAX_LINE * 3];
    va_list arguments;
    int length;
    int cb;

    if (path == NULL || path[0] == L'\0') {
        return;
    }
    va_start(arguments, format);
    length = vswprintf(line, MAX_LINE - 1, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return;
    }
    line[length] = L'\n';
    cb = WideCharToMultiByte(CP_UTF8, 0, line, length + 1, utf8, sizeof(utf8), NULL, NULL);
    if (cb > 0) {
        append(path, utf8, (DWORD)cb);
    }
}
