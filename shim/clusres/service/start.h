/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_START_H
#define CLUSRES_SERVICE_START_H

#include <windows.h>

#include "follow.h"

/*
 * Starts a service with these arguments, after those that it depends on, and waits until it runs.
 * *process is its process, to be closed, or NULL; also after a failure. ERROR_OPERATION_ABORTED: the
 * work is not wanted any more. Any other error has been logged.
 */
DWORD start_service(struct follow *follow, LPCWSTR name, SC_HANDLE service, DWORD count,
                    LPWSTR *arguments, HANDLE *process);

#endif
