/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_SETTINGS_H
#define CLUSRES_APPLICATION_SETTINGS_H

/* The private properties of Generic Application (resapi.md 5). */

#include "../properties.h"

struct application_settings {
    LPWSTR command_line;
    LPWSTR current_directory;
    DWORD interact_with_desktop;
    DWORD use_network_name;
};

extern const struct property_set application_properties;

#endif
