/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "resapictl.h"
#include "words.h"

static const struct column columns[] = {
    { "name", "NAME", VALUE_STRING },     { "type", "TYPE", VALUE_STRING },
    { "state", "STATE", VALUE_STRING },   { NULL, "SINCE", VALUE_STRING },
    { "since", NULL, VALUE_STRING },      { "host_pid", "HOST", VALUE_NUMBER },
    { "keeper_pid", NULL, VALUE_NUMBER }, { "checkpoint", NULL, VALUE_NUMBER },
    { "activity", NULL, VALUE_STRING },   { "reason", NULL, VALUE_STRING },
};

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
    const char *values[G_N_ELEMENTS(columns)] = {
        resource->name,
        resource->type,
        resource_state_word(resource->state),
        since,
        since_iso,
        host,
        keeper,
        checkpoint,
        resource->activity,
        resource->reason,
    };

    output_record(output, values);
    if (strcmp(resource->activity, resource_state_word(resource->state)) != 0) {
        output_line(output, "  activity: %s", resource->activity);
    }
    if (resource->reason[0] != '\0') {
        output_line(output, "  last failure: %s", resource->reason);
    }
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
