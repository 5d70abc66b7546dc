/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

#include <string.h>

static char *type_option;

/* A FILENAME is what GOption does not convert from the locale's character set. */
static const GOptionEntry add_options[] = {
    { "type", 0, 0, G_OPTION_ARG_FILENAME, &type_option, "The resource's type (required)", "TYPE" },
    { 0 },
};

static bool
is_assignment(const char *text)
{
    const char *equals = strchr(text, '=');

    return equals != NULL && equals != text;
}

/* Packs NAME=VALUE words one behind the other; the list points into packed. */
static bool
pack_properties(char **words, GByteArray *packed, struct wire_list *list, GError **error)
{
    list->count = 0;
    for (; *words != NULL; words++) {
        if (!is_assignment(*words)) {
            set_usage_error(error, "'%s' is no property: write PROPERTY=VALUE", *words);
            return false;
        }
        g_byte_array_append(packed, (const guint8 *)*words, (guint)strlen(*words) + 1);
        list->count++;
    }
    list->strings = (const char *)packed->data;
    list->length = packed->len;
    return true;
}

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
    if (!pack_properties(command->arguments + 1, packed, &request.resource_add.properties, error) ||
        !command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "resource-add", &reply, "resource added");
    return true;
}

static bool
run_set(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_SET };
    struct client_reply reply;
    g_autoptr(GByteArray) packed = g_byte_array_new();

    request.resource_set.name = command->arguments[0];
    if (!pack_properties(command->arguments + 1, packed, &request.resource_set.properties, error) ||
        !command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "resource-set", &reply, "properties set");
    return true;
}

static bool
run_remove(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_REMOVE };
    struct client_reply reply;

    request.resource_remove.name = command->arguments[0];
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
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
ask_properties(struct client_message *request, const char *name, const char *after)
{
    request->header.type = CLIENT_PROPERTIES;
    request->properties.name = name;
    request->properties.after = after;
}

static const char *
property_name(const struct client_message *record)
{
    return record->property.name;
}

static void
show_property(struct output *output, const struct client_message *record)
{
    const char *values[] = { record->property.name, record->property.format,
                             record->property.value };

    output_record(output, values);
}

static const struct listing properties = {
    .record = CLIENT_PROPERTY,
    .ask = ask_properties,
    .name_of = property_name,
    .show = show_property,
};

static bool
show_properties(struct command *command, GError **error)
{
    static const struct column columns[] = {
        { "name", "PROPERTY", VALUE_STRING },
        { "format", "FORMAT", VALUE_STRING },
        { "value", "VALUE", VALUE_STRING },
    };

    output_line(command->output, "%s", "");
    output_table(command->output, "properties", "property", columns, G_N_ELEMENTS(columns));
    return command_list(command, &properties, command->arguments[0], error);
}

static bool
run_show(struct command *command, GError **error)
{
    return show_resources(command, command->arguments[0], error) && show_properties(command, error);
}

const struct verb resource_verbs[] = {
    { "resource", "add", "NAME --type=TYPE [PROPERTY=VALUE ...]",
      "Add a resource and set its private properties", 1, -1, add_options, run_add },
    { "resource", "list", "", "List the resources", 0, 0, NULL, run_list },
    { "resource", "show", "NAME", "Show one resource and its private properties", 1, 1, NULL,
      run_show },
    { "resource", "set", "NAME PROPERTY=VALUE ...",
      "Set private properties; PROPERTY= without a value removes it", 2, -1, NULL, run_set },
    { "resource", "remove", "NAME", "Remove a resource that is offline", 1, 1, NULL, run_remove },
    { 0 },
};
