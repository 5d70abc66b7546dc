/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "objects.h"

#include <stdlib.h>
#include <string.h>

#include "database.h"
#include "text.h"

/* An entry is three strings in OBJECTS. */
#define STRINGS_OF_ENTRY 3

BOOL
objects_same_name(const WCHAR *a, const WCHAR *b)
{
    return CompareStringOrdinal(a, -1, b, -1, TRUE) == CSTR_EQUAL;
}

DWORD
objects_not_found(enum object_kind kind)
{
    switch (kind) {
    case OBJECT_NODE:
        return ERROR_CLUSTER_NODE_NOT_FOUND;
    case OBJECT_GROUP:
        return ERROR_GROUP_NOT_FOUND;
    case OBJECT_RESOURCE:
        return ERROR_RESOURCE_NOT_FOUND;
    case OBJECT_RESOURCE_TYPE:
        return ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND;
    case OBJECT_NETWORK:
        return ERROR_CLUSTER_NETWORK_NOT_FOUND;
    case OBJECT_NETINTERFACE:
        return ERROR_CLUSTER_NETINTERFACE_NOT_FOUND;
    default:
        return ERROR_FILE_NOT_FOUND;
    }
}

/* No object has a name that is no Unicode or does not fit a message. */
static DWORD
no_such_name(enum object_kind kind, DWORD error)
{
    return error == ERROR_NO_UNICODE_TRANSLATION || error == ERROR_MESSAGE_EXCEEDS_MAX_SIZE
               ? objects_not_found(kind)
               : error;
}

static DWORD
fill_object(const struct channel_object *answer, struct object *object)
{
    *object = (struct object){ .id = text_to_wide(answer->id),
                               .name = text_to_wide(answer->name),
                               .state = answer->state,
                               .node = text_to_wide(answer->node),
                               .group = text_to_wide(answer->group) };
    if (object->id == NULL || object->name == NULL || object->node == NULL ||
        object->group == NULL) {
        objects_forget(object);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    return ERROR_SUCCESS;
}

/* "" is for resapid what NULL is here, and no object's name. */
DWORD
objects_find(enum object_kind kind, const WCHAR *name, struct object *object)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_FIND } };
    struct host_answer *answer = NULL;
    char *utf8;
    DWORD error;

    if (name != NULL && name[0] == 0) {
        return objects_not_found(kind);
    }
    utf8 = text_to_utf8(name != NULL ? name : L"");
    if (utf8 == NULL) {
        return no_such_name(kind, GetLastError());
    }
    question.object_find.kind = kind;
    question.object_find.name = utf8;
    error = database_ask(&question, CHANNEL_OBJECT, &answer);
    free(utf8);
    if (error != ERROR_SUCCESS) {
        return no_such_name(kind, error);
    }
    error = fill_object(&answer->message.object, object);
    database_forget(answer);
    return error;
}

void
objects_forget(struct object *object)
{
    free(object->id);
    free(object->name);
    free(object->node);
    free(object->group);
    *object = (struct object){ .id = NULL };
}

DWORD
objects_name(enum object_kind kind, const WCHAR *id, WCHAR **name)
{
    struct object object = { .id = NULL };
    DWORD error = ERROR_SUCCESS;

    if (id[0] == 0) {
        *name = _wcsdup(L"");
        return *name != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    }
    error = objects_find(kind, id, &object);
    if (error == ERROR_SUCCESS) {
        *name = object.name;
        object.name = NULL;
        objects_forget(&object);
    }
    return error;
}

static void
forget_entry(struct object_entry *entry)
{
    free(entry->id);
    free(entry->name);
    *entry = (struct object_entry){ .type = 0 };
}

void
objects_forget_list(struct object_list *list)
{
    for (DWORD i = 0; i < list->count; i++) {
        forget_entry(&list->entries[i]);
    }
    free(list->entries);
    *list = (struct object_list){ .entries = NULL };
}

