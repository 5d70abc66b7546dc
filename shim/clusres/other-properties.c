/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "other-properties.h"

#include <string.h>
#include <wchar.h>

#define NAME_ROOM 16384 /* characters: no value's name is longer in a registry */

/* Behind what is there; what does not fit is counted. */
struct tail {
    BYTE *out;
    size_t size;
    size_t used;
    DWORD count;
};

typedef void (*add_property)(struct tail *tail, const WCHAR *name, DWORD type);

static WORD
format_of(DWORD type)
{
    switch (type) {
    case REG_SZ:
        return CLUSPROP_FORMAT_SZ;
    case REG_EXPAND_SZ:
        return CLUSPROP_FORMAT_EXPAND_SZ;
    case REG_MULTI_SZ:
        return CLUSPROP_FORMAT_MULTI_SZ;
    case REG_DWORD:
        return CLUSPROP_FORMAT_DWORD;
    case REG_QWORD:
        return CLUSPROP_FORMAT_ULARGE_INTEGER;
    case REG_BINARY:
        return CLUSPROP_FORMAT_BINARY;
    default:
        return CLUSPROP_FORMAT_UNKNOWN;
    }
}

static BOOL
is_in_table(const RESUTIL_PROPERTY_ITEM *table, const WCHAR *name)
{
    for (const RESUTIL_PROPERTY_ITEM *item = table; item->Name != NULL; item++) {
        if (CompareStringOrdinal(item->Name, -1, name, -1, TRUE) == CSTR_EQUAL) {
            return TRUE;
        }
    }
    return FALSE;
}

/* What has a type that is no property's is left out, as it is of GET_PRIVATE_PROPERTIES. */
static DWORD
visit(const struct property_owner *owner, add_property add, struct tail *tail)
{
    WCHAR *name = LocalAlloc(LMEM_FIXED, NAME_ROOM * sizeof(WCHAR));
    DWORD error = name != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    for (DWORD i = 0; error == ERROR_SUCCESS; i++) {
        DWORD length = NAME_ROOM;
        DWORD type = REG_NONE;

        error = ClusterRegEnumValue(owner->parameters, i, name, &length, &type, NULL, NULL);
        if (error == ERROR_SUCCESS && *name != L'\0' &&
            format_of(type) != CLUSPROP_FORMAT_UNKNOWN && !is_in_table(owner->set->table, name)) {
            add(tail, name, type);
        }
    }
    LocalFree(name);
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static void
add_bytes(struct tail *tail, const void *bytes, size_t length, size_t padded)
{
    if (tail->out != NULL && tail->used + padded <= tail->size) {
        ZeroMemory(tail->out + tail->used, padded);
        memcpy(tail->out + tail->used, bytes, length);
    }
    tail->used += padded;
}

static void
add_value(struct tail *tail, DWORD syntax, const void *bytes, size_t length)
{
    const DWORD head[] = { syntax, (DWORD)length };

    add_bytes(tail, head, sizeof(head), sizeof(head));
    add_bytes(tail, bytes, length, ALIGN_CLUSPROP((DWORD)length));
}

static void
add_name(struct tail *tail, const WCHAR *name, DWORD type)
{
    size_t size = (wcslen(name) + 1) * sizeof(WCHAR);

    UNREFERENCED_PARAMETER(type);
    add_bytes(tail, name, size, size);
    tail->count++;
}

/* MS-CMRP 3.1.4.3.1.14: in a list of formats each value is a WORD, the CLUSPROP_FORMAT_... */
static void
add_format(struct tail *tail, const WCHAR *name, DWORD type)
{
    const DWORD end = CLUSPROP_SYNTAX_ENDMARK;
    const WORD format = format_of(type);

    add_value(tail, CLUSPROP_SYNTAX_NAME, name, (wcslen(name) + 1) * sizeof(WCHAR));
    add_value(tail, CLUSPROP_SYNTAX_LIST_VALUE_WORD, &format, sizeof(format));
    add_bytes(tail, &end, sizeof(end), sizeof(end));
    tail->count++;
}

static DWORD
finish(const struct tail *tail, const struct control_call *call, DWORD *required)
{
    if (tail->out == NULL || tail->used > tail->size) {
        *required = (DWORD)tail->used;
        *call->returned = 0;
        return ERROR_MORE_DATA;
    }
    *call->returned = (DWORD)tail->used;
    return ERROR_SUCCESS;
}

/* Where the table's end. */
static struct tail
tail_of(const struct control_call *call, DWORD result, DWORD required)
{
    return (struct tail){ .out = result == ERROR_SUCCESS ? call->out : NULL,
                          .size = call->out_size,
                          .used = result == ERROR_SUCCESS ? *call->returned : required };
}

DWORD
other_properties_add_names(const struct property_owner *owner, const struct control_call *call,
                           DWORD result, DWORD *required)
{
    struct tail tail = tail_of(call, result, *required);
    DWORD error;

    if (result != ERROR_SUCCESS && result != ERROR_MORE_DATA) {
        return result;
    }
    tail.used -= sizeof(WCHAR); /* the NUL that ends the names */
    error = visit(owner, add_name, &tail);
    add_bytes(&tail, L"", sizeof(WCHAR), sizeof(WCHAR));
    return error == ERROR_SUCCESS ? finish(&tail, call, required) : error;
}

DWORD
other_properties_add_formats(const struct property_owner *owner, const struct control_call *call,
                             DWORD result, DWORD *required)
{
    struct tail tail = tail_of(call, result, *required);
    DWORD error;

    if (result != ERROR_SUCCESS && result != ERROR_MORE_DATA) {
        return result;
    }
    error = visit(owner, add_format, &tail);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = finish(&tail, call, required);
    if (error == ERROR_SUCCESS) {
        DWORD count;

        memcpy(&count, call->out, sizeof(count));
        count += tail.count;
        memcpy(call->out, &count, sizeof(count));
    }
    return error;
}
