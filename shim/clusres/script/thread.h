/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_THREAD_H
#define CLUSRES_SCRIPT_THREAD_H

/*
 * The dedicated thread of a script (resapi.md 6), a COM apartment of its own, and calls on it that
 * have a time limit. No engine can be interrupted: a call that exceeds its limit goes on, and until it
 * returns the thread is in hang mode, in which it takes no other.
 *
 * Calls may be made from any thread; they take their turn. The thread holds its module in memory.
 */

#include <windows.h>

struct script_thread;

/* NULL, with the last error set. at_end runs on the thread as the last thing it does, which is where
 * context is freed. */
struct script_thread *script_thread_start(void *context, void (*at_end)(void *context));

/* name is a static string, which tells what runs. */
typedef DWORD (*script_routine)(void *context, const WCHAR *name);

/*
 * ERROR_SUCCESS: it has returned, *result is what.
 * ERROR_TIMEOUT: it has not within limit_ms (INFINITE: no limit), and hang mode has begun.
 * ERROR_BUSY: refused, *hung is the name of what has not returned yet.
 */
DWORD script_thread_call(struct script_thread *thread, script_routine routine, const WCHAR *name,
                         DWORD limit_ms, DWORD *result, const WCHAR **hung);

/* In hang mode: waits until it is over, however long that is. */
void script_thread_settle(struct script_thread *thread);

/* Ends the thread and waits for it, in hang mode for what hangs too. No call may be made any more. */
void script_thread_close(struct script_thread *thread);

/* The same, but one in hang mode ends by itself when it can. */
void script_thread_leave(struct script_thread *thread);

#endif
