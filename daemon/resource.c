/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resource.h"

#include <string.h>

#include "error.h"
#include "log.h"
#include "registry.h"
#include "resource-private.h"

/* CLUSTER_RESOURCE_STATE values that only a DLL's reports have (resapi.md 1.6). */
enum reported_state {
    REPORTED_ONLINE = 2,
    REPORTED_OFFLINE = 3,
    REPORTED_FAILED = 4,
    REPORTED_NOT_ON_ANY_NODE = 126,
    REPORTED_NOT_ON_THIS_NODE = 127,
    REPORTED_ONLINE_PENDING = 129,
    REPORTED_OFFLINE_PENDING = 130,
};

/* LOG_LEVEL values of LogEvent (resapi.md 1.6): information, warning, error, severe. */
enum { LEVEL_ERROR = 2 };

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

/* Waiters */

static void
on_waiter_timeout(void *data)
{
    struct waiter *waiter = data;
    struct resource *resource = waiter->resource;
    GList **lists[] = { &resource->waiters, &resource->looks_alive.waiters,
                        &resource->is_alive.waiters };
    g_autoptr(GError) error = g_error_new(RESAPID_ERROR, OUTCOME_TIMEOUT,
                                          "resource %s: still %s; what was asked for "
                                          "goes on",
                                          resource->name, machine_state_name(resource->state));

    waiter->timer = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        *lists[i] = g_list_remove(*lists[i], waiter);
    }
    waiter->done(waiter->user, error);
    g_free(waiter);
}

struct waiter *
waiter_new(struct resource *resource, enum machine_event wish, uint32_t timeout_ms,
           resource_done done, void *user)
{
    struct waiter *waiter = g_new0(struct waiter, 1);

    waiter->resource = resource;
    waiter->wish = wish;
    waiter->done = done;
    waiter->user = user;
    if (timeout_ms != 0) {
        qb_loop_timer_add(resource->world->loop, QB_LOOP_MED,
                          (uint64_t)timeout_ms * QB_TIME_NS_IN_MSEC, waiter, on_waiter_timeout,
                          &waiter->timer);
    }
    return waiter;
}

static void
waiter_free(void *data)
{
    struct waiter *waiter = data;

    if (waiter->timer != 0) {
        qb_loop_timer_del(waiter->resource->world->loop, waiter->timer);
    }
    g_free(waiter);
}

void
waiters_finish(GList **waiters, const GError *error)
{
    GList *finished = g_steal_pointer(waiters);

    for (GList *item = finished; item != NULL; item = item->next) {
        struct waiter *waiter = item->data;

        waiter->done(waiter->user, error);
    }
    g_list_free_full(finished, waiter_free);
}

void
waiters_drop(GList **waiters)
{
    g_list_free_full(g_steal_pointer(waiters), waiter_free);
}

/* Takes the waiters with this wish out of the list. */
static GList *
take_waiters(struct resource *resource, bool wants_online)
{
    GList *taken = NULL;

    for (GList *item = resource->waiters; item != NULL;) {
        GList *next = item->next;

        if ((((struct waiter *)item->data)->wish == EVENT_ONLINE) == wants_online) {
            resource->waiters = g_list_remove_link(resource->waiters, item);
            taken = g_list_concat(taken, item);
        }
        item = next;
    }
    return taken;
}

static GError *
why_not(const struct resource *resource)
{
    if (resource->failure != NULL) {
        return g_error_copy(resource->failure);
    }
    return g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "resource %s: became %s meanwhile",
                       resource->name, machine_state_name(resource->state));
}

