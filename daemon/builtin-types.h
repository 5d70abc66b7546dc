/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_BUILTIN_TYPES_H
#define RESAPID_BUILTIN_TYPES_H

/*
 * The resource types that are always there, and the resource DLL of all of them, which is installed with
 * resapid (shim/clusres/).
 */

#include <stdbool.h>

/* As Windows has it in DllName, without a folder: dll-file.h knows which one it is in. */
#define BUILTIN_DLL "clusres.dll"

struct builtin_type {
    const char *name;
    bool reopens; /* reopen=yes, unless the database has it otherwise (catalog.h) */
};

/* Behind the last one stands one without a name. */
extern const struct builtin_type builtin_types[];

/* NULL if it is none. Names are one without regard to case. */
const struct builtin_type *builtin_type_find(const char *name);

#endif
