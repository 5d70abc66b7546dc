/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * One tenant of a monitor: how it comes in, calls, leaves and kills.
 */

#include "monitor-private.h"

/* A call in flight: its tenant may be freed before it returns. */
struct tenant_call {
    struct monitor *monitor;
    struct tenant *tenant; /* NULL once it is freed */
    host_reply reply;
    void *user;
};

void
tenant_stop_timer(struct tenant *tenant)
{
    if (tenant->timer != 0) {
        qb_loop_timer_del(tenant->monitor->all->loop, tenant->timer);
        tenant->timer = 0;
    }
}

/* An event may not come from within what the owner called. A job of libqb's would keep an idle loop
 * waiting for 50 ms. */
static void
tell_soon(struct tenant *tenant, void (*tell)(void *tenant))
{
    tenant_stop_timer(tenant);
    qb_loop_timer_add(tenant->monitor->all->loop, QB_LOOP_MED, 0, tenant, tell, &tenant->timer);
}

/* Coming in */

void
tenant_greet(struct tenant *tenant)
{
    struct monitor *monitor = tenant->monitor;
    const struct tenant_events *events = tenant->events;
    struct fact *fact;

    if (tenant->greeted || tenant->left || host_is_ending(monitor->host)) {
        return;
    }
    fact = g_steal_pointer(&tenant->fact);
    tenant->greeted = true;
    tenant->number = fact != NULL ? fact->number : ++monitor->last_number;
    tenant->number_used = fact != NULL;
    if (tenant->sought) {
        events->adopted(tenant->owner, fact != NULL ? &fact->facts : NULL);
    } else {
        events->ready(tenant->owner);
    }
    fact_free(fact);
}

static void
on_greet(void *data)
{
    struct tenant *tenant = data;

    tenant->timer = 0;
    tenant_greet(tenant);
}

struct tenant *
tenant_new(struct monitor *monitor, const char *name, bool sought,
           const struct tenant_events *events, void *owner)
{
    struct tenant *tenant = g_new0(struct tenant, 1);

    tenant->monitor = monitor;
    tenant->name = g_strdup(name);
    tenant->sought = sought;
    tenant->events = events;
    tenant->owner = owner;
    monitor->tenants = g_list_append(monitor->tenants, tenant);
    monitor->users++;
    if (monitor->settled) {
        tell_soon(tenant, on_greet);
    }
    return tenant;
}

/* Going */

static void
disown_calls(const struct tenant *tenant)
{
    for (GList *item = tenant->monitor->calls; item != NULL; item = item->next) {
        struct tenant_call *call = item->data;

        if (call->tenant == tenant) {
            call->tenant = NULL;
        }
    }
}

void
tenant_free(struct tenant *tenant)
{
    struct monitor *monitor;

    if (tenant == NULL) {
        return;
    }
    monitor = tenant->monitor;
    tenant_stop_timer(tenant);
    disown_calls(tenant);
    monitor_forget_load_waiter(tenant);
    if (monitor->guilty == tenant) {
        monitor->guilty = NULL;
    }
    monitor->tenants = g_list_remove(monitor->tenants, tenant);
    monitor_unref(monitor);
    fact_free(tenant->fact);
    g_free(tenant->name);
    g_free(tenant);
}

bool
tenant_is_alone(const struct tenant *tenant)
{
    for (GList *item = tenant->monitor->tenants; item != NULL; item = item->next) {
        const struct tenant *other = item->data;

        if (other != tenant && !other->left) {
            return false;
        }
    }
    return true;
}

static void
on_left(void *data)
{
    struct tenant *tenant = data;

    tenant->timer = 0;
    tenant->finished = true;
    tenant->events->empty(tenant->owner);
}

void
tenant_leave(struct tenant *tenant)
{
    struct monitor *monitor = tenant->monitor;

    if (tenant->left) {
        return;
    }
    tenant->left = true;
    tenant_stop_timer(tenant);
    monitor_forget_load_waiter(tenant);
    if (monitor->host == NULL || host_is_ending(monitor->host)) {
        return; /* its end is told to all */
    }
    if (tenant_is_alone(tenant)) {
        monitor_judge(monitor, NULL);
        host_finish(monitor->host);
    } else {
        tell_soon(tenant, on_left);
    }
}

/* What kills is mostly a deadline that passed while something hung. A Terminate that hangs may hold what
 * an entry point of another resource waits for, but not the other way round. */
