/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_DESCENDANTS_H
#define RESAPID_DESCENDANTS_H

/*
 * Sends SIGKILL to every process that descends from the calling one, by the parents in /proc.
 *
 * One pass does not prove anything: processes start and change parents while it runs. The caller is
 * a subreaper and repeats it until waitpid(2) says ECHILD.
 */
void kill_descendants(void);

#endif
