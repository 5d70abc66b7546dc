/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "resapictl.h"
#include "protocol/channel.h"
#include "words.h"

static const struct column columns[] = {
    { "name", "NAME", VALUE_STRING },
    { "type", "TYPE", VALUE_STRING },
    { "group", "GROUP", VALUE_STRING },
    { "state", "STATE", VALUE_STRING },
    { NULL, "SINCE", VALUE_STRING },
    { "since", NULL, VALUE_STRING },
    { "host_pid", "HOST", VALUE_NUMBER },
    { "keeper_pid", NULL, VALUE_NUMBER },
    { "checkpoint", NULL, VALUE_NUMBER },
    { "activity", NULL, VALUE_STRING },
    { "reason", NULL, VALUE_STRING },
    { "information", NULL, VALUE_LIST },
    { "application_error", NULL, VALUE_NUMBER },
    { "owned", NULL, VALUE_BOOLEAN },
};

/* As text for people; programs get them in lower case, with hyphens for the blanks. */
static const struct {
    uint32_t bit;
    const char *text;
} information[] = {
    { INFORMATION_LOCKED_MODE, "locked mode" },
    { INFORMATION_EMBEDDED_FAILURE, "embedded failure" },
    { INFORMATION_INSUFFICIENT_CPU, "insufficient CPU" },
    { INFORMATION_INSUFFICIENT_MEMORY, "insufficient memory" },
    { INFORMATION_INSUFFICIENT_GENERIC, "insufficient resources" },
    { INFORMATION_NETWORK_FAILURE, "network failure" },
    { INFORMATION_UNMONITORED, "unmonitored" },
    { INFORMATION_OS_HEARTBEAT, "OS heartbeat" },
    { INFORMATION_APPLICATION_READY, "application ready" },
};

/* The bits' texts, NULL behind the last; a bit that has none by its number. */
static char **
information_texts(uint32_t bits)
{
    GPtrArray *texts = g_ptr_array_new();

    for (size_t i = 0; i < G_N_ELEMENTS(information); i++) {
        if ((bits & information[i].bit) != 0) {
            g_ptr_array_add(texts, g_strdup(information[i].text));
            bits &= ~information[i].bit;
        }
    }
    if (bits != 0) {
        g_ptr_array_add(texts, g_strdup_printf("0x%" G_GINT32_MODIFIER "x", bits));
    }
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

/* A VALUE_LIST. */
static char *
information_words(char *const *texts)
{
    GString *list = g_string_new(NULL);

    for (; *texts != NULL; texts++) {
        g_autofree char *word = g_ascii_strdown(*texts, -1);

        g_string_append_printf(list, "%s%s", list->len > 0 ? " " : "",
                               g_strdelimit(word, " ", '-'));
    }
    return g_string_free(list, FALSE);
}

static char *
number_or_null(uint32_t number)
{
    return number != 0 ? g_strdup_printf("%" G_GUINT32_FORMAT, number) : NULL;
}

/* A GDateTime of the wall clock's microseconds since 1970, or NULL for none. */
static GDateTime *
date_of(uint64_t since_us)
{
    g_autoptr(GDateTime) seconds = NULL;

    if (since_us == 0 || since_us / G_USEC_PER_SEC > G_MAXINT64 / 2) {
        return NULL;
    }
    seconds = g_date_time_new_from_unix_utc((gint64)(since_us / G_USEC_PER_SEC));
    return seconds != NULL ? g_date_time_add(seconds, (GTimeSpan)(since_us % G_USEC_PER_SEC))
                           : NULL;
}

static char *
since_for_people(GDateTime *date)
{
    g_autoptr(GDateTime) local = date != NULL ? g_date_time_to_local(date) : NULL;

    return local != NULL ? g_date_time_format(local, "%F %T") : NULL;
}

/* Below the record, for people only. */
static void
show_lines(struct output *output, const struct client_resource *resource, char **texts)
{
    if (strcmp(resource->activity, resource_state_word(resource->state)) != 0) {
        output_line(output, "  activity: %s", resource->activity);
    }
    if (resource->owns != 0) {
        output_line(output, "  owned: by this node");
    }
    if (texts[0] != NULL) {
        g_autofree char *joined = g_strjoinv(", ", texts);

        output_line(output, "  information: %s", joined);
    }
    if (resource->reason[0] != '\0') {
        output_line(output, "  last failure: %s", resource->reason);
    }
    if (resource->app_error != 0) {
        output_line(output,
                    "  application-specific error code: %" G_GUINT32_FORMAT
                    " (0x%08" G_GINT32_MODIFIER "x)",
                    resource->app_error, resource->app_error);
    }
}

static void
show_resource(struct output *output, const struct client_message *record)
{
    const struct client_resource *resource = &record->resource;
    g_autoptr(GDateTime) date = date_of(resource->since_us);
    g_autofree char *since = since_for_people(date);
    g_autofree char *since_iso = date != NULL ? g_date_time_format_iso8601(date) : NULL;
    g_autofree char *host = number_or_null(resource->host_pid);
    g_autofree char *keeper = number_or_null(resource->keeper_pid);
    g_autofree char *checkpoint = g_strdup_printf("%" G_GUINT32_FORMAT, resource->checkpoint);
    g_auto(GStrv) texts = information_texts(resource->information);
    g_autofree char *words = information_words(texts);
    g_autofree char *app_error = number_or_null(resource->app_error);
    const char *values[G_N_ELEMENTS(columns)] = {
        resource->name,
        resource->type,
        resource->group[0] != '\0' ? resource->group : NULL,
        resource_state_word(resource->state),
        since,
        since_iso,
        host,
        keeper,
        checkpoint,
        resource->activity,
        resource->reason,
        words,
        app_error,
        resource->owns != 0 ? "true" : "false",
    };

    output_record(output, values);
    show_lines(output, resource, texts);
}

static void
ask_for_resources(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_STATUS;
    request->status.name = name;
    request->status.after = after;
}

static const char *
name_of_resource(const struct client_message *record)
{
    return record->resource.name;
}

static const struct listing resources = {
    .record = CLIENT_RESOURCE,
    .ask = ask_for_resources,
    .name_of = name_of_resource,
    .show = show_resource,
};

bool
show_resources(struct command *command, const char *name, GError **error)
{
    output_table(command->output, "resources", "resource", columns, G_N_ELEMENTS(columns));
    return command_list(command, &resources, name, error);
}

static bool
run_status(struct command *command, GError **error)
{
    return show_resources(command, command->n_arguments > 0 ? command->arguments[0] : "", error);
}

const struct verb status_verbs[] = {
    { NULL, "status", "[RESOURCE]", "Show what resources are doing on this node", 0, 1, NULL,
      run_status },
    { 0 },
};
