/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "database.h"

#include <string.h>

#define NAME_CHARACTERS 256

/* The value can grow between the call that asks for its size and the one that reads it. */
DWORD
stored_value_read(HKEY key, LPCWSTR name, StoredValue *value)
{
    DWORD room = 0;
    DWORD error;

    while (room <= MAXLONG) {
        value->data = LocalAlloc(LPTR, (SIZE_T)room + 2 * sizeof(WCHAR));
        if (value->data == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        value->size = room;
        error = (DWORD)ClusterRegQueryValue(key, name, &value->type, room == 0 ? NULL : value->data,
                                            &value->size);
        if (error == ERROR_SUCCESS && value->size <= room) {
            memset(value->data + value->size, 0, 2 * sizeof(WCHAR));
            return ERROR_SUCCESS;
        }
        LocalFree(value->data);
        value->data = NULL;
        if (error != ERROR_SUCCESS && error != ERROR_MORE_DATA) {
            return error;
        }
        room = value->size > room ? value->size : room + NAME_CHARACTERS;
    }
    return ERROR_NOT_ENOUGH_MEMORY;
}

ValueBytes
stored_text(const StoredValue *value)
{
    const WCHAR *text = (const WCHAR *)(const void *)value->data;

    return text_bytes(text);
}

static bool
is_stored_as(HKEY key, LPCWSTR name, DWORD type, ValueBytes bytes)
{
    StoredValue stored;
    bool same;

    if (stored_value_read(key, name, &stored) != ERROR_SUCCESS) {
        return false;
    }
    same = stored.type == type && stored.size == bytes.length &&
           (bytes.length == 0 || memcmp(stored.data, bytes.data, bytes.length) == 0);
    LocalFree(stored.data);
    return same;
}

DWORD
stored_value_write(HKEY key, LPCWSTR name, DWORD type, ValueBytes bytes, bool force)
{
    static const BYTE nothing;

    if (!force && is_stored_as(key, name, type, bytes)) {
        return ERROR_SUCCESS;
    }
    return ClusterRegSetValue(key, name, type, bytes.length == 0 ? &nothing : bytes.data,
                              bytes.length);
}

DWORD
stored_value_delete(HKEY key, LPCWSTR name)
{
    DWORD error = ClusterRegDeleteValue(key, name);

    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

/* Reads the name of the value at index into *name, which grows as needed. */
static DWORD
read_name(HKEY key, DWORD index, WCHAR **name, DWORD *room)
{
    DWORD length;
    DWORD type;
    DWORD error;

    for (;;) {
        if (*name == NULL) {
            *name = LocalAlloc(LMEM_FIXED, *room * sizeof(WCHAR));
            if (*name == NULL) {
                return ERROR_NOT_ENOUGH_MEMORY;
            }
        }
        length = *room;
        error = ClusterRegEnumValue(key, index, *name, &length, &type, NULL, NULL);
        if (error != ERROR_MORE_DATA || *room > MAXWORD) {
            return error;
        }
        LocalFree(*name);
        *name = NULL;
        *room *= 2;
    }
}

DWORD
stored_names_visit(HKEY key, StoredNameVisitor visit, void *context)
{
    DWORD room = NAME_CHARACTERS;
    WCHAR *name = NULL;
    DWORD index;
    DWORD error;

    for (index = 0;; index++) {
        error = read_name(key, index, &name, &room);
        /* A key's unnamed value is not a property. */
        if (error == ERROR_SUCCESS && name[0] != L'\0') {
            error = visit(context, name);
        }
        if (error != ERROR_SUCCESS) {
            break;
        }
    }
    LocalFree(name);
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static void
close_item_key(HKEY key, HKEY item_key)
{
    if (item_key != key) {
        ClusterRegCloseKey(item_key);
    }
}

static DWORD
open_item_key(HKEY key, const RESUTIL_PROPERTY_ITEM *item, REGSAM access, HKEY *item_key)
{
    *item_key = key;
    if (item->KeyName == NULL) {
        return ERROR_SUCCESS;
    }
    return (DWORD)ClusterRegOpenKey(key, item->KeyName, access, item_key);
}

static DWORD
create_item_key(HKEY key, const RESUTIL_PROPERTY_ITEM *item, HKEY *item_key)
{
    *item_key = key;
    if (item->KeyName == NULL) {
        return ERROR_SUCCESS;
    }
    return (DWORD)ClusterRegCreateKey(key, item->KeyName, 0, KEY_ALL_ACCESS, NULL, item_key, NULL);
}

static DWORD
read_item(HKEY key, const RESUTIL_PROPERTY_ITEM *item, StoredValue *stored)
{
    HKEY item_key;
    DWORD error;

    if ((item->Flags & RESUTIL_PROPITEM_IN_MEMORY) != 0) {
        return ERROR_FILE_NOT_FOUND;
    }
    error = open_item_key(key, item, KEY_READ, &item_key);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = stored_value_read(item_key, item->Name, stored);
    close_item_key(key, item_key);
    return error;
}

static bool
is_acceptable(const StoredValue *stored, const PropertyFormat *format)
{
    ValueBytes bytes = { stored->data, stored->size };

    if (stored->type != format->registry_type && stored->type != format->accepted_type &&
        format->accepted_type != REG_NONE) {
        return false;
    }
    /* Registry text needs no NUL at its end: stored_value_read() has added them. */
    return format->shape != VALUE_FIXED || format->is_well_formed(format, bytes);
}

DWORD
property_read(HKEY key, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format,
              PropertyValue *value)
{
    StoredValue stored;
    DWORD error = read_item(key, item, &stored);

    value->allocated = NULL;
    value->is_stored = false;
    if (error == ERROR_FILE_NOT_FOUND) {
        value->bytes = property_default(format, item);
        return ERROR_SUCCESS;
    }
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (!is_acceptable(&stored, format)) {
        LocalFree(stored.data);
        return ERROR_INVALID_PARAMETER;
    }
    value->is_stored = true;
    value->allocated = stored.data;
    value->bytes.data = stored.data;
    value->bytes.length = stored.size;
    if (format->shape == VALUE_TEXT) {
        value->bytes = stored_text(&stored);
    }
    return ERROR_SUCCESS;
}

void
property_release(PropertyValue *value)
{
    LocalFree(value->allocated);
    value->allocated = NULL;
}

DWORD
property_write(HKEY key, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format,
               ValueBytes bytes, bool force)
{
    HKEY item_key;
    DWORD error;

    if ((item->Flags & RESUTIL_PROPITEM_IN_MEMORY) != 0) {
        return ERROR_SUCCESS;
    }
    if (format->shape != VALUE_FIXED && bytes.data == NULL) {
        return property_delete(key, item);
    }
    error = create_item_key(key, item, &item_key);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = stored_value_write(item_key, item->Name, format->registry_type, bytes, force);
    close_item_key(key, item_key);
    return error;
}

DWORD
property_delete(HKEY key, const RESUTIL_PROPERTY_ITEM *item)
{
    HKEY item_key;
    DWORD error = open_item_key(key, item, KEY_ALL_ACCESS, &item_key);

    if (error == ERROR_FILE_NOT_FOUND) {
        return ERROR_SUCCESS;
    }
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = stored_value_delete(item_key, item->Name);
    close_item_key(key, item_key);
    return error;
}

static DWORD
add_expanded_text(PropertyListWriter *writer, ValueBytes bytes)
{
    LPWSTR expanded = ResUtilExpandEnvironmentStrings((LPCWSTR)(const void *)bytes.data);

    if (expanded == NULL) {
        return GetLastError();
    }
    property_list_add_value(writer, CLUSPROP_SYNTAX_LIST_VALUE_EXPANDED_SZ, text_bytes(expanded));
    LocalFree(expanded);
    return ERROR_SUCCESS;
}

DWORD
property_list_add(PropertyListWriter *writer, LPCWSTR name, const PropertyFormat *format,
                  ValueBytes bytes)
{
    DWORD error = ERROR_SUCCESS;

    if (format->shape == VALUE_TEXT && bytes.length == 0) {
        bytes = text_bytes(L"");
    }
    property_list_add_name(writer, name);
    property_list_add_value(writer, CLUSPROP_LIST_VALUE_SYNTAX(format->format), bytes);
    if (format->format == CLUSPROP_FORMAT_EXPAND_SZ) {
        error = add_expanded_text(writer, bytes);
    }
    property_list_end_values(writer);
    return error;
}
