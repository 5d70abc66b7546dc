/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A DLL that is no resource DLL: it exports something, but neither Startup nor StartupEx. */

#include <windows.h>

__declspec(dllexport) DWORD WINAPI NotAStartup(void);

DWORD WINAPI
NotAStartup(void)
{
    return ERROR_SUCCESS;
}
