/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/error.h"
#include "human.h"
#include "resapictl.h"
#include "terminal.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_NO_DAEMON = 3,
    EXIT_NO_OBJECT = 4,
};

static const struct verb *const groups[] = { status_verbs,    type_verbs,   resource_verbs,
                                             operation_verbs, event_verbs,  setup_verbs,
                                             inspect_verbs,   import_verbs, metrics_verbs };

static gboolean wants_help;
static gboolean wants_version;
static char *output_as;

#define COMMON_ENTRIES(formats)                                                                    \
    { "help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "Show this help", NULL },                    \
        { "version", 0, 0, G_OPTION_ARG_NONE, &wants_version, "Show the version", NULL },          \
    {                                                                                              \
        "output-as", 0, 0, G_OPTION_ARG_FILENAME, &output_as, "How to show what is shown", formats \
    }

static const GOptionEntry common_entries[] = { COMMON_ENTRIES(FORMATS), { 0 } };

static const char *
formats_of(const struct verb *verb)
{
    return verb == import_verbs ? IMPORT_FORMATS : FORMATS;
}

/* What no other command's exit status says; NULL: nothing. */
static const char *
statuses_of(const struct verb *verb)
{
    return verb == import_verbs
               ? "The exit status is 0, or 5 if there are findings, with which all "
                 "is made as well; 1 if nothing\nwas made, 2 if the command line is "
                 "wrong."
               : NULL;
}

static bool
is_in_group(const struct verb *verb, const char *group)
{
    return group == NULL || g_strcmp0(verb->group, group) == 0;
}

/* The verbs of a group, or all with group NULL, one a line. */
static char *
list_verbs(const char *group)
{
    GString *text = g_string_new("Commands:");

    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        for (const struct verb *verb = groups[i]; verb->name != NULL; verb++) {
            g_autofree char *usage = NULL;

            if (!is_in_group(verb, group)) {
                continue;
            }
            usage = g_strdup_printf("%s%s%s %s", verb->group != NULL ? verb->group : "",
                                    verb->group != NULL ? " " : "", verb->name, verb->synopsis);
            g_string_append_printf(text, "\n  %s\n      %s", g_strchomp(usage), verb->summary);
        }
    }
    return g_string_free(text, FALSE);
}

static const struct verb *
find_verb(const char *group, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        for (const struct verb *verb = groups[i]; verb->name != NULL; verb++) {
            if (g_strcmp0(verb->group, group) == 0 && g_str_equal(verb->name, name)) {
                return verb;
            }
        }
    }
    return NULL;
}

static bool
is_group(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        if (g_strcmp0(groups[i]->group, word) == 0) {
            return true;
        }
    }
    return false;
}

/* One level of the command line: resapictl, resapictl type, resapictl type add. */
static GOptionContext *
new_context(const char *program, const char *parameters, const char *summary,
            const GOptionEntry *entries)
{
    GOptionContext *context = g_option_context_new(parameters);

    g_set_prgname(program);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    return context;
}

static bool
shows_itself(GOptionContext *context)
{
    g_autofree char *help = NULL;

    if (wants_help) {
        help = g_option_context_get_help(context, TRUE, NULL);
        fputs(help, stdout);
    } else if (wants_version) {
        puts("resapictl " PACKAGE_VERSION);
    }
    return wants_help || wants_version;
}

/* Parses the options in front of the next word. False: help or version has been shown, or error is set. */
static bool
parse_leading(GOptionContext *context, char ***words, GError **error)
{
    g_option_context_set_strict_posix(context, TRUE);
    return g_option_context_parse_strv(context, words, error) && !shows_itself(context);
}

static void
drop_first(char **words)
{
    g_free(words[0]);
    memmove(words, words + 1, g_strv_length(words) * sizeof(*words));
}

/* NULL: help or version has been shown, or error is set. words[0] is the verb afterwards. */
static const struct verb *
parse_verb(char ***words, GError **error)
{
    g_autofree char *all = list_verbs(NULL);
    g_autoptr(GOptionContext) top = new_context("resapictl", "COMMAND", all, common_entries);
    g_autoptr(GOptionContext) below = NULL;
    g_autofree char *group = NULL;
    g_autofree char *program = NULL;
    g_autofree char *some = NULL;
    const struct verb *verb;

    if (!parse_leading(top, words, error)) {
        return NULL;
    }
    if ((*words)[1] != NULL && is_group((*words)[1])) {
        drop_first(*words);
        group = g_strdup((*words)[0]);
        program = g_strdup_printf("resapictl %s", group);
        some = list_verbs(group);
        below = new_context(program, "COMMAND", some, common_entries);
        if (!parse_leading(below, words, error)) {
            return NULL;
        }
    }
    if ((*words)[1] == NULL) {
        set_usage_error(error, "a command is missing");
        return NULL;
    }
    verb = find_verb(group, (*words)[1]);
    if (verb == NULL) {
        set_usage_error(error, "there is no command '%s'", (*words)[1]);
        return NULL;
    }
    drop_first(*words);
    return verb;
}

