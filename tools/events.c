/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * resapictl events: one line for each thing that happens, as it happens. When resapid goes, what it runs
 * goes on; so does this.
 */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "daemon/error.h"
#include "event-text.h"
#include "resapictl.h"

/* Between two looks whether anybody reads, and whether resapid is there again. */
#define LOOK_MS 500

/* A pipe whose reader has left. */
static bool
is_read(void)
{
    struct pollfd output = { .fd = STDOUT_FILENO };

    return poll(&output, 1, 0) < 0 || (output.revents & (POLLERR | POLLHUP)) == 0;
}

/* False with error set, or without if nobody reads any more, which is how `| head` ends it. */
static bool
print_event(const struct command *command, const struct client_news *news, GError **error)
{
    g_autofree char *line = event_text(news, output_format(command->output));

    if (puts(line) != EOF && fflush(stdout) == 0) {
        return true;
    }
    if (errno != EPIPE) {
        set_system_error(error, errno, "cannot write the output");
    }
    return false;
}

static bool
print_own(const struct command *command, uint32_t kind, GError **error)
{
    const struct client_news news = { .time_us = (uint64_t)g_get_real_time(), .kind = kind };

    return print_event(command, &news, error);
}

static bool
listen_to(struct command *command, const char *name, GError **error)
{
    struct client_message request = { .header.type = CLIENT_LISTEN, .listen.name = name };
    struct client_reply reply;

    return command_request(command, &request, QUICK_REQUEST_MS, &reply, error);
}

/* What shows that it is gone, or not there yet; anything else is an error. */
static bool
is_absence(const GError *error)
{
    return g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_DIED) ||
           g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_NO_DAEMON);
}

/* Of one that is about to end, or begins with much to do. */
static bool
is_delay(const GError *error)
{
    return g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT) ||
           g_error_matches(error, RESAPID_ERROR, OUTCOME_BUSY);
}

/* As print_event(). Returns true when resapid is listened to again. */
static bool
listen_again(struct command *command, const char *name, GError **error)
{
    if (!print_own(command, NEWS_GONE, error)) {
        return false;
    }
    while (is_read()) {
        g_autoptr(GError) absent = NULL;

        g_clear_pointer(&command->client, client_free);
        if (listen_to(command, name, &absent)) {
            return print_own(command, NEWS_BACK, error);
        }
        if (!is_absence(absent) && !is_delay(absent)) {
            g_propagate_error(error, g_steal_pointer(&absent));
            return false;
        }
        g_usleep(LOOK_MS * 1000);
    }
    return false;
}

/* As print_event(). A resource that is renamed is listened to by its new name, also later. */
static bool
follow_event(struct command *command, char **name, GError **error)
{
    g_autoptr(GError) problem = NULL;
    struct client_news news;

    if (client_next_news(command->client, LOOK_MS, &news, &problem)) {
        if (news.kind == NEWS_RENAMED && (*name)[0] != '\0') {
            g_free(*name);
            *name = g_strdup(news.text);
        }
        return print_event(command, &news, error);
    }
    if (g_error_matches(problem, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT)) {
        return is_read();
    }
    if (is_absence(problem)) {
        return listen_again(command, *name, error);
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static bool
run_events(struct command *command, GError **error)
{
    g_autofree char *name = g_strdup(command->n_arguments > 0 ? command->arguments[0] : "");
    g_autoptr(GError) problem = NULL;

    if (!listen_to(command, name, error)) {
        return false;
    }
    command->printed = true;
    while (follow_event(command, &name, &problem)) {
        /* until nobody reads, or a signal */
    }
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    return true;
}

const struct verb event_verbs[] = {
    { NULL, "events", "[RESOURCE]", "Show what happens, as it happens, until it is interrupted", 0,
      1, NULL, run_events },
    { 0 },
};
