/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib-unix.h>

#include "error.h"
#include "log.h"

#define LAST_LINE_MAX 512
#define DRAIN_MAX     64

struct child {
    pid_t pid;
    child_done done;
    void *user;
    bool timed_out;
    bool kill_at_end;
    int output; /* -1 if not captured, or at its end */
    GString *line;
    char *last_line;
    qb_loop_timer_handle timer;
};

/* Who a child is to be; groups are looked up before the fork, where allocating is allowed. */
struct identity {
    bool change;
    uid_t uid;
    gid_t gid;
    int n_groups;
    gid_t groups[64];
};

static qb_loop_t *main_loop;
static qb_loop_signal_handle sigchld;
static GHashTable *children; /* pid -> struct child */

static void
take_output(struct child *child, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (data[i] == '\n') {
            if (child->line->len > 0) {
                g_free(child->last_line);
                child->last_line = g_utf8_make_valid(child->line->str, -1);
            }
            g_string_truncate(child->line, 0);
        } else if (child->line->len < LAST_LINE_MAX && data[i] != '\0') {
            g_string_append_c(child->line, data[i]);
        }
    }
}

static void
close_output(struct child *child)
{
    if (child->output >= 0) {
        qb_loop_poll_del(main_loop, child->output);
        close(child->output);
        child->output = -1;
    }
}

/* Returns false at the end of the output. */
static bool
read_output(struct child *child)
{
    char data[4096];
    ssize_t length = read(child->output, data, sizeof(data));

    if (length > 0) {
        take_output(child, data, (size_t)length);
        return true;
    }
    return length < 0 && errno == EINTR;
}

static int32_t
on_output(int32_t fd, int32_t revents, void *user)
{
    struct child *child = user;

    (void)fd;
    (void)revents;
    if (!read_output(child)) {
        close_output(child);
    }
    return 0;
}

static void
child_free(void *data)
{
    struct child *child = data;

    close_output(child);
    if (child->timer != 0) {
        qb_loop_timer_del(main_loop, child->timer);
    }
    g_string_free(child->line, TRUE);
    g_free(child->last_line);
    g_free(child);
}

static void
on_timeout(void *user)
{
    struct child *child = user;

    child->timer = 0;
    child->timed_out = true;
    kill(child->pid, SIGKILL);
}

static void
child_ended(struct child *child, int wait_status)
{
    struct pollfd ready = { .fd = child->output, .events = POLLIN };

    /* What is in the pipe now; a grandchild may hold it open, and fill it, for ever. */
    for (int i = 0; i < DRAIN_MAX && child->output >= 0 && poll(&ready, 1, 0) == 1 &&
                    (ready.revents & POLLIN) != 0 && read_output(child);
         i++) {}
    take_output(child, "\n", 1);
    if (child->done != NULL) {
        child->done(child->user, wait_status, child->timed_out,
                    child->last_line != NULL ? child->last_line : "");
    }
    child_free(child);
}

static int32_t
on_sigchld(int32_t signal_number, void *user)
{
    int status;
    pid_t pid;

    (void)signal_number;
    (void)user;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct child *child = g_hash_table_lookup(children, GINT_TO_POINTER(pid));

        if (child != NULL) {
            g_hash_table_steal(children, GINT_TO_POINTER(pid));
            child_ended(child, status);
        }
    }
    return 0;
}

bool
children_init(qb_loop_t *loop, GError **error)
{
    main_loop = loop;
    children = g_hash_table_new_full(NULL, NULL, NULL, child_free);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
        set_system_error(error, errno, "cannot become a subreaper");
        return false;
    }
    if (qb_loop_signal_add(loop, QB_LOOP_HIGH, SIGCHLD, NULL, on_sigchld, &sigchld) != 0) {
        set_system_error(error, errno, "cannot watch SIGCHLD");
        return false;
    }
    return true;
}

void
children_end(void)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, children);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct child *child = value;

        if (child->kill_at_end) {
            kill(child->pid, SIGKILL);
        }
    }
    g_clear_pointer(&children, g_hash_table_unref);
    qb_loop_signal_del(main_loop, sigchld);
}

