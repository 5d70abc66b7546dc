/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OBJECT_STORE_H
#define OBJECT_STORE_H

/*
 * A small cluster of two nodes, for channel-driver: what resapid would say of it. Lists come in pages of
 * two, so that whoever asks has to ask again.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel.h"
#include "key-store.h"

/* As many characters as a name can have in Windows. */
#define LONG_NAME_LENGTH 32767

#define OBJECT_STORE_OPENED 8
#define OBJECT_STORE_PAGE   2

struct opened_resource {
    char id[16];
    char name[64];
};

struct object_store {
    struct opened_resource opened[OBJECT_STORE_OPENED];
    size_t n_opened;
    char long_name[LONG_NAME_LENGTH + 1];
    char strings[3 * (LONG_NAME_LENGTH + 64)]; /* of the page that is being answered */
    bool cuts;                                 /* property lists are cut: one byte more each time */
    uint32_t cut;
};

/* The rest of what keys tells of the cluster is put into it. */
void object_store_init(struct object_store *store, struct key_store *keys);

/* A resource that the host was asked to open. */
void object_store_add_resource(struct object_store *store, uint32_t id, const char *name);

/* Fills reply if message is a request for the store; reply points into the store. */
bool object_store_answer(struct object_store *store, const struct channel_message *message,
                         struct channel_message *reply);

#endif
