/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "calls.h"

#include <stdbool.h>
#include <stdlib.h>

#include "connection.h"
#include "crash.h"
#include "entry-table.h"
#include "lane.h"
#include "loader.h"
#include "pending-controls.h"
#include "resources.h"

/* The call of a control, which may outlive it. */
struct control_call {
    struct call call;
    struct control *control;
};

static void
answer_call(uint64_t id, DWORD result, BOOL has_event)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_RETURNED, .id = id },
        .returned = { .result = result, .has_event = has_event ? 1 : 0 },
    };

    connection_send(&message);
}

static bool
answers_with_bool(uint32_t entry_point)
{
    return entry_point == ENTRY_LOOKS_ALIVE || entry_point == ENTRY_IS_ALIVE;
}

static void
refuse_call(struct call *call, DWORD error)
{
    resource_answered(call->resource, call->entry_point);
    answer_call(call->id, answers_with_bool(call->entry_point) ? FALSE : error, FALSE);
}

static void
abandon_call(struct call *call)
{
    refuse_call(call, ERROR_OPERATION_ABORTED);
}

/* A NULL RESID with no error set is still a failure (resapi.md 2.1). */
static DWORD
open_resource(struct call *call)
{
    struct resource *resource = call->resource;
    HKEY key = NULL;
    RESID id;
    DWORD error = loader_make_key(resource_key_path(resource), &key);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    crash_enter(call);
    SetLastError(ERROR_SUCCESS);
    id = table_open(type_table(resource_type(resource)), resource_wide_name(resource), key,
                    resource_handle(resource), call->flags);
    error = GetLastError();
    crash_leave();
    if (id != NULL) {
        resource_set_open(resource, id, key);
        return ERROR_SUCCESS;
    }
    loader_close_key(key);
    return error != ERROR_SUCCESS ? error : ERROR_RESOURCE_FAILED;
}

static void
run_open(struct call *call)
{
    resource_enters(call->resource, ENTRY_OPEN, call->terminates);
    resource_returned(call->resource, ENTRY_OPEN, call->id, open_resource(call), NULL);
}

/* How long the key that Open got stays valid is stated nowhere; here it is until Close has returned. */
static void
end_resource(struct resource *resource)
{
    loader_close_key(resource_key(resource));
    resource_set_open(resource, NULL, NULL);
    controls_abort(resource);
}

