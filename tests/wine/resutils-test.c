/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of shim/resutils, linked with its sources and with a cluster database in memory instead of
 * clusapi.dll. Hostile lists end where an inaccessible page begins: reading past one is a crash.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resapi.h"

static const char *failure;
static int failure_line;

static void
expect(bool holds, const char *what, int line)
{
    if (!holds && failure == NULL) {
        failure = what;
        failure_line = line;
    }
}

#define EXPECT(condition) expect((condition), #condition, __LINE__)

/* The database: a tree of keys; an HKEY is a Key's address. */
#define MAX_VALUES 16
#define MAX_DATA   256

typedef struct Value {
    WCHAR name[64];
    DWORD type;
    DWORD size;
    BYTE data[MAX_DATA];
} Value;

typedef struct Key {
    WCHAR name[64];
    Value values[MAX_VALUES];
    DWORD count;
    struct Key *child;
} Key;

static Key parameters;
static Key subkey;
static unsigned writes;
static DWORD write_error;
static int open_keys;

static HKEY
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

static Value *
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

static void
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

static void
store_text(Key *key, LPCWSTR name, DWORD type, LPCWSTR text)
{
    store(key, name, type, text, (DWORD)((wcslen(text) + 1) * sizeof(WCHAR)));
}

static void
store_dword(Key *key, LPCWSTR name, DWORD number)
{
    store(key, name, REG_DWORD, &number, sizeof(number));
}

static bool
is_text(Key *key, LPCWSTR name, DWORD type, LPCWSTR text)
{
    Value *value = find(key, name);

    return value != NULL && value->type == type &&
           value->size == (wcslen(text) + 1) * sizeof(WCHAR) &&
           memcmp(value->data, text, value->size) == 0;
}

static bool
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

/* Lists are put together by hand here, not by the code under test. */
typedef struct List {
    BYTE bytes[1024];
    DWORD size;
} List;

static void
put(List *list, const void *data, size_t size)
{
    memcpy(list->bytes + list->size, data, size);
    list->size += (DWORD)size;
    while (list->size % sizeof(DWORD) != 0) {
        list->bytes[list->size++] = 0;
    }
}

static void
put_dword(List *list, DWORD number)
{
    put(list, &number, sizeof(number));
}

static void
put_value(List *list, DWORD syntax, const void *data, size_t size)
{
    put_dword(list, syntax);
    put_dword(list, (DWORD)size);
    put(list, data, size);
}

static void
put_property(List *list, LPCWSTR name, DWORD syntax, const void *data, size_t size)
{
    DWORD count;

    if (list->size == 0) {
        put_dword(list, 0);
    }
    memcpy(&count, list->bytes, sizeof(count));
    count++;
    memcpy(list->bytes, &count, sizeof(count));
    put_value(list, 0x00040003, name, (wcslen(name) + 1) * sizeof(WCHAR));
    put_value(list, syntax, data, size);
    put_dword(list, 0);
}

static void
put_text(List *list, LPCWSTR name, LPCWSTR text)
{
    put_property(list, name, 0x00010003, text, (wcslen(text) + 1) * sizeof(WCHAR));
}

static void
put_number(List *list, LPCWSTR name, DWORD number)
{
    put_property(list, name, 0x00010002, &number, sizeof(number));
}

/* A property table with one of each. */
typedef struct Block {
    LPWSTR text;
    LPWSTR expandable;
    LPWSTR multi;
    DWORD multi_size;
    LPBYTE binary;
    DWORD binary_size;
    DWORD number;
    LONG signed_number;
    ULARGE_INTEGER large;
    DWORD read_only;
    DWORD below;
} Block;

static const WCHAR multi_default[] = L"one\0two\0";
static RESUTIL_ULARGEINT_DATA large_data = { { .QuadPart = 7 },
                                             { .QuadPart = 1 },
                                             { .QuadPart = 99 } };

static const RESUTIL_PROPERTY_ITEM table[] = {
    { L"Text",
      NULL,
      CLUSPROP_FORMAT_SZ,
      { (DWORD_PTR)L"hello" },
      0,
      0,
      RESUTIL_PROPITEM_REQUIRED,
      offsetof(Block, text) },
    { L"Expandable", NULL, CLUSPROP_FORMAT_EXPAND_SZ, { 0 }, 0, 0, 0, offsetof(Block, expandable) },
    { L"Multi",
      NULL,
      CLUSPROP_FORMAT_MULTI_SZ,
      { (DWORD_PTR)multi_default },
      sizeof(multi_default),
      0,
      0,
      offsetof(Block, multi) },
    { L"Binary", NULL, CLUSPROP_FORMAT_BINARY, { 0 }, 0, 0, 0, offsetof(Block, binary) },
    { L"Number", NULL, CLUSPROP_FORMAT_DWORD, { 5 }, 1, 10, 0, offsetof(Block, number) },
    { L"Signed",
      NULL,
      CLUSPROP_FORMAT_LONG,
      { 0 },
      (DWORD)-4,
      4,
      0,
      offsetof(Block, signed_number) },
    { L"Large",
      NULL,
      CLUSPROP_FORMAT_ULARGE_INTEGER,
      { (DWORD_PTR)&large_data },
      0,
      0,
      0,
      offsetof(Block, large) },
    { L"ReadOnly",
      NULL,
      CLUSPROP_FORMAT_DWORD,
      { 3 },
      0,
      0,
      RESUTIL_PROPITEM_READ_ONLY,
      offsetof(Block, read_only) },
    { L"Below", L"Sub", CLUSPROP_FORMAT_DWORD, { 1 }, 0, 0, 0, offsetof(Block, below) },
    { NULL, NULL, 0, { 0 }, 0, 0, 0, 0 },
};

static void
release(Block *block)
{
    ResUtilFreeParameterBlock((LPBYTE)block, NULL, table);
}

/* Tests: worker threads. */
static HANDLE worker_ready;
static volatile LONG worker_runs;

static DWORD WINAPI
run_until_told(PCLUS_WORKER worker, LPVOID parameter)
{
    (void)parameter;
    SetEvent(worker_ready);
    while (!ClusWorkerCheckTerminate(worker)) {
        Sleep(1);
    }
    InterlockedIncrement(&worker_runs);
    return 0;
}

static DWORD WINAPI
run_until_event(PCLUS_WORKER worker, LPVOID parameter)
{
    (void)worker;
    WaitForSingleObject(parameter, INFINITE);
    InterlockedIncrement(&worker_runs);
    return 0;
}

