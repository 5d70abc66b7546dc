/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_TARGET_H
#define RESAPID_CLUSAPI_TARGET_H

/*
 * What the requests that act on objects have in common: objects by their handles, texts, and how
 * strings are given back. Strings are UTF-8 and the caller's to free(). Errors are
 * ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER for a string that is NULL, and those of memory and
 * of text_to_utf8(). Any thread.
 */

#include "channel.h"
#include "handle.h"

/* The object_kind of a kind of handles, 0 for one that is of no object. */
uint32_t target_kind(enum handle_kind kind);

/* The id of the object that a handle is of. */
DWORD target_id(enum handle_kind kind, const void *handle, char **id);

/* The same for a handle that may be NULL: "". */
DWORD target_optional(enum handle_kind kind, const void *handle, char **id);

/* The ids of count objects, most of them 64, which is as many nodes as a cluster has on Windows;
 * list->strings is to be freed. */
#define TARGET_LIST_MAX 64
DWORD target_list(enum handle_kind kind, void *const *handles, DWORD count, struct wire_list *list);

/* A name or an expression; "" is a good one. */
DWORD target_text(const WCHAR *text, char **utf8);

#endif
