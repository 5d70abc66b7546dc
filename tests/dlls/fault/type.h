/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_TYPE_H
#define FAULT_TYPE_H

#include <windows.h>

#include "fault.h"

/*
 * What is about a type and no resource: StartupEx or Startup, and the type controls. A file beside the
 * DLL, named like it with ".ini" behind (fault-v4.dll.ini), steers these and says where they are
 * recorded. It is read at each call:
 *
 *   [NAME OF THE TYPE]
 *   Record=Z:\...
 *   Startup=VALUE OF steering.h
 *   ResourceTypeControl=..., ResourceTypeControlAsUser=...
 *   ControlCode=0x...
 */

/* The type of that name; made when there is none yet. NULL: there are too many. */
FAULT_RESOURCE *TypeFind(LPCWSTR name);

/* Reads the steering of an entry point, and type->ControlCode. Returns a Win32 error. */
DWORD TypeReadSteering(FAULT_RESOURCE *type, ENTRY entry, BEHAVIOUR *behaviour);

#endif
