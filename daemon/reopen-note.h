/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REOPEN_NOTE_H
#define RESAPID_REOPEN_NOTE_H

/*
 * That a resource is to be opened once more before it is offline for sure, if its host ends: its DLL may have
 * started what runs outside of the host's processes, which their end proves nothing of. For types with
 * reopen=yes (catalog.h). The note is an empty file in run_directory, there from before Online until Close has
 * returned, or Open in another host: so it outlives resapid, whose agent has to know of it, but not the
 * node, of which nothing runs then.
 */

#include <stdbool.h>
#include <glib.h>

#include "config.h"

/* resource: its name. */
bool reopen_note_is_there(const struct config *config, const char *resource);
bool reopen_note_make(const struct config *config, const char *resource, GError **error);
/* What is not there is no error. */
bool reopen_note_remove(const struct config *config, const char *resource, GError **error);

#endif
