/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "private-list.h"

#include "daemon/properties.h"

struct building {
    const struct agent *agent;
    struct property_list *list;
    private_list_wants wants;
    void *user;
    unsigned int count;
};

/* The agent of all types knows no property's. */
static uint32_t
format_of(const struct agent *agent, const char *name, uint32_t type)
{
    uint32_t format = property_format_of_type(type);

    return agent->file != NULL ? agent_file_format(agent->file, name, format) : format;
}

static bool
put_property(struct building *building, const struct property *property, GError **error)
{
    uint32_t type = 0;
    g_autoptr(GBytes) bytes = property_encode(property, property->type, &type, error);
    struct property_value value = { .name = property->name };

    if (bytes == NULL) {
        return false;
    }
    value.format = format_of(building->agent, property->name, type);
    value.data = g_bytes_get_data(bytes, &value.length);
    if (building->wants == NULL || building->wants(building->user, &value, type)) {
        property_list_add(building->list, &value);
        building->count++;
    }
    return true;
}

static bool
put_word(struct building *building, const char *word, GError **error)
{
    struct property property;
    bool put;

    if (!property_parse(word, &property, error)) {
        return false;
    }
    put = put_property(building, &property, error);
    property_clear(&property);
    return put;
}

GBytes *
private_list_new(const struct agent *agent, private_list_wants wants, void *user,
                 unsigned int *count, GError **error)
{
    g_auto(GStrv) words = properties_split(agent->properties, error);
    struct building building = { .agent = agent, .wants = wants, .user = user };
    g_autoptr(GBytes) bytes = NULL;
    bool good = words != NULL;

    building.list = property_list_new();
    for (size_t i = 0; good && words[i] != NULL; i++) {
        good = put_word(&building, words[i], error);
    }
    bytes = property_list_finish(building.list);
    *count = building.count;
    return good ? g_steal_pointer(&bytes) : NULL;
}
