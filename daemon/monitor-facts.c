/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A host that an earlier resapid left is asked what it knows; its tenants find themselves in that by
 * their names.
 */

#include "log.h"
#include "monitor-private.h"

/* What a host that talks nonsense may take of memory. */
#define FACTS_MAX 65536U
#define EARLY_MAX 256U

struct early_message {
    uint32_t type;
    uint32_t number;
    GBytes *packet;
};

void
fact_free(void *data)
{
    struct fact *fact = data;

    if (fact != NULL) {
        g_free(fact->name);
        g_free(fact);
    }
}

static void
free_early(void *data)
{
    struct early_message *early = data;

    g_bytes_unref(early->packet);
    g_free(early);
}

void
monitor_forget_facts(struct monitor *monitor)
{
    monitor->adopting = false;
    g_clear_pointer(&monitor->facts, g_ptr_array_unref);
    g_clear_pointer(&monitor->early, g_ptr_array_unref);
}

/* The facts */

static bool
tells_of_itself_alone(uint32_t type)
{
    return type == CHANNEL_STATUS || type == CHANNEL_INFORMATION;
}

/* What a fact stands for needs not be told again. */
static void
drop_early(struct monitor *monitor, uint32_t number)
{
    for (guint i = monitor->early->len; i > 0; i--) {
        const struct early_message *early = g_ptr_array_index(monitor->early, i - 1);

        if (early->number == number && tells_of_itself_alone(early->type)) {
            g_ptr_array_remove_index(monitor->early, i - 1);
        }
    }
}

static void
keep_fact(struct monitor *monitor, const struct channel_fact *told)
{
    struct fact *fact = g_new0(struct fact, 1);

    fact->number = told->resource;
    fact->name = g_strdup(told->name);
    fact->facts = (struct tenant_facts){ .state = told->state,
                                         .calls = told->calls,
                                         .entries = told->entries,
                                         .information = told->information,
                                         .has_event = told->has_event != 0,
                                         .owns = told->owns != 0 };
    g_ptr_array_add(monitor->facts, fact);
}

/* A host tells of closed resources too, so that their numbers are not used again. */
void
monitor_take_fact(struct monitor *monitor, const struct channel_fact *told)
{
    bool open = told->state != FACT_CLOSED || told->calls != 0;

    if (!monitor->adopting) {
        log_debug("host %s: a FACT that was not asked for", host_name(monitor->host));
        return;
    }
    if (told->resource == UINT32_MAX || monitor->facts->len >= FACTS_MAX) {
        host_kill(monitor->host, "tells of resources that it cannot have");
        return;
    }
    monitor->last_number = MAX(monitor->last_number, told->resource);
    drop_early(monitor, told->resource);
    if (open || (told->entries != 0 && monitor->load.progress == LOAD_NOT_BEGUN)) {
        monitor_is_loaded(monitor, told->entries);
    }
    if (open) {
        keep_fact(monitor, told);
    }
}

static void
claim(struct monitor *monitor, struct tenant *tenant)
{
    for (guint i = 0; i < monitor->facts->len; i++) {
        const struct fact *fact = g_ptr_array_index(monitor->facts, i);

        if (g_str_equal(fact->name, tenant->name)) {
            tenant->fact = g_ptr_array_steal_index(monitor->facts, i);
            return;
        }
    }
}

static void
claim_all(struct monitor *monitor)
{
    for (GList *item = monitor->tenants; item != NULL; item = item->next) {
        struct tenant *tenant = item->data;

        if (tenant->sought && tenant->fact == NULL) {
            claim(monitor, tenant);
        }
    }
}

/* The messages before and between the facts */

/* The list that a host tells again with its facts is the same, or newer. */
static void
drop_older_list(struct monitor *monitor, uint32_t number)
{
    for (guint i = 0; i < monitor->early->len; i++) {
        const struct early_message *early = g_ptr_array_index(monitor->early, i);

        if (early->number == number && early->type == CHANNEL_LOCAL_PROPERTIES) {
            g_ptr_array_remove_index(monitor->early, i);
            return;
        }
    }
}

void
monitor_keep_early(struct monitor *monitor, const struct channel_message *message, uint32_t number)
{
    static uint8_t packet[WIRE_MESSAGE_MAX];
    struct early_message *early;
    size_t length;

    if (message->header.type == CHANNEL_LOCAL_PROPERTIES) {
        drop_older_list(monitor, number);
    }
    /* Each open resource may have a list besides. */
    if (monitor->early->len >= EARLY_MAX + monitor->facts->len ||
        wire_encode(&channel_schema, message, packet, sizeof(packet), &length) != WIRE_OK) {
        log_warning("host %s: %s is lost: too much was said while no resapid listened",
                    host_name(monitor->host),
                    wire_type_name(&channel_schema, message->header.type));
        return;
    }
    early = g_new0(struct early_message, 1);
    early->type = message->header.type;
    early->number = number;
    early->packet = g_bytes_new(packet, length);
    g_ptr_array_add(monitor->early, early);
}

static void
replay(struct monitor *monitor, const GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        const struct early_message *early = g_ptr_array_index(messages, i);
        struct channel_message message;
        gsize length;
        const uint8_t *packet = g_bytes_get_data(early->packet, &length);

        if (wire_decode(&channel_schema, packet, length, &message) == WIRE_OK) {
            monitor_route(monitor, &message, early->number);
        }
    }
}

/* The end of the facts */

static void
take_all(struct monitor *monitor)
{
    g_autoptr(GPtrArray) early = NULL;

    claim_all(monitor);
    if (monitor->facts->len != 0) {
        const struct fact *fact = g_ptr_array_index(monitor->facts, 0);
        g_autofree char *name = log_one_line(fact->name);

        log_warning("host %s: holds resource %s, which is not known here: it is killed",
                    host_name(monitor->host), name);
        monitor_judge(monitor, NULL);
        host_kill(monitor->host, "holds a resource that is not known here");
        return;
    }
    early = g_steal_pointer(&monitor->early);
    monitor_forget_facts(monitor);
    monitor_settle(monitor);
    replay(monitor, early);
}

static void
on_facts_end(void *user, const struct channel_message *reply)
{
    struct monitor *monitor = user;

    if (host_is_ending(monitor->host)) {
        return;
    }
    if (reply == NULL) {
        host_kill(monitor->host, "did not tell its facts in time ([host] start_timeout)");
    } else if (reply->facts_end.version != CHANNEL_VERSION) {
        host_kill(monitor->host, "is of another version");
    } else {
        take_all(monitor);
    }
}

void
monitor_ask_facts(struct monitor *monitor)
{
    struct channel_message facts = { .header.type = CHANNEL_FACTS };

    monitor->facts = g_ptr_array_new_with_free_func(fact_free);
    monitor->early = g_ptr_array_new_with_free_func(free_early);
    monitor->adopting = true;
    host_call(monitor->host, &facts, monitor->all->config->host_start_ms, on_facts_end, monitor);
}
