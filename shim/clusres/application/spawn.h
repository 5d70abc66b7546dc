/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_SPAWN_H
#define CLUSRES_APPLICATION_SPAWN_H

/*
 * Creating a process whose output goes where the host's goes, that has no input, and that inherits
 * nothing else but what it is meant to: other resources live in this process, too.
 */

#include <windows.h>

struct spawn {
    LPCWSTR line;
    LPCWSTR directory;  /* NULL: the host's */
    LPWSTR environment; /* NULL: the host's */
    HANDLE extra;       /* a handle for the process, or NULL */
    DWORD flags;        /* CREATE_SUSPENDED and the like */
};

/* Held while handles can be inherited: two that create processes in two threads would pass on each
 * other's. */
void spawn_lock(void);
void spawn_unlock(void);

/* Returns a Win32 error. */
DWORD spawn(const struct spawn *spawn, PROCESS_INFORMATION *created);

#endif
