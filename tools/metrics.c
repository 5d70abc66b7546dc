/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * resapictl metrics: what is known of all resources, for Prometheus. What is not known has no sample.
 */

#include <errno.h>
#include <stdio.h>

#include "daemon/error.h"
#include "openmetrics.h"
#include "resapictl.h"
#include "words.h"

static const uint32_t states[] = { RESOURCE_INITIALIZING,    RESOURCE_OFFLINE,
                                   RESOURCE_ONLINE_PENDING,  RESOURCE_ONLINE,
                                   RESOURCE_OFFLINE_PENDING, RESOURCE_FAILED };

/* One moment. */
struct moment {
    uint64_t now_us;
    GPtrArray *details; /* struct client_detail, of whose strings there are name and type */
    GString *text;
};

static void
detail_free(void *data)
{
    struct client_detail *detail = data;

    g_free((char *)detail->name);
    g_free((char *)detail->type);
    g_free(detail);
}

static void
keep_detail(GPtrArray *details, const struct client_detail *detail)
{
    struct client_detail *kept = g_memdup2(detail, sizeof(*detail));

    kept->name = g_strdup(detail->name);
    kept->type = g_strdup(detail->type);
    kept->group = kept->activity = kept->reason = NULL;
    g_ptr_array_add(details, kept);
}

static bool
take_page(struct command *command, struct moment *moment, bool *more, GError **error)
{
    guint taken = moment->details->len;
    const struct client_detail *last = taken > 0 ? moment->details->pdata[taken - 1] : NULL;
    struct client_message request = { .header.type = CLIENT_DETAILS,
                                      .details = { .after = last != NULL ? last->name : "",
                                                   .measure = 1 } };
    struct client_message record;
    struct client_reply reply;

    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    while (client_next_record(command->client, &record)) {
        if (record.header.type == CLIENT_DETAIL) {
            keep_detail(moment->details, &record.detail);
        }
    }
    *more = reply.more != 0 && moment->details->len > taken;
    return true;
}

static bool
take_details(struct command *command, struct moment *moment, GError **error)
{
    bool more = true;

    while (more) {
        if (!take_page(command, moment, &more, error)) {
            return false;
        }
    }
    return true;
}

/* Of resapid itself */

static void
tell_resapid(struct moment *moment, const struct client_resapid *resapid)
{
    GString *text = moment->text;
    const char *const build[] = { "version", resapid->version, "build", resapid->build, NULL };
    const char *const none[] = { NULL };

    metrics_family(text, "resapid_build_info", "gauge", NULL, "The resapid that runs.");
    metrics_sample(text, "resapid_build_info", build, 1);
    metrics_family(text, "resapid_start_time_seconds", "gauge", "seconds",
                   "When resapid was started, since 1970.");
    metrics_sample_seconds(text, "resapid_start_time_seconds", none, resapid->started_us);
    metrics_family(text, "resapid_log_lines_dropped", "counter", NULL,
                   "Lines that DLLs had logged and the log left out, over [host] output_limit.");
    metrics_sample(text, "resapid_log_lines_dropped_total", none, resapid->lines_dropped);
}

static void
tell_counts(struct moment *moment)
{
    metrics_family(moment->text, "resapid_resources", "gauge", NULL,
                   "Number of resources of this node in each state.");
    for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
        const char *const labels[] = { "state", resource_state_word(states[i]), NULL };
        uint64_t count = 0;

        for (guint j = 0; j < moment->details->len; j++) {
            const struct client_detail *detail = moment->details->pdata[j];

            count += detail->state == states[i];
        }
        metrics_sample(moment->text, "resapid_resources", labels, count);
    }
}

/* Of each resource */

/* Its samples of one family, none where it is not known. */
typedef void (*sampler)(const struct moment *moment, const struct client_detail *detail,
                        const char *name);

static void
sample(const struct moment *moment, const struct client_detail *detail, const char *name,
       uint64_t value)
{
    const char *const labels[] = { "resource", detail->name, "type", detail->type, NULL };

    metrics_sample(moment->text, name, labels, value);
}

static void
sample_seconds(const struct moment *moment, const struct client_detail *detail, const char *name,
               uint64_t us)
{
    const char *const labels[] = { "resource", detail->name, "type", detail->type, NULL };

    metrics_sample_seconds(moment->text, name, labels, us);
}

static void
sample_state(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
        const char *const labels[] = { "resource",   detail->name, "type",
                                       detail->type, "state",      resource_state_word(states[i]),
                                       NULL };

        metrics_sample(moment->text, name, labels, detail->state == states[i]);
    }
}

static void
sample_since(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    if (detail->since_us > 0) {
        sample_seconds(moment, detail, name, detail->since_us);
    }
}