static DWORD WINAPI
terminate_self(PCLUS_WORKER worker, LPVOID parameter)
{
    ClusWorkerTerminate(worker);
    SetEvent(parameter);
    return 0;
}

static void
test_worker(void)
{
    CLUS_WORKER worker = { 0 };

    worker_ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    worker_runs = 0;
    EXPECT(ClusWorkerCreate(NULL, run_until_told, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkerCreate(&worker, NULL, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkerCreate(&worker, run_until_told, NULL) == ERROR_SUCCESS);
    WaitForSingleObject(worker_ready, INFINITE);
    EXPECT(ClusWorkerCreate(&worker, run_until_told, NULL) == ERROR_NOT_READY);
    EXPECT(!ClusWorkerCheckTerminate(&worker));
    ClusWorkerTerminate(&worker);
    EXPECT(worker_runs == 1 && worker.hThread == NULL && ClusWorkerCheckTerminate(&worker));
    ClusWorkerTerminate(&worker);
    EXPECT(ClusWorkerCreate(&worker, run_until_told, NULL) == ERROR_SUCCESS);
    EXPECT(!ClusWorkerCheckTerminate(&worker) || worker_runs == 2);
    ClusWorkerTerminate(&worker);
    EXPECT(worker_runs == 2);
    CloseHandle(worker_ready);
}

static void
test_worker_restart_after_end(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, TRUE, NULL);
    CLUS_WORKER worker = { 0 };

    worker_runs = 0;
    EXPECT(ClusWorkerCreate(&worker, run_until_event, event) == ERROR_SUCCESS);
    WaitForSingleObject(worker.hThread, INFINITE);
    EXPECT(ClusWorkerCreate(&worker, run_until_event, event) == ERROR_SUCCESS);
    ClusWorkerTerminate(&worker);
    EXPECT(worker_runs == 2);
    CloseHandle(event);
}

static void
test_worker_terminates_itself(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CLUS_WORKER worker = { 0 };

    EXPECT(ClusWorkerCreate(&worker, terminate_self, event) == ERROR_SUCCESS);
    EXPECT(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0);
    ClusWorkerTerminate(&worker);
    CloseHandle(event);
}

static void
test_worker_timeouts(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CLUS_WORKER first = { 0 };
    CLUS_WORKER second = { 0 };
    PCLUS_WORKER both[] = { &first, &second };

    worker_runs = 0;
    EXPECT(ClusWorkerTerminateEx(NULL, 0, FALSE) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkerTerminateEx(&first, INFINITE, FALSE) == ERROR_SUCCESS);
    EXPECT(ClusWorkerCreate(&first, run_until_event, event) == ERROR_SUCCESS);
    EXPECT(ClusWorkerCreate(&second, run_until_event, event) == ERROR_SUCCESS);
    EXPECT(ClusWorkerTerminateEx(&first, 20, TRUE) == WAIT_TIMEOUT);
    EXPECT(!ClusWorkerCheckTerminate(&first) && first.hThread != NULL);
    EXPECT(ClusWorkersTerminate(both, 2, 20, FALSE) == WAIT_TIMEOUT);
    EXPECT(ClusWorkerCheckTerminate(&first) && ClusWorkerCheckTerminate(&second));
    SetEvent(event);
    EXPECT(ClusWorkersTerminate(both, 2, INFINITE, TRUE) == ERROR_SUCCESS);
    EXPECT(worker_runs == 2 && first.hThread == NULL && second.hThread == NULL);
    both[1] = NULL;
    EXPECT(ClusWorkersTerminate(both, 2, 0, TRUE) == ERROR_BAD_ARGUMENTS);
    EXPECT(ClusWorkersTerminate(NULL, 0, 0, TRUE) == ERROR_SUCCESS);
    CloseHandle(event);
}

/* Tests: single values. */
static void
test_text_values(void)
{
    HKEY key = database();
    LPWSTR text;
    LPWSTR copy = NULL;

    SetLastError(0);
    EXPECT(ResUtilGetSzValue(key, L"T") == NULL && GetLastError() == ERROR_FILE_NOT_FOUND);
    EXPECT(ResUtilSetSzValue(key, L"T", L"first", &copy) == ERROR_SUCCESS);
    EXPECT(ResUtilSetSzValue(key, L"T", L"second", &copy) == ERROR_SUCCESS);
    EXPECT(copy != NULL && wcscmp(copy, L"second") == 0);
    LocalFree(copy);
    text = ResUtilGetSzValue(key, L"T");
    EXPECT(text != NULL && wcscmp(text, L"second") == 0);
    LocalFree(text);
    EXPECT(ResUtilSetSzValue(key, L"T", NULL, NULL) == ERROR_BAD_ARGUMENTS);
    store(&parameters, L"NoNul", REG_SZ, L"abc", 2 * sizeof(WCHAR));
    text = ResUtilGetSzValue(key, L"NoNul");
    EXPECT(text != NULL && wcscmp(text, L"ab") == 0);
    LocalFree(text);
    store_dword(&parameters, L"D", 1);
    EXPECT(ResUtilGetSzValue(key, L"D") == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    EXPECT(ResUtilSetExpandSzValue(key, L"E", L"<%RESUTILS_TEST%>", NULL) == ERROR_SUCCESS);
    EXPECT(is_text(&parameters, L"E", REG_EXPAND_SZ, L"<%RESUTILS_TEST%>"));
    text = ResUtilGetExpandSzValue(key, L"E", TRUE);
    EXPECT(text != NULL && wcscmp(text, L"<value>") == 0);
    LocalFree(text);
    text = ResUtilGetExpandSzValue(key, L"E", FALSE);
    EXPECT(text != NULL && wcscmp(text, L"<%RESUTILS_TEST%>") == 0);
    LocalFree(text);
    write_error = ERROR_ACCESS_DENIED;
    copy = NULL;
    EXPECT(ResUtilSetSzValue(key, L"T", L"x", &copy) == ERROR_ACCESS_DENIED && copy == NULL);
}

static void
test_number_values(void)
{
    HKEY key = database();
    DWORD number = 0;
    ULONGLONG large = 0;

    EXPECT(ResUtilGetDwordValue(key, L"D", &number, 42) == ERROR_SUCCESS && number == 42);
    EXPECT(ResUtilSetDwordValue(key, L"D", 7, &number) == ERROR_SUCCESS && number == 7);
    EXPECT(ResUtilGetDwordValue(key, L"D", &number, 42) == ERROR_SUCCESS && number == 7);
    EXPECT(ResUtilGetDwordValue(key, L"D", NULL, 0) == ERROR_BAD_ARGUMENTS);
    store_text(&parameters, L"T", REG_SZ, L"x");
    EXPECT(ResUtilGetDwordValue(key, L"T", &number, 42) == ERROR_INVALID_PARAMETER && number == 42);
    EXPECT(ResUtilGetQwordValue(key, L"Q", &large, 43) == ERROR_SUCCESS && large == 43);
    EXPECT(ResUtilSetQwordValue(key, L"Q", 1ull << 40, &large) == ERROR_SUCCESS);
    EXPECT(ResUtilGetQwordValue(key, L"Q", &large, 43) == ERROR_SUCCESS && large == 1ull << 40);
    EXPECT(ResUtilGetQwordValue(key, L"D", &large, 43) == ERROR_INVALID_PARAMETER);
    write_error = ERROR_ACCESS_DENIED;
    EXPECT(ResUtilSetDwordValue(key, L"D", 8, &number) == ERROR_ACCESS_DENIED && number == 42);
    EXPECT(ResUtilSetQwordValue(key, L"Q", 8, &large) == ERROR_ACCESS_DENIED);
}

static void
test_counted_values(void)
{
    static const BYTE data[] = { 1, 2, 3 };
    HKEY key = database();
    LPBYTE bytes = NULL;
    LPWSTR multi = NULL;
    DWORD size = 1;

    EXPECT(ResUtilGetBinaryValue(key, L"B", &bytes, &size) == ERROR_FILE_NOT_FOUND && size == 0);
    EXPECT(ResUtilSetBinaryValue(key, L"B", data, 3, &bytes, &size) == ERROR_SUCCESS && size == 3);
    LocalFree(bytes);
    EXPECT(ResUtilGetBinaryValue(key, L"B", &bytes, &size) == ERROR_SUCCESS);
    EXPECT(size == 3 && memcmp(bytes, data, 3) == 0);
    LocalFree(bytes);
    EXPECT(ResUtilSetBinaryValue(key, L"B", NULL, 3, NULL, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilSetBinaryValue(key, L"B", NULL, 0, NULL, NULL) == ERROR_SUCCESS);
    EXPECT(find(&parameters, L"B")->size == 0);
    EXPECT(ResUtilSetMultiSzValue(key, L"M", L"a\0b\0", 10, &multi, &size) == ERROR_SUCCESS);
    EXPECT(size == 10 && memcmp(multi, L"a\0b\0", 10) == 0);
    LocalFree(multi);
    EXPECT(find(&parameters, L"M")->type == REG_MULTI_SZ);
    EXPECT(ResUtilGetMultiSzValue(key, L"M", &multi, &size) == ERROR_SUCCESS && size == 10);
    LocalFree(multi);
    EXPECT(ResUtilSetValueEx(key, L"V", REG_BINARY, data, 2, 0) == ERROR_SUCCESS);
    EXPECT(find(&parameters, L"V")->size == 2);
    EXPECT(ResUtilSetValueEx(key, NULL, REG_BINARY, data, 2, 0) == ERROR_BAD_ARGUMENTS);
}

/* Tests: parameter blocks. */
static void
test_defaults(void)
{
    HKEY key = database();
    Block block = { 0 };
    LPWSTR name = NULL;

    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, &name) ==
           ERROR_SUCCESS);
    EXPECT(name == NULL);
    EXPECT(block.text != NULL && wcscmp(block.text, L"hello") == 0);
    EXPECT(block.expandable == NULL && block.binary == NULL && block.binary_size == 0);
    EXPECT(block.multi_size == sizeof(multi_default));
    EXPECT(block.multi != NULL && memcmp(block.multi, multi_default, sizeof(multi_default)) == 0);
    EXPECT(block.number == 5 && block.signed_number == 0 && block.large.QuadPart == 7);
    EXPECT(block.read_only == 3 && block.below == 1);
    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_FILE_NOT_FOUND);
    EXPECT(name != NULL && wcscmp(name, L"Text") == 0);
    EXPECT(ResUtilGetPropertiesToParameterBlock(NULL, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_BAD_ARGUMENTS);
    release(&block);
    EXPECT(block.text == NULL && block.multi == NULL);
}

static void
test_stored_properties(void)
{
    static const BYTE large[] = { 1, 0, 0, 0, 0, 1, 0, 0 };
    HKEY key = database();
    Block block = { 0 };
    LPWSTR name = NULL;

    store_text(&parameters, L"text", REG_SZ, L"from the database");
    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"%A%");
    store(&parameters, L"Multi", REG_MULTI_SZ, L"x\0", 6);
    store(&parameters, L"Binary", REG_BINARY, "abc", 3);
    store_dword(&parameters, L"Number", 9);
    store_dword(&parameters, L"Signed", (DWORD)-3);
    store(&parameters, L"Large", REG_QWORD, large, sizeof(large));
    parameters.child = &subkey;
    wcscpy(subkey.name, L"Sub");
    store_dword(&subkey, L"Below", 77);
    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_SUCCESS);
    EXPECT(block.text != NULL && wcscmp(block.text, L"from the database") == 0);
    EXPECT(block.expandable != NULL && wcscmp(block.expandable, L"%A%") == 0);
    EXPECT(block.multi_size == 6 && block.binary_size == 3 && memcmp(block.binary, "abc", 3) == 0);
    EXPECT(block.number == 9 && block.signed_number == -3 && block.below == 77);
    EXPECT(block.large.QuadPart == 0x10000000001ull && open_keys == 0);
    store_text(&parameters, L"Number", REG_SZ, L"nine");
    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(name != NULL && wcscmp(name, L"Number") == 0);
    release(&block);
}

