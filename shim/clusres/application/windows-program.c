/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "windows-program.h"

#include <stdio.h>
#include <wchar.h>

#include "../error-text.h"
#include "../monitor.h"
#include "spawn.h"

#define KILLED_EXIT_CODE  255
#define KILL_WAIT_MS      10000
#define CLOSER            L"resapi-close.exe"
#define CLOSER_WAIT_MS    10000
#define JOB_PROCESSES_MAX 64 /* that are looked at; more are not empty anyway */

struct windows_program {
    struct program base;
    RESOURCE_HANDLE handle;
    HANDLE job;
    HANDLE process;
};

/* JOBOBJECT_BASIC_PROCESS_ID_LIST, whose array of one compilers take at its word. */
struct process_list {
    DWORD assigned;
    DWORD listed;
    ULONG_PTR ids[JOB_PROCESSES_MAX];
};

static DWORD
active_processes(const struct windows_program *program)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION facts;

    if (!QueryInformationJobObject(program->job, JobObjectBasicAccountingInformation, &facts,
                                   sizeof(facts), NULL)) {
        return MAXDWORD;
    }
    return facts.ActiveProcesses;
}

/* So that the last handle of the job, even one that a crash closes, takes all along. */
static HANDLE
create_job(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };
    HANDLE job = CreateJobObjectW(NULL, NULL);

    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job != NULL &&
        !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits))) {
        CloseHandle(job);
        job = NULL;
    }
    return job;
}

static HANDLE
ended(const struct program *base)
{
    return ((const struct windows_program *)base)->process;
}

static void
describe_end(struct program *base, WCHAR text[END_TEXT_MAX])
{
    DWORD code = 0;

    GetExitCodeProcess(ended(base), &code);
    /* What an exception or the system ended it with is known by its hexadecimal form. */
    swprintf(text, END_TEXT_MAX, code < 0x80000000 ? L"exit code %lu" : L"exit code %lu (0x%08lX)",
             code, code);
}

/* Wine runs a console, and the desktop of the first program that has windows, as children of that
 * program: they are in its job, and end some time after it. */
static BOOL
is_wines_own(DWORD id)
{
    WCHAR path[MAX_PATH], system[MAX_PATH];
    DWORD length = MAX_PATH;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    BOOL known = process != NULL && QueryFullProcessImageNameW(process, 0, path, &length);
    LPCWSTR name = known ? wcsrchr(path, L'\\') : NULL;

    if (process != NULL) {
        CloseHandle(process);
    }
    if (name == NULL || GetSystemDirectoryW(system, MAX_PATH) == 0 ||
        CompareStringOrdinal(path, (int)(name - path), system, -1, TRUE) != CSTR_EQUAL) {
        return FALSE;
    }
    return CompareStringOrdinal(name, -1, L"\\conhost.exe", -1, TRUE) == CSTR_EQUAL ||
           CompareStringOrdinal(name, -1, L"\\explorer.exe", -1, TRUE) == CSTR_EQUAL;
}

static BOOL
is_empty(struct program *base)
{
    struct windows_program *program = (struct windows_program *)base;
    struct process_list list = { 0 };

    if (active_processes(program) == 0) {
        return TRUE;
    }
    if (!QueryInformationJobObject(program->job, JobObjectBasicProcessIdList, &list, sizeof(list),
                                   NULL)) {
        return FALSE;
    }
    for (DWORD i = 0; i < list.listed && i < JOB_PROCESSES_MAX; i++) {
        if (!is_wines_own((DWORD)list.ids[i])) {
            return FALSE;
        }
    }
    return TRUE;
}

static BOOL
kill_all(struct program *base)
{
    struct windows_program *program = (struct windows_program *)base;
    ULONGLONG deadline = GetTickCount64() + KILL_WAIT_MS;

    do {
        TerminateJobObject(program->job, KILLED_EXIT_CODE);
        if (active_processes(program) == 0) {
            return TRUE;
        }
        Sleep(5);
    } while (GetTickCount64() < deadline);
    return FALSE;
}

/* The closer lies beside this DLL, wherever that is: not beside the process that loaded it. */
static BOOL
closer_line(LPCWSTR way, HANDLE job, WCHAR *line, size_t room)
{
    static const char anchor;
    WCHAR path[MAX_PATH];
    HMODULE self = NULL;
    WCHAR *slash;
    DWORD length;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (LPCWSTR)(const void *)&anchor, &self)) {
        return FALSE;
    }
    length = GetModuleFileNameW(self, path, MAX_PATH);
    slash = length > 0 && length < MAX_PATH ? wcsrchr(path, L'\\') : NULL;
    if (slash == NULL) {
        return FALSE;
    }
    slash[1] = L'\0';
    return swprintf(line, room, L"\"%ls" CLOSER L"\" %ls %llu", path, way,
                    (unsigned long long)(ULONG_PTR)job) > 0;
}

