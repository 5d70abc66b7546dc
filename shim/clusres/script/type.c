/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The resource type Generic Script: its entry points. What they run of a script is script.h's to say.
 */

#include <windows.h>

#include <stddef.h>
#include <wchar.h>

#include "../error-text.h"
#include "../monitor.h"
#include "../pending.h"
#include "../properties.h"
#include "resapi.h"
#include "script.h"
#include "../types.h"

struct properties {
    LPWSTR script_filepath;
};

struct script_resource {
    struct property_owner owner;
    struct script *script;
    struct work work;
    volatile LONG online; /* what is set then is read by the script at once, but for the table's */
};

/* The documents also write ScriptFilePath, which is the same name, and once ScriptPath, which here is a
 * property like any that a script declares. */
static const RESUTIL_PROPERTY_ITEM k_table[] = {
    { .Name = L"ScriptFilepath",
      .Format = CLUSPROP_FORMAT_SZ,
      .Flags = RESUTIL_PROPITEM_REQUIRED,
      .Offset = offsetof(struct properties, script_filepath) },
    { .Name = NULL },
};

static DWORD
check_properties(RESOURCE_HANDLE handle, const void *block)
{
    const struct properties *properties = block;

    return script_check_file(handle, properties->script_filepath);
}

static const struct property_set k_properties = {
    .table = k_table,
    .block_size = sizeof(struct properties),
    .takes_others = TRUE,
    .check = check_properties,
};

static DWORD
open_parts(struct script_resource *resource, LPCWSTR name, HKEY key)
{
    DWORD error = properties_open(&resource->owner, key);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    resource->script = script_new(name, key, resource->owner.handle);
    if (resource->script == NULL) {
        error = GetLastError();
        ClusterRegCloseKey(resource->owner.parameters);
    }
    return error;
}

/*
 * No document says what a script that cannot be run means for Open. Here the resource opens: what is
 * wrong is in the log, and has its consequence when the same script is to come online. A resource that
 * could not be opened could not be repaired by its control codes either.
 */
static RESID WINAPI
ScriptOpen(LPCWSTR ResourceName, HKEY ResourceKey, RESOURCE_HANDLE ResourceHandle)
{
    struct script_resource *resource = LocalAlloc(LPTR, sizeof(*resource));
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (resource != NULL) {
        resource->owner.set = &k_properties;
        resource->owner.handle = ResourceHandle;
        error = open_parts(resource, ResourceName, ResourceKey);
    }
    if (error != ERROR_SUCCESS) {
        monitor_log(ResourceHandle, LOG_ERROR, L"Opening '%1' failed: %2.\n", ResourceName,
                    error_text(error).text);
        LocalFree(resource);
        SetLastError(error);
        return NULL;
    }
    work_init(&resource->work);
    script_run_open(resource->script);
    return resource;
}

/* What the script does between two of its functions is progress; how long one of them takes is not. */
static BOOL
step_done(void *context)
{
    return pending_progress(context);
}

static DWORD WINAPI
online_worker(PCLUS_WORKER worker, LPVOID context)
{
    struct script_resource *resource = context;
    struct pending pending;
    DWORD error;

    pending_begin(&pending, resource->owner.handle, worker, ClusterResourceOnlinePending);
    error = script_run_online(resource->script, step_done, &pending);
    if (error == ERROR_SUCCESS) {
        InterlockedExchange(&resource->online, TRUE);
    }
    if (pending_is_wanted(&pending)) {
        pending_end(&pending,
                    error == ERROR_SUCCESS ? ClusterResourceOnline : ClusterResourceFailed, NULL);
    }
    return error;
}

static DWORD
begin(struct script_resource *resource, PWORKER_START_ROUTINE routine)
{
    DWORD error = work_replace(&resource->work, routine, resource);

    if (error != ERROR_IO_PENDING && error != ERROR_OPERATION_ABORTED) {
        monitor_log(resource->owner.handle, LOG_ERROR,
                    L"Creating a worker failed: %1; end what uses up memory.\n",
                    error_text(error).text);
    }
    return error;
}

