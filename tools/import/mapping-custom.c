/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Resources of types that resapid hosts from the DLL that Windows had: ocf_resapi(7). */

#include <string.h>

#include "mapping-private.h"
#include "ocf-agents/names.h"
#include "secrets.h"

static bool
is_free(struct mapping *mapping, const char *agent)
{
    static const char *const builtin[] = { "GenericApplication", "GenericService",
                                           "GenericScript" };

    for (size_t i = 0; i < G_N_ELEMENTS(builtin); i++) {
        if (g_ascii_strcasecmp(agent, builtin[i]) == 0) {
            return false;
        }
    }
    return !g_hash_table_contains(mapping->agents_used, agent);
}

/* Two types may have the same letters and digits, and a type none at all. */
static char *
agent_name(struct mapping *mapping, const struct windows_type *type, bool *is_own)
{
    g_autofree char *base = agent_name_of_type(type->object.name, NULL);
    g_autofree char *name = g_strdup(base != NULL ? base : "Type");

    *is_own = base != NULL;
    for (guint number = 2; !is_free(mapping, name) && number < G_MAXUINT; number++) {
        g_free(name);
        name = g_strdup_printf("%.50s%u", base != NULL ? base : "Type", number);
        *is_own = false;
    }
    return g_steal_pointer(&name);
}

const char *
mapping_agent_of(struct mapping *mapping, const struct windows_type *type)
{
    char *name = g_hash_table_lookup(mapping->plan->agents, type);
    bool is_own;

    if (name != NULL) {
        return name;
    }
    name = agent_name(mapping, type, &is_own);
    g_hash_table_insert(mapping->plan->agents, (void *)(uintptr_t)type, name);
    g_hash_table_add(mapping->agents_used, name);
    if (!is_own) {
        notes_add(mapping->notes, NOTE_CHANGED, &type->object, "agent", name,
                  "the agent's name cannot be made of the type's, or another type has it: the type "
                  "is added with --agent=%s, as the runbook has it",
                  name);
    }
    return name;
}

static void
drop(const struct parameter *parameter, const char *why)
{
    notes_add(parameter->mapping->notes, NOTE_DROPPED, &parameter->primitive->windows->object,
              parameter->property, NULL, "%s", why);
}

static void
give(const struct parameter *parameter, const struct windows_value *value)
{
    g_autofree char *text = NULL;

    if (secret_is(parameter->property, value)) {
        parameter_hide(parameter);
        return;
    }
    text = parameter_text(value);
    if (text == NULL) {
        parameter_decide(
            parameter, NULL,
            "one of its texts has a ';' inside, which the agent takes for its end: set "
            "it in resapid with 'resapictl resource set'");
    } else if (text[0] == '\0' && value->kind != WINDOWS_BINARY) {
        drop(parameter, "it is empty, which to the agent is as good as not set");
    } else {
        parameter_give(parameter, text);
    }
}

void
mapping_fill_custom(struct mapping *mapping, struct plan_primitive *primitive)
{
    const windows_properties_t *private = primitive->windows->object.private;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < windows_properties_count(private); i++) {
        const struct windows_property *property = windows_properties_at(private, i);
        g_autofree char *name = agent_parameter_of_property(property->name);
        const struct parameter parameter = { mapping, primitive, property->name, name };

        if (g_hash_table_add(seen, g_ascii_strdown(name, -1))) {
            give(&parameter, property->value);
        } else {
            notes_add(mapping->notes, NOTE_DECIDE, &primitive->windows->object, property->name,
                      NULL,
                      "another property has the parameter %s already: set it in resapid with "
                      "'resapictl resource set'",
                      name);
        }
    }
}

/* A word of a shell, as ocf_resapi_GenericScript(7) has it. */
static bool
append_word(GString *words, const struct windows_property *property)
{
    g_autofree char *text = parameter_text(property->value);
    g_autofree char *quoted = text != NULL ? g_shell_quote(text) : NULL;

    if (quoted == NULL || strpbrk(property->name, "=\\:'\" ") != NULL) {
        return false;
    }
    g_string_append_printf(words, "%s%s:%s=%s", words->len > 0 ? " " : "", property->name,
                           windows_value_format(property->value), quoted);
    return true;
}

static void
take_own(struct mapping *mapping, struct plan_primitive *primitive, GString *words,
         const struct windows_property *property)
{
    g_autofree char *to = NULL;

    if (secret_is(property->name, property->value)) {
        notes_add(
            mapping->notes, NOTE_DECIDE, &primitive->windows->object, property->name, NULL,
            "is or may be a secret and is shown nowhere: add it to the parameter properties by "
            "hand, as ocf_resapi_GenericScript(7) has it");
    } else if (append_word(words, property)) {
        to = g_strdup_printf("%s: properties", primitive->id);
        notes_add(mapping->notes, NOTE_MAPPED, &primitive->windows->object, property->name, to,
                  NULL);
    } else {
        notes_add(mapping->notes, NOTE_DECIDE, &primitive->windows->object, property->name, NULL,
                  "its name or its value cannot be a word of the parameter properties: set it in "
                  "resapid with 'resapictl resource set'");
    }
}

void
mapping_fill_script(struct mapping *mapping, struct plan_primitive *primitive)
{
    const windows_properties_t *private = primitive->windows->object.private;
    g_autoptr(GString) words = g_string_new(NULL);

    for (guint i = 0; i < windows_properties_count(private); i++) {
        const struct windows_property *property = windows_properties_at(private, i);

        if (g_ascii_strcasecmp(property->name, "ScriptFilepath") != 0 &&
            g_ascii_strcasecmp(property->name, "ScriptPath") != 0) {
            take_own(mapping, primitive, words, property);
        }
    }
    if (words->len > 0 && mapping_setting(mapping, primitive->windows, "properties") == NULL) {
        plan_pairs_set(primitive->parameters, "properties", words->str);
    }
}
