/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

static char *dll_option;

static const GOptionEntry add_options[] = {
    { "dll", 0, 0, G_OPTION_ARG_FILENAME, &dll_option, "The resource DLL (required)", "FILE" },
    { 0 },
};

static const struct column columns[] = {
    { "name", "NAME", VALUE_STRING },
    { "dll", "DLL", VALUE_STRING },
    { "resources", "RESOURCES", VALUE_NUMBER },
};

static void
show_type(struct output *output, const struct client_message *record)
{
    g_autofree char *resources = g_strdup_printf("%" G_GUINT32_FORMAT, record->type.resources);
    const char *values[G_N_ELEMENTS(columns)] = { record->type.name, record->type.dll, resources };

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

static bool
run_show(struct command *command, GError **error)
{
    return show_types(command, command->arguments[0], error);
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
    /* resapid's working directory is not ours. */
    dll = g_canonicalize_filename(dll_option, NULL);
    request.type_add.name = command->arguments[0];
    request.type_add.dll = dll;
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "type-add", &reply, "resource type added");
    return true;
}

static bool
run_remove(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_REMOVE };
    struct client_reply reply;

    request.type_remove.name = command->arguments[0];
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "type-remove", &reply, "resource type removed");
    return true;
}

const struct verb type_verbs[] = {
    { "type", "add", "NAME --dll=FILE", "Register a resource type and the DLL that implements it",
      1, 1, add_options, run_add },
    { "type", "list", "", "List the resource types", 0, 0, NULL, run_list },
    { "type", "show", "NAME", "Show one resource type", 1, 1, NULL, run_show },
    { "type", "remove", "NAME", "Remove a resource type that no resource uses", 1, 1, NULL,
      run_remove },
    { 0 },
};