static struct tenant *
find_suspect(struct tenant *killer)
{
    const struct monitor *monitor = killer->monitor;
    struct tenant *running;

    if (host_is_urgent(monitor->host, killer->number)) {
        return killer;
    }
    running = monitor_find_number(monitor, host_guilty(monitor->host));
    return running == NULL && tenant_calls(killer) != 0 ? killer : running;
}

void
tenant_kill(struct tenant *tenant, const char *why)
{
    struct monitor *monitor = tenant->monitor;

    if (monitor->host == NULL || (tenant->left && !tenant_is_alone(tenant))) {
        return;
    }
    monitor_judge(monitor, why == NULL ? find_suspect(tenant) : NULL);
    host_kill(monitor->host, why);
}

/* A tenant's calls */

static void
on_reply(void *user, const struct channel_message *reply)
{
    struct tenant_call call = *(struct tenant_call *)user;
    bool left = call.tenant == NULL || call.tenant->left;

    call.monitor->calls = g_list_remove(call.monitor->calls, user);
    g_free(user);
    if (reply == NULL) {
        monitor_judge(call.monitor, call.tenant);
    }
    if (call.tenant != NULL) {
        call.reply(call.user, reply);
    }
    if (left && reply == NULL) {
        host_kill(call.monitor->host, "hangs in a call of a resource that has left");
    }
}

static void
fill_number(struct tenant *tenant, struct channel_message *request)
{
    switch (request->header.type) {
    case CHANNEL_OPEN:
        if (tenant->number_used) {
            tenant->number = ++tenant->monitor->last_number;
        }
        tenant->number_used = true;
        request->open.resource = tenant->number;
        return;
    case CHANNEL_CALL:
        request->call.resource = tenant->number;
        return;
    case CHANNEL_CONTROL:
        request->control.resource = tenant->number;
        return;
    case CHANNEL_CHECKPOINT_RESTORE:
        request->checkpoint_restore.resource = tenant->number;
        return;
    case CHANNEL_CHECKPOINT_WATCH:
        request->checkpoint_watch.resource = tenant->number;
        return;
    case CHANNEL_CHECKPOINT_END:
        request->checkpoint_end.resource = tenant->number;
        return;
    default:
        return; /* about the type */
    }
}

void
tenant_call(struct tenant *tenant, struct channel_message *request, uint32_t limit_ms,
            host_reply reply, void *user)
{
    struct monitor *monitor = tenant->monitor;
    struct tenant_call *call;

    if (monitor->host == NULL) {
        return;
    }
    call = g_new0(struct tenant_call, 1);
    call->monitor = monitor;
    call->tenant = tenant;
    call->reply = reply;
    call->user = user;
    monitor->calls = g_list_prepend(monitor->calls, call);
    fill_number(tenant, request);
    host_call(monitor->host, request, limit_ms, on_reply, call);
}

bool
tenant_has_begun(const struct tenant *tenant, const void *user)
{
    const struct monitor *monitor = tenant->monitor;

    for (GList *item = monitor->calls; item != NULL; item = item->next) {
        const struct tenant_call *call = item->data;

        if (call->tenant == tenant && call->user == user) {
            return monitor->host != NULL && host_has_begun(monitor->host, call);
        }
    }
    return false;
}

struct host *
tenant_host(const struct tenant *tenant)
{
    return tenant->monitor->host;
}

void
tenant_watch_again(struct tenant *tenant)
{
    struct channel_message message = { .header.type = CHANNEL_WATCH_AGAIN,
                                       .watch_again.resource = tenant->number };

    if (tenant->monitor->host != NULL) {
        host_tell(tenant->monitor->host, &message);
    }
}

bool
tenant_is_ready(const struct tenant *tenant)
{
    const struct host *host = tenant->monitor->host;

    return tenant->greeted && host != NULL && host_is_ready(host);
}

unsigned int
tenant_calls(const struct tenant *tenant)
{
    const struct host *host = tenant->monitor->host;

    return tenant->number != 0 && host != NULL ? host_calls(host, tenant->number) : 0;
}

bool
tenant_is_in(const struct tenant *tenant, const struct host *host)
{
    return tenant->monitor->host == host;
}

uint32_t
tenant_number(const struct tenant *tenant)
{
    return tenant->number;
}

pid_t
tenant_host_pid(const struct tenant *tenant)
{
    const struct host *host = tenant->monitor->host;

    return host != NULL ? host_pid(host) : 0;
}

pid_t
tenant_keeper_pid(const struct tenant *tenant)
{
    const struct host *host = tenant->monitor->host;

    return host != NULL ? host_keeper_pid(host) : 0;
}
