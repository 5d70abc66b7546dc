/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cluster database: a tree of keys; an HKEY is the address of a Key. */
#include "resutils-test.h"

Key parameters;
Key subkey;
unsigned writes;
DWORD write_error;
int open_keys;

HKEY
database(void)
{
    memset(&parameters, 0, sizeof(parameters));
    memset(&subkey, 0, sizeof(subkey));
    writes = 0;
    write_error = ERROR_SUCCESS;
    open_keys = 0;
    return (HKEY)(void *)&parameters;
}

static Key *
key_of(HKEY key)
{
    return (Key *)(void *)key;
}

Value *
find(Key *key, LPCWSTR name)
{
    DWORD i;

    for (i = 0; i < key->count; i++) {
        if (_wcsicmp(key->values[i].name, name) == 0) {
            return &key->values[i];
        }
    }
    return NULL;
}

void
store(Key *key, LPCWSTR name, DWORD type, const void *data, DWORD size)
{
    Value *value = find(key, name);

    if (value == NULL) {
        value = &key->values[key->count++];
        wcscpy(value->name, name);
    }
    value->type = type;
    value->size = size;
    memcpy(value->data, data, size);
}

void
store_text(Key *key, LPCWSTR name, DWORD type, LPCWSTR text)
{
    store(key, name, type, text, (DWORD)((wcslen(text) + 1) * sizeof(WCHAR)));
}

void
store_dword(Key *key, LPCWSTR name, DWORD number)
{
    store(key, name, REG_DWORD, &number, sizeof(number));
}

bool
is_text(Key *key, LPCWSTR name, DWORD type, LPCWSTR text)
{
    Value *value = find(key, name);

    return value != NULL && value->type == type &&
           value->size == (wcslen(text) + 1) * sizeof(WCHAR) &&
           memcmp(value->data, text, value->size) == 0;
}

bool
is_dword(Key *key, LPCWSTR name, DWORD number)
{
    Value *value = find(key, name);

    return value != NULL && value->type == REG_DWORD && value->size == sizeof(number) &&
           memcmp(value->data, &number, sizeof(number)) == 0;
}

LONG WINAPI
ClusterRegQueryValue(HKEY hKey, LPCWSTR lpszValueName, LPDWORD lpdwValueType, LPBYTE lpData,
                     LPDWORD lpcbData)
{
    Value *value = find(key_of(hKey), lpszValueName);
    DWORD room = *lpcbData;

    if (value == NULL) {
        return ERROR_FILE_NOT_FOUND;
    }
    *lpdwValueType = value->type;
    *lpcbData = value->size;
    if (lpData == NULL) {
        return ERROR_SUCCESS;
    }
    if (room < value->size) {
        return ERROR_MORE_DATA;
    }
    memcpy(lpData, value->data, value->size);
    return ERROR_SUCCESS;
}

DWORD WINAPI
ClusterRegEnumValue(HKEY hKey, DWORD dwIndex, LPWSTR lpszValueName, LPDWORD lpcchValueName,
                    LPDWORD lpdwType, LPBYTE lpData, LPDWORD lpcbData)
{
    Key *key = key_of(hKey);
    size_t length;

    (void)lpData;
    (void)lpcbData;
    if (dwIndex >= key->count) {
        return ERROR_NO_MORE_ITEMS;
    }
    length = wcslen(key->values[dwIndex].name);
    if (*lpcchValueName <= length) {
        return ERROR_MORE_DATA;
    }
    wcscpy(lpszValueName, key->values[dwIndex].name);
    *lpcchValueName = (DWORD)length;
    *lpdwType = key->values[dwIndex].type;
    return ERROR_SUCCESS;
}

DWORD WINAPI
ClusterRegSetValue(HKEY hKey, LPCWSTR lpszValueName, DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    if (write_error != ERROR_SUCCESS) {
        return write_error;
    }
    writes++;
    store(key_of(hKey), lpszValueName, dwType, lpData, cbData);
    return ERROR_SUCCESS;
}

DWORD WINAPI
ClusterRegDeleteValue(HKEY hKey, LPCWSTR lpszValueName)
{
    Key *key = key_of(hKey);
    Value *value = find(key, lpszValueName);

    if (value == NULL) {
        return ERROR_FILE_NOT_FOUND;
    }
    writes++;
    *value = key->values[--key->count];
    return ERROR_SUCCESS;
}

LONG WINAPI
ClusterRegOpenKey(HKEY hKey, LPCWSTR lpszSubKey, REGSAM samDesired, PHKEY phkResult)
{
    Key *key = key_of(hKey);

    (void)samDesired;
    if (key->child == NULL || _wcsicmp(key->child->name, lpszSubKey) != 0) {
        return ERROR_FILE_NOT_FOUND;
    }
    open_keys++;
    *phkResult = (HKEY)(void *)key->child;
    return ERROR_SUCCESS;
}

LONG WINAPI
ClusterRegCreateKey(HKEY hKey, LPCWSTR lpszSubKey, DWORD dwOptions, REGSAM samDesired,
                    LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult,
                    LPDWORD lpdwDisposition)
{
    Key *key = key_of(hKey);

    (void)dwOptions;
    (void)lpSecurityAttributes;
    (void)lpdwDisposition;
    if (key->child == NULL) {
        wcscpy(subkey.name, lpszSubKey);
        key->child = &subkey;
    }
    return ClusterRegOpenKey(hKey, lpszSubKey, samDesired, phkResult);
}

LONG WINAPI
ClusterRegCloseKey(HKEY hKey)
{
    (void)hKey;
    open_keys--;
    return ERROR_SUCCESS;
}
