/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_SUBJECT_H
#define RESAPID_SUBJECT_H

/*
 * What a line of the log is about, read from the line: messages name their object first, and errors by name
 * and number (CONTRIBUTING.md). So each line has it, whoever wrote it.
 *
 *     resource NAME: ...    <TYPE> NAME: ...    host NAME: ...    resource type 'TYPE': ...
 */

#include <stdint.h>
#include <glib.h>

/* The type of the resource of that name, NULL if there is none. A name may hold what stands behind a name,
 * so this decides where it ends: the shortest name that is known, or else the shortest. */
typedef const char *(*subject_lookup)(void *user, const char *resource);

struct subject {
    char *resource; /* NULL for none, and so are the others */
    char *type;
    char *win32_error; /* its number */
};

void subject_init(struct subject *subject, const char *line, subject_lookup lookup, void *user);
void subject_clear(struct subject *subject);

#endif
