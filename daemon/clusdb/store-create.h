/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_STORE_CREATE_H
#define RESAPID_CLUSDB_STORE_CREATE_H

#include <stdbool.h>
#include <glib.h>

/* Afterwards there is a file of that name, which survives a loss of power. If there was one
 * already, it is left as it is; if only remains of one are there, of a damaged one too, none is
 * made; else it is made, complete from the moment it has its name, readable by its owner only. */
bool store_create(const char *path, GError **error);

/* Makes the names in the file's folder durable. */
bool store_sync_directory(const char *path, GError **error);

#endif
