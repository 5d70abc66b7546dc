/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_DLL_LIST_H
#define RESAPID_IMPORT_DLL_LIST_H

/*
 * The resource DLLs that have to be copied: those of the types that custom resources have. What Windows
 * itself brings, and what clusres.dll of resapid's own stands for, is not among them.
 */

#include <glib.h>

#include "notes.h"
#include "windows-cluster.h"

enum dll_verdict {
    DLL_NOT_LOOKED_AT, /* the file is not at hand */
    DLL_RUNS,
    DLL_RUNS_NOT,
};

struct dll_entry {
    char *name;         /* the file's name, without a folder */
    char *windows_path; /* DllName, as Windows has it */
    char *path;         /* where it was found below --dll-dir; NULL */
    enum dll_verdict verdict;
    char *detail;     /* the line that inspect says of it; NULL where it was not looked at */
    GPtrArray *types; /* of const struct windows_type, by name */
};

/* directory and inspect, the program, may be NULL. Notes a DLL that does not run, one that is not in
 * directory, and a type without one. An array of struct dll_entry, by name, that owns them. */
GPtrArray *dll_list_make(const windows_cluster_t *cluster, const char *directory,
                         const char *inspect, notes_t *notes);

#endif
