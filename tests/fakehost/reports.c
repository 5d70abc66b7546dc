/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports.h"

#include "alloc.h"
#include "contract.h"
#include "record.h"
#include "sender.h"
#include "timers.h"

#include <stdlib.h>

struct report {
    struct resource *resource;
    uint32_t number; /* the resource's, even when it is closed meanwhile */
    uint32_t state;
    uint32_t checkpoint;
    uint32_t flags;
    struct behaviour behaviour;
};

static uint32_t
success_state(const struct call *call)
{
    return call->entry == SCRIPT_ONLINE ? STATE_ONLINE : STATE_OFFLINE;
}

static uint32_t
pending_state(const struct call *call)
{
    return call->entry == SCRIPT_ONLINE ? STATE_ONLINE_PENDING : STATE_OFFLINE_PENDING;
}

static struct report *
new_report(const struct call *call, uint32_t state, uint32_t checkpoint)
{
    struct report *report = must_alloc(sizeof(*report));

    report->resource = call->resource;
    report->number = call->resource->number;
    report->state = state;
    report->checkpoint = checkpoint;
    report->behaviour = call->behaviour;
    return report;
}

static struct report *
copy_of(const struct report *report)
{
    struct report *copy = must_alloc(sizeof(*copy));

    *copy = *report;
    return copy;
}

static void
send_status(const struct report *report)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_STATUS },
        .status = { .resource = report->number,
                    .state = report->state,
                    .checkpoint = report->checkpoint,
                    .flags = report->flags },
    };

    message.status.has_event = report->state == STATE_ONLINE && report->behaviour.signal.set;
    send_message(&message);
}

static void
send_signaled(uint32_t number, bool still)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_SIGNALED },
        .signaled = { number, still },
    };

    send_message(&message);
}

static void
signal_event(void *data)
{
    struct report *report = data;

    report->resource->signaled = true;
    send_signaled(report->number, false);
    free(report);
}

static void
send_and_free(void *data)
{
    send_status(data);
    free(data);
}

/* Takes the report over. */
static void
after_success(struct report *report)
{
    if (report->state == STATE_ONLINE) {
        contract_online(report->resource);
        report->resource->has_event =
            report->behaviour.signal.set || report->behaviour.signal_early.set;
        report->resource->still = report->behaviour.still.set;
        if (report->behaviour.signal.set) {
            timer_add(report->behaviour.signal.value, signal_event, copy_of(report),
                      report->resource);
        }
    }
    if (report->behaviour.late.set) {
        /* No owner: a late report comes whatever was asked for meanwhile. */
        timer_add(report->behaviour.late.value, send_and_free, report, NULL);
    } else {
        free(report);
    }
}

static void
send_last(void *data)
{
    struct report *report = data;

    report->resource->state = report->state;
    report->resource->pending = 0;
    send_status(report);
    if (report->state == STATE_FAILED) {
        free(report);
    } else {
        after_success(report);
    }
}

bool
report_is_early(const struct behaviour *behaviour)
{
    return behaviour->early.set || behaviour->early_fail.set;
}

void
report_early(struct call *call)
{
    uint32_t state = call->behaviour.early_fail.set ? STATE_FAILED : success_state(call);
    struct report *report = new_report(call, state, 1);

    call->reported = true;
    report->flags = call->behaviour.flags.value;
    send_last(report);
    if (call->behaviour.progress.set) {
        send_and_free(new_report(call, pending_state(call), 2));
    }
}

void
signal_early(const struct call *call)
{
    struct resource *resource = call->resource;

    if (call->entry == SCRIPT_ONLINE && call->behaviour.signal_early.set) {
        resource->has_event = true;
        resource->signaled = true;
        send_signaled(resource->number, false);
    }
}

static uint32_t
share_of(uint32_t duration, uint32_t part, uint32_t parts)
{
    return (uint32_t)((uint64_t)duration * part / parts);
}

void
report_later(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;
    uint32_t duration =
        behaviour->pending.set ? behaviour->pending.value : behaviour->pending_fail.value;
    uint32_t checkpoints = behaviour->checkpoints.value;
    uint32_t last = behaviour->pending_fail.set ? STATE_FAILED : success_state(call);

    if (call->reported) {
        return;
    }
    call->resource->pending = call->entry;
    for (uint32_t i = 1; i <= checkpoints; i++) {
        timer_add(share_of(duration, i, checkpoints + 1), send_and_free,
                  new_report(call, pending_state(call), i), call->resource);
    }
    if (!behaviour->pending_never.set) {
        timer_add(duration, send_last, new_report(call, last, checkpoints + 1), call->resource);
    }
}

void
report_afterwards(const struct call *call)
{
    after_success(new_report(call, success_state(call), 1));
}

void
request_watch_again(const struct channel_message *message)
{
    struct resource *resource = find_resource(message->watch_again.resource);

    if (resource == NULL || !resource->signaled) {
        violation(resource, "WATCH_AGAIN without SIGNALED");
        return;
    }
    record_watch_again(resource);
    resource->signaled = false;
    if (resource->has_event && resource->still) {
        send_signaled(resource->number, true);
    }
}

void
forget_reports(struct resource *resource)
{
    timers_cancel(resource, free);
    resource->pending = 0;
    resource->has_event = 0;
}
