/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_NAMES_H
#define RESAPID_OCF_NAMES_H

/*
 * The names that an OCF resource agent and its parameters have, made from those of a resource type and
 * its properties, which may hold any character. Pure functions. What was made from what is kept with the
 * agent (agent-file.h), so that the way back is looked up and never guessed.
 */

#include <stdbool.h>
#include <glib.h>

/* The agent that is there for all types. */
#define AGENT_OF_ALL_TYPES "ResourceDLL"
/* The program that all of them are links to. */
#define AGENT_PROGRAM "ocf-resapi"
/* It is a file's name and a word in crmsh. */
#define AGENT_NAME_LONGEST 64

/*
 * Letters and digits of ASCII, words joined with capitals: "File Share" is FileShare, "Büro drucker"
 * BuroDrucker. Free with g_free(); NULL with an error if nothing is left, or the name is taken by
 * ResourceDLL: the remedy is a name of the administrator's own.
 */
char *agent_name_of_type(const char *type, GError **error);

/* Names of types and of properties are one without regard to case, as in the cluster database. */
bool agent_same_name(const char *one, const char *other);

/* Whether an agent's name of the administrator's own can be one. */
bool agent_name_check(const char *name, GError **error);

/*
 * An identifier of a shell, as the executor makes OCF_RESKEY_NAME of it: other characters are their
 * ASCII likeness or `_`. A name that begins with a digit, or that the executor uses itself
 * (CRM_meta_..., crm_feature_set), gets a `_` in front. Free with g_free().
 */
char *agent_parameter_of_property(const char *property);

#endif
