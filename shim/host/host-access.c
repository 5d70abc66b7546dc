/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host-access.h"

#include <string.h>

const struct host_interface *
host_access(void)
{
    host_interface_function find =
        (host_interface_function)(void *)GetProcAddress(GetModuleHandleW(NULL),
                                                        HOST_INTERFACE_EXPORT);
    const struct host_interface *host = find != NULL ? find(HOST_INTERFACE_VERSION) : NULL;

    return host != NULL && strcmp(host->build_id, RESAPID_BUILD_ID) == 0 ? host : NULL;
}
