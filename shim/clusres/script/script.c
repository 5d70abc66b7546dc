/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "script.h"

#include <wchar.h>

#include "../error-text.h"
#include "engine.h"
#include "../monitor.h"
#include "../timeout.h"
#include "thread.h"

#define DEFAULT_LIMIT_MS 180000 /* of PendingTimeout */
#define TYPE_NAME        L"Generic Script"
#define PATH_PROPERTY    L"ScriptFilepath"

static const WCHAR k_load[] = L"top level";
static const WCHAR k_unload[] = L"end";

struct script {
    HKEY resource_key;
    struct script_thread *thread;

    /* The thread's; it frees them. */
    struct engine_owner owner;
    struct engine *engine;
};

static void
end_on_thread(void *context)
{
    struct script *script = context;

    engine_unload(script->engine);
    ClusterRegCloseKey(script->owner.parameters);
    LocalFree((void *)(ULONG_PTR)script->owner.name);
    LocalFree(script);
}

struct script *
script_new(LPCWSTR name, HKEY resource_key, RESOURCE_HANDLE handle)
{
    struct script *script = LocalAlloc(LPTR, sizeof(*script));
    DWORD error;

    if (script == NULL) {
        return NULL;
    }
    script->resource_key = resource_key;
    script->owner.handle = handle;
    script->owner.level = LOG_ERROR;
    script->owner.name = ResUtilDupString(name);
    error = script->owner.name != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    if (error == ERROR_SUCCESS) {
        error = (DWORD)ClusterRegOpenKey(resource_key, L"Parameters", KEY_ALL_ACCESS,
                                         &script->owner.parameters);
    }
    if (error == ERROR_SUCCESS) {
        script->thread = script_thread_start(script, end_on_thread);
        if (script->thread != NULL) {
            return script;
        }
        error = GetLastError();
        ClusterRegCloseKey(script->owner.parameters);
    }
    LocalFree((void *)(ULONG_PTR)script->owner.name);
    LocalFree(script);
    SetLastError(error);
    return NULL;
}

void
script_free(struct script *script)
{
    script_thread_close(script->thread);
}

static DWORD
call_within(struct script *script, script_routine routine, const WCHAR *name, DWORD limit_ms)
{
    const WCHAR *hung = NULL;
    DWORD result = ERROR_SUCCESS;
    DWORD error = script_thread_call(script->thread, routine, name, limit_ms, &result, &hung);

    switch (error) {
    case ERROR_SUCCESS:
        return result;
    case ERROR_TIMEOUT:
        monitor_log(script->owner.handle, LOG_ERROR,
                    L"The script's %1 has not returned within %2!u! ms (PendingTimeout): "
                    L"%3. The resource hangs until it does; going offline waits for it, up to "
                    L"DeadlockTimeout, and then ends its process.\n",
                    name, limit_ms, error_text(error).text);
        return error;
    default:
        monitor_log(
            script->owner.handle, LOG_ERROR,
            L"The script's %1 is not called, as its %2 has not returned yet: %3. The "
            L"resource hangs until it does; going offline waits for it, up to DeadlockTimeout, "
            L"and then ends its process.\n",
            name, hung, error_text(error).text);
        return error;
    }
}

/*
 * The Resource Monitor's own limit has begun before the call, and would end it sooner, with a reason that
 * knows nothing of the script: so the script gets a little less.
 */
static DWORD
call(struct script *script, script_routine routine, const WCHAR *name)
{
    DWORD limit_ms = timeout_pending_ms(script->resource_key, TYPE_NAME);

    return call_within(script, routine, name, timeout_less(limit_ms, 20, 1000));
}

static BOOL
is_given(const struct script *script)
{
    LPWSTR path = ResUtilGetSzValue(script->owner.parameters, PATH_PROPERTY);
    BOOL given = path != NULL && *path != L'\0';

    LocalFree(path);
    return given;
}

