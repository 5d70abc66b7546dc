/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_HOLD_H
#define CLUSRES_SERVICE_HOLD_H

/*
 * The service that a resource has: claimed, opened, and with its process once it runs. It keeps the
 * name it was taken with, whatever becomes of the property. One thread changes it, by these
 * functions; any other reads it with the lock held.
 */

#include <windows.h>

#include "../monitor.h"

struct hold {
    CRITICAL_SECTION lock;
    HANDLE claim; /* NULL: nothing is held, and nothing else counts */
    LPWSTR name;
    SC_HANDLE service;
    HANDLE process; /* or NULL */
};

void hold_init(struct hold *hold);
void hold_free(struct hold *hold);

/* ERROR_BUSY and ERROR_RETRY as claim_take() has them; or why it cannot be opened. */
DWORD hold_take(struct hold *hold, LPCWSTR name);

/* Logs why it could not be taken or, once taken, not be used, and returns error. */
DWORD hold_failed(RESOURCE_HANDLE handle, LPCWSTR name, DWORD error);

BOOL hold_is_taken(struct hold *hold);

/* process becomes its. */
void hold_process(struct hold *hold, HANDLE process);

void hold_drop(struct hold *hold);

/* Ends the process of the service if one is held: what a worker waits for may be that service.
 * ERROR_SUCCESS: no service that is held runs. Errors have been logged. */
DWORD hold_kill(struct hold *hold, RESOURCE_HANDLE handle);

#endif
