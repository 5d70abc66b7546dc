/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * All that is known of a resource, for clients that show it.
 */

#include <qb/qbutil.h>

#include "resource-private.h"

static void
tell_memory(const struct resource *resource, const struct footprints *moment,
            struct client_detail *detail)
{
    struct footprint footprint;

    if (resource->tenant == NULL || moment == NULL) {
        return;
    }
    footprint_below(moment, tenant_keeper_pid(resource->tenant), &footprint);
    if (!footprint.known) {
        return;
    }
    detail->processes = footprint.processes;
    detail->measured = MEASURED_RSS;
    detail->rss = footprint.rss;
}

static void
tell_pending(const struct resource *resource, struct client_detail *detail)
{
    uint64_t left_ns;

    if (resource->pending == 0) {
        return;
    }
    left_ns = qb_loop_timer_expire_time_remaining(resource->world->loop, resource->pending);
    detail->pending_limit_ms = resource_pending_timeout(resource);
    detail->pending_left_ms =
        (uint32_t)MIN(left_ns / QB_TIME_NS_IN_MSEC, (uint64_t)detail->pending_limit_ms);
}

static void
tell_polls(const struct resource *resource, struct client_detail *detail)
{
    const struct check *looks = &resource->looks_alive;
    const struct check *is = &resource->is_alive;

    detail->looks_calls = looks->calls;
    detail->looks_failures = looks->failures;
    detail->looks_us = (uint64_t)looks->last_us;
    detail->looks_result = looks->last_result;
    detail->looks_interval_ms = polling_interval(looks);
    detail->is_calls = is->calls;
    detail->is_failures = is->failures;
    detail->is_us = (uint64_t)is->last_us;
    detail->is_result = is->last_result;
    detail->is_interval_ms = polling_interval(is);
}

const struct recent *
resource_recent(const struct resource *resource)
{
    return &resource->recent;
}

void
resource_detail(const struct resource *resource, const struct footprints *moment,
                struct client_detail *detail)
{
    struct client_resource plain;

    resource_describe(resource, &plain);
    *detail = (struct client_detail){
        .name = plain.name,
        .type = plain.type,
        .state = plain.state,
        .checkpoint = plain.checkpoint,
        .since_us = plain.since_us,
        .host_pid = plain.host_pid,
        .keeper_pid = plain.keeper_pid,
        .activity = plain.activity,
        .reason = plain.reason,
        .information = plain.information,
        .app_error = plain.app_error,
        .owns = plain.owns,
        .activity_us = (uint64_t)resource->activity_us,
        .failed_us = (uint64_t)resource->failed_us,
        .failures = resource->failures,
        .onlines = resource->onlines,
        .shared = resource->tenant != NULL && resource->shared,
    };
    tell_pending(resource, detail);
    tell_polls(resource, detail);
    tell_memory(resource, moment, detail);
}
