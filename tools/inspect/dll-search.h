/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_DLL_SEARCH_H
#define RESAPID_INSPECT_DLL_SEARCH_H

#include "daemon/config.h"
#include "pe-file.h"

/*
 * Where a host finds the DLLs that a DLL imports: as Wine looks for them, with what resapi-host.exe does
 * (shim/host/loader.c, own-dlls.c). Nothing is run; each file is read once.
 */

enum dll_place {
    DLL_OWN,       /* resapid's own clusapi.dll or resutils.dll */
    DLL_BESIDE,    /* in the folder of the file that is inspected */
    DLL_PREFIX,    /* in the prefix's system32, and none of Wine's */
    DLL_WINE,      /* Wine's */
    DLL_NOWHERE,   /* reason says more if there is more to say */
    DLL_UNCHECKED, /* Wine is not there for this machine */
};

struct dll {
    enum dll_place place;
    char *path;                 /* NULL if it was not found */
    const struct pe_file *file; /* NULL for DLL_OWN, and if it was not found */
    char *reason;
};

struct dll_search;

/* folder: that of the file that is inspected. wine: Wine's folder of DLLs, NULL to look for it. NULL with
 * an error if there is none. config is borrowed. */
struct dll_search *dll_search_new(const struct config *config, const char *folder, const char *wine,
                                  uint32_t machine, GError **error);
void dll_search_free(struct dll_search *search);

/* By the name that an import or a forwarded export gives it. Never NULL; the search's. */
const struct dll *dll_search_find(struct dll_search *search, const char *name);

#endif
