/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "object-controls.h"

#include <string.h>

#include <qb/qbutil.h>

#include "asks.h"
#include "catalog.h"
#include "defaults.h"
#include "error.h"
#include "log.h"
#include "network-name.h"
#include "object-controls-private.h"

/* Of DeadlockTimeout. */
#define SHARE 3

/* resapi.md 2.12; the object stands in the top byte. */
enum {
    CODE_RESOURCE_GET_REQUIRED_DEPENDENCIES = 0x01000011,
};
#define CODE_MODIFIES UINT32_C(0x00400000)
/* An internal code tells a DLL of an event, and so is the Resource Monitor's alone to send
 * (control-code-architecture.md, which names no error: to everybody else it is no function). */
#define CODE_INTERNAL UINT32_C(0x00100000)

/* What a message has besides the output. */
#define MESSAGE_ROOM 64

struct wire_bytes
asked_view(GBytes *bytes)
{
    gsize length = 0;
    const uint8_t *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;

    return (struct wire_bytes){ data, (uint32_t)length };
}

static void
free_asked(void *data)
{
    struct asked *asked = data;

    if (asked->timer != 0) {
        qb_loop_timer_del(asked->controls->world->loop, asked->timer);
    }
    g_clear_pointer(&asked->in, g_bytes_unref);
    g_clear_pointer(&asked->out, g_bytes_unref);
    g_free(asked->id);
    g_free(asked->node);
    g_free(asked);
}

static void
drop(struct asked *asked)
{
    asked->controls->list = g_list_remove(asked->controls->list, asked);
    free_asked(asked);
}

/* Answering */

/* What does not fit the asker's buffer is not sent, only its size (resapi.md 2.12). */
static void
answer(struct asked *asked, uint32_t result, const struct wire_bytes *out)
{
    struct channel_message message = {
        .header.type = CHANNEL_OBJECT_CONTROLLED,
        .object_controlled = { .error = result, .needed = out->length },
    };

    if (asked->ask == NULL) {
        return;
    }
    if (out->length <= asked->out_size && out->length <= WIRE_MESSAGE_MAX - MESSAGE_ROOM) {
        message.object_controlled.out = *out;
    } else if (result == WIN32_SUCCESS) {
        message.object_controlled.error = WIN32_MORE_DATA;
    }
    ask_answer(g_steal_pointer(&asked->ask), &message);
}

static void
finish(struct asked *asked, uint32_t result, const struct wire_bytes *out)
{
    answer(asked, result, out);
    drop(asked);
}

void
asked_refuse(struct asked *asked, uint32_t result)
{
    finish(asked, result, &(struct wire_bytes){ NULL, 0 });
}

static void
log_refusal(const struct asked *asked, uint8_t level, const char *why)
{
    struct host *host = asked->ask != NULL ? ask_host(asked->ask) : NULL;

    if (host != NULL) {
        host_log(host, level, "host %s asked for control 0x%08x of '%s': %s", host_name(host),
                 asked->code, asked->id, why);
    }
}

/* A resource_controlled. */
static void
on_controlled(void *user, const GError *error, uint32_t result, const struct wire_bytes *out,
              const char *complaint)
{
    struct asked *asked = user;

    (void)complaint; /* a DLL is told a number */
    if (error != NULL) {
        log_refusal(asked, LOG_INFO, error->message);
        asked_refuse(asked, error_for_dll(error));
    } else {
        finish(asked, result, out);
    }
}

static void
on_stored(void *user, const GError *error)
{
    struct asked *asked = user;
    struct wire_bytes out = asked_view(asked->out);

    if (error != NULL) {
        log_refusal(asked, LOG_WARNING, error->message);
        asked_refuse(asked, error_for_dll(error));
    } else {
        finish(asked, asked->result, &out);
    }
}

/* Takes what is in taken. */
void
asked_finish_with(struct asked *asked, struct defaults_answer *taken)
{
    struct wire_bytes out = asked_view(taken->out);

    if (taken->batch == NULL) {
        finish(asked, taken->result, &out);
    } else {
        asked->result = taken->result;
        asked->out = g_steal_pointer(&taken->out);
        clusdb_commit(asked->controls->world->db, g_steal_pointer(&taken->batch), on_stored, asked);
    }
    defaults_answer_clear(taken);
}

/* Waiting for a DLL */

static void
on_patience_over(void *data)
{
    struct asked *asked = data;

    asked->timer = 0;
    log_refusal(asked, LOG_WARNING, "it is given up: what it waits for may wait for it");
    answer(asked, WIN32_RESOURCE_CALL_TIMED_OUT, &(struct wire_bytes){ NULL, 0 });
}

static bool
may_be_caller(const struct asked *asked, const struct resource *resource)
{
    const struct host *host = ask_host(asked->ask);

    return asked->caller == CALLER_OF_NO_RESOURCE
               ? resource_is_called_in(resource, host)
               : resource_is_numbered(resource, host, asked->caller);
}

