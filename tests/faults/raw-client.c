/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * raw-client IPC-NAME ATTACK
 *
 * A client of resapid's that does not use the project's own client code. It connects with libqb,
 * sends what ATTACK says and prints what comes back, one line a request: "outcome N", or "no answer"
 * after two seconds. It ends with 0 if what it was to send could be sent.
 */

#include "protocol/client.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <qb/qbipcc.h>

#define ANSWER_MS   2000
#define RETRY_MS    10
#define REQUESTS    64
#define HEADER_SIZE sizeof(struct qb_ipc_request_header)
#define BUFFER_SIZE (WIRE_MESSAGE_MAX + 4096)

static qb_ipcc_connection_t *connection;
static uint8_t packet[BUFFER_SIZE];
static uint8_t answer[BUFFER_SIZE];

/* Puts a header with this size in front; the size need not be true. */
static void
put_header(int32_t size)
{
    struct qb_ipc_request_header header = { .id = CLIENT_IPC_ID, .size = size };

    memcpy(packet, &header, HEADER_SIZE);
}

static bool
send_bytes(size_t length)
{
    ssize_t sent = qb_ipcc_send(connection, packet, length);

    /* The ring is full until resapid has read what was sent before. */
    for (int waited_ms = 0; sent == -EAGAIN && waited_ms < ANSWER_MS; waited_ms += RETRY_MS) {
        usleep(RETRY_MS * 1000);
        sent = qb_ipcc_send(connection, packet, length);
    }
    if (sent < 0) {
        fprintf(stderr, "raw-client: %zu bytes cannot be sent: %s\n", length, strerror((int)-sent));
    }
    return sent >= 0;
}

/* Returns the length of the whole packet. */
static size_t
put_message(const struct client_message *message)
{
    size_t length = 0;

    if (wire_encode(&client_schema, message, packet + HEADER_SIZE, WIRE_MESSAGE_MAX, &length) !=
        WIRE_OK) {
        fprintf(stderr, "raw-client: a message does not encode\n");
        exit(EXIT_FAILURE);
    }
    put_header((int32_t)(HEADER_SIZE + length));
    return HEADER_SIZE + length;
}

static size_t
put_status(void)
{
    struct client_message message = { .header = { CLIENT_STATUS, 1 }, .status = { "", "" } };

    return put_message(&message);
}

static bool
print_answer(void)
{
    struct client_message message;
    size_t consumed;
    ssize_t length = qb_ipcc_recv(connection, answer, sizeof(answer), ANSWER_MS);
    size_t header = sizeof(struct qb_ipc_response_header);

    if (length < 0) {
        puts("no answer");
        return false;
    }
    if ((size_t)length < header ||
        wire_decode_next(&client_schema, answer + header, (size_t)length - header, &message,
                         &consumed) != WIRE_OK ||
        message.header.type != CLIENT_REPLY) {
        puts("nonsense");
        return false;
    }
    printf("outcome %lu\n", (unsigned long)message.reply.outcome);
    return true;
}

static bool
ask(size_t length)
{
    return send_bytes(length) && (print_answer(), true);
}

/* A good request whose header lies about its size. */
static bool
with_size(int32_t size)
{
    size_t length = put_status();

    put_header(size);
    return ask(length);
}

static bool
attack_sizes(void)
{
    static const int32_t sizes[] = {
        0, 1, -1, (int32_t)HEADER_SIZE, 17, 4096, 131072, BUFFER_SIZE
    };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (!with_size(sizes[i])) {
            return false;
        }
    }
    return with_size(INT32_MAX) && with_size(INT32_MIN);
}

static bool
attack_truncated(void)
{
    size_t whole = put_status();

    for (size_t length = HEADER_SIZE; length < whole; length++) {
        put_status();
        put_header((int32_t)length);
        if (!ask(length)) {
            return false;
        }
    }
    return true;
}

/* Less than a header. */
static bool
attack_short(void)
{
    put_status();
    return ask(1) && ask(4) && ask(HEADER_SIZE - 1);
}

static bool
attack_types(void)
{
    static const uint32_t types[] = { 0, 9, CLIENT_REPLY, CLIENT_RESOURCE, 45, 0xffff, UINT32_MAX };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        size_t length = put_status();

        memcpy(packet + HEADER_SIZE, &types[i], sizeof(types[i]));
        if (!ask(length)) {
            return false;
        }
    }
    return true;
}

