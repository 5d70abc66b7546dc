/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_FILE_FAULTS_H
#define RESAPID_IMPORT_FILE_FAULTS_H

/* What is wrong with a file: the first faults are noted one by one, the others as a number, since a file
 * that is damaged may have very many. */

#include "notes.h"

struct file_faults {
    notes_t *notes;
    const char *path;
    guint count;
};

void file_faults_add(struct file_faults *faults, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* When the file has been read. */
void file_faults_end(const struct file_faults *faults);

#endif
