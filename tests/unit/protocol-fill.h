/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PROTOCOL_FILL_H
#define RESAPID_PROTOCOL_FILL_H

/*
 * Messages of every type, made from the schema tables alone; for round-trip tests and fuzz seeds.
 */

#include "channel.h"
#include "client.h"
#include "keeper.h"

#include <stdbool.h>

union any_message {
    struct wire_header header;
    struct channel_message channel;
    struct client_message client;
    struct keeper_message keeper;
};

#define N_SCHEMAS 3
extern const struct wire_schema *const all_schemas[N_SCHEMAS];

enum fill_pattern {
    FILL_LEAST,  /* 0, "", no bytes, no strings */
    FILL_COMMON, /* what goes over the wire every day */
    FILL_LIMITS, /* the largest numbers, UTF-8's corners, all byte values */
    N_FILL_PATTERNS,
};

/* Makes a message of this type. Strings, blobs and lists are static: nothing is to be freed. */
void fill_message(const struct wire_type *type, enum fill_pattern pattern,
                  union any_message *message);

/* Whether both have the same type, id, and field values. */
bool same_message(const struct wire_type *type, const union any_message *a,
                  const union any_message *b);

#endif
