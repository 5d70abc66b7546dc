/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_SECRETS_H
#define RESAPID_IMPORT_SECRETS_H

/*
 * What is never written anywhere: not into a report, nor a CIB, nor a message. What is hidden by mistake
 * is set by hand; what is shown by mistake is known for ever: in doubt, it is a secret.
 */

#include <stdbool.h>

#include "windows-cluster.h"

/* Whether this value must not be shown: it is binary and not of a property that is known to hold none,
 * or the property's name says so ("AdminPassword", "Shared Key"), or the text has one inside
 * ("...;Password=..."). A number that can only be a switch, 0 or 1, is none. */
bool secret_is(const char *property, const struct windows_value *value);

#endif
