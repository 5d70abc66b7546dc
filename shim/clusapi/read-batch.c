/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Read batches: ClusterRegCreateReadBatch, ClusterRegReadBatchAddCommand, ClusterRegCloseReadBatch and
 * ...Ex, ClusterRegReadBatchReplyNextCommand and ClusterRegCloseReadBatchReply of the Failover Cluster
 * reference. All values of a batch are read at one moment, whether the flag IsolatedRead asks for it or
 * not.
 */

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "bytes.h"
#include "clusapi.h"
#include "database.h"
#include "handle.h"
#include "text.h"

#define ISOLATED_READ 2 /* "IsolatedRead" of ClusterRegCloseReadBatchEx */

/* resapid has been restarted, or another read has come between, so often: give up. */
#define TRIES 5

/* One value to be read, and then what was read; as the caller gets it. */
struct item {
    WCHAR *subkey;
    WCHAR *name;
    size_t end; /* of its question among all questions */
    CLUSTER_REG_COMMAND command;
    DWORD options;
    BYTE *data;
    DWORD length;
};

/* A read batch, and then its reply. */
struct items {
    struct handle_data head;
    SRWLOCK lock;
    WCHAR *root;
    struct item *items;
    size_t count;
    size_t capacity;
    struct bytes questions;
    size_t next; /* of the reply: what is given next */
};

/* resapid keeps one moment for each host. */
static SRWLOCK read_lock = SRWLOCK_INIT;

static void
free_items(struct handle_data *data)
{
    struct items *items = (struct items *)data;

    for (size_t i = 0; i < items->count; i++) {
        free(items->items[i].subkey);
        free(items->items[i].name);
        free(items->items[i].data);
    }
    free(items->items);
    free(items->root);
    bytes_free(&items->questions);
    free(items);
}

