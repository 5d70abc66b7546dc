/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * resapictl status NAME, for people.
 */

#include <string.h>

#include "human.h"
#include "status.h"
#include "words.h"

#define UNKNOWN "not known"

static const char *
or_unknown(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : UNKNOWN;
}

static void
show_time(struct output *output, const struct facts *facts, const char *name, uint64_t us)
{
    g_autoptr(GDateTime) date = human_date(us);
    g_autofree char *time = human_time(date);
    g_autofree char *age = human_age(us, facts->now_us);

    if (time != NULL) {
        output_pair(output, name, "%s (%s ago)", time, age);
    } else {
        output_pair(output, name, UNKNOWN);
    }
}

static void
show_identity(struct output *output, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;

    output_pair(output, "resource", "%s", detail->name);
    output_pair(output, "type", "%s", or_unknown(detail->type));
    output_pair(output, "group", "%s%s", or_unknown(detail->group),
                strcmp(detail->group, detail->name) == 0 ? " (its own)" : "");
    output_pair(output, "state", "%s", resource_state_word(detail->state));
    show_time(output, facts, "since", detail->since_us);
}

static void
show_pending(struct output *output, const struct client_detail *detail)
{
    g_autofree char *limit = human_duration(detail->pending_limit_ms);
    g_autofree char *left = human_duration(detail->pending_left_ms);

    if (detail->pending_limit_ms > 0) {
        output_pair(output, "pending",
                    "checkpoint %" G_GUINT32_FORMAT
                    ", %s left of %s until the next one has to come "
                    "(PendingTimeout)",
                    detail->checkpoint, left, limit);
    }
}

static void
show_activity(struct output *output, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;
    g_autofree char *age = human_age(detail->activity_us, facts->now_us);

    if (strcmp(detail->activity, resource_state_word(detail->state)) != 0) {
        output_pair(output, "activity", "%s%s%s", detail->activity, age != NULL ? " for " : "",
                    age != NULL ? age : "");
    }
    show_pending(output, detail);
    if (detail->owns != 0) {
        output_pair(output, "owned", "by this node");
    }
    if (facts->information[0] != NULL) {
        g_autofree char *joined = g_strjoinv(", ", facts->information);

        output_pair(output, "information", "%s", joined);
    }
}

static void
show_memory(struct output *output, const struct client_detail *detail)
{
    g_autofree char *rss = human_size(detail->rss);

    if ((detail->measured & MEASURED_RSS) == 0) {
        output_pair(output, "memory", UNKNOWN);
        return;
    }
    output_pair(output, "memory", "%s resident, in %" G_GUINT32_FORMAT " process%s", rss,
                detail->processes, detail->processes != 1 ? "es" : "");
}

static void
show_host(struct output *output, const struct client_detail *detail)
{
    if (detail->keeper_pid == 0) {
        output_pair(output, "host", "none");
        return;
    }
    if (detail->host_pid == 0) {
        output_pair(output, "host", UNKNOWN ", keeper %" G_GUINT32_FORMAT, detail->keeper_pid);
    } else {
        output_pair(output, "host", "process %" G_GUINT32_FORMAT ", keeper %" G_GUINT32_FORMAT "%s",
                    detail->host_pid, detail->keeper_pid,
                    detail->shared != 0 ? ", which other resources of the type may share" : "");
    }
    show_memory(output, detail);
}

struct polls {
    uint64_t calls;
    uint64_t failures;
    uint64_t last_us;
    uint32_t result;
    uint32_t interval_ms;
};

static void
show_polls(struct output *output, const struct facts *facts, const char *name,
           const struct polls *polls)
{
    g_autofree char *interval = human_duration(polls->interval_ms);
    g_autofree char *age = human_age(polls->last_us, facts->now_us);
    const char *word = check_result_word(polls->result);

    output_pair(output, name,
                "%" G_GUINT64_FORMAT " calls, %" G_GUINT64_FORMAT " of them failed, %s%s; last: "
                "%s%s%s%s",
                polls->calls, polls->failures, polls->interval_ms > 0 ? "every " : "not polled now",
                polls->interval_ms > 0 ? interval : "", word != NULL ? word : "never",
                age != NULL ? " " : "", age != NULL ? age : "", age != NULL ? " ago" : "");
}

static void
show_all_polls(struct output *output, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;
    const struct polls looks = { detail->looks_calls, detail->looks_failures, detail->looks_us,
                                 detail->looks_result, detail->looks_interval_ms };
    const struct polls is = { detail->is_calls, detail->is_failures, detail->is_us,
                              detail->is_result, detail->is_interval_ms };

    show_polls(output, facts, "LooksAlive", &looks);
    show_polls(output, facts, "IsAlive", &is);
}

static void
show_history(struct output *output, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;

    output_pair(output, "onlines", "%" G_GUINT64_FORMAT " since resapid runs", detail->onlines);
    output_pair(output, "failures", "%" G_GUINT64_FORMAT " since resapid runs", detail->failures);
    if (detail->reason[0] != '\0') {
        output_pair(output, "last failure", "%s", detail->reason);
        show_time(output, facts, "failed at", detail->failed_us);
    }
    if (detail->app_error != 0) {
        output_pair(output, "application-specific error code",
                    "%" G_GUINT32_FORMAT " (0x%08" G_GINT32_MODIFIER "x)", detail->app_error,
                    detail->app_error);
    }
}

void
show_page(struct output *output, const struct facts *facts)
{
    show_identity(output, facts);
    show_activity(output, facts);
    show_host(output, facts->detail);
    show_all_polls(output, facts);
    show_history(output, facts);
}
