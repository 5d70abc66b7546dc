/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_STORED_PROPERTY_H
#define CLUSRES_SCRIPT_STORED_PROPERTY_H

/*
 * Private properties as scripts have them, read from and written to the key at once. Text is SZ, a whole
 * number or a Boolean DWORD, an array of text MULTI_SZ, an array of bytes BINARY. EXPAND_SZ is read as it
 * is stored, so that what is written back is what was read.
 *
 * Return DISP_E_MEMBERNOTFOUND for a property that there is not, DISP_E_TYPEMISMATCH for a value that
 * cannot be stored, or an error of the cluster database.
 */

#include <windows.h>
#include <oleauto.h>

/* S_OK, or S_FALSE when there is none. */
HRESULT stored_property_exists(HKEY key, const WCHAR *name);

HRESULT stored_property_get(HKEY key, const WCHAR *name, VARIANT *value);

/* The property keeps its type if the value can be converted to it. */
HRESULT stored_property_put(HKEY key, const WCHAR *name, VARIANT *value);

/* An empty SZ; what there is already keeps its value. */
HRESULT stored_property_add(HKEY key, const WCHAR *name);
HRESULT stored_property_remove(HKEY key, const WCHAR *name);

#endif