static DWORD
load(void *context, const WCHAR *name)
{
    struct script *script = context;
    LPWSTR path;
    DWORD error;

    UNREFERENCED_PARAMETER(name);
    engine_unload(script->engine);
    script->engine = NULL;
    path = ResUtilGetSzValue(script->owner.parameters, PATH_PROPERTY);
    if (path == NULL || *path == L'\0') {
        monitor_log(script->owner.handle, (LOG_LEVEL)script->owner.level,
                    L"The property '%1' is required: %2: set it.\n", PATH_PROPERTY,
                    error_text(ERROR_INVALID_PARAMETER).text);
        error = ERROR_INVALID_PARAMETER;
    } else {
        error = engine_load(&script->owner, path, &script->engine);
    }
    LocalFree(path);
    return error;
}

static DWORD
load_if_unloaded(void *context, const WCHAR *name)
{
    struct script *script = context;

    return script->engine != NULL ? ERROR_SUCCESS : load(context, name);
}

/* A script that could not come online does not begin to. */
static DWORD
load_for_online(void *context, const WCHAR *name)
{
    struct script *script = context;
    DWORD error = load(context, name);

    if (error == ERROR_SUCCESS) {
        error = engine_require_functions(script->engine);
    }
    if (error != ERROR_SUCCESS) {
        engine_unload(script->engine);
        script->engine = NULL;
    }
    return error;
}

static DWORD
unload(void *context, const WCHAR *name)
{
    struct script *script = context;

    UNREFERENCED_PARAMETER(name);
    engine_unload(script->engine);
    script->engine = NULL;
    return ERROR_SUCCESS;
}

static DWORD
run_function(void *context, const WCHAR *name)
{
    struct script *script = context;

    if (script->engine == NULL) {
        monitor_log(script->owner.handle, LOG_ERROR,
                    L"The script's %1 is not called, as the script is not loaded: %2. Bring "
                    L"the resource online.\n",
                    name, error_text(ERROR_INVALID_STATE).text);
        return ERROR_INVALID_STATE;
    }
    return engine_call(script->engine, name);
}

/* Nothing to do where it is not loaded. */
static DWORD
run_if_loaded(void *context, const WCHAR *name)
{
    struct script *script = context;

    return script->engine != NULL ? engine_call(script->engine, name) : ERROR_SUCCESS;
}

static DWORD
is_loaded(void *context, const WCHAR *name)
{
    struct script *script = context;

    UNREFERENCED_PARAMETER(name);
    return script->engine == NULL ? ERROR_INVALID_STATE : ERROR_SUCCESS;
}

struct step {
    script_routine routine;
    const WCHAR *name;
};

static BOOL
ends_all(DWORD error)
{
    return error == ERROR_TIMEOUT || error == ERROR_BUSY;
}

/* All of them, though one fails, as far as the script can be called at all; the first error. */
static DWORD
run_all(struct script *script, const struct step *steps, size_t count)
{
    DWORD first = ERROR_SUCCESS;

    for (size_t i = 0; i < count && !ends_all(first); i++) {
        DWORD error = call(script, steps[i].routine, steps[i].name);

        first = first == ERROR_SUCCESS || ends_all(error) ? error : first;
    }
    return first;
}

/* How loud it is that something fails: only where the call itself does is that the failure's reason. */
static void
set_level(struct script *script, LOG_LEVEL level)
{
    InterlockedExchange(&script->owner.level, (LONG)level);
}

static DWORD
open_and_close(struct script *script)
{
    static const struct step steps[] = { { run_if_loaded, L"Open" },
                                         { run_if_loaded, L"Close" },
                                         { unload, k_unload } };
    DWORD error;

    set_level(script, LOG_WARNING);
    if (!is_given(script)) {
        return ERROR_SUCCESS;
    }
    error = call(script, load, k_load);
    return error == ERROR_SUCCESS ? run_all(script, steps, ARRAYSIZE(steps)) : error;
}

DWORD
script_run_open(struct script *script)
{
    return open_and_close(script);
}

