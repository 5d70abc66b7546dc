/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

#include "daemon/error.h"
#include "words.h"

#define CONNECT_MS 10000
/* resapid ends a request at its own time and says so; this is how much later we stop listening. */
#define ANSWER_GRACE_MS 5000

void
set_usage_error(GError **error, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, message);
}

static bool
check_outcome(const struct command *command, const struct client_reply *reply, GError **error)
{
    if (reply->outcome == OUTCOME_OK) {
        return true;
    }
    if (reply->message[0] != '\0') {
        g_set_error_literal(error, RESAPID_ERROR, (int)reply->outcome, reply->message);
    } else {
        g_set_error(error, RESAPID_ERROR, (int)reply->outcome,
                    "%s: %s: resapid gave no reason: see its log",
                    command->n_arguments > 0 ? command->arguments[0] : command->verb->name,
                    outcome_word(reply->outcome));
    }
    return false;
}

bool
command_request(struct command *command, struct client_message *request, int timeout_ms,
                struct client_reply *reply, GError **error)
{
    if (command->client == NULL) {
        command->client = client_connect(command->config->ipc_name, CONNECT_MS, error);
    }
    if (command->client == NULL) {
        return false;
    }
    client_on_wait(command->client, g_steal_pointer(&command->waiting), command->waiting_user);
    return client_request(command->client, request, timeout_ms, reply, error) &&
           check_outcome(command, reply, error);
}

bool
command_wait(struct command *command, struct client_message *request, uint32_t timeout_ms,
             struct client_reply *reply, GError **error)
{
    int wait = timeout_ms > 0 ? (int)timeout_ms + ANSWER_GRACE_MS : CLIENT_NO_LIMIT;

    return command_request(command, request, wait, reply, error);
}

/* Shows the records of one answer. *after becomes the last one's name. */
static guint
show_records(struct command *command, const struct listing *listing, char **after)
{
    struct client_message record;
    guint shown = 0;

    while (client_next_record(command->client, &record)) {
        if (record.header.type == listing->record) {
            listing->show(command->output, &record);
            g_free(*after);
            *after = g_strdup(listing->name_of(&record));
            shown++;
        }
    }
    return shown;
}

bool
command_list(struct command *command, const struct listing *listing, const char *name,
             GError **error)
{
    g_autofree char *after = g_strdup("");
    struct client_reply reply;

    do {
        struct client_message request = { 0 };

        listing->ask(&request, name, after);
        if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
            return false;
        }
        if (show_records(command, listing, &after) == 0 && reply.more != 0) {
            g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_PROTOCOL,
                        "resapid's list does not go on behind '%s': are resapid and this program "
                        "of one version?",
                        after);
            return false;
        }
    } while (reply.more != 0);
    return true;
}

void
command_report(struct command *command, const char *name, const char *action,
               const struct client_reply *reply, const char *sentence)
{
    static const struct column columns[] = {
        { "name", NULL, VALUE_STRING },
        { "action", NULL, VALUE_STRING },
        { "state", NULL, VALUE_STRING },
        { "message", NULL, VALUE_STRING },
    };
    const char *state = reply->state != 0 ? resource_state_word(reply->state) : NULL;

    output_table(command->output, "results", "result", columns, G_N_ELEMENTS(columns));
    output_record(command->output, (const char *const[]){ name, action, state, reply->message });
    output_line(command->output, "%s: %s", name, sentence);
    if (reply->message[0] != '\0') {
        output_line(command->output, "%s", reply->message);
    }
}

bool
parse_seconds(const char *text, uint32_t *milliseconds, GError **error)
{
    guint64 seconds = 0;

    if (text != NULL &&
        !g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT32 / 1000 - 10, &seconds, NULL)) {
        set_usage_error(error, "--timeout=%s: give whole seconds, 1 to %d", text,
                        G_MAXINT32 / 1000 - 10);
        return false;
    }
    *milliseconds = (uint32_t)seconds * 1000;
    return true;
}
