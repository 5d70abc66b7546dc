/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api-functions.h"

#include <glib.h>

static const struct api_function {
    const char *dll;
    const char *name;
    bool is_refused;
} functions[] = {
#include "api-functions.inc"
};

bool
api_is_own(const char *dll)
{
    return g_ascii_strcasecmp(dll, "clusapi.dll") == 0 ||
           g_ascii_strcasecmp(dll, "resutils.dll") == 0;
}

enum api_status
api_status(const char *dll, const char *function)
{
    for (size_t i = 0; function != NULL && i < G_N_ELEMENTS(functions); i++) {
        if (g_ascii_strcasecmp(functions[i].dll, dll) == 0 &&
            g_str_equal(functions[i].name, function)) {
            return functions[i].is_refused ? API_REFUSED : API_IMPLEMENTED;
        }
    }
    return API_UNKNOWN;
}