static void
test_duplicate(void)
{
    HKEY key = database();
    Block block = { 0 };
    Block copy;
    RESUTIL_PROPERTY_ITEM bad[2] = { table[0], { 0 } };

    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    copy = block;
    EXPECT(ResUtilDupParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table) == ERROR_SUCCESS);
    EXPECT(LocalSize(block.text) >= sizeof(L"hello"));
    EXPECT(copy.text != block.text && wcscmp(copy.text, block.text) == 0);
    EXPECT(copy.multi != block.multi && copy.multi_size == block.multi_size);
    EXPECT(copy.number == 5 && copy.large.QuadPart == 7 && copy.binary == NULL);
    LocalFree(copy.text);
    copy.text = block.text;
    ResUtilFreeParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table);
    EXPECT(copy.multi == NULL && copy.text == block.text && wcscmp(block.text, L"hello") == 0);
    EXPECT(ResUtilDupParameterBlock(NULL, (LPBYTE)&block, table) == ERROR_BAD_ARGUMENTS);
    bad[0].Format = 99;
    EXPECT(ResUtilDupParameterBlock((LPBYTE)&copy, (LPBYTE)&block, bad) == ERROR_INVALID_PARAMETER);
    release(&block);
}

static void
test_list_from_block(void)
{
    static const RESUTIL_PROPERTY_ITEM one[] = {
        { L"A", NULL, CLUSPROP_FORMAT_DWORD, { 0 }, 0, 0, 0, 0 }, { 0 }
    };
    static const BYTE wanted[] = { 1, 0, 0, 0, 3, 0, 4, 0, 4, 0, 0, 0, 'A', 0, 0, 0,
                                   2, 0, 1, 0, 4, 0, 0, 0, 5, 0, 0, 0, 0,   0, 0, 0 };
    BYTE list[64];
    DWORD five = 5;
    DWORD size = sizeof(list);
    DWORD returned = 0;
    DWORD required = 0;

    EXPECT(ResUtilPropertyListFromParameterBlock(one, list, &size, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_SUCCESS);
    EXPECT(returned == sizeof(wanted) && required == 0);
    EXPECT(memcmp(list, wanted, sizeof(wanted)) == 0);
    size = 31;
    memset(list, 0xee, sizeof(list));
    EXPECT(ResUtilPropertyListFromParameterBlock(one, list, &size, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_MORE_DATA);
    EXPECT(returned == 0 && required == 32 && list[0] == 0 && list[31] == 0xee);
    size = 0;
    EXPECT(ResUtilPropertyListFromParameterBlock(one, NULL, &size, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_MORE_DATA);
    EXPECT(required == 32);
    EXPECT(ResUtilPropertyListFromParameterBlock(one, list, NULL, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_BAD_ARGUMENTS);
}

/* Tests: from the database to lists. */
static void
test_get_properties(void)
{
    HKEY key = database();
    BYTE list[1024];
    DWORD returned = 1;
    DWORD required = 1;
    DWORD number = 0;
    LPWSTR text = NULL;

    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"<%RESUTILS_TEST%>");
    store_dword(&parameters, L"Unknown", 11);
    store(&parameters, L"", REG_SZ, L"", 2);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    EXPECT(ResUtilGetAllProperties(key, table, list, 16, &returned, &required) == ERROR_MORE_DATA);
    EXPECT(returned == 0 && required > 16 && required <= sizeof(list));
    EXPECT(ResUtilGetAllProperties(key, table, list, required, &returned, &number) ==
           ERROR_SUCCESS);
    EXPECT(returned == required && number == 0 && list[0] == 10);
    EXPECT(ResUtilVerifyPrivatePropertyList(list, returned) == ERROR_SUCCESS);
    EXPECT(ResUtilFindDwordProperty(list, returned, L"unknown", &number) == ERROR_SUCCESS);
    EXPECT(number == 11);
    EXPECT(ResUtilFindExpandSzProperty(list, returned, L"Expandable", &text) == ERROR_SUCCESS);
    EXPECT(text != NULL && wcscmp(text, L"<%RESUTILS_TEST%>") == 0);
    LocalFree(text);
    EXPECT(ResUtilFindExpandedSzProperty(list, returned, L"Expandable", &text) == ERROR_SUCCESS);
    EXPECT(text != NULL && wcscmp(text, L"<value>") == 0);
    LocalFree(text);
    EXPECT(ResUtilGetProperties(key, table, list, sizeof(list), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(list[0] == 9);
    EXPECT(ResUtilFindDwordProperty(list, returned, L"Unknown", NULL) == ERROR_FILE_NOT_FOUND);
    EXPECT(ResUtilGetPrivateProperties(key, list, sizeof(list), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(list[0] == 2 && open_keys == 0);
    EXPECT(ResUtilGetPrivateProperties(NULL, list, 9, &returned, &required) == ERROR_BAD_ARGUMENTS);
    store(&parameters, L"Number", REG_SZ, L"x", 4);
    EXPECT(ResUtilGetProperties(key, table, list, sizeof(list), &returned, &required) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(returned == 0 && required == 0);
}

static void
test_add_unknown(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    DWORD used;
    DWORD required = 0;
    DWORD number = 0;

    put_number(&list, L"Given", 1);
    used = list.size;
    store_dword(&parameters, L"Number", 2);
    store_dword(&parameters, L"Added", 3);
    EXPECT(ResUtilAddUnknownProperties(key, table, list.bytes, used + 4, &used, &required) ==
           ERROR_MORE_DATA);
    EXPECT(used == list.size && required > used && list.bytes[0] == 1);
    EXPECT(ResUtilAddUnknownProperties(key, table, list.bytes, required, &used, &number) ==
           ERROR_SUCCESS);
    EXPECT(used == required && list.bytes[0] == 2);
    EXPECT(ResUtilFindDwordProperty(list.bytes, used, L"Given", &number) == 0 && number == 1);
    EXPECT(ResUtilFindDwordProperty(list.bytes, used, L"Added", &number) == 0 && number == 3);
    used = 2000;
    EXPECT(ResUtilAddUnknownProperties(key, table, list.bytes, 1000, &used, &required) ==
           ERROR_INVALID_DATA);
}

static void
test_names_and_formats(void)
{
    HKEY key = database();
    static const WCHAR wanted[] = L"Text\0Expandable\0Multi\0Binary\0Number\0Signed\0Large\0"
                                  L"ReadOnly\0Below\0";
    WCHAR names[128];
    BYTE formats[1024];
    DWORD returned = 0;
    DWORD required = 0;

    EXPECT(ResUtilEnumProperties(table, NULL, 0, &returned, &required) == ERROR_MORE_DATA);
    EXPECT(required == sizeof(wanted) && returned == 0);
    EXPECT(ResUtilEnumProperties(table, names, sizeof(names), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(returned == sizeof(wanted) && memcmp(names, wanted, sizeof(wanted)) == 0);
    EXPECT(ResUtilEnumProperties(NULL, names, sizeof(names), &returned, &required) ==
           ERROR_BAD_ARGUMENTS);
    store_dword(&parameters, L"P", 1);
    EXPECT(ResUtilEnumPrivateProperties(key, names, sizeof(names), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(returned == 6 && memcmp(names, L"P\0", 6) == 0);
    EXPECT(ResUtilEnumPrivateProperties(key, names, 5, &returned, &required) == ERROR_MORE_DATA);
    EXPECT(required == 6);
    EXPECT(ResUtilGetPropertyFormats(table + 8, formats, sizeof(formats), &returned, &required) ==
           ERROR_SUCCESS);
    /* Count, "Below" padded, value {LIST_VALUE_WORD, 2, DWORD format}, ENDMARK. */
    EXPECT(returned == 4 + 8 + 12 + 12 + 4 && formats[24] == 0x0b && formats[28] == 2);
    EXPECT(formats[32] == CLUSPROP_FORMAT_DWORD);
    EXPECT(ResUtilGetPropertyFormats(table, formats, 8, &returned, &required) == ERROR_MORE_DATA);
}

/* Tests: checking lists against the table. */
static void
test_verify_table(void)
{
    List list = { .size = 0 };
    Block block = { 0 };
    DWORD minus = (DWORD)-4;

    put_text(&list, L"TEXT", L"new");
    put_number(&list, L"Number", 10);
    put_property(&list, L"Signed", 0x00010007, &minus, 4);
    put_property(&list, L"Binary", 0x00010001, "xyz", 3);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, FALSE, list.bytes, list.size, (LPBYTE)&block) ==
           ERROR_SUCCESS);
    EXPECT(block.text != NULL && wcscmp(block.text, L"new") == 0);
    EXPECT(block.number == 10 && block.signed_number == -4 && block.binary_size == 3);
    put_number(&list, L"Other", 1);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, NULL) ==
           ERROR_SUCCESS);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, FALSE, list.bytes, list.size, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, TRUE, NULL, 0, NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size - 1, NULL) ==
           ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilVerifyPropertyTable(NULL, NULL, TRUE, list.bytes, 9, NULL) ==
           ERROR_BAD_ARGUMENTS);
    release(&block);
}

static DWORD
verify_one(LPCWSTR name, DWORD syntax, const void *data, size_t size)
{
    List list = { .size = 0 };

    put_property(&list, name, syntax, data, size);
    return ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, NULL);
}

static void
test_verify_refuses(void)
{
    DWORD eleven = 11;
    DWORD five = 5;
    DWORD minus = (DWORD)-5;
    ULONGLONG hundred = 100;
    static const WCHAR no_nul[] = { L'a', L'b' };

    EXPECT(verify_one(L"Number", 0x00010002, &five, 4) == ERROR_SUCCESS);
    EXPECT(verify_one(L"Number", 0x00010002, &eleven, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Number", 0x00010002, &five, 3) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Number", 0x00010003, L"5", 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Number", 0x00020002, &five, 4) == ERROR_INVALID_DATA);
    EXPECT(verify_one(L"Signed", 0x00010007, &minus, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Large", 0x00010006, &hundred, 8) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"ReadOnly", 0x00010002, &five, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Text", 0x00010003, no_nul, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Text", 0x00010003, no_nul, 0) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Text", 0x00010003, L"a", 3) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Multi", 0x00010005, L"a", 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Multi", 0x00010005, L"a\0", 6) == ERROR_SUCCESS);
    EXPECT(verify_one(L"Multi", 0x00010005, L"", 2) == ERROR_SUCCESS);
    EXPECT(verify_one(L"Other", 0x00010063, &five, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"", 0x00010002, &five, 4) == ERROR_INVALID_DATA);
}

/* Tests: writing. */
static void
test_set_table(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    List bad = { .size = 0 };
    Block block = { 0 };

    put_text(&list, L"Text", L"new");
    put_number(&list, L"Number", 4);
    put_number(&list, L"Below", 8);
    put_number(&list, L"Other", 6);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, FALSE, list.bytes, list.size, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(writes == 0);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, (LPBYTE)&block) ==
           ERROR_SUCCESS);
    EXPECT(writes == 4 && is_text(&parameters, L"Text", REG_SZ, L"new"));
    EXPECT(is_dword(&parameters, L"Number", 4) && is_dword(&parameters, L"Other", 6));
    EXPECT(is_dword(&subkey, L"Below", 8) && open_keys == 0);
    EXPECT(block.number == 4 && block.below == 8 && wcscmp(block.text, L"new") == 0);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, NULL) ==
           ERROR_SUCCESS);
    EXPECT(writes == 4);
    EXPECT(ResUtilSetPropertyTableEx(key, table, NULL, TRUE, list.bytes, list.size, TRUE, NULL) ==
           ERROR_SUCCESS);
    EXPECT(writes == 7);
    put_number(&bad, L"Other", 9);
    put_number(&bad, L"Number", 99);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, bad.bytes, bad.size, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(writes == 7 && is_dword(&parameters, L"Other", 6));
    release(&block);
}

static void
test_reset_property(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    Block block = { 0 };

    store_dword(&parameters, L"Number", 9);
    store_dword(&parameters, L"Other", 9);
    put_property(&list, L"Number", 0x00010000, "", 0);
    put_property(&list, L"Other", 0x00010000, "", 0);
    put_property(&list, L"Below", 0x00010000, "", 0);
    block.number = 9;
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, (LPBYTE)&block) ==
           ERROR_SUCCESS);
    EXPECT(parameters.count == 0 && block.number == 5 && block.below == 1);
}

