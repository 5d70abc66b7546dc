/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Checks of registry-dll.dll: keys and values, one at a time. */

#include "registry-dll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define LONG_NAME 32767

static BOOL
is_stored(HKEY key, const WCHAR *name, DWORD type, const void *data, DWORD length)
{
    BYTE got[64];
    DWORD got_type = ~type;
    DWORD got_length = sizeof(got);

    return ClusterRegSetValue(key, name, type, data, length) == ERROR_SUCCESS &&
           ClusterRegQueryValue(key, name, &got_type, got, &got_length) == ERROR_SUCCESS &&
           got_type == type && got_length == length && memcmp(got, data, length) == 0;
}

BOOL
check_types(HKEY key, struct finding *finding)
{
    static const BYTE data[] = { 1, 0, 2, 0, 0, 0, 0, 0 };
    BYTE byte = 7;
    DWORD length = 1;
    DWORD type = 99;

    for (DWORD i = REG_NONE; i <= REG_QWORD; i++) {
        EXPECT(is_stored(key, L"value", i, data, i == REG_QWORD ? 8 : 4));
        EXPECT(is_stored(key, L"VALUE", i, data, 3));
    }
    EXPECT(is_stored(key, L"unknown", 0x12345678, data, 5));
    EXPECT(is_stored(key, L"unknown", 0xffffffff, data, 0));
    EXPECT(is_stored(key, L"", REG_SZ, data, 8) && is_stored(key, NULL, REG_BINARY, data, 2));
    EXPECT(ClusterRegSetValue(key, L"empty", REG_BINARY, NULL, 0) == ERROR_SUCCESS);
    EXPECT(ClusterRegQueryValue(key, L"empty", &type, &byte, &length) == ERROR_SUCCESS);
    EXPECT(type == REG_BINARY && length == 0 && byte == 7);
    EXPECT(ClusterRegSetValue(key, L"x", REG_BINARY, NULL, 1) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegSetValue(NULL, L"x", REG_BINARY, data, 1) == ERROR_INVALID_HANDLE);
    return TRUE;
}

