/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

static char *type_option;
static char *group_option;
static gboolean common_option;
static gboolean force_option;

/* A FILENAME is what GOption does not convert from the locale's character set. */
static const GOptionEntry add_options[] = {
    { "type", 0, 0, G_OPTION_ARG_FILENAME, &type_option, "The resource's type (required)", "TYPE" },
    { "group", 0, 0, G_OPTION_ARG_FILENAME, &group_option,
      "The group it comes into, which is made if there is none; by default one of its own",
      "GROUP" },
    { 0 },
};

static const GOptionEntry common_options[] = {
    { "common", 0, 0, G_OPTION_ARG_NONE, &common_option,
      "The common properties, which all resource types have, in place of the private ones", NULL },
    { 0 },
};

static const GOptionEntry forced_options[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force_option, "Also if Pacemaker has it", NULL },
    { 0 },
};

static bool
run_add(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_ADD };
    struct client_reply reply;
    g_autoptr(GByteArray) packed = g_byte_array_new();

    if (type_option == NULL || type_option[0] == '\0') {
        set_usage_error(error, "--type=TYPE is missing: name the resource's type");
        return false;
    }
    request.resource_add.name = command->arguments[0];
    request.resource_add.type = type_option;
    request.resource_add.group = group_option;
    if (!pack_properties(command->arguments + 1, packed, &request.resource_add.properties, error) ||
        !command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "resource-add", &reply, "resource added");
    return true;
}

static bool
set_private(struct command *command, struct wire_list properties, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_SET };
    struct client_reply reply;

    request.resource_set.name = command->arguments[0];
    request.resource_set.properties = properties;
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "resource-set", &reply, "properties set");
    return true;
}

static bool
set_common(struct command *command, struct wire_list properties, GError **error)
{
    struct client_message request = { .header.type = CLIENT_COMMON_SET };
    struct client_reply reply;

    request.common_set.name = command->arguments[0];
    request.common_set.properties = properties;
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "resource-set-common", &reply,
                   "common properties set");
    return true;
}

static bool
run_set(struct command *command, GError **error)
{
    g_autoptr(GByteArray) packed = g_byte_array_new();
    struct wire_list properties;

    if (!pack_properties(command->arguments + 1, packed, &properties, error)) {
        return false;
    }
    return common_option ? set_common(command, properties, error)
                         : set_private(command, properties, error);
}

static bool
run_remove(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_REMOVE };
    struct client_reply reply;

    request.resource_remove.name = command->arguments[0];
    request.resource_remove.force = force_option ? 1 : 0;
    /* The DLL is told, for which its host may have to be started. */
    if (!command_request(command, &request, CLIENT_NO_LIMIT, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "resource-remove", &reply, "resource removed");
    return true;
}

static bool
run_list(struct command *command, GError **error)
{
    return show_resources(command, "", error);
}

static void
ask_private(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_PROPERTIES;
    request->properties.name = name;
    request->properties.after = after;
}

static void
ask_common(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_COMMON;
    request->common.name = name;
    request->common.after = after;
}

static bool
run_show(struct command *command, GError **error)
{
    const char *name = command->arguments[0];

    if (!show_resources(command, name, error)) {
        return false;
    }
    return common_option ? show_properties(command, "common_properties", name, ask_common, error)
                         : show_properties(command, "properties", name, ask_private, error);
}

static bool
run_rename(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RENAME };
    g_autofree char *sentence = NULL;
    struct client_reply reply;

    request.rename.name = command->arguments[0];
    request.rename.new_name = command->arguments[1];
    request.rename.force = force_option ? 1 : 0;
    if (!command_request(command, &request, CLIENT_NO_LIMIT, &reply, error)) {
        return false;
    }
    sentence = g_strdup_printf("renamed to '%s'", command->arguments[1]);
    command_report(command, command->arguments[0], "resource-rename", &reply, sentence);
    return true;
}

const struct verb resource_verbs[] = {
    { "resource", "add", "NAME --type=TYPE [--group=GROUP] [PROPERTY=VALUE ...]",
      "Add a resource and set its private properties", 1, -1, add_options, run_add },
    { "resource", "list", "", "List the resources", 0, 0, NULL, run_list },
    { "resource", "show", "NAME [--common]",
      "Show one resource and its private properties, or its common ones", 1, 1, common_options,
      run_show },
    { "resource", "set", "NAME [--common] PROPERTY=VALUE ...",
      "Set private or common properties; PROPERTY= without a value removes it", 2, -1,
      common_options, run_set },
    { "resource", "rename", "NAME NEW [--force]", "Give a resource another name", 2, 2,
      forced_options, run_rename },
    { "resource", "remove", "NAME [--force]", "Remove a resource that is offline", 1, 1,
      forced_options, run_remove },
    { 0 },
};
