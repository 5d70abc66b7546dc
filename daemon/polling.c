/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * LooksAlive and IsAlive, as the Resource Monitor polls them (resapi.md 2.8), and when a client
 * asks: IsAlive always at its interval; LooksAlive at its own, unless the resource gave an event
 * handle; LooksAlive FALSE leads to IsAlive at once; IsAlive FALSE is a failure.
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

static void begin_check(struct check *check);

static const char *
entry_point_name(const struct check *check)
{
    return check->level == CHECK_LOOKS_ALIVE ? "LooksAlive" : "IsAlive";
}

static void
on_poll(void *data)
{
    struct check *check = data;

    check->poll = 0;
    begin_check(check);
}

static void
stop_poll(struct check *check)
{
    if (check->poll != 0) {
        qb_loop_timer_del(check->resource->world->loop, check->poll);
        check->poll = 0;
    }
}

static bool
is_polled(const struct check *check)
{
    return check->level != CHECK_LOOKS_ALIVE || !check->resource->has_event;
}

static uint32_t
interval_of(const struct check *check)
{
    return resource_number(check->resource, check->level == CHECK_LOOKS_ALIVE
                                                ? COMMON_LOOKS_ALIVE_POLL_INTERVAL
                                                : COMMON_IS_ALIVE_POLL_INTERVAL);
}

uint32_t
polling_interval(const struct check *check)
{
    return machine_is_polled(check->resource->state) && is_polled(check) ? interval_of(check) : 0;
}

static void
schedule_poll(struct check *check)
{
    stop_poll(check);
    if (is_polled(check)) {
        qb_loop_timer_add(check->resource->world->loop, QB_LOOP_MED,
                          (uint64_t)interval_of(check) * QB_TIME_NS_IN_MSEC, check, on_poll,
                          &check->poll);
    }
}

static void
check_passed(struct check *check)
{
    struct resource *resource = check->resource;

    g_clear_pointer(&resource->complaint, g_free);
    waiters_finish(&check->waiters, NULL);
    if (check->again) {
        check->again = false;
        begin_check(check);
        return;
    }
    if (check->level == CHECK_IS_ALIVE && resource->signal_asked) {
        resource->signal_asked = false;
        tenant_watch_again(resource->tenant);
    }
    if (machine_is_polled(check->resource->state)) {
        schedule_poll(check);
    }
}

static void
looks_dead(struct resource *resource)
{
    resource_log_limited(resource, LOG_INFO, "LooksAlive returned FALSE, asking IsAlive");
    resource->is_alive.waiters =
        g_list_concat(resource->is_alive.waiters, g_steal_pointer(&resource->looks_alive.waiters));
    schedule_poll(&resource->looks_alive);
    begin_check(&resource->is_alive);
}

static void
is_dead(struct resource *resource)
{
    GError *failure = g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: IsAlive returned FALSE", resource->name);

    resource_fail(resource, EVENT_CHECK_FAILED, failure);
}

static void
note_answer(struct check *check, const struct channel_message *reply)
{
    check->last_us = g_get_real_time();
    check->last_result = reply == NULL                 ? CHECK_HUNG
                         : reply->returned.result != 0 ? CHECK_ALIVE
                                                       : CHECK_DEAD;
    if (check->last_result != CHECK_ALIVE) {
        g_autofree char *text =
            g_strdup_printf("%s %s", entry_point_name(check),
                            reply != NULL ? "returned FALSE" : "did not return in time");

        check->failures++;
        resource_tell(check->resource, NEWS_POLL, text);
    }
}

static void
take_answer(struct check *check, const struct channel_message *reply)
{
    struct resource *resource = check->resource;

    check->in_flight = false;
    note_answer(check, reply);
    if (reply == NULL) {
        resource_call_hung(resource, entry_point_name(check));
    } else if (!machine_is_polled(resource->state)) {
        /* The waiters were told when the state was left. */
        resource_call_returned(resource);
    } else if (reply->returned.result != 0) {
        check_passed(check);
    } else if (check->level == CHECK_LOOKS_ALIVE) {
        looks_dead(resource);
    } else {
        is_dead(resource);
    }
}

static void
on_looks_alive(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    take_answer(&resource->looks_alive, reply);
}

static void
on_is_alive(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    take_answer(&resource->is_alive, reply);
}

