/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_RESAPICTL_H
#define RESAPID_TOOLS_RESAPICTL_H

/*
 * resapictl(8): one table of verbs, one file for each group of them.
 *
 * A verb returns false with an error set; main turns the error's domain and code into one line on
 * stderr and the exit status. Verbs do not print: they fill command->output; but for events, which has no
 * end.
 */

#include <stdbool.h>
#include <glib.h>

#include "daemon/config.h"
#include "output.h"
#include "tools/client.h"

struct command {
    const struct verb *verb;
    char **arguments; /* what is left of the command line, NULL behind the last */
    int n_arguments;
    const struct config *config; /* NULL for check-setup, which judges the file itself */
    struct client *client;       /* NULL until the first request */
    struct output *output;
    void (*waiting)(void *user); /* client_on_wait() of the next request; or NULL */
    void *waiting_user;
    bool printed;          /* what there was to be shown, and nothing of output */
    const char *output_as; /* as it was given, NULL if it was not */
    bool shows_failure;    /* output is shown although the verb fails */
    int exit_status;       /* of a verb that returns true */
    char *warning;         /* a line on stderr behind the output, although all is done; or NULL */
};

struct verb {
    const char *group; /* NULL: the verb stands alone */
    const char *name;
    const char *synopsis; /* of its arguments, for the usage line */
    const char *summary;
    int least_arguments;
    int most_arguments; /* -1: no limit */
    const GOptionEntry *options;
    bool (*run)(struct command *command, GError **error);
};

/* The words of --output-as; of import its own. */
#define FORMATS        "text|json|xml"
#define IMPORT_FORMATS "text|html|json|xml|cib|crm|pcs"

/* Each ends with a verb without a name. */
extern const struct verb status_verbs[];
extern const struct verb type_verbs[];
extern const struct verb resource_verbs[];
extern const struct verb operation_verbs[];
extern const struct verb event_verbs[];
extern const struct verb setup_verbs[];
extern const struct verb inspect_verbs[];
extern const struct verb import_verbs[];
extern const struct verb metrics_verbs[];

/* Runs a program that does all the work and calls itself `resapictl VERB`; words, its path first and NULL
 * behind the last, are its command line. option is what names it in resapid.conf. input is what an error
 * names if it dies, unless there are several arguments, any of which it may be. */
bool command_run_program(struct command *command, const char *option, const char *const *words,
                         const char *input, GError **error);

/* Connects if need be, asks, and waits timeout_ms (client.h). An outcome other than OUTCOME_OK is
 * an error of the domain RESAPID_ERROR with resapid's own message. */
bool command_request(struct command *command, struct client_message *request, int timeout_ms,
                     struct client_reply *reply, GError **error);

/* As long as a request may take that resapid answers from memory or from its database. */
#define QUICK_REQUEST_MS 30000

/* The same for a request that resapid ends at its own time, timeout_ms; 0 is no limit. */
bool command_wait(struct command *command, struct client_message *request, uint32_t timeout_ms,
                  struct client_reply *reply, GError **error);

/* One listing of the protocol: a verb with `name` and `after`, and the records it answers with. */
struct listing {
    uint32_t record;
    void (*ask)(struct client_message *request, const char *name, const char *after);
    const char *(*name_of)(const struct client_message *record);
    void (*show)(struct output *output, const struct client_message *record);
};

/* Shows all records, asking again until there are no more; name "" means all. */
bool command_list(struct command *command, const struct listing *listing, const char *name,
                  GError **error);

/* Says that something was done to an object: action is a word for machines, sentence one for
 * people. */
void command_report(struct command *command, const char *name, const char *action,
                    const struct client_reply *reply, const char *sentence);

/* The table of resources: all with name "", else the one. */
bool show_resources(struct command *command, const char *name, GError **error);

/* A table of PROPERTY records behind an empty line; ask makes the request for those of name. tables is
 * the table's name in JSON and XML. */
bool show_properties(struct command *command, const char *tables, const char *name,
                     void (*ask)(struct client_message *request, const char *name,
                                 const char *after),
                     GError **error);

/* PROPERTY=VALUE words, NULL behind the last, as a request's list, which points into packed. */
bool pack_properties(char **words, GByteArray *packed, struct wire_list *list, GError **error);

/* One control code, to a resource or to a resource type (control.c). */
extern const GOptionEntry control_options[];
bool run_control(struct command *command, GError **error);
bool run_type_control(struct command *command, GError **error);

/*
 * The agent of a resource type (type-agent.c). wanted: its name, NULL to keep the one it has or to make
 * one from the type's. Returns a sentence that says what was made, NULL with an error; free with
 * g_free().
 */
char *type_agent_make(struct command *command, const char *type, const char *dll,
                      const char *wanted, GError **error);
/* Its man page, in mdoc(7), as it was made with the agent; NULL with an error, free with g_free(). */
char *type_agent_page(struct command *command, const char *type, GError **error);
/* Where there is none, all is done. */
bool type_agent_remove(struct command *command, const char *type, GError **error);

/* A usage error: exit status 2. */
void set_usage_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* --timeout=SECONDS as resapid's request wants it, 0 for none; false for what is no number. */
bool parse_seconds(const char *text, uint32_t *milliseconds, GError **error);

#endif
