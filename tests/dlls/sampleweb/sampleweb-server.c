/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The application of the sample: a web server of one document. See server-contract.h. */

#include <winsock2.h>
#include <windows.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "page.h"
#include "server-contract.h"

#define CLIENT_TIMEOUT_MS 5000
#define MAX_CLIENTS       64
#define MAX_REQUEST       8192

/* Written before the first client is accepted and never again, so that threads need no lock. */
static struct {
    char *response;
    int cb_response;
} g_page;

static LONG volatile g_clients;

static const char k_not_found[] = "HTTP/1.1 404 Not Found\r\n"
                                  "Content-Length: 0\r\n"
                                  "Connection: close\r\n"
                                  "\r\n";
static const char k_bad_method[] = "HTTP/1.1 405 Method Not Allowed\r\n"
                                   "Allow: GET\r\n"
                                   "Content-Length: 0\r\n"
                                   "Connection: close\r\n"
                                   "\r\n";

/* Everything on standard input; free() it. NULL when it cannot be read or is too much. */
static BYTE *
read_input(DWORD *cb_input)
{
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    BYTE *buffer = malloc(SERVER_MAX_INPUT);
    DWORD used = 0;

    if (buffer == NULL) {
        return NULL;
    }
    while (used < SERVER_MAX_INPUT) {
        DWORD got = 0;

        if (!ReadFile(input, buffer + used, SERVER_MAX_INPUT - used, &got, NULL) &&
            GetLastError() != ERROR_BROKEN_PIPE) {
            break;
        }
        if (got == 0) {
            *cb_input = used;
            return buffer;
        }
        used += got;
    }
    free(buffer);
    return NULL;
}

/* Finds the two strings in the input; FALSE unless both are there, complete and alone. */
static BOOL
split_input(const BYTE *input, DWORD cb_input, const WCHAR **lock_file, const WCHAR **document)
{
    const WCHAR *text = (const WCHAR *)(const void *)input;
    size_t length = cb_input / sizeof(WCHAR);
    size_t first = wcsnlen(text, length);
    size_t second;

    if (cb_input % sizeof(WCHAR) != 0 || first == length) {
        return FALSE;
    }
    second = wcsnlen(text + first + 1, length - first - 1);
    if (first + 1 + second + 1 != length) {
        return FALSE;
    }
    *lock_file = text;
    *document = text + first + 1;
    return TRUE;
}

static enum server_exit
prepare_page(const BYTE *input, DWORD cb_input, const WCHAR **lock_file)
{
    const WCHAR *document = NULL;

    if (!split_input(input, cb_input, lock_file, &document)) {
        return SERVER_EXIT_INPUT;
    }
    g_page.response = PageResponse(document, &g_page.cb_response);
    return g_page.response != NULL ? SERVER_EXIT_OK : SERVER_EXIT_SYSTEM;
}

/*
 * Holds the lock file until the process ends, however it ends. The share mode keeps out every
 * process of this Windows; the byte range also keeps out processes that reach the same file
 * another way (on Wine: from another prefix, where share modes do not reach).
 */
static enum server_exit
hold_lock_file(const WCHAR *path)
{
    OVERLAPPED range = { 0 };
    HANDLE file;

    if (path[0] == L'\0') {
        return SERVER_EXIT_OK;
    }
    file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_ALWAYS,
                       FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        return GetLastError() == ERROR_SHARING_VIOLATION ? SERVER_EXIT_LOCK_HELD
                                                         : SERVER_EXIT_LOCK_FILE;
    }
    if (!LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &range)) {
        CloseHandle(file);
        return SERVER_EXIT_LOCK_HELD;
    }
    return SERVER_EXIT_OK;
}

static void
send_all(SOCKET client, const char *data, int cb_data)
{
    int sent = 0;

    while (sent < cb_data) {
        int n = send(client, data + sent, cb_data - sent, 0);

        if (n <= 0) {
            return;
        }
        sent += n;
    }
}

/* Reads up to the empty line that ends a request's head; FALSE if it never comes. */
static BOOL
read_request(SOCKET client, char *request, int cb_request)
{
    int used = 0;

    while (used < cb_request - 1) {
        int n = recv(client, request + used, cb_request - 1 - used, 0);

        if (n <= 0) {
            return FALSE;
        }
        used += n;
        request[used] = '\0';
        if (strstr(request, "\r\n\r\n") != NULL) {
            return TRUE;
        }
    }
    return FALSE;
}

static void
answer(SOCKET client, const char *request)
{
    if (strncmp(request, "GET ", 4) != 0) {
        send_all(client, k_bad_method, (int)sizeof(k_bad_method) - 1);
    } else if (strncmp(request + 4, "/ ", 2) != 0) {
        send_all(client, k_not_found, (int)sizeof(k_not_found) - 1);
    } else {
        send_all(client, g_page.response, g_page.cb_response);
    }
}

/* Lets the client close first: whoever closes first keeps the port in TIME_WAIT. */
static void
wait_for_close(SOCKET client)
{
    char ignored[512];

    while (recv(client, ignored, sizeof(ignored), 0) > 0) {}
}

