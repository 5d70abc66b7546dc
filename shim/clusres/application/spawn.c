/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "spawn.h"

#include <string.h>
#include <wchar.h>

enum { STD_IN, STD_OUT, EXTRA, HANDLES };

static SRWLOCK lock = SRWLOCK_INIT;

void
spawn_lock(void)
{
    AcquireSRWLockExclusive(&lock);
}

void
spawn_unlock(void)
{
    ReleaseSRWLockExclusive(&lock);
}

static void
set_inheritable(HANDLE handle, BOOL inheritable)
{
    if (handle != NULL) {
        SetHandleInformation(handle, HANDLE_FLAG_INHERIT, inheritable ? HANDLE_FLAG_INHERIT : 0);
    }
}

static void
open_handles(HANDLE extra, HANDLE handles[HANDLES])
{
    SECURITY_ATTRIBUTES inherited = { sizeof(inherited), NULL, TRUE };
    HANDLE self = GetCurrentProcess();
    HANDLE input = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                               OPEN_EXISTING, 0, NULL);

    handles[STD_IN] = input != INVALID_HANDLE_VALUE ? input : NULL;
    handles[EXTRA] = extra;
    set_inheritable(extra, TRUE);
    if (!DuplicateHandle(self, GetStdHandle(STD_ERROR_HANDLE), self, &handles[STD_OUT], 0, TRUE,
                         DUPLICATE_SAME_ACCESS)) {
        handles[STD_OUT] = NULL;
    }
}

/* The handles that there are, one behind the other. */
static SIZE_T
pack(const HANDLE handles[HANDLES], HANDLE packed[HANDLES])
{
    SIZE_T count = 0;

    for (size_t i = 0; i < HANDLES; i++) {
        if (handles[i] != NULL) {
            packed[count++] = handles[i];
        }
    }
    return count;
}

static DWORD
create_with(LPPROC_THREAD_ATTRIBUTE_LIST attributes, const struct spawn *spawn, LPWSTR line,
            const HANDLE handles[HANDLES], PROCESS_INFORMATION *created)
{
    STARTUPINFOEXW startup = { .StartupInfo.cb = sizeof(startup), .lpAttributeList = attributes };
    HANDLE packed[HANDLES];
    SIZE_T count = pack(handles, packed);

    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = handles[STD_IN];
    startup.StartupInfo.hStdOutput = handles[STD_OUT];
    startup.StartupInfo.hStdError = handles[STD_OUT];
    if (count > 0 && !UpdateProcThreadAttribute(attributes, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                                packed, count * sizeof(*packed), NULL, NULL)) {
        return GetLastError();
    }
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE,
                        spawn->flags | EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT,
                        spawn->environment, spawn->directory, &startup.StartupInfo, created)) {
        return GetLastError();
    }
    return ERROR_SUCCESS;
}

static DWORD
create(const struct spawn *spawn, LPWSTR line, const HANDLE handles[HANDLES],
       PROCESS_INFORMATION *created)
{
    LPPROC_THREAD_ATTRIBUTE_LIST attributes;
    SIZE_T size = 0;
    DWORD error;

    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    attributes = LocalAlloc(LMEM_FIXED, size);
    if (attributes == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (InitializeProcThreadAttributeList(attributes, 1, 0, &size)) {
        error = create_with(attributes, spawn, line, handles, created);
        DeleteProcThreadAttributeList(attributes);
    } else {
        error = GetLastError();
    }
    LocalFree(attributes);
    return error;
}

DWORD
spawn(const struct spawn *spawn, PROCESS_INFORMATION *created)
{
    /* CreateProcess writes into the line. */
    LPWSTR line = LocalAlloc(LPTR, (wcslen(spawn->line) + 1) * sizeof(*line));
    HANDLE handles[HANDLES];
    DWORD error;

    if (line == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    wcscpy(line, spawn->line);
    spawn_lock();
    open_handles(spawn->extra, handles);
    error = create(spawn, line, handles, created);
    CloseHandle(handles[STD_IN]);
    CloseHandle(handles[STD_OUT]);
    set_inheritable(spawn->extra, FALSE);
    spawn_unlock();
    LocalFree(line);
    return error;
}
