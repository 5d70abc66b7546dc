/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CRASH_H
#define RESAPID_CRASH_H

/*
 * What happens when a resource DLL takes the process down: one LOG line that says what, where and
 * in which entry point of which resource, BYE with the same, and the end of the process at once. An
 * exception is never swallowed (resapi.md 8) and no debugger or dialog is started.
 */

#include <windows.h>

#include "lane.h"

/* Before any resource DLL is loaded. Needs the channel. */
void crash_start(void);

/* Encloses the calling of a resource DLL on this thread. */
void crash_enter(const struct call *call);
void crash_leave(void);
/* The number of the resource between whose crash_enter() and crash_leave() this thread is;
 * CHANNEL_CALLER_TYPE when the call is of no resource; 0 when there is none. */
uint32_t crash_caller(void);

/*
 * The loader swallows what DllMain raises. Between these two calls, on one thread at a time, such an
 * exception is noted; crash_unwatch_load() says which was the last, as "EXCEPTION_... (0x...)", or NULL
 * when there was none.
 */
void crash_watch_load(void);
const char *crash_unwatch_load(void);

/* Whether the end of this thread is a crash: ExitThread in an entry point, or a stack that was
 * exhausted beyond reporting. *running is the call it was making; thread becomes the watch's. */
void crash_watch_thread(HANDLE thread, struct call *const *running);

/* See host_interface.process_exits. */
void crash_process_exits(void);

#endif
