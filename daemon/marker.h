/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_MARKER_H
#define RESAPID_MARKER_H

/*
 * What every process of a host's tree inherits in its environment, so that it can be found without the
 * host's keeper. A process that was started with an environment of its own does not have it.
 */

#include <stdbool.h>
#include <sys/types.h>
#include <glib.h>

/* "RESAPID_HOST=" and the socket of the host's keeper, which no other resapid's host shares. */
char *marker_new(const char *socket);
/* Whether a process has it, by its name in /proc; a zombie has none. */
bool marker_is_on(const char *pid, const char *marker);
/* A process that has it, 0 if none has. -1 if /proc cannot be read. */
pid_t marker_find(const char *marker);

#endif
