/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_NOTES_H
#define RESAPID_IMPORT_NOTES_H

/*
 * What is to be said of the conversion: what became of each object and property, and what is wrong with
 * what was read. Whoever decides something notes it at once, here and nowhere else; reports show it.
 * Secrets never get here: see secrets.h.
 */

#include <stdbool.h>
#include <glib.h>

#include "windows-cluster.h"

enum note_kind {
    NOTE_MAPPED,        /* has its equal */
    NOTE_CHANGED,       /* has something that is not quite the same; why says what is lost */
    NOTE_DROPPED,       /* means nothing to Pacemaker, or nothing any more; why says so */
    NOTE_NO_EQUIVALENT, /* finding: would be missed, and there is nothing like it */
    NOTE_DECIDE,        /* finding: somebody has to decide or to fill in; why says what */
    NOTE_PROBLEM,       /* finding: what was read is wrong; why says what was made of it */
    NOTE_KINDS,
};

/* "mapped", "changed", ...; of a finding too. */
const char *note_kind_word(enum note_kind kind);
bool note_is_finding(enum note_kind kind);

struct note {
    enum note_kind kind;
    char *object_kind; /* windows_kind_word(), or "file" */
    char *object;      /* its name */
    char *property;    /* NULL: the object as a whole */
    char *to;          /* what it became: "web-ip: ip=192.0.2.7"; NULL: nothing */
    char *why; /* a sentence's worth without a full stop; NULL where nothing is to be said */
};

typedef struct notes notes_t;

notes_t *notes_new(void);
void notes_free(notes_t *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(notes_t, notes_free)

/* property, to and format may be NULL. */
void notes_add(notes_t *notes, enum note_kind kind, const struct windows_object *object,
               const char *property, const char *to, const char *format, ...) G_GNUC_PRINTF(6, 7);
/* Of a file that was read: always a problem. */
void notes_add_file(notes_t *notes, const char *path, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* In the order in which they were added. */
guint notes_count(const notes_t *notes);
const struct note *notes_at(const notes_t *notes, guint index);
guint notes_count_of(const notes_t *notes, enum note_kind kind);
guint notes_count_findings(const notes_t *notes);

#endif
