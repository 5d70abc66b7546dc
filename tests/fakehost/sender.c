/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static uint8_t packet[WIRE_MESSAGE_MAX + 4096];

static void
send_packet(size_t length)
{
    /* An error means that the other end is closed, and then poll() says so too. */
    (void)!send(CHANNEL_FD, packet, length, MSG_NOSIGNAL);
}

static size_t
encode(const struct channel_message *message)
{
    size_t length = 0;
    enum wire_result result =
        wire_encode(&channel_schema, message, packet, sizeof(packet), &length);

    if (result != WIRE_OK) {
        fprintf(stderr, "fake-host: a message of type %lu cannot be encoded: %s\n",
                (unsigned long)message->header.type, wire_result_text(result));
        exit(EXIT_FAILURE);
    }
    return length;
}

void
send_message(const struct channel_message *message)
{
    send_packet(encode(message));
}

uint64_t
next_request_id(void)
{
    static uint64_t last;

    return ++last;
}

static struct channel_message
log_message(uint32_t resource, uint32_t level, const char *text)
{
    return (struct channel_message){
        .header = { .type = CHANNEL_LOG },
        .log = { .resource = resource, .level = level, .text = text },
    };
}

void
send_log(uint32_t resource, uint32_t level, const char *text)
{
    struct channel_message message = log_message(resource, level, text);

    send_message(&message);
}

void
send_garbage(void)
{
    memset(packet, 0xa5, 64);
    send_packet(64);
}

void
send_truncated(void)
{
    struct channel_message message = log_message(0, LOG_INFORMATION, "fake-host: this text is cut");

    send_packet(encode(&message) - 5);
}

void
send_oversized(void)
{
    struct channel_message message = log_message(0, LOG_INFORMATION, "");
    size_t length = encode(&message);
    uint32_t text = (uint32_t)(sizeof(packet) - length);

    memset(packet + length - 1, 'x', sizeof(packet) - length);
    packet[sizeof(packet) - 1] = 0;
    for (size_t i = 0; i < 4; i++) {
        packet[length - 5 + i] = (uint8_t)(text >> (8 * i));
    }
    send_packet(sizeof(packet));
}
