/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One property in a parameter block (resutils.h has the layout). */
#ifndef RESUTILS_PARAMETER_BLOCK_H
#define RESUTILS_PARAMETER_BLOCK_H

#include "property-format.h"

/* Points into the block or to what it points to; no bytes for a NULL pointer. */
ValueBytes parameter_get(const BYTE *block, const RESUTIL_PROPERTY_ITEM *item,
                         const PropertyFormat *format);

/* Puts a copy into the block and frees what was there; NULL bytes set a NULL pointer. */
DWORD parameter_set(BYTE *block, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format,
                    ValueBytes bytes);

#endif
