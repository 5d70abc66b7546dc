/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_TYPES_D_H
#define RESAPID_TOOLS_TYPES_D_H

#include <stdbool.h>
#include <glib.h>

#include "ocf-agents/description.h"

/*
 * Adds what the administrator wrote of a type's private properties to what is known of them: the file
 * types.d/AGENT beside resapid.conf (resapi-types(5)). No file is no error; a word that the file must
 * not have is one that names file, property and remedy. config_file is the path of resapid.conf.
 */
bool types_d_read(const char *config_file, struct agent_description *description, GError **error);

#endif
