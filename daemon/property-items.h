/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PROPERTY_ITEMS_H
#define RESAPID_PROPERTY_ITEMS_H

/*
 * What the property tables of resource DLLs have said of the private properties of each type's resources,
 * as hosts told it (PROPERTY_ITEM) since resapid began. Tables of one type are one here: of a property that
 * stands in several, or is told again, the last word counts.
 *
 * Kept in memory alone, until the type is deleted or gets another DLL: who wants to know sends the DLL
 * a control for its properties first, and it is told again.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "clusdb/clusdb.h"
#include "protocol/channel.h"

struct property_item {
    char *name;
    char *key;       /* the subkey of Parameters that the value is in; "" for Parameters itself */
    uint32_t format; /* CLUSPROP_FORMAT_... */
    bool read_only;
    bool required;
    bool is_signed;
    bool has_bounds;
    uint64_t least; /* int64_t if is_signed */
    uint64_t most;
    char *preset; /* as properties.h writes values, with its sign; NULL: none */
};

struct property_items;

struct property_items *property_items_new(void);
void property_items_free(struct property_items *items);

/* False if it is not kept: there is no such type, it has PROPERTY_ITEMS_MAX others, or the name is none. */
bool property_items_take(struct property_items *items, const struct clusdb *db,
                         const struct channel_property_item *told);
/* In the order in which they were told first; NULL behind the last. */
const struct property_item *property_items_at(const struct property_items *items, const char *type,
                                              guint index);
void property_items_forget(struct property_items *items, const char *type);
/* Forgets what is not true any more. */
void property_items_landed(struct property_items *items, const struct clusdb_change *change);

#endif
