/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_LINUX_COMMAND_H
#define CLUSRES_APPLICATION_LINUX_COMMAND_H

/* The command of a Linux program as its launcher is told it (launch.h). Both log what is wrong. */

#include "command.h"

/* Splits the line: sets program, and request to its words. */
DWORD linux_command_split(RESOURCE_HANDLE handle, struct command *command);

/* Puts the directory in front of the words, as a Unix path. */
DWORD linux_command_finish(RESOURCE_HANDLE handle, struct command *command);

#endif
