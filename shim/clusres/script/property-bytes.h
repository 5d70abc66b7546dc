/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_PROPERTY_BYTES_H
#define CLUSRES_SCRIPT_PROPERTY_BYTES_H

/*
 * Between the values of scripts and the bytes of the cluster database. stored-property.h says which is
 * which.
 */

#include <windows.h>
#include <oleauto.h>

struct property_bytes {
    DWORD type; /* REG_... */
    DWORD size;
    BYTE *
        data; /* LocalFree() it; two NUL characters that are not counted stand behind what is read */
};

/* DISP_E_TYPEMISMATCH for a type that is no property's. */
HRESULT property_bytes_to_value(const struct property_bytes *bytes, VARIANT *value);

/*
 * Converts to bytes->type. Text and REG_NONE become, where that is not possible, what stands for the
 * value's own type; any other type stays, or it is DISP_E_TYPEMISMATCH. bytes->type is what became of
 * it. value may be a reference.
 */
HRESULT property_bytes_from_value(VARIANT *value, struct property_bytes *bytes);

#endif
