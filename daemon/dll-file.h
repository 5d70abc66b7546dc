/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_DLL_FILE_H
#define RESAPID_DLL_FILE_H

#include <stdbool.h>
#include <glib.h>

#include "config.h"

/* Where a resource DLL that is called so lies. BUILTIN_DLL without a folder is the one beside the host's
 * program, so that neither an upgrade nor another place of installation changes the cluster database; all
 * others are called by what they are. Free with g_free(). */
char *dll_file_path(const struct config *config, const char *dll);

/* By their paths; the file system is not asked. */
bool dll_file_is_same(const struct config *config, const char *dll, const char *other);

/* Whether a resource DLL's path can be right on this node: a Unix path must name a file that can be
 * read; any other name is for Windows' search in the prefix. What lasts until somebody does something
 * about it is OUTCOME_NOT_INSTALLED, the rest a system error. Reads the file system: not for paths on
 * which the loop must not wait. */
bool dll_file_check(const char *path, GError **error);

#endif
