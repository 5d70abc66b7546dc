/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_CIB_VALUE_H
#define RESAPID_CLUSDB_CIB_VALUE_H

/*
 * Names and values of the pairs that cib-text.h describes. Pure.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* Of a value of that key; name NULL: of the key itself. g_free(). */
char *cib_name_write(const char *path, const char *name);
/* Both have to be freed; *name is NULL for a key. */
bool cib_name_read(const char *text, char **path, char **name);

/* g_free(). *binary tells that it is base64. */
char *cib_value_write(uint32_t type, GBytes *data, bool *binary);
/* NULL for what is no value; g_bytes_unref(). */
GBytes *cib_value_read(const char *text, uint32_t *type);

#endif