static void
test_set_block(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    WCHAR text[] = L"from block";
    Block in = { .text = text, .number = 6, .read_only = 12, .below = 2 };
    Block out = { 0 };

    put_number(&list, L"Other", 3);
    put_number(&list, L"Number", 8);
    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"old");
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, list.bytes, list.size,
                                            (LPBYTE)&out) == ERROR_SUCCESS);
    EXPECT(is_text(&parameters, L"Text", REG_SZ, L"from block"));
    EXPECT(is_dword(&parameters, L"Number", 6) && is_dword(&parameters, L"Other", 3));
    EXPECT(find(&parameters, L"ReadOnly") == NULL && find(&parameters, L"Expandable") == NULL);
    EXPECT(find(&parameters, L"Multi") == NULL);
    EXPECT(out.text != NULL && out.text != in.text && wcscmp(out.text, L"from block") == 0);
    EXPECT(out.number == 6 && out.read_only == 12);
    writes = 0;
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, NULL, 0, NULL) ==
           ERROR_SUCCESS);
    EXPECT(writes == 0);
    EXPECT(ResUtilSetPropertyParameterBlockEx(key, table, NULL, (LPBYTE)&in, NULL, 0, TRUE,
                                              (LPBYTE)&in) == ERROR_SUCCESS);
    EXPECT(writes == 5 && in.text == text);
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, list.bytes, 9, NULL) ==
           ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, NULL, NULL, 0, NULL) ==
           ERROR_BAD_ARGUMENTS);
    write_error = ERROR_ACCESS_DENIED;
    in.number = 7;
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, NULL, 0, (LPBYTE)&out) ==
           ERROR_ACCESS_DENIED);
    EXPECT(out.number == 6);
    release(&out);
}

