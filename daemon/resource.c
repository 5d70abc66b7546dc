/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resource.h"

#include <string.h>

#include "error.h"
#include "log.h"
#include "registry.h"
#include "resource-private.h"

/* Timers */

static void
stop_timer(struct resource *resource, qb_loop_timer_handle *timer)
{
    if (*timer != 0) {
        qb_loop_timer_del(resource->world->loop, *timer);
        *timer = 0;
    }
}

static void
start_timer(struct resource *resource, qb_loop_timer_handle *timer, uint64_t ms,
            void (*expired)(void *))
{
    stop_timer(resource, timer);
    qb_loop_timer_add(resource->world->loop, QB_LOOP_MED, ms * QB_TIME_NS_IN_MSEC, resource,
                      expired, timer);
}

static void
on_deadline(void *data)
{
    struct resource *resource = data;

    resource->deadline = 0;
    resource_fail(resource, EVENT_DEADLINE,
                  g_error_new(RESAPID_ERROR, OUTCOME_TIMEOUT,
                              "resource %s: still %s at %u%% of the %u ms given: raise the "
                              "operation's timeout",
                              resource->name, machine_state_name(resource->state),
                              machine_share(resource->state), resource->timeout_ms));
}

static void
on_pending_timeout(void *data)
{
    struct resource *resource = data;

    resource->pending = 0;
    resource_fail(resource, EVENT_PENDING_TIMEOUT,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: %s without a new checkpoint for %u ms "
                              "(PendingTimeout)",
                              resource->name, machine_state_name(resource->state),
                              resource_number(resource, COMMON_PENDING_TIMEOUT)));
}

/* The state's share of the client's time, counted from the request. */
static void
arm_deadline(struct resource *resource)
{
    unsigned int share = machine_share(resource->state);
    int64_t elapsed_ms = (g_get_monotonic_time() - resource->began_us) / 1000;
    int64_t left_ms = (int64_t)resource->timeout_ms * share / 100 - elapsed_ms;

    stop_timer(resource, &resource->deadline);
    if (share != 0 && resource->timeout_ms != 0) {
        start_timer(resource, &resource->deadline, (uint64_t)MAX(left_ms, 0), on_deadline);
    }
}

/* Calls */

uint32_t
resource_number(const struct resource *resource, enum common_number which)
{
    return catalog_number(resource->world->db, resource->key, which);
}

void
resource_call(struct resource *resource, enum entry_point entry_point, host_reply reply)
{
    struct channel_message call = {
        .header.type = CHANNEL_CALL,
        .call = { .resource = RESOURCE_NUMBER, .entry_point = entry_point },
    };

    g_clear_pointer(&resource->complaint, g_free);
    host_call(resource->host, &call, resource_number(resource, COMMON_DEADLOCK_TIMEOUT), reply,
              resource);
}

void
resource_call_hung(struct resource *resource, const char *entry_point)
{
    resource_fail(resource, EVENT_CALL_TIMEOUT,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: %s did not return in %u ms (DeadlockTimeout)",
                              resource->name, entry_point,
                              resource_number(resource, COMMON_DEADLOCK_TIMEOUT)));
}

/* Once Terminate and the calls that it cut short have all returned, the next may begin. */
void
resource_call_returned(struct resource *resource)
{
    if (resource->terminated && resource->host != NULL && host_calls(resource->host) == 0) {
        resource->terminated = false;
        resource_event(resource, EVENT_TERMINATED);
    }
}

static void
take_return(struct resource *resource, const char *entry_point, const struct channel_message *reply)
{
    GError *error = NULL;

    if (reply == NULL) {
        resource_call_hung(resource, entry_point);
        return;
    }
    if (reply->returned.result == WIN32_SUCCESS) {
        reports_apply_kept_failure(resource);
        resource_event(resource, EVENT_RETURNED_OK);
    } else if (reply->returned.result == WIN32_IO_PENDING) {
        resource_event(resource, EVENT_RETURNED_PENDING);
        reports_apply_kept(resource);
    } else {
        set_win32_error(&error, reply->returned.result, "resource %s: %s failed", resource->name,
                        entry_point);
        resource_fail(resource, EVENT_RETURNED_ERROR, error);
    }
    resource_call_returned(resource);
}

