/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_MONITOR_H
#define RESAPID_MONITOR_H

/*
 * A monitor is what Windows calls a Resource Monitor: one host process and the resources in it, its
 * tenants. With isolation=resource there is one tenant in each; with isolation=type the resources of
 * a type share one, whose label is the type's key in the cluster database.
 *
 * A tenant sees its monitor as if it were alone in it, except that killing kills all. The monitor
 * numbers its tenants, sends each message of the host to the tenant it is about, loads the type's
 * DLL once, and finds out who took the host down.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "config.h"
#include "host.h"
#include "keeper-link.h"
#include "protocol/channel.h"

struct monitors; /* all of a resapid's */
struct tenant;

/* What an adopted host says of a tenant. */
struct tenant_facts {
    uint32_t state; /* enum fact_state */
    uint32_t calls;
    uint32_t entries;
    uint32_t information;
    bool has_event;
    bool owns;
};

/* LOG's level as of which it is an error: LOG_LEVEL of LogEvent (resapi.md 1.6) is information, warning,
 * error, severe. */
enum { LEVEL_ERROR = 2 };

/* Never called from within a function of this room that the owner called. */
struct tenant_events {
    /* The host answers from now on. Also when it had said HELLO before the tenant came. Not for an
     * adopted one. */
    void (*ready)(void *owner);
    /* An adopted host has told its facts; NULL: it knows nothing of this tenant, which is therefore
     * not open in it. Once, in place of ready. */
    void (*adopted)(void *owner, const struct tenant_facts *facts);
    /* STATUS, SIGNALED, LOG, FAILURE, INFORMATION, LOCAL_PROPERTIES, QUORUM_LOST of this tenant. */
    void (*message)(void *owner, const struct channel_message *message);
    /* A line that the host has printed, whoever's it is. May be NULL. */
    void (*output)(void *owner, const char *line);
    /* The host process has ended; cause is a clause such as "was killed by signal 9 (SIGKILL)".
     * guilty: this tenant's call took it down, as far as can be told. Calls in flight are
     * forgotten. Once. */
    void (*died)(void *owner, const char *cause, bool guilty);
    /* After tenant_leave(), or behind died: nothing of the tenant runs in this host. When it was the
     * last, or the host has died: no process of the tree is left. Once, the last event; free the
     * tenant. */
    void (*empty)(void *owner);
};

/* What the host asks or tells that concerns no single tenant: KEY_..., VALUE_..., TYPE_NOTIFICATION, PROPERTY_ITEM,
 * LOG of resource 0, which goes to every tenant as well, LOG of a resource that is not known any more
 * or not yet, and what no host should send. */
typedef void (*monitor_served)(void *user, struct host *host,
                               const struct channel_message *message);
/* The host is about to be freed. */
typedef void (*monitor_gone)(void *user, struct host *host);

struct monitors *monitors_new(qb_loop_t *loop, const struct config *config, monitor_served served,
                              monitor_gone gone, void *user);
/* Tenants must have been freed. */
void monitors_free(struct monitors *monitors);
/* Every host is of no use any more and must go; nobody is guilty. */
void monitors_lose_wineserver(struct monitors *monitors);

/* Joins the monitor with this label, or starts it with command. name is the resource's. On errors
 * nothing is left behind. A monitor that is ending is not joined:
 * monitors_wait_for_end() first. */
struct tenant *tenant_enter(struct monitors *monitors, const char *label, const char *name,
                            const struct keeper_command *command,
                            const struct tenant_events *events, void *owner, GError **error);
/* The monitor with this label is there and on its way out: it can be started again when it is gone.
 * retry is called then, once; forget it with monitors_cancel(). */
bool monitors_wait_for_end(struct monitors *monitors, const char *label, void (*retry)(void *user),
                           void *user);
void monitors_cancel(struct monitors *monitors, void *user);
/* The host of the monitor with this label; NULL if there is none, or it is on its way out. */
const struct host *monitors_host(const struct monitors *monitors, const char *label);
/* Joins the monitor that an earlier resapid has left; NULL if there is none. */
struct tenant *tenant_find(struct monitors *monitors, const char *label, const char *name,
                           const struct tenant_events *events, void *owner);

/* Disconnects; a host goes on under its keeper. */
void tenant_free(struct tenant *tenant);

/* LOAD, and after the first success CLUSCTL_RESOURCE_TYPE_STARTING_PHASE1 and 2, whose results do not
 * matter; reply then gets LOADED, or NULL if one of the three exceeded limit_ms. For a type that this
 * host has loaded already, the LOADED of that time. Never called from within. */
void tenant_load(struct tenant *tenant, const char *type, const char *dll, uint32_t limit_ms,
                 host_reply reply, void *user);
/* Why the DLL of a type is not loaded, of the domain RESAPID_ERROR; loaded is not LOAD_DONE. */
GError *monitor_load_error(const char *dll, const char *type, const struct channel_loaded *loaded);
/* Sends a request that is about this tenant (OPEN, CALL, CONTROL,
 * CHECKPOINT_...: its number is filled in) or its type
 * (TYPE_CONTROL). limit_ms 0 is no limit. A reply of NULL means that the limit was exceeded and makes
 * this tenant the guilty one. */
void tenant_call(struct tenant *tenant, struct channel_message *request, uint32_t limit_ms,
                 host_reply reply, void *user);
/* Whether the host has come to the tenant's call with that user. */
bool tenant_has_begun(const struct tenant *tenant, const void *user);
/* For host_log(); NULL if there is none. */
struct host *tenant_host(const struct tenant *tenant);
/* WATCH_AGAIN. */
void tenant_watch_again(struct tenant *tenant);
bool tenant_is_ready(const struct tenant *tenant);
/* The number of its calls in flight. */
unsigned int tenant_calls(const struct tenant *tenant);
/* It is in that host. */
bool tenant_is_in(const struct tenant *tenant, const struct host *host);
/* What its host knows it by; 0 where not known. */
uint32_t tenant_number(const struct tenant *tenant);
/* It has the host for itself: what it does to the host does nothing to others. */
bool tenant_is_alone(const struct tenant *tenant);

/* The resource is closed, or was never opened. Ends the host if nobody else is in it: it is asked to
 * leave, and its tree killed if it does not soon. */
void tenant_leave(struct tenant *tenant);
/* Kills the tree, and with it every tenant's host, again and again until it is empty. why may be NULL:
 * then the cause of death is what the keeper says. Who has left kills nobody else's host. */
void tenant_kill(struct tenant *tenant, const char *why);

/* 0 where not known. */
pid_t tenant_host_pid(const struct tenant *tenant);
pid_t tenant_keeper_pid(const struct tenant *tenant);

#endif
