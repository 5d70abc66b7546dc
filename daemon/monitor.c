/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "monitor.h"

#include "log.h"
#include "monitor-private.h"

/* Who waits for a monitor's end. */
struct end_waiter {
    char *label; /* folded */
    void (*retry)(void *user);
    void *user;
    bool due;
};

/* The tenants of a monitor */

void
monitor_mark_all(struct monitor *monitor)
{
    for (GList *item = monitor->tenants; item != NULL; item = item->next) {
        struct tenant *tenant = item->data;

        tenant->due = !tenant->finished;
    }
}

struct tenant *
monitor_next_due(struct monitor *monitor)
{
    for (GList *item = monitor->tenants; item != NULL; item = item->next) {
        struct tenant *tenant = item->data;

        if (tenant->due) {
            tenant->due = false;
            return tenant;
        }
    }
    return NULL;
}

struct tenant *
monitor_find_number(const struct monitor *monitor, uint32_t number)
{
    for (GList *item = monitor->tenants; item != NULL; item = item->next) {
        struct tenant *tenant = item->data;

        if (number != 0 && tenant->number == number && !tenant->finished) {
            return tenant;
        }
    }
    return NULL;
}

void
monitor_judge(struct monitor *monitor, struct tenant *guilty)
{
    if (!monitor->judged) {
        monitor->judged = true;
        monitor->guilty = guilty;
    }
}

/* Ready */

void
monitor_settle(struct monitor *monitor)
{
    struct tenant *tenant;

    monitor->settled = true;
    monitor_mark_all(monitor);
    while ((tenant = monitor_next_due(monitor)) != NULL) {
        tenant_greet(tenant);
    }
}

static void
on_found_ready(void *owner)
{
    monitor_ask_facts(owner);
}

static void
on_started_ready(void *owner)
{
    monitor_settle(owner);
}

/* Messages */

static void
serve(struct monitor *monitor, const struct channel_message *message)
{
    struct monitors *all = monitor->all;

    all->served(all->user, monitor->host, message);
}

static void
tell_all(struct monitor *monitor, const struct channel_message *message)
{
    struct tenant *tenant;

    monitor_mark_all(monitor);
    while ((tenant = monitor_next_due(monitor)) != NULL) {
        tenant->events->message(tenant->owner, message);
    }
}

void
monitor_route(struct monitor *monitor, const struct channel_message *message, uint32_t number)
{
    struct tenant *tenant = monitor_find_number(monitor, number);

    if (tenant != NULL) {
        tenant->events->message(tenant->owner, message);
    } else if (message->header.type == CHANNEL_LOG) {
        serve(monitor, message);
    } else if (monitor->adopting) {
        monitor_keep_early(monitor, message, number);
    } else {
        log_debug("host %s: %s of resource %u, which is closed or unknown",
                  host_name(monitor->host), wire_type_name(&channel_schema, message->header.type),
                  number);
    }
}

static void
on_message(void *owner, const struct channel_message *message)
{
    struct monitor *monitor = owner;

    switch (message->header.type) {
    case CHANNEL_STATUS:
        monitor_route(monitor, message, message->status.resource);
        return;
    case CHANNEL_SIGNALED:
        monitor_route(monitor, message, message->signaled.resource);
        return;
    case CHANNEL_FAILURE:
        monitor_route(monitor, message, message->failure.resource);
        return;
    case CHANNEL_INFORMATION:
        monitor_route(monitor, message, message->information.resource);
        return;
    case CHANNEL_LOCAL_PROPERTIES:
        monitor_route(monitor, message, message->local_properties.resource);
        return;
    case CHANNEL_QUORUM_LOST:
        monitor_route(monitor, message, message->quorum_lost.resource);
        return;
    case CHANNEL_LOG:
        if (message->log.resource == 0) {
            tell_all(monitor, message);
        }
        monitor_route(monitor, message, message->log.resource);
        return;
    case CHANNEL_FACT:
        monitor_take_fact(monitor, &message->fact);
        return;
    default:
        serve(monitor, message);
    }
}

