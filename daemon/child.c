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
    int64_t deadline_us; /* 0 for none */
    bool ended;
    int lines; /* -1 if not captured, or at its end */
    int whole; /* the same of stdout, if it is wanted as a whole */
    int input; /* likewise, of what is written to its stdin */
    GBytes *to_write;
    gsize written;
    GByteArray *output;
    size_t output_max;
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
close_end(int *end)
{
    if (*end >= 0) {
        qb_loop_poll_del(main_loop, *end);
        close(*end);
        *end = -1;
    }
}

/* The id of a process that was reaped may be another's. */
static void
kill_if_alive(const struct child *child)
{
    if (!child->ended) {
        kill(child->pid, SIGKILL);
    }
}

/* Both return false at the end of the output. */
static bool
read_lines(struct child *child)
{
    char data[4096];
    ssize_t length = read(child->lines, data, sizeof(data));

    if (length > 0) {
        take_output(child, data, (size_t)length);
        return true;
    }
    return length < 0 && errno == EINTR;
}

static bool
read_whole(struct child *child)
{
    uint8_t data[16384];
    ssize_t length = read(child->whole, data, sizeof(data));

    if (length <= 0) {
        return length < 0 && errno == EINTR;
    }
    if (child->output != NULL) {
        g_byte_array_append(child->output, data, (guint)length);
        if (child->output->len > child->output_max) {
            kill_if_alive(child);
            return false;
        }
    }
    return true;
}

static int32_t
on_lines(int32_t fd, int32_t revents, void *user)
{
    struct child *child = user;

    (void)fd;
    (void)revents;
    if (!read_lines(child)) {
        close_end(&child->lines);
    }
    return 0;
}

static int32_t
on_whole(int32_t fd, int32_t revents, void *user)
{
    struct child *child = user;

    (void)fd;
    (void)revents;
    if (!read_whole(child)) {
        close_end(&child->whole);
    }
    return 0;
}

/* False when all of it is written, or the child does not read any more: its end tells why. */
static bool
write_input(struct child *child)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(child->to_write, &length);
    ssize_t written = write(child->input, data + child->written, length - child->written);

    if (written < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    child->written += (gsize)written;
    return child->written < length;
}

static int32_t
on_input(int32_t fd, int32_t revents, void *user)
{
    struct child *child = user;

    (void)fd;
    (void)revents;
    if (!write_input(child)) {
        close_end(&child->input);
    }
    return 0;
}

