/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "descendants.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

/* By /proc/PID/stat (proc(5)); 0 if there is no such process. */
static pid_t
parent_of(pid_t pid)
{
    char path[32], text[512];
    const char *name_end;
    ssize_t length = 0;
    int fd, parent = 0;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        length = read(fd, text, sizeof(text) - 1);
        close(fd);
    }
    text[length > 0 ? length : 0] = '\0';
    name_end = strrchr(text, ')'); /* the name may hold anything, ") R 1" as well */
    return name_end != NULL && sscanf(name_end, ") %*c %d", &parent) == 1 ? parent : 0;
}

/* A chain that breaks while it is walked ends at the subreaper: the next pass finds the process. */
static bool
is_descendant(pid_t pid)
{
    pid = parent_of(pid);
    while (pid > 1 && pid != getpid()) {
        pid = parent_of(pid);
    }
    return pid == getpid();
}

/* The pidfd makes sure that what is signaled is what was looked at, not a later user of its number.
 * Some seccomp profiles refuse pidfd_open(2); a tree that cannot be killed would be worse. */
static void
signal_if_descendant(pid_t pid, pid_t group, int signal)
{
    int fd = pidfd_open(pid, 0);

    if (fd < 0 && errno == ESRCH) {
        return;
    }
    if (is_descendant(pid) && (group == 0 || getpgid(pid) != group)) {
        if (fd >= 0) {
            pidfd_send_signal(fd, signal, NULL, 0);
        } else {
            kill(pid, signal);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
}

void
signal_descendants_outside(pid_t group, int signal)
{
    DIR *processes = opendir("/proc");
    const struct dirent *entry;

    if (processes == NULL) {
        return;
    }
    while ((entry = readdir(processes)) != NULL) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > 1) {
            signal_if_descendant(pid, group, signal);
        }
    }
    closedir(processes);
}

void
signal_descendants(int signal)
{
    signal_descendants_outside(0, signal);
}
