/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <wchar.h>

#include "server-contract.h"
#include "webserver.h"

#define MAX_PROGRAM_PATH 4096
#define KILL_WAIT_MS     5000
#define KILLED_EXIT_CODE 255

/* So that the last handle to the job, even one closed by a crash, takes the server along. */
static BOOL
limit_job(HANDLE job)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };

    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits));
}

DWORD
WebServerInit(WEBSERVER *server)
{
    static LONG volatile count;
    DWORD error;

    ZeroMemory(server, sizeof(*server));
    InitializeSRWLock(&server->Lock);
    /* Many resources may live in one process: the number tells their events apart. */
    swprintf(server->StopName, ARRAYSIZE(server->StopName), L"Local\\SampleWeb-Stop-%lu-%ld",
             GetCurrentProcessId(), InterlockedIncrement(&count));
    server->Stop = CreateEventW(NULL, TRUE, FALSE, server->StopName);
    server->Job = CreateJobObjectW(NULL, NULL);
    if (server->Stop != NULL && server->Job != NULL && limit_job(server->Job)) {
        return ERROR_SUCCESS;
    }
    error = GetLastError();
    WebServerFree(server);
    return error;
}

void
WebServerFree(WEBSERVER *server)
{
    if (server->Job != NULL) {
        WebServerKill(server);
        CloseHandle(server->Job);
    }
    if (server->Stop != NULL) {
        CloseHandle(server->Stop);
    }
    ZeroMemory(server, sizeof(*server));
}

/* The program lies beside this DLL, wherever that is: not beside the process that loaded it. */
static DWORD
program_path(WCHAR *path, DWORD cch_path)
{
    static const char anchor;
    HMODULE self = NULL;
    WCHAR *slash;
    DWORD length;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (LPCWSTR)(const void *)&anchor, &self)) {
        return GetLastError();
    }
    length = GetModuleFileNameW(self, path, cch_path);
    slash = length > 0 && length < cch_path ? wcsrchr(path, L'\\') : NULL;
    if (slash == NULL || (size_t)(slash + 1 - path) + ARRAYSIZE(SERVER_PROGRAM) > cch_path) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    wcscpy(slash + 1, SERVER_PROGRAM);
    return ERROR_SUCCESS;
}

static DWORD
command_line(const WEBSERVER *server, DWORD port, WCHAR *line, size_t cch_line)
{
    WCHAR program[MAX_PROGRAM_PATH];
    DWORD error = program_path(program, ARRAYSIZE(program));

    if (error != ERROR_SUCCESS) {
        return error;
    }
    /* A path holds no quotation mark, and neither do the other two. */
    if (swprintf(line, cch_line, L"\"%ls\" %lu %ls", program, port, server->StopName) < 0) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    return ERROR_SUCCESS;
}

/*
 * Creates the process suspended, with input as the only handle it inherits: whatever else is
 * inheritable in this process belongs to others.
 */
static DWORD
create_process(WCHAR *line, HANDLE input, PROCESS_INFORMATION *created)
{
    STARTUPINFOEXW startup = { .StartupInfo.cb = sizeof(startup) };
    SIZE_T cb_attributes = 0;
    DWORD error = ERROR_SUCCESS;

    InitializeProcThreadAttributeList(NULL, 1, 0, &cb_attributes);
    startup.lpAttributeList = LocalAlloc(LMEM_FIXED, cb_attributes);
    if (startup.lpAttributeList == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (!InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &cb_attributes)) {
        error = GetLastError();
        LocalFree(startup.lpAttributeList);
        return error;
    }
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = input;
    if (!UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                   &input, sizeof(input), NULL, NULL) ||
        !CreateProcessW(NULL, line, NULL, NULL, TRUE,
                        CREATE_SUSPENDED | CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT, NULL,
                        NULL, &startup.StartupInfo, created)) {
        error = GetLastError();
    }
    DeleteProcThreadAttributeList(startup.lpAttributeList);
    LocalFree(startup.lpAttributeList);
    return error;
}

