/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a resource DLL's property tables say of its properties, told to resapid while the DLL answers a
 * control for them: no control code tells which of them are required, nor their limits. A DLL that is
 * called for anything else pays for nothing.
 *
 * Nothing is kept, so that a table that is changed or made anew is told as it is, and a resapid that was
 * restarted is told again. What cannot be read is left out: the function that the table is for might not
 * have read it.
 */
#ifndef RESUTILS_PROPERTY_NOTES_H
#define RESUTILS_PROPERTY_NOTES_H

#include "property-format.h"

/* The table may be NULL. */
void property_table_note(const RESUTIL_PROPERTY_ITEM *table);
/* One entry, which nothing need stand behind. */
void property_item_note(const RESUTIL_PROPERTY_ITEM *item);

#endif
