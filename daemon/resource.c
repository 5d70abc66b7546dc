/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resource.h"

#include <string.h>

#include "error.h"
#include "log.h"
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

/* The others in the host are not to be hurt because a client of this one gave it little time; a
 * stop has to succeed in its time all the same. */
static bool
spares_others(const struct resource *resource)
{
    return resource->tenant != NULL && !tenant_is_alone(resource->tenant) &&
           !waiters_want_stop(resource) && machine_step(resource->state, EVENT_GIVEN_UP).defined;
}

/* What runs goes on, bounded by DeadlockTimeout; whoever waits does not wait for it. */
static void
give_up(struct resource *resource, GError *late)
{
    g_autoptr(GError) why = g_error_copy(resource->failure != NULL ? resource->failure : late);

    resource->timeout_ms = 0;
    resource_fail(resource, EVENT_GIVEN_UP, late);
    waiters_finish(&resource->waiters, why);
}

static void
on_deadline(void *data)
{
    struct resource *resource = data;
    GError *late = g_error_new(RESAPID_ERROR, OUTCOME_TIMEOUT,
                               "resource %s: still %s at %u%% of the %u ms given: raise the "
                               "operation's timeout",
                               resource->name, machine_state_name(resource->state),
                               machine_share(resource->state), resource->timeout_ms);

    resource->deadline = 0;
    if (spares_others(resource)) {
        give_up(resource, late);
    } else {
        resource_fail(resource, EVENT_DEADLINE, late);
    }
}

/* PendingTimeout never outlasts DeadlockTimeout (resapi.md 2.7). */
uint32_t
resource_pending_timeout(const struct resource *resource)
{
    return MIN(resource_number(resource, COMMON_PENDING_TIMEOUT),
               resource_number(resource, COMMON_DEADLOCK_TIMEOUT));
}

static void
on_pending_timeout(void *data)
{
    struct resource *resource = data;

    resource->pending = 0;
    resource_fail(resource, EVENT_PENDING_TIMEOUT,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: %s without a new checkpoint for %u ms "
                              "(PendingTimeout): raise it with resapictl resource set --common",
                              resource->name, machine_state_name(resource->state),
                              resource_pending_timeout(resource)));
}

void
resource_rearm(struct resource *resource)
{
    start_timer(resource, &resource->pending, resource_pending_timeout(resource),
                on_pending_timeout);
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

/* Numbers */

uint32_t
resource_number(const struct resource *resource, enum common_number which)
{
    return common_number(resource->world->db, resource->key, which);
}

uint32_t
resource_information(const struct resource *resource)
{
    return resource->information | resource->own_bits;
}

static void
on_tenant_message(void *owner, const struct channel_message *message)
{
    struct resource *resource = owner;

    if (!reports_take(resource, message)) {
        resource_log_limited(resource, LOG_WARNING, "its host sent an unexpected %s",
                             wire_type_name(&channel_schema, message->header.type));
    }
}

/* The host's end */

static void
on_isolated(void *user, const GError *error)
{
    g_autofree char *name = user;

    if (error != NULL) {
        log_error("resource %s: SeparateMonitor could not be set: %s: resapictl resource set %s "
                  "--common SeparateMonitor=1",
                  name, error->message, name);
    }
}

/* Whoever takes a shared host down has one of its own from then on: the documents announce that
 * Windows isolates the guilty resource, and not how (resapi.md 8); the common property is what an
 * administrator can see and take back. */
static void
isolate(struct resource *resource)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    resource_log(resource, LOG_NOTICE,
                 "took down the host that it shared: it gets one of its own from now on "
                 "(SeparateMonitor=1)");
    clusdb_batch_set_dword(batch, resource->key, "SeparateMonitor", 1);
    clusdb_commit(resource->world->db, batch, on_isolated, g_strdup(resource->name));
}

/* What can be said only while a host runs. */
static void
forget_host(struct resource *resource)
{
    resource->open = false;
    resource->terminating = false;
    resource->outlived = false;
    resource->terminated = false;
    resource->owns = false;
    resource->own_then = NULL;
    checkpoints_forget(resource);
    resource->information = 0;
    resource->failures_kept = 0;
    resource->facts = (struct tenant_facts){ .calls = 0 };
    g_clear_pointer(&resource->local_properties, g_bytes_unref);
}

static void
on_tenant_died(void *owner, const char *cause, bool guilty)
{
    struct resource *resource = owner;
    pid_t pid = tenant_host_pid(resource->tenant);
    GError *error =
        g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "resource %s: its host process %d %s while %s",
                    resource->name, (int)pid, cause, machine_state_name(resource->state));

    resource_log(resource, LOG_INFO, "its host process %d %s", (int)pid, cause);
    if (guilty && resource->shared) {
        isolate(resource);
    }
    forget_host(resource);
    opening_cancel(resource);
    polling_forget(resource);
    quorum_forget(resource);
    controls_fail(resource, error);
    controls_forget(resource);
    resource_fail(resource, EVENT_HOST_DIED, error);
}

