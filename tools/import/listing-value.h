/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_LISTING_VALUE_H
#define RESAPID_IMPORT_LISTING_VALUE_H

/* What /prop and /priv show of a value: "1 (0x1)", "4e 0f a2 11 ... (260 bytes)", a text. */

#include "windows-cluster.h"

/* type: the letters before it, "D", "SR". NULL: it is cut, as long binary values are, or not of its type. */
struct windows_value *listing_value(const char *type, const char *shown);

/* "M": further rows have further texts. */
bool listing_value_is_list(const char *type);

#endif
