/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_API_FUNCTIONS_H
#define RESAPID_INSPECT_API_FUNCTIONS_H

#include <stdbool.h>

enum api_status {
    API_IMPLEMENTED,
    API_REFUSED, /* returns ERROR_CALL_NOT_IMPLEMENTED */
    API_UNKNOWN, /* Windows' DLL does not export it either */
};

/* A DLL that resapid brings its own of: clusapi.dll and resutils.dll, in whatever case. */
bool api_is_own(const char *dll);

/* function NULL: one imported by its ordinal, which Windows promises for no function of these DLLs. */
enum api_status api_status(const char *dll, const char *function);

#endif
