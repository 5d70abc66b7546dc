/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "object-handle.h"

#include <stdlib.h>

#include "database.h"
#include "give.h"
#include "handle.h"

/* By object_kind. The folders are those of the cluster database as it is documented. */
static const struct {
    enum handle_kind handle;
    const WCHAR *folder;
} kinds[] = {
    [OBJECT_CLUSTER] = { HANDLE_CLUSTER, L"" },
    [OBJECT_NODE] = { HANDLE_NODE, L"Nodes" },
    [OBJECT_GROUP] = { HANDLE_GROUP, L"Groups" },
    [OBJECT_RESOURCE] = { HANDLE_RESOURCE, L"Resources" },
    [OBJECT_NETWORK] = { HANDLE_NETWORK, L"Networks" },
    [OBJECT_NETINTERFACE] = { HANDLE_NETINTERFACE, L"NetworkInterfaces" },
};

static DWORD
find_in(HCLUSTER cluster, enum object_kind kind, const WCHAR *name, struct object *object)
{
    DWORD error = handle_check(cluster, HANDLE_CLUSTER);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (name == NULL && kind != OBJECT_NODE) {
        return ERROR_INVALID_PARAMETER;
    }
    return objects_find(kind, name, object);
}

void *
object_handle_open(HCLUSTER cluster, enum object_kind kind, const WCHAR *name)
{
    struct object object = { .id = NULL };
    void *handle = NULL;
    DWORD error = find_in(cluster, kind, name, &object);

    if (error == ERROR_SUCCESS) {
        error = handle_open(kinds[kind].handle, object.id, &handle);
        objects_forget(&object);
    }
    return give_result(error) ? handle : NULL;
}

DWORD
object_handle_access(DWORD desired_access)
{
    return desired_access == MAXIMUM_ALLOWED ? GENERIC_ALL : desired_access;
}

void *
object_handle_open_ex(HCLUSTER cluster, enum object_kind kind, const WCHAR *name,
                      DWORD desired_access, DWORD *granted_access)
{
    void *handle;

    if (desired_access == 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    handle = object_handle_open(cluster, kind, name);
    if (handle != NULL) {
        give_number(granted_access, object_handle_access(desired_access));
    }
    return handle;
}

BOOL
object_handle_close(const void *handle, enum object_kind kind)
{
    return give_result(handle_close(handle, kinds[kind].handle));
}

HCLUSTER
object_handle_cluster(const void *handle, enum object_kind kind)
{
    void *cluster = NULL;
    DWORD error = handle_check(handle, kinds[kind].handle);

    if (error == ERROR_SUCCESS) {
        error = handle_open(HANDLE_CLUSTER, L"", &cluster);
    }
    return give_result(error) ? cluster : NULL;
}

HKEY
object_handle_key(const void *handle, enum object_kind kind)
{
    HKEY key = NULL;
    WCHAR *id = NULL;
    WCHAR *path = NULL;
    DWORD error = object_handle_id(handle, kind, &id);

    if (error == ERROR_SUCCESS) {
        error = database_join(kinds[kind].folder, id, &path);
    }
    if (error == ERROR_SUCCESS) {
        error = database_open_key(path, &key);
    }
    free(id);
    free(path);
    return give_result(error) ? key : NULL;
}

DWORD
object_handle_id(const void *handle, enum object_kind kind, WCHAR **id)
{
    return handle_name(handle, kinds[kind].handle, id);
}

DWORD
object_handle_find(const void *handle, enum object_kind kind, struct object *object)
{
    WCHAR *id = NULL;
    DWORD error = object_handle_id(handle, kind, &id);

    if (error == ERROR_SUCCESS) {
        error = objects_find(kind, id, object);
    }
    free(id);
    return error;
}

int
object_handle_state(const void *handle, enum object_kind kind)
{
    struct object object = { .id = NULL };
    DWORD error = object_handle_find(handle, kind, &object);
    int state = (int)object.state;

    objects_forget(&object);
    return give_result(error) ? state : -1;
}
