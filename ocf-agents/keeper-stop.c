/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keeper-stop.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <glib.h>

#include "protocol/keeper.h"

struct keeper {
    int fd;
    const char *label;
    int64_t deadline;
    bool is_ours;  /* HERE has come and was right */
    bool is_empty; /* EMPTY_TREE has come */
};

/* -1 with errno set. */
static int
connect_to(const char *socket_path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd, error;

    if (strlen(socket_path) >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, socket_path);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) {
        return fd;
    }
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static enum keeper_answer
why_not_connected(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return KEEPER_ABSENT;
    case ECONNREFUSED:
        return KEEPER_DEAD;
    case EAGAIN:
        return KEEPER_LOST;
    default:
        return KEEPER_ERROR;
    }
}

static bool
send_kill(int fd)
{
    struct keeper_message message = { .header.type = KEEPER_KILL };
    uint8_t buffer[64];
    size_t length;

    return wire_encode(&keeper_schema, &message, buffer, sizeof(buffer), &length) == WIRE_OK &&
           send(fd, buffer, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* Until something can be read; false when the time is up. */
static bool
wait_for_message(const struct keeper *keeper)
{
    int64_t left_us = keeper->deadline - g_get_monotonic_time();
    struct pollfd ready = { .fd = keeper->fd, .events = POLLIN };

    if (left_us <= 0) {
        return false;
    }
    return poll(&ready, 1, (int)(left_us / 1000) + 1) != 0;
}

/* As resapid compares them, and as the socket's path is made. */
static bool
is_same_name(const char *one, const char *other)
{
    g_autofree char *folded_one = g_utf8_casefold(one, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded_one, folded_other) == 0;
}

static bool
take_message(struct keeper *keeper, const uint8_t *data, size_t length)
{
    struct keeper_message message;

    if (wire_decode(&keeper_schema, data, length, &message) != WIRE_OK) {
        return false;
    }
    if (message.header.type == KEEPER_HERE) {
        keeper->is_ours = message.here.version == KEEPER_VERSION &&
                          is_same_name(message.here.label, keeper->label);
        return keeper->is_ours;
    }
    keeper->is_empty = keeper->is_empty || message.header.type == KEEPER_EMPTY_TREE;
    return keeper->is_ours;
}

/* Reads on behind EMPTY_TREE, so that the keeper and its socket are gone when this returns. */
static enum keeper_answer
listen_to(struct keeper *keeper)
{
    g_autofree uint8_t *buffer = g_malloc(WIRE_MESSAGE_MAX);

    while (wait_for_message(keeper)) {
        /* Without room for it the channel's descriptor is discarded by the kernel. */
        ssize_t length = recv(keeper->fd, buffer, WIRE_MESSAGE_MAX, 0);

        if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            continue;
        }
        if (length <= 0) {
            return keeper->is_empty ? KEEPER_TREE_IS_EMPTY : KEEPER_LOST;
        }
        if (!take_message(keeper, buffer, (size_t)length)) {
            return KEEPER_NONSENSE;
        }
    }
    return keeper->is_empty ? KEEPER_TREE_IS_EMPTY : KEEPER_TOO_SLOW;
}

enum keeper_answer
keeper_stop(const char *socket_path, const char *label, uint32_t timeout_ms)
{
    struct keeper keeper = {
        .fd = connect_to(socket_path),
        .label = label,
        .deadline = g_get_monotonic_time() + (int64_t)timeout_ms * 1000,
    };
    enum keeper_answer answer;

    if (keeper.fd < 0) {
        return why_not_connected(errno);
    }
    answer = send_kill(keeper.fd) ? listen_to(&keeper) : KEEPER_LOST;
    close(keeper.fd);
    return answer;
}
