/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * One resapi-launch runs one Linux program for a Generic Application resource; protocol/launch.h says
 * how it is asked and what it tells. Like a keeper it is a child subreaper (prctl(2)): all that the
 * program starts, daemons included, ends as its child, and waitpid(2) saying ECHILD proves that
 * nothing is left.
 */

#include "keeper/descendants.h"
#include "launch.h"
#include "start-program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONTROL           3 /* where the socket is put */
#define KILL_PAUSE_MAX_MS 1000
#define LAST_ORDERS_MS    1000

static struct {
    pid_t program;
    int signals, control; /* control: -1 when its other end is gone */
    bool asked, killing, program_ended;
    pid_t asked_group; /* the program's, if it has been asked to end; 0 */
    int kill_pause_ms;
} launcher = { .control = CONTROL };

/* Few and short lines: they always fit into the socket's buffer, or nobody reads them any more. */
static void
tell(const struct launch_status *status)
{
    char line[LAUNCH_LINE_MAX];

    if (launcher.control >= 0 && launch_write_status(status, line)) {
        send(launcher.control, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

/* Wine's sockets do not block. */
static bool
read_fully(char *bytes, size_t length)
{
    size_t have = 0;

    while (have < length) {
        ssize_t more = recv(CONTROL, bytes + have, length - have, 0);
        struct pollfd readable = { CONTROL, POLLIN, 0 };

        if (more > 0) {
            have += (size_t)more;
        } else if (more == 0 || (errno != EAGAIN && errno != EINTR)) {
            return false;
        } else {
            poll(&readable, 1, -1);
        }
    }
    return true;
}

/* Returns the strings of the request, or NULL if none came. */
static char *
read_request(size_t *length)
{
    unsigned char header[LAUNCH_HEADER];
    char *request;

    if (!read_fully((char *)header, sizeof(header))) {
        return NULL;
    }
    *length =
        header[0] | (size_t)header[1] << 8 | (size_t)header[2] << 16 | (size_t)header[3] << 24;
    if (*length == 0 || *length > LAUNCH_REQUEST_MAX) {
        return NULL;
    }
    request = malloc(*length);
    if (request != NULL && !read_fully(request, *length)) {
        free(request);
        return NULL;
    }
    return request;
}

static bool
run(const char *directory, char *word, size_t count)
{
    char **words = calloc(count + 1, sizeof(*words));
    struct launch_status status;

    if (words == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        words[i] = word;
        word += strlen(word) + 1;
    }
    launcher.program = start_program(directory, words, &status);
    free(words);
    tell(&status);
    return launcher.program > 0;
}

/* Returns true when a program runs. */
static bool
serve(char *request, size_t length)
{
    const char *directory = request + 1;
    size_t count = launch_count_words(directory, length - 1);
    struct launch_status status;

    if (count == 0) {
        return false;
    }
    if (request[0] == LAUNCH_CHECK) {
        check_program(directory, directory + strlen(directory) + 1, &status);
        tell(&status);
        return false;
    }
    return request[0] == LAUNCH_RUN && run(directory, request + 2 + strlen(directory), count);
}

static void
tell_end(int wait_status)
{
    struct launch_status status = { .event = LAUNCH_EXITED, .number = WEXITSTATUS(wait_status) };

    if (WIFSIGNALED(wait_status)) {
        const char *name = sigabbrev_np(WTERMSIG(wait_status));

        status.event = LAUNCH_KILLED;
        status.number = WTERMSIG(wait_status);
        snprintf(status.name, sizeof(status.name), "SIG%s", name != NULL ? name : "?");
    }
    tell(&status);
}

/* What outlives a program that was asked to end is asked, too, once: many a daemon takes a second
 * SIGTERM for "at once". */
static void
ask_rest(void)
{
    if (launcher.asked && launcher.program_ended) {
        signal_descendants_outside(launcher.asked_group, SIGTERM);
    }
}

/* Returns true when no descendant is left. */
static bool
reap(void)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
        launcher.kill_pause_ms = 0;
        if (pid == launcher.program && !launcher.program_ended) {
            launcher.program_ended = true;
            tell_end(status);
            ask_rest();
        }
    }
    return pid < 0 && errno == ECHILD;
}

static void
ask(void)
{
    if (!launcher.asked) {
        launcher.asked = true;
        if (!launcher.program_ended) {
            kill(-launcher.program, SIGTERM);
            launcher.asked_group = launcher.program;
        }
        ask_rest();
    }
}

static void
read_orders(void)
{
    char orders[16];
    ssize_t length = recv(launcher.control, orders, sizeof(orders), MSG_DONTWAIT);

    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (length <= 0) {
        close(launcher.control);
        launcher.control = -1;
        launcher.killing = true;
    }
    for (ssize_t i = 0; i < length; i++) {
        if (orders[i] == LAUNCH_ASK) {
            ask();
        } else if (orders[i] == LAUNCH_KILL) {
            launcher.killing = true;
        }
    }
}

static void
read_signals(void)
{
    struct signalfd_siginfo info;

    while (read(launcher.signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        launcher.killing |= info.ssi_signo == SIGTERM;
    }
}

static void
turn(void)
{
    struct pollfd polled[] = { { launcher.signals, POLLIN, 0 }, { launcher.control, POLLIN, 0 } };

    if (launcher.killing) {
        signal_descendants(SIGKILL);
        launcher.kill_pause_ms = MIN(launcher.kill_pause_ms * 2 + 1, KILL_PAUSE_MAX_MS);
    }
    if (poll(polled, 2, launcher.killing ? launcher.kill_pause_ms : -1) < 0) {
        return;
    }
    if (polled[1].revents != 0) {
        read_orders();
    }
    read_signals();
}

/* The socket is CONTROL, the standard descriptors are what the program gets, nothing else is open. */
static bool
lay_out_descriptors(void)
{
    int null;

    if (dup3(STDIN_FILENO, CONTROL, O_CLOEXEC) < 0 || close_range(CONTROL + 1, ~0U, 0) != 0) {
        return false;
    }
    null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return null >= 0 && dup2(null, STDIN_FILENO) == STDIN_FILENO && close(null) == 0;
}

static bool
prepare(void)
{
    sigset_t all, ours;

    sigfillset(&all);
    sigemptyset(&ours);
    sigaddset(&ours, SIGCHLD);
    sigaddset(&ours, SIGTERM);
    signal(SIGCHLD, SIG_DFL); /* an inherited SIG_IGN would throw exit statuses away (wait(2)) */
    sigprocmask(SIG_SETMASK, &all, NULL);
    launcher.signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    return launcher.signals >= 0 && prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

/* A socket that is closed with an order unread in it is reset, and the last line may be lost. */
static void
finish(void)
{
    struct pollfd readable = { CONTROL, POLLIN, 0 };
    char orders[16];

    tell(&(struct launch_status){ .event = LAUNCH_EMPTY });
    if (launcher.control < 0 || shutdown(CONTROL, SHUT_WR) != 0) {
        return;
    }
    while (poll(&readable, 1, LAST_ORDERS_MS) > 0 &&
           recv(CONTROL, orders, sizeof(orders), MSG_DONTWAIT) > 0) {}
}

int
main(void)
{
    int type = 0;
    socklen_t size = sizeof(type);
    size_t length = 0;
    char *request;

    if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
        fputs(
            "resapi-launch: standard input is not the socket of a host: this program is started by "
            "clusres.dll only\n",
            stderr);
        return 2;
    }
    if (!lay_out_descriptors() || !prepare()) {
        fprintf(stderr, "resapi-launch: cannot prepare: %s (%s %d)\n", strerror(errno),
                strerrorname_np(errno), errno);
        return 1;
    }
    request = read_request(&length);
    if (request == NULL || !serve(request, length)) {
        free(request);
        return 1;
    }
    free(request);
    while (!reap()) {
        turn();
    }
    finish();
    return 0;
}
