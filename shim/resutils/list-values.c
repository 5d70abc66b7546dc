/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One value at a time out of a property list that the caller walks itself. */
#include "property-format.h"

#include <string.h>

/* Where a caller stands in its list. */
typedef struct ListPosition {
    BYTE **at;
    DWORD *left;
} ListPosition;

/*
 * The value at the position, if it is a well-formed one of that format. The documentation has the
 * position moved "to the beginning of the next property": past the value and an ENDMARK behind it.
 */
static DWORD
take(ListPosition position, const void *expected, DWORD format, ValueBytes *bytes)
{
    const PropertyFormat *known = property_format_find(format);
    CLUSPROP_VALUE header;
    DWORD size;
    DWORD mark;

    if (expected == NULL || position.at == NULL || *position.at == NULL || position.left == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    if (*position.at != expected || *position.left < sizeof(header)) {
        return ERROR_INVALID_PARAMETER;
    }
    memcpy(&header, expected, sizeof(header));
    if (header.cbLength > *position.left - sizeof(header) ||
        ALIGN_CLUSPROP(header.cbLength) > *position.left - sizeof(header)) {
        return ERROR_INVALID_PARAMETER;
    }
    bytes->data = *position.at + sizeof(header);
    bytes->length = header.cbLength;
    if (header.Syntax.dw != CLUSPROP_LIST_VALUE_SYNTAX(format) ||
        !known->is_well_formed(known, *bytes)) {
        return ERROR_INVALID_PARAMETER;
    }
    size = (DWORD)sizeof(header) + ALIGN_CLUSPROP(header.cbLength);
    if (*position.left - size >= sizeof(mark)) {
        memcpy(&mark, *position.at + size, sizeof(mark));
        size += mark == CLUSPROP_SYNTAX_ENDMARK ? (DWORD)sizeof(mark) : 0;
    }
    *position.at += size;
    *position.left -= size;
    return ERROR_SUCCESS;
}

/* As take(), but a value that is refused leaves the position where it was. */
static DWORD
take_in_range(ListPosition position, const void *expected, const RESUTIL_PROPERTY_ITEM *limits,
              ValueBytes *bytes)
{
    const PropertyFormat *format = property_format_find(limits->Format);
    BYTE *at;
    DWORD left;
    ListPosition trial = { &at, &left };
    DWORD error;

    if (position.at == NULL || position.left == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    at = *position.at;
    left = *position.left;
    error = take(trial, expected, limits->Format, bytes);
    if (error == ERROR_SUCCESS && !property_is_in_range(format, limits, *bytes)) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        *position.at = at;
        *position.left = left;
    }
    return error;
}

static bool
is_same(ValueBytes bytes, const void *old, DWORD old_size)
{
    return old != NULL && bytes.length == old_size &&
           (old_size == 0 || memcmp(bytes.data, old, old_size) == 0);
}

/* A copy in *result, in place of what was there unless that is the old value, the caller's. */
static DWORD
replace(BYTE **result, const void *old, ValueBytes bytes)
{
    BYTE *copy = LocalAlloc(LPTR, bytes.length == 0 ? 1 : bytes.length);

    if (copy == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(copy, bytes.data, bytes.length);
    if (*result != old) {
        LocalFree(*result);
    }
    *result = copy;
    return ERROR_SUCCESS;
}

static DWORD
take_counted(ListPosition position, const void *expected, DWORD format, BYTE **result,
             DWORD *result_size, const void *old, DWORD old_size)
{
    ValueBytes bytes;
    DWORD error = take(position, expected, format, &bytes);

    if (error != ERROR_SUCCESS || result == NULL || is_same(bytes, old, old_size)) {
        return error;
    }
    error = replace(result, old, bytes);
    if (error == ERROR_SUCCESS && result_size != NULL) {
        *result_size = bytes.length;
    }
    return error;
}

DWORD WINAPI
ResUtilGetBinaryProperty(LPBYTE *ppbOutValue, LPDWORD pcbOutValueSize,
                         const CLUSPROP_BINARY *pValueStruct, const BYTE *pbOldValue,
                         DWORD cbOldValueSize, LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize)
{
    ListPosition position = { ppPropertyList, pcbPropertyListSize };

    return take_counted(position, pValueStruct, CLUSPROP_FORMAT_BINARY, ppbOutValue,
                        pcbOutValueSize, pbOldValue, cbOldValueSize);
}

DWORD WINAPI
ResUtilGetMultiSzProperty(LPWSTR *ppszOutValue, LPDWORD pcbOutValueSize,
                          const CLUSPROP_SZ *pValueStruct, LPCWSTR pszOldValue,
                          DWORD cbOldValueSize, LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize)
{
    ListPosition position = { ppPropertyList, pcbPropertyListSize };

    return take_counted(position, pValueStruct, CLUSPROP_FORMAT_MULTI_SZ, (BYTE **)ppszOutValue,
                        pcbOutValueSize, pszOldValue, cbOldValueSize);
}

DWORD WINAPI
ResUtilGetSzProperty(LPWSTR *ppszOutValue, const CLUSPROP_SZ *pValueStruct, LPCWSTR pszOldValue,
                     LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize)
{
    ListPosition position = { ppPropertyList, pcbPropertyListSize };

    return take_counted(position, pValueStruct, CLUSPROP_FORMAT_SZ, (BYTE **)ppszOutValue, NULL,
                        pszOldValue, text_bytes(pszOldValue).length);
}

/* A fixed value equal to the old one is stored as well: nobody can tell the difference. */
static DWORD
take_fixed(ListPosition position, const void *expected, const RESUTIL_PROPERTY_ITEM *limits,
           void *result)
{
    ValueBytes bytes;
    DWORD error = take_in_range(position, expected, limits, &bytes);

    if (error == ERROR_SUCCESS && result != NULL) {
        memcpy(result, bytes.data, bytes.length);
    }
    return error;
}

DWORD WINAPI
ResUtilGetDwordProperty(LPDWORD pdwOutValue, const CLUSPROP_DWORD *pValueStruct, DWORD dwOldValue,
                        DWORD dwMinimum, DWORD dwMaximum, LPBYTE *ppPropertyList,
                        LPDWORD pcbPropertyListSize)
{
    ListPosition position = { ppPropertyList, pcbPropertyListSize };
    RESUTIL_PROPERTY_ITEM limits = { .Format = CLUSPROP_FORMAT_DWORD,
                                     .Minimum = dwMinimum,
                                     .Maximum = dwMaximum };

    (void)dwOldValue;
    return take_fixed(position, pValueStruct, &limits, pdwOutValue);
}

DWORD WINAPI
ResUtilGetLongProperty(LPLONG plOutValue, const CLUSPROP_LONG *pValueStruct, LONG lOldValue,
                       LONG lMinimum, LONG lMaximum, LPBYTE *ppPropertyList,
                       LPDWORD pcbPropertyListSize)
{
    ListPosition position = { ppPropertyList, pcbPropertyListSize };
    RESUTIL_PROPERTY_ITEM limits = { .Format = CLUSPROP_FORMAT_LONG,
                                     .Minimum = (DWORD)lMinimum,
                                     .Maximum = (DWORD)lMaximum };

    (void)lOldValue;
    return take_fixed(position, pValueStruct, &limits, plOutValue);
}

DWORD WINAPI
ResUtilGetFileTimeProperty(LPFILETIME pftOutValue, const CLUSPROP_FILETIME *pValueStruct,
                           FILETIME ftOldValue, FILETIME ftMinimum, FILETIME ftMaximum,
                           LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize)
{
    ListPosition position = { ppPropertyList, pcbPropertyListSize };
    RESUTIL_FILETIME_DATA range = { .Minimum = ftMinimum, .Maximum = ftMaximum };
    RESUTIL_PROPERTY_ITEM limits = { .Format = CLUSPROP_FORMAT_FILETIME };

    (void)ftOldValue;
    limits.FileTimeData = &range;
    return take_fixed(position, pValueStruct, &limits, pftOutValue);
}
