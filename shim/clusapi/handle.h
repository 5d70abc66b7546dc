/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_HANDLE_H
#define RESAPID_CLUSAPI_HANDLE_H

/*
 * Handles of the cluster API. Each has a kind, and is of a name or of data: a key's name is its path
 * in the cluster database, an object's is its id (see channel.h); enumerations, batches and
 * notification ports have data. A handle that is NULL, closed, of another kind or no handle at all is
 * told from a good one and never followed. Any thread.
 */

#include <windows.h>

enum handle_kind {
    HANDLE_FREE,
    /* of a name */
    HANDLE_CLUSTER,
    HANDLE_KEY,
    HANDLE_NODE,
    HANDLE_GROUP,
    HANDLE_RESOURCE,
    HANDLE_NETWORK,
    HANDLE_NETINTERFACE,
    /* of data */
    HANDLE_CLUSTER_ENUM,
    HANDLE_CLUSTER_ENUM_EX,
    HANDLE_NODE_ENUM,
    HANDLE_NODE_ENUM_EX,
    HANDLE_GROUP_ENUM,
    HANDLE_GROUP_ENUM_EX,
    HANDLE_RESOURCE_ENUM,
    HANDLE_RESOURCE_ENUM_EX,
    HANDLE_TYPE_ENUM,
    HANDLE_NETWORK_ENUM,
    HANDLE_NETINTERFACE_ENUM,
    HANDLE_BATCH,
    HANDLE_READ_BATCH,
    HANDLE_READ_REPLY,
    HANDLE_BATCH_PORT,
    HANDLE_BATCH_NOTIFICATION,
    HANDLE_NOTIFY_PORT,
};

/* The head of what a handle has for data. The handle holds it, and so does each handle_hold(); free
 * is called when nobody does any more, from whatever thread that happens on. */
struct handle_data {
    LONG holders;
    void (*free)(struct handle_data *data);
};

/* A new handle with a copy of name; ERROR_SUCCESS, ERROR_NOT_ENOUGH_MEMORY or
 * ERROR_TOO_MANY_OPEN_FILES. */
DWORD handle_open(enum handle_kind kind, const WCHAR *name, void **handle);

/* The same with data, which the handle takes over, after an error too. free must be set. */
DWORD handle_open_data(enum handle_kind kind, struct handle_data *data, void **handle);

/* ERROR_SUCCESS, or ERROR_INVALID_HANDLE. */
DWORD handle_check(const void *handle, enum handle_kind kind);

/* A copy of the handle's name, to be freed with free(). ERROR_SUCCESS, ERROR_INVALID_HANDLE or
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD handle_name(const void *handle, enum handle_kind kind, WCHAR **name);

/* The handle's data, which stays until handle_drop() even if the handle is closed meanwhile.
 * ERROR_SUCCESS, or ERROR_INVALID_HANDLE. */
DWORD handle_hold(const void *handle, enum handle_kind kind, struct handle_data **data);
void handle_drop(struct handle_data *data);

/* ERROR_SUCCESS, or ERROR_INVALID_HANDLE. */
DWORD handle_close(const void *handle, enum handle_kind kind);

#endif
