/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool-run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/error.h"

/* More of what it prints of errors is read, and not kept. */
#define ERRORS_MAX 4096
#define REASON_MAX 500

/* How long is waited for one that has closed its output and lives on, between two looks. */
#define LOOK_MS 10

struct run {
    const char *name;
    GPid pid;
    int fds[2]; /* output and errors; -1 when it has ended */
    gint64 deadline;
    size_t output_max;
    struct tool_result *result;
};

static int
left_ms(const struct run *run)
{
    gint64 left = run->deadline - g_get_monotonic_time();

    return left > 0 ? (int)(left / 1000 + 1) : 0;
}

static void
close_end(int *fd)
{
    close(*fd);
    *fd = -1;
}

static void
read_end(struct run *run, int which)
{
    char bytes[65536];
    GString *into = which == 0 ? run->result->output : run->result->errors;
    size_t most = which == 0 ? run->output_max + 1 : ERRORS_MAX;
    ssize_t size = read(run->fds[which], bytes, sizeof(bytes));

    if (size > 0) {
        g_string_append_len(into, bytes, (gssize)MIN((size_t)size, most - into->len));
    } else if (size == 0 || errno != EINTR) {
        close_end(&run->fds[which]);
    }
}

static bool
read_all(struct run *run, GError **error)
{
    while (run->fds[0] >= 0 || run->fds[1] >= 0) {
        struct pollfd polls[2] = { { run->fds[0], POLLIN, 0 }, { run->fds[1], POLLIN, 0 } };
        int left = left_ms(run);

        if (left == 0) {
            set_system_error(error, ETIMEDOUT, "%s: did not end in time", run->name);
            return false;
        }
        if (poll(polls, 2, left) <= 0) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            if (polls[i].revents != 0) {
                read_end(run, i);
            }
        }
        if (run->result->output->len > run->output_max) {
            set_system_error(error, EFBIG, "%s: prints too much", run->name);
            return false;
        }
    }
    return true;
}

static bool
wait_end(struct run *run, GError **error)
{
    while (waitpid(run->pid, &run->result->status, WNOHANG) == 0) {
        if (left_ms(run) == 0) {
            set_system_error(error, ETIMEDOUT, "%s: did not end in time", run->name);
            return false;
        }
        g_usleep(LOOK_MS * 1000);
    }
    return true;
}

static void
kill_it(struct run *run)
{
    kill(run->pid, SIGKILL);
    while (waitpid(run->pid, &run->result->status, 0) < 0 && errno == EINTR) {}
    for (int i = 0; i < 2; i++) {
        if (run->fds[i] >= 0) {
            close_end(&run->fds[i]);
        }
    }
}

bool
tool_run(const char *const *arguments, unsigned int timeout_s, size_t output_max,
         struct tool_result *result, GError **error)
{
    struct run run = { .name = arguments[0], .output_max = output_max, .result = result };

    *result = (struct tool_result){ 0 };
    if (!g_spawn_async_with_pipes(NULL, (char **)arguments, NULL,
                                  G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                  &run.pid, NULL, &run.fds[0], &run.fds[1], error)) {
        g_prefix_error(error, "%s: ", arguments[0]);
        return false;
    }
    run.deadline = g_get_monotonic_time() + (gint64)timeout_s * G_USEC_PER_SEC;
    result->output = g_string_new(NULL);
    result->errors = g_string_new(NULL);
    if (!read_all(&run, error) || !wait_end(&run, error)) {
        kill_it(&run);
        tool_result_clear(result);
        return false;
    }
    return true;
}

static void
clear_string(GString **string)
{
    if (*string != NULL) {
        g_string_free(*string, TRUE);
        *string = NULL;
    }
}

void
tool_result_clear(struct tool_result *result)
{
    clear_string(&result->output);
    clear_string(&result->errors);
}

char *
tool_result_reason(const struct tool_result *result)
{
    g_autofree char *valid = g_utf8_make_valid(result->errors->str, -1);
    const char *colon;

    g_strchug(valid);
    valid[strcspn(valid, "\n")] = '\0';
    colon = strstr(valid, ": ");
    if (valid[0] == '\0') {
        return WIFSIGNALED(result->status)
                   ? g_strdup_printf("ended by signal %d", WTERMSIG(result->status))
                   : g_strdup_printf("ended with status %d", WEXITSTATUS(result->status));
    }
    /* A name has no blanks in it. */
    if (colon != NULL && memchr(valid, ' ', (size_t)(colon - valid)) == NULL) {
        return g_utf8_substring(colon + 2, 0, MIN(REASON_MAX, g_utf8_strlen(colon + 2, -1)));
    }
    return g_utf8_substring(valid, 0, MIN(REASON_MAX, g_utf8_strlen(valid, -1)));
}
