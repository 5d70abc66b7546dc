/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A client of resapi-keeper for shell tests.
 *
 *     keeper-client listen PATH COMMAND ARG...   binds PATH and runs COMMAND; an argument {}
 * becomes the number of the listening descriptor keeper-client talk PATH                    prints
 * each message as one line, a "channel" line behind HERE and "closed" at the end; reads commands
 *                                                from stdin, one a line: "kill", "send TEXT" over
 *                                                the channel, "garbage" to the keeper, "stop"
 *                                                (reading what the keeper says), "quit"
 *
 * talk exits 0 after EMPTY_TREE or quit, 3 if the connection ended otherwise, 1 if it was refused.
 */

#include "protocol/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static uint8_t bytes[WIRE_MESSAGE_MAX];

static int
open_socket(const char *path, struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    snprintf(address->sun_path, sizeof(address->sun_path), "%s", path);
    return fd;
}

/* Whoever waits for the path may connect as soon as it is there, so it gets its name last. */
static int
open_listener(const char *path)
{
    struct sockaddr_un address;
    char new_path[sizeof(address.sun_path)];
    int fd;

    snprintf(new_path, sizeof(new_path), "%s.new", path);
    fd = open_socket(new_path, &address);
    unlink(new_path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fd, 8) != 0 || rename(new_path, path) != 0) {
        fprintf(stderr, "keeper-client: cannot listen on %s: %s\n", path, strerror(errno));
        exit(1);
    }
    return fd;
}

static int
open_client(const char *path)
{
    struct sockaddr_un address;
    int fd = open_socket(path, &address);

    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        printf("refused: %s\n", strerrorname_np(errno));
        exit(1);
    }
    return fd;
}

static int
execute(char **command, int listener)
{
    char number[16];

    snprintf(number, sizeof(number), "%d", listener);
    for (char **argument = command; *argument != NULL; argument++) {
        char *hole = strstr(*argument, "{}");
        char *text = NULL;

        if (hole != NULL &&
            asprintf(&text, "%.*s%s%s", (int)(hole - *argument), *argument, number, hole + 2) > 0) {
            *argument = text;
        }
    }
    execvp(command[0], command);
    fprintf(stderr, "keeper-client: cannot run %s: %s\n", command[0], strerror(errno));
    return 1;
}

/* Returns the descriptor that came with the message, -1 if none; *length is 0 at the end. */
static int
receive(int fd, size_t *length)
{
    struct iovec part = { bytes, sizeof(bytes) };
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr packet = { .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control) };
    ssize_t received = recvmsg(fd, &packet, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = received > 0 ? CMSG_FIRSTHDR(&packet) : NULL;
    int descriptor = -1;

    if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
        memcpy(&descriptor, CMSG_DATA(header), sizeof(descriptor));
    }
    *length = received > 0 ? (size_t)received : 0;
    return descriptor;
}

/* Returns the type of the message that was printed, 0 at the end of the connection. */
static uint32_t
print_message(int keeper, int *channel)
{
    static char text[65536];
    struct keeper_message message;
    size_t length;
    int descriptor = receive(keeper, &length);

    if (length == 0) {
        return 0;
    }
    if (wire_decode(&keeper_schema, bytes, length, &message) != WIRE_OK) {
        puts("undecodable");
        return UINT32_MAX;
    }
    wire_describe(&keeper_schema, &message, text, sizeof(text));
    puts(text);
    if (descriptor >= 0) {
        int size = 0;
        socklen_t size_length = sizeof(size);

        getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, &size_length);
        printf("channel buffer=%d\n", size);
        *channel = descriptor;
    }
    return message.header.type;
}

static bool
print_channel(int channel)
{
    ssize_t length = recv(channel, bytes, sizeof(bytes) - 1, 0);

    if (length <= 0) {
        puts("channel closed");
        return false;
    }
    printf("channel said %zd bytes: %.*s\n", length, length > 60 ? 60 : (int)length,
           (const char *)bytes);
    return true;
}

static void
send_kill(int keeper)
{
    const struct keeper_message message = { .header = { KEEPER_KILL, 0 } };
    size_t length = 0;

    wire_encode(&keeper_schema, &message, bytes, sizeof(bytes), &length);
    send(keeper, bytes, length, MSG_NOSIGNAL);
}

struct talk {
    int keeper, channel;
    bool quit, stopped;
};

static void
obey(struct talk *talk, const char *line)
{
    if (strcmp(line, "kill") == 0) {
        send_kill(talk->keeper);
    } else if (strncmp(line, "send ", 5) == 0) {
        send(talk->channel, line + 5, strlen(line + 5), MSG_NOSIGNAL);
    } else if (strcmp(line, "garbage") == 0) {
        send(talk->keeper, "garbage", 7, MSG_NOSIGNAL);
    } else if (strcmp(line, "stop") == 0) {
        talk->stopped = true;
    } else {
        talk->quit = true;
    }
}

/* Commands come in whole lines: the test writes each with one printf. */
static bool
read_commands(struct talk *talk)
{
    char text[4096], *rest = text, *line;
    ssize_t length = read(STDIN_FILENO, text, sizeof(text) - 1);

    if (length <= 0) {
        return false;
    }
    text[length] = '\0';
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (*line != '\0') {
            obey(talk, line);
        }
    }
    return true;
}

static int
talk_over(int keeper)
{
    struct talk talk = { .keeper = keeper, .channel = -1 };
    int input = STDIN_FILENO;

    while (!talk.quit) {
        struct pollfd polled[] = { { talk.stopped ? -1 : talk.keeper, POLLIN, 0 },
                                   { talk.channel, POLLIN, 0 },
                                   { input, POLLIN, 0 } };
        uint32_t type = UINT32_MAX;

        poll(polled, 3, -1);
        if (polled[0].revents != 0) {
            type = print_message(talk.keeper, &talk.channel);
        } else if (polled[1].revents != 0 && !print_channel(talk.channel)) {
            talk.channel = -1;
        }
        if (type == 0 || type == KEEPER_EMPTY_TREE) {
            puts("closed");
            return type == 0 ? 3 : 0;
        }
        if (polled[2].revents != 0 && !read_commands(&talk)) {
            input = -1;
        }
    }
    return 0;
}

static int
run_and_talk(const char *path, char **command)
{
    int listener = open_listener(path);
    int client = open_client(path);
    int status = 0;
    pid_t keeper = fork();

    if (keeper == 0) {
        close(client);
        return execute(command, listener);
    }
    close(listener);
    talk_over(client);
    waitpid(keeper, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
main(int argc, char *argv[])
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc >= 4 && strcmp(argv[1], "listen") == 0) {
        return execute(argv + 3, open_listener(argv[2]));
    }
    if (argc >= 4 && strcmp(argv[1], "run") == 0) {
        return run_and_talk(argv[2], argv + 3);
    }
    if (argc == 3 && strcmp(argv[1], "talk") == 0) {
        return talk_over(open_client(argv[2]));
    }
    fputs("usage: keeper-client listen|run PATH COMMAND ARG... | talk PATH\n", stderr);
    return 2;
}
