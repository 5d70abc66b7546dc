/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_KEEPER_STOP_H
#define RESAPID_OCF_KEEPER_STOP_H

/*
 * Ends a host and all of its processes through its resapi-keeper (protocol/keeper.h), for the stop
 * action when resapid does not run.
 */

#include <stdint.h>

enum keeper_answer {
    KEEPER_TREE_IS_EMPTY, /* the keeper said so */
    KEEPER_ABSENT,        /* it has no socket: it ended in order, and its tree before it */
    KEEPER_DEAD,          /* its socket refuses: it died, and its tree is not known to be gone */
    KEEPER_LOST,          /* the connection ended early, or another took it: ask again */
    KEEPER_TOO_SLOW,      /* processes are left when the time is up */
    KEEPER_NONSENSE,      /* it says what a keeper of this label and version does not say */
    KEEPER_ERROR,         /* errno */
};

/* Waits at most timeout_ms. label is the host's (daemon/monitor.h). */
enum keeper_answer keeper_stop(const char *socket_path, const char *label, uint32_t timeout_ms);

#endif
