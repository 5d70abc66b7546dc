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

/* Of the resource's own properties, whose names on Windows do as well. */
static char *
find_custom(const struct windows_resource *resource, const char *name)
{
    const windows_properties_t *private = resource->object.private;
    const char *common = find_in(common_parameters, name);

    for (guint i = 0; i < windows_properties_count(private); i++) {
        const char *property = windows_properties_at(private, i)->name;
        g_autofree char *parameter = agent_parameter_of_property(property);

        if (g_ascii_strcasecmp(parameter, name) == 0 || g_ascii_strcasecmp(property, name) == 0) {
            return g_steal_pointer(&parameter);
        }
    }
    return g_strdup(common != NULL ? common : name);
}

char *
mapping_parameter_name(const struct windows_resource *resource, const char *name)
{
    const struct type_rule *rule = type_rule_find(resource->type_name);
    const char *known = NULL;

    if (rule == NULL) {
        return find_custom(resource, name);
    }
    known = find_known(rule, name);
    return g_strdup(known != NULL ? known : name);
}

bool
mapping_parameter_is_known(const struct windows_resource *resource, const char *name)
{
    const struct type_rule *rule = type_rule_find(resource->type_name);

    return rule == NULL || find_known(rule, name) != NULL;
}
