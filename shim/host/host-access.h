/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_HOST_ACCESS_H
#define RESAPID_HOST_ACCESS_H

/* How resapid's DLLs find the host they are in. Any thread. */

#include "host-interface.h"

/* NULL in a process that is not the host, or one of another build. */
const struct host_interface *host_access(void);

#endif
