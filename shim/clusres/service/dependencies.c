/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dependencies.h"
#include "names.h"
#include "scm.h"

#include <wchar.h>

#define SERVICES_KEY L"SYSTEM\\CurrentControlSet\\Services\\"
#define VALUE        L"DependOnService"

/* With two nulls behind what was read, whatever that was. A list may grow between the look at its
 * size and the next. */
static LPWSTR
read_list(LPCWSTR key)
{
    LPWSTR list = NULL;
    DWORD size = 0;
    LSTATUS error = RegGetValueW(HKEY_LOCAL_MACHINE, key, VALUE, RRF_RT_REG_MULTI_SZ, NULL, NULL,
                                 &size) == ERROR_SUCCESS
                        ? ERROR_MORE_DATA
                        : ERROR_FILE_NOT_FOUND;

    while (error == ERROR_MORE_DATA) {
        LocalFree(list);
        list = LocalAlloc(LPTR, size + 2 * sizeof(*list));
        if (list == NULL) {
            return NULL;
        }
        error =
            RegGetValueW(HKEY_LOCAL_MACHINE, key, VALUE, RRF_RT_REG_MULTI_SZ, NULL, list, &size);
    }
    if (error != ERROR_SUCCESS) {
        LocalFree(list);
        list = NULL;
    }
    return list;
}

/* From the registry, since QueryServiceConfig of Wine 8.0 tells no dependencies (measured:
 * lpDependencies is NULL for a service that was created with one). */
LPWSTR
dependencies_of(LPCWSTR service_name)
{
    WCHAR key[ARRAYSIZE(SERVICES_KEY) + SCM_MAX_NAME] = SERVICES_KEY;
    LPWSTR list;

    if (wcslen(service_name) > SCM_MAX_NAME) {
        return NULL;
    }
    wcscat(key, service_name);
    list = read_list(key);
    if (list != NULL && *list == L'\0') {
        LocalFree(list);
        list = NULL;
    }
    return list;
}

static BOOL
depends_on(LPCWSTR service_name, LPCWSTR needed)
{
    LPWSTR list = dependencies_of(service_name);
    BOOL found = FALSE;

    for (LPCWSTR name = list; name != NULL && *name != L'\0' && !found; name = names_next(name)) {
        found = scm_same_name(name, needed);
    }
    LocalFree(list);
    return found;
}

static DWORD
copy_dependents(const ENUM_SERVICE_STATUS_PROCESSW *services, DWORD count, LPCWSTR needed,
                LPWSTR *names)
{
    DWORD error = ERROR_SUCCESS;

    for (DWORD i = 0; i < count && error == ERROR_SUCCESS; i++) {
        if (depends_on(services[i].lpServiceName, needed)) {
            error = names_add(names, services[i].lpServiceName);
        }
    }
    return error;
}

/* By looking at all that run, since EnumDependentServices of Wine 8.0 finds none (measured: it
 * succeeds with a count of 0 for a service that a running one depends on). */
DWORD
dependents_of(LPCWSTR service_name, LPWSTR *names)
{
    ENUM_SERVICE_STATUS_PROCESSW *services;
    DWORD count;
    DWORD error = scm_list_active(&services, &count);

    *names = NULL;
    if (error == ERROR_SUCCESS) {
        error = copy_dependents(services, count, service_name, names);
        LocalFree(services);
    }
    return error;
}
