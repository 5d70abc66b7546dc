/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_STORE_ASIDE_H
#define RESAPID_CLUSDB_STORE_ASIDE_H

#include <stdbool.h>
#include <glib.h>

/* Keeps the damaged file that error tells of, and its "-wal", as PATH.damaged-TIME (UTC) and
 * PATH.damaged-TIME-wal, which overwrites nothing. The remedy is added to error, and what went wrong. */
void store_put_aside(const char *path, GError **error);

/* False if there is a PATH.damaged-TIME: an empty database must not take its place unasked. */
bool store_check_aside(const char *path, GError **error);

#endif
