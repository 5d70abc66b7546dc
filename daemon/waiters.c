/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The clients that wait for a resource, each with a time of its own.
 */

#include <qb/qbutil.h>

#include "error.h"
#include "resource-private.h"

static void
on_waiter_timeout(void *data)
{
    struct waiter *waiter = data;
    struct resource *resource = waiter->resource;
    GList **lists[] = { &resource->waiters, &resource->looks_alive.waiters,
                        &resource->is_alive.waiters, &resource->confirming };
    g_autoptr(GError) error = g_error_new(RESAPID_ERROR, OUTCOME_TIMEOUT,
                                          "resource %s: still %s; what was asked for "
                                          "goes on: see resapictl status, and give it more time",
                                          resource->name, machine_state_name(resource->state));

    waiter->timer = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        *lists[i] = g_list_remove(*lists[i], waiter);
    }
    waiter->done(waiter->user, error);
    g_free(waiter);
}

struct waiter *
waiter_new(struct resource *resource, enum machine_event wish, uint32_t timeout_ms,
           resource_done done, void *user)
{
    struct waiter *waiter = g_new0(struct waiter, 1);

    waiter->resource = resource;
    waiter->wish = wish;
    waiter->done = done;
    waiter->user = user;
    if (timeout_ms != 0) {
        qb_loop_timer_add(resource->world->loop, QB_LOOP_MED,
                          (uint64_t)timeout_ms * QB_TIME_NS_IN_MSEC, waiter, on_waiter_timeout,
                          &waiter->timer);
    }
    return waiter;
}

static void
waiter_free(void *data)
{
    struct waiter *waiter = data;

    if (waiter->timer != 0) {
        qb_loop_timer_del(waiter->resource->world->loop, waiter->timer);
    }
    g_free(waiter);
}

void
waiters_finish(GList **waiters, const GError *error)
{
    GList *finished = g_steal_pointer(waiters);

    for (GList *item = finished; item != NULL; item = item->next) {
        struct waiter *waiter = item->data;

        waiter->done(waiter->user, error);
    }
    g_list_free_full(finished, waiter_free);
}

bool
waiters_want_stop(const struct resource *resource)
{
    for (const GList *item = resource->waiters; item != NULL; item = item->next) {
        const struct waiter *waiter = item->data;

        if (waiter->wish != EVENT_ONLINE && waiter->wish != EVENT_ARBITRATE) {
            return true;
        }
    }
    return false;
}

void
waiters_drop(GList **waiters)
{
    g_list_free_full(g_steal_pointer(waiters), waiter_free);
}

static GError *
why_not(const struct resource *resource)
{
    if (resource->failure != NULL) {
        return g_error_copy(resource->failure);
    }
    return g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "resource %s: became %s meanwhile",
                       resource->name, machine_state_name(resource->state));
}

static bool
is_fulfilled(enum machine_state state, enum machine_event wish)
{
    switch (wish) {
    case EVENT_ONLINE:
        return state == STATE_ONLINE;
    case EVENT_ARBITRATE:
        return state == STATE_OWNED || state == STATE_ONLINE;
    default:
        return state == STATE_OFFLINE;
    }
}

void
waiters_answer(struct resource *resource)
{
    enum machine_state state = resource->state;
    g_autoptr(GError) error = NULL;
    GList *finished;

    if (!machine_is_stable(state)) {
        return;
    }
    error = why_not(resource);
    finished = g_steal_pointer(&resource->waiters);
    for (GList *item = finished; item != NULL; item = item->next) {
        struct waiter *waiter = item->data;

        waiter->done(waiter->user, is_fulfilled(state, waiter->wish) ? NULL : error);
    }
    g_list_free_full(finished, waiter_free);
}
