/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "enumeration.h"

#include <stdlib.h>

#include "database.h"
#include "give.h"
#include "host-access.h"
#include "text.h"

/* What the Ex enumeration of a kind asks for. */
struct source {
    enum object_kind kind;
    DWORD bit;
    enum object_kind owner;
    DWORD code;
    DWORD ro_code;
};

static const struct source group_source = {
    .kind = OBJECT_GROUP,
    .bit = CLUSTER_ENUM_GROUP,
    .owner = OBJECT_NODE,
    .code = CLUSCTL_GROUP_GET_COMMON_PROPERTIES,
    .ro_code = CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES,
};

static const struct source resource_source = {
    .kind = OBJECT_RESOURCE,
    .bit = CLUSTER_ENUM_RESOURCE,
    .owner = OBJECT_GROUP,
    .code = CLUSCTL_RESOURCE_GET_COMMON_PROPERTIES,
    .ro_code = CLUSCTL_RESOURCE_GET_RO_COMMON_PROPERTIES,
};

/* More than any common properties take, and well below WIRE_MESSAGE_MAX. */
#define LIST_SIZE 0x10000

/* The properties of these names; none of an object whose properties resapid cannot tell. */
static DWORD
get_properties(const struct source *source, const char *id, DWORD code,
               const struct property_names *names, struct property_list *list)
{
    struct channel_message question = {
        .header = { .type = CHANNEL_OBJECT_CONTROL },
        .object_control = { .kind = source->kind, .id = id, .code = code, .out_size = LIST_SIZE }
    };
    const struct host_interface *host = host_access();
    struct host_answer *answer = NULL;
    DWORD error;

    /* Inside an entry point, its own DLL is not asked: that would wait for the entry point. */
    question.object_control.caller = host != NULL ? host->caller() : 0;
    if (names->names == NULL ||
        database_ask(&question, CHANNEL_OBJECT_CONTROLLED, &answer) != ERROR_SUCCESS) {
        return ERROR_SUCCESS;
    }
    error = property_names_select(names, &answer->message.object_controlled.out, &list->data,
                                  &list->size);
    database_forget(answer);
    return error;
}

/* Both lists of names, which were checked. */
struct wanted {
    const struct property_names *names;
    const struct property_names *ro_names;
};

static DWORD
fill_properties(const struct source *source, const struct wanted *wanted, const WCHAR *id,
                struct enumeration_detail *detail)
{
    char *utf8 = text_to_utf8(id);
    DWORD error = utf8 != NULL ? ERROR_SUCCESS : GetLastError();

    if (error == ERROR_SUCCESS) {
        error = get_properties(source, utf8, source->code, wanted->names, &detail->properties);
    }
    if (error == ERROR_SUCCESS) {
        error =
            get_properties(source, utf8, source->ro_code, wanted->ro_names, &detail->ro_properties);
    }
    free(utf8);
    return error;
}

static DWORD
name_owner(const struct source *source, const struct object *object,
           struct enumeration_detail *detail)
{
    const WCHAR *id = source->owner == OBJECT_NODE ? object->node : object->group;

    detail->owner_id = _wcsdup(id);
    return detail->owner_id != NULL ? objects_name(source->owner, id, &detail->owner)
                                    : ERROR_NOT_ENOUGH_MEMORY;
}

static DWORD
fill_detail(const struct source *source, const struct wanted *wanted, const WCHAR *id,
            struct enumeration_detail *detail)
{
    struct object object = { .id = NULL };
    DWORD error = objects_find(source->kind, id, &object);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    detail->state = object.state;
    error = name_owner(source, &object, detail);
    objects_forget(&object);
    return error == ERROR_SUCCESS ? fill_properties(source, wanted, id, detail) : error;
}

/* What was deleted since the list was made is left out. */
static DWORD
fill_details(const struct source *source, const struct wanted *wanted,
             struct enumeration *enumeration)
{
    struct object_list *list = &enumeration->list;
    DWORD error = ERROR_SUCCESS;
    DWORD i = 0;

    enumeration->details = calloc((size_t)list->count + 1, sizeof(*enumeration->details));
    if (enumeration->details == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    while (error == ERROR_SUCCESS && i < list->count) {
        error = fill_detail(source, wanted, list->entries[i].id, &enumeration->details[i]);
        if (error == objects_not_found(source->kind)) {
            objects_remove(list, i);
            error = ERROR_SUCCESS;
        } else {
            i++;
        }
    }
    return error;
}

static DWORD
take_snapshot(const struct source *source, const struct wanted *wanted,
              struct enumeration *enumeration)
{
    DWORD error = property_names_check(wanted->names);

    if (error == ERROR_SUCCESS) {
        error = property_names_check(wanted->ro_names);
    }
    if (error == ERROR_SUCCESS) {
        error = objects_list(OBJECT_CLUSTER, L"", source->bit, &enumeration->list);
    }
    return error == ERROR_SUCCESS ? fill_details(source, wanted, enumeration) : error;
}

void *
enumeration_open_details(enum handle_kind kind, HCLUSTER cluster,
                         const struct property_names *names, const struct property_names *ro_names,
                         DWORD flags)
{
    const struct source *source = kind == HANDLE_GROUP_ENUM_EX ? &group_source : &resource_source;
    const struct wanted wanted = { names, ro_names };
    struct enumeration *enumeration = NULL;
    void *handle = NULL;
    DWORD error = handle_check(cluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS) {
        error = flags == 0 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        enumeration = enumeration_new();
        error = enumeration != NULL ? take_snapshot(source, &wanted, enumeration)
                                    : ERROR_NOT_ENOUGH_MEMORY;
    }
    if (error == ERROR_SUCCESS) {
        error = handle_open_data(kind, &enumeration->head, &handle);
    } else if (enumeration != NULL) {
        enumeration->head.free(&enumeration->head);
    }
    return give_result(error) ? handle : NULL;
}
