/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_DATABASE_H
#define RESAPID_CLUSAPI_DATABASE_H

/*
 * The cluster database, by way of resapi-host.exe. In a process that is not the host nothing of the
 * cluster can be reached, and everything here says RPC_S_SERVER_UNAVAILABLE (1722), which is what
 * the cluster API says on a machine whose Cluster service does not answer. Any thread.
 */

#include "host-interface.h"

/*
 * Asks question and waits. The result is what went wrong on the way, or else the answer's own
 * error. *answer is NULL unless the result is ERROR_SUCCESS, and then for database_forget().
 */
DWORD database_ask(struct channel_message *question, uint32_t expected,
                   struct host_answer **answer);
void database_forget(struct host_answer *answer);

/* The same, but an answer that carries an error is given as well, and the error is in it alone. */
DWORD database_exchange(struct channel_message *question, uint32_t expected,
                        struct host_answer **answer);

/* parent and child as one path; child may have several parts, or be "". ERROR_INVALID_PARAMETER for
 * NULL, ERROR_BAD_PATHNAME for one that begins with a backslash or has an empty part,
 * ERROR_NOT_ENOUGH_MEMORY. free() it. */
DWORD database_join(const WCHAR *parent, const WCHAR *child, WCHAR **path);

/* A new key handle for path. */
DWORD database_open_key(const WCHAR *path, HKEY *key);

/* The index-th subkey's name, to be freed with free(); ERROR_NO_MORE_ITEMS. */
DWORD database_enum_key(const WCHAR *path, DWORD index, WCHAR **name);

/* A value; *answer's value.data holds it. */
DWORD database_get_value(const WCHAR *path, const WCHAR *name, struct host_answer **answer);

/* A value's data as a string, whatever its type, to be freed with free(). */
DWORD database_get_text(const WCHAR *path, const WCHAR *name, WCHAR **text);

#endif
