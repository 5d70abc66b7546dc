/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_PRIVATE_LIST_H
#define RESAPID_OCF_PRIVATE_LIST_H

/* The private properties of the agent's parameters as a DLL takes them. */

#include "agent.h"
#include "daemon/property-list.h"

/* Whether a property is to be in the list; type is REG_... */
typedef bool (*private_list_wants)(void *user, const struct property_value *value, uint32_t type);

/* The property list of those that wants says, each in the format that the agent's file has for it, if there is
 * one; wants NULL: of all. *count is how many there are. NULL with an error for what is no property. */
GBytes *private_list_new(const struct agent *agent, private_list_wants wants, void *user,
                         unsigned int *count, GError **error);

#endif
