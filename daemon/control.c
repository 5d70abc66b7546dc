/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Control codes for clients (resapi.md 2.12): some are answered by the cluster database, the others by
 * the DLL, whose ERROR_INVALID_FUNCTION hands them back. A resource that is offline is opened for them,
 * as it would be open on Windows; whoever asked then hears when it is closed again, so that what he
 * asks next meets a resource at rest.
 */

#include <qb/qbutil.h>

#include "control-client.h"
#include "error.h"
#include "resource-private.h"

#define FIRST_OUT_SIZE 65536

struct control {
    struct resource *resource; /* NULL once that is gone */
    struct control_client client;
    uint32_t out_size;
    bool called;   /* ResourceControl is in flight, and its reply comes here */
    bool storing;  /* the answer is on its way to the cluster database, whose word comes here */
    bool answered; /* what the client is told is certain; a call may be in flight all the same */
    qb_loop_timer_handle timer;
};

/* The DLL has to be asked, or asked again with more room. */
static bool
waits(const struct control *control)
{
    return !control->called && !control->storing && !control->answered;
}

/* Nothing comes here any more. */
static bool
is_over(const struct control *control)
{
    return control->answered && !control->called;
}

static void
stop_timer(struct control *control)
{
    if (control->timer != 0) {
        qb_loop_timer_del(control->resource->world->loop, control->timer);
    }
    control->timer = 0;
}

static void
free_control(void *data)
{
    struct control *control = data;

    stop_timer(control);
    control_client_clear(&control->client);
    g_free(control);
}

/* Tells the clients of all that is over; not in the midst of a visit. */
static void
tell_clients(struct resource *resource)
{
    GList *told = NULL;

    if (machine_is_visit(resource->state)) {
        return;
    }
    for (GList *item = resource->controls; item != NULL;) {
        GList *next = item->next;

        if (is_over(item->data)) {
            resource->controls = g_list_remove_link(resource->controls, item);
            told = g_list_concat(told, item);
        }
        item = next;
    }
    for (GList *item = told; item != NULL; item = item->next) {
        control_client_tell(&((struct control *)item->data)->client);
    }
    g_list_free_full(told, free_control);
}

static void
finish(struct control *control)
{
    struct resource *resource = control->resource;

    control->answered = true;
    controls_update(resource);
}

/* out may be NULL. */
static void
answer(struct control *control, uint32_t result, GBytes *out)
{
    control_client_answer(&control->client, result, out);
    finish(control);
}

/* Takes error. */
static void
fail(struct control *control, GError *error)
{
    control_client_fail(&control->client, error);
    finish(control);
}

/* Answers that wait for the database */

/* The resource may be gone: what other nodes have written comes in between. */
static void
on_answer_stored(void *user, const GError *error)
{
    struct control *control = user;

    control->storing = false;
    if (control->resource == NULL) {
        if (error != NULL) {
            control_client_fail(&control->client, g_error_copy(error));
        }
        control_client_tell(&control->client);
        free_control(control);
    } else if (error != NULL) {
        fail(control, g_error_copy(error));
    } else {
        finish(control);
    }
}

static void
take_default(struct control *control, struct defaults_answer *taken)
{
    struct clusdb_batch *batch = g_steal_pointer(&taken->batch);

    if (batch == NULL) {
        answer(control, taken->result, taken->out);
        return;
    }
    control_client_answer(&control->client, taken->result, taken->out);
    control->storing = true;
    clusdb_commit(control->resource->world->db, batch, on_answer_stored, control);
}

void
control_object(const struct resource *resource, struct common_runtime *runtime,
               struct defaults_object *object)
{
    resource_runtime(resource, runtime);
    *object = (struct defaults_object){
        .db = resource->world->db,
        .kind = COMMON_OF_RESOURCE,
        .key = resource->key,
        .entries = resource->entries,
        .runtime = runtime,
    };
}

/* The DLL's word, and what the Resource Monitor makes of it */

