/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_HOST_H
#define RESAPID_HOST_H

/*
 * One host process, behind its keeper and its channel (protocol/channel.h): calls in flight, their
 * time limits, its death and the proof that nothing of its tree is left.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "calls.h"
#include "config.h"
#include "keeper-link.h"
#include "protocol/channel.h"

struct host;

/* Never called from within a function of this room that the owner called. */
struct host_events {
    /* HELLO was accepted: calls are answered from now on. */
    void (*ready)(void *owner);
    /* What the host sends on its own account. */
    void (*message)(void *owner, const struct channel_message *message);
    /* A line that it has printed, and that the log has. May be NULL. */
    void (*output)(void *owner, const char *line);
    /* The host process has ended; cause is a clause such as "was killed by signal 9 (SIGKILL)".
     * Calls in flight are forgotten. Once. */
    void (*died)(void *owner, const char *cause);
    /* Behind died: no process of its tree is left. Once, the last event; free the host. */
    void (*empty)(void *owner);
};

/* reply is NULL if the call has exceeded its limit; it may still run. */
typedef calls_reply host_reply;

/* Starts a host. On errors nothing is left behind. */
struct host *host_start(qb_loop_t *loop, const struct config *config, const char *label,
                        const struct keeper_command *command, const struct host_events *events,
                        void *owner, GError **error);

/* Takes over the host that an earlier resapid has left; NULL if there is none. Where its keeper was
 * killed, the host is swept, dies and is empty; a keeper that cannot be asked is tried again. */
struct host *host_find(qb_loop_t *loop, const struct config *config, const char *label,
                       const struct host_events *events, void *owner);

/* The same, where only the keeper's socket is known. */
struct host *host_find_at(qb_loop_t *loop, const struct config *config, const char *socket,
                          const struct host_events *events, void *owner);

/* Disconnects; the host goes on under its keeper. */
void host_free(struct host *host);

/* Sends a request; limit_ms 0 is no limit. The message's id is set here. */
void host_call(struct host *host, struct channel_message *request, uint32_t limit_ms,
               host_reply reply, void *user);
/* Sends an answer to a request of the host's. */
void host_answer(struct host *host, struct channel_message *answer, uint64_t id);
/* Sends what has no reply. */
void host_tell(struct host *host, struct channel_message *message);
/* Whether a line of that length may be logged because of what the host has said (allowance.h). LOG is
 * handed on only where it may. */
bool host_may_log(struct host *host, size_t length);
/* Logs, where it may, a line that a DLL can bring about as often as it likes: each such line of level info
 * or worse takes this way, but for changes of a resource's state with their causes. level is syslog's;
 * control characters become blanks. host is NULL once it is gone, and brings about nothing more. */
void host_log(struct host *host, uint8_t level, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Bytes on the way to the host that it does not read. */
size_t host_backlog(const struct host *host);
bool host_is_ready(const struct host *host);
/* It was asked to leave, is being killed or has died: nothing can be begun in it any more. */
bool host_is_ending(const struct host *host);
/* The number of a resource's calls in flight, as calls_count() has it. */
unsigned int host_calls(const struct host *host, uint32_t resource);
/* The resource whose entry point has taken the host down: the one that its BYE named, which is 0 when it
 * was a thread of the DLL's own; without a BYE the one that was in an entry point when it died; before
 * its death, the one that is in an entry point now, Terminate and Cancel aside. 0 if there is none. */
uint32_t host_guilty(const struct host *host);
/* Whether Terminate or Cancel of the resource runs. */
bool host_is_urgent(const struct host *host, uint32_t resource);
/* Whether the host has come to the call with that reply's user. */
bool host_has_begun(const struct host *host, const void *user);

/* Asks the host to leave, kills its tree if it does not soon. */
void host_finish(struct host *host);
/* Asked again until the tree is empty. why may be NULL: then the cause of death is what the keeper says. */
void host_kill(struct host *host, const char *why);

/* For log lines. */
const char *host_name(const struct host *host);
pid_t host_pid(const struct host *host);
pid_t host_keeper_pid(const struct host *host);

#endif
