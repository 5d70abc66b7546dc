/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_START_PROGRAM_H
#define RESAPID_START_PROGRAM_H

/*
 * Starts the program that resapi-launch is for. It has a session and a process group of its own,
 * default signals, /dev/null as standard input, our standard error as standard output and standard
 * error, no other descriptor, our environment, and dies with us.
 */

#include <sys/types.h>

#include "launch.h"

/* words ends with NULL. Fills status with LAUNCH_STARTED or with what was refused, and returns the
 * process id, or -1. */
pid_t start_program(const char *directory, char *const *words, struct launch_status *status);

/* Whether it could be started, as far as the file system tells. Fills status with LAUNCH_EMPTY or with
 * what is refused. */
void check_program(const char *directory, const char *program, struct launch_status *status);

#endif
