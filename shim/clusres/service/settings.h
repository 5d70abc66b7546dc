/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_SETTINGS_H
#define CLUSRES_SERVICE_SETTINGS_H

/* The private properties of a Generic Service (resapi.md 5). */

#include <windows.h>

#include "../properties.h"

struct settings {
    LPWSTR service_name;
    LPWSTR startup_parameters;
    DWORD use_network_name;
};

extern const struct property_set settings_set;

/* The words of StartupParameters, split as CommandLineToArgvW() splits arguments. *words is freed
 * with LocalFree(), and is NULL when there are none. */
DWORD settings_words(const struct settings *settings, LPWSTR **words, DWORD *count);

#endif
