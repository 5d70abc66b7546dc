/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_RESOURCE_PRIVATE_H
#define RESAPID_RESOURCE_PRIVATE_H

/* Shared by the files that resource.h names, adoption.c and waiters.c alone. */

#include "catalog.h"
#include "defaults.h"
#include "recent.h"
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
    bool again;     /* what has come to pass since it began, it may not have seen */
    GList *waiters; /* struct waiter */
    qb_loop_timer_handle poll;
    uint64_t calls;
    uint64_t failures; /* FALSE, or not returned in time */
    int64_t last_us;   /* when the last one returned, as g_get_real_time(); 0: never */
    enum check_result last_result;
};

/* What follows a control of resapid's own; NULL reply: the host has not answered in time. */
typedef void (*own_controlled)(struct resource *resource,
                               const struct channel_controlled *controlled);

struct checkpoint_command;
typedef void (*checkpoints_next)(struct resource *resource);

struct resource {
    const struct resource_world *world;
    char *key;
    char *name;
    char *type;
    enum machine_state state;
    int64_t since_us; /* of the state that clients are shown, as g_get_real_time() */
    struct recent recent;
    int64_t activity_us; /* of the state */
    int64_t failed_us;   /* of the last failure, 0: never */
    uint64_t failures;
    uint64_t onlines; /* how often it has come online */
    GError *failure;  /* the cause of the last failure, until the next online */
    char *complaint;  /* the last error its DLL or host logged in the call under way, or NULL */
    uint32_t checkpoint;

    struct tenant *tenant; /* its place in a host, or NULL */
    bool shared;           /* with others of its type */
    bool open;             /* Open has succeeded in this host */
    bool terminating;      /* Terminate runs */
    bool outlived;         /* an Online has begun to work beside it */
    bool terminated;       /* Terminate has returned; the calls it cut short may not have */
    bool unproven;         /* its host may end without anything being proven (reopen-note.h) */
    int64_t terminate_began_us;
    uint32_t entries; /* of the DLL's function table, see channel.h */
    uint32_t characteristics;
    uint32_t offline_flags; /* of the request that is served */

    /* The control that resapid asked on its own account; one at a time. */
    own_controlled own_then;

    /* The one that counts of the reports that came before Online or Offline returned
     * ERROR_IO_PENDING. */
    bool report_kept;
    struct channel_status kept_report;

    /* What SignalFailure said before it was online: bits 1 << enum failure_kind. */
    uint32_t failures_kept;
    struct channel_failure kept_failures[FAILURE_NETWORK_LOSS + 1];

    struct {
        GQueue waiting;                     /* struct checkpoint_command */
        struct checkpoint_command *running; /* or NULL */
        checkpoints_next next;              /* behind all of them; NULL if nothing waits */
        GHashTable *watched;                /* keys; NULL unless it is online or about to be */
        bool stale;                         /* they have changed while a command ran */
    } checkpoints;

    bool owns;        /* Arbitrate has succeeded, and Release has not been called since */
    bool quorum_lost; /* said before Arbitrate returned */
    void (*after_release)(struct resource *resource);
    GList *confirming; /* struct waiter: for an Arbitrate of what is owned already */
    bool confirm_runs; /* that Arbitrate */
    void (*after_confirm)(struct resource *resource);

    uint32_t information;     /* enum status_information: what the DLL has switched on */
    uint32_t own_bits;        /* and what its reports and failures since Online amount to */
    uint32_t app_error;       /* ApplicationSpecificErrorCode of the last report or failure */
    uint32_t last_status;     /* Win32, of the last Open, Online or Offline */
    GBytes *local_properties; /* property list, or NULL */

    GList *waiters;   /* struct waiter */
    GList *controls;  /* struct control */
    int64_t began_us; /* of the request that is served, as g_get_monotonic_time() */
    uint32_t timeout_ms;
    qb_loop_timer_handle deadline;
    qb_loop_timer_handle pending;