static void
child_free(void *data)
{
    struct child *child = data;

    close_end(&child->lines);
    close_end(&child->whole);
    close_end(&child->input);
    g_clear_pointer(&child->to_write, g_bytes_unref);
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

/* What is in the pipe now; a grandchild may hold it open, and fill it, for ever. */
static void
drain(struct child *child, int end, bool (*read_some)(struct child *child))
{
    struct pollfd ready = { .fd = end, .events = POLLIN };

    for (int i = 0; i < DRAIN_MAX && end >= 0 && poll(&ready, 1, 0) == 1 &&
                    (ready.revents & POLLIN) != 0 && read_some(child);
         i++) {}
}

static void
child_ended(struct child *child, int wait_status)
{
    child->ended = true;
    drain(child, child->lines, read_lines);
    drain(child, child->whole, read_whole);
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

static void
watch(struct child *child, int end, int32_t events, qb_loop_poll_dispatch_fn on_event)
{
    if (end >= 0) {
        qb_loop_poll_add(main_loop, QB_LOOP_MED, end, events, child, on_event);
    }
}

/* Both ends of each: the parent's and the child's. */
struct pipes {
    int lines[2];
    int whole[2];
    int input[2];
};

static void
remember(pid_t pid, const struct child_spec *spec, child_done done, void *user,
         const struct pipes *pipes)
{
    struct child *child = g_new0(struct child, 1);

    child->pid = pid;
    child->done = done;
    child->user = user;
    child->lines = pipes->lines[0];
    child->whole = pipes->whole[0];
    child->input = pipes->input[0];
    child->to_write = spec->input != NULL ? g_bytes_ref(spec->input) : NULL;
    child->output = spec->output;
    child->output_max = spec->output_max;
    child->line = g_string_new(NULL);
    child->kill_at_end = spec->timeout_ms != 0;
    watch(child, child->lines, POLLIN, on_lines);
    watch(child, child->whole, POLLIN, on_whole);
    watch(child, child->input, POLLOUT, on_input);
    if (spec->timeout_ms != 0) {
        child->deadline_us = g_get_monotonic_time() + (int64_t)spec->timeout_ms * 1000;
        qb_loop_timer_add(main_loop, QB_LOOP_MED, (uint64_t)spec->timeout_ms * QB_TIME_NS_IN_MSEC,
                          child, on_timeout, &child->timer);
    }
    g_hash_table_insert(children, GINT_TO_POINTER(pid), child);
}

static void
close_side(const struct pipes *pipes, int side)
{
    const int ends[] = { pipes->lines[side], pipes->whole[side], pipes->input[side] };

    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (ends[i] >= 0) {
            close(ends[i]);
        }
    }
}

/* The parent's end is the one that is written to, and must not block. */
static bool
open_input(int input[2], GError **error)
{
    int fds[2];

    if (!g_unix_open_pipe(fds, FD_CLOEXEC, error)) {
        return false;
    }
    input[0] = fds[1];
    input[1] = fds[0];
    return g_unix_set_fd_nonblocking(input[0], TRUE, error);
}

static bool
open_pipes(struct pipes *pipes, const struct child_spec *spec, GError **error)
{
    if ((spec->capture && !g_unix_open_pipe(pipes->lines, FD_CLOEXEC, error)) ||
        (spec->output != NULL && !g_unix_open_pipe(pipes->whole, FD_CLOEXEC, error)) ||
        (spec->input != NULL && !open_input(pipes->input, error))) {
        close_side(pipes, 0);
        close_side(pipes, 1);
        return false;
    }
    return true;
}

pid_t
child_start(const struct child_spec *spec, child_done done, void *user, GError **error)
{
    struct identity identity = { .change = false };
    struct pipes pipes = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
    int target = 3;
    GPid pid = 0;
    g_autoptr(GError) cause = NULL;

    if (!look_up(spec->user, &identity, error) || !open_pipes(&pipes, spec, error)) {
        return 0;
    }
    if (!g_spawn_async_with_pipes_and_fds(
            "/", (const char *const *)spec->arguments, spec->environment,
            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH, become, &identity, pipes.input[1],
            spec->output != NULL ? pipes.whole[1] : pipes.lines[1], pipes.lines[1], &spec->pass_fd,
            &target, spec->pass_fd >= 0 ? 1 : 0, &pid, NULL, NULL, NULL, &cause)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED, "cannot start %s: %s",
                    spec->arguments[0], cause->message);
        pid = 0;
    }
    close_side(&pipes, 1);
    if (pid == 0) {
        close_side(&pipes, 0);
        return 0;
    }
    remember(pid, spec, done, user, &pipes);
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
        child->output = NULL;
    }
}

static void
serve(struct child *child)
{
    struct pollfd ends[] = {
        { .fd = child->lines, .events = POLLIN },
        { .fd = child->whole, .events = POLLIN },
        { .fd = child->input, .events = POLLOUT },
    };

    /* Its end itself wakes nobody. */
    poll(ends, G_N_ELEMENTS(ends), 20);
    if (ends[0].revents != 0) {
        on_lines(child->lines, 0, child);
    }
    if (ends[1].revents != 0) {
        on_whole(child->whole, 0, child);
    }
    if (ends[2].revents != 0) {
        on_input(child->input, 0, child);
    }
}

void
child_wait(pid_t pid)
{
    struct child *child = g_hash_table_lookup(children, GINT_TO_POINTER(pid));
    int status = 0;

    while (child != NULL && waitpid(pid, &status, WNOHANG) == 0) {
        if (child->deadline_us != 0 && g_get_monotonic_time() > child->deadline_us) {
            child->timed_out = true;
            kill(pid, SIGKILL);
        }
        serve(child);
    }
    if (child != NULL) {
        g_hash_table_steal(children, GINT_TO_POINTER(pid));
        child_ended(child, status);
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
