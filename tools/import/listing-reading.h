/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_LISTING_READING_H
#define RESAPID_IMPORT_LISTING_READING_H

/* What listing.c and listing-properties.c share, and nobody else: the tables of one file, and what becomes of
 * them. */

#include "listing-columns.h"
#include "listing-kind.h"
#include "notes.h"

#define TWO_WAYS                                                                                   \
    "can be read in two ways (add the listing of `cluster group`, or an export of PowerShell)"

struct reading {
    windows_cluster_t *cluster;
    const char *path;
    notes_t *notes;
    const struct listing_table *table;
    guint row;          /* of this table, the one that is read */
    guint bad_rows;     /* of this table */
    guint found;        /* rows that were understood */
    GHashTable *limits; /* "object\nproperty" of which there was more than is read */
    /* of this table of properties */
    enum windows_kind kind;
    bool is_common;
    GHashTable *lists; /* "object\nproperty" whose texts have begun in this table */
};

/* A row may have a secret in it, so that only its place is told. */
void reading_note_row(struct reading *reading, const char *what);

bool reading_knows(const struct reading *reading, enum windows_kind kind, const char *name);
void *reading_find_or_add(const struct reading *reading, enum windows_kind kind, const char *name);

/* The first counts; another one may be of a second object with the same name. */
void reading_take_text(const struct reading *reading, const struct windows_object *object,
                       const char *property, char **field, const char *text);
/* To a list, as far as lists are read. */
void reading_append_text(struct reading *reading, const struct windows_object *object,
                         const char *property, char ***texts, const char *text);

bool reading_is_word(const char *cell);

/* Each row of this table that judge understands. */
void reading_rows(struct reading *reading, listing_judge judge,
                  void (*read)(struct reading *reading, char **cells));

/* listing-properties.c: this table is one of properties. */
void reading_properties(struct reading *reading);

#endif
