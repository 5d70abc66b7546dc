/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_BYTES_H
#define RESAPID_CLUSAPI_BYTES_H

/*
 * Messages encoded one behind the other, as KEY_BATCH and KEY_READ carry them.
 */

#include <windows.h>

#include "channel.h"

/* What one message carries of them at most; it is this much longer itself, or less. */
#define BYTES_PART_MAX (WIRE_MESSAGE_MAX - 1024)

struct bytes {
    uint8_t *data;
    size_t length;
    size_t capacity;
};

/* Appends one message. ERROR_SUCCESS, ERROR_NOT_ENOUGH_MEMORY or ERROR_MESSAGE_EXCEEDS_MAX_SIZE; after an
 * error nothing was appended. */
DWORD bytes_add(struct bytes *bytes, const struct channel_message *message);
void bytes_free(struct bytes *bytes);

#endif
