/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_CIB_TEXT_H
#define RESAPID_CLUSDB_CIB_TEXT_H

/*
 * The cluster database as Pacemaker's CIB has it: one set of properties, with a pair for every value and
 * for every key that has neither values nor subkeys.
 *
 *     <cluster_property_set id="resapid-database">
 *       <nvpair id="resapid-5f2b..." name="Resources/{GUID}/Parameters:Port" value="DWORD:8080"/>
 *       <nvpair id="resapid-0c77..." name="Quorum/" value="KEY"/>
 *     </cluster_property_set>
 *
 * A name is the key's path, `:` and the value's name, or the path and `/` for a key. A value is its
 * format, as resapictl(8) has it, `:` and the text; or the number of its type, `:` and the data in base64
 * where the text would not give these very data back. What XML, crmsh or the CIB's own writer, which makes
 * two letters of a line feed, would change is written as % and two hexadecimal digits for each of its bytes.
 *
 * Nodes, Networks and NetworkInterfaces stay in this node's file: they say what this node has.
 *
 * Pure: no I/O but the log, where a pair that is none of these is named.
 */

#include "clusdb/tree.h"

#define CIB_TEXT_SET "resapid-database"

/* The keys below these, and they themselves, are this node's own. */
bool cib_text_is_own(const char *path);

/* The set as XML. *packed, which may be NULL, is about what Pacemaker makes of it when it compresses it:
 * data in base64 as they are, of all else a quarter. */
char *cib_text_write(const struct tree_key *root, size_t *packed);
/* That, with the pairs of others; g_free(). */
char *cib_text_with(const char *set, const char *others);

/* The tree of a set, or NULL with an error for what is no such set. Pairs that are not understood are named
 * in the log and passed over; if their name is one of a value that `known` has, that value is taken for
 * them. Those with a name that is none of ours are somebody else's: *others is then their XML, to be kept. Some
 * tools put Pacemaker's own options into the first set that they find. g_free(). */
struct tree_key *cib_text_read(const char *xml, size_t length, const struct tree_key *known,
                               char **others, GError **error);

#endif
