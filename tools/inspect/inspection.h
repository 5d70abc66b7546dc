/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_INSPECTION_H
#define RESAPID_INSPECT_INSPECTION_H

#include "dll-search.h"

/*
 * A file that is to be a resource DLL, and the DLLs of its own that it imports, those that they import, and
 * so on: what each import is, and what that means for the file. DLLs of Wine's are not followed.
 */

/* More DLLs beside a file than these are not followed. */
#define INSPECTION_FILES_MAX 64
/* More imports of all of them are refused. */
#define INSPECTION_IMPORTS_MAX 65536

enum function_status {
    FUNCTION_FOUND,
    FUNCTION_IMPLEMENTED, /* by resapid's clusapi.dll or resutils.dll */
    FUNCTION_REFUSED,     /* there: ERROR_CALL_NOT_IMPLEMENTED */
    FUNCTION_STUB,        /* Wine's, and ends the program when it is called */
    FUNCTION_MISSING,     /* not exported: Wine makes a stub of it */
    FUNCTION_NO_DLL,      /* its DLL was not found */
    FUNCTION_UNCHECKED,
    FUNCTION_STATUSES
};

struct inspected_import {
    const struct pe_file *importer;
    const struct pe_import *import;
    const struct dll *dll;
    GArray *statuses; /* enum function_status, one for each of import->functions */
};

struct inspection {
    const struct pe_file *file;
    struct dll_search *search; /* borrowed */
    GPtrArray *files;          /* const struct pe_file; file is the first */
    GPtrArray *imports;        /* struct inspected_import */
    bool is_cut;               /* there are more DLLs than were followed */
};

/* What is wrong, and how much of it. NULL with an error for more than is looked at; file and search must
 * outlive it. */
struct inspection *inspection_new(const struct pe_file *file, struct dll_search *search,
                                  GError **error);
void inspection_free(struct inspection *inspection);

const char *function_status_word(enum function_status status);

/* "Name", or "#7" for one imported by its ordinal. Free with g_free(). */
char *function_name(const struct pe_function *function);

/* Words, blanks between, for what the file offers the Resource Monitor: "Startup", "StartupEx", or both,
 * or "". */
const char *inspection_entry_points(const struct pe_file *file);

#endif
