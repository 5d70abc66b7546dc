/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_SURVEY_H
#define RESAPID_TOOLS_SURVEY_H

#include "ocf-agents/description.h"
#include "resapictl.h"

/*
 * What the resource DLL of a type says of the private properties of its resources, and what a hand-written
 * file adds (types.d, resapi-types(5)), as the description of the agent named agent. The DLL is asked by
 * control codes: of the type for the formats; of a resource made for this, which is never brought online
 * and removed again, for what a new resource's values are, and for the formats where the type has not
 * told them. What is required, limits and defaults are those of the property tables that the DLL has used for
 * its answers. *told: any of them has told anything. NULL with an error if the DLL could not be asked, or two
 * properties would be one parameter.
 */
struct agent_description *survey_type(struct command *command, const char *type, const char *dll,
                                      const char *agent, bool *told, GError **error);

#endif
