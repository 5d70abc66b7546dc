/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* clusapi.dll itself: its entry point and what resapi-host.exe calls in it. */

#include "database.h"
#include "host-access.h"

DWORD ResapidMakeKey(const WCHAR *path, HKEY *key);

DWORD
ResapidMakeKey(const WCHAR *path, HKEY *key)
{
    return database_open_key(path, key);
}

/* reserved is set at the end of the process. The host ends with TerminateProcess, which calls no
 * DllMain. */
BOOL WINAPI
DllMain(HINSTANCE self, DWORD reason, void *reserved)
{
    (void)self;
    if (reason == DLL_PROCESS_DETACH && reserved != NULL && host_access() != NULL) {
        host_access()->process_exits();
    }
    return TRUE;
}
