/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A host that an earlier resapid left: what the DLL has come to since is asked of the host.
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

/* Calls that change what a resource is; polls and controls may run beside whatever resapid does. */
#define CHANGING_CALLS                                                                             \
    (ENTRY_BIT(ENTRY_OPEN) | ENTRY_BIT(ENTRY_CLOSE) | ENTRY_BIT(ENTRY_ONLINE) |                    \
     ENTRY_BIT(ENTRY_OFFLINE) | ENTRY_BIT(ENTRY_TERMINATE) | ENTRY_BIT(ENTRY_ARBITRATE) |          \
     ENTRY_BIT(ENTRY_RELEASE))

bool
adoption_is_busy(const struct resource *resource)
{
    return (resource->facts.calls & CHANGING_CALLS) != 0;
}

/* Nothing may overlap these, not even Terminate. */
#define EXCLUSIVE_CALLS                                                                            \
    (ENTRY_BIT(ENTRY_CLOSE) | ENTRY_BIT(ENTRY_ARBITRATE) | ENTRY_BIT(ENTRY_RELEASE))

static void
fail(struct resource *resource, enum machine_event event, const char *what)
{
    resource_fail(resource, event,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "resource %s: %s", resource->name,
                              what));
}

static void
take_rest(struct resource *resource)
{
    const struct tenant_facts *facts = &resource->facts;

    if (facts->state == FACT_OPENED && !facts->owns) {
        proof_given(resource);
        resource_log(resource, LOG_NOTICE,
                     "was open for a control or about to go online, and is closed");
        resource_event(resource, EVENT_ADOPTED_OPEN);
        return;
    }
    own_controls_adopted(resource);
    if (facts->state == RESOURCE_ONLINE) {
        resource_event(resource, EVENT_ADOPTED_ONLINE);
    } else if (facts->owns && (facts->state == RESOURCE_OFFLINE || facts->state == FACT_OPENED)) {
        resource_event(resource, EVENT_ADOPTED_OWNED);
    } else if (facts->state == RESOURCE_OFFLINE) {
        fail(resource, EVENT_ADOPTED_DOWN, "was down when resapid was restarted");
    } else if (facts->state == RESOURCE_FAILED) {
        fail(resource, EVENT_ADOPTED_BUSY, "failed while no resapid ran");
    } else {
        fail(resource, EVENT_ADOPTED_BUSY, "resapid was restarted in the midst of an operation");
    }
}

void
adoption_take_facts(void *owner, const struct tenant_facts *facts)
{
    struct resource *resource = owner;

    if (resource->shared && (facts == NULL || (facts->state == FACT_CLOSED && facts->calls == 0))) {
        resource_event(resource, EVENT_ADOPTED_ABSENT);
        return;
    }
    resource->facts = facts != NULL ? *facts : (struct tenant_facts){ .state = FACT_CLOSED };
    facts = &resource->facts;
    resource->open = facts->state != FACT_CLOSED;
    resource->has_event = facts->has_event;
    resource->entries = facts->entries;
    resource->information = facts->information;
    resource->owns = facts->owns;
    if (resource->open) {
        checkpoints_adopted(resource);
    }
    if (!resource->open || (facts->calls & EXCLUSIVE_CALLS) != 0) {
        tenant_kill(resource->tenant, "was loading, or in Open, Close, Arbitrate or Release when "
                                      "resapid was restarted");
    } else if (adoption_is_busy(resource)) {
        /* Its answer comes when the call whose return nobody hears has returned; a host with no other
         * resource in it is killed instead, which is quicker. */
        if (!tenant_is_alone(resource->tenant)) {
            own_controls_adopted(resource);
        }
        fail(resource, EVENT_ADOPTED_BUSY, "resapid was restarted in the midst of an operation");
    } else {
        take_rest(resource);
    }
}

static struct tenant *
find(struct resource *resource, const char *label)
{
    return tenant_find(resource->world->monitors, label, resource->name, &resource_tenant_events,
                       resource);
}

void
resource_adopt(struct resource *resource)
{
    g_autofree char *type_key = catalog_type_key(resource->type);

    /* What its type's isolation is now says nothing of the time when it was brought online. */
    resource->tenant = find(resource, resource->name);
    if (resource->tenant == NULL) {
        resource->tenant = find(resource, type_key);
        resource->shared = true;
    }
    if (resource->tenant == NULL) {
        return;
    }
    resource_log(resource, LOG_NOTICE, "a host of an earlier resapid is there");
    g_clear_error(&resource->failure);
    resource->state = STATE_ADOPTING;
}
