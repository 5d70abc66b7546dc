/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "calls.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "crash.h"
#include "lane.h"
#include "loader.h"
#include "resources.h"

/* CONTROLLED carries 12 bytes of header, two numbers and the blob's length besides the output. */
#define OUT_MAX (WIRE_MESSAGE_MAX - 64)

/* A ResourceControl or ResourceTypeControl call; in[] has in_length bytes and two zeros behind
 * them, for a DLL that takes a name for terminated. */
struct control_call {
    struct call call;
    struct type *type;
    DWORD code;
    DWORD out_size;
    DWORD in_length;
    BYTE in[];
};

struct control_result {
    DWORD error;
    DWORD needed;
};

static const CLRES_V1_FUNCTIONS *
functions_of(const struct call *call)
{
    return type_functions(resource_type(call->resource));
}

static void
answer_call(uint64_t id, DWORD result, BOOL has_event)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_RETURNED, .id = id },
        .returned = { .result = result, .has_event = has_event ? 1 : 0 },
    };

    connection_send(&message);
}

static void
answer_control(uint64_t id, const struct control_result *result, const BYTE *out, DWORD length)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROLLED, .id = id },
        .controlled = { .result = result->error,
                        .needed = result->needed,
                        .out = { .data = out, .length = length } },
    };

    connection_send(&message);
}

static bool
answers_with_bool(uint32_t entry_point)
{
    return entry_point == ENTRY_LOOKS_ALIVE || entry_point == ENTRY_IS_ALIVE;
}

