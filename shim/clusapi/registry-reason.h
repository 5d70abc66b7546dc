/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_REGISTRY_REASON_H
#define RESAPID_CLUSAPI_REGISTRY_REASON_H

#include <windows.h>

/* A line in resapid's log with the reason that a caller of a function's Ex form gives, if it gives one
 * and the function has succeeded: as on Windows, where the cluster's log takes it. */
void reason_note(const WCHAR *function, const WCHAR *reason, DWORD error);

#endif
