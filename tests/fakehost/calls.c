/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "calls.h"

#include "alloc.h"
#include "asks.h"
#include "batches.h"
#include "async.h"
#include "codes.h"
#include "contract.h"
#include "effects.h"
#include "keys.h"
#include "notices.h"
#include "record.h"
#include "replies.h"
#include "reports.h"
#include "timers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void start_what_may_run(struct dll *dll);
static void begin(void *data);

/* Not even Terminate may run beside them. */
static bool
runs_alone(const struct call *call)
{
    return call->entry == SCRIPT_LOAD || call->entry == SCRIPT_STARTUP ||
           call->entry == SCRIPT_OPEN || call->entry == SCRIPT_CLOSE ||
           call->entry == SCRIPT_ARBITRATE || call->entry == SCRIPT_RELEASE;
}

static enum lane
lane_of(const struct call *call)
{
    switch (call->entry) {
    case SCRIPT_TERMINATE:
        return LANE_TERMINATE;
    case SCRIPT_CANCEL:
        return LANE_CANCEL;
    default:
        return LANE_ORDINARY;
    }
}

static bool
may_begin(const struct dll *dll, const struct call *call)
{
    for (int lane = 0; lane < N_LANES; lane++) {
        const struct call *other = dll->running[lane];

        if (other != NULL &&
            (lane_of(other) == lane_of(call) || runs_alone(other) || runs_alone(call))) {
            return false;
        }
    }
    return true;
}

/* The order of arrival holds, except that Terminate and Cancel overtake. */
static struct call *
take_next(struct dll *dll)
{
    bool behind_another = false;

    for (struct call **place = &dll->queue; *place != NULL; place = &(*place)->next) {
        struct call *call = *place;
        bool overtakes = lane_of(call) != LANE_ORDINARY;

        if ((overtakes || !behind_another) && may_begin(dll, call)) {
            *place = call->next;
            call->next = NULL;
            return call;
        }
        behind_another = behind_another || !overtakes;
    }
    return NULL;
}

static void
start_what_may_run(struct dll *dll)
{
    for (struct call *call = take_next(dll); call != NULL; call = take_next(dll)) {
        dll->running[lane_of(call)] = call;
        timer_add(0, begin, call, NULL);
    }
}

static void
enqueue(struct call *call)
{
    struct call **place = &call->dll->queue;

    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = call;
    if (call->resource != NULL) {
        contract_asked(call->resource, call->entry);
    }
    start_what_may_run(call->dll);
}

static void
leave(struct call *call)
{
    call->dll->running[lane_of(call)] = NULL;
    if (call->resource != NULL) {
        contract_returned(call->resource, call->entry);
        call->resource->running &= ~ENTRY_BIT(reply_entry_point(call->entry));
    }
    start_what_may_run(call->dll);
}

static void
leave_for_good(struct call *call)
{
    leave(call);
    free_call(call);
}

static void
state_at_begin(const struct call *call)
{
    struct resource *resource = call->resource;

    if (resource == NULL) {
        return;
    }
    resource->running |= ENTRY_BIT(reply_entry_point(call->entry));
    switch (call->entry) {
    case SCRIPT_ONLINE:
        resource->state = STATE_ONLINE_PENDING;
        resource->signaled = false;
        memset(resource->alive_calls, 0, sizeof(resource->alive_calls));
        break;
    case SCRIPT_OFFLINE:
        resource->state = STATE_OFFLINE_PENDING;
        forget_reports(resource);
        break;
    case SCRIPT_TERMINATE:
        forget_reports(resource);
        break;
    case SCRIPT_RELEASE:
        resource->owns = false;
        forget_notices(resource);
        break;
    case SCRIPT_CLOSE:
        forget_reports(resource);
        forget_notices(resource);
        async_end(resource, ERROR_OPERATION_ABORTED);
        break;
    default:
        break;
    }
}