static void
test_set_unknown(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    ULONGLONG large = 5;

    put_number(&list, L"Number", 4);
    put_text(&list, L"Other", L"x");
    put_property(&list, L"Big", 0x00010006, &large, sizeof(large));
    EXPECT(ResUtilSetUnknownProperties(key, table, list.bytes, list.size) == ERROR_SUCCESS);
    EXPECT(parameters.count == 2 && is_text(&parameters, L"Other", REG_SZ, L"x"));
    EXPECT(find(&parameters, L"Big")->type == REG_QWORD);
    EXPECT(ResUtilSetPrivatePropertyList(key, list.bytes, list.size) == ERROR_SUCCESS);
    EXPECT(is_dword(&parameters, L"Number", 4));
    EXPECT(ResUtilSetPrivatePropertyList(NULL, list.bytes, list.size) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilSetPrivatePropertyList(key, list.bytes, 20) == ERROR_INSUFFICIENT_BUFFER);
}

/* Tests: finding and taking values. */
static void
test_find(void)
{
    List list = { .size = 0 };
    LPWSTR text = NULL;
    LPBYTE bytes = NULL;
    DWORD number = 0;
    LONG signed_number = -2;
    DWORD size = 0;
    ULONGLONG large = 0x1122334455667788ull;
    FILETIME time = { 1, 2 };
    FILETIME found_time = { 0, 0 };

    put_text(&list, L"S", L"text");
    put_number(&list, L"D", 9);
    put_property(&list, L"L", 0x00010007, &signed_number, 4);
    put_property(&list, L"U", 0x00010006, &large, 8);
    put_property(&list, L"F", 0x0001000c, &time, 8);
    put_property(&list, L"M", 0x00010005, L"a\0", 6);
    put_property(&list, L"B", 0x00010001, "12345", 5);
    put_property(&list, L"Short", 0x00010002, "123", 3);
    put_property(&list, L"Long", 0x00010002, "12345678", 8);
    put_property(&list, L"Open", 0x00010003, L"x", 2);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"Short", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"Long", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"Open", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"s", &text) == ERROR_SUCCESS);
    EXPECT(text != NULL && wcscmp(text, L"text") == 0);
    LocalFree(text);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"D", &number) == 0 && number == 9);
    signed_number = 0;
    EXPECT(ResUtilFindLongProperty(list.bytes, list.size, L"L", &signed_number) == 0);
    large = 0;
    EXPECT(ResUtilFindULargeIntegerProperty(list.bytes, list.size, L"U", &large) == 0);
    EXPECT(signed_number == -2 && large == 0x1122334455667788ull);
    EXPECT(ResUtilFindFileTimeProperty(list.bytes, list.size, L"F", &found_time) == 0);
    EXPECT(found_time.dwLowDateTime == 1 && found_time.dwHighDateTime == 2);
    EXPECT(ResUtilFindMultiSzProperty(list.bytes, list.size, L"M", &text, &size) == 0 && size == 6);
    LocalFree(text);
    EXPECT(ResUtilFindBinaryProperty(list.bytes, list.size, L"B", &bytes, &size) == 0);
    EXPECT(size == 5 && memcmp(bytes, "12345", 5) == 0);
    LocalFree(bytes);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"S", NULL) == ERROR_SUCCESS);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"D", &text) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"X", &text) == ERROR_FILE_NOT_FOUND);
    EXPECT(ResUtilFindExpandSzProperty(list.bytes, list.size, L"S", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindExpandedSzProperty(list.bytes, list.size, L"S", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(NULL, 0, L"S", &text) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, 6, L"S", &text) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, NULL, &text) == ERROR_BAD_ARGUMENTS);
}