static void
begin_check(struct check *check)
{
    bool looks = check->level == CHECK_LOOKS_ALIVE;

    stop_poll(check);
    if (check->in_flight) {
        return;
    }
    check->in_flight = true;
    check->calls++;
    resource_call(check->resource, looks ? ENTRY_LOOKS_ALIVE : ENTRY_IS_ALIVE, 0,
                  looks ? on_looks_alive : on_is_alive);
}

void
polling_init(struct resource *resource)
{
    resource->looks_alive = (struct check){ .resource = resource, .level = CHECK_LOOKS_ALIVE };
    resource->is_alive = (struct check){ .resource = resource, .level = CHECK_IS_ALIVE };
}

static void
leave(struct check *check)
{
    struct resource *resource = check->resource;
    g_autoptr(GError) error =
        resource->failure != NULL
            ? g_error_copy(resource->failure)
            : g_error_new(RESAPID_ERROR, OUTCOME_BUSY,
                          "resource %s: not checked: it was asked to go offline and is %s: check "
                          "again when it is online",
                          resource->name, machine_state_name(resource->state));

    stop_poll(check);
    check->again = false;
    waiters_finish(&check->waiters, error);
}

void
polling_update(struct resource *resource)
{
    if (machine_is_polled(resource->state)) {
        schedule_poll(&resource->looks_alive);
        schedule_poll(&resource->is_alive);
        if (resource->signal_kept) {
            resource->signal_kept = false;
            polling_signaled(resource, false);
        }
    } else {
        leave(&resource->looks_alive);
        leave(&resource->is_alive);
    }
}

void
polling_forget(struct resource *resource)
{
    resource->looks_alive.in_flight = false;
    resource->is_alive.in_flight = false;
    resource->is_alive.again = false;
}

/* An IsAlive that runs already may have looked before what it is asked about came to pass. */
static void
ask_anew(struct resource *resource)
{
    resource->is_alive.again = resource->is_alive.in_flight;
    begin_check(&resource->is_alive);
}

/* The documents differ on whether a signaled event means failure at once; IsAlive is asked first.
 * An event that stays signaled although IsAlive returned TRUE is a failure all the same, or it
 * would be asked for ever (resapi.md 2.8). */
void
polling_signaled(struct resource *resource, bool still)
{
    if (machine_comes_online(resource->state)) {
        resource->signal_kept = true;
        return;
    }
    if (!machine_is_polled(resource->state)) {
        return;
    }
    if (still) {
        resource_fail(resource, EVENT_CHECK_FAILED,
                      g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                  "resource %s: its event handle stays signaled, though IsAlive "
                                  "returned TRUE",
                                  resource->name));
        return;
    }
    resource_log_limited(resource, LOG_INFO, "its event handle was signaled, asking IsAlive");
    resource->signal_asked = true;
    ask_anew(resource);
}

void
polling_failure(struct resource *resource)
{
    if (machine_is_polled(resource->state)) {
        resource_log_limited(resource, LOG_INFO, "its DLL signaled failure, asking IsAlive");
        ask_anew(resource);
    }
}

static void
answer_down(const struct resource *resource, resource_done done, void *user)
{
    enum resource_state state = machine_resource_state(resource->state);
    enum client_outcome outcome = state == RESOURCE_OFFLINE  ? OUTCOME_NOT_RUNNING
                                  : state == RESOURCE_FAILED ? OUTCOME_FAILED
                                                             : OUTCOME_BUSY;
    g_autoptr(GError) error =
        state == RESOURCE_FAILED && resource->failure != NULL
            ? g_error_copy(resource->failure)
            : g_error_new(RESAPID_ERROR, (int)outcome, "resource %s: is %s", resource->name,
                          machine_state_name(resource->state));

    done(user, error);
}

void
resource_check(struct resource *resource, enum check_level level, uint32_t timeout_ms,
               resource_done done, void *user)
{
    struct check *check = level == CHECK_LOOKS_ALIVE ? &resource->looks_alive : &resource->is_alive;
    struct waiter *waiter;

    if (!machine_is_polled(resource->state)) {
        answer_down(resource, done, user);
        return;
    }
    waiter = waiter_new(resource, EVENT_ONLINE, timeout_ms, done, user);
    check->waiters = g_list_append(check->waiters, waiter);
    begin_check(check);
}
