/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Checks of registry-dll.dll: batches of changes and of reads, and notifications of batches. */

#include "registry-dll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static LONG
add(HREGBATCH batch, CLUSTER_REG_COMMAND command, const WCHAR *name)
{
    return ClusterRegBatchAddCommand(batch, command, name, 0, NULL, 0);
}

static LONG
add_text(HREGBATCH batch, CLUSTER_REG_COMMAND command, const WCHAR *name, const WCHAR *text)
{
    return ClusterRegBatchAddCommand(batch, command, name, REG_SZ, text,
                                     (DWORD)((wcslen(text) + 1) * sizeof(WCHAR)));
}

static BOOL
has_text(HKEY key, const WCHAR *subkey, const WCHAR *name, const WCHAR *text)
{
    WCHAR got[64] = L"";
    DWORD length = sizeof(got);
    HKEY child = NULL;
    LONG error = ClusterRegOpenKey(key, subkey, KEY_READ, &child);

    if (error == ERROR_SUCCESS) {
        error = ClusterRegQueryValue(child, name, NULL, (BYTE *)got, &length);
        ClusterRegCloseKey(child);
    }
    return error == ERROR_SUCCESS && wcscmp(got, text) == 0;
}

BOOL
check_batches(HKEY key, struct finding *finding)
{
    HREGBATCH batch = NULL;
    INT failed = 77;

    EXPECT(ClusterRegCreateBatch(NULL, &batch) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegCreateBatch(key, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    EXPECT(add_text(batch, CLUSREG_SET_VALUE, L"own", L"1") == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_CREATE_KEY, L"a\\b") == ERROR_SUCCESS);
    EXPECT(add_text(batch, CLUSREG_SET_VALUE, L"v", L"2") == ERROR_SUCCESS);
    EXPECT(add_text(batch, CLUSREG_SET_VALUE, NULL, L"default") == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_DELETE_VALUE, L"none") == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_CREATE_KEY, L"c") == ERROR_SUCCESS);
    EXPECT(add_text(batch, CLUSREG_SET_VALUE, L"v", L"3") == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_DELETE_KEY, L"none\\at all") == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_CONTROL_COMMAND, NULL) == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_COMMAND_NONE, L"x") == ERROR_INVALID_FUNCTION);
    EXPECT(add(batch, CLUSREG_SET_KEY_SECURITY, L"x") == ERROR_INVALID_FUNCTION);
    EXPECT(add(batch, CLUSREG_READ_VALUE, L"x") == ERROR_INVALID_FUNCTION);
    EXPECT(add(batch, CLUSREG_LAST_COMMAND, L"x") == ERROR_INVALID_FUNCTION);
    EXPECT(add(batch, (CLUSTER_REG_COMMAND)-1, L"x") == ERROR_INVALID_FUNCTION);
    EXPECT(add(batch, CLUSREG_CREATE_KEY, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(add(batch, CLUSREG_CREATE_KEY, L"\\a") == ERROR_BAD_PATHNAME);
    EXPECT(add(batch, CLUSREG_DELETE_KEY, L"") == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, L"x", REG_SZ, NULL, 1) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegBatchAddCommand(NULL, CLUSREG_CREATE_KEY, L"x", 0, NULL, 0) ==
           ERROR_INVALID_HANDLE);
    EXPECT(!has_text(key, L"", L"own", L"1"));
    EXPECT(ClusterRegCloseBatch(batch, TRUE, &failed) == ERROR_SUCCESS);
    EXPECT(has_text(key, L"", L"own", L"1") && has_text(key, L"a\\b", L"v", L"2"));
    EXPECT(has_text(key, L"a\\b", L"", L"default") && has_text(key, L"c", L"v", L"3"));
    EXPECT(ClusterRegCloseBatch(batch, TRUE, &failed) == ERROR_INVALID_HANDLE && failed == -1);
    EXPECT(add(batch, CLUSREG_CREATE_KEY, L"x") == ERROR_INVALID_HANDLE);

    /* Nothing of a batch that fails, whose place is told; and nothing of one that is ignored. */
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    EXPECT(add_text(batch, CLUSREG_SET_VALUE, L"own", L"9") == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_DELETE_KEY, L"a") == ERROR_SUCCESS);
    EXPECT(add_text(batch, CLUSREG_SET_VALUE, L"own", L"10") == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseBatchEx(batch, 1, &failed) == ERROR_INVALID_PARAMETER && failed == 2);
    EXPECT(has_text(key, L"", L"own", L"1") && has_text(key, L"a\\b", L"v", L"2"));
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    EXPECT(add(batch, CLUSREG_DELETE_KEY, L"a") == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseBatchEx(batch, 0, NULL) == ERROR_SUCCESS);
    EXPECT(has_text(key, L"a\\b", L"v", L"2"));
    EXPECT(ClusterRegCloseBatchEx(batch, 1, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseBatch(batch, TRUE, &failed) == ERROR_SUCCESS);
    return TRUE;
}

