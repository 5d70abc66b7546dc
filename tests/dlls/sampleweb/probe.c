/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <winsock2.h>
#include <windows.h>
#include <string.h>

#include "page.h"
#include "probe.h"

static const char k_request[] = "GET / HTTP/1.1\r\n"
                                "Host: 127.0.0.1\r\n"
                                "Connection: close\r\n"
                                "\r\n";

/*
 * Waits until the socket can be read or written. One deadline covers the whole exchange: with a
 * timeout per call, a server that drips one byte a second would hold IsAlive up for ever.
 */
static DWORD
wait_ready(SOCKET s, BOOL writing, ULONGLONG deadline)
{
    ULONGLONG now = GetTickCount64();
    fd_set wanted;
    fd_set failed;
    struct timeval left;
    int ready;

    if (now >= deadline) {
        return WSAETIMEDOUT;
    }
    left.tv_sec = (long)((deadline - now) / 1000);
    left.tv_usec = (long)((deadline - now) % 1000) * 1000;
    FD_ZERO(&wanted);
    FD_SET(s, &wanted);
    failed = wanted; /* where Winsock reports a refused connection */
    ready = select(0, writing ? NULL : &wanted, writing ? &wanted : NULL, &failed, &left);
    if (ready == SOCKET_ERROR) {
        return (DWORD)WSAGetLastError();
    }
    return ready == 0 ? WSAETIMEDOUT : ERROR_SUCCESS;
}

static DWORD
connect_to(SOCKET s, u_short port, ULONGLONG deadline)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    u_long nonblocking = 1;
    int error = 0;
    int cb_error = sizeof(error);
    DWORD result;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (ioctlsocket(s, (long)FIONBIO, &nonblocking) != 0) {
        return (DWORD)WSAGetLastError();
    }
    if (connect(s, (const struct sockaddr *)&address, sizeof(address)) == 0) {
        return ERROR_SUCCESS;
    }
    if (WSAGetLastError() != WSAEWOULDBLOCK) {
        return (DWORD)WSAGetLastError();
    }
    result = wait_ready(s, TRUE, deadline);
    if (result != ERROR_SUCCESS) {
        return result;
    }
    if (getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&error, &cb_error) != 0) {
        return (DWORD)WSAGetLastError();
    }
    return (DWORD)error;
}

static DWORD
send_request(SOCKET s, ULONGLONG deadline)
{
    int cb_request = (int)sizeof(k_request) - 1;
    DWORD result = wait_ready(s, TRUE, deadline);

    if (result != ERROR_SUCCESS) {
        return result;
    }
    if (send(s, k_request, cb_request, 0) == cb_request) {
        return ERROR_SUCCESS;
    }
    return (DWORD)WSAGetLastError();
}

/* Compares piece by piece while the response arrives: no buffer of its size is needed. */
static DWORD
compare_response(SOCKET s, const char *expected, int cb_expected, ULONGLONG deadline)
{
    char piece[4096];
    int seen = 0;

    while (seen < cb_expected) {
        DWORD result = wait_ready(s, FALSE, deadline);
        int n;

        if (result != ERROR_SUCCESS) {
            return result;
        }
        n = recv(s, piece, sizeof(piece), 0);
        if (n < 0) {
            return (DWORD)WSAGetLastError();
        }
        if (n == 0 || n > cb_expected - seen || memcmp(piece, expected + seen, (size_t)n) != 0) {
            return ERROR_INVALID_DATA;
        }
        seen += n;
    }
    return ERROR_SUCCESS;
}

static DWORD
exchange(SOCKET s, DWORD port, const char *expected, int cb_expected, ULONGLONG deadline)
{
    DWORD result = connect_to(s, (u_short)port, deadline);

    if (result == ERROR_SUCCESS) {
        result = send_request(s, deadline);
    }
    if (result == ERROR_SUCCESS) {
        result = compare_response(s, expected, cb_expected, deadline);
    }
    return result;
}

DWORD
ProbePage(DWORD port, LPCWSTR document, DWORD timeout_ms)
{
    ULONGLONG deadline = GetTickCount64() + timeout_ms;
    int cb_expected = 0;
    char *expected = PageResponse(document, &cb_expected);
    DWORD result;
    SOCKET s;

    if (expected == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (s == INVALID_SOCKET) {
        result = (DWORD)WSAGetLastError();
    } else {
        result = exchange(s, port, expected, cb_expected, deadline);
        closesocket(s);
    }
    LocalFree(expected);
    return result;
}
