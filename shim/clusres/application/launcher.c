/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launcher.h"

#include <string.h>
#include <wchar.h>

#include "../error-text.h"
#include "../monitor.h"
#include "spawn.h"

#define ANSWER_LIMIT_MS 60000
#define LOOK_MS         100 /* how often a wait looks whether it is still wanted */

/* For no process. */
static SOCKET
make_socket(void)
{
    return WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                      WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

/* Wine has sockets of the Internet families alone, and passes nothing else on to a Linux program that
 * carries both directions. Whoever else may have come to the port is turned away. */
static SOCKET
accept_peer(SOCKET listener, SOCKET peer)
{
    struct sockaddr_in expected, found;
    int size = sizeof(expected);

    if (getsockname(peer, (struct sockaddr *)&expected, &size) != 0) {
        return INVALID_SOCKET;
    }
    for (;;) {
        SOCKET accepted;

        size = sizeof(found);
        accepted = accept(listener, (struct sockaddr *)&found, &size);
        SetHandleInformation((HANDLE)accepted, HANDLE_FLAG_INHERIT, 0);
        if (accepted == INVALID_SOCKET || (found.sin_port == expected.sin_port &&
                                           found.sin_addr.s_addr == expected.sin_addr.s_addr)) {
            return accepted;
        }
        closesocket(accepted);
    }
}

static BOOL
connect_pair(SOCKET listener, SOCKET pair[2])
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener == INVALID_SOCKET ||
        bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, 4) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        return FALSE;
    }
    pair[0] = make_socket();
    if (pair[0] == INVALID_SOCKET) {
        return FALSE;
    }
    if (connect(pair[0], (struct sockaddr *)&address, sizeof(address)) == 0) {
        pair[1] = accept_peer(listener, pair[0]);
        if (pair[1] != INVALID_SOCKET) {
            return TRUE;
        }
    }
    closesocket(pair[0]);
    return FALSE;
}

static DWORD
make_pair(SOCKET pair[2])
{
    SOCKET listener = make_socket();
    DWORD error = ERROR_SUCCESS;

    if (!connect_pair(listener, pair)) {
        error = WSAGetLastError() != 0 ? (DWORD)WSAGetLastError() : ERROR_GEN_FAILURE;
    }
    if (listener != INVALID_SOCKET) {
        closesocket(listener);
    }
    return error;
}

/* The launcher's path as Wine takes a Unix path: behind \\?\unix, and with \ for /. */
static BOOL
launcher_path(WCHAR *path, DWORD room)
{
    static const WCHAR prefix[] = L"\\\\?\\unix";
    const DWORD offset = ARRAYSIZE(prefix) - 1;
    DWORD length = GetEnvironmentVariableA(LAUNCH_VARIABLE, NULL, 0);

    wcscpy(path, prefix);
    if (length == 0 || GetEnvironmentVariableW(L"" LAUNCH_VARIABLE, path + offset, room - offset) >=
                           room - offset) {
        return FALSE;
    }
    for (WCHAR *at = path; *at != L'\0'; at++) {
        *at = *at == L'/' ? L'\\' : *at;
    }
    return TRUE;
}