static void act_terminate(struct resource *resource);

static bool
has_begun(uint32_t result)
{
    return result == WIN32_SUCCESS || result == WIN32_IO_PENDING;
}

static void
on_online_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply != NULL) {
        resource->has_event = reply->returned.has_event != 0;
    }
    if (reply != NULL && resource->terminated && has_begun(reply->returned.result)) {
        /* The Terminate that was to end it was done before it began to work. */
        act_terminate(resource);
        return;
    }
    take_return(resource, "Online", reply);
}

static void
on_offline_returned(void *user, const struct channel_message *reply)
{
    take_return(user, "Offline", reply);
}

static void
on_terminate_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "Terminate");
        return;
    }
    if (adoption_is_busy(resource)) {
        host_kill(resource->host, "may still be in a call of an earlier resapid's");
        return;
    }
    resource->terminated = true;
    resource_call_returned(resource);
}

static void
on_close_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    resource->open = false;
    if (reply == NULL) {
        resource_call_hung(resource, "Close");
        return;
    }
    resource_event(resource, EVENT_CLOSED);
}

static void
on_host_message(void *owner, const struct channel_message *message)
{
    struct resource *resource = owner;

    switch (message->header.type) {
    case CHANNEL_STATUS:
        reports_take(resource, &message->status);
        return;
    case CHANNEL_SIGNALED:
        polling_signaled(resource);
        return;
    case CHANNEL_LOG:
        reports_log(resource, &message->log);
        return;
    case CHANNEL_FACT:
        if (message->fact.resource != RESOURCE_NUMBER || !machine_is_adopting(resource->state)) {
            return;
        }
        resource->fact_state = message->fact.state;
        resource->fact_calls = message->fact.calls;
        resource->fact_event = message->fact.has_event != 0;
        return;
    default:
        if (!registry_serve(resource->world->db, resource->host, message)) {
            log_warning("resource %s: its host sent an unexpected %s", resource->name,
                        wire_type_name(&channel_schema, message->header.type));
        }
    }
}

/* The host's end */

static void
on_host_died(void *owner, const char *cause)
{
    struct resource *resource = owner;

    resource->open = false;
    resource->terminated = false;
    opening_cancel(resource);
    polling_forget(resource);
    controls_fail(resource, cause);
    log_info("resource %s: its host process %d %s", resource->name, (int)host_pid(resource->host),
             cause);
    resource_fail(resource, EVENT_HOST_DIED,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: its host process %d %s while %s", resource->name,
                              (int)host_pid(resource->host), cause,
                              machine_state_name(resource->state)));
}

static void
drop_host(struct resource *resource)
{
    if (resource->host != NULL) {
        registry_forget(resource->host);
        g_clear_pointer(&resource->host, host_free);
    }
    resource->fact_calls = 0;
    resource->open = false;
    resource->terminated = false;
}

static void
on_host_empty(void *owner)
{
    struct resource *resource = owner;

    drop_host(resource);
    resource_event(resource, EVENT_TREE_EMPTY);
}

static void
on_host_ready(void *owner)
{
    struct resource *resource = owner;
    struct channel_message facts = { .header.type = CHANNEL_FACTS };

    if (machine_is_adopting(resource->state)) {
        host_call(resource->host, &facts, resource->world->config->host_start_ms,
                  adoption_take_facts, resource);
    } else if (resource->state == STATE_OPENING) {
        opening_begin(resource);
    }
}

const struct host_events resource_host_events = {
    .ready = on_host_ready,
    .message = on_host_message,
    .died = on_host_died,
    .empty = on_host_empty,
};

void
resource_lose_host(struct resource *resource)
{
    if (resource->host != NULL) {
        host_kill(resource->host, "lost its wineserver");
    }
}

/* The machine's actions */

static void
act_online(struct resource *resource)
{
    resource->report_kept = false;
    resource->checkpoint = 0;
    resource->has_event = false;
    resource->signal_kept = false;
    resource_call(resource, ENTRY_ONLINE, on_online_returned);
}

