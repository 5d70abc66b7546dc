/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading and building property lists (clusprop.h has the format). Pure functions on byte buffers:
 * they trust no count, length or terminator in a list and never read or write past its size.
 */
#ifndef RESUTILS_PROPERTY_LIST_H
#define RESUTILS_PROPERTY_LIST_H

#include <stdbool.h>

#include "resapi.h"

/* Bytes that belong to somebody else. */
typedef struct ValueBytes {
    const BYTE *data;
    DWORD length;
} ValueBytes;

typedef struct PropertyListReader {
    const BYTE *at;
    DWORD left;
    DWORD properties_left;
} PropertyListReader;

/* One property of a list; points into the list. */
typedef struct ListProperty {
    const WCHAR *name; /* NUL-terminated, not empty */
    const BYTE *values;
    DWORD values_size; /* the values alone, each checked to lie inside the list; may be 0 */
} ListProperty;

typedef struct ListValue {
    DWORD syntax;
    ValueBytes bytes;
} ListValue;

/* ERROR_INVALID_DATA without a list, ERROR_INSUFFICIENT_BUFFER when it ends before its count. */
DWORD property_list_open(PropertyListReader *reader, const void *list, DWORD size);

/*
 * ERROR_NO_MORE_ITEMS after the last property; ERROR_INSUFFICIENT_BUFFER when the list runs past
 * its size; ERROR_INVALID_DATA when it is malformed.
 */
DWORD property_list_next(PropertyListReader *reader, ListProperty *property);

/* Walks over property->values; false after the last one. */
bool property_next_value(ListProperty *property, ListValue *value);

/*
 * A value list that stands by itself, whose end is its ENDMARK or, without one, its size.
 * value_list_next() gives ERROR_NO_MORE_ITEMS at that end, and ERROR_INSUFFICIENT_BUFFER when a
 * value runs past the size.
 */
void value_list_open(PropertyListReader *reader, const void *list, DWORD size);
DWORD value_list_next(PropertyListReader *reader, ListValue *value);

/* Where the property after the last one read stands: the length of a list read to its end. */
DWORD property_list_offset(const PropertyListReader *reader, const void *list);

/*
 * Writes as much as fits and counts everything, so that one pass tells the size needed. The buffer
 * may be NULL with size 0.
 */
typedef struct PropertyListWriter {
    BYTE *buffer;
    DWORD size;
    ULONGLONG needed;
    DWORD properties;
    DWORD kept_properties; /* of the list that was there at the start */
    DWORD kept_size;
} PropertyListWriter;

void property_list_begin(PropertyListWriter *writer, void *buffer, DWORD size);

/* One property without a list around it: writer->needed is its size, there is nothing to finish. */
void property_list_begin_part(PropertyListWriter *writer, void *buffer, DWORD size);

/* Goes on behind the list of used bytes that the buffer holds already; 0: there is none. */
DWORD property_list_continue(PropertyListWriter *writer, void *buffer, DWORD size, DWORD used);

void property_list_add_name(PropertyListWriter *writer, LPCWSTR name);
void property_list_add_value(PropertyListWriter *writer, DWORD syntax, ValueBytes bytes);
void property_list_end_values(PropertyListWriter *writer);

/*
 * ERROR_SUCCESS with the list's length in *returned, or ERROR_MORE_DATA with the length needed in
 * *required; then the buffer holds what it held at the start, an empty list where one fits, and
 * *returned says how much that is, 0 for the empty list.
 */
DWORD property_list_finish(PropertyListWriter *writer, LPDWORD returned, LPDWORD required);

#endif