LONG WINAPI
ClusterRegCreateReadBatch(HKEY hKey, HREGREADBATCH *phRegReadBatch)
{
    struct items *items;
    WCHAR *path = NULL;
    void *handle = NULL;
    DWORD error;

    if (hKey == NULL || phRegReadBatch == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    *phRegReadBatch = NULL;
    error = handle_name(hKey, HANDLE_KEY, &path);
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    items = calloc(1, sizeof(*items));
    if (items == NULL) {
        free(path);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    items->head.free = free_items;
    items->root = path;
    error = handle_open_data(HANDLE_READ_BATCH, &items->head, &handle);
    *phRegReadBatch = handle;
    return (LONG)error;
}

static DWORD
add_question(struct items *items, const WCHAR *subkey, const WCHAR *name)
{
    struct channel_message message = { .header.type = CHANNEL_VALUE_GET };
    WCHAR *path = NULL;
    char *utf8_path = NULL;
    char *utf8_name = NULL;
    DWORD error = database_join(items->root, subkey, &path);

    if (error == ERROR_SUCCESS) {
        utf8_path = text_to_utf8(path);
        utf8_name = utf8_path != NULL ? text_to_utf8(name) : NULL;
        error = utf8_name != NULL ? ERROR_SUCCESS : GetLastError();
    }
    if (error == ERROR_SUCCESS) {
        message.value_get.path = utf8_path;
        message.value_get.name = utf8_name;
        error = bytes_add(&items->questions, &message);
    }
    free(path);
    free(utf8_path);
    free(utf8_name);
    return error;
}

/* Takes over the strings of item, after an error too. */
static DWORD
add_item(struct items *items, struct item item)
{
    size_t before = items->questions.length;
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (items->count == items->capacity) {
        size_t wanted = items->capacity == 0 ? 16 : items->capacity * 2;
        struct item *grown = realloc(items->items, wanted * sizeof(*grown));

        if (grown != NULL) {
            items->items = grown;
            items->capacity = wanted;
        }
    }
    if (item.subkey != NULL && item.name != NULL && items->count < items->capacity) {
        error = add_question(items, item.subkey, item.name);
    }
    if (error != ERROR_SUCCESS) {
        items->questions.length = before;
        free(item.subkey);
        free(item.name);
        return error;
    }
    item.end = items->questions.length;
    items->items[items->count++] = item;
    return ERROR_SUCCESS;
}

LONG WINAPI
ClusterRegReadBatchAddCommand(HREGREADBATCH hRegReadBatch, LPCWSTR wzSubkeyName,
                              LPCWSTR wzValueName)
{
    struct handle_data *data = NULL;
    struct items *items;
    struct item item = { .subkey = NULL };
    DWORD error = handle_hold(hRegReadBatch, HANDLE_READ_BATCH, &data);

    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    items = (struct items *)data;
    item.subkey = _wcsdup(wzSubkeyName != NULL ? wzSubkeyName : L"");
    item.name = _wcsdup(wzValueName != NULL ? wzValueName : L"");
    AcquireSRWLockExclusive(&items->lock);
    error = add_item(items, item);
    ReleaseSRWLockExclusive(&items->lock);
    handle_drop(data);
    return (LONG)error;
}

/* Errors of one command say nothing of the others. */
static DWORD
take_value(struct item *item, const struct channel_message *answer)
{
    const struct channel_value *value = &answer->value;

    free(item->data);
    item->data = NULL;
    item->length = 0;
    item->command = CLUSREG_READ_ERROR;
    if (answer->header.type != CHANNEL_VALUE) {
        item->options = ERROR_INVALID_DATA;
        return ERROR_SUCCESS;
    }
    item->options = value->error;
    if (value->error != ERROR_SUCCESS) {
        return ERROR_SUCCESS;
    }
    item->data = malloc(value->data.length + 1);
    if (item->data == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(item->data, value->data.data, value->data.length);
    item->length = value->data.length;
    item->command = CLUSREG_READ_VALUE;
    item->options = value->type;
    return ERROR_SUCCESS;
}

/* The answers to count questions; *answered of them have one. */
static DWORD
take_answers(struct item *items, size_t count, const struct channel_read_answers *answers,
             size_t *answered)
{
    const struct wire_bytes *bytes = &answers->answers;
    size_t done = 0;
    size_t consumed = 0;
    DWORD error = ERROR_SUCCESS;

    for (*answered = 0; done < bytes->length && *answered < count && error == ERROR_SUCCESS;
         done += consumed) {
        struct channel_message *answer = malloc(sizeof(*answer));

        if (answer == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        if (wire_decode_next(&channel_schema, bytes->data + done, bytes->length - done, answer,
                             &consumed) != WIRE_OK) {
            free(answer);
            return ERROR_INVALID_DATA;
        }
        error = take_value(&items[(*answered)++], answer);
        free(answer);
    }
    return error == ERROR_SUCCESS && *answered == 0 ? ERROR_INVALID_DATA : error;
}

/* As many questions from first on as one message carries. */
static size_t
count_part(const struct items *items, size_t first)
{
    size_t start = first > 0 ? items->items[first - 1].end : 0;
    size_t count = 1;

    while (first + count < items->count &&
           items->items[first + count].end - start <= BYTES_PART_MAX) {
        count++;
    }
    return count;
}

static DWORD
ask_part(struct items *items, uint32_t number, size_t first, size_t *answered)
{
    size_t count = count_part(items, first);
    size_t start = first > 0 ? items->items[first - 1].end : 0;
    struct channel_message question = {
        .header.type = CHANNEL_KEY_READ,
        .key_read = { .read = number,
                      .index = (uint32_t)first,
                      .more = first + count < items->count,
                      .questions = { items->questions.data + start,
                                     (uint32_t)(items->items[first + count - 1].end - start) } },
    };
    struct host_answer *answer = NULL;
    DWORD error = database_ask(&question, CHANNEL_READ_ANSWERS, &answer);

    *answered = 0;
    if (error == ERROR_SUCCESS) {
        error = take_answers(&items->items[first], count, &answer->message.read_answers, answered);
    }
    database_forget(answer);
    return error;
}

static DWORD
read_once(struct items *items)
{
    static uint32_t last_number; /* guarded by read_lock */
    uint32_t number;
    size_t answered = 0;
    DWORD error = ERROR_SUCCESS;

    AcquireSRWLockExclusive(&read_lock);
    number = ++last_number;
    for (size_t i = 0; i < items->count && error == ERROR_SUCCESS; i += answered) {
        error = ask_part(items, number, i, &answered);
    }
    ReleaseSRWLockExclusive(&read_lock);
    return error;
}

static DWORD
read_all(struct items *items)
{
    DWORD error = ERROR_RETRY;

    for (int i = 0; i < TRIES && error == ERROR_RETRY; i++) {
        error = read_once(items);
    }
    return error;
}

/* What was asked becomes what is given. */
static struct items *
make_reply(struct items *items)
{
    struct items *reply = calloc(1, sizeof(*reply));

    if (reply != NULL) {
        reply->head.free = free_items;
        reply->items = items->items;
        reply->count = items->count;
        items->items = NULL;
        items->count = 0;
        items->capacity = 0;
    }
    return reply;
}

static DWORD
execute(struct items *items, void **handle)
{
    struct items *reply;
    DWORD error;

    AcquireSRWLockExclusive(&items->lock);
    error = read_all(items);
    reply = error == ERROR_SUCCESS ? make_reply(items) : NULL;
    ReleaseSRWLockExclusive(&items->lock);
    if (error == ERROR_SUCCESS) {
        error = reply != NULL ? handle_open_data(HANDLE_READ_REPLY, &reply->head, handle)
                              : ERROR_NOT_ENOUGH_MEMORY;
    }
    return error;
}

LONG WINAPI
ClusterRegCloseReadBatchEx(HREGREADBATCH hRegReadBatch, DWORD flags,
                           HREGREADBATCHREPLY *phRegReadBatchReply)
{
    struct handle_data *data = NULL;
    void *handle = NULL;
    DWORD error;

    if (phRegReadBatchReply == NULL || (flags != 0 && flags != ISOLATED_READ)) {
        return ERROR_INVALID_PARAMETER;
    }
    *phRegReadBatchReply = NULL;
    error = handle_hold(hRegReadBatch, HANDLE_READ_BATCH, &data);
    if (error == ERROR_SUCCESS) {
        error = handle_close(hRegReadBatch, HANDLE_READ_BATCH);
    }
    if (error == ERROR_SUCCESS) {
        error = execute((struct items *)data, &handle);
    }
    handle_drop(data);
    *phRegReadBatchReply = handle;
    return (LONG)error;
}

LONG WINAPI
ClusterRegCloseReadBatch(HREGREADBATCH hRegReadBatch, HREGREADBATCHREPLY *phRegReadBatchReply)
{
    return ClusterRegCloseReadBatchEx(hRegReadBatch, 0, phRegReadBatchReply);
}

/* NULL behind the last. */
static const struct item *
take_next(struct items *reply)
{
    const struct item *next = NULL;

    AcquireSRWLockExclusive(&reply->lock);
    if (reply->next < reply->count) {
        next = &reply->items[reply->next++];
    }
    ReleaseSRWLockExclusive(&reply->lock);
    return next;
}

static DWORD
give_next(struct items *reply, CLUSTER_READ_BATCH_COMMAND *command)
{
    const struct item *item = take_next(reply);

    if (item == NULL) {
        return ERROR_NO_MORE_ITEMS;
    }
    *command = (CLUSTER_READ_BATCH_COMMAND){
        .Command = item->command,
        .dwOptions = item->options,
        .wzSubkeyName = item->subkey,
        .wzValueName = item->name,
        .lpData = item->data,
        .cbData = item->length,
    };
    return ERROR_SUCCESS;
}

LONG WINAPI
ClusterRegReadBatchReplyNextCommand(HREGREADBATCHREPLY hRegReadBatchReply,
                                    CLUSTER_READ_BATCH_COMMAND *pBatchCommand)
{
    struct handle_data *data = NULL;
    DWORD error = handle_hold(hRegReadBatchReply, HANDLE_READ_REPLY, &data);

    if (error == ERROR_SUCCESS) {
        error = pBatchCommand != NULL ? give_next((struct items *)data, pBatchCommand)
                                      : ERROR_INVALID_PARAMETER;
    }
    handle_drop(data);
    return (LONG)error;
}

LONG WINAPI
ClusterRegCloseReadBatchReply(HREGREADBATCHREPLY hRegReadBatchReply)
{
    return (LONG)handle_close(hRegReadBatchReply, HANDLE_READ_REPLY);
}
