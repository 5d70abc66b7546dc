/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapi.h"

#include <stdlib.h>
#include <string.h>

/* Zeroed with every flag, which nothing here can tell. */
void *
LocalAlloc(unsigned flags, SIZE_T size)
{
    (void)flags;
    return calloc(1, size);
}

void *
LocalFree(void *memory)
{
    free(memory);
    return NULL;
}

size_t
fuzz_wcslen(const WCHAR *text)
{
    size_t length = 0;

    while (text[length] != 0) {
        length++;
    }
    return length;
}

static unsigned
folded(WCHAR character)
{
    return character >= L'a' && character <= L'z' ? (unsigned)character - 32u : (unsigned)character;
}

/* Both texts end with a NUL, and case counts for nothing: all that the callers ask for. */
int
CompareStringOrdinal(LPCWSTR first, int first_length, LPCWSTR second, int second_length,
                     BOOL ignore_case)
{
    (void)first_length;
    (void)second_length;
    (void)ignore_case;
    while (*first != 0 && folded(*first) == folded(*second)) {
        first++;
        second++;
    }
    return folded(*first) < folded(*second) ? 1 : folded(*first) > folded(*second) ? 3 : CSTR_EQUAL;
}

LPWSTR WINAPI
ResUtilDupString(LPCWSTR pszInString)
{
    size_t size = (wcslen(pszInString) + 1) * sizeof(WCHAR);
    LPWSTR copy = malloc(size);

    if (copy != NULL) {
        memcpy(copy, pszInString, size);
    }
    return copy;
}
