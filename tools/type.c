/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>

#include "daemon/builtin-types.h"
#include "daemon/error.h"
#include "ocf-agents/agent-files.h"
#include "resapictl.h"

static char *dll_option;
static char *isolation_option;
static char *reopen_option;
static char *agent_option;
static gboolean man_option;

#define ISOLATION_OPTION                                                                           \
    {                                                                                              \
        "isolation", 0, 0, G_OPTION_ARG_FILENAME, &isolation_option,                               \
            "A host process for each resource (the default), or one for all of the type",          \
            "resource|type"                                                                        \
    }

#define REOPEN_OPTION                                                                              \
    {                                                                                              \
        "reopen", 0, 0, G_OPTION_ARG_FILENAME, &reopen_option,                                     \
            "Whether a resource whose host died is opened once more before it is offline: for a "  \
            "DLL that starts services, or anything else outside of its own processes",             \
            "yes|no"                                                                               \
    }

#define AGENT_OPTION                                                                               \
    {                                                                                              \
        "agent", 0, 0, G_OPTION_ARG_FILENAME, &agent_option,                                       \
            "Name of the type's OCF agent, in place of one made from its own name", "NAME"         \
    }

static const GOptionEntry add_options[] = {
    { "dll", 0, 0, G_OPTION_ARG_FILENAME, &dll_option, "The resource DLL (required)", "FILE" },
    ISOLATION_OPTION,
    REOPEN_OPTION,
    AGENT_OPTION,
    { 0 },
};

static const GOptionEntry set_options[] = { ISOLATION_OPTION, REOPEN_OPTION, { 0 } };
static const GOptionEntry agent_options[] = { AGENT_OPTION, { 0 } };
static const GOptionEntry show_options[] = {
    { "man", 0, 0, G_OPTION_ARG_NONE, &man_option,
      "Print the man page of the type's OCF agent, for man -l", NULL },
    { 0 },
};

static const struct column columns[] = {
    { "name", "NAME", VALUE_STRING },           { "dll", "DLL", VALUE_STRING },
    { "resources", "RESOURCES", VALUE_NUMBER }, { "isolation", "ISOLATION", VALUE_STRING },
    { "reopen", "REOPEN", VALUE_STRING },       { NULL, "BUILT-IN", VALUE_STRING },
    { "built_in", NULL, VALUE_BOOLEAN },
};

static void
show_type(struct output *output, const struct client_message *record)
{
    g_autofree char *resources = g_strdup_printf("%" G_GUINT32_FORMAT, record->type.resources);
    const char *values[G_N_ELEMENTS(columns)] = { record->type.name,
                                                  record->type.dll,
                                                  resources,
                                                  record->type.isolation,
                                                  record->type.reopen,
                                                  record->type.built_in != 0 ? "yes" : "no",
                                                  record->type.built_in != 0 ? "true" : "false" };

    output_record(output, values);
}

static void
ask_for_types(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_TYPES;
    request->types.name = name;
    request->types.after = after;
}

static const char *
name_of_type(const struct client_message *record)
{
    return record->type.name;
}

static const struct listing types = {
    .record = CLIENT_TYPE,
    .ask = ask_for_types,
    .name_of = name_of_type,
    .show = show_type,
};

static bool
show_types(struct command *command, const char *name, GError **error)
{
    output_table(command->output, "types", "type", columns, G_N_ELEMENTS(columns));
    return command_list(command, &types, name, error);
}

static bool
run_list(struct command *command, GError **error)
{
    return show_types(command, "", error);
}

static void
ask_common(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_TYPE_COMMON;
    request->type_common.name = name;
    request->type_common.after = after;
}

static bool
print_page(struct command *command, GError **error)
{
    g_autofree char *page = NULL;

    if (command->output_as != NULL) {
        set_usage_error(error, "--man prints a page of its own form: leave out --output-as");
        return false;
    }
    page = type_agent_page(command, command->arguments[0], error);
    command->printed = true;
    if (page != NULL && !output_print_text(page, stdout)) {
        set_system_error(error, errno, "cannot write the output");
        return false;
    }
    return page != NULL;
}