static void
act_offline(struct resource *resource)
{
    resource->report_kept = false;
    resource->checkpoint = 0;
    resource_call(resource, ENTRY_OFFLINE, on_offline_returned);
}

static void
act_terminate(struct resource *resource)
{
    resource->terminated = false;
    resource_call(resource, ENTRY_TERMINATE, on_terminate_returned);
}

static void
act_kill(struct resource *resource)
{
    opening_cancel(resource);
    if (resource->host != NULL) {
        host_kill(resource->host, NULL);
    } else {
        resource_event(resource, EVENT_TREE_EMPTY);
    }
}

static void
act_finish(struct resource *resource)
{
    if (resource->host != NULL) {
        host_finish(resource->host);
    } else {
        resource_event(resource, EVENT_TREE_EMPTY);
    }
}

static void
act_close(struct resource *resource)
{
    if (resource->host != NULL && resource->open) {
        resource_call(resource, ENTRY_CLOSE, on_close_returned);
    } else if (resource->host != NULL) {
        resource_event(resource, EVENT_CLOSED);
    } else {
        resource_event(resource, EVENT_TREE_EMPTY);
    }
}

static void
act_rearm(struct resource *resource)
{
    start_timer(resource, &resource->pending, resource_number(resource, COMMON_PENDING_TIMEOUT),
                on_pending_timeout);
}

static void
act_push(struct resource *resource)
{
    if (catalog_resource_managed(resource->world->db, resource->key)) {
        pacemaker_push_failure(resource->world->pacemaker, resource->name);
    }
}

/* PUSH stands first: an action that ends in another event must be the last of its step. */
static const struct {
    enum machine_action action;
    void (*act)(struct resource *resource);
} actions[] = {
    { ACTION_PUSH, act_push },           { ACTION_REARM, act_rearm },
    { ACTION_OPEN, opening_begin },      { ACTION_ABANDON, opening_abandon },
    { ACTION_ONLINE, act_online },       { ACTION_OFFLINE, act_offline },
    { ACTION_TERMINATE, act_terminate }, { ACTION_CLOSE, act_close },
    { ACTION_FINISH, act_finish },       { ACTION_KILL, act_kill },
};

static void
enter(struct resource *resource, enum machine_state next)
{
    if (machine_resource_state(next) != machine_resource_state(resource->state)) {
        resource->since_us = g_get_real_time();
    }
    resource->state = next;
    if (machine_is_stable(next)) {
        resource->timeout_ms = 0; /* the request is served; what comes next has a time of its own */
    }
    stop_timer(resource, &resource->pending);
    arm_deadline(resource);
    polling_update(resource);
    waiters_answer(resource);
}

void
resource_event(struct resource *resource, enum machine_event event)
{
    struct machine_step step = machine_step(resource->state, event);

    log_debug("resource %s: %s, %s%s%s", resource->name, machine_state_name(resource->state),
              machine_event_name(event), step.next != resource->state ? " -> " : "",
              step.next != resource->state ? machine_state_name(step.next) : "");
    if (!step.defined) {
        return;
    }
    if (step.next != resource->state) {
        log_info("resource %s: %s -> %s", resource->name, machine_state_name(resource->state),
                 machine_state_name(step.next));
        enter(resource, step.next);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
        if ((step.actions & actions[i].action) != 0) {
            actions[i].act(resource);
        }
    }
}

void
resource_add_complaint(const struct resource *resource, GError *failure)
{
    if (resource->complaint != NULL) {
        char *message = g_strdup_printf("%s: %s", failure->message, resource->complaint);

        g_free(failure->message);
        failure->message = message;
    }
}

void
resource_fail(struct resource *resource, enum machine_event event, GError *failure)
{
    resource_add_complaint(resource, failure);
    if (!machine_step(resource->state, event).defined) {
        g_error_free(failure);
    } else {
        log_warning("%s", failure->message);
        if (resource->failure == NULL) {
            resource->failure = failure;
        } else {
            g_error_free(failure);
        }
    }
    resource_event(resource, event);
}

/* Requests */

