/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_ENTRY_H
#define FAULT_ENTRY_H

#include <windows.h>

/* The entry points of the DLL; the first ENTRY_STEERABLE can be steered by a property each. */
typedef enum ENTRY {
    ENTRY_OPEN,
    ENTRY_CLOSE,
    ENTRY_ONLINE,
    ENTRY_OFFLINE,
    ENTRY_TERMINATE,
    ENTRY_LOOKS_ALIVE,
    ENTRY_IS_ALIVE,
    ENTRY_RESOURCE_CONTROL,
    ENTRY_STEERABLE,
    ENTRY_RESOURCE_TYPE_CONTROL = ENTRY_STEERABLE,
    ENTRY_STARTUP,
    ENTRY_COUNT
} ENTRY;

/* As the documentation spells it; also the name of the property that steers it. */
LPCWSTR EntryName(ENTRY entry);

/*
 * Whether two entry points of one DLL must never run at the same time. They are serialized,
 * only Terminate is exempt, but for Startup, Open and Close (documentation of resource DLLs,
 * "recommended practices").
 */
BOOL EntriesConflict(ENTRY one, ENTRY other);

#endif
