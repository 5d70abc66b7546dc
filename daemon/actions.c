/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The machine's actions, and the calls of entry points with what becomes of their returns.
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

/* What resource DLLs are advised to stay within; nothing enforces it (resapi.md 2.2, 2.9). */
#define ADVISED_MS 300

/* Calls */

void
resource_call(struct resource *resource, enum entry_point entry_point, uint32_t flags,
              host_reply reply)
{
    struct channel_message call = {
        .header.type = CHANNEL_CALL,
        .call = { .entry_point = entry_point, .flags = flags },
    };

    g_clear_pointer(&resource->complaint, g_free);
    tenant_call(resource->tenant, &call, resource_number(resource, COMMON_DEADLOCK_TIMEOUT), reply,
                resource);
}

void
resource_call_hung(struct resource *resource, const char *entry_point)
{
    resource_fail(resource, EVENT_CALL_TIMEOUT,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                              "resource %s: %s did not return in %u ms (DeadlockTimeout): its "
                              "host is killed",
                              resource->name, entry_point,
                              resource_number(resource, COMMON_DEADLOCK_TIMEOUT)));
}

static void act_terminate(struct resource *resource);

static void
tell_terminated(struct resource *resource)
{
    resource_event(resource, EVENT_TERMINATED);
}

/* Once Terminate and the calls that it cut short have all returned, the next may begin. */
void
resource_call_returned(struct resource *resource)
{
    if (!resource->terminated || resource->tenant == NULL || tenant_calls(resource->tenant) > 0) {
        return;
    }
    resource->terminated = false;
    if (adoption_is_busy(resource)) {
        /* The call of an earlier resapid's has returned too, and may have begun what Terminate did not
         * see. */
        resource->facts.calls = 0;
        act_terminate(resource);
    } else {
        checkpoints_end(resource, tell_terminated);
    }
}

static void
take_return(struct resource *resource, const char *entry_point, const struct channel_message *reply)
{
    GError *error = NULL;

    if (reply == NULL) {
        resource_call_hung(resource, entry_point);
        return;
    }
    resource->last_status = reply->returned.result;
    if (reply->returned.result == WIN32_SUCCESS) {
        reports_apply_kept_failure(resource);
        resource_event(resource, EVENT_RETURNED_OK);
    } else if (reply->returned.result == WIN32_IO_PENDING) {
        resource_event(resource, EVENT_RETURNED_PENDING);
        reports_apply_kept(resource);
    } else {
        set_win32_error(&error, reply->returned.result, "resource %s: %s failed", resource->name,
                        entry_point);
        resource_fail(resource, EVENT_RETURNED_ERROR, error);
    }
    resource_call_returned(resource);
}

static bool
has_begun(uint32_t result)
{
    return result == WIN32_SUCCESS || result == WIN32_IO_PENDING;
}

static void
on_online_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply != NULL) {
        resource->has_event = reply->returned.has_event != 0;
    }
    if (reply != NULL && resource->terminated && has_begun(reply->returned.result)) {
        /* The Terminate that was to end it was done before it began to work. */
        act_terminate(resource);
        return;
    }
    if (reply != NULL && resource->terminating && has_begun(reply->returned.result)) {
        resource->outlived = true;
    }
    take_return(resource, "Online", reply);
}

static void
on_offline_returned(void *user, const struct channel_message *reply)
{
    take_return(user, "Offline", reply);
}

static void
on_terminate_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;
    int64_t took_ms = (g_get_monotonic_time() - resource->terminate_began_us) / 1000;

    resource->terminating = false;
    if (reply == NULL) {
        resource_call_hung(resource, "Terminate");
        return;
    }
    if (took_ms > ADVISED_MS) {
        resource_log(resource, LOG_INFO, "Terminate took %d ms, more than the %d ms advised",
                     (int)took_ms, ADVISED_MS);
    }
    if (resource->outlived) {
        /* It may have looked before there was anything to end. */
        act_terminate(resource);
        return;
    }
    if (adoption_is_busy(resource) && tenant_is_alone(resource->tenant)) {
        tenant_kill(resource->tenant, "may still be in a call of an earlier resapid's");
        return;
    }
    resource->terminated = true;
    resource_call_returned(resource);
}

static void
on_close_returned(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    resource->open = false;
    if (reply == NULL) {
        resource_call_hung(resource, "Close");
        return;
    }
    proof_given(resource);
    resource_event(resource, EVENT_CLOSED);
}

/* The machine's actions */

