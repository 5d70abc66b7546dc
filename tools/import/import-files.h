/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_FILES_H
#define RESAPID_IMPORT_FILES_H

/*
 * What `resapictl import` writes: one of its formats, or all of them as files of a folder.
 *
 *     report.txt, report.html, report.json    for people, and for programs
 *     cib.xml, crm.txt, pcs.sh                the configuration, for cibadmin, crmsh and pcs
 *     types.d/AGENT                           for /etc/resapid/types.d (resapi-types(5))
 *     dlls.txt                                the resource DLLs to copy, a line each
 */

#include <stdbool.h>
#include <glib.h>

#include "conversion.h"
#include "types-files.h"

/* What a word of --output-as makes: "text", "html", "json", "xml", "cib", "crm", "pcs". g_free(); NULL with
 * an error. */
char *import_format(const struct conversion *conversion, const char *format, GError **error);

/* Makes the folder, which has to be empty if it is there; with forced, files of an earlier import are
 * replaced, or removed where this one has none, and nothing else is touched. types is what types_files_make() gave. */
bool import_files_write(const struct conversion *conversion, const GPtrArray *types,
                        const char *folder, bool forced, GError **error);

#endif
