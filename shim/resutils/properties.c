/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the cluster database to property lists, and what properties there are. */
#include "database.h"

#include <string.h>

#include "property-notes.h"

static DWORD
add_item(PropertyListWriter *writer, HKEY key, const RESUTIL_PROPERTY_ITEM *item)
{
    const PropertyFormat *format = property_format_find(item->Format);
    PropertyValue value;
    DWORD error;

    if (format == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    error = property_read(key, item, format, &value);
    if (error == ERROR_SUCCESS) {
        error = property_list_add(writer, item->Name, format, value.bytes);
        property_release(&value);
    }
    return error;
}

static DWORD
add_known(PropertyListWriter *writer, HKEY key, const RESUTIL_PROPERTY_ITEM *table)
{
    const RESUTIL_PROPERTY_ITEM *item;
    DWORD error = ERROR_SUCCESS;

    for (item = table; item->Name != NULL && error == ERROR_SUCCESS; item++) {
        error = add_item(writer, key, item);
    }
    return error;
}

typedef struct UnknownContext {
    PropertyListWriter *writer;
    HKEY key;
    const RESUTIL_PROPERTY_ITEM *table;
} UnknownContext;

/* A value whose bytes do not fit its type would make a malformed list: it is left out. */
static DWORD
add_stored(PropertyListWriter *writer, LPCWSTR name, const StoredValue *stored)
{
    const PropertyFormat *format = property_format_of_registry_type(stored->type);
    ValueBytes bytes = { stored->data, stored->size };

    if (format != NULL && format->shape == VALUE_TEXT) {
        bytes = stored_text(stored);
    }
    if (format == NULL || !format->is_well_formed(format, bytes)) {
        return ERROR_SUCCESS;
    }
    return property_list_add(writer, name, format, bytes);
}

static DWORD
add_if_unknown(void *context, LPCWSTR name)
{
    const UnknownContext *unknown = context;
    StoredValue stored;
    DWORD error;

    if (property_table_find(unknown->table, name) != NULL) {
        return ERROR_SUCCESS;
    }
    error = stored_value_read(unknown->key, name, &stored);
    if (error != ERROR_SUCCESS) {
        /* Deleted by somebody else since it was enumerated. */
        return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    error = add_stored(unknown->writer, name, &stored);
    LocalFree(stored.data);
    return error;
}

static DWORD
add_unknown(PropertyListWriter *writer, HKEY key, const RESUTIL_PROPERTY_ITEM *table)
{
    UnknownContext context = { writer, key, table };

    return stored_names_visit(key, add_if_unknown, &context);
}

static DWORD
finish_list(PropertyListWriter *writer, DWORD error, LPDWORD returned, LPDWORD required)
{
    DWORD finished = property_list_finish(writer, returned, required);

    if (error == ERROR_SUCCESS) {
        return finished;
    }
    *returned = 0;
    *required = 0;
    return error;
}

DWORD WINAPI
ResUtilGetProperties(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                     PVOID pOutPropertyList, DWORD cbOutPropertyListSize, LPDWORD pcbBytesReturned,
                     LPDWORD pcbRequired)
{
    PropertyListWriter writer;
    DWORD error;

    if (hkeyClusterKey == NULL || pPropertyTable == NULL || pcbBytesReturned == NULL ||
        pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    property_list_begin(&writer, pOutPropertyList, cbOutPropertyListSize);
    error = add_known(&writer, hkeyClusterKey, pPropertyTable);
    return finish_list(&writer, error, pcbBytesReturned, pcbRequired);
}

DWORD WINAPI
ResUtilGetAllProperties(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                        PVOID pOutPropertyList, DWORD cbOutPropertyListSize,
                        LPDWORD pcbBytesReturned, LPDWORD pcbRequired)
{
    PropertyListWriter writer;
    DWORD error;

    if (hkeyClusterKey == NULL || pPropertyTable == NULL || pcbBytesReturned == NULL ||
        pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    property_list_begin(&writer, pOutPropertyList, cbOutPropertyListSize);
    error = add_known(&writer, hkeyClusterKey, pPropertyTable);
    if (error == ERROR_SUCCESS) {
        error = add_unknown(&writer, hkeyClusterKey, pPropertyTable);
    }
    return finish_list(&writer, error, pcbBytesReturned, pcbRequired);
}

DWORD WINAPI
ResUtilGetPrivateProperties(HKEY hkeyClusterKey, PVOID pOutPropertyList,
                            DWORD cbOutPropertyListSize, LPDWORD pcbBytesReturned,
                            LPDWORD pcbRequired)
{
    PropertyListWriter writer;
    DWORD error;

    if (hkeyClusterKey == NULL || pcbBytesReturned == NULL || pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_list_begin(&writer, pOutPropertyList, cbOutPropertyListSize);
    error = add_unknown(&writer, hkeyClusterKey, NULL);
    return finish_list(&writer, error, pcbBytesReturned, pcbRequired);
}

DWORD WINAPI
ResUtilAddUnknownProperties(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                            PVOID pOutPropertyList, DWORD pcbOutPropertyListSize,
                            LPDWORD pcbBytesReturned, LPDWORD pcbRequired)
{
    PropertyListWriter writer;
    DWORD error;

    if (hkeyClusterKey == NULL || pcbBytesReturned == NULL || pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    error = property_list_continue(&writer, pOutPropertyList, pcbOutPropertyListSize,
                                   *pcbBytesReturned);
    if (error == ERROR_SUCCESS) {
        error = add_unknown(&writer, hkeyClusterKey, pPropertyTable);
    }
    return finish_list(&writer, error, pcbBytesReturned, pcbRequired);
}

DWORD WINAPI
ResUtilGetProperty(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTableItem,
                   PVOID *pOutPropertyItem, LPDWORD pcbOutPropertyItemSize)
{
    PropertyListWriter writer;
    DWORD error;

    if (hkeyClusterKey == NULL || pPropertyTableItem == NULL || pPropertyTableItem->Name == NULL ||
        pOutPropertyItem == NULL || pcbOutPropertyItemSize == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_item_note(pPropertyTableItem);
    property_list_begin_part(&writer, *pOutPropertyItem, *pcbOutPropertyItemSize);
    error = add_item(&writer, hkeyClusterKey, pPropertyTableItem);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (writer.needed > writer.size) {
        *pcbOutPropertyItemSize = (DWORD)writer.needed;
        return ERROR_MORE_DATA;
    }
    *pOutPropertyItem = (BYTE *)*pOutPropertyItem + writer.needed;
    *pcbOutPropertyItemSize -= (DWORD)writer.needed;
    return ERROR_SUCCESS;
}

DWORD WINAPI
ResUtilGetPropertySize(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTableItem,
                       LPDWORD pcbOutPropertyListSize, LPDWORD pnPropertyCount)
{
    PropertyListWriter writer;
    DWORD error;

    if (hkeyClusterKey == NULL || pPropertyTableItem == NULL || pPropertyTableItem->Name == NULL ||
        pcbOutPropertyListSize == NULL || pnPropertyCount == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_item_note(pPropertyTableItem);
    property_list_begin_part(&writer, NULL, 0);
    error = add_item(&writer, hkeyClusterKey, pPropertyTableItem);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (writer.needed > MAXDWORD - *pcbOutPropertyListSize) {
        return ERROR_ARITHMETIC_OVERFLOW;
    }
    *pcbOutPropertyListSize += (DWORD)writer.needed;
    (*pnPropertyCount)++;
    return ERROR_SUCCESS;
}

/* MS-CMRP 3.1.4.3.1.14: in a list of formats each value is a WORD, the CLUSPROP_FORMAT_... */
DWORD WINAPI
ResUtilGetPropertyFormats(const RESUTIL_PROPERTY_ITEM *pPropertyTable, PVOID pOutPropertyFormatList,
                          DWORD cbPropertyFormatListSize, LPDWORD pcbBytesReturned,
                          LPDWORD pcbRequired)
{
    const RESUTIL_PROPERTY_ITEM *item;
    PropertyListWriter writer;

    if (pPropertyTable == NULL || pcbBytesReturned == NULL || pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    property_list_begin(&writer, pOutPropertyFormatList, cbPropertyFormatListSize);
    for (item = pPropertyTable; item->Name != NULL; item++) {
        WORD format = (WORD)item->Format;
        ValueBytes bytes = { (const BYTE *)&format, sizeof(format) };

        property_list_add_name(&writer, item->Name);
        property_list_add_value(&writer, CLUSPROP_SYNTAX_LIST_VALUE_WORD, bytes);
        property_list_end_values(&writer);
    }
    return property_list_finish(&writer, pcbBytesReturned, pcbRequired);
}

/* A multi-text of names, written as far as it fits and counted as a whole. */
typedef struct NameList {
    LPWSTR names;
    DWORD size;
    DWORD needed;
} NameList;

static DWORD
add_name(void *context, LPCWSTR name)
{
    NameList *list = context;
    ValueBytes bytes = text_bytes(name);

    if (list->names != NULL && list->needed + bytes.length <= list->size) {
        memcpy((BYTE *)list->names + list->needed, bytes.data, bytes.length);
    }
    list->needed += bytes.length;
    return ERROR_SUCCESS;
}

static DWORD
finish_names(NameList *list, LPDWORD returned, LPDWORD required)
{
    add_name(list, L"");
    *returned = 0;
    *required = 0;
    if (list->names == NULL || list->needed > list->size) {
        *required = list->needed;
        return ERROR_MORE_DATA;
    }
    *returned = list->needed;
    return ERROR_SUCCESS;
}

DWORD WINAPI
ResUtilEnumProperties(const RESUTIL_PROPERTY_ITEM *pPropertyTable, LPWSTR pszOutProperties,
                      DWORD cbOutPropertiesSize, LPDWORD pcbBytesReturned, LPDWORD pcbRequired)
{
    NameList list = { pszOutProperties, cbOutPropertiesSize, 0 };
    const RESUTIL_PROPERTY_ITEM *item;

    if (pPropertyTable == NULL || pcbBytesReturned == NULL || pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    for (item = pPropertyTable; item->Name != NULL; item++) {
        add_name(&list, item->Name);
    }
    return finish_names(&list, pcbBytesReturned, pcbRequired);
}

DWORD WINAPI
ResUtilEnumPrivateProperties(HKEY hkeyClusterKey, LPWSTR pszOutProperties,
                             DWORD cbOutPropertiesSize, LPDWORD pcbBytesReturned,
                             LPDWORD pcbRequired)
{
    NameList list = { pszOutProperties, cbOutPropertiesSize, 0 };
    DWORD error;

    if (hkeyClusterKey == NULL || pcbBytesReturned == NULL || pcbRequired == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    error = stored_names_visit(hkeyClusterKey, add_name, &list);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    return finish_names(&list, pcbBytesReturned, pcbRequired);
}
