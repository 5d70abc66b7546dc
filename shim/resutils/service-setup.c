/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a service has to be set up with so that its resource, and nobody else, runs it. */
#include "environment.h"

#include <stdbool.h>
#include <string.h>

#define SERVICES_KEY      L"SYSTEM\\CurrentControlSet\\Services\\"
#define ENVIRONMENT_VALUE L"Environment"
#define MAX_SERVICE_NAME  256 /* as the page of CreateService has it */
#define FIRST_CONFIG_SIZE 1024

/* Who is told what went wrong. */
typedef struct Log {
    PLOG_EVENT_ROUTINE event;
    RESOURCE_HANDLE resource;
    LPCWSTR service;
} Log;

static DWORD
failed(const Log *log, LPCWSTR what, DWORD error)
{
    if (log->event != NULL) {
        log->event(log->resource, LOG_ERROR, L"The service '%1' cannot be %2: error %3!u!.\n",
                   log->service, what, error);
    }
    return error;
}

static DWORD
open_with_manager(LPCWSTR name, SC_HANDLE manager, DWORD access, SC_HANDLE *service)
{
    SC_HANDLE own = NULL;
    DWORD error = ERROR_SUCCESS;

    if (manager == NULL) {
        own = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
        if (own == NULL) {
            return GetLastError();
        }
        manager = own;
    }
    *service = OpenServiceW(manager, name, access);
    if (*service == NULL) {
        error = GetLastError();
    }
    if (own != NULL) {
        CloseServiceHandle(own);
    }
    return error;
}

static DWORD
read_start_type(SC_HANDLE service, DWORD *start_type)
{
    QUERY_SERVICE_CONFIGW *config = NULL;
    DWORD size = FIRST_CONFIG_SIZE;
    DWORD error;

    do {
        LocalFree(config);
        config = LocalAlloc(LPTR, size);
        if (config == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        error = QueryServiceConfigW(service, config, size, &size) ? ERROR_SUCCESS : GetLastError();
    } while (error == ERROR_INSUFFICIENT_BUFFER);
    *start_type = config->dwStartType;
    LocalFree(config);
    return error;
}

static DWORD
make_manual(SC_HANDLE service)
{
    DWORD start_type;
    DWORD error = read_start_type(service, &start_type);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (start_type == SERVICE_DISABLED) {
        return ERROR_SERVICE_DISABLED;
    }
    if (start_type == SERVICE_DEMAND_START ||
        ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_DEMAND_START, SERVICE_NO_CHANGE,
                             NULL, NULL, NULL, NULL, NULL, NULL, NULL)) {
        return ERROR_SUCCESS;
    }
    return GetLastError();
}

/* A service manager that knows no failure actions restarts nothing, which is what is wanted. */
static DWORD
remove_failure_actions(SC_HANDLE service)
{
    SC_ACTION none = { SC_ACTION_NONE, 0 };
    SERVICE_FAILURE_ACTIONSW actions = { .lpsaActions = &none };
    DWORD error;

    if (ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &actions)) {
        return ERROR_SUCCESS;
    }
    error = GetLastError();
    return error == ERROR_INVALID_LEVEL || error == ERROR_CALL_NOT_IMPLEMENTED ? ERROR_SUCCESS
                                                                               : error;
}

/* Handles of less access than that cannot be used for what is to be done here. */
static DWORD
set_start_parameters(LPCWSTR name, SC_HANDLE manager)
{
    SC_HANDLE service;
    DWORD error =
        open_with_manager(name, manager,
                          SERVICE_QUERY_CONFIG | SERVICE_CHANGE_CONFIG | SERVICE_START, &service);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = make_manual(service);
    if (error == ERROR_SUCCESS) {
        error = remove_failure_actions(service);
    }
    CloseServiceHandle(service);
    return error;
}

