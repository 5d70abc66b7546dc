/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "builtin-types.h"

#include <glib.h>

const struct builtin_type builtin_types[] = {
    { .name = "Generic Application" },
    { .name = "Generic Service", .reopens = true },
    { .name = "Generic Script" },
    { .name = NULL },
};

const struct builtin_type *
builtin_type_find(const char *name)
{
    for (const struct builtin_type *type = builtin_types; type->name != NULL; type++) {
        if (g_ascii_strcasecmp(type->name, name) == 0) {
            return type;
        }
    }
    return NULL;
}
