/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding a property in a property list. */
#include "property-format.h"

#include <string.h>

/* These functions have one error for every malformed list. */
static DWORD
as_find_error(DWORD error)
{
    if (error == ERROR_NO_MORE_ITEMS) {
        return ERROR_FILE_NOT_FOUND;
    }
    return error == ERROR_INSUFFICIENT_BUFFER ? ERROR_INVALID_DATA : error;
}

static DWORD
find_property(const void *list, DWORD size, LPCWSTR name, ListProperty *property)
{
    PropertyListReader reader;
    DWORD error;

    if (name == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    error = property_list_open(&reader, list, size);
    while (error == ERROR_SUCCESS) {
        error = property_list_next(&reader, property);
        if (error == ERROR_SUCCESS &&
            CompareStringOrdinal(property->name, -1, name, -1, TRUE) == CSTR_EQUAL) {
            return ERROR_SUCCESS;
        }
    }
    return as_find_error(error);
}

/* The value of that format among those the property has. */
static DWORD
find_value(const void *list, DWORD size, LPCWSTR name, DWORD format, ListValue *value)
{
    ListProperty property;
    DWORD error = find_property(list, size, name, &property);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    while (property_next_value(&property, value)) {
        if (value->syntax == CLUSPROP_LIST_VALUE_SYNTAX(format)) {
            return ERROR_SUCCESS;
        }
    }
    return ERROR_INVALID_DATA;
}

static DWORD
find_well_formed(const void *list, DWORD size, LPCWSTR name, DWORD format, ListValue *value)
{
    const PropertyFormat *known = property_format_find(format);
    DWORD error = find_value(list, size, name, format, value);

    if (error == ERROR_SUCCESS && !known->is_well_formed(known, value->bytes)) {
        return ERROR_INVALID_DATA;
    }
    return error;
}

/* Copies a value of as many bytes as the format has. */
static DWORD
find_fixed(const void *list, DWORD size, LPCWSTR name, DWORD format, void *result)
{
    ListValue value;
    DWORD error = find_well_formed(list, size, name, format, &value);

    if (error == ERROR_SUCCESS && result != NULL) {
        memcpy(result, value.bytes.data, value.bytes.length);
    }
    return error;
}

static DWORD
copy_value(ValueBytes bytes, BYTE **result)
{
    /* One byte at least: LocalAlloc of nothing is not something LocalFree undoes. */
    *result = LocalAlloc(LPTR, bytes.length == 0 ? 1 : bytes.length);
    if (*result == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(*result, bytes.data, bytes.length);
    return ERROR_SUCCESS;
}

static DWORD
copy_text(const ListValue *value, LPWSTR *result)
{
    if (result == NULL) {
        return ERROR_SUCCESS;
    }
    *result = ResUtilDupString((LPCWSTR)(const void *)value->bytes.data);
    return *result == NULL ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

static DWORD
find_text(const void *list, DWORD size, LPCWSTR name, DWORD format, LPWSTR *result)
{
    ListValue value;
    DWORD error = find_well_formed(list, size, name, format, &value);

    return error == ERROR_SUCCESS ? copy_text(&value, result) : error;
}

static DWORD
find_counted(const void *list, DWORD size, LPCWSTR name, DWORD format, BYTE **result,
             LPDWORD result_size)
{
    ListValue value;
    DWORD error = find_well_formed(list, size, name, format, &value);

    if (error == ERROR_SUCCESS && result != NULL) {
        error = copy_value(value.bytes, result);
    }
    if (error == ERROR_SUCCESS && result_size != NULL) {
        *result_size = value.bytes.length;
    }
    return error;
}

DWORD WINAPI
ResUtilFindSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize, LPCWSTR pszPropertyName,
                      LPWSTR *pszPropertyValue)
{
    return find_text(pPropertyList, cbPropertyListSize, pszPropertyName, CLUSPROP_FORMAT_SZ,
                     pszPropertyValue);
}

DWORD WINAPI
ResUtilFindExpandSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                            LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue)
{
    return find_text(pPropertyList, cbPropertyListSize, pszPropertyName, CLUSPROP_FORMAT_EXPAND_SZ,
                     pszPropertyValue);
}

/* Expanded text stands only behind expandable text; its bytes are well-formed in the same way. */
DWORD WINAPI
ResUtilFindExpandedSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                              LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue)
{
    const PropertyFormat *text = property_format_find(CLUSPROP_FORMAT_SZ);
    ListValue value;
    DWORD error = find_value(pPropertyList, cbPropertyListSize, pszPropertyName,
                             CLUSPROP_FORMAT_EXPANDED_SZ, &value);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (!text->is_well_formed(text, value.bytes)) {
        return ERROR_INVALID_DATA;
    }
    return copy_text(&value, pszPropertyValue);
}

DWORD WINAPI
ResUtilFindDwordProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                         LPCWSTR pszPropertyName, LPDWORD pdwPropertyValue)
{
    return find_fixed(pPropertyList, cbPropertyListSize, pszPropertyName, CLUSPROP_FORMAT_DWORD,
                      pdwPropertyValue);
}

DWORD WINAPI
ResUtilFindLongProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                        LPCWSTR pszPropertyName, LPLONG plPropertyValue)
{
    return find_fixed(pPropertyList, cbPropertyListSize, pszPropertyName, CLUSPROP_FORMAT_LONG,
                      plPropertyValue);
}

DWORD WINAPI
ResUtilFindULargeIntegerProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                 LPCWSTR pszPropertyName, ULONGLONG *plPropertyValue)
{
    return find_fixed(pPropertyList, cbPropertyListSize, pszPropertyName,
                      CLUSPROP_FORMAT_ULARGE_INTEGER, plPropertyValue);
}

DWORD WINAPI
ResUtilFindFileTimeProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                            LPCWSTR pszPropertyName, LPFILETIME pftPropertyValue)
{
    return find_fixed(pPropertyList, cbPropertyListSize, pszPropertyName, CLUSPROP_FORMAT_FILETIME,
                      pftPropertyValue);
}

DWORD WINAPI
ResUtilFindBinaryProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                          LPCWSTR pszPropertyName, LPBYTE *pbPropertyValue,
                          LPDWORD pcbPropertyValueSize)
{
    return find_counted(pPropertyList, cbPropertyListSize, pszPropertyName, CLUSPROP_FORMAT_BINARY,
                        pbPropertyValue, pcbPropertyValueSize);
}

DWORD WINAPI
ResUtilFindMultiSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                           LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue,
                           LPDWORD pcbPropertyValueSize)
{
    return find_counted(pPropertyList, cbPropertyListSize, pszPropertyName,
                        CLUSPROP_FORMAT_MULTI_SZ, (BYTE **)pszPropertyValue, pcbPropertyValueSize);
}
