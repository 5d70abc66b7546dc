/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sweep.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "child.h"
#include "marker.h"

/* The value of a line of /proc/PID/status, "" if it has none. */
static const char *
status_value(const char *status, const char *name)
{
    const char *line = strstr(status, name);

    return line != NULL ? line + strlen(name) : "";
}

/* A child of ours that we never started was orphaned by a keeper's death (PR_SET_CHILD_SUBREAPER). */
static bool
is_orphan(const char *pid)
{
    g_autofree char *path = g_build_filename("/proc", pid, "status", NULL);
    g_autofree char *status = NULL;

    if (!g_file_get_contents(path, &status, NULL, NULL)) {
        return false;
    }
    return strtol(status_value(status, "\nPPid:\t"), NULL, 10) == getpid() &&
           status_value(status, "\nState:\t")[0] != 'Z' &&
           !child_is_known((pid_t)strtol(pid, NULL, 10));
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

        if (pid > 1 && pid != getpid() && (marker_is_on(name, marker) || is_orphan(name))) {
            kill(pid, SIGKILL);
            found++;
        }
    }
    return found;
}
