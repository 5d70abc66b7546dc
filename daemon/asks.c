/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "asks.h"

struct ask {
    struct host *host; /* NULL once forgotten */
    uint64_t id;
};

/* A DLL has a thread for each question that it waits for; more than this is a flood. */
#define ASKS_MAX 256

static GList *asks;

static unsigned int
count(const struct host *host)
{
    unsigned int sum = 0;

    for (GList *item = asks; item != NULL; item = item->next) {
        sum += ((struct ask *)item->data)->host == host ? 1 : 0;
    }
    return sum;
}

struct ask *
ask_new(struct host *host, uint64_t id)
{
    struct ask *ask;

    if (count(host) >= ASKS_MAX) {
        host_kill(host, "asks about the cluster without waiting for answers");
        return NULL;
    }
    ask = g_new0(struct ask, 1);
    ask->host = host;
    ask->id = id;
    asks = g_list_prepend(asks, ask);
    return ask;
}

struct host *
ask_host(const struct ask *ask)
{
    return ask->host;
}

void
ask_answer(struct ask *ask, struct channel_message *answer)
{
    asks = g_list_remove(asks, ask);
    if (ask->host != NULL) {
        host_answer(ask->host, answer, ask->id);
    }
    g_free(ask);
}

void
ask_answer_done(struct ask *ask, uint32_t error)
{
    struct channel_message answer = { .header.type = CHANNEL_DONE, .done.error = error };

    ask_answer(ask, &answer);
}

void
asks_forget(const struct host *host)
{
    for (GList *item = asks; item != NULL; item = item->next) {
        struct ask *ask = item->data;

        if (ask->host == host) {
            ask->host = NULL;
        }
    }
}