BOOL
check_names(HKEY key, struct finding *finding)
{
    static WCHAR name[LONG_NAME + 1];
    static WCHAR got[LONG_NAME + 1];
    DWORD count = ARRAYSIZE(got);
    DWORD longest = 0;
    HKEY child = NULL;

    wmemset(name, L'n', LONG_NAME);
    EXPECT(ClusterRegSetValue(key, name, REG_SZ, NULL, 0) == ERROR_INVALID_NAME);
    EXPECT(ClusterRegQueryValue(key, name, NULL, NULL, NULL) == ERROR_FILE_NOT_FOUND);
    EXPECT(ClusterRegDeleteValue(key, name) == ERROR_INVALID_NAME);
    EXPECT(ClusterRegCreateKey(key, name, 0, KEY_READ, NULL, &child, NULL) == ERROR_INVALID_NAME);
    EXPECT(child == NULL);
    EXPECT(ClusterRegOpenKey(key, name, KEY_READ, &child) == ERROR_FILE_NOT_FOUND);
    EXPECT(ClusterRegDeleteKey(key, name) == ERROR_INVALID_NAME);
    name[16384] = 0;
    EXPECT(ClusterRegSetValue(key, name, REG_SZ, NULL, 0) == ERROR_INVALID_NAME);
    name[16383] = 0;
    EXPECT(ClusterRegSetValue(key, name, REG_SZ, NULL, 0) == ERROR_SUCCESS);
    EXPECT(ClusterRegEnumValue(key, 0, got, &count, NULL, NULL, NULL) == ERROR_SUCCESS);
    EXPECT(count == 16383 && wcscmp(got, name) == 0);
    EXPECT(ClusterRegQueryInfoKey(key, NULL, NULL, NULL, &longest, NULL, NULL, NULL) == 0);
    EXPECT(longest == 16383);
    name[256] = 0;
    EXPECT(ClusterRegCreateKey(key, name, 0, KEY_READ, NULL, &child, NULL) == ERROR_INVALID_NAME);
    name[255] = 0;
    EXPECT(ClusterRegCreateKey(key, name, 0, KEY_READ, NULL, &child, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseKey(child) == ERROR_SUCCESS);
    EXPECT(ClusterRegDeleteKey(key, name) == ERROR_SUCCESS);
    EXPECT(ClusterRegSetValue(key, L"\xdc00", REG_SZ, NULL, 0) == ERROR_NO_UNICODE_TRANSLATION);
    return TRUE;
}

BOOL
check_more_data(HKEY key, struct finding *finding)
{
    BYTE data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    BYTE got[8] = { 0 };
    WCHAR name[8];
    DWORD length = 7;
    DWORD count = 5;
    DWORD type = 0;
    HKEY child = NULL;

    EXPECT(ClusterRegSetValue(key, L"value", REG_BINARY, data, sizeof(data)) == 0);
    EXPECT(ClusterRegQueryValue(key, L"value", &type, got, &length) == ERROR_MORE_DATA);
    EXPECT(length == 8 && type == REG_BINARY && got[0] == 0);
    EXPECT(ClusterRegQueryValue(key, L"value", NULL, got, &length) == ERROR_SUCCESS && got[7] == 8);
    EXPECT(ClusterRegEnumValue(key, 0, name, &count, NULL, NULL, NULL) == ERROR_MORE_DATA);
    EXPECT(count == 5);
    count = 6;
    length = 1;
    EXPECT(ClusterRegEnumValue(key, 0, name, &count, NULL, got, &length) == ERROR_MORE_DATA);
    EXPECT(length == 8);
    count = 6;
    EXPECT(ClusterRegEnumValue(key, 0, name, &count, NULL, got, &length) == ERROR_SUCCESS);
    EXPECT(count == 5 && wcscmp(name, L"value") == 0);
    count = 6;
    EXPECT(ClusterRegEnumValue(key, 1, name, &count, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegCreateKey(key, L"child", 0, KEY_READ, NULL, &child, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseKey(child) == ERROR_SUCCESS);
    count = 5;
    EXPECT(ClusterRegEnumKey(key, 0, name, &count, NULL) == ERROR_MORE_DATA && count == 5);
    count = 6;
    EXPECT(ClusterRegEnumKey(key, 0, name, &count, NULL) == ERROR_SUCCESS && count == 5);
    EXPECT(ClusterRegEnumKey(key, 0, NULL, NULL, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegEnumKey(key, 1, name, &count, NULL) == ERROR_NO_MORE_ITEMS);
    return TRUE;
}

BOOL
check_reason(HKEY key, struct finding *finding)
{
    static WCHAR endless[LONG_NAME + 1];
    HCLUSTER cluster = OpenCluster(NULL);
    HKEY child = NULL;
    DWORD disposition = 0;
    BYTE byte = 1;

    wmemset(endless, L'r', LONG_NAME);
    EXPECT(ClusterRegCreateKeyEx(key, L"a\\b", 0, KEY_READ, NULL, &child, &disposition,
                                 L"because it has to be") == ERROR_SUCCESS);
    EXPECT(disposition == REG_CREATED_NEW_KEY);
    EXPECT(ClusterRegCreateKeyEx(key, L"a", 1, KEY_READ, NULL, &child, NULL, L"wrong") ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegSetValueEx(key, L"v", REG_BINARY, &byte, 1, endless) == ERROR_SUCCESS);
    EXPECT(ClusterRegSetValueEx(key, L"v", REG_BINARY, NULL, 1, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegDeleteValueEx(key, L"v", NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegDeleteValueEx(key, L"v", L"again") == ERROR_FILE_NOT_FOUND);
    EXPECT(ClusterRegDeleteKeyEx(key, L"a", L"has a subkey") == ERROR_ACCESS_DENIED);
    EXPECT(ClusterRegDeleteKeyEx(key, L"a\\b", L"") == ERROR_SUCCESS);
    EXPECT(ClusterRegDeleteKey(key, L"a") == ERROR_SUCCESS);
    EXPECT(ClusterRegDeleteKeyEx(key, NULL, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegSyncDatabase(cluster, 0) == ERROR_SUCCESS);
    EXPECT(ClusterRegSyncDatabase(NULL, 0) == ERROR_INVALID_HANDLE);
    CloseCluster(cluster);
    EXPECT(ClusterRegSyncDatabase(cluster, 0) == ERROR_INVALID_HANDLE);
    return TRUE;
}

BOOL
check_security(HKEY key, struct finding *finding)
{
    const SECURITY_INFORMATION all = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION |
                                     DACL_SECURITY_INFORMATION | SACL_SECURITY_INFORMATION;
    BYTE buffer[256];
    BYTE wild[sizeof(SECURITY_DESCRIPTOR_RELATIVE)] = { 1 };
    SECURITY_DESCRIPTOR_RELATIVE *head = (SECURITY_DESCRIPTOR_RELATIVE *)(void *)wild;
    DWORD size = 0;
    DWORD shown = 0;
    BOOL present = FALSE;
    BOOL defaulted = FALSE;
    PACL dacl = NULL;
    HKEY child = NULL;

    EXPECT(ClusterRegGetKeySecurity(key, all, NULL, &size) == ERROR_INSUFFICIENT_BUFFER);
    EXPECT(size > sizeof(SECURITY_DESCRIPTOR_RELATIVE) && size < sizeof(buffer));
    EXPECT(ClusterRegQueryInfoKey(key, NULL, NULL, NULL, NULL, NULL, &shown, NULL) == 0);
    EXPECT(shown == size);
    size--;
    EXPECT(ClusterRegGetKeySecurity(key, all, buffer, &size) == ERROR_INSUFFICIENT_BUFFER);
    EXPECT(size == shown);
    EXPECT(ClusterRegGetKeySecurity(key, all, buffer, &size) == ERROR_SUCCESS);
    EXPECT(IsValidSecurityDescriptor(buffer) && GetSecurityDescriptorLength(buffer) == size);
    EXPECT(GetSecurityDescriptorDacl(buffer, &present, &dacl, &defaulted) && present);
    EXPECT(dacl != NULL && dacl->AceCount == 2);
    EXPECT(ClusterRegGetKeySecurity(key, all, buffer, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegGetKeySecurity(NULL, all, buffer, &size) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegSetKeySecurity(key, DACL_SECURITY_INFORMATION, buffer) == ERROR_SUCCESS);
    EXPECT(ClusterRegSetKeySecurityEx(key, DACL_SECURITY_INFORMATION, buffer, L"for safety") == 0);
    EXPECT(ClusterRegSetKeySecurity(key, 0, buffer) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegSetKeySecurity(key, all, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegSetKeySecurityEx(NULL, all, buffer, NULL) == ERROR_INVALID_HANDLE);
    buffer[0] = 9;
    EXPECT(ClusterRegSetKeySecurity(key, all, buffer) == ERROR_INVALID_SECURITY_DESCR);
    head->Control = SE_SELF_RELATIVE | SE_DACL_PRESENT;
    head->Owner = 0x7ffffff0;
    EXPECT(ClusterRegSetKeySecurity(key, all, wild) == ERROR_INVALID_SECURITY_DESCR);
    EXPECT(ClusterRegCreateKey(key, L"gone", 0, KEY_READ, NULL, &child, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegDeleteKey(key, L"gone") == ERROR_SUCCESS);
    EXPECT(ClusterRegGetKeySecurity(child, all, NULL, &size) == ERROR_FILE_NOT_FOUND);
    EXPECT(ClusterRegCloseKey(child) == ERROR_SUCCESS);
    return TRUE;
}

/* The resource's own path has a few levels already. */
BOOL
check_deep(HKEY key, struct finding *finding)
{
    WCHAR path[2 * 520] = L"d";
    HKEY deep = NULL;
    BYTE byte = 1;

    for (int i = 1; i < 500; i++) {
        wcscat(path, L"\\d");
    }
    EXPECT(ClusterRegCreateKey(key, path, 0, KEY_READ, NULL, &deep, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegSetValue(deep, L"v", REG_BINARY, &byte, 1) == ERROR_SUCCESS);
    EXPECT(ClusterRegQueryValue(deep, L"v", NULL, NULL, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseKey(deep) == ERROR_SUCCESS);
    for (int i = 0; i < 16; i++) {
        wcscat(path, L"\\d");
    }
    EXPECT(ClusterRegCreateKey(key, path, 0, KEY_READ, NULL, &deep, NULL) == ERROR_INVALID_NAME);
    return TRUE;
}

/* One kind of handle is not another, and closed ones are none. */
BOOL
check_handles(HKEY key, struct finding *finding)
{
    HREGBATCH batch = NULL;
    HREGREADBATCH reading = NULL;
    HREGREADBATCHREPLY reply = NULL;
    HREGBATCHPORT port = NULL;
    HREGBATCHNOTIFICATION notification = (HREGBATCHNOTIFICATION)1;

    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    EXPECT(ClusterRegCreateReadBatch(key, &reading) == ERROR_SUCCESS);
    EXPECT(ClusterRegCreateBatchNotifyPort(key, &port) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseKey((HKEY)(void *)batch) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseBatch((HREGBATCH)(void *)reading, TRUE, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseReadBatch((HREGREADBATCH)(void *)port, &reply) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseReadBatchReply((HREGREADBATCHREPLY)(void *)reading) ==
           ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseBatchNotifyPort((HREGBATCHPORT)(void *)key) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegGetBatchNotification((HREGBATCHPORT)(void *)batch, &notification) ==
           ERROR_INVALID_HANDLE);
    EXPECT(notification == NULL);
    EXPECT(ClusterRegBatchCloseNotification(NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCreateBatch((HKEY)(void *)port, &batch) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCreateReadBatch((HKEY)(void *)port, &reading) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseBatchNotifyPort(port) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseBatchNotifyPort(port) == ERROR_INVALID_HANDLE);
    return TRUE;
}

#define N_QUERIES 5000
#define N_SETS    500

static int
compare_times(const void *a, const void *b)
{
    LONGLONG one = *(const LONGLONG *)a;
    LONGLONG other = *(const LONGLONG *)b;

    return one < other ? -1 : one > other;
}

static void
note_times(LONGLONG *times, size_t count, DWORD *half_us, DWORD *most_us)
{
    LARGE_INTEGER frequency;

    QueryPerformanceFrequency(&frequency);
    qsort(times, count, sizeof(*times), compare_times);
    *half_us = (DWORD)(times[count / 2] * 1000000 / frequency.QuadPart);
    *most_us = (DWORD)(times[count * 99 / 100] * 1000000 / frequency.QuadPart);
}

static LONGLONG
now(void)
{
    LARGE_INTEGER counter;

    QueryPerformanceCounter(&counter);
    return counter.QuadPart;
}

BOOL
measure(HKEY key, struct finding *finding)
{
    static LONGLONG times[N_QUERIES];
    DWORD value = 0;
    DWORD half[2];
    DWORD most[2];

    for (size_t i = 0; i < N_SETS; i++) {
        LONGLONG begin = now();

        value = (DWORD)i;
        EXPECT(ClusterRegSetValue(key, L"value", REG_DWORD, (BYTE *)&value, sizeof(value)) == 0);
        times[i] = now() - begin;
    }
    note_times(times, N_SETS, &half[0], &most[0]);
    for (size_t i = 0; i < N_QUERIES; i++) {
        DWORD size = sizeof(value);
        LONGLONG begin = now();

        EXPECT(ClusterRegQueryValue(key, L"value", NULL, (BYTE *)&value, &size) == 0);
        times[i] = now() - begin;
    }
    EXPECT(value == N_SETS - 1);
    note_times(times, N_QUERIES, &half[1], &most[1]);
    swprintf(finding->text, ARRAYSIZE(finding->text),
             L"ClusterRegSetValue p50 %lu us, p99 %lu us; ClusterRegQueryValue p50 %lu us, p99 "
             L"%lu us",
             half[0], most[0], half[1], most[1]);
    return TRUE;
}
