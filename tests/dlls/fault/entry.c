/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "entry.h"

#if FAULT_VERSION >= 0x300
#define BEGIN L"Begin"
#else
#define BEGIN L""
#endif

#if FAULT_VERSION >= 0x200
#define V2      L"V2"
#define STARTUP L"StartupEx"
#else
#define V2      L""
#define STARTUP L"Startup"
#endif

static const struct {
    LPCWSTR property;
    LPCWSTR name;
} k_entries[ENTRY_COUNT] = {
    [ENTRY_OPEN] = { L"Open", L"Open" V2 },
    [ENTRY_CLOSE] = { L"Close", L"Close" },
    [ENTRY_ONLINE] = { L"Online", L"Online" V2 },
    [ENTRY_OFFLINE] = { L"Offline", L"Offline" V2 },
    [ENTRY_TERMINATE] = { L"Terminate", L"Terminate" },
    [ENTRY_LOOKS_ALIVE] = { L"LooksAlive", L"LooksAlive" },
    [ENTRY_IS_ALIVE] = { L"IsAlive", L"IsAlive" },
    [ENTRY_ARBITRATE] = { L"Arbitrate", L"Arbitrate" },
    [ENTRY_RELEASE] = { L"Release", L"Release" },
    [ENTRY_RESOURCE_CONTROL] = { L"ResourceControl", BEGIN L"ResourceControl" },
    [ENTRY_RESOURCE_CONTROL_AS_USER] = { L"ResourceControlAsUser", BEGIN L"ResourceControlAsUser" },
    [ENTRY_CANCEL] = { L"Cancel", L"Cancel" },
    [ENTRY_RESOURCE_TYPE_CONTROL] = { L"ResourceTypeControl", BEGIN L"ResourceTypeControl" },
    [ENTRY_RESOURCE_TYPE_CONTROL_AS_USER] = { L"ResourceTypeControlAsUser",
                                              BEGIN L"ResourceTypeControlAsUser" },
    [ENTRY_STARTUP] = { L"Startup", STARTUP },
};

LPCWSTR
EntryName(ENTRY entry)
{
    return k_entries[entry].name;
}

LPCWSTR
EntryProperty(ENTRY entry)
{
    return k_entries[entry].property;
}

static BOOL
may_overlap(ENTRY entry)
{
    return entry == ENTRY_TERMINATE || entry == ENTRY_CANCEL;
}

static BOOL
excludes_all(ENTRY entry)
{
    return entry == ENTRY_STARTUP || entry == ENTRY_OPEN || entry == ENTRY_CLOSE;
}

BOOL
EntriesConflict(ENTRY one, ENTRY other)
{
    if (may_overlap(one)) {
        return excludes_all(other);
    }
    return !may_overlap(other) || excludes_all(one);
}