/* Which of the calls in flight it is about, nobody tells. */
void
controls_complain(struct resource *resource, const char *line)
{
    for (GList *item = resource->controls; item != NULL; item = item->next) {
        struct control *control = item->data;

        if (control->called && !control->answered) {
            control_client_complain(&control->client, line);
        }
    }
}

/* A control that fails is told with it: it is no cause of what else may fail later. */
static void
forget_complaint(struct control *control)
{
    struct resource *resource = control->resource;

    if (g_strcmp0(resource->complaint, control->client.complaint) == 0) {
        g_clear_pointer(&resource->complaint, g_free);
    }
}

/* Whoever has been told does not wait for more. */
static bool
needs_more_room(const struct control *control, const struct channel_controlled *reply)
{
    return reply->result == WIN32_MORE_DATA && reply->needed > control->out_size &&
           reply->needed <= WIRE_MESSAGE_MAX && control->client.done != NULL;
}

static void
take_reply(struct control *control, const struct channel_controlled *reply)
{
    g_autoptr(GBytes) out = g_bytes_new(reply->out.data, reply->out.length);
    struct wire_bytes in = control_client_in(&control->client);
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct common_runtime runtime;
    struct defaults_object object;

    if (needs_more_room(control, reply)) {
        /* At once, or when the resource can be asked again. */
        control->out_size = reply->needed;
        controls_update(control->resource);
        return;
    }
    control_object(control->resource, &runtime, &object);
    if (defaults_after(&object, control->client.request.code, &in, reply->result, &taken)) {
        take_default(control, &taken);
    } else {
        answer(control, reply->result, out);
    }
    defaults_answer_clear(&taken);
}

static void
on_controlled(void *user, const struct channel_message *reply)
{
    struct control *control = user;
    struct resource *resource = control->resource;

    control->called = false;
    if (reply != NULL && control->answered) {
        tell_clients(resource); /* it was told a failure, and is over now */
        resource_call_returned(resource);
        return;
    }
    if (reply != NULL) {
        forget_complaint(control);
        take_reply(control, &reply->controlled);
        resource_call_returned(resource);
        return;
    }
    fail(control, g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: ResourceControl 0x%08x did not return in %u ms "
                              "(DeadlockTimeout): its host is killed",
                              resource->name, control->client.request.code,
                              resource_number(resource, COMMON_DEADLOCK_TIMEOUT)));
    resource_call_hung(resource, "ResourceControl");
}

static void
send_control(struct control *control)
{
    struct resource *resource = control->resource;
    struct channel_message message = {
        .header.type = CHANNEL_CONTROL,
        .control = { .code = control->client.request.code,
                     .out_size = control->out_size,
                     .as_user = control->client.request.as_user,
                     .in = control_client_in(&control->client) },
    };

    control->called = true;
    tenant_call(resource->tenant, &message, resource_number(resource, COMMON_DEADLOCK_TIMEOUT),
                on_controlled, control);
}

/* The client's time */

static void
on_cancelled(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "Cancel");
    } else {
        resource_call_returned(resource);
    }
}

/* Before the DLL has been given the control, Cancel would be for another one. */
static bool
may_be_cancelled(const struct control *control)
{
    const struct resource *resource = control->resource;

    return control->called && (resource->entries & ENTRY_BIT(ENTRY_CANCEL)) != 0 &&
           tenant_has_begun(resource->tenant, control);
}

/* Its answer waits for the end of a visit no longer than the client does. Where there is none yet,
 * the client is told; the DLL, which Cancel asks to come to an end, goes on until it does. */
static void
on_control_timeout(void *data)
{
    struct control *control = data;
    struct resource *resource = control->resource;

    control->timer = 0;
    if (control->answered) {
        control_client_tell(&control->client);
        return;
    }
    control_client_give_up(&control->client,
                           g_error_new(RESAPID_ERROR, OUTCOME_TIMEOUT,
                                       "resource %s: control 0x%08x has not been answered in %u ms",
                                       resource->name, control->client.request.code,
                                       control->client.request.timeout_ms));
    if (waits(control)) {
        finish(control);
    } else if (may_be_cancelled(control)) {
        resource_call(resource, ENTRY_CANCEL, 0, on_cancelled);
    }
}