static BOOL
holds(HKEY key, CLUSTER_REG_COMMAND condition, const WCHAR *name, DWORD value, LONG *error)
{
    HREGBATCH batch = NULL;
    INT failed = 77;
    BOOL of_data =
        condition >= CLUSREG_CONDITION_IS_EQUAL && condition <= CLUSREG_CONDITION_IS_LESS_THAN;

    *error = ClusterRegCreateBatch(key, &batch);
    add(batch, CLUSREG_CONTROL_COMMAND, L"");
    ClusterRegBatchAddCommand(batch, condition, name, REG_DWORD, of_data ? &value : NULL,
                              of_data ? sizeof(value) : 0);
    add_text(batch, CLUSREG_SET_VALUE, L"done", L"yes");
    *error = ClusterRegCloseBatch(batch, TRUE, &failed);
    if (*error != ERROR_SUCCESS && failed != 1) {
        *error = ERROR_INVALID_DATA;
    }
    return *error == ERROR_SUCCESS && ClusterRegDeleteValue(key, L"done") == ERROR_SUCCESS;
}

#define HOLDS(condition, name, value) EXPECT(holds(key, condition, name, value, &error))
#define FAILS(condition, name, value)                                                              \
    EXPECT(!holds(key, condition, name, value, &error) &&                                          \
           error == ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED)
#ifndef ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED
#define ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED 5986
#endif