/* The shortest DeadlockTimeout that may strike the caller; most_ms if none is shorter. */
static uint32_t
caller_deadlock_ms(const struct asked *asked, const struct cluster *cluster, uint32_t most_ms)
{
    const struct resource_world *world = asked->controls->world;
    const struct resource *resource;
    uint32_t least_ms = most_ms;

    for (uint32_t i = 0; (resource = inventory_at(asked->controls->inventory, i)) != NULL; i++) {
        if (may_be_caller(asked, resource)) {
            least_ms = MIN(least_ms, resource_deadlock_ms(resource));
        }
    }
    for (guint i = 0; asked->caller == CALLER_OF_NO_RESOURCE && i < cluster->types->len; i++) {
        const struct cluster_type *type = g_ptr_array_index(cluster->types, i);
        g_autofree char *key = catalog_type_key(type->name);

        if (monitors_host(world->monitors, key) == ask_host(asked->ask)) {
            least_ms = MIN(least_ms, common_type_number(world->db, key, COMMON_DEADLOCK_TIMEOUT));
        }
    }
    return least_ms;
}

static void
be_patient(struct asked *asked, const struct cluster *cluster, uint32_t deadlock_ms)
{
    uint32_t limit_ms = caller_deadlock_ms(asked, cluster, deadlock_ms);

    qb_loop_timer_add(asked->controls->world->loop, QB_LOOP_MED,
                      (uint64_t)(limit_ms / SHARE) * QB_TIME_NS_IN_MSEC, asked, on_patience_over,
                      &asked->timer);
}

static struct control_request
request_of(const struct asked *asked)
{
    return (struct control_request){ .code = asked->code,
                                     .as_user = asked->as_user,
                                     .in = asked_view(asked->in) };
}

/* Resources */

static void
answer_network_name(struct asked *asked, const struct cluster *cluster,
                    const struct cluster_resource *resource)
{
    struct defaults_answer taken;

    network_name_answer(cluster, asked->controls->world->db, resource, &taken);
    asked_finish_with(asked, &taken);
}

static void
answer_resource_alone(struct asked *asked, const struct resource *resource, uint32_t otherwise)
{
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct wire_bytes in = asked_view(asked->in);

    if (!resource_answer_alone(resource, asked->code, &in, &taken)) {
        taken.result = otherwise;
    }
    asked_finish_with(asked, &taken);
}

static void
control_resource(struct asked *asked, const struct cluster *cluster, struct resource *resource)
{
    const struct control_request request = request_of(asked);

    if (asked->alone) {
        answer_resource_alone(asked, resource, WIN32_INVALID_FUNCTION);
    } else if (asked->caller != 0 && resource_is_called_in(resource, ask_host(asked->ask))) {
        answer_resource_alone(asked, resource, WIN32_POSSIBLE_DEADLOCK);
    } else {
        be_patient(asked, cluster, resource_deadlock_ms(resource));
        resource_control(resource, &request, on_controlled, asked);
    }
}

/* No DLL of resapid's serves it: what any resource has is known, nothing of it can be changed. */
static void
control_foreign(struct asked *asked, const struct cluster_resource *resource)
{
    static const uint8_t endmark[4];
    const struct common_runtime runtime = { .name = resource->name, .type = resource->type };
    g_autofree char *key = g_strconcat("Resources\\", resource->id, NULL);
    const struct defaults_object object = { .db = asked->controls->world->db,
                                            .kind = COMMON_OF_RESOURCE,
                                            .key = key,
                                            .runtime = &runtime };
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct wire_bytes in = asked_view(asked->in);

    if ((asked->code & CODE_MODIFIES) != 0) {
        log_refusal(asked, LOG_INFO, "it is none of resapid's: change it with crm_resource");
        taken.result = WIN32_ACCESS_DENIED;
    } else if (asked->code == CODE_RESOURCE_GET_REQUIRED_DEPENDENCIES) {
        taken.out = g_bytes_new_static(endmark, sizeof(endmark));
    } else if (!defaults_alone(&object, asked->code, &in, &taken)) {
        taken.result = WIN32_INVALID_FUNCTION;
    }
    asked_finish_with(asked, &taken);
}

static void
serve_resource(struct asked *asked, const struct cluster *cluster)
{
    const struct cluster_resource *found = cluster_resource(cluster, asked->id);
    struct resource *resource = found != NULL && found->key != NULL
                                    ? inventory_find_key(asked->controls->inventory, found->key)
                                    : NULL;

    if (found == NULL) {
        asked_refuse(asked, WIN32_RESOURCE_NOT_FOUND);
    } else if (asked->code == NETWORK_NAME_CODE) {
        answer_network_name(asked, cluster, found);
    } else if (resource != NULL) {
        control_resource(asked, cluster, resource);
    } else {
        control_foreign(asked, found);
    }
}

/* Resource types */

