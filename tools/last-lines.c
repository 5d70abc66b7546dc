/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The last lines about one resource.
 */

#include <syslog.h>

#include "human.h"
#include "status.h"

#define LINES_SHOWN 20

static const struct column columns[] = {
    { NULL, "TIME", VALUE_STRING },     { "time", NULL, VALUE_STRING },
    { "source", "FROM", VALUE_STRING }, { "priority", NULL, VALUE_STRING },
    { "line", "LINE", VALUE_STRING },
};

static const char *
source_word(uint32_t source)
{
    switch (source) {
    case LINE_RESAPID:
        return "resapid";
    case LINE_DLL:
        return "dll";
    case LINE_HOST:
        return "host";
    default:
        return NULL;
    }
}

/* As journalctl's -p has them. */
static const char *
priority_word(uint32_t priority)
{
    static const char *const words[] = {
        [LOG_EMERG] = "emerg", [LOG_ALERT] = "alert",     [LOG_CRIT] = "crit",
        [LOG_ERR] = "err",     [LOG_WARNING] = "warning", [LOG_NOTICE] = "notice",
        [LOG_INFO] = "info",   [LOG_DEBUG] = "debug",
    };

    return priority < G_N_ELEMENTS(words) ? words[priority] : NULL;
}

static void
show_line(struct output *output, const struct client_line *line)
{
    g_autoptr(GDateTime) date = human_date(line->time_us);
    g_autofree char *time = human_time(date);
    g_autofree char *iso = date != NULL ? g_date_time_format_iso8601(date) : NULL;

    output_record(output, (const char *const[]){ time, iso, source_word(line->source),
                                                 priority_word(line->priority), line->text });
}

bool
show_last_lines(struct command *command, const char *name, GError **error)
{
    struct client_message request = { .header.type = CLIENT_LINES,
                                      .lines = { .name = name, .most = LINES_SHOWN } };
    struct client_message record;
    struct client_reply reply;

    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    output_line(command->output, "%s", "");
    output_table(command->output, "log", "entry", columns, G_N_ELEMENTS(columns));
    while (client_next_record(command->client, &record)) {
        if (record.header.type == CLIENT_LINE) {
            show_line(command->output, &record.line);
        }
    }
    return true;
}
