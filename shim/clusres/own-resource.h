/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_OWN_RESOURCE_H
#define CLUSRES_OWN_RESOURCE_H

#include <windows.h>

#include "resapi.h"

/* The resource that the key is of, by the name that the database has now: it may have been renamed
 * since it was opened. NULL, with the last error set. */
HRESOURCE own_resource_open(HCLUSTER cluster, HKEY resource_key);

#endif
