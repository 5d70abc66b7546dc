/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_WORK_H
#define FAULT_WORK_H

#include "actions.h"

/* What a call leaves to a thread of its own. Call holds a copy: pointers that it was given are valid
 * only as far as the documentation of the entry point says. */
typedef struct WORK {
    FAULT_CALL Call;
    HMODULE Dll; /* held, so that the code stays loaded as long as the thread runs */
    LONG Generation;
    void (*Run)(struct WORK *work);
} WORK;

/* Run's thread frees the WORK and drops its references. Returns a Win32 error. */
DWORD WorkStart(const FAULT_CALL *call, void (*run)(WORK *work));
/* The same, and waits until run has returned. */
DWORD WorkStartAndWait(const FAULT_CALL *call, void (*run)(WORK *work));

/* Waits; FALSE as soon as a later call of Online, Offline, Terminate or Close has made the work
 * pointless. */
BOOL WorkWait(const WORK *work, DWORD wait_ms);

/* How many calls of Terminate have begun in this DLL, whose records are written by then. */
void WorkNoteTerminate(void);
LONG WorkTerminates(void);
/* Waits until there are more than those, but no longer than wait_ms. FALSE: there are none. */
BOOL WorkAwaitTerminate(LONG terminates, DWORD wait_ms);

/* Adds a reference to this DLL, for FreeLibrary. FALSE: see GetLastError. */
BOOL WorkHoldDll(HMODULE *dll);

#endif