/* A resource that has come to rest has an answer for everybody. */
static void
answer_waiters(struct resource *resource)
{
    g_autoptr(GError) error = NULL;
    GList *online;
    GList *offline;

    if (!machine_is_stable(resource->state)) {
        return;
    }
    error = why_not(resource);
    online = take_waiters(resource, true);
    offline = take_waiters(resource, false);
    waiters_finish(&online, resource->state == STATE_ONLINE ? NULL : error);
    waiters_finish(&offline, resource->state == STATE_OFFLINE ? NULL : error);
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

static void take_report(struct resource *resource, const struct channel_status *report);

static void
apply_kept_report(struct resource *resource)
{
    if (resource->report_kept) {
        resource->report_kept = false;
        take_report(resource, &resource->kept_report);
    }
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
        resource_event(resource, EVENT_RETURNED_OK);
    } else if (reply->returned.result == WIN32_IO_PENDING) {
        resource_event(resource, EVENT_RETURNED_PENDING);
        apply_kept_report(resource);
    } else {
        set_win32_error(&error, reply->returned.result, "resource %s: %s failed", resource->name,
                        entry_point);
        resource_fail(resource, EVENT_RETURNED_ERROR, error);
    }
    resource_call_returned(resource);
}

static void
on_online_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply != NULL) {
        resource->has_event = reply->returned.has_event != 0;
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

/* Reports */

static enum machine_event
report_event(uint32_t state)
{
    switch (state) {
    case REPORTED_ONLINE:
        return EVENT_REPORT_ONLINE;
    case REPORTED_OFFLINE:
        return EVENT_REPORT_OFFLINE;
    case REPORTED_ONLINE_PENDING:
    case REPORTED_OFFLINE_PENDING:
        return EVENT_REPORT_PROGRESS;
    default:
        return EVENT_REPORT_FAILED;
    }
}

static void
take_report(struct resource *resource, const struct channel_status *report)
{
    enum machine_event event = report_event(report->state);

    if (machine_keeps_reports(resource->state)) {
        resource->report_kept = true;
        resource->kept_report = *report;
        return;
    }
    if (event == EVENT_REPORT_PROGRESS && report->checkpoint == resource->checkpoint) {
        return; /* only a changed checkpoint is progress (resapi.md 2.6) */
    }
    resource->checkpoint = report->checkpoint;
    if (event == EVENT_REPORT_ONLINE && report->has_event != 0) {
        resource->has_event = true;
    }
    if (event == EVENT_REPORT_FAILED) {
        resource_fail(resource, event,
                      g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: its DLL reported failure (state %u) while %s",
                                  resource->name, report->state,
                                  machine_state_name(resource->state)));
    } else {
        resource_event(resource, event);
    }
}

/* A DLL tells its log, not its caller, why it fails; and so does a host that crashes. */
static void
keep_complaint(struct resource *resource, const struct channel_log *entry, const char *line)
{
    if (entry->level >= LEVEL_ERROR) {
        g_free(resource->complaint);
        resource->complaint = g_strdup(line);
    }
}

static void
log_for_dll(struct resource *resource, const struct channel_log *entry)
{
    static const uint8_t priorities[] = { LOG_INFO, LOG_WARNING, LOG_ERR, LOG_CRIT };
    uint8_t priority = entry->level < G_N_ELEMENTS(priorities) ? priorities[entry->level] : LOG_ERR;

    g_autofree char *line = log_one_line(entry->text);

    /* A resource DLL's own words: "<type> <name>: text", as the cluster log has them. */
    qb_log(priority, "<%s> %s: %s", resource->type, resource->name, line);
    keep_complaint(resource, entry, line);
}

