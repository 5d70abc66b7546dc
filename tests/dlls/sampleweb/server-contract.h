/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLEWEB_SERVER_CONTRACT_H
#define SAMPLEWEB_SERVER_CONTRACT_H

/*
 * What sampleweb.dll and sampleweb-server.exe agree on.
 *
 * Command line: sampleweb-server.exe PORT STOP-EVENT
 * STOP-EVENT names an event of the caller; the server ends when it is signaled.
 *
 * Standard input: two NUL-terminated UTF-16 strings, the path of the lock file (empty: no lock)
 * and the document. They travel through a pipe because no quoting rule can spoil them there and
 * a command line holds no more than 32767 characters. The closing NULs prove that nothing is
 * missing.
 */
#define SERVER_PROGRAM   L"sampleweb-server.exe"
#define SERVER_MAX_INPUT (4u * 1024 * 1024) /* bytes */

enum server_exit {
    SERVER_EXIT_OK = 0,         /* the stop event was signaled */
    SERVER_EXIT_USAGE = 2,      /* bad arguments, or no such event */
    SERVER_EXIT_INPUT = 3,      /* standard input is incomplete */
    SERVER_EXIT_LOCK_HELD = 4,  /* another process holds the lock file */
    SERVER_EXIT_LOCK_FILE = 5,  /* the lock file cannot be opened */
    SERVER_EXIT_PORT_TAKEN = 6, /* another process listens on the port */
    SERVER_EXIT_SYSTEM = 7,     /* Windows or Winsock refused something else */
};

#endif
