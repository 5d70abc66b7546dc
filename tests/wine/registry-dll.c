/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * registry-dll.dll: a resource DLL whose control codes try the functions of the cluster database against
 * the resapid that it runs under. A control that finds something wrong logs the place and what was
 * expected, and fails with ERROR_INVALID_DATA. The codes are the places in checks[] below, from 1 on.
 */

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "registry-dll.h"

static PLOG_EVENT_ROUTINE log_event;

static BOOL (*const checks[])(HKEY key, struct finding *finding) = {
    NULL,
    check_types,
    check_names,
    check_more_data,
    check_reason,
    check_security,
    check_batches,
    check_conditions,
    check_sizes,
    check_read_batch,
    check_ports,
    check_waiting,
    check_deep,
    check_handles,
    measure,
    check_checkpoints,
    check_mirror,
    check_guarded_batch,
    check_guarded_read,
    check_guarded_notification,
};

struct instance {
    RESOURCE_HANDLE handle;
    HKEY parameters;
};

BOOL
found(struct finding *finding, int line, const char *condition)
{
    swprintf(finding->text, ARRAYSIZE(finding->text), L"line %d: %hs", line, condition);
    return FALSE;
}

static RESID WINAPI
registry_open(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle)
{
    struct instance *instance = calloc(1, sizeof(*instance));
    LONG error;

    if (instance == NULL) {
        return NULL;
    }
    instance->handle = handle;
    log_event(handle, LOG_INFORMATION, L"HKLM\\Cluster in Open: %1",
              mirror_has_resource(name) ? L"complete" : L"without this resource");
    error = ClusterRegCreateKey(key, L"Parameters", 0, KEY_ALL_ACCESS, NULL, &instance->parameters,
                                NULL);
    if (error != ERROR_SUCCESS) {
        free(instance);
        SetLastError((DWORD)error);
        return NULL;
    }
    return instance;
}

static VOID WINAPI
registry_close(RESID id)
{
    struct instance *instance = id;

    ClusterRegCloseKey(instance->parameters);
    free(instance);
}

static DWORD WINAPI
registry_online(RESID id, LPHANDLE event)
{
    (void)id;
    (void)event;
    return ERROR_SUCCESS;
}

static DWORD WINAPI
registry_offline(RESID id)
{
    (void)id;
    return ERROR_SUCCESS;
}

static VOID WINAPI
registry_terminate(RESID id)
{
    (void)id;
}

static BOOL WINAPI
registry_is_alive(RESID id)
{
    (void)id;
    return TRUE;
}

/* Each check has an empty key of its own, which is gone afterwards. */
static DWORD
run_check(const struct instance *instance, DWORD code)
{
    struct finding finding = { .text = L"" };
    HREGBATCH batch = NULL;
    HKEY key = NULL;
    BOOL good;

    if (ClusterRegCreateKey(instance->parameters, L"Check", 0, KEY_ALL_ACCESS, NULL, &key, NULL) !=
        ERROR_SUCCESS) {
        return ERROR_INVALID_DATA;
    }
    good = checks[code](key, &finding);
    ClusterRegCloseKey(key);
    ClusterRegCreateBatch(instance->parameters, &batch);
    ClusterRegBatchAddCommand(batch, CLUSREG_DELETE_KEY, L"Check", 0, NULL, 0);
    ClusterRegCloseBatch(batch, TRUE, NULL);
    if (finding.text[0] != 0) {
        log_event(instance->handle, good ? LOG_INFORMATION : LOG_ERROR, L"check %1!u!: %2", code,
                  finding.text);
    }
    return good ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

static DWORD WINAPI
registry_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                 LPDWORD returned)
{
    (void)in;
    (void)in_size;
    (void)out;
    (void)out_size;
    *returned = 0;
    return code > 0 && code < ARRAYSIZE(checks) ? run_check(id, code) : ERROR_INVALID_FUNCTION;
}

DWORD WINAPI
Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
        PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result)
{
    static CLRES_FUNCTION_TABLE table = {
        .TableSize = CLRES_V1_FUNCTION_SIZE,
        .Version = CLRES_VERSION_V1_00,
        .V1Functions = { .Open = registry_open,
                         .Close = registry_close,
                         .Online = registry_online,
                         .Offline = registry_offline,
                         .Terminate = registry_terminate,
                         .LooksAlive = registry_is_alive,
                         .IsAlive = registry_is_alive,
                         .ResourceControl = registry_control },
    };

    (void)type;
    (void)least;
    (void)most;
    (void)status;
    log_event = log;
    *result = &table;
    return ERROR_SUCCESS;
}