static void
on_output(void *owner, const char *line)
{
    struct monitor *monitor = owner;

    /* A tenant that is told keeps the line, and leaves the list as it is. */
    for (GList *item = monitor->tenants; item != NULL; item = item->next) {
        const struct tenant *tenant = item->data;

        if (!tenant->finished && tenant->events->output != NULL) {
            tenant->events->output(tenant->owner, line);
        }
    }
}

/* The end of a monitor */

void
monitor_unref(struct monitor *monitor)
{
    if (--monitor->users == 0) {
        g_list_free_full(monitor->calls, g_free);
        monitor_forget_load(monitor);
        monitor_forget_facts(monitor);
        g_free(monitor->label);
        g_free(monitor);
    }
}

static void
on_died(void *owner, const char *cause)
{
    struct monitor *monitor = owner;
    struct tenant *tenant;

    monitor_judge(monitor, monitor_find_number(monitor, host_guilty(monitor->host)));
    g_list_free_full(g_steal_pointer(&monitor->calls), g_free);
    monitor_forget_load(monitor);
    monitor_forget_facts(monitor);
    monitor_mark_all(monitor);
    while ((tenant = monitor_next_due(monitor)) != NULL) {
        tenant_stop_timer(tenant);
        tenant->events->died(tenant->owner, cause, tenant == monitor->guilty);
    }
}

static void
free_waiter(struct monitors *all, struct end_waiter *waiter)
{
    all->waiters = g_list_remove(all->waiters, waiter);
    g_free(waiter->label);
    g_free(waiter);
}

static struct end_waiter *
next_waiter(struct monitors *all)
{
    for (GList *item = all->waiters; item != NULL; item = item->next) {
        struct end_waiter *waiter = item->data;

        if (waiter->due) {
            return waiter;
        }
    }
    return NULL;
}

/* Who is told may wait again, for the end of the next one. */
static void
tell_waiters(struct monitors *all, const char *label)
{
    struct end_waiter *waiter;

    for (GList *item = all->waiters; item != NULL; item = item->next) {
        waiter = item->data;
        waiter->due = waiter->due || g_str_equal(waiter->label, label);
    }
    while ((waiter = next_waiter(all)) != NULL) {
        void (*retry)(void *user) = waiter->retry;
        void *user = waiter->user;

        free_waiter(all, waiter);
        retry(user);
    }
}

/* From here on a monitor of that label can be started again. */
static void
lose_host(struct monitor *monitor)
{
    struct monitors *all = monitor->all;

    all->list = g_list_remove(all->list, monitor);
    all->gone(all->user, monitor->host);
    g_clear_pointer(&monitor->host, host_free);
}

static void
on_empty(void *owner)
{
    struct monitor *monitor = owner;
    struct tenant *tenant;

    lose_host(monitor);
    monitor_mark_all(monitor);
    while ((tenant = monitor_next_due(monitor)) != NULL) {
        tenant_stop_timer(tenant);
        tenant->finished = true;
        tenant->events->empty(tenant->owner);
    }
    tell_waiters(monitor->all, monitor->label);
    monitor_unref(monitor);
}

static const struct host_events started_events = {
    .ready = on_started_ready,
    .message = on_message,
    .output = on_output,
    .died = on_died,
    .empty = on_empty,
};

static const struct host_events found_events = {
    .ready = on_found_ready,
    .message = on_message,
    .output = on_output,
    .died = on_died,
    .empty = on_empty,
};

/* All monitors */

struct monitors *
monitors_new(qb_loop_t *loop, const struct config *config, monitor_served served, monitor_gone gone,
             void *user)
{
    struct monitors *monitors = g_new0(struct monitors, 1);

    monitors->loop = loop;
    monitors->config = config;
    monitors->served = served;
    monitors->gone = gone;
    monitors->user = user;
    return monitors;
}

void
monitors_free(struct monitors *monitors)
{
    if (monitors == NULL) {
        return;
    }
    while (monitors->list != NULL) {
        struct monitor *monitor = monitors->list->data;

        lose_host(monitor);
        monitor_unref(monitor);
    }
    while (monitors->waiters != NULL) {
        free_waiter(monitors, monitors->waiters->data);
    }
    g_free(monitors);
}

