/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_STORE_ERROR_H
#define RESAPID_CLUSDB_STORE_ERROR_H

/*
 * What can be wrong with the cluster database's file, said to the administrator. Each function
 * returns false; path is the file's.
 */

#include <stdbool.h>
#include <glib.h>
#include <sqlite3.h>

/* Appends to the message. */
void store_remedy(GError **error, const char *remedy);

bool store_system_error(const char *path, int code, GError **error);
/* ERROR_FILE_CORRUPT; the remedy is store_put_aside()'s to add. */
bool store_damaged(const char *path, const char *finding, GError **error);
bool store_foreign(const char *path, const char *finding, GError **error);
/* The connection's last failure. */
bool store_sqlite_error(const char *path, sqlite3 *sqlite, GError **error);

#endif
