/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service for the tests of the resource type Generic Service, which records what it does, and what
 * sets such services up:
 *
 *   generic-service-program install NAME TYPE START DEPENDENCIES RECORD BEHAVIOUR [PROGRAM]
 *   generic-service-program delete NAME
 *   generic-service-program start NAME    and prints whether a service that depends on it, or that it
 *                                         depends on, is known to the service manager
 *   generic-service-program stop NAME
 *   generic-service-program start-type NAME
 *   generic-service-program run RECORD BEHAVIOUR    by the service manager
 *
 * TYPE and START are numbers as CreateService() has them, DEPENDENCIES the name of a service or "-".
 * Behaviours:
 *   good         starts and stops in a few steps
 *   slow         makes progress for more than 6 s while it starts and while it stops
 *   hangs        begins to start and gets no further
 *   fails        stops while it starts, with a service-specific exit code
 *   stubborn     takes no stop
 *   immortal     does so too, and nobody may end its process, by the process's access rights
 *   stuck        begins to stop and never does
 *   quits        stops by itself, with an error, once there is a file RECORD.now
 *   lingers      does so too, but its process stays
 */
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#define STEP_MS        100
#define FEW_STEPS      3
#define SLOW_STEP_MS   200
#define SLOW_STEPS     32
#define WAIT_HINT_MS   3000
#define QUIT_ERROR     1234
#define SPECIFIC_ERROR 42
#define MAX_TEXT       1024

static SERVICE_STATUS_HANDLE service;
static HANDLE told_to_stop;
static const WCHAR *record_path;
static const WCHAR *behaviour;

static BOOL
behaves(const WCHAR *name)
{
    return lstrcmpW(behaviour, name) == 0;
}

static void
record(const WCHAR *text)
{
    HANDLE file = CreateFileW(record_path, FILE_APPEND_DATA | SYNCHRONIZE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL);
    char line[MAX_TEXT * 3];
    DWORD written;
    int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, line, sizeof(line), NULL, NULL);

    if (length > 0) {
        line[length - 1] = '\n';
        WriteFile(file, line, (DWORD)length, &written, NULL);
    }
    CloseHandle(file);
}

static void
report(DWORD state, DWORD checkpoint, DWORD error)
{
    SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                              .dwCurrentState = state,
                              .dwWin32ExitCode = error,
                              .dwCheckPoint = checkpoint };

    if (error == ERROR_SERVICE_SPECIFIC_ERROR) {
        status.dwServiceSpecificExitCode = SPECIFIC_ERROR;
    }
    if (state == SERVICE_RUNNING && !behaves(L"stubborn") && !behaves(L"immortal")) {
        status.dwControlsAccepted = SERVICE_ACCEPT_STOP;
    }
    status.dwWaitHint = checkpoint == 0 ? 0 : WAIT_HINT_MS;
    SetServiceStatus(service, &status);
}

static void
step(DWORD state)
{
    DWORD steps = behaves(L"slow") ? SLOW_STEPS : FEW_STEPS;
    DWORD checkpoint;

    for (checkpoint = 1; checkpoint <= steps; checkpoint++) {
        report(state, checkpoint, NO_ERROR);
        Sleep(behaves(L"slow") ? SLOW_STEP_MS : STEP_MS);
    }
}

static DWORD WINAPI
on_control(DWORD control, DWORD event_type, void *event, void *context)
{
    (void)event_type;
    (void)event;
    (void)context;
    if (control == SERVICE_CONTROL_STOP) {
        record(L"told to stop");
        report(SERVICE_STOP_PENDING, 1, NO_ERROR);
        SetEvent(told_to_stop);
        return NO_ERROR;
    }
    return control == SERVICE_CONTROL_INTERROGATE ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
}

static void
record_arguments(DWORD count, WCHAR **arguments)
{
    WCHAR text[MAX_TEXT] = L"started";
    DWORD i;

    for (i = 0; i < count && wcslen(text) + wcslen(arguments[i]) + 4 < MAX_TEXT; i++) {
        wcscat(text, L" [");
        wcscat(text, arguments[i]);
        wcscat(text, L"]");
    }
    record(text);
}

static void
wait_for_the_end(void)
{
    WCHAR trigger[MAX_TEXT];

    swprintf(trigger, MAX_TEXT, L"%ls.now", record_path);
    while (WaitForSingleObject(told_to_stop, STEP_MS) == WAIT_TIMEOUT) {
        if (GetFileAttributesW(trigger) != INVALID_FILE_ATTRIBUTES &&
            (behaves(L"quits") || behaves(L"lingers"))) {
            record(L"stops by itself");
            report(SERVICE_STOPPED, 0, QUIT_ERROR);
            Sleep(behaves(L"lingers") ? INFINITE : 0);
            return;
        }
    }
    Sleep(behaves(L"stuck") ? INFINITE : 0);
    step(SERVICE_STOP_PENDING);
    record(L"stopped");
    report(SERVICE_STOPPED, 0, NO_ERROR);
}

