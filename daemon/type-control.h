/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TYPE_CONTROL_H
#define RESAPID_TYPE_CONTROL_H

/*
 * ResourceTypeControl for clients. It is made in the host that the type's resources share, or in one
 * that is started for it and ends behind it.
 */

#include "resource.h"

struct type_controls;

struct type_controls *type_controls_new(const struct resource_world *world);
/* Nobody is told; hosts that were started for controls are ended. */
void type_controls_free(struct type_controls *controls);

/* dll is the type's. done is called once nothing of it runs any more. */
void type_control(struct type_controls *controls, const char *type, const char *dll,
                  const struct control_request *request, resource_controlled done, void *user);

#endif
