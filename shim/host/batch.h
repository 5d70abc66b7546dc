/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_HOST_BATCH_H
#define RESAPID_HOST_BATCH_H

/*
 * A batch of the host's own for the cluster database: all of it is done or nothing. One thread at a
 * time for each. Errors are Win32.
 */

#include <stdbool.h>
#include <stdint.h>

#include <windows.h>

#include "channel.h"

/* Begin with zeros. */
struct batch {
    uint8_t *data;
    size_t length;
    size_t capacity;
    uint32_t count;
};

/* One of KEY_BATCH's commands. ERROR_BUFFER_OVERFLOW when the batch would be longer than resapid takes,
 * ERROR_NOT_ENOUGH_MEMORY, or what the encoding says. */
DWORD batch_add(struct batch *batch, const struct channel_message *command);
/* Waits until it is durable. The batch stays as it is. */
DWORD batch_commit(const struct batch *batch);
bool batch_is_equal(const struct batch *one, const struct batch *other);
void batch_clear(struct batch *batch);

#endif