static DWORD WINAPI
ScriptOnline(RESID ResourceId, LPHANDLE EventHandle)
{
    struct properties properties = { NULL };
    struct script_resource *resource = ResourceId;
    DWORD error;

    UNREFERENCED_PARAMETER(EventHandle); /* left alone, so that LooksAlive is polled */
    if (resource == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    error = properties_read(&resource->owner, &properties);
    properties_free(&k_properties, &properties);
    return error == ERROR_SUCCESS ? begin(resource, online_worker) : error;
}

static DWORD WINAPI
offline_worker(PCLUS_WORKER worker, LPVOID context)
{
    struct script_resource *resource = context;
    struct pending pending;
    DWORD error;

    pending_begin(&pending, resource->owner.handle, worker, ClusterResourceOfflinePending);
    error = script_run_offline(resource->script, step_done, &pending);
    if (pending_is_wanted(&pending)) {
        pending_end(&pending,
                    error == ERROR_SUCCESS ? ClusterResourceOffline : ClusterResourceFailed, NULL);
    }
    return error;
}

static DWORD WINAPI
ScriptOffline(RESID ResourceId)
{
    struct script_resource *resource = ResourceId;

    if (resource == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    InterlockedExchange(&resource->online, FALSE);
    return begin(resource, offline_worker);
}

/* Waits for what the worker runs of the script, which is as long as PendingTimeout allows. */
static void WINAPI
ScriptTerminate(RESID ResourceId)
{
    struct script_resource *resource = ResourceId;

    if (resource == NULL) {
        return;
    }
    work_end(&resource->work);
    InterlockedExchange(&resource->online, FALSE);
    script_run_terminate(resource->script);
}

static void WINAPI
ScriptClose(RESID ResourceId)
{
    struct script_resource *resource = ResourceId;

    if (resource == NULL) {
        return;
    }
    work_free(&resource->work);
    script_run_close(resource->script);
    script_free(resource->script);
    ClusterRegCloseKey(resource->owner.parameters);
    LocalFree(resource);
}

static BOOL WINAPI
ScriptLooksAlive(RESID ResourceId)
{
    struct script_resource *resource = ResourceId;

    return resource != NULL && script_run_check(resource->script, L"LooksAlive") == ERROR_SUCCESS;
}

static BOOL WINAPI
ScriptIsAlive(RESID ResourceId)
{
    struct script_resource *resource = ResourceId;

    return resource != NULL && script_run_check(resource->script, L"IsAlive") == ERROR_SUCCESS;
}

static DWORD WINAPI
ScriptResourceControl(RESID ResourceId, DWORD ControlCode, PVOID InBuffer, DWORD InBufferSize,
                      PVOID OutBuffer, DWORD OutBufferSize, LPDWORD BytesReturned)
{
    struct script_resource *resource = ResourceId;
    const struct control_call call = { ControlCode, InBuffer,      InBufferSize,
                                       OutBuffer,   OutBufferSize, BytesReturned };

    if (resource == NULL) {
        return ERROR_RESOURCE_NOT_FOUND;
    }
    return properties_control(&resource->owner, &call, resource->online != FALSE);
}

/* InBuffer is the path, and nothing of a resource is known. */
static DWORD
validate_path(const struct control_call *call)
{
    const WCHAR *path = call->in;
    size_t characters = call->in_size / sizeof(WCHAR);

    if (path == NULL || characters == 0 || wcsnlen(path, characters) == characters) {
        return ERROR_INVALID_PARAMETER;
    }
    return script_check_file(NULL, path);
}

static DWORD WINAPI
ScriptResourceTypeControl(LPCWSTR ResourceTypeName, DWORD ControlCode, PVOID InBuffer,
                          DWORD InBufferSize, PVOID OutBuffer, DWORD OutBufferSize,
                          LPDWORD BytesReturned)
{
    const struct control_call call = { ControlCode, InBuffer,      InBufferSize,
                                       OutBuffer,   OutBufferSize, BytesReturned };

    UNREFERENCED_PARAMETER(ResourceTypeName);
    *BytesReturned = 0;
    return ControlCode == CLUSCTL_RESOURCE_TYPE_GEN_SCRIPT_VALIDATE_PATH
               ? validate_path(&call)
               : properties_type_control(&k_properties, &call);
}

CLRES_V1_FUNCTION_TABLE(generic_script_functions, CLRES_VERSION_V1_00, Script, NULL, NULL,
                        ScriptResourceControl, ScriptResourceTypeControl);
