/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "refusal.h"

#include <stdio.h>

#include "host-access.h"
#include "resapi.h"

void
refuse(struct refusal *refusal)
{
    const struct host_interface *host = host_access();

    if (host != NULL && InterlockedExchange(&refusal->told, 1) == 0) {
        char line[200];

        snprintf(line, sizeof(line),
                 "%s: %s is not implemented: ERROR_CALL_NOT_IMPLEMENTED (120) is what the resource "
                 "DLL gets; see resapi-dll(7)",
                 refusal->dll, refusal->name);
        host->log(LOG_WARNING, line);
    }
    SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
}
