/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "property-list.h"

#include <string.h>

#define PADDING_MASK 3u

static DWORD
read_dword(const BYTE *at)
{
    DWORD value;

    memcpy(&value, at, sizeof(value));
    return value;
}

static void
skip(PropertyListReader *reader, DWORD count)
{
    reader->at += count;
    reader->left -= count;
}

/* Reads a value's header and steps over its data and padding. */
static DWORD
take_value(PropertyListReader *reader, ListValue *value)
{
    DWORD padded;

    if (reader->left < sizeof(CLUSPROP_VALUE)) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    value->syntax = read_dword(reader->at);
    value->bytes.length = read_dword(reader->at + sizeof(DWORD));
    skip(reader, sizeof(CLUSPROP_VALUE));
    if (value->bytes.length > reader->left) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    padded = ALIGN_CLUSPROP(value->bytes.length);
    if (padded > reader->left) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    value->bytes.data = reader->at;
    skip(reader, padded);
    return ERROR_SUCCESS;
}

static bool
is_property_name(const ListValue *value)
{
    DWORD characters = value->bytes.length / sizeof(WCHAR);
    const WCHAR *text = (const WCHAR *)(const void *)value->bytes.data;
    DWORD i;

    if (value->syntax != CLUSPROP_SYNTAX_NAME || value->bytes.length % sizeof(WCHAR) != 0 ||
        characters < 2 || text[characters - 1] != L'\0') {
        return false;
    }
    for (i = 0; i < characters - 1; i++) {
        if (text[i] == L'\0') {
            return false;
        }
    }
    return true;
}

/* Steps over values up to and with the ENDMARK. */
static DWORD
take_value_list(PropertyListReader *reader, ListProperty *property)
{
    ListValue value;
    DWORD error;

    property->values = reader->at;
    for (;;) {
        if (reader->left < sizeof(DWORD)) {
            return ERROR_INSUFFICIENT_BUFFER;
        }
        if (read_dword(reader->at) == CLUSPROP_SYNTAX_ENDMARK) {
            property->values_size = (DWORD)(reader->at - property->values);
            skip(reader, sizeof(DWORD));
            return ERROR_SUCCESS;
        }
        error = take_value(reader, &value);
        if (error != ERROR_SUCCESS) {
            return error;
        }
        if (value.syntax >> 16 != CLUSPROP_TYPE_LIST_VALUE) {
            return ERROR_INVALID_DATA;
        }
    }
}

DWORD
property_list_open(PropertyListReader *reader, const void *list, DWORD size)
{
    if (list == NULL) {
        return ERROR_INVALID_DATA;
    }
    if (size < sizeof(DWORD)) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    reader->at = list;
    reader->left = size;
    reader->properties_left = read_dword(reader->at);
    skip(reader, sizeof(DWORD));
    return ERROR_SUCCESS;
}

DWORD
property_list_next(PropertyListReader *reader, ListProperty *property)
{
    ListValue name;
    DWORD error;

    if (reader->properties_left == 0) {
        return ERROR_NO_MORE_ITEMS;
    }
    error = take_value(reader, &name);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (!is_property_name(&name)) {
        return ERROR_INVALID_DATA;
    }
    property->name = (const WCHAR *)(const void *)name.bytes.data;
    error = take_value_list(reader, property);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    reader->properties_left--;
    return ERROR_SUCCESS;
}

bool
property_next_value(ListProperty *property, ListValue *value)
{
    PropertyListReader reader = { .at = property->values, .left = property->values_size };

    if (take_value(&reader, value) != ERROR_SUCCESS) {
        return false;
    }
    property->values = reader.at;
    property->values_size = reader.left;
    return true;
}

void
value_list_open(PropertyListReader *reader, const void *list, DWORD size)
{
    reader->at = list;
    reader->left = list == NULL ? 0 : size;
    reader->properties_left = 0;
}

DWORD
value_list_next(PropertyListReader *reader, ListValue *value)
{
    if (reader->left == 0 ||
        (reader->left >= sizeof(DWORD) && read_dword(reader->at) == CLUSPROP_SYNTAX_ENDMARK)) {
        return ERROR_NO_MORE_ITEMS;
    }
    return take_value(reader, value);
}

DWORD
property_list_offset(const PropertyListReader *reader, const void *list)
{
    return (DWORD)(reader->at - (const BYTE *)list);
}

static void
append(PropertyListWriter *writer, const void *data, DWORD length)
{
    if (length > 0 && writer->needed + length <= writer->size) {
        memcpy(writer->buffer + writer->needed, data, length);
    }
    writer->needed += length;
}

static void
append_dword(PropertyListWriter *writer, DWORD value)
{
    append(writer, &value, sizeof(value));
}

void
property_list_begin(PropertyListWriter *writer, void *buffer, DWORD size)
{
    writer->buffer = buffer;
    writer->size = buffer == NULL ? 0 : size;
    writer->needed = sizeof(DWORD);
    writer->properties = 0;
    writer->kept_properties = 0;
    writer->kept_size = 0;
}

void
property_list_begin_part(PropertyListWriter *writer, void *buffer, DWORD size)
{
    property_list_begin(writer, buffer, size);
    writer->needed = 0;
}

DWORD
property_list_continue(PropertyListWriter *writer, void *buffer, DWORD size, DWORD used)
{
    PropertyListReader reader;
    ListProperty property;
    DWORD error;

    property_list_begin(writer, buffer, size);
    if (used == 0) {
        return ERROR_SUCCESS;
    }
    error = used > size ? ERROR_INVALID_DATA : property_list_open(&reader, buffer, used);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    writer->kept_properties = reader.properties_left;
    while ((error = property_list_next(&reader, &property)) == ERROR_SUCCESS) {}
    if (error != ERROR_NO_MORE_ITEMS) {
        return error;
    }
    writer->kept_size = property_list_offset(&reader, buffer);
    writer->needed = writer->kept_size;
    writer->properties = writer->kept_properties;
    return ERROR_SUCCESS;
}

void
property_list_add_value(PropertyListWriter *writer, DWORD syntax, ValueBytes bytes)
{
    static const BYTE padding[PADDING_MASK];

    append_dword(writer, syntax);
    append_dword(writer, bytes.length);
    append(writer, bytes.data, bytes.length);
    append(writer, padding, (0u - bytes.length) & PADDING_MASK);
}

void
property_list_add_name(PropertyListWriter *writer, LPCWSTR name)
{
    ValueBytes bytes = { (const BYTE *)name, (DWORD)((wcslen(name) + 1) * sizeof(WCHAR)) };

    property_list_add_value(writer, CLUSPROP_SYNTAX_NAME, bytes);
    writer->properties++;
}

void
property_list_end_values(PropertyListWriter *writer)
{
    append_dword(writer, CLUSPROP_SYNTAX_ENDMARK);
}

DWORD
property_list_finish(PropertyListWriter *writer, LPDWORD returned, LPDWORD required)
{
    bool fits = writer->needed <= writer->size;
    DWORD properties = fits ? writer->properties : writer->kept_properties;

    *returned = fits ? (DWORD)writer->needed : writer->kept_size;
    *required = 0;
    if (writer->size >= sizeof(properties)) {
        memcpy(writer->buffer, &properties, sizeof(properties));
    }
    if (writer->needed > MAXDWORD) {
        return ERROR_ARITHMETIC_OVERFLOW;
    }
    if (!fits) {
        *required = (DWORD)writer->needed;
        return ERROR_MORE_DATA;
    }
    return ERROR_SUCCESS;
}
