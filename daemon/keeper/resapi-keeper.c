/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * One resapi-keeper owns one host's process tree: it starts the host, keeps the channel and the
 * listening socket while resapid is away, and proves that no process of the tree is left. What it
 * says is documented in protocol/keeper.h. It is a child subreaper (prctl(2)), so that every
 * descendant ends as its child and waitpid(2) saying ECHILD is that proof.
 */

#include "descendants.h"
#include "protocol/keeper.h"
#include "lines.h"
#include "options.h"
#include "start-host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_PERIOD_MS  10000
#define OUTPUT_QUEUE_MAX  131072 /* of the 208 KiB that a socket holds by default */
#define KILL_PAUSE_MAX_MS 1000   /* between attempts on a process that will not die */
#define READS_PER_TURN    16     /* 64 KiB, all that a pipe holds */
#define LISTENER          3      /* where the listening socket is put */

static struct {
    struct options options;
    struct host host;
    int signals, client; /* -1: none, as for host.log */
    bool host_ended, killing;
    int kill_pause_ms;
    uint32_t wait_status, killed;
    struct lines lines;
    char kept[16384];
    size_t kept_length;
    uint64_t output_sent, output_dropped;
    int64_t output_period; /* when it began */
} keeper = { .client = -1 };

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
drop_client(void)
{
    close(keeper.client);
    keeper.client = -1;
}

/* Never blocks. OUTPUT may be lost, the caller counts it; a client that cannot take anything else
 * is cut off: it comes again and is told again. descriptor may be -1. */
static bool
send_message(const struct keeper_message *message, int descriptor)
{
    uint8_t bytes[LINE_LENGTH_MAX + 256];
    struct iovec part = { bytes, 0 };
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = { .header = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
    struct msghdr packet = { .msg_iov = &part, .msg_iovlen = 1 };

    if (keeper.client < 0 ||
        wire_encode(&keeper_schema, message, bytes, sizeof(bytes), &part.iov_len) != WIRE_OK) {
        return false;
    }
    if (descriptor >= 0) {
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(descriptor));
        packet.msg_control = &control;
        packet.msg_controllen = sizeof(control);
    }
    if (sendmsg(keeper.client, &packet, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) {
        return true;
    }
    if (errno != EAGAIN || message->header.type != KEEPER_OUTPUT) {
        drop_client();
    }
    return false;
}

/* Leaves room for what must not be lost behind it. */
static bool
send_line(const char *line)
{
    struct keeper_message message = { .header = { KEEPER_OUTPUT, 0 }, .output = { line } };
    int queued = 0;

    if (keeper.client >= 0 && ioctl(keeper.client, SIOCOUTQ, &queued) == 0 &&
        queued > OUTPUT_QUEUE_MAX) {
        return false;
    }
    return send_message(&message, -1);
}

static void
send_exited(void)
{
    struct keeper_message message = { .header = { KEEPER_EXITED, 0 },
                                      .exited = { keeper.wait_status } };

    send_message(&message, -1);
}

static void
tell_dropped(void)
{
    char text[128];

    snprintf(text, sizeof(text), "resapi-keeper: %ju bytes of output dropped (%ju pass in %d s)",
             (uintmax_t)keeper.output_dropped, (uintmax_t)keeper.options.output_limit,
             OUTPUT_PERIOD_MS / 1000);
    if (keeper.output_dropped > 0 && send_line(text)) {
        keeper.output_dropped = 0;
    }
}

static void
read_client(void)
{
    uint8_t bytes[64]; /* KILL is all that may come; what is cut off here does not decode */
    struct keeper_message message;
    ssize_t length = recv(keeper.client, bytes, sizeof(bytes), MSG_DONTWAIT);

    if (length < 0 && errno == EAGAIN) {
        return;
    }
    if (length > 0 && wire_decode(&keeper_schema, bytes, (size_t)length, &message) == WIRE_OK &&
        message.header.type == KEEPER_KILL) {
        keeper.killing = true;
    } else {
        drop_client();
    }
}

/* The first lines without a client are kept for the next one: they say why a host did not start. */
static bool
keep_line(const char *line, size_t length)
{
    if (keeper.client >= 0 || length >= sizeof(keeper.kept) - keeper.kept_length) {
        return false;
    }
    memcpy(keeper.kept + keeper.kept_length, line, length + 1);
    keeper.kept_length += length + 1;
    return true;
}

static void
send_kept_lines(void)
{
    for (size_t at = 0; at < keeper.kept_length; at += strlen(keeper.kept + at) + 1) {
        send_line(keeper.kept + at);
    }
    keeper.kept_length = 0;
}

static void
forward_line(const char *line)
{
    size_t length = strlen(line);

    if (length > keeper.options.output_limit - keeper.output_sent ||
        !(send_line(line) || keep_line(line, length))) {
        keeper.output_dropped += length;
    } else {
        keeper.output_sent += length;
    }
}

static void
accept_client(void)
{
    const struct keeper_message here = { .header = { KEEPER_HERE, 0 },
                                         .here = { KEEPER_VERSION, keeper.options.label,
                                                   (uint32_t)getpid(),
                                                   (uint32_t)keeper.host.pid } };
    struct ucred peer;
    socklen_t size = sizeof(peer);
    int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd < 0) {
        return;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
        (peer.uid != 0 && peer.uid != geteuid())) {
        close(fd);
        return;
    }
    if (keeper.client >= 0) {
        drop_client();
    }
    keeper.client = fd;
    send_message(&here, keeper.host.channel);
    send_kept_lines();
    tell_dropped();
    if (keeper.host_ended) {
        send_exited();
    }
}

