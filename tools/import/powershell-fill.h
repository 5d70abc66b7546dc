/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_POWERSHELL_FILL_H
#define RESAPID_IMPORT_POWERSHELL_FILL_H

/* What powershell-cluster.c and powershell-relations.c share, and nobody else: one document that is filled
 * into a cluster. */

#include "notes.h"
#include "powershell-record.h"
#include "windows-cluster.h"

struct fill {
    windows_cluster_t *cluster;
    const char *path;
    notes_t *notes;
    GHashTable *limits; /* resources with more checkpoints than are read */
    guint nameless;     /* parameters and the like that do not tell whose they are */
};

/* The text, or the name, of a property; NULL: it is not there. */
const char *powershell_text_of(const struct powershell_object *object, const char *name);

/* The object that this names: by id if it has one, else by name. NULL: it has neither. */
struct windows_object *fill_find_or_add(const struct fill *fill, enum windows_kind kind,
                                        const struct powershell_object *from);
/* An object that only another one tells of: added with all that is told there, unless it is there already. */
void fill_add_nested(const struct fill *fill, enum windows_kind kind,
                     const struct powershell_object *value);

/* powershell-relations.c: objects are there already, as far as records tell of them. */
void fill_add_parameter(struct fill *fill, const struct powershell_object *parameter);
void fill_add_owners(struct fill *fill, const struct powershell_object *list);
void fill_add_dependency(struct fill *fill, const struct powershell_object *dependency);
void fill_add_checkpoint(struct fill *fill, const struct powershell_object *checkpoint);

#endif