static void
drop_tenant(struct resource *resource)
{
    g_clear_pointer(&resource->tenant, tenant_free);
    forget_host(resource);
}

static void
on_tenant_empty(void *owner)
{
    struct resource *resource = owner;

    drop_tenant(resource);
    controls_forget(resource);
    resource_event(resource, proof_event(resource));
}

static void
on_tenant_ready(void *owner)
{
    struct resource *resource = owner;

    if (machine_is_opening(resource->state)) {
        opening_begin(resource);
    }
}

const struct tenant_events resource_tenant_events = {
    .ready = on_tenant_ready,
    .adopted = adoption_take_facts,
    .message = on_tenant_message,
    .output = resource_take_output,
    .died = on_tenant_died,
    .empty = on_tenant_empty,
};

/* The machine */

static void
announce(const struct resource *resource)
{
    const struct resource_world *world = resource->world;

    if (world->state_changed != NULL) {
        world->state_changed(world->state_changed_user, resource);
    }
}

static void
enter(struct resource *resource, enum machine_state next)
{
    bool shows = machine_resource_state(next) != machine_resource_state(resource->state);

    if (shows && machine_resource_state(next) == RESOURCE_ONLINE &&
        !machine_is_adopting(resource->state)) {
        resource->onlines++;
    }
    resource->state = next;
    resource->activity_us = g_get_real_time();
    if (shows) {
        resource->since_us = resource->activity_us;
    }
    if (shows || machine_is_stable(next)) {
        announce(resource);
    }
    if (machine_is_stable(next)) {
        resource->timeout_ms = 0; /* the request is served; what comes next has a time of its own */
    }
    stop_timer(resource, &resource->pending);
    arm_deadline(resource);
    polling_update(resource);
    quorum_update(resource);
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
        resource_log(resource, LOG_INFO, "%s -> %s", machine_state_name(resource->state),
                     machine_state_name(step.next));
        resource_tell_state(resource, step.next, event);
        enter(resource, step.next);
    }
    actions_carry_out(resource, step.actions);
    reports_update(resource);
    controls_update(resource);
}

void
resource_add_complaint(const struct resource *resource, GError *failure)
{
    error_append(failure, resource->complaint);
}

/* What was asked for goes on in spite of it, as an online behind a visit whose Close crashes. */
static bool
is_survived(const struct resource *resource, enum machine_event event)
{
    return machine_step(resource->state, event).next == resource->state;
}

