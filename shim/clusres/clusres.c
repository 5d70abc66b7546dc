/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * clusres.dll: the built-in resource types Generic Application, Generic Service and Generic Script,
 * in a resource DLL like any other. It knows of its host no more than resapi.h says.
 */

#include <windows.h>

#include "monitor.h"
#include "resapi.h"
#include "types.h"

PSET_RESOURCE_STATUS_ROUTINE monitor_set_status;
PLOG_EVENT_ROUTINE monitor_log;

static const struct {
    const WCHAR *name;
    CLRES_FUNCTION_TABLE *functions;
} k_types[] = {
    { L"Generic Application", &generic_application_functions },
    { L"Generic Script", &generic_script_functions },
    { L"Generic Service", &generic_service_functions },
};

/* No header declares it. */
DWORD WINAPI Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
                     PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
                     PCLRES_FUNCTION_TABLE *FunctionTable);

static CLRES_FUNCTION_TABLE *
find_functions(LPCWSTR type)
{
    for (size_t i = 0; i < ARRAYSIZE(k_types); i++) {
        /* Not lstrcmpi: the name of a type is an identifier and must not depend on a language. */
        if (CompareStringOrdinal(type, -1, k_types[i].name, -1, TRUE) == CSTR_EQUAL) {
            return k_types[i].functions;
        }
    }
    return NULL;
}

DWORD WINAPI
Startup(LPCWSTR ResourceType, DWORD MinVersionSupported, DWORD MaxVersionSupported,
        PSET_RESOURCE_STATUS_ROUTINE SetResourceStatus, PLOG_EVENT_ROUTINE LogEvent,
        PCLRES_FUNCTION_TABLE *FunctionTable)
{
    CLRES_FUNCTION_TABLE *functions = find_functions(ResourceType);

    if (functions == NULL) {
        return ERROR_CLUSTER_RESNAME_NOT_FOUND;
    }
    if (MinVersionSupported > CLRES_VERSION_V1_00 || MaxVersionSupported < CLRES_VERSION_V1_00) {
        return ERROR_REVISION_MISMATCH;
    }
    monitor_set_status = SetResourceStatus;
    monitor_log = LogEvent;
    *FunctionTable = functions;
    return ERROR_SUCCESS;
}
