/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_CHANGE_H
#define RESAPID_CLUSAPI_CHANGE_H

/*
 * One change of the cluster: OBJECT_CHANGE (see channel.h) with handles and UTF-16 in place of ids
 * and UTF-8. What is left 0 is not there. Any thread.
 */

#include <windows.h>

#include "handle.h"
#include "target.h"

struct change {
    enum object_verb verb;
    enum handle_kind kind;
    const void *object;

    uint32_t flags;
    uint32_t valid_flags; /* what flags may have, or else ERROR_INVALID_PARAMETER */

    enum handle_kind other_kind;
    const void *other;
    BOOL other_is_optional; /* other may be NULL */

    const WCHAR *name; /* what the verb has in text; NULL is ERROR_INVALID_PARAMETER if it has it */
    const WCHAR *reason;

    enum handle_kind list_kind;
    void *const *list;
    DWORD list_count;

    /* The input buffer of an Ex form: instructions for single resources, which no resource DLL asks
     * resapid for. A good one is accepted and goes nowhere. */
    const void *in;
    DWORD in_size;
};

DWORD change_cluster(const struct change *change);

/* Deletes the resource type of this name. */
DWORD change_delete_type(HANDLE cluster, const WCHAR *name, const WCHAR *reason);

/* The reason to tell resapid: this one, or without one what ClusapiSetReasonHandler()'s handler
 * gives, or "". free() it; NULL when there is no memory. */
char *change_reason(const WCHAR *reason);

#endif
