/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_PROPERTIES_H
#define CLUSRES_PROPERTIES_H

/*
 * Private properties that a property table describes, and the control codes about them
 * (resapi.md 5 and 7). A block is a type's own structure, to which the table's offsets belong; it
 * starts out as zeros and its strings are LocalAlloc'd. Functions return Win32 errors.
 */

#include <windows.h>

#include "resapi.h"

/* What one type has. */
struct property_set {
    const RESUTIL_PROPERTY_ITEM *table;
    size_t block_size;

    /* Properties may exist that the table does not name, as those that a script declares. The
     * resource's names and formats have them too, the type's do not. */
    BOOL takes_others;

    /* What VALIDATE_PRIVATE_PROPERTIES finds wrong with the properties as they would be, before
     * anything starts. Logs what it finds, and returns its error. */
    DWORD (*check)(RESOURCE_HANDLE handle, const void *block);
};

/* One resource's. */
struct property_owner {
    const struct property_set *set;
    HKEY parameters;        /* the key that holds them */
    RESOURCE_HANDLE handle; /* for the log */
};

/* Opens the key Parameters below the resource's. To be closed with ClusterRegCloseKey(). */
DWORD properties_open(struct property_owner *owner, HKEY resource_key);

/* Fills block, after freeing what was in it. With an error block holds nothing, and the property it
 * is about has been logged. */
DWORD properties_read(const struct property_owner *owner, void *block);
void properties_free(const struct property_set *set, void *block);

/* A control code's buffers, as ResourceControl and ResourceTypeControl are called with them. */
struct control_call {
    DWORD code;
    PVOID in;
    DWORD in_size;
    PVOID out;
    DWORD out_size;
    LPDWORD returned;
};

/*
 * Answers UNKNOWN and the control codes about private properties. ERROR_INVALID_FUNCTION leaves any other to
 * the Resource Monitor. SET returns ERROR_RESOURCE_PROPERTIES_STORED if online is TRUE and
 * something was changed: what runs keeps the properties that it was started with.
 */
DWORD properties_control(const struct property_owner *owner, const struct control_call *call,
                         BOOL online);
DWORD properties_type_control(const struct property_set *set, const struct control_call *call);

#endif
