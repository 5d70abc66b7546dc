/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_YARA_OBJECT_H
#define RESAPID_INSPECT_YARA_OBJECT_H

#include <stdint.h>
#include <glib.h>
#include <yara.h>

/*
 * What a module of libyara has found, as its headers lay it out: the functions that read it are not
 * exported. What is not there, or of another kind, is NULL or `none`; so is all of an object that is NULL.
 */

const YR_OBJECT *yara_member(const YR_OBJECT *structure, const char *name);
const YR_OBJECT *yara_item(const YR_OBJECT *array, int64_t index);
int64_t yara_number(const YR_OBJECT *structure, const char *name, int64_t none);
/* At most so many bytes; free with g_free(). */
char *yara_text(const YR_OBJECT *structure, const char *name, size_t most);

#endif