static char *
fold(const char *label)
{
    return g_utf8_casefold(label, -1);
}

static struct monitor *
find_monitor(const struct monitors *monitors, const char *label, bool ending)
{
    g_autofree char *folded = fold(label);

    for (GList *item = monitors->list; item != NULL; item = item->next) {
        struct monitor *monitor = item->data;

        if (g_str_equal(monitor->label, folded) && host_is_ending(monitor->host) == ending) {
            return monitor;
        }
    }
    return NULL;
}

bool
monitors_wait_for_end(struct monitors *monitors, const char *label, void (*retry)(void *user),
                      void *user)
{
    struct end_waiter *waiter;

    if (find_monitor(monitors, label, true) == NULL) {
        return false;
    }
    waiter = g_new0(struct end_waiter, 1);
    waiter->label = fold(label);
    waiter->retry = retry;
    waiter->user = user;
    monitors->waiters = g_list_append(monitors->waiters, waiter);
    return true;
}

void
monitors_cancel(struct monitors *monitors, void *user)
{
    for (GList *item = monitors->waiters, *next; item != NULL; item = next) {
        struct end_waiter *waiter = item->data;

        next = item->next;
        if (waiter->user == user) {
            free_waiter(monitors, waiter);
        }
    }
}

const struct host *
monitors_host(const struct monitors *monitors, const char *label)
{
    const struct monitor *monitor = find_monitor(monitors, label, false);

    return monitor != NULL ? monitor->host : NULL;
}

static struct monitor *
new_monitor(struct monitors *monitors, const char *label)
{
    struct monitor *monitor = g_new0(struct monitor, 1);

    monitor->all = monitors;
    monitor->label = fold(label);
    monitor->users = 1;
    return monitor;
}

/* With the host, or not at all. */
static struct monitor *
add_monitor(struct monitor *monitor, struct host *host)
{
    if (host == NULL) {
        monitor_unref(monitor);
        return NULL;
    }
    monitor->host = host;
    monitor->all->list = g_list_append(monitor->all->list, monitor);
    return monitor;
}

static struct monitor *
start_monitor(struct monitors *monitors, const char *label, const struct keeper_command *command,
              GError **error)
{
    struct monitor *monitor = new_monitor(monitors, label);

    return add_monitor(monitor, host_start(monitors->loop, monitors->config, label, command,
                                           &started_events, monitor, error));
}

static struct monitor *
find_left_monitor(struct monitors *monitors, const char *label)
{
    struct monitor *monitor = new_monitor(monitors, label);

    return add_monitor(monitor,
                       host_find(monitors->loop, monitors->config, label, &found_events, monitor));
}

void
monitors_lose_wineserver(struct monitors *monitors)
{
    for (GList *item = monitors->list; item != NULL; item = item->next) {
        struct monitor *monitor = item->data;

        monitor_judge(monitor, NULL);
        host_kill(monitor->host, "lost its wineserver");
    }
}

/* Coming in */

struct tenant *
tenant_enter(struct monitors *monitors, const char *label, const char *name,
             const struct keeper_command *command, const struct tenant_events *events, void *owner,
             GError **error)
{
    struct monitor *monitor = find_monitor(monitors, label, false);

    if (monitor == NULL) {
        monitor = start_monitor(monitors, label, command, error);
    }
    return monitor != NULL ? tenant_new(monitor, name, false, events, owner) : NULL;
}

struct tenant *
tenant_find(struct monitors *monitors, const char *label, const char *name,
            const struct tenant_events *events, void *owner)
{
    struct monitor *monitor = find_monitor(monitors, label, false);

    if (monitor == NULL) {
        /* What a killed keeper left is being killed: that ends every resource in it. */
        monitor = find_monitor(monitors, label, true);
    }
    if (monitor == NULL) {
        monitor = find_left_monitor(monitors, label);
    }
    return monitor != NULL ? tenant_new(monitor, name, true, events, owner) : NULL;
}
