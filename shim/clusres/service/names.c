/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "names.h"

#include <wchar.h>

LPCWSTR
names_next(LPCWSTR name)
{
    return name + wcslen(name) + 1;
}

static size_t
length_of(LPCWSTR names)
{
    LPCWSTR at = names;

    while (*at != L'\0') {
        at = names_next(at);
    }
    return (size_t)(at - names);
}

DWORD
names_add(LPWSTR *names, LPCWSTR name)
{
    size_t used = *names != NULL ? length_of(*names) : 0;
    size_t length = wcslen(name) + 1;
    LPWSTR grown = LocalAlloc(LPTR, (used + length + 1) * sizeof(*grown));

    if (grown == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (used != 0) {
        CopyMemory(grown, *names, used * sizeof(*grown));
    }
    CopyMemory(grown + used, name, length * sizeof(*grown));
    LocalFree(*names);
    *names = grown;
    return ERROR_SUCCESS;
}
