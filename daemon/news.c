/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "news.h"

#include <qb/qbutil.h>

#include "catalog.h"
#include "error.h"

/* Whether there is room again for what tells how much was lost is looked at so often. */
#define RETRY_MS 500

struct listener {
    struct news *news;
    struct ipc_peer *peer;
    char *name;    /* "" for all */
    uint64_t lost; /* not told yet */
};

struct news {
    qb_loop_t *loop;
    GList *listeners; /* struct listener */
    qb_loop_timer_handle retry;
};

static void arm_retry(struct news *news);

struct news *
news_new(qb_loop_t *loop)
{
    struct news *news = g_new0(struct news, 1);

    news->loop = loop;
    return news;
}

void
news_free(struct news *news)
{
    if (news != NULL && news->retry != 0) {
        qb_loop_timer_del(news->loop, news->retry);
    }
    g_free(news);
}

/* The client has left. */
static void
on_gone(void *user)
{
    struct listener *listener = user;

    listener->news->listeners = g_list_remove(listener->news->listeners, listener);
    g_free(listener->name);
    g_free(listener);
}

bool
news_listen(struct news *news, struct ipc_call *call, const char *name, GError **error)
{
    struct listener *listener = g_new0(struct listener, 1);

    listener->peer = ipc_peer_new(call, on_gone, listener);
    if (listener->peer == NULL) {
        g_free(listener);
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "this connection listens already: connect once more");
        return false;
    }
    listener->news = news;
    listener->name = g_strdup(name);
    news->listeners = g_list_prepend(news->listeners, listener);
    return true;
}

bool
news_is_heard(const struct news *news)
{
    return news != NULL && news->listeners != NULL;
}

static bool
send_news(const struct listener *listener, const struct client_news *happened)
{
    struct client_message message = { .header.type = CLIENT_NEWS, .news = *happened };

    message.news.time_us = (uint64_t)g_get_real_time();
    return ipc_peer_send(listener->peer, &message);
}

/* True if nothing is left to be told. */
static bool
tell_lost(struct listener *listener)
{
    const struct client_news lost = { .kind = NEWS_LOST, .lost = listener->lost };

    if (listener->lost > 0 && send_news(listener, &lost)) {
        listener->lost = 0;
    }
    return listener->lost == 0;
}

static void
on_retry(void *data)
{
    struct news *news = data;
    bool all = true;

    news->retry = 0;
    for (GList *at = news->listeners; at != NULL; at = at->next) {
        all = tell_lost(at->data) && all;
    }
    if (!all) {
        arm_retry(news);
    }
}

static void
arm_retry(struct news *news)
{
    if (news->retry == 0) {
        qb_loop_timer_add(news->loop, QB_LOOP_LOW, RETRY_MS * QB_TIME_NS_IN_MSEC, news, on_retry,
                          &news->retry);
    }
}

static bool
is_for(const struct listener *listener, const struct client_news *happened)
{
    return listener->name[0] == '\0' ||
           (happened->name != NULL && catalog_same_name(listener->name, happened->name));
}

static void
tell(struct listener *listener, const struct client_news *happened)
{
    if (!tell_lost(listener) || !send_news(listener, happened)) {
        listener->lost++;
        arm_retry(listener->news);
    }
    if (happened->kind == NEWS_RENAMED && listener->name[0] != '\0') {
        g_free(listener->name);
        listener->name = g_strdup(happened->text);
    }
}

void
news_tell(struct news *news, const struct client_news *happened)
{
    for (GList *at = news != NULL ? news->listeners : NULL; at != NULL; at = at->next) {
        if (is_for(at->data, happened)) {
            tell(at->data, happened);
        }
    }
}
