/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Property lists checked against a property table, and written to the cluster database. */
#include "database.h"
#include "parameter-block.h"
#include "property-notes.h"

/* One property of a list, found to be good. */
typedef struct CheckedProperty {
    LPCWSTR name;
    const RESUTIL_PROPERTY_ITEM *item; /* NULL: not in the table */
    const PropertyFormat *format;      /* NULL: the value is to be removed */
    ValueBytes bytes;
} CheckedProperty;

typedef DWORD (*PropertyVisitor)(void *context, const CheckedProperty *property);

/*
 * Microsoft's tools reset a property by a value of CLUSPROP_FORMAT_UNKNOWN and no length; the
 * public documentation has the format, but not this use of it.
 */
static bool
is_reset(const ListValue *value)
{
    return value->syntax == CLUSPROP_LIST_VALUE_SYNTAX(CLUSPROP_FORMAT_UNKNOWN) &&
           value->bytes.length == 0;
}

static DWORD
check_value(CheckedProperty *checked, const ListValue *value)
{
    const PropertyFormat *format = property_format_find(value->syntax & MAXWORD);
    const RESUTIL_PROPERTY_ITEM *item = checked->item;

    if (is_reset(value)) {
        checked->format = NULL;
        return ERROR_SUCCESS;
    }
    if (format == NULL || (item != NULL && item->Format != format->format) ||
        !format->is_well_formed(format, value->bytes) ||
        (item != NULL && !property_is_in_range(format, item, value->bytes))) {
        return ERROR_INVALID_PARAMETER;
    }
    checked->format = format;
    checked->bytes = value->bytes;
    if (format->shape == VALUE_TEXT) {
        checked->bytes = text_bytes((LPCWSTR)(const void *)value->bytes.data);
    }
    return ERROR_SUCCESS;
}

/* Only the first value counts: those after it are the expanded text that a list read had. */
static DWORD
check_property(CheckedProperty *checked, const RESUTIL_PROPERTY_ITEM *table, ListProperty *property)
{
    ListValue value;

    checked->name = property->name;
    checked->item = property_table_find(table, property->name);
    if (checked->item != NULL && (checked->item->Flags & RESUTIL_PROPITEM_READ_ONLY) != 0) {
        return ERROR_INVALID_PARAMETER;
    }
    if (!property_next_value(property, &value)) {
        return ERROR_INVALID_DATA;
    }
    return check_value(checked, &value);
}

