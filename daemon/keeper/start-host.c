/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "start-host.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/wine-addresses.h"

#define CHANNEL_BUFFER   (1 << 20) /* the kernel doubles it: messages of 128 KiB, several deep */
#define HOST_NOT_STARTED 127       /* as shells say it */

/* In the child only: stderr is the log pipe. */
__attribute__((format(printf, 2, 3), noreturn)) static void
give_up(int error, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    dprintf(STDERR_FILENO, "resapi-keeper: %s: %s (%s %d)\n", text, strerror(error),
            strerrorname_np(error), error);
    _exit(HOST_NOT_STARTED);
}

static int
limit_by_name(const char *name, size_t length)
{
    static const struct {
        const char *name;
        int resource;
    } known[] = {
        { "as", RLIMIT_AS },         { "core", RLIMIT_CORE },     { "cpu", RLIMIT_CPU },
        { "data", RLIMIT_DATA },     { "fsize", RLIMIT_FSIZE },   { "memlock", RLIMIT_MEMLOCK },
        { "nice", RLIMIT_NICE },     { "nofile", RLIMIT_NOFILE }, { "nproc", RLIMIT_NPROC },
        { "rtprio", RLIMIT_RTPRIO }, { "stack", RLIMIT_STACK },
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0) {
            return known[i].resource;
        }
    }
    give_up(EINVAL,
            "no limit is called \"%.*s\": use as, core, cpu, data, fsize, memlock, nice, "
            "nofile, nproc, rtprio or stack",
            (int)length, name);
}

static rlim_t
limit_value(const char *text)
{
    char *end = NULL;
    rlim_t value;

    if (strcmp(text, "unlimited") == 0) {
        return RLIM_INFINITY;
    }
    errno = 0;
    value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        give_up(EINVAL, "limit value \"%s\": use a whole number or \"unlimited\"", text);
    }
    return value;
}

static void
apply_limit(const char *text)
{
    size_t length = strcspn(text, "=");
    int resource = limit_by_name(text, length);
    rlim_t value = limit_value(text[length] == '=' ? text + length + 1 : "");
    struct rlimit both = { value, value };

    if (setrlimit((__rlimit_resource_t)resource, &both) != 0) {
        give_up(errno, "cannot set the limit %s: lower it, or run resapid as root", text);
    }
}

static void
change_user(const struct passwd *account)
{
    const char *name = account->pw_name;
    uid_t uid = account->pw_uid, real, effective, saved;
    gid_t gid = account->pw_gid;

    if (initgroups(name, gid) != 0 || setresgid(gid, gid, gid) != 0 ||
        setresuid(uid, uid, uid) != 0 || getresuid(&real, &effective, &saved) != 0) {
        give_up(errno, "cannot become user %s: run resapid as root", name);
    }
    if (real != uid || effective != uid || saved != uid || (uid != 0 && setuid(0) == 0)) {
        give_up(EPERM, "did not completely become user %s", name);
    }
}

static void
become_user(const char *name)
{
    const struct passwd *account = getpwnam(name);

    if (account == NULL) {
        give_up(ENOENT, "no user %s: create it, or name another one in resapid.conf", name);
    }
    /* A private set-up runs all of resapid as one user, who may not call initgroups(). */
    if (geteuid() == 0 || account->pw_uid != geteuid()) {
        change_user(account);
    }
}

static void
reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++) {
        signal(number, SIG_DFL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

__attribute__((noreturn)) static void
run_host(const struct host_options *options, pid_t keeper, int channel, int log)
{
    if (dup2(log, STDERR_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(channel, STDIN_FILENO) < 0 || close_range(3, ~0U, 0) != 0) {
        give_up(errno, "cannot lay out the host's descriptors");
    }
    reset_signals();
    setsid(); /* a kill(0, ...) in the tree must not reach the keeper */
    umask(077);
    wine_addresses_fix();
    for (char **limit = options->limits; *limit != NULL; limit++) {
        apply_limit(*limit);
    }
    if (options->user != NULL) {
        become_user(options->user);
    }
    /* Only now: a change of user clears it (prctl(2)). The keeper may be gone already. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        give_up(errno, "cannot bind the host to its keeper");
    }
    if (getppid() != keeper) {
        _exit(HOST_NOT_STARTED);
    }
    execvp(options->command[0], options->command);
    give_up(errno, "cannot run %s: check that it is there and that its user may run it",
            options->command[0]);
}

static bool
make_channel(int pair[2])
{
    const int size = CHANNEL_BUFFER;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) { /* without privilege only up to net.core.wmem_max */
        if (setsockopt(pair[i], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) != 0) {
            setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
        }
    }
    return true;
}

bool
start_host(const struct host_options *options, struct host *host)
{
    pid_t keeper = getpid();
    int channel[2], log[2];

    /* Only our end of the log is non-blocking: for the tree it is a pipe like any other. */
    if (!make_channel(channel) || pipe2(log, O_CLOEXEC) != 0 ||
        fcntl(log[0], F_SETFL, O_NONBLOCK) != 0) {
        return false;
    }
    host->channel = channel[0];
    host->log = log[0];
    host->pid = fork();
    if (host->pid == 0) {
        run_host(options, keeper, channel[1], log[1]);
    }
    close(channel[1]);
    close(log[1]);
    return host->pid > 0;
}
