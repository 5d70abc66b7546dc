/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_GUID_H
#define RESAPID_GUID_H

/*
 * GUIDs that follow from names, so that they are the same each time: name-based ones as in RFC 4122, 4.3.
 */

/* g_free() */
char *guid_of_name(const char *space, const char *name);

#endif