static DWORD
run_launcher(LPWSTR environment, SOCKET input)
{
    STARTUPINFOW startup = { .cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES };
    PROCESS_INFORMATION created = { NULL };
    WCHAR path[1024], line[1024 + 2];
    DWORD error = ERROR_SUCCESS;

    if (!launcher_path(path, ARRAYSIZE(path))) {
        return ERROR_ENVVAR_NOT_FOUND;
    }
    swprintf(line, ARRAYSIZE(line), L"\"%ls\"", path);
    startup.hStdInput = (HANDLE)input;
    startup.hStdOutput = (HANDLE)input;
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    spawn_lock();
    SetHandleInformation((HANDLE)input, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    if (!CreateProcessW(path, line, NULL, NULL, TRUE, CREATE_UNICODE_ENVIRONMENT, environment, NULL,
                        &startup, &created)) {
        error = GetLastError();
    }
    SetHandleInformation((HANDLE)input, HANDLE_FLAG_INHERIT, 0);
    spawn_unlock();
    return error; /* of a Linux program there are no handles */
}

static BOOL
send_all(SOCKET connection, const char *bytes, DWORD length)
{
    while (length > 0) {
        int sent = send(connection, bytes, (int)length, 0);

        if (sent <= 0) {
            return FALSE;
        }
        bytes += sent;
        length -= (DWORD)sent;
    }
    return TRUE;
}

static BOOL
send_request(SOCKET connection, enum launch_request kind, const struct command *command)
{
    DWORD length = command->request_length + 1;
    char head[LAUNCH_HEADER + 1];

    for (int i = 0; i < LAUNCH_HEADER; i++) {
        head[i] = (char)(length >> (8 * i));
    }
    head[LAUNCH_HEADER] = (char)kind;
    return send_all(connection, head, sizeof(head)) &&
           send_all(connection, command->request, command->request_length);
}

/* Until when an answer is waited for. */
struct answer_limit {
    ULONGLONG deadline;
    const volatile LONG *cancelled; /* or NULL */
};

static BOOL
is_readable_in_time(SOCKET connection, const struct answer_limit *limit)
{
    for (;;) {
        struct timeval pause = { .tv_usec = LOOK_MS * 1000 };
        fd_set readable;
        int count;

        FD_ZERO(&readable);
        FD_SET(connection, &readable);
        count = select(0, &readable, NULL, NULL, &pause);
        if (count != 0) {
            return count > 0;
        }
        if (GetTickCount64() >= limit->deadline) {
            WSASetLastError(ERROR_TIMEOUT);
            return FALSE;
        }
        if (limit->cancelled != NULL && *limit->cancelled) {
            WSASetLastError(ERROR_OPERATION_ABORTED);
            return FALSE;
        }
    }
}

/* limit: NULL for none. */
static BOOL
read_status(SOCKET connection, const struct answer_limit *limit, struct launch_status *status)
{
    char line[LAUNCH_LINE_MAX];
    size_t length = 0;

    while (length < sizeof(line) && (limit == NULL || is_readable_in_time(connection, limit)) &&
           recv(connection, line + length, 1, 0) == 1) {
        if (line[length] == '\n') {
            line[length] = '\0';
            return launch_read_status(line, status);
        }
        length++;
    }
    return FALSE;
}

BOOL
launcher_read(SOCKET connection, struct launch_status *status)
{
    return read_status(connection, NULL, status);
}

static DWORD
talk(SOCKET connection, enum launch_request kind, const struct program_start *start,
     struct launch_status *status)
{
    const struct answer_limit limit = { GetTickCount64() + ANSWER_LIMIT_MS, start->cancelled };

    WSASetLastError(0);
    if (send_request(connection, kind, start->command) && read_status(connection, &limit, status)) {
        return ERROR_SUCCESS;
    }
    switch (WSAGetLastError()) {
    case ERROR_TIMEOUT:
    case ERROR_OPERATION_ABORTED:
        return (DWORD)WSAGetLastError();
    default:
        return ERROR_BROKEN_PIPE;
    }
}

static void
log_failure(const struct program_start *start, DWORD error)
{
    switch (error) {
    case ERROR_OPERATION_ABORTED:
        monitor_log(start->handle, LOG_WARNING,
                    L"The program '%1' had not started yet when it was no longer wanted.\n",
                    start->command->program);
        return;
    case ERROR_TIMEOUT:
        monitor_log(start->handle, LOG_ERROR,
                    L"The program '%1' has not started within %2!u! ms: %3: check that "
                    L"the file systems of the program and of CurrentDirectory answer.\n",
                    start->command->program, ANSWER_LIMIT_MS, error_text(error).text);
        return;
    default:
        monitor_log(
            start->handle, LOG_ERROR,
            L"The launcher of Linux programs, that the environment variable %1 names, cannot "
            L"be used: %2: check that resapid is completely installed.\n",
            L"" LAUNCH_VARIABLE, error_text(error).text);
    }
}

DWORD
launcher_ask(const struct program_start *start, enum launch_request kind, SOCKET *connection,
             struct launch_status *status)
{
    SOCKET pair[2] = { INVALID_SOCKET, INVALID_SOCKET };
    DWORD error = make_pair(pair);

    if (error != ERROR_SUCCESS) {
        monitor_log(start->handle, LOG_ERROR,
                    L"No connection to the launcher of Linux programs can be made on the loopback "
                    L"interface: %1: check that 127.0.0.1 is up.\n",
                    error_text(error).text);
        return error;
    }
    error = run_launcher(start->environment, pair[1]);
    closesocket(pair[1]);
    if (error == ERROR_SUCCESS) {
        error = talk(pair[0], kind, start, status);
    }
    if (error != ERROR_SUCCESS) {
        closesocket(pair[0]);
        log_failure(start, error);
        return error;
    }
    *connection = pair[0];
    return ERROR_SUCCESS;
}
