/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_OWN_OUTPUT_H
#define RESAPID_IMPORT_OWN_OUTPUT_H

/* What this program has written itself, and is given as an input by mistake: parts of it look like one. */

#include <stdbool.h>
#include <glib.h>

/* TRUE, or FALSE with an error that says what the file is. data is as it is in the file. */
bool own_output_check(const char *data, size_t size, const char *path, GError **error);

#endif
