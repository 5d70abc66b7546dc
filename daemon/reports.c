/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What a resource DLL says on its own account: status reports, failures, what it wants to be shown,
 * and LogEvent.
 */

#include <string.h>

#include "error.h"
#include "log.h"
#include "resource-private.h"

/* States that a DLL may report beside those of a resource (resapi.md 1.6). */
enum {
    CANNOT_COME_ONLINE_ON_ANY_NODE = 126,
    CANNOT_COME_ONLINE_ON_THIS_NODE = 127,
};

static enum machine_event
report_event(uint32_t state)
{
    switch (state) {
    case RESOURCE_ONLINE:
        return EVENT_REPORT_ONLINE;
    case RESOURCE_OFFLINE:
        return EVENT_REPORT_OFFLINE;
    case RESOURCE_ONLINE_PENDING:
    case RESOURCE_OFFLINE_PENDING:
        return EVENT_REPORT_PROGRESS;
    default:
        return EVENT_REPORT_FAILED;
    }
}

/* What a failure means to Pacemaker: trying again here, or anywhere, is of no use (practice.md
 * C1). */
static GError *
reported_failure(const struct resource *resource, const struct channel_status *report)
{
    g_autofree char *app_error =
        report->app_error != 0 ? g_strdup_printf(", error %u", report->app_error) : g_strdup("");

    switch (report->state) {
    case CANNOT_COME_ONLINE_ON_ANY_NODE:
        return g_error_new(RESAPID_ERROR, OUTCOME_INVALID,
                           "resource %s: its DLL reported that it cannot come online on any "
                           "node%s: see what it logged",
                           resource->name, app_error);
    case CANNOT_COME_ONLINE_ON_THIS_NODE:
        return g_error_new(RESAPID_ERROR, OUTCOME_NOT_INSTALLED,
                           "resource %s: its DLL reported that it cannot come online on this "
                           "node%s: see what it logged",
                           resource->name, app_error);
    default:
        return g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                           "resource %s: its DLL reported failure (state %u%s) while %s",
                           resource->name, report->state, app_error,
                           machine_state_name(resource->state));
    }
}

/* Flags of RESOURCE_STATUS_EX as bits of StatusInformation (resapi.md 1.5, 3.2). */
static uint32_t
bits_of_flags(uint32_t flags)
{
    static const struct {
        uint32_t flag;
        uint32_t bit;
    } bits[] = {
        { 0x010, INFORMATION_INSUFFICIENT_MEMORY },
        { 0x020, INFORMATION_INSUFFICIENT_CPU },
        { 0x040, INFORMATION_INSUFFICIENT_GENERIC },
        { 0x100, INFORMATION_NETWORK_FAILURE },
    };
    uint32_t found = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(bits); i++) {
        found |= (flags & bits[i].flag) != 0 ? bits[i].bit : 0;
    }
    return found;
}

/* As if each were applied when it came: a final state stands, except that what was reported Online
 * may fail. */
static bool
may_replace_kept(const struct resource *resource, enum machine_event event)
{
    enum machine_event kept = report_event(resource->kept_report.state);

    return !resource->report_kept || kept == EVENT_REPORT_PROGRESS ||
           (kept == EVENT_REPORT_ONLINE && event == EVENT_REPORT_FAILED);
}

static void
keep(struct resource *resource, const struct channel_status *report)
{
    if (may_replace_kept(resource, report_event(report->state))) {
        resource->report_kept = true;
        resource->kept_report = *report;
    }
}

static void
take_status(struct resource *resource, const struct channel_status *report)
{
    enum machine_event event = report_event(report->state);

    resource->own_bits |= bits_of_flags(report->flags);
    if (machine_keeps_reports(resource->state)) {
        keep(resource, report);
        return;
    }
    if (event == EVENT_REPORT_PROGRESS && report->checkpoint == resource->checkpoint) {
        return; /* only a changed checkpoint is progress (resapi.md 2.6) */
    }
    resource->checkpoint = report->checkpoint;
    if (event == EVENT_REPORT_PROGRESS) {
        resource_tell(resource, NEWS_CHECKPOINT, NULL);
    }
    if (event == EVENT_REPORT_ONLINE && report->has_event != 0) {
        resource->has_event = true;
    }
    if (event == EVENT_REPORT_FAILED) {
        resource->app_error = report->app_error;
        resource_fail(resource, event, reported_failure(resource, report));
    } else {
        resource_event(resource, event);
    }
}

void
reports_apply_kept(struct resource *resource)
{
    if (resource->report_kept) {
        resource->report_kept = false;
        take_status(resource, &resource->kept_report);
    }
}

/* Success after a report of failure is not success: the worker knows more than the call that
 * started it. */
void
reports_apply_kept_failure(struct resource *resource)
{
    if (resource->report_kept && report_event(resource->kept_report.state) == EVENT_REPORT_FAILED) {
        resource_event(resource, EVENT_RETURNED_PENDING);
        reports_apply_kept(resource);
    }
}

static void
fail_signaled(struct resource *resource, const char *what, uint32_t app_error)
{
    resource_fail(resource, EVENT_REPORT_FAILED,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: its DLL signaled %s (error %u)", resource->name, what,
                              app_error));
}

