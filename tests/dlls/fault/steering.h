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
 *   exit=NNN                      end the process with this exit code
 *   sleep=MS                      wait, then ok
 *   pending=MS[,checkpoints=0]    return ERROR_IO_PENDING; a worker thread reports that many
 *                                 checkpoints, evenly spread, then success
 *   pending-fail=MS[,checkpoints=0]  the same, but reports Failed at the end
 *   pending-never                 return ERROR_IO_PENDING and never report
 *   early                         report success, then return ERROR_IO_PENDING
 *   late                          as pending=100, and then success twice more, whatever the
 *                                 Resource Monitor answers and even after Terminate
 *   thread-crash[=50]             ok; a thread crashes that many milliseconds later
 *   spawn[=600]                   start fault-child.exe, which lives that many seconds, then ok
 *   stdout[=1024]                 write that many KiB to standard output and to standard error
 *   log[=1]                       log that many lines, then ok
 *
 * The pending ones, early and late are for Online and Offline only; error is for every entry
 * point that has a result. No value means ok.
 */
typedef struct FAULT_CALL FAULT_CALL;

typedef struct BEHAVIOUR {
    DWORD (*Run)(const FAULT_CALL *call); /* returns a Win32 error */
    DWORD Number;
    DWORD Checkpoints;
} BEHAVIOUR;

/* FALSE when the text is no such value or not for this entry point. text may be NULL. */
BOOL BehaviourParse(ENTRY entry, LPCWSTR text, BEHAVIOUR *behaviour);

#endif
