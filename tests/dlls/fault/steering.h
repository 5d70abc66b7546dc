/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_STEERING_H
#define FAULT_STEERING_H

#include <windows.h>

#include "entry.h"

/*
 * How one entry point is to behave, as a property says it. Values, where [ ] marks what may be
 * left out and the numbers given there are the defaults:
 *
 *   ok                            do what the entry point is for
 *   error=NNN                     return this Win32 error, FALSE, or NULL and the last error
 *   hang                          never return
 *   crash                         access violation
 *   stackoverflow                 use up the stack
 *   cpp-throw                     a C++ exception as Microsoft's compiler throws it
 *   exit=NNN                      end the process with this exit code
 *   sleep=MS                      wait, then ok
 *   until-terminate[=20000]       the same, but no longer than until some Terminate has begun
 *   thread-crash[=50]             ok; a thread crashes that many milliseconds later
 *   spawn[=600]                   start fault-child.exe, which lives that many seconds, then ok
 *   stdout[=1024]                 write that many KiB to standard output and to standard error
 *   log[=1]                       log that many lines, then ok
 *   callback=NAME[,NNN]...[,handle=NNN]  call this callback of StartupEx's table with these numbers
 *                                 (callbacks.c says which), record what it returns, then ok; with
 *                                 another handle than the resource's own if one is given
 *
 * Online and Offline:
 *
 *   pending=MS[,checkpoints=0]    return ERROR_IO_PENDING; a worker thread reports that many
 *                                 checkpoints, evenly spread, then success
 *   pending-fail=MS[,checkpoints=0]  the same, but reports Failed at the end
 *   pending-never                 return ERROR_IO_PENDING and never report
 *   early                         report success, then return ERROR_IO_PENDING
 *   early-thread                  the same, but another thread reports, before the return
 *   twice                         as pending=100, and success once more at once
 *   late                          as pending=100, and then success twice more, whatever the
 *                                 Resource Monitor answers and even after Terminate
 *   late-in-terminate             as pending=100, and success once more when Terminate has begun
 *
 * Online:
 *
 *   event=MS, event-manual=MS     ok with an event handle, of an event that resets by itself or
 *                                 one that does not; it is signaled that many milliseconds later
 *   pending-event=MS              as pending=100, with an event handle in the last report
 *
 * Close:
 *
 *   report-after[=100]            ok; a thread reports Failed that many milliseconds later
 *
 * Arbitrate:
 *
 *   lost=MS                       ok; LostQuorumResource is called that many milliseconds later
 *
 * The Begin forms of the controls (of versions 3 and 4):
 *
 *   async[=100][,status=NNN][,extend=MS]  return asynchronously; a thread asks for more time if told
 *                                 to, and ends the call after so many milliseconds, or when
 *                                 Cancel or Close is called, then with ERROR_OPERATION_ABORTED
 *   async-early                   end the call, then return asynchronously
 *   async-twice                   as async=100, and the end is told once more
 *   async-never                   return asynchronously and never end the call
 *
 * error is for every entry point that has a result. No value means ok. For the controls it counts for
 * the code that ControlCode gives, or for every one that a Resource Monitor does not send by itself.
 */
typedef struct FAULT_CALL FAULT_CALL;

#define MAX_ARGUMENTS 4

typedef struct BEHAVIOUR {
    DWORD (*Run)(FAULT_CALL *call); /* returns a Win32 error */
    DWORD Number;
    DWORD Checkpoints;
    DWORD Extend;                         /* in milliseconds; 0: no */
    DWORD Status;                         /* ERROR_SUCCESS: that of the control itself */
    DWORD Handle;                         /* 0: the resource's own */
    const struct CALLBACK_WORD *Callback; /* callbacks.c */
    DWORD Arguments[MAX_ARGUMENTS];
} BEHAVIOUR;

/* FALSE when the text is no such value or not for this entry point. text may be NULL. */
BOOL BehaviourParse(ENTRY entry, LPCWSTR text, BEHAVIOUR *behaviour);

#endif
