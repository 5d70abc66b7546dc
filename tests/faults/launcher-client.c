/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * resapi-launch's other end for shell tests.
 *
 *     launcher-client LAUNCHER DIRECTORY COMMAND-LINE     asks it to run a command line, which is split
 *                                                         as clusres.dll does
 *     launcher-client LAUNCHER --check /DIRECTORY COMMAND-LINE
 *                                                         asks whether it could
 *     launcher-client LAUNCHER --raw HEX                  writes these bytes in place of a request
 *
 * Prints what the launcher says and "closed" at the end, and exits 0. Its standard input is passed on
 * as orders, line ends left out; at the end of that it goes on, at a "." it ends and so does the socket.
 * SIGUSR1 is ignored in the launcher and SIGUSR2 blocked: a program must not inherit either.
 */

#include "launch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
write_all(int fd, const void *bytes, size_t length)
{
    if (write(fd, bytes, length) != (ssize_t)length) {
        perror("launcher-client: write");
        exit(1);
    }
}

static void
send_request(int fd, char kind, const char *directory, const char *line)
{
    size_t at = strlen(directory) + 2, length = 0;
    char *request = malloc(at + strlen(line) + 1);
    unsigned char header[LAUNCH_HEADER];

    if (request == NULL || launch_split(line, request + at, &length) != LAUNCH_SPLIT_DONE) {
        fputs("launcher-client: the command line cannot be split\n", stderr);
        exit(1);
    }
    request[0] = kind;
    memcpy(request + 1, directory, at - 1);
    length += at;
    for (size_t i = 0; i < sizeof(header); i++) {
        header[i] = (unsigned char)(length >> (8 * i));
    }
    write_all(fd, header, sizeof(header));
    write_all(fd, request, length);
    free(request);
}

static void
send_raw(int fd, const char *hex)
{
    unsigned int byte;

    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        write_all(fd, &(unsigned char){ (unsigned char)byte }, 1);
    }
}

__attribute__((noreturn)) static void
become_launcher(const char *program, int socket)
{
    sigset_t blocked;

    signal(SIGUSR1, SIG_IGN);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    /* As under Wine, a descriptor that the program must not see is open as well. */
    if (dup2(socket, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, 77) < 0) {
        exit(126);
    }
    execl(program, program, (char *)NULL);
    perror("launcher-client: exec");
    exit(127);
}

/* Returns false when standard input has said that it is enough. */
static bool
pass_orders(int socket, struct pollfd *input)
{
    char bytes[64];
    ssize_t length = read(STDIN_FILENO, bytes, sizeof(bytes));

    if (length <= 0) {
        input->fd = -1;
        return true;
    }
    for (ssize_t i = 0; i < length; i++) {
        if (bytes[i] == '.') {
            return false;
        }
        if (bytes[i] != '\n') {
            send(socket, &bytes[i], 1, MSG_NOSIGNAL);
        }
    }
    return true;
}

static int
talk(int socket)
{
    struct pollfd polled[] = { { socket, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
    char bytes[512];

    for (;;) {
        poll(polled, 2, -1);
        if (polled[0].revents != 0) {
            ssize_t length = recv(socket, bytes, sizeof(bytes), 0);

            if (length <= 0) {
                puts("closed");
                return 0;
            }
            fwrite(bytes, 1, (size_t)length, stdout);
            fflush(stdout);
        }
        if (polled[1].revents != 0 && !pass_orders(socket, &polled[1])) {
            return 0;
        }
    }
}

int
main(int argc, char *argv[])
{
    int pair[2];

    bool checks = argc == 5 && strcmp(argv[2], "--check") == 0;

    if ((argc != 4 && !checks) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        fputs("usage: launcher-client LAUNCHER [--check] DIRECTORY COMMAND-LINE\n", stderr);
        return 2;
    }
    fcntl(pair[1], F_SETFL, O_NONBLOCK); /* as Wine's sockets are */
    if (fork() == 0) {
        become_launcher(argv[1], pair[1]);
    }
    close(pair[1]);
    if (strcmp(argv[2], "--raw") == 0) {
        send_raw(pair[0], argv[3]);
        shutdown(pair[0], SHUT_WR);
    } else {
        send_request(pair[0], checks ? LAUNCH_CHECK : LAUNCH_RUN, argv[argc - 2], argv[argc - 1]);
    }
    return talk(pair[0]);
}