/* What was added while others were restored is watched from now on. */
static void
call_online(struct resource *resource)
{
    resource_checkpoints_changed(resource);
    resource_call(resource, ENTRY_ONLINE, 0, on_online_returned);
}

/* The Arbitrate that it waited for may have failed. */
static void
begin_online(struct resource *resource)
{
    if (resource->state == STATE_ONLINE_CALLED) {
        checkpoints_restore(resource, call_online);
    }
}

static void
act_online(struct resource *resource)
{
    resource->report_kept = false;
    resource->checkpoint = 0;
    resource->has_event = false;
    resource->signal_kept = false;
    resource->failures_kept = 0;
    resource->signal_asked = false;
    resource->own_bits = 0;
    resource->app_error = 0;
    proof_need(resource);
    quorum_settle(resource, begin_online);
}

/* A Terminate may have come while the reason was told. */
static void
call_offline(struct resource *resource, const struct channel_controlled *controlled)
{
    (void)controlled;
    if (resource->state == STATE_OFFLINE_CALLED) {
        resource_call(resource, ENTRY_OFFLINE, resource->offline_flags, on_offline_returned);
    }
}

static void
begin_offline(struct resource *resource)
{
    own_controls_reason(resource, REASON_MOVE, call_offline);
}

static void
act_offline(struct resource *resource)
{
    resource->report_kept = false;
    resource->checkpoint = 0;
    quorum_settle(resource, begin_offline);
}

static void
call_terminate(struct resource *resource, const struct channel_controlled *controlled)
{
    (void)controlled;
    resource->terminating = true;
    resource->terminate_began_us = g_get_monotonic_time();
    resource_call(resource, ENTRY_TERMINATE, 0, on_terminate_returned);
}

static void
begin_terminate(struct resource *resource)
{
    enum state_change_reason reason =
        resource->state == STATE_FAIL_TERMINATING ? REASON_FAILOVER : REASON_RUNDOWN;

    own_controls_reason(resource, reason, call_terminate);
}

static void
settle_checkpoints(struct resource *resource)
{
    checkpoints_settle(resource, begin_terminate);
}

static void
act_terminate(struct resource *resource)
{
    resource->terminated = false;
    resource->outlived = false;
    quorum_settle(resource, settle_checkpoints);
}

static void
act_kill(struct resource *resource)
{
    opening_cancel(resource);
    if (resource->tenant != NULL) {
        tenant_kill(resource->tenant, NULL);
    } else {
        resource_event(resource, proof_event(resource));
    }
}

static void
act_finish(struct resource *resource)
{
    opening_cancel(resource);
    if (resource->tenant != NULL) {
        tenant_leave(resource->tenant);
    } else {
        resource_event(resource, proof_event(resource));
    }
}

static void
call_close(struct resource *resource)
{
    resource_call(resource, ENTRY_CLOSE, 0, on_close_returned);
}

static void
release_and_close(struct resource *resource)
{
    quorum_release(resource, call_close);
}

static void
end_checkpoints(struct resource *resource)
{
    checkpoints_end(resource, release_and_close);
}

static void
act_close(struct resource *resource)
{
    if (resource->tenant != NULL && resource->open) {
        quorum_settle(resource, end_checkpoints);
    } else if (resource->tenant != NULL) {
        resource_event(resource, EVENT_CLOSED);
    } else {
        resource_event(resource, proof_event(resource));
    }
}

static void
act_push(struct resource *resource)
{
    if (catalog_resource_managed(resource->world->db, resource->key)) {
        pacemaker_push_failure(resource->world->pacemaker, resource->name);
    }
}

/* PUSH stands first: an action that ends in another event must be the last of its step. */
static const struct {
    enum machine_action action;
    void (*act)(struct resource *resource);
} actions[] = {
    { ACTION_PUSH, act_push },           { ACTION_REARM, resource_rearm },
    { ACTION_OPEN, opening_begin },      { ACTION_PROVE, proof_begin },
    { ACTION_ABANDON, opening_abandon }, { ACTION_ONLINE, act_online },
    { ACTION_OFFLINE, act_offline },     { ACTION_ARBITRATE, quorum_arbitrate },
    { ACTION_TERMINATE, act_terminate }, { ACTION_CLOSE, act_close },
    { ACTION_FINISH, act_finish },       { ACTION_KILL, act_kill },
};

void
actions_carry_out(struct resource *resource, unsigned int wanted)
{
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
        if ((wanted & actions[i].action) != 0) {
            actions[i].act(resource);
        }
    }
}
