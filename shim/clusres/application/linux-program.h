/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_LINUX_PROGRAM_H
#define CLUSRES_APPLICATION_LINUX_PROGRAM_H

/* A Linux program under a launcher of its own (launch.h). */

#include "program.h"

DWORD linux_program_start(const struct program_start *start, struct program **program);

/* Logs why it could not be started. */
DWORD linux_program_check(RESOURCE_HANDLE handle, const struct command *command);

#endif