static void
refuse(const struct resource *resource, enum machine_event request, resource_done done, void *user)
{
    g_autoptr(GError) error =
        g_error_new(RESAPID_ERROR, OUTCOME_BUSY,
                    "resource %s: %s while it is %s: %s (%d): wait for its end", resource->name,
                    machine_event_name(request), machine_state_name(resource->state),
                    win32_error_name(WIN32_INVALID_STATE), WIN32_INVALID_STATE);

    done(user, error);
}

/* A stop that joins one under way can only bring its deadline forward. An online that joins cannot even
 * do that: it must not end somebody else's start. */
static void
take_deadline(struct resource *resource, enum machine_event request, bool joins,
              uint32_t timeout_ms)
{
    int64_t now_us = g_get_monotonic_time();
    int64_t end_us = resource->began_us + (int64_t)resource->timeout_ms * 1000;

    if (joins && (request == EVENT_ONLINE || timeout_ms == 0 ||
                  (resource->timeout_ms != 0 && end_us <= now_us + (int64_t)timeout_ms * 1000))) {
        return;
    }
    resource->began_us = now_us;
    resource->timeout_ms = timeout_ms;
    arm_deadline(resource);
}

void
resource_request(struct resource *resource, enum machine_event request, uint32_t timeout_ms,
                 resource_done done, void *user)
{
    struct machine_step step = machine_step(resource->state, request);
    struct waiter *waiter;

    if (!step.defined) {
        refuse(resource, request, done, user);
        return;
    }
    if (step.next == resource->state && machine_is_stable(resource->state)) {
        done(user, NULL);
        return;
    }
    waiter = waiter_new(resource, request, timeout_ms, done, user);
    resource->waiters = g_list_append(resource->waiters, waiter);
    if (step.next != resource->state && request == EVENT_ONLINE) {
        g_clear_error(&resource->failure);
        g_clear_pointer(&resource->complaint, g_free);
    }
    take_deadline(resource, request, step.next == resource->state, timeout_ms);
    resource_event(resource, request);
}

/* Life and facts */

struct resource *
resource_new(const struct resource_world *world, const char *key)
{
    struct resource *resource = g_new0(struct resource, 1);

    resource->world = world;
    resource->key = g_strdup(key);
    resource->name = catalog_resource_name(world->db, key);
    resource->type = catalog_resource_type(world->db, key);
    resource->state = STATE_OFFLINE;
    resource->since_us = g_get_real_time();
    polling_init(resource);
    return resource;
}

void
resource_free(struct resource *resource)
{
    if (resource == NULL) {
        return;
    }
    opening_cancel(resource);
    resource->state = STATE_OFFLINE;
    polling_update(resource);
    stop_timer(resource, &resource->deadline);
    stop_timer(resource, &resource->pending);
    waiters_drop(&resource->waiters);
    g_list_free_full(g_steal_pointer(&resource->controls), g_free);
    drop_host(resource);
    g_clear_error(&resource->failure);
    g_free(resource->complaint);
    g_free(resource->key);
    g_free(resource->name);
    g_free(resource->type);
    g_free(resource);
}

const char *
resource_name(const struct resource *resource)
{
    return resource->name;
}

const char *
resource_type(const struct resource *resource)
{
    return resource->type;
}

const char *
resource_key(const struct resource *resource)
{
    return resource->key;
}

enum resource_state
resource_state(const struct resource *resource)
{
    return machine_resource_state(resource->state);
}

bool
resource_is_down(const struct resource *resource)
{
    return resource->state == STATE_OFFLINE ||
           (resource->state == STATE_FAILED && resource->host == NULL);
}

void
resource_describe(const struct resource *resource, struct client_resource *description)
{
    const struct host *host = resource->host;

    *description = (struct client_resource){
        .name = resource->name,
        .type = resource->type,
        .state = machine_resource_state(resource->state),
        .checkpoint = resource->checkpoint,
        .since_us = (uint64_t)resource->since_us,
        .host_pid = host != NULL ? (uint32_t)host_pid(host) : 0,
        .keeper_pid = host != NULL ? (uint32_t)host_keeper_pid(host) : 0,
        .activity = machine_state_name(resource->state),
        .reason = resource->failure != NULL ? resource->failure->message : "",
    };
}
