/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_LANE_H
#define RESAPID_LANE_H

/*
 * A lane is the line of calls into one loaded resource DLL. Entry points of one DLL are serialized,
 * all its instances together, in the order of their arrival. Terminate and Cancel start at once and
 * may overlap Online, Offline, LooksAlive, IsAlive, the control entry points and each other, but not
 * Startup, Open, Close, Arbitrate, Release or another of their own kind. resapi.md 2.2 says so of
 * Terminate; whether Terminates may overlap each other and what holds for Cancel is stated nowhere.
 * Cancel would be of no use if it waited for what it is to cut short.
 *
 * Three threads serve a lane: one makes the Terminate calls, one the Cancel calls, one all others.
 * No lock is held while a call runs. All functions may be called from any thread.
 */

#include <stdint.h>

#include <windows.h>

#include "channel.h"

struct resource;

/* Calls that have no number in the channel. */
enum {
    ENTRY_STARTUP_EX = 29,
    ENTRY_STARTUP = 30,
    ENTRY_DLL_MAIN = 31,
};

/* One call of an entry point; the head of the structures that carry arguments. Made with malloc(),
 * freed by the lane. */
struct call {
    struct call *next;
    uint32_t entry_point; /* enum entry_point or one of the above */
    uint64_t id;          /* of the request that this answers */
    struct resource *resource;
    uint32_t flags;                     /* of Open, Online and Offline */
    uint32_t terminates;                /* of the resource, when this was asked for */
    void (*run)(struct call *call);     /* makes the call and answers it */
    void (*abandon)(struct call *call); /* answers it without making it */
};

struct lane;

/* One of the threads. */
struct worker {
    struct lane *lane;
    struct call *running;
    struct call *(*next)(const struct lane *lane);
};

struct lane {
    SRWLOCK lock;
    CONDITION_VARIABLE changed;
    struct call *waiting; /* in order of arrival */
    struct worker ordinary;
    struct worker terminating;
    struct worker cancelling;
};

/* ERROR_SUCCESS, or why a thread could not be made. A lane is never closed, nor may it be freed after
 * a failure: those of its threads that could be made wait in it for ever. */
DWORD lane_open(struct lane *lane);

/*
 * Puts call in line. Online, Offline, LooksAlive, IsAlive and Arbitrate calls of the same resource
 * that have not begun when its Terminate arrives are abandoned: after it they would bring back what
 * it ended.
 */
void lane_submit(struct lane *lane, struct call *call);

/* "Online"; "an entry point" for a number that is none. */
const char *entry_point_name(uint32_t entry_point);

#endif
