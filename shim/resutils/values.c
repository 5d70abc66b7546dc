/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single values in the cluster database. */
#include "database.h"

#include <string.h>

static LPWSTR
failed(DWORD error)
{
    SetLastError(error);
    return NULL;
}

static DWORD
read_text(HKEY key, LPCWSTR name, StoredValue *stored)
{
    DWORD error = name == NULL ? ERROR_BAD_ARGUMENTS : stored_value_read(key, name, stored);

    if (error == ERROR_SUCCESS && stored->type != REG_SZ && stored->type != REG_EXPAND_SZ) {
        LocalFree(stored->data);
        return ERROR_INVALID_PARAMETER;
    }
    return error;
}

LPWSTR WINAPI
ResUtilGetSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName)
{
    StoredValue stored;
    DWORD error = read_text(hkeyClusterKey, pszValueName, &stored);

    return error == ERROR_SUCCESS ? (LPWSTR)(void *)stored.data : failed(error);
}

LPWSTR WINAPI
ResUtilGetExpandSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, BOOL bExpand)
{
    LPWSTR text = ResUtilGetSzValue(hkeyClusterKey, pszValueName);
    LPWSTR expanded;

    if (text == NULL || !bExpand) {
        return text;
    }
    expanded = ResUtilExpandEnvironmentStrings(text);
    LocalFree(text);
    return expanded;
}

DWORD WINAPI
ResUtilGetBinaryValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPBYTE *ppbOutValue,
                      LPDWORD pcbOutValueSize)
{
    StoredValue stored;
    DWORD error;

    if (pszValueName == NULL || ppbOutValue == NULL || pcbOutValueSize == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    *ppbOutValue = NULL;
    *pcbOutValueSize = 0;
    error = stored_value_read(hkeyClusterKey, pszValueName, &stored);
    if (error == ERROR_SUCCESS) {
        *ppbOutValue = stored.data;
        *pcbOutValueSize = stored.size;
    }
    return error;
}

/* A value that is not there is no failure: the caller has given what to use instead. */
static DWORD
read_number(HKEY key, LPCWSTR name, DWORD type, void *result, DWORD size)
{
    StoredValue stored;
    DWORD error;

    if (name == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    error = stored_value_read(key, name, &stored);
    if (error != ERROR_SUCCESS) {
        return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    if (stored.type == type && stored.size == size) {
        memcpy(result, stored.data, size);
    } else {
        error = ERROR_INVALID_PARAMETER;
    }
    LocalFree(stored.data);
    return error;
}

DWORD WINAPI
ResUtilGetDwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPDWORD pdwOutValue,
                     DWORD dwDefaultValue)
{
    if (pdwOutValue == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    *pdwOutValue = dwDefaultValue;
    return read_number(hkeyClusterKey, pszValueName, REG_DWORD, pdwOutValue, sizeof(*pdwOutValue));
}

DWORD WINAPI
ResUtilGetQwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, PULONGLONG pqwOutValue,
                     ULONGLONG qwDefaultValue)
{
    if (pqwOutValue == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    *pqwOutValue = qwDefaultValue;
    return read_number(hkeyClusterKey, pszValueName, REG_QWORD, pqwOutValue, sizeof(*pqwOutValue));
}

/* Writes, then leaves a copy of the value in *result, where there was an older one. */
static DWORD
write_and_copy(HKEY key, LPCWSTR name, DWORD type, ValueBytes bytes, BYTE **result)
{
    BYTE *copy = NULL;
    DWORD error;

    if (name == NULL || (bytes.data == NULL && bytes.length > 0)) {
        return ERROR_BAD_ARGUMENTS;
    }
    if (result != NULL) {
        copy = LocalAlloc(LPTR, bytes.length == 0 ? 1 : bytes.length);
        if (copy == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        if (bytes.length > 0) {
            memcpy(copy, bytes.data, bytes.length);
        }
    }
    error = stored_value_write(key, name, type, bytes, true);
    if (error != ERROR_SUCCESS) {
        LocalFree(copy);
        return error;
    }
    if (result != NULL) {
        LocalFree(*result);
        *result = copy;
    }
    return ERROR_SUCCESS;
}

static DWORD
write_counted(HKEY key, LPCWSTR name, DWORD type, ValueBytes bytes, BYTE **result,
              LPDWORD result_size)
{
    DWORD error = write_and_copy(key, name, type, bytes, result);

    if (error == ERROR_SUCCESS && result_size != NULL) {
        *result_size = bytes.length;
    }
    return error;
}

static DWORD
write_text(HKEY key, LPCWSTR name, DWORD type, LPCWSTR text, LPWSTR *result)
{
    if (text == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    return write_and_copy(key, name, type, text_bytes(text), (BYTE **)result);
}

DWORD WINAPI
ResUtilSetSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPCWSTR pszNewValue,
                  LPWSTR *ppszOutString)
{
    return write_text(hkeyClusterKey, pszValueName, REG_SZ, pszNewValue, ppszOutString);
}

DWORD WINAPI
ResUtilSetExpandSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPCWSTR pszNewValue,
                        LPWSTR *ppszOutString)
{
    return write_text(hkeyClusterKey, pszValueName, REG_EXPAND_SZ, pszNewValue, ppszOutString);
}

DWORD WINAPI
ResUtilSetMultiSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPCWSTR pszNewValue,
                       DWORD cbNewValueSize, LPWSTR *ppszOutValue, LPDWORD pcbOutValueSize)
{
    ValueBytes bytes = { (const BYTE *)pszNewValue, cbNewValueSize };

    return write_counted(hkeyClusterKey, pszValueName, REG_MULTI_SZ, bytes, (BYTE **)ppszOutValue,
                         pcbOutValueSize);
}

DWORD WINAPI
ResUtilSetBinaryValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, const BYTE *pbNewValue,
                      DWORD cbNewValueSize, LPBYTE *ppbOutValue, LPDWORD pcbOutValueSize)
{
    ValueBytes bytes = { pbNewValue, cbNewValueSize };

    return write_counted(hkeyClusterKey, pszValueName, REG_BINARY, bytes, ppbOutValue,
                         pcbOutValueSize);
}

DWORD WINAPI
ResUtilSetDwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, DWORD dwNewValue,
                     LPDWORD pdwOutValue)
{
    ValueBytes bytes = { (const BYTE *)&dwNewValue, sizeof(dwNewValue) };
    DWORD error = write_and_copy(hkeyClusterKey, pszValueName, REG_DWORD, bytes, NULL);

    if (error == ERROR_SUCCESS && pdwOutValue != NULL) {
        *pdwOutValue = dwNewValue;
    }
    return error;
}

DWORD WINAPI
ResUtilSetQwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, ULONGLONG qwNewValue,
                     PULONGLONG pqwOutValue)
{
    ValueBytes bytes = { (const BYTE *)&qwNewValue, sizeof(qwNewValue) };
    DWORD error = write_and_copy(hkeyClusterKey, pszValueName, REG_QWORD, bytes, NULL);

    if (error == ERROR_SUCCESS && pqwOutValue != NULL) {
        *pqwOutValue = qwNewValue;
    }
    return error;
}

/* No flags are documented. */
DWORD WINAPI
ResUtilSetValueEx(HKEY hkeyClusterKey, LPCWSTR valueName, DWORD valueType, const BYTE *valueData,
                  DWORD valueSize, DWORD flags)
{
    ValueBytes bytes = { valueData, valueSize };

    (void)flags;
    return write_and_copy(hkeyClusterKey, valueName, valueType, bytes, NULL);
}
