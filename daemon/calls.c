/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "calls.h"

#include <glib.h>

#include "log.h"

/* Calls of one turn are made one after the other. */
enum turn { TURN_NONE, TURN_ORDINARY, TURN_TERMINATE, TURN_CANCEL };

struct call {
    struct calls *calls;
    uint64_t id;
    uint32_t type;     /* of the request */
    uint32_t resource; /* 0: a type's, or the host's */
    enum turn turn;
    bool exclusive; /* no call may overlap it */
    bool begun;
    bool pending; /* its entry point has returned, and is answered later */
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
    { CHANNEL_CHECKPOINT_RESTORE, CHANNEL_DONE },
    { CHANNEL_CHECKPOINT_WATCH, CHANNEL_DONE },
    { CHANNEL_CHECKPOINT_END, CHANNEL_DONE },
    { CHANNEL_MIRROR, CHANNEL_DONE },
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

static struct call *
find_begun(const struct calls *calls, enum turn turn)
{
    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        struct call *call = item->data;

        if (call->turn == turn && call->begun) {
            return call;
        }
    }
    return NULL;
}

/* Whether a call of the same resource that was asked for before it, of that turn, has not begun. */
static bool
waits_behind(const struct call *last, enum turn turn, bool exclusive)
{
    for (GList *item = last->calls->list.head; item->data != last; item = item->next) {
        const struct call *call = item->data;

        if (call->resource == last->resource && call->turn == turn && !call->begun &&
            (call->exclusive || !exclusive)) {
            return true;
        }
    }
    return false;
}

static bool
ordinary_may_begin(const struct call *call)
{
    const struct call *terminate = find_begun(call->calls, TURN_TERMINATE);

    if (waits_behind(call, TURN_TERMINATE, false)) {
        return false;
    }
    if (call->exclusive) {
        return terminate == NULL && find_begun(call->calls, TURN_CANCEL) == NULL;
    }
    return terminate == NULL || terminate->resource != call->resource;
}

static bool
urgent_may_begin(const struct call *call)
{
    const struct call *running = find_begun(call->calls, TURN_ORDINARY);

    return (running == NULL || !running->exclusive) && !waits_behind(call, TURN_ORDINARY, true);
}

/* The next of that turn. Ordinary calls keep their order, the others pass one that may not begin. */
static struct call *
find_next(const struct calls *calls, enum turn turn)
{
    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        struct call *call = item->data;

        if (call->turn == turn && turn == TURN_ORDINARY) {
            return ordinary_may_begin(call) ? call : NULL;
        }
        if (call->turn == turn && urgent_may_begin(call)) {
            return call;
        }
    }
    return NULL;
}

static void
begin(struct call *call)
{
    call->begun = true;
    arm(call);
}

static void
begin_next(struct calls *calls)
{
    for (enum turn turn = TURN_ORDINARY; turn <= TURN_CANCEL; turn++) {
        struct call *next = find_begun(calls, turn) == NULL ? find_next(calls, turn) : NULL;

        if (next != NULL) {
            begin(next);
        }
    }
}

static void
disarm(struct call *call)
{
    if (call->timer != 0) {
        qb_loop_timer_del(call->calls->loop, call->timer);
        call->timer = 0;
    }
}

