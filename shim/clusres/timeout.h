/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_TIMEOUT_H
#define CLUSRES_TIMEOUT_H

/*
 * How long the Resource Monitor lets a resource take (resapi.md 2.7, 3.2): a type that ends what it
 * waits for by itself, and a little earlier, can say what that was.
 */

#include <windows.h>

#include "resapi.h"

/* Milliseconds: the shorter one of PendingTimeout and DeadlockTimeout, each the resource's, else its
 * type's, else the default. 1 at least. Asks the cluster database: not with a lock held. */
DWORD timeout_pending_ms(HKEY resource_key, LPCWSTR type);

/* What is left of ms for the thing itself when a part of it, but no more than most_ms, is kept for
 * what has to be done behind it: a 4th is a quarter. 1 at least. */
DWORD timeout_less(DWORD ms, DWORD part, DWORD most_ms);

#endif
