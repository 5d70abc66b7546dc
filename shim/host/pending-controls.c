/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pending-controls.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "crash.h"
#include "entry-table.h"
#include "loader.h"
#include "resources.h"

/* CONTROLLED carries 12 bytes of header, two numbers and the blob's length besides the output. */
#define OUT_MAX (WIRE_MESSAGE_MAX - 64)

/* in[] has in_length bytes and two zeros behind them, for a DLL that takes a name for terminated. */
struct control {
    struct control *next;
    uint64_t id;
    INT64 context;
    struct type *type;
    struct resource *resource; /* NULL for a control of the type */
    uint32_t entry_point;
    DWORD code;
    DWORD thread; /* in its entry point, until it is entered */
    HANDLE token; /* NULL unless AsUser */
    BYTE *out;
    DWORD out_size;
    DWORD needed; /* the DLL's *BytesReturned */

    /* Guarded by list_lock. */
    bool entered; /* the entry point has returned and left the control pending */
    bool ended;   /* EndControlCall was called */
    DWORD status; /* what it said */

    DWORD in_length;
    BYTE in[];
};

/* Controls whose entry point runs or which are pending. */
static SRWLOCK list_lock = SRWLOCK_INIT;
static struct control *list;
static INT64 last_context;

static void
send_controlled(uint64_t id, DWORD error, DWORD needed, struct wire_bytes out)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROLLED, .id = id },
        .controlled = { .result = error, .needed = needed, .out = out },
    };

    connection_send(&message);
}

void
control_refuse(uint64_t id, DWORD error)
{
    send_controlled(id, error, 0, (struct wire_bytes){ 0 });
}

/* A DLL may say ERROR_SUCCESS and need more than there was room for (resapi.md 2.12). */
static void
answer(const struct control *control, DWORD error)
{
    DWORD length = control->needed < control->out_size ? control->needed : control->out_size;

    send_controlled(control->id, error, control->needed,
                    (struct wire_bytes){ .data = control->out,
                                         .length = error == ERROR_SUCCESS ? length : 0 });
}

static void
free_control(struct control *control)
{
    if (control->token != NULL) {
        CloseHandle(control->token);
    }
    free(control->out);
    free(control);
}

static uint32_t
entry_point_of(const struct control_request *request)
{
    if (request->resource != NULL) {
        return request->as_user ? ENTRY_RESOURCE_CONTROL_AS_USER : ENTRY_RESOURCE_CONTROL;
    }
    return request->as_user ? ENTRY_RESOURCE_TYPE_CONTROL_AS_USER : ENTRY_RESOURCE_TYPE_CONTROL;
}

static bool
is_as_user(const struct control *control)
{
    return control->entry_point == ENTRY_RESOURCE_CONTROL_AS_USER ||
           control->entry_point == ENTRY_RESOURCE_TYPE_CONTROL_AS_USER;
}

struct control *
control_new(const struct control_request *request)
{
    struct control *control = calloc(1, sizeof(*control) + request->in.length + 2);

    if (control == NULL) {
        return NULL;
    }
    control->id = request->id;
    control->type = request->type;
    control->resource = request->resource;
    control->entry_point = entry_point_of(request);
    control->code = request->code;
    control->out_size = request->out_size < OUT_MAX ? request->out_size : OUT_MAX;
    control->in_length = request->in.length;
    memcpy(control->in, request->in.data, request->in.length);
    control->out = calloc(1, control->out_size + 1);
    if (control->out == NULL) {
        free(control);
        return NULL;
    }
    return control;
}

uint32_t
control_entry_point(const struct control *control)
{
    return control->entry_point;
}

/* Everything that a host does is done by its own user, so that is whom a control is made for. */
static DWORD
make_token(HANDLE *token)
{
    HANDLE own;
    DWORD error = ERROR_SUCCESS;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_DUPLICATE | TOKEN_QUERY, &own)) {
        return GetLastError();
    }
    if (!DuplicateTokenEx(own, TOKEN_IMPERSONATE | TOKEN_QUERY | TOKEN_DUPLICATE, NULL,
                          SecurityImpersonation, TokenImpersonation, token)) {
        error = GetLastError();
    }
    CloseHandle(own);
    return error;
}

