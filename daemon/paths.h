/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PATHS_H
#define RESAPID_PATHS_H

/*
 * Where things are, below the folders that resapid.conf(5) names. Callers free the strings.
 */

#include <glib.h>

#include "config.h"

/* RUN/hosts: one socket for each living keeper. */
char *paths_hosts(const struct config *config);
/* The keeper's socket of the host labelled so: a resource's name, or with isolation=type the type's
 * key in the cluster database. The file's name is a digest of the label, so that any name fits a
 * socket address. */
char *paths_host_socket(const struct config *config, const char *label);
/* RUN/reopen/DIGEST of a resource's name (reopen-note.h). */
char *paths_reopen_note(const struct config *config, const char *resource);
char *paths_clusdb(const struct config *config);
char *paths_prefix(const struct config *config);
char *paths_lock(const struct config *config);

#endif
