/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_AGENT_FILES_H
#define RESAPID_OCF_AGENT_FILES_H

/*
 * The files of the OCF resource agent of one resource type:
 *
 *     FOLDER/FileShare                  a link to the program ocf-resapi
 *     FOLDER/.resapid/FileShare         what it is the agent of (GKeyFile), for ocf-resapi
 *     FOLDER/.resapid/FileShare.xml     what meta-data prints
 *     FOLDER/.resapid/FileShare.7       its man page; built-in types' agents have none here
 *
 * They lie beside the agent, since meta-data has to work without any environment, configuration or
 * daemon, as any user; Pacemaker and its shells pass over names that begin with a dot. resapictl writes
 * them, each under another name first, the link last. Errors are of the domains of daemon/error.h.
 */

#include <stdbool.h>
#include <glib.h>

#include "description.h"

/*
 * Makes the agent, or makes it anew. Refuses a name that the agent of another type has, or a program
 * that is none of these. program is the absolute path of ocf-resapi; page NULL writes no man page.
 */
bool agent_files_write(const char *folder, const char *program,
                       const struct agent_description *description, const char *page,
                       GError **error);

/* The name of the agent that is there for type; free with g_free(), NULL if there is none. */
char *agent_files_find(const char *folder, const char *type);
/* What is not there is no error. */
bool agent_files_remove(const char *folder, const char *agent, GError **error);

#endif
