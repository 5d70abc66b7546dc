/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_BUILTIN_AGENTS_H
#define RESAPID_OCF_BUILTIN_AGENTS_H

/*
 * What is known of the agents of the built-in resource types (daemon/builtin-types.h): what their
 * parameters mean, in words, and which private properties clusres.dll tells, so that their agents can be
 * installed without Wine. A test compares that with what it does tell (tests/wine/builtin-agents.sh).
 */

#include "description.h"

/* The parameter for the properties that a resource's script declares itself. */
#define BUILTIN_OTHERS "properties"

/* Adds the words, and BUILTIN_OTHERS where the type takes it, to what is known of the private properties
 * of a type; of a type that is not built in nothing. */
void builtin_agent_explain(struct agent_description *description);

/* All of a built-in type's agent, as resapictl would make it. NULL for a type that is none. */
struct agent_description *builtin_agent_describe(const char *type);

#endif
