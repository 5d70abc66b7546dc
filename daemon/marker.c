/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "marker.h"

#include <stdlib.h>
#include <string.h>

char *
marker_new(const char *socket)
{
    return g_strdup_printf("RESAPID_HOST=%s", socket);
}

bool
marker_is_on(const char *pid, const char *marker)
{
    g_autofree char *path = g_build_filename("/proc", pid, "environ", NULL);
    g_autofree char *environment = NULL;
    gsize length;

    if (!g_file_get_contents(path, &environment, &length, NULL)) {
        return false;
    }
    for (gsize i = 0; i < length; i += strlen(environment + i) + 1) {
        if (strcmp(environment + i, marker) == 0) {
            return true;
        }
    }
    return false;
}

pid_t
marker_find(const char *marker)
{
    g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
    const char *name;

    if (proc == NULL) {
        return -1;
    }
    while ((name = g_dir_read_name(proc)) != NULL) {
        pid_t pid = (pid_t)strtol(name, NULL, 10);

        if (pid > 1 && marker_is_on(name, marker)) {
            return pid;
        }
    }
    return 0;
}
