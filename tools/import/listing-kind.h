/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_LISTING_KIND_H
#define RESAPID_IMPORT_LISTING_KIND_H

/*
 * What a table is about: told by its columns and by names of properties, which are the same in all
 * languages, then by the command before it, and only then by words of its title and headings.
 */

#include "listing-table.h"

enum listing_role {
    LISTING_UNKNOWN,
    LISTING_NODES,
    LISTING_NETWORKS,
    LISTING_TYPES,
    LISTING_GROUPS,
    LISTING_RESOURCES, /* their status, or what one depends on */
    LISTING_PROPERTIES,
    LISTING_OWNERS,
    LISTING_CHECKPOINTS,
    LISTING_EXPRESSION,
    LISTING_IGNORED, /* network interfaces: nothing of them is needed */
};

enum listing_role listing_role(const struct listing_table *table);

/* Whose properties, or owners, these are; WINDOWS_KINDS: it does not say. is_common: it shows /prop. */
enum windows_kind listing_kind(const struct listing_table *table, bool *is_common);

/* Whether the names of the types stand in the first column of two; else their display names do. */
bool listing_type_is_first(const struct listing_table *table);

#endif