/* Returns how many windows or consoles were asked. A process of its own, because one can only attach
 * to a console instead of one's own, and what is sent there comes to all of its processes. */
static DWORD
run_closer(struct windows_program *program, LPCWSTR way)
{
    WCHAR line[MAX_PATH + 64];
    HANDLE self = GetCurrentProcess();
    PROCESS_INFORMATION created = { NULL };
    HANDLE job = NULL;
    DWORD asked = 0;
    DWORD error;

    if (!DuplicateHandle(self, program->job, self, &job, JOB_OBJECT_QUERY, FALSE, 0)) {
        return 0;
    }
    error = closer_line(way, job, line, ARRAYSIZE(line))
                ? spawn(&(struct spawn){ .line = line, .extra = job, .flags = DETACHED_PROCESS },
                        &created)
                : ERROR_FILENAME_EXCED_RANGE;
    CloseHandle(job);
    if (error != ERROR_SUCCESS) {
        monitor_log(program->handle, LOG_WARNING,
                    L"%1 cannot be started, so the application is not asked to end: %2.\n", CLOSER,
                    error_text(error).text);
        return 0;
    }
    if (WaitForSingleObject(created.hProcess, CLOSER_WAIT_MS) != WAIT_OBJECT_0) {
        TerminateProcess(created.hProcess, KILLED_EXIT_CODE);
    } else {
        GetExitCodeProcess(created.hProcess, &asked);
    }
    CloseHandle(created.hThread);
    CloseHandle(created.hProcess);
    return asked;
}

/* A console program may have hidden windows, and one with windows a console: Ctrl-C would end it
 * before it has saved anything. */
static BOOL
ask(struct program *base, DWORD time)
{
    struct windows_program *program = (struct windows_program *)base;

    if (time == 0 && run_closer(program, L"windows") > 0) {
        return TRUE;
    }
    run_closer(program, L"consoles");
    return FALSE;
}

static void
free_program(struct program *base)
{
    struct windows_program *program = (struct windows_program *)base;

    if (program->job != NULL) {
        CloseHandle(program->job);
    }
    if (program->process != NULL) {
        CloseHandle(program->process);
    }
    LocalFree(program);
}

static const struct program_kind kind = {
    .ended = ended,
    .describe_end = describe_end,
    .ask = ask,
    .is_empty = is_empty,
    .kill = kill_all,
    .free = free_program,
};

/* Only a process that is in the job may run, or what it starts could be missed. */
static DWORD
run_in_job(struct windows_program *program, const PROCESS_INFORMATION *created)
{
    DWORD error = ERROR_SUCCESS;

    program->process = created->hProcess;
    if (!AssignProcessToJobObject(program->job, created->hProcess) ||
        ResumeThread(created->hThread) == (DWORD)-1) {
        error = GetLastError();
        TerminateProcess(created->hProcess, KILLED_EXIT_CODE);
    }
    CloseHandle(created->hThread);
    return error;
}

static DWORD
create(const struct program_start *start, struct windows_program *program)
{
    PROCESS_INFORMATION created = { NULL };
    const struct spawn spawned = {
        .line = start->command->line,
        .directory = start->command->directory,
        .environment = start->environment,
        .flags = CREATE_SUSPENDED | CREATE_NO_WINDOW,
    };
    DWORD error = spawn(&spawned, &created);

    return error == ERROR_SUCCESS ? run_in_job(program, &created) : error;
}

DWORD
windows_program_start(const struct program_start *start, struct program **program)
{
    struct windows_program *made = LocalAlloc(LPTR, sizeof(*made));
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (made != NULL) {
        made->base.kind = &kind;
        made->handle = start->handle;
        made->job = create_job();
        error = made->job != NULL ? create(start, made) : GetLastError();
    }
    if (error == ERROR_SUCCESS) {
        *program = &made->base;
        return ERROR_SUCCESS;
    }
    if (made != NULL) {
        free_program(&made->base);
    }
    monitor_log(start->handle, LOG_ERROR,
                L"The program '%1' cannot be started: %2: check the property CommandLine.\n",
                start->command->program, error_text(error).text);
    return error;
}
