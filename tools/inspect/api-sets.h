/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_API_SETS_H
#define RESAPID_INSPECT_API_SETS_H

#include <glib.h>

/*
 * API sets: names such as api-ms-win-core-file-l1-1-0.dll that are no files but stand for other DLLs.
 * Which, the section .apiset of Wine's apisetschema.dll says, in the format that Windows 10 introduced
 * (API_SET_NAMESPACE, version 6).
 */

struct api_sets;

/* NULL for what is not of that format; schema is referenced. */
struct api_sets *api_sets_new(GBytes *schema);
void api_sets_free(struct api_sets *sets);

/* The DLL that a name stands for, "" for a set that no DLL has; NULL for what is no API set or an unknown
 * one, or with sets NULL. Free with g_free(). */
char *api_sets_find(const struct api_sets *sets, const char *name);

#endif
