/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "setup.h"

#include "../error-text.h"
#include "../own-resource.h"

#include "scm.h"

/* As the page of ResUtilSetResourceServiceStartParametersEx has it: started by hand, and without
 * failure actions. Wine starts services that are automatic together with the prefix. */
DWORD
setup_manual_start(LPCWSTR service_name)
{
    SC_HANDLE service;
    DWORD error = ResUtilSetResourceServiceStartParametersEx(service_name, NULL, &service,
                                                             SERVICE_QUERY_STATUS, NULL, NULL);

    if (error == ERROR_SUCCESS) {
        CloseServiceHandle(service);
    }
    return error;
}

static DWORD
store_network_name(HCLUSTER cluster, HKEY resource_key, LPCWSTR service_name)
{
    HRESOURCE resource = own_resource_open(cluster, resource_key);
    DWORD error;

    if (resource == NULL) {
        return GetLastError();
    }
    error = ResUtilSetResourceServiceEnvironment(service_name, resource, NULL, NULL);
    CloseClusterResource(resource);
    return error;
}

DWORD
setup_network_name(RESOURCE_HANDLE handle, HKEY resource_key, LPCWSTR service_name)
{
    HCLUSTER cluster = OpenCluster(NULL);
    DWORD error = GetLastError();

    if (cluster != NULL) {
        error = store_network_name(cluster, resource_key, service_name);
        CloseCluster(cluster);
    }
    if (error != ERROR_SUCCESS) {
        monitor_log(handle, LOG_ERROR,
                    L"The service '%1' cannot be given a network name: %2; make the "
                    L"resource depend on a Network Name, or set UseNetworkName=0.\n",
                    service_name, error_text(error).text);
        return error;
    }
    monitor_log(handle, LOG_WARNING,
                L"UseNetworkName: the network name is stored with the service '%1', but Wine 8.0 "
                L"starts services without what is stored there.\n",
                service_name);
    return ERROR_SUCCESS;
}

void
setup_remove_network_name(RESOURCE_HANDLE handle, LPCWSTR service_name)
{
    DWORD error = ResUtilRemoveResourceServiceEnvironment(service_name, NULL, NULL);

    if (error != ERROR_SUCCESS) {
        monitor_log(handle, LOG_WARNING,
                    L"The network name stays stored with the service '%1': %2.\n", service_name,
                    error_text(error).text);
    }
}
