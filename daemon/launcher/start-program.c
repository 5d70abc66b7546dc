/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "start-program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child that could not become the program tells its parent. */
struct report {
    enum launch_event event;
    int error;
};

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
give_up(int report_to, enum launch_event event)
{
    struct report report = { event, errno };
    ssize_t written = write(report_to, &report, sizeof(report));

    _exit(written == (ssize_t)sizeof(report) ? 127 : 126);
}

__attribute__((noreturn)) static void
become_program(const char *directory, char *const *words, pid_t launcher, int report_to)
{
    if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || setsid() < 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        give_up(report_to, LAUNCH_NO_PROGRAM);
    }
    if (getppid() != launcher) {
        _exit(127);
    }
    reset_signals();
    if (chdir(directory) != 0) {
        give_up(report_to, LAUNCH_NO_DIRECTORY);
    }
    execv(words[0], words);
    give_up(report_to, LAUNCH_NO_PROGRAM);
}

static pid_t
refuse(struct launch_status *status, enum launch_event event, int error)
{
    const char *name = strerrorname_np(error);

    *status = (struct launch_status){ .event = event, .number = error };
    snprintf(status->name, sizeof(status->name), "%s", name != NULL ? name : "unknown");
    return -1;
}

pid_t
start_program(const char *directory, char *const *words, struct launch_status *status)
{
    pid_t launcher = getpid();
    struct report report;
    ssize_t length;
    int channel[2];
    pid_t pid;

    if (pipe2(channel, O_CLOEXEC) != 0) {
        return refuse(status, LAUNCH_NO_PROGRAM, errno);
    }
    pid = fork();
    if (pid == 0) {
        become_program(directory, words, launcher, channel[1]);
    }
    close(channel[1]);
    if (pid < 0) {
        close(channel[0]);
        return refuse(status, LAUNCH_NO_PROGRAM, errno);
    }
    do {
        length = read(channel[0], &report, sizeof(report));
    } while (length < 0 && errno == EINTR);
    close(channel[0]);
    if (length == (ssize_t)sizeof(report)) {
        waitpid(pid, NULL, 0);
        return refuse(status, report.event, report.error);
    }
    *status = (struct launch_status){ .event = LAUNCH_STARTED, .number = pid };
    return pid;
}

void
check_program(const char *directory, const char *program, struct launch_status *status)
{
    struct stat facts;

    *status = (struct launch_status){ .event = LAUNCH_EMPTY };
    if (chdir(directory) != 0) {
        refuse(status, LAUNCH_NO_DIRECTORY, errno);
    } else if (access(program, X_OK) != 0 || stat(program, &facts) != 0) {
        refuse(status, LAUNCH_NO_PROGRAM, errno);
    } else if (!S_ISREG(facts.st_mode)) {
        refuse(status, LAUNCH_NO_PROGRAM, EACCES); /* as execve(2) has it */
    }
}
