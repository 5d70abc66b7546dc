/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_FAULT_H
#define FAULT_FAULT_H

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>

#include "record.h"
#include "steering.h"

/* One instance, or a type: then Handle and Parameters are NULL and Steering is not used. Close drops
 * one reference, each worker thread holds another; a type is for ever. */
typedef struct FAULT_RESOURCE {
    RESOURCE_HANDLE Handle;
    HKEY Parameters;
    LPWSTR TypeName;
    RECORD Record;
    SRWLOCK SteeringLock; /* guards Steering: Terminate may read while a control writes */
    BEHAVIOUR Steering[ENTRY_OF_RESOURCE];
    DWORD ControlCode;        /* the one that is steered; 0: see ControlIsSteered() */
    DWORD Characteristics;    /* 0: not answered */
    HANDLE Event;             /* of the last Online; NULL if none was given */
    LONG volatile Generation; /* grows with each Online, Offline, Terminate, Close: a worker of
                                 an older generation is to stop */
    LONG volatile Cancels;    /* the same for asynchronous controls, with each Cancel and Close */
    LONG volatile References;
} FAULT_RESOURCE;

void FaultResourceHold(FAULT_RESOURCE *resource);
void FaultResourceRelease(FAULT_RESOURCE *resource);

/* Does what the steering says of call->Entry; the caller records begin and end. */
DWORD FaultAct(FAULT_CALL *call);

/* For Startup: without Arbitrate and Release, and with them. */
PCLRES_FUNCTION_TABLE FaultTable(void);
PCLRES_FUNCTION_TABLE FaultQuorumTable(void);

#endif
