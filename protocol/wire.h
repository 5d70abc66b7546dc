/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_WIRE_H
#define RESAPID_WIRE_H

/*
 * The one encoder and decoder for everything resapid's processes say to each other. It is compiled
 * natively and by mingw-w64, and depends on nothing but the C library.
 *
 * A schema lists message types, a message type lists its fields, and both come from one .def file
 * (channel.def, client.def, keeper.def), so that structures, encoder, decoder, traces and tests can
 * never disagree.
 *
 * On the wire, little-endian and without padding:
 *
 *     u32 type, u64 id, then the fields in order
 *     U32     4 bytes              U64     8 bytes
 *     STR     u32 length, UTF-8 bytes, one NUL; the length counts neither itself nor the NUL
 *     BLOB    u32 length, bytes
 *     LIST    u32 length, u32 count, then count NUL-terminated UTF-8 strings of length bytes
 *
 * Input is hostile: a decoded message is complete, its strings are NUL-terminated UTF-8 without
 * embedded NULs, and nothing in it points outside the buffer it was decoded from. Decoded strings,
 * blobs and lists stay in that buffer, which must outlive the message.
 *
 * All functions are pure and may be called from any thread.
 */

#include <stddef.h>
#include <stdint.h>

/* No message is longer; SOCK_SEQPACKET and libqb both carry this in one piece. */
#define WIRE_MESSAGE_MAX 131072

struct wire_bytes {
    const uint8_t *data;
    uint32_t length;
};

/* count NUL-terminated strings, one behind the other, length bytes in all. */
struct wire_list {
    const char *strings;
    uint32_t length;
    uint32_t count;
};

/* Every message structure begins with this. An id of 0 means that no reply is expected. */
struct wire_header {
    uint32_t type;
    uint64_t id;
};

enum wire_kind { WIRE_U32, WIRE_U64, WIRE_STR, WIRE_BLOB, WIRE_LIST };

struct wire_field {
    enum wire_kind kind;
    size_t offset; /* in the message structure */
    const char *name;
};

struct wire_type {
    uint32_t number;
    const char *name;
    const struct wire_field *fields;
    size_t n_fields;
};

struct wire_schema {
    const char *name;
    const struct wire_type *types;
    size_t n_types;
    size_t message_size;
};

enum wire_result {
    WIRE_OK,
    WIRE_TRUNCATED,    /* the message ends inside a field */
    WIRE_TRAILING,     /* bytes are left behind the last field */
    WIRE_UNKNOWN_TYPE, /* the schema has no such type */
    WIRE_BAD_STRING,   /* not UTF-8, a NUL inside, or no NUL at the end */
    WIRE_TOO_LONG,     /* does not fit the buffer or WIRE_MESSAGE_MAX */
};

/* Writes message, a structure of the schema's, to buffer; sets *length to the bytes written.
 * A NULL string is written as "". */
enum wire_result wire_encode(const struct wire_schema *schema, const void *message, uint8_t *buffer,
                             size_t capacity, size_t *length);

/* Reads exactly one message that fills data; message is zeroed first, and after a failure holds
 * nothing to rely on. */
enum wire_result wire_decode(const struct wire_schema *schema, const uint8_t *data, size_t length,
                             void *message);

/* The same for the first of several messages that stand one behind the other; sets *consumed. */
enum wire_result wire_decode_next(const struct wire_schema *schema, const uint8_t *data,
                                  size_t length, void *message, size_t *consumed);

/* The next string of a decoded list, NULL behind the last. Start with previous = NULL. */
const char *wire_list_next(const struct wire_list *list, const char *previous);

/* A word for a result, for log lines. */
const char *wire_result_text(enum wire_result result);

/* The type's name, or "UNKNOWN". */
const char *wire_type_name(const struct wire_schema *schema, uint32_t type);

/* "RETURNED id=7 result=0 event=0", for traces; cut to fit. Blobs show their length only. */
void wire_describe(const struct wire_schema *schema, const void *message, char *text, size_t size);

#endif