BOOL
check_conditions(HKEY key, struct finding *finding)
{
    DWORD number = 256;
    HKEY child = NULL;
    LONG error;

    EXPECT(ClusterRegSetValue(key, L"n", REG_DWORD, (BYTE *)&number, sizeof(number)) == 0);
    EXPECT(ClusterRegCreateKey(key, L"child", 0, KEY_READ, NULL, &child, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseKey(child) == ERROR_SUCCESS);
    HOLDS(CLUSREG_CONDITION_EXISTS, L"n", 0);
    FAILS(CLUSREG_CONDITION_EXISTS, L"none", 0);
    HOLDS(CLUSREG_CONDITION_NOT_EXISTS, L"none", 0);
    FAILS(CLUSREG_CONDITION_NOT_EXISTS, L"N", 0);
    HOLDS(CLUSREG_CONDITION_IS_EQUAL, L"n", 256);
    FAILS(CLUSREG_CONDITION_IS_EQUAL, L"n", 1);
    HOLDS(CLUSREG_CONDITION_IS_NOT_EQUAL, L"n", 1);
    FAILS(CLUSREG_CONDITION_IS_NOT_EQUAL, L"n", 256);
    HOLDS(CLUSREG_CONDITION_IS_GREATER_THAN, L"n", 255);
    FAILS(CLUSREG_CONDITION_IS_GREATER_THAN, L"n", 256);
    HOLDS(CLUSREG_CONDITION_IS_LESS_THAN, L"n", 257);
    FAILS(CLUSREG_CONDITION_IS_LESS_THAN, L"n", 256);
    HOLDS(CLUSREG_CONDITION_KEY_EXISTS, L"child", 0);
    FAILS(CLUSREG_CONDITION_KEY_EXISTS, L"child\\none", 0);
    HOLDS(CLUSREG_CONDITION_KEY_NOT_EXISTS, L"none", 0);
    FAILS(CLUSREG_CONDITION_KEY_NOT_EXISTS, L"CHILD", 0);
    return TRUE;
}

/* More than one message carries, and more than resapid takes. */
BOOL
check_sizes(HKEY key, struct finding *finding)
{
    static BYTE large[90000];
    HREGBATCH batch = NULL;
    DWORD values = 0;
    INT failed = 77;

    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    for (DWORD i = 0; i < 10; i++) {
        WCHAR name[16];

        swprintf(name, ARRAYSIZE(name), L"large %lu", i);
        EXPECT(ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, name, REG_BINARY, large,
                                         sizeof(large)) == ERROR_SUCCESS);
    }
    EXPECT(ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, L"x", REG_BINARY, large, 200000) ==
           ERROR_MESSAGE_EXCEEDS_MAX_SIZE);
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegQueryInfoKey(key, NULL, NULL, &values, NULL, NULL, NULL, NULL) == 0);
    EXPECT(values == 10);
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    for (DWORD i = 0; i < 15; i++) {
        EXPECT(ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, L"too much", REG_BINARY, large,
                                         sizeof(large)) == ERROR_SUCCESS);
    }
    EXPECT(ClusterRegCloseBatch(batch, TRUE, &failed) == ERROR_BUFFER_OVERFLOW && failed == -1);
    EXPECT(ClusterRegQueryValue(key, L"too much", NULL, NULL, NULL) == ERROR_FILE_NOT_FOUND);
    return TRUE;
}

BOOL
check_read_batch(HKEY key, struct finding *finding)
{
    static BYTE large[90000];
    CLUSTER_READ_BATCH_COMMAND command;
    HREGREADBATCH reading = NULL;
    HREGREADBATCHREPLY reply = NULL;
    HREGREADBATCHREPLY other = NULL;
    HKEY child = NULL;

    EXPECT(ClusterRegCreateKey(key, L"a", 0, KEY_ALL_ACCESS, NULL, &child, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegSetValue(child, L"v", REG_SZ, (const BYTE *)L"x", 4) == ERROR_SUCCESS);
    EXPECT(ClusterRegSetValue(child, NULL, REG_NONE, NULL, 0) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseKey(child) == ERROR_SUCCESS);
    large[sizeof(large) - 1] = 42;
    EXPECT(ClusterRegSetValue(key, L"large", REG_BINARY, large, sizeof(large)) == ERROR_SUCCESS);

    EXPECT(ClusterRegCreateReadBatch(NULL, &reading) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegCreateReadBatch(key, &reading) == ERROR_SUCCESS);
    EXPECT(ClusterRegReadBatchAddCommand(reading, L"a", L"V") == ERROR_SUCCESS);
    EXPECT(ClusterRegReadBatchAddCommand(reading, L"a", NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegReadBatchAddCommand(reading, NULL, L"none") == ERROR_SUCCESS);
    EXPECT(ClusterRegReadBatchAddCommand(reading, L"none", L"v") == ERROR_SUCCESS);
    for (int i = 0; i < 3; i++) {
        EXPECT(ClusterRegReadBatchAddCommand(reading, NULL, L"large") == ERROR_SUCCESS);
    }
    EXPECT(ClusterRegReadBatchAddCommand(reading, L"\\a", L"v") == ERROR_BAD_PATHNAME);
    EXPECT(ClusterRegReadBatchAddCommand(NULL, L"a", L"v") == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseReadBatch(reading, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegCloseReadBatchEx(reading, 1, &reply) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegCloseReadBatchEx(reading, 2, &reply) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseReadBatch(reading, &other) == ERROR_INVALID_HANDLE && other == NULL);

    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_SUCCESS);
    EXPECT(command.Command == CLUSREG_READ_VALUE && command.dwOptions == REG_SZ);
    EXPECT(wcscmp(command.wzSubkeyName, L"a") == 0 && wcscmp(command.wzValueName, L"V") == 0);
    EXPECT(command.cbData == 4 && memcmp(command.lpData, L"x", 4) == 0);
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_SUCCESS);
    EXPECT(command.Command == CLUSREG_READ_VALUE && command.dwOptions == REG_NONE);
    EXPECT(command.cbData == 0 && wcscmp(command.wzValueName, L"") == 0);
    for (int i = 0; i < 2; i++) {
        EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_SUCCESS);
        EXPECT(command.Command == CLUSREG_READ_ERROR && command.dwOptions == ERROR_FILE_NOT_FOUND);
        EXPECT(command.cbData == 0);
    }
    for (int i = 0; i < 3; i++) {
        EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_SUCCESS);
        EXPECT(command.Command == CLUSREG_READ_VALUE && command.cbData == sizeof(large));
        EXPECT(command.lpData[sizeof(large) - 1] == 42);
    }
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegCloseReadBatchReply(reply) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseReadBatchReply(reply) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_INVALID_HANDLE);

    EXPECT(ClusterRegCreateReadBatch(key, &reading) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseReadBatch(reading, &reply) == ERROR_SUCCESS);
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegCloseReadBatchReply(reply) == ERROR_SUCCESS);
    return TRUE;
}

