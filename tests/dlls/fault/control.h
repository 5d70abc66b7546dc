/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_CONTROL_H
#define FAULT_CONTROL_H

#include <windows.h>

#include "fault.h"

/* What a control entry point was given. */
typedef struct CONTROL {
    DWORD Code;
    PVOID In;
    DWORD cbIn;
    PVOID Out;
    DWORD cbOut;
    LPDWORD BytesReturned;
    INT64 Context;
    PBOOL ReturnedAsynchronously; /* NULL before version 3 */
    BOOL OfType;
} CONTROL;

/* Whether the steering of the controls counts for this code. wanted: what ControlCode says, or 0. */
BOOL ControlIsSteered(DWORD code, DWORD wanted);

/* Carries out the control: the private properties; Characteristics when the property is set; and any
 * code with the user bit, which is answered with the bytes of "fault". Returns a Win32 error. */
DWORD ControlAnswer(FAULT_RESOURCE *resource, const CONTROL *control);

#endif
