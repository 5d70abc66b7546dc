/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_MACHINE_H
#define RESAPID_MACHINE_H

/*
 * What a resource is, as a pure table: (state, event) -> (state, actions). No I/O, no clock, no
 * memory; resource.c turns the world into events, actions.c carries the actions out.
 *
 * Pacemaker owns what follows a failure: nothing here restarts anything by itself.
 */

#include <stdbool.h>

#include "protocol/client.h"

enum machine_state {
    STATE_OFFLINE,          /* nothing of it runs; its process tree is verified empty */
    STATE_ADOPTING,         /* a host of an earlier resapid was found; its facts are awaited */
    STATE_ADOPTING_TO_STOP, /* the same, and it is to be offline */
    STATE_OPENING,          /* the host starts, loads the DLL, runs Open */
    STATE_ABANDONING,       /* to be offline, but Open or Arbitrate runs: nothing may overlap it */
    STATE_ARBITRATING,      /* quorum-capable: Arbitrate runs, Online follows */
    STATE_ONLINE_CALLED,    /* Online runs */
    STATE_ONLINE_PENDING,   /* Online returned ERROR_IO_PENDING */
    STATE_ONLINE,
    STATE_OFFLINE_CALLED,   /* Offline runs */
    STATE_OFFLINE_PENDING,  /* Offline returned ERROR_IO_PENDING */
    STATE_STOP_TERMINATING, /* Terminate runs, on the way to offline */
    STATE_CLOSING,          /* Release, if it is owned, and Close run */
    STATE_STOP_KILLING,     /* the tree is ending or being killed, on the way to offline */
    STATE_FAIL_TERMINATING, /* Terminate runs, after a failure */
    STATE_FAIL_KILLING,     /* the tree is being killed, after a failure */
    STATE_FAILED,           /* down after a failure; the host may live, with no call in flight */
    STATE_CLAIM_OPENING,    /* as OPENING, for Arbitrate alone */
    STATE_CLAIMING,         /* Arbitrate runs, and no Online follows */
    STATE_OWNED,            /* offline, but open, and this node owns the quorum resource */
    STATE_PROVING,       /* as OPENING, on the way to offline behind a host that ended uncleanly */
    STATE_VISIT_OPENING, /* as OPENING, for controls of a resource that is offline */
    STATE_VISITED,       /* offline, but open while controls run */
    STATE_VISIT_CLOSING, /* Close runs behind them */
    STATE_VISIT_KILLING, /* the tree is ending or being killed behind them */
    STATE_REOPENING,     /* the same, and it is to be online */
    STATE_RECLAIMING,    /* the same, and it is to be owned */
    MACHINE_STATES,
};

enum machine_event {
    /* requests; without an entry in the table they are refused */
    EVENT_ONLINE,
    EVENT_OFFLINE,
    EVENT_TERMINATE,
    EVENT_ARBITRATE,
    EVENT_RELEASE,
    /* controls of a resource that is offline */
    EVENT_VISIT,
    EVENT_VISIT_OVER,
    /* the host */
    EVENT_OPENED,
    EVENT_OPENED_QUORUM, /* and it is quorum-capable */
    EVENT_OPEN_FAILED,
    EVENT_ARBITRATED,
    EVENT_NOT_ARBITRATED,
    EVENT_RETURNED_OK, /* Online or Offline, whichever was called */
    EVENT_RETURNED_PENDING,
    EVENT_RETURNED_ERROR,
    EVENT_TERMINATED, /* Terminate returned and no other call is in flight */
    EVENT_CLOSED,
    EVENT_HOST_DIED,  /* the host process ended; the rest of its tree may live */
    EVENT_TREE_EMPTY, /* proven: nothing of the resource runs */
    /* the same of its processes, but its DLL may have something active elsewhere, as its host did not end in
     * order: Open proves it offline */
    EVENT_TREE_UNPROVEN,
    /* the DLL: SetResourceStatus, SignalFailure, LostQuorumResource */
    EVENT_REPORT_PROGRESS,
    EVENT_REPORT_ONLINE,
    EVENT_REPORT_OFFLINE,
    EVENT_REPORT_FAILED,
    EVENT_QUORUM_LOST,
    /* polls */
    EVENT_CHECK_FAILED,
    /* clocks */
    EVENT_PENDING_TIMEOUT, /* PendingTimeout since the last checkpoint */
    EVENT_CALL_TIMEOUT,    /* DeadlockTimeout over one call, or no host in time */
    EVENT_DEADLINE,        /* the state's share of the client's time, see machine_share() */
    EVENT_GIVEN_UP,        /* in place of a deadline whose kill would hurt others in the host */
    /* facts about an adopted host */
    EVENT_ADOPTED_ONLINE,
    EVENT_ADOPTED_OWNED,
    EVENT_ADOPTED_OPEN, /* never asked to go online */
    EVENT_ADOPTED_DOWN,
    EVENT_ADOPTED_BUSY,
    EVENT_ADOPTED_ABSENT, /* the host of its type knows nothing of it */
    MACHINE_EVENTS,
};

