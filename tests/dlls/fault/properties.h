/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_PROPERTIES_H
#define FAULT_PROPERTIES_H

#include <windows.h>

#include "fault.h"

/* The private properties of a resource. All return Win32 errors. */

/* Opens resource->Record as the property Record says. */
DWORD PropertiesOpenRecord(FAULT_RESOURCE *resource, LPCWSTR resource_name);
/* Reads Steering, ControlCode and Characteristics. */
DWORD PropertiesReadSteering(FAULT_RESOURCE *resource);

/* For the controls of the same names. */
DWORD PropertiesValidate(const FAULT_RESOURCE *resource, PVOID in, DWORD cb_in);
DWORD PropertiesSet(FAULT_RESOURCE *resource, PVOID in, DWORD cb_in);
DWORD PropertiesGetFormats(PVOID out, DWORD cb_out, LPDWORD bytes_returned);

#endif
