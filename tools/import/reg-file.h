/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REG_FILE_H
#define RESAPID_IMPORT_REG_FILE_H

/* What `reg export HKLM\Cluster` and regedit write. */

#include "notes.h"
#include "windows-cluster.h"

/* text is UTF-8 and has the heading, "Windows Registry Editor Version 5.00" or "REGEDIT4". The cluster's
 * key is found whatever the key above it is called, as somebody may have loaded the hive anywhere. Adds to
 * cluster and notes. FALSE with an error for what is no such file, or has no cluster in it. */
bool reg_file_read(windows_cluster_t *cluster, const char *text, const char *path, notes_t *notes,
                   GError **error);

#endif
