/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "calls.h"

#include <glib.h>

#include "log.h"

struct call {
    struct calls *calls;
    uint64_t id;
    uint32_t type; /* of the request */
    bool queued;   /* behind the other ordinary calls */
    uint32_t limit_ms;
    calls_reply reply;
    void *user;
    qb_loop_timer_handle timer;
};

struct calls {
    qb_loop_t *loop;
    const char *name;
    GQueue list; /* struct call, in the order of asking */
    uint64_t last_id;
};

static const struct {
    uint32_t request;
    uint32_t reply;
} replies[] = {
    { CHANNEL_LOAD, CHANNEL_LOADED },
    { CHANNEL_OPEN, CHANNEL_RETURNED },
    { CHANNEL_CALL, CHANNEL_RETURNED },
    { CHANNEL_CONTROL, CHANNEL_CONTROLLED },
    { CHANNEL_TYPE_CONTROL, CHANNEL_CONTROLLED },
    { CHANNEL_FACTS, CHANNEL_FACTS_END },
};

static bool
is_reply(uint32_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
        if (replies[i].reply == type) {
            return true;
        }
    }
    return false;
}

static bool
answers(uint32_t reply, uint32_t request)
{
    for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
        if (replies[i].request == request) {
            return replies[i].reply == reply;
        }
    }
    return false;
}

struct calls *
calls_new(qb_loop_t *loop, const char *name)
{
    struct calls *calls = g_new0(struct calls, 1);

    calls->loop = loop;
    calls->name = name;
    g_queue_init(&calls->list);
    /* Never an id of an earlier resapid's, whose replies may still come. */
    calls->last_id = (uint64_t)g_get_real_time();
    return calls;
}

static void on_limit(void *data);

static void
arm(struct call *call)
{
    if (call->limit_ms != 0 && call->timer == 0) {
        qb_loop_timer_add(call->calls->loop, QB_LOOP_MED,
                          (uint64_t)call->limit_ms * QB_TIME_NS_IN_MSEC, call, on_limit,
                          &call->timer);
    }
}

/* The first of the queued calls is the one that runs. */
static void
arm_first(struct calls *calls)
{
    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        struct call *call = item->data;

        if (call->queued) {
            arm(call);
            return;
        }
    }
}

static void
free_call(void *data)
{
    struct call *call = data;

    if (call->timer != 0) {
        qb_loop_timer_del(call->calls->loop, call->timer);
    }
    g_free(call);
}

/* The call leaves the list, and the next begins; then its owner, who may ask for more, is told. */
static void
finish(struct call *call, const struct channel_message *message)
{
    struct calls *calls = call->calls;
    calls_reply reply = call->reply;
    void *user = call->user;

    g_queue_remove(&calls->list, call);
    free_call(call);
    arm_first(calls);
    reply(user, message);
}

static void
on_limit(void *data)
{
    struct call *call = data;

    call->timer = 0;
    log_debug("host %s: %s exceeds its limit", call->calls->name,
              wire_type_name(&channel_schema, call->type));
    finish(call, NULL);
}

void
calls_add(struct calls *calls, struct channel_message *request, uint32_t limit_ms,
          calls_reply reply, void *user)
{
    struct call *call = g_new0(struct call, 1);
    bool terminates =
        request->header.type == CHANNEL_CALL && request->call.entry_point == ENTRY_TERMINATE;

    call->calls = calls;
    call->id = calls_next_id(calls);
    call->type = request->header.type;
    call->queued = !terminates && request->header.type != CHANNEL_FACTS;
    call->limit_ms = limit_ms;
    call->reply = reply;
    call->user = user;
    request->header.id = call->id;
    g_queue_push_tail(&calls->list, call);
    if (call->queued) {
        arm_first(calls);
    } else {
        arm(call);
    }
}

bool
calls_take(struct calls *calls, const struct channel_message *message, bool *wrong)
{
    *wrong = false;
    if (!is_reply(message->header.type)) {
        return false;
    }
    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        struct call *call = item->data;

        if (call->id == message->header.id) {
            *wrong = !answers(message->header.type, call->type);
            if (!*wrong) {
                finish(call, message);
            }
            return true;
        }
    }
    log_debug("host %s: late %s", calls->name,
              wire_type_name(&channel_schema, message->header.type));
    return true;
}

uint64_t
calls_next_id(struct calls *calls)
{
    return ++calls->last_id;
}

unsigned int
calls_count(const struct calls *calls)
{
    return calls->list.length;
}

void
calls_forget(struct calls *calls)
{
    g_queue_clear_full(&calls->list, free_call);
}

void
calls_free(struct calls *calls)
{
    if (calls != NULL) {
        calls_forget(calls);
        g_free(calls);
    }
}
