/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sweep.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
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

/* The pidfd makes sure that what is killed is what was looked at, not a later user of its number. Some
 * seccomp profiles refuse pidfd_open(2); a tree that cannot be killed would be worse. */
static bool
kill_if_marked(const char *name, const char *marker)
{
    pid_t pid = (pid_t)strtol(name, NULL, 10);
    int fd = pid > 1 && pid != getpid() ? pidfd_open(pid, 0) : -1;
    bool killed = false;

    if (pid <= 1 || pid == getpid() || (fd < 0 && errno == ESRCH)) {
        return false;
    }
    if (marker_is_on(name, marker) || is_orphan(name)) {
        killed = true;
        if (fd >= 0) {
            pidfd_send_signal(fd, SIGKILL, NULL, 0);
        } else {
            kill(pid, SIGKILL);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return killed;
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
        found += kill_if_marked(name, marker) ? 1 : 0;
    }
    return found;
}
