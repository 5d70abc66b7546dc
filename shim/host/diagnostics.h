/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_DIAGNOSTICS_H
#define RESAPID_DIAGNOSTICS_H

/*
 * The callbacks with which a resource DLL steers dumps and performance recordings of Windows'
 * Resource Monitor. resapid makes neither: the request is logged, and ERROR_SUCCESS tells the DLL
 * that all is well (a reading: what they return elsewhere is stated nowhere). See callbacks.h.
 */

#include "resapi.h"

DWORD WINAPI diagnostics_change_resource_process(RESOURCE_HANDLE handle, LPCWSTR process,
                                                 DWORD process_id, BOOL add);
DWORD WINAPI diagnostics_change_type_process(LPCWSTR type, LPCWSTR process, DWORD process_id,
                                             BOOL add);
DWORD WINAPI diagnostics_request_dump(RESOURCE_HANDLE handle, BOOL due_to_call, DWORD delay_ms);
DWORD WINAPI diagnostics_set_wpr_policy(RESOURCE_HANDLE handle, DWORD policy);
DWORD WINAPI diagnostics_arm_wpr_watchdog(RESOURCE_HANDLE handle, ULONGLONG timeout_ms);

#endif