static void
after_online_or_offline(const struct call *call, uint32_t result)
{
    if (result == ERROR_SUCCESS || result == ERROR_IO_PENDING) {
        signal_early(call);
    }
    if (result == ERROR_IO_PENDING) {
        report_later(call);
    } else if (result == ERROR_SUCCESS) {
        call->resource->state = call->entry == SCRIPT_ONLINE ? STATE_ONLINE : STATE_OFFLINE;
        report_afterwards(call);
    } else {
        call->resource->state = STATE_FAILED;
    }
}

static void
after_return(const struct call *call, uint32_t result)
{
    struct resource *resource = call->resource;

    switch (call->entry) {
    case SCRIPT_OPEN:
        resource->opened = result == ERROR_SUCCESS;
        resource->number = resource->opened ? resource->number : 0;
        resource->state = resource->opened ? FACT_OPENED : FACT_CLOSED;
        break;
    case SCRIPT_CLOSE:
        resource->number = 0;
        resource->state = FACT_CLOSED;
        break;
    case SCRIPT_TERMINATE:
        resource->state = STATE_OFFLINE;
        break;
    case SCRIPT_ONLINE:
    case SCRIPT_OFFLINE:
        after_online_or_offline(call, result);
        break;
    case SCRIPT_STARTUP:
        if (result == ERROR_SUCCESS) {
            add_type(call->type_name, call->dll, call->entries);
        }
        break;
    case SCRIPT_ARBITRATE:
        resource->owns = result == ERROR_SUCCESS;
        resource->lost = false;
        break;
    case SCRIPT_CANCEL:
        if (result == ERROR_SUCCESS) {
            async_end(resource, ERROR_CANCELLED);
        }
        break;
    default:
        break;
    }
}

/* The lane is free for the next before the answer. */
static void
finish_later(struct call *call, uint32_t result)
{
    record_end(call, ERROR_IO_PENDING);
    notices_at_return(call);
    leave(call);
    async_begin(call, result);
}

static void
finish(struct call *call, uint32_t result)
{
    if (async_wanted(call)) {
        finish_later(call, result);
        return;
    }
    record_end(call, result);
    if (call->entry == SCRIPT_LOAD && result == ERROR_SUCCESS) {
        call->entry = SCRIPT_STARTUP;
        timer_add(0, begin, call, NULL);
        return;
    }
    /* The reply goes before the reports that after_return may send or schedule. */
    reply_to(call, result);
    after_return(call, result);
    notices_at_return(call);
    leave_for_good(call);
}

static bool
is_alive(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;
    uint32_t calls = ++call->resource->alive_calls[call->entry];

    return !behaviour->error.set &&
           (!behaviour->fail_after.set || calls <= behaviour->fail_after.value);
}

static bool
is_pending(const struct behaviour *behaviour)
{
    return behaviour->pending.set || behaviour->pending_fail.set || behaviour->pending_never.set ||
           report_is_early(behaviour);
}

static uint32_t
result_of(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;

    if (entry_is_control(call->entry)) {
        return behaviour->given ? behaviour->error.value : ERROR_INVALID_FUNCTION;
    }
    switch (call->entry) {
    case SCRIPT_LOOKS_ALIVE:
    case SCRIPT_IS_ALIVE:
        return is_alive(call) ? 1 : 0;
    case SCRIPT_ONLINE:
    case SCRIPT_OFFLINE:
        return is_pending(behaviour) ? ERROR_IO_PENDING : behaviour->error.value;
    case SCRIPT_CLOSE:
    case SCRIPT_TERMINATE:
        return 0; /* void functions */
    default:
        return behaviour->error.value;
    }
}

static uint32_t
failure_of(const struct call *call, uint32_t error)
{
    bool is_bool = call->entry == SCRIPT_LOOKS_ALIVE || call->entry == SCRIPT_IS_ALIVE;

    return is_bool ? 0 : error;
}

static void
go_on(void *data)
{
    struct call *call = data;

    if (!effects_at_end(call)) {
        return;
    }
    if (!key_work_begin(call) && !ask_work_begin(call) && !batch_work_begin(call)) {
        finish(call, result_of(call));
    }
}

