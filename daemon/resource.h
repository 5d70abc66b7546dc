/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_RESOURCE_H
#define RESAPID_RESOURCE_H

/*
 * One resource: its machine's state, its place in a host, its timers, the clients that wait for it.
 *
 * resource.c turns the world into the machine's events; actions.c carries its actions out, and calls
 * Online, Offline, Terminate and Close; opening.c brings a host, a loaded DLL and an open resource
 * about; polling.c makes LooksAlive and IsAlive calls; quorum.c Arbitrate and Release; checkpoints.c has
 * subtrees of the registry restored and saved; detail.c shows all that is known of it; control.c makes the controls that clients ask for and
 * own-controls.c those that resapid originates; resource-log.c says lines about it, resource-news.c tells clients that
 * listen; reports.c takes what the DLL says of itself.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "clusdb/clusdb.h"
#include "common.h"
#include "config.h"
#include "defaults.h"
#include "footprint.h"
#include "machine.h"
#include "monitor.h"
#include "pacemaker.h"
#include "prefix.h"
#include "protocol/client.h"
#include "recent.h"

struct resource;

/* What a resource needs of the daemon; all outlive it. */
struct resource_world {
    qb_loop_t *loop;
    const struct config *config;
    struct clusdb *db;
    struct prefix *prefix;
    struct monitors *monitors;
    struct pacemaker *pacemaker;
    struct property_items *property_items;
    struct news *news;                    /* or NULL */
    const struct cluster_source *cluster; /* NULL until resapid serves */
    /* The state that clients are shown has changed, or it has come to rest; not to be answered from
     * within. May be NULL. */
    void (*state_changed)(void *user, const struct resource *resource);
    void *state_changed_user;
};

/* error is NULL after success. Called once for each request, possibly before it returns. */
typedef void (*resource_done)(void *user, const GError *error);
/* result is what the DLL returned, out what it wrote, complaint the last error that it logged meanwhile, or
 * NULL. */
typedef void (*resource_controlled)(void *user, const GError *error, uint32_t result,
                                    const struct wire_bytes *out, const char *complaint);

/* key is the resource's key in the cluster database. */
struct resource *resource_new(const struct resource_world *world, const char *key);
/* resapid ends, and nobody is left to end a visit: a host that is there for it alone is killed. For all
 * resources before any of them is freed. */
void resource_end_visit(struct resource *resource);
/* A living host goes on under its keeper; nobody who waits is told. */
void resource_free(struct resource *resource);

/* Looks for a host that an earlier resapid left. */
void resource_adopt(struct resource *resource);

/* EVENT_ONLINE, EVENT_OFFLINE, EVENT_TERMINATE, EVENT_ARBITRATE or EVENT_RELEASE. Done when the
 * resource has got where the request wants it, or elsewhere. timeout_ms bounds it: see
 * machine_share(); 0 is no bound. */
void resource_request(struct resource *resource, enum machine_event request, uint32_t timeout_ms,
                      resource_done done, void *user);

/* EVENT_OFFLINE with enum offline_flags: without OFFLINE_IGNORE_STATUS it is refused while the DLL
 * has set locked mode. */
void resource_offline(struct resource *resource, uint32_t timeout_ms, uint32_t flags,
                      resource_done done, void *user);

/* One LooksAlive or IsAlive that begins now, or the one in flight. Success means alive. */
void resource_check(struct resource *resource, enum check_level level, uint32_t timeout_ms,
                    resource_done done, void *user);

/* A control code, answered by the cluster database, the DLL or both (defaults.h); a resource that
 * is offline is opened for it. */
struct control_request {
    uint32_t code;
    bool as_user;
    uint32_t timeout_ms; /* 0 is none; behind it the DLL's Cancel is called */
    struct wire_bytes in;
};
void resource_control(struct resource *resource, const struct control_request *request,
                      resource_controlled done, void *user);

/* What defaults_alone() says, where its DLL cannot be asked. */
bool resource_answer_alone(const struct resource *resource, uint32_t code,
                           const struct wire_bytes *in, struct defaults_answer *answer);

/* Its registry checkpoints are others now in the cluster database. Commits nothing. */
void resource_checkpoints_changed(struct resource *resource);

/* It is to have failed, for the reason that follows its name; only while it is online. */
void resource_inject_failure(struct resource *resource, const char *reason);

/* Its DLL is called in that host, or would be: what is asked of it waits for what runs there. */
bool resource_is_called_in(const struct resource *resource, const struct host *host);
/* That host knows it by that number. */
bool resource_is_numbered(const struct resource *resource, const struct host *host,
                          uint32_t number);
uint32_t resource_deadlock_ms(const struct resource *resource);

const char *resource_name(const struct resource *resource);
const char *resource_type(const struct resource *resource);
const char *resource_key(const struct resource *resource);
enum resource_state resource_state(const struct resource *resource);
/* A new name, which the cluster database has already; only while the resource is down. */
void resource_rename(struct resource *resource, const char *name);
/* What its read-only common properties say; holds until the next event. */
void resource_runtime(const struct resource *resource, struct common_runtime *runtime);
/* It stays what it is until something is asked of it or fails; the state that it shows can come before
 * that, and changes of either are told. */
bool resource_is_at_rest(const struct resource *resource);
/* Nothing of it runs: it may be changed or removed. */
bool resource_is_down(const struct resource *resource);
/* Strings belong to the resource. */
void resource_describe(const struct resource *resource, struct client_resource *description);
/* The same with its memory at that moment, but without its group. */
void resource_detail(const struct resource *resource, const struct footprints *moment,
                     struct client_detail *detail);
/* A line about it from another room: into the log, and to its last lines. priority as resource_log()'s. */
void resource_take_line(struct resource *resource, uint8_t priority, const char *line);
/* The last lines about it, until the next event. */
const struct recent *resource_recent(const struct resource *resource);

#endif
