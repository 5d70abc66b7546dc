/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_ENGINE_H
#define CLUSRES_SCRIPT_ENGINE_H

/*
 * A script in its engine. Everything happens on one thread, whose COM apartment is single-threaded.
 * Functions return Win32 errors, and what fails has been logged as one line.
 */

#include <windows.h>

#include "resapi.h"

struct engine;

/* Whose script it is. Has to stay until engine_unload(). */
struct engine_owner {
    RESOURCE_HANDLE handle;
    volatile LONG level; /* a LOG_LEVEL: of what fails */
    const WCHAR *name;   /* of the resource */
    HKEY parameters;     /* its private properties */
};

/* Reads the file, makes the engine that its extension stands for, and runs what stands outside of the
 * script's functions. */
DWORD engine_load(const struct engine_owner *owner, const WCHAR *path, struct engine **engine);

/* Ends the script, and frees it. NULL is none. */
void engine_unload(struct engine *engine);

/* ERROR_PROC_NOT_FOUND for the first of LooksAlive and IsAlive that there is not. */
DWORD engine_require_functions(struct engine *engine);

/*
 * Calls a function of the script. One that there is not has succeeded. ERROR_RESOURCE_FAILED: it
 * returned failure, or ended with an error.
 */
DWORD engine_call(struct engine *engine, const WCHAR *name);

/*
 * Whether the script could be loaded and has the functions that it must have. Runs nothing of it, and
 * needs no parameters.
 * ERROR_BAD_FORMAT: it does not parse. ERROR_NO_ASSOCIATION: no engine.
 */
DWORD engine_check(const struct engine_owner *owner, const WCHAR *path);

#endif
