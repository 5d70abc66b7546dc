/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cluster-object.h"

#include <string.h>

#define FIRST_ROOM      512
#define MAX_OUTPUT      0x1000000
#define NAME_CHARACTERS 256

typedef DWORD (*ControlCall)(void *object, DWORD code, BYTE *output, DWORD size, DWORD *returned);

static DWORD
call_resource(void *object, DWORD code, BYTE *output, DWORD size, DWORD *returned)
{
    return ClusterResourceControl(object, NULL, code, NULL, 0, output, size, returned);
}

static DWORD
call_group(void *object, DWORD code, BYTE *output, DWORD size, DWORD *returned)
{
    return ClusterGroupControl(object, NULL, code, NULL, 0, output, size, returned);
}

/* One attempt with that much room; *needed is how much there was to say. */
static DWORD
try_control(ControlCall call, void *object, DWORD code, DWORD room, ControlOutput *output,
            DWORD *needed)
{
    DWORD error;

    *needed = 0;
    output->data = LocalAlloc(LPTR, (SIZE_T)room + 2 * sizeof(WCHAR));
    if (output->data == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = call(object, code, output->data, room, needed);
    if (error == ERROR_SUCCESS && *needed > room) {
        error = ERROR_MORE_DATA;
    }
    if (error == ERROR_SUCCESS) {
        output->size = *needed;
        memset(output->data + output->size, 0, 2 * sizeof(WCHAR));
        return ERROR_SUCCESS;
    }
    LocalFree(output->data);
    output->data = NULL;
    return error;
}

/* The answer can grow from one attempt to the next; a count that asks for no more room is wrong. */
static DWORD
control(ControlCall call, void *object, DWORD code, ControlOutput *output)
{
    DWORD room = FIRST_ROOM;
    DWORD needed;
    DWORD error;

    for (;;) {
        error = try_control(call, object, code, room, output, &needed);
        if (error != ERROR_MORE_DATA) {
            return error;
        }
        if (needed <= room || needed > MAX_OUTPUT) {
            return ERROR_INVALID_DATA;
        }
        room = needed;
    }
}

DWORD
resource_control(HRESOURCE resource, DWORD code, ControlOutput *output)
{
    return control(call_resource, resource, code, output);
}

DWORD
group_control(HGROUP group, DWORD code, ControlOutput *output)
{
    return control(call_group, group, code, output);
}

static LPWSTR
control_text(ControlCall call, void *object, DWORD code)
{
    ControlOutput output;
    DWORD error = control(call, object, code, &output);

    if (error != ERROR_SUCCESS) {
        SetLastError(error);
        return NULL;
    }
    return (LPWSTR)(void *)output.data;
}

LPWSTR
resource_text(HRESOURCE resource, DWORD code)
{
    return control_text(call_resource, resource, code);
}

LPWSTR
group_text(HGROUP group, DWORD code)
{
    return control_text(call_group, group, code);
}

DWORD
resource_private_text(HRESOURCE resource, LPCWSTR name, LPWSTR *text)
{
    ControlOutput list;
    DWORD error = resource_control(resource, CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES, &list);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = ResUtilFindSzProperty(list.data, list.size, name, text);
    LocalFree(list.data);
    return error;
}

DWORD
resource_has_type(HRESOURCE resource, LPCWSTR type, bool *has)
{
    LPWSTR actual = resource_text(resource, CLUSCTL_RESOURCE_GET_RESOURCE_TYPE);

    if (actual == NULL) {
        return GetLastError();
    }
    *has = CompareStringOrdinal(actual, -1, type, -1, TRUE) == CSTR_EQUAL;
    LocalFree(actual);
    return ERROR_SUCCESS;
}

DWORD
resource_has_class(HRESOURCE resource, DWORD resource_class, bool *has)
{
    CLUS_RESOURCE_CLASS_INFO info;
    ControlOutput output;
    DWORD error = resource_control(resource, CLUSCTL_RESOURCE_GET_CLASS_INFO, &output);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (output.size < sizeof(info)) {
        error = ERROR_INVALID_DATA;
    } else {
        memcpy(&info, output.data, sizeof(info));
        *has = info.dw == resource_class;
    }
    LocalFree(output.data);
    return error;
}

static DWORD
find_group_type(HGROUP group, DWORD code, DWORD *type)
{
    ControlOutput list;
    DWORD error = group_control(group, code, &list);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = ResUtilFindDwordProperty(list.data, list.size, L"GroupType", type);
    LocalFree(list.data);
    return error;
}

/* The page of GroupType has it among the read-only properties, and 9999 as its default. */
DWORD
group_type(HGROUP group, CLUSGROUP_TYPE *type)
{
    DWORD number = ClusGroupTypeUnknown;
    DWORD error = find_group_type(group, CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES, &number);

    if (error == ERROR_FILE_NOT_FOUND) {
        error = find_group_type(group, CLUSCTL_GROUP_GET_COMMON_PROPERTIES, &number);
    }
    if (error == ERROR_SUCCESS || error == ERROR_FILE_NOT_FOUND) {
        *type = (CLUSGROUP_TYPE)number;
        return ERROR_SUCCESS;
    }
    return error;
}

HRESOURCE
resource_open(HCLUSTER cluster, LPCWSTR name, DWORD access)
{
    DWORD granted;

    return OpenClusterResourceEx(cluster, name, access, &granted);
}

typedef DWORD (*EnumCall)(void *list, DWORD index, LPWSTR name, DWORD *length);

static DWORD
next_of_cluster(void *list, DWORD index, LPWSTR name, DWORD *length)
{
    DWORD type;

    return ClusterEnum(list, index, &type, name, length);
}

static DWORD
next_of_resource(void *list, DWORD index, LPWSTR name, DWORD *length)
{
    DWORD type;

    return ClusterResourceEnum(list, index, &type, name, length);
}

/* Reads one name into *name, which grows as needed. */
static DWORD
read_name(EnumCall next, void *list, DWORD index, LPWSTR *name, DWORD *room)
{
    DWORD length;
    DWORD error;

    for (;;) {
        if (*name == NULL) {
            *name = LocalAlloc(LPTR, *room * sizeof(WCHAR));
            if (*name == NULL) {
                return ERROR_NOT_ENOUGH_MEMORY;
            }
        }
        length = *room;
        error = next(list, index, *name, &length);
        if (error != ERROR_MORE_DATA || *room > MAXWORD) {
            return error;
        }
        LocalFree(*name);
        *name = NULL;
        *room *= 2;
    }
}

static DWORD
visit_names(EnumCall next, void *list, ObjectNameVisitor visit, void *context)
{
    DWORD room = NAME_CHARACTERS;
    LPWSTR name = NULL;
    DWORD index;
    DWORD error;

    for (index = 0;; index++) {
        error = read_name(next, list, index, &name, &room);
        if (error == ERROR_NO_MORE_ITEMS) {
            error = ERROR_SUCCESS;
            break;
        }
        if (error == ERROR_SUCCESS) {
            error = visit(context, name);
        }
        if (error != ERROR_SUCCESS) {
            break;
        }
    }
    LocalFree(name);
    return error;
}

DWORD
cluster_names_visit(HCLUSTER cluster, DWORD type, ObjectNameVisitor visit, void *context)
{
    HCLUSENUM list = ClusterOpenEnum(cluster, type);
    DWORD error;

    if (list == NULL) {
        return GetLastError();
    }
    error = visit_names(next_of_cluster, list, visit, context);
    ClusterCloseEnum(list);
    return error;
}

DWORD
resource_names_visit(HRESOURCE resource, DWORD types, ObjectNameVisitor visit, void *context)
{
    HRESENUM list = ClusterResourceOpenEnum(resource, types);
    DWORD error;

    if (list == NULL) {
        return GetLastError();
    }
    error = visit_names(next_of_resource, list, visit, context);
    ClusterResourceCloseEnum(list);
    return error;
}
