/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_ACTIONS_H
#define FAULT_ACTIONS_H

#include <windows.h>

#include "control.h"
#include "fault.h"

/* One call of an entry point: whose, which, how it is to behave, and what it was given. */
struct FAULT_CALL {
    FAULT_RESOURCE *Resource;
    ENTRY Entry;
    BEHAVIOUR Behaviour;
    LPHANDLE EventHandle;             /* of Online */
    PQUORUM_RESOURCE_LOST LostQuorum; /* of Arbitrate */
    CONTROL Control;                  /* of the controls */
};

/* What the values in steering.h do. Each returns a Win32 error, if it returns at all. */
DWORD ActOk(FAULT_CALL *call);
DWORD ActError(FAULT_CALL *call);
DWORD ActHang(FAULT_CALL *call);
DWORD ActCrash(FAULT_CALL *call);
DWORD ActStackOverflow(FAULT_CALL *call);
DWORD ActCppThrow(FAULT_CALL *call);
DWORD ActExit(FAULT_CALL *call);
DWORD ActSleep(FAULT_CALL *call);
DWORD ActUntilTerminate(FAULT_CALL *call);
DWORD ActThreadCrash(FAULT_CALL *call);
DWORD ActSpawn(FAULT_CALL *call);
DWORD ActStdout(FAULT_CALL *call);
DWORD ActLog(FAULT_CALL *call);
DWORD ActLost(FAULT_CALL *call);

/* callbacks.c */
DWORD ActCallback(FAULT_CALL *call);

/* pending.c */
DWORD ActPending(FAULT_CALL *call);
DWORD ActPendingFail(FAULT_CALL *call);
DWORD ActPendingNever(FAULT_CALL *call);
DWORD ActEarly(FAULT_CALL *call);
DWORD ActEarlyThread(FAULT_CALL *call);
DWORD ActTwice(FAULT_CALL *call);
DWORD ActLate(FAULT_CALL *call);
DWORD ActLateInTerminate(FAULT_CALL *call);
DWORD ActEvent(FAULT_CALL *call);
DWORD ActEventManual(FAULT_CALL *call);
DWORD ActPendingEvent(FAULT_CALL *call);
DWORD ActReportAfter(FAULT_CALL *call);

/* control.c; each sets *Control.Asynchronous */
DWORD ActAsync(FAULT_CALL *call);
DWORD ActAsyncEarly(FAULT_CALL *call);
DWORD ActAsyncTwice(FAULT_CALL *call);
DWORD ActAsyncNever(FAULT_CALL *call);

#endif
