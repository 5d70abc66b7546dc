/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "effects.h"

#include "sender.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A test that goes wrong must not leave processes for ever. */
#define LIFE_LIMIT_S 600

static bool
write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, text, length);

        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static void
print_bytes(uint32_t bytes)
{
    char line[80];
    int fd = STDOUT_FILENO;

    memset(line, '.', sizeof(line));
    while (bytes > 0) {
        uint32_t length = bytes < sizeof(line) ? bytes : (uint32_t)sizeof(line);

        line[length - 1] = '\n';
        if (!write_all(fd, line, length)) {
            return;
        }
        bytes -= length;
        fd = fd == STDOUT_FILENO ? STDERR_FILENO : STDOUT_FILENO;
    }
}

static void
send_logs(const struct call *call, uint32_t count)
{
    char text[128];

    for (uint32_t i = 1; i <= count; i++) {
        snprintf(text, sizeof(text), "%s: log message %lu of %lu", entry_name(call->entry),
                 (unsigned long)i, (unsigned long)count);
        send_log(call->resource != NULL ? call->resource->number : 0, LOG_INFORMATION, text);
    }
}

static void
send_complaint(const struct call *call, uint32_t number)
{
    char text[128];

    snprintf(text, sizeof(text), "%s: complaint %lu", entry_name(call->entry),
             (unsigned long)number);
    send_log(call->resource != NULL ? call->resource->number : 0, LOG_ERROR, text);
}

static void
send_questions(const struct call *call, uint32_t count)
{
    struct channel_message message = { .header = { .type = CHANNEL_VALUE_GET } };

    for (uint32_t i = 0; i < count && call->resource != NULL; i++) {
        message.header.id = next_request_id();
        message.value_get.path = call->resource->key;
        message.value_get.name = "Name";
        send_message(&message);
    }
}

static _Noreturn void
sleep_without_channel(void)
{
    close(CHANNEL_FD);
    alarm(LIFE_LIMIT_S);
    for (;;) {
        pause();
    }
}

static void
spawn_sleeper(void)
{
    pid_t child = fork();

    if (child < 0) {
        fprintf(stderr, "fake-host: spawn: fork: %s\n", strerror(errno));
        exit(EXIT_FAILURE);
    }
    if (child == 0) {
        setsid();
        sleep_without_channel();
    }
}

void
effects_at_begin(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;

    if (behaviour->spawn.set) {
        spawn_sleeper();
    }
    if (behaviour->print.set) {
        print_bytes(behaviour->print.value);
    }
    if (behaviour->log.set) {
        send_logs(call, behaviour->log.value);
    }
    if (behaviour->complain.set) {
        send_complaint(call, behaviour->complain.value);
    }
    if (behaviour->flood.set) {
        send_questions(call, behaviour->flood.value);
    }
    if (behaviour->garbage.set) {
        send_garbage();
    }
    if (behaviour->truncated.set) {
        send_truncated();
    }
    if (behaviour->oversized.set) {
        send_oversized();
    }
}

static void
crash(void)
{
    struct rlimit no_core = { 0, 0 };

    /* A sanitizer's own handler would turn the signal into an exit status. */
    signal(SIGSEGV, SIG_DFL);
    setrlimit(RLIMIT_CORE, &no_core);
    raise(SIGSEGV);
}

static void
send_bye(const struct call *call)
{
    struct channel_message bye = {
        .header = { .type = CHANNEL_BYE },
        .bye = { "the end, as scripted", call->resource != NULL ? call->resource->number : 0 },
    };

    send_message(&bye);
}

bool
effects_at_end(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;

    if (behaviour->bye.set && (behaviour->crash.set || behaviour->exit.set)) {
        send_bye(call);
    }
    if (behaviour->crash.set) {
        crash();
    }
    if (behaviour->exit.set) {
        _exit((int)behaviour->exit.value);
    }
    if (behaviour->close_channel.set) {
        sleep_without_channel();
    }
    return !behaviour->hang.set;
}