DWORD WINAPI
ResUtilSetResourceServiceStartParametersEx(LPCWSTR pszServiceName, SC_HANDLE schSCMHandle,
                                           LPSC_HANDLE phService, DWORD dwDesiredAccess,
                                           PLOG_EVENT_ROUTINE pfnLogEvent,
                                           RESOURCE_HANDLE hResourceHandle)
{
    Log log = { pfnLogEvent, hResourceHandle, pszServiceName };
    DWORD error;

    if (phService != NULL) {
        *phService = NULL;
    }
    if (pszServiceName == NULL || phService == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    error = set_start_parameters(pszServiceName, schSCMHandle);
    if (error == ERROR_SUCCESS) {
        error = open_with_manager(pszServiceName, schSCMHandle, dwDesiredAccess, phService);
    }
    return error == ERROR_SUCCESS ? error : failed(&log, L"set up to be started", error);
}

DWORD WINAPI
ResUtilSetResourceServiceStartParameters(LPCWSTR pszServiceName, SC_HANDLE schSCMHandle,
                                         LPSC_HANDLE phService, PLOG_EVENT_ROUTINE pfnLogEvent,
                                         RESOURCE_HANDLE hResourceHandle)
{
    return ResUtilSetResourceServiceStartParametersEx(pszServiceName, schSCMHandle, phService,
                                                      SERVICE_ALL_ACCESS, pfnLogEvent,
                                                      hResourceHandle);
}

/* The key of a service that there is; a key alone is not one. */
static DWORD
open_service_key(LPCWSTR name, HKEY *key)
{
    WCHAR path[ARRAYSIZE(SERVICES_KEY) + MAX_SERVICE_NAME] = SERVICES_KEY;
    SC_HANDLE service;
    DWORD error;

    if (name == NULL || wcslen(name) > MAX_SERVICE_NAME) {
        return name == NULL ? ERROR_BAD_ARGUMENTS : ERROR_INVALID_NAME;
    }
    error = open_with_manager(name, NULL, SERVICE_QUERY_CONFIG, &service);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    CloseServiceHandle(service);
    wcscat(path, name);
    return (DWORD)RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_SET_VALUE, key);
}

static DWORD
store_environment(LPCWSTR name, LPCWSTR block)
{
    HKEY key;
    DWORD error = open_service_key(name, &key);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = (DWORD)RegSetValueExW(key, ENVIRONMENT_VALUE, 0, REG_MULTI_SZ, (const BYTE *)block,
                                  (DWORD)(environment_length(block) * sizeof(*block)));
    RegCloseKey(key);
    return error;
}

DWORD WINAPI
ResUtilSetResourceServiceEnvironment(LPCWSTR pszServiceName, HRESOURCE hResource,
                                     PLOG_EVENT_ROUTINE pfnLogEvent,
                                     RESOURCE_HANDLE hResourceHandle)
{
    Log log = { pfnLogEvent, hResourceHandle, pszServiceName };
    LPWSTR block;
    DWORD error;

    if (pszServiceName == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    block = ResUtilGetEnvironmentWithNetName(hResource);
    if (block == NULL) {
        return failed(&log, L"given the network name of its resource", GetLastError());
    }
    error = store_environment(pszServiceName, block);
    ResUtilFreeEnvironment(block);
    return error == ERROR_SUCCESS ? error : failed(&log, L"given an environment", error);
}

DWORD WINAPI
ResUtilRemoveResourceServiceEnvironment(LPCWSTR pszServiceName, PLOG_EVENT_ROUTINE pfnLogEvent,
                                        RESOURCE_HANDLE hResourceHandle)
{
    Log log = { pfnLogEvent, hResourceHandle, pszServiceName };
    HKEY key;
    DWORD error;

    if (pszServiceName == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    error = open_service_key(pszServiceName, &key);
    if (error == ERROR_SUCCESS) {
        error = (DWORD)RegDeleteValueW(key, ENVIRONMENT_VALUE);
        RegCloseKey(key);
        error = error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    return error == ERROR_SUCCESS ? error : failed(&log, L"freed of its environment", error);
}
