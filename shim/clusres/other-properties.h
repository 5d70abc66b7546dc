/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_OTHER_PROPERTIES_H
#define CLUSRES_OTHER_PROPERTIES_H

/*
 * Properties that stand in a resource's key and in no table, as those that a script declares. These add
 * them to what was written for the table: result, *returned and *required are what that was, and become
 * what it is with them. Nothing tells resapid of them, as it would take them for the type's.
 */

#include "properties.h"

/* To the names of ENUM_PRIVATE_PROPERTIES. */
DWORD other_properties_add_names(const struct property_owner *owner,
                                 const struct control_call *call, DWORD result, DWORD *required);

/* To the list of GET_PRIVATE_PROPERTY_FMTS, with the formats they are stored in. */
DWORD other_properties_add_formats(const struct property_owner *owner,
                                   const struct control_call *call, DWORD result, DWORD *required);

#endif
