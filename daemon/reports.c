/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What a resource DLL says on its own account: SetResourceStatus and LogEvent.
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

/* LOG_LEVEL values of LogEvent (resapi.md 1.6): information, warning, error, severe. */
enum { LEVEL_ERROR = 2 };

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

void
reports_take(struct resource *resource, const struct channel_status *report)
{
    enum machine_event event = report_event(report->state);

    if (report->resource != RESOURCE_NUMBER) {
        return;
    }
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

void
reports_log(struct resource *resource, const struct channel_log *entry)
{
    static const uint8_t priorities[] = { LOG_INFO, LOG_WARNING, LOG_ERR, LOG_CRIT };
    uint8_t priority = entry->level < G_N_ELEMENTS(priorities) ? priorities[entry->level] : LOG_ERR;
    g_autofree char *line = log_one_line(entry->text);

    /* A resource DLL's own words: "<type> <name>: text", as the cluster log has them. */
    qb_log(priority, "<%s> %s: %s", resource->type, resource->name, line);
    keep_complaint(resource, entry, line);
}

void
reports_apply_kept(struct resource *resource)
{
    if (resource->report_kept) {
        resource->report_kept = false;
        reports_take(resource, &resource->kept_report);
    }
}

/* Success after a report of failure is not success: the worker knows more than the call that started
 * it. */
void
reports_apply_kept_failure(struct resource *resource)
{
    if (resource->report_kept && report_event(resource->kept_report.state) == EVENT_REPORT_FAILED) {
        resource_event(resource, EVENT_RETURNED_PENDING);
        reports_apply_kept(resource);
    }
}
