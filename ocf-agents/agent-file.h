/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_AGENT_FILE_H
#define RESAPID_OCF_AGENT_FILE_H

/*
 * The file that says what an OCF resource agent is the agent of (agent-files.h writes it), as the agent
 * reads it at each of its starts. Errors are of the domains of daemon/error.h.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#define AGENT_FILE_FOLDER ".resapid"
/* What stands behind the agent's name in that of its man page. */
#define AGENT_FILE_PAGE ".7"

/* The groups of the file; in the latter two NAME=PROPERTY:FORMAT for each parameter. */
#define AGENT_FILE_AGENT   "agent"
#define AGENT_FILE_PRIVATE "private properties"
#define AGENT_FILE_COMMON  "common properties"
/* In the first one: the parameter that holds words NAME=VALUE of further private properties. */
#define AGENT_FILE_WORDS "words"
/* NAME=NUMBER, CLUSPROP_FORMAT_..., for a parameter whose FORMAT above does not say which it is. */
#define AGENT_FILE_FORMATS "formats"

/* The path of a file of the agent in folder; suffix "", ".xml" or AGENT_FILE_PAGE. Free with g_free(). */
char *agent_file_path(const char *folder, const char *agent, const char *suffix);

struct agent_file;
/* path is that of the agent. NULL with an error that says how to make the agent anew. */
struct agent_file *agent_file_read(const char *path, GError **error);
void agent_file_free(struct agent_file *file);
typedef struct agent_file agent_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(agent_file_t, agent_file_free)

const char *agent_file_type(const struct agent_file *file);
const char *agent_file_dll(const struct agent_file *file);
/*
 * The properties that the environment has values for (OCF_RESKEY_...), as properties_split() reads them:
 * the private, or the common ones. A parameter without a value is left out. Free with g_free().
 */
char *agent_file_properties(const struct agent_file *file, bool common);

/* CLUSPROP_FORMAT_... in which the DLL takes a private property, or preset if the file does not say. */
uint32_t agent_file_format(const struct agent_file *file, const char *property, uint32_t preset);

/* The first parameter that is required and has no value in the environment, or NULL. */
const char *agent_file_find_missing(const struct agent_file *file);

/* Prints what meta-data has to print. path is that of the agent. */
bool agent_file_print_metadata(const char *path, GError **error);

#endif
