/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_RESOURCE_PRIVATE_H
#define RESAPID_RESOURCE_PRIVATE_H

/* Shared by resource.c, opening.c and polling.c alone. */

#include "catalog.h"
#include "host.h"
#include "resource.h"

/* A client's wish that waits for a state. */
struct waiter {
    struct resource *resource;
    enum machine_event wish;
    resource_done done;
    void *user;
    qb_loop_timer_handle timer;
};

/* The calls of one check level: at most one is in flight. */
struct check {
    struct resource *resource;
    enum check_level level;
    bool in_flight;
    GList *waiters; /* struct waiter */
    qb_loop_timer_handle poll;
};

struct resource {
    const struct resource_world *world;
    char *key;
    char *name;
    char *type;
    enum machine_state state;
    int64_t since_us; /* of the state that clients are shown, as g_get_real_time() */
    GError *failure;  /* the cause of the last failure, until the next online */
    char *complaint;  /* the last error its DLL or host logged in the call under way, or NULL */
    uint32_t checkpoint;

    struct host *host;
    bool open;       /* Open has succeeded in this host */
    bool terminated; /* Terminate has returned; the calls it cut short may not have */

    /* The report that came before Online or Offline returned ERROR_IO_PENDING. */
    bool report_kept;
    struct channel_status kept_report;

    GList *waiters;   /* struct waiter */
    GList *controls;  /* struct control */
    int64_t began_us; /* of the request that is served, as g_get_monotonic_time() */
    uint32_t timeout_ms;
    qb_loop_timer_handle deadline;
    qb_loop_timer_handle pending;

    struct check looks_alive;
    struct check is_alive;
    bool signal_kept; /* the event was signaled before Online returned */
    bool has_event;   /* an event handle replaces LooksAlive polls (resapi.md 2.8) */

    uint32_t fact_state; /* of an adopted host */
    uint32_t fact_calls;
    bool fact_event;
};

/* The number by which a resource's host knows it; one host, one resource for now. */
#define RESOURCE_NUMBER 1

/* Turns an event into the machine's next state and actions. */
void resource_event(struct resource *resource, enum machine_event event);
/* The same, for a failure; the first cause of a failure is the one that is kept. Takes the error.
 */
void resource_fail(struct resource *resource, enum machine_event event, GError *failure);
/* Adds what its DLL or host complained of, if it did; resource_fail() does so itself. */
void resource_add_complaint(const struct resource *resource, GError *failure);
/* Sends one call of an entry point under DeadlockTimeout. What was complained of before it is no
 * cause of what comes of it. */
void resource_call(struct resource *resource, enum entry_point entry_point, host_reply reply);
/* After every return of a call. */
void resource_call_returned(struct resource *resource);
/* A call of the named entry point exceeded DeadlockTimeout. */
void resource_call_hung(struct resource *resource, const char *entry_point);
uint32_t resource_number(const struct resource *resource, enum common_number which);

/* control.c */
/* The host has died: whoever waits for a control is told. */
void controls_fail(struct resource *resource, const char *cause);

/* reports.c */
void reports_take(struct resource *resource, const struct channel_status *report);
void reports_log(struct resource *resource, const struct channel_log *entry);
/* Online or Offline has returned ERROR_IO_PENDING: the report that came before is applied. */
void reports_apply_kept(struct resource *resource);
/* It has returned success: a failure reported before is applied nevertheless. */
void reports_apply_kept_failure(struct resource *resource);

/* adoption.c */
/* The host still runs a call of an earlier resapid's that changes what the resource is, and whose return
 * nobody will hear of. */
bool adoption_is_busy(const struct resource *resource);
void adoption_take_facts(void *user, const struct channel_message *reply);

/* opening.c */
void opening_begin(struct resource *resource);
void opening_abandon(struct resource *resource);
void opening_cancel(struct resource *resource);
extern const struct host_events resource_host_events;

/* polling.c */
void polling_init(struct resource *resource);
/* At every change of state. */
void polling_update(struct resource *resource);
/* The host has died, and the calls with it. */
void polling_forget(struct resource *resource);
void polling_signaled(struct resource *resource);

/* waiters.c */
struct waiter *waiter_new(struct resource *resource, enum machine_event wish, uint32_t timeout_ms,
                          resource_done done, void *user);
/* Tells and frees every waiter of the list. */
void waiters_finish(GList **waiters, const GError *error);
/* A resource that has come to rest has an answer for everybody. */
void waiters_answer(struct resource *resource);
void waiters_drop(GList **waiters);

#endif
