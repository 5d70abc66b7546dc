/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Quorum-capable resources, those whose DLL has Arbitrate and Release: Arbitrate comes before Online,
 * or alone; Release behind Offline; LostQuorumResource is a failure (resapi.md 1.3, 2.4).
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

bool
quorum_is_capable(const struct resource *resource)
{
    uint32_t both = ENTRY_BIT(ENTRY_ARBITRATE) | ENTRY_BIT(ENTRY_RELEASE);

    return (resource->entries & both) == both;
}

static GError *
not_owned(const struct resource *resource, const struct channel_message *reply)
{
    GError *error = NULL;

    if (resource->quorum_lost) {
        return g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                           "resource %s: its DLL said that it lost the quorum resource",
                           resource->name);
    }
    set_win32_error(&error, reply->returned.result,
                    "resource %s: Arbitrate failed: this node does "
                    "not own it",
                    resource->name);
    return error;
}

static void
on_arbitrated(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "Arbitrate");
        return;
    }
    resource->owns = reply->returned.result == WIN32_SUCCESS;
    if (resource->owns && !resource->quorum_lost) {
        resource_event(resource, EVENT_ARBITRATED);
    } else {
        resource_fail(resource, EVENT_NOT_ARBITRATED, not_owned(resource, reply));
    }
    resource_call_returned(resource);
}

void
quorum_arbitrate(struct resource *resource)
{
    resource->quorum_lost = false;
    resource_call(resource, ENTRY_ARBITRATE, 0, on_arbitrated);
}

/* Whoever gives it up cannot do more about an error than tell it. */
static void
on_released(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "Release");
        return;
    }
    if (reply->returned.result != WIN32_SUCCESS) {
        resource_log(resource, LOG_WARNING, "Release failed: %s (%u)",
                     win32_error_name(reply->returned.result), reply->returned.result);
    }
    resource->owns = false;
    g_steal_pointer (&resource->after_release)(resource);
}

void
quorum_release(struct resource *resource, void (*next)(struct resource *resource))
{
    if (!resource->owns) {
        next(resource);
        return;
    }
    resource->after_release = next;
    resource_call(resource, ENTRY_RELEASE, 0, on_released);
}

static void
on_confirmed(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;
    void (*next)(struct resource * resource) = g_steal_pointer(&resource->after_confirm);

    resource->confirm_runs = false;
    if (reply == NULL) {
        resource_call_hung(resource, "Arbitrate");
        return;
    }
    resource->owns = reply->returned.result == WIN32_SUCCESS;
    if (resource->owns) {
        waiters_finish(&resource->confirming, NULL);
    } else {
        resource_fail(resource, EVENT_QUORUM_LOST, not_owned(resource, reply));
    }
    if (next != NULL) {
        next(resource);
    }
    resource_call_returned(resource);
}

void
quorum_settle(struct resource *resource, void (*next)(struct resource *resource))
{
    if (resource->confirm_runs) {
        resource->after_confirm = next;
    } else {
        next(resource);
    }
}

void
quorum_confirm(struct resource *resource, uint32_t timeout_ms, resource_done done, void *user)
{
    if (!quorum_is_capable(resource)) {
        g_autoptr(GError) error = NULL;

        set_win32_error(&error, WIN32_NOT_QUORUM_CAPABLE,
                        "resource %s: its DLL has no Arbitrate and Release", resource->name);
        done(user, error);
        return;
    }
    resource->confirming = g_list_append(resource->confirming, waiter_new(resource, EVENT_ARBITRATE,
                                                                          timeout_ms, done, user));
    if (!resource->confirm_runs) {
        resource->confirm_runs = true;
        resource->quorum_lost = false;
        resource_call(resource, ENTRY_ARBITRATE, 0, on_confirmed);
    }
}

void
quorum_lost(struct resource *resource)
{
    resource->quorum_lost = true;
    resource_fail(resource, EVENT_QUORUM_LOST,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: its DLL said that it lost the quorum resource",
                              resource->name));
}

void
quorum_update(struct resource *resource)
{
    g_autoptr(GError) error = NULL;

    if (resource->confirming == NULL || machine_is_stable(resource->state) ||
        machine_resource_state(resource->state) == RESOURCE_ONLINE_PENDING) {
        return;
    }
    error = resource->failure != NULL
                ? g_error_copy(resource->failure)
                : g_error_new(RESAPID_ERROR, OUTCOME_BUSY,
                              "resource %s: not arbitrated: it was asked to go offline and is %s: "
                              "arbitrate again when it is offline",
                              resource->name, machine_state_name(resource->state));
    waiters_finish(&resource->confirming, error);
}

void
quorum_forget(struct resource *resource)
{
    resource->after_release = NULL;
    resource->after_confirm = NULL;
    resource->confirm_runs = false;
}
