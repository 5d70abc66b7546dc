/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "name-set.h"

#include <stdlib.h>
#include <wchar.h>

static int
compare(const void *one, const void *other)
{
    return CompareStringOrdinal(*(WCHAR *const *)one, -1, *(WCHAR *const *)other, -1, TRUE) -
           CSTR_EQUAL;
}

static bool
make_room(struct name_set *set)
{
    size_t capacity = set->capacity == 0 ? 256 : 2 * set->capacity;
    WCHAR **names;

    if (set->count < set->capacity) {
        return true;
    }
    names = realloc(set->names, capacity * sizeof(*names));
    if (names == NULL) {
        return false;
    }
    set->names = names;
    set->capacity = capacity;
    return true;
}

bool
name_set_add(struct name_set *set, const WCHAR *name)
{
    WCHAR *copy = make_room(set) ? _wcsdup(name) : NULL;

    if (copy == NULL) {
        return false;
    }
    set->names[set->count] = copy;
    set->count++;
    set->sorted = false;
    return true;
}

bool
name_set_has(struct name_set *set, const WCHAR *name)
{
    if (set->count == 0) {
        return false;
    }
    if (!set->sorted) {
        qsort(set->names, set->count, sizeof(*set->names), compare);
        set->sorted = true;
    }
    return bsearch(&name, set->names, set->count, sizeof(*set->names), compare) != NULL;
}

void
name_set_clear(struct name_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free(set->names[i]);
    }
    free(set->names);
    *set = (struct name_set){ .names = NULL };
}
