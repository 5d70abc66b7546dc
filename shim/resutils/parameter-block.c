/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "parameter-block.h"

#include <string.h>

#include "database.h"
#include "property-notes.h"

/* memcpy because a block can be packed. */
static BYTE *
get_pointer(const BYTE *block, const RESUTIL_PROPERTY_ITEM *item)
{
    BYTE *pointer;

    memcpy(&pointer, block + item->Offset, sizeof(pointer));
    return pointer;
}

static void
set_pointer(BYTE *block, const RESUTIL_PROPERTY_ITEM *item, BYTE *pointer)
{
    memcpy(block + item->Offset, &pointer, sizeof(pointer));
}

ValueBytes
parameter_get(const BYTE *block, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format)
{
    ValueBytes bytes = { block + item->Offset, format->size };

    if (format->shape == VALUE_FIXED) {
        return bytes;
    }
    bytes.data = get_pointer(block, item);
    if (format->shape == VALUE_TEXT) {
        return text_bytes((LPCWSTR)(const void *)bytes.data);
    }
    if (bytes.data != NULL) {
        memcpy(&bytes.length, block + item->Offset + sizeof(BYTE *), sizeof(bytes.length));
    }
    return bytes;
}

DWORD
parameter_set(BYTE *block, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format,
              ValueBytes bytes)
{
    BYTE *copy = NULL;

    if (format->shape == VALUE_FIXED) {
        memmove(block + item->Offset, bytes.data, format->size);
        return ERROR_SUCCESS;
    }
    if (bytes.data != NULL) {
        /* Empty is not the same as unset: one byte at least, so that there is a pointer. */
        copy = LocalAlloc(LMEM_FIXED, bytes.length == 0 ? 1 : bytes.length);
        if (copy == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        memcpy(copy, bytes.data, bytes.length);
    }
    LocalFree(get_pointer(block, item));
    set_pointer(block, item, copy);
    if (format->shape == VALUE_COUNTED) {
        memcpy(block + item->Offset + sizeof(BYTE *), &bytes.length, sizeof(bytes.length));
    }
    return ERROR_SUCCESS;
}

/* A required value with a default is still missing: the default is for blocks, not for admins. */
static DWORD
read_parameter(HKEY key, const RESUTIL_PROPERTY_ITEM *item, BYTE *block, bool check_required)
{
    const PropertyFormat *format = property_format_find(item->Format);
    PropertyValue value;
    DWORD error;

    if (format == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    error = property_read(key, item, format, &value);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = parameter_set(block, item, format, value.bytes);
    if (error == ERROR_SUCCESS && check_required && !value.is_stored &&
        (item->Flags & RESUTIL_PROPITEM_REQUIRED) != 0) {
        error = ERROR_FILE_NOT_FOUND;
    }
    property_release(&value);
    return error;
}

DWORD WINAPI
ResUtilGetPropertiesToParameterBlock(HKEY hkeyClusterKey,
                                     const RESUTIL_PROPERTY_ITEM *pPropertyTable, LPBYTE pOutParams,
                                     BOOL bCheckForRequiredProperties, LPWSTR *pszNameOfPropInError)
{
    const RESUTIL_PROPERTY_ITEM *item;
    DWORD error;

    if (pszNameOfPropInError != NULL) {
        *pszNameOfPropInError = NULL;
    }
    if (hkeyClusterKey == NULL || pPropertyTable == NULL || pOutParams == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    for (item = pPropertyTable; item->Name != NULL; item++) {
        error = read_parameter(hkeyClusterKey, item, pOutParams, bCheckForRequiredProperties);
        if (error != ERROR_SUCCESS) {
            if (pszNameOfPropInError != NULL) {
                *pszNameOfPropInError = (LPWSTR)item->Name;
            }
            return error;
        }
    }
    return ERROR_SUCCESS;
}

DWORD WINAPI
ResUtilPropertyListFromParameterBlock(const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                      PVOID pOutPropertyList, LPDWORD pcbOutPropertyListSize,
                                      const BYTE *pInParams, LPDWORD pcbBytesReturned,
                                      LPDWORD pcbRequired)
{
    const RESUTIL_PROPERTY_ITEM *item;
    const PropertyFormat *format;
    PropertyListWriter writer;
    DWORD error;

    if (pPropertyTable == NULL || pInParams == NULL || pcbOutPropertyListSize == NULL ||
        pcbBytesReturned == NULL || pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    *pcbBytesReturned = 0;
    *pcbRequired = 0;
    property_list_begin(&writer, pOutPropertyList, *pcbOutPropertyListSize);
    for (item = pPropertyTable; item->Name != NULL; item++) {
        format = property_format_find(item->Format);
        if (format == NULL) {
            return ERROR_INVALID_PARAMETER;
        }
        error =
            property_list_add(&writer, item->Name, format, parameter_get(pInParams, item, format));
        if (error != ERROR_SUCCESS) {
            return error;
        }
    }
    return property_list_finish(&writer, pcbBytesReturned, pcbRequired);
}

static DWORD
copy_parameter(BYTE *to, const BYTE *from, const RESUTIL_PROPERTY_ITEM *item)
{
    const PropertyFormat *format = property_format_find(item->Format);

    if (format == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    /* The output is uninitialised: what looks like a pointer in it is none of ours to free. */
    if (format->shape != VALUE_FIXED) {
        set_pointer(to, item, NULL);
    }
    return parameter_set(to, item, format, parameter_get(from, item, format));
}

/* Frees the first count properties of block, up to the end of the table. */
static void
free_parameters(BYTE *block, const BYTE *kept, const RESUTIL_PROPERTY_ITEM *table, size_t count)
{
    const PropertyFormat *format;
    BYTE *pointer;
    size_t i;

    for (i = 0; i < count && table[i].Name != NULL; i++) {
        format = property_format_find(table[i].Format);
        if (format == NULL || format->shape == VALUE_FIXED) {
            continue;
        }
        pointer = get_pointer(block, &table[i]);
        if (kept == NULL || pointer != get_pointer(kept, &table[i])) {
            LocalFree(pointer);
            set_pointer(block, &table[i], NULL);
        }
    }
}

DWORD WINAPI
ResUtilDupParameterBlock(LPBYTE pOutParams, const BYTE *pInParams,
                         const RESUTIL_PROPERTY_ITEM *pPropertyTable)
{
    size_t i;
    DWORD error;

    if (pOutParams == NULL || pInParams == NULL || pPropertyTable == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    for (i = 0; pPropertyTable[i].Name != NULL; i++) {
        error = copy_parameter(pOutParams, pInParams, &pPropertyTable[i]);
        if (error != ERROR_SUCCESS) {
            free_parameters(pOutParams, NULL, pPropertyTable, i);
            return error;
        }
    }
    return ERROR_SUCCESS;
}

VOID WINAPI
ResUtilFreeParameterBlock(LPBYTE pOutParams, const BYTE *pInParams,
                          const RESUTIL_PROPERTY_ITEM *pPropertyTable)
{
    if (pOutParams != NULL && pPropertyTable != NULL) {
        free_parameters(pOutParams, pInParams, pPropertyTable, SIZE_MAX);
    }
}
