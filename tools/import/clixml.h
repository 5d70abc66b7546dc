/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_CLIXML_H
#define RESAPID_IMPORT_CLIXML_H

/*
 * What Export-Clixml writes: the serialization of [MS-PSRP] 2.2.5 below an element Objs. In any encoding
 * that libxml2 knows. No DTD, no entities, nothing from elsewhere.
 */

#include <stdbool.h>
#include <glib.h>

#include "notes.h"
#include "powershell-object.h"
#include "windows-cluster.h"

/* The objects alone. What stands before a fault is kept, and the fault noted; NULL with an error where
 * nothing stands before it. */
powershell_document_t *clixml_parse(GBytes *bytes, const char *path, notes_t *notes,
                                    GError **error);

/* Adds to cluster. False with an error where nothing of a cluster was found. */
bool clixml_read(windows_cluster_t *cluster, GBytes *bytes, const char *path, notes_t *notes,
                 GError **error);

#endif
