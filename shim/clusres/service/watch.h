/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_WATCH_H
#define CLUSRES_SERVICE_WATCH_H

/*
 * Notices that a running service does not run any more: at once when its process ends, and within a
 * second when it stops or pauses and its process lives on, which the handle of the process alone
 * would not tell. Starts out as zeros; one thread at a time begins and ends it.
 */

#include <windows.h>

struct watch {
    HANDLE thread;
    HANDLE end;
    HANDLE failed; /* for the Resource Monitor: signaled from the failure on */
    HANDLE process;
    SC_HANDLE service;
};

/* service and process (or NULL) have to stay until watch_end(). */
DWORD watch_begin(struct watch *watch, SC_HANDLE service, HANDLE process);
void watch_end(struct watch *watch);

#endif
