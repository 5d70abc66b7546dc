/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "stored-property.h"

#include "property-bytes.h"
#include "resapi.h"

static HRESULT
as_result(DWORD error)
{
    return error == ERROR_FILE_NOT_FOUND ? DISP_E_MEMBERNOTFOUND : HRESULT_FROM_WIN32(error);
}

/* Half a character that was stored is none. */
static void
end_text(struct property_bytes *bytes)
{
    if (bytes->type != REG_BINARY && bytes->size % sizeof(WCHAR) != 0) {
        bytes->data[--bytes->size] = 0;
    }
}

/* With two NUL characters behind it, whatever was stored. */
static DWORD
query(HKEY key, const WCHAR *name, struct property_bytes *bytes)
{
    DWORD size = 0;
    DWORD error;

    bytes->type = REG_NONE;
    bytes->data = NULL;
    error = (DWORD)ClusterRegQueryValue(key, name, &bytes->type, NULL, &size);
    while (error == ERROR_SUCCESS || error == ERROR_MORE_DATA) {
        bytes->size = size;
        bytes->data = LocalAlloc(LPTR, (size_t)size + 2 * sizeof(WCHAR));
        if (bytes->data == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        error = (DWORD)ClusterRegQueryValue(key, name, &bytes->type, bytes->data, &size);
        if (error == ERROR_SUCCESS) {
            bytes->size = min(size, bytes->size);
            end_text(bytes);
            return ERROR_SUCCESS;
        }
        LocalFree(bytes->data); /* it grew meanwhile, or went */
        bytes->data = NULL;
    }
    return error;
}

/* The type that is stored. */
static DWORD
query_type(HKEY key, const WCHAR *name, DWORD *type)
{
    DWORD size = 0;
    DWORD error = (DWORD)ClusterRegQueryValue(key, name, type, NULL, &size);

    return error == ERROR_MORE_DATA ? ERROR_SUCCESS : error;
}

HRESULT
stored_property_exists(HKEY key, const WCHAR *name)
{
    DWORD type;
    DWORD error = query_type(key, name, &type);

    return error == ERROR_FILE_NOT_FOUND ? S_FALSE : HRESULT_FROM_WIN32(error);
}

HRESULT
stored_property_get(HKEY key, const WCHAR *name, VARIANT *value)
{
    struct property_bytes bytes;
    DWORD error = query(key, name, &bytes);
    HRESULT result;

    if (error != ERROR_SUCCESS) {
        return as_result(error);
    }
    result = property_bytes_to_value(&bytes, value);
    LocalFree(bytes.data);
    return result;
}

HRESULT
stored_property_put(HKEY key, const WCHAR *name, VARIANT *value)
{
    struct property_bytes bytes = { .type = REG_NONE };
    DWORD error = query_type(key, name, &bytes.type);
    HRESULT result;

    if (error != ERROR_SUCCESS) {
        return as_result(error);
    }
    result = property_bytes_from_value(value, &bytes);
    if (SUCCEEDED(result)) {
        result = as_result(ClusterRegSetValue(key, name, bytes.type, bytes.data, bytes.size));
        LocalFree(bytes.data);
    }
    return result;
}

HRESULT
stored_property_add(HKEY key, const WCHAR *name)
{
    DWORD type;
    DWORD error = query_type(key, name, &type);

    if (error != ERROR_FILE_NOT_FOUND) {
        return as_result(error);
    }
    return as_result(ClusterRegSetValue(key, name, REG_SZ, (const BYTE *)L"", sizeof(WCHAR)));
}

HRESULT
stored_property_remove(HKEY key, const WCHAR *name)
{
    return as_result(ClusterRegDeleteValue(key, name));
}