/* It may be waited for, by everybody, and nothing else. */
static void
forbid_the_end(void)
{
    union {
        ACL list;
        BYTE room[256];
    } acl;
    SID everybody = { SID_REVISION, 1, { SECURITY_WORLD_SID_AUTHORITY }, { SECURITY_WORLD_RID } };
    SECURITY_DESCRIPTOR descriptor;

    InitializeAcl(&acl.list, sizeof(acl), ACL_REVISION);
    AddAccessAllowedAce(&acl.list, ACL_REVISION, SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION,
                        &everybody);
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, &acl.list, FALSE);
    if (!SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, &descriptor)) {
        record(L"may be ended");
    }
}

static void WINAPI
run(DWORD count, WCHAR **arguments)
{
    told_to_stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    service = RegisterServiceCtrlHandlerExW(arguments[0], on_control, NULL);
    record_arguments(count, arguments);
    if (behaves(L"immortal")) {
        forbid_the_end();
    }
    step(SERVICE_START_PENDING);
    Sleep(behaves(L"hangs") ? INFINITE : 0);
    if (behaves(L"fails")) {
        report(SERVICE_STOPPED, 0, ERROR_SERVICE_SPECIFIC_ERROR);
        return;
    }
    record(L"running");
    report(SERVICE_RUNNING, 0, NO_ERROR);
    wait_for_the_end();
}

static int
serve(WCHAR **words)
{
    static WCHAR no_name[] = L"";
    SERVICE_TABLE_ENTRYW services[] = { { no_name, run }, { NULL, NULL } };

    record_path = words[0];
    behaviour = words[1];
    return StartServiceCtrlDispatcherW(services) ? 0 : 1;
}

static int
install(SC_HANDLE manager, WCHAR **words, const WCHAR *other_program)
{
    WCHAR program[MAX_PATH];
    WCHAR command[2 * MAX_TEXT];
    WCHAR dependencies[MAX_PATH] = L"";
    SC_HANDLE made;

    GetModuleFileNameW(NULL, program, MAX_PATH);
    swprintf(command, ARRAYSIZE(command), L"\"%ls\" run \"%ls\" %ls",
             other_program != NULL ? other_program : program, words[4], words[5]);
    if (lstrcmpW(words[3], L"-") != 0) {
        lstrcpynW(dependencies, words[3], MAX_PATH - 1); /* zeros behind it: two nulls */
    }
    made = CreateServiceW(manager, words[0], words[0], SERVICE_ALL_ACCESS,
                          wcstoul(words[1], NULL, 0), wcstoul(words[2], NULL, 0),
                          SERVICE_ERROR_NORMAL, command, NULL, NULL, dependencies, NULL, NULL);
    return made != NULL ? 0 : (int)GetLastError();
}

static int
start(SC_HANDLE opened)
{
    QUERY_SERVICE_CONFIGW *config = LocalAlloc(LPTR, 4 * MAX_TEXT);
    DWORD needed = 0;
    DWORD count = 0;
    ENUM_SERVICE_STATUSW dependents[8];
    BOOL known;

    QueryServiceConfigW(opened, config, 4 * MAX_TEXT, &needed);
    known = config->lpDependencies != NULL && *config->lpDependencies != L'\0';
    EnumDependentServicesW(opened, SERVICE_ACTIVE, dependents, sizeof(dependents), &needed, &count);
    printf("dependencies %s, dependents %lu\n", known ? "known" : "unknown", count);
    fflush(stdout);
    return StartServiceW(opened, 0, NULL) ? 0 : (int)GetLastError();
}

static int
print_start_type(SC_HANDLE opened)
{
    QUERY_SERVICE_CONFIGW *config = LocalAlloc(LPTR, 4 * MAX_TEXT);
    DWORD needed = 0;

    if (!QueryServiceConfigW(opened, config, 4 * MAX_TEXT, &needed)) {
        return (int)GetLastError();
    }
    printf("start type %lu\n", config->dwStartType);
    return 0;
}

int
wmain(int count, WCHAR **words)
{
    SC_HANDLE manager;
    SC_HANDLE opened;

    if (count == 4 && lstrcmpW(words[1], L"run") == 0) {
        return serve(words + 2);
    }
    manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    if ((count == 8 || count == 9) && lstrcmpW(words[1], L"install") == 0) {
        return install(manager, words + 2, words[8]);
    }
    opened = count == 3 ? OpenServiceW(manager, words[2], SERVICE_ALL_ACCESS) : NULL;
    if (opened == NULL) {
        return 2;
    }
    if (lstrcmpW(words[1], L"delete") == 0) {
        return DeleteService(opened) ? 0 : (int)GetLastError();
    }
    if (lstrcmpW(words[1], L"stop") == 0) {
        SERVICE_STATUS status;

        return ControlService(opened, SERVICE_CONTROL_STOP, &status) ? 0 : (int)GetLastError();
    }
    if (lstrcmpW(words[1], L"start-type") == 0) {
        return print_start_type(opened);
    }
    return lstrcmpW(words[1], L"start") == 0 ? start(opened) : 2;
}
