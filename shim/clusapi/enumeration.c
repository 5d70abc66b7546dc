/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "enumeration.h"

#include <stdlib.h>

#include "give.h"
#include "object-handle.h"

DWORD
enumeration_known(DWORD asked, DWORD known)
{
    return asked & known;
}

DWORD
enumeration_exact(DWORD asked, DWORD known, const void *options)
{
    return (asked & ~known) == 0 && options == NULL ? asked : 0;
}

static void
free_enumeration(struct handle_data *data)
{
    struct enumeration *enumeration = (struct enumeration *)data;

    for (DWORD i = 0; enumeration->details != NULL && i < enumeration->list.count; i++) {
        free(enumeration->details[i].owner);
        free(enumeration->details[i].owner_id);
        free(enumeration->details[i].properties.data);
        free(enumeration->details[i].ro_properties.data);
    }
    free(enumeration->details);
    objects_forget_list(&enumeration->list);
    free(enumeration);
}

struct enumeration *
enumeration_new(void)
{
    struct enumeration *enumeration = calloc(1, sizeof(*enumeration));

    if (enumeration != NULL) {
        enumeration->head.free = free_enumeration;
    }
    return enumeration;
}

void *
enumeration_open_list(enum handle_kind kind, DWORD error, struct object_list *list)
{
    struct enumeration *enumeration = error == ERROR_SUCCESS ? enumeration_new() : NULL;
    void *handle = NULL;

    if (enumeration == NULL) {
        objects_forget_list(list);
        give_result(error != ERROR_SUCCESS ? error : ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    enumeration->list = *list;
    return give_result(handle_open_data(kind, &enumeration->head, &handle)) ? handle : NULL;
}

void *
enumeration_open_of(enum handle_kind kind, const void *handle, enum object_kind of, DWORD what)
{
    struct object_list list = { .entries = NULL };
    WCHAR *id = NULL;
    DWORD error = object_handle_id(handle, of, &id);

    if (error == ERROR_SUCCESS) {
        error = what != 0 ? objects_list(of, id, what, &list) : ERROR_INVALID_PARAMETER;
    }
    free(id);
    return enumeration_open_list(kind, error, &list);
}

DWORD
enumeration_hold(const void *handle, enum handle_kind kind, DWORD index,
                 const struct enumeration **enumeration)
{
    struct handle_data *data = NULL;
    DWORD error = handle_hold(handle, kind, &data);

    *enumeration = (const struct enumeration *)data;
    if (error == ERROR_SUCCESS && index >= (*enumeration)->list.count) {
        error = ERROR_NO_MORE_ITEMS;
    }
    return error;
}

void
enumeration_drop(const struct enumeration *enumeration)
{
    handle_drop((struct handle_data *)enumeration);
}

DWORD
enumeration_count(const void *handle, enum handle_kind kind)
{
    struct handle_data *data = NULL;
    DWORD count = 0;

    if (give_result(handle_hold(handle, kind, &data))) {
        count = ((struct enumeration *)data)->list.count;
    }
    handle_drop(data);
    return count;
}

DWORD
enumeration_name(const void *handle, enum handle_kind kind, DWORD index, DWORD *type, WCHAR *name,
                 DWORD *count)
{
    const struct enumeration *enumeration;
    DWORD error = enumeration_hold(handle, kind, index, &enumeration);

    if (error == ERROR_SUCCESS) {
        give_number(type, enumeration->list.entries[index].type);
        error = give_name(enumeration->list.entries[index].name, name, count);
    }
    enumeration_drop(enumeration);
    return error;
}
