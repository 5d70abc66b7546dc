/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Names of parameters as their agents spell them, of what a user has written. */

#include <string.h>

#include "mapping-type-table.h"
#include "ocf-agents/names.h"

/* Those of every agent of ocf:resapi: ocf_resapi(7). */
static const char *const common_parameters[] = {
    "DeadlockTimeout",
    "Description",
    "EmbeddedFailureAction",
    "IsAlivePollInterval",
    "LooksAlivePollInterval",
    "PendingTimeout",
    "PersistentState",
    "RestartAction",
    "RestartPeriod",
    "RestartThreshold",
    "RetryPeriodOnFailure",
    "SeparateMonitor",
    NULL,
};

static const char *
find_in(const char *const *names, const char *name)
{
    for (; names != NULL && *names != NULL; names++) {
        if (g_ascii_strcasecmp(*names, name) == 0) {
            return *names;
        }
    }
    return NULL;
}

static const char *
find_known(const struct type_rule *rule, const char *name)
{
    const char *found = find_in(rule->parameters, name);

    if (found == NULL && g_strcmp0(rule->provider, PROVIDER_RESAPI) == 0) {
        found = find_in(common_parameters, name);
    }
    return found;
}

/* By the parameter's name, or by its own on Windows. */
static const struct windows_property *
find_own(const struct windows_resource *resource, const char *name)
{
    const windows_properties_t *private = resource->object.private;

    for (guint i = 0; i < windows_properties_count(private); i++) {
        const struct windows_property *property = windows_properties_at(private, i);
        g_autofree char *parameter = agent_parameter_of_property(property->name);

        if (g_ascii_strcasecmp(parameter, name) == 0 ||
            g_ascii_strcasecmp(property->name, name) == 0) {
            return property;
        }
    }
    return NULL;
}

static char *
key_of(const char *type, const char *name)
{
    g_autofree char *both = g_strdup_printf("%zu:%s:%s", strlen(type), type, name);

    return g_ascii_strdown(both, -1);
}

static void
index_name(const struct mapping *mapping, const char *type, const char *name,
           const struct windows_property *property)
{
    g_autofree char *key = key_of(type, name);

    if (!g_hash_table_contains(mapping->properties, key)) {
        g_hash_table_insert(mapping->properties, g_steal_pointer(&key),
                            (void *)(uintptr_t)property);
    }
}

void
mapping_index_properties(struct mapping *mapping)
{
    for (guint i = 0; i < mapping->cluster->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(mapping->cluster->resources, i);
        const windows_properties_t *private = resource->object.private;

        for (guint p = 0; p < windows_properties_count(private); p++) {
            const struct windows_property *property = windows_properties_at(private, p);
            g_autofree char *parameter = agent_parameter_of_property(property->name);

            index_name(mapping, resource->type_name, parameter, property);
            index_name(mapping, resource->type_name, property->name, property);
        }
    }
}

const struct windows_property *
mapping_property_of(const struct mapping *mapping, const struct windows_resource *resource,
                    const char *type, const char *parameter)
{
    const struct windows_property *own = resource != NULL ? find_own(resource, parameter) : NULL;
    g_autofree char *key = key_of(type, parameter);

    return own != NULL ? own : g_hash_table_lookup(mapping->properties, key);
}

char *
mapping_parameter_name(const struct mapping *mapping, const struct windows_resource *resource,
                       const char *type, const char *name)
{
    const struct type_rule *rule = type_rule_find(type);
    const struct windows_property *property =
        rule == NULL ? mapping_property_of(mapping, resource, type, name) : NULL;
    const char *known = NULL;

    if (property != NULL) {
        return agent_parameter_of_property(property->name);
    }
    known = rule != NULL ? find_known(rule, name) : find_in(common_parameters, name);
    return g_strdup(known != NULL ? known : name);
}

bool
mapping_parameter_is_known(const char *type, const char *name)
{
    const struct type_rule *rule = type_rule_find(type);

    return rule != NULL && find_known(rule, name) != NULL;
}

bool
mapping_parameter_is_common(const char *name)
{
    return find_in(common_parameters, name) != NULL;
}
