/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listeners.h"

#include <glib.h>
#include <qb/qbdefs.h>
#include <qb/qbloop.h>
#include <qb/qbutil.h>

/* What may wait for a host besides its answers, whose own limit is far above. */
#define BACKLOG_MAX  (256 * 1024)
#define TRY_AGAIN_MS 100

struct listener {
    struct host *host;
    bool lost; /* has missed something, and does not know yet */
};

static GList *listeners;
static qb_loop_timer_handle timer;
static bool timer_runs;

static GList *
find(const struct host *host)
{
    GList *item = listeners;

    while (item != NULL && ((struct listener *)item->data)->host != host) {
        item = item->next;
    }
    return item;
}

static void
send(struct listener *listener, const struct channel_event *event)
{
    struct channel_message message = { .header.type = CHANNEL_EVENT, .event = *event };

    host_tell(listener->host, &message);
}

static bool
is_slow(const struct listener *listener)
{
    return host_backlog(listener->host) > BACKLOG_MAX;
}

static void
tell_loss(struct listener *listener)
{
    const struct channel_event event = { .kind = OBJECT_CLUSTER, .change = OBJECT_EVENTS_LOST };

    listener->lost = false;
    send(listener, &event);
}

static void
try_again(void *unused)
{
    bool any = false;

    (void)unused;
    timer_runs = false;
    for (GList *item = listeners; item != NULL; item = item->next) {
        struct listener *listener = item->data;

        if (listener->lost && !is_slow(listener)) {
            tell_loss(listener);
        }
        any = any || listener->lost;
    }
    if (any) {
        timer_runs = qb_loop_timer_add(NULL, QB_LOOP_LOW, TRY_AGAIN_MS * QB_TIME_NS_IN_MSEC, NULL,
                                       try_again, &timer) == 0;
    }
}

static void
lose(struct listener *listener)
{
    listener->lost = true;
    if (!timer_runs) {
        try_again(NULL);
    }
}

void
listeners_tell(const struct channel_event *event)
{
    for (GList *item = listeners; item != NULL; item = item->next) {
        struct listener *listener = item->data;

        if (listener->lost || is_slow(listener)) {
            lose(listener);
        } else {
            send(listener, event);
        }
    }
}

void
listeners_forget(const struct host *host)
{
    GList *item = find(host);

    if (item != NULL) {
        g_free(item->data);
        listeners = g_list_delete_link(listeners, item);
    }
}

void
listeners_set(struct host *host, bool on)
{
    struct listener *listener;

    listeners_forget(host);
    if (on) {
        listener = g_new0(struct listener, 1);
        listener->host = host;
        listeners = g_list_prepend(listeners, listener);
    }
}

bool
listeners_any(void)
{
    return listeners != NULL;
}
