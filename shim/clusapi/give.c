/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "give.h"

#include <wchar.h>

DWORD
give_name(const WCHAR *name, WCHAR *buffer, DWORD *count)
{
    size_t length = wcslen(name);
    DWORD room;

    if (count == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    room = buffer != NULL ? *count : 0;
    *count = (DWORD)length;
    if (length >= room) {
        return ERROR_MORE_DATA;
    }
    wmemcpy(buffer, name, length + 1);
    return ERROR_SUCCESS;
}

DWORD
give_optional_name(const WCHAR *name, WCHAR *buffer, DWORD *count)
{
    if (buffer == NULL) {
        give_number(count, (DWORD)wcslen(name));
        return ERROR_SUCCESS;
    }
    return give_name(name, buffer, count);
}

void
give_number(DWORD *number, DWORD value)
{
    if (number != NULL) {
        *number = value;
    }
}

BOOL
give_result(DWORD error)
{
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return error == ERROR_SUCCESS;
}