static void
test_take(void)
{
    List list = { .size = 0 };
    LPBYTE at = list.bytes;
    LPWSTR text = NULL;
    DWORD number = 0;
    DWORD left;
    DWORD dword = 6;
    LONG minus = -1;
    LONG taken = 0;
    FILETIME time = { 3, 0 };
    FILETIME low = { 1, 0 };
    FILETIME high = { 4, 0 };
    FILETIME taken_time = { 0, 0 };
    LPBYTE bytes = NULL;
    DWORD size = 0;

    put_value(&list, 0x00010003, L"text", 10);
    put_dword(&list, 0);
    put_value(&list, 0x00010002, &dword, 4);
    put_value(&list, 0x00010007, &minus, 4);
    put_value(&list, 0x0001000c, &time, 8);
    put_value(&list, 0x00010001, "abc", 3);
    put_value(&list, 0x00010005, L"m\0", 6);
    left = list.size;
    EXPECT(ResUtilGetDwordProperty(&number, (PCLUSPROP_DWORD)(void *)at, 0, 0, 0, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilGetSzProperty(&text, (PCLUSPROP_SZ)(void *)at, L"old", &at, &left) == 0);
    EXPECT(text != NULL && wcscmp(text, L"text") == 0 && at == list.bytes + 24);
    EXPECT(left == list.size - 24);
    EXPECT(ResUtilGetDwordProperty(&number, (PCLUSPROP_DWORD)(void *)at, 0, 1, 5, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(at == list.bytes + 24 && number == 0);
    EXPECT(ResUtilGetDwordProperty(&number, (PCLUSPROP_DWORD)(void *)at, 0, 1, 6, &at, &left) == 0);
    EXPECT(number == 6);
    EXPECT(ResUtilGetLongProperty(&taken, (PCLUSPROP_LONG)(void *)at, 0, -1, 1, &at, &left) == 0);
    EXPECT(taken == -1);
    EXPECT(ResUtilGetFileTimeProperty(&taken_time, (PCLUSPROP_FILETIME)(void *)at, low, low, high,
                                      &at, &left) == 0);
    EXPECT(taken_time.dwLowDateTime == 3);
    EXPECT(ResUtilGetBinaryProperty(&bytes, &size, (PCLUSPROP_BINARY)(void *)at, NULL, 0, &at,
                                    &left) == 0);
    EXPECT(size == 3 && bytes != NULL && memcmp(bytes, "abc", 3) == 0);
    EXPECT(ResUtilGetMultiSzProperty(&text, &size, (PCLUSPROP_SZ)(void *)at, NULL, 0, &at, &left) ==
           0);
    EXPECT(size == 6 && left == 0 && at == list.bytes + list.size);
    EXPECT(ResUtilGetSzProperty(&text, (PCLUSPROP_SZ)(void *)at, NULL, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    at = list.bytes;
    left = 12;
    EXPECT(ResUtilGetSzProperty(&text, (PCLUSPROP_SZ)(void *)at, NULL, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilGetSzProperty(&text, NULL, NULL, &at, &left) == ERROR_BAD_ARGUMENTS);
    LocalFree(text);
    LocalFree(bytes);
}

/* Tests: hostile lists. */
#define PAGE 4096

static BYTE *
before_guard_page(const BYTE *bytes, DWORD size)
{
    static BYTE *pages;
    DWORD old;

    if (pages == NULL) {
        pages = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        VirtualProtect(pages + PAGE, PAGE, PAGE_NOACCESS, &old);
    }
    memcpy(pages + PAGE - size, bytes, size);
    return pages + PAGE - size;
}

static void
one_of_each(List *list)
{
    ULONGLONG large = 7;

    put_text(list, L"Text", L"text");
    put_property(list, L"Multi", 0x00010005, L"a\0b\0", 10);
    put_property(list, L"Binary", 0x00010001, "12345", 5);
    put_property(list, L"Large", 0x00010006, &large, 8);
    put_number(list, L"Number", 5);
}

/* Every function that reads a list; says whether the strictest of them takes it. */
static bool
read_in_every_way(const BYTE *list, DWORD size)
{
    HKEY key = database();
    Block block = { 0 };
    DWORD number;
    DWORD multi_size = 0;
    DWORD binary_size = 0;
    DWORD verified = ResUtilVerifyPrivatePropertyList(list, size);

    ResUtilVerifyPropertyTable(table, NULL, TRUE, list, size, (LPBYTE)&block);
    ResUtilSetPropertyTable(key, table, NULL, TRUE, list, size, (LPBYTE)&block);
    ResUtilFindSzProperty(list, size, L"Text", NULL);
    ResUtilFindMultiSzProperty(list, size, L"Multi", NULL, &multi_size);
    ResUtilFindBinaryProperty(list, size, L"Binary", NULL, &binary_size);
    EXPECT(multi_size <= size && binary_size <= size);
    ResUtilFindDwordProperty(list, size, L"Number", &number);
    ResUtilFindDwordProperty(list, size, L"None", &number);
    release(&block);
    EXPECT(verified == ERROR_SUCCESS || writes == 0);
    return verified == ERROR_SUCCESS;
}

static void
test_truncated_lists(void)
{
    List list = { .size = 0 };
    DWORD size;

    one_of_each(&list);
    EXPECT(read_in_every_way(before_guard_page(list.bytes, list.size), list.size));
    for (size = 0; size < list.size; size++) {
        EXPECT(!read_in_every_way(before_guard_page(list.bytes, size), size));
    }
}

static void
test_corrupted_lists(void)
{
    static const DWORD poison[] = { 0, 1, 3, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };
    List list = { .size = 0 };
    List bad;
    DWORD at;
    size_t i;

    one_of_each(&list);
    for (at = 0; at < list.size; at += sizeof(DWORD)) {
        for (i = 0; i < ARRAYSIZE(poison); i++) {
            bad = list;
            memcpy(bad.bytes + at, &poison[i], sizeof(poison[i]));
            read_in_every_way(before_guard_page(bad.bytes, bad.size), bad.size);
        }
    }
}

static void
test_wrong_counts(void)
{
    List list = { .size = 0 };
    DWORD number = 0;

    put_number(&list, L"A", 1);
    put_number(&list, L"B", 2);
    list.bytes[0] = 3;
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, list.size) == ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"C", &number) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"B", &number) == 0 && number == 2);
    list.bytes[0] = 1;
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, list.size) == ERROR_SUCCESS);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"B", NULL) == ERROR_FILE_NOT_FOUND);
    list.bytes[0] = 0;
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, 4) == ERROR_SUCCESS);
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, 3) == ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilVerifyPrivatePropertyList(NULL, 4) == ERROR_INVALID_DATA);
}