static void
take_script(struct call *call, const struct script *script)
{
    call->behaviour = script_behaviour(script, call->entry, name_of(call), call->code);
    if (call->entry == SCRIPT_STARTUP) {
        call->entries = reply_entries(script);
    }
    if (call->entry == SCRIPT_RESOURCE_CONTROL && call->code == RESOURCE_GET_CHARACTERISTICS &&
        !call->behaviour.given) {
        call->characteristics = script->characteristics;
        call->behaviour.given = script->characteristics.set;
    }
}

/* A script that is wrong is an error in the test, which must not pass for a DLL's behaviour. */
static bool
read_script(struct call *call, char *problem, size_t size)
{
    static struct script script;
    enum script_result result = script_read(call->dll->path, &script, problem, size);

    if (result == SCRIPT_READ) {
        memcpy(call->dll->record, script.record, sizeof(call->dll->record));
        take_script(call, &script);
        return true;
    }
    fprintf(stderr, "fake-host: %s\n", problem);
    if (call->entry != SCRIPT_LOAD) {
        exit(EXIT_FAILURE);
    }
    reply_not_loaded(call, result, problem);
    return false;
}

static bool
can_begin(struct call *call)
{
    char problem[5000];
    const struct type *type = call->entry == SCRIPT_LOAD ? find_type(call->type_name) : NULL;

    if (type != NULL) {
        call->entries = type->entries;
        reply_to(call, ERROR_SUCCESS);
        return false;
    }
    if (call->resource != NULL && call->resource->number == 0) {
        reply_to(call, failure_of(call, ERROR_RESOURCE_NOT_FOUND));
        return false;
    }
    return read_script(call, problem, sizeof(problem));
}

static void
begin(void *data)
{
    struct call *call = data;
    const struct behaviour *behaviour = &call->behaviour;

    if (!can_begin(call)) {
        leave_for_good(call);
        return;
    }
    record_begin(call);
    state_at_begin(call);
    effects_at_begin(call);
    notices_at_begin(call);
    if (report_is_early(behaviour) &&
        (call->entry == SCRIPT_ONLINE || call->entry == SCRIPT_OFFLINE)) {
        report_early(call);
    }
    timer_add(behaviour->sleep.value + behaviour->early.value + behaviour->early_fail.value, go_on,
              call, NULL);
}

static struct call *
new_call(uint64_t id, enum entry entry, struct dll *dll, struct resource *resource)
{
    struct call *call = must_alloc(sizeof(*call));

    call->id = id;
    call->entry = entry;
    call->dll = dll;
    call->resource = resource;
    return call;
}

static void
copy_input(struct call *call, struct wire_bytes in, uint32_t out_size)
{
    call->in = must_alloc(in.length + 1);
    if (in.length > 0) {
        memcpy(call->in, in.data, in.length);
    }
    call->in_length = in.length;
    call->out_size = out_size;
}

void
request_load(const struct channel_message *message)
{
    struct call *call =
        new_call(message->header.id, SCRIPT_LOAD, find_or_add_dll(message->load.dll), NULL);

    call->type_name = must_copy(message->load.type_name);
    enqueue(call);
}

