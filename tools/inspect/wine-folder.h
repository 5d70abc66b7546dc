/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_WINE_FOLDER_H
#define RESAPID_INSPECT_WINE_FOLDER_H

#include "daemon/config.h"

/*
 * The folder with Wine's x86_64-windows, without asking Wine: `given` if it is not NULL, else where the links
 * of the prefix lead to, else where distributions and upstream put it, beside [wine] program first. NULL
 * with an error if it is not there; g_free() it.
 */
char *wine_folder_find(const struct config *config, const char *given, GError **error);

#endif