static void
on_host_message(void *owner, const struct channel_message *message)
{
    struct resource *resource = owner;

    switch (message->header.type) {
    case CHANNEL_STATUS:
        take_report(resource, &message->status);
        return;
    case CHANNEL_SIGNALED:
        polling_signaled(resource);
        return;
    case CHANNEL_LOG:
        log_for_dll(resource, &message->log);
        return;
    case CHANNEL_FACT:
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

static void on_facts(void *user, const struct channel_message *reply);

static void
on_host_ready(void *owner)
{
    struct resource *resource = owner;
    struct channel_message facts = { .header.type = CHANNEL_FACTS };

    if (resource->state == STATE_ADOPTING) {
        host_call(resource->host, &facts, resource->world->config->host_start_ms, on_facts,
                  resource);
    } else {
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
    stop_timer(resource, &resource->pending);
    arm_deadline(resource);
    polling_update(resource);
    answer_waiters(resource);
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

static void
add_complaint(const struct resource *resource, GError *failure)
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
    add_complaint(resource, failure);
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

/* A request that joins one under way can only bring its deadline forward. */
static void
take_deadline(struct resource *resource, bool joins, uint32_t timeout_ms)
{
    int64_t now_us = g_get_monotonic_time();
    int64_t end_us = resource->began_us + (int64_t)resource->timeout_ms * 1000;

    if (joins && (timeout_ms == 0 ||
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
    take_deadline(resource, step.next == resource->state, timeout_ms);
    resource_event(resource, request);
}

/* Controls */

struct control {
    struct resource *resource;
    resource_controlled done;
    void *user;
};

static void
on_controlled(void *user, const struct channel_message *reply)
{
    struct control *control = user;
    struct wire_bytes nothing = { NULL, 0 };

    if (reply == NULL) {
        g_autoptr(GError) error = g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                              "resource %s: ResourceControl did not return "
                                              "(DeadlockTimeout)",
                                              control->resource->name);

        control->done(control->user, error, 0, &nothing);
        resource_call_hung(control->resource, "ResourceControl");
    } else {
        control->done(control->user, NULL, reply->controlled.result, &reply->controlled.out);
        resource_call_returned(control->resource);
    }
    g_free(control);
}

void
resource_control(struct resource *resource, uint32_t code, struct wire_bytes in,
                 resource_controlled done, void *user)
{
    struct channel_message message = {
        .header.type = CHANNEL_CONTROL,
        .control = { .resource = RESOURCE_NUMBER, .code = code, .out_size = 65536, .in = in },
    };
    uint32_t deadlock_ms = resource_number(resource, COMMON_DEADLOCK_TIMEOUT);
    struct wire_bytes nothing = { NULL, 0 };
    struct control *control;

    if (!resource->open) {
        g_autoptr(GError) error =
            g_error_new(RESAPID_ERROR, OUTCOME_NOT_RUNNING,
                        "resource %s: is %s: its DLL is not loaded: bring it online first",
                        resource->name, machine_state_name(resource->state));

        done(user, error, 0, &nothing);
        return;
    }
    control = g_new0(struct control, 1);
    control->resource = resource;
    control->done = done;
    control->user = user;
    host_call(resource->host, &message, deadlock_ms, on_controlled, control);
}

/* Adoption */

static void
on_facts(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "its host, asked for its facts,");
        return;
    }
    resource->open = resource->fact_state != FACT_CLOSED;
    resource->has_event = resource->fact_event;
    if (resource->open && resource->fact_state == REPORTED_ONLINE && resource->fact_calls == 0) {
        resource_event(resource, EVENT_ADOPTED_ONLINE);
    } else if (!resource->open ||
               (resource->fact_calls == 0 && resource->fact_state != REPORTED_ONLINE_PENDING &&
                resource->fact_state != REPORTED_OFFLINE_PENDING)) {
        resource_fail(resource, EVENT_ADOPTED_DOWN,
                      g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: was down when resapid was restarted",
                                  resource->name));
    } else {
        resource_fail(resource, EVENT_ADOPTED_BUSY,
                      g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: resapid was restarted in the midst of an operation",
                                  resource->name));
    }
}

void
resource_adopt(struct resource *resource)
{
    g_autoptr(GError) error = NULL;

    resource->host = host_find(resource->world->loop, resource->world->config, resource->name,
                               &resource_host_events, resource, &error);
    if (error != NULL) {
        log_error("resource %s: %s", resource->name, error->message);
    }
    if (resource->host == NULL) {
        return;
    }
    log_notice("resource %s: a host of an earlier resapid is there", resource->name);
    resource->state = STATE_ADOPTING;
    resource->fact_state = FACT_CLOSED;
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
