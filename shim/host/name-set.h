/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_NAME_SET_H
#define RESAPID_NAME_SET_H

/*
 * A set of names, compared without case as the registry does: first all are added, then it is asked. One
 * thread at a time.
 */

#include <stdbool.h>
#include <stddef.h>

#include <windows.h>

/* Begins with zeros. */
struct name_set {
    WCHAR **names;
    size_t count;
    size_t capacity;
    bool sorted;
};

/* Copies the name. False without memory. */
bool name_set_add(struct name_set *set, const WCHAR *name);
bool name_set_has(struct name_set *set, const WCHAR *name);
void name_set_clear(struct name_set *set);

#endif
