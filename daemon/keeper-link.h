/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_KEEPER_LINK_H
#define RESAPID_KEEPER_LINK_H

/*
 * The connection to one resapi-keeper (protocol/keeper.h), newly started or found again.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "config.h"

struct keeper_link;

struct keeper_link_events {
    /* The keeper answered; the callee owns channel_fd. */
    void (*here)(void *owner, int channel_fd, pid_t keeper_pid, pid_t host_pid);
    void (*output)(void *owner, const char *line);
    void (*exited)(void *owner, int wait_status);
    /* The last event. empty: the keeper proved that no process of its tree is left. Otherwise the
     * keeper itself is gone, and nothing is known of the tree. */
    void (*gone)(void *owner, bool empty);
};

/* The host's command and its whole environment. */
struct keeper_command {
    const char *const *arguments;
    const char *const *environment;
};

struct keeper_link *keeper_link_start(qb_loop_t *loop, const struct config *config,
                                      const char *label, const struct keeper_command *command,
                                      const struct keeper_link_events *events, void *owner,
                                      GError **error);

/* To the keeper that listens at path. NULL with an error of ECONNREFUSED says that it was killed.
 */
struct keeper_link *keeper_link_find(qb_loop_t *loop, const char *path,
                                     const struct keeper_link_events *events, void *owner,
                                     GError **error);

void keeper_link_kill(struct keeper_link *link);
/* Disconnects; the keeper and its tree go on. */
void keeper_link_free(struct keeper_link *link);

#endif
