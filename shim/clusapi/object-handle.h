/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_OBJECT_HANDLE_H
#define RESAPID_CLUSAPI_OBJECT_HANDLE_H

/*
 * What the handles of nodes, groups, resources, networks and network interfaces have in common. A
 * handle is of an id, so that it stays good when its object gets another name; whether the object is
 * still there is asked with each call. Functions that return a handle, a BOOL or a state set the last
 * error when they fail. Any thread.
 */

#include "clusapi.h"
#include "objects.h"

/* NULL for name is this node; ERROR_INVALID_PARAMETER with any other kind. */
void *object_handle_open(HCLUSTER cluster, enum object_kind kind, const WCHAR *name);

/* The same, for the Ex forms. Access is granted as it is asked for: whoever is in this process may do
 * what resapid lets it do. ERROR_INVALID_PARAMETER for no access at all. */
void *object_handle_open_ex(HCLUSTER cluster, enum object_kind kind, const WCHAR *name,
                            DWORD desired_access, DWORD *granted_access);

/* The access that is granted, for every Ex form. */
DWORD object_handle_access(DWORD desired_access);

BOOL object_handle_close(const void *handle, enum object_kind kind);

/* Another handle of the cluster, which has to be closed for itself. */
HCLUSTER object_handle_cluster(const void *handle, enum object_kind kind);

/* The object's key in the cluster database, or one of the cluster's. */
HKEY object_handle_key(const void *handle, enum object_kind kind);

/* To be freed with free(). */
DWORD object_handle_id(const void *handle, enum object_kind kind, WCHAR **id);

/* The object as it is now; for objects_forget(). */
DWORD object_handle_find(const void *handle, enum object_kind kind, struct object *object);

/* Its state, or -1, which each of the state enumerations has for unknown. */
int object_handle_state(const void *handle, enum object_kind kind);

#endif