static bool
attack_garbage(void)
{
    srandom(1);
    for (int i = 0; i < REQUESTS; i++) {
        size_t length = HEADER_SIZE + (size_t)random() % 2000;

        for (size_t at = HEADER_SIZE; at < length; at++) {
            packet[at] = (uint8_t)random();
        }
        put_header((int32_t)length);
        if (!ask(length)) {
            return false;
        }
    }
    return true;
}

static bool
attack_largest(void)
{
    memset(packet, 'x', sizeof(packet));
    put_header(WIRE_MESSAGE_MAX + (int32_t)HEADER_SIZE);
    if (!ask(WIRE_MESSAGE_MAX + HEADER_SIZE)) {
        return false;
    }
    put_header(BUFFER_SIZE - 512);
    return ask(BUFFER_SIZE - 512);
}

/* All are sent before the first answer is taken. */
static bool
attack_flood(void)
{
    size_t length = put_status();
    int sent = 0;

    while (sent < REQUESTS) {
        ssize_t result = qb_ipcc_send(connection, packet, length);

        if (result == -EAGAIN) {
            usleep(1000);
        } else if (result < 0) {
            fprintf(stderr, "raw-client: request %d: %s\n", sent, strerror((int)-result));
            return false;
        } else {
            sent++;
        }
    }
    for (int i = 0; i < REQUESTS; i++) {
        print_answer();
    }
    return true;
}

/* Asks for the removal of a resource, and at once for it to come online. */
static bool
attack_removal(void)
{
    struct client_message removal = { .header = { CLIENT_RESOURCE_REMOVE, 1 },
                                      .resource_remove.name = "res" };
    struct client_message online = { .header = { CLIENT_ONLINE, 1 },
                                     .online = { .name = "res", .timeout_ms = 5000 } };
    bool sent = send_bytes(put_message(&removal)) && send_bytes(put_message(&online));

    print_answer();
    print_answer();
    return sent;
}

/* The records behind the reply that is in answer. */
static unsigned int
records_in_answer(ssize_t length)
{
    size_t at = sizeof(struct qb_ipc_response_header);
    struct client_message message;
    unsigned int count = 0;
    size_t consumed;

    while (length > 0 && at < (size_t)length &&
           wire_decode_next(&client_schema, answer + at, (size_t)length - at, &message,
                            &consumed) == WIRE_OK) {
        count += message.header.type != CLIENT_REPLY;
        at += consumed;
    }
    return count;
}

/* The next page of a listing whose last name has been removed: what comes behind it, here all. */
static bool
attack_behind(void)
{
    struct client_message status = { .header = { CLIENT_STATUS, 1 }, .status = { "", "rer" } };
    struct client_message details = { .header = { CLIENT_DETAILS, 1 },
                                      .details = { .name = "", .after = "rer" } };
    struct client_message types = { .header = { CLIENT_TYPES, 1 },
                                    .types = { .name = "", .after = "rer" } };
    const struct client_message *asked[] = { &status, &details, &types };

    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        if (!send_bytes(put_message(asked[i]))) {
            return false;
        }
        if (records_in_answer(qb_ipcc_recv(connection, answer, sizeof(answer), ANSWER_MS)) == 0) {
            fprintf(stderr, "raw-client: listing %zu ends with the removed name\n", i);
            return false;
        }
    }
    return true;
}

/* Leaves without waiting for any answer. */
static bool
attack_leave(void)
{
    for (int i = 0; i < 8; i++) {
        if (!send_bytes(put_status())) {
            return false;
        }
    }
    _exit(EXIT_SUCCESS);
}

static const struct {
    const char *name;
    bool (*run)(void);
} attacks[] = {
    { "sizes", attack_sizes },   { "truncated", attack_truncated }, { "short", attack_short },
    { "types", attack_types },   { "garbage", attack_garbage },     { "largest", attack_largest },
    { "flood", attack_flood },   { "removal", attack_removal },     { "leave", attack_leave },
    { "behind", attack_behind },
};

static bool
run(const char *name)
{
    for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
        if (strcmp(attacks[i].name, name) == 0) {
            return attacks[i].run();
        }
    }
    fprintf(stderr, "raw-client: there is no attack %s\n", name);
    return false;
}

int
main(int argc, char **argv)
{
    bool done;

    if (argc != 3) {
        fprintf(stderr, "usage: raw-client IPC-NAME ATTACK\n");
        return 2;
    }
    connection = qb_ipcc_connect(argv[1], BUFFER_SIZE);
    if (connection == NULL) {
        fprintf(stderr, "raw-client: %s: %s\n", argv[1], strerror(errno));
        return EXIT_FAILURE;
    }
    done = run(argv[2]);
    qb_ipcc_disconnect(connection);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