/* Only a process that is in the job may run: otherwise WebServerKill could miss its children. */
static DWORD
run_in_job(WEBSERVER *server, const PROCESS_INFORMATION *created)
{
    DWORD error = ERROR_SUCCESS;

    if (!AssignProcessToJobObject(server->Job, created->hProcess) ||
        ResumeThread(created->hThread) == (DWORD)-1) {
        error = GetLastError();
        TerminateProcess(created->hProcess, KILLED_EXIT_CODE);
    }
    CloseHandle(created->hThread);
    AcquireSRWLockExclusive(&server->Lock);
    server->Process = created->hProcess;
    ReleaseSRWLockExclusive(&server->Lock);
    return error;
}

static DWORD
launch(WEBSERVER *server, DWORD port, HANDLE input)
{
    WCHAR line[MAX_PROGRAM_PATH + 128];
    PROCESS_INFORMATION created = { 0 };
    DWORD error = command_line(server, port, line, ARRAYSIZE(line));

    if (error == ERROR_SUCCESS &&
        !SetHandleInformation(input, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT)) {
        error = GetLastError();
    }
    if (error == ERROR_SUCCESS) {
        error = create_process(line, input, &created);
    }
    return error == ERROR_SUCCESS ? run_in_job(server, &created) : error;
}

static DWORD
write_string(HANDLE output, LPCWSTR text)
{
    const WCHAR *rest = text != NULL ? text : L"";
    DWORD cb_rest = (DWORD)((wcslen(rest) + 1) * sizeof(WCHAR));

    while (cb_rest > 0) {
        DWORD written = 0;

        if (!WriteFile(output, rest, cb_rest, &written, NULL)) {
            return GetLastError();
        }
        rest += written / sizeof(WCHAR);
        cb_rest -= written;
    }
    return ERROR_SUCCESS;
}

DWORD
WebServerStart(WEBSERVER *server, const SAMPLEWEB_PROPERTIES *properties)
{
    HANDLE input = NULL;
    HANDLE output = NULL;
    DWORD error;

    if (!WebServerKill(server)) {
        return ERROR_BUSY;
    }
    ResetEvent(server->Stop);
    if (!CreatePipe(&input, &output, NULL, 0)) {
        return GetLastError();
    }
    error = launch(server, properties->Port, input);
    /* Our copy of the reading end has to go first: else a server that dies at once would leave
     * the writes below waiting for a reader for ever. */
    CloseHandle(input);
    if (error == ERROR_SUCCESS) {
        error = write_string(output, properties->LockFile);
    }
    if (error == ERROR_SUCCESS) {
        error = write_string(output, properties->Document);
    }
    CloseHandle(output);
    if (error != ERROR_SUCCESS) {
        WebServerKill(server);
    }
    return error;
}

BOOL
WebServerRunning(WEBSERVER *server)
{
    BOOL running;

    AcquireSRWLockShared(&server->Lock);
    running = server->Process != NULL && WaitForSingleObject(server->Process, 0) == WAIT_TIMEOUT;
    ReleaseSRWLockShared(&server->Lock);
    return running;
}

DWORD
WebServerExitCode(WEBSERVER *server)
{
    DWORD code = KILLED_EXIT_CODE;

    AcquireSRWLockShared(&server->Lock);
    if (server->Process != NULL) {
        GetExitCodeProcess(server->Process, &code);
    }
    ReleaseSRWLockShared(&server->Lock);
    return code;
}

void
WebServerAskToStop(WEBSERVER *server)
{
    SetEvent(server->Stop);
}

BOOL
WebServerKill(WEBSERVER *server)
{
    BOOL gone = TRUE;

    TerminateJobObject(server->Job, KILLED_EXIT_CODE);
    AcquireSRWLockExclusive(&server->Lock);
    if (server->Process != NULL) {
        /* A killed process holds its port and its lock file until it is really gone. */
        gone = WaitForSingleObject(server->Process, KILL_WAIT_MS) == WAIT_OBJECT_0;
    }
    if (gone && server->Process != NULL) {
        CloseHandle(server->Process);
        server->Process = NULL;
    }
    ReleaseSRWLockExclusive(&server->Lock);
    return gone;
}
