/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CHANNEL_LINK_H
#define RESAPID_CHANNEL_LINK_H

/*
 * resapid's end of one channel (protocol/channel.h): packets in and out, in order, never blocking.
 * Knows nothing of calls.
 */

#include <stdbool.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "protocol/channel.h"

struct channel_link;

struct channel_link_events {
    /* The message holds until the function returns, which may free the link only through
     * channel_link_close(). */
    void (*message)(void *owner, const struct channel_message *message);
    /* The link has closed itself: the host closed its end (why is NULL), sent what is no message, or
     * does not read its answers. Once. */
    void (*closed)(void *owner, const char *why);
};

/* Takes fd over. name is for log lines and outlives the link. */
struct channel_link *channel_link_new(qb_loop_t *loop, int fd, const char *name,
                                      const struct channel_link_events *events, void *owner);
void channel_link_free(struct channel_link *link);

/* Nothing is sent or received any more; `closed` is not called. */
void channel_link_close(struct channel_link *link);

void channel_link_send(struct channel_link *link, const struct channel_message *message);

/* Bytes that the host has not taken from the socket yet; the socket itself holds some more. */
gsize channel_link_backlog(const struct channel_link *link);

/* Takes the messages that are there now, a bounded number of them. */
void channel_link_drain(struct channel_link *link);

#endif
