/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values and properties in the cluster database, through the ClusterReg functions. */
#ifndef RESUTILS_DATABASE_H
#define RESUTILS_DATABASE_H

#include "property-format.h"

typedef struct StoredValue {
    DWORD type; /* REG_... */
    DWORD size;
    BYTE *data; /* never NULL; two NUL characters follow it */
} StoredValue;

/* ERROR_FILE_NOT_FOUND when there is none. The caller frees value->data with LocalFree(). */
DWORD stored_value_read(HKEY key, LPCWSTR name, StoredValue *value);

/* The text in a stored value, up to its first NUL. */
ValueBytes stored_text(const StoredValue *value);

/* Writes only what differs in type or bytes, unless force is set. */
DWORD stored_value_write(HKEY key, LPCWSTR name, DWORD type, ValueBytes bytes, bool force);

/* A value that is not there is deleted already. */
DWORD stored_value_delete(HKEY key, LPCWSTR name);

/* Calls visit for each named value of the key until it returns an error, and returns that. */
typedef DWORD (*StoredNameVisitor)(void *context, LPCWSTR name);
DWORD stored_names_visit(HKEY key, StoredNameVisitor visit, void *context);

/* What a property has: the stored value or, failing that, its default. */
typedef struct PropertyValue {
    ValueBytes bytes;
    bool is_stored;
    BYTE *allocated;
} PropertyValue;

/* ERROR_INVALID_PARAMETER when the stored value is of another type. See property_release(). */
DWORD property_read(HKEY key, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format,
                    PropertyValue *value);
void property_release(PropertyValue *value);

/* NULL bytes of other than fixed size delete. In-memory properties are not written. */
DWORD property_write(HKEY key, const RESUTIL_PROPERTY_ITEM *item, const PropertyFormat *format,
                     ValueBytes bytes, bool force);
DWORD property_delete(HKEY key, const RESUTIL_PROPERTY_ITEM *item);

/* Adds name and value; for EXPAND_SZ the expanded text as a second value, as MS-CMRP wants. */
DWORD property_list_add(PropertyListWriter *writer, LPCWSTR name, const PropertyFormat *format,
                        ValueBytes bytes);

#endif
