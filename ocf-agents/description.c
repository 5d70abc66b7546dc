/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "description.h"

#include <string.h>

#include "daemon/common-tables.h"
#include "daemon/error.h"
#include "daemon/properties.h"
#include "daemon/property-list.h"
#include "names.h"

static void
free_parameter(void *data)
{
    struct agent_parameter *parameter = data;

    g_free(parameter->name);
    g_free(parameter->property);
    g_free(parameter->preset);
    g_free(parameter->unit);
    g_free(parameter->short_text);
    g_free(parameter->text);
    g_free(parameter);
}

struct agent_description *
agent_description_new(const char *agent, const char *type, const char *dll)
{
    struct agent_description *description = g_new0(struct agent_description, 1);

    description->agent = g_strdup(agent);
    description->type = g_strdup(type);
    description->dll = g_strdup(dll);
    description->parameters = g_ptr_array_new_with_free_func(free_parameter);
    return description;
}

void
agent_description_free(struct agent_description *description)
{
    if (description == NULL) {
        return;
    }
    g_free(description->agent);
    g_free(description->type);
    g_free(description->dll);
    g_free(description->short_text);
    g_free(description->text);
    g_ptr_array_unref(description->parameters);
    g_free(description);
}

const struct agent_parameter *
agent_description_find(const struct agent_description *description, const char *property)
{
    for (guint i = 0; i < description->parameters->len; i++) {
        const struct agent_parameter *parameter = description->parameters->pdata[i];

        if (agent_same_name(parameter->property, property)) {
            return parameter;
        }
    }
    return NULL;
}

static const struct agent_parameter *
find_name(const struct agent_description *description, const char *name)
{
    for (guint i = 0; i < description->parameters->len; i++) {
        const struct agent_parameter *parameter = description->parameters->pdata[i];

        if (g_str_equal(parameter->name, name)) {
            return parameter;
        }
    }
    return NULL;
}

struct agent_parameter *
agent_description_add(struct agent_description *description, const char *property, uint32_t type,
                      GError **error)
{
    g_autofree char *name = agent_parameter_of_property(property);
    const struct agent_parameter *other = find_name(description, name);
    struct agent_parameter *parameter;

    if (other != NULL) {
        g_set_error(
            error, RESAPID_ERROR, OUTCOME_INVALID,
            "resource type %s: the properties '%s' and '%s' would both be the parameter %s: "
            "use ocf:resapi:" AGENT_OF_ALL_TYPES,
            description->type, other->property, property, name);
        return NULL;
    }
    parameter = g_new0(struct agent_parameter, 1);
    parameter->name = g_steal_pointer(&name);
    parameter->property = g_strdup(property);
    parameter->type = type;
    parameter->format = property_format_of_type(type);
    g_ptr_array_add(description->parameters, parameter);
    return parameter;
}

struct agent_parameter *
agent_description_add_words(struct agent_description *description, const char *name)
{
    struct agent_parameter *parameter = g_new0(struct agent_parameter, 1);

    parameter->name = g_strdup(name);
    parameter->property = g_strdup("");
    parameter->type = REG_SZ;
    parameter->words = true;
    g_ptr_array_add(description->parameters, parameter);
    return parameter;
}

void
agent_description_remove(struct agent_description *description, struct agent_parameter *parameter)
{
    g_ptr_array_remove(description->parameters, parameter);
}

static void
fill_common(struct agent_parameter *parameter, const struct common_property *property)
{
    parameter->common = true;
    parameter->reloadable = !property->at_next_open;
    parameter->unit = g_strdup(property->unit);
    if (property->format != CLUSPROP_FORMAT_DWORD) {
        return;
    }
    parameter->has_bounds = true;
    parameter->least = property->least;
    parameter->most = property->most;
    if (!property->types_if_unset) {
        parameter->preset = g_strdup_printf("%" G_GUINT64_FORMAT, property->preset);
    }
}

void
agent_description_add_common(struct agent_description *description)
{
    const struct common_table *table = &common_tables[COMMON_OF_RESOURCE];

    for (size_t i = 0; i < table->count; i++) {
        const struct common_property *property = &table->properties[i];
        struct agent_parameter *parameter;

        if (property->read_only != NULL) {
            continue;
        }
        parameter = agent_description_add(description, property->name,
                                          property_type_of_format(property->format), NULL);
        if (parameter != NULL) {
            fill_common(parameter, property);
        }
    }
}
