/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_OWN_DLLS_H
#define RESAPID_OWN_DLLS_H

/*
 * resapid's own clusapi.dll and resutils.dll.
 *
 * A resource DLL that imports them by name must get these and not Wine's stubs, which abort the
 * process. Both loaders satisfy an import from a module of that name that is loaded already, so the
 * host loads both by their full path, from its own folder, before any resource DLL. That is enough
 * (seen with Wine 8.0) unless an inherited WINEDLLOVERRIDES asks for Wine's own, which the
 * environment that resapid makes for hosts does not.
 */

#include <windows.h>

/* Ends the process when one of them cannot be loaded. Main thread, once. */
void own_dlls_load(void);

/* A key handle that own_dlls_close_key() closes. Any thread, after own_dlls_load(). */
DWORD own_dlls_make_key(const WCHAR *path, HKEY *key);
void own_dlls_close_key(HKEY key);

#endif
