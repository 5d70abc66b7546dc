/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text.h"

#include <stdlib.h>
#include <string.h>

WCHAR *
text_to_wide(const char *utf8)
{
    int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, NULL, 0);
    WCHAR *wide;

    if (length <= 0) {
        return NULL;
    }
    wide = malloc((size_t)length * sizeof(WCHAR));
    if (wide == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, wide, length);
    return wide;
}

static char *
to_utf8(const WCHAR *wide, DWORD flags)
{
    int length = WideCharToMultiByte(CP_UTF8, flags, wide, -1, NULL, 0, NULL, NULL);
    char *utf8;

    if (length <= 0) {
        return NULL;
    }
    utf8 = malloc((size_t)length);
    if (utf8 == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    WideCharToMultiByte(CP_UTF8, flags, wide, -1, utf8, length, NULL, NULL);
    return utf8;
}

char *
text_to_utf8(const WCHAR *wide)
{
    return to_utf8(wide, WC_ERR_INVALID_CHARS);
}

char *
text_to_utf8_lossy(const WCHAR *wide)
{
    return to_utf8(wide, 0);
}

static size_t
character_length(unsigned char first)
{
    if (first < 0xc0) {
        return 1;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t
text_cut(const char *utf8, size_t most)
{
    size_t length = strnlen(utf8, most);
    size_t last = length > 0 ? length - 1 : 0; /* where the last character begins */

    while (last > 0 && ((unsigned char)utf8[last] & 0xc0) == 0x80) {
        last--;
    }
    return last + character_length((unsigned char)utf8[last]) > length ? last : length;
}
