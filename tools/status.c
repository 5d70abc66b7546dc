/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <string.h>

#include "human.h"
#include "protocol/channel.h"
#include "words.h"

/* The columns' order is that of the values in show_record(). Text has some for itself: times and sizes
 * for people. */
static const struct column columns[] = {
    { "name", "NAME", VALUE_STRING },
    { "type", "TYPE", VALUE_STRING },
    { "group", NULL, VALUE_STRING },
    { NULL, "GROUP", VALUE_STRING },
    { "state", "STATE", VALUE_STATE },
    { NULL, "FOR", VALUE_STRING },
    { NULL, "SINCE", VALUE_STRING },
    { "since", NULL, VALUE_STRING },
    { "host_pid", "HOST", VALUE_NUMBER },
    { "keeper_pid", NULL, VALUE_NUMBER },
    { NULL, "MEMORY", VALUE_STRING },
    { NULL, "LAST POLL", VALUE_STRING },
    { NULL, "LOOKSALIVE", VALUE_STRING },
    { NULL, "ISALIVE", VALUE_STRING },
    { "checkpoint", NULL, VALUE_NUMBER },
    { "activity", NULL, VALUE_STRING },
    { "activity_since", NULL, VALUE_STRING },
    { "reason", NULL, VALUE_STRING },
    { "last_failure", NULL, VALUE_STRING },
    { "failures", NULL, VALUE_NUMBER },
    { "onlines", NULL, VALUE_NUMBER },
    { "information", NULL, VALUE_LIST },
    { "application_error", NULL, VALUE_NUMBER },
    { "owned", NULL, VALUE_BOOLEAN },
    { "pending_timeout_ms", NULL, VALUE_NUMBER },
    { "pending_left_ms", NULL, VALUE_NUMBER },
    { "host_shared", NULL, VALUE_BOOLEAN },
    { "processes", NULL, VALUE_NUMBER },
    { "rss_bytes", NULL, VALUE_NUMBER },
    { "looks_alive_calls", NULL, VALUE_NUMBER },
    { "looks_alive_failures", NULL, VALUE_NUMBER },
    { "looks_alive_last", NULL, VALUE_STRING },
    { "looks_alive_result", NULL, VALUE_STRING },
    { "looks_alive_interval_ms", NULL, VALUE_NUMBER },
    { "is_alive_calls", NULL, VALUE_NUMBER },
    { "is_alive_failures", NULL, VALUE_NUMBER },
    { "is_alive_last", NULL, VALUE_STRING },
    { "is_alive_result", NULL, VALUE_STRING },
    { "is_alive_interval_ms", NULL, VALUE_NUMBER },
};

