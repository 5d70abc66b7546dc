/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_SETUP_H
#define CLUSRES_SERVICE_SETUP_H

/* What a service is set up with before its resource starts it. */

#include <windows.h>

#include "../monitor.h"

/* Nobody but the resource starts the service: not the service manager with the prefix, and not
 * after a failure. Logs nothing. */
DWORD setup_manual_start(LPCWSTR service_name);

/* The network name of the resource in the service's environment. resource_key is the resource's.
 * Errors have been logged. */
DWORD setup_network_name(RESOURCE_HANDLE handle, HKEY resource_key, LPCWSTR service_name);
void setup_remove_network_name(RESOURCE_HANDLE handle, LPCWSTR service_name);

#endif
