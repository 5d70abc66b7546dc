/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of each CLUSPROP_FORMAT_...: the one table that the rest goes by, so that nothing
 * else has to tell formats apart.
 */
#ifndef RESUTILS_PROPERTY_FORMAT_H
#define RESUTILS_PROPERTY_FORMAT_H

#include "property-list.h"

/* How a value is kept in a parameter block. */
typedef enum ValueShape {
    VALUE_FIXED,  /* size bytes at Offset */
    VALUE_TEXT,   /* a pointer to NUL-terminated text */
    VALUE_COUNTED /* a pointer, then a DWORD with the byte count */
} ValueShape;

/* Both are LONGLONGs if they are signed. */
typedef struct PropertyLimits {
    bool is_signed;
    ULONGLONG least;
    ULONGLONG most;
} PropertyLimits;

typedef struct PropertyFormat {
    DWORD format;        /* CLUSPROP_FORMAT_... */
    DWORD registry_type; /* written to the cluster database */
    DWORD accepted_type; /* also taken when read; REG_NONE: any type */
    ValueShape shape;
    DWORD size; /* of a VALUE_FIXED */
    bool (*is_well_formed)(const struct PropertyFormat *format, ValueBytes bytes);
    bool (*find_limits)(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits);
} PropertyFormat;

/* NULL for a format that can stand neither in a property table nor in the cluster database. */
const PropertyFormat *property_format_find(DWORD format);

/* The format in which a value of this type is shown; NULL for types that are not properties. */
const PropertyFormat *property_format_of_registry_type(DWORD registry_type);

/* False if the item has none. limits->is_signed is set all the same, for formats that are numbers. */
bool property_limits(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item,
                     PropertyLimits *limits);

/* Of a value that is well-formed. */
bool property_is_in_range(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item,
                          ValueBytes bytes);

/* The value a property has while the cluster database has none; points into the item. */
ValueBytes property_default(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item);

/* Text with its NUL as bytes; NULL is no bytes. */
ValueBytes text_bytes(LPCWSTR text);

/* The entry of that name, in any case; NULL when there is none. A NULL table is empty. */
const RESUTIL_PROPERTY_ITEM *property_table_find(const RESUTIL_PROPERTY_ITEM *table, LPCWSTR name);

#endif
