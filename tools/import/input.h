/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_INPUT_H
#define RESAPID_IMPORT_INPUT_H

/* What the program is given: files, and folders of a backup that have a CLUSDB in them. */

#include <glib.h>

#include "notes.h"
#include "windows-cluster.h"

/* Larger files are refused: a hive of a large cluster has 20 MB. */
#define INPUT_BYTES_MAX (256 * 1024 * 1024)

/*
 * Reads and merges all of them, each by what is in it, not by its name. encoding is what text is in that is
 * neither UTF-16 nor UTF-8, as iconv(1) calls it; where it is NULL, WINDOWS-1252 is taken, and noted. A file that cannot be read is an error; one in which
 * nothing can be understood is too if it is the only one, else a problem.
 */
windows_cluster_t *input_read(const char *const *paths, const char *encoding, notes_t *notes,
                              GError **error);

/* The text of a file as UTF-8; an encoding has been checked. g_free(). */
char *input_text(GBytes *bytes, const char *path, const char *encoding, notes_t *notes);

/* Whether it exists; else an error of the command line. */
bool input_check_encoding(const char *encoding, GError **error);

#endif
