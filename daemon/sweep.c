/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sweep.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "paths.h"

char *
sweep_marker(const struct config *config, const char *label)
{
    g_autofree char *socket = paths_host_socket(config, label);

    return g_strdup_printf("RESAPID_HOST=%s", socket);
}

/* A zombie's environ is empty, so zombies never match. */
static bool
is_marked(const char *pid, const char *marker)
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

unsigned int
sweep_kill(const char *marker)
{
    g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
    unsigned int found = 0;
    const char *name;

    if (proc == NULL) {
        return 1;
    }
    while ((name = g_dir_read_name(proc)) != NULL) {
        pid_t pid = (pid_t)strtol(name, NULL, 10);

        if (pid > 1 && pid != getpid() && is_marked(name, marker)) {
            kill(pid, SIGKILL);
            found++;
        }
    }
    return found;
}
