/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_RESOURCE_OBJECT_H
#define CLUSRES_SCRIPT_RESOURCE_OBJECT_H

/*
 * The object `Resource` of scripts: Name, LogInformation, AddProperty, RemoveProperty, PropertyExists,
 * and every private property by its name. The methods that the documentation's examples use count like
 * those of its reference. On the script's thread alone.
 */

#include <windows.h>
#include <oaidl.h>

#include "engine.h"

struct resource_object;

/* NULL when memory runs out. */
struct resource_object *resource_object_new(const struct engine_owner *owner);

IDispatch *resource_object_dispatch(struct resource_object *object);

/* What a script still holds afterwards fails. Releases the caller's reference. */
void resource_object_detach(struct resource_object *object);

#endif