void
resource_fail(struct resource *resource, enum machine_event event, GError *failure)
{
    resource_add_complaint(resource, failure);
    if (!machine_step(resource->state, event).defined) {
        g_error_free(failure);
    } else if (is_survived(resource, event)) {
        resource_log_error(resource, failure);
        g_error_free(failure);
    } else if (machine_is_visit(resource->state)) {
        /* A control that cannot be had is no failure of the resource. */
        resource_log_error(resource, failure);
        controls_fail(resource, failure);
        g_error_free(failure);
    } else {
        proof_explain(resource, failure);
        resource_log_error(resource, failure);
        if (resource->failure == NULL) {
            resource->failure = failure;
            resource->failed_us = g_get_real_time();
            resource->failures++;
            resource_tell(resource, NEWS_FAILURE, failure->message);
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

/* A stop that joins one under way can only bring its deadline forward. An online or arbitrate that
 * joins cannot even do that: it must not end what somebody else has begun. */
static void
take_deadline(struct resource *resource, enum machine_event request, bool joins,
              uint32_t timeout_ms)
{
    int64_t now_us = g_get_monotonic_time();
    int64_t end_us = resource->began_us + (int64_t)resource->timeout_ms * 1000;

    if (joins && (request == EVENT_ONLINE || request == EVENT_ARBITRATE || timeout_ms == 0 ||
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
    if (request == EVENT_ARBITRATE && machine_is_stable(resource->state) &&
        step.next == resource->state) {
        quorum_confirm(resource, timeout_ms, done, user);
        return;
    }
    if (step.next == resource->state && machine_is_stable(resource->state)) {
        done(user, NULL);
        return;
    }
    waiter = waiter_new(resource, request, timeout_ms, done, user);
    resource->waiters = g_list_append(resource->waiters, waiter);
    if (step.next != resource->state && (request == EVENT_ONLINE || request == EVENT_ARBITRATE)) {
        g_clear_error(&resource->failure);
        g_clear_pointer(&resource->complaint, g_free);
    }
    take_deadline(resource, request, step.next == resource->state, timeout_ms);
    pacemaker_drop_failure(resource->world->pacemaker, resource->name);
    resource_event(resource, request);
}

void
resource_offline(struct resource *resource, uint32_t timeout_ms, uint32_t flags, resource_done done,
                 void *user)
{
    bool locked = (resource_information(resource) & INFORMATION_LOCKED_MODE) != 0;

    if (locked && (flags & OFFLINE_IGNORE_STATUS) == 0) {
        g_autoptr(GError) error = NULL;

        set_win32_error(&error, WIN32_CLUSTER_RESOURCE_LOCKED_STATUS,
                        "resource %s: its DLL has locked it, and says when that ends: wait, or use "
                        "--force",
                        resource->name);
        done(user, error);
        return;
    }
    /* The DLL is told of a disregard only where there is one: the agents always give the flag. */
    resource->offline_flags = locked ? flags : flags & ~(uint32_t)OFFLINE_IGNORE_STATUS;
    resource_request(resource, EVENT_OFFLINE, timeout_ms, done, user);
}

void
resource_inject_failure(struct resource *resource, const char *reason)
{
    resource_fail(resource, EVENT_CHECK_FAILED,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "resource %s: %s", resource->name,
                              reason));
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
    resource->activity_us = resource->since_us;
    recent_init(&resource->recent);
    polling_init(resource);
    proof_init(resource);
    return resource;
}

void
resource_end_visit(struct resource *resource)
{
    if (machine_is_visit(resource->state) && resource->tenant != NULL &&
        tenant_is_alone(resource->tenant)) {
        tenant_kill(resource->tenant, "was open for a control when resapid ended");
    }
}

void
resource_free(struct resource *resource)
{
    if (resource == NULL) {
        return;
    }
    opening_cancel(resource);
    waiters_drop(&resource->looks_alive.waiters);
    waiters_drop(&resource->is_alive.waiters);
    resource->state = STATE_OFFLINE;
    polling_update(resource);
    waiters_drop(&resource->confirming);
    stop_timer(resource, &resource->deadline);
    stop_timer(resource, &resource->pending);
    waiters_drop(&resource->waiters);
    controls_drop(resource);
    drop_tenant(resource);
    g_clear_error(&resource->failure);
    g_free(resource->complaint);
    recent_clear(&resource->recent);
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
resource_is_called_in(const struct resource *resource, const struct host *host)
{
    g_autofree char *label = opening_label(resource);

    return (resource->tenant != NULL && tenant_is_in(resource->tenant, host)) ||
           monitors_host(resource->world->monitors, label) == host;
}

bool
resource_is_numbered(const struct resource *resource, const struct host *host, uint32_t number)
{
    return number != 0 && resource->tenant != NULL && tenant_is_in(resource->tenant, host) &&
           tenant_number(resource->tenant) == number;
}

uint32_t
resource_deadlock_ms(const struct resource *resource)
{
    return resource_number(resource, COMMON_DEADLOCK_TIMEOUT);
}

bool
resource_is_at_rest(const struct resource *resource)
{
    return machine_is_stable(resource->state);
}

bool
resource_is_down(const struct resource *resource)
{
    return resource->state == STATE_OFFLINE ||
           (resource->state == STATE_FAILED && resource->tenant == NULL && !resource->unproven);
}

void
resource_rename(struct resource *resource, const char *name)
{
    g_free(resource->name);
    resource->name = g_strdup(name);
}

void
resource_runtime(const struct resource *resource, struct common_runtime *runtime)
{
    *runtime = (struct common_runtime){
        .monitor_process_id =
            resource->tenant != NULL ? (uint32_t)tenant_host_pid(resource->tenant) : 0,
        .status_information = resource_information(resource),
        .last_operation_status = resource->last_status,
        .local_properties = resource->local_properties,
    };
}

void
resource_describe(const struct resource *resource, struct client_resource *description)
{
    const struct tenant *tenant = resource->tenant;

    *description = (struct client_resource){
        .name = resource->name,
        .type = resource->type,
        .state = machine_resource_state(resource->state),
        .checkpoint = resource->checkpoint,
        .since_us = (uint64_t)resource->since_us,
        .host_pid = tenant != NULL ? (uint32_t)tenant_host_pid(tenant) : 0,
        .keeper_pid = tenant != NULL ? (uint32_t)tenant_keeper_pid(tenant) : 0,
        .activity = machine_state_name(resource->state),
        .reason = resource->failure != NULL ? resource->failure->message : "",
        .information = resource_information(resource),
        .app_error = resource->app_error,
        .owns = resource->owns && !resource->quorum_lost,
    };
}