/* All of a resource's controls */

static bool
are_all_answered(const struct resource *resource)
{
    for (const GList *item = resource->controls; item != NULL; item = item->next) {
        if (!((const struct control *)item->data)->answered) {
            return false;
        }
    }
    return true;
}

static bool
does_any_wait(const struct resource *resource)
{
    for (const GList *item = resource->controls; item != NULL; item = item->next) {
        if (waits(item->data)) {
            return true;
        }
    }
    return false;
}

static void
send_waiting(struct resource *resource)
{
    for (GList *item = resource->controls; item != NULL; item = item->next) {
        if (waits(item->data)) {
            send_control(item->data);
        }
    }
}

static void
refuse_failed(struct resource *resource)
{
    g_autoptr(GError) error =
        g_error_new(RESAPID_ERROR, OUTCOME_NOT_RUNNING,
                    "resource %s: is failed and its DLL is not loaded: take it offline first",
                    resource->name);

    controls_fail(resource, error);
}

void
controls_update(struct resource *resource)
{
    bool waiting = does_any_wait(resource);

    tell_clients(resource);
    if (resource->state == STATE_VISITED && are_all_answered(resource)) {
        resource_event(resource, EVENT_VISIT_OVER);
    } else if (waiting && resource->open && machine_takes_controls(resource->state)) {
        send_waiting(resource);
    } else if (waiting && resource->state == STATE_OFFLINE) {
        resource_event(resource, EVENT_VISIT);
    } else if (waiting && resource->state == STATE_FAILED && resource->tenant == NULL) {
        refuse_failed(resource);
    }
}

/* An answer that is being stored needs no host any more. */
void
controls_fail(struct resource *resource, const GError *error)
{
    for (GList *item = resource->controls; item != NULL; item = item->next) {
        struct control *control = item->data;

        if (control->called || waits(control)) {
            control->answered = true;
            control_client_fail(&control->client, g_error_copy(error));
        }
    }
    tell_clients(resource);
}

void
controls_forget(struct resource *resource)
{
    for (GList *item = resource->controls; item != NULL; item = item->next) {
        struct control *control = item->data;

        if (control->called && !control->answered) {
            control->answered = true;
            control_client_fail(&control->client,
                                g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                            "resource %s: was closed before ResourceControl 0x%08x "
                                            "returned: ask again",
                                            resource->name, control->client.request.code));
        }
        control->called = false;
    }
    tell_clients(resource);
}

/* The database still has to do with the one whose answer it stores. */
static void
drop_control(void *data)
{
    struct control *control = data;

    if (control->storing) {
        stop_timer(control);
        control->resource = NULL;
    } else {
        free_control(control);
    }
}

void
controls_drop(struct resource *resource)
{
    g_list_free_full(g_steal_pointer(&resource->controls), drop_control);
}

bool
resource_answer_alone(const struct resource *resource, uint32_t code, const struct wire_bytes *in,
                      struct defaults_answer *answer)
{
    struct common_runtime runtime;
    struct defaults_object object;

    control_object(resource, &runtime, &object);
    return defaults_alone(&object, code, in, answer);
}

void
resource_control(struct resource *resource, const struct control_request *request,
                 resource_controlled done, void *user)
{
    struct control *control = g_new0(struct control, 1);
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct common_runtime runtime;
    struct defaults_object object;

    control->resource = resource;
    control_client_init(&control->client, request, done, user);
    control->out_size = FIRST_OUT_SIZE;
    resource->controls = g_list_append(resource->controls, control);
    control_object(resource, &runtime, &object);
    if (defaults_before(&object, request->code, &request->in, &taken)) {
        take_default(control, &taken);
        defaults_answer_clear(&taken);
        return;
    }
    if (request->timeout_ms != 0) {
        qb_loop_timer_add(resource->world->loop, QB_LOOP_MED,
                          (uint64_t)request->timeout_ms * QB_TIME_NS_IN_MSEC, control,
                          on_control_timeout, &control->timer);
    }
    controls_update(resource);
}
