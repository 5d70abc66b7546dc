/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

static char *dll_option;
static char *isolation_option;

static const GOptionEntry add_options[] = {
    { "dll", 0, 0, G_OPTION_ARG_FILENAME, &dll_option, "The resource DLL (required)", "FILE" },
    { "isolation", 0, 0, G_OPTION_ARG_FILENAME, &isolation_option,
      "A host process for each resource (the default), or one for all of the type",
      "resource|type" },
    { 0 },
};

static const struct column columns[] = {
    { "name", "NAME", VALUE_STRING },
    { "dll", "DLL", VALUE_STRING },
    { "resources", "RESOURCES", VALUE_NUMBER },
    { "isolation", "ISOLATION", VALUE_STRING },
};

static void
show_type(struct output *output, const struct client_message *record)
{
    g_autofree char *resources = g_strdup_printf("%" G_GUINT32_FORMAT, record->type.resources);
    const char *values[G_N_ELEMENTS(columns)] = { record->type.name, record->type.dll, resources,
                                                  record->type.isolation };

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
run_show(struct command *command, GError **error)
{
    const char *name = command->arguments[0];

    return show_types(command, name, error) &&
           show_properties(command, "common_properties", name, ask_common, error);
}

static bool
run_set(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_COMMON_SET };
    g_autoptr(GByteArray) packed = g_byte_array_new();
    struct client_reply reply;

    request.type_common_set.name = command->arguments[0];
    if (!pack_properties(command->arguments + 1, packed, &request.type_common_set.properties,
                         error) ||
        !command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "type-set", &reply, "common properties set");
    return true;
}

/* "" keeps what is there (client.h). */
static bool
parse_isolation(const char **isolation, GError **error)
{
    *isolation = isolation_option != NULL ? isolation_option : "";
    if (isolation_option == NULL || g_str_equal(isolation_option, "resource") ||
        g_str_equal(isolation_option, "type")) {
        return true;
    }
    set_usage_error(error, "--isolation=%s: give 'resource' or 'type'", isolation_option);
    return false;
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
    if (!parse_isolation(&request.type_add.isolation, error)) {
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
    { "type", "add", "NAME --dll=FILE [--isolation=resource|type]",
      "Register a resource type and the DLL that implements it", 1, 1, add_options, run_add },
    { "type", "list", "", "List the resource types", 0, 0, NULL, run_list },
    { "type", "show", "NAME", "Show one resource type and its common properties", 1, 1, NULL,
      run_show },
    { "type", "set", "NAME PROPERTY=VALUE ...",
      "Set common properties of a resource type; PROPERTY= without a value removes it", 2, -1, NULL,
      run_set },
    { "type", "control", "NAME CODE [--in=HEX] [--as-user] [--timeout=SECONDS]",
      "Send one control code to a resource type and show what it writes", 2, 2, control_options,
      run_type_control },
    { "type", "remove", "NAME", "Remove a resource type that no resource uses", 1, 1, NULL,
      run_remove },
    { 0 },
};
