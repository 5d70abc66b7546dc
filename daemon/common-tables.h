/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_COMMON_TABLES_H
#define RESAPID_COMMON_TABLES_H

/* The tables of common properties, for common.c and for what describes them (ocf-agents/). */

#include "common.h"

/* Stands for the type's interval, CLUSTER_RESOURCE_DEFAULT_LOOKS_ALIVE and _IS_ALIVE. */
#define TYPES_INTERVAL G_MAXUINT32

struct common_property {
    const char *name;
    uint32_t format;       /* CLUSPROP_FORMAT_... */
    uint64_t preset;       /* of numbers; texts are empty */
    uint32_t least;        /* of DWORDs */
    uint32_t most;         /* of DWORDs */
    const char *unit;      /* of DWORDs, as it stands behind a number */
    const char *read_only; /* why it cannot be set, and what to do instead; NULL if it can */
    bool required;         /* cannot be taken away */
    bool at_next_open;     /* a resource obeys what is set when it is next opened */
    bool types_if_unset;   /* TYPES_INTERVAL, and 0, which is illegal, are no value */
    bool local;            /* the DLL's, by SetResourceInMemoryNodeLocalProperties */
    uint64_t (*runtime)(const struct common_runtime *runtime);
    const char *(*told)(const struct common_runtime *runtime); /* of texts; NULL: what is stored */
};

struct common_table {
    const char *object; /* for error messages */
    const struct common_property *properties;
    size_t count;
};

extern const struct common_table common_tables[COMMON_OBJECTS];

#endif
