/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_STOP_H
#define CLUSRES_SERVICE_STOP_H

#include <windows.h>

#include "follow.h"

/*
 * Stops a service, those that depend on it first, and ends its process when it does not stop as long
 * as follow has patience. process is the service's as far as it is known, or NULL. ERROR_SUCCESS:
 * it has stopped and its process is gone. ERROR_OPERATION_ABORTED: the work is not wanted any more.
 * Any other error has been logged. A dependent that belongs to another resource is left alone.
 */
DWORD stop_service(struct follow *follow, LPCWSTR name, SC_HANDLE service, HANDLE process);

/* Ends the process of a service at once, if it has one and shares it with no other that runs.
 * ERROR_SUCCESS: the service has stopped. Errors have been logged. */
DWORD stop_by_force(RESOURCE_HANDLE handle, LPCWSTR name, SC_HANDLE service, HANDLE process);

/* The same, again and again until the service has stopped, however long that takes. Only what first
 * stands in the way is logged. */
void stop_until_stopped(RESOURCE_HANDLE handle, LPCWSTR name, SC_HANDLE service, HANDLE process);

#endif
