/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_LAUNCHER_H
#define CLUSRES_APPLICATION_LAUNCHER_H

/* Starting resapi-launch, and a connection to it (launch.h). */

#include <winsock2.h>
#include <windows.h>

#include "launch.h"
#include "program.h"

/* Asks a new launcher, and waits for its first answer. Logs why it failed; connection is then closed,
 * and is otherwise the caller's. */
DWORD launcher_ask(const struct program_start *start, enum launch_request kind, SOCKET *connection,
                   struct launch_status *status);

/* The next line. FALSE: there is none any more. */
BOOL launcher_read(SOCKET connection, struct launch_status *status);

#endif
