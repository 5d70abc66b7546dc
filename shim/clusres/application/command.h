/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_COMMAND_H
#define CLUSRES_APPLICATION_COMMAND_H

/*
 * What CommandLine and CurrentDirectory say, looked at before anything starts.
 *
 * A command line whose program begins with "/", in quotes or not, is of a Linux program and is split
 * as launch.h says. Any other is of a Windows program, which is looked for where CreateProcess looks.
 */

#include <windows.h>

#include "resapi.h"
#include "settings.h"

struct command {
    LPWSTR program;    /* the path of the program, for messages */
    LPCWSTR line;      /* the settings' own */
    LPCWSTR directory; /* the settings' own; NULL: the host's */
    char *request;     /* of a Linux program, launch.h's strings; NULL: a Windows program */
    DWORD request_length;
};

/* Logs what is wrong, and returns its error. To be freed with command_free() unless it fails. */
DWORD command_read(RESOURCE_HANDLE handle, const struct application_settings *settings,
                   struct command *command);
void command_free(struct command *command);

#endif
