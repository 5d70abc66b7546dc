/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MACHINE_WORLD_H
#define MACHINE_WORLD_H

/*
 * The world around one resource's machine, as far as it decides which event can come next: what
 * resource.c and its rooms know, and what a host can do at that moment. It is finite, so every walk
 * through it can be gone.
 */

#include <stdbool.h>
#include <stdint.h>

#include "machine.h"

enum world_opening {
    OPENING_NOT,
    OPENING_PREFIX, /* no host yet */
    OPENING_HELLO,  /* the host starts */
    OPENING_LOAD,   /* LOAD is in flight */
    OPENING_CALL,   /* Open is, or what resapid asks behind it */
};

/* No padding: worlds are compared as memory. */
struct world {
    uint8_t state;   /* enum machine_state */
    uint8_t opening; /* enum world_opening */
    /* For a whole walk */
    bool quorum;  /* its DLL is quorum-capable */
    bool shared;  /* others are in its host */
    bool reopens; /* it has to be opened again when its host has not ended in order */
    /* The host */
    bool tenant; /* processes of the resource may exist */
    bool host;   /* the host process lives */
    bool leaving;
    bool killed;
    bool busy; /* adopted in the midst of an earlier resapid's call */
    /* The resource in it */
    bool open;
    bool owned;
    bool lost; /* LostQuorumResource since Arbitrate was called */
    bool
        unproven; /* of one that reopens: Online was called, and no Close or new Open has returned */
    bool may_be_online; /* Online was called, and no Offline or Terminate has ended since */
    /* Calls in flight */
    bool arbitrate;
    bool online;
    bool offline;
    bool terminate;
    bool terminated; /* Terminate has returned; what it cut short has not */
    bool release;
    bool close;
    bool other; /* a control or a check */
    /* Clients */
    bool asked;     /* a control is not answered yet */
    bool to_stop;   /* somebody waits for it to be offline */
    bool unbounded; /* no client's time bounds what it does: it was given up */
};

/* What can happen: the machine's events, as resource.c would raise them, and what leads to them. */
enum world_move {
    MOVE_ENTERED = MACHINE_EVENTS, /* the prefix is ready: into a host */
    MOVE_HELLO,
    MOVE_LOADED,
    MOVE_TERMINATE_RETURNED,
    MOVE_RELEASED,
    MOVE_CONTROL_ASKED,
    MOVE_CONTROL_GIVEN_UP,
    MOVE_CHECK_BEGAN,
    MOVE_OTHER_RETURNED,
    MOVE_LAST_CONTROL_HUNG,
    MOVE_ADOPTED_FAILED, /* EVENT_ADOPTED_BUSY with no call in flight */
    MOVE_ADOPTION_KILLED,
    WORLD_MOVES,
};

struct walk {
    struct world world;
    const char *broken; /* the first rule that the machine has broken, or NULL */
};

bool world_allows(const struct world *world, unsigned int move);
void world_move(struct walk *walk, unsigned int move);
const char *world_move_name(unsigned int move);

#endif