static void
abandon_call(struct call *call)
{
    resource_answered(call->resource, call->entry_point);
    answer_call(call->id, answers_with_bool(call->entry_point) ? FALSE : ERROR_OPERATION_ABORTED,
                FALSE);
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
    id = functions_of(call)->Open(resource_wide_name(resource), key, resource_handle(resource));
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

static DWORD
call_close(struct resource *resource, RESID id, HANDLE *event)
{
    (void)event;
    type_functions(resource_type(resource))->Close(id);
    loader_close_key(resource_key(resource));
    resource_set_open(resource, NULL, NULL);
    return ERROR_SUCCESS;
}

static DWORD
call_online(struct resource *resource, RESID id, HANDLE *event)
{
    return type_functions(resource_type(resource))->Online(id, event);
}

static DWORD
call_offline(struct resource *resource, RESID id, HANDLE *event)
{
    (void)event;
    return type_functions(resource_type(resource))->Offline(id);
}

static DWORD
call_terminate(struct resource *resource, RESID id, HANDLE *event)
{
    (void)event;
    type_functions(resource_type(resource))->Terminate(id);
    return ERROR_SUCCESS;
}

static DWORD
call_looks_alive(struct resource *resource, RESID id, HANDLE *event)
{
    (void)event;
    return (DWORD)type_functions(resource_type(resource))->LooksAlive(id);
}

static DWORD
call_is_alive(struct resource *resource, RESID id, HANDLE *event)
{
    (void)event;
    return (DWORD)type_functions(resource_type(resource))->IsAlive(id);
}

typedef DWORD (*entry_call)(struct resource *resource, RESID id, HANDLE *event);

static const entry_call entry_calls[] = {
    [ENTRY_CLOSE] = call_close,
    [ENTRY_ONLINE] = call_online,
    [ENTRY_OFFLINE] = call_offline,
    [ENTRY_TERMINATE] = call_terminate,
    [ENTRY_LOOKS_ALIVE] = call_looks_alive,
    [ENTRY_IS_ALIVE] = call_is_alive,
};

static entry_call
find_entry_call(uint32_t entry_point)
{
    return entry_point < sizeof(entry_calls) / sizeof(entry_calls[0]) ? entry_calls[entry_point]
                                                                      : NULL;
}

/* *EventHandle is in and out and starts as NULL (resapi.md 2.4); a DLL whose Online failed may
 * have left one that means nothing. */
static void
run_entry_point(struct call *call)
{
    HANDLE event = NULL;
    RESID id = resource_id(call->resource);
    DWORD result;

    if (id == NULL) {
        resource_answered(call->resource, call->entry_point);
        answer_call(call->id,
                    answers_with_bool(call->entry_point) ? FALSE : ERROR_RESOURCE_NOT_FOUND, FALSE);
        return;
    }
    if (!resource_enters(call->resource, call->entry_point, call->terminates)) {
        abandon_call(call);
        return;
    }
    crash_enter(call);
    result = find_entry_call(call->entry_point)(call->resource, id, &event);
    crash_leave();
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
         void (*run)(struct call *call))
{
    struct call *call = calloc(1, sizeof(*call));

    if (call != NULL) {
        call->id = request->header.id;
        call->resource = resource;
        call->entry_point = entry_point;
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
    call = new_call(request, resource, ENTRY_OPEN, run_open);
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

    if (find_entry_call(entry_point) == NULL) {
        error = ERROR_INVALID_FUNCTION;
    } else if (resource == NULL) {
        error = ERROR_RESOURCE_NOT_FOUND;
    } else {
        call = new_call(request, resource, entry_point, run_entry_point);
    }
    if (call == NULL) {
        answer_call(request->header.id, answers_with_bool(entry_point) ? FALSE : error, FALSE);
        return;
    }
    submit(call, resource_type(resource));
}

/* A missing control entry point is one that supports no code (resapi.md 2.3). */
static DWORD
call_control(struct control_call *control, BYTE *out, DWORD *needed)
{
    const CLRES_V1_FUNCTIONS *functions = type_functions(control->type);
    void *in = control->in_length != 0 ? control->in : NULL;

    if (control->call.resource == NULL) {
        return functions->ResourceTypeControl == NULL
                   ? ERROR_INVALID_FUNCTION
                   : functions->ResourceTypeControl(type_name(control->type), control->code, in,
                                                    control->in_length, out, control->out_size,
                                                    needed);
    }
    if (resource_id(control->call.resource) == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    return functions->ResourceControl == NULL
               ? ERROR_INVALID_FUNCTION
               : functions->ResourceControl(resource_id(control->call.resource), control->code, in,
                                            control->in_length, out, control->out_size, needed);
}

/* A DLL may say ERROR_SUCCESS and need more than there was room for (resapi.md 2.12). */
static DWORD
written(const struct control_call *control, const struct control_result *result)
{
    if (result->error != ERROR_SUCCESS) {
        return 0;
    }
    return result->needed < control->out_size ? result->needed : control->out_size;
}

static void
run_control(struct call *call)
{
    struct control_call *control = (struct control_call *)call;
    struct control_result result = { .error = ERROR_NOT_ENOUGH_MEMORY };
    BYTE *out = control->out_size != 0 ? calloc(1, control->out_size) : NULL;

    if (out != NULL || control->out_size == 0) {
        crash_enter(call);
        result.error = call_control(control, out, &result.needed);
        crash_leave();
    }
    if (call->resource != NULL) {
        resource_answered(call->resource, call->entry_point);
    }
    answer_control(call->id, &result, out, written(control, &result));
    free(out);
}

static struct control_call *
new_control(uint64_t id, DWORD code, DWORD out_size, const struct wire_bytes *in)
{
    struct control_call *control = calloc(1, sizeof(*control) + in->length + 2);

    if (control != NULL) {
        control->call.id = id;
        control->call.run = run_control;
        control->code = code;
        control->out_size = out_size < OUT_MAX ? out_size : OUT_MAX;
        control->in_length = in->length;
        memcpy(control->in, in->data, in->length);
    }
    return control;
}

static void
refuse_control(uint64_t id, DWORD error)
{
    struct control_result result = { .error = error };

    answer_control(id, &result, NULL, 0);
}

static void
submit_control(struct control_call *control, uint64_t id, struct type *type,
               struct resource *resource)
{
    if (control == NULL) {
        refuse_control(id, ERROR_NOT_ENOUGH_MEMORY);
        return;
    }
    control->type = type;
    control->call.resource = resource;
    control->call.entry_point =
        resource != NULL ? ENTRY_RESOURCE_CONTROL : ENTRY_RESOURCE_TYPE_CONTROL;
    submit(&control->call, type);
}

void
calls_control(const struct channel_message *request)
{
    const struct channel_control *asked = &request->control;
    struct resource *resource = resource_find(asked->resource);

    if (resource == NULL) {
        refuse_control(request->header.id, ERROR_RESOURCE_NOT_FOUND);
        return;
    }
    submit_control(new_control(request->header.id, asked->code, asked->out_size, &asked->in),
                   request->header.id, resource_type(resource), resource);
}

void
calls_type_control(const struct channel_message *request)
{
    const struct channel_type_control *asked = &request->type_control;
    struct type *type = loader_find_type(asked->type_name);

    if (type == NULL) {
        refuse_control(request->header.id, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
        return;
    }
    submit_control(new_control(request->header.id, asked->code, asked->out_size, &asked->in),
                   request->header.id, type, NULL);
}
