/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "type-control.h"

#include "catalog.h"
#include "control-client.h"
#include "defaults.h"
#include "dll-file.h"
#include "error.h"
#include "log.h"

#define FIRST_OUT_SIZE 65536

struct type_controls {
    const struct resource_world *world;
    GList *list; /* struct type_call */
};

struct type_call {
    struct type_controls *controls;
    struct tenant *tenant;
    char *type;
    char *key;
    char *dll;
    struct control_client client;
    uint32_t entries;
    uint32_t out_size;
    qb_loop_timer_handle timer;
};

static uint32_t
deadlock_ms(const struct type_call *call)
{
    return common_type_number(call->controls->world->db, call->key, COMMON_DEADLOCK_TIMEOUT);
}

static void
free_call(void *data)
{
    struct type_call *call = data;
    const struct resource_world *world = call->controls->world;

    prefix_cancel(world->prefix, call);
    monitors_cancel(world->monitors, call);
    if (call->timer != 0) {
        qb_loop_timer_del(world->loop, call->timer);
    }
    tenant_free(call->tenant);
    control_client_clear(&call->client);
    g_free(call->type);
    g_free(call->key);
    g_free(call->dll);
    g_free(call);
}

static void
finish(struct type_call *call)
{
    call->controls->list = g_list_remove(call->controls->list, call);
    control_client_tell(&call->client);
    free_call(call);
}

static void
on_stored(void *user, const GError *error)
{
    struct type_call *call = user;

    if (error != NULL) {
        control_client_fail(&call->client, g_error_copy(error));
    }
    finish(call);
}

/* What the Resource Monitor says where the DLL does not; false if that is nothing. */
static bool
take_default(struct type_call *call, struct defaults_answer *taken)
{
    control_client_answer(&call->client, taken->result, taken->out);
    if (taken->batch == NULL) {
        return false;
    }
    clusdb_commit(call->controls->world->db, g_steal_pointer(&taken->batch), on_stored, call);
    return true;
}

static struct defaults_object
object_of(const struct type_call *call, const struct common_runtime *runtime)
{
    return (struct defaults_object){
        .db = call->controls->world->db,
        .kind = COMMON_OF_TYPE,
        .key = call->key,
        .entries = call->entries,
        .runtime = runtime,
    };
}

/* Behind the end of its place in the host. */
static void
conclude(struct type_call *call)
{
    const struct common_runtime nothing = { .monitor_process_id = 0 };
    struct defaults_object object = object_of(call, &nothing);
    struct wire_bytes in = control_client_in(&call->client);
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    bool storing = false;

    if (call->client.error == NULL &&
        defaults_after(&object, call->client.request.code, &in, call->client.result, &taken)) {
        storing = take_default(call, &taken);
    }
    defaults_answer_clear(&taken);
    if (!storing) {
        finish(call);
    }
}

static void send_control(struct type_call *call);

static void
take_reply(struct type_call *call, const struct channel_controlled *reply)
{
    g_autoptr(GBytes) out = g_bytes_new(reply->out.data, reply->out.length);

    if (control_wants_room(reply, &call->out_size)) {
        send_control(call);
        return;
    }
    control_client_answer(&call->client, reply->result, out);
    tenant_leave(call->tenant);
}

static void
on_controlled(void *user, const struct channel_message *reply)
{
    struct type_call *call = user;

    if (reply == NULL) {
        control_client_fail(
            &call->client,
            g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                        "resource type '%s': ResourceTypeControl 0x%08x did not return "
                        "in %u ms (DeadlockTimeout): its host is killed",
                        call->type, call->client.request.code, deadlock_ms(call)));
        tenant_kill(call->tenant, NULL);
        return;
    }
    take_reply(call, &reply->controlled);
}

static void
send_control(struct type_call *call)
{
    struct channel_message message = {
        .header.type = CHANNEL_TYPE_CONTROL,
        .type_control = { .type_name = call->type,
                          .code = call->client.request.code,
                          .out_size = call->out_size,
                          .as_user = call->client.request.as_user,
                          .in = control_client_in(&call->client) },
    };

    g_clear_pointer(&call->client.complaint, g_free); /* what loading complained of is no reason */
    tenant_call(call->tenant, &message, deadlock_ms(call), on_controlled, call);
}

static void
on_loaded(void *user, const struct channel_message *reply)
{
    struct type_call *call = user;

    if (reply == NULL) {
        control_client_fail(
            &call->client,
            g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                        "resource type '%s': loading its resource DLL %s did not end "
                        "in %u ms (DeadlockTimeout): its host is killed",
                        call->type, call->dll, deadlock_ms(call)));
        tenant_kill(call->tenant, NULL);
    } else if (reply->loaded.stage != LOAD_DONE) {
        control_client_fail(&call->client,
                            monitor_load_error(call->dll, call->type, &reply->loaded));
        tenant_leave(call->tenant);
    } else {
        call->entries = reply->loaded.entries;
        send_control(call);
    }
}

