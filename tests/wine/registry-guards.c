/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Checks of registry-dll.dll: no batch is locked while a function touches its caller's memory. */

#include "registry-dll.h"

#include <string.h>

#include "guard-page.h"

static LONG
set_value(HREGBATCH batch, const WCHAR *name, const void *data)
{
    return ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, name, REG_BINARY, data, 4);
}

static void
add_more(void *context)
{
    set_value(*(HREGBATCH *)context, L"more", "more");
}

static BOOL
has_value(HKEY key, const WCHAR *name, const char *data)
{
    BYTE got[4] = { 0 };
    DWORD size = sizeof(got);

    return ClusterRegQueryValue(key, name, NULL, got, &size) == ERROR_SUCCESS &&
           size == sizeof(got) && memcmp(got, data, sizeof(got)) == 0;
}

BOOL
check_guarded_batch(HKEY key, struct finding *finding)
{
    HREGBATCH batch = NULL;
    void *page;

    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    page = guard_page_make(add_more, &batch);
    EXPECT(set_value(batch, L"guarded", page) == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    page = guard_page_make(add_more, &batch);
    EXPECT(set_value(batch, page, "name") == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    EXPECT(has_value(key, L"guarded", "\0\0\0\0") && has_value(key, L"more", "more"));
    EXPECT(has_value(key, L"", "name"));
    return TRUE;
}

static void
add_question(void *context)
{
    ClusterRegReadBatchAddCommand(*(HREGREADBATCH *)context, NULL, L"more");
}

static void
take_answer(void *context)
{
    CLUSTER_READ_BATCH_COMMAND command;

    ClusterRegReadBatchReplyNextCommand(*(HREGREADBATCHREPLY *)context, &command);
}

BOOL
check_guarded_read(HKEY key, struct finding *finding)
{
    HREGREADBATCH reading = NULL;
    HREGREADBATCHREPLY reply = NULL;
    CLUSTER_READ_BATCH_COMMAND command;
    void *page;

    EXPECT(ClusterRegCreateReadBatch(key, &reading) == ERROR_SUCCESS);
    page = guard_page_make(add_question, &reading);
    EXPECT(ClusterRegReadBatchAddCommand(reading, NULL, page) == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    page = guard_page_make(add_question, &reading);
    EXPECT(ClusterRegReadBatchAddCommand(reading, page, L"v") == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    EXPECT(ClusterRegCloseReadBatch(reading, &reply) == ERROR_SUCCESS);
    page = guard_page_make(take_answer, &reply);
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, page) == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    for (int i = 0; i < 2; i++) {
        EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_SUCCESS);
    }
    EXPECT(ClusterRegReadBatchReplyNextCommand(reply, &command) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegCloseReadBatchReply(reply) == ERROR_SUCCESS);
    return TRUE;
}

static void
take_change(void *context)
{
    CLUSTER_BATCH_COMMAND command;

    ClusterRegBatchReadCommand(*(HREGBATCHNOTIFICATION *)context, &command);
}

BOOL
check_guarded_notification(HKEY key, struct finding *finding)
{
    HREGBATCHPORT port = NULL;
    HREGBATCHNOTIFICATION notification = NULL;
    HREGBATCH batch = NULL;
    CLUSTER_BATCH_COMMAND command;
    void *page;

    EXPECT(ClusterRegCreateBatchNotifyPort(key, &port) == ERROR_SUCCESS);
    EXPECT(ClusterRegCreateBatch(key, &batch) == ERROR_SUCCESS);
    EXPECT(set_value(batch, L"1", "one ") == 0 && set_value(batch, L"2", "two ") == 0);
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    EXPECT(ClusterRegGetBatchNotification(port, &notification) == ERROR_SUCCESS);
    page = guard_page_make(take_change, &notification);
    EXPECT(ClusterRegBatchReadCommand(notification, page) == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    EXPECT(ClusterRegBatchReadCommand(notification, &command) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegBatchCloseNotification(notification) == ERROR_SUCCESS);
    EXPECT(ClusterRegCloseBatchNotifyPort(port) == ERROR_SUCCESS);
    return TRUE;
}