/* Padded to whole DWORDs such a length is 0, and the data behind it looks like an ENDMARK. */
static void
test_overflowing_length(void)
{
    List list = { .size = 0 };
    DWORD length;
    DWORD found = 0;

    put_property(&list, L"B", 0x00010001, "\0\0\0", 4);
    for (length = 0xffffffff; length >= 0xfffffff8; length--) {
        memcpy(list.bytes + 20, &length, sizeof(length));
        EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, list.size) ==
               ERROR_INSUFFICIENT_BUFFER);
        EXPECT(ResUtilFindBinaryProperty(list.bytes, list.size, L"B", NULL, &found) ==
               ERROR_INVALID_DATA);
    }
    length = 4;
    memcpy(list.bytes + 20, &length, sizeof(length));
    EXPECT(ResUtilFindBinaryProperty(list.bytes, list.size, L"B", NULL, &found) == 0 && found == 4);
}

static DWORD
verify_name(const void *name, size_t size)
{
    List list = { .size = 0 };
    DWORD number = 1;

    put_dword(&list, 1);
    put_value(&list, 0x00040003, name, size);
    put_value(&list, 0x00010002, &number, sizeof(number));
    put_dword(&list, 0);
    return ResUtilVerifyPrivatePropertyList(list.bytes, list.size);
}

static void
test_wrong_names(void)
{
    EXPECT(verify_name(L"AB", 6) == ERROR_SUCCESS);
    EXPECT(verify_name(L"AB", 4) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"AB", 5) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"A\0B", 8) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"", 2) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"", 0) == ERROR_INVALID_DATA);
}