static bool
run_show(struct command *command, GError **error)
{
    const char *name = command->arguments[0];

    if (man_option) {
        return print_page(command, error);
    }
    return show_types(command, name, error) &&
           show_properties(command, "common_properties", name, ask_common, error);
}

static bool
is_one_of(const char *word, const char *one, const char *other)
{
    return g_str_equal(word, one) || g_str_equal(word, other);
}

/* "" keeps what is there (client.h). */
static bool
parse_settings(struct client_type_add *add, GError **error)
{
    add->isolation = isolation_option != NULL ? isolation_option : "";
    add->reopen = reopen_option != NULL ? reopen_option : "";
    if (isolation_option != NULL && !is_one_of(isolation_option, "resource", "type")) {
        set_usage_error(error, "--isolation=%s: give 'resource' or 'type'", isolation_option);
        return false;
    }
    if (reopen_option != NULL && !is_one_of(reopen_option, "yes", "no")) {
        set_usage_error(error, "--reopen=%s: give 'yes' or 'no'", reopen_option);
        return false;
    }
    return true;
}

static bool
may_name_agent(const char *type, GError **error)
{
    if (agent_option == NULL || builtin_type_find(type) == NULL) {
        return true;
    }
    set_usage_error(error, "--agent=%s: the agent of '%s' is built in, and keeps its name",
                    agent_option, type);
    return false;
}

/* Its agent is installed with resapid, and nothing is asked of the DLL. */
static void
report_builtin(struct command *command, const struct client_reply *reply)
{
    command_report(command, command->arguments[0], "type-add", reply,
                   "is built in, and is there already, with its agent");
}

/* The type is there, with or without an agent of its own: the one for all types can run its resources. */
static void
report_add(struct command *command, const char *dll, const struct client_reply *reply)
{
    const char *type = command->arguments[0];
    struct client_reply told = *reply;
    g_autoptr(GError) error = NULL;
    g_autofree char *sentence = NULL;

    if (command->config->agent_directory[0] != '\0') {
        sentence = type_agent_make(command, type, dll, agent_option, &error);
    }
    if (error != NULL) {
        command->warning = g_strdup_printf(
            "%s: has no agent of its own: %s: use ocf:resapi:ResourceDLL, or 'resapictl type "
            "agent' again",
            type, error->message);
    }
    told.message = sentence != NULL ? sentence : reply->message;
    command_report(command, type, "type-add", &told, "resource type added");
}

/* resapid's working directory is not ours; but a built-in type's DLL is called by its name alone. */
static char *
absolute_dll(const char *type, const char *dll)
{
    bool builtin = builtin_type_find(type) != NULL && g_ascii_strcasecmp(dll, BUILTIN_DLL) == 0;

    return builtin ? g_strdup(BUILTIN_DLL) : g_canonicalize_filename(dll, NULL);
}

static bool
run_add(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_ADD };
    struct client_reply reply;
    g_autofree char *dll = NULL;

    if (dll_option == NULL || dll_option[0] == '\0') {
        set_usage_error(error, "--dll=FILE is missing: name the resource DLL");
        return false;
    }
    if (!parse_settings(&request.type_add, error) ||
        !may_name_agent(command->arguments[0], error)) {
        return false;
    }
    dll = absolute_dll(command->arguments[0], dll_option);
    request.type_add.name = command->arguments[0];
    request.type_add.dll = dll;
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    if (builtin_type_find(command->arguments[0]) != NULL) {
        report_builtin(command, &reply);
    } else {
        report_add(command, dll, &reply);
    }
    return true;
}

/* The DLL that the type has, as resapid knows it. */
static char *
find_dll(struct command *command, const char *type, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPES };
    struct client_message record;
    struct client_reply reply;

    request.types.name = type;
    request.types.after = "";
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return NULL;
    }
    while (client_next_record(command->client, &record)) {
        if (record.header.type == CLIENT_TYPE) {
            return g_strdup(record.type.dll);
        }
    }
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_PROTOCOL,
                "resource type '%s': resapid named no DLL", type);
    return NULL;
}

