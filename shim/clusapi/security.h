/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_SECURITY_H
#define RESAPID_CLUSAPI_SECURITY_H

#include <windows.h>

/* The bytes of the security descriptor that every key has. */
DWORD security_size(void);

#endif
