/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * clusapi.dll itself: its entry point and what resapi-host.exe calls in it. The exported functions
 * stand in files by object: cluster.c, node.c, group.c, resource.c, resource-type.c, network.c,
 * netinterface.c and, of the cluster database, registry.c.
 *
 * Below them: object-handle.h (handles of objects), enumeration.h (enumerations, whose items
 * enumeration-item.c makes and enumeration-details.c collects), objects.h (what resapid is asked of
 * objects), database.h (what it is asked at all), handle.h and give.h.
 */

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