/* All that TYPE_ADD sets but the DLL. */
static bool
set_settings(struct command *command, struct client_message *request, GError **error)
{
    g_autofree char *dll = find_dll(command, command->arguments[0], error);
    struct client_reply reply;

    request->type_add.name = command->arguments[0];
    request->type_add.dll = dll;
    return dll != NULL && command_request(command, request, QUICK_REQUEST_MS, &reply, error);
}

static bool
set_properties(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_COMMON_SET };
    g_autoptr(GByteArray) packed = g_byte_array_new();
    struct client_reply reply;

    request.type_common_set.name = command->arguments[0];
    return pack_properties(command->arguments + 1, packed, &request.type_common_set.properties,
                           error) &&
           command_request(command, &request, QUICK_REQUEST_MS, &reply, error);
}

static bool
run_set(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_ADD };
    const struct client_reply reply = { .message = "" };
    bool properties = command->n_arguments > 1;
    bool settings = isolation_option != NULL || reopen_option != NULL;

    if (!properties && !settings) {
        set_usage_error(error, "nothing to set: give --isolation, --reopen or PROPERTY=VALUE");
        return false;
    }
    if (!parse_settings(&request.type_add, error) ||
        (properties && !set_properties(command, error)) ||
        (settings && !set_settings(command, &request, error))) {
        return false;
    }
    command_report(command, command->arguments[0], "type-set", &reply,
                   settings ? "set" : "common properties set");
    return true;
}

static bool
run_agent(struct command *command, GError **error)
{
    const char *type = command->arguments[0];
    g_autofree char *dll = may_name_agent(type, error) ? find_dll(command, type, error) : NULL;
    g_autofree char *sentence =
        dll != NULL ? type_agent_make(command, type, dll, agent_option, error) : NULL;
    const struct client_reply reply = { .message = "" };

    if (sentence == NULL) {
        return false;
    }
    command_report(command, type, "type-agent", &reply, sentence);
    return true;
}

/* Another node with which the database is shared may have removed the type already. Takes cause. */
static bool
remove_agent_of_none(struct command *command, GError *cause, GError **error)
{
    const char *type = command->arguments[0];
    g_autofree char *present = agent_files_find(command->config->agent_directory, type);
    const struct client_reply reply = { .message = "" };

    if (present == NULL || !g_error_matches(cause, RESAPID_ERROR, OUTCOME_NO_SUCH_OBJECT)) {
        g_propagate_error(error, cause);
        return false;
    }
    g_error_free(cause);
    if (!type_agent_remove(command, type, error)) {
        return false;
    }
    command_report(command, type, "type-remove", &reply,
                   "there is no such resource type; its agent is removed");
    return true;
}

static bool
run_remove(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_REMOVE };
    struct client_reply reply;
    GError *cause = NULL;

    request.type_remove.name = command->arguments[0];
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, &cause)) {
        return remove_agent_of_none(command, cause, error);
    }
    if (!type_agent_remove(command, command->arguments[0], error)) {
        return false;
    }
    command_report(command, command->arguments[0], "type-remove", &reply, "resource type removed");
    return true;
}

const struct verb type_verbs[] = {
    { "type", "add", "NAME --dll=FILE [--isolation=resource|type] [--reopen=yes|no] [--agent=NAME]",
      "Register a resource type and the DLL that implements it, and make its OCF agent", 1, 1,
      add_options, run_add },
    { "type", "agent", "NAME [--agent=NAME]",
      "Make a resource type's OCF agent anew, from what its DLL says now", 1, 1, agent_options,
      run_agent },
    { "type", "list", "", "List the resource types", 0, 0, NULL, run_list },
    { "type", "show", "NAME [--man]",
      "Show one resource type and its common properties, or the man page of its OCF agent", 1, 1,
      show_options, run_show },
    { "type", "set", "NAME [--isolation=resource|type] [--reopen=yes|no] [PROPERTY=VALUE ...]",
      "Set common properties of a resource type; PROPERTY= without a value removes it", 1, -1,
      set_options, run_set },
    { "type", "control", "NAME CODE [--in=HEX] [--as-user] [--timeout=SECONDS]",
      "Send one control code to a resource type and show what it writes", 2, 2, control_options,
      run_type_control },
    { "type", "remove", "NAME", "Remove a resource type that no resource uses", 1, 1, NULL,
      run_remove },
    { 0 },
};