void
request_open(const struct channel_message *message)
{
    const struct channel_open *open = &message->open;
    struct type *type = find_type(open->type_name);
    struct resource *known = find_resource(open->resource);
    struct call *call;

    if (type == NULL) {
        violation(known, "Open for the type %s, which is not loaded", open->type_name);
        reply_returned(message->header.id, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    } else if (known != NULL || open->resource == 0) {
        violation(known, "Open for the number %lu, which is taken", (unsigned long)open->resource);
        reply_returned(message->header.id, ERROR_OBJECT_ALREADY_EXISTS);
    } else {
        if (was_number(open->resource)) {
            violation(NULL, "Open for the number %lu, which was used before",
                      (unsigned long)open->resource);
        }
        call = new_call(message->header.id, SCRIPT_OPEN, type->dll, add_resource(open, type));
        call->flags = open->flags;
        enqueue(call);
    }
}

void
request_call(const struct channel_message *message)
{
    uint32_t entry_point = message->call.entry_point;
    struct resource *resource = find_resource(message->call.resource);
    enum entry entry = entry_called(entry_point);
    struct call *call;

    if (entry == N_SCRIPT_ENTRIES) {
        violation(resource, "CALL of entry point %lu", (unsigned long)entry_point);
        reply_returned(message->header.id, ERROR_INVALID_FUNCTION);
    } else if (resource == NULL) {
        violation(NULL, "%s for the resource %lu, which is not open", entry_name(entry),
                  (unsigned long)message->call.resource);
        reply_returned(message->header.id, entry == SCRIPT_LOOKS_ALIVE || entry == SCRIPT_IS_ALIVE
                                               ? 0
                                               : ERROR_RESOURCE_NOT_FOUND);
    } else if (!has_entry(resource->type, entry_point)) {
        reply_returned(message->header.id, ERROR_INVALID_FUNCTION);
    } else {
        call = new_call(message->header.id, entry, resource->dll, resource);
        call->flags = message->call.flags;
        enqueue(call);
    }
}

void
request_control(const struct channel_message *message)
{
    const struct channel_control *control = &message->control;
    struct resource *resource = find_resource(control->resource);
    enum entry entry =
        control->as_user != 0 ? SCRIPT_RESOURCE_CONTROL_AS_USER : SCRIPT_RESOURCE_CONTROL;
    struct call *call;

    if (resource == NULL) {
        violation(NULL, "ResourceControl for the resource %lu, which is not open",
                  (unsigned long)control->resource);
        reply_controlled(message->header.id, ERROR_RESOURCE_NOT_FOUND);
        return;
    }
    if (!has_entry(resource->type, reply_entry_point(entry))) {
        reply_controlled(message->header.id, ERROR_INVALID_FUNCTION);
        return;
    }
    call = new_call(message->header.id, entry, resource->dll, resource);
    call->code = control->code;
    copy_input(call, control->in, control->out_size);
    enqueue(call);
}

void
request_type_control(const struct channel_message *message)
{
    const struct channel_type_control *control = &message->type_control;
    struct type *type = find_type(control->type_name);
    enum entry entry =
        control->as_user != 0 ? SCRIPT_RESOURCE_TYPE_CONTROL_AS_USER : SCRIPT_RESOURCE_TYPE_CONTROL;
    struct call *call;

    if (type == NULL) {
        violation(NULL, "ResourceTypeControl for the type %s, which is not loaded",
                  control->type_name);
        reply_controlled(message->header.id, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
        return;
    }
    if (!has_entry(type, reply_entry_point(entry))) {
        reply_controlled(message->header.id, ERROR_INVALID_FUNCTION);
        return;
    }
    call = new_call(message->header.id, entry, type->dll, NULL);
    call->code = control->code;
    call->type_name = must_copy(control->type_name);
    copy_input(call, control->in, control->out_size);
    enqueue(call);
}

static struct call *
find_waiting_call(uint64_t key_id)
{
    for (struct dll *dll = dlls; dll != NULL; dll = dll->next) {
        for (int lane = 0; lane < N_LANES; lane++) {
            if (dll->running[lane] != NULL && dll->running[lane]->key_id == key_id) {
                return dll->running[lane];
            }
        }
    }
    return NULL;
}

/* Returns whether another question has gone out. */
static bool
take_answer(struct call *call, const struct channel_message *message, uint32_t *error)
{
    if (batch_work_wanted(call)) {
        return batch_work_answer(call, message, error);
    }
    return ask_work_wanted(call) ? ask_work_answer(call, message)
                                 : key_work_answer(call, message, error);
}

void
answer_to_call(const struct channel_message *message)
{
    struct call *call = message->header.id != 0 ? find_waiting_call(message->header.id) : NULL;
    uint32_t error = ERROR_SUCCESS;

    if (call == NULL) {
        violation(NULL, "%s answers a request %llu that nobody made",
                  wire_type_name(&channel_schema, message->header.type),
                  (unsigned long long)message->header.id);
    } else if (!take_answer(call, message, &error)) {
        call->key_id = 0;
        finish(call, error == ERROR_SUCCESS ? result_of(call) : failure_of(call, error));
    }
}
