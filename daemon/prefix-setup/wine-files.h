/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_WINE_FILES_H
#define RESAPID_WINE_FILES_H

/*
 * Wine's own files below a prefix's windows folder: wineboot copies some 700 of them there, 650 MB.
 */

#include <stdbool.h>
#include <glib.h>

/* Replaces every file that is byte for byte Wine's own of the same name, in a *-windows folder
 * below dll_directory, by a symbolic link to it; sets *linked. A file of Wine's that is empty or
 * cut off, as a full disk leaves it, is an error. */
bool wine_files_link(const char *windows, const char *dll_directory, unsigned int *linked,
                     GError **error);

/* Removes Wine's own files, the links to them, links to nothing and empty files, so that wineboot
 * writes new ones: it would write through a link into Wine's own folder, and never over what does
 * not look like Wine's. Files that somebody else installed stay. */
bool wine_files_remove(const char *windows, GError **error);

#endif
