/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "file-faults.h"

#include <stdarg.h>

#define TOLD_MAX 20U

void
file_faults_add(struct file_faults *faults, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    if (faults->count++ < TOLD_MAX) {
        va_start(arguments, format);
        text = g_strdup_vprintf(format, arguments);
        va_end(arguments);
        notes_add_file(faults->notes, faults->path, "%s", text);
    }
}

void
file_faults_end(const struct file_faults *faults)
{
    if (faults->count > TOLD_MAX) {
        notes_add_file(faults->notes, faults->path, "%u more places of it cannot be read",
                       faults->count - TOLD_MAX);
    }
}
