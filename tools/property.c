/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

#include <string.h>

static bool
is_assignment(const char *text)
{
    const char *equals = strchr(text, '=');

    return equals != NULL && equals != text;
}

bool
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

bool
show_properties(struct command *command, const char *tables, const char *name,
                void (*ask)(struct client_message *request, const char *name, const char *after),
                GError **error)
{
    static const struct column columns[] = {
        { "name", "PROPERTY", VALUE_STRING },
        { "format", "FORMAT", VALUE_STRING },
        { "value", "VALUE", VALUE_STRING },
    };
    struct listing properties = {
        .record = CLIENT_PROPERTY,
        .ask = ask,
        .name_of = property_name,
        .show = show_property,
    };

    output_line(command->output, "%s", "");
    output_table(command->output, tables, "property", columns, G_N_ELEMENTS(columns));
    return command_list(command, &properties, name, error);
}
