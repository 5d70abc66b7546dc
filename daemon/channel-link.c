/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel-link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"

/* What a host may leave unread before it is taken for broken. */
#define OUTBOX_MAX (4U * 1024 * 1024)
/* A host's last words are few; another process that holds its channel could send for ever. */
#define DRAIN_MAX 256

struct channel_link {
    qb_loop_t *loop;
    int fd; /* -1 once closed */
    const char *name;
    const struct channel_link_events *events;
    void *owner;
    GQueue outbox; /* GBytes that the socket did not take yet */
    gsize outbox_size;
};

static int32_t on_ready(int32_t fd, int32_t revents, void *user);

static void
trace(const struct channel_link *link, const char *direction, const struct channel_message *message)
{
    char text[256];

    wire_describe(&channel_schema, message, text, sizeof(text));
    log_trace("host %s: %s %s", link->name, direction, text);
}

void
channel_link_close(struct channel_link *link)
{
    if (link->fd >= 0) {
        qb_loop_poll_del(link->loop, link->fd);
        close(link->fd);
        link->fd = -1;
    }
}

static void
end(struct channel_link *link, const char *why)
{
    channel_link_close(link);
    link->events->closed(link->owner, why);
}

/* Returns false when the socket takes no more for now. */
static bool
send_packet(struct channel_link *link, const void *data, size_t length)
{
    if (send(link->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) {
        return true;
    }
    if (errno == EAGAIN || errno == ENOBUFS) {
        return false;
    }
    /* A host that ended is the keeper's to report. */
    log_debug("host %s: cannot send: %s", link->name, g_strerror(errno));
    return true;
}

static void
watch(struct channel_link *link)
{
    int32_t wanted = POLLIN | (g_queue_is_empty(&link->outbox) ? 0 : POLLOUT);

    qb_loop_poll_mod(link->loop, QB_LOOP_MED, link->fd, wanted, link, on_ready);
}

static void
keep(struct channel_link *link, const void *data, size_t length)
{
    if (link->outbox_size + length > OUTBOX_MAX) {
        end(link, "does not read its answers");
        return;
    }
    g_queue_push_tail(&link->outbox, g_bytes_new(data, length));
    link->outbox_size += length;
    watch(link);
}

void
channel_link_send(struct channel_link *link, const struct channel_message *message)
{
    static uint8_t packet[WIRE_MESSAGE_MAX];
    size_t length;
    enum wire_result result =
        wire_encode(&channel_schema, message, packet, sizeof(packet), &length);

    if (link->fd < 0) {
        return;
    }
    if (result != WIRE_OK) {
        log_error("host %s: cannot send %s: %s", link->name,
                  wire_type_name(&channel_schema, message->header.type), wire_result_text(result));
        return;
    }
    trace(link, "<", message);
    if (!g_queue_is_empty(&link->outbox) || !send_packet(link, packet, length)) {
        keep(link, packet, length);
    }
}

gsize
channel_link_backlog(const struct channel_link *link)
{
    return link->outbox_size;
}

static void
flush(struct channel_link *link)
{
    while (!g_queue_is_empty(&link->outbox)) {
        GBytes *bytes = g_queue_peek_head(&link->outbox);
        gsize length;
        const void *data = g_bytes_get_data(bytes, &length);

        if (!send_packet(link, data, length)) {
            return;
        }
        link->outbox_size -= length;
        g_bytes_unref(g_queue_pop_head(&link->outbox));
    }
    watch(link);
}

/* Takes one message, if there is one now; returns whether there may be more. */
static bool
receive(struct channel_link *link)
{
    static uint8_t packet[WIRE_MESSAGE_MAX + 1];
    struct channel_message message;
    enum wire_result result;
    ssize_t length = recv(link->fd, packet, sizeof(packet), MSG_DONTWAIT);

    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        return false;
    }
    /* Told once, before what the host sent last can be read, if it left something unread. */
    if (length < 0 && errno == ECONNRESET) {
        return true;
    }
    if (length <= 0) {
        end(link, NULL);
        return false;
    }
    result = wire_decode(&channel_schema, packet, (size_t)length, &message);
    if (result != WIRE_OK) {
        g_autofree char *why =
            g_strdup_printf("sent what is no message (%s)", wire_result_text(result));

        end(link, why);
        return false;
    }
    trace(link, ">", &message);
    link->events->message(link->owner, &message);
    return link->fd >= 0;
}

static int32_t
on_ready(int32_t fd, int32_t revents, void *user)
{
    struct channel_link *link = user;

    (void)fd;
    if ((revents & POLLOUT) != 0) {
        flush(link);
    }
    if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        receive(link);
    }
    return 0;
}

void
channel_link_drain(struct channel_link *link)
{
    for (int i = 0; i < DRAIN_MAX && link->fd >= 0 && receive(link); i++) {}
}

struct channel_link *
channel_link_new(qb_loop_t *loop, int fd, const char *name,
                 const struct channel_link_events *events, void *owner)
{
    struct channel_link *link = g_new0(struct channel_link, 1);

    link->loop = loop;
    link->fd = fd;
    link->name = name;
    link->events = events;
    link->owner = owner;
    g_queue_init(&link->outbox);
    qb_loop_poll_add(loop, QB_LOOP_MED, fd, POLLIN, link, on_ready);
    return link;
}

void
channel_link_free(struct channel_link *link)
{
    if (link != NULL) {
        channel_link_close(link);
        g_queue_clear_full(&link->outbox, (GDestroyNotify)g_bytes_unref);
        g_free(link);
    }
}
