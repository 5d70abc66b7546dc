/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The Ex forms of functions on keys and values, which take a reason: ClusterRegCreateKeyEx,
 * ClusterRegDeleteKeyEx, ClusterRegSetValueEx and ClusterRegDeleteValueEx.
 */

#include "registry-reason.h"

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "clusapi.h"
#include "database.h"
#include "host-access.h"
#include "resapi.h"
#include "text.h"

/* The documentation knows MAX_REASON_LENGTH as the longest: of what is longer this much is logged. */
#define REASON_MAX 256

void
reason_note(const WCHAR *function, const WCHAR *reason, DWORD error)
{
    const struct host_interface *host = host_access();
    WCHAR line[REASON_MAX + 64];
    char *utf8;

    if (error != ERROR_SUCCESS || reason == NULL || reason[0] == 0 || host == NULL) {
        return;
    }
    swprintf(line, ARRAYSIZE(line), L"%ls: %.*ls", function, REASON_MAX, reason);
    utf8 = text_to_utf8_lossy(line);
    if (utf8 != NULL) {
        host->log(LOG_INFORMATION, utf8);
    }
    free(utf8);
}

LONG WINAPI
ClusterRegCreateKeyEx(HKEY hKey, LPCWSTR lpSubKey, DWORD dwOptions, REGSAM samDesired,
                      LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult,
                      LPDWORD lpdwDisposition, LPCWSTR lpszReason)
{
    LONG error = ClusterRegCreateKey(hKey, lpSubKey, dwOptions, samDesired, lpSecurityAttributes,
                                     phkResult, lpdwDisposition);

    reason_note(L"ClusterRegCreateKeyEx", lpszReason, (DWORD)error);
    return error;
}

LONG WINAPI
ClusterRegDeleteKeyEx(HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpszReason)
{
    LONG error = ClusterRegDeleteKey(hKey, lpSubKey);

    reason_note(L"ClusterRegDeleteKeyEx", lpszReason, (DWORD)error);
    return error;
}

DWORD WINAPI
ClusterRegSetValueEx(HKEY hKey, LPCWSTR lpszValueName, DWORD dwType, const BYTE *lpData,
                     DWORD cbData, LPCWSTR lpszReason)
{
    DWORD error = ClusterRegSetValue(hKey, lpszValueName, dwType, lpData, cbData);

    reason_note(L"ClusterRegSetValueEx", lpszReason, error);
    return error;
}

DWORD WINAPI
ClusterRegDeleteValueEx(HKEY hKey, LPCWSTR lpszValueName, LPCWSTR lpszReason)
{
    DWORD error = ClusterRegDeleteValue(hKey, lpszValueName);

    reason_note(L"ClusterRegDeleteValueEx", lpszReason, error);
    return error;
}
