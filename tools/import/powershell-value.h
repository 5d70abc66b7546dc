/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_POWERSHELL_VALUE_H
#define RESAPID_IMPORT_POWERSHELL_VALUE_H

/* Values of properties, from PowerShell's types to those of the registry. */

#include "powershell-object.h"
#include "windows-cluster.h"

/* What has become of a value. */
enum powershell_fit {
    FIT_WHOLE,
    FIT_NOTHING, /* it is null: nothing is set */
    FIT_CUT,     /* -Depth has left the name of a type of it: it is lost */
    FIT_WRONG,   /* it is not of its type */
};

/* Of a private property. type is the ParameterType of Get-ClusterParameter; NULL: as the value is. */
enum powershell_fit powershell_private_value(const struct powershell_object *object,
                                             const char *type, struct windows_value **value);

/* Of a common property: an enum's name becomes its number. */
enum powershell_fit powershell_common_value(const char *property,
                                            const struct powershell_object *object,
                                            struct windows_value **value);

/* The names in a list, or the one that stands for itself; g_strfreev(). Never NULL. */
char **powershell_names(const struct powershell_object *object);

#endif
