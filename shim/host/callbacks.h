/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CALLBACKS_H
#define RESAPID_CALLBACKS_H

/*
 * What a resource DLL gets to call back with (resapi.md 1.4): two functions from Startup, a table of
 * seventeen from StartupEx, one from Arbitrate. They are called from any thread and with any
 * argument: what a DLL's pointers point to is looked at with care, and a handle that is not that of
 * an open resource is answered with ERROR_INVALID_HANDLE, or ResourceExitStateTerminate. None waits
 * for a call of an entry point.
 */

#include "resapi.h"

DWORD WINAPI callback_set_resource_status(RESOURCE_HANDLE handle, PRESOURCE_STATUS status);
VOID __cdecl callback_log_event(RESOURCE_HANDLE handle, LOG_LEVEL level, LPCWSTR format, ...);
VOID WINAPI callback_quorum_resource_lost(RESOURCE_HANDLE handle);

/* StartupEx's; the same for all DLLs. */
CLRES_CALLBACK_FUNCTION_TABLE *callbacks_table(void);

#endif
