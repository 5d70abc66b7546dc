/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer target for what reads property lists and value lists in shim/resutils. The input is
 * taken for a property list, for a value list and for a list that a caller walks by itself.
 */

#include "property-format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAMES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz: %s\n", what);
        abort();
    }
}

static void
check_inside(const void *start, size_t length, const BYTE *list, DWORD size)
{
    const BYTE *bytes = start;

    require(bytes >= list && bytes <= list + size && length <= (size_t)(list + size - bytes),
            "a value lies outside the list");
}

/* What a property has, written again with another list's writer. */
static void
copy_property(PropertyListWriter *writer, ListProperty property, const BYTE *list, DWORD size)
{
    ListValue value;

    check_inside(property.name, (wcslen(property.name) + 1) * sizeof(WCHAR), list, size);
    check_inside(property.values, property.values_size, list, size);
    property_list_add_name(writer, property.name);
    while (property_next_value(&property, &value)) {
        check_inside(value.bytes.data, value.bytes.length, list, size);
        property_list_add_value(writer, value.syntax, value.bytes);
    }
    require(property.values_size == 0, "a value was checked and then refused");
    property_list_end_values(writer);
}

/* A list that could be read to its end is as long as what is written from it. */
static void
check_copy(PropertyListWriter *writer, BYTE *copy, DWORD length)
{
    PropertyListWriter more;
    DWORD returned;
    DWORD required;

    require(writer->needed == length, "a list is written with another length");
    require(property_list_finish(writer, &returned, &required) == ERROR_SUCCESS &&
                returned == length && required == 0,
            "a list that fits is not finished");
    require(property_list_continue(&more, copy, length, length) == ERROR_SUCCESS &&
                more.kept_size == length,
            "a written list cannot be read");
    property_list_add_name(&more, L"one more");
    require(property_list_finish(&more, &returned, &required) == ERROR_MORE_DATA &&
                returned == length && required > length,
            "a list grew beyond its buffer");
}

static void
read_property_list(const BYTE *list, DWORD size)
{
    BYTE *copy = malloc(size + 1u);
    PropertyListReader reader;
    PropertyListWriter writer;
    ListProperty property;
    DWORD error = property_list_open(&reader, list, size);

    property_list_begin(&writer, copy, size);
    while (error == ERROR_SUCCESS) {
        error = property_list_next(&reader, &property);
        if (error == ERROR_SUCCESS) {
            copy_property(&writer, property, list, size);
        }
    }
    if (error == ERROR_NO_MORE_ITEMS) {
        require(property_list_offset(&reader, list) <= size, "more was read than there is");
        check_copy(&writer, copy, property_list_offset(&reader, list));
    }
    free(copy);
}

static void
find_counted(const BYTE *list, DWORD size, LPCWSTR name)
{
    LPWSTR multi = NULL;
    BYTE *bytes = NULL;
    DWORD length = 0;

    if (ResUtilFindBinaryProperty(list, size, name, &bytes, &length) == ERROR_SUCCESS) {
        require(length <= size, "more binary data than there is");
    }
    if (ResUtilFindMultiSzProperty(list, size, name, &multi, &length) == ERROR_SUCCESS) {
        require(length <= size, "more text than there is");
    }
    LocalFree(bytes);
    LocalFree(multi);
}

static void
find_texts(const BYTE *list, DWORD size, LPCWSTR name)
{
    LPWSTR texts[3] = { NULL };
    size_t i;

    ResUtilFindSzProperty(list, size, name, &texts[0]);
    ResUtilFindExpandSzProperty(list, size, name, &texts[1]);
    ResUtilFindExpandedSzProperty(list, size, name, &texts[2]);
    for (i = 0; i < ARRAYSIZE(texts); i++) {
        require(texts[i] == NULL || wcslen(texts[i]) < size, "longer text than there is");
        LocalFree(texts[i]);
    }
}

static void
find_in_every_way(const BYTE *list, DWORD size, LPCWSTR name)
{
    DWORD number;
    LONG signed_number;
    ULONGLONG large;
    FILETIME time;

    find_texts(list, size, name);
    find_counted(list, size, name);
    ResUtilFindDwordProperty(list, size, name, &number);
    ResUtilFindLongProperty(list, size, name, &signed_number);
    ResUtilFindULargeIntegerProperty(list, size, name, &large);
    ResUtilFindFileTimeProperty(list, size, name, &time);
}

static void
find_properties(const BYTE *list, DWORD size)
{
    PropertyListReader reader;
    ListProperty property;
    int names = 0;

    find_in_every_way(list, size, L"None");
    if (property_list_open(&reader, list, size) != ERROR_SUCCESS) {
        return;
    }
    while (names++ < MAX_NAMES && property_list_next(&reader, &property) == ERROR_SUCCESS) {
        find_in_every_way(list, size, property.name);
    }
}

static void
read_value_list(const BYTE *list, DWORD size)
{
    PropertyListReader reader;
    ListValue value;
    DWORD left;

    value_list_open(&reader, list, size);
    for (;;) {
        left = reader.left;
        if (value_list_next(&reader, &value) != ERROR_SUCCESS) {
            return;
        }
        require(reader.left < left, "a value takes no room");
        check_inside(value.bytes.data, value.bytes.length, list, size);
    }
}

/* Whether one of the functions takes the value at the position. */
static int
take(BYTE **at, DWORD *left, LPWSTR *text, BYTE **bytes)
{
    const FILETIME earliest = { 0, 0 };
    const FILETIME latest = { 9, 9 };
    FILETIME time = earliest;
    DWORD number = 0;
    LONG signed_number = 0;
    DWORD length = 0;

    return ResUtilGetSzProperty(text, (void *)*at, L"old", at, left) == ERROR_SUCCESS ||
           ResUtilGetMultiSzProperty(text, &length, (void *)*at, NULL, 0, at, left) ==
               ERROR_SUCCESS ||
           ResUtilGetBinaryProperty(bytes, &length, (void *)*at, NULL, 0, at, left) ==
               ERROR_SUCCESS ||
           ResUtilGetDwordProperty(&number, (void *)*at, 0, 1, 9, at, left) == ERROR_SUCCESS ||
           ResUtilGetLongProperty(&signed_number, (void *)*at, 0, -9, 9, at, left) ==
               ERROR_SUCCESS ||
           ResUtilGetFileTimeProperty(&time, (void *)*at, earliest, earliest, latest, at, left) ==
               ERROR_SUCCESS;
}

static void
walk(BYTE *list, DWORD size)
{
    LPWSTR text = NULL;
    BYTE *bytes = NULL;
    BYTE *at = list;
    DWORD left = size;
    DWORD before = left + 1;

    while (left < before) {
        require(at == list + (size - left), "the position and what is left do not agree");
        before = left;
        if (!take(&at, &left, &text, &bytes)) {
            require(left == before, "a value that was refused is behind the position");
        }
    }
    LocalFree(text);
    LocalFree(bytes);
}

/* A copy as long as the input: reading past it is found. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    BYTE *list = malloc(size == 0 ? 1 : size);

    if (list == NULL || size > MAXDWORD / 2) {
        free(list);
        return 0;
    }
    if (size > 0) {
        memcpy(list, data, size);
    }
    read_property_list(list, (DWORD)size);
    find_properties(list, (DWORD)size);
    read_value_list(list, (DWORD)size);
    walk(list, (DWORD)size);
    free(list);
    return 0;
}
