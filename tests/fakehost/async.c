/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "async.h"

#include "record.h"
#include "replies.h"
#include "sender.h"
#include "timers.h"

bool
async_wanted(const struct call *call)
{
    return entry_is_control(call->entry) &&
           (call->behaviour.async.set || call->behaviour.async_never.set ||
            call->behaviour.async_lost.set);
}

static void
send_pending(const struct call *call)
{
    struct channel_message message = { .header = { CHANNEL_CONTROL_PENDING, call->id } };

    send_message(&message);
}

static void
send_extended(const struct call *call)
{
    struct channel_message message = {
        .header = { CHANNEL_CONTROL_EXTENDED, call->id },
        .control_extended = { call->behaviour.extend.value },
    };

    send_message(&message);
}

static void
answer(struct call *call, uint32_t result)
{
    struct call **place = &call->dll->unanswered;

    while (*place != call) {
        place = &(*place)->next;
    }
    *place = call->next;
    record_answered(call, result);
    reply_to(call, result);
    free_call(call);
}

static void
answer_in_time(void *data)
{
    struct call *call = data;

    answer(call, call->result);
}

void
async_begin(struct call *call, uint32_t result)
{
    call->result = result;
    call->next = call->dll->unanswered;
    call->dll->unanswered = call;
    send_pending(call);
    if (call->behaviour.extend.set) {
        send_extended(call);
    }
    if (call->behaviour.async.set) {
        timer_add(call->behaviour.async.value, answer_in_time, call, call);
    }
}

static void
keep(void *data)
{
    (void)data;
}

void
async_end(const struct resource *resource, uint32_t result)
{
    struct call *next;

    for (struct call *call = resource->dll->unanswered; call != NULL; call = next) {
        next = call->next;
        if (call->resource == resource && !call->behaviour.async_lost.set) {
            timers_cancel(call, keep);
            answer(call, result);
        }
    }
}