static bool
look_up(const char *user, struct identity *identity, GError **error)
{
    const struct passwd *entry;

    if (user == NULL || user[0] == '\0') {
        return true;
    }
    errno = 0;
    entry = getpwnam(user);
    if (entry == NULL) {
        set_system_error(error, errno != 0 ? errno : ENOENT,
                         "user %s does not exist: create it or set [host] user in resapid.conf",
                         user);
        return false;
    }
    identity->change = entry->pw_uid != geteuid();
    identity->uid = entry->pw_uid;
    identity->gid = entry->pw_gid;
    identity->n_groups = G_N_ELEMENTS(identity->groups);
    if (getgrouplist(user, entry->pw_gid, identity->groups, &identity->n_groups) < 0) {
        set_system_error(error, E2BIG, "user %s is in too many groups", user);
        return false;
    }
    return true;
}

/* Runs between fork and exec: async-signal-safe calls only. */
static void
become(void *user)
{
    const struct identity *identity = user;
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (identity->change && (setgroups((size_t)identity->n_groups, identity->groups) != 0 ||
                             setgid(identity->gid) != 0 || setuid(identity->uid) != 0)) {
        _exit(126);
    }
}

static struct child *
remember(pid_t pid, const struct child_spec *spec, child_done done, void *user, int output)
{
    struct child *child = g_new0(struct child, 1);

    child->pid = pid;
    child->done = done;
    child->user = user;
    child->output = output;
    child->line = g_string_new(NULL);
    child->kill_at_end = spec->timeout_ms != 0;
    if (output >= 0) {
        qb_loop_poll_add(main_loop, QB_LOOP_MED, output, POLLIN, child, on_output);
    }
    if (spec->timeout_ms != 0) {
        qb_loop_timer_add(main_loop, QB_LOOP_MED, (uint64_t)spec->timeout_ms * QB_TIME_NS_IN_MSEC,
                          child, on_timeout, &child->timer);
    }
    g_hash_table_insert(children, GINT_TO_POINTER(pid), child);
    return child;
}

pid_t
child_start(const struct child_spec *spec, child_done done, void *user, GError **error)
{
    struct identity identity = { .change = false };
    int ends[2] = { -1, -1 };
    int target = 3;
    GPid pid = 0;
    g_autoptr(GError) cause = NULL;

    if (!look_up(spec->user, &identity, error)) {
        return 0;
    }
    if (spec->capture && !g_unix_open_pipe(ends, FD_CLOEXEC, &cause)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return 0;
    }
    if (!g_spawn_async_with_pipes_and_fds("/", (const char *const *)spec->arguments,
                                          spec->environment,
                                          G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH, become,
                                          &identity, -1, ends[1], ends[1], &spec->pass_fd, &target,
                                          spec->pass_fd >= 0 ? 1 : 0, &pid, NULL, NULL, NULL,
                                          &cause)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED, "cannot start %s: %s",
                    spec->arguments[0], cause->message);
        pid = 0;
    }
    if (ends[1] >= 0) {
        close(ends[1]);
    }
    if (pid == 0) {
        if (ends[0] >= 0) {
            close(ends[0]);
        }
        return 0;
    }
    remember(pid, spec, done, user, ends[0]);
    return pid;
}

bool
child_is_known(pid_t pid)
{
    return g_hash_table_contains(children, GINT_TO_POINTER(pid));
}

void
child_forget(pid_t pid)
{
    struct child *child = g_hash_table_lookup(children, GINT_TO_POINTER(pid));

    if (child != NULL) {
        child->done = NULL;
    }
}

char *
child_describe_status(int wait_status)
{
    if (WIFSIGNALED(wait_status)) {
        const char *name = sigabbrev_np(WTERMSIG(wait_status));

        return g_strdup_printf("was killed by signal %d (SIG%s)", WTERMSIG(wait_status),
                               name != NULL ? name : "?");
    }
    return g_strdup_printf("ended with status %d", WEXITSTATUS(wait_status));
}
