/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "connection.h"

/* What a message has beside its part of a batch fits in the rest. */
#define PART_MAX (WIRE_MESSAGE_MAX - 256)

/* A restarted resapid knows nothing of the parts that its predecessor got. */
#define TRIES 8

static DWORD
make_room(struct batch *batch)
{
    size_t wanted = batch->length + WIRE_MESSAGE_MAX;
    uint8_t *data;

    if (wanted <= batch->capacity) {
        return ERROR_SUCCESS;
    }
    wanted += batch->capacity;
    data = realloc(batch->data, wanted);
    if (data == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    batch->data = data;
    batch->capacity = wanted;
    return ERROR_SUCCESS;
}

DWORD
batch_add(struct batch *batch, const struct channel_message *command)
{
    size_t added = 0;
    DWORD error = make_room(batch);
    enum wire_result result;

    if (error != ERROR_SUCCESS) {
        return error;
    }
    result = wire_encode(&channel_schema, command, batch->data + batch->length, WIRE_MESSAGE_MAX,
                         &added);
    if (result != WIRE_OK) {
        return result == WIRE_BAD_STRING ? ERROR_NO_UNICODE_TRANSLATION
                                         : ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    }
    if (batch->count >= KEY_BATCH_COMMANDS_MAX || batch->length + added > KEY_BATCH_BYTES_MAX) {
        return ERROR_BUFFER_OVERFLOW;
    }
    batch->length += added;
    batch->count++;
    return ERROR_SUCCESS;
}

static DWORD
send_part(const struct batch *batch, uint32_t number, size_t offset, size_t length)
{
    struct channel_message question = {
        .header.type = CHANNEL_KEY_BATCH,
        .key_batch = { .batch = number,
                       .offset = (uint32_t)offset,
                       .more = offset + length < batch->length,
                       .commands = { batch->data + offset, (uint32_t)length } },
    };
    struct host_answer *answer = NULL;
    DWORD error = connection_ask(&question, CHANNEL_BATCH_DONE, &answer);

    if (error == ERROR_SUCCESS) {
        error = answer->message.batch_done.error;
    }
    connection_forget(answer);
    return error;
}

static DWORD
send_all(const struct batch *batch)
{
    static LONG last_number;
    uint32_t number = KEY_BATCH_OF_HOST | (uint32_t)InterlockedIncrement(&last_number);
    size_t offset = 0;
    DWORD error = ERROR_SUCCESS;

    while (error == ERROR_SUCCESS && offset < batch->length) {
        size_t length = batch->length - offset;

        if (length > PART_MAX) {
            length = PART_MAX;
        }
        error = send_part(batch, number, offset, length);
        offset += length;
    }
    return error;
}

DWORD
batch_commit(const struct batch *batch)
{
    DWORD error = ERROR_RETRY;

    for (int i = 0; i < TRIES && error == ERROR_RETRY; i++) {
        error = send_all(batch);
    }
    return error;
}

bool
batch_is_equal(const struct batch *one, const struct batch *other)
{
    return one->length == other->length &&
           (one->length == 0 || memcmp(one->data, other->data, one->length) == 0);
}

void
batch_clear(struct batch *batch)
{
    free(batch->data);
    *batch = (struct batch){ .data = NULL };
}
