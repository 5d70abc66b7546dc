/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_FAULT_H
#define FAULT_FAULT_H

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>

#include "record.h"
#include "steering.h"

/* One instance. Close drops one reference, each worker thread holds another. */
typedef struct FAULT_RESOURCE {
    RESOURCE_HANDLE Handle;
    HKEY Parameters;
    RECORD Record;
    SRWLOCK SteeringLock; /* guards Steering: Terminate may read while a control writes */
    BEHAVIOUR Steering[ENTRY_STEERABLE];
    LONG volatile Generation; /* grows with each Online, Offline, Terminate, Close: a worker of
                                 an older generation is to stop */
    LONG volatile References;
} FAULT_RESOURCE;

/* The Resource Monitor's callbacks, as given to Startup. */
extern PSET_RESOURCE_STATUS_ROUTINE g_set_resource_status;
extern PLOG_EVENT_ROUTINE g_log_event;

void FaultResourceHold(FAULT_RESOURCE *resource);
void FaultResourceRelease(FAULT_RESOURCE *resource);

#endif
