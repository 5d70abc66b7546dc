/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_AGENT_H
#define RESAPID_OCF_AGENT_H

/*
 * One run of an OCF resource agent: what Pacemaker's environment says, how much time there is, and
 * the way to resapid. Sources: OCF Resource Agent API 1.1; for the times and the environment
 * Pacemaker's executor, which kills an agent's process group with SIGKILL when its time is up.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>

#include "agent-file.h"
#include "daemon/config.h"
#include "tools/client.h"

/* OCF 1.1, "Exit Status Codes". Pacemaker takes 2, 4 and 5 as reasons never to try this node again,
 * and 6 never to try any: they are only for what waiting cannot cure. */
enum ocf_code {
    OCF_SUCCESS = 0,
    OCF_ERR_GENERIC = 1,
    OCF_ERR_ARGS = 2,
    OCF_ERR_UNIMPLEMENTED = 3,
    OCF_ERR_INSTALLED = 5,
    OCF_ERR_CONFIGURED = 6,
    OCF_NOT_RUNNING = 7,
};

/* A host process that the resource may be in. */
struct agent_host {
    char *label; /* what its keeper calls it */
    char *socket;
};

/* Its own; and its type's, which is there with isolation=type only (daemon/monitor.h). */
enum { HOST_OF_RESOURCE, HOST_OF_TYPE, N_HOSTS };

struct agent {
    const char *instance; /* OCF_RESOURCE_INSTANCE: the resource's name in resapid */
    struct agent_file
        *file; /* of the agent of one type; NULL: the one of all types, or file_error */
    /* Why the agent of one type does not know what it is the agent of. What runs under its name can be
     * looked at and stopped all the same. */
    GError *file_error;
    /* From the file, or parameters, "" if not given. */
    const char *type;
    const char *dll;
    char *properties; /* private */
    char *common;
    uint32_t check_level;
    bool is_probe;

    uint32_t timeout_ms; /* Pacemaker's, for the whole run */
    int64_t began;       /* g_get_monotonic_time() */

    struct config *config; /* NULL until agent_configure() */
    struct agent_host hosts[N_HOSTS];
    struct client *client; /* NULL when not connected */
    GArray *records;       /* of the last answer; NULL before the first */
};

/* An answer; resource is there for STATUS only. All of it is valid until the next request. */
struct answer {
    struct client_reply reply;
    bool has_resource;
    struct client_resource resource;
    const GArray *records; /* struct client_message */
};

/* Whether a program of this path is the agent of one type, or else of all. */
bool agent_is_of_one_type(const char *path);

/* Reads the environment, and what path, the agent's own, is the agent of; OCF_SUCCESS, or the exit code
 * with the reason printed. */
enum ocf_code agent_init(struct agent *agent, const char *path);
void agent_clear(struct agent *agent);

/* Reads resapid.conf(5) if that has not been done. False with the reason printed. */
bool agent_configure(struct agent *agent);

/* Milliseconds that resapid may use, and those until the agent itself has to answer: both end
 * before Pacemaker's own time, in this order. 0 when it is up. */
uint32_t agent_ms_for_resapid(const struct agent *agent);
uint32_t agent_ms_left(const struct agent *agent);

/* Sends one request. timeout_ms is request's own field, set here, or NULL. */
bool agent_ask_once(struct agent *agent, struct client_message *request, uint32_t *timeout_ms,
                    struct answer *answer, GError **error);

/* False while the resource is on its way. OCF has no "pending": such a resource is neither running
 * nor stopped, and saying either would be a guess that Pacemaker acts upon; the end is the answer.
 */
bool agent_is_settled(const struct answer *answer);

/* agent_ask_once() until the answer is settled or the time is up; a resapid that is just being
 * restarted is asked again as well. */
bool agent_ask(struct agent *agent, struct client_message *request, uint32_t *timeout_ms,
               struct answer *answer, GError **error);

/* Nobody listens, or the one who did died: it may be back soon, or the keeper can tell. */
bool agent_daemon_is_gone(const GError *error);

/* Whether the host's keeper has left its socket, and so perhaps a process. */
bool agent_host_may_live(const struct agent_host *host);
/* A process of the host's that is there although its keeper's socket need not be; 0 if there is none. */
pid_t agent_host_process(const struct agent_host *host);
/* An earlier host's end has not proven it offline (daemon/reopen-note.h), and resapid alone can. */
bool agent_is_unproven(const struct agent *agent);
/* It is worth waiting for a resapid that is just being restarted. */
bool agent_hopes_for_daemon(const struct agent *agent);
/* Whether one of these is so of any host that the resource may be in. */
bool agent_may_run(const struct agent *agent);

/* Without its file the agent of one type does not know the type, and so not which shared host the resource
 * may be in: whether there is any host but the resource's own. */
bool agent_may_run_unknown(const struct agent *agent);

/* Between two attempts; *pause_ms grows. */
void agent_pause(const struct agent *agent, uint32_t *pause_ms);
#define AGENT_FIRST_PAUSE_MS 20

/* Prints the exit reason, one line, and returns code. */
enum ocf_code agent_end(enum ocf_code code, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