/* A missing control entry point is one that supports no code (resapi.md 2.3). */
static DWORD
prepare(struct control *control)
{
    if ((type_entries(control->type) & ENTRY_BIT(control->entry_point)) == 0) {
        return ERROR_INVALID_FUNCTION;
    }
    if (control->resource != NULL && resource_id(control->resource) == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    return is_as_user(control) ? make_token(&control->token) : ERROR_SUCCESS;
}

static void
add_to_list(struct control *control)
{
    AcquireSRWLockExclusive(&list_lock);
    control->context = ++last_context;
    control->thread = GetCurrentThreadId();
    control->next = list;
    list = control;
    ReleaseSRWLockExclusive(&list_lock);
}

/* With list_lock held. */
static void
take_from_list(struct control *control)
{
    struct control **link = &list;

    while (*link != control) {
        link = &(*link)->next;
    }
    *link = control->next;
}

static DWORD
call_dll(struct control *control, BOOL *asynchronous)
{
    struct control_arguments arguments = {
        .code = control->code,
        .in = control->in_length != 0 ? control->in : NULL,
        .in_length = control->in_length,
        .out = control->out_size != 0 ? control->out : NULL,
        .out_size = control->out_size,
        .returned = &control->needed,
        .context = control->context,
        .asynchronous = asynchronous,
        .token = control->token,
    };
    const CLRES_FUNCTION_TABLE *table = type_table(control->type);

    return control->resource != NULL
               ? table_control(table, resource_id(control->resource), &arguments)
               : table_type_control(table, type_name(control->type), &arguments);
}

/* FALSE when EndControlCall came before the entry point returned. CONTROL_PENDING is sent with the
 * lock held, so that CONTROLLED comes behind it. */
static bool
becomes_pending(struct control *control)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL_PENDING, .id = control->id },
    };
    bool pending;

    AcquireSRWLockExclusive(&list_lock);
    pending = !control->ended;
    if (pending) {
        control->entered = true;
        connection_send(&message);
    } else {
        take_from_list(control);
    }
    ReleaseSRWLockExclusive(&list_lock);
    return pending;
}

static void
remove_from_list(struct control *control)
{
    AcquireSRWLockExclusive(&list_lock);
    take_from_list(control);
    ReleaseSRWLockExclusive(&list_lock);
}

/* *ReturnedAsynchronously decides, whatever is returned with it. */
static void
make_call(struct control *control, const struct call *call)
{
    BOOL asynchronous = FALSE;
    DWORD error;

    add_to_list(control);
    crash_enter(call);
    error = call_dll(control, &asynchronous);
    crash_leave();
    if (control->resource != NULL) {
        resource_answered(control->resource, control->entry_point);
    }
    if (!asynchronous) {
        remove_from_list(control);
        answer(control, error);
        free_control(control);
    } else if (!becomes_pending(control)) {
        answer(control, control->status);
        free_control(control);
    }
}

void
control_run(struct control *control, const struct call *call)
{
    DWORD error = prepare(control);

    if (error == ERROR_SUCCESS) {
        make_call(control, call);
        return;
    }
    if (control->resource != NULL) {
        resource_answered(control->resource, control->entry_point);
    }
    control_refuse(control->id, error);
    free_control(control);
}

/* Takes the resource's first pending control from the list. */
static struct control *
take_pending(const struct resource *resource)
{
    struct control *control;

    AcquireSRWLockExclusive(&list_lock);
    control = list;
    while (control != NULL && (control->resource != resource || !control->entered)) {
        control = control->next;
    }
    if (control != NULL) {
        take_from_list(control);
    }
    ReleaseSRWLockExclusive(&list_lock);
    return control;
}

/* The DLL's thread that should have ended the control may still write to its buffers: they are not
 * freed. */
void
controls_abort(const struct resource *resource)
{
    struct control *control;

    while ((control = take_pending(resource)) != NULL) {
        control_refuse(control->id, ERROR_OPERATION_ABORTED);
    }
}

/* With list_lock held. */
static struct control *
find_unended(BOOL of_type, INT64 context)
{
    struct control *control = list;

    while (control != NULL && control->context != context) {
        control = control->next;
    }
    return control != NULL && !control->ended && (control->resource == NULL) == (of_type != FALSE)
               ? control
               : NULL;
}

static bool
is_about_properties(DWORD code)
{
    switch (code) {
    case CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS:
        return true;
    default:
        return false;
    }
}

const struct type *
controls_type_of_properties(void)
{
    const struct type *type = NULL;

    AcquireSRWLockExclusive(&list_lock);
    for (const struct control *control = list; control != NULL; control = control->next) {
        if (!control->entered && control->thread == GetCurrentThreadId() &&
            is_about_properties(control->code)) {
            type = control->type;
        }
    }
    ReleaseSRWLockExclusive(&list_lock);
    return type;
}

DWORD
controls_end(BOOL of_type, INT64 context, DWORD status)
{
    struct control *control;
    bool entered = false;

    AcquireSRWLockExclusive(&list_lock);
    control = find_unended(of_type, context);
    if (control != NULL) {
        control->ended = true;
        control->status = status;
        entered = control->entered;
    }
    if (entered) {
        take_from_list(control);
    }
    ReleaseSRWLockExclusive(&list_lock);
    if (entered) {
        answer(control, status);
        free_control(control);
    }
    return control != NULL ? ERROR_SUCCESS : ERROR_NOT_FOUND;
}

DWORD
controls_extend(BOOL of_type, INT64 context, DWORD timeout_ms)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL_EXTENDED },
        .control_extended = { .timeout_ms = timeout_ms },
    };
    const struct control *control;

    AcquireSRWLockExclusive(&list_lock);
    control = find_unended(of_type, context);
    if (control != NULL) {
        message.header.id = control->id;
        connection_send(&message);
    }
    ReleaseSRWLockExclusive(&list_lock);
    return control != NULL ? ERROR_SUCCESS : ERROR_NOT_FOUND;
}
