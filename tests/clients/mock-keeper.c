/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A resapi-keeper without processes, for the stop action's tests:
 *
 *     mock-keeper SOCKET LABEL BEHAVIOUR
 *
 *     orderly   HERE; at KILL: OUTPUT, EXITED, EMPTY_TREE, removes its socket, ends
 *     hangs     HERE, then nothing
 *     leaves    HERE; at KILL it closes the connection once, and is orderly to the next client
 *     stranger  HERE of another label, then EMPTY_TREE
 *     mute      EMPTY_TREE without HERE
 *     garbage   bytes that are no message
 *     dies      binds and ends: the socket stays and refuses
 *
 * Prints "ready" when it can be connected to. Ends at the latest with its parent.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/keeper.h"

static const char *behaviour;

static void
fail(const char *what)
{
    fprintf(stderr, "mock-keeper: ");
    perror(what);
    exit(1);
}

static int
is(const char *word)
{
    return strcmp(behaviour, word) == 0;
}

static size_t
encode(const struct keeper_message *message, uint8_t *buffer, size_t capacity)
{
    size_t length;

    if (wire_encode(&keeper_schema, message, buffer, capacity, &length) != WIRE_OK) {
        fail("encode");
    }
    return length;
}

static void
say(int fd, const struct keeper_message *message)
{
    uint8_t buffer[4096];
    size_t length = encode(message, buffer, sizeof(buffer));

    if (send(fd, buffer, length, MSG_NOSIGNAL) != (ssize_t)length) {
        fail("send");
    }
}

/* With a descriptor, as the real one sends the channel's. */
static void
say_here(int fd, const char *label)
{
    struct keeper_message here = { .header.type = KEEPER_HERE };
    uint8_t buffer[4096];
    struct iovec part = { .iov_base = buffer };
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct msghdr message = { .msg_iov = &part,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control.room) };
    int channel = open("/dev/null", O_RDONLY | O_CLOEXEC);

    here.here.version = KEEPER_VERSION;
    here.here.label = label;
    here.here.keeper_pid = (uint32_t)getpid();
    part.iov_len = encode(&here, buffer, sizeof(buffer));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &channel, sizeof(channel));
    if (sendmsg(fd, &message, MSG_NOSIGNAL) < 0) {
        fail("sendmsg");
    }
    close(channel);
}

static void
say_end(int fd)
{
    struct keeper_message output = { .header.type = KEEPER_OUTPUT };
    struct keeper_message exited = { .header.type = KEEPER_EXITED };
    struct keeper_message empty = { .header.type = KEEPER_EMPTY_TREE };

    output.output.line = "last words";
    exited.exited.wait_status = SIGKILL;
    empty.empty_tree.killed = 1;
    say(fd, &output);
    say(fd, &exited);
    say(fd, &empty);
}

static void
wait_for_kill(int fd)
{
    uint8_t buffer[4096];
    struct keeper_message message;
    ssize_t length = recv(fd, buffer, sizeof(buffer), 0);

    if (length <= 0 || wire_decode(&keeper_schema, buffer, (size_t)length, &message) != WIRE_OK ||
        message.header.type != KEEPER_KILL) {
        fail("the client did not send KILL");
    }
}

static void
serve(int fd, const char *label)
{
    struct keeper_message empty = { .header.type = KEEPER_EMPTY_TREE };

    if (is("mute")) {
        say(fd, &empty);
        wait_for_kill(fd);
        return;
    }
    if (is("garbage")) {
        (void)!send(fd, "\xff\xff\xff\xff", 4, MSG_NOSIGNAL);
        wait_for_kill(fd);
        return;
    }
    say_here(fd, is("stranger") ? "another" : label);
    wait_for_kill(fd);
    if (is("hangs")) {
        pause();
    }
    if (is("leaves")) {
        behaviour = "orderly";
        return;
    }
    say_end(fd);
}

int
main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int listener, fd;

    if (argc != 4 || strlen(argv[1]) >= sizeof(address.sun_path)) {
        fputs("usage: mock-keeper SOCKET LABEL BEHAVIOUR\n", stderr);
        return 1;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    behaviour = argv[3];
    strcpy(address.sun_path, argv[1]);
    listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (bind(listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, 5) != 0) {
        fail(argv[1]);
    }
    puts("ready");
    fflush(stdout);
    while (!is("dies")) {
        int was_orderly = is("orderly");

        fd = accept(listener, NULL, NULL);
        serve(fd, argv[2]);
        if (was_orderly) {
            unlink(argv[1]);
            return 0;
        }
        close(fd);
    }
    return 0;
}
