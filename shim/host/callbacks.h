/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CALLBACKS_H
#define RESAPID_CALLBACKS_H

/*
 * What a resource DLL gets from Startup to call back with, from any thread and with any handle.
 */

#include "resapi.h"

DWORD WINAPI callback_set_resource_status(RESOURCE_HANDLE handle, PRESOURCE_STATUS status);
VOID __cdecl callback_log_event(RESOURCE_HANDLE handle, LOG_LEVEL level, LPCWSTR format, ...);

#endif
