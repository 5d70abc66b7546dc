/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <winsock2.h>
#include <windows.h>

#include <stdio.h>
#include <string.h>

#include "../error-text.h"
#include "../monitor.h"
#include "launch.h"
#include "launcher.h"
#include "linux-program.h"

#define KILL_WAIT_MS 10000

struct linux_program {
    struct program base;
    SOCKET connection;
    HANDLE ended, empty; /* events, reset by hand */
    HANDLE reader;
    struct launch_status end; /* written before ended is signaled */
    BOOL end_known;
};

/* What the launcher tells, until it ends. */
static DWORD WINAPI
read_statuses(LPVOID argument)
{
    struct linux_program *program = argument;
    struct launch_status status;

    while (launcher_read(program->connection, &status)) {
        if (status.event == LAUNCH_EXITED || status.event == LAUNCH_KILLED) {
            program->end = status;
            program->end_known = TRUE;
            SetEvent(program->ended);
        } else if (status.event == LAUNCH_EMPTY) {
            SetEvent(program->empty);
        }
    }
    SetEvent(program->ended); /* also if the launcher was killed */
    return 0;
}

static HANDLE
ended(const struct program *base)
{
    return ((const struct linux_program *)base)->ended;
}

static void
describe_end(struct program *base, WCHAR text[END_TEXT_MAX])
{
    const struct linux_program *program = (struct linux_program *)base;

    if (!program->end_known) {
        swprintf(text, END_TEXT_MAX, L"its launcher, %ls, was killed", L"" LAUNCH_PROGRAM);
    } else if (program->end.event == LAUNCH_KILLED) {
        swprintf(text, END_TEXT_MAX, L"killed by %hs (%d)", program->end.name, program->end.number);
    } else if (program->end.number == 0) {
        swprintf(text, END_TEXT_MAX,
                 L"exit status 0; if it goes on in the background, have it stay in the foreground");
    } else {
        swprintf(text, END_TEXT_MAX, L"exit status %d", program->end.number);
    }
}

static void
order(struct linux_program *program, enum launch_order what)
{
    const char byte = (char)what;

    send(program->connection, &byte, 1, 0);
}

static BOOL
ask(struct program *base, DWORD time)
{
    UNREFERENCED_PARAMETER(time);
    order((struct linux_program *)base, LAUNCH_ASK);
    return FALSE;
}

static BOOL
is_empty(struct program *base)
{
    return WaitForSingleObject(((struct linux_program *)base)->empty, 0) == WAIT_OBJECT_0;
}

/* Without its launcher nobody here can tell what is left of it: whoever ends the host does. */
static BOOL
kill_all(struct program *base)
{
    struct linux_program *program = (struct linux_program *)base;
    HANDLE either[] = { program->empty, program->reader };

    order(program, LAUNCH_KILL);
    return WaitForMultipleObjects(ARRAYSIZE(either), either, FALSE, KILL_WAIT_MS) != WAIT_TIMEOUT &&
           is_empty(base);
}

static void
close_handle(HANDLE handle)
{
    if (handle != NULL) {
        CloseHandle(handle);
    }
}

static void
free_program(struct program *base)
{
    struct linux_program *program = (struct linux_program *)base;

    shutdown(program->connection, SD_BOTH);
    if (program->reader != NULL) {
        WaitForSingleObject(program->reader, INFINITE);
    }
    closesocket(program->connection);
    close_handle(program->reader);
    close_handle(program->ended);
    close_handle(program->empty);
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

static struct program *
make_program(SOCKET connection)
{
    struct linux_program *program = LocalAlloc(LPTR, sizeof(*program));

    if (program == NULL) {
        closesocket(connection); /* the launcher kills what it has started */
        return NULL;
    }
    program->base.kind = &kind;
    program->connection = connection;
    program->ended = CreateEventW(NULL, TRUE, FALSE, NULL);
    program->empty = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (program->ended != NULL && program->empty != NULL) {
        program->reader = CreateThread(NULL, 0, read_statuses, program, 0, NULL);
    }
    if (program->reader == NULL) {
        free_program(&program->base);
        return NULL;
    }
    return &program->base;
}

/* The errors of Windows that execve(2)'s are best told as; Linux's numbers are the same everywhere
 * but on architectures that Wine does not know. */
static DWORD
win32_error(const struct launch_status *status)
{
    if (status->event == LAUNCH_NO_DIRECTORY) {
        return ERROR_DIRECTORY;
    }
    if (strcmp(status->name, "ENOENT") == 0 || strcmp(status->name, "ENOTDIR") == 0) {
        return ERROR_FILE_NOT_FOUND;
    }
    if (strcmp(status->name, "EACCES") == 0 || strcmp(status->name, "EPERM") == 0) {
        return ERROR_ACCESS_DENIED;
    }
    return strcmp(status->name, "ENOEXEC") == 0 ? ERROR_BAD_EXE_FORMAT : ERROR_GEN_FAILURE;
}

static DWORD
refused(const struct program_start *start, const struct launch_status *status)
{
    WCHAR name[LAUNCH_NAME_MAX + 1];

    MultiByteToWideChar(CP_UTF8, 0, status->name, -1, name, ARRAYSIZE(name));
    if (status->event == LAUNCH_NO_DIRECTORY) {
        monitor_log(
            start->handle, LOG_ERROR,
            L"CurrentDirectory '%1': cannot be entered: %2 (%3!u!): create it, or name another "
            L"one.\n",
            start->command->directory != NULL ? start->command->directory : L"/", name,
            (DWORD)status->number);
    } else {
        monitor_log(
            start->handle, LOG_ERROR,
            L"The program '%1' cannot be started: %2 (%3!u!): check the property CommandLine, "
            L"and that the user of the host may execute it.\n",
            start->command->program, name, (DWORD)status->number);
    }
    return win32_error(status);
}

static BOOL
is_refusal(const struct launch_status *status)
{
    return status->event == LAUNCH_NO_DIRECTORY || status->event == LAUNCH_NO_PROGRAM;
}

DWORD
linux_program_start(const struct program_start *start, struct program **program)
{
    struct launch_status status;
    SOCKET connection;
    DWORD error = launcher_ask(start, LAUNCH_RUN, &connection, &status);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (is_refusal(&status)) {
        closesocket(connection);
        return refused(start, &status);
    }
    *program = make_program(connection);
    if (*program == NULL) {
        monitor_log(start->handle, LOG_ERROR, L"The program '%1' cannot be watched: %2.\n",
                    start->command->program, error_text(ERROR_NOT_ENOUGH_MEMORY).text);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    return ERROR_SUCCESS;
}

DWORD
linux_program_check(RESOURCE_HANDLE handle, const struct command *command)
{
    const struct program_start start = { .handle = handle, .command = command };
    struct launch_status status;
    SOCKET connection;
    DWORD error = launcher_ask(&start, LAUNCH_CHECK, &connection, &status);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    closesocket(connection);
    return is_refusal(&status) ? refused(&start, &status) : ERROR_SUCCESS;
}