/* Always read, with a client or without: a full pipe would stop the tree. */
static void
read_output(void)
{
    char bytes[4096];

    for (int i = 0; i < READS_PER_TURN && keeper.host.log >= 0; i++) {
        ssize_t length = read(keeper.host.log, bytes, sizeof(bytes));

        if (length > 0) {
            lines_take(&keeper.lines, bytes, (size_t)length, forward_line);
        } else if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        } else {
            lines_end(&keeper.lines, forward_line);
            close(keeper.host.log);
            keeper.host.log = -1;
        }
    }
}

static void
kill_tree(void)
{
    signal_descendants(SIGKILL);
    keeper.kill_pause_ms = MIN(keeper.kill_pause_ms * 2 + 1, KILL_PAUSE_MAX_MS);
}

/* Returns true when no process of the tree is left. */
static bool
reap_tree(void)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
        keeper.killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        keeper.kill_pause_ms = 0;
        if (pid == keeper.host.pid && !keeper.host_ended) {
            read_output();
            tell_dropped();
            keeper.host_ended = keeper.killing = true;
            keeper.wait_status = (uint32_t)status;
            send_exited();
        }
    }
    return pid < 0 && errno == ECHILD;
}

static void
read_signals(void)
{
    struct signalfd_siginfo info;

    while (read(keeper.signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        keeper.killing |= info.ssi_signo == SIGTERM;
    }
}

static int
poll_timeout(void)
{
    int64_t left = keeper.output_period + OUTPUT_PERIOD_MS - now_ms();

    if (keeper.killing) {
        return keeper.kill_pause_ms;
    }
    return keeper.output_dropped == 0 || keeper.client < 0 ? -1 : left < 0 ? 0 : (int)left;
}

static void
turn(void)
{
    struct pollfd polled[] = { { keeper.signals, POLLIN, 0 },
                               { keeper.host.log, POLLIN, 0 },
                               { keeper.client, POLLIN, 0 },
                               { LISTENER, POLLIN, 0 } };

    if (poll(polled, 4, poll_timeout()) < 0) {
        return;
    }
    if (now_ms() - keeper.output_period >= OUTPUT_PERIOD_MS) {
        keeper.output_period = now_ms();
        keeper.output_sent = 0;
        tell_dropped();
    }
    if (polled[3].revents != 0) {
        accept_client();
    }
    if (polled[1].revents != 0) {
        read_output();
    }
    if (polled[2].revents != 0 && keeper.client >= 0) {
        read_client();
    }
    read_signals();
}

/* The socket goes first: once EMPTY_TREE is out, resapid may bind a new one at its path. */
static void
leave(void)
{
    struct keeper_message message = { .header = { KEEPER_EMPTY_TREE, 0 },
                                      .empty_tree = { keeper.killed } };

    read_output();
    tell_dropped();
    unlink(keeper.options.socket_path);
    accept_client(); /* who connected while the tree ended is told all of it */
    send_message(&message, -1);
}

/* Standard descriptors exist, the listening socket is LISTENER, and nothing else is open. */
static bool
lay_out_descriptors(int listener)
{
    int listening = 0, fd;
    socklen_t size = sizeof(listening);

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd < LISTENER);
    errno = fd >= 0 ? EINVAL : errno; /* if it does not listen */
    return fd >= 0 && getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
           listening != 0 && dup2(listener, LISTENER) == LISTENER &&
           fcntl(LISTENER, F_SETFL, O_NONBLOCK) == 0 && close_range(LISTENER + 1, ~0U, 0) == 0;
}

/* The end of the tree must come to us: as signals in a descriptor, with our children and theirs. */
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
    keeper.signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    setsid();
    return keeper.signals >= 0 && chdir("/") == 0 && prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

/* Whoever started us sees the end of our stderr: the host runs, and nothing more will be said. */
static void
close_standard_descriptors(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (int fd = 0; null >= 0 && fd <= STDERR_FILENO; fd++) {
        dup2(null, fd);
    }
    close(null);
}

int
main(int argc, char *argv[])
{
    if (!parse_options(argc, argv, &keeper.options)) {
        fputs(options_usage, stderr);
        return 2;
    }
    if (!lay_out_descriptors(keeper.options.listener) || !prepare() ||
        !start_host(&keeper.options.host, &keeper.host)) {
        fprintf(stderr, "resapi-keeper: host %s: cannot be started: %s (%s %d)\n",
                keeper.options.label, strerror(errno), strerrorname_np(errno), errno);
        return 1;
    }
    close_standard_descriptors();
    do {
        if (keeper.killing) {
            kill_tree();
        }
        turn();
    } while (!reap_tree());
    leave();
    return 0;
}
