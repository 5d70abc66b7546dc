/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_START_HOST_H
#define RESAPID_START_HOST_H

/*
 * Starts a host process with all that it is given: descriptors, user, limits, session.
 *
 * The host's fd 0 is one end of a SOCK_SEQPACKET socketpair, the channel; 1 and 2 are the log pipe;
 * no other descriptor is open. It has a session of its own, the working directory of the caller,
 * umask 077, default signals, no way to new privileges, and dies with the caller.
 */

#include <stdbool.h>
#include <sys/types.h>

struct host_options {
    const char *user; /* NULL: stay who we are */
    char **limits;    /* "NAME=VALUE", in setrlimit(2)'s units or "unlimited"; ends with NULL */
    char **command;   /* ends with NULL; looked up in PATH; its environment is ours */
};

struct host {
    pid_t pid;
    int channel; /* our end */
    int log;     /* the end to read from, non-blocking */
};

/* What goes wrong before the process runs returns false with errno. What goes wrong inside it, a
 * user or command that is not there for example, is one line in the log and exit status 127. */
bool start_host(const struct host_options *options, struct host *host);

#endif
