/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CHECKPOINT_COPY_H
#define RESAPID_CHECKPOINT_COPY_H

/*
 * The two directions of a registry checkpoint: from the registry into the cluster database and back.
 * Keys, values and their types are copied; security descriptors, classes and links are not.
 *
 * These functions ask resapid, so they must not be called on the main thread. Errors are Win32; why
 * then has a clause for a log line that names what is in the way.
 */

#include <windows.h>

#include "batch.h"

#define COPY_WHY_MAX 512

/* Where it is. All belongs to the caller. */
struct copy_place {
    const char *key;      /* the checkpoint's, in the cluster database */
    const WCHAR *subtree; /* below HKEY_LOCAL_MACHINE */
    REGSAM view;          /* KEY_WOW64_64KEY, KEY_WOW64_32KEY or 0 */
};

/* Replaces the subtree by what is saved; without a copy it is left as it is. */
DWORD copy_restore(const struct copy_place *place, char *why);

/* Saves the subtree, unless it is as in *saved, which is what was saved last. One that is not there, and
 * a checkpoint that has been deleted, are success, and nothing is saved. */
DWORD copy_save(const struct copy_place *place, struct batch *saved, char *why);

#endif