static DWORD
grow(struct object_list *list, DWORD more)
{
    struct object_entry *grown =
        realloc(list->entries, ((size_t)list->count + more + 1) * sizeof(*grown));

    if (grown == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    list->entries = grown;
    return ERROR_SUCCESS;
}

/* Puts the three strings behind previous into the list, which has room; previous is the last of them
 * then. */
static DWORD
add_entry(struct object_list *list, const struct wire_list *strings, const char **previous)
{
    struct object_entry *entry = &list->entries[list->count];
    const char *type = wire_list_next(strings, *previous);
    const char *id = wire_list_next(strings, type);

    *previous = wire_list_next(strings, id);
    *entry = (struct object_entry){ .type = (DWORD)strtoul(type, NULL, 10),
                                    .id = text_to_wide(id),
                                    .name = text_to_wide(*previous) };
    if (entry->id == NULL || entry->name == NULL) {
        forget_entry(entry);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    list->count++;
    return ERROR_SUCCESS;
}

/* A page that has more behind it has something itself: a list ends. */
static DWORD
add_page(struct object_list *list, const struct channel_objects *page)
{
    const struct wire_list *strings = &page->entries;
    const char *previous = NULL;
    DWORD error;

    if (strings->count % STRINGS_OF_ENTRY != 0 || (page->more != 0 && strings->count == 0)) {
        return ERROR_INVALID_DATA;
    }
    error = grow(list, strings->count / STRINGS_OF_ENTRY);
    for (DWORD i = 0; error == ERROR_SUCCESS && i < strings->count / STRINGS_OF_ENTRY; i++) {
        error = add_entry(list, strings, &previous);
    }
    return error;
}

DWORD
objects_list(enum object_kind kind, const WCHAR *id, DWORD what, struct object_list *list)
{
    char *utf8 = text_to_utf8(id);
    DWORD error = utf8 != NULL ? ERROR_SUCCESS : no_such_name(kind, GetLastError());
    BOOL more = TRUE;

    *list = (struct object_list){ .entries = NULL };
    while (error == ERROR_SUCCESS && more) {
        struct channel_message question = {
            .header = { .type = CHANNEL_OBJECT_LIST },
            .object_list = { .kind = kind, .id = utf8, .what = what, .index = list->count }
        };
        struct host_answer *answer = NULL;

        error = database_ask(&question, CHANNEL_OBJECTS, &answer);
        if (error == ERROR_SUCCESS) {
            error = add_page(list, &answer->message.objects);
            more = answer->message.objects.more != 0;
            database_forget(answer);
        }
    }
    free(utf8);
    return error;
}

void
objects_remove(struct object_list *list, DWORD index)
{
    forget_entry(&list->entries[index]);
    list->count--;
    memmove(&list->entries[index], &list->entries[index + 1],
            (list->count - index) * sizeof(*list->entries));
}

BOOL
objects_listed(const struct object_list *list, const WCHAR *id)
{
    for (DWORD i = 0; i < list->count; i++) {
        if (objects_same_name(list->entries[i].id, id)) {
            return TRUE;
        }
    }
    return FALSE;
}

DWORD
objects_merge(struct object_list *list, struct object_list *other)
{
    DWORD error = grow(list, other->count);

    for (DWORD i = 0; error == ERROR_SUCCESS && i < other->count; i++) {
        if (!objects_listed(list, other->entries[i].id)) {
            list->entries[list->count++] = other->entries[i];
            other->entries[i] = (struct object_entry){ .type = 0 };
        }
    }
    objects_forget_list(other);
    return error;
}

void
objects_intersect(struct object_list *list, const struct object_list *other)
{
    DWORD kept = 0;

    for (DWORD i = 0; i < list->count; i++) {
        if (objects_listed(other, list->entries[i].id)) {
            list->entries[kept++] = list->entries[i];
        } else {
            forget_entry(&list->entries[i]);
        }
    }
    list->count = kept;
}