/* Why an entry point cannot be called in this resource; ERROR_SUCCESS if it can. */
static DWORD
why_not(const struct call *call)
{
    if (resource_id(call->resource) == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    return (type_entries(resource_type(call->resource)) & ENTRY_BIT(call->entry_point)) == 0
               ? ERROR_INVALID_FUNCTION
               : ERROR_SUCCESS;
}

/* *EventHandle is in and out and starts as NULL (resapi.md 2.4); a DLL whose Online failed may
 * have left one that means nothing. */
static DWORD
call_entry_point(struct call *call, HANDLE *event)
{
    const CLRES_FUNCTION_TABLE *table = type_table(resource_type(call->resource));
    DWORD result;

    crash_enter(call);
    result = table_call(table, call->entry_point, resource_id(call->resource), call->flags, event);
    crash_leave();
    if (call->entry_point == ENTRY_CLOSE) {
        end_resource(call->resource);
    }
    return result;
}

static void
run_entry_point(struct call *call)
{
    HANDLE event = NULL;
    DWORD error = why_not(call);
    DWORD result;

    if (error != ERROR_SUCCESS) {
        refuse_call(call, error);
        return;
    }
    if (!resource_enters(call->resource, call->entry_point, call->terminates)) {
        abandon_call(call);
        return;
    }
    result = call_entry_point(call, &event);
    resource_returned(call->resource, call->entry_point, call->id, result,
                      result == ERROR_SUCCESS || result == ERROR_IO_PENDING ? event : NULL);
}

static void
submit(struct call *call, struct type *type)
{
    if (call->resource != NULL) {
        call->terminates = resource_asked(call->resource, call->entry_point);
    }
    lane_submit(type_lane(type), call);
}

static struct call *
new_call(const struct channel_message *request, struct resource *resource, uint32_t entry_point,
         uint32_t flags, void (*run)(struct call *call))
{
    struct call *call = calloc(1, sizeof(*call));

    if (call != NULL) {
        call->id = request->header.id;
        call->resource = resource;
        call->entry_point = entry_point;
        call->flags = flags;
        call->run = run;
        call->abandon = abandon_call;
    }
    return call;
}

void
calls_open(const struct channel_message *request)
{
    struct type *type = loader_find_type(request->open.type_name);
    struct resource *resource;
    struct call *call;

    if (type == NULL) {
        answer_call(request->header.id, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND, FALSE);
        return;
    }
    resource = resource_add(request->open.resource, type, request->open.name, request->open.key);
    if (resource == NULL) {
        answer_call(request->header.id, GetLastError(), FALSE);
        return;
    }
    call = new_call(request, resource, ENTRY_OPEN, request->open.flags, run_open);
    if (call == NULL) {
        answer_call(request->header.id, ERROR_NOT_ENOUGH_MEMORY, FALSE);
        return;
    }
    submit(call, type);
}

void
calls_call(const struct channel_message *request)
{
    uint32_t entry_point = request->call.entry_point;
    struct resource *resource = resource_find(request->call.resource);
    struct call *call = NULL;
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (!table_can_call(entry_point)) {
        error = ERROR_INVALID_FUNCTION;
    } else if (resource == NULL) {
        error = ERROR_RESOURCE_NOT_FOUND;
    } else {
        call = new_call(request, resource, entry_point, request->call.flags, run_entry_point);
    }
    if (call == NULL) {
        answer_call(request->header.id, answers_with_bool(entry_point) ? FALSE : error, FALSE);
        return;
    }
    submit(call, resource_type(resource));
}

static void
run_control(struct call *call)
{
    control_run(((struct control_call *)call)->control, call);
}

static void
submit_control(const struct control_request *request)
{
    struct control_call *call = calloc(1, sizeof(*call));
    struct control *control = call != NULL ? control_new(request) : NULL;

    if (control == NULL) {
        control_refuse(request->id, ERROR_NOT_ENOUGH_MEMORY);
        free(call);
        return;
    }
    call->control = control;
    call->call.id = request->id;
    call->call.resource = request->resource;
    call->call.entry_point = control_entry_point(control);
    call->call.run = run_control;
    submit(&call->call, request->type);
}

void
calls_control(const struct channel_message *request)
{
    const struct channel_control *asked = &request->control;
    struct resource *resource = resource_find(asked->resource);

    if (resource == NULL) {
        control_refuse(request->header.id, ERROR_RESOURCE_NOT_FOUND);
        return;
    }
    submit_control(&(struct control_request){ .id = request->header.id,
                                              .type = resource_type(resource),
                                              .resource = resource,
                                              .code = asked->code,
                                              .out_size = asked->out_size,
                                              .as_user = asked->as_user != 0,
                                              .in = asked->in });
}

void
calls_type_control(const struct channel_message *request)
{
    const struct channel_type_control *asked = &request->type_control;
    struct type *type = loader_find_type(asked->type_name);

    if (type == NULL) {
        control_refuse(request->header.id, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
        return;
    }
    submit_control(&(struct control_request){ .id = request->header.id,
                                              .type = type,
                                              .code = asked->code,
                                              .out_size = asked->out_size,
                                              .as_user = asked->as_user != 0,
                                              .in = asked->in });
}

void
calls_watch_again(const struct channel_message *request)
{
    struct resource *resource = resource_find(request->watch_again.resource);

    if (resource != NULL) {
        resource_watch_again(resource);
    }
}
