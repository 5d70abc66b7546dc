/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "human.h"
#include "terminal.h"

/* It is only a line: what resapid does not say at once is not worth waiting for. */
#define ASK_MS 200

/* Back to the beginning of the line, and erase it (ECMA-48 EL). */
#define ERASE "\r\033[K"

struct progress {
    const struct command *command;
    const char *name;
    int64_t began_us;
    struct client *client; /* beside the command's, which waits; NULL until it is asked */
    bool shown;
};

char *
progress_text(const struct client_detail *detail, int64_t elapsed_us)
{
    g_autofree char *elapsed = human_duration((uint64_t)elapsed_us / G_USEC_PER_SEC * 1000);
    g_autofree char *left = human_duration(detail->pending_left_ms / 1000 * 1000);
    g_autofree char *limit = human_duration(detail->pending_limit_ms);
    g_autofree char *text = NULL;

    if (detail->pending_limit_ms > 0) {
        text = g_strdup_printf("%s: %s, checkpoint %" G_GUINT32_FORMAT
                               ", %s; %s left of %s (PendingTimeout)",
                               detail->name, detail->activity, detail->checkpoint, elapsed, left,
                               limit);
    } else {
        text = g_strdup_printf("%s: %s, %s", detail->name, detail->activity, elapsed);
    }
    return human_printable(text);
}

static void
erase(struct progress *progress)
{
    if (progress->shown) {
        fputs(ERASE, stderr);
        fflush(stderr);
        progress->shown = false;
    }
}

static void
draw(struct progress *progress, const struct client_detail *detail)
{
    g_autofree char *text = progress_text(detail, g_get_monotonic_time() - progress->began_us);
    /* The last place of a line is left free: some terminals begin a new one behind it. */
    g_autofree char *fitting = fit_text(text, MAX(terminal_width(STDERR_FILENO) - 1, 2));

    fprintf(stderr, ERASE "%s", fitting);
    fflush(stderr);
    progress->shown = true;
}

static bool
ask(struct progress *progress, struct client_message *record)
{
    struct client_message request = { .header.type = CLIENT_DETAILS,
                                      .details.name = progress->name };
    struct client_reply reply;

    if (progress->client == NULL) {
        progress->client = client_connect(progress->command->config->ipc_name, ASK_MS, NULL);
    }
    if (progress->client == NULL) {
        return false;
    }
    if (!client_request(progress->client, &request, ASK_MS, &reply, NULL)) {
        g_clear_pointer(&progress->client, client_free);
        return false;
    }
    return client_next_record(progress->client, record) && record->header.type == CLIENT_DETAIL;
}

static void
on_waiting(void *user)
{
    struct progress *progress = user;
    struct client_message record;

    if (ask(progress, &record)) {
        draw(progress, &record.detail);
    }
}

bool
progress_wait(struct command *command, struct client_message *request, const char *name,
              uint32_t timeout_ms, struct client_reply *reply, GError **error)
{
    struct progress progress = { .command = command,
                                 .name = name,
                                 .began_us = g_get_monotonic_time() };
    bool done;

    if (terminal_is_able(STDERR_FILENO)) {
        command->waiting = on_waiting;
        command->waiting_user = &progress;
    }
    done = command_wait(command, request, timeout_ms, reply, error);
    erase(&progress);
    client_free(progress.client);
    return done;
}