/* EmbeddedFailureAction (resapi.md 1.6, 3.2): none, log only, recover. */
enum { EMBEDDED_NONE, EMBEDDED_LOG, EMBEDDED_RECOVER };

static void
take_embedded_failure(struct resource *resource, uint32_t app_error)
{
    uint32_t action = resource_number(resource, COMMON_EMBEDDED_FAILURE_ACTION);

    resource->own_bits |= INFORMATION_EMBEDDED_FAILURE;
    if (action >= EMBEDDED_RECOVER) {
        fail_signaled(resource, "an embedded failure", app_error);
    } else if (action == EMBEDDED_LOG) {
        resource_log_limited(resource, LOG_WARNING,
                             "its DLL signaled an embedded failure (error %u); "
                             "EmbeddedFailureAction is 1, so it is only logged",
                             app_error);
    }
}

static void
apply_failure(struct resource *resource, const struct channel_failure *failure)
{
    resource->app_error = failure->app_error;
    switch (failure->kind) {
    case FAILURE_EMBEDDED:
        take_embedded_failure(resource, failure->app_error);
        break;
    case FAILURE_NETWORK_LOSS:
        resource->own_bits |= INFORMATION_NETWORK_FAILURE;
        fail_signaled(resource, "the loss of its network", failure->app_error);
        break;
    default:
        polling_failure(resource);
        break;
    }
}

/* SignalFailure (resapi.md 2.8). Before the resource is online it is kept as a signaled event is,
 * the last of each kind. */
static void
take_failure(struct resource *resource, const struct channel_failure *failure)
{
    uint32_t kind = failure->kind <= FAILURE_NETWORK_LOSS ? failure->kind : FAILURE_GENERAL;

    if (machine_comes_online(resource->state)) {
        resource->failures_kept |= 1U << kind;
        resource->kept_failures[kind] = *failure;
    } else if (machine_is_polled(resource->state)) {
        apply_failure(resource, failure);
    }
}

void
reports_update(struct resource *resource)
{
    for (uint32_t kind = FAILURE_GENERAL; kind <= FAILURE_NETWORK_LOSS; kind++) {
        if (machine_is_polled(resource->state) && (resource->failures_kept & 1U << kind) != 0) {
            resource->failures_kept &= ~(1U << kind);
            apply_failure(resource, &resource->kept_failures[kind]);
        }
    }
}

static void
take_information(struct resource *resource, const struct channel_information *information)
{
    uint32_t changed = resource->information ^ information->bits;

    resource->information = information->bits;
    if ((changed & INFORMATION_LOCKED_MODE) != 0) {
        resource_log_limited(resource, LOG_NOTICE, "its DLL has %s it (reason %u)",
                             (information->bits & INFORMATION_LOCKED_MODE) != 0 ? "locked"
                                                                                : "unlocked",
                             information->reason);
    }
}

static void
take_local_properties(struct resource *resource, const struct channel_local_properties *local)
{
    bool good = property_list_read(&local->list, NULL, NULL) == WIN32_SUCCESS;

    if (!good) {
        resource_log_limited(resource, LOG_WARNING,
                             "its DLL set in-memory properties by a list that is not "
                             "well-formed; they stay as they were");
        return;
    }
    g_clear_pointer(&resource->local_properties, g_bytes_unref);
    resource->local_properties = g_bytes_new(local->list.data, local->list.length);
}

/* A DLL tells its log, not its caller, why it fails; and so does a host that crashes. */
static void
keep_complaint(struct resource *resource, const struct channel_log *entry, const char *line)
{
    if (entry->level >= LEVEL_ERROR) {
        g_free(resource->complaint);
        resource->complaint = g_strdup(line);
        controls_complain(resource, line);
    }
}

static void
take_log(struct resource *resource, const struct channel_log *entry)
{
    static const uint8_t priorities[] = { LOG_INFO, LOG_WARNING, LOG_ERR, LOG_CRIT };
    uint8_t priority = entry->level < G_N_ELEMENTS(priorities) ? priorities[entry->level] : LOG_ERR;
    g_autofree char *line = log_one_line(entry->text);

    resource_log_dll(resource, priority, line);
    keep_complaint(resource, entry, line);
}

bool
reports_take(struct resource *resource, const struct channel_message *message)
{
    switch (message->header.type) {
    case CHANNEL_STATUS:
        take_status(resource, &message->status);
        return true;
    case CHANNEL_SIGNALED:
        polling_signaled(resource, message->signaled.still != 0);
        return true;
    case CHANNEL_FAILURE:
        take_failure(resource, &message->failure);
        return true;
    case CHANNEL_INFORMATION:
        take_information(resource, &message->information);
        return true;
    case CHANNEL_LOCAL_PROPERTIES:
        take_local_properties(resource, &message->local_properties);
        return true;
    case CHANNEL_QUORUM_LOST:
        quorum_lost(resource);
        return true;
    case CHANNEL_LOG:
        take_log(resource, &message->log);
        return true;
    default:
        return false;
    }
}