static DWORD WINAPI
client_thread(LPVOID context)
{
    SOCKET client = (SOCKET)(ULONG_PTR)context;
    char request[MAX_REQUEST];

    if (read_request(client, request, (int)sizeof(request))) {
        answer(client, request);
        wait_for_close(client);
    }
    closesocket(client);
    InterlockedDecrement(&g_clients);
    return 0;
}

static void
prepare_client(SOCKET client)
{
    /* An abortive close leaves no TIME_WAIT behind, so that a restart gets the port at once even
     * after this process was killed in the middle of an answer. */
    struct linger abortive = { .l_onoff = 1, .l_linger = 0 };
    DWORD timeout_ms = CLIENT_TIMEOUT_MS;
    u_long blocking = 0;

    WSAEventSelect(client, NULL, 0);
    ioctlsocket(client, (long)FIONBIO, &blocking);
    setsockopt(client, SOL_SOCKET, SO_LINGER, (const char *)&abortive, sizeof(abortive));
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, (const char *)&timeout_ms, sizeof(timeout_ms));
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, (const char *)&timeout_ms, sizeof(timeout_ms));
}

/* One thread per client, so that a slow client delays nobody: least of all the health check. */
static void
accept_client(SOCKET listener)
{
    SOCKET client = accept(listener, NULL, NULL);
    HANDLE thread = NULL;

    if (client == INVALID_SOCKET) {
        return;
    }
    prepare_client(client);
    if (InterlockedIncrement(&g_clients) <= MAX_CLIENTS) {
        thread = CreateThread(NULL, 0, client_thread, (LPVOID)(ULONG_PTR)client, 0, NULL);
    }
    if (thread == NULL) {
        InterlockedDecrement(&g_clients);
        closesocket(client);
        return;
    }
    CloseHandle(thread);
}

static enum server_exit
listen_on(u_short port, SOCKET *listener)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    BOOL exclusive = TRUE;
    SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    int error;

    if (s == INVALID_SOCKET) {
        return SERVER_EXIT_SYSTEM;
    }
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    if (setsockopt(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, (const char *)&exclusive,
                   sizeof(exclusive)) == 0 &&
        bind(s, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
        listen(s, SOMAXCONN) == 0) {
        *listener = s;
        return SERVER_EXIT_OK;
    }
    error = WSAGetLastError();
    closesocket(s);
    /* WSAEACCES: the port belongs to a socket that is itself exclusive. */
    return error == WSAEADDRINUSE || error == WSAEACCES ? SERVER_EXIT_PORT_TAKEN
                                                        : SERVER_EXIT_SYSTEM;
}

static enum server_exit
serve(SOCKET listener, HANDLE stop)
{
    WSAEVENT incoming = WSACreateEvent();
    HANDLE events[2] = { stop, incoming };
    DWORD woken;

    if (incoming == WSA_INVALID_EVENT || WSAEventSelect(listener, incoming, FD_ACCEPT) != 0) {
        return SERVER_EXIT_SYSTEM;
    }
    for (;;) {
        WSANETWORKEVENTS happened;

        woken = WaitForMultipleObjects(2, events, FALSE, INFINITE);
        if (woken != WAIT_OBJECT_0 + 1) {
            break;
        }
        WSAEnumNetworkEvents(listener, incoming, &happened);
        accept_client(listener);
    }
    return woken == WAIT_OBJECT_0 ? SERVER_EXIT_OK : SERVER_EXIT_SYSTEM;
}

static enum server_exit
run(u_short port, HANDLE stop, const WCHAR *lock_file)
{
    WSADATA winsock;
    SOCKET listener = INVALID_SOCKET;
    enum server_exit result = hold_lock_file(lock_file);

    if (result != SERVER_EXIT_OK) {
        return result;
    }
    if (WSAStartup(MAKEWORD(2, 2), &winsock) != 0) {
        return SERVER_EXIT_SYSTEM;
    }
    result = listen_on(port, &listener);
    if (result != SERVER_EXIT_OK) {
        return result;
    }
    return serve(listener, stop);
}

/* Memory, sockets and the lock are left to the end of the process, which frees them all. */
int
main(int argc, char **argv)
{
    const WCHAR *lock_file = NULL;
    DWORD cb_input = 0;
    unsigned long port;
    BYTE *input;
    HANDLE stop;
    enum server_exit result;

    if (argc != 3) {
        return SERVER_EXIT_USAGE;
    }
    port = strtoul(argv[1], NULL, 10);
    stop = OpenEventA(SYNCHRONIZE, FALSE, argv[2]);
    if (port < 1 || port > 65535 || stop == NULL) {
        return SERVER_EXIT_USAGE;
    }
    input = read_input(&cb_input);
    if (input == NULL) {
        return SERVER_EXIT_INPUT;
    }
    result = prepare_page(input, cb_input, &lock_file);
    if (result != SERVER_EXIT_OK) {
        return (int)result;
    }
    return (int)run((u_short)port, stop, lock_file);
}