/* One after the other, until one fails. */
static DWORD
run_pending(struct script *script, const struct step *steps, size_t count, script_step_done done,
            void *context)
{
    set_level(script, LOG_ERROR);
    for (size_t i = 0; i < count; i++) {
        DWORD error = call(script, steps[i].routine, steps[i].name);

        if (error != ERROR_SUCCESS) {
            return error;
        }
        if (!done(context)) {
            return ERROR_OPERATION_ABORTED;
        }
    }
    return ERROR_SUCCESS;
}

DWORD
script_run_online(struct script *script, script_step_done done, void *context)
{
    static const struct step steps[] = { { load_for_online, k_load },
                                         { run_function, L"Open" },
                                         { run_function, L"Online" } };

    return run_pending(script, steps, ARRAYSIZE(steps), done, context);
}

DWORD
script_run_check(struct script *script, const WCHAR *name)
{
    set_level(script, LOG_ERROR);
    return call(script, run_function, name);
}

/* With one that fails the script stays loaded: what Terminate needs is in its variables. */
DWORD
script_run_offline(struct script *script, script_step_done done, void *context)
{
    static const struct step steps[] = { { run_if_loaded, L"Offline" },
                                         { run_if_loaded, L"Close" },
                                         { unload, k_unload } };

    return run_pending(script, steps, ARRAYSIZE(steps), done, context);
}

void
script_run_terminate(struct script *script)
{
    static const struct step steps[] = { { load_if_unloaded, k_load },
                                         { run_if_loaded, L"Open" },
                                         { run_if_loaded, L"Terminate" },
                                         { run_if_loaded, L"Close" },
                                         { unload, k_unload } };

    set_level(script, LOG_WARNING);
    if (is_given(script)) {
        run_all(script, steps, ARRAYSIZE(steps));
    }
}

/* What hangs may start the workload yet, so it is waited for: see pending.h. */
void
script_run_close(struct script *script)
{
    DWORD error;

    script_thread_settle(script->thread);
    error = call(script, is_loaded, L"Close");
    if (error == ERROR_SUCCESS) {
        script_run_terminate(script);
    }
    if (!ends_all(error)) {
        open_and_close(script);
    }
}

struct check {
    struct engine_owner owner;
    WCHAR *path;
};

static void
free_check(void *context)
{
    struct check *check = context;

    LocalFree(check->path);
    LocalFree(check);
}

static DWORD
check_on_thread(void *context, const WCHAR *name)
{
    struct check *check = context;

    UNREFERENCED_PARAMETER(name);
    return engine_check(&check->owner, check->path);
}

/* In an apartment of its own, so that it works beside a script that runs or hangs. */
DWORD
script_check_file(RESOURCE_HANDLE handle, const WCHAR *path)
{
    struct check *check = LocalAlloc(LPTR, sizeof(*check));
    struct script_thread *thread = NULL;
    const WCHAR *hung;
    DWORD result = ERROR_SUCCESS;
    DWORD error;

    if (check == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    check->owner.handle = handle;
    check->owner.level = LOG_ERROR;
    check->path = ResUtilDupString(path);
    if (check->path != NULL) {
        thread = script_thread_start(check, free_check);
    }
    if (thread == NULL) {
        error = check->path != NULL ? GetLastError() : ERROR_NOT_ENOUGH_MEMORY;
        free_check(check);
        return error;
    }
    error = script_thread_call(thread, check_on_thread, k_load, DEFAULT_LIMIT_MS, &result, &hung);
    if (error != ERROR_SUCCESS) {
        monitor_log(handle, LOG_ERROR,
                    L"The script '%1' is not read within %2!u! ms: %3: check that its file "
                    L"system answers.\n",
                    path, DEFAULT_LIMIT_MS, error_text(error).text);
    }
    script_thread_leave(thread); /* nothing of the script has run */
    return error == ERROR_SUCCESS ? result : error;
}
