/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_ACTIONS_H
#define FAULT_ACTIONS_H

#include <windows.h>

#include "fault.h"

/* One call of an entry point: whose, which, and how it is to behave. */
struct FAULT_CALL {
    FAULT_RESOURCE *Resource;
    ENTRY Entry;
    BEHAVIOUR Behaviour;
};

/* What the values in steering.h do. Each returns a Win32 error, if it returns at all. */
DWORD ActOk(const FAULT_CALL *call);
DWORD ActError(const FAULT_CALL *call);
DWORD ActHang(const FAULT_CALL *call);
DWORD ActCrash(const FAULT_CALL *call);
DWORD ActStackOverflow(const FAULT_CALL *call);
DWORD ActExit(const FAULT_CALL *call);
DWORD ActSleep(const FAULT_CALL *call);
DWORD ActPending(const FAULT_CALL *call);
DWORD ActPendingFail(const FAULT_CALL *call);
DWORD ActPendingNever(const FAULT_CALL *call);
DWORD ActEarly(const FAULT_CALL *call);
DWORD ActLate(const FAULT_CALL *call);
DWORD ActThreadCrash(const FAULT_CALL *call);
DWORD ActSpawn(const FAULT_CALL *call);
DWORD ActStdout(const FAULT_CALL *call);
DWORD ActLog(const FAULT_CALL *call);

#endif
