/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_JSON_H
#define RESAPID_IMPORT_JSON_H

/* What ConvertTo-Json writes, of PowerShell 3 to 7. Read with json-glib. */

#include <stdbool.h>
#include <glib.h>

#include "notes.h"
#include "powershell-object.h"
#include "windows-cluster.h"

/* The objects alone; several documents may follow each other. What stands before a fault is kept, and the
 * fault noted; NULL with an error where nothing stands before it. */
powershell_document_t *json_parse(const char *text, const char *path, notes_t *notes,
                                  GError **error);

/* Adds to cluster. False with an error where nothing of a cluster was found. */
bool json_read(windows_cluster_t *cluster, const char *text, const char *path, notes_t *notes,
               GError **error);

#endif
