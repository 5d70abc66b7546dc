/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "own-dlls.h"

#include <stdlib.h>
#include <wchar.h>

#include "host-interface.h"
#include "log.h"
#include "resapi.h"

#define OWN_PATH_MAX 1024

typedef LONG(WINAPI *close_key_function)(HKEY key);

static clusapi_make_key_function make_key;
static close_key_function close_key;

static HMODULE
load(const WCHAR *name)
{
    WCHAR path[OWN_PATH_MAX];
    DWORD length = GetModuleFileNameW(NULL, path, OWN_PATH_MAX);
    WCHAR *file = wcsrchr(path, L'\\');
    HMODULE module = NULL;

    if (length > 0 && length < OWN_PATH_MAX && file != NULL &&
        (size_t)(file + 1 - path) + wcslen(name) < OWN_PATH_MAX) {
        wcscpy(file + 1, name);
        module = LoadLibraryW(path);
    }
    if (module == NULL) {
        log_and_leave("resapid's own %ls cannot be loaded from the folder of resapi-host.exe: "
                      "error %lu; install resapid again",
                      name, GetLastError());
    }
    return module;
}

void
own_dlls_load(void)
{
    HMODULE clusapi = load(L"clusapi.dll");

    load(L"resutils.dll");
    make_key = (clusapi_make_key_function)(void *)GetProcAddress(clusapi, CLUSAPI_MAKE_KEY_EXPORT);
    close_key = (close_key_function)(void *)GetProcAddress(clusapi, "ClusterRegCloseKey");
    if (make_key == NULL || close_key == NULL) {
        log_and_leave("clusapi.dll beside resapi-host.exe is not resapid's; install resapid again");
    }
}

DWORD
own_dlls_make_key(const WCHAR *path, HKEY *key)
{
    return make_key(path, key);
}

void
own_dlls_close_key(HKEY key)
{
    close_key(key);
}
