/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Makes the structures of one schema from its .def file. Define SCHEMA (channel, client, keeper) and
 * SCHEMA_FILE first; there is no include guard on purpose. Afterwards there are, for channel:
 *
 *     enum channel_verb { CHANNEL_HELLO = 1, ... };         (made by channel.h itself)
 *     struct channel_hello { uint32_t version; ... };
 *     struct channel_message { struct wire_header header; union { struct channel_hello hello; ... }; };
 */

#define SCHEMA_PASTE_(a, b) a##_##b
#define SCHEMA_PASTE(a, b)  SCHEMA_PASTE_(a, b)

#define SCHEMA_C_U32  uint32_t
#define SCHEMA_C_U64  uint64_t
#define SCHEMA_C_STR  const char *
#define SCHEMA_C_BLOB struct wire_bytes
#define SCHEMA_C_LIST struct wire_list

#define MESSAGE(upper, lower, number) struct SCHEMA_PASTE(SCHEMA, lower) {
#define FIELD(lower, kind, name)      SCHEMA_C_##kind name;
#define END(lower)                                                                                 \
    }                                                                                              \
    ;
#define EMPTY(upper, lower, number)
#include SCHEMA_FILE
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY

#define MESSAGE(upper, lower, number) struct SCHEMA_PASTE(SCHEMA, lower) lower;
#define FIELD(lower, kind, name)
#define END(lower)
#define EMPTY(upper, lower, number)
struct SCHEMA_PASTE(SCHEMA, message) {
    struct wire_header header;
    union {
#include SCHEMA_FILE
    };
};
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY

#undef SCHEMA_C_U32
#undef SCHEMA_C_U64
#undef SCHEMA_C_STR
#undef SCHEMA_C_BLOB
#undef SCHEMA_C_LIST
