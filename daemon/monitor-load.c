/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Loading the DLL of a monitor's type: once, whoever of the tenants asks first, and with it the codes
 * that tell the type that its monitor starts (resapi.md 2.12).
 */

#include "error.h"
#include "log.h"
#include "monitor-private.h"

enum {
    CONTROL_STARTING_PHASE1 = 0x02500036,
    CONTROL_STARTING_PHASE2 = 0x0250003a,
};

struct load_waiter {
    struct tenant *tenant;
    host_reply reply;
    void *user;
};

static void
answer_all(struct monitor *monitor, const struct channel_message *message)
{
    struct load *load = &monitor->load;

    /* Who asks again when told of a failure asks for another try. */
    load->answered = g_steal_pointer(&load->waiters);
    while (load->answered != NULL) {
        struct load_waiter waiter = *(struct load_waiter *)load->answered->data;

        g_free(load->answered->data);
        load->answered = g_list_delete_link(load->answered, load->answered);
        waiter.reply(waiter.user, message);
    }
}

/* A DLL that hangs while it is loaded would hang whichever of its resources came first: nobody is
 * guilty. */
static void
exceed_limit(struct monitor *monitor)
{
    monitor->load.progress = LOAD_NOT_BEGUN;
    monitor_judge(monitor, NULL);
    answer_all(monitor, NULL);
}

static void
send_phase(struct monitor *monitor, uint32_t code, host_reply reply)
{
    struct channel_message control = {
        .header.type = CHANNEL_TYPE_CONTROL,
        .type_control = { .type_name = monitor->load.type, .code = code },
    };

    host_call(monitor->host, &control, monitor->load.limit_ms, reply, monitor);
}

static void
on_phase2(void *user, const struct channel_message *reply)
{
    struct monitor *monitor = user;

    if (reply == NULL) {
        exceed_limit(monitor);
        return;
    }
    monitor->load.progress = LOAD_HAS_SUCCEEDED;
    answer_all(monitor, &monitor->load.loaded);
}

static void
on_phase1(void *user, const struct channel_message *reply)
{
    struct monitor *monitor = user;

    if (reply == NULL) {
        exceed_limit(monitor);
        return;
    }
    send_phase(monitor, CONTROL_STARTING_PHASE2, on_phase2);
}

static void
on_loaded(void *user, const struct channel_message *reply)
{
    struct monitor *monitor = user;

    if (reply == NULL) {
        exceed_limit(monitor);
    } else if (reply->loaded.stage != LOAD_DONE) {
        monitor->load.progress = LOAD_NOT_BEGUN;
        answer_all(monitor, reply);
    } else {
        monitor->load.loaded = *reply;
        monitor->load.loaded.loaded.detail = "";
        send_phase(monitor, CONTROL_STARTING_PHASE1, on_phase1);
    }
}

static void
begin(struct monitor *monitor, const char *type, const char *dll, uint32_t limit_ms)
{
    struct channel_message message = {
        .header.type = CHANNEL_LOAD,
        .load = { .type_name = type, .dll = dll },
    };
    struct load *load = &monitor->load;

    load->progress = LOAD_RUNS;
    g_free(load->type);
    load->type = g_strdup(type);
    load->limit_ms = limit_ms;
    host_call(monitor->host, &message, limit_ms, on_loaded, monitor);
}

static void
on_loaded_already(void *data)
{
    struct monitor *monitor = data;

    monitor->load.timer = 0;
    answer_all(monitor, &monitor->load.loaded);
}

void
tenant_load(struct tenant *tenant, const char *type, const char *dll, uint32_t limit_ms,
            host_reply reply, void *user)
{
    struct monitor *monitor = tenant->monitor;
    struct load *load = &monitor->load;
    struct load_waiter *waiter;

    if (monitor->host == NULL) {
        return;
    }
    waiter = g_new0(struct load_waiter, 1);
    waiter->tenant = tenant;
    waiter->reply = reply;
    waiter->user = user;
    load->waiters = g_list_append(load->waiters, waiter);
    if (load->progress == LOAD_NOT_BEGUN) {
        begin(monitor, type, dll, limit_ms);
    } else if (load->progress == LOAD_HAS_SUCCEEDED && load->timer == 0) {
        qb_loop_timer_add(monitor->all->loop, QB_LOOP_MED, 0, monitor, on_loaded_already,
                          &load->timer);
    }
}

void
monitor_is_loaded(struct monitor *monitor, uint32_t entries)
{
    struct load *load = &monitor->load;

    load->progress = LOAD_HAS_SUCCEEDED;
    load->loaded = (struct channel_message){
        .header.type = CHANNEL_LOADED,
        .loaded = { .stage = LOAD_DONE, .entries = entries, .detail = "" },
    };
}

void
monitor_forget_load(struct monitor *monitor)
{
    struct load *load = &monitor->load;

    if (load->timer != 0) {
        qb_loop_timer_del(monitor->all->loop, load->timer);
        load->timer = 0;
    }
    load->progress = LOAD_NOT_BEGUN;
    g_list_free_full(g_steal_pointer(&load->waiters), g_free);
    g_list_free_full(g_steal_pointer(&load->answered), g_free);
    g_clear_pointer(&load->type, g_free);
}

static GList *
without(GList *waiters, const struct tenant *tenant)
{
    for (GList *item = waiters, *next; item != NULL; item = next) {
        next = item->next;
        if (((struct load_waiter *)item->data)->tenant == tenant) {
            g_free(item->data);
            waiters = g_list_delete_link(waiters, item);
        }
    }
    return waiters;
}

void
monitor_forget_load_waiter(struct tenant *tenant)
{
    struct load *load = &tenant->monitor->load;

    load->waiters = without(load->waiters, tenant);
    load->answered = without(load->answered, tenant);
}

/* Why it failed */

static const char *const stage_texts[] = {
    [LOAD_DONE] = "cannot be loaded",
    [LOAD_FIND] = "cannot be found or read: check the path and its permissions",
    [LOAD_FORMAT] = "is not a Windows DLL (no PE file)",
    [LOAD_MACHINE] = "is a Windows DLL for another machine",
    [LOAD_MAP] = "cannot be loaded: it or a DLL it needs is missing or refuses",
    [LOAD_EXPORT] = "is not a resource DLL: it exports neither Startup nor StartupEx",
    [LOAD_STARTUP] = "refuses the resource type in its Startup",
    [LOAD_TABLE] = "returns an unusable function table from its Startup",
};

/* What cannot pass by itself on this node is "not installed" to Pacemaker (practice.md C1). */
static enum client_outcome
load_outcome(const struct channel_loaded *loaded)
{
    if (loaded->stage == LOAD_MAP && loaded->error != WIN32_MOD_NOT_FOUND &&
        loaded->error != WIN32_PROC_NOT_FOUND) {
        return OUTCOME_FAILED;
    }
    return OUTCOME_NOT_INSTALLED;
}

GError *
monitor_load_error(const char *dll, const char *type, const struct channel_loaded *loaded)
{
    uint32_t stage = loaded->stage < G_N_ELEMENTS(stage_texts) ? loaded->stage : LOAD_DONE;
    g_autofree char *detail = log_one_line(loaded->detail);

    return g_error_new(RESAPID_ERROR, (int)load_outcome(loaded),
                       "resource DLL %s of type '%s' %s: %s (%u)%s%s", dll, type,
                       stage_texts[stage], win32_error_name(loaded->error), loaded->error,
                       detail[0] != '\0' ? ": " : "", detail);
}
