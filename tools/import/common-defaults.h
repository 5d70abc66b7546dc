/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_COMMON_DEFAULTS_H
#define RESAPID_IMPORT_COMMON_DEFAULTS_H

/*
 * Which common properties say nothing, so that every format gives the same cluster: PowerShell tells all
 * of them, the registry only those that somebody has set. Names are compared without regard to case.
 */

#include <stdbool.h>

#include "windows-cluster.h"

/* Whether the property is as good as absent: it has the default that is documented for Windows Server
 * 2012 and later, or stands for the resource type's value. False for a property whose default depends on
 * the version of Windows, and for one that is not known here. A text that is a number in decimal or 0x
 * form counts as one. */
bool common_default_is(enum windows_kind kind, const char *name, const struct windows_value *value);

/* Whether it is no configuration, whatever its value: state at run time, or what the Cluster service
 * finds out by itself. What struct windows_object and its like have a field for (the name, the type,
 * the group, ...) is among it, so that it never gets to the common properties. */
bool common_is_state(enum windows_kind kind, const char *name);

/* Whether it is a common property that is documented, state too: PowerShell's objects and the keys of the
 * registry have others. */
bool common_is_known(enum windows_kind kind, const char *name);

#endif