static BOOL
is_next(HREGBATCHNOTIFICATION notification, CLUSTER_REG_COMMAND command, const WCHAR *name,
        const WCHAR *text)
{
    CLUSTER_BATCH_COMMAND got;

    return ClusterRegBatchReadCommand(notification, &got) == ERROR_SUCCESS &&
           got.Command == command && wcscmp(got.wzName, name) == 0 &&
           (text != NULL
                ? got.dwOptions == REG_SZ && got.cbData == (wcslen(text) + 1) * sizeof(WCHAR) &&
                      memcmp(got.lpData, text, got.cbData) == 0
                : got.cbData == 0);
}

BOOL
check_ports(HKEY key, struct finding *finding)
{
    CLUSTER_BATCH_COMMAND command;
    HREGBATCHPORT port = NULL;
    HREGBATCHNOTIFICATION notification = NULL;
    HREGBATCH batch = NULL;

    EXPECT(ClusterRegCreateBatchNotifyPort(NULL, &port) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCreateBatchNotifyPort(key, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegCreateBatchNotifyPort(key, &port) == ERROR_SUCCESS);
    EXPECT(ClusterRegGetBatchNotification(port, NULL) == ERROR_INVALID_PARAMETER);
    /* Not a batch. */
    EXPECT(ClusterRegSetValue(key, L"alone", REG_SZ, NULL, 0) == ERROR_SUCCESS);
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    add(batch, CLUSREG_DELETE_VALUE, L"NotifyTest");
    add_text(batch, CLUSREG_SET_VALUE, L"NotifyTest", L"hello world");
    add_text(batch, CLUSREG_SET_VALUE, L"NotifyTest", L"hello universe");
    add(batch, CLUSREG_DELETE_VALUE, L"NotifyTest");
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    add(batch, CLUSREG_CREATE_KEY, L"child");
    add_text(batch, CLUSREG_SET_VALUE, L"", L"1");
    add(batch, CLUSREG_DELETE_KEY, L"child");
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);

    EXPECT(ClusterRegGetBatchNotification(port, &notification) == ERROR_SUCCESS);
    EXPECT(ClusterRegBatchReadCommand(notification, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(is_next(notification, CLUSREG_DELETE_VALUE, L"NotifyTest", NULL));
    EXPECT(is_next(notification, CLUSREG_SET_VALUE, L"NotifyTest", L"hello world"));
    EXPECT(is_next(notification, CLUSREG_VALUE_DELETED, L"NotifyTest", L"hello world"));
    EXPECT(is_next(notification, CLUSREG_SET_VALUE, L"NotifyTest", L"hello universe"));
    EXPECT(is_next(notification, CLUSREG_VALUE_DELETED, L"NotifyTest", L"hello universe"));
    EXPECT(is_next(notification, CLUSREG_DELETE_VALUE, L"NotifyTest", L"hello universe"));
    EXPECT(ClusterRegBatchReadCommand(notification, &command) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegBatchCloseNotification(notification) == ERROR_SUCCESS);
    EXPECT(ClusterRegBatchCloseNotification(notification) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegBatchReadCommand(notification, &command) == ERROR_INVALID_HANDLE);

    EXPECT(ClusterRegGetBatchNotification(port, &notification) == ERROR_SUCCESS);
    EXPECT(is_next(notification, CLUSREG_CREATE_KEY, L"child", NULL));
    EXPECT(is_next(notification, CLUSREG_SET_VALUE, L"", L"1"));
    EXPECT(is_next(notification, CLUSREG_DELETE_KEY, L"child", NULL));
    EXPECT(ClusterRegBatchReadCommand(notification, &command) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegBatchCloseNotification(notification) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseBatchNotifyPort(port) == ERROR_SUCCESS);
    EXPECT(ClusterRegGetBatchNotification(port, &notification) == ERROR_INVALID_HANDLE);
    return TRUE;
}

#define N_BATCHES 200

struct waiting {
    HREGBATCHPORT port;
    DWORD in_order;
    LONG error;
};

/* Counts the batches that come in the order in which they were made, until the port is closed. */
static DWORD WINAPI
wait_for_batches(void *argument)
{
    struct waiting *waiting = argument;
    HREGBATCHNOTIFICATION notification = NULL;

    for (;;) {
        WCHAR text[16];

        waiting->error = ClusterRegGetBatchNotification(waiting->port, &notification);
        if (waiting->error != ERROR_SUCCESS) {
            return 0;
        }
        swprintf(text, ARRAYSIZE(text), L"%lu", waiting->in_order);
        if (waiting->in_order > 0) {
            WCHAR old[16];

            swprintf(old, ARRAYSIZE(old), L"%lu", waiting->in_order - 1);
            if (!is_next(notification, CLUSREG_VALUE_DELETED, L"v", old)) {
                waiting->in_order = N_BATCHES * 2;
            }
        }
        waiting->in_order += is_next(notification, CLUSREG_SET_VALUE, L"v", text) ? 1 : N_BATCHES;
        ClusterRegBatchCloseNotification(notification);
    }
}

/* A thread waits while another makes batches, and goes when the port is closed. */
BOOL
check_waiting(HKEY key, struct finding *finding)
{
    struct waiting waiting = { .in_order = 0 };
    HANDLE thread;
    DWORD tries = 0;

    EXPECT(ClusterRegCreateBatchNotifyPort(key, &waiting.port) == ERROR_SUCCESS);
    thread = CreateThread(NULL, 0, wait_for_batches, &waiting, 0, NULL);
    EXPECT(thread != NULL);
    for (DWORD i = 0; i < N_BATCHES; i++) {
        HREGBATCH batch = NULL;
        WCHAR text[16];

        swprintf(text, ARRAYSIZE(text), L"%lu", i);
        EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
        add_text(batch, CLUSREG_SET_VALUE, L"v", text);
        EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    }
    while (*(volatile DWORD *)&waiting.in_order < N_BATCHES && tries++ < 6000) {
        Sleep(10);
    }
    EXPECT(waiting.in_order == N_BATCHES);
    EXPECT(ClusterRegCloseBatchNotifyPort(waiting.port) == ERROR_SUCCESS);
    EXPECT(WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0);
    CloseHandle(thread);
    EXPECT(waiting.error == ERROR_INVALID_HANDLE);
    return TRUE;
}
