/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_WATCH_H
#define RESAPID_WATCH_H

/*
 * Waiting for a resource's event handle, on a thread of the system's pool.
 */

#include <windows.h>

struct watch;

typedef void (*watch_signaled)(void *argument, const struct watch *watch);

/*
 * Calls signaled once, on another thread, when event is signaled. event may be anything that can be
 * waited for and stays the caller's: a duplicate is waited for, so it may be closed. NULL when that
 * cannot be done; why is logged. A pseudo handle, such as INVALID_HANDLE_VALUE, is of no event.
 */
struct watch *watch_begin(HANDLE event, watch_signaled signaled, void *argument);

enum watch_signal {
    WATCH_UNSIGNALED,
    WATCH_SIGNALED_AGAIN, /* of an auto-reset event the signal is taken */
    WATCH_STAYS_SIGNALED, /* as one that is reset by hand does */
};

/* How the event is just now. */
enum watch_signal watch_look(const struct watch *watch);

/* The watch's own handle of the event. */
HANDLE watch_event(const struct watch *watch);

/* Waits until signaled has returned if it runs just now. NULL does nothing. */
void watch_end(struct watch *watch);

#endif
