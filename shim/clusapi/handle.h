/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_HANDLE_H
#define RESAPID_CLUSAPI_HANDLE_H

/*
 * Handles of the cluster API. Each has a kind and, where its kind has one, the path of a key in the
 * cluster database (see channel.h). A handle that is NULL, closed, of another kind or no handle at
 * all is told from a good one and never followed. Any thread.
 */

#include <windows.h>

enum handle_kind {
    HANDLE_FREE,
    HANDLE_CLUSTER,
    HANDLE_KEY,
    HANDLE_RESOURCE,
};

/* A new handle with a copy of path; ERROR_SUCCESS, ERROR_NOT_ENOUGH_MEMORY or
 * ERROR_TOO_MANY_OPEN_FILES. */
DWORD handle_open(enum handle_kind kind, const WCHAR *path, void **handle);

/* ERROR_SUCCESS, or ERROR_INVALID_HANDLE. */
DWORD handle_check(const void *handle, enum handle_kind kind);

/* A copy of the handle's path, to be freed with free(). ERROR_SUCCESS, ERROR_INVALID_HANDLE or
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD handle_path(const void *handle, enum handle_kind kind, WCHAR **path);

/* ERROR_SUCCESS, or ERROR_INVALID_HANDLE. */
DWORD handle_close(const void *handle, enum handle_kind kind);

#endif