/* What is left in 80 columns tells what is wrong, and where to look. */
static const struct fit fits[G_N_ELEMENTS(columns)] = {
    [0] = { .least = 20 }, /* NAME */
    [1] = { .least = 12 }, /* TYPE */
    [3] = { .drop = 5, .least = 10 },
    [6] = { .drop = 1 },  /* SINCE */
    [11] = { .drop = 6 }, /* LAST POLL */
    [12] = { .drop = 3 },
    [13] = { .drop = 4 },
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

const char *
check_result_word(uint32_t result)
{
    switch (result) {
    case CHECK_ALIVE:
        return "alive";
    case CHECK_DEAD:
        return "failed";
    case CHECK_HUNG:
        return "hung";
    default:
        return NULL;
    }
}

/* The values of a record. Those of text and numbers are made for it and belong to it. */
struct values {
    const char *list[G_N_ELEMENTS(columns)];
    size_t n;
    GPtrArray *made;
};

static void
add(struct values *values, const char *value)
{
    g_assert(values->n < G_N_ELEMENTS(columns));
    values->list[values->n++] = value;
}

/* Takes over value, which may be NULL. */
static void
add_made(struct values *values, char *value)
{
    g_ptr_array_add(values->made, value);
    add(values, value);
}

static void
add_number(struct values *values, uint64_t number)
{
    add_made(values, g_strdup_printf("%" G_GUINT64_FORMAT, number));
}

/* Where 0 says that there is none. */
static void
add_number_or_none(struct values *values, uint64_t number, bool known)
{
    if (known) {
        add_number(values, number);
    } else {
        add(values, NULL);
    }
}

static void
add_iso(struct values *values, uint64_t us)
{
    g_autoptr(GDateTime) date = human_date(us);

    add_made(values, date != NULL ? g_date_time_format_iso8601(date) : NULL);
}

static void
add_boolean(struct values *values, uint32_t value)
{
    add(values, value != 0 ? "true" : "false");
}

static char *
last_poll(const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;
    bool is = detail->is_us > detail->looks_us;
    g_autofree char *age = human_age(is ? detail->is_us : detail->looks_us, facts->now_us);

    return age != NULL
               ? g_strdup_printf("%s %s ago",
                                 check_result_word(is ? detail->is_result : detail->looks_result),
                                 age)
               : NULL;
}

static char *
calls_and_interval(uint64_t calls, uint32_t interval_ms)
{
    g_autofree char *interval = human_duration(interval_ms);

    return interval_ms > 0 ? g_strdup_printf("%" G_GUINT64_FORMAT " every %s", calls, interval)
                           : g_strdup_printf("%" G_GUINT64_FORMAT, calls);
}

/* A group of its own is of no interest to whoever looks at a table. */
static const char *
group_for_people(const struct client_detail *detail)
{
    return detail->group[0] != '\0' && strcmp(detail->group, detail->name) != 0 ? detail->group
                                                                                : NULL;
}

static void
add_identity(struct values *values, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;
    g_autoptr(GDateTime) date = human_date(detail->since_us);

    add(values, detail->name);
    add(values, detail->type);
    add(values, detail->group[0] != '\0' ? detail->group : NULL);
    add(values, group_for_people(detail));
    add(values, resource_state_word(detail->state));
    add_made(values, human_age(detail->since_us, facts->now_us));
    add_made(values, human_time(date));
    add_iso(values, detail->since_us);
    add_number_or_none(values, detail->host_pid, detail->host_pid != 0);
    add_number_or_none(values, detail->keeper_pid, detail->keeper_pid != 0);
}

static void
add_for_people(struct values *values, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;
    bool has_rss = (detail->measured & MEASURED_RSS) != 0;

    add_made(values, has_rss ? human_size(detail->rss) : NULL);
    add_made(values, last_poll(facts));
    add_made(values, calls_and_interval(detail->looks_calls, detail->looks_interval_ms));
    add_made(values, calls_and_interval(detail->is_calls, detail->is_interval_ms));
}

static void
add_condition(struct values *values, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;

    add_number(values, detail->checkpoint);
    add(values, detail->activity);
    add_iso(values, detail->activity_us);
    add(values, detail->reason);
    add_iso(values, detail->failed_us);
    add_number(values, detail->failures);
    add_number(values, detail->onlines);
    add_made(values, information_words(facts->information));
    add_number_or_none(values, detail->app_error, detail->app_error != 0);
    add_boolean(values, detail->owns);
    add_number_or_none(values, detail->pending_limit_ms, detail->pending_limit_ms != 0);
    add_number_or_none(values, detail->pending_left_ms, detail->pending_limit_ms != 0);
}

static void
add_host(struct values *values, const struct client_detail *detail)
{
    bool has_rss = (detail->measured & MEASURED_RSS) != 0;

    add_boolean(values, detail->shared);
    add_number_or_none(values, detail->processes, has_rss);
    add_number_or_none(values, detail->rss, has_rss);
}

static void
add_polls(struct values *values, const struct client_detail *detail)
{
    add_number(values, detail->looks_calls);
    add_number(values, detail->looks_failures);
    add_iso(values, detail->looks_us);
    add(values, check_result_word(detail->looks_result));
    add_number_or_none(values, detail->looks_interval_ms, detail->looks_interval_ms != 0);
    add_number(values, detail->is_calls);
    add_number(values, detail->is_failures);
    add_iso(values, detail->is_us);
    add(values, check_result_word(detail->is_result));
    add_number_or_none(values, detail->is_interval_ms, detail->is_interval_ms != 0);
}

static void
show_record(struct output *output, const struct facts *facts)
{
    struct values values = { .made = g_ptr_array_new_with_free_func(g_free) };

    add_identity(&values, facts);
    add_for_people(&values, facts);
    add_condition(&values, facts);
    add_host(&values, facts->detail);
    add_polls(&values, facts->detail);
    g_assert(values.n == G_N_ELEMENTS(columns));
    output_record(output, values.list);
    g_ptr_array_unref(values.made);
}

static void
show_failure(struct output *output, const struct facts *facts)
{
    g_autofree char *age = human_age(facts->detail->failed_us, facts->now_us);

    output_line(output, "  last failure: %s%s%s%s", facts->detail->reason, age != NULL ? " (" : "",
                age != NULL ? age : "", age != NULL ? " ago)" : "");
}

/* Below the record, for people only. */
static void
show_lines(struct output *output, const struct facts *facts)
{
    const struct client_detail *detail = facts->detail;

    if (strcmp(detail->activity, resource_state_word(detail->state)) != 0) {
        output_line(output, "  activity: %s", detail->activity);
    }
    if (detail->owns != 0) {
        output_line(output, "  owned: by this node");
    }
    if (facts->information[0] != NULL) {
        g_autofree char *joined = g_strjoinv(", ", facts->information);

        output_line(output, "  information: %s", joined);
    }
    if (detail->reason[0] != '\0') {
        show_failure(output, facts);
    }
    if (detail->app_error != 0) {
        output_line(output,
                    "  application-specific error code: %" G_GUINT32_FORMAT
                    " (0x%08" G_GINT32_MODIFIER "x)",
                    detail->app_error, detail->app_error);
    }
}

static void
show_with(struct output *output, const struct client_message *record,
          void (*below)(struct output *output, const struct facts *facts))
{
    g_auto(GStrv) texts = information_texts(record->detail.information);
    const struct facts facts = { .detail = &record->detail,
                                 .now_us = (uint64_t)g_get_real_time(),
                                 .information = texts };

    show_record(output, &facts);
    below(output, &facts);
}

static void
show_in_table(struct output *output, const struct client_message *record)
{
    show_with(output, record, show_lines);
}

static void
show_alone(struct output *output, const struct client_message *record)
{
    show_with(output, record, show_page);
}

static void
ask_for_resources(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_DETAILS;
    request->details.name = name;
    request->details.after = after;
    request->details.measure = 1;
}

static const char *
name_of_resource(const struct client_message *record)
{
    return record->detail.name;
}

static const struct listing resources = {
    .record = CLIENT_DETAIL,
    .ask = ask_for_resources,
    .name_of = name_of_resource,
    .show = show_in_table,
};

static const struct listing page = {
    .record = CLIENT_DETAIL,
    .ask = ask_for_resources,
    .name_of = name_of_resource,
    .show = show_alone,
};

bool
show_resources(struct command *command, const char *name, GError **error)
{
    output_table(command->output, "resources", "resource", columns, G_N_ELEMENTS(columns));
    output_fit(command->output, fits);
    return command_list(command, &resources, name, error);
}

/* The same record without headings: what text has instead is the page. */
static bool
show_one(struct command *command, const char *name, GError **error)
{
    static struct column bare[G_N_ELEMENTS(columns)];

    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        bare[i] = (struct column){ columns[i].key, NULL, columns[i].kind };
    }
    output_table(command->output, "resources", "resource", bare, G_N_ELEMENTS(bare));
    return command_list(command, &page, name, error) && show_last_lines(command, name, error);
}

static bool
run_status(struct command *command, GError **error)
{
    return command->n_arguments > 0 ? show_one(command, command->arguments[0], error)
                                    : show_resources(command, "", error);
}

const struct verb status_verbs[] = {
    { NULL, "status", "[RESOURCE]", "Show what resources are doing on this node, or all of one", 0,
      1, NULL, run_status },
    { 0 },
};
