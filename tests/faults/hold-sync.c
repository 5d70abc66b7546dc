/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * LD_PRELOAD for resapid: while the file that HOLD_SYNC names exists, a write to the disk does not
 * end. So a test says itself how long the cluster database takes, and what happens meanwhile. The
 * file HOLD_SYNC.held tells the test that a write has come so far.
 */

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAUSE_US 10000
/* A test that goes wrong must not hold resapid for ever. */
#define PAUSES_MAX 6000

int fsync(int fd);
int fdatasync(int fd);

static void
tell(const char *file)
{
    char path[4096];
    int fd;

    snprintf(path, sizeof(path), "%s.held", file);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
    }
}

static void
hold(void)
{
    const char *file = getenv("HOLD_SYNC");

    for (int i = 0; file != NULL && i < PAUSES_MAX && access(file, F_OK) == 0; i++) {
        tell(file);
        usleep(PAUSE_US);
    }
}

static int
sync_by(const char *name, int fd)
{
    union {
        void *object;
        int (*function)(int fd);
    } next = { .object = dlsym(RTLD_NEXT, name) };

    hold();
    return next.function(fd);
}

int
fsync(int fd)
{
    return sync_by("fsync", fd);
}

int
fdatasync(int fd)
{
    return sync_by("fdatasync", fd);
}
