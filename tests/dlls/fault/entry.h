/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_ENTRY_H
#define FAULT_ENTRY_H

#include <windows.h>

/* The version of the function table that this build of the DLL has: a CLRES_VERSION_Vn_00. */
#ifndef FAULT_VERSION
#define FAULT_VERSION 0x100
#endif

/* The entry points of the DLL. The first ENTRY_OF_RESOURCE are about a resource and steered by its
 * properties, the others about a type and steered by the DLL's ini file (type.h). */
typedef enum ENTRY {
    ENTRY_OPEN,
    ENTRY_CLOSE,
    ENTRY_ONLINE,
    ENTRY_OFFLINE,
    ENTRY_TERMINATE,
    ENTRY_LOOKS_ALIVE,
    ENTRY_IS_ALIVE,
    ENTRY_ARBITRATE,
    ENTRY_RELEASE,
    ENTRY_RESOURCE_CONTROL,
    ENTRY_RESOURCE_CONTROL_AS_USER,
    ENTRY_CANCEL,
    ENTRY_OF_RESOURCE,
    ENTRY_RESOURCE_TYPE_CONTROL = ENTRY_OF_RESOURCE,
    ENTRY_RESOURCE_TYPE_CONTROL_AS_USER,
    ENTRY_STARTUP,
    ENTRY_COUNT
} ENTRY;

/* As the documentation spells it for this version: OnlineV2 and not Online from version 2 on. */
LPCWSTR EntryName(ENTRY entry);
/* What steers it; the same in every version: the name in version 1, with AsUser for those forms. */
LPCWSTR EntryProperty(ENTRY entry);

/*
 * Whether two entry points of one DLL must never run at the same time. They are serialized,
 * only Terminate is exempt, but for Startup, Open and Close (documentation of resource DLLs,
 * "recommended practices"). Nothing is said of Cancel; it can only be of use beside the call that
 * it is to end, and is taken to be as free as Terminate.
 */
BOOL EntriesConflict(ENTRY one, ENTRY other);

#endif