static void
sample_pending(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    bool pending =
        detail->state == RESOURCE_ONLINE_PENDING || detail->state == RESOURCE_OFFLINE_PENDING;

    if (pending && detail->since_us > 0 && detail->since_us <= moment->now_us) {
        sample_seconds(moment, detail, name, moment->now_us - detail->since_us);
    }
}

static void
sample_onlines(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    sample(moment, detail, name, detail->onlines);
}

static void
sample_failures(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    sample(moment, detail, name, detail->failures);
}

static void
sample_both(const struct moment *moment, const struct client_detail *detail, const char *name,
            uint64_t looks, uint64_t is)
{
    const char *labels[] = { "resource",    detail->name, "type", detail->type,
                             "entry_point", "LooksAlive", NULL };

    metrics_sample(moment->text, name, labels, looks);
    labels[5] = "IsAlive";
    metrics_sample(moment->text, name, labels, is);
}

static void
sample_polls(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    sample_both(moment, detail, name, detail->looks_calls, detail->is_calls);
}

static void
sample_poll_failures(const struct moment *moment, const struct client_detail *detail,
                     const char *name)
{
    sample_both(moment, detail, name, detail->looks_failures, detail->is_failures);
}

static void
sample_processes(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    if ((detail->measured & MEASURED_RSS) != 0) {
        sample(moment, detail, name, detail->processes);
    }
}

static void
sample_rss(const struct moment *moment, const struct client_detail *detail, const char *name)
{
    if ((detail->measured & MEASURED_RSS) != 0) {
        sample(moment, detail, name, detail->rss);
    }
}

static const struct {
    const char *name; /* of the samples, less _total */
    const char *type;
    const char *unit;
    const char *help;
    sampler samples;
} families[] = {
    { "resapid_resource_state", "gauge", NULL, "1 for the state that the resource is in.",
      sample_state },
    { "resapid_resource_state_since_timestamp_seconds", "gauge", "seconds",
      "When the resource got into its state, since 1970.", sample_since },
    { "resapid_resource_pending_seconds", "gauge", "seconds",
      "For how long the resource has been pending.", sample_pending },
    { "resapid_resource_onlines", "counter", NULL, "How often the resource has come online.",
      sample_onlines },
    { "resapid_resource_failures", "counter", NULL, "How often the resource has failed.",
      sample_failures },
    { "resapid_resource_polls", "counter", NULL, "Calls of LooksAlive and IsAlive.", sample_polls },
    { "resapid_resource_poll_failures", "counter", NULL,
      "Those that returned FALSE, or not in time.", sample_poll_failures },
    { "resapid_host_processes", "gauge", NULL, "Processes of the host that the resource is in.",
      sample_processes },
    { "resapid_host_resident_memory_bytes", "gauge", "bytes",
      "Resident memory of these processes; what they share is counted for each.", sample_rss },
};

static void
tell_family(const struct moment *moment, size_t index)
{
    bool counts = g_str_equal(families[index].type, "counter");
    g_autofree char *name = g_strconcat(families[index].name, counts ? "_total" : "", NULL);

    metrics_family(moment->text, families[index].name, families[index].type, families[index].unit,
                   families[index].help);
    for (guint i = 0; i < moment->details->len; i++) {
        families[index].samples(moment, moment->details->pdata[i], name);
    }
}

/* Behind all other requests: what an answer holds is gone with the next one. */
static bool
tell_all(struct command *command, struct moment *moment, GError **error)
{
    struct client_message request = { .header.type = CLIENT_ABOUT };
    struct client_message record;
    struct client_reply reply;

    if (!take_details(command, moment, error) ||
        !command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    while (client_next_record(command->client, &record)) {
        if (record.header.type == CLIENT_RESAPID) {
            tell_resapid(moment, &record.resapid);
        }
    }
    tell_counts(moment);
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        tell_family(moment, i);
    }
    metrics_end(moment->text);
    return true;
}

static bool
run_metrics(struct command *command, GError **error)
{
    g_autoptr(GPtrArray) details = g_ptr_array_new_with_free_func(detail_free);
    g_autoptr(GString) text = g_string_new(NULL);
    struct moment moment = { (uint64_t)g_get_real_time(), details, text };

    if (output_format(command->output) != OUTPUT_TEXT) {
        set_usage_error(error, "metrics have a format of their own: leave out --output-as");
        return false;
    }
    if (!tell_all(command, &moment, error)) {
        return false;
    }
    command->printed = true;
    if (!output_print_text(text->str, stdout)) {
        set_system_error(error, errno, "cannot write the output");
        return false;
    }
    return true;
}

const struct verb metrics_verbs[] = {
    { NULL, "metrics", "", "Show numbers of all resources as OpenMetrics, for Prometheus", 0, 0,
      NULL, run_metrics },
    { 0 },
};
