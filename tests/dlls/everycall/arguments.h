/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVERYCALL_ARGUMENTS_H
#define EVERYCALL_ARGUMENTS_H

#include "frame.h"

/* An argument for the parameter of the frame's function. Without a rule for it, frame->Unknown says so. */
void ArgumentMake(FRAME *frame, UINT parameter);

/* A parameter block with the property table that fits it, and a property list of one property in it. */
typedef struct PARAMETER_BLOCK {
    LPWSTR Text;
    DWORD Number;
} PARAMETER_BLOCK;

typedef struct ONE_PROPERTY {
    DWORD Count;
    DWORD NameSyntax;
    DWORD NameSize;
    WCHAR Name[8];
    DWORD ValueSyntax;
    DWORD ValueSize;
    DWORD Value;
    DWORD Endmark;
} ONE_PROPERTY;

#endif
