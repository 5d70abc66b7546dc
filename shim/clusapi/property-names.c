/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "property-names.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "clusapi.h"
#include "objects.h"

/* A value's syntax and length. */
#define VALUE_HEAD ((DWORD)(2 * sizeof(DWORD)))

DWORD
property_names_check(const struct property_names *names)
{
    DWORD length = names->size / sizeof(WCHAR);

    if (names->names == NULL) {
        return names->size == 0 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
    }
    return length > 0 && names->names[length - 1] == 0 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

static BOOL
has_name(const struct property_names *names, const WCHAR *name)
{
    const WCHAR *end = names->names + names->size / sizeof(WCHAR);

    if (wcscmp(names->names, L"*") == 0) {
        return TRUE;
    }
    for (const WCHAR *wanted = names->names; wanted < end && *wanted != 0;
         wanted += wcslen(wanted) + 1) {
        if (objects_same_name(wanted, name)) {
            return TRUE;
        }
    }
    return FALSE;
}

static DWORD
number_at(const BYTE *list, DWORD at)
{
    DWORD number;

    memcpy(&number, list + at, sizeof(number));
    return number;
}

/* Where the value that begins at *at ends, with its padding; FALSE: beyond the list. */
static BOOL
skip_value(const BYTE *list, DWORD size, DWORD *at)
{
    DWORD left = size - *at;
    DWORD padded;

    if (left < VALUE_HEAD || number_at(list, *at + sizeof(DWORD)) > left - VALUE_HEAD) {
        return FALSE;
    }
    padded = ALIGN_CLUSPROP(number_at(list, *at + sizeof(DWORD)));
    if (padded > left - VALUE_HEAD) {
        return FALSE;
    }
    *at += VALUE_HEAD + padded;
    return TRUE;
}

/* The same for a property: its name, its values and the end mark. */
static BOOL
skip_property(const BYTE *list, DWORD size, DWORD *at)
{
    if (!skip_value(list, size, at)) {
        return FALSE;
    }
    while (size - *at >= sizeof(DWORD) && number_at(list, *at) != CLUSPROP_SYNTAX_ENDMARK) {
        if (!skip_value(list, size, at)) {
            return FALSE;
        }
    }
    if (size - *at < sizeof(DWORD)) {
        return FALSE;
    }
    *at += sizeof(DWORD);
    return TRUE;
}

/* The property's name, if it is one: the list is aligned, so it can be used where it stands. */
static const WCHAR *
name_at(const BYTE *list, DWORD at)
{
    DWORD length = number_at(list, at + sizeof(DWORD)) / sizeof(WCHAR);
    const WCHAR *name = (const WCHAR *)(const void *)(list + at + VALUE_HEAD);

    return number_at(list, at) == CLUSPROP_SYNTAX_NAME && length > 0 && name[length - 1] == 0
               ? name
               : NULL;
}

/* Moves what is wanted to the front. */
static DWORD
select_in_place(const struct property_names *names, BYTE *list, DWORD *size)
{
    DWORD count = *size >= sizeof(DWORD) ? number_at(list, 0) : 0;
    DWORD kept = 0;
    DWORD kept_size = sizeof(DWORD);
    DWORD at = sizeof(DWORD);

    for (DWORD i = 0; i < count; i++) {
        DWORD begin = at;

        if (!skip_property(list, *size, &at) || name_at(list, begin) == NULL) {
            return ERROR_INVALID_DATA;
        }
        if (has_name(names, name_at(list, begin))) {
            memmove(list + kept_size, list + begin, at - begin);
            kept_size += at - begin;
            kept++;
        }
    }
    memcpy(list, &kept, sizeof(kept));
    *size = kept_size;
    return ERROR_SUCCESS;
}

DWORD
property_names_select(const struct property_names *names, const struct wire_bytes *list,
                      BYTE **selected, DWORD *size)
{
    BYTE *copy = calloc(1, (size_t)list->length + sizeof(DWORD));
    DWORD error;

    if (copy == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (list->length > 0) {
        memcpy(copy, list->data, list->length);
    }
    *size = list->length;
    error = select_in_place(names, copy, size);
    if (error != ERROR_SUCCESS) {
        free(copy);
        *size = 0;
        return error;
    }
    *selected = copy;
    return ERROR_SUCCESS;
}
