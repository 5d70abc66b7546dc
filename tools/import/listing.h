/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_LISTING_H
#define RESAPID_IMPORT_LISTING_H

/*
 * Listings of cluster.exe: its status, /prop, /priv, /listdep, /listowners and /checkpoints, of resources,
 * groups, nodes, networks and types, any of them one behind the other.
 */

#include <stdbool.h>
#include <glib.h>

#include "notes.h"
#include "windows-cluster.h"

/* Adds to cluster. Tables and rows that are not understood are noted. False with an error where nothing of
 * a cluster was found. */
bool listing_read(windows_cluster_t *cluster, const char *text, const char *path, notes_t *notes,
                  GError **error);

#endif
