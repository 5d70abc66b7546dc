/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * fake-host [OPTION...] [ARGUMENT...]
 *
 * Speaks the channel protocol (channel.h) on fd 0 as resapi-host.exe does, with a script (script.h)
 * in place of each resource DLL, so that resapid is tested without Wine and under sanitizers.
 *
 *     --build-id=ID    HELLO's build id; else the environment's FAKE_HOST_BUILD_ID, else the
 * build's
 *     --version=N      HELLO's version
 *     --no-hello       say nothing and answer nothing, as a host that hangs
 *
 * Arguments are ignored. It ends with 0 after BYE or when the channel is closed.
 */

#include "asks.h"
#include "calls.h"
#include "checkpoints.h"
#include "record.h"
#include "replies.h"
#include "reports.h"
#include "sender.h"
#include "timers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef RESAPID_BUILD_ID
#error "RESAPID_BUILD_ID is not defined"
#endif

struct options {
    const char *build_id;
    uint32_t version;
    bool hello;
};

static bool welcome;

static bool
parse_option(const char *argument, struct options *options)
{
    if (strncmp(argument, "--build-id=", 11) == 0) {
        options->build_id = argument + 11;
    } else if (strncmp(argument, "--version=", 10) == 0) {
        options->version = (uint32_t)strtoul(argument + 10, NULL, 10);
    } else if (strcmp(argument, "--no-hello") == 0) {
        options->hello = false;
    } else {
        return strncmp(argument, "--", 2) != 0;
    }
    return true;
}

static struct options
parse_options(int argc, char **argv)
{
    struct options options = { getenv("FAKE_HOST_BUILD_ID"), CHANNEL_VERSION, true };

    if (options.build_id == NULL) {
        options.build_id = RESAPID_BUILD_ID;
    }
    for (int i = 1; i < argc; i++) {
        if (!parse_option(argv[i], &options)) {
            fprintf(stderr, "fake-host: unknown option %s\n", argv[i]);
            exit(2);
        }
    }
    return options;
}

static void
send_hello(const struct options *options)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_HELLO },
        .hello = { options->version, options->build_id, "x86_64" },
    };

    send_message(&message);
}

static void
request_finish(const struct channel_message *message)
{
    struct channel_message bye = {
        .header = { CHANNEL_BYE, message->header.id },
        .bye = { "FINISH", 0 },
    };

    for (const struct dll *dll = dlls; dll != NULL; dll = dll->next) {
        record_finish(dll);
    }
    send_message(&bye);
    exit(EXIT_SUCCESS);
}

static void
request_facts(const struct channel_message *message)
{
    reply_facts(message->header.id);
}

static void
take_welcome(const struct channel_message *message)
{
    (void)message;
    if (welcome) {
        violation(NULL, "WELCOME a second time");
    }
    welcome = true;
}

static void
take_answer(const struct channel_message *message)
{
    if (!checkpoint_answer(message)) {
        answer_to_call(message);
    }
}

/* There is no registry: what belongs into it is as good as written. */
static void
request_mirror(const struct channel_message *message)
{
    struct channel_message done = { .header = { CHANNEL_DONE, message->header.id } };

    send_message(&done);
}

static const struct handler {
    uint32_t type;
    void (*handle)(const struct channel_message *message);
} handlers[] = {
    { CHANNEL_WELCOME, take_welcome },
    { CHANNEL_LOAD, request_load },
    { CHANNEL_OPEN, request_open },
    { CHANNEL_CALL, request_call },
    { CHANNEL_CONTROL, request_control },
    { CHANNEL_TYPE_CONTROL, request_type_control },
    { CHANNEL_FACTS, request_facts },
    { CHANNEL_FINISH, request_finish },
    { CHANNEL_DONE, answer_to_call },
    { CHANNEL_VALUE, take_answer },
    { CHANNEL_BATCH_DONE, take_answer },
    { CHANNEL_NAME, answer_to_call },
    { CHANNEL_KEY_FACTS, answer_to_call },
    { CHANNEL_OBJECT, answer_to_call },
    { CHANNEL_OBJECT_CONTROLLED, answer_to_call },
    { CHANNEL_OBJECTS, answer_to_call },
    { CHANNEL_EVENT, take_event },
    { CHANNEL_WATCH_AGAIN, request_watch_again },
    { CHANNEL_CHECKPOINT_RESTORE, request_checkpoint_restore },
    { CHANNEL_CHECKPOINT_WATCH, request_checkpoint_watch },
    { CHANNEL_CHECKPOINT_END, request_checkpoint_end },
    { CHANNEL_MIRROR, request_mirror },
};

static bool
wants_answer(uint32_t type)
{
    return type != CHANNEL_WELCOME && type != CHANNEL_WATCH_AGAIN && type != CHANNEL_EVENT;
}

static void
handle(const struct channel_message *message)
{
    const char *name = wire_type_name(&channel_schema, message->header.type);

    if (!welcome && message->header.type != CHANNEL_WELCOME) {
        violation(NULL, "%s before WELCOME", name);
    }
    if (message->header.id == 0 && wants_answer(message->header.type)) {
        violation(NULL, "%s without an id", name);
    }
    for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
        if (handlers[i].type == message->header.type) {
            handlers[i].handle(message);
            return;
        }
    }
    violation(NULL, "%s, which only a host may send", name);
}

static void
receive(bool answers)
{
    static uint8_t packet[WIRE_MESSAGE_MAX + 1];
    struct channel_message message;
    ssize_t length = recv(CHANNEL_FD, packet, sizeof(packet), 0);
    enum wire_result result;

    if (length < 0 && errno == EINTR) {
        return;
    }
    if (length <= 0) {
        exit(EXIT_SUCCESS);
    }
    if (!answers) {
        return;
    }
    result = wire_decode(&channel_schema, packet, (size_t)length, &message);
    if (result != WIRE_OK) {
        violation(NULL, "a packet of %zd bytes is no message: %s", length,
                  wire_result_text(result));
        return;
    }
    handle(&message);
}

int
main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);

    signal(SIGPIPE, SIG_IGN);
    /* What a script spawns is nobody's to wait for. */
    signal(SIGCHLD, SIG_IGN);
    if (options.hello) {
        send_hello(&options);
    }
    for (;;) {
        struct pollfd channel = { .fd = CHANNEL_FD, .events = POLLIN };

        if (poll(&channel, 1, timers_timeout()) < 0 && errno != EINTR) {
            fprintf(stderr, "fake-host: poll: %s\n", strerror(errno));
            return EXIT_FAILURE;
        }
        timers_run();
        if ((channel.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            receive(options.hello);
        }
    }
}