enum machine_action {
    ACTION_OPEN = 1 << 0,       /* start a host, load, Open, as far as that is not done yet */
    ACTION_ABANDON = 1 << 9,    /* end the opening, or let a running Open end it */
    ACTION_ONLINE = 1 << 1,     /* call Online */
    ACTION_OFFLINE = 1 << 2,    /* call Offline */
    ACTION_TERMINATE = 1 << 3,  /* call Terminate, next to whatever runs */
    ACTION_CLOSE = 1 << 4,      /* call Release if it is owned, and Close if it is open */
    ACTION_FINISH = 1 << 5,     /* leave the host; the last to leave ends it as ACTION_KILL does */
    ACTION_KILL = 1 << 6,       /* kill the tree and have it verified empty */
    ACTION_REARM = 1 << 7,      /* PendingTimeout starts again */
    ACTION_PUSH = 1 << 8,       /* tell Pacemaker of the failure now */
    ACTION_ARBITRATE = 1 << 10, /* call Arbitrate */
    ACTION_PROVE = 1 << 11,     /* as ACTION_OPEN, so that it is offline for sure */
};

struct machine_step {
    bool defined; /* false: the event changes nothing in this state; a request is refused */
    enum machine_state next;
    unsigned int actions;
};

struct machine_step machine_step(enum machine_state state, enum machine_event event);

/* A word for logs and for the activity that clients are shown. */
const char *machine_state_name(enum machine_state state);
const char *machine_event_name(enum machine_event event);

/* What clients are told. */
enum resource_state machine_resource_state(enum machine_state state);

/* The state is one in which a resource stays until something is asked of it or fails. */
bool machine_is_stable(enum machine_state state);

/* The resource is to be open, and its opening under way. */
bool machine_is_opening(enum machine_state state);

/* The resource is offline, and its DLL open, opening or closing for controls alone. */
bool machine_is_visit(enum machine_state state);

/* ResourceControl may be called, if the resource is open: not in or behind Close, and not beside a
 * Terminate that cuts other calls short. */
bool machine_takes_controls(enum machine_state state);

/* The facts of a host that an earlier resapid left are awaited. */
bool machine_is_adopting(enum machine_state state);

/* LooksAlive, IsAlive and polls are for this state. */
bool machine_is_polled(enum machine_state state);

/* An event handle may be signaled, and SignalFailure called, before it is online: that is kept
 * until it is. */
bool machine_comes_online(enum machine_state state);

/* SetResourceStatus may come before Online or Offline has returned ERROR_IO_PENDING: it is kept and
 * applied after the return (resapi.md 2.6a). */
bool machine_keeps_reports(enum machine_state state);

/* The percentage of the client's time, counted from its request, at which the state meets
 * EVENT_DEADLINE; 0 for none. So a stop leaves time to Terminate, and Terminate to the kill. */
unsigned int machine_share(enum machine_state state);

#endif
