/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PREFIX_WINE_H
#define RESAPID_PREFIX_WINE_H

/*
 * Runs Wine's programs in one prefix: with an environment of their own, without a display, no
 * longer than a deadline, and never beyond our own death. What they print is kept aside; its last
 * line goes into the error.
 */

#include <stdbool.h>
#include <glib.h>

struct wine {
    char *program;    /* wine */
    char *wineserver; /* that belongs to it */
    const char *prefix;
    unsigned int timeout_s; /* of each command */
    char **environment;
};

/* program is a path or a name in PATH. prefix is borrowed and absolute. */
bool wine_init(struct wine *wine, const char *program, const char *prefix, unsigned int timeout_s,
               GError **error);
void wine_clear(struct wine *wine);

/* "wine-8.0 (Debian 8.0~repack-4)"; g_free() it. NULL on failure. */
char *wine_version(const struct wine *wine, GError **error);

/* Runs wineboot. Both begin by what is missing, so that a prefix without any of Wine's own files is
 * completed as well. */
bool wine_create_prefix(const struct wine *wine, GError **error);
bool wine_update_prefix(const struct wine *wine, GError **error);

/* Adds a .reg file, given by its Windows path. */
bool wine_import_registry(const struct wine *wine, const char *windows_path, GError **error);

/* The folder with Wine's x86_64-windows, as Wine itself tells its programs; g_free() it. */
char *wine_dll_directory(const struct wine *wine, GError **error);

/* Does a wineserver run for the prefix? */
bool wine_is_running(const struct wine *wine);

/* Ends every process of the prefix and waits for the wineserver to be gone, its registry written.
 */
bool wine_end(const struct wine *wine, GError **error);

#endif