static void
free_call(void *data)
{
    disarm(data);
    g_free(data);
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
    begin_next(calls);
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

static uint32_t
resource_of(const struct channel_message *request)
{
    switch (request->header.type) {
    case CHANNEL_OPEN:
        return request->open.resource;
    case CHANNEL_CALL:
        return request->call.resource;
    case CHANNEL_CONTROL:
        return request->control.resource;
    default:
        return 0;
    }
}

static enum turn
turn_of(const struct channel_message *request)
{
    switch (request->header.type) {
    case CHANNEL_FACTS:
    case CHANNEL_CHECKPOINT_RESTORE:
    case CHANNEL_CHECKPOINT_WATCH:
    case CHANNEL_CHECKPOINT_END:
    case CHANNEL_MIRROR:
        return TURN_NONE;
    case CHANNEL_CALL:
        return request->call.entry_point == ENTRY_TERMINATE ? TURN_TERMINATE
               : request->call.entry_point == ENTRY_CANCEL  ? TURN_CANCEL
                                                            : TURN_ORDINARY;
    default:
        return TURN_ORDINARY;
    }
}

static bool
is_exclusive(const struct channel_message *request)
{
    switch (request->header.type) {
    case CHANNEL_LOAD:
    case CHANNEL_OPEN:
        return true;
    case CHANNEL_CALL:
        return request->call.entry_point == ENTRY_CLOSE ||
               request->call.entry_point == ENTRY_ARBITRATE ||
               request->call.entry_point == ENTRY_RELEASE;
    default:
        return false;
    }
}

void
calls_add(struct calls *calls, struct channel_message *request, uint32_t limit_ms,
          calls_reply reply, void *user)
{
    struct call *call = g_new0(struct call, 1);

    call->calls = calls;
    call->id = calls_next_id(calls);
    call->type = request->header.type;
    call->resource = resource_of(request);
    call->turn = turn_of(request);
    call->exclusive = is_exclusive(request);
    call->limit_ms = limit_ms;
    call->reply = reply;
    call->user = user;
    request->header.id = call->id;
    g_queue_push_tail(&calls->list, call);
    if (call->turn == TURN_NONE) {
        begin(call);
    } else {
        begin_next(calls);
    }
}

static struct call *
find_call(const struct calls *calls, uint64_t id)
{
    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        struct call *call = item->data;

        if (call->id == id) {
            return call;
        }
    }
    return NULL;
}

bool
calls_take(struct calls *calls, const struct channel_message *message, bool *wrong)
{
    struct call *call;

    *wrong = false;
    if (!is_reply(message->header.type)) {
        return false;
    }
    call = find_call(calls, message->header.id);
    if (call == NULL) {
        log_debug("host %s: late %s", calls->name,
                  wire_type_name(&channel_schema, message->header.type));
        return true;
    }
    *wrong = !answers(message->header.type, call->type);
    if (!*wrong) {
        finish(call, message);
    }
    return true;
}

static void
take_pending(struct call *call)
{
    call->turn = TURN_NONE;
    call->pending = true;
    begin(call);
    begin_next(call->calls);
}

static void
take_extension(struct call *call, uint32_t limit_ms)
{
    bool runs = call->timer != 0;

    /* A call without a limit needs no more time. */
    if (limit_ms == 0 || call->limit_ms == 0) {
        return;
    }
    call->limit_ms = limit_ms;
    if (runs) {
        disarm(call);
        arm(call);
    }
}

bool
calls_note(struct calls *calls, const struct channel_message *message)
{
    uint32_t type = message->header.type;
    struct call *call;

    if (type != CHANNEL_CONTROL_PENDING && type != CHANNEL_CONTROL_EXTENDED) {
        return false;
    }
    call = find_call(calls, message->header.id);
    if (call == NULL || !answers(CHANNEL_CONTROLLED, call->type)) {
        log_debug("host %s: late %s", calls->name, wire_type_name(&channel_schema, type));
    } else if (type == CHANNEL_CONTROL_PENDING) {
        take_pending(call);
    } else {
        take_extension(call, message->control_extended.timeout_ms);
    }
    return true;
}

uint64_t
calls_next_id(struct calls *calls)
{
    return ++calls->last_id;
}

unsigned int
calls_count(const struct calls *calls, uint32_t resource)
{
    unsigned int count = 0;

    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        const struct call *call = item->data;

        if (call->resource == resource && !call->pending) {
            count++;
        }
    }
    return count;
}

uint32_t
calls_running(const struct calls *calls)
{
    const struct call *call = find_begun(calls, TURN_ORDINARY);

    return call != NULL ? call->resource : 0;
}

bool
calls_is_urgent(const struct calls *calls, uint32_t resource)
{
    const struct call *terminate = find_begun(calls, TURN_TERMINATE);
    const struct call *cancel = find_begun(calls, TURN_CANCEL);

    return (terminate != NULL && terminate->resource == resource) ||
           (cancel != NULL && cancel->resource == resource);
}

bool
calls_has_begun(const struct calls *calls, const void *user)
{
    for (GList *item = calls->list.head; item != NULL; item = item->next) {
        const struct call *call = item->data;

        if (call->user == user) {
            return call->begun;
        }
    }
    return false;
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