/* LocalAlloc takes from the process heap. */
static size_t
allocated_blocks(void)
{
    PROCESS_HEAP_ENTRY entry = { 0 };
    size_t count = 0;

    while (HeapWalk(GetProcessHeap(), &entry)) {
        count += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0 ? 1 : 0;
    }
    return count;
}

static void
use_everything_once(void)
{
    List list = { .size = 0 };
    Block block = { 0 };
    Block copy;
    HKEY key = database();
    BYTE out[1024];
    LPWSTR text = NULL;
    DWORD returned;
    DWORD required;

    ResUtilSetSzValue(key, L"Text", L"one", &text);
    ResUtilSetSzValue(key, L"Text", L"two", &text);
    LocalFree(text);
    one_of_each(&list);
    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    ResUtilDupParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table);
    ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, (LPBYTE)&copy);
    ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&copy, list.bytes, list.size,
                                     (LPBYTE)&block);
    ResUtilGetAllProperties(key, table, out, sizeof(out), &returned, &required);
    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    ResUtilFreeParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table);
    release(&block);
}

static void
test_no_leaks(void)
{
    size_t before;
    int i;

    use_everything_once();
    before = allocated_blocks();
    EXPECT(before > 0);
    for (i = 0; i < 50; i++) {
        use_everything_once();
    }
    EXPECT(allocated_blocks() < before + 50);
}

/* Tests: text and paths. */
static void
test_text(void)
{
    LPWSTR text = ResUtilDupString(L"copy me");

    EXPECT(text != NULL && wcscmp(text, L"copy me") == 0);
    LocalFree(text);
    EXPECT(ResUtilDupString(NULL) == NULL && GetLastError() == ERROR_BAD_ARGUMENTS);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    text = ResUtilExpandEnvironmentStrings(L"[%RESUTILS_TEST%][%NO_SUCH_VARIABLE%]");
    EXPECT(text != NULL && wcscmp(text, L"[value][%NO_SUCH_VARIABLE%]") == 0);
    LocalFree(text);
    EXPECT(ResUtilExpandEnvironmentStrings(NULL) == NULL);
}

static void
test_paths(void)
{
    WCHAR root[MAX_PATH];
    WCHAR path[MAX_PATH + 32];
    DWORD length;

    EXPECT(ResUtilIsPathValid(L"C:\\dir\\file.txt") && ResUtilIsPathValid(L"dir\\file"));
    EXPECT(ResUtilIsPathValid(L"\\\\server\\share\\x") && ResUtilIsPathValid(L"\\\\?\\C:\\x"));
    EXPECT(!ResUtilIsPathValid(NULL) && !ResUtilIsPathValid(L""));
    EXPECT(!ResUtilIsPathValid(L"C:\\a|b") && !ResUtilIsPathValid(L"C:\\a:b"));
    EXPECT(!ResUtilIsPathValid(L"C:\\a?") && !ResUtilIsPathValid(L"C:\\a\tb"));
    EXPECT(!ResUtilIsPathValid(L"\\\\server") && !ResUtilIsPathValid(L"\\\\\\share"));
    length = GetTempPathW(MAX_PATH, root);
    EXPECT(length > 0 && length < MAX_PATH);
    swprintf(path, ARRAYSIZE(path), L"%lsresutils-%lu\\a\\b", root, GetCurrentProcessId());
    EXPECT(ResUtilCreateDirectoryTree(path) == ERROR_SUCCESS);
    EXPECT((GetFileAttributesW(path) & FILE_ATTRIBUTE_DIRECTORY) != 0);
    EXPECT(ResUtilCreateDirectoryTree(path) == ERROR_SUCCESS);
    RemoveDirectoryW(path);
    *wcsrchr(path, L'\\') = L'\0';
    RemoveDirectoryW(path);
    *wcsrchr(path, L'\\') = L'\0';
    EXPECT(RemoveDirectoryW(path));
    EXPECT(ResUtilCreateDirectoryTree(L"C:\\a|b\\c") != ERROR_SUCCESS);
    EXPECT(ResUtilCreateDirectoryTree(NULL) == ERROR_BAD_ARGUMENTS);
}

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
    { "worker", test_worker },
    { "worker restart after its end", test_worker_restart_after_end },
    { "worker terminates itself", test_worker_terminates_itself },
    { "worker timeouts", test_worker_timeouts },
    { "text values", test_text_values },
    { "number values", test_number_values },
    { "counted values", test_counted_values },
    { "parameter block defaults", test_defaults },
    { "parameter block from the database", test_stored_properties },
    { "parameter block duplicate and free", test_duplicate },
    { "property list from parameter block", test_list_from_block },
    { "get properties", test_get_properties },
    { "add unknown properties", test_add_unknown },
    { "names and formats", test_names_and_formats },
    { "verify property table", test_verify_table },
    { "verify refuses", test_verify_refuses },
    { "set property table", test_set_table },
    { "reset property", test_reset_property },
    { "set parameter block", test_set_block },
    { "set unknown properties", test_set_unknown },
    { "find properties", test_find },
    { "take values", test_take },
    { "truncated lists", test_truncated_lists },
    { "corrupted lists", test_corrupted_lists },
    { "wrong counts", test_wrong_counts },
    { "overflowing length", test_overflowing_length },
    { "wrong names", test_wrong_names },
    { "no leaks", test_no_leaks },
    { "text", test_text },
    { "paths", test_paths },
};

static const char *running;

/* Wine ends a crashed program with status 0. */
static LONG WINAPI
report_crash(EXCEPTION_POINTERS *exception)
{
    printf("not ok - %s: crashed with exception 0x%08lx\n", running,
           exception->ExceptionRecord->ExceptionCode);
    fflush(stdout);
    ExitProcess(EXIT_FAILURE);
}

int
main(void)
{
    int failed = 0;
    size_t i;

    SetUnhandledExceptionFilter(report_crash);
    for (i = 0; i < ARRAYSIZE(tests); i++) {
        failure = NULL;
        running = tests[i].name;
        tests[i].run();
        if (failure == NULL) {
            printf("ok - %s\n", tests[i].name);
        } else {
            printf("not ok - %s: line %d: %s\n", tests[i].name, failure_line, failure);
            failed++;
        }
        fflush(stdout);
    }
    printf("resutils-test: %d passed, %d failed, 0 skipped\n", (int)ARRAYSIZE(tests) - failed,
           failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
