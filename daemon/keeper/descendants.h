/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_DESCENDANTS_H
#define RESAPID_DESCENDANTS_H

#include <sys/types.h>

/*
 * Sends a signal to every process that descends from the calling one, by the parents in /proc.
 *
 * One pass does not prove anything: processes start and change parents while it runs. A caller that
 * wants all of them killed is a subreaper and repeats it until waitpid(2) says ECHILD.
 */
void signal_descendants(int signal);

/* But for those that are in this process group; 0: for none. */
void signal_descendants_outside(pid_t group, int signal);

#endif
