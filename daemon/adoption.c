/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A host that an earlier resapid left: what the DLL has come to since is asked of the host.
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

#define BIT(entry_point) (1U << (entry_point))

/* Calls that change what a resource is; polls and controls may run beside whatever resapid does. */
#define CHANGING_CALLS                                                                             \
    (BIT(ENTRY_OPEN) | BIT(ENTRY_CLOSE) | BIT(ENTRY_ONLINE) | BIT(ENTRY_OFFLINE) |                 \
     BIT(ENTRY_TERMINATE))

bool
adoption_is_busy(const struct resource *resource)
{
    return (resource->fact_calls & CHANGING_CALLS) != 0;
}

void
adoption_take_facts(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "its host, asked for its facts,");
        return;
    }
    resource->open = resource->fact_state != FACT_CLOSED;
    resource->has_event = resource->fact_event;
    if (!resource->open || (resource->fact_calls & BIT(ENTRY_CLOSE)) != 0) {
        /* Nothing may overlap loading, Open and Close, not even Terminate. */
        host_kill(resource->host, "was loading, in Open or in Close when resapid was restarted");
    } else if (resource->fact_state == RESOURCE_OFFLINE && !adoption_is_busy(resource)) {
        resource_fail(resource, EVENT_ADOPTED_DOWN,
                      g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: was down when resapid was restarted",
                                  resource->name));
    } else if (resource->fact_state == RESOURCE_FAILED && !adoption_is_busy(resource)) {
        resource_fail(resource, EVENT_ADOPTED_BUSY,
                      g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: failed while no resapid ran", resource->name));
    } else if (resource->fact_state == RESOURCE_ONLINE && !adoption_is_busy(resource)) {
        resource_event(resource, EVENT_ADOPTED_ONLINE);
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
    resource->host = host_find(resource->world->loop, resource->world->config, resource->name,
                               &resource_host_events, resource);
    if (resource->host == NULL) {
        return;
    }
    log_notice("resource %s: a host of an earlier resapid is there", resource->name);
    resource->state = STATE_ADOPTING;
    resource->fact_state = FACT_CLOSED;
}
