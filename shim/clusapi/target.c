/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "target.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "text.h"

uint32_t
target_kind(enum handle_kind kind)
{
    switch (kind) {
    case HANDLE_CLUSTER:
        return OBJECT_CLUSTER;
    case HANDLE_NODE:
        return OBJECT_NODE;
    case HANDLE_GROUP:
        return OBJECT_GROUP;
    case HANDLE_RESOURCE:
        return OBJECT_RESOURCE;
    case HANDLE_NETWORK:
        return OBJECT_NETWORK;
    case HANDLE_NETINTERFACE:
        return OBJECT_NETINTERFACE;
    case HANDLE_KEY:
        return OBJECT_KEY;
    default:
        return 0;
    }
}

DWORD
target_text(const WCHAR *text, char **utf8)
{
    *utf8 = NULL;
    if (text == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    *utf8 = text_to_utf8(text);
    return *utf8 != NULL ? ERROR_SUCCESS : GetLastError();
}

DWORD
target_id(enum handle_kind kind, const void *handle, char **id)
{
    WCHAR *name = NULL;
    DWORD error = handle_name(handle, kind, &name);

    *id = NULL;
    if (error == ERROR_SUCCESS) {
        error = target_text(name, id);
    }
    free(name);
    return error;
}

DWORD
target_optional(enum handle_kind kind, const void *handle, char **id)
{
    return handle != NULL ? target_id(kind, handle, id) : target_text(L"", id);
}

/* Appends one string, with its NUL. */
static DWORD
append(struct wire_list *list, const char *text)
{
    size_t size = strlen(text) + 1;
    char *strings = realloc((char *)list->strings, list->length + size);

    if (strings == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(strings + list->length, text, size);
    list->strings = strings;
    list->length += (uint32_t)size;
    list->count++;
    return ERROR_SUCCESS;
}

DWORD
target_list(enum handle_kind kind, void *const *handles, DWORD count, struct wire_list *list)
{
    DWORD error = ERROR_SUCCESS;

    *list = (struct wire_list){ 0 };
    if (count > TARGET_LIST_MAX || (count > 0 && handles == NULL)) {
        return ERROR_INVALID_PARAMETER;
    }
    for (DWORD i = 0; error == ERROR_SUCCESS && i < count; i++) {
        char *id = NULL;

        error = target_id(kind, handles[i], &id);
        if (error == ERROR_SUCCESS) {
            error = append(list, id);
        }
        free(id);
    }
    return error;
}