static void
answer_type_alone(struct asked *asked, const char *key, uint32_t otherwise)
{
    const struct common_runtime nothing = { .monitor_process_id = 0 };
    const struct defaults_object object = {
        .db = asked->controls->world->db, .kind = COMMON_OF_TYPE, .key = key, .runtime = &nothing
    };
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct wire_bytes in = asked_view(asked->in);

    if (!defaults_alone(&object, asked->code, &in, &taken)) {
        taken.result = otherwise;
    }
    asked_finish_with(asked, &taken);
}

static void
serve_type(struct asked *asked, const struct cluster *cluster)
{
    struct object_controls *controls = asked->controls;
    const struct cluster_type *type = cluster_type(cluster, asked->id);
    const struct control_request request = request_of(asked);
    g_autofree char *key = type != NULL ? catalog_type_key(type->name) : NULL;
    g_autofree char *dll = type != NULL ? catalog_type_dll(controls->world->db, type->name) : NULL;

    if (type == NULL) {
        asked_refuse(asked, WIN32_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    } else if (dll == NULL || asked->alone) {
        answer_type_alone(asked, key, WIN32_INVALID_FUNCTION);
    } else if (asked->caller != 0 &&
               monitors_host(controls->world->monitors, key) == ask_host(asked->ask)) {
        answer_type_alone(asked, key, WIN32_POSSIBLE_DEADLOCK);
    } else {
        be_patient(asked, cluster,
                   common_type_number(controls->world->db, key, COMMON_DEADLOCK_TIMEOUT));
        type_control(controls->type_controls, type->name, dll, &request, on_controlled, asked);
    }
}

/* All */

static void (*const servers[])(struct asked *asked, const struct cluster *cluster) = {
    [OBJECT_CLUSTER] = asked_cluster,
    [OBJECT_NODE] = asked_node,
    [OBJECT_GROUP] = asked_group,
    [OBJECT_RESOURCE] = serve_resource,
    [OBJECT_RESOURCE_TYPE] = serve_type,
    [OBJECT_NETWORK] = asked_network,
    [OBJECT_NETINTERFACE] = asked_interface,
};

/* Controls are carried out on this node only: another one's resapid is another's. */
static uint32_t
check_node(const struct asked *asked, const struct cluster *cluster)
{
    const struct cluster_node *node = cluster_node(cluster, asked->node);

    if (asked->node[0] == '\0') {
        return WIN32_SUCCESS;
    }
    if (node == NULL) {
        return WIN32_CLUSTER_NODE_NOT_FOUND;
    }
    return node->local ? WIN32_SUCCESS : WIN32_HOST_NODE_NOT_AVAILABLE;
}

/* A cluster_told. */
static void
on_cluster(void *user, struct cluster *cluster, const GError *error)
{
    struct asked *asked = user;
    uint32_t code = error != NULL ? error_for_dll(error) : check_node(asked, cluster);

    if (ask_host(asked->ask) == NULL) {
        asked_refuse(asked, WIN32_SUCCESS); /* nobody hears it */
    } else if (code != WIN32_SUCCESS) {
        asked_refuse(asked, code);
    } else if (asked->kind >= G_N_ELEMENTS(servers) || servers[asked->kind] == NULL) {
        asked_refuse(asked, WIN32_INVALID_PARAMETER);
    } else if ((asked->code & CODE_INTERNAL) != 0) {
        asked_refuse(asked, WIN32_INVALID_FUNCTION);
    } else {
        servers[asked->kind](asked, cluster);
    }
}

bool
object_controls_serve(struct object_controls *controls, struct host *host,
                      const struct channel_message *question)
{
    const struct channel_object_control *control = &question->object_control;
    struct asked *asked;
    struct ask *ask;

    if (question->header.type != CHANNEL_OBJECT_CONTROL) {
        return false;
    }
    ask = ask_new(host, question->header.id);
    if (ask == NULL) {
        return true;
    }
    asked = g_new0(struct asked, 1);
    asked->controls = controls;
    asked->ask = ask;
    asked->kind = (enum object_kind)control->kind;
    asked->id = g_strdup(control->id);
    asked->node = g_strdup(control->node);
    asked->code = control->code;
    asked->as_user = control->as_user != 0;
    asked->caller = control->caller;
    asked->alone = control->alone != 0;
    asked->out_size = control->out_size;
    asked->in = g_bytes_new(control->in.data, control->in.length);
    controls->list = g_list_prepend(controls->list, asked);
    controls->source->ask(controls->source->source, on_cluster, asked);
    return true;
}

struct object_controls *
object_controls_new(const struct resource_world *world, struct inventory *inventory,
                    struct type_controls *type_controls, const struct cluster_source *source)
{
    struct object_controls *controls = g_new0(struct object_controls, 1);

    controls->world = world;
    controls->inventory = inventory;
    controls->type_controls = type_controls;
    controls->source = source;
    return controls;
}

void
object_controls_free(struct object_controls *controls)
{
    if (controls == NULL) {
        return;
    }
    for (GList *item = controls->list; item != NULL; item = item->next) {
        controls->source->cancel(controls->source->source, item->data);
    }
    g_list_free_full(controls->list, free_asked);
    g_free(controls);
}
