/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLEWEB_WEBSERVER_H
#define SAMPLEWEB_WEBSERVER_H

#include <windows.h>

#include "properties.h"

/* One sampleweb-server.exe and every process it may start, held together by a job object. */
typedef struct WEBSERVER {
    HANDLE Job;  /* unchanged from WebServerInit to WebServerFree: safe to use without the lock */
    HANDLE Stop; /* likewise */
    WCHAR StopName[64];
    SRWLOCK Lock;   /* guards Process */
    HANDLE Process; /* NULL: none was started, or its end has been seen to */
} WEBSERVER;

/* Fails with a Win32 error; then there is nothing to free. */
DWORD WebServerInit(WEBSERVER *server);

/* Ends whatever still runs. No other thread may use the server any more. */
void WebServerFree(WEBSERVER *server);

/*
 * Starts the program and gives it its document. Returns a Win32 error; the program has then
 * been ended. Success says only that it runs: whether it can serve shows later, in a page or in
 * WebServerExitCode. The caller sees to it that only one thread starts at a time.
 */
DWORD WebServerStart(WEBSERVER *server, const SAMPLEWEB_PROPERTIES *properties);

/* Whether the process lives. Any thread, at any time; never waits. */
BOOL WebServerRunning(WEBSERVER *server);

/* The exit code of a process that has ended: see server-contract.h. */
DWORD WebServerExitCode(WEBSERVER *server);

/* Asks the server to end by itself; returns at once. */
void WebServerAskToStop(WEBSERVER *server);

/*
 * Ends every process in the job now and waits until the server is gone, for a few seconds at
 * most. FALSE if it still is not. Any thread, in any state, even when nothing runs.
 */
BOOL WebServerKill(WEBSERVER *server);

#endif