static void
on_ready(void *owner)
{
    struct type_call *call = owner;

    tenant_load(call->tenant, call->type, call->dll, deadlock_ms(call), on_loaded, call);
}

static void
on_message(void *owner, const struct channel_message *message)
{
    struct type_call *call = owner;

    if (message->header.type == CHANNEL_LOG) {
        g_autofree char *line = log_one_line(message->log.text);

        log_info("resource type '%s': %s", call->type, line);
        if (message->log.level >= LEVEL_ERROR) {
            control_client_complain(&call->client, line);
        }
    }
}

static void
on_died(void *owner, const char *cause, bool guilty)
{
    struct type_call *call = owner;

    (void)guilty;
    if (call->client.out != NULL) {
        return; /* it was answered, and the host has been left */
    }
    control_client_fail(&call->client,
                        g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                    "resource type '%s': its host process %d %s before "
                                    "ResourceTypeControl returned",
                                    call->type, (int)tenant_host_pid(call->tenant), cause));
}

static void
on_empty(void *owner)
{
    struct type_call *call = owner;

    g_clear_pointer(&call->tenant, tenant_free);
    conclude(call);
}

static const struct tenant_events events = {
    .ready = on_ready,
    .message = on_message,
    .died = on_died,
    .empty = on_empty,
};

static void
enter_host(void *user)
{
    struct type_call *call = user;
    const struct resource_world *world = call->controls->world;
    struct prefix_command command;
    struct keeper_command keeper_command;
    GError *error = NULL;

    if (monitors_wait_for_end(world->monitors, call->key, enter_host, call)) {
        return;
    }
    prefix_command_init(&command, world->config, call->key);
    keeper_command.arguments = (const char *const *)command.arguments;
    keeper_command.environment = (const char *const *)command.environment;
    call->tenant =
        tenant_enter(world->monitors, call->key, "", &keeper_command, &events, call, &error);
    prefix_command_clear(&command);
    if (call->tenant == NULL) {
        g_prefix_error(&error, "resource type '%s': ", call->type);
        control_client_fail(&call->client, error);
        finish(call);
    }
}

static void
on_prefix_ready(void *user, const GError *error)
{
    struct type_call *call = user;

    if (error != NULL) {
        control_client_fail(&call->client, g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                                       "resource type '%s': Wine prefix: %s",
                                                       call->type, error->message));
        finish(call);
        return;
    }
    enter_host(call);
}

/* The client is told; what was asked for goes on until DeadlockTimeout: there is no Cancel for resource
 * types. */
static void
on_timeout(void *data)
{
    struct type_call *call = data;

    call->timer = 0;
    control_client_give_up(&call->client,
                           g_error_new(RESAPID_ERROR, OUTCOME_TIMEOUT,
                                       "resource type '%s': control 0x%08x has not been answered "
                                       "in %u ms",
                                       call->type, call->client.request.code,
                                       call->client.request.timeout_ms));
}

void
type_control(struct type_controls *controls, const char *type, const char *dll,
             const struct control_request *request, resource_controlled done, void *user)
{
    struct type_call *call = g_new0(struct type_call, 1);
    const struct common_runtime nothing = { .monitor_process_id = 0 };
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct defaults_object object;

    call->controls = controls;
    call->type = g_strdup(type);
    call->key = catalog_type_key(type);
    call->dll = dll_file_path(controls->world->config, dll);
    call->out_size = FIRST_OUT_SIZE;
    control_client_init(&call->client, request, done, user);
    controls->list = g_list_append(controls->list, call);
    object = object_of(call, &nothing);
    if (defaults_before(&object, request->code, &request->in, &taken)) {
        if (!take_default(call, &taken)) {
            finish(call);
        }
        defaults_answer_clear(&taken);
        return;
    }
    if (request->timeout_ms != 0) {
        qb_loop_timer_add(controls->world->loop, QB_LOOP_MED,
                          (uint64_t)request->timeout_ms * QB_TIME_NS_IN_MSEC, call, on_timeout,
                          &call->timer);
    }
    prefix_wait(controls->world->prefix, on_prefix_ready, call);
}

struct type_controls *
type_controls_new(const struct resource_world *world)
{
    struct type_controls *controls = g_new0(struct type_controls, 1);

    controls->world = world;
    return controls;
}

void
type_controls_free(struct type_controls *controls)
{
    if (controls == NULL) {
        return;
    }
    for (GList *item = controls->list; item != NULL; item = item->next) {
        const struct type_call *call = item->data;

        if (call->tenant != NULL && tenant_is_alone(call->tenant)) {
            tenant_kill(call->tenant, "was open for a control when resapid ended");
        }
    }
    g_list_free_full(controls->list, free_call);
    g_free(controls);
}