static DWORD
visit_list(const RESUTIL_PROPERTY_ITEM *table, const void *list, DWORD size, PropertyVisitor visit,
           void *context)
{
    PropertyListReader reader;
    ListProperty property;
    CheckedProperty checked;
    DWORD error = property_list_open(&reader, list, size);

    while (error == ERROR_SUCCESS) {
        error = property_list_next(&reader, &property);
        if (error == ERROR_SUCCESS) {
            error = check_property(&checked, table, &property);
        }
        if (error == ERROR_SUCCESS) {
            error = visit(context, &checked);
        }
    }
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static DWORD
accept_any(void *context, const CheckedProperty *property)
{
    (void)context;
    (void)property;
    return ERROR_SUCCESS;
}

static DWORD
accept_known(void *context, const CheckedProperty *property)
{
    (void)context;
    return property->item == NULL ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

/* A whole list is checked before anything of it is used: a bad one changes nothing. */
static DWORD
check_list(const RESUTIL_PROPERTY_ITEM *table, bool allow_unknown, const void *list, DWORD size)
{
    return visit_list(table, list, size, allow_unknown ? accept_any : accept_known, NULL);
}

static DWORD
to_block(BYTE *block, const CheckedProperty *property)
{
    const PropertyFormat *format = property_format_find(property->item->Format);

    if (format == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    return parameter_set(block, property->item, format,
                         property->format == NULL ? property_default(format, property->item)
                                                  : property->bytes);
}

static DWORD
known_to_block(void *context, const CheckedProperty *property)
{
    return property->item == NULL ? ERROR_SUCCESS : to_block(context, property);
}

DWORD WINAPI
ResUtilVerifyPropertyTable(const RESUTIL_PROPERTY_ITEM *pPropertyTable, PVOID Reserved,
                           BOOL bAllowUnknownProperties, const VOID *pInPropertyList,
                           DWORD cbInPropertyListSize, LPBYTE pOutParams)
{
    DWORD error;

    (void)Reserved;
    if (pPropertyTable == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    error =
        check_list(pPropertyTable, bAllowUnknownProperties, pInPropertyList, cbInPropertyListSize);
    if (error != ERROR_SUCCESS || pOutParams == NULL) {
        return error;
    }
    return visit_list(pPropertyTable, pInPropertyList, cbInPropertyListSize, known_to_block,
                      pOutParams);
}

DWORD WINAPI
ResUtilVerifyPrivatePropertyList(const VOID *pInPropertyList, DWORD cbInPropertyListSize)
{
    return check_list(NULL, true, pInPropertyList, cbInPropertyListSize);
}

static DWORD
unknown_to_database(void *context, const CheckedProperty *property)
{
    HKEY key = context;

    if (property->item != NULL) {
        return ERROR_SUCCESS;
    }
    if (property->format == NULL) {
        return stored_value_delete(key, property->name);
    }
    return stored_value_write(key, property->name, property->format->registry_type, property->bytes,
                              false);
}

DWORD WINAPI
ResUtilSetUnknownProperties(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                            const VOID *pInPropertyList, DWORD cbInPropertyListSize)
{
    DWORD error;

    if (hkeyClusterKey == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    error = check_list(pPropertyTable, true, pInPropertyList, cbInPropertyListSize);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    return visit_list(pPropertyTable, pInPropertyList, cbInPropertyListSize, unknown_to_database,
                      hkeyClusterKey);
}

DWORD WINAPI
ResUtilSetPrivatePropertyList(HKEY hkeyClusterKey, const VOID *pInPropertyList,
                              DWORD cbInPropertyListSize)
{
    return ResUtilSetUnknownProperties(hkeyClusterKey, NULL, pInPropertyList, cbInPropertyListSize);
}

typedef struct TableTarget {
    HKEY key;
    BYTE *block; /* may be NULL */
    bool force;
} TableTarget;

static DWORD
known_to_database(const TableTarget *target, const CheckedProperty *property)
{
    if (property->format == NULL) {
        return property_delete(target->key, property->item);
    }
    return property_write(target->key, property->item, property->format, property->bytes,
                          target->force);
}

static DWORD
to_database(void *context, const CheckedProperty *property)
{
    const TableTarget *target = context;
    DWORD error;

    if (property->item == NULL) {
        return unknown_to_database(target->key, property);
    }
    error = known_to_database(target, property);
    if (error == ERROR_SUCCESS && target->block != NULL) {
        error = to_block(target->block, property);
    }
    return error;
}

DWORD WINAPI
ResUtilSetPropertyTableEx(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                          PVOID Reserved, BOOL bAllowUnknownProperties, const VOID *pInPropertyList,
                          DWORD cbInPropertyListSize, BOOL bForceWrite, LPBYTE pOutParams)
{
    TableTarget target = { hkeyClusterKey, pOutParams, bForceWrite };
    DWORD error;

    (void)Reserved;
    if (hkeyClusterKey == NULL || pPropertyTable == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    error =
        check_list(pPropertyTable, bAllowUnknownProperties, pInPropertyList, cbInPropertyListSize);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    return visit_list(pPropertyTable, pInPropertyList, cbInPropertyListSize, to_database, &target);
}

DWORD WINAPI
ResUtilSetPropertyTable(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                        PVOID Reserved, BOOL bAllowUnknownProperties, const VOID *pInPropertyList,
                        DWORD cbInPropertyListSize, LPBYTE pOutParams)
{
    return ResUtilSetPropertyTableEx(hkeyClusterKey, pPropertyTable, Reserved,
                                     bAllowUnknownProperties, pInPropertyList, cbInPropertyListSize,
                                     FALSE, pOutParams);
}

static DWORD
parameter_to_database(const TableTarget *target, const RESUTIL_PROPERTY_ITEM *item,
                      const BYTE *params)
{
    const PropertyFormat *format = property_format_find(item->Format);
    ValueBytes bytes;
    DWORD error;

    if (format == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    bytes = parameter_get(params, item, format);
    if ((item->Flags & RESUTIL_PROPITEM_READ_ONLY) == 0) {
        error = property_write(target->key, item, format, bytes, target->force);
        if (error != ERROR_SUCCESS) {
            return error;
        }
    }
    if (target->block == NULL || target->block == params) {
        return ERROR_SUCCESS;
    }
    return parameter_set(target->block, item, format, bytes);
}

DWORD WINAPI
ResUtilSetPropertyParameterBlockEx(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                   PVOID Reserved, const BYTE *pInParams,
                                   const VOID *pInPropertyList, DWORD cbInPropertyListSize,
                                   BOOL bForceWrite, LPBYTE pOutParams)
{
    TableTarget target = { hkeyClusterKey, pOutParams, bForceWrite };
    const RESUTIL_PROPERTY_ITEM *item;
    DWORD error = ERROR_SUCCESS;

    (void)Reserved;
    if (hkeyClusterKey == NULL || pPropertyTable == NULL || pInParams == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    property_table_note(pPropertyTable);
    if (pInPropertyList != NULL) {
        error = check_list(pPropertyTable, true, pInPropertyList, cbInPropertyListSize);
    }
    for (item = pPropertyTable; error == ERROR_SUCCESS && item->Name != NULL; item++) {
        error = parameter_to_database(&target, item, pInParams);
    }
    if (error != ERROR_SUCCESS || pInPropertyList == NULL) {
        return error;
    }
    return visit_list(pPropertyTable, pInPropertyList, cbInPropertyListSize, unknown_to_database,
                      hkeyClusterKey);
}

DWORD WINAPI
ResUtilSetPropertyParameterBlock(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                 PVOID Reserved, const BYTE *pInParams, const VOID *pInPropertyList,
                                 DWORD cbInPropertyListSize, LPBYTE pOutParams)
{
    return ResUtilSetPropertyParameterBlockEx(hkeyClusterKey, pPropertyTable, Reserved, pInParams,
                                              pInPropertyList, cbInPropertyListSize, FALSE,
                                              pOutParams);
}
