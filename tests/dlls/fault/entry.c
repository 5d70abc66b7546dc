/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "entry.h"

LPCWSTR
EntryName(ENTRY entry)
{
    static const LPCWSTR names[ENTRY_COUNT] = {
        [ENTRY_OPEN] = L"Open",
        [ENTRY_CLOSE] = L"Close",
        [ENTRY_ONLINE] = L"Online",
        [ENTRY_OFFLINE] = L"Offline",
        [ENTRY_TERMINATE] = L"Terminate",
        [ENTRY_LOOKS_ALIVE] = L"LooksAlive",
        [ENTRY_IS_ALIVE] = L"IsAlive",
        [ENTRY_RESOURCE_CONTROL] = L"ResourceControl",
        [ENTRY_RESOURCE_TYPE_CONTROL] = L"ResourceTypeControl",
        [ENTRY_STARTUP] = L"Startup",
    };

    return names[entry];
}

static BOOL
excludes_terminate(ENTRY entry)
{
    return entry == ENTRY_STARTUP || entry == ENTRY_OPEN || entry == ENTRY_CLOSE;
}

BOOL
EntriesConflict(ENTRY one, ENTRY other)
{
    if (one == ENTRY_TERMINATE) {
        return excludes_terminate(other);
    }
    return other != ENTRY_TERMINATE || excludes_terminate(one);
}
