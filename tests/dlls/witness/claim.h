/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WITNESS_CLAIM_H
#define WITNESS_CLAIM_H

#include <windows.h>

/*
 * A resource's claim to be active, in a folder that all nodes of the cluster see:
 *   lock.NAME               locked as long as the claim lasts
 *   active.NAME.NODE.START  the claim's last sign of life; both times in ms since 1970
 *
 * LockFileEx and no share mode: on Wine share modes end with the prefix, but wineserver locks the
 * byte range with fcntl as well, so the kernel keeps out all other prefixes. Should the wineserver
 * die, the lock is gone before the host is; the signs of life go on, for they need no wineserver.
 */
typedef struct CLAIM {
    HANDLE Lock;
    HANDLE Signs;
    HANDLE Thread;
    LONG volatile Ended;
} CLAIM;

/* A zeroed claim is none. ERROR_LOCK_VIOLATION: somebody else has it. */
DWORD ClaimTake(CLAIM *claim, LPCWSTR folder, LPCWSTR name, LPCWSTR node);
void ClaimDrop(CLAIM *claim);
BOOL ClaimHeld(const CLAIM *claim);

ULONGLONG UnixTimeMs(void);

#endif
