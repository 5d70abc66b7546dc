/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Services, on the service manager of the prefix: test-service.exe beside this program, installed
 * for the length of a test.
 */
#include "resutils-test.h"

#define NAME        L"resutils-test-service"
#define KEY         L"SYSTEM\\CurrentControlSet\\Services\\" NAME
#define NO_SERVICE  L"resutils-no-such-service"
#define HANDLE_MARK ((RESOURCE_HANDLE)(ULONG_PTR)77)
#define END_MS      60000

static SC_HANDLE manager;
static SC_HANDLE installed;

static SERVICE_STATUS_PROCESS
status_now(void)
{
    SERVICE_STATUS_PROCESS status = { .dwCurrentState = 0 };
    DWORD needed;

    QueryServiceStatusEx(installed, SC_STATUS_PROCESS_INFO, (BYTE *)&status, sizeof(status),
                         &needed);
    return status;
}

/* Whether the process of the service is gone. Wine's service manager does not notice that. */
static bool
has_ended(DWORD process_id)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, process_id);
    bool ended = process == NULL || WaitForSingleObject(process, END_MS) == WAIT_OBJECT_0;

    CloseHandle(process);
    return ended;
}

static void
delete_service(void)
{
    SERVICE_STATUS_PROCESS status = status_now();
    HANDLE process;

    if (status.dwProcessId != 0) {
        process = OpenProcess(PROCESS_TERMINATE, FALSE, status.dwProcessId);
        TerminateProcess(process, 1);
        CloseHandle(process);
        EXPECT(has_ended(status.dwProcessId));
    }
    EXPECT(DeleteService(installed));
    CloseServiceHandle(installed);
}

static void
remove_service(void)
{
    delete_service();
    CloseServiceHandle(manager);
}

