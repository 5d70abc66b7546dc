/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_DLL_FILE_H
#define RESAPID_DLL_FILE_H

#include <stdbool.h>
#include <glib.h>

/* Whether a resource DLL's path can be right on this node: a Unix path must name a file that can be
 * read; any other name is for Windows' search in the prefix. What lasts until somebody does something
 * about it is OUTCOME_NOT_INSTALLED, the rest a system error. Reads the file system: not for paths on
 * which the loop must not wait. */
bool dll_file_check(const char *dll, GError **error);

#endif