static bool
check_arguments(const struct verb *verb, char **arguments, int count, GError **error)
{
    if (count < verb->least_arguments) {
        set_usage_error(error, "an argument is missing: give %s", verb->synopsis);
        return false;
    }
    if (verb->most_arguments >= 0 && count > verb->most_arguments) {
        set_usage_error(error, "'%s' is one argument too many", arguments[verb->most_arguments]);
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (!g_utf8_validate(arguments[i], -1, NULL)) {
            set_usage_error(error, "argument %d is not UTF-8", i + 1);
            return false;
        }
        if (arguments[i][0] == '\0') {
            set_usage_error(error, "argument %d is empty", i + 1);
            return false;
        }
    }
    return true;
}

/* GLib leaves it where an argument behind it begins with `-`. */
static void
drop_end_of_options(char **words)
{
    while (*words != NULL && strcmp(*words, "--") != 0) {
        words++;
    }
    if (*words != NULL) {
        drop_first(words);
    }
}

/* False: help or version has been shown, or error is set. */
static bool
parse_arguments(const struct verb *verb, char ***words, GError **error)
{
    g_autofree char *program = verb->group != NULL
                                   ? g_strdup_printf("resapictl %s %s", verb->group, verb->name)
                                   : g_strdup_printf("resapictl %s", verb->name);
    g_autofree char *summary = g_strdup_printf("%s.", verb->summary);
    const GOptionEntry entries[] = { COMMON_ENTRIES(formats_of(verb)), { 0 } };
    g_autoptr(GOptionContext) context = new_context(program, verb->synopsis, summary, entries);

    g_option_context_set_description(context, statuses_of(verb));
    if (verb->options != NULL) {
        g_option_context_add_main_entries(context, verb->options, NULL);
    }
    if (!g_option_context_parse_strv(context, words, error) || shows_itself(context)) {
        return false;
    }
    drop_end_of_options(*words);
    return check_arguments(verb, *words + 1, (int)g_strv_length(*words) - 1, error);
}

/* A format of the verb's own is its program's matter. */
static bool
parse_format(const struct verb *verb, enum output_format *format, GError **error)
{
    g_auto(GStrv) words = g_strsplit(formats_of(verb), "|", -1);
    g_autofree char *list = NULL;
    char *last;

    *format = OUTPUT_TEXT;
    if (output_as == NULL || output_format_parse(output_as, format) ||
        (output_as[0] != '\0' && g_strv_contains((const char *const *)words, output_as))) {
        return true;
    }
    last = words[g_strv_length(words) - 1];
    words[g_strv_length(words) - 1] = NULL;
    list = g_strjoinv(", ", words);
    set_usage_error(error, "--output-as=%s: give %s or %s", output_as, list, last);
    g_free(last);
    return false;
}

/* One line, whatever the message came from. */
static void
print_line(const char *message, const char *remedy)
{
    g_autofree char *one = g_strdelimit(g_strdup(message), "\n\r", ' ');
    g_autofree char *line = human_printable(one);

    fprintf(stderr, "%s: %s%s\n", g_get_prgname(), line, remedy);
}

static void
print_error(const GError *error)
{
    g_autofree char *help = g_strdup_printf(": see '%s --help'", g_get_prgname());

    print_line(error->message, error->domain == G_OPTION_ERROR ? help : "");
}

/* Takes it from command. */
static void
print_warning(struct command *command)
{
    if (command->warning != NULL) {
        print_line(command->warning, "");
        g_clear_pointer(&command->warning, g_free);
    }
}

/* Returns the exit status, which does not count if error is set. */
static int
run(const struct verb *verb, char **arguments, enum output_format format, GError **error)
{
    bool judges_config = verb == setup_verbs;
    g_autoptr(config_t) config = judges_config ? NULL : config_load(error);
    g_autoptr(output_t) output = output_new(format);
    struct command command = { .verb = verb,
                               .arguments = arguments,
                               .n_arguments = (int)g_strv_length(arguments),
                               .config = config,
                               .output = output,
                               .output_as = output_as };
    bool done = (config != NULL || judges_config) && verb->run(&command, error);

    client_free(command.client);
    output_for_terminal(output, terminal_width(STDOUT_FILENO), terminal_has_colours(STDOUT_FILENO));
    if ((done || command.shows_failure) && !command.printed && !output_print(output, stdout)) {
        g_clear_error(error);
        set_system_error(error, errno, "cannot write the output");
    }
    print_warning(&command);
    return command.exit_status;
}

static enum exit_status
exit_status_of(const GError *error)
{
    if (error->domain == G_OPTION_ERROR) {
        return EXIT_USAGE;
    }
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_NO_DAEMON) ||
        g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_UNTRUSTED)) {
        return EXIT_NO_DAEMON;
    }
    if (g_error_matches(error, RESAPID_ERROR, OUTCOME_NO_SUCH_OBJECT)) {
        return EXIT_NO_OBJECT;
    }
    return EXIT_FAILED;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = g_new0(char *, (size_t)argc + 1);
    const struct verb *verb;
    enum output_format format;
    int status = EXIT_DONE;

    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < argc; i++) {
        words[i] = g_strdup(argv[i]);
    }
    verb = parse_verb(&words, &error);
    if (verb != NULL && parse_arguments(verb, &words, &error) &&
        parse_format(verb, &format, &error)) {
        status = run(verb, words + 1, format, &error);
    }
    if (error != NULL) {
        print_error(error);
        status = (int)exit_status_of(error);
    }
    g_free(output_as);
    return status;
}
