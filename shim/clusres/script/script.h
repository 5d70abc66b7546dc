/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_SCRIPT_H
#define CLUSRES_SCRIPT_SCRIPT_H

/*
 * The script of one resource: what of it each action of the Resource Monitor runs (the table in the
 * documentation of scripting entry points), each call within PendingTimeout, which is the resource's,
 * failing that its type's.
 *
 * Functions return Win32 errors, and what fails has been logged as one line, of LOG_ERROR where the call
 * of the Resource Monitor fails by it. They may be called
 * from any thread, and take their turn. ERROR_TIMEOUT: a call has not returned in time (event 1232 of
 * Windows). ERROR_BUSY: refused, because it still has not (event 1233).
 */

#include <windows.h>

#include "resapi.h"

struct script;

/* NULL, with the last error set. resource_key has to stay until script_free(). */
struct script *script_new(LPCWSTR name, HKEY resource_key, RESOURCE_HANDLE handle);

/* Waits for the script's thread, and for what hangs on it. */
void script_free(struct script *script);

/*
 * load, Open, Close, unload. Without ScriptFilepath there is nothing to do, as in a resource that has
 * just been made.
 */
DWORD script_run_open(struct script *script);

/* Whether to go on; called behind each step that has been done. */
typedef BOOL (*script_step_done)(void *context);

/* load, Open, Online. ERROR_OPERATION_ABORTED: told not to go on. */
DWORD script_run_online(struct script *script, script_step_done done, void *context);

/* LooksAlive, IsAlive: name is a static string. */
DWORD script_run_check(struct script *script, const WCHAR *name);

/* Offline, Close, unload. When one of them fails the script stays loaded, for Terminate. */
DWORD script_run_offline(struct script *script, script_step_done done, void *context);

/* load if it is not, Open, Terminate, Close, unload; whatever fails on the way. */
void script_run_terminate(struct script *script);

/* Waits for what hangs; Terminate, if it is loaded still; then load, Open, Close, unload. */
void script_run_close(struct script *script);

/* See engine_check(). */
DWORD script_check_file(RESOURCE_HANDLE handle, const WCHAR *path);

#endif