static void
install(LPCWSTR behaviour, DWORD start_type)
{
    WCHAR command[2 * MAX_PATH];

    swprintf(command, ARRAYSIZE(command), L"\"%lstest-service.exe\" %ls", program_folder,
             behaviour);
    manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    installed =
        CreateServiceW(manager, NAME, NAME, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                       start_type, SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
    EXPECT(manager != NULL && installed != NULL);
}

static int logged;
static bool logged_right;

static void __cdecl on_log(RESOURCE_HANDLE resource, LOG_LEVEL level, LPCWSTR format, ...)
{
    WCHAR text[512] = L"";
    va_list arguments;

    va_start(arguments, format);
    FormatMessageW(FORMAT_MESSAGE_FROM_STRING, format, 0, 0, text, ARRAYSIZE(text), &arguments);
    va_end(arguments);
    logged++;
    logged_right = resource == HANDLE_MARK && level == LOG_ERROR && wcsstr(text, L"error ") != NULL;
}

/* How often on_log() was called since the last time. */
static int
take_logged(void)
{
    int count = logged;

    logged = 0;
    return count;
}

static void
test_start_and_stop(void)
{
    SC_HANDLE service = NULL;
    SC_HANDLE again = NULL;

    install(L"good", SERVICE_DEMAND_START);
    EXPECT(ResUtilVerifyResourceService(NAME) == ERROR_SERVICE_NOT_ACTIVE);
    EXPECT(ResUtilStartResourceService(NAME, &service) == ERROR_SUCCESS && service != NULL);
    EXPECT(status_now().dwCurrentState == SERVICE_RUNNING);
    EXPECT(ResUtilVerifyService(service) == ERROR_SUCCESS);
    EXPECT(ResUtilVerifyResourceService(NAME) == ERROR_SUCCESS);
    EXPECT(ResUtilStartResourceService(NAME, &again) == ERROR_SUCCESS);
    EXPECT(ResUtilStopService(service) == ERROR_SUCCESS);
    EXPECT(status_now().dwCurrentState == SERVICE_STOPPED);
    EXPECT(ResUtilVerifyService(service) == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilVerifyService(again) == ERROR_SERVICE_NOT_ACTIVE);
    EXPECT(ResUtilStopService(again) == ERROR_SUCCESS);
    EXPECT(ResUtilStartResourceService(NAME, NULL) == ERROR_SUCCESS);
    EXPECT(ResUtilStopResourceService(NAME) == ERROR_SUCCESS);
    EXPECT(status_now().dwCurrentState == SERVICE_STOPPED);
    EXPECT(ResUtilStopResourceService(NAME) == ERROR_SUCCESS);
    remove_service();
}

/* The service is still starting when it is to stop. */
static void
test_stop_while_starting(void)
{
    install(L"good", SERVICE_DEMAND_START);
    EXPECT(StartServiceW(installed, 0, NULL));
    EXPECT(ResUtilVerifyService(installed) == ERROR_SUCCESS);
    EXPECT(ResUtilStopResourceService(NAME) == ERROR_SUCCESS);
    EXPECT(status_now().dwCurrentState == SERVICE_STOPPED);
    remove_service();
}

static void
test_bad_services(void)
{
    SC_HANDLE service = (SC_HANDLE)1;

    EXPECT(ResUtilStartResourceService(NO_SERVICE, &service) == ERROR_SERVICE_DOES_NOT_EXIST);
    EXPECT(service == NULL);
    EXPECT(ResUtilStopResourceService(NO_SERVICE) == ERROR_SERVICE_DOES_NOT_EXIST);
    EXPECT(ResUtilVerifyResourceService(NO_SERVICE) == ERROR_SERVICE_DOES_NOT_EXIST);
    EXPECT(ResUtilStartResourceService(NULL, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilStopResourceService(NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilVerifyResourceService(NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilStopService(NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilVerifyService(NULL) == ERROR_INVALID_HANDLE);
    install(L"fails", SERVICE_DEMAND_START);
    EXPECT(ResUtilStartResourceService(NAME, &service) == ERROR_SERVICE_NEVER_STARTED);
    EXPECT(service == NULL);
    remove_service();
    install(L"stays", SERVICE_DEMAND_START);
    EXPECT(ResUtilStartResourceService(NAME, &service) == ERROR_SUCCESS);
    EXPECT(ResUtilStopResourceService(NAME) != ERROR_SUCCESS);
    EXPECT(ResUtilStopService(service) != ERROR_SUCCESS);
    EXPECT(ResUtilVerifyService(service) == ERROR_SUCCESS);
    CloseServiceHandle(service);
    remove_service();
    install(L"good", SERVICE_DISABLED);
    EXPECT(ResUtilStartResourceService(NAME, NULL) == ERROR_SERVICE_DISABLED);
    remove_service();
}

/* Half a minute: the service says nothing for as long as anybody has patience. */
static void
test_service_that_hangs(void)
{
    ULONGLONG start;

    install(L"hangs", SERVICE_DEMAND_START);
    EXPECT(ResUtilStartResourceService(NAME, NULL) == ERROR_SUCCESS);
    start = GetTickCount64();
    EXPECT(ResUtilStopResourceService(NAME) == ERROR_TIMEOUT);
    EXPECT(GetTickCount64() - start > 25000 && GetTickCount64() - start < 120000);
    EXPECT(ResUtilVerifyResourceService(NAME) == ERROR_SERVICE_NOT_ACTIVE);
    remove_service();
}

static void
test_terminate(void)
{
    DWORD state = 0;
    DWORD process_id;

    install(L"stays", SERVICE_DEMAND_START);
    EXPECT(ResUtilStartResourceService(NAME, NULL) == ERROR_SUCCESS);
    process_id = status_now().dwProcessId;
    EXPECT(process_id != 0);
    EXPECT(ResUtilTerminateServiceProcessFromResDll(process_id, TRUE, &state, on_log,
                                                    HANDLE_MARK) == ERROR_SUCCESS);
    EXPECT(state == ClusterResourceOffline && take_logged() == 0 && has_ended(process_id));
    EXPECT(ResUtilVerifyResourceService(NAME) == ERROR_SERVICE_NOT_ACTIVE);
    EXPECT(ResUtilStopResourceService(NAME) == ERROR_SUCCESS);
    EXPECT(ResUtilTerminateServiceProcessFromResDll(process_id, FALSE, &state, on_log,
                                                    HANDLE_MARK) == ERROR_SUCCESS);
    EXPECT(state == ClusterResourceFailed && take_logged() == 0);
    EXPECT(ResUtilTerminateServiceProcessFromResDll(0, TRUE, &state, NULL, NULL) == ERROR_SUCCESS);
    EXPECT(state == ClusterResourceOffline);
    EXPECT(ResUtilTerminateServiceProcessFromResDll(GetCurrentProcessId(), TRUE, &state, on_log,
                                                    HANDLE_MARK) == ERROR_INVALID_PARAMETER);
    EXPECT(state == ClusterResourceFailed && take_logged() == 1 && logged_right);
    EXPECT(ResUtilTerminateServiceProcessFromResDll(GetCurrentProcessId(), TRUE, NULL, NULL,
                                                    NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilStartResourceService(NAME, NULL) == ERROR_SUCCESS);
    EXPECT(status_now().dwProcessId != process_id);
    EXPECT(ResUtilVerifyResourceService(NAME) == ERROR_SUCCESS);
    remove_service();
}

static DWORD
start_type(void)
{
    BYTE buffer[2048];
    QUERY_SERVICE_CONFIGW *config = (void *)buffer;
    DWORD needed;

    return QueryServiceConfigW(installed, config, sizeof(buffer), &needed) ? config->dwStartType
                                                                           : MAXDWORD;
}

static void
test_start_parameters(void)
{
    SC_HANDLE service = NULL;

    install(L"good", SERVICE_AUTO_START);
    EXPECT(ResUtilSetResourceServiceStartParameters(NAME, manager, &service, on_log, HANDLE_MARK) ==
           ERROR_SUCCESS);
    EXPECT(service != NULL && start_type() == SERVICE_DEMAND_START);
    EXPECT(StartServiceW(service, 0, NULL));
    EXPECT(ResUtilStopService(service) == ERROR_SUCCESS);
    EXPECT(ResUtilSetResourceServiceStartParametersEx(NAME, NULL, &service, SERVICE_QUERY_STATUS,
                                                      on_log, HANDLE_MARK) == ERROR_SUCCESS);
    EXPECT(ResUtilVerifyService(service) == ERROR_SERVICE_NOT_ACTIVE);
    EXPECT(!StartServiceW(service, 0, NULL) && GetLastError() == ERROR_ACCESS_DENIED);
    CloseServiceHandle(service);
    EXPECT(take_logged() == 0);
    EXPECT(ResUtilSetResourceServiceStartParameters(NO_SERVICE, NULL, &service, on_log,
                                                    HANDLE_MARK) == ERROR_SERVICE_DOES_NOT_EXIST);
    EXPECT(service == NULL && take_logged() == 1 && logged_right);
    EXPECT(ResUtilSetResourceServiceStartParameters(NULL, NULL, &service, NULL, NULL) ==
           ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilSetResourceServiceStartParametersEx(NAME, NULL, NULL, GENERIC_ALL, NULL, NULL) ==
           ERROR_BAD_ARGUMENTS);
    remove_service();
    install(L"good", SERVICE_DISABLED);
    EXPECT(ResUtilSetResourceServiceStartParametersEx(NAME, manager, &service, GENERIC_ALL, on_log,
                                                      HANDLE_MARK) == ERROR_SERVICE_DISABLED);
    EXPECT(service == NULL && take_logged() == 1 && start_type() == SERVICE_DISABLED);
    remove_service();
}

/* Whether the environment that is stored for the service has that in it. */
static bool
has_stored(LPCWSTR wanted)
{
    static BYTE buffer[0x10000];
    LPCWSTR at = (LPCWSTR)(void *)buffer;
    DWORD size = sizeof(buffer);

    if (RegGetValueW(HKEY_LOCAL_MACHINE, KEY, L"Environment", RRF_RT_REG_MULTI_SZ, NULL, buffer,
                     &size) != ERROR_SUCCESS) {
        return false;
    }
    while (*at != L'\0' && wcscmp(at, wanted) != 0) {
        at += wcslen(at) + 1;
    }
    return *at != L'\0';
}

static void
test_service_environment(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");
    HRESOURCE disk = open_resource(cluster, L"disk");

    install(L"good", SERVICE_DEMAND_START);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    EXPECT(ResUtilSetResourceServiceEnvironment(NAME, web, on_log, HANDLE_MARK) == ERROR_SUCCESS);
    EXPECT(has_stored(L"_CLUSTER_NETWORK_NAME_=NETNAME") && has_stored(L"RESUTILS_TEST=value"));
    EXPECT(take_logged() == 0);
    EXPECT(ResUtilRemoveResourceServiceEnvironment(NAME, on_log, HANDLE_MARK) == ERROR_SUCCESS);
    EXPECT(!has_stored(L"_CLUSTER_NETWORK_NAME_=NETNAME"));
    EXPECT(ResUtilRemoveResourceServiceEnvironment(NAME, on_log, HANDLE_MARK) == ERROR_SUCCESS);
    EXPECT(take_logged() == 0);
    EXPECT(ResUtilSetResourceServiceEnvironment(NAME, disk, on_log, HANDLE_MARK) ==
           ERROR_DEPENDENCY_NOT_FOUND);
    EXPECT(take_logged() == 1 && logged_right);
    EXPECT(ResUtilSetResourceServiceEnvironment(NO_SERVICE, web, on_log, HANDLE_MARK) ==
           ERROR_SERVICE_DOES_NOT_EXIST);
    EXPECT(take_logged() == 1 && logged_right);
    EXPECT(ResUtilSetResourceServiceEnvironment(LONG_NAME, web, NULL, NULL) == ERROR_INVALID_NAME);
    EXPECT(ResUtilSetResourceServiceEnvironment(NULL, web, NULL, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilRemoveResourceServiceEnvironment(NO_SERVICE, on_log, HANDLE_MARK) ==
           ERROR_SERVICE_DOES_NOT_EXIST);
    EXPECT(take_logged() == 1);
    EXPECT(ResUtilRemoveResourceServiceEnvironment(NULL, NULL, NULL) == ERROR_BAD_ARGUMENTS);
    CloseClusterResource(web);
    CloseClusterResource(disk);
    remove_service();
}

const Test service_tests[] = {
    { "service start and stop", test_start_and_stop },
    { "service stops while it starts", test_stop_while_starting },
    { "services that do not do it", test_bad_services },
    { "service that hangs", test_service_that_hangs },
    { "service process", test_terminate },
    { "service start parameters", test_start_parameters },
    { "service environment", test_service_environment },
    { NULL, NULL },
};
