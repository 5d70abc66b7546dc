/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_PROPERTY_NAMES_H
#define RESAPID_CLUSAPI_PROPERTY_NAMES_H

/*
 * The names of common properties that the Ex enumerations of groups and resources are asked for: a
 * MULTI_SZ, or "*" for all (MS-CMRP, ApiCreateGroupEnum). Any thread.
 */

#include <windows.h>

#include "wire.h"

struct property_names {
    const WCHAR *names; /* NULL: none */
    DWORD size;         /* in bytes */
};

/* ERROR_SUCCESS, or ERROR_INVALID_PARAMETER for names that do not end within their size. */
DWORD property_names_check(const struct property_names *names);

/*
 * A property list (clusprop.h) of what list has of these names, which were checked; *selected is to be
 * freed with free(). ERROR_INVALID_DATA for a list that is none, ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD property_names_select(const struct property_names *names, const struct wire_bytes *list,
                            BYTE **selected, DWORD *size);

#endif
