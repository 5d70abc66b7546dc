/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_GIVE_H
#define RESAPID_CLUSAPI_GIVE_H

/* How functions of the cluster API give back what they found. Any thread. */

#include <windows.h>

/*
 * *count is the room in characters with the NUL, and then the length without it, whether there was
 * room or not ("Data Size Conventions" of the Failover Cluster reference). ERROR_SUCCESS,
 * ERROR_MORE_DATA, also for a NULL buffer, or ERROR_INVALID_PARAMETER for a NULL count.
 */
DWORD give_name(const WCHAR *name, WCHAR *buffer, DWORD *count);

/* The same for a name that is only wanted if buffer is not NULL. */
DWORD give_optional_name(const WCHAR *name, WCHAR *buffer, DWORD *count);

/* Nothing if number is NULL. */
void give_number(DWORD *number, DWORD value);

/* For functions whose result does not say what went wrong: whether error is ERROR_SUCCESS; the last
 * error is set if it is not. */
BOOL give_result(DWORD error);

#endif