    struct check looks_alive;
    struct check is_alive;
    bool signal_kept;  /* the event was signaled before it was online */
    bool signal_asked; /* IsAlive runs because the event was signaled */
    bool has_event;    /* an event handle replaces LooksAlive polls (resapi.md 2.8) */

    struct tenant_facts facts; /* of an adopted host */
};

/* Turns an event into the machine's next state and actions. */
void resource_event(struct resource *resource, enum machine_event event);
/* The same, for a failure; the first cause of a failure is the one that is kept. Takes the error.
 */
void resource_fail(struct resource *resource, enum machine_event event, GError *failure);
/* Adds what its DLL or host complained of, if it did; resource_fail() does so itself. */
void resource_add_complaint(const struct resource *resource, GError *failure);
/* PendingTimeout begins anew. */
void resource_rearm(struct resource *resource);
uint32_t resource_pending_timeout(const struct resource *resource);
uint32_t resource_number(const struct resource *resource, enum common_number which);
/* The bits of StatusInformation that hold. */
uint32_t resource_information(const struct resource *resource);

/* resource-log.c */
/* Says a line about the resource, its name in front; priority is syslog's, info or worse; control characters
 * become blanks. */
void resource_log(struct resource *resource, uint8_t priority, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* The same as host_log(): what a DLL can bring about as often as it likes. */
void resource_log_limited(struct resource *resource, uint8_t priority, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* A warning whose message names the resource itself. */
void resource_log_error(struct resource *resource, const GError *error);
/* What its DLL said, and what its host printed, which the host has logged. Control characters are
 * replaced already. */
void resource_log_dll(struct resource *resource, uint8_t priority, const char *line);
void resource_take_output(void *owner, const char *line);

/* resource-news.c */
/* text may be NULL. */
void resource_tell(const struct resource *resource, enum news_kind kind, const char *text);
/* It is about to enter that state. */
void resource_tell_state(const struct resource *resource, enum machine_state next,
                         enum machine_event event);

/* actions.c */
/* enum machine_action, several. */
void actions_carry_out(struct resource *resource, unsigned int wanted);
/* Sends one call of an entry point under DeadlockTimeout. What was complained of before it is no
 * cause of what comes of it. */
void resource_call(struct resource *resource, enum entry_point entry_point, uint32_t flags,
                   host_reply reply);
/* After every return of a call. */
void resource_call_returned(struct resource *resource);
/* A call of the named entry point exceeded DeadlockTimeout. */
void resource_call_hung(struct resource *resource, const char *entry_point);

/* control.c */
/* At every change of state, and when a control has been answered. */
void controls_update(struct resource *resource);
/* The host has died, or cannot be had: whoever waits for its word is told. */
void controls_fail(struct resource *resource, const GError *error);
/* Its DLL or host has logged an error. */
void controls_complain(struct resource *resource, const char *line);
/* The host has died or is left: no call of a control comes back any more. */
void controls_forget(struct resource *resource);
void controls_drop(struct resource *resource);
/* The resource as defaults.h sees it; runtime is filled in and must last as long as object. */
void control_object(const struct resource *resource, struct common_runtime *runtime,
                    struct defaults_object *object);

/* own-controls.c */
/* Behind Open: what the Resource Monitor asks a resource that it has just opened; then
 * opening_end(). */
void own_controls_opened(struct resource *resource);
/* Beside whatever an adopted resource that is open does next. */
void own_controls_adopted(struct resource *resource);
/* CLUSCTL_RESOURCE_STATE_CHANGE_REASON, if the resource asked for it and no other call is in
 * flight; then next, possibly before it returns. */
enum state_change_reason { REASON_MOVE = 1, REASON_FAILOVER = 2, REASON_RUNDOWN = 5 };
void own_controls_reason(struct resource *resource, enum state_change_reason reason,
                         own_controlled next);

/* checkpoints.c */
/* Restores what is saved and begins to watch; then next, possibly before it returns. What cannot be
 * restored is a failure of Online: next is not called. */
void checkpoints_restore(struct resource *resource, checkpoints_next next);
/* Whoever waits for that waits no longer; next when the one that is being restored is, possibly
 * before it returns. */
void checkpoints_settle(struct resource *resource, checkpoints_next next);
/* Saves once more and watches no longer; then next, possibly before it returns. */
void checkpoints_end(struct resource *resource, checkpoints_next next);
void checkpoints_adopted(struct resource *resource);
/* The host has died or is left. */
void checkpoints_forget(struct resource *resource);

/* quorum.c */
bool quorum_is_capable(const struct resource *resource);
void quorum_arbitrate(struct resource *resource);
/* Release if it is owned; then next, possibly before it returns. */
void quorum_release(struct resource *resource, void (*next)(struct resource *resource));
/* Arbitrate of what is owned, for a client. */
void quorum_confirm(struct resource *resource, uint32_t timeout_ms, resource_done done, void *user);
/* Neither Online, Offline, Release and Close nor Terminate may overlap such an Arbitrate: next when
 * it has returned, possibly before this returns. Who comes later takes the earlier's place. */
void quorum_settle(struct resource *resource, void (*next)(struct resource *resource));
void quorum_lost(struct resource *resource);
/* At every change of state. */
void quorum_update(struct resource *resource);
/* The host has died. */
void quorum_forget(struct resource *resource);

/* reports.c */
/* What the DLL says on its own account; false if message is nothing of that. */
bool reports_take(struct resource *resource, const struct channel_message *message);
/* Online or Offline has returned ERROR_IO_PENDING: the report that came before is applied. */
void reports_apply_kept(struct resource *resource);
/* Behind every event: failures signaled before it was online are applied when it is. */
void reports_update(struct resource *resource);
/* It has returned success: a failure reported before is applied nevertheless. */
void reports_apply_kept_failure(struct resource *resource);

/* adoption.c */
/* The host still runs a call of an earlier resapid's that changes what the resource is, and whose
 * return nobody will hear of. */
bool adoption_is_busy(const struct resource *resource);
void adoption_take_facts(void *owner, const struct tenant_facts *facts);

/* opening.c */
void opening_begin(struct resource *resource);
/* Open, and what is asked behind it, is done: the machine is told. */
void opening_end(struct resource *resource);
void opening_abandon(struct resource *resource);
void opening_cancel(struct resource *resource);
/* The label of the monitor that it would be opened in now; g_free(). */
char *opening_label(const struct resource *resource);
extern const struct tenant_events resource_tenant_events;

/* proof.c */
/* At its beginning: what an earlier resapid has noted. */
void proof_init(struct resource *resource);
/* Before Online: if its type is one with reopen=yes. */
void proof_need(struct resource *resource);
/* Open or Close has returned: it is offline. */
void proof_given(struct resource *resource);
/* What the end of all its processes is. */
enum machine_event proof_event(const struct resource *resource);
void proof_begin(struct resource *resource);
/* Says in a failure what follows from it. */
void proof_explain(const struct resource *resource, GError *failure);

/* polling.c */
void polling_init(struct resource *resource);
/* At every change of state. */
void polling_update(struct resource *resource);
/* The host has died, and the calls with it. */
void polling_forget(struct resource *resource);
/* still: it was signaled when it was to be watched again. */
void polling_signaled(struct resource *resource, bool still);
/* SignalFailure(FAILURE_TYPE_GENERAL), the same without an event. */
void polling_failure(struct resource *resource);

/* Milliseconds; 0: it is not polled. */
uint32_t polling_interval(const struct check *check);

/* waiters.c */
struct waiter *waiter_new(struct resource *resource, enum machine_event wish, uint32_t timeout_ms,
                          resource_done done, void *user);
/* Somebody waits for it to be offline. */
bool waiters_want_stop(const struct resource *resource);
/* Tells and frees every waiter of the list. */
void waiters_finish(GList **waiters, const GError *error);
/* A resource that has come to rest has an answer for everybody. */
void waiters_answer(struct resource *resource);
void waiters_drop(GList **waiters);

#endif
