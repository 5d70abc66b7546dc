/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bytes.h"

#include <stdlib.h>

static DWORD
make_room(struct bytes *bytes)
{
    size_t wanted = bytes->length + WIRE_MESSAGE_MAX;
    uint8_t *grown;

    if (bytes->capacity >= wanted) {
        return ERROR_SUCCESS;
    }
    wanted += bytes->capacity;
    grown = realloc(bytes->data, wanted);
    if (grown == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    bytes->data = grown;
    bytes->capacity = wanted;
    return ERROR_SUCCESS;
}

DWORD
bytes_add(struct bytes *bytes, const struct channel_message *message)
{
    size_t length = 0;
    DWORD error = make_room(bytes);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (wire_encode(&channel_schema, message, bytes->data + bytes->length, BYTES_PART_MAX,
                    &length) != WIRE_OK) {
        return ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    }
    bytes->length += length;
    return ERROR_SUCCESS;
}

void
bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){ .data = NULL };
}
