/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KEY_STORE_H
#define KEY_STORE_H

/*
 * A small cluster database in memory, for channel-driver. Names are compared without regard to the
 * case of ASCII letters.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel.h"

#define KEY_STORE_KEYS   64
#define KEY_STORE_VALUES 512

struct stored_value {
    char *path; /* NULL: free */
    char *name;
    uint32_t type;
    uint8_t *data;
    uint32_t length;
};

struct key_store {
    char *keys[KEY_STORE_KEYS];
    struct stored_value values[KEY_STORE_VALUES];
};

void key_store_init(struct key_store *store);
void key_store_free(struct key_store *store);

/* A REG_SZ value of ASCII text, in a key that is made if it is not there. */
void key_store_set_text(struct key_store *store, const char *path, const char *name,
                        const char *text);

/* The key of a resource, its Parameters key, and its Name. */
void key_store_add_resource(struct key_store *store, const char *path, const char *name);

/* Fills reply if message is a request for the store; reply points into the store. */
bool key_store_answer(struct key_store *store, const struct channel_message *message,
                      struct channel_message *reply);

#endif
