/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_CALLBACKS_H
#define FAULT_CALLBACKS_H

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>

#include "fault.h"

/* The Resource Monitor's callbacks, as given to Startup or StartupEx; set before anything else is
 * called. From Startup only LogEvent, and SetResourceStatus apart. */
extern CLRES_CALLBACK_FUNCTION_TABLE g_callbacks;
extern PSET_RESOURCE_STATUS_ROUTINE g_set_resource_status;

/* How many of g_callbacks there are. */
size_t CallbackCount(void);

typedef struct CALLBACK_WORD CALLBACK_WORD;

/* NULL for no callback of this version. */
const CALLBACK_WORD *CallbackFind(LPCWSTR name, size_t length);
/* MAX_ARGUMENTS of them. */
const DWORD *CallbackDefaults(const CALLBACK_WORD *callback);

/* These call and record. */

/* SetResourceStatus or SetResourceStatusEx. FALSE when the Resource Monitor answers that the work is
 * to end. event may be NULL. */
BOOL StatusReport(FAULT_RESOURCE *resource, CLUSTER_RESOURCE_STATE state, DWORD checkpoint,
                  HANDLE event);
/* EndControlCall or EndTypeControlCall; ExtendControlCall or ExtendTypeControlCall. */
void ControlEnd(const FAULT_CALL *call, DWORD status);
void ControlExtend(const FAULT_CALL *call, DWORD timeout_ms);

#endif
