/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_LEFTOVER_H
#define CLUSRES_SERVICE_LEFTOVER_H

/* Services that a resource which is not online ought not to have running: those that it started in a
 * host which has died, and the one that it names. */

#include <windows.h>

#include "../pending.h"
#include "hold.h"

struct leftover {
    RESOURCE_HANDLE handle;
    struct hold *hold;
    LPCWSTR owner; /* the resource's id, as mark.h has it */
};

/*
 * Takes the service, to stop it. ERROR_SUCCESS with nothing held: there is none of that name, or it
 * is another resource's. Waits while somebody else is just stopping it, until the work is not wanted
 * any more (ERROR_OPERATION_ABORTED; pending may be NULL). Any other error has been logged.
 */
DWORD leftover_take(const struct leftover *leftover, LPCWSTR name, const struct pending *pending);

/* Stops them all; name is what ServiceName has, or NULL. ERROR_SUCCESS: none of them runs. Any other
 * error has been logged. */
DWORD leftover_stop_all(const struct leftover *leftover, LPCWSTR name);

#endif
